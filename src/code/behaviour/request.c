/*
 * Requests: what is known of where they go, and what they put there. Packages are put at a
 * registry, by which a worm goes on; files at a host of code, where what is stolen is fetched by
 * anybody.
 */
#include "base/ascii.h"
#include "code/behaviour/place.h"
#include "code/behaviour/state.h"

enum { DEPTH = 4, STEPS_MAX = 1000 };

/* What a request of a method does at an address, as the services document their interfaces. */
static const struct {
	const char *address, *method;
	enum behaviour_class class;
	const char *kind;
} uploads[] = {
	{ "registry.npmjs.org", "PUT", BEHAVIOUR_SELF_PUBLISH, NULL },
	{ "registry.yarnpkg.com", "PUT", BEHAVIOUR_SELF_PUBLISH, NULL },
	{ "npm.pkg.github.com", "PUT", BEHAVIOUR_SELF_PUBLISH, NULL },
	{ "registry.npmjs.org/-/npm/v1/tokens", "POST", BEHAVIOUR_SELF_PUBLISH, NULL },
	{ "upload.pypi.org/legacy", "POST", BEHAVIOUR_SELF_PUBLISH, NULL },
	{ "test.pypi.org/legacy", "POST", BEHAVIOUR_SELF_PUBLISH, NULL },
	{ "rubygems.org/api/v1/gems", "POST", BEHAVIOUR_SELF_PUBLISH, NULL },
	{ "crates.io/api/v1/crates/new", "PUT", BEHAVIOUR_SELF_PUBLISH, NULL },
	{ "api.github.com/user/repos", "POST", BEHAVIOUR_NETWORK, "code-host" },
	{ "api.github.com/contents/", "PUT", BEHAVIOUR_NETWORK, "code-host" },
	{ "api.github.com/git/blobs", "POST", BEHAVIOUR_NETWORK, "code-host" },
	{ "api.github.com/gists", "POST", BEHAVIOUR_NETWORK, "code-host" },
	{ "api.github.com/gists", "PATCH", BEHAVIOUR_NETWORK, "code-host" },
	{ "gitlab.com/api/v4/projects", "POST", BEHAVIOUR_NETWORK, "code-host" },
	{ "gitlab.com/api/v4/projects", "PUT", BEHAVIOUR_NETWORK, "code-host" },
	{ "api.bitbucket.org/2.0/repositories", "POST", BEHAVIOUR_NETWORK, "code-host" },
	{ "api.bitbucket.org/2.0/snippets", "POST", BEHAVIOUR_NETWORK, "code-host" },
};

static const struct code_value *option(const struct code_event *event, const char *name)
{
	const struct code_value *found = code_get(&event->value, span_str(name)), *v;

	for (const struct code_item *i = event->value.items; i; i = i->next) {
		v = i->value.kind == CODE_DICT ? code_get(&i->value, span_str(name)) : NULL;
		found = v ? v : found;
	}
	return found;
}

/* What is asked for, by an option, the first argument or the name of what is called. */
static struct span method_of(const struct code_event *event)
{
	static const char *const words[] = { "PUT", "POST", "PATCH", NULL };
	struct span given = code_constant(option(event, "method"));
	struct span first = code_constant(code_at(&event->value, 0));
	const uint8_t *dot = memrchr(event->name.p, '.', event->name.n);
	struct span last =
		dot ? span_from(event->name, (uint64_t)(dot - event->name.p) + 1) : event->name;

	for (size_t i = 0; words[i]; i++)
		if (ascii_same(given, words[i]) || ascii_same(first, words[i]) ||
		    (given.n == 0 && ascii_same(last, words[i])))
			return span_str(words[i]);
	return (struct span){ 0 };
}

/* A host and the path of it may stand in options of their own. */
static struct span whole_address(struct behaviours *b, const struct code_event *event,
				 const struct code_value *address)
{
	struct span host = span_part(code_constant(address), 0, BEHAVIOUR_DETAIL_MAX);
	struct span path = span_part(code_constant(option(event, "path")), 0, BEHAVIOUR_DETAIL_MAX);
	uint8_t *whole;

	if (host.n == 0 || path.n == 0)
		return host;
	whole = behaviour_scratch(b);
	memcpy(whole, host.p, host.n);
	memcpy(whole + host.n, path.p, path.n);
	return span_of(whole, host.n + path.n);
}

/* The document that a registry of npm takes: a package with its archive in it. */
static bool is_package(const struct code_value *v, unsigned depth, unsigned *steps)
{
	if (depth == 0 || *steps == 0)
		return false;
	--*steps;
	if (v->kind == CODE_DICT && code_get(v, span_str("_attachments")) &&
	    (code_get(v, span_str("dist-tags")) || code_get(v, span_str("versions"))))
		return true;
	for (const struct code_item *i = v->items; i; i = i->next)
		if (is_package(&i->value, depth - 1, steps))
			return true;
	return false;
}

/* The kind of what is put there; *publishes is set when that is a package. */
static const char *upload(struct behaviours *b, const struct code_event *event,
			  const struct code_value *address, bool *publishes)
{
	struct span method = method_of(event), at = whole_address(b, event, address);
	const char *kind = NULL;

	for (size_t i = 0; method.n && at.n && i < sizeof(uploads) / sizeof(*uploads); i++) {
		if (!span_is(method, uploads[i].method) || !place_is_at(at, uploads[i].address))
			continue;
		*publishes |= uploads[i].class == BEHAVIOUR_SELF_PUBLISH;
		kind = uploads[i].kind ? uploads[i].kind : kind;
	}
	return kind;
}

/* What is written to a connection goes where that was opened to. */
static const char *opened_kind(struct behaviours *b, const struct code_event *event)
{
	const struct code_value *of = event->receiver ? code_callable(event->receiver) : NULL;
	struct code_event opened = *event;
	struct behaviour_rows rows;
	const struct behaviour_call *row;
	bool publishes = false;

	if (!of || of->kind != CODE_RESULT)
		return NULL;
	opened.name = of->text;
	opened.value = *of;
	rows = behaviour_rows(b, opened.name);
	while ((row = behaviour_row(&rows))) {
		const struct code_value *address =
			row->flags & CALL_ADDRESS ? behaviour_argument(row, &opened) : NULL;
		struct span text = code_constant(address);
		const struct behaviour_place *place = text.n ? place_host(text) : NULL;

		if (place && place->class == BEHAVIOUR_NETWORK)
			return place->kind;
		if (text.n)
			return upload(b, &opened, address, &publishes);
	}
	return NULL;
}

/* What the host of an address says. */
static const char *host_kind(struct behaviours *b, const struct code_event *event,
			     const struct code_value *address)
{
	struct span text = code_constant(address);
	const struct behaviour_place *place = text.n ? place_host(text) : NULL;

	if (!place)
		return NULL;
	if (place->class == BEHAVIOUR_NETWORK)
		return place->kind;
	behaviours_say(b, event, place->class, place->kind, event->name, address);
	behaviour_comes(b, place->class, place->kind, event);
	b->given |= behaviour_mark(place->class);
	return NULL;
}

const char *behaviour_request(struct behaviours *b, const struct behaviour_call *row,
			      const struct code_event *event)
{
	bool asks = row->flags & CALL_ADDRESS;
	const struct code_value *address = asks ? behaviour_argument(row, event) : NULL;
	const char *kind = asks ? host_kind(b, event, address) : opened_kind(b, event);
	unsigned steps = STEPS_MAX;
	bool publishes = is_package(&event->value, DEPTH, &steps);

	if (asks && !kind)
		kind = upload(b, event, address, &publishes);
	if (publishes) {
		behaviours_say(b, event, BEHAVIOUR_SELF_PUBLISH, NULL, event->name, address);
		(void)behaviour_flow(b, event, BEHAVIOUR_SELF_PUBLISH, NULL, event->value.marks,
				     address);
	}
	return kind ? kind : row->kind;
}
