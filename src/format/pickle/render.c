/* Values as text that reads like Python, cut where it gets long or deep. */
#include <math.h>
#include <stdio.h>

#include "base/escape.h"
#include "base/reader.h"
#include "format/pickle/machine.h"

enum { DEPTH_MAX = 6, TEXT_SHOWN = 80, BYTES_SHOWN = 40, TAIL = 4 };

static void render(struct pickle *m, struct buf *out, struct pickle_value v, unsigned depth);

/* Whether there is no sense in going on; room for an ellipsis is always left. */
static bool full(const struct buf *out)
{
	return out->over || out->max - out->n <= TAIL;
}

static void put(struct buf *out, const char *text)
{
	if (strlen(text) + TAIL <= out->max - out->n)
		buf_str(out, text);
	else
		out->over = true;
}

static void put_byte(struct buf *out, uint8_t c)
{
	char text[8];

	if (c == '\'' || c == '\\')
		(void)snprintf(text, sizeof(text), "\\%c", c);
	else if (c >= ' ' && c < 0x7f)
		(void)snprintf(text, sizeof(text), "%c", c);
	else
		(void)snprintf(text, sizeof(text), "\\x%02x", c);
	put(out, text);
}

static void render_text(struct pickle *m, struct buf *out, struct pickle_value v)
{
	uint8_t bytes[4 * TEXT_SHOWN];
	struct span text, raw = literal_bytes(m, v);

	(void)literal_decoded(m, v, bytes, sizeof(bytes), &text); /* as far as it goes */
	if (raw.n >= sizeof(bytes) && text.n == 0)
		text = span_part(raw, 0, sizeof(bytes));
	put(out, "'");
	for (size_t i = 0; i < text.n && i < TEXT_SHOWN && !full(out); i++) {
		size_t n = text.p[i] < 0x80 ? 0 : utf8_length(span_from(text, i));

		if (n && n + TAIL <= out->max - out->n) {
			buf_add(out, text.p + i, n);
			i += n - 1;
		} else {
			put_byte(out, text.p[i]);
		}
	}
	put(out, raw.n > TEXT_SHOWN ? "...'" : "'");
}

static void render_bytes(struct pickle *m, struct buf *out, struct pickle_value v)
{
	struct span raw = literal_bytes(m, v);

	put(out, "b'");
	for (size_t i = 0; i < raw.n && i < BYTES_SHOWN && !full(out); i++)
		put_byte(out, raw.p[i]);
	put(out, raw.n > BYTES_SHOWN ? "...'" : "'");
}

static void render_int(struct pickle *m, struct buf *out, struct pickle_value v)
{
	wide value;
	char text[64];

	if (!literal_int128(m, v, &value)) {
		put(out, "int(...)");
		return;
	}
	if (literal_is_bool(m, v)) {
		put(out, value ? "True" : "False");
		return;
	}
	if (value == (int64_t)value)
		(void)snprintf(text, sizeof(text), "%lld", (long long)value);
	else
		(void)snprintf(text, sizeof(text), "0x%llx%016llx",
			       (unsigned long long)(value >> 64), (unsigned long long)value);
	put(out, text);
}

static void render_float(struct pickle *m, struct buf *out, struct pickle_value v)
{
	struct span raw = literal_bytes(m, v);
	struct reader r = reader_of(raw);
	char text[64];
	double value;
	bool binary = raw.n == 8 && raw.p[-1] == 'G';
	uint64_t bits = reader_be(&r, 8);

	if (!binary) {
		(void)snprintf(text, sizeof(text), "%.*s", raw.n < 40 ? (int)raw.n : 40,
			       (const char *)raw.p);
		put(out, text);
		return;
	}
	memcpy(&value, &bits, sizeof(value));
	(void)snprintf(text, sizeof(text), "%.12g", value);
	put(out, text);
	if (isfinite(value) && !strpbrk(text, ".e"))
		put(out, ".0");
}

static void render_items(struct pickle *m, struct buf *out, const struct pickle_value *items,
			 uint64_t n, unsigned depth, bool *comma)
{
	for (uint64_t i = 0; i < n && !full(out); i++) {
		if (*comma)
			put(out, ", ");
		*comma = true;
		render(m, out, items[i], depth);
	}
}

static void render_tuple(struct pickle *m, struct buf *out, struct pickle_value v, unsigned depth)
{
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, v, &n);
	bool comma = false;

	put(out, "(");
	render_items(m, out, items, n, depth, &comma);
	put(out, n == 1 ? ",)" : ")");
}

static void render_pairs(struct pickle *m, struct buf *out, const struct pickle_value *items,
			 uint64_t n, unsigned depth, bool *comma)
{
	for (uint64_t i = 0; i + 1 < n && !full(out); i += 2) {
		if (*comma)
			put(out, ", ");
		*comma = true;
		render(m, out, items[i], depth);
		put(out, ": ");
		render(m, out, items[i + 1], depth);
	}
}

static void render_container(struct pickle *m, struct buf *out, struct pickle_value v,
			     unsigned depth)
{
	static const char *const begin[] = {
		[TAG_LIST] = "[", [TAG_DICT] = "{", [TAG_SET] = "{", [TAG_FROZENSET] = "frozenset({"
	};
	static const char *const end[] = {
		[TAG_LIST] = "]", [TAG_DICT] = "}", [TAG_SET] = "}", [TAG_FROZENSET] = "})"
	};
	const struct object *o = object_of(m, v);
	enum tag tag = value_tag(v);
	bool comma = false;

	put(out, begin[tag]);
	for (uint32_t chunk = o ? o->first : 0; chunk && !full(out); chunk = chunk_next(m, chunk)) {
		uint64_t n;
		const struct pickle_value *items = chunk_items(m, chunk, &n);

		if (tag == TAG_DICT)
			render_pairs(m, out, items, n, depth, &comma);
		else
			render_items(m, out, items, n, depth, &comma);
	}
	put(out, !o || o->dropped ? ", ..." : "");
	put(out, end[tag]);
}

static void render_object(struct pickle *m, struct buf *out, struct pickle_value v, unsigned depth)
{
	const struct object *o = object_of(m, v);
	uint64_t n;
	const struct pickle_value *made = chunk_items(m, o->first, &n);
	char number[32];

	if (m->numbered) {
		(void)snprintf(number, sizeof(number), "_%u", o->stamp);
		put(out, number);
		return;
	}
	if (n < MADE_COUNT) {
		put(out, "?");
		return;
	}
	render(m, out, made[MADE_CALLEE], depth);
	if (value_is_tuple(made[MADE_ARGUMENTS]) && depth < DEPTH_MAX) {
		bool comma = false;
		const struct pickle_value *items = tuple_items(m, made[MADE_ARGUMENTS], &n);

		put(out, "(");
		render_items(m, out, items, n, depth, &comma);
		put(out, ")");
	} else {
		put(out, "(...)");
	}
}

static void render_global(struct pickle *m, struct buf *out, struct pickle_value v)
{
	uint8_t bytes[PATH_MAX_BYTES + 1];
	struct buf path = { .p = bytes, .room = sizeof(bytes), .max = sizeof(bytes) - 1 };

	global_path(global_of(m, v), &path);
	for (size_t i = 0; i < path.n && !full(out); i++)
		if (path.p[i] > ' ' && path.p[i] != 0x7f)
			buf_byte(out, path.p[i]);
		else
			put_byte(out, path.p[i]);
}

static void render(struct pickle *m, struct buf *out, struct pickle_value v, unsigned depth)
{
	if (full(out))
		return;
	if (depth == DEPTH_MAX && !value_is_data(v) && value_tag(v) != TAG_GLOBAL) {
		put(out, "...");
		return;
	}
	switch (value_tag(v)) {
	case TAG_NONE:
		put(out, "None");
		return;
	case TAG_BOOL:
	case TAG_INT:
		render_int(m, out, v);
		return;
	case TAG_FLOAT:
		render_float(m, out, v);
		return;
	case TAG_TEXT:
		render_text(m, out, v);
		return;
	case TAG_BYTEARRAY:
	case TAG_BYTES:
		render_bytes(m, out, v);
		return;
	case TAG_TUPLE:
	case TAG_TUPLE_DATA:
		if (depth == DEPTH_MAX)
			put(out, "(...)");
		else
			render_tuple(m, out, v, depth + 1);
		return;
	case TAG_LIST:
	case TAG_DICT:
	case TAG_SET:
	case TAG_FROZENSET:
		render_container(m, out, v, depth + 1);
		return;
	case TAG_OBJECT:
		render_object(m, out, v, depth + 1);
		return;
	case TAG_PERSISTENT: {
		uint64_t n;
		const struct pickle_value *id = chunk_items(m, object_of(m, v)->first, &n);

		put(out, "persistent_load(");
		render(m, out, n ? id[0] : value_of(TAG_UNKNOWN, 0), depth + 1);
		put(out, ")");
		return;
	}
	case TAG_GLOBAL:
		render_global(m, out, v);
		return;
	case TAG_BUFFER:
		put(out, "buffer()");
		return;
	case TAG_INERT:
		put(out, "array()");
		return;
	case TAG_UNSET:
	case TAG_MARK:
	case TAG_UNKNOWN:
		put(out, "?");
		return;
	}
}

void render_value(struct pickle *m, struct buf *out, struct pickle_value v)
{
	render(m, out, v, 0);
	if (full(out)) {
		out->over = false;
		buf_str(out, "...");
	}
}

void render_arguments(struct pickle *m, struct buf *out, struct pickle_value arguments)
{
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, arguments, &n);
	bool comma = false;

	put(out, value_is_tuple(arguments) ? "(" : "(*");
	if (value_is_tuple(arguments))
		render_items(m, out, items, n, 1, &comma);
	else
		render(m, out, arguments, 1);
	put(out, ")");
	if (full(out)) {
		out->over = false;
		buf_str(out, "...");
	}
}
