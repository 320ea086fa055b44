/* Libraries of services that code imports, and where the clients it makes of them go. */
#include "eco/code/uses_parts.h"

struct service *uses_find_service(struct uses *uses, const struct sdk *sdk)
{
	for (size_t i = 0; i < uses->n_services; i++)
		if (uses->services[i].sdk == sdk)
			return &uses->services[i];
	return NULL;
}

static struct service *add_service(struct uses *uses, const struct sdk *sdk,
				   const struct code_event *event)
{
	struct service *service = uses_find_service(uses, sdk);

	if (service || uses->n_services == SERVICES_MAX)
		return service;
	service = &uses->services[uses->n_services++];
	*service = (struct service){
		.sdk = sdk, .offset = event->offset, .line = event->line, .cell = uses->cell
	};
	return service;
}

void uses_see_import(struct uses *uses, const struct code_event *event)
{
	const struct sdk *sdk = sdk_find(uses->language, event->name);

	for (size_t i = 0; shapes[i].suffix && i < SHAPES_MAX; i++)
		if (shapes[i].loose && shapes[i].language == uses->language &&
		    span_starts(event->name, shapes[i].module))
			uses->imported[i] = true;
	if (!sdk || !sdk->service || uses_find_service(uses, sdk) ||
	    uses->n_services == SERVICES_MAX)
		return;
	uses->services[uses->n_services++] = (struct service){
		.sdk = sdk, .offset = event->offset, .line = event->line, .cell = uses->cell
	};
}

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

void uses_see_client(struct uses *uses, const struct sdk *sdk, const struct code_event *event)
{
	struct service *service = sdk->service ? add_service(uses, sdk, event) : NULL;
	const struct code_value *address = uses_address_of(&event->value);
	struct span url = code_constant(address);

	if (!service)
		return;
	leave_library(uses, sdk);
	if (uses_is_address(url)) {
		struct code_value text = code_text(url);

		text.offset = event->offset;
		text.line = event->line;
		text.partial = address->partial;
		uses_tell_address(uses, sdk->service, &text);
		if (service->moved.n == 0)
			service->moved = arena_copy(job_arena(uses->job), url);
		service->n_moved++;
	} else if (!address && is_class(event->name)) {
		service->n_plain++;
	}
}

const char *uses_provider(struct uses *uses, const struct sdk *sdk, const char *provider)
{
	const struct service *service = sdk && sdk->service ? uses_find_service(uses, sdk) : NULL;
	const struct endpoint *endpoint;

	if (!service || service->n_moved == 0 || service->n_plain > 0 || service->moved.n == 0)
		return provider;
	endpoint = endpoint_find(service->moved);
	return endpoint ? endpoint->service : NULL;
}
