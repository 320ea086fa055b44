/* The registry of commands, and the way of a command line into one. */
#include "cmd/cmd.h"

#include <stdio.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/nearest.h"

#define COMMAND(name) extern const struct command command_##name;
#include "commands.def"
#undef COMMAND

const struct command *const commands[] = {
#define COMMAND(name) &command_##name,
#include "commands.def"
#undef COMMAND
	NULL,
};

enum { MEMORY_MiB = 256, NAME_SHOWN_MAX = 400 };

const struct command *command_find(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

enum err command_unknown(const char *name)
{
	struct nearest nearest = { .wanted = name };
	struct buf shown;

	for (size_t i = 0; commands[i]; i++)
		nearest_try(&nearest, commands[i]->name);
	buf_init(&shown, NAME_SHOWN_MAX);
	escape_text(&shown, span_str(name));
	(void)err_set(ERR_USAGE, "there is no command '%s'%s%s%s", buf_text(&shown),
		      nearest.name ? "; did you mean '" : "", nearest.name ? nearest.name : "",
		      nearest.name ? "'?" : "");
	buf_free(&shown);
	return ERR_USAGE;
}

int command_complain(const char *name)
{
	(void)fprintf(stderr, "assay %s: %s\n", name,
		      err_text()); /* there is nowhere else to say it */
	return EXIT_USAGE;
}

int command_misused(const char *name)
{
	(void)command_complain(name);
	(void)fprintf(stderr, "Try: assay help %s\n", name); /* nor to say this */
	return EXIT_USAGE;
}

static enum err check_operands(const struct command *command, size_t n)
{
	if (n < command->least)
		return err_set(ERR_USAGE, "something is missing: %s", command->usage);
	if (n > command->most)
		return err_set(ERR_USAGE, "it takes no more than %zu operand%s", command->most,
			       command->most == 1 ? "" : "s");
	return OK;
}

static enum err read_call(const struct command *command, int argc, char *const *argv,
			  struct call *call, bool *help)
{
	void *options = arena_alloc(call->arena, command->size);
	struct opt_rest rest;

	if (command->defaults)
		memcpy(options, command->defaults, command->size);

	enum err e = opt_parse(command->options, argc, argv, call->arena, options, &rest);

	call->options = options;
	call->operands = rest.operands;
	*help = rest.help;
	if (e != OK || rest.help)
		return e;
	return check_operands(command, rest.operands.n);
}

static int run(const struct command *command, int argc, char *const *argv, struct call *call)
{
	bool help = false;

	if (read_call(command, argc, argv, call, &help) != OK)
		return command_misused(command->name);
	if (!help)
		return command->run(call);
	command_print_help(command, &call->out->sink);
	return EXIT_NOTHING;
}

int command_run(const struct command *command, int argc, char *const *argv)
{
	struct arena arena;
	struct out out;
	struct call call = { .arena = &arena, .out = &out };

	arena_init(&arena, MiB(MEMORY_MiB), NULL, NULL);
	out_init(&out, STDOUT_FILENO, "standard output");

	int code = run(command, argc, argv, &call);

	if (out_close(&out) != OK)
		code = command_complain(command->name);
	arena_free(&arena);
	return code;
}
