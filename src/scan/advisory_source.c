/* Opening exports: from a folder, or fetched; with what their signature says of them. */
#include "scan/advisory_source.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/reader.h"
#include "scan/advisory_place.h"
#include "sys/digest.h"
#include "sys/signature.h"

enum { SUMS_MAX = 1 << 20, CHUNK = 64 << 10, HEX_SIZE = 2 * SHA256_SIZE };

static const char sums_name[] = "SHA256SUMS", signature_name[] = "SHA256SUMS.sig",
		  export_name[] = "all.zip";

struct opening {
	const struct advisory_source *source;
	struct arena *arena;
	struct advisory_place place;
	struct advisory_exports *exports;
};

static enum err refuse(struct opening *opening, const char *what)
{
	opening->exports->is_refused = true;
	return err_set(ERR_FORMAT, "%s: %s", opening->source->from, what);
}

/* Bytes of small files and digests of large ones. */

static enum err read_small(struct opening *opening, const char *name, struct span *out)
{
	uint8_t *room = arena_alloc(opening->arena, SUMS_MAX);
	ssize_t more = 0;
	size_t n = 0;
	uint64_t size;
	int fd;
	enum err e = advisory_place_open(&opening->place, name, SUMS_MAX, &fd, &size);

	if (e != OK)
		return e;
	while (n < SUMS_MAX && (more = pread(fd, room + n, SUMS_MAX - n, (off_t)n)) > 0)
		n += (size_t)more;
	(void)close(fd); /* only read from */
	if (more < 0)
		return err_set(ERR_IO, "%s/%s: %s", opening->source->from, name, strerror(errno));
	*out = span_of(room, n);
	return OK;
}

static bool take_digest(int fd, uint8_t sum[SHA256_SIZE])
{
	struct digest *digest = digest_new();
	uint8_t room[CHUNK];
	off_t at = 0;
	ssize_t n;

	digest_reset(digest);
	while ((n = pread(fd, room, sizeof(room), at)) > 0) {
		digest_add(digest, span_of(room, (size_t)n));
		at += n;
	}
	digest_end(digest, sum);
	digest_free(digest);
	return n == 0;
}

/* One export. */

static bool is_wanted(const struct advisory_source *source, const char *ecosystem)
{
	if (!source->ecosystems)
		return true;
	for (const char *const *one = source->ecosystems; *one; one++)
		if (strcmp(*one, ecosystem) == 0)
			return true;
	return false;
}

/* `promised` is the digest that the signed list has, or NULL. */
static enum err check_digest(struct opening *opening, struct advisory_export *export,
			     const char *promised)
{
	uint8_t sum[SHA256_SIZE];
	char hex[HEX_SIZE + 1];

	if (!take_digest(export->fd, sum))
		return err_set(ERR_IO, "%s/%s: %s", opening->source->from, export->ecosystem,
			       strerror(errno));
	digest_hex(sum, hex);
	export->digest = arena_copy(opening->arena, span_of(sum, sizeof(sum)));
	export->is_signed = promised != NULL;
	if (promised && strcmp(hex, promised) != 0)
		return refuse(opening, "an export has not the digest that was signed");
	return OK;
}

static enum err add(struct opening *opening, const char *ecosystem, const char *promised)
{
	struct advisory_exports *exports = opening->exports;
	struct advisory_export *export = &exports->all[exports->n];
	const char *name = arena_printf(opening->arena, "%s/%s", ecosystem, export_name);
	enum err e;

	if (!is_wanted(opening->source, ecosystem))
		return OK;
	if (exports->n == DB_SOURCES_MAX)
		return err_set(ERR_LIMIT, "%s: there are more than %d exports",
			       opening->source->from, DB_SOURCES_MAX);
	*export = (struct advisory_export){ .ecosystem = ecosystem };
	e = advisory_place_open(&opening->place, name, UINT64_MAX, &export->fd, &export->size);
	if (e != OK)
		return e;
	exports->n++;
	return check_digest(opening, export, promised);
}

/* The signed list: "HEX  PyPI/all.zip", as sha256sum(1) writes it. */

static bool is_hex(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= '0' && s.p[i] <= '9') && !(s.p[i] >= 'a' && s.p[i] <= 'f'))
			return false;
	return s.n == HEX_SIZE;
}

/* Names of ecosystems are words and blanks: no path leads elsewhere. */
static bool is_ecosystem(struct span name)
{
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] < ' ' || name.p[i] > '~' || name.p[i] == '/' || name.p[i] == '%')
			return false;
	return name.n > 0 && name.n <= NAME_MAX / 2 && name.p[0] != '.';
}

static enum err add_line(struct opening *opening, struct span line)
{
	struct reader r = reader_of(line);
	struct span hex = reader_take(&r, HEX_SIZE), gap = reader_take(&r, 2);
	struct span ecosystem = reader_until(&r, '/'), file = reader_rest(&r);

	if (r.bad || !is_hex(hex) || (!span_is(gap, "  ") && !span_is(gap, " *")) ||
	    !is_ecosystem(ecosystem) || !span_is(file, export_name))
		return refuse(opening, "a line of SHA256SUMS is no digest of ECOSYSTEM/all.zip");
	return add(opening, arena_text(opening->arena, ecosystem), arena_text(opening->arena, hex));
}

static enum err add_signed(struct opening *opening)
{
	struct span sums, signature;
	bool good = false;
	enum err e = read_small(opening, sums_name, &sums);

	if (e == OK)
		e = read_small(opening, signature_name, &signature);
	if (e != OK) {
		opening->exports->is_refused = true; /* what was asked for is signed */
		return e;
	}
	e = ed25519_verify(opening->source->key, sums, signature, &good);
	if (e == OK && !good)
		e = refuse(opening, "SHA256SUMS.sig is no signature of SHA256SUMS by that key");

	struct reader r = reader_of(sums);

	while (e == OK && reader_left(&r) > 0) {
		struct span line = reader_until(&r, '\n');

		e = r.bad ? refuse(opening, "the last line of SHA256SUMS is cut")
			  : add_line(opening, line);
	}
	return e;
}

static enum err add_named(struct opening *opening)
{
	struct advisory_names names = { 0 };
	enum err e = advisory_place_list(&opening->place, opening->source->ecosystems, &names);

	for (size_t i = 0; e == OK && i < names.n; i++) {
		e = is_ecosystem(span_str(names.all[i])) ? add(opening, names.all[i], NULL) : OK;
		if (e == ERR_DENIED)
			e = OK; /* not every folder or ecosystem has advisories */
	}
	return e;
}

static int by_name(const void *a, const void *b)
{
	const struct advisory_export *x = a, *y = b;

	return strcmp(x->ecosystem, y->ecosystem);
}

enum err advisory_source_open(const struct advisory_source *source, struct arena *arena,
			      struct advisory_exports *exports)
{
	struct opening opening = { .source = source, .arena = arena, .exports = exports };
	enum err e;

	exports->n = 0;
	exports->is_refused = false;
	e = advisory_place_enter(&opening.place, source->from, source->allow_private, arena);
	if (e == OK)
		e = source->key ? add_signed(&opening) : add_named(&opening);
	advisory_place_leave(&opening.place);
	if (e == OK && exports->n == 0)
		return err_set(ERR_USAGE, "%s: there is no ECOSYSTEM/%s in it", source->from,
			       export_name);
	qsort(exports->all, exports->n, sizeof(exports->all[0]), by_name);
	return e;
}
