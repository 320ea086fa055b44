/* Texts that a file holds, decodes or puts together, for a sink that asks for them. */
#include "code/behaviour/state.h"

enum { DEPTH = 4 };

static void tell(struct behaviours *b, const struct code_event *event, struct span name,
		 struct span text)
{
	const struct behaviour_text say = {
		.text = text,
		.name = name,
		.offset = b->line ? b->offset : event->offset,
		.line = b->line ? b->line : event->line,
	};

	if (text.n)
		b->sink->text(b->sink->context, &say);
}

/* Texts in a value, each with the name that stands nearest to it. */
static void tell_parts(struct behaviours *b, const struct code_event *event, struct span name,
		       const struct code_value *v, unsigned depth)
{
	if (b->values_left == 0) {
		b->full = true;
		return;
	}
	b->values_left--;
	if (v->kind == CODE_TEXT)
		tell(b, event, name, v->text);
	for (const struct code_item *i = v->items; i && depth > 0; i = i->next)
		tell_parts(b, event, i->name.n ? i->name : name, &i->value, depth - 1);
}

void behaviour_constants(struct behaviours *b, const struct code_event *event)
{
	switch (event->kind) {
	case CODE_STRING:
	case CODE_DECODED:
		tell(b, event, (struct span){ 0 }, event->value.text);
		break;
	case CODE_CALL:
	case CODE_GIVEN:
	case CODE_ASSIGN:
		tell_parts(b, event, event->name, &event->value, DEPTH);
		break;
	default:
		break;
	}
}
