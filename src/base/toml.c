/*
 * Statements and what they may do to the tables. What is inside an array or an inline table is read
 * without recursion: `open` is the innermost one, and each knows the one around it.
 */
#include "base/toml.h"

#include "base/toml_scalar.h"
#include "base/toml_tree.h"

struct parse {
	struct toml_text text;
	struct toml_tree tree;
	struct toml_node *section; /* the table of the last brackets */
	struct toml_node *open;	   /* the innermost array or inline table */
	uint32_t n_sections;	   /* so far, from 1 */
};

static bool fault(struct parse *parse, const char *why)
{
	return toml_fault(&parse->text, why);
}

/* A fault of what has been read from `offset` on. */
static bool fault_at(struct parse *parse, uint32_t offset, const char *why)
{
	parse->text.p = parse->text.start + offset;
	return fault(parse, why);
}

static int peek(const struct parse *parse)
{
	return toml_peek(&parse->text);
}

static bool take(struct parse *parse, char byte)
{
	if (peek(parse) != byte)
		return false;
	parse->text.p++;
	return true;
}

static uint32_t offset(const struct parse *parse)
{
	return (uint32_t)(parse->text.p - parse->text.start);
}

static void skip_blanks(struct parse *parse)
{
	while (peek(parse) == ' ' || peek(parse) == '\t')
		parse->text.p++;
}

/* To the end of the line, which nothing but a comment may stand before. */
static void skip_comment(struct parse *parse)
{
	size_t n;

	skip_blanks(parse);
	if (!take(parse, '#'))
		return;
	while ((n = toml_character(&parse->text)) > 0)
		parse->text.p += n;
}

/* Past the end of a line; false when there is none. */
static bool skip_newline(struct parse *parse)
{
	bool two = span_starts(toml_rest(&parse->text), "\r\n");

	parse->text.p += two;
	return take(parse, '\n');
}

/* Past space, ends of lines and comments. */
static void skip_lines(struct parse *parse)
{
	do
		skip_comment(parse);
	while (skip_newline(parse));
}

/* Keys. */

static bool is_bare(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_';
}

/* One part of a key, and the space behind. */
static bool read_part(struct parse *parse, struct value *key)
{
	struct span text = { .p = parse->text.p };

	*key = (struct value){ .kind = VALUE_KEY, .offset = offset(parse), .nodes = 1 };
	if (peek(parse) == '"' || peek(parse) == '\'') {
		if (!toml_string(&parse->text, false, &text))
			return false;
	} else {
		while (is_bare(peek(parse)))
			parse->text.p++;
		text.n = (size_t)(parse->text.p - text.p);
		if (text.n == 0)
			return fault(parse, "a key is missing");
	}
	key->text = text.p;
	key->size = (uint32_t)text.n;
	skip_blanks(parse);
	return true;
}

/* Whether another part follows; p is then before it. */
static bool read_dot(struct parse *parse)
{
	if (!take(parse, '.'))
		return false;
	skip_blanks(parse);
	return true;
}

static struct toml_node *add(struct parse *parse, struct toml_node *parent, const struct value *key)
{
	struct toml_node *node;

	if (parent->depth >= TOML_DEPTH_MAX) {
		(void)fault(parse, "tables and arrays are nested too deep");
		return NULL;
	}
	node = toml_tree_add(&parse->tree, parent, key);
	node->value.offset = key ? key->offset : offset(parse);
	return node;
}

/* The table of that key, made when there is none; NULL when it is something else. */
static struct toml_node *table_of(struct parse *parse, struct toml_node *parent,
				  const struct value *key)
{
	struct toml_node *node = toml_tree_find(&parse->tree, parent, key);

	if (!node) {
		node = add(parse, parent, key);
		if (node)
			node->value.kind = VALUE_MAP;
	} else if (node->closed || node->value.kind < VALUE_LIST) {
		(void)fault_at(parse, key->offset, "a key has a value already");
		return NULL;
	}
	return node;
}

/* Brackets: [a.b] and [[a.b]]. */

/* Whether its brackets or its keys stand in a section that has ended. */
static bool is_defined(const struct parse *parse, const struct toml_node *node)
{
	return node->defined || (node->dotted && node->dotted != parse->n_sections);
}

/* The table in which the last part of a key in brackets lies: in an array its last element. */
static bool read_way(struct parse *parse, struct toml_node **parent, struct value *key)
{
	*parent = parse->tree.root;
	for (;;) {
		if (!read_part(parse, key))
			return false;
		if (!read_dot(parse))
			return true;
		*parent = table_of(parse, *parent, key);
		if (!*parent)
			return false;
		if ((*parent)->value.kind == VALUE_LIST)
			*parent = (*parent)->last;
	}
}

static bool define_table(struct parse *parse, struct toml_node *parent, const struct value *key)
{
	struct toml_node *node = table_of(parse, parent, key);

	if (!node)
		return false;
	if (is_defined(parse, node))
		return fault_at(parse, key->offset, "a table stands twice");
	node->defined = true;
	parse->section = node;
	return true;
}

static bool define_element(struct parse *parse, struct toml_node *parent, const struct value *key)
{
	struct toml_node *list = toml_tree_find(&parse->tree, parent, key);

	if (list && (list->closed || list->value.kind != VALUE_LIST))
		return fault_at(parse, key->offset, "a key has a value already");
	if (!list)
		list = add(parse, parent, key);
	if (!list)
		return false;
	list->value.kind = VALUE_LIST;
	list->defined = true;
	parse->section = add(parse, list, NULL);
	if (!parse->section)
		return false;
	parse->section->value.kind = VALUE_MAP;
	parse->section->value.offset = key->offset;
	return true;
}

static bool read_brackets(struct parse *parse)
{
	struct toml_node *parent;
	struct value key;

	parse->n_sections++;
	parse->text.p++;

	bool element = take(parse, '[');

	skip_blanks(parse);
	if (!read_way(parse, &parent, &key))
		return false;
	if (!take(parse, ']') || (element && !take(parse, ']')))
		return fault(parse, "a bracket is missing");
	return element ? define_element(parse, parent, &key) : define_table(parse, parent, &key);
}

/* Values. */

/* The place of a new value under a dotted key below `parent`; p is then at the value. In a section
 * a table that stands in brackets takes no dotted keys from outside. */
static struct toml_node *read_key(struct parse *parse, struct toml_node *parent, bool section)
{
	struct value key;

	for (;;) {
		if (!read_part(parse, &key))
			return NULL;
		if (!read_dot(parse))
			break;
		parent = table_of(parse, parent, &key);
		if (!parent)
			return NULL;
		if (section && is_defined(parse, parent)) {
			(void)fault_at(parse, key.offset, "a dotted key changes a table elsewhere");
			return NULL;
		}
		parent->dotted = parse->n_sections;
	}
	if (toml_tree_find(&parse->tree, parent, &key)) {
		(void)fault_at(parse, key.offset, "a key stands twice in one table");
		return NULL;
	}
	if (!take(parse, '=')) {
		(void)fault(parse, "an equals sign is missing");
		return NULL;
	}
	skip_blanks(parse);
	return add(parse, parent, &key);
}

static void open_container(struct parse *parse, struct toml_node *node, enum value_kind kind)
{
	node->value.kind = (uint8_t)kind;
	node->closed = true;
	node->outer = parse->open;
	parse->open = node;
	parse->text.p++;
}

static bool set_text(struct toml_node *node, enum value_kind kind, struct span text)
{
	node->value.kind = (uint8_t)kind;
	node->value.text = text.p;
	node->value.size = (uint32_t)text.n;
	return true;
}

static bool read_word(struct parse *parse, struct toml_node *node)
{
	struct span rest = toml_rest(&parse->text);
	bool yes = span_starts(rest, "true");

	if (!yes && !span_starts(rest, "false"))
		return fault(parse,
			     rest.n ? "not the beginning of a value" : "the text ends too early");
	parse->text.p += yes ? 4 : 5;
	node->value.kind = yes ? VALUE_TRUE : VALUE_FALSE;
	return true;
}

static bool read_scalar(struct parse *parse, struct toml_node *node)
{
	struct span rest = toml_rest(&parse->text), text;
	const char *why = NULL;
	size_t date, n;

	if (peek(parse) == '"' || peek(parse) == '\'')
		return toml_string(&parse->text, true, &text) && set_text(node, VALUE_STRING, text);
	date = toml_date(rest, &why);
	if (why)
		return fault(parse, why);
	n = date ? date : toml_number(rest);
	if (n == 0)
		return read_word(parse, node);
	parse->text.p += n;
	return set_text(node, date ? VALUE_STRING : VALUE_NUMBER, span_part(rest, 0, n));
}

/* A scalar, or the beginning of a container. */
static bool read_start(struct parse *parse, struct toml_node *node)
{
	int c = peek(parse);

	node->value.offset = offset(parse);
	if (c != '[' && c != '{')
		return read_scalar(parse, node);
	open_container(parse, node, c == '[' ? VALUE_LIST : VALUE_MAP);
	return true;
}

static bool close_container(struct parse *parse)
{
	parse->open = parse->open->outer;
	return true;
}

static bool go_on_list(struct parse *parse, struct toml_node **next)
{
	bool separate = parse->open->first == NULL;

	skip_lines(parse);
	if (!separate && take(parse, ',')) {
		separate = true;
		skip_lines(parse);
	}
	if (take(parse, ']'))
		return close_container(parse);
	if (!separate)
		return fault(parse, "a comma is missing");
	*next = add(parse, parse->open, NULL);
	return *next != NULL;
}

static bool go_on_table(struct parse *parse, struct toml_node **next)
{
	skip_blanks(parse);
	if (take(parse, '}'))
		return close_container(parse);
	if (parse->open->first && !take(parse, ','))
		return fault(parse, "a comma is missing");
	skip_blanks(parse);
	*next = read_key(parse, parse->open, false);
	return *next != NULL;
}

/* Closes the open container, or finds the place of the next value in it. */
static bool go_on(struct parse *parse, struct toml_node **next)
{
	return parse->open->value.kind == VALUE_LIST ? go_on_list(parse, next)
						     : go_on_table(parse, next);
}

static bool read_value(struct parse *parse, struct toml_node *node)
{
	while (node) {
		if (!read_start(parse, node))
			return false;
		node = NULL;
		while (parse->open && !node)
			if (!go_on(parse, &node))
				return false;
	}
	return true;
}

static bool read_pair(struct parse *parse)
{
	struct toml_node *node = read_key(parse, parse->section, true);

	return node && read_value(parse, node);
}

/* One line, or as many as its value takes. */
static bool read_statement(struct parse *parse)
{
	int c;

	skip_blanks(parse);
	c = peek(parse);
	if (c == '[' && !read_brackets(parse))
		return false;
	if (c >= 0 && !memchr("[#\r\n", c, 4) && !read_pair(parse))
		return false;
	if (parse->tree.attacked)
		return fault(parse, "keys are chosen to collide");
	skip_comment(parse);
	return peek(parse) < 0 || skip_newline(parse) ||
	       fault(parse, "a line goes on where it should end");
}

static void skip_mark(struct parse *parse)
{
	if (!span_starts(toml_rest(&parse->text), "\xef\xbb\xbf"))
		return;
	(void)fault(parse, "the text begins with a byte order mark");
	parse->text.p += 3;
}

void toml_read(struct toml *toml, struct arena *arena, struct span text)
{
	struct parse parse = {
		.text = { .start = text.p, .p = text.p, .end = text.p + text.n, .arena = arena }
	};

	*toml = (struct toml){ 0 };
	toml_tree_init(&parse.tree, arena);
	parse.section = parse.tree.root;
	parse.n_sections = 1;
	if (text.n >= UINT32_MAX) {
		toml->cut = true;
		(void)fault(&parse, "the text is longer than 4 GiB");
	}
	skip_mark(&parse);
	while (!toml->cut && peek(&parse) >= 0)
		toml->cut = !read_statement(&parse);
	toml->root = toml_tree_values(&parse.tree);
	toml->why = parse.text.why;
	toml->at = parse.text.at;
}
