/* Writing canonical JSON. */
#include "trust/tuf/canonical.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "base/buf.h"

enum { TEXT_MAX = 64 << 20 };

struct writer {
	struct buf out;
	struct arena *arena;
};

static bool write(struct writer *w, const struct value *v, unsigned depth);

static void write_string(struct writer *w, struct span text)
{
	buf_byte(&w->out, '"');
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"' || text.p[i] == '\\')
			buf_byte(&w->out, '\\');
		buf_byte(&w->out, text.p[i]);
	}
	buf_byte(&w->out, '"');
}

/* An integer has one spelling. */
static bool write_number(struct writer *w, struct span text)
{
	struct span digits = text.n && text.p[0] == '-' ? span_from(text, 1) : text;

	for (size_t i = 0; i < digits.n; i++)
		if (!ascii_is_digit(digits.p[i]))
			return false;
	if (digits.n < text.n && span_is(digits, "0"))
		return false;
	buf_span(&w->out, text);
	return true;
}

struct pair {
	struct span key;
	const struct value *value;
};

static int by_key(const void *a, const void *b)
{
	const struct pair *left = a, *right = b;

	return span_cmp(left->key, right->key);
}

static bool write_map(struct writer *w, const struct value *map, unsigned depth)
{
	struct pair *pairs = arena_array(w->arena, map->size, sizeof(*pairs));
	size_t n = 0;

	value_each (key, map)
		pairs[n++] = (struct pair){ value_text(key, w->arena), value_of(key) };
	if (n)
		qsort(pairs, n, sizeof(*pairs), by_key);
	buf_byte(&w->out, '{');
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_byte(&w->out, ',');
		write_string(w, pairs[i].key);
		buf_byte(&w->out, ':');
		if (!write(w, pairs[i].value, depth + 1))
			return false;
	}
	buf_byte(&w->out, '}');
	return true;
}

static bool write_list(struct writer *w, const struct value *list, unsigned depth)
{
	bool first = true;

	buf_byte(&w->out, '[');
	value_each (item, list) {
		if (!first)
			buf_byte(&w->out, ',');
		first = false;
		if (!write(w, item, depth + 1))
			return false;
	}
	buf_byte(&w->out, ']');
	return true;
}

static bool write(struct writer *w, const struct value *v, unsigned depth)
{
	static const char *const words[] = {
		[VALUE_NULL] = "null",
		[VALUE_FALSE] = "false",
		[VALUE_TRUE] = "true",
	};

	switch ((enum value_kind)v->kind) {
	case VALUE_NULL:
	case VALUE_FALSE:
	case VALUE_TRUE:
		buf_str(&w->out, words[v->kind]);
		return true;
	case VALUE_NUMBER:
		return write_number(w, value_raw(v));
	case VALUE_STRING:
		write_string(w, value_text(v, w->arena));
		return true;
	case VALUE_LIST:
		return depth < CANONICAL_DEPTH_MAX && write_list(w, v, depth);
	case VALUE_MAP:
		return depth < CANONICAL_DEPTH_MAX && v->size <= CANONICAL_KEYS_MAX &&
		       write_map(w, v, depth);
	case VALUE_KEY:
		break;
	}
	return false;
}

bool canonical_write(const struct value *value, struct arena *arena, struct span *out)
{
	struct writer w = { .arena = arena };
	bool good;

	buf_init(&w.out, TEXT_MAX);
	good = write(&w, value, 0) && !w.out.over;
	*out = good ? arena_copy(arena, buf_view(&w.out)) : (struct span){ 0 };
	buf_free(&w.out);
	return good;
}
