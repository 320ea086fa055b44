/* Expressions of Python: operators, calls, subscripts. */
#include "code/python/reader.h"

static struct code_value unknown(const struct python_reader *r)
{
	return (struct code_value){ .offset = r->token.offset, .line = r->token.line };
}

static bool one_of(const struct python_reader *r, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (span_is(r->token.text, words[i]))
			return true;
	return false;
}

/* Names. */

/* Those that are called to hide or to make something, and those that are everywhere. */
static const char *const builtins[] = {
	"__import__", "breakpoint", "bytearray",   "bytes",   "callable", "chr",      "compile",
	"delattr",    "dict",	    "dir",	   "eval",    "exec",	  "execfile", "filter",
	"float",      "format",	    "get_ipython", "getattr", "globals",  "hasattr",  "hex",
	"input",      "int",	    "isinstance",  "iter",    "len",	  "list",     "locals",
	"map",	      "memoryview", "open",	   "ord",     "print",	  "range",    "repr",
	"reversed",   "set",	    "setattr",	   "sorted",  "str",	  "super",    "tuple",
	"type",	      "unichr",	    "vars",	   "zip",     NULL,
};

static bool is_builtin(struct span word)
{
	for (size_t i = 0; builtins[i]; i++)
		if (span_is(word, builtins[i]))
			return true;
	return false;
}

struct code_value python_name(struct python_reader *r, struct span word)
{
	static const struct span builtin = SPAN("builtins");
	const struct code_value *bound = code_find(r->scopes, word);
	struct code_value v = unknown(r);

	if (bound) {
		v = *bound;
	} else if (span_is(word, "__builtins__")) {
		v = code_name(builtin);
	} else if (is_builtin(word)) {
		v = code_name(code_dotted(r->pool, builtin, word));
	} else if (r->star.n) {
		v = code_name(code_dotted(r->pool, r->star, word));
	}
	v.offset = r->token.offset;
	v.line = r->token.line;
	v.source = word;
	return v;
}

/* The dotted name as it is written, when it is written in one piece. */
static struct span longer_source(struct span source, struct span attribute)
{
	if (source.n == 0 || source.p + source.n + 1 != attribute.p ||
	    source.n + attribute.n >= CODE_NAME_MAX)
		return (struct span){ 0 };
	return span_of(source.p, source.n + 1 + attribute.n);
}

static bool is_self(struct span source)
{
	return span_starts(source, "self.") || span_starts(source, "cls.");
}

static const struct code_value *find_member(const struct python_reader *r, struct span source)
{
	const struct code_value *bound = source.n ? code_find(r->scopes, source) : NULL;

	if (bound || !is_self(source))
		return bound;
	return code_find_in_class(r->scopes,
				  span_from(source, (uint64_t)span_byte(source, '.') + 1));
}

struct code_value python_attribute(struct python_reader *r, const struct code_value *base,
				   struct span attribute)
{
	struct span source = longer_source(base->source, attribute);
	const struct code_value *bound = find_member(r, source);
	const struct code_value *of = code_callable(base);
	static const struct span any = SPAN("?");
	struct code_value v = { .offset = base->offset, .line = base->line };

	if (!bound && of->kind == CODE_DICT)
		bound = code_get(of, attribute);
	if (bound) {
		v = *bound;
	} else if (of->kind == CODE_NAME) {
		v = code_name(code_dotted(r->pool, of->text, attribute));
	} else if (of->kind == CODE_RESULT) {
		v = code_name(code_dotted(r->pool, code_result_name(r->pool, of->text), attribute));
	} else if (of->kind == CODE_TEXT && span_is(attribute, "value")) {
		v = *of; /* of an enumeration */
	} else {
		v.text = code_dotted(r->pool,
				     of->kind == CODE_UNKNOWN && of->text.n ? of->text : any,
				     attribute);
	}
	v.offset = base->offset;
	v.line = base->line;
	v.source = source;
	return v;
}

/* Calls and subscripts. */

static struct code_value call(struct python_reader *r, const struct code_value *callee,
			      const struct code_value *receiver, struct span method)
{
	const struct code_value *of = code_callable(callee);
	struct span name = of->text;
	struct code_value result, folded;

	python_step(r);
	result = python_items(r, CODE_RESULT, ")");
	if (of->kind == CODE_RESULT)
		name = code_result_name(r->pool, name);
	else if (of->kind != CODE_NAME && of->kind != CODE_UNKNOWN)
		name.n = 0;
	result.text = name;
	result.offset = callee->offset;
	result.line = callee->line;
	if (name.n)
		python_event(r, CODE_CALL, name, result);
	folded = python_fold(r, &result, receiver, method);
	folded.offset = callee->offset;
	folded.line = callee->line;
	if (folded.kind == CODE_RESULT && (name.n == 0 || name.p[0] == '?'))
		return (struct code_value){ .offset = callee->offset, .line = callee->line };
	return folded;
}

static bool small_number(struct span text, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < text.n && i < 4; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
		*n = *n * 10 + (text.p[i] - (size_t)'0');
	}
	return text.n > 0 && text.n <= 4;
}

static struct code_value subscript(struct python_reader *r, const struct code_value *base)
{
	static const struct span environ = SPAN("os.environ"), get = SPAN("os.environ.get");
	struct code_value v = { .offset = base->offset, .line = base->line }, index;
	const struct code_value *key, *found = NULL;
	size_t n;

	python_step(r);
	index = python_items(r, CODE_LIST, "]");
	key = code_at(&index, 0);
	if (key && base->kind == CODE_DICT && key->kind == CODE_TEXT && key->text.n)
		found = code_get(base, key->text);
	else if (key && base->kind == CODE_LIST && key->kind == CODE_WORD &&
		 small_number(key->text, &n))
		found = code_at(base, n);
	if (found)
		return *found;
	if (base->kind == CODE_NAME && span_eq(base->text, environ)) {
		v = index;
		v.kind = CODE_RESULT;
		v.text = get;
		v.offset = base->offset;
		v.line = base->line;
		python_event(r, CODE_CALL, get, v);
	} else if (base->kind == CODE_NAME) {
		v = *base; /* Agent[Deps, str](...) */
		v.source = (struct span){ 0 };
	}
	return v;
}

struct code_value python_postfix(struct python_reader *r)
{
	struct code_value v = python_atom(r), receiver = { 0 };
	struct span method = { 0 };
	bool of = false; /* the last thing was an attribute of `receiver` */

	for (;;) {
		if (python_is_operator(r, ".")) {
			python_step(r);
			if (r->token.kind != PYTHON_NAME)
				return v;
			receiver = v;
			method = r->token.text;
			v = python_attribute(r, &receiver, method);
			of = true;
			python_step(r);
		} else if (python_is_operator(r, "(")) {
			v = call(r, &v, of ? &receiver : NULL, method);
			of = false;
		} else if (python_is_operator(r, "[")) {
			v = subscript(r, &v);
			of = false;
		} else {
			return v;
		}
	}
}

/* Operators. */

static struct code_value unary(struct python_reader *r)
{
	static const char *const signs[] = { "-", "+", "~", "*", "**", NULL };
	static const char *const words[] = { "not", "await", NULL };
	bool changes = false;

	for (;;) {
		bool sign = r->token.kind == PYTHON_OPERATOR && one_of(r, signs);

		if (!sign && !(r->token.kind == PYTHON_NAME && one_of(r, words)))
			break;
		changes |= !python_is(r, PYTHON_NAME, "await");
		python_step(r);
	}

	struct code_value v = python_postfix(r);

	if (!changes)
		return v;
	return (struct code_value){ .offset = v.offset, .line = v.line };
}

static bool is_text(const struct code_value *v)
{
	struct code_item one;

	for (const struct code_item *i = code_alternatives(v, &one); i; i = i->next)
		if (i->value.kind == CODE_TEXT)
			return true;
	return false;
}

static struct code_value plain(struct code_value v)
{
	return (struct code_value){ .offset = v.offset, .line = v.line };
}

static struct code_value term(struct python_reader *r)
{
	static const char *const signs[] = { "*", "/", "//", "%", "@", "**", NULL };
	struct code_value v = unary(r);

	while (r->token.kind == PYTHON_OPERATOR && one_of(r, signs)) {
		bool format = python_is_operator(r, "%") && v.kind == CODE_TEXT;
		struct code_value right;

		python_step(r);
		right = unary(r);
		v = format ? python_percent(r, &v, &right) : plain(v);
	}
	return v;
}

static struct code_value add_lists(struct python_reader *r, struct code_value a,
				   struct code_value b)
{
	struct code_list list = code_list_of(r->pool);

	for (const struct code_item *i = a.items; i; i = i->next)
		code_list_add(&list, i->name, i->value);
	for (const struct code_item *i = b.items; i; i = i->next)
		code_list_add(&list, i->name, i->value);
	a.items = list.first;
	a.partial |= b.partial || list.partial;
	a.source = (struct span){ 0 };
	return a;
}

static struct code_value sum(struct python_reader *r)
{
	struct code_value v = term(r);

	while (python_is_operator(r, "+") || python_is_operator(r, "-")) {
		bool adds = python_is_operator(r, "+");
		struct code_value right;

		python_step(r);
		right = term(r);
		if (adds && (is_text(&v) || is_text(&right)))
			v = code_join(r->pool, v, right);
		else if (adds && v.kind == CODE_LIST && right.kind == CODE_LIST)
			v = add_lists(r, v, right);
		else
			v = plain(v);
	}
	return v;
}

/* Comparisons and the like, which give nothing that is followed. */
static struct code_value comparison(struct python_reader *r)
{
	static const char *const signs[] = { "<",  ">",	 "==", "!=", "<=", ">=",
					     "<<", ">>", "&",  "|",  "^",  NULL };
	static const char *const words[] = { "and", "in", "is", "not", NULL };
	struct code_value v = sum(r);

	while ((r->token.kind == PYTHON_OPERATOR && one_of(r, signs)) ||
	       (r->token.kind == PYTHON_NAME && one_of(r, words))) {
		python_step(r);
		(void)sum(r);
		v = plain(v);
	}
	return v;
}

static struct code_value either(struct python_reader *r)
{
	struct code_value v = comparison(r);

	while (python_take_word(r, "or")) {
		struct code_value right = comparison(r);

		v = code_either(r->pool, v, right);
	}
	return v;
}

/* Past what is nested too deeply: to the bracket that closes around, or the end of the line. */
static void skip(struct python_reader *r)
{
	unsigned outside = r->lexer.brackets;

	r->end->full = true;
	if (r->token.kind == PYTHON_OPERATOR && outside > 0 && strchr("([{", r->token.text.p[0]))
		outside--;
	while (!python_line_ended(r)) {
		bool closes = r->token.kind == PYTHON_OPERATOR && strchr(")]}", r->token.text.p[0]);

		if (closes && r->lexer.brackets < outside)
			return;
		python_step(r);
	}
}

struct code_value python_expression(struct python_reader *r)
{
	struct code_value v, other;

	if (r->depth == CODE_DEPTH_MAX) {
		v = unknown(r);
		skip(r);
		return v;
	}
	r->depth++;
	v = either(r);
	while (python_take_word(r, "if")) {
		(void)either(r);
		if (!python_take_word(r, "else"))
			break;
		other = either(r);
		v = code_either(r->pool, v, other);
	}
	r->depth--;
	return v;
}

struct code_value python_expressions(struct python_reader *r)
{
	struct code_value v = python_expression(r), all = v;
	struct code_list list;

	if (!python_is_operator(r, ","))
		return v;
	list = code_list_of(r->pool);
	code_list_add(&list, (struct span){ 0 }, v);
	while (python_take_operator(r, ",")) {
		uint64_t before = r->token.offset;

		v = python_expression(r);
		if (r->token.offset == before)
			break; /* a comma at the end */
		code_list_add(&list, (struct span){ 0 }, v);
	}
	all = (struct code_value){ .kind = CODE_LIST,
				   .items = list.first,
				   .partial = list.partial,
				   .offset = all.offset,
				   .line = all.line };
	return all;
}

void python_comprehension(struct python_reader *r)
{
	for (;;) {
		if (python_take_word(r, "for")) {
			while (!python_line_ended(r) && !python_is(r, PYTHON_NAME, "in")) {
				uint64_t before = r->token.offset;

				(void)python_postfix(r);
				if (!python_take_operator(r, ",") && before == r->token.offset)
					break;
			}
			if (python_take_word(r, "in"))
				(void)either(r);
		} else if (python_take_word(r, "if")) {
			(void)either(r);
		} else if (!python_take_word(r, "async")) {
			return;
		}
	}
}

/* Parameters hide what has their name outside. */
struct code_value python_lambda(struct python_reader *r)
{
	struct code_value nothing = unknown(r);
	bool entered = code_enter(r->scopes, CODE_IN_FUNCTION);

	while (!python_line_ended(r) && !python_is_operator(r, ":") &&
	       !python_is_operator(r, ")")) {
		if (r->token.kind == PYTHON_NAME)
			code_bind(r->scopes, r->token.text, &nothing);
		python_step(r);
		if (python_take_operator(r, "="))
			(void)python_expression(r);
	}
	if (python_take_operator(r, ":"))
		(void)python_expression(r);
	if (entered)
		(void)code_leave(r->scopes);
	return nothing;
}
