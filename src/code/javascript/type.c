/* Types of TypeScript, which are passed over. */
#include "code/javascript/reader.h"

enum {
	TRIED_MAX = 48,
	OPEN_MAX = 8
}; /* tokens that are looked at to see whether something is a type */

static bool is_one(const struct javascript_reader *r, const char *signs)
{
	return r->token.kind == JAVASCRIPT_OPERATOR && r->token.text.n == 1 &&
	       strchr(signs, r->token.text.p[0]);
}

/* Whether a type that is complete so far goes on with this token. */
static bool goes_on(const struct javascript_reader *r, bool arrow)
{
	static const char *const words[] = { "extends", "is", "keyof", "infer", "in", NULL };

	if (javascript_is(r, "=>"))
		return !arrow;
	if (is_one(r, "|&.<[") || (is_one(r, "?:") && !arrow))
		return !r->token.new_line || !is_one(r, "<[");
	for (size_t i = 0; words[i]; i++)
		if (javascript_is_word(r, words[i]))
			return !r->token.new_line;
	return false;
}

/* Past brackets and what is in them; the first one is at hand. */
static bool skip_brackets(struct javascript_reader *r)
{
	size_t open = 0;

	while (!javascript_ended(r)) {
		open += is_one(r, "([{<");
		if (is_one(r, ")]}>") && --open == 0) {
			javascript_step(r);
			return true;
		}
		javascript_step(r);
	}
	return false;
}

/* One part of a type. */
static bool skip_part(struct javascript_reader *r)
{
	if (is_one(r, "([{<"))
		return skip_brackets(r);
	if (r->token.kind == JAVASCRIPT_OPERATOR && !is_one(r, "-|&"))
		return false;
	if (javascript_ended(r))
		return false;
	javascript_step(r);
	return true;
}

static bool is_prefix(const struct javascript_reader *r)
{
	static const char *const words[] = { "keyof", "typeof", "readonly", "unique", "asserts",
					     "infer", "new",	"abstract", NULL };

	for (size_t i = 0; words[i]; i++)
		if (javascript_is_word(r, words[i]))
			return true;
	return is_one(r, "-|&");
}

/* What a type's name stands for: a.B, when `a` or B is imported. */
static struct code_value named(struct javascript_reader *r)
{
	const struct code_value *bound =
		r->token.kind == JAVASCRIPT_NAME ? code_find(r->scopes, r->token.text) : NULL;
	struct code_value v = { .offset = r->token.offset, .line = r->token.line };

	if (!bound || bound->kind != CODE_NAME)
		return v;
	v.kind = CODE_RESULT;
	v.text = bound->text;
	v.partial = true;
	return v;
}

struct code_value javascript_type(struct javascript_reader *r, bool arrow)
{
	struct code_value v = named(r);
	bool more = true;

	while (more) {
		while (is_prefix(r))
			javascript_step(r);
		if (!skip_part(r))
			break;
		more = goes_on(r, arrow);
		if (more && !is_one(r, "<["))
			v.kind = CODE_UNKNOWN;
		if (more && !is_one(r, "<[") && !is_one(r, "([{"))
			javascript_step(r);
	}
	return v;
}

/* Past <...> when all in it can stand in types and brackets match. */
static bool try_arguments(struct javascript_reader *r)
{
	char open[OPEN_MAX];
	size_t n = 0;

	for (size_t i = 0; i < TRIED_MAX && !javascript_ended(r); i++) {
		uint8_t c = r->token.kind == JAVASCRIPT_OPERATOR ? r->token.text.p[0] : 0;

		if (c && !javascript_is(r, "=>") && !is_one(r, "([{<)]}>,.|&:?;"))
			return false;
		if (is_one(r, "([{<")) {
			if (n == OPEN_MAX)
				return false;
			open[n++] = (char)(c == '(' ? ')' : c + 2); /* what closes it, in ASCII */
		} else if (is_one(r, ")]}>")) {
			if (open[--n] != (char)c)
				return false;
		} else if (c == ';' && open[n - 1] != '}') {
			return false;
		}
		javascript_step(r);
		if (n == 0)
			return true;
	}
	return false;
}

bool javascript_type_arguments(struct javascript_reader *r)
{
	struct javascript_lexer lexer = r->lexer;
	struct javascript_token token = r->token;

	if (try_arguments(r) && (javascript_is(r, "(") || r->token.kind == JAVASCRIPT_TEMPLATE))
		return true;
	r->lexer = lexer;
	r->token = token;
	return false;
}

bool javascript_return_type(struct javascript_reader *r)
{
	struct javascript_lexer lexer = r->lexer, probe = lexer;
	struct javascript_token token = r->token;

	/* An arrow that is not near belongs to something else. */
	for (size_t i = 0; i < TRIED_MAX; i++) {
		struct javascript_token t = javascript_next(&probe);

		if (t.kind == JAVASCRIPT_END)
			return false;
		if (!span_is(t.text, "=>"))
			continue;
		javascript_step(r);
		(void)javascript_type(r, true);
		if (javascript_is(r, "=>"))
			return true;
		break;
	}
	r->lexer = lexer;
	r->token = token;
	return false;
}
