/* JSON as it is written. */
#include "base/jsonw.h"

#include <assert.h>
#include <inttypes.h>

#include "base/escape.h"

void jsonw_init(struct jsonw *w, struct sink *out)
{
	*w = (struct jsonw){ .out = out };
}

static void write_code(struct sink *out, uint32_t code)
{
	if (code < 0x10000) {
		sink_printf(out, "\\u%04x", code);
		return;
	}
	code -= 0x10000; /* a surrogate pair, RFC 8259 section 7 */
	sink_printf(out, "\\u%04x\\u%04x", 0xd800 + (code >> 10), 0xdc00 + (code & 0x3ff));
}

/* The bytes at the head that need no escape. */
static size_t plain(struct span text)
{
	size_t n = 0;

	while (n < text.n && text.p[n] >= 0x20 && text.p[n] < 0x7f && text.p[n] != '"' &&
	       text.p[n] != '\\')
		n++;
	return n;
}

/* Writes the first character of the text and gives its length. */
static size_t write_special(struct sink *out, struct span text)
{
	static const char shorts[][2] = {
		{ '"', '"' }, { '\\', '\\' }, { '\n', 'n' }, { '\r', 'r' }, { '\t', 't' }
	};
	size_t n = utf8_length(text);

	for (size_t i = 0; i < sizeof(shorts) / sizeof(shorts[0]); i++) {
		if (text.p[0] != (uint8_t)shorts[i][0])
			continue;
		sink_byte(out, '\\');
		sink_byte(out, shorts[i][1]);
		return 1;
	}
	if (n == 0) {
		sink_printf(out, "\\\\x%02x", text.p[0]);
		return 1;
	}
	if (escape_printable(text))
		sink_span(out, span_part(text, 0, n));
	else
		write_code(out, utf8_code(text));
	return n;
}

static void write_string(struct sink *out, struct span text)
{
	sink_byte(out, '"');
	while (text.n) {
		size_t n = plain(text);

		sink_span(out, span_part(text, 0, n));
		text = span_from(text, n);
		if (text.n)
			text = span_from(text, write_special(out, text));
	}
	sink_byte(out, '"');
}

static void new_line(struct jsonw *w)
{
	sink_byte(w->out, '\n');
	sink_fill(w->out, ' ', (size_t)2 * w->depth);
}

static void begin_value(struct jsonw *w, const char *key)
{
	if (w->filled[w->depth])
		sink_byte(w->out, ',');
	if (w->depth && !w->flat[w->depth])
		new_line(w);
	else if (w->filled[w->depth])
		sink_byte(w->out, ' ');
	w->filled[w->depth] = true;
	if (!key)
		return;
	write_string(w->out, span_str(key));
	sink_str(w->out, ": ");
}

static void begin_level(struct jsonw *w, const char *key, char bracket, bool flat)
{
	assert(w->depth + 1 < JSONW_DEPTH_MAX);
	begin_value(w, key);
	sink_byte(w->out, bracket);
	flat = flat || w->flat[w->depth];
	w->depth++;
	w->filled[w->depth] = false;
	w->flat[w->depth] = flat;
}

static void end_level(struct jsonw *w, char bracket)
{
	assert(w->depth > 0);

	bool lines = w->filled[w->depth] && !w->flat[w->depth];

	w->depth--;
	if (lines)
		new_line(w);
	sink_byte(w->out, bracket);
}

void jsonw_map(struct jsonw *w, const char *key)
{
	begin_level(w, key, '{', false);
}

void jsonw_map_flat(struct jsonw *w, const char *key)
{
	begin_level(w, key, '{', true);
}

void jsonw_map_end(struct jsonw *w)
{
	end_level(w, '}');
}

void jsonw_list(struct jsonw *w, const char *key)
{
	begin_level(w, key, '[', false);
}

void jsonw_list_flat(struct jsonw *w, const char *key)
{
	begin_level(w, key, '[', true);
}

void jsonw_list_end(struct jsonw *w)
{
	end_level(w, ']');
}

void jsonw_text(struct jsonw *w, const char *key, struct span text)
{
	begin_value(w, key);
	write_string(w->out, text);
}

void jsonw_word(struct jsonw *w, const char *key, const char *word)
{
	if (word)
		jsonw_text(w, key, span_str(word));
	else
		jsonw_null(w, key);
}

void jsonw_number(struct jsonw *w, const char *key, uint64_t number)
{
	begin_value(w, key);
	sink_printf(w->out, "%" PRIu64, number);
}

void jsonw_bool(struct jsonw *w, const char *key, bool value)
{
	begin_value(w, key);
	sink_str(w->out, value ? "true" : "false");
}

void jsonw_null(struct jsonw *w, const char *key)
{
	begin_value(w, key);
	sink_str(w->out, "null");
}

void jsonw_raw(struct jsonw *w, const char *key, struct span json)
{
	begin_value(w, key);
	sink_span(w->out, json);
}

void jsonw_seconds(struct jsonw *w, const char *key, double seconds)
{
	uint64_t micro = seconds > 0 && seconds < 1e12 ? (uint64_t)(seconds * 1e6 + 0.5) : 0;

	begin_value(w, key);
	sink_printf(w->out, "%" PRIu64 ".%06" PRIu64, micro / 1000000, micro % 1000000);
}

void jsonw_fraction(struct jsonw *w, const char *key, unsigned hundredths)
{
	begin_value(w, key);
	sink_printf(w->out, "%u.%02u", hundredths / 100, hundredths % 100);
}

void jsonw_end(struct jsonw *w)
{
	assert(w->depth == 0);
	sink_byte(w->out, '\n');
}
