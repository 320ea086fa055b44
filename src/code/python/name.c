/* What names and attributes of Python stand for. */
#include "code/python/reader.h"

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

/* Names that are looked for are short and begin with few letters: most words are none of them. */
static bool is_builtin(struct span word)
{
	static const char firsts[] = "_bcdefghilmoprstuvz";

	if (word.n < 3 || word.n > 11 || !memchr(firsts, word.p[0], sizeof(firsts) - 1))
		return false;
	for (size_t i = 0; builtins[i]; i++)
		if (builtins[i][0] == (char)word.p[0] && span_is(word, builtins[i]))
			return true;
	return false;
}

/* What is imported or built in may have marks of its own. */
static void mark_name(struct python_reader *r, struct code_value *v)
{
	if (r->follows && v->kind == CODE_NAME)
		v->marks = python_told(r, CODE_NAMED, v->text, v, NULL);
}

struct code_value python_name(struct python_reader *r, struct span word)
{
	static const struct span builtin = SPAN("builtins");
	const struct code_value *bound = code_find(r->scopes, word);
	struct code_value v = { 0 };

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
	mark_name(r, &v);
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
	struct code_value v = { 0 };

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
	v.marks |= base->marks;
	v.offset = base->offset;
	v.line = base->line;
	v.source = source;
	mark_name(r, &v);
	return v;
}
