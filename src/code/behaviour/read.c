/* Reading source for what it does. */
#include "code/behaviour/read.h"

#include "code/value.h"

struct behaviours {
	struct arena *arena;
	const struct behaviour_sink *sink;
	const struct behaviour_language *language;
	unsigned layer, n;
	bool full;
};

struct behaviours *behaviours_new(struct arena *arena, const struct behaviour_sink *sink)
{
	struct behaviours *b = arena_alloc(arena, sizeof(*b));

	*b = (struct behaviours){ .arena = arena, .sink = sink };
	return b;
}

void behaviours_say(struct behaviours *b, const struct code_event *event,
		    enum behaviour_class class, const char *kind, struct span how,
		    const struct code_value *detail)
{
	struct behaviour say = {
		.class = class,
		.kind = kind,
		.how = how,
		.detail = span_part(code_constant(detail), 0, BEHAVIOUR_DETAIL_MAX),
		.partial = detail && detail->partial,
		.scope = event->scope,
		.offset = event->offset,
		.line = event->line,
		.layer = b->layer,
		.order = b->n,
	};

	if (b->n == BEHAVIOURS_MAX) {
		b->full = true;
		return;
	}
	b->n++;
	b->sink->behaviour(b->sink->context, &say);
}

static void on_call(struct behaviours *b, const struct code_event *event)
{
	const struct behaviour_call *row = b->language->calls;

	for (; row->name; row++)
		if (span_is(event->name, row->name) && !(row->flags & CALL_QUIET))
			behaviours_say(b, event, row->class, row->kind, event->name,
				       code_argument(&event->value, row->argument, row->position));
}

static void on_event(void *context, const struct code_event *event)
{
	struct behaviours *b = context;

	if (b->language->event)
		b->language->event(b, event);
	if (event->kind == CODE_CALL)
		on_call(b, event);
}

struct code_end behaviours_read(struct behaviours *b, const struct behaviour_language *language,
				struct span text, uint64_t offset, uint64_t line)
{
	const struct code_sink sink = { on_event, b, NULL };
	struct code_end end;

	b->language = language;
	end = language->read(text, offset, line, code_scopes_new(b->arena), &sink);
	end.full |= b->full;
	return end;
}
