/*
 * The JSON form of protocol buffers, as bundles and roots are written in it: names in
 * lowerCamelCase, 64-bit numbers as strings, bytes in base64, null for what is not there. Read
 * strictly: keys twice, other alphabets and numbers with more than one spelling are refused.
 */
#pragma once

#include "base/json.h"
#include "trust/reason.h"

/* Reading goes straight on; the first fault is kept and asked for once. */
struct protojson {
	struct arena *arena;
	enum reason reason;
	const char *at; /* the name of the field that is wrong; NULL: none */

	/* Base64 in lines is wrong, too; with `lines_late` it is kept in `late` and read all the
	 * same, for those who name what else is wrong first. */
	bool lines_late;
	enum reason late;
};

enum { PROTOJSON_VALUES_MAX = 2 << 20 };

/* Whether reading the text takes no more memory than a locked process has. */
static inline bool protojson_fits(struct span text)
{
	return json_room(text) <= PROTOJSON_VALUES_MAX;
}

/* The root of a document that is one map and JSON after RFC 8259. NULL with
 * REASON_JSON_MALFORMED or _JSON_DUPLICATE_KEY otherwise. */
const struct value *protojson_parse(struct protojson *in, struct span text);

/* Keeps the first fault. */
void protojson_fault(struct protojson *in, enum reason reason, const char *at);

/* The value of a key; NULL when it is not there or null. */
const struct value *protojson_get(const struct value *map, const char *key);

/* The same for a map or a list; any other kind is REASON_FIELD_MALFORMED. */
const struct value *protojson_map(struct protojson *in, const struct value *map, const char *key);
const struct value *protojson_list(struct protojson *in, const struct value *map, const char *key);

/* Text; empty when it is not there. */
struct span protojson_text(struct protojson *in, const struct value *map, const char *key);

/* Bytes written in base64; empty when they are not there. REASON_BASE64_MALFORMED. */
struct span protojson_bytes(struct protojson *in, const struct value *map, const char *key);
struct span protojson_bytes_of(struct protojson *in, const struct value *v, const char *at);

/* A number, as digits or a string of them; 0 when it is not there. REASON_NUMBER_MALFORMED: it is
 * negative, or has a sign, a fraction or a zero in front, or does not fit. */
uint64_t protojson_number(struct protojson *in, const struct value *map, const char *key);

/* A time (RFC 3339) in POSIX seconds. False when it is not there. REASON_FIELD_MALFORMED. */
bool protojson_time(struct protojson *in, const struct value *map, const char *key,
		    int64_t *seconds);

/* A map, list or text as it stands in the document that was parsed. */
MUST struct span protojson_source(struct span document, const struct value *v);
