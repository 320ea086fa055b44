/* Reading a line that nobody else should see. */
#include "sys/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* Signals that end the program wait until the terminal is as it was. */

static const int ending[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

enum { ENDING = sizeof(ending) / sizeof(*ending) };

static volatile sig_atomic_t caught; /* the last of them; 0: none */

static void on_end(int number)
{
	caught = number;
}

/* Without SA_RESTART: a read that waits is interrupted. */
static void hold_signals(struct sigaction before[ENDING])
{
	const struct sigaction hold = { .sa_handler = on_end };

	caught = 0;
	for (size_t i = 0; i < ENDING; i++)
		(void)sigaction(ending[i], &hold, &before[i]); /* they can all be caught */
}

static void let_signals(const struct sigaction before[ENDING])
{
	int number = caught;

	caught = 0;
	for (size_t i = 0; i < ENDING; i++)
		(void)sigaction(ending[i], &before[i], NULL);
	if (number)
		(void)raise(number);
}

/* A byte at a time: what follows the line is not ours to take. */
static enum err read_line(int fd, struct passphrase *out)
{
	char byte;
	ssize_t n;

	out->n = 0;
	while ((n = read(fd, &byte, 1)) != 0) {
		if (n < 0 && errno == EINTR && !caught)
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

enum err passphrase_read(int fd, struct passphrase *out)
{
	enum err e = read_line(fd, out);

	if (e != OK)
		passphrase_wipe(out);
	return e;
}

static void say(int fd, const char *text)
{
	ssize_t n = write(fd, text, strlen(text));

	(void)n; /* a prompt that cannot be shown changes nothing */
}

enum err passphrase_ask(const char *prompt, struct passphrase *out)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct sigaction signals[ENDING];
	struct termios before, silent;
	enum err e;

	if (fd < 0 || tcgetattr(fd, &before) != 0) {
		if (fd >= 0)
			(void)close(fd); /* nothing was written */
		return err_set(ERR_USAGE, "there is no terminal to ask for the passphrase at; "
					  "--passphrase-fd N reads it from a descriptor");
	}
	hold_signals(signals);
	silent = before;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	(void)tcsetattr(fd, TCSAFLUSH, &silent); /* at worst it is shown */
	say(fd, prompt);			 /* now: what is typed before would be lost */
	e = passphrase_read(fd, out);
	(void)tcsetattr(fd, TCSADRAIN, &before);
	say(fd, "\n");
	(void)close(fd);
	let_signals(signals);
	return e;
}

void passphrase_wipe(struct passphrase *p)
{
	explicit_bzero(p, sizeof(*p));
}
