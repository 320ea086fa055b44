/* What a model or data set is called, and what its files say of it. */
#include "scan/model_tell.h"

#include "base/buf.h"
#include "eco/place.h"
#include "sys/digest.h"

enum {
	CHECKSUMS_MAX = 4, /* in the qualifiers of a model without an owner */
	QUALIFIERS_MAX = 1024,
	WORDS_MAX = 52,	  /* attributes that one file says */
	FORMATS_MAX = 64, /* more than there are */
};

/* Of the component in each of its files, for its edges. */
#define ID "the model"

struct telling {
	struct model_teller *teller;
	struct part *const *parts;
	size_t n, n_weights;
	bool is_dataset, owned; /* by an ecosystem, whose name and version say which it is */
	struct model_name name;
	struct span qualifiers;
	const struct part *main; /* which says what the whole is */
};

/* One fact under way. */
struct words {
	struct attr attrs[FACT_ATTRS_MAX];
	size_t n;
};

static void add(struct words *words, const char *key, struct span text)
{
	if (text.n && words->n < FACT_ATTRS_MAX)
		words->attrs[words->n++] = (struct attr){ .key = span_str(key), .text = text };
}

static void add_number(struct words *words, const char *key, uint64_t number)
{
	if (words->n < FACT_ATTRS_MAX)
		words->attrs[words->n++] =
			(struct attr){ .key = span_str(key), .number = number, .is_number = true };
}

/* Digests. */

static struct span digest_of_part(struct telling *t, const struct part *part)
{
	struct span pointed = part_said(part, "pointer/digest");
	char hex[2 * SHA256_SIZE + 1];

	if (pointed.n)
		return pointed;
	if (!part->artifact->has_digest)
		return (struct span){ 0 };
	digest_hex(part->artifact->digest, hex);
	return span_str(arena_printf(&t->teller->report->arena, "sha256:%s", hex));
}

/* The checksums of its weights tell models apart that nobody named (purl-spec, "checksum"). */
static void set_checksums(struct telling *t)
{
	struct buf text;
	size_t n = 0;

	buf_init(&text, QUALIFIERS_MAX);
	for (size_t i = 0; i < t->n && n < CHECKSUMS_MAX; i++) {
		struct span digest = t->parts[i]->role == PART_WEIGHTS
					     ? digest_of_part(t, t->parts[i])
					     : (struct span){ 0 };

		if (digest.n == 0)
			continue;
		buf_str(&text, n++ ? "," : "checksum=");
		buf_span(&text, digest);
	}
	t->qualifiers = arena_copy(&t->teller->report->arena, buf_view(&text));
	buf_free(&text);
}

/* Names. */

static struct span said_by_any(const struct telling *t, const char *key)
{
	for (size_t i = 0; i < t->n; i++) {
		struct span text =
			t->parts[i]->inner ? (struct span){ 0 } : part_said(t->parts[i], key);

		if (text.n)
			return text;
	}
	return (struct span){ 0 };
}

static const char *c_string(struct telling *t, struct span text)
{
	return arena_text(&t->teller->report->arena, text);
}

/* A manifest or MLmodel names the model itself. */
static bool name_by_word(struct telling *t)
{
	struct span ecosystem = said_by_any(t, "model/ecosystem");

	if (ecosystem.n == 0)
		return false;
	t->name = (struct model_name){
		.ecosystem = c_string(t, ecosystem),
		.namespace = said_by_any(t, "model/namespace"),
		.name = said_by_any(t, "model/name"),
		.version = said_by_any(t, "model/version"),
	};
	t->qualifiers = said_by_any(t, "model/qualifiers");
	if (t->name.name.n == 0)
		t->name.name = model_name_of_folder(t->main->root);
	return t->name.name.n > 0;
}

/* What libraries call every model's file. */
static bool is_usual(struct span stem)
{
	static const char *const names[] = { "model",
					     "saved_model",
					     "pytorch_model",
					     "adapter_model",
					     "diffusion_pytorch_model",
					     "tf_model",
					     "flax_model",
					     "weights",
					     "model_weights",
					     "consolidated*",
					     "ggml-model*",
					     NULL };

	return place_like_any(stem, names);
}

/* The file's, or its folder's when that says more. */
static struct span name_of_file(const struct part *part)
{
	struct span file = place_name(part->artifact->name), stem, folder;

	if (!model_name_of_shard(file, &stem))
		stem = place_stem(file);
	folder = is_usual(stem) ? model_name_of_folder(part->root) : (struct span){ 0 };
	return folder.n ? folder : stem;
}

static void name_by_place(struct telling *t)
{
	bool alone = true;

	for (size_t i = 0; i < t->n; i++)
		alone &= t->parts[i]->role == PART_WEIGHTS;
	t->name = (struct model_name){ .ecosystem = "generic" };
	if (alone)
		t->name.name = said_by_any(t, "pairs/general.name");
	if (alone && t->name.name.n == 0)
		t->name.name = name_of_file(t->main);
	if (!alone)
		t->name.name = model_name_of_folder(t->main->root);
	if (t->name.name.n == 0)
		t->name.name = name_of_file(t->main);
	t->name.version = alone ? said_by_any(t, "pairs/general.version") : (struct span){ 0 };
	set_checksums(t);
}

static void set_name(struct telling *t)
{
	struct span root;

	if (model_name_of_cache(t->main->artifact->path, &root, &t->name, &t->is_dataset)) {
		t->owned = true;
		return;
	}
	for (size_t i = 0; i < t->n; i++)
		t->is_dataset |= t->parts[i]->role == PART_DATASET;
	t->owned = name_by_word(t);
	if (!t->owned)
		name_by_place(t);
}

/* Words. */

/* Of a part in an inner folder only what is true of the whole as well. */
static bool is_of_all(const char *attribute)
{
	return strcmp(attribute, "dtype") == 0 || strcmp(attribute, "quantization") == 0;
}

static bool is_identity(struct span key)
{
	static const char *const keys[] = {
		"model/ecosystem",  "model/namespace", "model/name", "model/version",
		"model/qualifiers", "model/layer",     NULL
	};

	for (size_t i = 0; keys[i]; i++)
		if (span_is(key, keys[i]))
			return true;
	return false;
}

/* That the model was made of another, or of a data set, if the tree has that too. */
static void tell_need(struct telling *t, const struct part *part, struct span name)
{
	const struct attr attrs[] = { ATTR_WORD("from", ID), ATTR_WORD("ecosystem", "huggingface"),
				      ATTR_TEXT("to", name) };

	inventory_fact(t->teller->inventory, part->artifact,
		       &(const struct fact){ .kind = FACT_DEPENDENCY,
					     .offset = OFFSET_NONE,
					     .count = 1,
					     .attrs = attrs,
					     .n_attrs = sizeof(attrs) / sizeof(attrs[0]) });
}

static void add_said(struct telling *t, struct words *words, const struct part *part,
		     const struct property *said)
{
	const char *attribute = model_word(said->key);
	struct span value = said->value;

	if (is_identity(said->key))
		return;
	if (span_starts(said->key, "model/") || span_starts(said->key, "dataset/"))
		attribute = c_string(
			t, span_from(said->key, strcspn((const char *)said->key.p, "/") + 1));
	if (span_is(said->key, "pairs/general.file_type")) {
		attribute = "quantization";
		value = model_quantization(value);
	}
	if (!attribute || (part->inner && !is_of_all(attribute)))
		return;
	add(words, attribute, value);
	if (strcmp(attribute, "base_model") == 0 || strcmp(attribute, "dataset") == 0)
		tell_need(t, part, value);
}

static void add_weights(struct telling *t, struct words *words, const struct part *part)
{
	struct span digest = digest_of_part(t, part);
	struct span path = span_from(part->artifact->path, part->root.n);

	if (!part->format)
		return;
	add(words, "format", span_str(part->format));
	if (part->role != PART_WEIGHTS || digest.n == 0)
		return;
	if (t->n_weights == 1)
		add(words, "digest", digest);
	else
		add(words, "file",
		    span_str(arena_printf(&t->teller->report->arena, "%.*s %.*s", (int)digest.n,
					  (const char *)digest.p, (int)path.n,
					  (const char *)path.p)));
}

/* Several formats often hold the same weights: those of the largest count. */
static uint64_t count_parameters(const struct telling *t)
{
	struct {
		const char *format;
		uint64_t sum;
	} sums[FORMATS_MAX] = { 0 };
	uint64_t most = 0;

	for (size_t i = 0, at = 0; i < t->n; i++) {
		const struct part *part = t->parts[i];

		for (at = 0; at < FORMATS_MAX - 1 && sums[at].format; at++)
			if (sums[at].format == part->format)
				break;
		if (!part->format)
			continue;
		sums[at].format = part->format;
		if (__builtin_add_overflow(sums[at].sum, part->parameters, &sums[at].sum))
			sums[at].sum = UINT64_MAX;
		most = sums[at].sum > most ? sums[at].sum : most;
	}
	return most;
}

static void tell_part(struct telling *t, struct part *part)
{
	struct words words = { .n = 0 };
	size_t n = 0;
	uint64_t parameters = part == t->parts[0] ? count_parameters(t) : 0;

	add(&words, "kind", span_str(t->is_dataset ? "dataset" : "model"));
	add(&words, "ecosystem", span_str(t->name.ecosystem));
	add(&words, "namespace", t->name.namespace);
	add(&words, "name", t->name.name);
	add(&words, "version", t->name.version);
	add(&words, "qualifiers", t->qualifiers);
	add(&words, "id", span_str(ID));
	add(&words, "method", span_str(part->format ? "binary" : "metadata"));
	if (parameters)
		add_number(&words, "parameters", parameters);
	add_weights(t, &words, part);
	for (const struct property *p = part->said; p && n < WORDS_MAX; p = p->next, n++)
		add_said(t, &words, part, p);
	inventory_fact(t->teller->inventory, part->artifact,
		       &(const struct fact){ .kind = FACT_COMPONENT,
					     .offset = OFFSET_NONE,
					     .count = 1,
					     .attrs = words.attrs,
					     .n_attrs = words.n });
	inventory_close(t->teller->inventory, part->artifact);
}

/* The part that says most of the whole: the strongest outside of inner folders. */
static const struct part *main_part(struct part *const *parts, size_t n)
{
	const struct part *main = parts[0];

	for (size_t i = 1; i < n; i++)
		if ((main->inner && !parts[i]->inner) ||
		    (main->inner == parts[i]->inner && parts[i]->role > main->role))
			main = parts[i];
	return main;
}

void model_tell(struct model_teller *teller, struct part *const *parts, size_t n)
{
	struct telling t = { .teller = teller, .parts = parts, .n = n };

	for (size_t i = 0; i < n; i++)
		t.n_weights += parts[i]->role == PART_WEIGHTS;
	t.main = main_part(parts, n);
	set_name(&t);
	for (size_t i = 0; i < n; i++)
		tell_part(&t, parts[i]);
}
