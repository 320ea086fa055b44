/* Putting a value tree together from events. */
#include "base/value_build.h"

enum { NO_PARENT = UINT32_MAX };

struct value_build value_build_of(struct value_room room)
{
	return (struct value_build){ .room = room, .open = NO_PARENT };
}

bool value_build_fault(struct value_build *b, const char *why)
{
	if (!b->why) {
		b->why = why;
		b->at = b->offset;
	}
	return false;
}

static struct value *add(struct value_build *b, enum value_kind kind)
{
	struct value *v;

	if (b->n == b->room.n_values)
		return NULL;
	v = &b->room.values[b->n++];
	*v = (struct value){ .kind = (uint8_t)kind, .offset = (uint32_t)b->offset, .nodes = 1 };
	return v;
}

static bool set_text(struct value_build *b, struct value *v, struct span text, const char *prefix)
{
	size_t n = strlen(prefix);

	if (n + text.n > b->room.n_texts - b->n_texts || n + text.n > UINT32_MAX)
		return value_build_fault(b, "the texts are longer than the document");
	v->text = b->room.texts + b->n_texts;
	v->size = (uint32_t)(n + text.n);
	memcpy(b->room.texts + b->n_texts, prefix, n);
	if (text.n)
		memcpy(b->room.texts + b->n_texts + n, text.p, text.n);
	b->n_texts += n + text.n;
	return true;
}

static struct value *open_one(struct value_build *b)
{
	return b->open == NO_PARENT ? NULL : &b->room.values[b->open];
}

/* Whether the next node is a key of the map that is open. */
static bool wants_key(struct value_build *b)
{
	const struct value *map = open_one(b);

	return map && map->kind == VALUE_MAP && b->room.values[b->n - 1].kind != VALUE_KEY;
}

/* A key that is no scalar gets an empty key before it, so that the tree stays in pairs. */
static bool add_empty_key(struct value_build *b)
{
	struct value *key;

	if (!wants_key(b))
		return true;
	key = add(b, VALUE_KEY);
	if (!key)
		return value_build_fault(b, "more values than there is room for");
	return set_text(b, key, (struct span){ 0 }, "");
}

/* A value is whole. */
static void count_value(struct value_build *b, uint32_t at)
{
	struct value *parent = open_one(b);

	if (!parent)
		return;
	parent->size++;
	if (parent->kind == VALUE_MAP)
		b->room.values[at - 1].nodes = (uint32_t)(b->n - at + 1);
}

bool value_build_scalar(struct value_build *b, struct span text, const char *prefix)
{
	bool key = wants_key(b);
	struct value *v = add(b, key ? VALUE_KEY : VALUE_STRING);

	if (!v)
		return value_build_fault(b, "more values than there is room for");
	if (!set_text(b, v, text, prefix))
		return false;
	if (!key)
		count_value(b, (uint32_t)(b->n - 1));
	return true;
}

bool value_build_open(struct value_build *b, enum value_kind kind)
{
	struct value *v;

	if (b->depth == VALUE_BUILD_DEPTH)
		return value_build_fault(b, "values are nested too deep");
	if (!add_empty_key(b))
		return false;
	v = add(b, kind);
	if (!v)
		return value_build_fault(b, "more values than there is room for");
	v->nodes = b->open;
	b->open = (uint32_t)(b->n - 1);
	b->depth++;
	return true;
}

/* A key that was left alone gets a null, or goes where there is no room for one: whoever walks the
 * tree takes the node behind a key for its value. */
static void end_key(struct value_build *b)
{
	if (b->room.values[b->n - 1].kind != VALUE_KEY)
		return;
	if (add(b, VALUE_NULL))
		count_value(b, (uint32_t)(b->n - 1));
	else
		b->n--;
}

void value_build_close(struct value_build *b)
{
	uint32_t whole = b->open;
	struct value *v = &b->room.values[whole];

	end_key(b);
	b->open = v->nodes;
	v->nodes = (uint32_t)(b->n - whole);
	b->depth--;
	count_value(b, whole);
}

void value_build_end(struct value_build *b)
{
	while (b->open != NO_PARENT)
		value_build_close(b);
}
