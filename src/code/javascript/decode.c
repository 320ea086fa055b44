/* What decoders of JavaScript make of constants. */
#include "base/ascii.h"
#include "base/escape.h"
#include "code/decode.h"
#include "code/javascript/number.h"
#include "code/javascript/sequence.h"

/* Told when a text comes out of it that could not be read before. */
enum { TOLD_MIN = 4 };

static bool give(struct javascript_reader *r, const struct code_value *call, struct span text,
		 bool cut, struct code_value *v)
{
	*v = code_text(text);
	v->partial = cut;
	v->marks = call->marks;
	v->offset = call->offset;
	v->line = call->line;
	if (text.n >= TOLD_MIN && r->follows)
		javascript_event(r, CODE_DECODED, call->text, *v);
	return true;
}

static bool decode(struct javascript_reader *r, const struct code_value *call,
		   const struct code_value *text, enum code_codec codec, struct code_value *v)
{
	struct span out;
	bool cut;

	if (!text || text->kind != CODE_TEXT || text->partial ||
	    !code_decode(r->pool, codec, text->text, &out, &cut))
		return false;
	return give(r, call, out, cut, v);
}

/* Numbers of characters, from a call's arguments or a list. */
static bool characters(struct javascript_reader *r, const struct code_value *call,
		       const struct code_value *list, bool bytes, struct code_value *v)
{
	struct javascript_sequence sequence;
	struct javascript_pieces pieces;
	struct code_value item;
	int64_t n;

	if (!javascript_sequence(r, list, &sequence) || (!list->items && !list->text.n))
		return false;
	pieces = javascript_pieces_of(r->pool,
				      list->text.n ? list->text.n * 2 + 4 : 4 * CODE_ITEMS_MAX);
	while (javascript_sequence_next(&sequence, &item)) {
		if (!javascript_number(&item, &n) || n < 0 || n > 0x10ffff || pieces.cut ||
		    pieces.n + 4 > pieces.room)
			return false;
		if (bytes)
			pieces.p[pieces.n++] = (uint8_t)n;
		else
			pieces.n += utf8_write(pieces.p + pieces.n, (uint32_t)n);
	}
	if (sequence.rest.n)
		return false;
	*v = javascript_pieces_text(&pieces);
	return give(r, call, v->text, v->partial, v);
}

/* Buffer.from(x, encoding) and what new TextDecoder().decode(x) reads. */
static bool buffer(struct javascript_reader *r, const struct code_value *call, struct code_value *v)
{
	const struct code_value *from = code_at(call, 0);
	struct span encoding = code_constant(code_at(call, 1));

	if (!from)
		return false;
	if (from->kind == CODE_LIST && !characters(r, call, from, true, v))
		return false;
	if (from->kind == CODE_TEXT) {
		*v = *from;
		if (ascii_same(encoding, "base64") || ascii_same(encoding, "base64url")) {
			if (!decode(r, call, from, CODE_BASE64, v))
				return false;
		} else if (ascii_same(encoding, "hex") && !decode(r, call, from, CODE_HEX, v)) {
			return false;
		}
	} else if (from->kind != CODE_LIST) {
		return false;
	}
	v->bytes = true;
	return true;
}

static bool new_list(const struct code_value *call, struct code_value *v)
{
	const struct code_value *list = code_at(call, 0);

	if (!list || (list->kind != CODE_LIST && !(list->kind == CODE_TEXT && list->bytes)))
		return false;
	*v = *list;
	return true;
}

enum how { BASE64, PERCENT, CODES, BUFFER, LIST, ZLIB, GZIP, TEXT };

static const struct {
	const char *name;
	enum how how;
} decoders[] = {
	{ "atob", BASE64 },
	{ "Buffer.from", BUFFER },
	{ "Buffer", BUFFER },
	{ "Uint8Array", LIST },
	{ "Uint8Array.from", LIST },
	{ "Array.from", LIST },
	{ "Array.of", LIST },
	{ "TextDecoder().decode", TEXT },
	{ "util.TextDecoder().decode", TEXT },
	{ "String.fromCharCode", CODES },
	{ "String.fromCodePoint", CODES },
	{ "decodeURIComponent", PERCENT },
	{ "decodeURI", PERCENT },
	{ "unescape", PERCENT },
	{ "querystring.unescape", PERCENT },
	{ "zlib.inflateSync", ZLIB },
	{ "zlib.inflateRawSync", ZLIB },
	{ "zlib.unzipSync", GZIP },
	{ "zlib.gunzipSync", GZIP },
};

static bool inflate(struct javascript_reader *r, const struct code_value *call,
		    const struct code_value *bytes, struct code_value *v)
{
	if (!decode(r, call, bytes, CODE_GZIP, v) && !decode(r, call, bytes, CODE_ZLIB, v))
		return false;
	v->bytes = true;
	return true;
}

static bool apply(struct javascript_reader *r, const struct code_value *call, enum how how,
		  struct code_value *v)
{
	const struct code_value *first = code_at(call, 0);
	struct code_value list = { .kind = CODE_LIST };

	switch (how) {
	case BASE64:
		return decode(r, call, first, CODE_BASE64, v);
	case PERCENT:
		return decode(r, call, first, CODE_PERCENT, v);
	case CODES:
		list.items = call->items;
		list.partial = call->partial;
		return characters(r, call, &list, false, v);
	case BUFFER:
		return buffer(r, call, v);
	case LIST:
		return new_list(call, v);
	case ZLIB:
	case GZIP:
		return inflate(r, call, first, v);
	case TEXT:
		if (first && first->kind == CODE_LIST)
			return characters(r, call, first, true, v);
		if (!first || first->kind != CODE_TEXT)
			return false;
		*v = *first;
		v->bytes = false;
		return true;
	}
	return false;
}

bool javascript_decode(struct javascript_reader *r, const struct code_value *call,
		       struct code_value *v)
{
	if (!call->text.n || call->text.p[0] == '?')
		return false;
	for (size_t i = 0; i < sizeof(decoders) / sizeof(*decoders); i++)
		if ((uint8_t)decoders[i].name[0] == call->text.p[0] &&
		    span_is(call->text, decoders[i].name))
			return apply(r, call, decoders[i].how, v);
	return false;
}
