/* Finds the command in the table. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"

static int print_help(int fd, int code)
{
	struct out out;

	out_init(&out, fd, "standard output");
	commands_print_help(&out.sink);
	return out_close(&out) == OK ? code : EXIT_USAGE;
}

static int unknown(const char *name)
{
	(void)command_unknown(name);
	(void)fprintf(stderr, "assay: %s\nTry: assay help\n", err_text());
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	const struct command *command;
	const char *name = argc > 1 ? argv[1] : NULL;

	/* A closed pipe and a file past its limit are errors of the write, see sys/out.h. */
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);
	if (!name)
		return print_help(STDERR_FILENO, EXIT_USAGE);
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		return print_help(STDOUT_FILENO, EXIT_NOTHING);
	if (strcmp(name, "--version") == 0)
		name = "version";
	command = command_find(name);
	if (!command)
		return unknown(name);
	return command_run(command, argc - 2, argv + 2);
}
