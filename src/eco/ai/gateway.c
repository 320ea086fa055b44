/*
 * Which models programs and editors are given by a configuration: LiteLLM's proxy (docs.litellm.ai,
 * "model_list") and Continue (docs.continue.dev, "models"). A model of a service has the service's
 * name for it, its provider beside it.
 */
#include "eco/entry.h"
#include "eco/install/spec.h"
#include "eco/origin.h"
#include "eco/place.h"
#include "eco/secret.h"
#include "eco/tree.h"
#include "format/format.h"

enum { MODELS_MAX = 4096 };

static bool is_continue(struct span path)
{
	static const char *const places[] = { ".continue/config.yaml", ".continue/config.json",
					      ".continue/models/*.yaml", NULL };

	return place_like_any(path, places);
}

static unsigned bid(const struct probe *probe)
{
	static const char *const endings[] = { ".yaml", ".yml", NULL };

	if (is_continue(probe->path))
		return BID_READ;
	return probe_named(probe, endings) && span_has(probe->head, "model_list:") ? BID_READ
										   : BID_NONE;
}

/* A name that means something outside of its provider is read as such. */
static struct entry entry_of_model(struct tree *tree, struct span provider, struct span name)
{
	struct install install = { .kind = INSTALL_COMPONENT };
	bool known = false;

	if (span_is(provider, "huggingface"))
		known = install_hub(&install, name, tree->arena);
	else if (span_starts(provider, "ollama"))
		known = install_ollama(&install, name, tree->arena);
	if (!known)
		return entry_of("model", name, "config");
	entry_word(&install.entry, "method", "config");
	return install.entry;
}

static void tell_model(struct tree *tree, struct span provider, struct span name, struct span alias,
		       struct span address, const struct value *at)
{
	struct entry entry;

	if (name.n == 0 || span_byte(name, '*') != SPAN_NONE || span_has(name, "${"))
		return; /* all of them, or one that is said elsewhere */
	entry = entry_of_model(tree, provider, name);
	entry_text(&entry, "provider", provider);
	entry_text(&entry, "alias", alias);
	entry_text(&entry, "endpoint", origin_redacted(address, tree->arena));
	entry_number(&entry, "line", tree_line(tree, at));
	entry_emit(&entry, tree->job, at->offset);
}

static void judge_key(struct tree *tree, const struct value *map, const char *key)
{
	const struct value *v = value_get(map, key);

	if (v && secret_is(span_str(key), tree_text(tree, v)))
		job_anomaly(tree->job, "agent-inline-credential", span_str(key), v->offset);
}

/* {"model_name": ALIAS, "litellm_params": {"model": "PROVIDER/NAME", "api_base", "api_key"}} */
static bool tell_routed(struct tree *tree, const struct value *one)
{
	const struct value *params = value_get(one, "litellm_params");
	const struct value *model = value_get(params, "model");
	struct span text = tree_text(tree, model), provider = { 0 };
	ptrdiff_t slash = span_byte(text, '/');

	if (!value_is_kind(model, VALUE_STRING))
		return false;
	if (slash > 0) {
		provider = span_part(text, 0, (uint64_t)slash);
		text = span_from(text, (uint64_t)slash + 1);
	}
	tell_model(tree, provider, text, tree_text(tree, value_get(one, "model_name")),
		   tree_text(tree, value_get(params, "api_base")), model);
	judge_key(tree, params, "api_key");
	judge_key(tree, params, "aws_secret_access_key");
	return true;
}

/* {"provider", "model", "name" or "title", "apiBase", "apiKey"} */
static bool tell_chosen(struct tree *tree, const struct value *one)
{
	const struct value *model = value_get(one, "model");
	struct span provider = tree_text(tree, value_get(one, "provider"));
	const struct value *name = value_get(one, "name");

	if (!value_is_kind(model, VALUE_STRING) || provider.n == 0)
		return false;
	tell_model(tree, provider, tree_text(tree, model),
		   tree_text(tree, name ? name : value_get(one, "title")),
		   tree_text(tree, value_get(one, "apiBase")), model);
	judge_key(tree, one, "apiKey");
	return true;
}

static bool tell(struct tree *tree)
{
	const struct value *root =
		value_is_kind(tree->root, VALUE_LIST) ? value_first(tree->root) : tree->root;
	bool chosen = is_continue(job_path(tree->job));
	const struct value *list = value_get(root, chosen ? "models" : "model_list");
	bool known = false;
	size_t n = 0;

	if (!value_is_kind(list, VALUE_LIST))
		return false;
	value_each (one, list)
		if (n++ < MODELS_MAX)
			known |= chosen ? tell_chosen(tree, one) : tell_routed(tree, one);
	if (known)
		judge_key(tree, value_get(root, "general_settings"), "master_key");
	return known;
}

static void read(struct job *job, struct span bytes)
{
	tree_read(job, bytes, tree_notation(job_name(job)), tell);
}

const struct format format_ai_gateway = {
	.name = "gateway",
	.bid = bid,
	.read = read,
	.of_project = true,
	.examples = (const char *const[]){ "config.yaml", ".continue/config.yaml", NULL },
};
