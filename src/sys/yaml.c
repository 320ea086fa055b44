/* libyaml's events, put into the array that a value tree is. */
#include "sys/yaml.h"

#include <yaml.h>

struct build {
	struct value_build tree;
	struct span text;
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

	b->tree.offset = offset;
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		tell_tag(b, event->data.scalar.tag, offset);
		return value_build_scalar(
			&b->tree, span_of(event->data.scalar.value, event->data.scalar.length), "");
	case YAML_ALIAS_EVENT:
		return value_build_scalar(&b->tree, chars(event->data.alias.anchor), "*");
	case YAML_SEQUENCE_START_EVENT:
		tell_tag(b, event->data.sequence_start.tag, offset);
		return value_build_open(&b->tree, VALUE_LIST);
	case YAML_MAPPING_START_EVENT:
		tell_tag(b, event->data.mapping_start.tag, offset);
		return value_build_open(&b->tree, VALUE_MAP);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		value_build_close(&b->tree);
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
			b->tree.offset = offset_of(b, parser->problem_mark.index);
			(void)value_build_fault(&b->tree, "YAML cannot be read from here on");
			return;
		}
		more = event.type != YAML_STREAM_END_EVENT && take(b, &event);
		yaml_event_delete(&event);
	}
}

void yaml_read(struct yaml *yaml, struct span text, struct value_room room,
	       void (*on_tag)(void *context, struct span tag, uint64_t offset), void *context)
{
	struct build b = {
		.tree = value_build_of(room), .text = text, .on_tag = on_tag, .context = context
	};
	yaml_parser_t parser;

	*yaml = (struct yaml){ 0 };
	if (text.n == 0)
		return;
	if (!yaml_parser_initialize(&parser)) {
		yaml->why = "no memory for the reader of YAML";
		return;
	}
	yaml_parser_set_input_string(&parser, text.p, text.n);
	if (value_build_open(&b.tree, VALUE_LIST)) {
		read_events(&b, &parser);
		value_build_end(&b.tree);
		yaml->root = room.values;
	}
	yaml->why = b.tree.why;
	yaml->at = b.tree.at;
	yaml_parser_delete(&parser);
}
