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

void python_event(struct python_reader *r, enum code_event_kind kind, struct span name,
		  struct code_value value)
{
	r->sink->event(r->sink->context, &(const struct code_event){ .kind = kind,
								     .scope = code_when(r->scopes),
								     .name = name,
								     .value = value,
								     .offset = value.offset,
								     .line = value.line });
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
				     .end = &end };
	r->lexer.offset = offset;
	r->lexer.line = line;
	python_step(r);
	while (r->token.kind != PYTHON_END)
		python_line(r);
	python_leave_blocks(r, 0);
	end.fault = r->lexer.fault;
	end.fault_at = r->lexer.fault_at;
	end.full |= scopes->full;
	return end;
}
