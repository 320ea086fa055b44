/* File names as URI references. */
#include "report/uri.h"

/* RFC 3986 section 2.3, and the slash. */
static bool plain(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       memchr("-._~/", c, 5);
}

static void encode(struct buf *out, struct span path)
{
	for (size_t i = 0; i < path.n; i++) {
		if (plain(path.p[i]))
			buf_byte(out, path.p[i]);
		else
			buf_printf(out, "%%%02X", path.p[i]);
	}
}

/* The path below the folder, or nothing when it lies elsewhere. */
static struct span below(struct span path, const char *folder)
{
	size_t n = folder ? strlen(folder) : 0;

	while (n > 0 && folder[n - 1] == '/')
		n--;
	if (!folder || path.n <= n + 1 || path.p[n] != '/' || memcmp(path.p, folder, n) != 0)
		return (struct span){ 0 };
	return span_from(path, n + 1);
}

bool uri_of_path(struct buf *out, struct span path, const char *folder)
{
	struct span inside = below(path, folder);

	if (inside.n)
		path = inside;
	while (span_starts(path, "./"))
		path = span_from(path, 2);
	if (span_starts(path, "/")) {
		buf_str(out, "file://");
		encode(out, path);
		return false;
	}
	encode(out, path);
	return true;
}
