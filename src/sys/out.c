/* Text into a descriptor. */
#include "sys/out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
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
	out->beside[0] = '\0';
}

/* A device, a pipe or a link is written to itself, and so is a file that has other names. */
static bool may_replace(const char *path, mode_t *mode)
{
	struct stat st;

	*mode = 0;
	if (lstat(path, &st) != 0)
		return errno == ENOENT;
	*mode = st.st_mode & 0777;
	return S_ISREG(st.st_mode) && st.st_nlink == 1 && access(path, W_OK) == 0;
}

/* Where no file can be made beside it, the file itself is written. */
static int open_beside(struct out *out, const char *path)
{
	mode_t mode;
	int n = snprintf(out->beside, sizeof(out->beside), "%s.%ld.new", path, (long)getpid());
	int fd = -1;

	if (n > 0 && (size_t)n < sizeof(out->beside) && may_replace(path, &mode))
		fd = open(out->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY,
			  FILE_MODE);
	if (fd < 0)
		out->beside[0] = '\0';
	else if (mode)
		(void)fchmod(fd, mode); /* else it has that of a new file */
	return fd;
}

static int open_itself(const char *path)
{
	return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, FILE_MODE);
}

enum err out_create(struct out *out, const char *path)
{
	int fd;

	out_init(out, -1, path);
	fd = open_beside(out, path);
	if (fd < 0)
		fd = open_itself(path);
	if (fd < 0)
		return err_set(ERR_IO, "create %s: %s", path, strerror(errno));
	out->fd = fd;
	return OK;
}

/* A file that something is mounted on cannot be replaced, only written over. */
static enum err write_over(const char *from, const char *to)
{
	struct out out;
	uint8_t room[SINK_ROOM];
	ssize_t n = -1;
	int in = open(from, O_RDONLY | O_CLOEXEC), fd = in < 0 ? -1 : open_itself(to);

	out_init(&out, fd, to);
	while (fd >= 0 && (n = read(in, room, sizeof(room))) > 0)
		sink_span(&out.sink, span_of(room, (size_t)n));
	if (in >= 0)
		(void)close(in); /* only read from */
	if (n < 0)
		(void)err_set(ERR_IO, "write %s: %s", to, strerror(errno));
	if (fd < 0)
		return ERR_IO;

	enum err e = out_close(&out);

	return n < 0 ? ERR_IO : e;
}

static enum err replace(const struct out *out)
{
	enum err e = OK;

	if (rename(out->beside, out->name) == 0)
		return OK;
	if (errno == EBUSY)
		e = write_over(out->beside, out->name);
	else
		e = err_set(ERR_IO, "create %s: %s", out->name, strerror(errno));
	(void)unlink(out->beside); /* it is ours, and of no use any more */
	return e;
}

enum err out_close(struct out *out)
{
	enum err e = sink_flush(&out->sink);

	/* Some file systems tell of a full disk only here. */
	if (out->fd > STDERR_FILENO && close(out->fd) < 0 && e == OK)
		e = err_set(ERR_IO, "close %s: %s", out->name, strerror(errno));
	if (!out->beside[0])
		return e;
	if (e == OK)
		return replace(out);
	(void)unlink(out->beside); /* a part of it is worth nothing */
	return e;
}
