/* Addresses of services in code: in any string, and where clients are given one. */
#include "eco/code/uses_parts.h"

#include "eco/hub_address.h"
#include "eco/origin.h"

static bool seen_endpoint(struct uses *uses, const char *service)
{
	for (size_t i = 0; i < uses->n_endpoints; i++)
		if (strcmp(uses->endpoints[i], service) == 0)
			return true;
	if (uses->n_endpoints < SERVICES_MAX)
		uses->endpoints[uses->n_endpoints++] = service;
	return false;
}

bool uses_is_address(struct span text)
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
	uses_emit(uses, &named.entry, value->line, value->offset);
	return true;
}

void uses_see_address(struct uses *uses, const struct code_value *value)
{
	const struct endpoint *endpoint;
	struct entry entry;

	if (value->kind != CODE_TEXT || !uses_is_address(value->text) || see_file(uses, value))
		return;
	endpoint = endpoint_find(value->text);
	if (!endpoint || seen_endpoint(uses, endpoint->service))
		return;
	entry = uses_service(span_str(endpoint->service), endpoint->supplier, "provider");
	entry_text(&entry, "origin", origin_redacted(value->text, job_arena(uses->job)));
	uses_emit(uses, &entry, value->line, value->offset);
}

void uses_tell_address(struct uses *uses, const char *protocol, const struct code_value *value)
{
	struct span host = origin_host(value->text);
	struct entry entry;

	if (endpoint_find(value->text)) {
		uses_see_address(uses, value);
		return;
	}
	if (host.n == 0 || value->partial)
		return;
	entry = uses_service(host, NULL, "provider");
	entry_word(&entry, "protocol", protocol);
	entry_text(&entry, "origin", origin_redacted(value->text, job_arena(uses->job)));
	uses_emit(uses, &entry, value->line, value->offset);
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

const struct code_value *uses_address_of(const struct code_value *call)
{
	const struct code_value *v;

	for (size_t i = 0; address_words[i]; i++)
		if ((v = code_get(call, span_str(address_words[i]))))
			return v;
	v = code_at(call, 0);
	if (v && v->kind == CODE_DICT)
		return uses_address_of(v); /* new OpenAI({ baseURL }) */
	return NULL;
}
