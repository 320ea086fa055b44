/* Fields of protocol buffers in JSON. */
#include "trust/protojson.h"

#include "base/base64.h"
#include "base/decimal.h"
#include "base/time.h"

const struct value *protojson_parse(struct protojson *in, struct span text)
{
	struct json json;

	if (!protojson_fits(text)) {
		protojson_fault(in, REASON_JSON_TOO_LARGE, NULL);
		return NULL;
	}
	json_parse(&json, in->arena, text);
	if (json.twice)
		protojson_fault(in, REASON_JSON_DUPLICATE_KEY, NULL);
	else if (json.why || !value_is_kind(json.root, VALUE_MAP))
		protojson_fault(in, REASON_JSON_MALFORMED, NULL);
	return in->reason == REASON_NONE ? json.root : NULL;
}

void protojson_fault(struct protojson *in, enum reason reason, const char *at)
{
	if (in->reason != REASON_NONE)
		return;
	in->reason = reason;
	in->at = at;
}

const struct value *protojson_get(const struct value *map, const char *key)
{
	const struct value *v = value_get(map, key);

	return value_is_kind(v, VALUE_NULL) ? NULL : v;
}

static const struct value *get_kind(struct protojson *in, const struct value *map, const char *key,
				    enum value_kind kind)
{
	const struct value *v = protojson_get(map, key);

	if (!v || v->kind == kind)
		return v;
	protojson_fault(in, REASON_FIELD_MALFORMED, key);
	return NULL;
}

const struct value *protojson_map(struct protojson *in, const struct value *map, const char *key)
{
	return get_kind(in, map, key, VALUE_MAP);
}

const struct value *protojson_list(struct protojson *in, const struct value *map, const char *key)
{
	return get_kind(in, map, key, VALUE_LIST);
}

struct span protojson_text(struct protojson *in, const struct value *map, const char *key)
{
	return value_text(get_kind(in, map, key, VALUE_STRING), in->arena);
}

/* The text without the line ends with which tools break base64. */
static struct span without_lines(struct protojson *in, struct span text)
{
	uint8_t *out = arena_alloc(in->arena, text.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != '\n' && text.p[i] != '\r')
			out[n++] = text.p[i];
	if (n < text.n)
		in->late = REASON_BASE64_MALFORMED;
	return span_of(out, n);
}

static bool read_base64(struct protojson *in, struct span text, struct span *bytes)
{
	if (in->lines_late)
		text = without_lines(in, text);
	return base64_read(text, in->arena, bytes);
}

struct span protojson_bytes_of(struct protojson *in, const struct value *v, const char *at)
{
	struct span bytes = { 0 };

	if (v && (v->kind != VALUE_STRING || !read_base64(in, value_text(v, in->arena), &bytes)))
		protojson_fault(in, REASON_BASE64_MALFORMED, at);
	return bytes;
}

struct span protojson_bytes(struct protojson *in, const struct value *map, const char *key)
{
	return protojson_bytes_of(in, protojson_get(map, key), key);
}

uint64_t protojson_number(struct protojson *in, const struct value *map, const char *key)
{
	const struct value *v = protojson_get(map, key);
	uint64_t number = 0;

	if (!v)
		return 0;
	if ((v->kind != VALUE_STRING && v->kind != VALUE_NUMBER) ||
	    !decimal_read(value_text(v, in->arena).n ? value_text(v, in->arena) : value_raw(v),
			  &number) ||
	    number > INT64_MAX)
		protojson_fault(in, REASON_NUMBER_MALFORMED, key);
	return number;
}

bool protojson_time(struct protojson *in, const struct value *map, const char *key,
		    int64_t *seconds)
{
	struct span text = protojson_text(in, map, key);

	if (!text.n)
		return false;
	if (text.n > sizeof("YYYY-MM-DD") - 1 && time_parse(text, seconds))
		return true;
	protojson_fault(in, REASON_FIELD_MALFORMED, key);
	return false;
}

/* The document is JSON to the letter, so that brackets and quotes are all there is to count. */
struct span protojson_source(struct span document, const struct value *v)
{
	struct span text = span_from(document, v->offset);
	unsigned depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.n; i++) {
		uint8_t byte = text.p[i];

		if (quoted && byte == '\\')
			i++;
		else if (byte == '"')
			quoted = !quoted;
		else if (!quoted && (byte == '{' || byte == '['))
			depth++;
		else if (!quoted && (byte == '}' || byte == ']'))
			depth--;
		if (!quoted && depth == 0)
			return span_part(text, 0, i + 1);
	}
	return (struct span){ 0 };
}
