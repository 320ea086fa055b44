/* One walk over the tree; a table says which keys matter. */
#include "format/config.h"

#include "base/base64.h"
#include "base/json.h"
#include "format/marshal_names.h"
#include "format/parts.h"

enum { KEYS_MAX = 4096, TEXT_SHOWN_MAX = 400 };

struct config {
	struct job *job;
	bool known;
	/* The maps and lists around the current key, outermost first. */
	const struct value *around[JSON_DEPTH_MAX + 1];
	const struct value
		*names[JSON_DEPTH_MAX + 1]; /* the key each one is the value of, or NULL */
	size_t depth;
};

static struct span text_of(struct config *c, const struct value *v)
{
	return value_text(v, job_arena(c->job));
}

static void tell(struct config *c, const char *what, struct span name, const struct value *value,
		 struct span text, struct span repo)
{
	JOB_FACT(c->job, FACT_CODE, value->offset, ATTR_WORD("what", what), ATTR_TEXT("name", name),
		 ATTR_TEXT("value", span_part(text, 0, TEXT_SHOWN_MAX)), ATTR_TEXT("repo", repo));
}

static void tell_plain(struct config *c, const char *what, const struct value *key,
		       const struct value *value)
{
	tell(c, what, text_of(c, key), value, text_of(c, value), (struct span){ 0 });
}

/* The map that the current key stands in. */
static const struct value *here(const struct config *c)
{
	return c->around[c->depth - 1];
}

/* Fields. Each handler gets the key; its value follows. */

static void metadata(struct config *c, const struct value *key)
{
	const struct value *v = value_of(key);

	if (v->kind == VALUE_LIST)
		v = value_first(v);
	if (!v || (v->kind != VALUE_STRING && v->kind != VALUE_NUMBER) || c->depth > 1)
		return;
	JOB_FACT(
		c->job, FACT_METADATA, v->offset, ATTR_TEXT("key", text_of(c, key)),
		ATTR_TEXT("value", span_part(v->kind == VALUE_NUMBER ? value_raw(v) : text_of(c, v),
					     0, TEXT_SHOWN_MAX)),
		ATTR_WORD("source", "config"));
}

/* {"quant_method": "gptq", "bits": 4}: one level further in than the rest. */
static void quantization(struct config *c, const struct value *key)
{
	static const char *const names[] = { "quant_method", "bits", NULL };

	for (size_t i = 0; names[i] && c->depth == 1; i++) {
		const struct value *v = value_get(value_of(key), names[i]);
		bool number = value_is_kind(v, VALUE_NUMBER);

		if (!number && !value_is_kind(v, VALUE_STRING))
			continue;
		JOB_FACT(c->job, FACT_METADATA, v->offset, ATTR_WORD("key", names[i]),
			 ATTR_TEXT("value", span_part(number ? value_raw(v) : text_of(c, v), 0,
						      TEXT_SHOWN_MAX)),
			 ATTR_WORD("source", "config"));
	}
}

/* A known sign of a model's configuration that leads nowhere. */
static void sign(struct config *c, const struct value *key)
{
	(void)c;
	(void)key;
}

/* "module.Class" or "owner/repo--module.Class". */
static void tell_reference(struct config *c, const char *what, struct span name,
			   const struct value *v)
{
	struct span text = text_of(c, v), repo = { 0 };
	ptrdiff_t dashes = span_find(text, span_str("--"));

	if (!value_is_kind(v, VALUE_STRING))
		return;
	if (dashes != SPAN_NONE) {
		repo = span_part(text, 0, (uint64_t)dashes);
		text = span_from(text, (uint64_t)dashes + 2);
	}
	tell(c, what, name, v, text, repo);
}

/* {"AutoModel": "module.Class", "AutoTokenizer": ["slow.Class", null]} */
static void auto_map(struct config *c, const struct value *key)
{
	const struct value *map = value_of(key);

	if (value_is_kind(map, VALUE_STRING))
		tell_reference(c, "auto-map", (struct span){ 0 }, map);
	value_each (entry, map) {
		const struct value *v = map->kind == VALUE_MAP ? value_of(entry) : entry;
		struct span name = map->kind == VALUE_MAP ? text_of(c, entry) : (struct span){ 0 };

		tell_reference(c, "auto-map", name, v);
		if (value_is_kind(v, VALUE_LIST))
			value_each (item, v)
				tell_reference(c, "auto-map", name, item);
	}
}

/* {"name": {"impl": "module.Class", "pt": [...]}} */
static void custom_pipelines(struct config *c, const struct value *key)
{
	value_each (entry, value_of(key))
		if (value_of(key)->kind == VALUE_MAP)
			tell_reference(c, "pipeline", text_of(c, entry),
				       value_get(value_of(entry), "impl"));
}

static void trust_remote_code(struct config *c, const struct value *key)
{
	static const char *const no[] = { "false", "False", "no", "off", "null", "~", "", NULL };
	const struct value *v = value_of(key);

	for (size_t i = 0; no[i]; i++)
		if (value_is(v, no[i])) /* YAML's words are not resolved */
			return;
	if (v->kind != VALUE_FALSE && v->kind != VALUE_NULL)
		tell_plain(c, "trust", key, v);
}

static void target(struct config *c, const struct value *key)
{
	if (value_is_kind(value_of(key), VALUE_STRING))
		tell_plain(c, "target", key, value_of(key));
}

static void import(struct config *c, const struct value *key)
{
	if (value_is_kind(value_of(key), VALUE_STRING))
		tell_plain(c, "import", key, value_of(key));
}

/* {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"} */
static void module_type(struct config *c, const struct value *key)
{
	const struct value *map = here(c);

	if (value_get(map, "idx") && value_get(map, "path"))
		import(c, key);
}

/* Diffusers: "_class_name" is a name, or [module, name] for a pipeline of its own. */
static void class_name(struct config *c, const struct value *key)
{
	const struct value *v = value_of(key);

	if (value_is_kind(v, VALUE_LIST) && v->nodes > 1)
		tell(c, "pipeline", text_of(c, key), &v[1], text_of(c, &v[1]), (struct span){ 0 });
	else
		metadata(c, key);
	if (c->depth > 1 || !value_get(here(c), "_diffusers_version"))
		return;
	value_each (entry, here(c)) {
		const struct value *component = value_of(entry);

		if (value_is_kind(component, VALUE_LIST) && component->size == 2 &&
		    value_is_kind(&component[1], VALUE_STRING))
			tell(c, "pipeline", text_of(c, entry), &component[1],
			     text_of(c, &component[1]), (struct span){ 0 });
	}
}

/* Names of files. */

static bool leaves(struct span name)
{
	static const char *const ways[] = { "../", "..\\", "://", NULL };

	for (size_t i = 0; ways[i]; i++)
		if (span_has(name, ways[i]))
			return true;
	return span_is(name, "..") || span_starts(name, "/") || span_starts(name, "\\") ||
	       span_starts(name, "~") || (name.n > 1 && name.p[1] == ':');
}

/* {"tensor": "model-00001-of-00002.safetensors"}: where each tensor is. Under another name, as a
 * cache gives its files by their digests, the shards lie elsewhere. */
static void weight_map(struct config *c, const struct value *key)
{
	bool is_index = span_ends(job_name(c->job), ".index.json");
	struct parts parts;
	unsigned n = 0;

	if (!value_is_kind(value_of(key), VALUE_MAP))
		return;
	parts_init(&parts, c->job);
	value_each (entry, value_of(key)) {
		struct span name = text_of(c, value_of(entry));
		uint64_t offset = value_of(entry)->offset;

		if (leaves(name) && n++ < KEYS_MAX)
			job_anomaly(c->job, "config-path-outside", name, offset);
		else if (is_index && name.n && !leaves(name))
			parts_add(&parts, name, offset);
	}
}

/* Templates. */

static bool is_template(struct span text)
{
	return span_has(text, "{{") || span_has(text, "{%");
}

static void nest(struct config *c, const struct value *v)
{
	struct span text = text_of(c, v);

	if (value_is_kind(v, VALUE_STRING) && is_template(text))
		(void)job_nested(c->job, text, span_str("chat_template.jinja"), v->offset);
}

/* A text; a list of {"name", "template"}; a map of names to texts. */
static void template(struct config *c, const struct value *key)
{
	const struct value *v = value_of(key);

	nest(c, v);
	if (value_is_kind(v, VALUE_MAP))
		value_each (entry, v)
			nest(c, value_of(entry));
	if (value_is_kind(v, VALUE_LIST))
		value_each (item, v)
			nest(c, item);
}

/* Keras. */

/* Bytecode as base64: what it names is in the constants and names of the code object. */
static void tell_bytecode(struct config *c, const struct value *v)
{
	struct span code, names;

	if (!value_is_kind(v, VALUE_STRING))
		return;
	code = base64_decode(text_of(c, v), job_arena(c->job));
	names = marshal_names(code, job_arena(c->job));
	tell(c, "keras-code", (struct span){ 0 }, v, names, (struct span){ 0 });
}

static struct span dotted(struct config *c, struct span module, struct span name)
{
	return span_str(arena_printf(job_arena(c->job), "%.*s%s%.*s", (int)module.n,
				     (const char *)module.p, module.n && name.n ? "." : "",
				     (int)name.n, (const char *)name.p));
}

/* {"module", "class_name", "registered_name", "config"} of Keras 3; {"class_name", "config"}
 * before. */
static void keras_class(struct config *c, const struct value *key)
{
	const struct value *map = here(c), *config = value_get(map, "config");
	const struct value *module = value_get(map, "module");
	struct span name = text_of(c, value_of(key));

	if (!config || !value_is_kind(value_of(key), VALUE_STRING))
		return;
	if (span_is(name, "__lambda__")) {
		tell_bytecode(c, value_get(config, "code"));
		return;
	}
	if (value_is_kind(config, VALUE_STRING)) /* a function by its name */
		name = text_of(c, config);
	tell(c, "keras", text_of(c, value_of(key)), value_of(key),
	     dotted(c, span_part(text_of(c, module), 0, TEXT_SHOWN_MAX),
		    span_part(name, 0, TEXT_SHOWN_MAX)),
	     (struct span){ 0 });
}

/* Before Keras 3 a Lambda layer holds "function": [base64 of marshalled code, defaults, closure].
 */
static void keras_function(struct config *c, const struct value *key)
{
	const struct value *v = value_of(key);

	if (value_is(value_get(here(c), "function_type"), "lambda") && value_is_kind(v, VALUE_LIST))
		tell_bytecode(c, value_first(v));
}

/* Serialized objects. */

static void object(struct config *c, const struct value *key)
{
	const struct value *v = value_of(key);

	if (value_is_kind(v, VALUE_LIST) || value_is_kind(v, VALUE_MAP))
		v = value_first(v);
	if (v && v->kind == VALUE_MAP)
		v = NULL;
	tell(c, "object", text_of(c, key), value_of(key), text_of(c, v), (struct span){ 0 });
}

/* LangChain: {"lc": 1, "type": "constructor", "id": ["langchain", "llms", "OpenAI"]} */
static void langchain(struct config *c, const struct value *key)
{
	const struct value *id = value_get(here(c), "id"), *type = value_get(here(c), "type");
	struct span name = { 0 };

	if (!value_is(type, "constructor") || !value_is_kind(id, VALUE_LIST))
		return;
	value_each (part, id)
		name = dotted(c, span_part(name, 0, TEXT_SHOWN_MAX),
			      span_part(text_of(c, part), 0, TEXT_SHOWN_MAX));
	tell(c, "object", text_of(c, key), id, name, (struct span){ 0 });
}

/* skops: {"__class__": "ndarray", "__module__": "numpy", "__loader__": "NdArrayNode"} */
static void skops(struct config *c, const struct value *key)
{
	const struct value *map = here(c);

	if (value_get(map, "__class__") && value_get(map, "__module__"))
		tell(c, "object", text_of(c, value_of(key)), key,
		     dotted(c,
			    span_part(text_of(c, value_get(map, "__module__")), 0, TEXT_SHOWN_MAX),
			    span_part(text_of(c, value_get(map, "__class__")), 0, TEXT_SHOWN_MAX)),
		     (struct span){ 0 });
}

/* The keys that matter, in bytewise order. Those marked `weak` are common words: alone they do not
 * make a document a model's configuration. */
static const struct row {
	const char *key;
	void (*handle)(struct config *c, const struct value *key);
	bool weak;
} rows[] = {
	{ "__loader__", skops },
	{ "_class_name", class_name },
	{ "_diffusers_version", metadata },
	{ "_name_or_path", metadata },
	{ "_target_", target },
	{ "added_tokens_decoder", sign },
	{ "architectures", metadata },
	{ "auto_map", auto_map },
	{ "auto_mapping", sign },
	{ "base_model_class", sign },
	{ "base_model_name_or_path", metadata },
	{ "bos_token_id", sign },
	{ "chat_template", template },
	{ "class_name", keras_class, true },
	{ "custom_pipelines", custom_pipelines },
	{ "dtype", metadata, true },
	{ "eos_token_id", sign },
	{ "feature_extractor_type", metadata },
	{ "function", keras_function, true },
	{ "image_processor_type", metadata },
	{ "keras_version", metadata },
	{ "lc", langchain, true },
	{ "library_name", metadata, true },
	{ "license", metadata, true },
	{ "loader_module", import },
	{ "max_position_embeddings", metadata, true },
	{ "model_type", metadata },
	{ "n_positions", metadata, true },
	{ "parent_library", import },
	{ "peft_type", metadata },
	{ "processor_class", metadata },
	{ "py/function", object },
	{ "py/newargs", sign },
	{ "py/object", object },
	{ "py/reduce", object },
	{ "py/repr", object },
	{ "py/type", object },
	{ "quantization_config", quantization, true },
	{ "registered_name", sign },
	{ "task_type", metadata, true },
	{ "template", template, true },
	{ "tokenizer_class", metadata },
	{ "torch_dtype", metadata },
	{ "transformers_version", metadata },
	{ "trust_remote_code", trust_remote_code },
	{ "type", module_type, true },
	{ "weight_map", weight_map },
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

/* Whether a weak key says something here, so that it counts. */
static bool counts(const struct row *row, const struct value *map)
{
	if (row->handle == keras_class)
		return value_get(map, "config") != NULL;
	if (row->handle == keras_function)
		return value_get(map, "function_type") != NULL;
	if (row->handle == langchain)
		return value_get(map, "id") != NULL;
	if (row->handle == module_type)
		return value_get(map, "idx") && value_get(map, "path");
	return !row->weak;
}

/* By halves, as the rows are in order; a key with escapes is compared with each. */
static const struct row *find_row(const struct value *key)
{
	size_t low = 0, high = N_ROWS;

	for (size_t i = 0; key->escaped && i < N_ROWS; i++)
		if (value_is(key, rows[i].key))
			return &rows[i];
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = span_cmp(value_raw(key), span_str(rows[middle].key));

		if (order == 0)
			return &rows[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* Calls `use` with the row of each key that has one; stops when it returns false. */
static bool each_key(struct config *c, const struct value *root,
		     bool (*use)(struct config *c, const struct row *row, const struct value *key))
{
	const struct value *end = root + root->nodes;
	const struct row *row;

	c->depth = 0;
	for (const struct value *v = root; v < end; v++) {
		while (c->depth > 0 && v >= here(c) + here(c)->nodes)
			c->depth--;
		if (v->kind == VALUE_LIST || v->kind == VALUE_MAP)
			c->around[c->depth++] = v;
		row = v->kind == VALUE_KEY ? find_row(v) : NULL;
		if (row && !use(c, row, v))
			return false;
	}
	return true;
}

static bool find_strong(struct config *c, const struct row *row, const struct value *key)
{
	(void)key;
	c->known = counts(row, here(c));
	return !c->known;
}

static bool handle(struct config *c, const struct row *row, const struct value *key)
{
	row->handle(c, key);
	return true;
}

bool config_read(struct job *job, const struct value *root)
{
	struct config c = { .job = job };

	(void)each_key(&c, root, find_strong); /* stops when it is found */
	if (c.known)
		(void)each_key(&c, root, handle);
	return c.known;
}
