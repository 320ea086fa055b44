/* Asking a value tree: texts, look-ups, numbers. The readers of each notation are files of their
 * own. */
#include "base/value.h"

#include "base/hash.h"

const struct value value_nothing = { .kind = VALUE_NULL, .nodes = 1 };

/* Goes over a text byte by byte as it reads without escapes. The reader of the notation has checked
 * the escapes before. */
struct cursor {
	const uint8_t *p, *end;
	uint8_t pending[4]; /* the rest of a character that an escape stood for, last byte first */
	uint8_t n_pending;
};

static struct cursor cursor_of(const struct value *v)
{
	return (struct cursor){ .p = v->text, .end = v->text + v->size };
}

static uint32_t hex4(const uint8_t *p)
{
	uint32_t code = 0;

	for (int i = 0; i < 4; i++)
		code = code << 4 | ((p[i] & 0xfu) + (p[i] > '9' ? 9u : 0u));
	return code;
}

/* The code point of \uXXXX or of a pair of them; c->p is behind the 'u'. */
static uint32_t escaped_code(struct cursor *c)
{
	uint32_t high = hex4(c->p), low = 0;

	c->p += 4;
	if (high < 0xd800 || high > 0xdbff || c->end - c->p < 6 || c->p[0] != '\\' ||
	    c->p[1] != 'u')
		return high;
	low = hex4(c->p + 2);
	if (low < 0xdc00 || low > 0xdfff)
		return high;
	c->p += 6;
	return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/* Puts the UTF-8 of a code point into `pending`. */
static void spell(struct cursor *c, uint32_t code)
{
	static const uint8_t lead[] = { 0x00, 0xc0, 0xe0, 0xf0 };
	uint8_t n_more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;

	for (uint8_t i = 0; i < n_more; i++, code >>= 6)
		c->pending[c->n_pending++] = (uint8_t)(0x80 | (code & 0x3f));
	c->pending[c->n_pending++] = (uint8_t)(lead[n_more] | code);
}

static void read_escape(struct cursor *c)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	uint8_t letter = c->p[1];
	const char *at = strchr(from, letter);

	c->p += 2;
	if (letter == 'u')
		spell(c, escaped_code(c));
	else
		spell(c, at ? (uint8_t)to[at - from] : letter);
}

static bool next_byte(struct cursor *c, uint8_t *byte)
{
	if (c->n_pending == 0) {
		if (c->p == c->end)
			return false;
		if (*c->p != '\\') {
			*byte = *c->p++;
			return true;
		}
		read_escape(c);
	}
	*byte = c->pending[--c->n_pending];
	return true;
}

static bool has_text(const struct value *v)
{
	return v && (v->kind == VALUE_STRING || v->kind == VALUE_KEY);
}

struct span value_text(const struct value *v, struct arena *arena)
{
	if (!has_text(v))
		return (struct span){ 0 };
	if (!v->escaped)
		return value_raw(v);

	struct cursor c = cursor_of(v);
	uint8_t *out =
		arena_alloc(arena, v->size); /* an escape is longer than what it stands for */
	size_t n = 0;

	while (next_byte(&c, &out[n]))
		n++;
	return span_of(out, n);
}

static bool same(const struct value *a, const struct value *b)
{
	struct cursor x = cursor_of(a), y = cursor_of(b);
	uint8_t from_x = 0, from_y = 0;
	bool more_x, more_y;

	do {
		more_x = a->escaped ? next_byte(&x, &from_x)
				    : x.p < x.end && (from_x = *x.p++, true);
		more_y = b->escaped ? next_byte(&y, &from_y)
				    : y.p < y.end && (from_y = *y.p++, true);
	} while (more_x && more_y && from_x == from_y);
	return !more_x && !more_y;
}

bool value_same_text(const struct value *a, const struct value *b)
{
	if (!a->escaped && !b->escaped)
		return span_eq(value_raw(a), value_raw(b));
	return same(a, b);
}

bool value_is(const struct value *v, const char *text)
{
	struct span want = span_str(text);
	struct value other = { .kind = VALUE_STRING, .text = want.p, .size = (uint32_t)want.n };

	return has_text(v) && value_same_text(v, &other);
}

static uint64_t hash_escaped(const struct value *v)
{
	uint64_t hash = HASH_START, word;
	struct cursor c = cursor_of(v);
	uint8_t bytes[sizeof(word)] = { 0 };
	size_t n = 0;

	while (next_byte(&c, &bytes[n])) {
		if (++n < sizeof(bytes))
			continue;
		memcpy(&word, bytes, sizeof(word));
		hash = hash_word(hash, word);
		n = 0;
	}
	return hash_end(hash, bytes, n);
}

uint64_t value_hash(const struct value *v)
{
	return v->escaped ? hash_escaped(v) : hash_span(value_raw(v));
}

const struct value *value_get(const struct value *map, const char *key)
{
	const struct value *found = NULL;

	if (!value_is_kind(map, VALUE_MAP))
		return NULL;
	value_each (each, map)
		if (value_is(each, key))
			found = value_of(each);
	return found;
}

bool value_u64(const struct value *v, uint64_t *out)
{
	uint64_t n = 0;

	if (!value_is_kind(v, VALUE_NUMBER) || v->size == 0)
		return false;
	for (uint32_t i = 0; i < v->size; i++) {
		unsigned digit = v->text[i] - (unsigned)'0';

		if (digit > 9 || __builtin_mul_overflow(n, 10u, &n) ||
		    __builtin_add_overflow(n, digit, &n))
			return false;
	}
	*out = n;
	return true;
}

bool value_i64(const struct value *v, int64_t *out)
{
	bool minus = value_is_kind(v, VALUE_NUMBER) && v->size && v->text[0] == '-';
	struct value digits = v ? *v : (struct value){ 0 };
	uint64_t n;

	if (minus) {
		digits.text++;
		digits.size--;
	}
	if (!value_u64(&digits, &n) || n > (uint64_t)INT64_MAX + minus)
		return false;
	*out = minus ? (int64_t)(0 - n) : (int64_t)n;
	return true;
}
