/* Mapping a file. */
#include "sys/mapped.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err map(struct mapped *mapped, int fd, const char *path)
{
	struct stat st;
	void *p;

	if (fstat(fd, &st) != 0)
		return err_set(ERR_IO, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(ERR_IO, "%s: it is no file", path);
	if (st.st_size == 0)
		return OK;
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return err_set(ERR_IO, "%s: %s", path, strerror(errno));
	mapped->p = p;
	mapped->bytes = span_of(p, (size_t)st.st_size);
	return OK;
}

enum err mapped_open(struct mapped *mapped, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	enum err e;

	*mapped = (struct mapped){ .bytes = SPAN("") };
	if (fd < 0)
		return err_set(ERR_IO, "open %s: %s", path, strerror(errno));
	e = map(mapped, fd, path);
	(void)close(fd); /* only read from */
	return e;
}

void mapped_close(struct mapped *mapped)
{
	if (mapped->p)
		(void)munmap(mapped->p, mapped->bytes.n); /* cannot fail: it was mapped so */
	*mapped = (struct mapped){ .bytes = SPAN("") };
}
