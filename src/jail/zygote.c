/* Forking and reaping of workers. */
#include "jail/zygote.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/reader.h"
#include "jail/message.h"
#include "jail/worker.h"

enum { ORDER_MAX = 5 };

/* In the zygote and its workers nothing of the user's terminal is left to read or write. */
static void leave_terminal(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		_exit(EXIT_FAILURE);
	for (int i = 0; i <= STDERR_FILENO; i++)
		if (dup2(fd, i) < 0)
			_exit(EXIT_FAILURE);
	if (fd > STDERR_FILENO)
		(void)close(fd); /* the copies stay */
}

/* A handler of the program's (or of a test's) would run in a parser that has gone wrong. */
static void drop_handlers(void)
{
	for (int number = 1; number < NSIG; number++)
		(void)signal(number, SIG_DFL); /* two of them cannot be caught anyway */
}

static void answer(int control, int32_t value)
{
	uint8_t bytes[4];

	for (unsigned i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)((uint32_t)value >> (8 * i));
	if (!message_send(control, span_of(bytes, sizeof(bytes)), NULL, 0))
		_exit(EXIT_SUCCESS);
}

static pid_t spawn(struct worker *worker, int socket, int control, const struct lock *lock)
{
	pid_t zygote = getpid(), pid = fork();

	if (pid != 0)
		return pid;
	(void)close(control); /* not the worker's */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != zygote)
		_exit(EXIT_FAILURE);
	worker_serve(worker, socket, lock);
}

static int32_t reap(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

NORETURN static void serve(int control, struct worker *worker, const struct lock *lock)
{
	uint8_t order[ORDER_MAX];
	int fds[FDS_MAX];
	size_t n_fds, n;

	while ((n = message_receive(control, order, sizeof(order), fds, &n_fds)) > 0) {
		struct reader r = reader_of(span_of(order, n));

		if (reader_u8(&r) == 'r') {
			answer(control, reap((pid_t)reader_u32le(&r)));
		} else if (n_fds == 1) {
			answer(control, spawn(worker, fds[0], control, lock));
			(void)close(fds[0]); /* the worker has its own */
		}
	}
	_exit(EXIT_SUCCESS);
}

static enum err make_pair(int pair[2])
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return err_set(ERR_IO, "socketpair: %s", strerror(errno));
	return OK;
}

enum err zygote_start(struct zygote *zygote, const struct job_options *options,
		      const struct lock *lock)
{
	int pair[2];
	enum err e = make_pair(pair);

	if (e != OK)
		return e;

	pid_t parent = getpid(), pid = fork();

	if (pid < 0) {
		(void)close(pair[0]);
		(void)close(pair[1]);
		return err_set(ERR_IO, "fork: %s", strerror(errno));
	}
	if (pid == 0) {
		(void)close(pair[0]);
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
			_exit(EXIT_FAILURE);
		drop_handlers();
		if (lock)
			leave_terminal();
		serve(pair[1], worker_new(options), lock);
	}
	(void)close(pair[1]);
	*zygote = (struct zygote){ .socket = pair[0], .pid = pid };
	return OK;
}

static bool ask(const struct zygote *zygote, struct span order, const int *fds, size_t n_fds,
		int32_t *value)
{
	uint8_t room[sizeof(*value)];

	if (!message_send(zygote->socket, order, fds, n_fds) ||
	    message_receive(zygote->socket, room, sizeof(room), NULL, NULL) != sizeof(room))
		return false;

	struct reader r = reader_of(span_of(room, sizeof(room)));

	*value = (int32_t)reader_u32le(&r);
	return true;
}

enum err zygote_spawn(const struct zygote *zygote, int *socket, pid_t *pid)
{
	int pair[2];
	int32_t value = -1;
	enum err e = make_pair(pair);

	if (e != OK)
		return e;

	bool asked = ask(zygote, span_str("w"), &pair[1], 1, &value);

	(void)close(pair[1]); /* the worker has its own */
	if (!asked || value < 0) {
		(void)close(pair[0]);
		return err_set(ERR_IO, "no worker process could be started");
	}
	*socket = pair[0];
	*pid = value;
	return OK;
}

int zygote_reap(const struct zygote *zygote, pid_t pid)
{
	struct buf order;
	int32_t status = -1;

	buf_init(&order, ORDER_MAX);
	buf_byte(&order, 'r');
	buf_le(&order, (uint32_t)pid, 4);
	if (!ask(zygote, buf_view(&order), NULL, 0, &status))
		status = -1;
	buf_free(&order);
	return status;
}

void zygote_stop(struct zygote *zygote)
{
	(void)close(zygote->socket);
	while (waitpid(zygote->pid, NULL, 0) < 0 && errno == EINTR)
		;
}
