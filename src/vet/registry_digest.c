/* A file beside the digests that a registry gives it. */
#include "vet/registry.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/hex.h"
#include "eco/place.h"
#include "sys/digest.h"
#include "vet/say.h"

/* "sha512-BASE64" (SRI) or "sha256:HEX". What names no known algorithm says nothing. */
static bool agrees(struct span integrity, struct span bytes, struct arena *arena)
{
	ptrdiff_t colon = span_byte(integrity, ':'), dash = span_byte(integrity, '-');
	ptrdiff_t at = colon != SPAN_NONE ? colon : dash;
	uint8_t digest[DIGEST_SIZE_MAX];
	struct span text;
	size_t n;

	if (at == SPAN_NONE)
		return true;
	n = digest_named(span_part(integrity, 0, (uint64_t)at), bytes, digest);
	text = span_of(digest, n);
	text = colon != SPAN_NONE ? hex_text(text, arena) : base64_write(text, arena);
	return n == 0 || span_eq(span_from(integrity, (uint64_t)at + 1), text);
}

/* npm gives one digest a version, an index one a file. */
static bool is_about(const struct fact *fact, const struct release *release, struct span file)
{
	if (fact->kind != FACT_METADATA)
		return false;
	if (fact_is(fact, "key", "file"))
		return span_eq(fact_text(fact, "name"), file);
	return fact_is(fact, "key", "release") &&
	       span_eq(fact_text(fact, "version"), release->version) &&
	       release_same_name(release, fact_text(fact, "name"), release->name);
}

static void compare(const struct registry_facts *registry, struct release *release,
		    struct span file, struct span bytes)
{
	for (size_t i = 0; i < registry->n; i++) {
		const struct fact *fact = registry->all[i];
		struct span integrity = fact_text(fact, "integrity");

		if (is_about(fact, release, file) && !agrees(integrity, bytes, registry->arena))
			release_say(
				release, RELEASE_METADATA, release->report->artifacts, NULL,
				"digest", integrity,
				"The file is not the one of which the registry gives the digest ",
				".");
	}
}

enum err registry_digest(const struct registry_facts *registry, struct release *release,
			 const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	void *p;

	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0) {
		if (fd >= 0)
			(void)close(fd); /* only opened */
		return OK; /* a folder has no digest; what could not be read was said */
	}
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	(void)close(fd); /* the mapping stays */
	if (p == MAP_FAILED)
		return err_set(ERR_IO, "map %s: %s", path, strerror(errno));
	compare(registry, release, place_name(span_str(path)), span_of(p, (size_t)st.st_size));
	(void)munmap(p, (size_t)st.st_size); /* a mapping of ours */
	return OK;
}
