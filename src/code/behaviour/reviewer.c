/* Text in source, comments and all, that speaks to a model which reads it. */
#include "base/ascii.h"
#include "base/search.h"
#include "code/behaviour/state.h"

enum { BEFORE = 200, AROUND = 400, HITS_MAX = 1000 };

/* Words that stand in all such texts; they are looked for first. */
static const struct span anchors[] = {
	SPAN("nstruction"), SPAN("NSTRUCTION"), SPAN("anguage model"), SPAN("LLM"),
	SPAN(" AI "),	    SPAN("AI re"),	SPAN("orget ev"),
};

/* One word of each of two rows: what the model is to do, and about what. */
static const char *const orders[] = {
	"ignore previous",
	"ignore all previous",
	"ignore prior",
	"ignore any previous",
	"ignore the above",
	"disregard previous",
	"disregard all",
	"disregard prior",
	"forget previous",
	"forget all",
	"forget everything",
	"ai reviewer",
	"ai scanner",
	"ai security",
	"ai assistants",
	"ai analyst",
	"ai auditor",
	"llm reviewer",
	"llm scanner",
	"language model reviewing",
	"note to ai",
	"note for ai",
	"attention ai",
	"if you are an ai",
	"if you are an llm",
	"if you are a language model",
	NULL,
};
static const char *const aims[] = {
	"is safe",
	"is benign",
	"as safe",
	"as benign",
	"not malicious",
	"do not flag",
	"do not report",
	"don't flag",
	"don't report",
	"do not analy",
	"no threats",
	"mark it",
	"classify it",
	"legitimate package",
	"is legit",
	"is harmless",
	NULL,
};

/* What stands around a place, in lower case, its blanks as one. */
static struct span around(struct behaviours *b, struct span text, size_t at)
{
	struct span part = span_part(text, at > BEFORE ? at - BEFORE : 0, AROUND);
	uint8_t *p = behaviour_scratch(b);
	size_t n = 0;

	for (size_t i = 0; i < part.n; i++) {
		uint8_t c = (uint8_t)ascii_lower(part.p[i]);
		bool blank = ascii_is_blank(c) || c == '#' || c == '*' || c == '/';

		if (!blank)
			p[n++] = c;
		else if (n && p[n - 1] != ' ')
			p[n++] = ' ';
	}
	return span_of(p, n);
}

static bool has_one(struct span text, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (span_has(text, words[i]))
			return true;
	return false;
}

static uint64_t line_of(struct span text, size_t at)
{
	uint64_t n = 0;

	for (size_t i = 0; i < at; i++)
		n += text.p[i] == '\n';
	return n;
}

void behaviour_reviewer(struct behaviours *b, struct span text, uint64_t offset, uint64_t line)
{
	static const struct span how = SPAN("a text for a model");

	enum { ANCHORS = sizeof(anchors) / sizeof(*anchors) };
	unsigned stand = search_which(text, anchors, ANCHORS);

	for (size_t i = 0; i < ANCHORS; i++) {
		size_t from = 0;

		for (size_t hits = 0; (stand >> i & 1) && hits < HITS_MAX; hits++) {
			ptrdiff_t at = span_find(span_from(text, from), anchors[i]);
			struct code_value said;

			if (at == SPAN_NONE)
				break;
			from += (size_t)at + anchors[i].n;
			said = code_text(around(b, text, from));
			if (!has_one(said.text, orders) || !has_one(said.text, aims))
				continue;
			behaviours_say(
				b,
				&(const struct code_event){ .scope = CODE_IN_FUNCTION,
							    .offset = offset + from,
							    .line = line + line_of(text, from) },
				BEHAVIOUR_AI_TEXT, NULL, how, &said);
			return;
		}
	}
}
