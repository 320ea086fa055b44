/* Expat's events, put together as the tree that the same document in JSON would be. */
#include "sys/xml.h"

#include <expat.h>

enum { SALT = 1 }; /* of expat's tables: it would open a file for a better one */

enum child { CHILD_KEY, CHILD_ITEM, CHILD_WRAPPED };

/* An element that is open, by its depth. */
struct element {
	enum child children;
	bool waits;   /* not known yet whether it is a string or a map */
	bool is_wrap; /* a map around it ends with it */
	const char *text_key;
};

struct build {
	struct value_build tree;
	const struct xml_shape *shape;
	XML_Parser parser;
	struct element open[VALUE_BUILD_DEPTH];
	size_t n_open;
	uint8_t *text; /* of the innermost element, gathered behind the texts that are kept */
	size_t n_text, text_room;
};

static const char *local_name(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

static bool is_one_of(const char *const *names, const char *name)
{
	for (size_t i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static const char *text_key(const struct xml_shape *shape, const char *name)
{
	for (size_t i = 0; shape->texts[i][0]; i++)
		if (strcmp(shape->texts[i][0], name) == 0)
			return shape->texts[i][1];
	return "content";
}

static bool add(struct build *b, const char *word)
{
	return value_build_scalar(&b->tree, span_str(word), "");
}

static void stop(struct build *b)
{
	(void)XML_StopParser(b->parser, XML_FALSE); /* it fails only when it has stopped */
}

static struct element *innermost(struct build *b)
{
	return b->n_open ? &b->open[b->n_open - 1] : NULL;
}

/* The parent is no string after all. */
static bool open_parent(struct build *b)
{
	struct element *parent = innermost(b);

	b->n_text = 0;
	if (!parent || !parent->waits)
		return true;
	parent->waits = false;
	return value_build_open(&b->tree, VALUE_MAP);
}

/* What stands before the value of a child. */
static bool name_child(struct build *b, struct element *element, const char *name)
{
	const struct element *parent = innermost(b);

	if (!parent || parent->children == CHILD_ITEM)
		return true;
	element->is_wrap = parent->children == CHILD_WRAPPED;
	if (element->is_wrap && !value_build_open(&b->tree, VALUE_MAP))
		return false;
	return add(b, name);
}

static bool open_value(struct build *b, struct element *element, const char *name,
		       const char **attributes)
{
	if (element->children != CHILD_KEY)
		return value_build_open(&b->tree, VALUE_LIST);
	if (!attributes[0]) {
		element->waits = true;
		return true;
	}
	element->text_key = text_key(b->shape, name);
	if (!value_build_open(&b->tree, VALUE_MAP))
		return false;
	for (size_t i = 0; attributes[i]; i += 2) {
		bool space = strncmp(attributes[i], "xmlns", 5) == 0;

		if (!add(b, space ? "xmlns" : local_name(attributes[i])) ||
		    !add(b, attributes[i + 1]))
			return false;
	}
	return true;
}

static bool start(struct build *b, const char *name, const char **attributes)
{
	struct element element = { .children = CHILD_KEY };

	if (b->n_open == VALUE_BUILD_DEPTH)
		return value_build_fault(&b->tree, "elements are nested too deep");
	if (is_one_of(b->shape->lists, name))
		element.children = CHILD_ITEM;
	else if (is_one_of(b->shape->wrapped, name))
		element.children = CHILD_WRAPPED;
	if (!open_parent(b) || !name_child(b, &element, name) ||
	    !open_value(b, &element, name, attributes))
		return false;
	b->open[b->n_open++] = element;
	return true;
}

static struct span trimmed(struct span s)
{
	while (s.n && strchr(" \t\r\n", s.p[0]))
		s = span_from(s, 1);
	while (s.n && strchr(" \t\r\n", s.p[s.n - 1]))
		s.n--;
	return s;
}

static bool end(struct build *b)
{
	struct element *element = innermost(b);
	struct span text = trimmed(span_of(b->text, b->n_text));

	b->n_text = 0;
	if (element->waits) {
		if (!value_build_scalar(&b->tree, text, ""))
			return false;
	} else {
		if (text.n && element->text_key &&
		    (!add(b, element->text_key) || !value_build_scalar(&b->tree, text, "")))
			return false;
		value_build_close(&b->tree);
	}
	if (element->is_wrap)
		value_build_close(&b->tree);
	b->n_open--;
	return true;
}

/* Expat's side. */

static void keep_offset(struct build *b)
{
	XML_Index at = XML_GetCurrentByteIndex(b->parser);

	b->tree.offset = at < 0 ? 0 : (uint64_t)at;
}

static void on_start(void *context, const char *name, const char **attributes)
{
	keep_offset(context);
	if (!start(context, local_name(name), attributes))
		stop(context);
}

static void on_end(void *context, const char *name)
{
	(void)name;
	keep_offset(context);
	if (!end(context))
		stop(context);
}

static void on_text(void *context, const char *s, int n)
{
	struct build *b = context;

	if ((size_t)n > b->text_room - b->n_text) {
		(void)value_build_fault(&b->tree, "the texts are longer than the document");
		stop(b);
		return;
	}
	memcpy(b->text + b->n_text, s, (size_t)n);
	b->n_text += (size_t)n;
}

static void on_doctype(void *context, const char *name, const char *system, const char *public,
		       int internal)
{
	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	keep_offset(context);
	(void)value_build_fault(&((struct build *)context)->tree,
				"a document type declaration, which can define entities");
	stop(context);
}

static void parse(struct build *b, struct span text)
{
	XML_SetUserData(b->parser, b);
	(void)XML_SetHashSalt(b->parser, SALT); /* it fails only after the first byte */
	XML_SetElementHandler(b->parser, on_start, on_end);
	XML_SetCharacterDataHandler(b->parser, on_text);
	XML_SetStartDoctypeDeclHandler(b->parser, on_doctype);
	if (XML_Parse(b->parser, (const char *)text.p, (int)text.n, XML_TRUE) == XML_STATUS_OK)
		return;
	keep_offset(b);
	(void)value_build_fault(&b->tree, "XML cannot be read from here on");
}

void xml_read(struct xml *xml, struct span text, struct value_room room,
	      const struct xml_shape *shape)
{
	struct build b = { .shape = shape, .parser = XML_ParserCreate(NULL) };

	*xml = (struct xml){ 0 };
	/* The latter half of the texts' room is for what is being gathered. */
	room.n_texts /= 2;
	b.text = room.texts + room.n_texts;
	b.text_room = room.n_texts;
	b.tree = value_build_of(room);
	if (!b.parser) {
		xml->why = "no memory for the reader of XML";
		return;
	}
	parse(&b, text);
	value_build_end(&b.tree);
	xml->root = b.tree.n ? room.values : NULL;
	xml->why = b.tree.why;
	xml->at = b.tree.at;
	XML_ParserFree(b.parser);
}
