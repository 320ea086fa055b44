/* Paths of artifacts by their parts. */
#include "eco/place.h"

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
