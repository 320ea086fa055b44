/* Paths of artifacts by their parts. */
#include "eco/place.h"

#include <ctype.h>

bool place_is(struct span path, const char *end)
{
	size_t n = strlen(end);

	return span_ends(path, end) && (path.n == n || path.p[path.n - n - 1] == '/');
}

struct span place_folder(struct span path)
{
	const uint8_t *slash = path.n ? memrchr(path.p, '/', path.n) : NULL;

	return span_part(path, 0, slash ? (uint64_t)(slash - path.p) : 0);
}

struct span place_name(struct span path)
{
	const uint8_t *slash = path.n ? memrchr(path.p, '/', path.n) : NULL;

	return slash ? span_from(path, (uint64_t)(slash - path.p) + 1) : path;
}

struct span place_behind(struct span path, const char *part, bool *found)
{
	size_t n = strlen(part), start = path.n;

	*found = false;
	while (start > 0) {
		size_t end = start;

		while (start > 0 && path.p[start - 1] != '/')
			start--;
		if (end - start == n && end < path.n && memcmp(path.p + start, part, n) == 0) {
			*found = true;
			return span_from(path, end + 1);
		}
		start -= start > 0;
	}
	return path;
}

struct span place_stem(struct span name)
{
	const uint8_t *dot = name.n ? memrchr(name.p, '.', name.n) : NULL;

	return dot && dot > name.p ? span_part(name, 0, (uint64_t)(dot - name.p)) : name;
}

static bool same(uint8_t a, char b)
{
	return tolower(a) == tolower((unsigned char)b);
}

/* A star is tried again one byte further each time what follows it fails. Only the last one has to
 * be, so that the time is at most the product of both lengths. */
bool place_matches(struct span text, const char *pattern)
{
	const char *star = NULL;
	size_t at = 0, mark = 0;

	while (at < text.n) {
		if (*pattern == '*') {
			star = ++pattern;
			mark = at;
		} else if (*pattern && same(text.p[at], *pattern)) {
			pattern++;
			at++;
		} else if (star && text.p[mark] != '/') {
			pattern = star;
			at = ++mark;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

/* Whether the bytes behind the last star are those of the path: nearly always enough to say no. */
static bool ends_alike(struct span path, const char *pattern)
{
	size_t n = strlen(pattern), at = path.n;

	while (n > 0 && pattern[n - 1] != '*') {
		if (at == 0 || !same(path.p[at - 1], pattern[n - 1]))
			return false;
		at--;
		n--;
	}
	return true;
}

bool place_like(struct span path, const char *pattern)
{
	size_t slashes = 0, at = path.n;

	if (!ends_alike(path, pattern))
		return false;
	for (const char *p = pattern; *p; p++)
		slashes += *p == '/';
	for (; at > 0; at--)
		if (path.p[at - 1] == '/' && slashes-- == 0)
			break;
	return place_matches(span_from(path, at), pattern);
}

bool place_like_any(struct span path, const char *const *patterns)
{
	for (size_t i = 0; patterns[i]; i++)
		if (place_like(path, patterns[i]))
			return true;
	return false;
}

/* A part of the path of a file or member that is one of the names. */
static bool has_part(struct span path, const char *const *names)
{
	while (path.n) {
		size_t n = 0;

		while (n < path.n && path.p[n] != '/' && path.p[n] != '!')
			n++;
		for (size_t i = 0; names[i]; i++)
			if (span_is(span_part(path, 0, n), names[i]))
				return true;
		path = span_from(path, n + 1);
	}
	return false;
}

bool place_is_foreign(struct span path)
{
	static const char *const folders[] = {
		"node_modules",
		"site-packages",
		"dist-packages",
		"bower_components",
		"__pypackages__",
		"vendor",
		"third_party",
		"jspm_packages",
		"bundled_libs",
		"Cellar",
		".tox",
		".nox",
		".yarn",
		".pnpm-store",
		NULL,
	};

	return has_part(path, folders);
}

bool place_is_aside(struct span path)
{
	static const char *const folders[] = {
		"test",	  "tests", "testing",	 "doc",	     "docs",	 "examples", "example",
		"debian", "bench", "benchmarks", "fixtures", "testdata", "samples",  NULL,
	};

	return has_part(path, folders);
}
