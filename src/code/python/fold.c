/* What calls give, where that can be known without running them. */
#include "base/ascii.h"
#include "code/python/reader.h"

typedef struct code_value fold(struct python_reader *r, const struct code_value *call,
			       const struct code_value *receiver);

static struct code_value partial(const struct code_value *v)
{
	struct code_value p = *v;

	p.partial = true;
	return p;
}

/* Functions. */

/* os.getenv("MODEL", "gpt-4o"): the default, unless the environment says otherwise. */
static struct code_value fold_default(struct python_reader *r, const struct code_value *call,
				      const struct code_value *receiver)
{
	const struct code_value *v = code_argument(call, "default", 1);

	(void)r;
	(void)receiver;
	return v && code_constant(v).n ? partial(v) : *call;
}

/* Field("gpt-4o"), field(default="gpt-4o") */
static struct code_value fold_field(struct python_reader *r, const struct code_value *call,
				    const struct code_value *receiver)
{
	const struct code_value *v = code_argument(call, "default", 0);

	(void)r;
	(void)receiver;
	return v && code_constant(v).n ? partial(v) : (struct code_value){ 0 };
}

static struct code_value fold_first(struct python_reader *r, const struct code_value *call,
				    const struct code_value *receiver)
{
	const struct code_value *v = code_at(call, 0);

	(void)r;
	(void)receiver;
	return v ? *v : (struct code_value){ 0 };
}

static struct code_value fold_cast(struct python_reader *r, const struct code_value *call,
				   const struct code_value *receiver)
{
	const struct code_value *v = code_at(call, 1);

	(void)r;
	(void)receiver;
	return v ? *v : (struct code_value){ 0 };
}

static struct code_value fold_dict(struct python_reader *r, const struct code_value *call,
				   const struct code_value *receiver)
{
	struct code_value v = *call;

	(void)r;
	(void)receiver;
	v.kind = CODE_DICT;
	v.text = (struct span){ 0 };
	return v;
}

/* __import__("os") and importlib.import_module("os") are the module. */
static struct code_value fold_import(struct python_reader *r, const struct code_value *call,
				     const struct code_value *receiver)
{
	struct span name = code_constant(code_at(call, 0));

	(void)r;
	(void)receiver;
	return name.n && name.n <= CODE_NAME_MAX ? code_name(name) : *call;
}

/* getattr(os, "system") */
static struct code_value fold_getattr(struct python_reader *r, const struct code_value *call,
				      const struct code_value *receiver)
{
	const struct code_value *base = code_at(call, 0);
	struct span name = code_constant(code_at(call, 1));

	(void)receiver;
	return base && name.n ? python_attribute(r, base, name) : *call;
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

static struct code_value fold_path(struct python_reader *r, const struct code_value *call,
				   const struct code_value *receiver)
{
	static const struct span slash = SPAN("/");
	struct code_value v = join_items(r, call->items, code_text(slash));

	(void)receiver;
	v.partial |= call->partial;
	return v;
}

static const struct {
	const char *name;
	fold *fold;
} functions[] = {
	{ "builtins.__import__", fold_import }, { "builtins.dict", fold_dict },
	{ "builtins.getattr", fold_getattr },	{ "builtins.str", fold_first },
	{ "dataclasses.field", fold_field },	{ "importlib.import_module", fold_import },
	{ "os.environ.get", fold_default },	{ "os.getenv", fold_default },
	{ "os.path.join", fold_path },		{ "pathlib.Path", fold_path },
	{ "pydantic.Field", fold_field },	{ "textwrap.dedent", fold_first },
	{ "typing.cast", fold_cast },
};

/* Methods of texts, lists and dicts. */

static struct code_value method_join(struct python_reader *r, const struct code_value *call,
				     const struct code_value *receiver)
{
	const struct code_value *list = code_at(call, 0);
	struct code_value v;

	if (!list || list->kind != CODE_LIST)
		return (struct code_value){ .kind = CODE_TEXT, .partial = true };
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

static struct code_value method_strip(struct python_reader *r, const struct code_value *call,
				      const struct code_value *receiver)
{
	struct span of = code_constant(code_at(call, 0)), text = receiver->text;
	struct code_value v = *receiver;

	(void)r;
	if (call->items == NULL)
		text = ascii_trim(text);
	while (of.n && text.n && span_byte(of, text.p[text.n - 1]) != SPAN_NONE)
		text.n--;
	v.text = text;
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
	{ "copy", CODE_DICT, method_same },    { "decode", CODE_TEXT, method_same },
	{ "encode", CODE_TEXT, method_same },  { "format", CODE_TEXT, method_format },
	{ "get", CODE_DICT, method_get },      { "join", CODE_TEXT, method_join },
	{ "rstrip", CODE_TEXT, method_strip }, { "strip", CODE_TEXT, method_strip },
};

struct code_value python_fold(struct python_reader *r, const struct code_value *call,
			      const struct code_value *receiver, struct span method)
{
	for (size_t i = 0; receiver && i < sizeof(methods) / sizeof(*methods); i++)
		if (receiver->kind == methods[i].of && span_is(method, methods[i].name))
			return methods[i].fold(r, call, receiver);
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		if (span_is(call->text, functions[i].name))
			return functions[i].fold(r, call, receiver);
	return *call;
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
	all.offset = format->offset;
	all.line = format->line;
	return all;
}
