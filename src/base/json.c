/* The reader of JSON: one pass, no recursion; an open container keeps the place of its parent in
 * `nodes` until it is closed. */
#include "base/json.h"

#include <assert.h>

#include "base/escape.h"

enum { NO_PARENT = UINT32_MAX, FEW_KEYS = 8, PROBES_A_KEY = 32 };

struct parse {
	const uint8_t *start, *p, *end;
	struct value *values;
	size_t n, room;
	uint32_t open;	/* the innermost open container, or NO_PARENT */
	unsigned depth; /* of open containers */
	struct json *json;
};

/* A fault that reading survives. */
static void note(struct parse *parse, const char *why, const uint8_t *at)
{
	if (parse->json->why)
		return;
	parse->json->why = why;
	parse->json->at = (uint64_t)(at - parse->start);
}

/* A fault that ends the tree. */
static bool fault(struct parse *parse, const char *why)
{
	note(parse, why, parse->p);
	parse->json->cut = true;
	return false;
}

static void skip_space(struct parse *parse)
{
	const uint8_t *p = parse->p;

	while (p < parse->end && (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r'))
		p++;
	parse->p = p;
}

static int peek(const struct parse *parse)
{
	return parse->p < parse->end ? *parse->p : -1;
}

static struct value *add(struct parse *parse, enum value_kind kind)
{
	struct value *v = &parse->values[parse->n++];

	assert(parse->n <= parse->room);
	*v = (struct value){ .kind = (uint8_t)kind,
			     .offset = (uint32_t)(parse->p - parse->start),
			     .nodes = 1 };
	return v;
}

/* Strings. */

/* Past the bytes that need no look: printable ASCII but the quote and the backslash. */
static const uint8_t *skip_plain(const uint8_t *p, const uint8_t *end)
{
	const uint64_t ones = 0x0101010101010101, highs = ones << 7;
	uint64_t word;

	for (; (size_t)(end - p) >= sizeof(word); p += sizeof(word)) {
		memcpy(&word, p, sizeof(word));

		uint64_t quote = word ^ ones * '"', slash = word ^ ones * '\\';
		uint64_t special = (quote - ones) | (slash - ones) | (word - ones * 0x20) | word;

		if (special & highs)
			break;
	}
	while (p < end && *p >= 0x20 && *p < 0x80 && *p != '"' && *p != '\\')
		p++;
	return p;
}

static bool is_hex(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The 16 bits of the \uXXXX at p, or -1. */
static int unit_at(const struct parse *parse, const uint8_t *p)
{
	int unit = 0;

	if (parse->end - p < 6 || p[0] != '\\' || p[1] != 'u')
		return -1;
	for (int i = 2; i < 6; i++) {
		if (!is_hex(p[i]))
			return -1;
		unit = unit << 4 | ((p[i] & 0xf) + (p[i] > '9' ? 9 : 0));
	}
	return unit;
}

static bool read_unicode(struct parse *parse)
{
	int high = unit_at(parse, parse->p), low;

	if (high < 0)
		return fault(parse, "\\u is not followed by four hexadecimal digits");
	if (high >= 0xd800 && high <= 0xdbff) {
		low = unit_at(parse, parse->p + 6);
		if (low >= 0xdc00 && low <= 0xdfff)
			parse->p += 6;
		else
			note(parse, "a high surrogate stands alone", parse->p);
	} else if (high >= 0xdc00 && high <= 0xdfff) {
		note(parse, "a low surrogate stands alone", parse->p);
	}
	parse->p += 6;
	return true;
}

static bool read_escape(struct parse *parse)
{
	if (parse->end - parse->p < 2)
		return fault(parse, "the text ends inside a string");
	if (parse->p[1] == 'u')
		return read_unicode(parse);
	if (!memchr("\"\\/bfnrt", parse->p[1], 8))
		return fault(parse, "an unknown escape");
	parse->p += 2;
	return true;
}

static bool read_special(struct parse *parse, struct value *v)
{
	if (parse->p == parse->end)
		return fault(parse, "the text ends inside a string");
	if (*parse->p == '\\') {
		v->escaped = true;
		return read_escape(parse);
	}
	if (*parse->p < 0x20) {
		note(parse, "a control character in a string", parse->p++);
		return true;
	}

	size_t n = utf8_length(span_of(parse->p, (size_t)(parse->end - parse->p)));

	if (n == 0)
		note(parse, "a string is not UTF-8", parse->p);
	parse->p += n ? n : 1;
	return true;
}

static bool read_string(struct parse *parse, enum value_kind kind)
{
	struct value *v = add(parse, kind);

	v->text = ++parse->p;
	for (;;) {
		parse->p = skip_plain(parse->p, parse->end);
		if (peek(parse) == '"')
			break;
		if (!read_special(parse, v)) {
			parse->n--;
			return false;
		}
	}
	v->size = (uint32_t)(parse->p++ - v->text);
	return true;
}

/* Other scalars. */

static size_t skip_digits(struct parse *parse)
{
	const uint8_t *from = parse->p;

	while (parse->p < parse->end && *parse->p >= '0' && *parse->p <= '9')
		parse->p++;
	return (size_t)(parse->p - from);
}

static bool read_number_part(struct parse *parse)
{
	return skip_digits(parse) > 0 || fault(parse, "a number lacks a digit");
}

/* RFC 8259 section 6; p is at the first digit. */
static bool read_digits(struct parse *parse)
{
	bool zero = peek(parse) == '0';

	if (zero)
		parse->p++;
	else if (!read_number_part(parse))
		return false;
	if (zero && peek(parse) >= '0' && peek(parse) <= '9')
		return fault(parse, "a number begins with a zero");
	if (peek(parse) == '.') {
		parse->p++;
		if (!read_number_part(parse))
			return false;
	}
	if (peek(parse) != 'e' && peek(parse) != 'E')
		return true;
	parse->p++;
	if (peek(parse) == '+' || peek(parse) == '-')
		parse->p++;
	return read_number_part(parse);
}

struct word {
	const char *text;
	enum value_kind kind;
	const char *why; /* what is wrong with it */
};

/* Python's json reads and writes the last three. */
static const struct word words[] = {
	{ "null", VALUE_NULL, NULL },
	{ "true", VALUE_TRUE, NULL },
	{ "false", VALUE_FALSE, NULL },
	{ "NaN", VALUE_NUMBER, "NaN is not a number of JSON" },
	{ "Infinity", VALUE_NUMBER, "Infinity is not a number of JSON" },
	{ "-Infinity", VALUE_NUMBER, "-Infinity is not a number of JSON" },
};

static const struct word *word_at(struct span rest)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (span_starts(rest, words[i].text))
			return &words[i];
	return NULL;
}

static bool read_word(struct parse *parse)
{
	const struct word *word = word_at(span_of(parse->p, (size_t)(parse->end - parse->p)));
	struct value *v;

	if (!word)
		return fault(parse, parse->p == parse->end ? "the text ends too early"
							   : "not the beginning of a value");
	if (word->why)
		note(parse, word->why, parse->p);
	v = add(parse, word->kind);
	if (word->kind == VALUE_NUMBER) {
		v->text = parse->p;
		v->size = (uint32_t)strlen(word->text);
	}
	parse->p += strlen(word->text);
	return true;
}

static bool read_number(struct parse *parse)
{
	struct value *v;

	if (*parse->p == '-' && parse->end - parse->p > 1 && parse->p[1] == 'I')
		return read_word(parse);
	v = add(parse, VALUE_NUMBER);
	v->text = parse->p;
	if (*parse->p == '-')
		parse->p++;
	if (!read_digits(parse)) {
		parse->n--;
		return false;
	}
	v->size = (uint32_t)(parse->p - v->text);
	return true;
}

/* Keys that stand twice. */

static void note_twice(struct parse *parse, const struct value *key)
{
	parse->json->twice = true;
	note(parse, "a key stands twice in one object", parse->start + key->offset);
}

static void compare_each(struct parse *parse, const struct value *map)
{
	value_each (a, map)
		for (const struct value *b = value_next(map, a); b; b = value_next(map, b))
			if (value_same_text(a, b))
				note_twice(parse, b);
}

/* Room of the table for a map of n keys, in slots: a power of two, at least twice as many. */
static size_t table_size(size_t n)
{
	size_t size = 4;

	while (size < 2 * n)
		size *= 2;
	return size;
}

/* A hash table in the part of the room that is still free; json_room() allows for it. The hash can
 * be attacked, so the probes have a cap that honest keys never reach. */
static void compare_by_table(struct parse *parse, const struct value *map)
{
	size_t size = table_size(map->size), probes = (size_t)map->size * PROBES_A_KEY;
	uint32_t *table = (uint32_t *)(void *)&parse->values[parse->n];

	assert(size * sizeof(*table) <= (parse->room - parse->n) * sizeof(struct value));
	memset(table, 0, size * sizeof(*table));
	value_each (key, map) {
		size_t at = (size_t)value_hash(key) & (size - 1);

		for (; table[at]; at = (at + 1) & (size - 1)) {
			if (value_same_text(&map[table[at]], key)) {
				note_twice(parse, key);
				break;
			}
			if (probes-- == 0) {
				note(parse, "keys are chosen to collide",
				     parse->start + key->offset);
				return;
			}
		}
		if (!table[at])
			table[at] = (uint32_t)(key - map);
	}
}

/* Containers. */

static void open_container(struct parse *parse, enum value_kind kind)
{
	struct value *v = add(parse, kind);

	v->nodes = parse->open;
	parse->open = (uint32_t)(parse->n - 1);
	parse->depth++;
	parse->p++;
}

static void close_container(struct parse *parse)
{
	struct value *v = &parse->values[parse->open];
	uint32_t parent = v->nodes;

	v->nodes = (uint32_t)(parse->n - parse->open);
	if (v->kind == VALUE_MAP && v->size > FEW_KEYS)
		compare_by_table(parse, v);
	else if (v->kind == VALUE_MAP && v->size > 1)
		compare_each(parse, v);
	parse->open = parent;
	parse->depth--;
}

static bool read_key(struct parse *parse)
{
	struct value *map = &parse->values[parse->open];

	skip_space(parse);
	if (peek(parse) != '"')
		return fault(parse, "a key is missing");
	if (!read_string(parse, VALUE_KEY))
		return false;
	skip_space(parse);
	if (peek(parse) != ':') {
		parse->n--;
		return fault(parse, "a colon is missing");
	}
	parse->p++;
	map->size++;
	return true;
}

static bool read_scalar(struct parse *parse)
{
	int c = peek(parse);

	if (c == '"')
		return read_string(parse, VALUE_STRING);
	if (c == '-' || (c >= '0' && c <= '9'))
		return read_number(parse);
	return read_word(parse);
}

/* A scalar, an empty container, or the way down to the first one of these inside. */
static bool read_value(struct parse *parse)
{
	for (;;) {
		skip_space(parse);

		int c = peek(parse);

		if (c != '{' && c != '[')
			break;
		if (parse->depth == JSON_DEPTH_MAX)
			return fault(parse, "values are nested too deep");
		open_container(parse, c == '{' ? VALUE_MAP : VALUE_LIST);
		skip_space(parse);
		if (peek(parse) == (c == '{' ? '}' : ']'))
			return true;
		if (c == '{' && !read_key(parse))
			return false;
	}
	return read_scalar(parse);
}

/* A value is whole: sets the size of what holds it. */
static void count_value(struct parse *parse, uint32_t at)
{
	if (parse->open == NO_PARENT)
		return;
	if (parse->values[parse->open].kind == VALUE_LIST)
		parse->values[parse->open].size++;
	else
		parse->values[at - 1].nodes = (uint32_t)(parse->n - at + 1);
}

/* Closes what ends here and goes to the next value. False at the end or a fault. */
static bool go_on(struct parse *parse)
{
	uint32_t whole =
		(uint32_t)(parse->n - 1); /* the value just read, unless a container is open */

	if (parse->values[whole].kind != VALUE_LIST && parse->values[whole].kind != VALUE_MAP)
		count_value(parse, whole);
	while (parse->open != NO_PARENT) {
		bool map = parse->values[parse->open].kind == VALUE_MAP;

		skip_space(parse);
		if (peek(parse) == ',') {
			parse->p++;
			return !map || read_key(parse);
		}
		if (peek(parse) != (map ? '}' : ']'))
			return fault(parse, parse->p == parse->end ? "the text ends too early"
								   : "a comma is missing");
		parse->p++;
		whole = parse->open;
		close_container(parse);
		count_value(parse, whole);
	}
	return false;
}

/* Closes everything where a fault ended the text; a key without a value gets null. */
static void close_all(struct parse *parse)
{
	while (parse->open != NO_PARENT) {
		uint32_t whole = parse->open;

		if (parse->values[parse->n - 1].kind == VALUE_KEY) {
			(void)add(parse, VALUE_NULL);
			count_value(parse, (uint32_t)(parse->n - 1));
		}
		close_container(parse);
		count_value(parse, whole);
	}
}

static void skip_mark(struct parse *parse)
{
	if (!span_starts(span_of(parse->p, (size_t)(parse->end - parse->p)), "\xef\xbb\xbf"))
		return;
	note(parse, "the text begins with a byte order mark", parse->p);
	parse->p += 3;
}

enum { BLOCK = 16, BLOCKS_MAX = 255 };

typedef uint8_t block __attribute__((vector_size(BLOCK)));

static size_t sum_of(block counts)
{
	size_t sum = 0;

	for (int i = 0; i < BLOCK; i++)
		sum += counts[i];
	return sum;
}

/* How many bytes begin values, and how many are colons; whole blocks only. Gives how far it came.
 */
static size_t count_blocks(struct span text, size_t *begin, size_t *colons)
{
	size_t at = 0;

	while (text.n - at >= BLOCK) {
		block begins = { 0 }, marks = { 0 }, bytes;

		for (int i = 0; i < BLOCKS_MAX && text.n - at >= BLOCK; i++, at += BLOCK) {
			memcpy(&bytes, text.p + at, BLOCK);
			begins -= (block)(bytes == ',') | (block)(bytes == '[') |
				  (block)(bytes == '{');
			marks -= (block)(bytes == ':');
		}
		*begin += sum_of(begins);
		*colons += sum_of(marks);
	}
	return at;
}

/* Each value but the first follows a comma, a colon or an opening bracket, and so does each key.
 * The table of keys behind the values takes up to sixteen bytes a colon. */
size_t json_room(struct span text)
{
	size_t n = 0, colons = 0;

	for (size_t i = count_blocks(text, &n, &colons); i < text.n; i++) {
		uint8_t c = text.p[i];

		n += (size_t)((c == ',') | (c == '[') | (c == '{'));
		colons += c == ':';
	}
	return n + colons + 2 + (colons * 16 + 16) / sizeof(struct value);
}

void json_read(struct json *json, struct span text, struct value *room, size_t n_room)
{
	const uint8_t *start = text.n ? text.p : (const uint8_t *)""; /* nothing may lie nowhere */
	struct parse parse = {
		.start = start,
		.p = start,
		.end = start + text.n,
		.json = json,
		.values = room,
		.room = n_room,
		.open = NO_PARENT,
	};

	*json = (struct json){ 0 };
	if (text.n >= UINT32_MAX) {
		(void)fault(&parse, "the text is longer than 4 GiB");
		return;
	}
	skip_mark(&parse);
	while (read_value(&parse) && go_on(&parse))
		;
	close_all(&parse);
	json->root = parse.n ? parse.values : NULL;
	skip_space(&parse);
	if (!json->cut && parse.p != parse.end)
		note(&parse, "more text follows the value", parse.p);
}

void json_parse(struct json *json, struct arena *arena, struct span text)
{
	size_t n = json_room(text);

	json_read(json, text, arena_array(arena, n, sizeof(struct value)), n);
}
