/* Creating files. */
#include "sys/create.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

enum { MODE_ALL = 0666, MODE_OWNER = 0600 };

static enum err write_all(int fd, const char *path, struct span bytes)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(ERR_IO, "write %s: %s", path, strerror(errno));
		bytes = span_from(bytes, (size_t)n);
	}
	return fsync(fd) == 0 ? OK : err_set(ERR_IO, "write %s: %s", path, strerror(errno));
}

static enum err fill(int fd, const char *path, struct span bytes)
{
	enum err e = write_all(fd, path, bytes);

	if (close(fd) != 0 && e == OK)
		e = err_set(ERR_IO, "close %s: %s", path, strerror(errno));
	if (e != OK)
		(void)unlink(path); /* it is ours, and worth nothing */
	return e;
}

enum err create_file(const char *path, struct span bytes, enum create_for whom)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY,
		      whom == CREATE_FOR_OWNER ? MODE_OWNER : MODE_ALL);

	if (fd < 0 && errno == EEXIST)
		return err_set(ERR_DENIED, "%s is there already, and is not overwritten", path);
	if (fd < 0)
		return err_set(ERR_IO, "create %s: %s", path, strerror(errno));
	return fill(fd, path, bytes);
}

enum err replace_file(const char *path, struct span bytes)
{
	char beside[PATH_MAX];
	int n = snprintf(beside, sizeof(beside), "%s.%ld.new", path, (long)getpid());
	enum err e;

	if (n < 0 || (size_t)n >= sizeof(beside))
		return err_set(ERR_IO, "create %s: %s", path, strerror(ENAMETOOLONG));
	e = create_file(beside, bytes, CREATE_FOR_ALL);
	if (e != OK || rename(beside, path) == 0)
		return e;
	e = err_set(ERR_IO, "create %s: %s", path, strerror(errno));
	(void)unlink(beside);
	return e;
}
