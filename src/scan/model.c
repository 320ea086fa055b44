/* Files that are parts of models: what each is, from the facts about it. */
#include "scan/model.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/mem.h"
#include "eco/place.h"
#include "scan/model_part.h"
#include "sys/digest.h"

enum {
	SAID_MAX = 256, /* of one part */
	OPEN_MAX = 64,	/* artifacts inside artifacts that are looked at */
	FIRST_ROOM = 64,
};

struct models {
	struct report *report;
	struct part
		open[OPEN_MAX]; /* artifacts under way of which something is known, inner last */
	size_t n_open;
	struct part *parts;
	size_t n, room;
};

struct models *models_new(struct report *report)
{
	struct models *models = mem_alloc(sizeof(*models));

	models->report = report;
	return models;
}

void models_free(struct models *models)
{
	if (!models)
		return;
	mem_free(models->parts);
	mem_free(models);
}

/* The open part of an artifact, made when there is none; NULL when too many are open. */
static struct part *part_of(struct models *models, struct artifact *artifact)
{
	for (size_t i = models->n_open; i > 0; i--)
		if (models->open[i - 1].artifact == artifact)
			return &models->open[i - 1];
	if (models->n_open == OPEN_MAX)
		return NULL;
	models->open[models->n_open] = (struct part){ .artifact = artifact };
	return &models->open[models->n_open++];
}

static void say(struct models *models, struct part *part, struct span source, struct span key,
		struct span value)
{
	struct arena *arena = &models->report->arena;

	if (part->n_said++ >= SAID_MAX || value.n == 0)
		return;

	struct property *said = arena_alloc(arena, sizeof(*said));

	said->key = span_str(arena_printf(arena, "%.*s/%.*s", (int)source.n, (const char *)source.p,
					  (int)key.n, (const char *)key.p));
	said->value = arena_copy(arena, value);
	said->next = part->said;
	part->said = said;
}

/* Facts. */

static void add_parameters(struct part *part, uint64_t n)
{
	if (__builtin_add_overflow(part->parameters, n, &part->parameters))
		part->parameters = UINT64_MAX;
}

static void metadata(struct models *models, struct part *part, const struct fact *fact)
{
	struct span source = fact_text(fact, "source"), key = fact_text(fact, "key");
	const struct attr *value = fact_attr(fact, "value");

	if (source.n == 0 || !value)
		return;
	if (span_is(source, "counted") && span_is(key, "parameters"))
		add_parameters(part, value->number);
	else if (!value->is_number)
		say(models, part, source, key, value->text);
}

/* The frameworks whose objects in a pickle make it a model. */
static bool is_estimator(struct span global)
{
	static const char *const packages[] = { "sklearn.",
						"xgboost.",
						"lightgbm.",
						"catboost.",
						"torch.nn.modules.",
						"keras.",
						"tf_keras.",
						"transformers.",
						"statsmodels.",
						"prophet.",
						"imblearn.",
						"pmdarima.",
						"hmmlearn.",
						"sentence_transformers.",
						"ultralytics.",
						"fasttext.",
						"gensim.models.",
						"spacy.",
						"diffusers.",
						"timm.",
						NULL };
	struct span name = global;

	for (ptrdiff_t dot; (dot = span_byte(name, '.')) != SPAN_NONE;)
		name = span_from(name, (uint64_t)dot + 1);
	if (name.n == 0 || !isupper(name.p[0]))
		return false;
	for (size_t i = 0; packages[i]; i++)
		if (span_starts(global, packages[i]))
			return true;
	return false;
}

static void call(struct models *models, struct artifact *artifact, const struct fact *fact)
{
	struct span global = fact_text(fact, "global");

	if (fact_is(fact, "operation", "import") && is_estimator(global)) {
		struct part *part = part_of(models, artifact);

		if (part)
			say(models, part, span_str("object"), span_str("class"), global);
	}
}

static void pointer(struct models *models, struct part *part, const struct fact *fact)
{
	struct span oid = fact_text(fact, "oid");

	if (span_starts(oid, "sha256:"))
		say(models, part, span_str("pointer"), span_str("digest"), oid);
}

void models_fact(struct models *models, struct artifact *artifact, const struct fact *fact)
{
	struct part *part;

	if (fact->kind == FACT_CALL) {
		call(models, artifact, fact);
		return;
	}
	if (fact->kind != FACT_METADATA && fact->kind != FACT_POINTER)
		return;
	part = part_of(models, artifact);
	if (!part)
		return;
	if (fact->kind == FACT_POINTER)
		pointer(models, part, fact);
	else
		metadata(models, part, fact);
}

/* What a closed artifact is. */

static const struct {
	const char *module, *format;
	enum part_role role;
} modules[] = {
	{ "safetensors", "safetensors", PART_WEIGHTS },
	{ "gguf", "gguf", PART_WEIGHTS },
	{ "torch", "pytorch", PART_WEIGHTS },
	{ "torch-legacy", "pytorch", PART_WEIGHTS },
	{ "onnx", "onnx", PART_WEIGHTS },
	{ "tflite", "tflite", PART_WEIGHTS },
	{ "xgboost", "xgboost", PART_WEIGHTS },
	{ "joblib", "joblib", PART_WEAK },
	{ "npy", "npy", PART_WEAK },
	{ "pickle", "pickle", PART_WEAK },
};

/* Formats that are only recognised so far, by the title of format/unread.c. */
static const struct {
	const char *title, *format;
	enum part_role role;
} titles[] = {
	{ "ONNX", "onnx", PART_WEIGHTS },
	{ "TensorFlow Lite", "tflite", PART_WEIGHTS },
	{ "PyTorch mobile programs", "pytorch-mobile", PART_WEIGHTS },
	{ "ExecuTorch programs", "executorch", PART_WEIGHTS },
	{ "GGML (before GGUF)", "ggml", PART_WEIGHTS },
	{ "GGML adapters", "ggml", PART_WEIGHTS },
	{ "llamafile programs", "llamafile", PART_WEIGHTS },
	{ "MXNet parameters", "mxnet", PART_WEIGHTS },
	{ "CNTK models", "cntk", PART_WEIGHTS },
	{ "CatBoost models", "catboost", PART_WEIGHTS },
	{ "RKNN models", "rknn", PART_WEIGHTS },
	{ "TensorRT engines", "tensorrt", PART_WEIGHTS },
	{ "Core ML", "coreml", PART_WEIGHTS },
	{ "Caffe models", "caffe", PART_WEIGHTS },
	{ "Paddle models", "paddle", PART_WEIGHTS },
	{ "Paddle parameters", "paddle", PART_WEIGHTS },
	{ "Darknet weights", "darknet", PART_WEIGHTS },
	{ "Torch7 models", "torch7", PART_WEIGHTS },
	{ "TensorFlow graphs", "tensorflow", PART_WEIGHTS },
	{ "HDF5 (Keras and others)", "hdf5", PART_WEAK },
	{ "Flax msgpack", "flax", PART_WEAK },
};

static void be(struct part *part, enum part_role role, const char *format)
{
	if (role <= part->role && part->format)
		return;
	part->role = role;
	part->format = format;
}

static void find_format(struct part *part)
{
	struct span title = part_said(part, "format/format");

	for (size_t i = 0; i < part->artifact->n_formats; i++)
		for (size_t j = 0; j < sizeof(modules) / sizeof(modules[0]); j++)
			if (strcmp(part->artifact->formats[i], modules[j].module) == 0)
				be(part, modules[j].role, modules[j].format);
	for (size_t i = 0; title.n && i < sizeof(titles) / sizeof(titles[0]); i++)
		if (span_is(title, titles[i].title))
			be(part, titles[i].role, titles[i].format);
}

/* Names under which weights lie in pointers to files that were not fetched. */
static void find_pointer(struct part *part, struct span name)
{
	static const char *const patterns[] = {
		"*.safetensors", "*.gguf", "*.onnx", "*.pt", "*.pth", "pytorch_model*.bin", NULL
	};
	static const char *const formats[] = { "safetensors", "gguf",	 "onnx",
					       "pytorch",     "pytorch", "pytorch" };

	if (part_said(part, "pointer/digest").n == 0)
		return;
	for (size_t i = 0; patterns[i]; i++)
		if (place_matches(name, patterns[i]))
			be(part, PART_WEIGHTS, formats[i]);
}

/* A pickle or an array is weak, but one with an estimator in it is a model. */
static void find_estimator(struct part *part)
{
	bool weak = part->role == PART_WEAK && strcmp(part->format, "npy") != 0;

	if (weak && part_said(part, "object/class").n)
		part->role = PART_WEIGHTS;
}

static bool any_said(const struct part *part, const char *const *keys)
{
	for (size_t i = 0; keys[i]; i++)
		if (part_said(part, keys[i]).n)
			return true;
	return false;
}

/* Configurations make their folder a model under the names that loaders look for. */
static void find_config(struct part *part, struct span name)
{
	static const char *const signs[] = { "config/architectures", "config/model_type",
					     "config/keras_version", "config/_class_name", NULL };
	static const char *const adapter[] = { "config/peft_type", "config/base_model_name_or_path",
					       NULL };
	static const char *const pipeline[] = { "config/_diffusers_version", NULL };
	static const char *const keras[] = { "config/keras_version", NULL };

	if ((span_is(name, "config.json") && any_said(part, signs)) ||
	    (span_is(name, "adapter_config.json") && any_said(part, adapter)))
		part->role = PART_CONFIG;
	if (span_is(name, "model_index.json") && any_said(part, pipeline))
		part->role = PART_PIPELINE;
	if (span_is(name, "metadata.json") && any_said(part, keras)) { /* of a .keras archive */
		part->role = PART_CONFIG;
		part->format = "keras";
	}
}

static bool said_by(const struct part *part, const char *source)
{
	for (const struct property *p = part->said; p; p = p->next)
		if (span_starts(p->key, source))
			return true;
	return false;
}

static void find_role(struct part *part)
{
	struct span name = place_name(part->artifact->name);

	find_format(part);
	find_pointer(part, name);
	find_estimator(part);
	find_config(part, name);
	if (part->role == PART_WEIGHTS && model_name_is_aside(name))
		part->role = PART_NONE;
	if (said_by(part, "model/layer"))
		part->role = PART_MANIFEST;
	else if (said_by(part, "model/"))
		part->role = PART_PIPELINE;
	else if (said_by(part, "dataset/"))
		part->role = PART_DATASET;
}

static void say_template(struct models *models, struct part *part, const struct artifact *template)
{
	char text[] = "sha256:................................................................";

	digest_hex(template->digest, text + strlen("sha256:"));
	say(models, part, span_str("part"), span_str("chat_template"), span_str(text));
}

/* What lies inside a file of weights is the file's: its sums, its template, its objects. */
static bool give_up(struct models *models, const struct part *part)
{
	struct artifact *artifact = part->artifact, *parent = artifact->parent;
	bool template = false;
	struct part *whole = NULL;

	for (size_t i = 0; i < artifact->n_formats; i++)
		template |= strcmp(artifact->formats[i], "jinja") == 0;
	if (parent && (template || part->parameters || part_said(part, "object/class").n))
		whole = part_of(models, parent);
	if (!whole)
		return false;
	if (template && artifact->has_digest)
		say_template(models, whole, artifact);
	add_parameters(whole, part->parameters);
	say(models, whole, span_str("object"), span_str("class"), part_said(part, "object/class"));
	return template;
}

static void keep(struct models *models, const struct part *part)
{
	if (models->n == models->room) {
		models->room = models->room ? 2 * models->room : FIRST_ROOM;
		models->parts = mem_resize(models->parts, models->room * sizeof(struct part));
	}
	models->parts[models->n++] = *part;
}

/* A template in a file of its own. */
static void find_template(struct models *models, struct part *part)
{
	const struct artifact *artifact = part->artifact;

	if (!artifact->has_digest || !place_like(artifact->name, "chat_template*.jinja"))
		return;
	say_template(models, part, artifact);
}

static bool has_format(const struct artifact *artifact)
{
	for (size_t i = 0; i < artifact->n_formats; i++)
		for (size_t j = 0; j < sizeof(modules) / sizeof(modules[0]); j++)
			if (strcmp(artifact->formats[i], modules[j].module) == 0)
				return true;
	return false;
}

void models_close(struct models *models, struct artifact *artifact)
{
	struct part part = { .artifact = artifact };

	if (models->n_open && models->open[models->n_open - 1].artifact == artifact)
		part = models->open[--models->n_open];
	else if (!has_format(artifact) && !place_like(artifact->name, "chat_template*.jinja"))
		return;
	find_role(&part);
	find_template(models, &part);
	if (!give_up(models, &part) && (part.role != PART_NONE || part.said))
		keep(models, &part);
}

static int by_path(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	return span_cmp(x->artifact->path, y->artifact->path);
}

void models_finish(struct models *models, struct inventory *inventory)
{
	if (models->n == 0)
		return;
	qsort(models->parts, models->n, sizeof(struct part), by_path);
	model_group(models->report, models->parts, models->n, inventory);
}
