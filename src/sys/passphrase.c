/* Reading a line that nobody else should see. */
#include "sys/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

/* Signals that end the program wait until the terminal is as it was, and a descriptor tells that
 * one does: a handler could run just before the read that it should interrupt. */

static void hold_signals(int *waiting, sigset_t *before)
{
	static const int ending[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	sigset_t held;

	(void)sigemptyset(&held);
	for (size_t i = 0; i < sizeof(ending) / sizeof(*ending); i++)
		(void)sigaddset(&held, ending[i]);
	(void)sigprocmask(SIG_BLOCK, &held, before); /* these can all be blocked */
	*waiting = signalfd(-1, &held, SFD_CLOEXEC);
}

/* One that waits comes now. */
static void let_signals(int waiting, const sigset_t *before)
{
	if (waiting >= 0)
		(void)close(waiting); /* it was only looked at */
	(void)sigprocmask(SIG_SETMASK, before, NULL);
}

/* Waits for a byte, or for what ends the waiting. */
static bool has_byte(int fd, int waiting)
{
	struct pollfd fds[] = { { .fd = fd, .events = POLLIN },
				{ .fd = waiting, .events = POLLIN } };

	while (poll(fds, 2, -1) < 0)
		if (errno != EINTR)
			return true; /* reading will tell */
	return !fds[1].revents;
}

/* A byte at a time: what follows the line is not ours to take. */
static enum err read_line(int fd, int waiting, struct passphrase *out)
{
	char byte;
	ssize_t n;

	out->n = 0;
	for (;;) {
		if (waiting >= 0 && !has_byte(fd, waiting))
			return err_set(ERR_USAGE, "the passphrase was not given");
		n = read(fd, &byte, 1);
		if (n == 0)
			break;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(ERR_USAGE, "read the passphrase: %s", strerror(errno));
		if (byte == '\n')
			break;
		if (out->n == PASSPHRASE_MAX || byte == '\0')
			return err_set(ERR_USAGE,
				       "the passphrase is longer than %d bytes, or has "
				       "a NUL in it",
				       PASSPHRASE_MAX);
		out->text[out->n++] = byte;
	}
	if (out->n && out->text[out->n - 1] == '\r')
		out->n--;
	out->text[out->n] = '\0';
	return out->n ? OK : err_set(ERR_USAGE, "the passphrase is empty");
}

static enum err read_one(int fd, int waiting, struct passphrase *out)
{
	enum err e = read_line(fd, waiting, out);

	if (e != OK)
		passphrase_wipe(out);
	return e;
}

enum err passphrase_read(int fd, struct passphrase *out)
{
	return read_one(fd, -1, out);
}

static void say(int fd, const char *text)
{
	ssize_t n = write(fd, text, strlen(text));

	(void)n; /* a prompt that cannot be shown changes nothing */
}

enum err passphrase_ask(const char *prompt, struct passphrase *out)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct termios before, silent;
	sigset_t signals;
	int waiting;
	enum err e;

	if (fd < 0 || tcgetattr(fd, &before) != 0) {
		if (fd >= 0)
			(void)close(fd); /* nothing was written */
		return err_set(ERR_USAGE, "there is no terminal to ask for the passphrase at; "
					  "--passphrase-fd N reads it from a descriptor");
	}
	hold_signals(&waiting, &signals);
	silent = before;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	(void)tcsetattr(fd, TCSAFLUSH, &silent); /* at worst it is shown */
	say(fd, prompt);			 /* now: what is typed before would be lost */
	e = read_one(fd, waiting, out);
	(void)tcsetattr(fd, TCSADRAIN, &before);
	say(fd, "\n");
	(void)close(fd);
	let_signals(waiting, &signals);
	return e;
}

void passphrase_wipe(struct passphrase *p)
{
	explicit_bzero(p, sizeof(*p));
}
