/* Short strings of the marshal format (Python/marshal.c): a type byte, a length, the bytes. */
#include "format/marshal_names.h"

#include "base/buf.h"
#include "base/reader.h"

enum { NAMES_MAX = 4096, FLAG_REF = 0x80 };

static bool is_identifier(struct span s)
{
	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];
		bool letter = ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';

		if (!letter && (i == 0 || ((c < '0' || c > '9') && c != '.')))
			return false;
	}
	return true;
}

/* The string whose type byte is at `at`, empty when there is none. */
static struct span string_at(struct span code, size_t at)
{
	static const char short_types[] = "zZ", long_types[] = "aAutsTR";
	uint8_t type = code.p[at] & (uint8_t)~FLAG_REF;
	struct reader r = reader_of(span_from(code, at + 1));
	bool is_short = type && strchr(short_types, type),
	     is_long = type && strchr(long_types, type);

	if (!is_short && !is_long)
		return (struct span){ 0 };
	return reader_take(&r, is_short ? reader_u8(&r) : reader_u32le(&r));
}

static bool has_word(struct span list, struct span word)
{
	while (list.n) {
		ptrdiff_t space = span_byte(list, ' ');
		size_t n = space == SPAN_NONE ? list.n : (size_t)space;

		if (span_eq(span_part(list, 0, n), word))
			return true;
		list = span_from(list, n + 1);
	}
	return false;
}

struct span marshal_names(struct span code, struct arena *arena)
{
	struct buf names;
	struct span copy;

	buf_init(&names, NAMES_MAX);
	for (size_t i = 0; i < code.n && !names.over; i++) {
		struct span name = string_at(code, i);

		if (!is_identifier(name) || has_word(buf_view(&names), name))
			continue;
		if (names.n)
			buf_byte(&names, ' ');
		buf_span(&names, name);
	}
	copy = arena_copy(arena, buf_view(&names));
	buf_free(&names);
	return copy;
}
