/* The locked child and its answer, which lies in memory that both share. */
#include "jail/confine.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "sys/lock.h"

enum { DATA_MiB = 512, EXIT_OVER = 70, EXIT_LOCK = 72 };

/* The answer's head; its bytes stand behind it. */
struct page {
	size_t n;
	uint8_t bytes[];
};

struct page_sink {
	struct sink sink;
	struct page *page;
	size_t max;
};

static enum err drain(struct sink *sink, struct span bytes)
{
	struct page_sink *into = (struct page_sink *)sink;

	if (bytes.n > into->max - into->page->n)
		return ERR_LIMIT;
	memcpy(into->page->bytes + into->page->n, bytes.p, bytes.n);
	into->page->n += bytes.n;
	return OK;
}

/* The child. */

static void drop_handlers(void)
{
	for (int number = 1; number < NSIG; number++)
		(void)signal(number, SIG_DFL); /* two of them cannot be caught anyway */
}

static bool leave_world(const struct lock *lock, pid_t parent)
{
	const struct rlimit seconds = { CONFINE_SECONDS, CONFINE_SECONDS };

	drop_handlers();
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		(void)close(fd); /* nothing is left to read from or to write to */
	return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent &&
	       setrlimit(RLIMIT_CPU, &seconds) == 0 && lock_down(lock, NULL, 0, MiB(DATA_MiB), 0);
}

NORETURN static void serve(void (*work)(void *context, struct sink *answer), void *context,
			   struct page *page, size_t max)
{
	struct page_sink answer = { .sink = { .drain = drain }, .page = page, .max = max };

	work(context, &answer.sink);
	_exit(sink_flush(&answer.sink) == OK ? EXIT_SUCCESS : EXIT_OVER);
}

/* The parent. */

/* Waits for the end of the child, and ends it when it stalls. */
static int reap(pid_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0), status = -1;
	struct pollfd end = { .fd = fd, .events = POLLIN };

	if (fd >= 0) {
		int n;

		while ((n = poll(&end, 1, 2 * CONFINE_SECONDS * 1000)) < 0 && errno == EINTR)
			;
		if (n == 0)
			(void)kill(pid, SIGKILL); /* it is still ours: not reaped yet */
		(void)close(fd);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

static enum err judge(int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS)
		return OK;
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_OVER)
		return err_set(ERR_LIMIT, "the answer about the file was too long");
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_LOCK)
		return err_set(ERR_DENIED, "the process that reads the file could not be locked");
	if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
		return err_set(ERR_LIMIT, "the process that reads the file took too long");
	return err_set(ERR_FORMAT, "the process that reads the file ended before its work did");
}

static enum err run(const struct lock *lock, void (*work)(void *context, struct sink *answer),
		    void *context, struct page *page, size_t max)
{
	pid_t parent = getpid(), pid = fork();

	if (pid < 0)
		return err_set(ERR_IO, "fork: %s", strerror(errno));
	if (pid > 0)
		return judge(reap(pid));
	if (!leave_world(lock, parent))
		_exit(EXIT_LOCK);
	serve(work, context, page, max);
}

enum err confine_run(void (*work)(void *context, struct sink *answer), void *context,
		     size_t answer_max, struct arena *arena, struct span *answer)
{
	size_t size = sizeof(struct page) + answer_max;
	struct page *page =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct lock *lock;
	enum err e;

	*answer = (struct span){ 0 };
	if (page == MAP_FAILED)
		return err_set(ERR_IO, "mmap: %s", strerror(errno));
	e = lock_prepare(&lock);
	if (e == OK) {
		e = run(lock, work, context, page, answer_max);
		lock_free(lock);
	}
	/* The child has ended: what it wrote stands still. */
	if (e == OK && page->n > answer_max)
		e = err_set(ERR_FORMAT, "the process that reads the file gave no sound answer");
	if (e == OK)
		*answer = arena_copy(arena, span_of(page->bytes, page->n));
	(void)munmap(page, size); /* cannot fail: it was mapped so */
	return e;
}
