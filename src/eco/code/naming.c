/* What names of models say. */
#include "eco/code/naming.h"

#include "base/ascii.h"

enum { NAME_MAX_SIZE = 128 };

static struct entry start(const char *kind, const char *ecosystem, struct span name)
{
	struct entry entry = entry_scoped(ecosystem, name, "code");

	entry.attrs[0].text = span_str(kind);
	return entry;
}

/* A name of a service's own has no package URL: whose it is the provider says. */
static bool plain(struct named *out, const char *kind, struct span name)
{
	out->entry = (struct entry){ .kind = FACT_COMPONENT };
	entry_word(&out->entry, "kind", kind);
	entry_text(&out->entry, "name", name);
	entry_word(&out->entry, "method", "code");
	return true;
}

bool naming_is_commit(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!ascii_is_digit(text.p[i]) && (text.p[i] < 'a' || text.p[i] > 'f'))
			return false;
	return text.n == 40;
}

static bool is_made_of(struct span text, const char *others)
{
	for (size_t i = 0; i < text.n; i++)
		if (!ascii_is_alnum(text.p[i]) && !strchr(others, text.p[i]))
			return false;
	return text.n > 0 && text.n <= NAME_MAX_SIZE && ascii_is_alnum(text.p[0]);
}

static bool one_of(struct span word, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (span_is(word, words[i]))
			return true;
	return false;
}

static struct span cut(struct span *text, ptrdiff_t at)
{
	struct span before = span_part(*text, 0, (uint64_t)at);

	*text = span_from(*text, (uint64_t)at + 1);
	return before;
}

static bool read_api(struct span text, struct named *out)
{
	static const char *const no_names[] = { "model", "default", "test", "auto", "none", NULL };

	return is_made_of(text, "._:/@-") && !one_of(text, no_names) && plain(out, "model", text);
}

static bool read_ollama(struct span text, struct named *out)
{
	ptrdiff_t colon = span_byte(text, ':');
	struct span tag = { 0 };

	if (!is_made_of(text, "._:/-"))
		return false;
	if (colon > 0) {
		tag = span_from(text, (uint64_t)colon + 1);
		text = span_part(text, 0, (uint64_t)colon);
	}
	out->entry = start("model", "ollama", text);
	entry_text(&out->entry, "range", tag);
	return true;
}

/* The hub. */

/* First folders of paths that look like a repository. */
static const char *const folders[] = {
	"artifacts",	  "assets",	 "build",	 "cache",
	"ckpt",		  "ckpts",	 "checkpoint",	 "checkpoints",
	"config",	  "configs",	 "data",	 "dataset",
	"datasets",	  "dist",	 "experiments",	 "exp",
	"files",	  "home",	 "input",	 "lib",
	"local",	  "logs",	 "mnt",		 "model",
	"models",	  "my_model",	 "out",		 "output",
	"outputs",	  "path",	 "pretrained",	 "pretrained_models",
	"resources",	  "results",	 "root",	 "runs",
	"saved",	  "saved_model", "saved_models", "src",
	"temp",		  "test",	 "tests",	 "tmp",
	"trained_models", "user",	 "users",	 "weights",
	"workspace",	  NULL,
};

/* The hub's own rule for names (huggingface_hub, validate_repo_id). */
static bool is_repository(struct span text)
{
	ptrdiff_t slash = span_byte(text, '/');
	struct span owner = span_part(text, 0, slash > 0 ? (uint64_t)slash : 0);
	struct span name = span_from(text, owner.n + 1);

	return is_made_of(owner, "._-") && is_made_of(name, "._-") && !span_has(text, "..") &&
	       !span_has(text, "--") && !one_of(owner, folders) && !span_ends(name, ".pt") &&
	       !span_ends(name, ".pth") && !span_ends(name, ".bin") && !span_ends(name, ".json") &&
	       !span_ends(name, ".gguf") && !span_ends(name, ".safetensors");
}

/* Names without an owner that the hub still answers, and where it leads. */
static const struct {
	const char *name; /* with a '*' at its end: and what begins so */
	const char *owner;
} roots[] = {
	{ "albert-*", "albert" },
	{ "bert-base-*", "google-bert" },
	{ "bert-large-*", "google-bert" },
	{ "camembert-base", "almanach" },
	{ "ctrl", "Salesforce" },
	{ "distilbert-*", "distilbert" },
	{ "distilgpt2", "distilbert" },
	{ "distilroberta-base", "distilbert" },
	{ "gpt2", "openai-community" },
	{ "gpt2-*", "openai-community" },
	{ "openai-gpt", "openai-community" },
	{ "roberta-base", "FacebookAI" },
	{ "roberta-base-openai-detector", "openai-community" },
	{ "roberta-large*", "FacebookAI" },
	{ "t5-11b", "google-t5" },
	{ "t5-3b", "google-t5" },
	{ "t5-base", "google-t5" },
	{ "t5-large", "google-t5" },
	{ "t5-small", "google-t5" },
	{ "transfo-xl-wt103", "transfo-xl" },
	{ "xlm-mlm-*", "FacebookAI" },
	{ "xlm-roberta-*", "FacebookAI" },
	{ "xlnet-*", "xlnet" },
};

/* What the sentence-transformers library writes its own owner before. */
static const char *const sentences[] = {
	"all-*",
	"allenai-specter",
	"clip-ViT-*",
	"distiluse-*",
	"gtr-t5-*",
	"msmarco-*",
	"multi-qa-*",
	"nli-*",
	"paraphrase-*",
	"sentence-t5-*",
	"stsb-*",
	"LaBSE",
	"bert-base-nli-*",
	"average_word_embeddings_*",
	NULL,
};

static bool matches(struct span text, const char *pattern)
{
	size_t n = strlen(pattern);

	if (pattern[n - 1] != '*')
		return span_is(text, pattern);
	return text.n >= n && memcmp(text.p, pattern, n - 1) == 0;
}

static bool with_owner(struct named *out, const char *owner, struct span name)
{
	out->entry = start("model", "huggingface", name);
	entry_word(&out->entry, "namespace", owner);
	return true;
}

static bool read_hub(struct span text, struct named *out)
{
	if (is_repository(text)) {
		out->entry = start("model", "huggingface", text);
		return true;
	}
	for (size_t i = 0; i < sizeof(roots) / sizeof(*roots); i++)
		if (is_made_of(text, "._-") && matches(text, roots[i].name))
			return with_owner(out, roots[i].owner, text);
	return false;
}

static bool read_sentence(struct span text, struct named *out)
{
	for (size_t i = 0; sentences[i]; i++)
		if (is_made_of(text, "._-") && matches(text, sentences[i]))
			return with_owner(out, "sentence-transformers", text);
	return read_hub(text, out);
}

/* Builders of the library that read files. */
static bool read_dataset(struct span text, struct named *out)
{
	static const char *const builders[] = { "arrow",      "audiofolder", "csv",
						"generator",  "imagefolder", "json",
						"jsonl",      "pandas",	     "parquet",
						"sql",	      "text",	     "videofolder",
						"webdataset", "xml",	     NULL };
	bool bare = span_byte(text, '/') == SPAN_NONE && is_made_of(text, "_-") &&
		    !one_of(text, builders) && !one_of(text, folders);

	if (!bare && !is_repository(text))
		return false;
	out->entry = start("dataset", "huggingface", text);
	return true;
}

/* provider/name, provider:name. */
static bool read_prefixed(struct span text, uint8_t sign, struct named *out)
{
	ptrdiff_t at = span_byte(text, sign);
	struct span provider = { 0 };

	if (at > 0 && is_made_of(span_part(text, 0, (uint64_t)at), "_-"))
		provider = cut(&text, at);
	out->prefix = provider;
	if (span_is(provider, "ollama") || span_is(provider, "ollama_chat"))
		return read_ollama(text, out);
	if (span_is(provider, "huggingface")) {
		ptrdiff_t slash = span_byte(text, '/');
		bool routed = slash > 0 && span_byte(span_from(text, (uint64_t)slash + 1), '/') > 0;

		return read_hub(routed ? span_from(text, (uint64_t)slash + 1) : text, out);
	}
	return read_api(text, out);
}

/* Others. */

static bool read_github(struct span text, struct named *out)
{
	ptrdiff_t colon = span_byte(text, ':');
	struct span ref = { 0 };

	if (colon > 0) {
		ref = span_from(text, (uint64_t)colon + 1);
		text = span_part(text, 0, (uint64_t)colon);
	}
	if (!is_repository(text))
		return false;
	out->entry = start("model", "github", text);
	out->pinned = naming_is_commit(ref);
	entry_text(&out->entry, out->pinned ? "version" : "range", ref);
	return true;
}

static bool is_number(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!ascii_is_digit(text.p[i]))
			return false;
	return text.n > 0;
}

/* models:/name/3, models:/name/Production, models:/name@alias. */
static bool read_mlflow(struct span text, struct named *out)
{
	struct span version = { 0 };
	ptrdiff_t at;

	if (!span_starts(text, "models:/"))
		return false;
	text = span_from(text, 8);
	at = span_byte(text, '@') > 0 ? span_byte(text, '@') : span_byte(text, '/');
	if (at > 0) {
		version = span_from(text, (uint64_t)at + 1);
		text = span_part(text, 0, (uint64_t)at);
	}
	if (!is_made_of(text, "._- "))
		return false;
	out->entry = start("model", "mlflow", text);
	out->pinned = is_number(version);
	entry_text(&out->entry, out->pinned ? "version" : "range", version);
	return true;
}

static bool read_replicate(struct span text, struct named *out)
{
	ptrdiff_t colon = span_byte(text, ':');
	struct span version = { 0 };

	if (colon > 0) {
		version = span_from(text, (uint64_t)colon + 1);
		text = span_part(text, 0, (uint64_t)colon);
	}
	if (!is_repository(text))
		return false;
	plain(out, "model", text);
	out->pinned = version.n > 0;
	entry_text(&out->entry, "version", version);
	return true;
}

/* Of an ARN what stands behind its last '/'. */
static bool read_bedrock(struct span text, struct named *out)
{
	const uint8_t *slash = text.n ? memrchr(text.p, '/', text.n) : NULL;

	if (span_starts(text, "arn:") && slash)
		text = span_from(text, (uint64_t)(slash - text.p) + 1);
	return read_api(text, out);
}

/* Names that a library finds by itself: no path, and no weights of one's own. */
static bool read_bundled(struct span text, struct named *out)
{
	return is_made_of(text, "._-") && plain(out, "model", text);
}

static bool read_own(struct span text, const char *kind, struct named *out)
{
	text = ascii_trim(text);
	return text.n > 0 && text.n <= NAME_MAX_SIZE && plain(out, kind, text);
}

bool naming_read(enum naming naming, struct span text, struct named *out)
{
	*out = (struct named){ 0 };
	switch (naming) {
	case NAMING_API:
		return read_api(text, out);
	case NAMING_SLASH:
		return read_prefixed(text, '/', out);
	case NAMING_COLON:
		return read_prefixed(text, ':', out);
	case NAMING_HUB:
		return read_hub(text, out);
	case NAMING_DATASET:
		return read_dataset(text, out);
	case NAMING_SENTENCE:
		return read_sentence(text, out);
	case NAMING_OLLAMA:
		return read_ollama(text, out);
	case NAMING_GITHUB:
		return read_github(text, out);
	case NAMING_MLFLOW:
		return read_mlflow(text, out);
	case NAMING_REPLICATE:
		return read_replicate(text, out);
	case NAMING_BEDROCK:
		return read_bedrock(text, out);
	case NAMING_BUNDLED:
		return read_bundled(text, out);
	case NAMING_SERVER:
		return read_own(text, "service", out);
	case NAMING_AGENT:
		return read_own(text, "agent", out);
	case NAMING_NONE:
		break;
	}
	return false;
}
