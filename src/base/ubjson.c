/* The reader of UBJSON: one pass, no recursion. An item takes at least a byte of the input, since
 * typed containers of what has no bytes are refused; an integer's text takes at most four times its
 * bytes. */
#include "base/ubjson.h"

#include <stdio.h>

#include "base/reader.h"

enum {
	KEYS_COMPARED = 256,
	DIGITS_A_BYTE = 4,
	DIGITS_MAX = 24,
	NOTHING = 0, /* no type given: each item says its own */
};

#define UNTIL_CLOSED UINT64_MAX

/* An open container. */
struct frame {
	uint32_t value;
	uint64_t left; /* items or pairs, or UNTIL_CLOSED */
	uint8_t type;  /* of its items, or NOTHING */
};

struct parse {
	struct reader r;
	struct json *json;
	struct value *values;
	uint32_t n;
	uint8_t *text;
	struct frame frames[JSON_DEPTH_MAX];
	size_t depth;
};

size_t ubjson_room(struct span bytes)
{
	return bytes.n + 1;
}

size_t ubjson_text_room(struct span bytes)
{
	return DIGITS_A_BYTE * bytes.n + DIGITS_MAX;
}

static void note(struct parse *p, const char *why, uint64_t at)
{
	if (p->json->why)
		return;
	p->json->why = why;
	p->json->at = at;
}

static bool fault(struct parse *p, const char *why)
{
	note(p, why, reader_offset(&p->r));
	p->json->cut = true;
	return false;
}

static bool ended(struct parse *p)
{
	return fault(p, "the document ends inside a value");
}

static struct value *add(struct parse *p, enum value_kind kind)
{
	struct value *v = &p->values[p->n++];

	*v = (struct value){ .kind = (uint8_t)kind,
			     .offset = (uint32_t)reader_offset(&p->r),
			     .nodes = 1 };
	return v;
}

/* Bytes of a number of that type; 0 for what is none. */
static unsigned width_of(uint8_t type)
{
	static const struct {
		char type;
		uint8_t width;
	} widths[] = { { 'i', 1 }, { 'U', 1 }, { 'I', 2 }, { 'l', 4 },
		       { 'L', 8 }, { 'd', 4 }, { 'D', 8 } };

	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++)
		if (type == (uint8_t)widths[i].type)
			return widths[i].width;
	return 0;
}

static int64_t read_integer(struct parse *p, uint8_t type)
{
	unsigned width = width_of(type), shift = 64 - 8 * width;
	uint64_t bits = reader_be(&p->r, width);

	return type == 'U' ? (int64_t)bits : (int64_t)(bits << shift) >> shift;
}

/* A length: a type of integer, and it. */
static bool read_length(struct parse *p, uint64_t *length)
{
	uint8_t type = reader_u8(&p->r);
	unsigned width = width_of(type);
	int64_t n = width && type != 'd' && type != 'D' ? read_integer(p, type) : -1;

	if (p->r.bad)
		return ended(p);
	if (n < 0)
		return fault(p, "a length is no positive integer");
	*length = (uint64_t)n;
	return true;
}

static bool read_text(struct parse *p, struct value *v)
{
	uint64_t n;

	if (!read_length(p, &n))
		return false;

	struct span text = reader_take(&p->r, n);

	if (p->r.bad)
		return ended(p);
	v->text = text.n ? text.p : (const uint8_t *)"";
	v->size = (uint32_t)text.n;
	return true;
}

static bool read_number(struct parse *p, uint8_t type)
{
	struct value *v = add(p, VALUE_NUMBER);

	if (type == 'd' || type == 'D') {
		reader_skip(&p->r, width_of(type));
	} else {
		char digits[DIGITS_MAX];
		int n = snprintf(digits, sizeof(digits), "%lld", (long long)read_integer(p, type));

		memcpy(p->text, digits, (size_t)n);
		v->text = p->text;
		v->size = (uint32_t)n;
		p->text += n;
	}
	return p->r.bad ? ended(p) : true;
}

/* The type and the number of items that may stand at the start of a container. */
static bool open(struct parse *p, enum value_kind kind)
{
	struct frame frame = { .value = p->n, .left = UNTIL_CLOSED };

	if (p->depth == JSON_DEPTH_MAX)
		return fault(p, "containers are nested too deep");
	add(p, kind);
	if (reader_left(&p->r) && *p->r.p == '$') {
		reader_skip(&p->r, 1);
		frame.type = reader_u8(&p->r);
		if (reader_left(&p->r) == 0 || *p->r.p != '#')
			return fault(p, "a typed container has no count");
		if (!strchr("iUIlLdDSHC{[", frame.type) || frame.type == 0)
			return fault(p, "a typed container is of no type that has bytes");
	}
	if (reader_left(&p->r) && *p->r.p == '#') {
		reader_skip(&p->r, 1);
		if (!read_length(p, &frame.left))
			return false;
		if (frame.left > reader_left(&p->r))
			return fault(p, "a container has more items than the document has bytes");
	}
	p->frames[p->depth++] = frame;
	return true;
}

static bool read_value(struct parse *p, uint8_t type)
{
	switch (type) {
	case '{':
		return open(p, VALUE_MAP);
	case '[':
		return open(p, VALUE_LIST);
	case 'S':
		return read_text(p, add(p, VALUE_STRING));
	case 'H': /* a number too long for the other types, as text */
		return read_text(p, add(p, VALUE_NUMBER));
	case 'Z':
		add(p, VALUE_NULL);
		return true;
	case 'T':
	case 'F':
		add(p, type == 'T' ? VALUE_TRUE : VALUE_FALSE);
		return true;
	case 'C': {
		struct value *v = add(p, VALUE_STRING);
		struct span character = reader_take(&p->r, 1);

		v->text = character.p;
		v->size = 1;
		return p->r.bad ? ended(p) : true;
	}
	default:
		return width_of(type) ? read_number(p, type) : fault(p, "there is no such type");
	}
}

/* Maps of more keys are not models'; their keys are not compared. */
static void compare_keys(struct parse *p, const struct value *map)
{
	if (map->size > KEYS_COMPARED) {
		note(p, "an object has more keys than are compared", map->offset);
		return;
	}
	value_each (key, map)
		for (const struct value *other = value_first(map); other < key;
		     other = value_next(map, other))
			if (span_eq(value_raw(other), value_raw(key))) {
				note(p, "a key stands twice in one object", key->offset);
				p->json->twice = true;
			}
}

static void close(struct parse *p)
{
	struct value *v = &p->values[p->frames[--p->depth].value];

	v->nodes = p->n - (uint32_t)(v - p->values);
	if (v->kind == VALUE_MAP)
		compare_keys(p, v);
	if (v > p->values && v[-1].kind == VALUE_KEY)
		v[-1].nodes = 1 + v->nodes;
}

static void skip_nothing(struct parse *p)
{
	while (reader_left(&p->r) && *p->r.p == 'N')
		reader_skip(&p->r, 1);
}

/* Whether the container is at its end, which is passed. */
static bool at_end(struct parse *p, const struct frame *frame, enum value_kind kind)
{
	if (frame->left != UNTIL_CLOSED)
		return frame->left == 0;
	skip_nothing(p);
	if (reader_left(&p->r) == 0 || *p->r.p != (kind == VALUE_MAP ? '}' : ']'))
		return false;
	reader_skip(&p->r, 1);
	return true;
}

/* An item of which too little is there to be in the tree. */
static bool without(struct parse *p, uint32_t n)
{
	p->n = n;
	return false;
}

static bool read_item(struct parse *p)
{
	struct frame *frame = &p->frames[p->depth - 1];
	struct value *holder = &p->values[frame->value];
	uint8_t type = frame->type;
	uint32_t before = p->n;

	if (at_end(p, frame, (enum value_kind)holder->kind)) {
		close(p);
		return true;
	}
	if (frame->left != UNTIL_CLOSED)
		frame->left--;
	if (holder->kind == VALUE_MAP) {
		struct value *key = add(p, VALUE_KEY);

		key->nodes = 2;
		if (!read_text(p, key))
			return without(p, before);
	}
	if (type == NOTHING) {
		skip_nothing(p);
		type = reader_u8(&p->r);
	}
	if (p->r.bad && !ended(p))
		return without(p, before);

	uint32_t bare = p->n;
	bool goes_on = read_value(p, type);

	if (p->n == bare)
		return without(p, before);
	holder->size++;
	return goes_on;
}

void ubjson_read(struct json *json, struct span bytes, struct value *values, uint8_t *texts)
{
	struct parse p = { .r = reader_of(bytes), .json = json, .values = values, .text = texts };

	*json = (struct json){ 0 };
	skip_nothing(&p);

	uint8_t type = reader_u8(&p.r);
	bool goes_on = p.r.bad ? ended(&p) : read_value(&p, type);

	while (goes_on && p.depth > 0)
		goes_on = read_item(&p);
	while (p.depth > 0)
		close(&p);
	if (p.n > 0)
		json->root = values;
	if (!json->why && reader_left(&p.r) > 0)
		note(&p, "bytes follow the document", reader_offset(&p.r));
}
