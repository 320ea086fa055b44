/* Items and parts of texts and lists. */
#include "format/jinja.h"

#include "base/escape.h"

static bool is_text(const struct jinja_value *v)
{
	return v->kind == JINJA_TEXT || v->built;
}

/* Items of a text are characters. */
static const struct jinja_value *characters(struct jinja_pool *pool, const struct jinja_value *one)
{
	const struct jinja_value *list = jinja_list(pool, JINJA_LIST);

	for (struct span s = one->text; s.n;) {
		size_t n = utf8_length(s);

		n = n ? n : 1;
		jinja_push(pool, list, jinja_text(pool, span_part(s, 0, n)));
		s = span_from(s, n);
	}
	return list;
}

const struct jinja_value *jinja_items_of(struct jinja_pool *pool, const struct jinja_value *one)
{
	const struct jinja_value *keys;

	if (one->kind == JINJA_TEXT)
		return one->text.n > JINJA_ITEMS_MAX ? &jinja_built : characters(pool, one);
	if (one->items && one->items->cut)
		return &jinja_built;
	if (one->kind == JINJA_LIST)
		return one;
	if (one->kind != JINJA_DICT)
		return one->built ? &jinja_built : &jinja_unknown;
	keys = jinja_list(pool, JINJA_LIST);
	for (uint32_t i = 0; i < one->items->n; i += 2)
		jinja_push(pool, keys, one->items->list[i]);
	return keys;
}

/* A text that goes on unknown is not measured from its end. */
static bool counts_from_end(const struct jinja_value *one, int64_t at)
{
	return one->open && at < 0;
}

static bool is_ascii(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 0x80)
			return false;
	return true;
}

static const struct jinja_value *character_at(struct jinja_pool *pool,
					      const struct jinja_value *text, int64_t at)
{
	if (at < 0)
		at += (int64_t)text->text.n;
	if (at < 0 || (uint64_t)at >= text->text.n)
		return &jinja_built;
	return jinja_text(pool, span_part(text->text, (uint64_t)at, 1));
}

const struct jinja_value *jinja_item(struct jinja_pool *pool, const struct jinja_value *a,
				     const struct jinja_value *index)
{
	const struct jinja_value *list;
	int64_t at = index->number;

	if (index->kind != JINJA_INT || counts_from_end(a, at))
		return is_text(a) ? &jinja_built : &jinja_unknown;
	if (a->kind == JINJA_TEXT && is_ascii(a->text))
		return character_at(pool, a, at);
	list = jinja_items_of(pool, a);
	if (list->kind != JINJA_LIST)
		return is_text(a) ? &jinja_built : &jinja_unknown;
	if (at < 0)
		at += list->items->n;
	if (at < 0 || at >= list->items->n)
		return is_text(a) ? &jinja_built : &jinja_unknown;
	return list->items->list[at];
}

static int64_t clamp(int64_t at, int64_t n, int64_t least, int64_t most)
{
	if (at < 0)
		at += n;
	return at < least ? least : at > most ? most : at;
}

static const struct jinja_value *put_together(struct jinja_pool *pool,
					      const struct jinja_value *list)
{
	const struct jinja_value *all = &jinja_empty;

	for (uint32_t i = 0; i < list->items->n; i++)
		all = jinja_concat(pool, all, list->items->list[i]);
	return all;
}

/* Python's slice.indices() over n items. */
struct range {
	int64_t from, to, step;
};

static struct range indices(const struct jinja_value *bounds[3], int64_t n)
{
	int64_t step = bounds[2] ? bounds[2]->number : 1;
	int64_t least = step < 0 ? -1 : 0, most = step < 0 ? n - 1 : n;
	struct range range = { .from = step < 0 ? n - 1 : 0, .to = step < 0 ? -1 : n };

	if (bounds[0])
		range.from = clamp(bounds[0]->number, n, least, most);
	if (bounds[1])
		range.to = clamp(bounds[1]->number, n, least, most);
	range.step = step > n ? n + 1 : step < -n ? -n - 1 : step; /* one item at most either way */
	return range;
}

static const struct jinja_value *slice_ascii(struct jinja_pool *pool, struct span text,
					     const struct jinja_value *bounds[3])
{
	struct range r = indices(bounds, (int64_t)text.n);
	uint8_t *p = jinja_alloc(pool, text.n);
	size_t n = 0;

	for (int64_t i = r.from; r.step < 0 ? i > r.to : i < r.to; i += r.step)
		p[n++] = text.p[i];
	return jinja_text(pool, span_of(p, n));
}

static const struct jinja_value *slice_items(struct jinja_pool *pool,
					     const struct jinja_value *list,
					     const struct jinja_value *bounds[3])
{
	const struct jinja_value *part = jinja_list(pool, JINJA_LIST);
	struct range r = indices(bounds, list->items->n);

	for (int64_t i = r.from; r.step < 0 ? i > r.to : i < r.to; i += r.step)
		jinja_push(pool, part, list->items->list[i]);
	return part;
}

/* Whether a part is known though the text goes on: it must end before what is unknown. */
static bool within_known(const struct jinja_value *one, const struct jinja_value *bounds[3])
{
	int64_t n = (int64_t)one->text.n;

	if (!one->open)
		return true;
	return bounds[1] && bounds[1]->number >= 0 && bounds[1]->number <= n &&
	       (!bounds[0] || bounds[0]->number >= 0) && (!bounds[2] || bounds[2]->number > 0);
}

const struct jinja_value *jinja_slice(struct jinja_pool *pool, const struct jinja_value *one,
				      const struct jinja_value *bounds[3])
{
	const struct jinja_value *unknown = is_text(one) ? &jinja_built : &jinja_unknown, *list;

	for (int i = 0; i < 3; i++)
		if (bounds[i] && bounds[i]->kind != JINJA_INT)
			return unknown;
	if ((bounds[2] && bounds[2]->number == 0) || !within_known(one, bounds))
		return unknown;
	if (one->kind == JINJA_TEXT && is_ascii(one->text))
		return slice_ascii(pool, one->text, bounds);
	list = jinja_items_of(pool, one);
	if (list->kind != JINJA_LIST)
		return unknown;
	list = slice_items(pool, list, bounds);
	return one->kind == JINJA_TEXT ? put_together(pool, list) : list;
}
