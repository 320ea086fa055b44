/* Standard input as a file that can be mapped. */
#include "scan/stdin.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PIECE = 64 << 10 };

static int nameless_file(void)
{
	const char *folder = getenv("TMPDIR");
	int fd = open(folder ? folder : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	return fd >= 0 ? fd : memfd_create("assay-stdin", MFD_CLOEXEC);
}

static enum err write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return err_set(ERR_IO, "keep standard input: %s", strerror(errno));
		p += done;
		n -= (size_t)done;
	}
	return OK;
}

static enum err copy(int fd, uint64_t max, uint64_t *size)
{
	char piece[PIECE];

	for (*size = 0;;) {
		ssize_t n = read(STDIN_FILENO, piece, sizeof(piece));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(ERR_IO, "read standard input: %s", strerror(errno));
		if (n == 0)
			return OK;
		*size += (uint64_t)n;
		if (*size > max)
			return err_set(ERR_LIMIT, "standard input is larger than the limit "
						  "(--max-output)");

		enum err e = write_all(fd, piece, (size_t)n);

		if (e != OK)
			return e;
	}
}

enum err stdin_spool(uint64_t max, int *fd, uint64_t *size)
{
	*fd = nameless_file();
	if (*fd < 0)
		return err_set(ERR_IO, "keep standard input: %s", strerror(errno));

	enum err e = copy(*fd, max, size);

	if (e != OK)
		(void)close(*fd); /* its name is already gone */
	return e;
}
