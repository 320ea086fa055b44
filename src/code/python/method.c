/* Methods of texts, lists and dicts, where what they give can be known. */
#include "base/ascii.h"
#include "base/escape.h"
#include "code/python/integer.h"
#include "code/python/reader.h"
#include "code/python/sequence.h"

typedef struct code_value fold(struct python_reader *r, const struct code_value *call,
			       const struct code_value *receiver);

static struct code_value unknown_text(void)
{
	return (struct code_value){ .kind = CODE_TEXT, .partial = true };
}

static struct code_value join_items(struct python_reader *r, const struct code_item *items,
				    struct code_value between)
{
	struct code_value all = code_text((struct span){ 0 });

	for (const struct code_item *i = items; i; i = i->next) {
		if (i != items)
			all = code_join(r->pool, all, between);
		all = code_join(r->pool, all, i->value);
	}
	return all;
}

static struct code_value join_characters(const struct code_value *list)
{
	struct code_value v = code_text(list->text);

	v.partial = list->partial;
	v.marks = list->marks;
	return v;
}

static struct code_value method_join(struct python_reader *r, const struct code_value *call,
				     const struct code_value *receiver)
{
	const struct code_value *list = code_at(call, 0);
	struct code_value v;

	if (!list || (list->kind != CODE_LIST && list->kind != CODE_TEXT))
		return unknown_text();
	if (list->text.n && receiver->text.n == 0 && !(list->kind == CODE_LIST && list->bytes))
		return join_characters(list);
	if (list->kind != CODE_LIST || list->text.n)
		return unknown_text();
	v = join_items(r, list->items, *receiver);
	v.partial |= list->partial;
	return v;
}

static bool number_of(struct span text, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < text.n; i++) {
		if (!ascii_is_digit(text.p[i]) || i == 3)
			return false;
		*n = *n * 10 + (text.p[i] - (size_t)'0');
	}
	return text.n > 0;
}

/* What {}, {0} or {name} stands for. */
static struct code_value replacement(const struct code_value *call, struct span field, size_t *next)
{
	const struct code_value *v;
	size_t n = 0;

	while (n < field.n && field.p[n] != ':' && field.p[n] != '!')
		n++;
	field.n = n;
	if (field.n == 0)
		v = code_at(call, (*next)++);
	else if (number_of(field, &n))
		v = code_at(call, n);
	else
		v = code_get(call, field);
	return v ? *v : (struct code_value){ 0 };
}

static struct code_value method_format(struct python_reader *r, const struct code_value *call,
				       const struct code_value *receiver)
{
	struct code_value all = code_text((struct span){ 0 });
	struct span rest = receiver->text;
	size_t next = 0;

	for (;;) {
		ptrdiff_t open = span_byte(rest, '{'), close;

		if (open == SPAN_NONE)
			break;
		all = code_join(r->pool, all, code_text(span_part(rest, 0, (uint64_t)open)));
		rest = span_from(rest, (uint64_t)open + 1);
		close = span_byte(rest, '}');
		if (close == SPAN_NONE)
			break;
		all = code_join(r->pool, all,
				replacement(call, span_part(rest, 0, (uint64_t)close), &next));
		rest = span_from(rest, (uint64_t)close + 1);
	}
	all = code_join(r->pool, all, code_text(rest));
	all.partial |= receiver->partial;
	return all;
}

static struct code_value method_same(struct python_reader *r, const struct code_value *call,
				     const struct code_value *receiver)
{
	(void)r;
	(void)call;
	return *receiver;
}

static struct code_value strip(const struct code_value *call, const struct code_value *receiver,
			       bool left, bool right)
{
	struct span of = code_constant(code_at(call, 0)), text = receiver->text;
	static const struct span blanks = SPAN(" \t\r\n\v\f");
	struct code_value v = *receiver;

	if (call->items == NULL)
		of = blanks;
	while (right && of.n && text.n && span_byte(of, text.p[text.n - 1]) != SPAN_NONE)
		text.n--;
	while (left && of.n && text.n && span_byte(of, text.p[0]) != SPAN_NONE)
		text = span_from(text, 1);
	v.text = text;
	return v;
}

static struct code_value method_strip(struct python_reader *r, const struct code_value *call,
				      const struct code_value *receiver)
{
	(void)r;
	return strip(call, receiver, true, true);
}

static struct code_value method_lstrip(struct python_reader *r, const struct code_value *call,
				       const struct code_value *receiver)
{
	(void)r;
	return strip(call, receiver, true, false);
}

static struct code_value method_rstrip(struct python_reader *r, const struct code_value *call,
				       const struct code_value *receiver)
{
	(void)r;
	return strip(call, receiver, false, true);
}

static struct code_value method_replace(struct python_reader *r, const struct code_value *call,
					const struct code_value *receiver)
{
	struct code_value all = code_text((struct span){ 0 });
	const struct code_value *from = code_at(call, 0), *to = code_at(call, 1);
	struct span rest = receiver->text, old = code_constant(from);

	if (!from || !to || old.n == 0 || to->kind != CODE_TEXT)
		return unknown_text();
	while (rest.n) {
		ptrdiff_t at = span_find(rest, old);
		uint64_t n = at == SPAN_NONE ? rest.n : (uint64_t)at;

		all = code_join(r->pool, all, code_text(span_part(rest, 0, n)));
		if (at != SPAN_NONE)
			all = code_join(r->pool, all, code_text(to->text));
		rest = span_from(rest, n + old.n);
	}
	all.partial |= receiver->partial || to->partial;
	all.bytes = receiver->bytes;
	return all;
}

static struct code_value change_case(struct python_reader *r, const struct code_value *receiver,
				     bool upper)
{
	struct code_value v = *receiver;
	uint8_t *p = code_text_room(r->pool, v.text.n);

	if (!p)
		return unknown_text();
	for (size_t i = 0; i < v.text.n; i++) {
		uint8_t c = v.text.p[i];

		p[i] = !ascii_is_letter(c) ? c : (uint8_t)(upper ? c & ~0x20 : c | 0x20);
	}
	v.text = span_of(p, v.text.n);
	return v;
}

static struct code_value method_lower(struct python_reader *r, const struct code_value *call,
				      const struct code_value *receiver)
{
	(void)call;
	return change_case(r, receiver, false);
}

static struct code_value method_upper(struct python_reader *r, const struct code_value *call,
				      const struct code_value *receiver)
{
	(void)call;
	return change_case(r, receiver, true);
}

/* At a text, or at blanks; more parts than a list may have are left out. */
static struct code_value method_split(struct python_reader *r, const struct code_value *call,
				      const struct code_value *receiver)
{
	struct span at = code_constant(code_argument(call, "sep", 0)), rest = receiver->text;
	struct code_list list = code_list_of(r->pool);
	bool blanks = at.n == 0;

	while (rest.n && list.n < CODE_ITEMS_MAX) {
		size_t n = 0, skip = at.n;

		if (blanks) {
			rest = ascii_trim(rest);
			while (n < rest.n && !ascii_is_blank(rest.p[n]))
				n++;
		} else {
			ptrdiff_t found = span_find(rest, at);

			n = found == SPAN_NONE ? rest.n : (size_t)found;
		}
		code_list_add(&list, (struct span){ 0 }, code_text(span_part(rest, 0, n)));
		rest = span_from(rest, n + skip);
	}
	return (struct code_value){ .kind = CODE_LIST,
				    .items = list.first,
				    .partial = list.partial || rest.n || receiver->partial };
}

/* Of characters below 256 the bytes that they are in Latin-1. */
static struct code_value to_latin(struct python_reader *r, const struct code_value *receiver)
{
	struct span rest = receiver->text;
	struct code_value v = *receiver;
	uint8_t *p = code_text_room(r->pool, rest.n);
	size_t n = 0;

	while (p && rest.n) {
		size_t length = utf8_length(rest);
		uint32_t code = length ? utf8_code(rest) : rest.p[0];

		p[n++] = (uint8_t)code;
		rest = span_from(rest, length ? length : 1);
	}
	v.text = span_of(p, n);
	v.bytes = true;
	return v;
}

static struct code_value method_encode(struct python_reader *r, const struct code_value *call,
				       const struct code_value *receiver)
{
	static const char *const latin[] = { "latin1",	   "latin-1",	"latin_1",
					     "iso-8859-1", "iso8859-1", "raw_unicode_escape",
					     NULL };
	struct span codec = code_constant(code_argument(call, "encoding", 0));
	struct code_value v;

	for (size_t i = 0; latin[i]; i++)
		if (ascii_same(codec, latin[i]))
			return to_latin(r, receiver);
	if (python_decode_named(r, codec, receiver, &v))
		return v; /* rot13 is its own inverse */
	v = *receiver;
	v.bytes = true;
	return v;
}

static struct code_value method_decode(struct python_reader *r, const struct code_value *call,
				       const struct code_value *receiver)
{
	struct span codec = code_constant(code_argument(call, "encoding", 0));
	struct code_value v;

	if (python_decode_named(r, codec, receiver, &v))
		return v;
	v = *receiver;
	v.bytes = false;
	return v;
}

static struct code_value method_get(struct python_reader *r, const struct code_value *call,
				    const struct code_value *receiver)
{
	struct span key = code_constant(code_at(call, 0));
	const struct code_value *v = key.n ? code_get(receiver, key) : NULL;
	const struct code_value *other = code_at(call, 1);

	if (v && other)
		return code_either(r->pool, *v, *other);
	return v ? *v : other ? *other : (struct code_value){ 0 };
}

static const struct {
	const char *name;
	enum code_kind of;
	fold *fold;
} methods[] = {
	{ "copy", CODE_DICT, method_same },	  { "decode", CODE_TEXT, method_decode },
	{ "encode", CODE_TEXT, method_encode },	  { "format", CODE_TEXT, method_format },
	{ "get", CODE_DICT, method_get },	  { "join", CODE_TEXT, method_join },
	{ "lower", CODE_TEXT, method_lower },	  { "lstrip", CODE_TEXT, method_lstrip },
	{ "replace", CODE_TEXT, method_replace }, { "rstrip", CODE_TEXT, method_rstrip },
	{ "split", CODE_TEXT, method_split },	  { "strip", CODE_TEXT, method_strip },
	{ "upper", CODE_TEXT, method_upper },
};

bool python_fold_method(struct python_reader *r, const struct code_value *call,
			const struct code_value *receiver, struct span method,
			struct code_value *folded)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++)
		if (receiver->kind == methods[i].of && span_is(method, methods[i].name)) {
			*folded = methods[i].fold(r, call, receiver);
			return true;
		}
	return false;
}

/* "%s/%s" % (a, b) */
struct code_value python_percent(struct python_reader *r, const struct code_value *format,
				 const struct code_value *arguments)
{
	struct code_value all = code_text((struct span){ 0 });
	struct span rest = format->text;
	bool list = arguments->kind == CODE_LIST;
	size_t next = 0;

	for (;;) {
		ptrdiff_t at = span_byte(rest, '%');
		const struct code_value *v = NULL;
		size_t n = 1;

		if (at == SPAN_NONE || (size_t)at + 1 == rest.n)
			break;
		all = code_join(r->pool, all, code_text(span_part(rest, 0, (uint64_t)at)));
		rest = span_from(rest, (uint64_t)at);
		if (rest.p[1] == '%')
			all = code_join(r->pool, all, code_text(span_part(rest, 1, 1)));
		while (n < rest.n && strchr("0123456789.-+ #", rest.p[n]) && rest.p[n])
			n++;
		if (rest.p[1] != '%') {
			v = list ? code_at(arguments, next++) : next++ ? NULL : arguments;
			all = code_join(r->pool, all, v ? *v : (struct code_value){ 0 });
		}
		rest = span_from(rest, n + 1);
	}
	all = code_join(r->pool, all, code_text(rest));
	all.marks |= format->marks | arguments->marks;
	all.offset = format->offset;
	all.line = format->line;
	return all;
}
