/* What filters and methods make of a text: the ways in which a template can put a name together. */
#include "format/jinja/filter.h"

#include "base/escape.h"

/* Letters. Only ASCII matters: attribute names that lead anywhere have nothing else. */

enum letters { LOWER, UPPER, SWAP, TITLE, CAPITALIZE };

static uint8_t change(uint8_t c, enum letters to, bool first)
{
	bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
	bool want_upper = to == UPPER || (to >= TITLE && first) || (to == SWAP && lower);

	if (want_upper && lower)
		return (uint8_t)(c - 0x20);
	return !want_upper && upper ? c | 0x20 : c;
}

static const struct jinja_value *letters(struct jinja_pool *pool, const struct jinja_value *one,
					 enum letters to)
{
	struct jinja_value *v;
	uint8_t *p;
	bool first = true;

	if (one->kind != JINJA_TEXT)
		return jinja_unknown_like(one);
	p = jinja_alloc(pool, one->text.n);
	for (size_t i = 0; i < one->text.n; i++) {
		uint8_t c = one->text.p[i];

		p[i] = change(c, to, first);
		first = to == TITLE && ((c | 0x20) < 'a' || (c | 0x20) > 'z');
	}
	v = jinja_alloc(pool, sizeof(*v));
	*v = *one;
	v->other = NULL;
	v->text = span_of(p, one->text.n);
	return v;
}

#define LETTERS(name, to)                                                                          \
	static const struct jinja_value *name(struct jinja_pool *pool,                             \
					      const struct jinja_value *one,                       \
					      const struct jinja_args *args)                       \
	{                                                                                          \
		(void)args;                                                                        \
		return letters(pool, one, to);                                                     \
	}

LETTERS(lower, LOWER)
LETTERS(upper, UPPER)
LETTERS(swap_case, SWAP)
LETTERS(title, TITLE)
LETTERS(capitalize, CAPITALIZE)

/* Ends. */

static struct span stripped(struct span s, struct span set, bool front, bool back)
{
	while (front && s.n && memchr(set.p, s.p[0], set.n))
		s = span_from(s, 1);
	while (back && s.n && memchr(set.p, s.p[s.n - 1], set.n))
		s.n--;
	return s;
}

static const struct jinja_value *strip_ends(struct jinja_pool *pool, const struct jinja_value *one,
					    const struct jinja_args *args, bool front, bool back)
{
	struct span set = SPAN(" \t\n\r\f\v");
	const struct jinja_value *chars = jinja_arg(args, 0, "chars");

	if (one->kind != JINJA_TEXT || one->open || (chars && !jinja_known_text(chars, &set)))
		return jinja_unknown_like(one);
	return jinja_text(pool, stripped(one->text, set, front, back));
}

static const struct jinja_value *strip(struct jinja_pool *pool, const struct jinja_value *one,
				       const struct jinja_args *args)
{
	return strip_ends(pool, one, args, true, true);
}

static const struct jinja_value *strip_front(struct jinja_pool *pool, const struct jinja_value *one,
					     const struct jinja_args *args)
{
	return strip_ends(pool, one, args, true, false);
}

static const struct jinja_value *strip_back(struct jinja_pool *pool, const struct jinja_value *one,
					    const struct jinja_args *args)
{
	return strip_ends(pool, one, args, false, true);
}

static const struct jinja_value *
remove_prefix(struct jinja_pool *pool, const struct jinja_value *one, const struct jinja_args *args)
{
	struct span prefix;

	if (one->kind != JINJA_TEXT || one->open ||
	    !jinja_known_text(jinja_arg(args, 0, NULL), &prefix))
		return jinja_unknown_like(one);
	if (!span_eq(span_part(one->text, 0, prefix.n), prefix))
		return one;
	return jinja_text(pool, span_from(one->text, prefix.n));
}

static const struct jinja_value *
remove_suffix(struct jinja_pool *pool, const struct jinja_value *one, const struct jinja_args *args)
{
	struct span suffix;

	if (one->kind != JINJA_TEXT || one->open ||
	    !jinja_known_text(jinja_arg(args, 0, NULL), &suffix))
		return jinja_unknown_like(one);
	if (suffix.n > one->text.n ||
	    !span_eq(span_from(one->text, one->text.n - suffix.n), suffix))
		return one;
	return jinja_text(pool, span_part(one->text, 0, one->text.n - suffix.n));
}

/* Pieces. */

static const struct jinja_value *replace(struct jinja_pool *pool, const struct jinja_value *one,
					 const struct jinja_args *args)
{
	const struct jinja_value *all = &jinja_empty;
	struct span from, to, rest = one->text;
	int64_t left = INT64_MAX;

	if (one->kind != JINJA_TEXT || one->open ||
	    !jinja_known_text(jinja_arg(args, 0, "old"), &from) ||
	    !jinja_known_text(jinja_arg(args, 1, "new"), &to) || from.n == 0)
		return jinja_unknown_like(one);
	if (jinja_arg(args, 2, "count") && !jinja_known_int(jinja_arg(args, 2, "count"), &left))
		return &jinja_built;
	while (left-- != 0) {
		ptrdiff_t at = span_find(rest, from);

		if (at == SPAN_NONE)
			break;
		all = jinja_concat(pool, all, jinja_text(pool, span_part(rest, 0, (uint64_t)at)));
		all = jinja_concat(pool, all, jinja_text(pool, to));
		rest = span_from(rest, (uint64_t)at + from.n);
	}
	return jinja_concat(pool, all, jinja_text(pool, rest));
}

static const struct jinja_value *split(struct jinja_pool *pool, const struct jinja_value *one,
				       const struct jinja_args *args)
{
	const struct jinja_value *list = jinja_list(pool, JINJA_LIST);
	struct span by, rest = one->text;
	int64_t left = INT64_MAX;

	if (one->kind != JINJA_TEXT || one->open ||
	    !jinja_known_text(jinja_arg(args, 0, "sep"), &by) || by.n == 0)
		return jinja_unknown_like(one);
	if (jinja_arg(args, 1, "maxsplit") &&
	    !jinja_known_int(jinja_arg(args, 1, "maxsplit"), &left))
		return &jinja_built;
	while (left-- != 0) {
		ptrdiff_t at = span_find(rest, by);

		if (at == SPAN_NONE)
			break;
		jinja_push(pool, list, jinja_text(pool, span_part(rest, 0, (uint64_t)at)));
		rest = span_from(rest, (uint64_t)at + by.n);
	}
	jinja_push(pool, list, jinja_text(pool, rest));
	return list;
}

static const struct jinja_value *reverse(struct jinja_pool *pool, const struct jinja_value *one,
					 const struct jinja_args *args)
{
	const struct jinja_value *back[3] = { NULL, NULL, jinja_int(pool, -1) };

	(void)args;
	if (one->kind != JINJA_TEXT && one->kind != JINJA_LIST)
		return jinja_unknown_like(one);
	return jinja_slice(pool, one, back);
}

/* Formats. */

/* "%s" with values: for the filter `format` and the operator %. */
static const struct jinja_value *percent(struct jinja_pool *pool, const struct jinja_value *one,
					 const struct jinja_args *args)
{
	const struct jinja_value *all = &jinja_empty;
	struct span rest = one->text;
	uint32_t n = 0;

	if (one->kind != JINJA_TEXT || one->open)
		return jinja_unknown_like(one);
	for (;;) {
		ptrdiff_t at = span_byte(rest, '%');
		const struct jinja_value *arg = jinja_arg(args, n, NULL);
		uint8_t code[4];
		size_t n_code;

		if (at == SPAN_NONE || (size_t)at + 1 >= rest.n)
			return jinja_concat(pool, all, jinja_text(pool, rest));
		all = jinja_pairs(pool, all, jinja_text(pool, span_part(rest, 0, (uint64_t)at)),
				  jinja_concat);
		switch (rest.p[at + 1]) {
		case '%':
			all = jinja_pairs(pool, all, jinja_text(pool, span_str("%")), jinja_concat);
			break;
		case 'c':
			if (arg && arg->kind == JINJA_INT && !arg->other) {
				n_code = utf8_write(code, (uint32_t)arg->number);
				arg = jinja_copy(pool, span_of(code, n_code));
			}
			/* fallthrough */
		case 's':
		case 'd':
			all = jinja_pairs(pool, all, arg ? arg : &jinja_built, jinja_concat);
			n++;
			break;
		default:
			return &jinja_built;
		}
		rest = span_from(rest, (uint64_t)at + 2);
	}
}

const struct jinja_value *jinja_modulo(struct jinja_pool *pool, const struct jinja_value *a,
				       const struct jinja_value *b)
{
	struct jinja_args args = { .list = b, .names = jinja_list(pool, JINJA_DICT) };

	if (a->kind == JINJA_INT && b->kind == JINJA_INT && b->number > 0 && a->number >= 0)
		return jinja_int(pool, a->number % b->number);
	if (a->kind != JINJA_TEXT)
		return jinja_unknown_like(a);
	if (b->kind != JINJA_LIST) {
		args.list = jinja_list(pool, JINJA_LIST);
		jinja_push(pool, args.list, b);
	}
	return percent(pool, a, &args);
}

/* "{0}{name}".format(...); fields that walk on to attributes are seen in jinja_access.c. */
static const struct jinja_value *format(struct jinja_pool *pool, const struct jinja_value *one,
					const struct jinja_args *args)
{
	const struct jinja_value *all = &jinja_empty, *arg;
	struct span rest = one->text;
	uint32_t n = 0;

	if (one->kind != JINJA_TEXT || one->open)
		return jinja_unknown_like(one);
	for (;;) {
		ptrdiff_t at = span_byte(rest, '{'), end;
		struct span field;

		if (at == SPAN_NONE)
			return jinja_pairs(pool, all, jinja_text(pool, rest), jinja_concat);
		all = jinja_pairs(pool, all, jinja_text(pool, span_part(rest, 0, (uint64_t)at)),
				  jinja_concat);
		rest = span_from(rest, (uint64_t)at + 1);
		end = span_byte(rest, '}');
		if (end == SPAN_NONE)
			return &jinja_built;
		field = span_part(rest, 0, (uint64_t)end);
		rest = span_from(rest, (uint64_t)end + 1);
		if (field.n == 0)
			arg = jinja_arg(args, n++, NULL);
		else if (field.n == 1 && field.p[0] >= '0' && field.p[0] <= '9')
			arg = jinja_arg(args, field.p[0] - (uint32_t)'0', NULL);
		else
			arg = jinja_get(args->names, field);
		all = jinja_pairs(pool, all, arg ? arg : &jinja_built, jinja_concat);
	}
}

/* Others. */

static const struct jinja_value *as_text(struct jinja_pool *pool, const struct jinja_value *one,
					 const struct jinja_args *args)
{
	(void)args;
	return jinja_str(pool, one);
}

static const struct jinja_value *itself(struct jinja_pool *pool, const struct jinja_value *one,
					const struct jinja_args *args)
{
	(void)pool;
	(void)args;
	return one;
}

static const struct jinja_value *to_int(struct jinja_pool *pool, const struct jinja_value *one,
					const struct jinja_args *args)
{
	int64_t n = 0;

	(void)args;
	if (one->kind == JINJA_INT)
		return one;
	if (one->kind != JINJA_TEXT || one->open || one->text.n == 0 || one->text.n > 18)
		return &jinja_unknown;
	for (size_t i = 0; i < one->text.n; i++) {
		if (one->text.p[i] < '0' || one->text.p[i] > '9')
			return &jinja_unknown;
		n = n * 10 + (one->text.p[i] - '0');
	}
	return jinja_int(pool, n);
}

const struct jinja_row jinja_text_filters[] = {
	{ "capitalize", capitalize },
	{ "e", itself },
	{ "escape", itself },
	{ "forceescape", itself },
	{ "format", percent },
	{ "int", to_int },
	{ "lower", lower },
	{ "replace", replace },
	{ "reverse", reverse },
	{ "safe", itself },
	{ "string", as_text },
	{ "title", title },
	{ "trim", strip },
	{ "upper", upper },
	{ "urlencode", itself },
	{ NULL, NULL },
};

const struct jinja_row jinja_text_methods[] = {
	{ "capitalize", capitalize },
	{ "casefold", lower },
	{ "copy", itself },
	{ "decode", itself },
	{ "encode", itself },
	{ "format", format },
	{ "lower", lower },
	{ "lstrip", strip_front },
	{ "removeprefix", remove_prefix },
	{ "removesuffix", remove_suffix },
	{ "replace", replace },
	{ "rstrip", strip_back },
	{ "split", split },
	{ "strip", strip },
	{ "swapcase", swap_case },
	{ "title", title },
	{ "upper", upper },
	{ NULL, NULL },
};
