/*
 * `assay completion SHELL`: a script that completes commands, options, their words and operands,
 * printed from the tables. The script asks nothing of the program when it runs.
 */
#include "check/check.h"
#include "cmd/cmd.h"

static const struct opt options[] = { { 0 } };

static void write_words(struct sink *out, const char *words)
{
	struct span word;

	for (size_t i = 0; (word = opt_word(words, i)).n; i++) {
		sink_str(out, i ? " " : "");
		sink_span(out, word);
	}
}

static void write_commands(struct sink *out)
{
	for (size_t i = 0; commands[i]; i++)
		sink_printf(out, "%s%s", i ? " " : "", commands[i]->name);
}

static void write_rules(struct sink *out)
{
	const char *gap = "";

	for (size_t i = 0; checks[i]; i++)
		for (size_t j = 0; j < checks[i]->n_rules; j++, gap = " ")
			sink_printf(out, "%s%s", gap, checks[i]->rules[j].id);
}

/* The words an operand may be; nothing when it is a path or there is none. */
static void write_operands(struct sink *out, const struct command *command)
{
	switch (command->operand_kind) {
	case OPERANDS_RULES:
		write_rules(out);
		break;
	case OPERANDS_COMMANDS:
		write_commands(out);
		break;
	case OPERANDS_WORDS:
		write_words(out, command->words);
		break;
	case OPERANDS_PATHS:
	case OPERANDS_NONE:
		break;
	}
}

static void write_options(struct sink *out, const struct command *command)
{
	sink_str(out, "--help");
	for (const struct opt *row = command->options; !opt_last(row); row++)
		if (row->name)
			sink_printf(out, " --%s", row->name);
}

/* bash: for each command, what may follow each option, and what else may stand there. */

static void bash_option(struct sink *out, const struct command *command, const struct opt *row)
{
	if (!row->name || !row->value)
		return;
	sink_printf(out, "\t%s:--%s", command->name, row->name);
	if (row->letter)
		sink_printf(out, "|%s:-%c", command->name, row->letter);
	if (row->into.kind == OPT_KIND_CHOICE) {
		sink_str(out, ") COMPREPLY=($(compgen -W '");
		write_words(out, row->value);
		sink_str(out, "' -- \"$cur\")); return ;;\n");
	} else {
		sink_str(out, ") COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n");
	}
}

static void bash_command(struct sink *out, const struct command *command)
{
	sink_printf(out, "\t%s) options='", command->name);
	write_options(out, command);
	sink_str(out, "' words='");
	write_operands(out, command);
	sink_str(out, "' ;;\n");
}

static void bash(struct sink *out)
{
	sink_str(out, "_assay() {\n"
		      "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
		      "\tlocal command=${COMP_WORDS[1]} options= words=\n"
		      "\t# bash takes --option=value apart at the sign.\n"
		      "\tif [ \"$cur\" = = ]; then\n"
		      "\t\tcur=\n"
		      "\telif [ \"$prev\" = = ]; then\n"
		      "\t\tprev=${COMP_WORDS[COMP_CWORD-2]}\n"
		      "\tfi\n"
		      "\tif [ \"$COMP_CWORD\" = 1 ]; then\n"
		      "\t\tCOMPREPLY=($(compgen -W '");
	write_commands(out);
	sink_str(out, " --help --version' -- \"$cur\"))\n"
		      "\t\treturn\n"
		      "\tfi\n"
		      "\tcase $command:$prev in\n");
	for (size_t i = 0; commands[i]; i++)
		for (const struct opt *row = commands[i]->options; !opt_last(row); row++)
			bash_option(out, commands[i], row);
	sink_str(out, "\tesac\n\tcase $command in\n");
	for (size_t i = 0; commands[i]; i++)
		bash_command(out, commands[i]);
	sink_str(out, "\tesac\n"
		      "\tcase $cur in\n"
		      "\t-*) COMPREPLY=($(compgen -W \"$options\" -- \"$cur\")) ;;\n"
		      "\t*) COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")) ;;\n"
		      "\tesac\n"
		      "}\n"
		      "complete -o default -F _assay assay\n");
}

/* zsh: the words of _arguments, a command at a time. */

/* Text inside single quotes and an _arguments description, where : [ ] \ mean something. */
static void zsh_text(struct sink *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			sink_str(out, "'\\''");
		else if (strchr("[]:\\", *text))
			sink_printf(out, "\\%c", *text);
		else
			sink_byte(out, *text);
	}
}

static void zsh_option(struct sink *out, const struct opt *row)
{
	bool list = row->into.kind == OPT_KIND_LIST;

	if (!row->name)
		return;
	sink_printf(out, "\t\t\t'%s--%s%s[", list ? "*" : "", row->name, row->value ? "=" : "");
	zsh_text(out, row->help);
	sink_byte(out, ']');
	if (row->into.kind == OPT_KIND_CHOICE) {
		sink_str(out, ":word:(");
		write_words(out, row->value);
		sink_byte(out, ')');
	} else if (row->value) {
		sink_str(out, ":value:_files");
	}
	sink_str(out, "' \\\n");
}

static void zsh_command(struct sink *out, const struct command *command)
{
	sink_printf(out, "\t\t%s)\n\t\t_arguments \\\n\t\t\t'--help[Print the help]' \\\n",
		    command->name);
	for (const struct opt *row = command->options; !opt_last(row); row++)
		zsh_option(out, row);
	if (command->operand_kind == OPERANDS_PATHS) {
		sink_str(out, "\t\t\t'*:path:_files' ;;\n");
	} else if (command->operand_kind == OPERANDS_NONE) {
		sink_str(out, "\t\t\t;;\n");
	} else {
		sink_str(out, "\t\t\t'*:word:(");
		write_operands(out, command);
		sink_str(out, ")' ;;\n");
	}
}

static void zsh(struct sink *out)
{
	sink_str(out, "#compdef assay\n"
		      "_assay() {\n"
		      "\tlocal line state\n"
		      "\t_arguments -C '1:command:->command' '*::operand:->operand'\n"
		      "\tcase $state in\n"
		      "\tcommand)\n"
		      "\t\tlocal -a commands=(\n");
	for (size_t i = 0; commands[i]; i++) {
		sink_printf(out, "\t\t\t'%s:", commands[i]->name);
		zsh_text(out, commands[i]->summary);
		sink_str(out, "'\n");
	}
	sink_str(out, "\t\t)\n"
		      "\t\t_describe command commands ;;\n"
		      "\toperand)\n"
		      "\t\tcase $line[1] in\n");
	for (size_t i = 0; commands[i]; i++)
		zsh_command(out, commands[i]);
	sink_str(out, "\t\tesac ;;\n"
		      "\tesac\n"
		      "}\n"
		      "compdef _assay assay\n");
}

/* fish: one `complete` line a word. */

static void fish_text(struct sink *out, const char *text)
{
	sink_byte(out, '\'');
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			sink_byte(out, '\\');
		sink_byte(out, *text);
	}
	sink_byte(out, '\'');
}

static void fish_option(struct sink *out, const struct command *command, const struct opt *row)
{
	if (!row->name)
		return;
	sink_printf(out, "complete -c assay -n '__fish_seen_subcommand_from %s' -l %s",
		    command->name, row->name);
	if (row->letter)
		sink_printf(out, " -s %c", row->letter);
	if (row->into.kind == OPT_KIND_CHOICE) {
		sink_str(out, " -x -a '");
		write_words(out, row->value);
		sink_byte(out, '\'');
	} else if (row->value) {
		sink_str(out, " -r");
	}
	sink_str(out, " -d ");
	fish_text(out, row->help);
	sink_byte(out, '\n');
}

static void fish_command(struct sink *out, const struct command *command)
{
	sink_printf(out, "complete -c assay -n __fish_use_subcommand -f -a %s -d ", command->name);
	fish_text(out, command->summary);
	sink_byte(out, '\n');
	for (const struct opt *row = command->options; !opt_last(row); row++)
		fish_option(out, command, row);
	if (command->operand_kind == OPERANDS_PATHS)
		return;
	sink_printf(out, "complete -c assay -n '__fish_seen_subcommand_from %s' -f -a '",
		    command->name);
	write_operands(out, command);
	sink_str(out, "'\n");
}

static void fish(struct sink *out)
{
	for (size_t i = 0; commands[i]; i++)
		fish_command(out, commands[i]);
}

static const struct shell {
	const char *name;
	void (*write)(struct sink *out);
} shells[] = {
	{ "bash", bash },
	{ "zsh", zsh },
	{ "fish", fish },
};

static int run(const struct call *call)
{
	const char *name = call->operands.words[0];

	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
		if (strcmp(shells[i].name, name) != 0)
			continue;
		shells[i].write(&call->out->sink);
		return EXIT_NOTHING;
	}
	(void)err_set(ERR_USAGE, "the shell is one of bash, zsh, fish");
	return command_complain("completion");
}

const struct command command_completion = {
	.name = "completion",
	.summary = "completion of the command line for bash, zsh or fish",
	.usage = "bash|zsh|fish",
	.about = "Prints a script that teaches the shell to complete commands, options and rules. "
		 "For bash: source <(assay completion bash)",
	.operand_kind = OPERANDS_WORDS,
	.words = "bash|zsh|fish",
	.least = 1,
	.most = 1,
	.options = options,
	.run = run,
};
