/* Commands that a program hands to a shell or starts itself. */
#include "code/behaviour/state.h"

#include "base/ascii.h"
#include "code/behaviour/place.h"
#include "code/python.h"
#include "code/shell.h"

struct starting {
	struct behaviours *b;
	const struct code_event *outer;
	uint64_t marks; /* of what the last command prints */
};

/* Commands stand where the call that starts them does. */
static void on_event(void *context, const struct code_event *event)
{
	struct starting *s = context;
	struct code_event here = *event;

	here.scope = s->outer->scope;
	here.line = s->outer->line;
	here.offset = s->outer->offset;
	behaviour_see_event(s->b, &here);
	if (event->kind == CODE_COMMAND)
		s->marks = s->b->input;
}

static uint64_t on_mark(void *context, const struct code_event *event)
{
	(void)context;
	return event->value.marks;
}

/* sys.executable is a word of its own. */
static struct code_value word_of(const struct code_value *v)
{
	static const struct span python = SPAN("python");
	struct code_item one;
	const struct code_item *first = code_alternatives(v, &one);
	struct code_value word = first ? first->value : (struct code_value){ 0 };

	if (word.kind == CODE_NAME && span_is(word.text, "sys.executable"))
		word = code_text(python);
	if (word.kind != CODE_TEXT)
		word = (struct code_value){ .kind = CODE_TEXT, .partial = true };
	word.marks = v->marks;
	return word;
}

static void read_words(struct behaviours *b, const struct code_value *list,
		       struct code_scopes *scopes, const struct code_sink *sink)
{
	struct code_list words = code_list_of(&scopes->pool);

	for (const struct code_item *i = list->items; i; i = i->next)
		code_list_add(&words, (struct span){ 0 }, word_of(&i->value));
	b->full |= code_shell_words(words.first, 0, 0, scopes, sink).full;
}

/* What a word brings along, and the file that it names. */
static uint64_t word_marks(const struct behaviours *b, const struct code_value *word)
{
	return word->marks | behaviour_file_marks(b, word);
}

/* A file that is given to a program is started only when that is what the program does. */
static uint64_t list_marks(const struct behaviours *b, const struct code_item *words)
{
	uint64_t marks = words ? word_marks(b, &words->value) : 0;

	if (!words || !behaviour_starts(word_of(&words->value).text))
		return marks;
	for (words = words->next; words; words = words->next)
		marks |= word_marks(b, &words->value);
	return marks;
}

static uint64_t text_marks(const struct behaviours *b, const struct code_value *command)
{
	struct span text = code_constant(command), first = text;
	size_t n = 0;

	while (n < text.n && text.p[n] != ' ')
		n++;
	first = span_part(text, 0, n);
	return command->marks |
	       (n == text.n || behaviour_starts(first) ? behaviour_file_marks(b, command)
						       : behaviour_text_marks(b, first));
}

uint64_t behaviour_start(struct behaviours *b, const struct code_event *event,
			 const struct code_value *command)
{
	const struct behaviour_language *outer = b->language;
	struct starting starting = { .b = b, .outer = event };
	const struct code_sink sink = { on_event, &starting, on_mark };
	uint64_t given = b->given, marks;
	struct code_scopes *scopes;
	struct code_item one;
	struct code_mark mark;

	if (!command)
		return 0;
	marks = command->kind == CODE_LIST ? list_marks(b, command->items) : text_marks(b, command);
	(void)behaviour_flow(b, event, BEHAVIOUR_SPAWN, NULL, marks, command);
	if (b->nested == BEHAVIOUR_LAYERS_MAX || b->language == &behaviour_shell) {
		b->full |= b->nested == BEHAVIOUR_LAYERS_MAX;
		return 0;
	}
	scopes = behaviour_commands(b);
	mark = code_mark(&scopes->pool);
	b->language = &behaviour_shell;
	b->nested++;
	b->input = 0;
	b->command = command->marks;
	if (command->kind == CODE_LIST)
		read_words(b, command, scopes, &sink);
	else
		for (const struct code_item *i = code_alternatives(command, &one); i; i = i->next)
			if (i->value.kind == CODE_TEXT)
				b->full |= code_shell(i->value.text, 0, 0, scopes, &sink).full;
	b->nested--;
	b->command = 0;
	code_release(&scopes->pool, mark);
	b->given = given;
	b->language = outer;
	return starting.marks;
}
