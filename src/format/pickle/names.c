/* Globals: one entry for each module and name, however often a stream names it. */
#include <stdio.h>

#include "base/escape.h"
#include "format/pickle/machine.h"

struct known_name {
	const char *module, *name;
	enum known known;
};

/* Only what the machine has to understand so as to see what follows; whether any of it is harmless
 * is for the check to say. */
static const struct known_name known_names[] = {
	{ "builtins", "getattr", KNOWN_GETATTR },
	{ "copyreg", "__newobj__", KNOWN_NEWOBJ },
	{ "copyreg", "__newobj_ex__", KNOWN_NEWOBJ_EX },
	{ "copyreg", "_reconstructor", KNOWN_RECONSTRUCTOR },
	{ "numpy.core.multiarray", "_reconstruct", KNOWN_FIRST_IS_CLASS },
	{ "numpy._core.multiarray", "_reconstruct", KNOWN_FIRST_IS_CLASS },
	{ "numpy.ma.core", "_mareconstruct", KNOWN_FIRST_IS_CLASS },
	{ "functools", "partial", KNOWN_PARTIAL },
	{ "_functools", "partial", KNOWN_PARTIAL },
	{ "_codecs", "encode", KNOWN_ENCODE },
	{ "codecs", "encode", KNOWN_ENCODE },
	{ "pickle", "loads", KNOWN_LOADS },
	{ "pickle", "_loads", KNOWN_LOADS },
	{ "_pickle", "loads", KNOWN_LOADS },
	{ "cPickle", "loads", KNOWN_LOADS },
	{ "cloudpickle", "loads", KNOWN_LOADS },
	{ "cloudpickle.cloudpickle", "loads", KNOWN_LOADS },
	{ "joblib.externals.cloudpickle", "loads", KNOWN_LOADS },
	{ "joblib.externals.cloudpickle.cloudpickle", "loads", KNOWN_LOADS },
	{ "joblib.externals.loky.cloudpickle_wrapper", "_reconstruct_wrapper", KNOWN_LOADS },
	{ "dill", "loads", KNOWN_LOADS },
	{ "dill._dill", "loads", KNOWN_LOADS },
	{ "pandas.compat.pickle_compat", "loads", KNOWN_LOADS },
	{ "torch.storage", "_load_from_bytes", KNOWN_LOAD },
	{ "pickle", "load", KNOWN_LOAD },
	{ "pickle", "_load", KNOWN_LOAD },
	{ "_pickle", "load", KNOWN_LOAD },
	{ "cPickle", "load", KNOWN_LOAD },
	{ "cloudpickle", "load", KNOWN_LOAD },
	{ "dill", "load", KNOWN_LOAD },
	{ "dill._dill", "load", KNOWN_LOAD },
	{ "torch", "load", KNOWN_LOAD },
	{ "torch.serialization", "load", KNOWN_LOAD },
	{ "joblib", "load", KNOWN_LOAD },
	{ "joblib.numpy_pickle", "load", KNOWN_LOAD },
	{ "numpy", "load", KNOWN_LOAD },
	{ "numpy.lib.npyio", "load", KNOWN_LOAD },
	{ "pandas", "read_pickle", KNOWN_LOAD },
	{ "pandas.io.pickle", "read_pickle", KNOWN_LOAD },
	{ "io", "BytesIO", KNOWN_BYTES },
	{ "_io", "BytesIO", KNOWN_BYTES },
	{ "builtins", "bytes", KNOWN_BYTES },
	{ "builtins", "bytearray", KNOWN_BYTES },
	{ "operator", "attrgetter", KNOWN_BY_NAME },
	{ "_operator", "attrgetter", KNOWN_BY_NAME },
	{ "operator", "methodcaller", KNOWN_BY_NAME },
	{ "_operator", "methodcaller", KNOWN_BY_NAME },
	{ "numpy.core", "_ufunc_reconstruct", KNOWN_BY_NAME },
	{ "numpy._core", "_ufunc_reconstruct", KNOWN_BY_NAME },
	{ "dill._dill", "_create_array", KNOWN_CALLS_FIRST },
	{ "torch._tensor", "_rebuild_from_type_v2", KNOWN_CALLS_FIRST_TYPED },
	{ "dill._dill", "_load_type", KNOWN_TYPE_BY_NAME },
	{ "dill._dill", "_eval_repr", KNOWN_BY_NAME },
	{ "dill._dill", "_create_namedtuple", KNOWN_BY_NAME },
	{ "cloudpickle.cloudpickle", "_builtin_type", KNOWN_TYPE_BY_NAME },
	{ "importlib", "import_module", KNOWN_BY_NAME },
	{ "builtins", "__import__", KNOWN_BY_NAME },
	{ "pkgutil", "resolve_name", KNOWN_BY_NAME },
};

enum known name_known(struct span module, struct span name)
{
	for (size_t i = 0; i < sizeof(known_names) / sizeof(known_names[0]); i++)
		if (span_is(name, known_names[i].name) && span_is(module, known_names[i].module))
			return known_names[i].known;
	return KNOWN_NOTHING;
}

struct global *global_of(const struct pickle *m, struct pickle_value v)
{
	if (value_tag(v) != TAG_GLOBAL)
		return NULL;
	return (struct global *)m->globals_pool.p + value_payload(v);
}

void global_path(const struct global *global, struct buf *out)
{
	buf_span(out, global->module);
	if (global->module.n || !global->expression)
		buf_byte(out, '.');
	buf_span(out, global->name);
}

static uint64_t hash_of(uint64_t hash, struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		hash = (hash ^ s.p[i]) * UINT64_C(0x100000001b3);
	return (hash ^ s.n) * UINT64_C(0x100000001b3);
}

/* Room for text that lives as long as the run; the empty span when there is none. */
static struct span keep_text(struct pickle *m, struct span text)
{
	if (!pool_need(m, &m->text_pool, m->n_text + text.n))
		return (struct span){ 0 };

	/* What is pointed to must not move: the pool's bound is its first room or all of it, and
	 * the windows of both stay. */
	uint8_t *p = (uint8_t *)m->text_pool.p + m->n_text;

	if (text.n)
		memcpy(p, text.p, text.n);
	m->n_text += text.n;
	return span_of(p, text.n);
}

struct span name_path(struct pickle *m, struct pickle_value v)
{
	struct global *g = global_of(m, v);
	uint8_t bytes[PATH_MAX_BYTES + 1];
	struct buf path = { .p = bytes, .room = sizeof(bytes), .max = sizeof(bytes) - 1 };

	if (g->path.n == 0) {
		global_path(g, &path);
		g->path = keep_text(m, buf_view(&path));
	}
	return g->path;
}

static bool is_input(const struct pickle *m, struct span s)
{
	return s.n == 0 || (s.p >= m->bytes.p && s.p < m->bytes.p + m->bytes.n);
}

static struct span kept(struct pickle *m, struct span s)
{
	return is_input(m, s) ? s : keep_text(m, s);
}

static struct pickle_value find(const struct pickle *m, uint64_t hash, struct span module,
				struct span name, bool expression)
{
	uint32_t i = m->global_heads[hash % GLOBAL_HEADS];
	const struct global *globals = m->globals_pool.p;

	for (; i; i = globals[i - 1].next) {
		const struct global *g = &globals[i - 1];

		if (g->hash == hash && g->expression == expression &&
		    span_eq(g->written_module, module) && span_eq(g->written_name, name))
			return value_of(TAG_GLOBAL, i - 1);
	}
	return value_of(TAG_UNSET, 0);
}

/* Identifiers with dots between. */
static bool looks_like_name(struct span s)
{
	bool begins = true;

	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];
		bool letter = c == '_' || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');

		if (!letter && (begins || (c != '.' && !(c >= '0' && c <= '9'))))
			return false;
		begins = c == '.';
	}
	return !begins;
}

static struct pickle_value add(struct pickle *m, struct global global)
{
	if (m->n_globals == GLOBALS_MAX || !pool_need(m, &m->globals_pool, m->n_globals + 1)) {
		machine_over(m, "the pickle names more globals than the limit");
		return value_of(TAG_UNKNOWN, 0);
	}

	uint64_t i = m->n_globals++;
	uint16_t *head = &m->global_heads[global.hash % GLOBAL_HEADS];

	global.next = *head;
	*head = (uint16_t)(i + 1);
	((struct global *)m->globals_pool.p)[i] = global;
	return value_of(TAG_GLOBAL, i);
}

struct pickle_value name_global_written(struct pickle *m, struct span module, struct span name)
{
	bool old = m->protocol < 3;
	uint64_t hash = hash_of(hash_of(old, module), name);
	struct pickle_value v = find(m, hash, module, name, false);

	if (value_tag(v) == TAG_GLOBAL)
		return v;

	struct global global = {
		.hash = hash,
		.written_module = kept(m, span_part(module, 0, NAME_LENGTH_MAX)),
		.written_name = kept(m, span_part(name, 0, NAME_LENGTH_MAX)),
		.expression = module.n > NAME_LENGTH_MAX || name.n > NAME_LENGTH_MAX,
	};

	global.module = global.written_module;
	global.name = global.written_name;
	if (old)
		(void)name_map(&global.module, &global.name); /* stays as it is */
	global.known = (uint8_t)name_known(global.module, global.name);
	global.named = looks_like_name(global.module) && looks_like_name(global.name);
	m->named |= global.named;
	m->credible |= m->at >= m->facts_from && global.named;
	return m->state == RUNNING ? add(m, global) : value_of(TAG_UNKNOWN, 0);
}

struct pickle_value name_resolved(struct pickle *m, struct span module, struct span name)
{
	uint8_t protocol = m->protocol;

	m->protocol = 4; /* nothing is mapped */

	struct pickle_value v = name_global_written(m, module, name);

	m->protocol = protocol;
	return v;
}

/* A global that no name can stand for: `text` is what people read. */
static struct pickle_value expression(struct pickle *m, struct span text)
{
	uint64_t hash = hash_of(0, text);
	struct pickle_value v = find(m, hash, (struct span){ 0 }, text, true);

	if (value_tag(v) == TAG_GLOBAL)
		return v;

	struct span name = keep_text(m, text);

	if (m->state != RUNNING)
		return value_of(TAG_UNKNOWN, 0);
	return add(m,
		   (struct global){
			   .hash = hash, .name = name, .written_name = name, .expression = true });
}

struct pickle_value name_extension(struct pickle *m, int64_t code)
{
	char text[64];
	int n = snprintf(text, sizeof(text), "copyreg.extension(%lld)", (long long)code);

	return expression(m, span_of(text, (size_t)n));
}

static struct pickle_value computed(struct pickle *m, struct pickle_value module,
				    struct pickle_value name)
{
	uint8_t bytes[RENDER_MAX];
	struct buf text = { .p = bytes, .room = sizeof(bytes), .max = sizeof(bytes) - 1 };

	buf_str(&text, "import(");
	render_value(m, &text, module);
	buf_str(&text, ", ");
	render_value(m, &text, name);
	buf_str(&text, ")");
	return expression(m, buf_view(&text));
}

/* ASCII without escapes is the same in every opcode and encoding. */
static bool is_itself(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] >= 0x80 || text.p[i] == '\\')
			return false;
	return text.n < NAME_LENGTH_MAX;
}

/* The text where it lies in the input, when it can stay there. */
static bool plain_text(const struct pickle *m, struct pickle_value v,
		       uint8_t bytes[NAME_LENGTH_MAX], struct span *text)
{
	if (value_tag(v) != TAG_TEXT)
		return false;
	*text = literal_bytes(m, v);
	return is_itself(*text) || literal_name(m, v, bytes, NAME_LENGTH_MAX, text);
}

struct pickle_value name_global(struct pickle *m, struct pickle_value module,
				struct pickle_value name)
{
	uint8_t module_bytes[NAME_LENGTH_MAX], name_bytes[NAME_LENGTH_MAX];
	struct span module_text, name_text;

	if (!plain_text(m, module, module_bytes, &module_text) ||
	    !plain_text(m, name, name_bytes, &name_text))
		return computed(m, module, name);
	return name_global_written(m, module_text, name_text);
}

struct pickle_value name_attribute(struct pickle *m, struct pickle_value of, struct span name)
{
	struct global global = *global_of(m, of);
	uint8_t bytes[NAME_LENGTH_MAX * 2];
	struct buf path = { .p = bytes, .room = sizeof(bytes), .max = sizeof(bytes) - 1 };

	buf_span(&path, global.name);
	buf_byte(&path, '.');
	buf_span(&path, name);
	if (path.over || global.expression)
		return value_of(TAG_UNSET, 0);

	return name_resolved(m, global.module, buf_view(&path));
}
