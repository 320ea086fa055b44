/* Abstract values of a template: what is known of an expression, as alternatives. */
#include "format/jinja.h"

#include <inttypes.h>
#include <stdio.h>

enum { ALIGN = 16, PAIRS_MAX = 64, REPEAT_MAX = 4096 };

const struct jinja_value jinja_unknown = { .kind = JINJA_UNKNOWN };
const struct jinja_value jinja_built = { .kind = JINJA_UNKNOWN, .built = true };
const struct jinja_value jinja_empty = { .kind = JINJA_TEXT };

void *jinja_alloc(struct jinja_pool *pool, size_t n)
{
	size_t need = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);

	if (need > pool->room - pool->n)
		longjmp(pool->over, 1);
	pool->n += need;
	return memset(pool->p + pool->n - need, 0, need);
}

static struct jinja_value *new_value(struct jinja_pool *pool, enum jinja_kind kind)
{
	struct jinja_value *v = jinja_alloc(pool, sizeof(*v));

	v->kind = (uint8_t)kind;
	return v;
}

const struct jinja_value *jinja_text(struct jinja_pool *pool, struct span text)
{
	struct jinja_value *v = new_value(pool, JINJA_TEXT);

	v->text = text;
	return v;
}

const struct jinja_value *jinja_copy(struct jinja_pool *pool, struct span text)
{
	uint8_t *p;

	if (text.n > JINJA_TEXT_MAX)
		return &jinja_built;
	p = jinja_alloc(pool, text.n);
	if (text.n)
		memcpy(p, text.p, text.n);
	return jinja_text(pool, span_of(p, text.n));
}

const struct jinja_value *jinja_int(struct jinja_pool *pool, int64_t number)
{
	struct jinja_value *v = new_value(pool, JINJA_INT);

	v->number = number;
	return v;
}

const struct jinja_value *jinja_list(struct jinja_pool *pool, enum jinja_kind kind)
{
	struct jinja_value *v = new_value(pool, kind);

	v->items = jinja_alloc(pool, sizeof(*v->items));
	return v;
}

const struct jinja_value *jinja_method_of(struct jinja_pool *pool, const struct jinja_value *base,
					  struct span name)
{
	struct jinja_value *v = new_value(pool, JINJA_METHOD);

	v->items = jinja_alloc(pool, sizeof(*v->items));
	v->text = name;
	jinja_push(pool, v, base);
	return v;
}

const struct jinja_value *jinja_macro(struct jinja_pool *pool, int64_t token)
{
	struct jinja_value *v = new_value(pool, JINJA_MACRO);

	v->number = token;
	return v;
}

void jinja_push(struct jinja_pool *pool, const struct jinja_value *list,
		const struct jinja_value *item)
{
	struct jinja_items *items = list->items;

	if (!items || items->n >= JINJA_ITEMS_MAX) {
		if (items)
			items->cut = true;
		return;
	}
	if (items->n == items->room) {
		uint32_t room = items->room ? 2 * items->room : 4;
		const struct jinja_value **wider = jinja_alloc(pool, room * sizeof(*wider));

		if (items->n)
			memcpy(wider, items->list, items->n * sizeof(*wider));
		items->list = wider;
		items->room = room;
	}
	items->list[items->n++] = item;
}

/* Alternatives. */

static bool same(const struct jinja_value *a, const struct jinja_value *b)
{
	return a->kind == b->kind && a->open == b->open && a->built == b->built &&
	       a->number == b->number && a->items == b->items && span_eq(a->text, b->text);
}

static bool has(const struct jinja_value *v, const struct jinja_value *one)
{
	for (; v; v = v->other)
		if (same(v, one))
			return true;
	return false;
}

static size_t count(const struct jinja_value *v)
{
	size_t n = 0;

	for (; v; v = v->other)
		n++;
	return n;
}

static const struct jinja_value *prepend(struct jinja_pool *pool, const struct jinja_value *one,
					 const struct jinja_value *to)
{
	struct jinja_value *copy = jinja_alloc(pool, sizeof(*copy));

	*copy = *one;
	copy->other = to;
	return copy;
}

const struct jinja_value *jinja_either(struct jinja_pool *pool, const struct jinja_value *a,
				       const struct jinja_value *b)
{
	for (; b; b = b->other) {
		const struct jinja_value *one = b;

		if (has(a, one))
			continue;
		if (count(a) >= JINJA_ALTERNATIVES_MAX)
			one = &jinja_built;
		if (!has(a, one))
			a = prepend(pool, one, a);
	}
	return a;
}

const struct jinja_value *jinja_pairs(struct jinja_pool *pool, const struct jinja_value *a,
				      const struct jinja_value *b, jinja_make *make)
{
	const struct jinja_value *all = NULL;
	unsigned n = 0;

	for (const struct jinja_value *x = a; x; x = x->other) {
		for (const struct jinja_value *y = b; y && n < PAIRS_MAX; y = y->other, n++) {
			const struct jinja_value *made = make(pool, x, y);

			all = all ? jinja_either(pool, all, made) : made;
		}
	}
	return all;
}

/* Texts. */

/* How Jinja2 3.x on CPython puts out the names that are always there; those that end in an address
 * are open. Characters of these are a known way to spell a name. */
static const struct {
	const char *name, *text;
} globals[] = {
	{ "True", "True" },
	{ "False", "False" },
	{ "None", "None" },
	{ "range", "<class 'range'>" },
	{ "dict", "<class 'dict'>" },
	{ "lipsum", "<function generate_lorem_ipsum at 0x" },
	{ "cycler", "<class 'jinja2.utils.Cycler'>" },
	{ "joiner", "<class 'jinja2.utils.Joiner'>" },
	{ "namespace", "<class 'jinja2.utils.Namespace'>" },
	{ "self", "<TemplateReference None>" },
	{ "select", "<generator object select_or_reject at 0x" },
};

const struct jinja_value *jinja_global(struct jinja_pool *pool, struct span name)
{
	struct jinja_value *v = new_value(pool, JINJA_GLOBAL);

	v->text = name;
	return v;
}

bool jinja_is_global(struct span name)
{
	for (size_t i = 0; i < sizeof(globals) / sizeof(globals[0]); i++)
		if (span_is(name, globals[i].name))
			return true;
	return false;
}

static const struct jinja_value *str_of_global(struct jinja_pool *pool, struct span name)
{
	for (size_t i = 0; i < sizeof(globals) / sizeof(globals[0]); i++) {
		struct span text = span_str(globals[i].text);
		struct jinja_value *v;

		if (!span_is(name, globals[i].name))
			continue;
		v = new_value(pool, JINJA_TEXT);
		v->text = text;
		v->open = text.p[text.n - 1] == 'x';
		return v;
	}
	return &jinja_built;
}

const struct jinja_value *jinja_str(struct jinja_pool *pool, const struct jinja_value *one)
{
	char digits[24];
	int n;

	if (one->kind == JINJA_TEXT)
		return one;
	if (one->kind == JINJA_GLOBAL)
		return str_of_global(pool, one->text);
	if (one->kind != JINJA_INT)
		return one->built ? &jinja_built : &jinja_unknown;
	n = snprintf(digits, sizeof(digits), "%" PRId64, one->number);
	return jinja_copy(pool, span_of(digits, (size_t)n));
}

const struct jinja_value *jinja_concat(struct jinja_pool *pool, const struct jinja_value *a,
				       const struct jinja_value *b)
{
	struct jinja_value *v;
	uint8_t *p;

	a = jinja_str(pool, a);
	b = jinja_str(pool, b);
	if (a->kind != JINJA_TEXT || b->kind != JINJA_TEXT ||
	    a->text.n + b->text.n > JINJA_TEXT_MAX)
		return &jinja_built;
	if (a->open || b->text.n == 0)
		return a; /* what follows something unknown is unknown */
	p = jinja_alloc(pool, a->text.n + b->text.n);
	if (a->text.n)
		memcpy(p, a->text.p, a->text.n);
	memcpy(p + a->text.n, b->text.p, b->text.n);
	v = new_value(pool, JINJA_TEXT);
	v->text = span_of(p, a->text.n + b->text.n);
	v->open = b->open;
	return v;
}

static bool is_text(const struct jinja_value *v)
{
	return v->kind == JINJA_TEXT || v->built;
}

static const struct jinja_value *join_lists(struct jinja_pool *pool, const struct jinja_value *a,
					    const struct jinja_value *b)
{
	const struct jinja_value *all = jinja_list(pool, JINJA_LIST);

	all->items->cut = a->items->cut || b->items->cut;
	for (uint32_t i = 0; i < a->items->n; i++)
		jinja_push(pool, all, a->items->list[i]);
	for (uint32_t i = 0; i < b->items->n; i++)
		jinja_push(pool, all, b->items->list[i]);
	return all;
}

const struct jinja_value *jinja_add(struct jinja_pool *pool, const struct jinja_value *a,
				    const struct jinja_value *b)
{
	int64_t sum;

	if (a->kind == JINJA_INT && b->kind == JINJA_INT)
		return __builtin_add_overflow(a->number, b->number, &sum) ? &jinja_unknown
									  : jinja_int(pool, sum);
	if (a->kind == JINJA_LIST && b->kind == JINJA_LIST)
		return join_lists(pool, a, b);
	if (is_text(a) && is_text(b))
		return jinja_concat(pool, a, b);
	return is_text(a) || is_text(b) ? &jinja_built : &jinja_unknown;
}

const struct jinja_value *jinja_subtract(struct jinja_pool *pool, const struct jinja_value *a,
					 const struct jinja_value *b)
{
	int64_t difference;

	if (a->kind != JINJA_INT || b->kind != JINJA_INT ||
	    __builtin_sub_overflow(a->number, b->number, &difference))
		return &jinja_unknown;
	return jinja_int(pool, difference);
}

static const struct jinja_value *repeat(struct jinja_pool *pool, const struct jinja_value *text,
					int64_t n)
{
	const struct jinja_value *all = &jinja_empty;

	if (n > REPEAT_MAX || (n > 0 && text->text.n > (size_t)(JINJA_TEXT_MAX / n)))
		return &jinja_built;
	for (int64_t i = 0; i < n; i++)
		all = jinja_concat(pool, all, text);
	return all;
}

const struct jinja_value *jinja_multiply(struct jinja_pool *pool, const struct jinja_value *a,
					 const struct jinja_value *b)
{
	int64_t product;

	if (a->kind == JINJA_INT && b->kind == JINJA_INT)
		return __builtin_mul_overflow(a->number, b->number, &product)
			       ? &jinja_unknown
			       : jinja_int(pool, product);
	if (a->kind == JINJA_TEXT && b->kind == JINJA_INT)
		return repeat(pool, a, b->number);
	if (a->kind == JINJA_INT && b->kind == JINJA_TEXT)
		return repeat(pool, b, a->number);
	return is_text(a) || is_text(b) ? &jinja_built : &jinja_unknown;
}

const struct jinja_value *jinja_get(const struct jinja_value *dict, struct span key)
{
	if (dict->kind != JINJA_DICT)
		return NULL;
	for (uint32_t i = 0; i + 1 < dict->items->n; i += 2) {
		const struct jinja_value *name = dict->items->list[i];

		if (name->kind == JINJA_TEXT && span_eq(name->text, key))
			return dict->items->list[i + 1];
	}
	return NULL;
}

void jinja_set(struct jinja_pool *pool, const struct jinja_value *dict, struct span key,
	       const struct jinja_value *value)
{
	for (uint32_t i = 0; i + 1 < dict->items->n; i += 2) {
		if (!span_eq(dict->items->list[i]->text, key))
			continue;
		dict->items->list[i + 1] = value;
		return;
	}
	if (dict->items->n + 2 > JINJA_ITEMS_MAX) {
		dict->items->cut = true;
		return;
	}
	jinja_push(pool, dict, jinja_text(pool, key));
	jinja_push(pool, dict, value);
}
