/* What methods of texts give (ECMA-262, section 22.1.3), as far as it can be known without running
 * them. Texts are bytes here: what is hidden in them is ASCII. */
#include "base/ascii.h"
#include "code/javascript/number.h"
#include "code/javascript/sequence.h"

bool javascript_text_of(struct javascript_reader *r, const struct code_value *v,
			struct code_value *text)
{
	static const struct span object = SPAN("[object Object]");
	struct code_value call = { .kind = CODE_RESULT };

	switch (v->kind) {
	case CODE_TEXT:
		*text = *v;
		return true;
	case CODE_WORD:
		*text = code_text(v->text);
		return true;
	case CODE_DICT:
		*text = code_text(object);
		return true;
	case CODE_LIST:
		return javascript_fold_list(r, &call, v, span_str("join"), text);
	default:
		return false;
	}
}

/* The number an argument is, or what stands for it when there is none. */
static bool number_or(const struct code_value *call, size_t n, int64_t none, int64_t *number)
{
	const struct code_value *v = code_at(call, n);

	*number = none;
	return !v || (v->kind == CODE_WORD && javascript_number(v, number));
}

static int64_t clamp(int64_t n, int64_t size, bool from_end)
{
	if (n < 0)
		n = from_end ? n + size : 0;
	return n < 0 ? 0 : n > size ? size : n;
}

/* slice(from, to), substring(from, to), substr(from, n) */
static bool part(const struct code_value *call, const struct code_value *text, struct span method,
		 struct code_value *v)
{
	int64_t size = (int64_t)text->text.n, from, to, swap;
	bool slice = span_is(method, "slice"), count = span_is(method, "substr");

	if (!number_or(call, 0, 0, &from) || !number_or(call, 1, size, &to))
		return false;
	from = clamp(from, size, slice || count);
	if (count)
		to = to < 0 ? from : clamp(to, size - from, false) + from;
	else
		to = clamp(to, size, slice);
	if (!slice && to < from) {
		swap = from;
		from = to;
		to = swap;
	}
	v->text = span_part(text->text, (uint64_t)from, to > from ? (uint64_t)(to - from) : 0);
	return true;
}

/* charAt(n), at(n), charCodeAt(n), codePointAt(n) */
static bool character(struct javascript_reader *r, const struct code_value *call,
		      const struct code_value *text, bool code, struct code_value *v)
{
	int64_t n, size = (int64_t)text->text.n;

	if (!number_or(call, 0, 0, &n))
		return false;
	n = n < 0 ? n + size : n;
	if (n < 0 || n >= size || text->text.p[n] >= 0x80)
		return false;
	if (code)
		*v = javascript_number_value(r->pool, text->text.p[n]);
	else
		v->text = span_part(text->text, (uint64_t)n, 1);
	return true;
}

static bool change_case(struct javascript_reader *r, struct code_value *v, bool upper)
{
	struct javascript_pieces pieces = javascript_pieces_of(r->pool, v->text.n);

	if (pieces.cut)
		return false;
	for (size_t i = 0; i < v->text.n; i++) {
		uint8_t c = (uint8_t)ascii_lower(v->text.p[i]);

		pieces.p[pieces.n++] = upper && ascii_is_letter(c) ? c & 0xdf : c;
	}
	*v = javascript_pieces_text(&pieces);
	return true;
}

static bool repeat(struct javascript_reader *r, const struct code_value *call, struct code_value *v)
{
	struct javascript_pieces pieces;
	int64_t n;

	if (!number_or(call, 0, 0, &n) || n < 0 || n > CODE_TEXT_MAX ||
	    (size_t)n * v->text.n > r->steps)
		return false;
	r->steps -= (size_t)n * v->text.n;
	pieces = javascript_pieces_of(r->pool, (size_t)n * v->text.n);
	for (int64_t i = 0; i < n; i++)
		javascript_pieces_add(&pieces, v->text);
	*v = javascript_pieces_text(&pieces);
	return !v->partial;
}

/* split(separator): characters as one text, parts as a list. */
static bool split(struct javascript_reader *r, const struct code_value *call,
		  const struct code_value *text, struct code_value *v)
{
	const struct code_value *separator = code_at(call, 0);
	struct code_list list = code_list_of(r->pool);
	struct span rest = text->text;
	ptrdiff_t at = 0;

	if (!separator || separator->kind != CODE_TEXT || separator->partial || rest.n == 0)
		return false;
	*v = (struct code_value){ .kind = CODE_LIST };
	if (separator->text.n == 0) {
		v->text = text->text;
		return true;
	}
	while (at != SPAN_NONE) {
		at = span_find(rest, separator->text);
		code_list_add(&list, (struct span){ 0 },
			      code_text(span_part(rest, 0, at == SPAN_NONE ? rest.n : (size_t)at)));
		rest = at == SPAN_NONE ? rest : span_from(rest, (uint64_t)at + separator->text.n);
		if (list.partial)
			break;
	}
	v->items = list.first;
	v->partial = list.partial;
	return true;
}

/* What replace() looks for: a text, or an expression that is nothing else. */
static bool needle_of(const struct code_value *v, struct span *needle, bool *all)
{
	static const char special[] = "\\^$.|?*+()[]{}";

	*needle = v->text;
	if (v->kind == CODE_TEXT)
		return !v->partial;
	if (v->kind != CODE_WORD || !span_starts(v->text, "/"))
		return false;
	*needle = span_from(v->text, 1);
	needle->n = (size_t)((const uint8_t *)memrchr(v->text.p, '/', v->text.n) - needle->p);
	*all = span_byte(span_from(v->text, needle->n + 2), 'g') != SPAN_NONE;
	for (size_t i = 0; i < needle->n; i++)
		if (strchr(special, needle->p[i]))
			return false;
	return needle->n > 0;
}

static bool replace(struct javascript_reader *r, const struct code_value *call, bool all,
		    struct code_value *v)
{
	const struct code_value *from = code_at(call, 0), *to = code_at(call, 1);
	struct javascript_pieces pieces;
	struct span rest = v->text, needle;
	ptrdiff_t at;

	if (!from || !to || to->kind != CODE_TEXT || to->partial || !needle_of(from, &needle, &all))
		return false;
	if (needle.n == 0 || span_byte(to->text, '$') != SPAN_NONE)
		return false;
	pieces = javascript_pieces_of(r->pool, to->text.n <= needle.n ? rest.n : CODE_TEXT_MAX / 4);
	while ((at = span_find(rest, needle)) != SPAN_NONE) {
		javascript_pieces_add(&pieces, span_part(rest, 0, (uint64_t)at));
		javascript_pieces_add(&pieces, to->text);
		rest = span_from(rest, (uint64_t)at + needle.n);
		if (!all)
			break;
	}
	javascript_pieces_add(&pieces, rest);
	*v = javascript_pieces_text(&pieces);
	return !v->partial;
}

static bool concat(struct javascript_reader *r, const struct code_value *call, struct code_value *v)
{
	for (const struct code_item *i = call->items; i; i = i->next)
		*v = code_join(r->pool, *v, i->value);
	v->partial |= call->partial;
	return true;
}

static bool one_of(struct span method, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (span_is(method, words[i]))
			return true;
	return false;
}

bool javascript_fold_text(struct javascript_reader *r, const struct code_value *call,
			  const struct code_value *text, struct span method, struct code_value *v)
{
	static const char *const parts[] = { "slice", "substring", "substr", NULL };
	static const char *const same[] = { "toString", "valueOf",   "normalize", "toWellFormed",
					    "flat",	"trimStart", "trimEnd",	  NULL };
	struct span trimmed = ascii_trim(text->text);

	*v = *text;
	v->source = (struct span){ 0 };
	if (span_is(method, "concat"))
		return concat(r, call, v);
	if (span_is(method, "trim")) {
		v->text = trimmed;
		return true;
	}
	if (one_of(method, same))
		return true;
	if (text->partial)
		return false;
	if (one_of(method, parts))
		return part(call, text, method, v);
	if (span_is(method, "charAt") || span_is(method, "at"))
		return character(r, call, text, false, v);
	if (span_is(method, "charCodeAt") || span_is(method, "codePointAt"))
		return character(r, call, text, true, v);
	if (span_is(method, "toLowerCase") || span_is(method, "toUpperCase"))
		return change_case(r, v, span_is(method, "toUpperCase"));
	if (span_is(method, "split"))
		return split(r, call, text, v);
	if (span_is(method, "replace") || span_is(method, "replaceAll"))
		return replace(r, call, span_is(method, "replaceAll"), v);
	return span_is(method, "repeat") && repeat(r, call, v);
}
