/* Statements: in which order they run, and what they put out. */
#include "format/jinja/statement.h"

void jinja_put_out(struct jinja *j, const struct jinja_value *v)
{
	if (j->out)
		j->out = jinja_pairs(&j->pool, j->out, v, jinja_concat);
}

static bool operator(struct jinja *j, const char *text)
{
	return jinja_take(j, JINJA_OPERATOR, text);
}

static bool word(struct jinja *j, const char *text)
{
	return jinja_take(j, JINJA_NAME, text);
}

void jinja_end_tag(struct jinja *j)
{
	jinja_expect(j, JINJA_BLOCK_END, NULL);
}

struct span jinja_read_name(struct jinja *j)
{
	struct span name = jinja_peek(j)->text;

	jinja_expect(j, JINJA_NAME, NULL);
	return name;
}

/* What is put out by the statements up to one of the ends. */
const struct jinja_value *jinja_capture(struct jinja *j, const char *const *ends)
{
	const struct jinja_value *outer = j->out, *inner;

	j->out = &jinja_empty;
	jinja_body(j, ends);
	inner = j->out;
	j->out = outer;
	return inner;
}

static void run_if(struct jinja *j)
{
	static const char *const ends[] = { "elif", "else", "endif", NULL };
	const struct jinja_value *before = j->out, *after = NULL;
	bool otherwise = false, condition = true;

	j->maybe++;
	for (;;) {
		if (condition)
			(void)jinja_tuple(j, true);
		jinja_end_tag(j);
		j->out = before;
		jinja_body(j, ends);
		if (j->out)
			after = after ? jinja_either(&j->pool, after, j->out) : j->out;
		if (word(j, "endif"))
			break;
		condition = word(j, "elif");
		if (!condition) {
			jinja_expect(j, JINJA_NAME, "else");
			otherwise = true;
		}
	}
	j->maybe--;
	jinja_end_tag(j);
	j->out = before && !otherwise ? jinja_either(&j->pool, after, before) : after;
}

/* `name(args) | name ...`, without the bar that an expression has before the first. */
static const struct jinja_value *read_chain(struct jinja *j, const struct jinja_value *value)
{
	do {
		uint32_t offset = jinja_peek(j)->offset;
		struct span name = jinja_read_name(j);
		struct jinja_args args = jinja_is(j, JINJA_OPERATOR, "(") ? jinja_arguments(j)
									  : jinja_no_arguments(j);

		args.offset = offset;
		value = jinja_apply(j, name, value, &args);
	} while (operator(j, "|"));
	return value;
}

static void run_filter(struct jinja *j)
{
	static const char *const end[] = { "endfilter", NULL };
	size_t filters = j->at, after;
	const struct jinja_value *value;

	(void)read_chain(j, &jinja_unknown);
	jinja_end_tag(j);
	value = jinja_capture(j, end);
	(void)jinja_next(j);
	jinja_end_tag(j);
	after = j->at;
	j->at = filters;
	jinja_put_out(j, read_chain(j, value));
	j->at = after;
}

static void run_with(struct jinja *j)
{
	static const char *const end[] = { "endwith", NULL };
	struct jinja_targets targets;

	while (!jinja_is(j, JINJA_BLOCK_END, NULL)) {
		jinja_read_targets(j, &targets);
		jinja_expect(j, JINJA_OPERATOR, "=");
		jinja_assign_all(j, &targets, jinja_expression(j));
		if (!operator(j, ","))
			break;
	}
	jinja_end_tag(j);
	jinja_body(j, end);
	(void)jinja_next(j);
	jinja_end_tag(j);
}

static void run_block(struct jinja *j)
{
	static const char *const end[] = { "endblock", NULL };

	(void)jinja_read_name(j);
	while (word(j, "scoped") || word(j, "required"))
		;
	jinja_end_tag(j);
	jinja_body(j, end);
	(void)jinja_next(j);
	(void)jinja_take(j, JINJA_NAME, NULL);
	jinja_end_tag(j);
}

static void run_escape(struct jinja *j)
{
	static const char *const end[] = { "endautoescape", NULL };

	(void)jinja_expression(j);
	jinja_end_tag(j);
	jinja_body(j, end);
	(void)jinja_next(j);
	jinja_end_tag(j);
}

static void run_expression(struct jinja *j)
{
	(void)jinja_tuple(j, true);
	jinja_end_tag(j);
}

/* A tag of an extension: its expressions are seen, its grammar is not known. */
static void run_loosely(struct jinja *j)
{
	while (!jinja_take(j, JINJA_BLOCK_END, NULL)) {
		const struct jinja_token *next = &j->tokens[j->at + 1];

		if (jinja_is(j, JINJA_NAME, NULL) && next->kind == JINJA_OPERATOR &&
		    span_is(next->text, "=")) {
			(void)jinja_next(j);
			(void)jinja_next(j);
		} else if (!operator(j, ",") && !operator(j, ":")) {
			(void)jinja_expression(j);
		}
	}
}

static void run_trans(struct jinja *j)
{
	static const char *const ends[] = { "pluralize", "endtrans", NULL };

	run_loosely(j);
	do {
		jinja_body(j, ends);
		if (word(j, "endtrans"))
			break;
		(void)jinja_next(j);
		run_loosely(j);
	} while (true);
	jinja_end_tag(j);
}

static void run_nothing(struct jinja *j)
{
	jinja_end_tag(j);
}

/* include, import, from, extends: another template by name. */
static void run_load(struct jinja *j)
{
	uint32_t offset = jinja_peek(j)->offset;
	const struct jinja_value *name = jinja_expression(j);

	for (; name; name = name->other)
		jinja_tell(j, "load", name->kind == JINJA_TEXT ? name->text : (struct span){ 0 },
			   "tag", offset, name->kind != JINJA_TEXT || name->open);
	while (!jinja_is(j, JINJA_BLOCK_END, NULL) && !jinja_is(j, JINJA_END, NULL))
		(void)jinja_next(j); /* import, as, with context, ignore missing */
	jinja_end_tag(j);
}

static const struct {
	const char *name;
	void (*run)(struct jinja *j);
} statements[] = {
	{ "autoescape", run_escape },
	{ "block", run_block },
	{ "break", run_nothing },
	{ "call", jinja_run_call },
	{ "continue", run_nothing },
	{ "debug", run_nothing },
	{ "do", run_expression },
	{ "endgeneration", run_nothing },
	{ "extends", run_load },
	{ "filter", run_filter },
	{ "for", jinja_run_for },
	{ "from", run_load },
	{ "generation", run_nothing },
	{ "if", run_if },
	{ "import", run_load },
	{ "include", run_load },
	{ "macro", jinja_run_macro_block },
	{ "print", run_expression },
	{ "set", jinja_run_set },
	{ "trans", run_trans },
	{ "with", run_with },
};

/* Words that only ever end or continue a statement. */
static const char *const inner_words[] = {
	"elif",	     "else",	 "endautoescape", "endblock",  "endcall",
	"endfilter", "endfor",	 "endif",	  "endmacro",  "endraw",
	"endset",    "endtrans", "endwith",	  "pluralize", NULL,
};

static bool one_of(struct span name, const char *const *words)
{
	for (size_t i = 0; words && words[i]; i++)
		if (span_is(name, words[i]))
			return true;
	return false;
}

static void run_statement(struct jinja *j)
{
	uint32_t offset = jinja_peek(j)->offset;
	struct span name = jinja_read_name(j);

	for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
		if (!span_is(name, statements[i].name))
			continue;
		statements[i].run(j);
		return;
	}
	if (one_of(name, inner_words))
		jinja_fail(j, "a block ends that did not begin");
	jinja_tell(j, "tag", name, "tag", offset, false);
	run_loosely(j);
}

/* One piece of a body; false at the end of it. */
static bool run_piece(struct jinja *j, const char *const *ends)
{
	const struct jinja_token *token = jinja_next(j);

	switch (token->kind) {
	case JINJA_DATA:
		if (j->out)
			jinja_put_out(j, jinja_text(&j->pool, token->text));
		return true;
	case JINJA_PRINT_BEGIN:
		jinja_put_out(j, jinja_tuple(j, true));
		jinja_expect(j, JINJA_PRINT_END, NULL);
		return true;
	case JINJA_BLOCK_BEGIN:
		if (jinja_is(j, JINJA_NAME, NULL) && one_of(jinja_peek(j)->text, ends))
			return false;
		run_statement(j);
		return true;
	case JINJA_END:
		if (ends)
			jinja_fail(j, "a block has no end");
		return false;
	default:
		jinja_fail(j, "a tag that Jinja does not understand");
	}
}

void jinja_body(struct jinja *j, const char *const *ends)
{
	if (++j->depth > JINJA_DEPTH_MAX)
		jinja_stop(j, "blocks are nested too deep");
	while (run_piece(j, ends))
		;
	j->depth--;
}
