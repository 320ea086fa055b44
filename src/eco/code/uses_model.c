/* Models, data sets, servers and agents that calls name. */
#include "eco/code/uses_parts.h"

static bool is_word(const struct code_value *v, const char *one, const char *other)
{
	return v && v->kind == CODE_WORD && (span_is(v->text, one) || span_is(v->text, other));
}

const struct code_value *uses_argument(const struct code_value *call, const char *name)
{
	const struct code_value *v = code_get(call, span_str(name));

	for (const struct code_item *i = call->items; i && !v; i = i->next)
		if (i->value.kind == CODE_DICT && i->name.n == 0)
			v = code_get(&i->value, span_str(name));
	return v;
}

/* What is run from beside the model is whatever lies there when it is loaded. */
static void see_remote_code(struct uses *uses, const struct code_event *event, struct span name,
			    bool pinned)
{
	const struct code_value *trust = uses_argument(&event->value, "trust_remote_code");

	if (is_word(trust, "True", "true"))
		job_anomaly(uses->job, pinned ? "remote-code-pinned" : "remote-code", name,
			    event->offset);
}

static void add_revision(struct named *named, const struct code_event *event)
{
	struct span revision = code_constant(uses_argument(&event->value, "revision"));

	if (revision.n == 0)
		return;
	if (naming_is_commit(revision)) {
		entry_text(&named->entry, "version", revision);
		named->pinned = true;
	} else {
		entry_text(&named->entry, "revision", revision);
	}
}

/* A task is the first argument of a pipeline. */
static void add_task(struct entry *entry, const struct code_event *event)
{
	if (span_ends(event->name, ".pipeline"))
		entry_text(entry, "task", code_constant(code_argument(&event->value, "task", 0)));
}

static bool is_fetched(enum naming naming)
{
	return naming == NAMING_HUB || naming == NAMING_SENTENCE || naming == NAMING_DATASET;
}

/* The hub's own functions fetch of all its kinds of repositories, models unless they are told. */
static bool is_kind(const struct code_event *event, const char *kind)
{
	const struct code_value *type = uses_argument(&event->value, "repo_type");

	return type && span_is(code_constant(type), kind);
}

static void tell_model(struct uses *uses, const struct code_event *event, enum naming naming,
		       const char *provider, struct span text)
{
	struct named named;

	if (naming == NAMING_HUB && is_kind(event, "space"))
		return;
	if (naming == NAMING_HUB && is_kind(event, "dataset"))
		naming = NAMING_DATASET;
	if (!naming_read(naming, text, &named))
		return;
	if (is_fetched(naming)) {
		add_revision(&named, event);
		add_task(&named.entry, event);
		if (!named.pinned)
			entry_word(&named.entry, "pinned", "no");
		see_remote_code(uses, event, text, named.pinned);
	}
	if (named.prefix.n)
		entry_text(&named.entry, "provider", named.prefix);
	else if (naming != NAMING_SERVER && naming != NAMING_AGENT)
		entry_word(&named.entry, "provider", provider);
	if (naming == NAMING_SERVER)
		entry_word(&named.entry, "role", "mcp-server");
	if (naming == NAMING_GITHUB)
		entry_text(&named.entry, "entry",
			   code_constant(code_argument(&event->value, "model", 1)));
	entry_text(&named.entry, "function", event->name);
	uses_emit(uses, &named.entry, event->line, event->offset);
	if (naming == NAMING_GITHUB)
		job_anomaly(uses->job, named.pinned ? "remote-code-pinned" : "remote-code", text,
			    event->offset);
}

void uses_tell_models(struct uses *uses, const struct code_event *event, enum naming naming,
		      const char *provider, const struct code_value *value)
{
	struct code_item one;

	/* Of a text with holes nobody knows what it names; a default does name something. */
	for (const struct code_item *i = code_alternatives(value, &one); i; i = i->next)
		if (i->value.kind == CODE_TEXT && i->value.text.n)
			tell_model(uses, event, naming, provider, i->value.text);
}

/* The value that the call gives for what the shape takes, or NULL. */
static const struct code_value *shape_value(const struct uses *uses, size_t i,
					    const struct code_event *event)
{
	const struct shape *shape = &shapes[i];
	const struct code_value *v = NULL;

	if (shape->language != uses->language || !shape_fits(shape, event->name) ||
	    (span_starts(event->name, "?.") && !(i < SHAPES_MAX && uses->imported[i])))
		return NULL;
	if (shape->argument)
		v = uses_argument(&event->value, shape->argument);
	return v || shape->position == SHAPE_NAMED ? v : code_at(&event->value, shape->position);
}

/* A client says more than the shape of its calls, which others have too. */
static const char *default_provider(const struct shape *shape, const struct sdk *sdk)
{
	if (sdk && sdk->role && strcmp(sdk->role, "provider") == 0)
		return sdk->service;
	if (shape->provider || !sdk)
		return shape->provider;
	return sdk->provider ? sdk->provider : sdk->role ? sdk->service : NULL;
}

/* A call that makes an agent may name it and its model; of all others the first shape counts. */
bool uses_see_shape(struct uses *uses, const struct code_event *event, const struct sdk *sdk)
{
	bool seen = false;

	for (size_t i = 0; shapes[i].suffix; i++) {
		const struct shape *shape = &shapes[i];
		bool agent = shape->naming == NAMING_AGENT;
		const struct code_value *v = seen && !agent ? NULL : shape_value(uses, i, event);

		if (!v)
			continue;
		uses_tell_models(uses, event, shape->naming,
				 uses_provider(uses, sdk, default_provider(shape, sdk)), v);
		seen |= !agent;
	}
	return seen;
}

/* Arguments that name a model in any function of a library that knows models by name. */
static const char *const model_words[] = {
	"model",  "model_id",	"modelId",	   "model_name",       "modelName",
	"engine", "deployment", "deployment_name", "azure_deployment", NULL,
};

void uses_see_named(struct uses *uses, const struct code_event *event, const struct sdk *sdk)
{
	const char *provider = sdk->provider ? sdk->provider : sdk->service;

	if (sdk->naming == NAMING_NONE)
		return;
	for (size_t i = 0; model_words[i]; i++) {
		const struct code_value *v = uses_argument(&event->value, model_words[i]);

		if (!v)
			continue;
		uses_tell_models(uses, event, sdk->naming, uses_provider(uses, sdk, provider), v);
		return;
	}
}
