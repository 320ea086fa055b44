/* Addresses and digests as lock files write them. */
#include "eco/origin.h"

#include "base/base64.h"

enum { DIGESTS_MAX = 4 };

/* Where the host begins, or SPAN_NONE: behind "://". */
static ptrdiff_t host_at(struct span url)
{
	static const struct span mark = SPAN("://");
	ptrdiff_t at = span_find(url, mark);

	return at == SPAN_NONE ? SPAN_NONE : at + (ptrdiff_t)mark.n;
}

/* User, password, host and port. */
static struct span authority(struct span url)
{
	ptrdiff_t at = host_at(url);
	struct span rest = span_from(url, at == SPAN_NONE ? url.n : (uint64_t)at);
	size_t n = 0;

	while (n < rest.n && !memchr("/?#", rest.p[n], 3))
		n++;
	return span_part(rest, 0, n);
}

static size_t user_size(struct span authority)
{
	const uint8_t *at = authority.n ? memrchr(authority.p, '@', authority.n) : NULL;

	return at ? (size_t)(at - authority.p) + 1 : 0;
}

struct span origin_host(struct span url)
{
	struct span all = authority(url);

	return span_from(all, user_size(all));
}

struct span origin_redacted(struct span url, struct arena *arena)
{
	struct span all = authority(url), user = span_part(all, 0, user_size(all));
	ptrdiff_t query = span_byte(url, '?');

	if (span_is(user, "git@"))
		user.n = 0;
	if (user.n == 0 && query == SPAN_NONE)
		return url;

	size_t before = all.p ? (size_t)(all.p - url.p) : 0;
	struct span path = span_from(url, before + user.n);

	if (query != SPAN_NONE && (size_t)query >= before + user.n)
		path.n = (size_t)query - before - user.n;
	return span_str(arena_printf(arena, "%.*s%.*s", (int)before, (const char *)url.p,
				     (int)path.n, (const char *)path.p));
}

/* X(name, bytes) */
static const struct algorithm {
	const char *name;
	size_t size;
} algorithms[] = {
	{ "sha512", 64 }, { "sha384", 48 }, { "sha256", 32 }, { "sha1", 20 }, { "md5", 16 },
};

static const struct algorithm *algorithm_of(struct span name)
{
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(*algorithms); i++)
		if (span_is(name, algorithms[i].name))
			return &algorithms[i];
	return NULL;
}

static void add_digest(struct entry *entry, const struct algorithm *algorithm, struct span bytes,
		       struct arena *arena)
{
	static const char digits[] = "0123456789abcdef";
	size_t n = strlen(algorithm->name) + 1;
	char *text = arena_alloc(arena, n + 2 * bytes.n + 1);

	memcpy(text, algorithm->name, n - 1);
	text[n - 1] = ':';
	for (size_t i = 0; i < bytes.n; i++) {
		text[n + 2 * i] = digits[bytes.p[i] >> 4];
		text[n + 2 * i + 1] = digits[bytes.p[i] & 15];
	}
	entry_text(entry, "digest", span_of(text, n + 2 * bytes.n));
}

static bool add_part(struct entry *entry, struct span part, struct arena *arena)
{
	ptrdiff_t dash = span_byte(part, '-');
	const struct algorithm *algorithm =
		dash == SPAN_NONE ? NULL : algorithm_of(span_part(part, 0, (uint64_t)dash));

	if (!algorithm || part.n > 256)
		return false;

	struct span bytes = base64_decode(span_from(part, (uint64_t)dash + 1), arena);

	if (bytes.n != algorithm->size)
		return false;
	add_digest(entry, algorithm, bytes, arena);
	return true;
}

bool origin_integrity(struct entry *entry, struct span integrity, struct arena *arena)
{
	bool any = false;

	for (size_t i = 0; i < DIGESTS_MAX && integrity.n; i++) {
		ptrdiff_t blank = span_byte(integrity, ' ');
		uint64_t n = blank == SPAN_NONE ? integrity.n : (uint64_t)blank;

		any |= add_part(entry, span_part(integrity, 0, n), arena);
		integrity = span_from(integrity, n + 1);
	}
	return any;
}

static int nibble(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool origin_hex(struct entry *entry, const char *name, struct span hex, struct arena *arena)
{
	const struct algorithm *algorithm = algorithm_of(span_str(name));
	uint8_t bytes[64];

	if (!algorithm || hex.n != 2 * algorithm->size)
		return false;
	for (size_t i = 0; i < algorithm->size; i++) {
		int high = nibble(hex.p[2 * i]), low = nibble(hex.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		bytes[i] = (uint8_t)(high << 4 | low);
	}
	add_digest(entry, algorithm, span_of(bytes, algorithm->size), arena);
	return true;
}

bool origin_digest(struct entry *entry, struct span digest, struct arena *arena)
{
	ptrdiff_t colon = span_byte(digest, ':');

	return colon != SPAN_NONE &&
	       origin_hex(entry, arena_text(arena, span_part(digest, 0, (uint64_t)colon)),
			  span_from(digest, (uint64_t)colon + 1), arena);
}
