/*
 * Every sample read with the k-th allocation failing, k = 1, 2, ... until none fails, once and from
 * then on for good. The reading process may end as one out of memory does, or cope; anything else
 * (a signal, a hang) fails.
 *
 *     allocation FILE...
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "format/job_run.h"
#include "sweep/events.h"

enum { K_MAX = 2000, SECONDS_MAX = 20, COPED = 0, NONE_FAILED = 10 };

/* The allocator, told to fail. Only the child of each try sets these. */
static long fail_at, seen;
static bool for_good;

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t count, size_t n);
void *__libc_realloc(void *p, size_t n);

static bool fails(void)
{
	seen++;
	return fail_at && (for_good ? seen >= fail_at : seen == fail_at);
}

static void *refuse(void)
{
	errno = ENOMEM;
	return NULL;
}

void *malloc(size_t n)
{
	return fails() ? refuse() : __libc_malloc(n);
}

void *calloc(size_t count, size_t n)
{
	return fails() ? refuse() : __libc_calloc(count, n);
}

void *realloc(void *p, size_t n)
{
	return fails() ? refuse() : __libc_realloc(p, n);
}

/* As in a worker: the job ends, the process with it. */
static void over(void *context)
{
	(void)context;
	_exit(MEM_EXIT);
}

static int read_once(struct span bytes, const char *name, long k, bool from_then_on)
{
	struct events events = { 0 };
	struct job_sink sink = events_sink(&events);
	struct job_options options = { .limits = limits_default,
				       .digests = true,
				       .scratch_fd = -1 };

	alarm(SECONDS_MAX);

	struct job *job = job_new(&options, &sink, over, NULL);

	/* What came before happens in the zygote, before any file is seen, and libcrypto does not
	 * survive it. */
	fail_at = k;
	for_good = from_then_on;
	seen = 0;
	job_run(job, bytes, span_str(name));
	return seen < k ? NONE_FAILED : COPED;
}

/* Whether the try ended well; *more says whether an allocation failed in it at all. */
static bool try_k(struct span bytes, const char *path, long k, bool from_then_on, bool *more)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		close(STDERR_FILENO); /* "out of memory" is expected */
		_exit(read_once(bytes, path, k, from_then_on));
	}
	if (waitpid(pid, &status, 0) != pid)
		return false;
	*more = !(WIFEXITED(status) && WEXITSTATUS(status) == NONE_FAILED);
	if (WIFEXITED(status) && (WEXITSTATUS(status) == COPED || WEXITSTATUS(status) == MEM_EXIT ||
				  WEXITSTATUS(status) == NONE_FAILED))
		return true;
	printf("FAIL %s: allocation %ld failing%s ended it with wait status %#x\n", path, k,
	       from_then_on ? " for good" : "", (unsigned)status);
	return false;
}

static bool sweep_file(struct span bytes, const char *path)
{
	for (int from_then_on = 0; from_then_on < 2; from_then_on++) {
		bool more = true;

		for (long k = 1; more && k <= K_MAX; k++)
			if (!try_k(bytes, path, k, from_then_on, &more))
				return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	size_t passed = 0, failed = 0;

	setvbuf(stdout, NULL, _IONBF, 0); /* the children must not print it again */
	for (int i = 1; i < argc; i++) {
		struct stat st;
		int fd = open(argv[i], O_RDONLY | O_CLOEXEC);

		if (fd < 0 || fstat(fd, &st) != 0 || st.st_size == 0)
			continue;

		size_t n = (size_t)st.st_size;
		void *p = mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, 0);

		if (p == MAP_FAILED)
			continue;
		*(sweep_file(span_of(p, n), argv[i]) ? &passed : &failed) += 1;
		munmap(p, n);
		close(fd);
	}
	printf("%zu passed, %zu failed\n", passed, failed);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
