/* Values that name others of their section, as Python's configparser.BasicInterpolation has them.
 */
#include "eco/ini.h"

enum { DEPTH_MAX = 10, NAMES_MAX = 256, SIZE_MAX_OUT = 64 << 10 };

struct expansion {
	struct span text, section;
	uint8_t *p; /* SIZE_MAX_OUT bytes */
	size_t n, names;
};

static bool put(struct expansion *x, struct span s)
{
	if (s.n > SIZE_MAX_OUT - x->n)
		return false;
	if (s.n)
		memcpy(x->p + x->n, s.p, s.n);
	x->n += s.n;
	return true;
}

/* The item of that name of the section; else of DEFAULT, which is part of every section. */
static bool find(const struct expansion *x, struct span name, struct span *value)
{
	struct ini ini = ini_of(x->text);
	struct ini_item item;
	bool found = false;

	while (ini_next(&ini, &item)) {
		bool here = span_eq(item.section, x->section);

		if (!span_eq(item.key, name) ||
		    (!here && (found || !span_is(item.section, "DEFAULT"))))
			continue;
		*value = item.value;
		found = true;
		if (here)
			return true;
	}
	return found;
}

static bool expand(struct expansion *x, struct span value, unsigned depth)
{
	while (value.n) {
		ptrdiff_t at = span_byte(value, '%'), close;
		struct span of;

		if (!put(x, span_part(value, 0, at == SPAN_NONE ? value.n : (uint64_t)at)))
			return false;
		if (at == SPAN_NONE)
			return true;
		value = span_from(value, (uint64_t)at);
		if (span_starts(value, "%%")) {
			(void)put(x, span_part(value, 0, 1)); /* there is room for the two */
			value = span_from(value, 2);
			continue;
		}
		close = span_find(value, span_str(")s"));
		if (!span_starts(value, "%(") || close == SPAN_NONE || depth == DEPTH_MAX ||
		    x->names++ == NAMES_MAX ||
		    !find(x, span_part(value, 2, (uint64_t)close - 2), &of) ||
		    !expand(x, of, depth + 1))
			return false;
		value = span_from(value, (uint64_t)close + 2);
	}
	return true;
}

bool ini_expand(struct span text, const struct ini_item *item, struct arena *arena,
		struct span *value)
{
	struct expansion x = { .text = text, .section = item->section };

	*value = item->value;
	if (span_byte(item->value, '%') == SPAN_NONE)
		return true;
	x.p = arena_alloc(arena, SIZE_MAX_OUT);
	if (!expand(&x, item->value, 0))
		return false;
	*value = span_of(x.p, x.n);
	return true;
}
