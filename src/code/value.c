/* Making values of code. */
#include "code/value.h"

enum { COPY_DEPTH_MAX = 16, FIRST_ITEMS = 64, FIRST_TEXT = 2 << 10 };

struct code_mark code_mark(const struct code_pool *pool)
{
	return (struct code_mark){ pool->items, pool->text, pool->n_items, pool->n_text };
}

/* A block that was begun since the mark holds nothing older. */
void code_release(struct code_pool *pool, struct code_mark mark)
{
	pool->n_items = mark.items == pool->items ? mark.n_items : 0;
	pool->n_text = mark.text == pool->text ? mark.n_text : 0;
}

static size_t grown(size_t room, size_t least, size_t first, size_t max)
{
	size_t now = room ? 2 * room : first;

	while (now < least)
		now *= 2;
	return now < max ? now : max;
}

static struct code_item *item_room(struct code_pool *pool)
{
	if (pool->n_items == pool->items_room) {
		if (pool->items_room == CODE_POOL_ITEMS)
			return NULL;
		pool->items_room = grown(pool->items_room, 1, FIRST_ITEMS, CODE_POOL_ITEMS);
		pool->items = arena_array(pool->arena, pool->items_room, sizeof(*pool->items));
		pool->n_items = 0;
	}
	return &pool->items[pool->n_items++];
}

void code_pool_reads(struct code_pool *pool, size_t n)
{
	pool->more += n < SIZE_MAX / 64 ? 16 * n : 0;
}

bool code_pool_full(const struct code_pool *pool)
{
	return pool->work > CODE_POOL_WORK + pool->more;
}

uint8_t *code_text_room(struct code_pool *pool, size_t n)
{
	pool->work += n < CODE_POOL_TEXT ? n : CODE_POOL_TEXT;
	if (code_pool_full(pool))
		return NULL;
	if (n > pool->text_room - pool->n_text) {
		if (pool->text_room == CODE_POOL_TEXT || n > CODE_POOL_TEXT)
			return NULL;
		pool->text_room = grown(pool->text_room, n, FIRST_TEXT, CODE_POOL_TEXT);
		pool->text = arena_alloc(pool->arena, pool->text_room);
		pool->n_text = 0;
	}
	pool->n_text += n;
	return pool->text + pool->n_text - n;
}

struct code_list code_list_of(struct code_pool *pool)
{
	return (struct code_list){ .pool = pool, .mark = code_mark(pool) };
}

void code_list_add(struct code_list *list, struct span name, struct code_value value)
{
	struct code_pool *pool = list->pool;
	struct code_item *item = list->n < CODE_ITEMS_MAX ? item_room(pool) : NULL;

	if (!item) {
		list->partial = true;
		list->marks |= value.marks;
		code_release(pool, list->mark);
		return;
	}
	*item = (struct code_item){ .name = name, .value = value };
	if (list->last)
		list->last->next = item;
	else
		list->first = item;
	list->last = item;
	list->n++;
	list->marks |= value.marks;
	list->mark = code_mark(pool);
}

struct code_value code_text(struct span text)
{
	return (struct code_value){ .kind = CODE_TEXT, .text = text };
}

struct code_value code_name(struct span name)
{
	return (struct code_value){ .kind = CODE_NAME, .text = name };
}

/* Looking into values. */

const struct code_value *code_at(const struct code_value *value, size_t n)
{
	const struct code_item *item = value ? value->items : NULL;

	for (; item; item = item->next)
		if (item->name.n == 0 && n-- == 0)
			return &item->value;
	return NULL;
}

const struct code_value *code_get(const struct code_value *value, struct span name)
{
	const struct code_value *found = NULL;

	for (const struct code_item *item = value ? value->items : NULL; item; item = item->next)
		if (span_eq(item->name, name))
			found = &item->value;
	return found;
}

const struct code_value *code_argument(const struct code_value *call, const char *name, size_t n)
{
	const struct code_value *named = name ? code_get(call, span_str(name)) : NULL;

	return named || n == SIZE_MAX ? named : code_at(call, n);
}

const struct code_item *code_alternatives(const struct code_value *v, struct code_item *one)
{
	if (!v)
		return NULL;
	if (v->kind == CODE_EITHER)
		return v->items;
	*one = (struct code_item){ .value = *v };
	return one;
}

static const struct code_value *first_of(const struct code_value *v, unsigned kinds)
{
	if (!v || v->kind != CODE_EITHER)
		return v;
	for (const struct code_item *item = v->items; item; item = item->next)
		if (kinds >> item->value.kind & 1)
			return &item->value;
	return v;
}

struct span code_constant(const struct code_value *v)
{
	const struct code_value *text = first_of(v, 1u << CODE_TEXT);

	return text && text->kind == CODE_TEXT ? text->text : (struct span){ 0 };
}

const struct code_value *code_callable(const struct code_value *v)
{
	return first_of(v, 1u << CODE_NAME | 1u << CODE_RESULT);
}

bool code_same(const struct code_value *a, const struct code_value *b)
{
	return a->kind == b->kind && !a->items && !b->items && span_eq(a->text, b->text);
}

/* Putting them together. */

/* b behind a. When a is the last thing in the pool it grows in place, so that a text made of many
 * pieces costs no more than its length. */
static struct span join_texts(struct code_pool *pool, struct span a, struct span b, bool *cut)
{
	bool grows = a.n && pool->text && a.p + a.n == pool->text + pool->n_text &&
		     b.n <= pool->text_room - pool->n_text;
	size_t room = CODE_TEXT_MAX - (a.n < CODE_TEXT_MAX ? a.n : CODE_TEXT_MAX);
	uint8_t *p;

	if (b.n > room) {
		*cut = true;
		b.n = room;
	}
	if (b.n == 0)
		return a;
	if (a.n && a.p + a.n == b.p)
		return span_of(a.p, a.n + b.n); /* it was made right behind */
	p = code_text_room(pool, grows ? b.n : a.n + b.n);
	if (!p) {
		*cut = true;
		return a;
	}
	if (grows) {
		memcpy(p, b.p, b.n);
		return span_of(a.p, a.n + b.n);
	}
	if (a.n)
		memcpy(p, a.p, a.n);
	memcpy(p + a.n, b.p, b.n);
	return span_of(p, a.n + b.n);
}

static bool is_text(const struct code_value *v)
{
	return v->kind == CODE_TEXT;
}

/* A text or, where it is not known, the empty text that stands for it. */
static struct code_value as_text(const struct code_value *v)
{
	struct code_value text = *v;

	if (is_text(v))
		return text;
	text = (struct code_value){
		.kind = CODE_TEXT, .partial = true, .offset = v->offset, .line = v->line
	};
	text.marks = v->marks;
	text.text = code_constant(v);
	return text;
}

static struct code_value join_one(struct code_pool *pool, struct code_value a, struct code_value b)
{
	bool cut = false;

	a = as_text(&a);
	b = as_text(&b);
	a.partial |= b.partial;
	a.marks |= b.marks;
	a.text = join_texts(pool, a.text, b.text, &cut);
	a.partial |= cut;
	a.source = (struct span){ 0 };
	return a;
}

struct code_value code_join(struct code_pool *pool, struct code_value a, struct code_value b)
{
	const bool left = a.kind == CODE_EITHER, right = b.kind == CODE_EITHER;
	struct code_value all = { 0 };

	if (left == right)
		return join_one(pool, a, b);
	for (const struct code_item *i = left ? a.items : b.items; i; i = i->next) {
		struct code_value one =
			left ? join_one(pool, i->value, b) : join_one(pool, a, i->value);

		all = all.kind == CODE_UNKNOWN && !all.partial ? one : code_either(pool, all, one);
	}
	return all;
}

static bool is_known(const struct code_value *v)
{
	static const char *const nothing[] = { "None", "null", "undefined" };

	for (size_t i = 0; i < sizeof(nothing) / sizeof(*nothing); i++)
		if (v->kind == CODE_WORD && span_is(v->text, nothing[i]))
			return false;
	return v->kind != CODE_UNKNOWN;
}

static void add_alternatives(struct code_list *list, const struct code_value *v)
{
	struct code_item one;

	list->partial |= v->partial;
	for (const struct code_item *i = code_alternatives(v, &one); i; i = i->next) {
		const struct code_item *seen = list->first;

		while (seen && !code_same(&seen->value, &i->value))
			seen = seen->next;
		if (!seen && list->n < CODE_EITHER_MAX)
			code_list_add(list, (struct span){ 0 }, i->value);
		else if (!seen)
			list->partial = true;
	}
}

struct code_value code_either(struct code_pool *pool, struct code_value a, struct code_value b)
{
	struct code_list list = code_list_of(pool);

	if (!is_known(&a) || !is_known(&b)) {
		struct code_value known = is_known(&a) ? a : b;

		known.partial = true;
		known.marks = a.marks | b.marks;
		return known;
	}
	if (code_same(&a, &b)) {
		a.partial |= b.partial;
		a.marks |= b.marks;
		return a;
	}
	add_alternatives(&list, &a);
	add_alternatives(&list, &b);
	return (struct code_value){ .kind = CODE_EITHER,
				    .partial = list.partial,
				    .items = list.first,
				    .marks = a.marks | b.marks,
				    .offset = a.offset,
				    .line = a.line };
}

static struct span with_end(struct code_pool *pool, struct span a, const char *between,
			    struct span b)
{
	size_t n = a.n + strlen(between) + b.n;
	uint8_t *p = n <= CODE_NAME_MAX ? code_text_room(pool, n) : NULL;

	if (!p)
		return a;
	memcpy(mempcpy(mempcpy(p, a.p, a.n), between, strlen(between)), b.p ? b.p : p, b.n);
	return span_of(p, n);
}

struct span code_dotted(struct code_pool *pool, struct span a, struct span b)
{
	if (a.n == 0)
		return b;
	return b.n ? with_end(pool, a, ".", b) : a;
}

struct span code_result_name(struct code_pool *pool, struct span callee)
{
	return with_end(pool, callee, "()", (struct span){ 0 });
}

/* Keeping them. */

static struct span copy_text(struct arena *arena, struct span s, size_t *left, bool *partial)
{
	if (s.n > *left || (s.n > 0 && !code_has_room(arena))) {
		*partial = true;
		return (struct span){ 0 };
	}
	*left -= s.n;
	return s.n ? arena_copy(arena, s) : s;
}

static struct code_value copy(struct arena *arena, const struct code_value *v, size_t *items,
			      size_t *text, unsigned depth)
{
	struct code_value c = *v;
	struct code_item *last = NULL;

	c.source = (struct span){ 0 };
	c.text = copy_text(arena, v->text, text, &c.partial);
	if (v->text.n && c.text.n == 0)
		c.kind = CODE_UNKNOWN;
	c.items = NULL;
	for (const struct code_item *i = v->items; i; i = i->next) {
		struct code_item *item;

		if (*items == 0 || depth == COPY_DEPTH_MAX || !code_has_room(arena)) {
			c.partial = true;
			break;
		}
		--*items;
		item = arena_alloc(arena, sizeof(*item));
		item->name = copy_text(arena, i->name, text, &c.partial);
		item->value = copy(arena, &i->value, items, text, depth + 1);
		if (last)
			last->next = item;
		else
			c.items = item;
		last = item;
	}
	if (c.kind == CODE_EITHER && !c.items)
		c.kind = CODE_UNKNOWN; /* one of none */
	return c;
}

struct code_value code_copy(struct arena *arena, const struct code_value *v, size_t *items,
			    size_t *text)
{
	return copy(arena, v, items, text, 0);
}
