/* Addresses and names of Python archives. */
#include "eco/pypi/address.h"

#include "base/ascii.h"
#include "eco/origin.h"
#include "eco/place.h"

enum { COMMIT_SIZE = 40 };

/* The part of a fragment "a=b&c=d" behind KEY=. */
static struct span fragment_value(struct span fragment, const char *key)
{
	while (fragment.n) {
		ptrdiff_t and = span_byte(fragment, '&');
		uint64_t n = and == SPAN_NONE ? fragment.n : (uint64_t) and;
		struct span part = span_part(fragment, 0, n);

		if (span_starts(part, key) && part.n > strlen(key) && part.p[strlen(key)] == '=')
			return span_from(part, strlen(key) + 1);
		fragment = span_from(fragment, n + 1);
	}
	return (struct span){ 0 };
}

/* Cuts the text at the first `byte` and gives what stood behind it. */
static struct span cut_at(struct span *text, uint8_t byte)
{
	ptrdiff_t at = span_byte(*text, byte);
	struct span rest = span_from(*text, at == SPAN_NONE ? text->n : (uint64_t)at + 1);

	text->n = at == SPAN_NONE ? text->n : (size_t)at;
	return rest;
}

static struct span take_vcs(struct span *url)
{
	static const char *const kinds[] = { "git+", "hg+", "svn+", "bzr+" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (span_starts(*url, kinds[i])) {
			struct span vcs = span_part(*url, 0, strlen(kinds[i]) - 1);

			*url = span_from(*url, strlen(kinds[i]));
			return vcs;
		}
	return (struct span){ 0 };
}

/* What stands behind the '@' of the path; that of "user@host" is none. */
static struct span take_revision(struct span *url)
{
	const uint8_t *at = url->n ? memrchr(url->p, '@', url->n) : NULL;
	const uint8_t *slash = url->n ? memrchr(url->p, '/', url->n) : NULL;
	struct span revision;

	/* A revision may hold slashes itself: then its '@' stands behind the host's path. */
	if (!at || !slash)
		return (struct span){ 0 };
	if (at < slash) {
		struct span before = span_of(url->p, (size_t)(at - url->p));
		ptrdiff_t host = span_find(before, (struct span)SPAN("://"));

		if (host == SPAN_NONE ||
		    span_byte(span_from(before, (uint64_t)host + 3), '/') == SPAN_NONE)
			return (struct span){ 0 };
	}
	revision = span_from(*url, (uint64_t)(at + 1 - url->p));
	url->n = (size_t)(at - url->p);
	return revision;
}

struct address address_read(struct span url, struct arena *arena)
{
	struct address address = { 0 };
	struct span fragment = cut_at(&url, '#');

	address.vcs = take_vcs(&url);
	if (address.vcs.n)
		address.revision = take_revision(&url);
	address.egg = fragment_value(fragment, "egg");
	(void)cut_at(&address.egg, '['); /* extras */
	address.digest = fragment_value(fragment, "sha256");
	address.url = origin_redacted(url, arena);
	address.file = place_name(address.url);
	return address;
}

static bool is_commit(struct span revision)
{
	if (revision.n != COMMIT_SIZE)
		return false;
	for (size_t i = 0; i < revision.n; i++)
		if (!ascii_is_digit(revision.p[i]) &&
		    !(revision.p[i] >= 'a' && revision.p[i] <= 'f'))
			return false;
	return true;
}

void address_add(const struct address *address, struct entry *entry, struct arena *arena)
{
	entry_text(entry, "origin", address->url);
	entry_text(entry, "vcs", address->vcs);
	entry_text(entry, is_commit(address->revision) ? "commit" : "revision", address->revision);
	if (address->digest.n)
		(void)origin_hex(entry, "sha256", address->digest, arena); /* no digest: none */
}

/* Archives. */

static bool cut_ending(struct span *file, const char *ending)
{
	size_t n = strlen(ending);

	if (file->n <= n || strncasecmp((const char *)file->p + file->n - n, ending, n) != 0)
		return false;
	file->n -= n;
	return true;
}

/* NAME-VERSION(-BUILD)?-PYTHON-ABI-PLATFORM */
static bool read_wheel(struct span stem, struct archive_name *out)
{
	size_t dashes = 0;

	for (size_t i = 0; i < stem.n; i++)
		dashes += stem.p[i] == '-';
	if (dashes != 4 && dashes != 5)
		return false;
	out->name = stem;

	struct span rest = cut_at(&out->name, '-');

	out->version = rest;
	(void)cut_at(&out->version, '-'); /* the tags */
	out->wheel = true;
	return out->name.n && out->version.n;
}

/* NAME-VERSION; older names may hold dashes, versions begin with a digit. */
static bool read_sdist(struct span stem, struct archive_name *out)
{
	for (size_t i = 1; i + 1 < stem.n; i++)
		if (stem.p[i] == '-' && ascii_is_digit(stem.p[i + 1])) {
			out->name = span_part(stem, 0, i);
			out->version = span_from(stem, i + 1);
			out->wheel = false;
			return true;
		}
	return false;
}

bool archive_name_read(struct span file, struct archive_name *out)
{
	static const char *const endings[] = { ".tar.gz",  ".zip",    ".tgz",
					       ".tar.bz2", ".tar.xz", NULL };

	*out = (struct archive_name){ 0 };
	if (cut_ending(&file, ".whl"))
		return read_wheel(file, out);
	for (size_t i = 0; endings[i]; i++)
		if (cut_ending(&file, endings[i]))
			return read_sdist(file, out);
	return false;
}
