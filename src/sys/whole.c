/* Reading a file whole. */
#include "sys/whole.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"

enum { PIECE = 64 << 10 };

static enum err read_all(int fd, const char *path, struct buf *b)
{
	uint8_t piece[PIECE];
	ssize_t n;

	while ((n = read(fd, piece, sizeof(piece))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(ERR_IO, "read %s: %s", path, strerror(errno));
		buf_add(b, piece, (size_t)n);
		if (b->over)
			return err_set(ERR_LIMIT, "%s is longer than %zu bytes", path, b->max);
	}
	return OK;
}

enum err whole_read(const char *path, size_t max, struct arena *arena, struct span *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct buf b;
	enum err e;

	if (fd < 0)
		return err_set(ERR_IO, "open %s: %s", path, strerror(errno));
	buf_init(&b, max);
	e = read_all(fd, path, &b);
	if (e == OK)
		*out = arena_copy(arena, buf_view(&b));
	buf_free(&b);
	(void)close(fd); /* it was only read */
	return e;
}
