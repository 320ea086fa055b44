/* What a program uses: what each event of its source means. */
#include "eco/code/uses_parts.h"

#include "base/buf.h"
#include "eco/code/commands.h"

enum { TOLD_MAX = 4096, KEY_MAX = 512 };

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

void uses_emit(struct uses *uses, struct entry *entry, uint64_t line, uint64_t offset)
{
	if (!is_new(uses, entry, line))
		return;
	entry_number(entry, "line", line);
	if (uses->cell)
		entry_number(entry, "cell", uses->cell);
	entry_emit(entry, uses->job, offset);
}

struct entry uses_service(struct span name, const char *supplier, const char *role)
{
	struct entry entry = { .kind = FACT_COMPONENT };

	entry_word(&entry, "kind", "service");
	entry_text(&entry, "name", name);
	entry_word(&entry, "method", "code");
	entry_word(&entry, "supplier", supplier);
	entry_word(&entry, "role", role);
	return entry;
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
	entry = uses_service(name, "Amazon", "provider");
	entry_word(&entry, "sdk", "boto3");
	uses_emit(uses, &entry, event->line, event->offset);
}

/* The body of a request: json= of requests, body of fetch(), the second argument of axios. */
static const struct code_value *body_of(const struct code_value *call)
{
	static const char *const words[] = { "json", "body", "data", NULL };

	for (size_t i = 0; words[i]; i++) {
		const struct code_value *v = uses_argument(call, words[i]);

		if (v)
			return v;
	}
	return code_at(call, 1);
}

/* requests.post("https://api.openai.com/...", json={"model": "gpt-4o"}) */
static void see_request(struct uses *uses, const struct code_event *event)
{
	struct span url = code_constant(code_argument(&event->value, "url", 0));
	const struct endpoint *endpoint = uses_is_address(url) ? endpoint_find(url) : NULL;
	const struct code_value *body = endpoint ? body_of(&event->value) : NULL;

	if (!body || body->kind != CODE_DICT)
		return;
	uses_tell_models(uses, event,
			 strcmp(endpoint->service, "ollama") == 0 ? NAMING_OLLAMA : NAMING_API,
			 endpoint->service, code_get(body, span_str("model")));
}

static void see_call(struct uses *uses, const struct code_event *event)
{
	const struct sdk *sdk = sdk_find(uses->language, event->name);

	if (sdk)
		uses_see_client(uses, sdk, event);
	if (!uses_see_shape(uses, event, sdk) && sdk)
		uses_see_named(uses, event, sdk);
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

	if (event->value.kind != CODE_TEXT || !uses_is_address(event->value.text))
		return;
	for (size_t i = 0; ends[i]; i++)
		fits |= span_ends(name, ends[i]);
	if (!fits)
		return;
	if (sdk && sdk->service) {
		struct service *service = uses_find_service(uses, sdk);

		uses_tell_address(uses, sdk->service, &event->value);
		if (service && service->moved.n == 0)
			service->moved = arena_copy(job_arena(uses->job), event->value.text);
		if (service)
			service->n_moved++;
		return;
	}
	for (size_t i = 0; libraries[i]; i++)
		if (span_has(name, libraries[i]))
			uses_tell_address(uses, "openai", &event->value);
}

void uses_event(void *context, const struct code_event *event)
{
	struct uses *uses = context;

	switch (event->kind) {
	case CODE_IMPORT:
		uses_see_import(uses, event);
		return;
	case CODE_CALL:
		see_call(uses, event);
		return;
	case CODE_ASSIGN:
		see_assignment(uses, event);
		return;
	case CODE_STRING:
		uses_see_address(uses, &event->value);
		return;
	case CODE_DECORATOR:
	case CODE_COMMAND:
	case CODE_NAMED:
	case CODE_DECODED:
	case CODE_GIVEN:
	case CODE_REDIRECT:
	case CODE_EVENT_COUNT:
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
		struct entry entry = uses_service(span_str(sdk->service), sdk->supplier, sdk->role);

		if (!is_used(service) || !is_first(uses, i))
			continue;
		entry_word(&entry, "sdk", sdk->module);
		uses->cell = service->cell;
		uses_emit(uses, &entry, service->line, service->offset);
	}
	return uses->n_told > 0 || uses->told_commands;
}
