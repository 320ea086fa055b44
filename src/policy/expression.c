/* What an expression comes to, and why. The depth of the tree was bounded when it was read. */
#include "policy/expression.h"

#include <assert.h>
#include <inttypes.h>

#include "base/escape.h"
#include "eco/ecosystem.h"
#include "policy/glob.h"
#include "policy/licence_list.h"
#include "policy/node.h"

enum { SHOWN_MAX = 400, SHOWN_ITEMS = 5 };

const char *truth_word(enum truth truth)
{
	static const char *const words[] = { "no", "unknown", "yes" };

	assert(truth <= TRUTH_YES);
	return words[truth];
}

static enum truth truth_of(bool yes)
{
	return yes ? TRUTH_YES : TRUTH_NO;
}

/* Comparisons. The datum is known, and the types fit. */

static const struct version_order *order_of(const struct component *component)
{
	const struct ecosystem *ecosystem =
		ecosystem_of_purl(component->ecosystem, component->namespace);

	return ecosystem ? ecosystem_order(ecosystem) : NULL;
}

/* The order of the field's value and the constant; false when versions have none. */
static bool compare(const struct node *node, const struct datum *datum,
		    const struct subject *subject, int *order)
{
	uint64_t n = node->constant.number;

	if (node->field->type == FIELD_VERSION)
		return version_compare(order_of(subject->component), datum->texts[0],
				       node->constant.texts[0], order);
	if (node->field->type == FIELD_TEXT)
		*order = span_cmp(datum->texts[0], node->constant.texts[0]);
	else
		*order = (datum->number > n) - (datum->number < n);
	return true;
}

static enum truth ask_order(const struct node *node, const struct datum *datum,
			    const struct subject *subject)
{
	int order;

	if (!compare(node, datum, subject, &order))
		return TRUTH_UNKNOWN;
	switch (node->kind) {
	case NODE_EQUAL:
		return truth_of(order == 0);
	case NODE_UNEQUAL:
		return truth_of(order != 0);
	case NODE_LESS:
		return truth_of(order < 0);
	case NODE_AT_MOST:
		return truth_of(order <= 0);
	case NODE_MORE:
		return truth_of(order > 0);
	default:
		return truth_of(order >= 0);
	}
}

static enum truth ask_like(const struct node *node, const struct datum *datum)
{
	enum glob_kind kind = node->field->type == FIELD_PATHS ? GLOB_PATH : GLOB_TEXT;

	for (size_t i = 0; i < datum->n; i++)
		if (glob_fits(node->constant.texts[0], datum->texts[i], kind))
			return TRUTH_YES;
	return TRUTH_NO;
}

static enum truth ask_in(const struct node *node, const struct datum *datum)
{
	struct span value = node->field->type == FIELD_WORD
				    ? span_str(node->field->words[datum->number])
				    : datum->texts[0];

	for (size_t i = 0; i < node->constant.n; i++)
		if (span_eq(node->constant.texts[i], value))
			return TRUTH_YES;
	return TRUTH_NO;
}

static enum truth ask_has(const struct node *node, const struct datum *datum)
{
	for (size_t i = 0; i < datum->n; i++)
		if (span_eq(datum->texts[i], node->constant.texts[0]))
			return TRUTH_YES;
	return TRUTH_NO;
}

static enum truth ask_licence(const struct node *node, const struct datum *datum)
{
	struct licence_list list = { node->constant.texts, node->constant.n };

	return node->kind == NODE_WITHIN ? licences_within(datum->texts, datum->n, &list)
					 : licences_need(datum->texts, datum->n, &list);
}

static struct datum value_of_node(const struct node *node, const struct subject *subject,
				  struct arena *scratch)
{
	return node->field->get(subject, node->key, scratch);
}

static enum truth ask_field(const struct node *node, const struct subject *subject,
			    struct arena *scratch)
{
	struct datum datum = value_of_node(node, subject, scratch);

	if (node->kind == NODE_KNOWN)
		return truth_of(datum.known);
	if (!datum.known)
		return TRUTH_UNKNOWN;
	switch (node->kind) {
	case NODE_FLAG:
		return truth_of(datum.number != 0);
	case NODE_LIKE:
		return ask_like(node, &datum);
	case NODE_IN:
		return ask_in(node, &datum);
	case NODE_HAS:
		return ask_has(node, &datum);
	case NODE_WITHIN:
	case NODE_NEEDS:
		return ask_licence(node, &datum);
	default:
		return ask_order(node, &datum, subject);
	}
}

/* The truth tables of the header: no < unknown < yes. */
static enum truth ask(const struct node *node, const struct subject *subject, struct arena *scratch)
{
	enum truth left, right;

	switch (node->kind) {
	case NODE_CONSTANT:
		return truth_of(node->constant.number != 0);
	case NODE_NOT:
		return TRUTH_YES - ask(node->left, subject, scratch);
	case NODE_AND:
		left = ask(node->left, subject, scratch);
		right = ask(node->right, subject, scratch);
		return left < right ? left : right;
	case NODE_OR:
		left = ask(node->left, subject, scratch);
		right = ask(node->right, subject, scratch);
		return left > right ? left : right;
	default:
		return ask_field(node, subject, scratch);
	}
}

enum truth expression_ask(const struct expression *expression, const struct subject *subject,
			  struct arena *scratch)
{
	assert(expression->kind == subject->kind);
	return ask(expression->root, subject, scratch);
}

/* Explaining. */

static void show_texts(struct sink *out, const struct datum *datum)
{
	struct buf b;

	buf_init(&b, (size_t)16 * SHOWN_MAX);
	for (size_t i = 0; i < datum->n && i < SHOWN_ITEMS; i++) {
		buf_clear(&b);
		escape_text(&b, span_part(datum->texts[i], 0, SHOWN_MAX));
		sink_printf(out, "%s'%s'", i ? ", " : "", buf_text(&b));
	}
	if (datum->n > SHOWN_ITEMS)
		sink_printf(out, " and %zu more", datum->n - SHOWN_ITEMS);
	if (datum->n == 0)
		sink_str(out, "empty");
	buf_free(&b);
}

static void show_value(struct sink *out, const struct policy_field *field,
		       const struct datum *datum)
{
	if (!datum->known)
		sink_str(out, "not known");
	else if (field->type == FIELD_WORD)
		sink_printf(out, "'%s'", field->words[datum->number]);
	else if (field->type == FIELD_FLAG)
		sink_str(out, datum->number ? "true" : "false");
	else if (field->type == FIELD_TIME)
		sink_printf(out, "%" PRIu64 "d", datum->number / 86400);
	else if (datum->texts || field->type == FIELD_LIST || field->type == FIELD_PATHS)
		show_texts(out, datum);
	else
		sink_printf(out, "%" PRIu64, datum->number);
}

static void explain(const struct node *node, const struct subject *subject, struct arena *scratch,
		    struct sink *out, unsigned indent)
{
	struct buf text;

	buf_init(&text, (size_t)16 * EXPRESSION_TEXT_MAX);
	sink_fill(out, ' ', indent);
	escape_text(&text, node->text);
	sink_printf(out, "%-8s", truth_word(ask(node, subject, scratch)));
	if (node->kind == NODE_AND || node->kind == NODE_OR || node->kind == NODE_NOT) {
		sink_str(out, node->kind == NODE_AND  ? "and"
			      : node->kind == NODE_OR ? "or"
						      : "not");
	} else {
		sink_span(out, buf_view(&text));
	}
	if (node->field) {
		struct datum datum = value_of_node(node, subject, scratch);

		sink_printf(out, "    [%s is ", node->field->name);
		show_value(out, node->field, &datum);
		sink_byte(out, ']');
	}
	sink_byte(out, '\n');
	buf_free(&text);
	if (node->left)
		explain(node->left, subject, scratch, out, indent + 2);
	if (node->right)
		explain(node->right, subject, scratch, out, indent + 2);
}

void expression_explain(const struct expression *expression, const struct subject *subject,
			struct arena *scratch, struct sink *out, unsigned indent)
{
	explain(expression->root, subject, scratch, out, indent);
}
