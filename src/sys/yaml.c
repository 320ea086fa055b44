/* libyaml's events, put into the array that a value tree is. */
#include "sys/yaml.h"

#include <yaml.h>

enum { NO_PARENT = UINT32_MAX, DEPTH_MAX = 512 };

struct build {
	struct yaml *yaml;
	struct span text;
	struct yaml_room room;
	size_t n, n_texts;
	uint32_t open; /* the innermost open container; its `nodes` holds its parent */
	unsigned depth;
	size_t index, offset; /* the same place in characters, as libyaml counts, and in bytes */
	void (*on_tag)(void *context, struct span tag, uint64_t offset);
	void *context;
};

/* The byte offset of a mark. Marks only go forward. */
static uint32_t offset_of(struct build *b, size_t index)
{
	while (b->index < index && b->offset < b->text.n) {
		do
			b->offset++;
		while (b->offset < b->text.n && (b->text.p[b->offset] & 0xc0) == 0x80);
		b->index++;
	}
	return (uint32_t)b->offset;
}

static bool fault(struct build *b, const char *why)
{
	b->yaml->why = why;
	b->yaml->at = b->offset;
	return false;
}

static struct value *add(struct build *b, enum value_kind kind)
{
	struct value *v;

	if (b->n == b->room.n_values)
		return NULL;
	v = &b->room.values[b->n++];
	*v = (struct value){ .kind = (uint8_t)kind, .offset = (uint32_t)b->offset, .nodes = 1 };
	return v;
}

static bool set_text(struct build *b, struct value *v, struct span text, const char *prefix)
{
	size_t n = strlen(prefix);

	if (n + text.n > b->room.n_texts - b->n_texts || n + text.n > UINT32_MAX)
		return fault(b, "the texts are longer than the document");
	v->text = b->room.texts + b->n_texts;
	v->size = (uint32_t)(n + text.n);
	memcpy(b->room.texts + b->n_texts, prefix, n);
	if (text.n)
		memcpy(b->room.texts + b->n_texts + n, text.p, text.n);
	b->n_texts += n + text.n;
	return true;
}

static struct value *open_one(struct build *b)
{
	return b->open == NO_PARENT ? NULL : &b->room.values[b->open];
}

/* Whether the next node is a key of the map that is open. */
static bool wants_key(struct build *b)
{
	const struct value *map = open_one(b);

	return map && map->kind == VALUE_MAP && b->room.values[b->n - 1].kind != VALUE_KEY;
}

/* A key that is no scalar gets an empty key before it, so that the tree stays in pairs. */
static bool add_empty_key(struct build *b)
{
	struct value *key;

	if (!wants_key(b))
		return true;
	key = add(b, VALUE_KEY);
	if (!key)
		return fault(b, "more values than there is room for");
	return set_text(b, key, (struct span){ 0 }, "");
}

/* A value is whole. */
static void count_value(struct build *b, uint32_t at)
{
	struct value *parent = open_one(b);

	if (!parent)
		return;
	parent->size++;
	if (parent->kind == VALUE_MAP)
		b->room.values[at - 1].nodes = (uint32_t)(b->n - at + 1);
}

static bool add_scalar(struct build *b, struct span text, const char *prefix)
{
	bool key = wants_key(b);
	struct value *v = add(b, key ? VALUE_KEY : VALUE_STRING);

	if (!v)
		return fault(b, "more values than there is room for");
	if (!set_text(b, v, text, prefix))
		return false;
	if (!key)
		count_value(b, (uint32_t)(b->n - 1));
	return true;
}

static bool open_container(struct build *b, enum value_kind kind)
{
	struct value *v;

	if (b->depth == DEPTH_MAX)
		return fault(b, "values are nested too deep");
	if (!add_empty_key(b))
		return false;
	v = add(b, kind);
	if (!v)
		return fault(b, "more values than there is room for");
	v->nodes = b->open;
	b->open = (uint32_t)(b->n - 1);
	b->depth++;
	return true;
}

static void close_container(struct build *b)
{
	uint32_t whole = b->open;
	struct value *v = &b->room.values[whole];

	if (b->room.values[b->n - 1].kind == VALUE_KEY && add(b, VALUE_NULL))
		count_value(b, (uint32_t)(b->n - 1));
	b->open = v->nodes;
	v->nodes = (uint32_t)(b->n - whole);
	b->depth--;
	count_value(b, whole);
}

static struct span chars(const yaml_char_t *s)
{
	return span_str((const char *)s);
}

static void tell_tag(struct build *b, const yaml_char_t *tag, uint64_t offset)
{
	if (tag && b->on_tag)
		b->on_tag(b->context, chars(tag), offset);
}

static bool take(struct build *b, const yaml_event_t *event)
{
	uint64_t offset = offset_of(b, event->start_mark.index);

	switch (event->type) {
	case YAML_SCALAR_EVENT:
		tell_tag(b, event->data.scalar.tag, offset);
		return add_scalar(b, span_of(event->data.scalar.value, event->data.scalar.length),
				  "");
	case YAML_ALIAS_EVENT:
		return add_scalar(b, chars(event->data.alias.anchor), "*");
	case YAML_SEQUENCE_START_EVENT:
		tell_tag(b, event->data.sequence_start.tag, offset);
		return open_container(b, VALUE_LIST);
	case YAML_MAPPING_START_EVENT:
		tell_tag(b, event->data.mapping_start.tag, offset);
		return open_container(b, VALUE_MAP);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		close_container(b);
		return true;
	default:
		return true; /* where streams and documents begin and end */
	}
}

static void read_events(struct build *b, yaml_parser_t *parser)
{
	yaml_event_t event;
	bool more = true;

	while (more) {
		if (!yaml_parser_parse(parser, &event)) {
			(void)offset_of(b, parser->problem_mark.index);
			(void)fault(b, "YAML cannot be read from here on");
			return;
		}
		more = event.type != YAML_STREAM_END_EVENT && take(b, &event);
		yaml_event_delete(&event);
	}
}

void yaml_read(struct yaml *yaml, struct span text, struct yaml_room room,
	       void (*on_tag)(void *context, struct span tag, uint64_t offset), void *context)
{
	struct build b = { .yaml = yaml,
			   .text = text,
			   .room = room,
			   .open = NO_PARENT,
			   .on_tag = on_tag,
			   .context = context };
	yaml_parser_t parser;

	*yaml = (struct yaml){ 0 };
	if (text.n == 0)
		return;
	if (!yaml_parser_initialize(&parser)) {
		(void)fault(&b, "no memory for the reader of YAML");
		return;
	}
	yaml_parser_set_input_string(&parser, text.p, text.n);
	if (open_container(&b, VALUE_LIST)) {
		read_events(&b, &parser);
		while (b.open != NO_PARENT)
			close_container(&b);
		yaml->root = room.values;
	}
	yaml_parser_delete(&parser);
}
