/* malloc with one answer to failure. */
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void mem_over(const char *why)
{
	static const char head[] = "assay: out of memory: ";

	/* Nothing can be done about a failed write on the way out. */
	if (write(STDERR_FILENO, head, sizeof(head) - 1) < 0 ||
	    write(STDERR_FILENO, why, strlen(why)) < 0 || write(STDERR_FILENO, "\n", 1) < 0)
		_exit(MEM_EXIT);
	_exit(MEM_EXIT);
}

void *mem_alloc(size_t n)
{
	void *p = calloc(1, n ? n : 1);

	if (!p)
		mem_over("the system refused an allocation");
	return p;
}

void *mem_resize(void *p, size_t n)
{
	void *q = realloc(p, n ? n : 1);

	if (!q)
		mem_over("the system refused an allocation");
	return q;
}

void mem_free(void *p)
{
	free(p);
}

char *mem_text(const void *p, size_t n)
{
	char *s = mem_alloc(n + 1);

	if (n)
		memcpy(s, p, n);
	return s;
}
