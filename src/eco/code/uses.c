/* What a program uses. */
#include "eco/code/uses.h"

#include "base/buf.h"
#include "base/set.h"
#include "code/value.h"
#include "eco/code/commands.h"
#include "eco/code/naming.h"
#include "eco/hub_address.h"
#include "eco/origin.h"
#include "eco/place.h"

enum { SERVICES_MAX = 64, SHAPES_MAX = 512, TOLD_MAX = 4096, KEY_MAX = 512 };

/* A library that is imported, and where its calls go. */
struct service {
	const struct sdk *sdk;
	uint64_t offset, line, cell;
	unsigned n_plain;  /* clients that go to the service itself */
	unsigned n_moved;  /* clients that go elsewhere */
	struct span moved; /* where, the first */
};

struct uses {
	struct job *job;
	enum language language;
	uint64_t cell;
	struct service services[SERVICES_MAX];
	size_t n_services;
	bool imported[SHAPES_MAX]; /* the module of the shape of that index */
	const char *endpoints[SERVICES_MAX];
	size_t n_endpoints;
	struct set told;
	size_t n_told;
	bool told_commands;
};

struct uses *uses_new(struct job *job, enum language language)
{
	struct uses *uses = arena_alloc(job_arena(job), sizeof(*uses));
	struct span *slots = arena_array(job_arena(job), set_room(TOLD_MAX), sizeof(*slots));

	uses->job = job;
	uses->language = language;
	set_init(&uses->told, slots, TOLD_MAX);
	return uses;
}

void uses_set_cell(struct uses *uses, uint64_t cell)
{
	uses->cell = cell;
}

/* Telling. */

/* Each component once a line. */
static bool is_new(struct uses *uses, const struct entry *entry, uint64_t line)
{
	struct buf key;
	struct span copy;

	if (uses->n_told == TOLD_MAX)
		return false;
	buf_init(&key, KEY_MAX);
	buf_le(&key, line, 8);
	for (size_t i = 0; i < entry->n && i < 6; i++) {
		buf_span(&key, entry->attrs[i].text);
		buf_byte(&key, 0);
	}
	copy = arena_copy(job_arena(uses->job), buf_view(&key));
	buf_free(&key);
	if (set_add(&uses->told, copy) != SET_NEW)
		return false;
	uses->n_told++;
	return true;
}

static void emit(struct uses *uses, struct entry *entry, uint64_t line, uint64_t offset)
{
	if (!is_new(uses, entry, line))
		return;
	entry_number(entry, "line", line);
	if (uses->cell)
		entry_number(entry, "cell", uses->cell);
	entry_emit(entry, uses->job, offset);
}

static struct entry service_entry(struct span name, const char *supplier, const char *role)
{
	struct entry entry = { .kind = FACT_COMPONENT };

	entry_word(&entry, "kind", "service");
	entry_text(&entry, "name", name);
	entry_word(&entry, "method", "code");
	entry_word(&entry, "supplier", supplier);
	entry_word(&entry, "role", role);
	return entry;
}

/* Endpoints. */

static bool seen_endpoint(struct uses *uses, const char *service)
{
	for (size_t i = 0; i < uses->n_endpoints; i++)
		if (strcmp(uses->endpoints[i], service) == 0)
			return true;
	if (uses->n_endpoints < SERVICES_MAX)
		uses->endpoints[uses->n_endpoints++] = service;
	return false;
}

static bool is_url(struct span text)
{
	return span_starts(text, "http://") || span_starts(text, "https://");
}

/* The address of a file on the hub names the model or data set that it is of. */
static bool see_file(struct uses *uses, const struct code_value *value)
{
	struct hub_address address;
	struct named named;

	if (!hub_address_read(value->text, &address) || !address.file ||
	    !naming_read(address.dataset ? NAMING_DATASET : NAMING_HUB, address.repository, &named))
		return false;
	if (naming_is_commit(address.revision))
		entry_text(&named.entry, "version", address.revision);
	else
		entry_word(&named.entry, "pinned", "no");
	emit(uses, &named.entry, value->line, value->offset);
	return true;
}

/* An address of a service that is known, anywhere in the code. */
static void see_address(struct uses *uses, const struct code_value *value)
{
	const struct endpoint *endpoint;
	struct entry entry;

	if (value->kind != CODE_TEXT || !is_url(value->text) || see_file(uses, value))
		return;
	endpoint = endpoint_find(value->text);
	if (!endpoint || seen_endpoint(uses, endpoint->service))
		return;
	entry = service_entry(span_str(endpoint->service), endpoint->supplier, "provider");
	entry_text(&entry, "origin", origin_redacted(value->text, job_arena(uses->job)));
	emit(uses, &entry, value->line, value->offset);
}

/* The address that a client of a library is given: whoever that is, it speaks the same protocol. */
static void tell_address(struct uses *uses, const char *protocol, const struct code_value *value)
{
	struct span host = origin_host(value->text);
	struct entry entry;

	if (endpoint_find(value->text)) {
		see_address(uses, value);
		return;
	}
	if (host.n == 0 || value->partial)
		return;
	entry = service_entry(host, NULL, "provider");
	entry_word(&entry, "protocol", protocol);
	entry_text(&entry, "origin", origin_redacted(value->text, job_arena(uses->job)));
	emit(uses, &entry, value->line, value->offset);
}

static const char *const address_words[] = {
	"base_url",
	"baseURL",
	"baseUrl",
	"azure_endpoint",
	"endpoint",
	"api_base",
	"apiBase",
	"basePath",
	"server_url",
	"serverURL",
	"openai_api_base",
	"host",
	"inference_server_url",
	"endpoint_url",
	"endpointUrl",
	NULL,
};

static const struct code_value *address_of(const struct code_value *call)
{
	const struct code_value *v;

	for (size_t i = 0; address_words[i]; i++)
		if ((v = code_get(call, span_str(address_words[i]))))
			return v;
	v = code_at(call, 0);
	if (v && v->kind == CODE_DICT)
		return address_of(v); /* new OpenAI({ baseURL }) */
	return NULL;
}

/* Imports. */

static struct service *find_service(struct uses *uses, const struct sdk *sdk)
{
	for (size_t i = 0; i < uses->n_services; i++)
		if (uses->services[i].sdk == sdk)
			return &uses->services[i];
	return NULL;
}

static struct service *add_service(struct uses *uses, const struct sdk *sdk,
				   const struct code_event *event)
{
	struct service *service = find_service(uses, sdk);

	if (service || uses->n_services == SERVICES_MAX)
		return service;
	service = &uses->services[uses->n_services++];
	*service = (struct service){
		.sdk = sdk, .offset = event->offset, .line = event->line, .cell = uses->cell
	};
	return service;
}

static void see_import(struct uses *uses, const struct code_event *event)
{
	const struct sdk *sdk = sdk_find(uses->language, event->name);

	for (size_t i = 0; shapes[i].suffix && i < SHAPES_MAX; i++)
		if (shapes[i].loose && shapes[i].language == uses->language &&
		    span_starts(event->name, shapes[i].module))
			uses->imported[i] = true;
	if (!sdk || !sdk->service || find_service(uses, sdk) || uses->n_services == SERVICES_MAX)
		return;
	uses->services[uses->n_services++] = (struct service){
		.sdk = sdk, .offset = event->offset, .line = event->line, .cell = uses->cell
	};
}

/* Calls. */

static bool is_class(struct span name)
{
	const uint8_t *dot = name.n ? memrchr(name.p, '.', name.n) : NULL;
	uint8_t first = dot ? dot[1] : name.n ? name.p[0] : 0;

	return first >= 'A' && first <= 'Z';
}

/* openai.AzureOpenAI is of another service than openai, whose library it comes with. */
static void leave_library(struct uses *uses, const struct sdk *sdk)
{
	for (size_t i = 0; i < uses->n_services; i++) {
		struct service *other = &uses->services[i];

		size_t n = strlen(other->sdk->module);

		if (strncmp(sdk->module, other->sdk->module, n) == 0 && sdk->module[n] == '.' &&
		    strcmp(sdk->service, other->sdk->service) != 0)
			other->n_moved++;
	}
}

static void see_client(struct uses *uses, const struct sdk *sdk, const struct code_event *event)
{
	struct service *service = sdk->service ? add_service(uses, sdk, event) : NULL;
	const struct code_value *address = address_of(&event->value);
	struct span url = code_constant(address);

	if (!service)
		return;
	leave_library(uses, sdk);
	if (is_url(url)) {
		struct code_value text = code_text(url);

		text.offset = event->offset;
		text.line = event->line;
		text.partial = address->partial;
		tell_address(uses, sdk->service, &text);
		if (service->moved.n == 0)
			service->moved = arena_copy(job_arena(uses->job), url);
		service->n_moved++;
	} else if (!address && is_class(event->name)) {
		service->n_plain++;
	}
}

static bool is_word(const struct code_value *v, const char *one, const char *other)
{
	return v && v->kind == CODE_WORD && (span_is(v->text, one) || span_is(v->text, other));
}

/* In JavaScript named arguments are those of an object, mostly the last. */
static const struct code_value *named_argument(const struct code_value *call, const char *name)
{
	const struct code_value *v = code_get(call, span_str(name));

	for (const struct code_item *i = call->items; i && !v; i = i->next)
		if (i->value.kind == CODE_DICT && i->name.n == 0)
			v = code_get(&i->value, span_str(name));
	return v;
}

/* The provider of a service's models: where its clients go says more than whose library it is. */
static const char *provider_of(struct uses *uses, const struct sdk *sdk, const char *provider)
{
	const struct service *service = sdk && sdk->service ? find_service(uses, sdk) : NULL;
	const struct endpoint *endpoint;

	if (!service || service->n_moved == 0 || service->n_plain > 0 || service->moved.n == 0)
		return provider;
	endpoint = endpoint_find(service->moved);
	return endpoint ? endpoint->service : NULL;
}

/* What is run from beside the model is whatever lies there when it is loaded. */
static void see_remote_code(struct uses *uses, const struct code_event *event, struct span name,
			    bool pinned)
{
	const struct code_value *trust = named_argument(&event->value, "trust_remote_code");

	if (is_word(trust, "True", "true"))
		job_anomaly(uses->job, pinned ? "remote-code-pinned" : "remote-code", name,
			    event->offset);
}

static void add_revision(struct named *named, const struct code_event *event)
{
	struct span revision = code_constant(named_argument(&event->value, "revision"));

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

static void tell_model(struct uses *uses, const struct code_event *event, enum naming naming,
		       const char *provider, struct span text)
{
	struct named named;

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
	emit(uses, &named.entry, event->line, event->offset);
	if (naming == NAMING_GITHUB)
		job_anomaly(uses->job, named.pinned ? "remote-code-pinned" : "remote-code", text,
			    event->offset);
}

static void tell_models(struct uses *uses, const struct code_event *event, enum naming naming,
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
		v = named_argument(&event->value, shape->argument);
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
static bool see_shape(struct uses *uses, const struct code_event *event, const struct sdk *sdk)
{
	bool seen = false;

	for (size_t i = 0; shapes[i].suffix; i++) {
		const struct shape *shape = &shapes[i];
		bool agent = shape->naming == NAMING_AGENT;
		const struct code_value *v = seen && !agent ? NULL : shape_value(uses, i, event);

		if (!v)
			continue;
		tell_models(uses, event, shape->naming,
			    provider_of(uses, sdk, default_provider(shape, sdk)), v);
		seen |= !agent;
	}
	return seen;
}

/* Arguments that name a model in any function of a library that knows models by name. */
static const char *const model_words[] = {
	"model",  "model_id",	"modelId",	   "model_name",       "modelName",
	"engine", "deployment", "deployment_name", "azure_deployment", NULL,
};

static void see_named(struct uses *uses, const struct code_event *event, const struct sdk *sdk)
{
	const char *provider = sdk->provider ? sdk->provider : sdk->service;

	if (sdk->naming == NAMING_NONE)
		return;
	for (size_t i = 0; model_words[i]; i++) {
		const struct code_value *v = named_argument(&event->value, model_words[i]);

		if (!v)
			continue;
		tell_models(uses, event, sdk->naming, provider_of(uses, sdk, provider), v);
		return;
	}
}

/* boto3.client("bedrock-runtime") */
static void see_bedrock(struct uses *uses, const struct code_event *event)
{
	static const struct span name = SPAN("amazon-bedrock");
	struct entry entry;

	if (!span_is(event->name, "boto3.client") &&
	    !span_is(event->name, "boto3.Session().client") &&
	    !span_is(event->name, "aioboto3.Session().client"))
		return;
	if (!span_starts(code_constant(code_argument(&event->value, "service_name", 0)), "bedrock"))
		return;
	entry = service_entry(name, "Amazon", "provider");
	entry_word(&entry, "sdk", "boto3");
	emit(uses, &entry, event->line, event->offset);
}

/* The body of a request: json= of requests, body of fetch(), the second argument of axios. */
static const struct code_value *body_of(const struct code_value *call)
{
	static const char *const words[] = { "json", "body", "data", NULL };

	for (size_t i = 0; words[i]; i++) {
		const struct code_value *v = named_argument(call, words[i]);

		if (v)
			return v;
	}
	return code_at(call, 1);
}

/* requests.post("https://api.openai.com/...", json={"model": "gpt-4o"}) */
static void see_request(struct uses *uses, const struct code_event *event)
{
	struct span url = code_constant(code_argument(&event->value, "url", 0));
	const struct endpoint *endpoint = is_url(url) ? endpoint_find(url) : NULL;
	const struct code_value *body = endpoint ? body_of(&event->value) : NULL;

	if (!body || body->kind != CODE_DICT)
		return;
	tell_models(uses, event,
		    strcmp(endpoint->service, "ollama") == 0 ? NAMING_OLLAMA : NAMING_API,
		    endpoint->service, code_get(body, span_str("model")));
}

static void see_call(struct uses *uses, const struct code_event *event)
{
	const struct sdk *sdk = sdk_find(uses->language, event->name);

	if (sdk)
		see_client(uses, sdk, event);
	if (!see_shape(uses, event, sdk) && sdk)
		see_named(uses, event, sdk);
	see_bedrock(uses, event);
	see_request(uses, event);
	uses->told_commands |= commands_tell(uses->job, event);
}

/* openai.api_base = ..., os.environ["OPENAI_BASE_URL"] = ... */
static void see_assignment(struct uses *uses, const struct code_event *event)
{
	static const char *const ends[] = { "_BASE_URL", "_API_BASE", ".api_base", ".base_url",
					    NULL };
	static const char *const libraries[] = { "OPENAI", "AZURE_OPENAI", "ANTHROPIC",
						 "OLLAMA", "LITELLM",	   NULL };
	const struct sdk *sdk = sdk_find(uses->language, event->name);
	struct span name = event->name;
	bool fits = false;

	if (event->value.kind != CODE_TEXT || !is_url(event->value.text))
		return;
	for (size_t i = 0; ends[i]; i++)
		fits |= span_ends(name, ends[i]);
	if (!fits)
		return;
	if (sdk && sdk->service) {
		struct service *service = find_service(uses, sdk);

		tell_address(uses, sdk->service, &event->value);
		if (service && service->moved.n == 0)
			service->moved = arena_copy(job_arena(uses->job), event->value.text);
		if (service)
			service->n_moved++;
		return;
	}
	for (size_t i = 0; libraries[i]; i++)
		if (span_has(name, libraries[i]))
			tell_address(uses, "openai", &event->value);
}

void uses_event(void *context, const struct code_event *event)
{
	struct uses *uses = context;

	switch (event->kind) {
	case CODE_IMPORT:
		see_import(uses, event);
		return;
	case CODE_CALL:
		see_call(uses, event);
		return;
	case CODE_ASSIGN:
		see_assignment(uses, event);
		return;
	case CODE_STRING:
		see_address(uses, &event->value);
		return;
	case CODE_DECORATOR:
	case CODE_COMMAND:
	case CODE_NAMED:
	case CODE_DECODED:
	case CODE_REDIRECT:
		return;
	}
}

/* A library all of whose clients go elsewhere is no use of its own service. */
static bool is_used(const struct service *service)
{
	return service->n_moved == 0 || service->n_plain > 0;
}

/* Several libraries of one service are one use of it. */
static bool is_first(const struct uses *uses, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_used(&uses->services[i]) &&
		    strcmp(uses->services[i].sdk->service, uses->services[n].sdk->service) == 0)
			return false;
	return true;
}

bool uses_finish(struct uses *uses)
{
	for (size_t i = 0; i < uses->n_services; i++) {
		const struct service *service = &uses->services[i];
		const struct sdk *sdk = service->sdk;
		struct entry entry =
			service_entry(span_str(sdk->service), sdk->supplier, sdk->role);

		if (!is_used(service) || !is_first(uses, i))
			continue;
		entry_word(&entry, "sdk", sdk->module);
		uses->cell = service->cell;
		emit(uses, &entry, service->line, service->offset);
	}
	return uses->n_told > 0 || uses->told_commands;
}

bool uses_is_first_party(struct span path)
{
	static const char *const foreign[] = {
		"site-packages",    "dist-packages", "node_modules",
		"bower_components", "vendor",	     "third_party",
		"__pypackages__",   ".tox",	     ".nox",
		"jspm_packages",    ".yarn",	     ".pnpm-store",
		"Cellar",	    "bundled_libs",  NULL,
	};

	while (path.n) {
		ptrdiff_t slash = span_byte(path, '/');
		struct span part =
			span_part(path, 0, slash == SPAN_NONE ? path.n : (uint64_t)slash);

		for (size_t i = 0; foreign[i]; i++)
			if (span_is(part, foreign[i]))
				return false;
		path = span_from(path, part.n + 1);
	}
	return true;
}
