/* `assay help [COMMAND]`, and the help of everything. */
#include "base/wrap.h"
#include "cmd/cmd.h"

enum { SUMMARY_COLUMN = 14 };

static const char about_program[] =
	"Assay says what an AI system is made of and whether it can be trusted, before it runs. "
	"Nothing that it looks at is ever executed.\n";

static const char exit_codes[] =
	"Exit codes:\n"
	"  0  nothing at or above the gate, and everything was examined\n"
	"  1  findings at or above the gate (scan --fail-on; high unless set)\n"
	"  2  usage or configuration error, or the answer could not be written\n"
	"  3  something could not be examined, and nothing worse was found\n"
	"  4  a verification failed\n";

static void write_summary(const struct command *command, struct sink *out)
{
	sink_printf(out, "  %-*s", SUMMARY_COLUMN - 2, command->name);
	wrap_text(out, span_str(command->summary), SUMMARY_COLUMN, SUMMARY_COLUMN, WRAP_WIDTH);
}

void commands_print_help(struct sink *out)
{
	wrap_text(out, span_str(about_program), 0, 0, WRAP_WIDTH);
	sink_str(out, "\nUsage: assay COMMAND [OPTION...] [OPERAND...]\n\n");
	for (size_t i = 0; commands[i]; i++)
		write_summary(commands[i], out);
	sink_str(out, "\n'assay help COMMAND' says more.\n\n");
	sink_str(out, exit_codes);
}

void command_print_help(const struct command *command, struct sink *out)
{
	static const struct opt help[] = { { "help", 'h', .help = "Print this" }, { 0 } };

	sink_printf(out, "Usage: assay %s [OPTION...]%s%s\n\n", command->name,
		    *command->usage ? " " : "", command->usage);
	wrap_text(out, span_str(command->about), 0, 0, WRAP_WIDTH);
	sink_str(out, "\nOptions:\n");
	opt_help(help, out);
	opt_help(command->options, out);
}

static int run(const struct call *call)
{
	if (call->operands.n == 0) {
		commands_print_help(&call->out->sink);
		return EXIT_NOTHING;
	}

	const char *name = call->operands.words[0];
	const struct command *command = command_find(name);

	if (!command) {
		command_unknown(name);
		return command_complain("help");
	}
	command_print_help(command, &call->out->sink);
	return EXIT_NOTHING;
}

static const struct opt options[] = { { 0 } };

const struct command command_help = {
	.name = "help",
	.summary = "what a command does, and its options",
	.usage = "[COMMAND]",
	.about = "Prints the help of a command, or the list of all.",
	.operand_kind = OPERANDS_COMMANDS,
	.most = 1,
	.options = options,
	.run = run,
};
