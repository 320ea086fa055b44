/* What methods of lists give (ECMA-262, section 23.1.3), as far as it can be known without running
 * them. */
#include "base/escape.h"
#include "code/javascript/number.h"
#include "code/javascript/sequence.h"

/* [a, b].join("/") */
static struct code_value join_items(struct javascript_reader *r, const struct code_value *list,
				    struct code_value between)
{
	struct code_value all = code_text((struct span){ 0 }), item;

	for (const struct code_item *i = list->items; i; i = i->next) {
		if (i != list->items)
			all = code_join(r->pool, all, between);
		item = i->value;
		if (r->follows && item.kind != CODE_TEXT && item.kind != CODE_EITHER)
			(void)javascript_text_of(r, &i->value, &item);
		all = code_join(r->pool, all, item);
	}
	all.partial |= list->partial;
	return all;
}

static bool join(struct javascript_reader *r, const struct code_value *list,
		 const struct code_value *between, struct code_value *v)
{
	struct span comma = between ? between->text : span_str(",");
	struct javascript_sequence sequence;
	struct javascript_pieces pieces;
	struct code_value item;
	struct code_mark mark;
	bool first = true;

	if (list->text.n == 0) {
		*v = join_items(r, list, between ? *between : code_text(comma));
		return true;
	}
	if (!list->bytes && comma.n == 0) {
		*v = code_text(list->text);
		return true;
	}
	if (!javascript_sequence(r, list, &sequence))
		return false;
	pieces = javascript_pieces_of(r->pool, list->text.n * (1 + comma.n));
	mark = code_mark(r->pool);
	for (; javascript_sequence_next(&sequence, &item); first = false) {
		if (!first)
			javascript_pieces_add(&pieces, comma);
		javascript_pieces_add(&pieces, item.text);
		code_release(r->pool, mark);
	}
	*v = javascript_pieces_text(&pieces);
	return sequence.rest.n == 0 && !pieces.cut;
}

static bool reverse_text(struct javascript_reader *r, struct code_value *v)
{
	struct javascript_pieces pieces = javascript_pieces_of(r->pool, v->text.n);
	struct span rest = v->text;

	if (pieces.cut)
		return false;
	pieces.n = rest.n;
	for (size_t at = rest.n; rest.n;) {
		size_t n = utf8_length(rest);

		n = n ? n : 1;
		at -= n;
		memcpy(pieces.p + at, rest.p, n);
		rest = span_from(rest, n);
	}
	v->text = javascript_pieces_text(&pieces).text;
	return true;
}

static bool reverse(struct javascript_reader *r, const struct code_value *list,
		    struct code_value *v)
{
	const struct code_item *items[CODE_ITEMS_MAX];
	struct code_list all = code_list_of(r->pool);
	size_t n = 0;

	*v = *list;
	if (list->text.n)
		return !list->bytes && reverse_text(r, v);
	for (const struct code_item *i = list->items; i && n < CODE_ITEMS_MAX; i = i->next)
		items[n++] = i;
	while (n > 0)
		code_list_add(&all, (struct span){ 0 }, items[--n]->value);
	v->items = all.first;
	v->partial |= all.partial;
	return true;
}

/* Each item made something else by a function of the source or a global one: texts are put
 * together, since that is what they are made for. */
struct mapping {
	struct javascript_reader *r;
	const struct code_value *f;
	struct javascript_pieces pieces;
	struct code_list list;
	uint64_t marks;
	size_t n;
	bool characters; /* each so far is one character, and more than a list holds */
};

static struct code_value map_one(struct mapping *m, const struct code_value *item)
{
	struct code_list list = code_list_of(m->r->pool);
	struct code_value call = { .kind = CODE_RESULT };

	code_list_add(&list, (struct span){ 0 }, *item);
	code_list_add(&list, (struct span){ 0 },
		      javascript_number_value(m->r->pool, (int64_t)m->n));
	call.items = list.first;
	call.offset = m->f->offset;
	call.line = m->f->line;
	return javascript_apply(m->r, m->f, call, NULL, (struct span){ 0 });
}

static bool map(struct javascript_reader *r, const struct code_value *list,
		const struct code_value *f, struct code_value *v)
{
	struct mapping m = { .r = r, .f = f, .list = code_list_of(r->pool) };
	struct javascript_sequence sequence;
	struct code_value item, made;

	if (!f || (f->kind != CODE_FUNCTION && f->kind != CODE_NAME) ||
	    !javascript_sequence(r, list, &sequence))
		return false;
	m.pieces =
		javascript_pieces_of(r->pool, list->text.n ? 4 * list->text.n : CODE_TEXT_MAX / 16);
	m.list = code_list_of(r->pool);
	m.characters = !m.pieces.cut;
	for (; javascript_sequence_next(&sequence, &item); m.n++) {
		struct code_mark mark = code_mark(r->pool);

		made = map_one(&m, &item);
		m.marks |= made.marks;
		m.characters &= made.kind == CODE_TEXT && !made.partial &&
				(made.text.n == 1 || utf8_length(made.text) == made.text.n);
		if (m.characters)
			javascript_pieces_add(&m.pieces, made.text);
		if (m.n < CODE_ITEMS_MAX)
			code_list_add(&m.list, (struct span){ 0 }, made);
		else
			code_release(r->pool, mark);
		if (!m.characters && m.n >= CODE_ITEMS_MAX)
			break;
	}
	*v = (struct code_value){ .kind = CODE_LIST, .items = m.list.first, .marks = m.marks };
	v->partial = m.list.partial || m.n > CODE_ITEMS_MAX;
	if (m.characters && !m.pieces.cut && m.n > 0) {
		*v = (struct code_value){ .kind = CODE_LIST, .marks = m.marks };
		v->text = span_of(m.pieces.p, m.pieces.n);
	}
	return true;
}

static bool part(struct javascript_reader *r, const struct code_value *call,
		 const struct code_value *list, struct code_value *v)
{
	struct code_list all = code_list_of(r->pool);
	int64_t from = 0, to = CODE_ITEMS_MAX, n = 0, at = 0;

	if (list->text.n || list->partial ||
	    (code_at(call, 0) && !javascript_number(code_at(call, 0), &from)) ||
	    (code_at(call, 1) && !javascript_number(code_at(call, 1), &to)))
		return false;
	for (const struct code_item *i = list->items; i; i = i->next)
		n++;
	from = from < 0 ? from + n : from;
	to = to < 0 ? to + n : to;
	for (const struct code_item *i = list->items; i; i = i->next, at++)
		if (at >= from && at < to)
			code_list_add(&all, (struct span){ 0 }, i->value);
	*v = *list;
	v->items = all.first;
	return true;
}

static bool concat(struct javascript_reader *r, const struct code_value *call,
		   const struct code_value *list, struct code_value *v)
{
	struct code_list all = code_list_of(r->pool);

	for (const struct code_item *i = list->items; i; i = i->next)
		code_list_add(&all, (struct span){ 0 }, i->value);
	for (const struct code_item *i = call->items; i; i = i->next) {
		const struct code_item *more = i->value.kind == CODE_LIST ? i->value.items : NULL;

		all.partial |= i->value.partial || i->value.text.n || i->value.kind != CODE_LIST;
		for (; more; more = more->next)
			code_list_add(&all, (struct span){ 0 }, more->value);
	}
	*v = *list;
	v->items = all.first;
	v->partial |= all.partial || list->text.n;
	v->text.n = 0;
	return true;
}

/* pop() and shift(): what they leave is not followed. */
static bool end_item(const struct code_value *list, bool last, struct code_value *v)
{
	const struct code_item *i = list->text.n || list->partial ? NULL : list->items;

	while (i && last && i->next)
		i = i->next;
	if (i)
		*v = i->value;
	return i != NULL;
}

bool javascript_fold_list(struct javascript_reader *r, const struct code_value *call,
			  const struct code_value *list, struct span method, struct code_value *v)
{
	static const char *const same[] = { "flat",   "values",	 "toString", "sort",
					    "filter", "entries", NULL };

	if (span_is(method, "join") || span_is(method, "toString"))
		return join(r, list, span_is(method, "join") ? code_at(call, 0) : NULL, v);
	if (!r->follows)
		return false;
	if (span_is(method, "reverse") || span_is(method, "toReversed"))
		return reverse(r, list, v);
	if (span_is(method, "map"))
		return map(r, list, code_at(call, 0), v);
	if (span_is(method, "slice"))
		return part(r, call, list, v);
	if (span_is(method, "concat"))
		return concat(r, call, list, v);
	if (span_is(method, "pop") || span_is(method, "shift"))
		return end_item(list, span_is(method, "pop"), v);
	for (size_t i = 0; same[i]; i++)
		if (span_is(method, same[i])) {
			*v = *list;
			v->partial |= span_is(method, "filter") || span_is(method, "sort");
			return true;
		}
	return false;
}
