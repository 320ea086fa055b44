/* Text that the source holds and that is code itself. */
#include "base/hash.h"
#include "code/behaviour/state.h"

enum { LOOKED_AT = 16 << 10, TEXT_MIN = 8 };

static bool is_text(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' && s.p[i] != '\n' && s.p[i] != '\r' && s.p[i] != '\t' &&
		    s.p[i] != '\f')
			return false;
	return true;
}

/* Words that stand in one language rather than in others. */
static const struct {
	const struct behaviour_language *language;
	const char *words[10];
} looks[] = {
	{ &behaviour_shell,
	  { "#!/bin/", "curl ", "wget ", "chmod ", "/dev/tcp/", "powershell", "nohup ",
	    "crontab" } },
	{ &behaviour_python,
	  { "import ", "exec(", "eval(", "def ", "lambda ", "__import__(", "print(",
	    "subprocess." } },
};

const struct behaviour_language *behaviour_language_of(struct span text)
{
	struct span head = span_part(text, 0, LOOKED_AT);

	if (head.n < TEXT_MIN || !is_text(head))
		return NULL;
	for (size_t i = sizeof(looks) / sizeof(*looks); i > 0; i--)
		for (size_t k = 0; looks[i - 1].words[k]; k++)
			if (span_has(head, looks[i - 1].words[k]))
				return looks[i - 1].language;
	return NULL;
}

static bool is_read(struct behaviours *b, const struct behaviour_language *language,
		    struct span text, const struct code_event *event)
{
	struct {
		uint64_t hash, language, scope;
	} key = { hash_span(text), (uint64_t)(uintptr_t)language, event->scope };

	return behaviour_is_new(b, &key, sizeof(key));
}

/* The text moves to memory that stays: functions that it defines may be followed later. */
static void read(struct behaviours *b, const struct behaviour_language *language, struct span text,
		 const struct code_event *event)
{
	const struct behaviour_language *outer = b->language;
	enum code_scope scope = b->outer;
	uint64_t line = b->line, offset = b->offset;
	struct span copy = arena_copy(b->arena, text);

	b->text_left -= text.n;
	b->layers++;
	b->others += language != b->language;
	b->nested++;
	b->outer = event->scope > b->outer ? event->scope : b->outer;
	b->line = line ? line : event->line;
	b->offset = line ? offset : event->offset;
	behaviours_run(b, language, copy, 0, 1);
	b->outer = scope;
	b->line = line;
	b->offset = offset;
	b->language = outer;
	b->nested--;
}

void behaviour_layer(struct behaviours *b, const struct behaviour_language *language,
		     const struct code_value *text, const struct code_event *event, bool decoded)
{
	if (!text || text->kind != CODE_TEXT || text->text.n < TEXT_MIN ||
	    !is_read(b, language, text->text, event))
		return;
	if (b->nested == BEHAVIOUR_LAYERS_MAX || text->text.n > b->text_left ||
	    b->layers == LAYERS_READ_MAX ||
	    (language != b->language && b->others == OTHERS_READ_MAX)) {
		b->full = true;
		return;
	}
	b->layer += decoded;
	read(b, language, text->text, event);
	b->layer -= decoded;
}
