/* Lists and texts whose items are known. */
#include "code/javascript/sequence.h"

#include "base/ascii.h"
#include "base/escape.h"
#include "code/javascript/number.h"

bool javascript_sequence(struct javascript_reader *r, const struct code_value *v,
			 struct javascript_sequence *sequence)
{
	*sequence = (struct javascript_sequence){ .r = r, .kind = SEQUENCE_CHARACTERS };
	if (!v || v->partial)
		return false;
	if (v->kind == CODE_LIST && v->text.n == 0) {
		sequence->kind = SEQUENCE_ITEMS;
		sequence->item = v->items;
		return true;
	}
	if (v->kind == CODE_LIST && v->bytes)
		sequence->kind = SEQUENCE_SOURCE;
	else if (v->kind != CODE_LIST && v->kind != CODE_TEXT)
		return false;
	sequence->rest = v->text;
	return true;
}

static bool next_character(struct javascript_sequence *s, struct code_value *item)
{
	size_t n = utf8_length(s->rest);

	*item = code_text(span_part(s->rest, 0, n ? n : 1));
	s->rest = span_from(s->rest, n ? n : 1);
	return true;
}

/* A number or string, and the comma behind it. */
static bool next_constant(struct javascript_sequence *s, struct code_value *item)
{
	struct javascript_lexer lexer = { .text = s->rest };
	struct javascript_token t = javascript_next(&lexer);
	struct javascript_lexer outer = s->r->lexer;
	struct javascript_token token = s->r->token;

	if (t.kind == JAVASCRIPT_NUMBER) {
		*item = (struct code_value){ .kind = CODE_WORD, .text = t.text };
	} else if (t.kind == JAVASCRIPT_STRING) {
		s->r->lexer = lexer;
		s->r->token = t;
		*item = javascript_string_value(s->r);
		s->r->lexer = outer;
		s->r->token = token;
	} else {
		return false;
	}
	t = javascript_next(&lexer);
	if (t.kind != JAVASCRIPT_END && !span_is(t.text, ","))
		return false;
	s->rest = span_from(s->rest, lexer.at);
	return true;
}

bool javascript_sequence_next(struct javascript_sequence *s, struct code_value *item)
{
	if (s->r->steps == 0)
		return false;
	s->r->steps--;
	if (s->kind == SEQUENCE_ITEMS) {
		if (!s->item)
			return false;
		*item = s->item->value;
		s->item = s->item->next;
		return true;
	}
	if (s->rest.n == 0)
		return false;
	return s->kind == SEQUENCE_SOURCE ? next_constant(s, item) : next_character(s, item);
}

struct javascript_pieces javascript_pieces_of(struct code_pool *pool, size_t room)
{
	struct javascript_pieces pieces = { .pool = pool, .room = room };

	pieces.p = room <= CODE_TEXT_MAX ? code_text_room(pool, room) : NULL;
	pieces.cut = !pieces.p;
	return pieces;
}

void javascript_pieces_add(struct javascript_pieces *pieces, struct span text)
{
	pieces->cut |= text.n > pieces->room - pieces->n;
	if (pieces->cut)
		return;
	if (text.n)
		memcpy(pieces->p + pieces->n, text.p, text.n);
	pieces->n += text.n;
}

struct code_value javascript_pieces_text(struct javascript_pieces *pieces)
{
	struct code_value v = { .kind = CODE_TEXT, .partial = pieces->cut };

	if (!pieces->p)
		return v;
	if (pieces->pool->text + pieces->pool->n_text == pieces->p + pieces->room)
		pieces->pool->n_text -= pieces->room - pieces->n;
	if (!pieces->cut)
		v.text = span_of(pieces->p, pieces->n);
	return v;
}
