/* Lists, texts and bytes whose items are known. */
#include "code/python/sequence.h"

#include "base/ascii.h"
#include "base/escape.h"
#include "code/python/integer.h"

enum {
	MANY = 24, /* numbers that are kept as they are written */
	FIRST_PIECES = 256,
	SMALL = 32,
};

bool python_sequence(struct code_pool *pool, const struct code_value *v,
		     struct python_sequence *sequence)
{
	*sequence = (struct python_sequence){ .pool = pool };
	if (!v)
		return false;
	if (v->kind == CODE_LIST && v->text.n) {
		sequence->kind = v->bytes ? SEQUENCE_NUMBERS : SEQUENCE_CHARACTERS;
		sequence->rest = v->text;
		return true;
	}
	if (v->kind == CODE_LIST && !v->partial) {
		sequence->item = v->items;
		return v->items != NULL;
	}
	if (v->kind != CODE_TEXT || v->partial)
		return false;
	sequence->kind = v->bytes ? SEQUENCE_BYTES : SEQUENCE_CHARACTERS;
	sequence->rest = v->text;
	return v->text.n > 0;
}

static bool next_character(struct python_sequence *s, struct code_value *item)
{
	size_t n = utf8_length(s->rest);

	n = n ? n : 1;
	*item = code_text(span_part(s->rest, 0, n));
	s->rest = span_from(s->rest, n);
	return true;
}

static bool next_number(struct python_sequence *s, struct code_value *item)
{
	struct span from = s->rest;
	int64_t n;

	if (!python_take_integer(&s->rest, &n))
		return false;
	while (from.n > s->rest.n && ascii_is_blank(from.p[0]))
		from = span_from(from, 1);
	*item = (struct code_value){ .kind = CODE_WORD,
				     .text = span_part(from, 0, from.n - s->rest.n) };
	while (s->rest.n && (ascii_is_blank(s->rest.p[0]) || s->rest.p[0] == ','))
		s->rest = span_from(s->rest, 1);
	return true;
}

bool python_sequence_next(struct python_sequence *s, struct code_value *item)
{
	if (s->kind == SEQUENCE_ITEMS) {
		if (!s->item)
			return false;
		*item = s->item->value;
		s->item = s->item->next;
		return true;
	}
	if (s->rest.n == 0)
		return false;
	if (s->kind == SEQUENCE_CHARACTERS)
		return next_character(s, item);
	if (s->kind == SEQUENCE_NUMBERS)
		return next_number(s, item);
	*item = python_integer_value(s->pool, s->rest.p[0]);
	s->rest = span_from(s->rest, 1);
	return true;
}

/* Putting items together. */

struct python_pieces python_pieces_of(struct code_pool *pool)
{
	return (struct python_pieces){
		.pool = pool, .list = code_list_of(pool), .mark = code_mark(pool), .whole = true
	};
}

static void append(struct python_pieces *p, struct span s)
{
	if (p->n_text + s.n > p->room) {
		size_t room = 2 * p->room + s.n + FIRST_PIECES;
		uint8_t *text = room <= CODE_TEXT_MAX ? code_text_room(p->pool, room) : NULL;

		if (!text) {
			p->cut = true;
			return;
		}
		if (p->n_text)
			memcpy(text, p->text, p->n_text);
		p->text = text;
		p->room = room;
	}
	if (s.n)
		memcpy(p->text + p->n_text, s.p, s.n);
	p->n_text += s.n;
}

/* A character or number is taken out of the pool before the text grows in it. */
static void add_piece(struct python_pieces *p, struct span s)
{
	static const struct span comma = SPAN(",");
	uint8_t small[SMALL];

	if (s.n <= sizeof(small)) {
		if (s.n)
			memcpy(small, s.p, s.n);
		s.p = small;
		code_release(p->pool, p->mark);
	}
	append(p, s);
	if (!p->texts)
		append(p, comma);
}

void python_pieces_add(struct python_pieces *p, const struct code_value *item)
{
	bool text = item->kind == CODE_TEXT && !item->partial;
	int64_t number;

	p->list.marks |= item->marks;
	if (p->n++ == 0)
		p->texts = text;
	p->whole &= p->texts ? text : python_integer(item, &number);
	if (p->whole)
		add_piece(p, item->text);
	else
		code_list_add(&p->list, (struct span){ 0 }, *item);
	p->mark = code_mark(p->pool);
}

struct code_value python_pieces_list(const struct python_pieces *p)
{
	struct code_value v = { .kind = CODE_LIST,
				.items = p->list.first,
				.partial = p->list.partial || !p->whole,
				.marks = p->list.marks };

	if (p->whole && p->n) {
		v.text = span_of(p->text, p->n_text);
		v.partial = p->cut;
		v.bytes = !p->texts;
	}
	return v;
}

bool python_bytes_of(struct code_pool *pool, const struct code_value *list, struct code_value *out)
{
	struct python_sequence sequence;
	struct code_value item;
	int64_t number;
	size_t n = 0, room;
	uint8_t *p;

	if (list->kind == CODE_TEXT) {
		*out = *list;
		out->bytes = true;
		return true;
	}
	if (list->kind != CODE_LIST || !python_sequence(pool, list, &sequence))
		return false;
	room = list->text.n ? list->text.n : CODE_ITEMS_MAX;
	p = code_text_room(pool, room);
	while (p && n < room && python_sequence_next(&sequence, &item)) {
		if (!python_integer(&item, &number) || number < 0 || number > 255)
			return false;
		p[n++] = (uint8_t)number;
	}
	*out = (struct code_value){ .kind = CODE_TEXT,
				    .bytes = true,
				    .text = span_of(p, n),
				    .marks = list->marks,
				    .partial = list->partial || !p };
	return true;
}

bool python_is_numbers(struct span text, uint8_t close, size_t *n)
{
	size_t commas = 0;

	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		if (c == close) {
			*n = i;
			return commas >= MANY;
		}
		commas += c == ',';
		if (!ascii_is_digit(c) && !ascii_is_blank(c) && c != ',' && c != '-' &&
		    !strchr("xXabcdefABCDEF_", c))
			return false;
	}
	return false;
}
