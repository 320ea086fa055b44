/* Constants whose words say what they are for. */
#include "base/ascii.h"
#include "code/behaviour/state.h"

enum { TEXT_MIN = 8, TEXT_MAX = 4 << 10 };

/* Patterns that find secrets of others in what is read. */
static const struct {
	const char *words;
	const char *kind;
} patterns[] = {
	{ "mfa\\.[\\w-]{84}", "token" }, /* of Discord */
	{ "[\\w-]{24}\\.[\\w-]{6}\\.", "token" },
	{ "[\\w-]{26}\\.[\\w-]{6}\\.", "token" },
	{ "w-]{24}.[w-]{6}.[w-]{27}", "token" },
	{ "dQw4w9WgXcQ:", "token" },
	{ "ghp_[", "token" },
	{ "gh[op]_[", "token" },
	{ "npm_[", "token" },
	{ "AKIA[", "cloud" },
	{ "pypi-AgEI", "token" },
	{ "^0x[a-fA-F0-9]{40}", "wallet" },
	{ "bc1[a-", "wallet" },
	{ "{25,34}$", "wallet" },
};

static bool may_be_pattern(struct span text)
{
	return text.n >= TEXT_MIN && text.n <= TEXT_MAX &&
	       (span_byte(text, '[') != SPAN_NONE || text.p[text.n - 1] == ':' ||
		text.p[text.n - 1] == 'I' || span_starts(text, "dQw4"));
}

uint64_t behaviour_text(struct behaviours *b, const struct code_event *event)
{
	static const struct span how = SPAN("a pattern of secrets");
	struct code_event named = *event;

	if (!may_be_pattern(event->value.text))
		return 0;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++)
		if (span_has(event->value.text, patterns[i].words)) {
			named.name = how;
			behaviours_say(b, &named, BEHAVIOUR_SECRET_READ, patterns[i].kind, how,
				       &event->value);
			behaviour_comes(b, BEHAVIOUR_SECRET_READ, patterns[i].kind, &named);
			return behaviour_mark(BEHAVIOUR_SECRET_READ) | CODE_MARK_WORTH;
		}
	return 0;
}
