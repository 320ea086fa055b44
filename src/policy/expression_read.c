/* The reader of expressions: tokens, grammar and types in one pass. The grammar is in the header.
 */
#include <stdio.h>

#include "base/escape.h"
#include "base/nearest.h"
#include "policy/node.h"

enum { ITEMS_MAX = 1024, WORD_MAX = 64, SHOWN_MAX = 80 };

struct parse {
	struct arena *arena;
	struct span text;
	size_t at;   /* the next token */
	size_t last; /* behind the token before */
	enum subject_kind kind;
	unsigned depth, nodes;
	struct expression_fault *fault;
};

static PRINTF(3, 4) void *fault(struct parse *p, size_t at, const char *fmt, ...)
{
	va_list ap;

	p->fault->at = at;
	va_start(ap, fmt);
	(void)vsnprintf(p->fault->text, sizeof(p->fault->text), fmt, ap); /* a longer one is cut */
	va_end(ap);
	return NULL;
}

/* Tokens. */

static bool is_letter(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static void skip_space(struct parse *p)
{
	while (p->at < p->text.n && memchr(" \t\r\n", p->text.p[p->at], 4))
		p->at++;
}

/* The word at hand, empty when there is none. */
static struct span peek_word(const struct parse *p)
{
	size_t n = p->at;

	while (n < p->text.n && (is_letter(p->text.p[n]) || (n > p->at && is_digit(p->text.p[n]))))
		n++;
	return span_part(p->text, p->at, n - p->at);
}

static void advance(struct parse *p, size_t n)
{
	p->at += n;
	p->last = p->at;
	skip_space(p);
}

static bool take_word(struct parse *p, const char *word)
{
	struct span at = peek_word(p);

	if (!span_is(at, word))
		return false;
	advance(p, at.n);
	return true;
}

static bool take_sign(struct parse *p, const char *sign)
{
	if (!span_starts(span_from(p->text, p->at), sign))
		return false;
	advance(p, strlen(sign));
	return true;
}

/* What stands at hand, for a sentence. */
static const char *shown(struct parse *p)
{
	struct span word = peek_word(p);
	struct buf b;
	char *copy;

	if (p->at == p->text.n)
		return "the end";
	buf_init(&b, SHOWN_MAX * 4 + 3);
	buf_byte(&b, '\'');
	escape_text(&b, word.n ? span_part(word, 0, SHOWN_MAX) : span_part(p->text, p->at, 1));
	buf_byte(&b, '\'');
	copy = arena_text(p->arena, buf_view(&b));
	buf_free(&b);
	return copy;
}

static bool read_text(struct parse *p, struct span *out)
{
	uint8_t quote = p->at < p->text.n ? p->text.p[p->at] : 0;
	ptrdiff_t n;

	if (quote != '"' && quote != '\'') {
		(void)fault(p, p->at, "a text in quotes is missing before %s", shown(p));
		return false;
	}
	n = span_byte(span_from(p->text, p->at + 1), quote);
	if (n == SPAN_NONE) {
		(void)fault(p, p->at, "a text has no closing quote");
		return false;
	}
	*out = span_part(p->text, p->at + 1, (uint64_t)n);
	advance(p, (size_t)n + 2);
	return true;
}

/* Nodes. */

static struct node *new_node(struct parse *p, enum node_kind kind, size_t from)
{
	struct node *node;

	if (p->nodes++ == EXPRESSION_NODES_MAX)
		return fault(p, from, "the expression has more than %d parts",
			     EXPRESSION_NODES_MAX);
	node = arena_alloc(p->arena, sizeof(*node));
	node->kind = kind;
	node->text = span_part(p->text, from, p->last - from);
	return node;
}

static const struct node *read_any(struct parse *p);

/* Fields. */

static const struct policy_field *read_field(struct parse *p, struct span *key)
{
	struct span word = peek_word(p);
	size_t from = p->at;
	const char *near = NULL;
	const struct policy_field *field = field_named(word, p->kind, &near);

	*key = (struct span){ 0 };
	if (word.n == 0)
		return fault(p, from, "a field is missing before %s", shown(p));
	if (!field)
		return fault(p, from, "a %s has no field %s%s%s%s", subject_word(p->kind), shown(p),
			     near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	advance(p, word.n);
	if (strcmp(field->name, "property") != 0)
		return field;
	if (!take_sign(p, "["))
		return fault(p, p->at, "property takes a key: property[\"base_model\"]");
	if (!read_text(p, key))
		return NULL;
	if (key->n == 0 || !take_sign(p, "]"))
		return fault(p, p->at,
			     "property takes one key in brackets: property[\"base_model\"]");
	return field;
}

/* Constants. */

struct unit {
	uint8_t letter;
	enum field_type type;
	uint64_t of;
};

static const struct unit units[] = {
	{ 's', FIELD_TIME, 1 },
	{ 'h', FIELD_TIME, 3600 },
	{ 'd', FIELD_TIME, 86400 },
	{ 'w', FIELD_TIME, UINT64_C(7) * 86400 },
	{ 'K', FIELD_SIZE, UINT64_C(1) << 10 },
	{ 'M', FIELD_SIZE, UINT64_C(1) << 20 },
	{ 'G', FIELD_SIZE, UINT64_C(1) << 30 },
	{ 'T', FIELD_SIZE, UINT64_C(1) << 40 },
};

static const struct unit *unit_of(uint8_t letter)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (units[i].letter == letter)
			return &units[i];
	return NULL;
}

static bool read_number(struct parse *p, struct constant *out)
{
	size_t at = p->at, from = p->at;
	uint64_t n = 0;
	const struct unit *unit;

	for (; at < p->text.n && is_digit(p->text.p[at]); at++)
		if (__builtin_mul_overflow(n, 10u, &n) ||
		    __builtin_add_overflow(n, p->text.p[at] - (unsigned)'0', &n)) {
			(void)fault(p, from, "the number is too large");
			return false;
		}
	out->type = FIELD_COUNT;
	if (at < p->text.n && is_letter(p->text.p[at])) {
		unit = unit_of(p->text.p[at]);
		if (!unit || (at + 1 < p->text.n && is_letter(p->text.p[at + 1]))) {
			(void)fault(p, at,
				    "there is no such unit; of time there are s, h, d, w, of size "
				    "K, M, G, T");
			return false;
		}
		if (__builtin_mul_overflow(n, unit->of, &n)) {
			(void)fault(p, from, "the number is too large");
			return false;
		}
		out->type = unit->type;
		at++;
	}
	out->number = n;
	advance(p, at - from);
	return true;
}

/* The texts up to the closing bracket; `items` is NULL when they are only counted. */
static bool read_items(struct parse *p, struct span *items, size_t *n)
{
	struct span item;

	*n = 0;
	do {
		if (*n == ITEMS_MAX) {
			(void)fault(p, p->at, "a list has more than %d texts", ITEMS_MAX);
			return false;
		}
		if (!read_text(p, &item))
			return false;
		if (items)
			items[*n] = item;
		++*n;
	} while (take_sign(p, ","));
	if (take_sign(p, "]"))
		return true;
	(void)fault(p, p->at, "a list goes on with ',' or ends with ']', not with %s", shown(p));
	return false;
}

static bool read_list(struct parse *p, struct constant *out)
{
	size_t from = p->at;
	struct span *items;

	if (!read_items(p, NULL, &out->n))
		return false;
	items = arena_array(p->arena, out->n, sizeof(*items));
	p->at = from;
	out->type = FIELD_LIST;
	out->texts = items;
	return read_items(p, items, &out->n);
}

static bool read_constant(struct parse *p, struct constant *out)
{
	struct span *one;

	*out = (struct constant){ 0 };
	if (take_sign(p, "["))
		return read_list(p, out);
	if (p->at < p->text.n && is_digit(p->text.p[p->at]))
		return read_number(p, out);
	if (take_word(p, "true") || span_is(peek_word(p), "false")) {
		out->number = !take_word(p, "false");
		out->type = FIELD_FLAG;
		return true;
	}
	one = arena_alloc(p->arena, sizeof(*one));
	out->type = FIELD_TEXT;
	out->texts = one;
	out->n = 1;
	return read_text(p, one);
}

/* Types. */

/* What may stand on both sides of an operator. */
struct operator
{
	const char *sign;
	bool word;
	enum node_kind kind;
	unsigned fields; /* 1u << enum field_type */
	const char *takes;
};

enum {
	NUMBERS = 1u << FIELD_COUNT | 1u << FIELD_TIME | 1u << FIELD_SIZE,
	TEXTS = 1u << FIELD_TEXT | 1u << FIELD_VERSION,
	LISTS = 1u << FIELD_LIST | 1u << FIELD_PATHS,
	ORDERED = NUMBERS | 1u << FIELD_WORD | 1u << FIELD_VERSION,
	SCALARS = ORDERED | TEXTS | 1u << FIELD_FLAG,
};

/* Longer signs come first. */
static const struct operator operators[] = {
	{ "==", false, NODE_EQUAL, SCALARS, "one value" },
	{ "!=", false, NODE_UNEQUAL, SCALARS, "one value" },
	{ "<=", false, NODE_AT_MOST, ORDERED, "numbers, versions and words that have an order" },
	{ ">=", false, NODE_AT_LEAST, ORDERED, "numbers, versions and words that have an order" },
	{ "<", false, NODE_LESS, ORDERED, "numbers, versions and words that have an order" },
	{ ">", false, NODE_MORE, ORDERED, "numbers, versions and words that have an order" },
	{ "like", true, NODE_LIKE, TEXTS | LISTS, "texts and lists of them" },
	{ "in", true, NODE_IN, TEXTS | 1u << FIELD_WORD, "texts and words" },
	{ "has", true, NODE_HAS, LISTS, "lists" },
	{ "within", true, NODE_WITHIN, 1u << FIELD_LICENCE, "licences" },
	{ "needs", true, NODE_NEEDS, 1u << FIELD_LICENCE, "licences" },
};

enum { OPERATORS = sizeof(operators) / sizeof(operators[0]) };

static const struct operator* take_operator(struct parse *p)
{
	for (size_t i = 0; i < OPERATORS; i++)
		if (operators[i].word ? take_word(p, operators[i].sign)
				      : take_sign(p, operators[i].sign))
			return &operators[i];
	return NULL;
}

static const char *constant_word(enum field_type type)
{
	switch (type) {
	case FIELD_FLAG:
		return "true or false";
	case FIELD_COUNT:
		return "a number";
	case FIELD_TIME:
		return "a time, as 30d";
	case FIELD_SIZE:
		return "a size, as 10G";
	case FIELD_LIST:
		return "a list of texts in brackets";
	default:
		return "a text in quotes";
	}
}

/* The kind of constant that the operator wants beside the field. */
static enum field_type wanted(const struct operator* op, const struct policy_field *field)
{
	if (op->kind == NODE_IN || op->kind == NODE_WITHIN || op->kind == NODE_NEEDS)
		return FIELD_LIST;
	if (op->kind == NODE_LIKE || op->kind == NODE_HAS || field->type == FIELD_WORD ||
	    field->type == FIELD_VERSION)
		return FIELD_TEXT;
	return field->type;
}

static bool find_word(struct parse *p, const struct policy_field *field, struct span text,
		      size_t at, uint64_t *index)
{
	char word[WORD_MAX + 1] = "";
	struct nearest near = { .wanted = word };

	if (text.n <= WORD_MAX)
		memcpy(word, text.p, text.n);
	for (uint64_t i = 0; field->words[i]; i++) {
		if (span_is(text, field->words[i])) {
			*index = i;
			return true;
		}
		nearest_try(&near, field->words[i]);
	}
	(void)fault(p, at, "%s is %s%s%s%s", field->name, field->help,
		    near.name ? "; did you mean '" : "", near.name ? near.name : "",
		    near.name ? "'?" : "");
	return false;
}

static bool check_words(struct parse *p, struct node *node, size_t at)
{
	uint64_t ignored;

	if (node->field->type != FIELD_WORD)
		return true;
	if (node->kind != NODE_IN)
		return find_word(p, node->field, node->constant.texts[0], at,
				 &node->constant.number);
	for (size_t i = 0; i < node->constant.n; i++)
		if (!find_word(p, node->field, node->constant.texts[i], at, &ignored))
			return false;
	return true;
}

static const struct node *read_operation(struct parse *p, const struct operator* op,
					 const struct policy_field *field, struct span key,
					 size_t from)
{
	size_t at = p->at;
	struct constant constant;
	struct node *node;

	if (!(op->fields & 1u << field->type))
		return fault(p, from, "'%s' is for %s, which %s is not", op->sign, op->takes,
			     field->name);
	if (!read_constant(p, &constant))
		return NULL;
	if (constant.type != wanted(op, field))
		return fault(p, at, "%s '%s' wants %s", field->name, op->sign,
			     constant_word(wanted(op, field)));
	node = new_node(p, op->kind, from);
	if (!node)
		return NULL;
	node->field = field;
	node->key = key;
	node->constant = constant;
	return check_words(p, node, at) ? node : NULL;
}

/* The grammar. */

static const struct node *read_comparison(struct parse *p)
{
	size_t from = p->at;
	struct span key;
	const struct policy_field *field = read_field(p, &key);
	const struct operator* op = field ? take_operator(p) : NULL;
	struct node *node;

	if (!field)
		return NULL;
	if (op)
		return read_operation(p, op, field, key, from);
	if (field->type != FIELD_FLAG)
		return fault(p, p->at, "an operator is missing between %s and %s", field->name,
			     shown(p));
	node = new_node(p, NODE_FLAG, from);
	if (node)
		node->field = field;
	return node;
}

static const struct node *read_known(struct parse *p, size_t from)
{
	struct span key;
	const struct policy_field *field = read_field(p, &key);
	struct node *node = field ? new_node(p, NODE_KNOWN, from) : NULL;

	if (node) {
		node->field = field;
		node->key = key;
	}
	return node;
}

static const struct node *read_one(struct parse *p);

static const struct node *read_inner(struct parse *p, size_t from)
{
	const struct node *inner;
	struct node *node;

	if (take_sign(p, "(")) {
		inner = read_any(p);
		if (!inner || take_sign(p, ")"))
			return inner;
		return fault(p, p->at, "a ')' is missing before %s", shown(p));
	}
	(void)take_word(p, "not"); /* the caller saw it */
	inner = read_one(p);
	node = inner ? new_node(p, NODE_NOT, from) : NULL;
	if (node)
		node->left = inner;
	return node;
}

static const struct node *read_one(struct parse *p)
{
	size_t from = p->at;
	struct span word = peek_word(p);
	struct node *node;
	const struct node *inner;

	if (span_is(word, "true") || span_is(word, "false")) {
		advance(p, word.n);
		node = new_node(p, NODE_CONSTANT, from);
		if (node)
			node->constant.number = span_is(word, "true");
		return node;
	}
	if (take_word(p, "known"))
		return read_known(p, from);
	if (!span_is(word, "not") && !(from < p->text.n && p->text.p[from] == '('))
		return read_comparison(p);
	if (p->depth++ == EXPRESSION_DEPTH_MAX)
		return fault(p, from, "the expression is nested too deep");
	inner = read_inner(p, from);
	p->depth--;
	return inner;
}

/* Terms of one level, joined from the left. */
static const struct node *read_joined(struct parse *p, const char *word, enum node_kind kind,
				      const struct node *(*term)(struct parse *))
{
	size_t from = p->at;
	const struct node *left = term(p);

	while (left && take_word(p, word)) {
		const struct node *right = term(p);
		struct node *node = right ? new_node(p, kind, from) : NULL;

		if (!node)
			return NULL;
		node->left = left;
		node->right = right;
		left = node;
	}
	return left;
}

static const struct node *read_all(struct parse *p)
{
	return read_joined(p, "and", NODE_AND, read_one);
}

static const struct node *read_any(struct parse *p)
{
	return read_joined(p, "or", NODE_OR, read_all);
}

const struct expression *expression_read(struct arena *arena, struct span text,
					 enum subject_kind kind, struct expression_fault *why)
{
	struct parse p = { .arena = arena, .text = text, .kind = kind, .fault = why };
	struct expression *expression = arena_alloc(arena, sizeof(*expression));

	if (text.n > EXPRESSION_TEXT_MAX)
		return fault(&p, 0, "the expression is longer than %d bytes", EXPRESSION_TEXT_MAX);
	skip_space(&p);
	expression->kind = kind;
	expression->root = read_any(&p);
	if (!expression->root)
		return NULL;
	if (p.at < text.n)
		return fault(&p, p.at, "'and', 'or' or the end is missing before %s", shown(&p));
	return expression;
}
