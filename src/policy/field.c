/* The table of fields. */
#include "policy/field.h"

#include <assert.h>

#include "base/nearest.h"
#include "policy/day.h"

enum { F = 1u << SUBJECT_FINDING, C = 1u << SUBJECT_COMPONENT, A = 1u << SUBJECT_ARTIFACT };
enum { ITEMS_MAX = 4096, NAME_MAX_BYTES = 64 };

static const char *const subject_words[SUBJECT_KIND_COUNT] = {
	[SUBJECT_FINDING] = "finding",
	[SUBJECT_COMPONENT] = "component",
	[SUBJECT_ARTIFACT] = "artifact",
};

const char *subject_word(enum subject_kind kind)
{
	assert(kind < SUBJECT_KIND_COUNT);
	return subject_words[kind];
}

static const char *const severities[] = { "none", "low", "medium", "high", "critical", NULL };
static const char *const verdicts[] = { "clean", "review", "malicious", NULL };
static const char *const statuses[] = { "complete", "skipped", "inconclusive", "error", NULL };
static const char *const kinds[] = {
#define X(symbol, word) word,
	COMPONENT_KINDS(X)
#undef X
		NULL,
};
static const char *const certainties[] = { "exact", "range", "unresolved", NULL };

/* Making values. */

static struct datum unknown(void)
{
	return (struct datum){ 0 };
}

static struct datum number(uint64_t n)
{
	return (struct datum){ .known = true, .number = n };
}

static struct datum text(struct span s, struct arena *scratch)
{
	struct span *copy;

	if (s.n == 0)
		return unknown();
	copy = arena_alloc(scratch, sizeof(*copy));
	*copy = s;
	return (struct datum){ .known = true, .texts = copy, .n = 1 };
}

/* Lists are known even when they are empty, unless there is nothing they could be of. */
struct list {
	struct span *items;
	size_t n;
};

static struct list list_new(struct arena *scratch, size_t n)
{
	return (struct list){ .items = arena_array(scratch, n + 1, sizeof(struct span)) };
}

static void list_add(struct list *list, struct span item)
{
	if (item.n && (list->n == 0 || !span_eq(list->items[list->n - 1], item)))
		list->items[list->n++] = item;
}

static struct datum list_end(const struct list *list)
{
	return (struct datum){ .known = true, .texts = list->items, .n = list->n };
}

/* Findings and artifacts. */

#define GET(name)                                                                                  \
	static struct datum name(const struct subject *s UNUSED, struct span key UNUSED,           \
				 struct arena *scratch UNUSED)

GET(get_rule)
{
	return text(span_str(s->finding->rule->id), scratch);
}

GET(get_severity)
{
	return number(s->finding->severity);
}

GET(get_verdict)
{
	return number(s->finding ? s->finding->verdict : s->artifact->verdict);
}

GET(get_count)
{
	return number(s->finding->count);
}

GET(get_message)
{
	return text(s->finding->message, scratch);
}

GET(get_status)
{
	return number(s->artifact->status);
}

GET(get_size)
{
	return number(s->artifact->size);
}

GET(get_format)
{
	struct list list = list_new(scratch, s->artifact->n_formats);

	for (size_t i = 0; i < s->artifact->n_formats; i++)
		list_add(&list, span_str(s->artifact->formats[i]));
	return list_end(&list);
}

static size_t count_occurrences(const struct component *c)
{
	size_t n = 0;

	for (const struct occurrence *o = c->occurrences; o && n < ITEMS_MAX; o = o->next)
		n++;
	return n;
}

/* Of a component the places where it was seen. */
GET(get_path)
{
	size_t n = s->kind == SUBJECT_COMPONENT ? count_occurrences(s->component) : 1;
	struct list list = list_new(scratch, n);

	if (s->kind != SUBJECT_COMPONENT)
		list_add(&list, s->artifact->path);
	else
		for (const struct occurrence *o = s->component->occurrences; o && n > 0;
		     o = o->next, n--)
			list_add(&list, o->artifact->path);
	return list_end(&list);
}

/* Components. A finding need not be about one: then nothing is known of it. */

#define GET_OF_COMPONENT(name, value)                                                              \
	GET(name)                                                                                  \
	{                                                                                          \
		return s->component ? (value) : unknown();                                         \
	}

GET_OF_COMPONENT(get_kind, number(s->component->kind))
GET_OF_COMPONENT(get_ecosystem, text(s->component->ecosystem, scratch))
GET_OF_COMPONENT(get_namespace, text(s->component->namespace, scratch))
GET_OF_COMPONENT(get_name, text(s->component->name, scratch))
GET_OF_COMPONENT(get_version, text(s->component->version, scratch))
GET_OF_COMPONENT(get_purl, text(s->component->purl, scratch))
GET_OF_COMPONENT(get_supplier, text(s->component->supplier, scratch))
GET_OF_COMPONENT(get_origin, text(s->component->origin, scratch))
GET_OF_COMPONENT(get_certainty, number(s->component->certainty))
GET_OF_COMPONENT(get_pinned, number(s->component->certainty == CERTAINTY_EXACT))
GET_OF_COMPONENT(get_hashed, number(s->component->digests != NULL))
GET_OF_COMPONENT(get_root, number(s->component->is_root))
GET_OF_COMPONENT(get_removed, number(s->component->removed))
GET_OF_COMPONENT(get_findings, number(s->component->n_findings))

static struct datum properties(const struct property *first, struct span key, struct arena *scratch)
{
	struct list list;
	size_t n = 0;

	for (const struct property *p = first; p && n < ITEMS_MAX; p = p->next)
		n++;
	list = list_new(scratch, n);
	for (const struct property *p = first; p && n > 0; p = p->next, n--)
		if (key.n == 0 || span_eq(p->key, key))
			list_add(&list, p->value);
	return list.n ? list_end(&list) : unknown();
}

GET(get_licence)
{
	return s->component ? properties(s->component->licences, (struct span){ 0 }, scratch)
			    : unknown();
}

GET(get_property)
{
	return s->component ? properties(s->component->properties, key, scratch) : unknown();
}

/* The host of an address: what stands between "//" and the path, without user and port. */
GET(get_host)
{
	struct span origin = s->component ? s->component->origin : (struct span){ 0 };
	ptrdiff_t at = span_find(origin, span_str("://"));
	size_t n = 0, from = 0;

	if (at == SPAN_NONE)
		return unknown();
	origin = span_from(origin, (uint64_t)at + 3);
	while (n < origin.n && !memchr("/?#", origin.p[n], 3))
		if (origin.p[n++] == '@')
			from = n;
	origin = span_from(span_part(origin, 0, n), from);
	at = span_byte(origin, ':');
	return text(at == SPAN_NONE ? origin : span_part(origin, 0, (uint64_t)at), scratch);
}

static struct datum of_occurrences(const struct component *c, struct arena *scratch,
				   struct span (*pick)(const struct occurrence *))
{
	struct list list;
	size_t n;

	if (!c)
		return unknown();
	n = count_occurrences(c);
	list = list_new(scratch, n);
	for (const struct occurrence *o = c->occurrences; o && n > 0; o = o->next, n--)
		list_add(&list, pick(o));
	return list_end(&list);
}

static struct span pick_method(const struct occurrence *o)
{
	return o->method;
}

static struct span pick_scope(const struct occurrence *o)
{
	return o->scope;
}

GET(get_method)
{
	return of_occurrences(s->component, scratch, pick_method);
}

GET(get_scope)
{
	return of_occurrences(s->component, scratch, pick_scope);
}

GET(get_direct)
{
	if (!s->component)
		return unknown();
	for (const struct dependency *d = s->report->needs; d; d = d->next)
		if (d->component == s->component)
			return number(true);
	for (const struct dependency *d = s->component->dependents; d; d = d->next)
		if (d->component->is_root)
			return number(true);
	return number(s->component->dependents == NULL);
}

GET(get_dependents)
{
	uint64_t n = 0;

	if (!s->component)
		return unknown();
	for (const struct dependency *d = s->component->dependents; d; d = d->next)
		n++;
	return number(n);
}

/* Since it was published, where that is written down. */
GET(get_age)
{
	static const char *const keys[] = { "uploaded", "published", "released", "created" };
	int64_t day, today = day_of(s->report->observed_at);

	for (size_t i = 0; s->component && i < sizeof(keys) / sizeof(keys[0]); i++)
		if (day_parse(component_property(s->component, keys[i]), &day))
			return number(today > day ? (uint64_t)(today - day) * DAY_SECONDS : 0);
	return unknown();
}

const struct policy_field policy_fields[] = {
	{ "rule", F, FIELD_TEXT, NULL, get_rule, "the rule by which it was found" },
	{ "severity", F, FIELD_WORD, severities, get_severity,
	  "none, low, medium, high, critical" },
	{ "verdict", F | A, FIELD_WORD, verdicts, get_verdict, "clean, review, malicious" },
	{ "count", F, FIELD_COUNT, NULL, get_count, "how often it was seen" },
	{ "message", F, FIELD_TEXT, NULL, get_message, "its sentence" },
	{ "path", F | C | A, FIELD_PATHS, NULL, get_path,
	  "where it is; of a component all places" },
	{ "status", F | A, FIELD_WORD, statuses, get_status,
	  "complete, skipped, inconclusive, error" },
	{ "size", F | A, FIELD_SIZE, NULL, get_size, "of the artifact" },
	{ "format", F | A, FIELD_LIST, NULL, get_format, "by which the artifact was read" },
	{ "kind", F | C, FIELD_WORD, kinds, get_kind,
	  "package, model, dataset, service, agent, image, file" },
	{ "ecosystem", F | C, FIELD_TEXT, NULL, get_ecosystem, "the type of its package URL" },
	{ "namespace", F | C, FIELD_TEXT, NULL, get_namespace, "of its package URL" },
	{ "name", F | C, FIELD_TEXT, NULL, get_name, "of its package URL" },
	{ "version", F | C, FIELD_VERSION, NULL, get_version,
	  "when it is exact, in the order of its ecosystem" },
	{ "purl", F | C, FIELD_TEXT, NULL, get_purl, "its package URL" },
	{ "licence", F | C, FIELD_LICENCE, NULL, get_licence, "SPDX expressions" },
	{ "supplier", F | C, FIELD_TEXT, NULL, get_supplier, "who supplies it" },
	{ "origin", F | C, FIELD_TEXT, NULL, get_origin, "the address it comes from" },
	{ "host", F | C, FIELD_TEXT, NULL, get_host, "of its origin" },
	{ "certainty", F | C, FIELD_WORD, certainties, get_certainty, "exact, range, unresolved" },
	{ "pinned", F | C, FIELD_FLAG, NULL, get_pinned, "whether its version is exact" },
	{ "hashed", F | C, FIELD_FLAG, NULL, get_hashed, "whether a digest of it is written down" },
	{ "method", F | C, FIELD_LIST, NULL, get_method, "installed, lock, manifest, code, ..." },
	{ "scope", F | C, FIELD_LIST, NULL, get_scope, "required, optional, dev, build, test" },
	{ "direct", F | C, FIELD_FLAG, NULL, get_direct, "whether the tree itself needs it" },
	{ "dependents", F | C, FIELD_COUNT, NULL, get_dependents, "how many components need it" },
	{ "root", F | C, FIELD_FLAG, NULL, get_root, "whether it is what the tree itself is" },
	{ "removed", F | C, FIELD_FLAG, NULL, get_removed, "whether a later layer deletes it" },
	{ "findings", C, FIELD_COUNT, NULL, get_findings, "how many are about it" },
	{ "age", F | C, FIELD_TIME, NULL, get_age, "since it was published, where that is known" },
	{ "property", F | C, FIELD_LIST, NULL, get_property,
	  "property[\"base_model\"]: all values of that key" },
	{ 0 },
};

const struct policy_field *field_named(struct span name, enum subject_kind kind,
				       const char **nearest)
{
	char wanted[NAME_MAX_BYTES + 1] = "";
	struct nearest near = { .wanted = wanted };

	if (name.n <= NAME_MAX_BYTES)
		memcpy(wanted, name.p, name.n);
	for (const struct policy_field *field = policy_fields; field->name; field++) {
		if (!(field->subjects & 1u << kind))
			continue;
		if (span_is(name, field->name))
			return field;
		nearest_try(&near, field->name);
	}
	*nearest = near.name;
	return NULL;
}
