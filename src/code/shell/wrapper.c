/* Programs that only start another one. */
#include "code/shell/reader.h"

/* Their options that take a word of their own, and how many operands stand before the program. */
static const struct {
	const char *name;
	const char *takes;
	unsigned operands;
} wrappers[] = {
	{ "builtin", "", 0 },
	{ "chronic", "", 0 },
	{ "command", "", 0 },
	{ "doas", "-u -C", 0 },
	{ "env", "-u --unset -C --chdir -S", 0 },
	{ "exec", "-a", 0 },
	{ "gosu", "", 1 },
	{ "ionice", "-c -n", 0 },
	{ "nice", "-n --adjustment", 0 },
	{ "nohup", "", 0 },
	{ "runuser", "-u -g --user --group", 0 },
	{ "setsid", "", 0 },
	{ "stdbuf", "-i -o -e", 0 },
	{ "su-exec", "", 1 },
	{ "sudo", "-u -g -C -h -p -U -D -R -T --user --group", 0 },
	{ "time", "-f -o", 0 },
	{ "timeout", "-k -s --kill-after --signal", 1 },
	{ "travis_retry", "", 0 },
	{ "xargs", "-n -I -i -P -L -d -a -E -s --max-args --max-procs", 0 },
};

static int find(struct span name)
{
	for (size_t i = 0; i < sizeof(wrappers) / sizeof(*wrappers); i++)
		if (span_is(name, wrappers[i].name))
			return (int)i;
	return -1;
}

static bool takes(const char *options, struct span option)
{
	for (const char *at = options; *at;) {
		size_t n = strcspn(at, " ");

		if (span_eq(span_of(at, n), option))
			return true;
		at += n + (at[n] == ' ');
	}
	return false;
}

/* What stands behind a wrapper's own options and operands. */
static const struct code_item *behind(const struct code_item *word, int wrapper)
{
	unsigned operands = wrappers[wrapper].operands;

	for (word = word->next; word; word = word->next) {
		struct span text = word->value.text;

		if (span_is(text, "--"))
			continue;
		if (span_starts(text, "-")) {
			if (takes(wrappers[wrapper].takes, text) && word->next)
				word = word->next;
			continue;
		}
		if (span_byte(text, '=') > 0) /* NAME=value of env and sudo */
			continue;
		if (operands == 0)
			return word;
		operands--;
	}
	return NULL;
}

const struct code_item *shell_program(const struct code_item *words)
{
	int wrapper;

	/* Each turn is at least one word further. */
	while (words && (wrapper = find(shell_base_name(words->value.text))) >= 0)
		words = behind(words, wrapper);
	return words;
}
