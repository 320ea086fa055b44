/* What calls give, where that can be known without running them. */
#include "base/escape.h"
#include "code/python/integer.h"
#include "code/python/reader.h"
#include "code/python/sequence.h"

enum { EVAL_MAX = 4 << 10, RANGE_MAX = 1 << 16 };

typedef struct code_value fold(struct python_reader *r, const struct code_value *call);

static struct code_value partial(const struct code_value *v)
{
	struct code_value p = *v;

	p.partial = true;
	return p;
}

/* os.getenv("MODEL", "gpt-4o"): the default, unless the environment says otherwise. */
static struct code_value fold_default(struct python_reader *r, const struct code_value *call)
{
	const struct code_value *v = code_argument(call, "default", 1);

	(void)r;
	return v && code_constant(v).n ? partial(v) : *call;
}

/* Field("gpt-4o"), field(default="gpt-4o") */
static struct code_value fold_field(struct python_reader *r, const struct code_value *call)
{
	const struct code_value *v = code_argument(call, "default", 0);

	(void)r;
	return v && code_constant(v).n ? partial(v) : (struct code_value){ 0 };
}

static struct code_value fold_first(struct python_reader *r, const struct code_value *call)
{
	const struct code_value *v = code_at(call, 0);

	(void)r;
	return v ? *v : (struct code_value){ 0 };
}

static struct code_value fold_cast(struct python_reader *r, const struct code_value *call)
{
	const struct code_value *v = code_at(call, 1);

	(void)r;
	return v ? *v : (struct code_value){ 0 };
}

static struct code_value fold_dict(struct python_reader *r, const struct code_value *call)
{
	struct code_value v = *call;

	(void)r;
	v.kind = CODE_DICT;
	v.text = (struct span){ 0 };
	return v;
}

/* importlib.import_module("a.b") is that module. */
static struct code_value fold_import(struct python_reader *r, const struct code_value *call)
{
	struct span name = code_constant(code_at(call, 0));

	(void)r;
	return name.n && name.n <= CODE_NAME_MAX ? code_name(name) : *call;
}

/* __import__("a.b") is a, unless names are to come from it. */
static struct code_value fold_builtin_import(struct python_reader *r, const struct code_value *call)
{
	struct code_value v = fold_import(r, call);
	const struct code_value *names = code_argument(call, "fromlist", 3);
	ptrdiff_t dot = span_byte(v.text, '.');

	if (v.kind == CODE_NAME && dot != SPAN_NONE && !(names && names->items))
		v.text.n = (size_t)dot;
	return v;
}

/* getattr(os, "system") */
static struct code_value fold_getattr(struct python_reader *r, const struct code_value *call)
{
	const struct code_value *base = code_at(call, 0);
	struct span name = code_constant(code_at(call, 1));

	return base && name.n ? python_attribute(r, base, name) : *call;
}

/* "%s" of a number is its digits. */
static struct code_value fold_str(struct python_reader *r, const struct code_value *call)
{
	struct code_value v = fold_first(r, call);
	int64_t n;

	if (python_integer(&v, &n))
		v.kind = CODE_TEXT;
	if (v.kind == CODE_TEXT)
		v.bytes = false;
	return v;
}

static struct code_value fold_path(struct python_reader *r, const struct code_value *call)
{
	static const struct span slash = SPAN("/");
	struct code_value all = code_text((struct span){ 0 });

	for (const struct code_item *i = call->items; i; i = i->next) {
		if (i != call->items)
			all = code_join(r->pool, all, code_text(slash));
		all = code_join(r->pool, all, i->value);
	}
	all.partial |= call->partial;
	return all;
}

/* The home folder, as people write it. */
static struct code_value fold_home(struct python_reader *r, const struct code_value *call)
{
	static const struct span home = SPAN("~");

	(void)r;
	(void)call;
	return code_text(home);
}

/* Characters and numbers. */

static struct code_value fold_chr(struct python_reader *r, const struct code_value *call)
{
	uint8_t *p;
	int64_t n;

	if (!python_integer(code_at(call, 0), &n) || n < 0 || n > 0x10ffff)
		return (struct code_value){ 0 };
	p = code_text_room(r->pool, 4);
	if (!p)
		return (struct code_value){ 0 };

	size_t size = utf8_write(p, (uint32_t)n);

	r->pool->n_text -= 4 - size;
	return code_text(span_of(p, size));
}

static struct code_value fold_ord(struct python_reader *r, const struct code_value *call)
{
	const struct code_value *v = code_at(call, 0);

	if (!v || v->kind != CODE_TEXT || v->partial || v->text.n == 0)
		return (struct code_value){ 0 };
	return python_integer_value(r->pool,
				    utf8_length(v->text) ? utf8_code(v->text) : v->text.p[0]);
}

static struct code_value fold_len(struct python_reader *r, const struct code_value *call)
{
	const struct code_value *v = code_at(call, 0);
	struct python_sequence sequence;
	struct code_value item;
	int64_t n = 0;

	if (v && v->kind == CODE_TEXT && !v->partial)
		return python_integer_value(r->pool, (int64_t)v->text.n);
	if (!v || v->kind != CODE_LIST || v->text.n || !python_sequence(r->pool, v, &sequence))
		return (struct code_value){ 0 };
	while (python_sequence_next(&sequence, &item))
		n++;
	return python_integer_value(r->pool, n);
}

/* int("41", 16), int(7.0) is not followed */
static struct code_value fold_int(struct python_reader *r, const struct code_value *call)
{
	const struct code_value *v = code_at(call, 0);
	int64_t base = 10, n = 0, number;

	if (python_integer(v, &number))
		return *v;
	if (code_at(call, 1) && !python_integer(code_at(call, 1), &base))
		return (struct code_value){ 0 };
	if (!v || v->kind != CODE_TEXT || v->partial || v->text.n == 0 || v->text.n > 18)
		return (struct code_value){ 0 };
	for (size_t i = 0; i < v->text.n; i++) {
		uint8_t c = v->text.p[i] | 0x20;
		int64_t digit = c >= '0' && c <= '9'   ? c - '0'
				: c >= 'a' && c <= 'z' ? c - 'a' + 10
						       : 99;

		if (digit >= base || __builtin_mul_overflow(n, base, &n) ||
		    __builtin_add_overflow(n, digit, &n))
			return (struct code_value){ 0 };
	}
	return python_integer_value(r->pool, n);
}

/* Sequences. */

static struct code_value fold_bytes(struct python_reader *r, const struct code_value *call)
{
	const struct code_value *v = code_at(call, 0);
	struct code_value bytes;

	return v && python_bytes_of(r->pool, v, &bytes) ? bytes : (struct code_value){ 0 };
}

/* What is gone through the same way as its argument. */
static struct code_value fold_same(struct python_reader *r, const struct code_value *call)
{
	struct code_value v = fold_first(r, call);

	return v.kind == CODE_LIST || v.kind == CODE_TEXT ? v : (struct code_value){ 0 };
}

static struct code_value fold_reversed(struct python_reader *r, const struct code_value *call)
{
	const struct code_value *v = code_at(call, 0);
	struct code_value reversed;
	uint8_t *p;

	if (!v || v->kind != CODE_TEXT || v->partial)
		return (struct code_value){ .kind = CODE_UNKNOWN };
	reversed = *v;
	p = code_text_room(r->pool, v->text.n);
	for (size_t i = 0; p && i < v->text.n; i++)
		p[i] = v->text.p[v->text.n - 1 - i];
	reversed.text = span_of(p, p ? v->text.n : 0);
	return reversed;
}

/* An item that lives as long as the values of the statement do. */
static const struct code_item *kept_item(struct python_reader *r, const struct code_item *item)
{
	struct code_list list = code_list_of(r->pool);

	code_list_add(&list, item->name, item->value);
	return list.first;
}

/* map(chr, [104, 105]) */
static struct code_value fold_map(struct python_reader *r, const struct code_value *call)
{
	const struct code_value *f = code_at(call, 0);
	struct python_pieces pieces;
	struct python_sequence sequence;
	struct code_value item;
	bool quiet = r->quiet;

	if (!f || !r->follows || !python_sequence(r->pool, code_at(call, 1), &sequence))
		return (struct code_value){ 0 };
	pieces = python_pieces_of(r->pool);
	while (r->steps > 0 && python_sequence_next(&sequence, &item)) {
		const struct code_item one = { .value = item };
		struct code_value inner = { .kind = CODE_RESULT, .items = &one };

		r->steps--;
		inner.marks = item.marks | f->marks;
		inner.offset = call->offset;
		inner.line = call->line;
		item = python_apply(r, f, inner, NULL, (struct span){ 0 });
		if (item.items == &one) {
			item.items = kept_item(r, &one);
			item.partial |= !item.items;
		}
		python_pieces_add(&pieces, &item);
		r->quiet = true; /* once is enough */
	}
	r->quiet = quiet;
	item = python_pieces_list(&pieces);
	item.partial |= r->steps == 0;
	return item;
}

/* threading.Thread(target=f, args=(a,)) calls f(a) in time. */
static struct code_value call_later(struct python_reader *r, const struct code_value *call,
				    const char *function, size_t position, const char *arguments,
				    size_t rest)
{
	const struct code_value *f = code_argument(call, function, position);
	const struct code_value *list = arguments ? code_argument(call, arguments, rest) : NULL;
	struct code_value inner = { .kind = CODE_RESULT,
				    .offset = call->offset,
				    .line = call->line };
	const struct code_item *items = call->items;

	if (!r->follows || !f)
		return *call;
	for (size_t i = 0; !arguments && i < rest && items; i++)
		items = items->next;
	inner.items = arguments ? (list ? list->items : NULL) : items;
	inner.marks = list ? list->marks : arguments ? 0 : call->marks;
	f = code_callable(f);
	if (f->kind == CODE_FUNCTION || f->kind == CODE_NAME)
		(void)python_apply(r, f, inner, NULL, (struct span){ 0 });
	return *call;
}

static struct code_value fold_thread(struct python_reader *r, const struct code_value *call)
{
	return call_later(r, call, "target", 1, "args", 3);
}

static struct code_value fold_timer(struct python_reader *r, const struct code_value *call)
{
	return call_later(r, call, "function", 1, "args", 2);
}

static struct code_value fold_start(struct python_reader *r, const struct code_value *call)
{
	return call_later(r, call, "function", 0, "args", 1);
}

/* atexit.register(f, a), functools.partial(f, a) */
static struct code_value fold_register(struct python_reader *r, const struct code_value *call)
{
	return call_later(r, call, "func", 0, NULL, 1);
}

static struct code_value fold_range(struct python_reader *r, const struct code_value *call)
{
	int64_t at[3] = { 0, 0, 1 };
	struct python_pieces pieces = python_pieces_of(r->pool);
	size_t n = 0;

	for (; n < 3 && code_at(call, n); n++)
		if (!python_integer(code_at(call, n), &at[n]) || at[n] > INT32_MAX ||
		    at[n] < INT32_MIN)
			return (struct code_value){ 0 };
	if (n == 1) {
		at[1] = at[0];
		at[0] = 0;
	}
	if (!r->follows || at[2] == 0 || (at[1] - at[0]) / at[2] > RANGE_MAX)
		return (struct code_value){ 0 };
	for (int64_t i = at[0]; r->steps && (at[2] > 0 ? i < at[1] : i > at[1]); i += at[2]) {
		struct code_value number = python_integer_value(r->pool, i);

		r->steps--;
		python_pieces_add(&pieces, &number);
	}
	return python_pieces_list(&pieces);
}

/* eval("__import__('os')") is what the text says, when it says little. */
static struct code_value fold_eval(struct python_reader *r, const struct code_value *call)
{
	const struct code_value *v = code_at(call, 0);

	if (!r->follows || !v || v->kind != CODE_TEXT || v->partial || v->text.n > EVAL_MAX ||
	    r->depth + 8 > CODE_DEPTH_MAX || r->n_follows == PYTHON_FOLLOWS_MAX)
		return (struct code_value){ 0 };
	r->n_follows++;

	struct code_value result = python_inner(r, v->text, v->offset, v->line);

	r->n_follows--;
	result.source = (struct span){ 0 };
	return result;
}

static const struct {
	const char *name;
	fold *fold;
} functions[] = {
	{ "_thread.start_new_thread", fold_start },
	{ "atexit.register", fold_register },
	{ "builtins.__import__", fold_builtin_import },
	{ "builtins.bytearray", fold_bytes },
	{ "builtins.bytes", fold_bytes },
	{ "builtins.chr", fold_chr },
	{ "builtins.compile", fold_first },
	{ "builtins.dict", fold_dict },
	{ "builtins.eval", fold_eval },
	{ "builtins.getattr", fold_getattr },
	{ "builtins.int", fold_int },
	{ "builtins.len", fold_len },
	{ "builtins.list", fold_same },
	{ "builtins.map", fold_map },
	{ "builtins.memoryview", fold_bytes },
	{ "builtins.ord", fold_ord },
	{ "builtins.range", fold_range },
	{ "builtins.reversed", fold_reversed },
	{ "builtins.str", fold_str },
	{ "builtins.tuple", fold_same },
	{ "builtins.unichr", fold_chr },
	{ "dataclasses.field", fold_field },
	{ "functools.partial", fold_register },
	{ "importlib.import_module", fold_import },
	{ "multiprocessing.Process", fold_thread },
	{ "os.environ.get", fold_default },
	{ "os.getenv", fold_default },
	{ "os.path.abspath", fold_first },
	{ "os.path.expanduser", fold_first },
	{ "os.path.expandvars", fold_first },
	{ "os.path.join", fold_path },
	{ "os.path.normpath", fold_first },
	{ "os.path.realpath", fold_first },
	{ "pathlib.Path", fold_path },
	{ "pathlib.Path.home", fold_home },
	{ "pydantic.Field", fold_field },
	{ "textwrap.dedent", fold_first },
	{ "threading.Thread", fold_thread },
	{ "threading.Timer", fold_timer },
	{ "typing.cast", fold_cast },
};

/* The rows are sorted. */
static fold *find(struct span name)
{
	size_t low = 0, high = sizeof(functions) / sizeof(*functions);

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = span_cmp(name, span_str(functions[middle].name));

		if (order == 0)
			return functions[middle].fold;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

struct code_value python_fold(struct python_reader *r, const struct code_value *call,
			      const struct code_value *receiver, struct span method)
{
	struct code_value v;
	fold *function;

	if (receiver && python_fold_method(r, call, receiver, method, &v))
		return v;
	function = find(call->text);
	if (function)
		return function(r, call);
	if (r->follows && python_decode(r, call, &v)) {
		v.marks |= call->marks;
		python_event(r, CODE_DECODED, call->text, v);
		return v;
	}
	return *call;
}
