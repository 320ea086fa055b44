/* JavaScript source as events. */
#include "code/javascript.h"

#include "base/search.h"
#include "code/javascript/reader.h"

static bool is_ahead(const struct javascript_reader *r)
{
	return r->ahead.from == r->lexer.at && r->ahead.to > r->ahead.from &&
	       r->ahead.text.p == r->lexer.text.p && r->ahead.text.n == r->lexer.text.n;
}

struct javascript_token javascript_peek(struct javascript_reader *r)
{
	struct javascript_lexer lexer = r->lexer;
	struct javascript_token token;

	if (is_ahead(r))
		return r->ahead.token;
	token = javascript_next(&lexer);
	if (lexer.fault == r->lexer.fault) /* else it is found again when it is read */
		r->ahead = (struct javascript_ahead){
			.text = lexer.text,
			.from = r->lexer.at,
			.to = lexer.at,
			.line = lexer.line,
			.token = token,
		};
	return token;
}

void javascript_take_ahead(struct javascript_reader *r)
{
	if (!is_ahead(r)) {
		r->token = javascript_next(&r->lexer);
		return;
	}
	r->token = r->ahead.token;
	r->lexer.at = r->ahead.to;
	r->lexer.line = r->ahead.line;
}

struct javascript_place javascript_place(const struct javascript_reader *r)
{
	return (struct javascript_place){ .text = r->lexer.text,
					  .at = (size_t)(r->token.offset - r->lexer.offset),
					  .offset = r->lexer.offset,
					  .line = r->token.line,
					  .new_line = r->token.new_line };
}

void javascript_go(struct javascript_reader *r, const struct javascript_place *place)
{
	r->lexer.text = place->text;
	r->lexer.at = place->at;
	r->lexer.offset = place->offset;
	r->lexer.line = place->line;
	javascript_step(r);
	r->token.new_line = place->new_line;
}

void javascript_event(struct javascript_reader *r, enum code_event_kind kind, struct span name,
		      struct code_value value)
{
	r->sink->event(r->sink->context, &(const struct code_event){ .kind = kind,
								     .scope = code_when(r->scopes),
								     .name = name,
								     .value = value,
								     .offset = value.offset,
								     .line = value.line });
}

static bool opens(const struct javascript_reader *r)
{
	return r->token.kind == JAVASCRIPT_OPERATOR && strchr("([{", r->token.text.p[0]);
}

static bool closes(const struct javascript_reader *r)
{
	return r->token.kind == JAVASCRIPT_OPERATOR && strchr(")]}", r->token.text.p[0]);
}

bool javascript_deeper(struct javascript_reader *r)
{
	size_t open = 0;

	if (r->depth < JAVASCRIPT_DEPTH_MAX) {
		r->depth++;
		return true;
	}
	r->end->full = true;
	for (; !javascript_ended(r) && !(open == 0 && closes(r)); javascript_step(r)) {
		open += opens(r);
		open -= closes(r);
	}
	return false;
}

struct code_end code_javascript(struct span text, uint64_t offset, uint64_t line,
				struct code_scopes *scopes, const struct code_sink *sink)
{
	static const struct span elements[] = { SPAN("</"), SPAN("/>") };
	struct code_end end = { 0 };
	struct javascript_reader *r = arena_alloc(scopes->arena, sizeof(*r));

	*r = (struct javascript_reader){
		.lexer = { .text = text, .offset = offset, .line = line },
		.scopes = scopes,
		.pool = &scopes->pool,
		.sink = sink,
		.end = &end,
		.jsx = search_which(text, elements, 2) != 0,
		.follows = sink->mark != NULL,
		.follow_bytes = JAVASCRIPT_FOLLOW_BYTES + text.n,
		.late_bytes = JAVASCRIPT_FOLLOW_BYTES + text.n / 2,
		.constant_bytes = JAVASCRIPT_FOLLOW_BYTES / 2 + text.n / 4,
		.helper_bytes = JAVASCRIPT_FOLLOW_BYTES / 4 + text.n / 4,
		.steps = JAVASCRIPT_STEPS_MAX,
		.kept_items = CODE_KEPT_ITEMS,
		.kept_text = CODE_KEPT_TEXT,
		.called = UINT64_MAX,
		.listed = UINT64_MAX,
		.apart = UINT64_MAX,
	};
	code_pool_reads(r->pool, text.n);
	if (r->follows && text.n <= JAVASCRIPT_DECLARED_MAX)
		r->declared = javascript_declared(scopes->arena, text);
	if (r->follows)
		r->bundled = javascript_bundled(scopes->arena, text);
	javascript_step(r);
	while (!javascript_ended(r)) {
		javascript_statements(r);
		(void)javascript_take(r, "}"); /* it closes nothing */
	}
	end.fault = r->lexer.fault;
	end.fault_at = r->lexer.fault_at;
	end.full |= scopes->full || code_pool_full(r->pool);
	return end;
}
