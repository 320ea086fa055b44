/* Running assay-net. */
#include "sys/fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "sys/fetch_exit.h"

enum { PATH_ROOM = 4096, NUMBER_ROOM = 24 };

/* Beside the program, where a build leaves it, or in libexec, where it is installed. */
static const char *const places[] = { "assay-net", "../libexec/assay/assay-net" };

static bool find_program(char path[PATH_ROOM])
{
	char self[PATH_ROOM];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (n <= 0)
		return false;
	self[n] = '\0';
	*(strrchr(self, '/') + 1) = '\0'; /* the kernel's name of it is absolute */
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		int length = snprintf(path, PATH_ROOM, "%s%s", self, places[i]);

		if (length > 0 && length < PATH_ROOM && access(path, X_OK) == 0)
			return true;
	}
	return false;
}

static int nameless_file(void)
{
	const char *folder = getenv("TMPDIR");
	int fd = open(folder ? folder : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	return fd >= 0 ? fd : memfd_create("assay", MFD_CLOEXEC);
}

static enum err run(const char *program, const struct fetch *fetch, int fd, int *status)
{
	char name[] = "assay-net", verb[] = "fetch", any[] = "private", open[] = "public";
	char most[NUMBER_ROOM], *url = mem_text(fetch->url, strlen(fetch->url));
	char *argv[] = { name, verb, url, most, fetch->allow_private ? any : open, NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int failure;

	(void)snprintf(most, sizeof(most), "%" PRIu64, fetch->most);
	(void)posix_spawn_file_actions_init(&actions); /* cannot fail here */
	failure = posix_spawn_file_actions_adddup2(&actions, fd, STDOUT_FILENO);
	if (failure == 0)
		failure = posix_spawn(&pid, program, &actions, NULL, argv, environ);
	(void)posix_spawn_file_actions_destroy(&actions);
	mem_free(url);
	if (failure != 0)
		return err_set(ERR_IO, "%s: %s", program, strerror(failure));
	while (waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return err_set(ERR_IO, "waiting for %s: %s", program, strerror(errno));
	return OK;
}

static enum err judge(const struct fetch *fetch, int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == FETCH_DONE)
		return OK;
	if (WIFEXITED(status) && WEXITSTATUS(status) == FETCH_MISSING)
		return err_set(ERR_DENIED, "%s: the server does not have it", fetch->url);
	return err_set(ERR_IO, "%s: it could not be fetched", fetch->url); /* why was said */
}

enum err fetch_file(const struct fetch *fetch, int *fd, uint64_t *size)
{
	char program[PATH_ROOM];
	struct stat st;
	int status = 0;
	enum err e;

	*fd = -1;
	if (!find_program(program))
		return err_set(ERR_USAGE, "%s: assay-net, which fetches, is not installed",
			       fetch->url);
	*fd = nameless_file();
	if (*fd < 0)
		return err_set(ERR_IO, "a file for %s: %s", fetch->url, strerror(errno));
	e = run(program, fetch, *fd, &status);
	if (e == OK)
		e = judge(fetch, status);
	if (e == OK && fstat(*fd, &st) != 0)
		e = err_set(ERR_IO, "a file for %s: %s", fetch->url, strerror(errno));
	if (e == OK) {
		*size = (uint64_t)st.st_size;
		return OK;
	}
	(void)close(*fd); /* nobody wants it */
	*fd = -1;
	return e;
}
