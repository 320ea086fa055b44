/* Python source as events. */
#include "code/python.h"

#include "code/python/reader.h"

bool python_followed_by(const struct python_reader *r, uint8_t operator)
{
	struct span text = r->lexer.text;
	size_t at = r->lexer.at;

	while (at < text.n && (text.p[at] == ' ' || text.p[at] == '\t'))
		at++;
	return at < text.n && text.p[at] == operator&& !(at + 1 < text.n && text.p[at + 1] == '=');
}

static struct code_event event_of(struct python_reader *r, enum code_event_kind kind,
				  struct span name, const struct code_value *value)
{
	enum code_scope scope = code_when(r->scopes);

	return (struct code_event){
		.kind = kind,
		.scope = r->n_guards && scope == CODE_AT_TOP ? CODE_IN_FUNCTION : scope,
		.name = name,
		.value = *value,
		.offset = value->offset,
		.line = value->line,
	};
}

void python_event(struct python_reader *r, enum code_event_kind kind, struct span name,
		  struct code_value value)
{
	struct code_event event = event_of(r, kind, name, &value);

	if (!r->quiet)
		r->sink->event(r->sink->context, &event);
}

uint64_t python_told(struct python_reader *r, enum code_event_kind kind, struct span name,
		     const struct code_value *value, const struct code_value *receiver)
{
	struct code_event event = event_of(r, kind, name, value);
	uint64_t marks = value->marks;

	event.receiver = receiver;
	if (!r->quiet && kind != CODE_NAMED)
		r->sink->event(r->sink->context, &event);
	if (r->follows && (kind != CODE_STRING || value->text.n))
		marks = r->sink->mark(r->sink->context, &event);
	if (marks & CODE_MARK_WORTH)
		python_note_worth(r);
	return marks & ~CODE_MARK_WORTH;
}

struct code_end code_python(struct span text, uint64_t offset, uint64_t line,
			    struct code_scopes *scopes, const struct code_sink *sink)
{
	struct code_end end = { 0 };
	struct python_reader *r = arena_alloc(scopes->arena, sizeof(*r));

	*r = (struct python_reader){ .lexer = python_lexer_of(text),
				     .scopes = scopes,
				     .pool = &scopes->pool,
				     .sink = sink,
				     .end = &end,
				     .follows = sink->mark != NULL,
				     .follow_bytes = PYTHON_FOLLOW_BYTES,
				     .steps = PYTHON_STEPS_MAX };
	r->lexer.offset = offset;
	r->lexer.line = line;
	code_pool_reads(r->pool, text.n);
	python_step(r);
	while (r->token.kind != PYTHON_END)
		python_line(r);
	python_leave_blocks(r, 0);
	python_follow_late(r, NULL);
	end.fault = r->lexer.fault;
	end.fault_at = r->lexer.fault_at;
	end.full |= scopes->full || code_pool_full(r->pool);
	return end;
}
