/* Paths of members without what packing adds to them. */
#include "vet/layout.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD = 6, DEPTH_TAR = 1, DEPTH_COMPRESSED = 2 };

/* Magics of what a tar is compressed with. */
static const struct span compressions[] = {
	SPAN("\x1f\x8b"),
	SPAN("BZh"),
	SPAN("\xfd"
	     "7zXZ"),
	SPAN("\x28\xb5\x2f\xfd"),
};

static void read_kind(const char *path, struct span head, struct layout *out)
{
	if (span_starts(head, "PK")) {
		out->depth = DEPTH_TAR;
		out->strip = !span_ends(span_str(path), ".whl");
		return;
	}
	out->depth = DEPTH_TAR;
	out->strip = 1;
	for (size_t i = 0; i < sizeof(compressions) / sizeof(*compressions); i++)
		if (span_eq(span_part(head, 0, compressions[i].n), compressions[i]))
			out->depth = DEPTH_COMPRESSED;
}

enum err layout_of(const char *path, struct layout *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	uint8_t head[HEAD];
	struct stat st;
	ssize_t n = 0;

	*out = (struct layout){ 0 };
	if (fd < 0)
		return err_set(ERR_IO, "open %s: %s", path, strerror(errno));

	bool known = fstat(fd, &st) == 0;

	if (known && S_ISREG(st.st_mode))
		n = pread(fd, head, sizeof(head), 0);
	(void)close(fd); /* only read from */
	if (!known || n < 0)
		return err_set(ERR_IO, "read %s: %s", path, strerror(errno));
	if (S_ISDIR(st.st_mode)) {
		out->target = span_str(path);
		while (out->target.n > 1 && out->target.p[out->target.n - 1] == '/')
			out->target.n--;
	} else {
		read_kind(path, span_of(head, (size_t)n), out);
	}
	return OK;
}

static struct span without(struct span path, struct span folder)
{
	if (span_starts(path, "./"))
		path = span_from(path, 2);
	if (span_starts(folder, "./"))
		folder = span_from(folder, 2);
	if (folder.n == 0 || span_is(folder, ".") || !span_eq(span_part(path, 0, folder.n), folder))
		return path;
	return span_from(path, folder.n);
}

static struct span next_part(struct span *rest)
{
	ptrdiff_t slash = span_byte(*rest, '/');
	struct span part = span_part(*rest, 0, slash == SPAN_NONE ? rest->n : (uint64_t)slash);

	*rest = span_from(*rest, part.n + (slash != SPAN_NONE));
	return part;
}

/* "name-1.2.dist-info" in two pieces: its name, and its ending. */
static struct span versioned(struct span part, struct span *ending)
{
	static const char *const endings[] = { ".dist-info", ".egg-info", ".data", NULL };
	ptrdiff_t dash = span_byte(part, '-');

	*ending = (struct span){ 0 };
	for (size_t i = 0; endings[i] && dash != SPAN_NONE; i++)
		if (span_ends(part, endings[i]) && (size_t)dash < part.n - strlen(endings[i])) {
			*ending = span_str(endings[i]);
			return span_part(part, 0, (uint64_t)dash);
		}
	return part;
}

static bool add(struct span text, uint8_t out[LAYOUT_PLACE_MAX], size_t *n)
{
	if (text.n > LAYOUT_PLACE_MAX - *n)
		return false;
	if (text.n)
		memcpy(out + *n, text.p, text.n);
	*n += text.n;
	return true;
}

size_t layout_place(const struct layout *layout, struct span path, uint8_t out[LAYOUT_PLACE_MAX])
{
	struct span rest = without(path, layout->target), ending;
	unsigned strip = layout->strip;
	size_t n = 0;

	while (rest.n) {
		struct span part = next_part(&rest);

		if (part.n == 0 || span_is(part, "."))
			continue;
		if (strip > 0 && rest.n > 0) {
			strip--;
			continue;
		}
		ending = (struct span){ 0 };
		if (rest.n > 0) /* only folders are named so */
			part = versioned(part, &ending);
		if ((n && !add((struct span)SPAN("/"), out, &n)) || !add(part, out, &n) ||
		    !add(ending, out, &n))
			return 0;
	}
	return n;
}
