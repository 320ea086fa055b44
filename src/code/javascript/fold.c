/* What calls of JavaScript give, where that can be known without running them. */
#include "base/ascii.h"
#include "code/javascript/number.h"
#include "code/javascript/reader.h"

bool code_javascript_imports(struct span name)
{
	static const char *const names[] = { "require",
					     "module.require",
					     "module._load",
					     "module.Module._load",
					     "module.createRequire()",
					     "process.mainModule.require",
					     "require.main.require",
					     "process.getBuiltinModule",
					     "__non_webpack_require__",
					     NULL };

	return span_one_of(name, names);
}

/* What a text of code that is one short expression gives. */
static bool evaluate(struct javascript_reader *r, const struct code_value *call, struct span text,
		     struct code_value *v)
{
	enum { SHORT = 64 };

	text = ascii_trim(text);
	if (text.n == 0 || text.n > SHORT || r->templates >= JAVASCRIPT_TEMPLATES_MAX)
		return false;
	r->templates++;
	*v = javascript_inner(r, text, call->offset, call->line);
	r->templates--;
	return v->kind == CODE_NAME;
}

static struct span last_constant(const struct code_value *call)
{
	struct span text = { 0 };

	for (const struct code_item *i = call->items; i; i = i->next)
		text = code_constant(&i->value);
	return ascii_trim(text);
}

/* eval("require"), and Function("return this")(), whose callee is what Function gave. */
static bool fold_code(struct javascript_reader *r, const struct code_value *call,
		      const struct code_value *callee, struct code_value *v)
{
	static const struct span world = SPAN("globalThis");
	struct span code;

	if (span_is(call->text, "eval"))
		return evaluate(r, call, last_constant(call), v);
	if (!callee || callee->kind != CODE_RESULT || !span_is(callee->text, "Function"))
		return false;
	code = last_constant(callee);
	if (!span_starts(code, "return "))
		return false;
	code = ascii_trim(span_from(code, strlen("return ")));
	while (code.n && code.p[code.n - 1] == ';')
		code.n--;
	if (!span_is(code, "this"))
		return evaluate(r, call, code, v);
	*v = code_name(world);
	return true;
}

/* parseInt(text, radix), Number(text) */
static bool fold_number(struct javascript_reader *r, const struct code_value *call,
			struct code_value *v)
{
	const struct code_value *text = code_at(call, 0), *radix = code_at(call, 1);
	int64_t n, base = 0;

	if (!text || text->partial || (text->kind != CODE_TEXT && text->kind != CODE_WORD))
		return false;
	if (span_is(call->text, "Number")) {
		if (!javascript_number(text, &n))
			return false;
	} else if ((radix && !javascript_number(radix, &base)) || base < 0 || base > 36 ||
		   !javascript_parse_integer(text->text, (unsigned)base, &n)) {
		return false;
	}
	*v = javascript_number_value(r->pool, n);
	return true;
}

/* number.toString(radix) */
static bool fold_word(struct javascript_reader *r, const struct code_value *call,
		      const struct code_value *word, struct span method, struct code_value *v)
{
	const struct code_value *radix = code_at(call, 0);
	int64_t n, base = 10;

	if (!span_is(method, "toString") || (radix && !javascript_number(radix, &base)) ||
	    base < 2 || base > 36)
		return false;
	if (javascript_number(word, &n) && word->text.n && word->text.p[0] <= '9')
		*v = javascript_number_text(r->pool, n, (unsigned)base);
	else
		*v = code_text(word->text);
	return true;
}

/* Those whose result is their first argument, as far as it is followed. */
static bool passes_on(const struct javascript_reader *r, const struct code_value *call)
{
	static const char *const same[] = { "JSON.stringify", "String", "Object.freeze", NULL };
	static const char *const more[] = { "util.promisify", "Object.assign",
					    "Object",	      "Object.create",
					    "Object.values",  "module.default",
					    "path.resolve",   "path.normalize",
					    "url.parse",      NULL };

	return span_one_of(call->text, same) || (r->follows && span_one_of(call->text, more));
}

/* Helpers that compilers write around an import, by the names that all of them have. */
static bool wraps_import(const struct code_value *callee)
{
	static const char *const names[] = { "__toESM",
					     "__importStar",
					     "__importDefault",
					     "_interopRequireDefault",
					     "_interopRequireWildcard",
					     "_interopDefault",
					     "_interop_require_default",
					     "_interop_require_wildcard",
					     NULL };

	return callee && span_one_of(callee->source, names);
}

/* path.join(a, b): the parts that are not known leave their slashes. */
static bool fold_path(struct javascript_reader *r, const struct code_value *call,
		      struct code_value *v)
{
	static const struct span slash = SPAN("/");

	*v = code_text((struct span){ 0 });
	for (const struct code_item *i = call->items; i; i = i->next) {
		if (i != call->items && !span_ends(v->text, "/"))
			*v = code_join(r->pool, *v, code_text(slash));
		*v = code_join(r->pool, *v, i->value);
	}
	v->partial |= call->partial;
	v->marks |= call->marks;
	return call->items != NULL;
}

/* new URL(path, base) */
static bool fold_address(struct javascript_reader *r, const struct code_value *call,
			 struct code_value *v)
{
	const struct code_value *path = code_at(call, 0), *base = code_at(call, 1);

	if (!path)
		return false;
	*v = base ? code_join(r->pool, *base, *path) : *path;
	return v->kind == CODE_TEXT;
}

static bool fold_more(struct javascript_reader *r, const struct code_value *call,
		      const struct code_value *callee, const struct code_value *receiver,
		      struct span method, struct code_value *v)
{
	if (fold_code(r, call, callee, v) || javascript_decode(r, call, v))
		return true;
	if (span_is(call->text, "parseInt") || span_is(call->text, "Number"))
		return fold_number(r, call, v);
	if (span_is(call->text, "path.join") || span_is(call->text, "path.resolve"))
		return fold_path(r, call, v);
	if (span_is(call->text, "URL"))
		return fold_address(r, call, v);
	if (wraps_import(callee) && code_at(call, 0) && code_at(call, 0)->kind == CODE_NAME) {
		*v = *code_at(call, 0);
		return true;
	}
	if (receiver && receiver->kind == CODE_WORD)
		return fold_word(r, call, receiver, method, v);
	return false;
}

struct code_value javascript_fold(struct javascript_reader *r, const struct code_value *call,
				  const struct code_value *callee,
				  const struct code_value *receiver, struct span method)
{
	struct code_value v;

	if (code_javascript_imports(call->text) && (r->follows || span_is(call->text, "require")))
		return javascript_module(r, code_constant(code_at(call, 0)), call->offset,
					 call->line);
	if (receiver && receiver->kind == CODE_LIST &&
	    javascript_fold_list(r, call, receiver, method, &v))
		return v;
	if (receiver && receiver->kind == CODE_TEXT &&
	    javascript_fold_text(r, call, receiver, method, &v))
		return v;
	if (r->follows && fold_more(r, call, callee, receiver, method, &v))
		return v;
	if (passes_on(r, call) && code_at(call, 0))
		return *code_at(call, 0);
	return *call;
}
