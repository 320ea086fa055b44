/* Text into a descriptor. */
#include "sys/out.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { FILE_MODE = 0666 }; /* less the user's umask */

static enum err drain(struct sink *sink, struct span bytes)
{
	const struct out *out = (const struct out *)sink;

	while (bytes.n) {
		ssize_t n = write(out->fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(ERR_IO, "write %s: %s", out->name, strerror(errno));
		bytes = span_from(bytes, (size_t)n);
	}
	return OK;
}

void out_init(struct out *out, int fd, const char *name)
{
	out->sink.drain = drain;
	out->sink.err = OK;
	out->sink.n = 0;
	out->fd = fd;
	out->name = name;
}

enum err out_create(struct out *out, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, FILE_MODE);

	if (fd < 0)
		return err_set(ERR_IO, "create %s: %s", path, strerror(errno));
	out_init(out, fd, path);
	return OK;
}

enum err out_close(struct out *out)
{
	enum err e = sink_flush(&out->sink);

	/* Some file systems tell of a full disk only here. */
	if (out->fd > STDERR_FILENO && close(out->fd) < 0 && e == OK)
		e = err_set(ERR_IO, "close %s: %s", out->name, strerror(errno));
	return e;
}
