/*
 * What webpack and ncc make of modules that are not in the bundle: each is a function in a table,
 * by a number or name, that has nothing but `e.exports = require("fs")`. The others ask for it by
 * that number, mostly before it stands there, so the text is searched for them first.
 */
#include "base/ascii.h"
#include "code/javascript/reader.h"

enum { MODULES_MAX = 256, BEFORE_MAX = 96 };

static struct span skip_blanks(struct span text)
{
	while (text.n && (text.p[0] == ' ' || text.p[0] == '\t'))
		text = span_from(text, 1);
	return text;
}

/* "fs" of = require("fs"); empty when that does not follow. */
static struct span required(struct span text)
{
	uint8_t quote;
	ptrdiff_t end;

	text = skip_blanks(text);
	if (!span_starts(text, "="))
		return (struct span){ 0 };
	text = skip_blanks(span_from(text, 1));
	if (!span_starts(text, "require("))
		return (struct span){ 0 };
	text = span_from(text, strlen("require("));
	if (text.n == 0 || (text.p[0] != '"' && text.p[0] != '\''))
		return (struct span){ 0 };
	quote = text.p[0];
	text = span_part(text, 1, CODE_NAME_MAX);
	end = span_byte(text, quote);
	return end == SPAN_NONE ? (struct span){ 0 } : span_part(text, 0, (uint64_t)end);
}

/* The key of the function in which text ends: the last `key:` or `"key":` behind a '{' or ','. */
static struct span key_before(struct span text)
{
	size_t end = text.n, begin;

	for (; end > 0; end--) {
		if (text.p[end - 1] != ':')
			continue;
		begin = end - 1;
		while (begin > 0 && !strchr("{,", text.p[begin - 1]))
			begin--;
		if (begin > 0)
			break;
	}
	if (end == 0)
		return (struct span){ 0 };
	text = ascii_trim(span_part(text, begin, end - 1 - begin));
	if (text.n > 2 && (text.p[0] == '"' || text.p[0] == '\''))
		text = span_part(text, 1, text.n - 2);
	return text;
}

const struct javascript_bundled *javascript_bundled(struct arena *arena, struct span text)
{
	static const struct span exports = SPAN(".exports");
	struct javascript_bundled *all = NULL;
	size_t n = 0, at = 0;
	ptrdiff_t next;

	while (n < MODULES_MAX && (next = span_find(span_from(text, at), exports)) != SPAN_NONE) {
		size_t before = at + (size_t)next,
		       from = before > BEFORE_MAX ? before - BEFORE_MAX : 0;
		struct span module, key;
		struct javascript_bundled *one;

		at = before + exports.n;
		module = required(span_part(text, at, CODE_NAME_MAX));
		key = module.n ? key_before(span_part(text, from, before - from)) : module;
		if (key.n == 0)
			continue;
		one = arena_alloc(arena, sizeof(*one));
		*one = (struct javascript_bundled){ .next = all, .key = key, .module = module };
		all = one;
		n++;
	}
	return all;
}

bool javascript_find_bundled(struct javascript_reader *r, const struct code_value *call,
			     struct code_value *v)
{
	const struct code_value *key =
		call->items && !call->items->next ? &call->items->value : NULL;

	if (!key || (key->kind != CODE_WORD && key->kind != CODE_TEXT))
		return false;
	for (const struct javascript_bundled *i = r->bundled; i; i = i->next)
		if (span_eq(i->key, key->text)) {
			*v = javascript_module(r, i->module, call->offset, call->line);
			return true;
		}
	return false;
}
