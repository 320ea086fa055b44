/* Reading blobs through git. */
#include "train/objects.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 256, PIECE = 64 << 10 };

static void run_git(const char *folder, const int to[2], const int from[2])
{
	(void)dup2(to[0], STDIN_FILENO);
	(void)dup2(from[1], STDOUT_FILENO);
	execlp("git", "git", "-C", folder, "cat-file", "--batch", (char *)NULL);
	_exit(127);
}

enum err objects_open(struct objects *objects, const char *folder)
{
	int to[2], from[2];

	if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0)
		return err_set(ERR_IO, "pipe: %s", strerror(errno));

	pid_t child = fork();

	if (child < 0)
		return err_set(ERR_IO, "fork: %s", strerror(errno));
	if (child == 0)
		run_git(folder, to, from);
	(void)close(to[0]);
	(void)close(from[1]);
	*objects = (struct objects){ child, to[1], from[0] };
	return OK;
}

static enum err read_exactly(int fd, void *out, size_t n)
{
	for (size_t done = 0; done < n;) {
		ssize_t got = read(fd, (uint8_t *)out + done, n - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return err_set(ERR_IO, "git cat-file ended");
		done += (size_t)got;
	}
	return OK;
}

/* "ID TYPE SIZE" or "ID missing". */
static enum err read_line(int fd, char line[LINE_MAX_BYTES])
{
	for (size_t n = 0; n < LINE_MAX_BYTES; n++) {
		enum err e = read_exactly(fd, line + n, 1);

		if (e != OK)
			return e;
		if (line[n] == '\n') {
			line[n] = 0;
			return OK;
		}
	}
	return err_set(ERR_FORMAT, "git cat-file: an answer without an end");
}

/* The bytes and the line end behind them; those past the limit of `out` are dropped. */
static enum err read_bytes(int fd, uint64_t size, struct buf *out)
{
	uint8_t piece[PIECE];

	while (size) {
		size_t n = size < sizeof(piece) ? (size_t)size : sizeof(piece);
		enum err e = read_exactly(fd, piece, n);

		if (e != OK)
			return e;
		buf_add(out, piece, n);
		size -= n;
	}
	return read_exactly(fd, piece, 1);
}

enum err objects_read(struct objects *objects, struct span id, struct buf *out)
{
	char line[LINE_MAX_BYTES];
	unsigned long long size;
	enum err e;

	buf_clear(out);
	if (dprintf(objects->to, "%.*s\n", (int)id.n, (const char *)id.p) < 0)
		return err_set(ERR_IO, "git cat-file: %s", strerror(errno));
	if ((e = read_line(objects->from, line)) != OK)
		return e;
	if (sscanf(line, "%*s blob %llu", &size) != 1)
		return err_set(ERR_FORMAT, "%s", line);
	if ((e = read_bytes(objects->from, size, out)) != OK)
		return e;
	return out->over ? err_set(ERR_LIMIT, "%s: too large", line) : OK;
}

enum err objects_close(struct objects *objects)
{
	int status;

	(void)close(objects->to);
	(void)close(objects->from);
	if (waitpid(objects->child, &status, 0) < 0 || status != 0)
		return err_set(ERR_IO, "git cat-file failed");
	return OK;
}
