/*
 * A command is one file: its options as a table and what it does. Its name stands in the list of
 * meson.build, which drives the registry below, and with it help, completion and the tests.
 */
#pragma once

#include "base/opt.h"
#include "sys/out.h"

/* Exit codes, the same for all commands. When several hold: 2, 4, 1, 3. */
enum exit_code {
	EXIT_NOTHING = 0, /* nothing at or above the gate, and all was examined */
	EXIT_FOUND = 1,	  /* findings at or above the gate */
	EXIT_USAGE = 2,	  /* usage or configuration error, or the answer could not be written */
	EXIT_UNSEEN = 3,  /* something could not be examined, and nothing worse was found */
	EXIT_FAILED = 4,  /* a verification failed */
};

/* What a command is given: options read, operands left, memory for as long as it runs. */
struct call {
	const void *options; /* the command's own structure */
	struct opt_list operands;
	struct arena *arena;
	struct out *out; /* standard output; closed and judged by the caller */
};

enum operand_kind {
	OPERANDS_NONE,
	OPERANDS_PATHS,
	OPERANDS_RULES,
	OPERANDS_COMMANDS,
	OPERANDS_WORDS, /* those of `words` */
};

struct command {
	const char *name;
	const char *summary; /* half a line for the list of commands, lower case, no full stop */
	const char *usage;   /* what follows the options: "PATH...|-" */
	const char *about;   /* a paragraph or two for the help of the command */
	enum operand_kind operand_kind;
	const char *words;	   /* "bash|zsh|fish" */
	size_t least, most;	   /* operands */
	const struct opt *options; /* ended by an empty row */
	const void *defaults;	   /* the options before any is read; `size` bytes */
	size_t size;

	/* Does it and gives an exit code. What went wrong is printed with command_complain(). */
	int (*run)(const struct call *call);
};

enum { OPERANDS_MANY = 1 << 20 };

/* All commands in the order of the list, ended by NULL. */
extern const struct command *const commands[];

/* The command of that name, or NULL. */
const struct command *command_find(const char *name);

/* ERR_USAGE: there is no such command, and perhaps which one was meant. */
enum err command_unknown(const char *name);

/* Reads the words after the command's name, and runs it. Gives the exit code. */
int command_run(const struct command *command, int argc, char *const *argv);

/* "assay NAME: SENTENCE" on standard error, the sentence being err_text(); gives EXIT_USAGE. */
int command_complain(const char *name);

/* The same for words that make no sense, with how to get help. */
int command_misused(const char *name);

/* The help of one command, and of the whole program. */
void command_print_help(const struct command *command, struct sink *out);
void commands_print_help(struct sink *out);
