/*
 * CycloneDX in JSON, 1.2 to 1.7 (ECMA-424) and the drafts of 2.0: the components and services that
 * a bill of materials states, and what they need.
 */
#include "eco/bom/cyclonedx.h"

#include "eco/bom/bom.h"
#include "format/document.h"
#include "format/format.h"

enum { NESTED_MAX = 32 };

struct reading {
	struct job *job;
	struct arena *arena;
};

static unsigned bid(const struct probe *probe)
{
	if (!probe_opens_json(probe))
		return BID_NONE;
	if (span_has(probe->head, "\"bomFormat\"") || span_has(probe->head, "\"specFormat\""))
		return BID_LIKELY;
	return span_ends(probe->name, ".cdx.json") ? BID_READ : BID_NONE;
}

static const struct value *child(const struct value *map, const char *outer, const char *inner)
{
	return value_get(value_get(map, outer), inner);
}

static bool is(const struct value *map, const char *key, const char *word)
{
	return value_is(value_get(map, key), word);
}

/* What the type of a component is called here. */
static const char *const kinds[][2] = {
	{ "machine-learning-model", "model" },
	{ "data", "dataset" },
	{ "container", "image" },
	{ "file", "file" },
};

static const char *kind_of(const struct value *component)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (is(component, "type", kinds[i][0]))
			return kinds[i][1];
	return "package";
}

static void add_licences(struct reading *r, struct entry *entry, const struct value *list)
{
	value_each (item, list) {
		const struct value *licence = value_get(item, "license");

		entry_value(entry, "licence", value_get(licence, "id"), r->arena);
		entry_value(entry, "licence", value_get(licence, "name"), r->arena);
		entry_value(entry, "licence", value_get(item, "expression"), r->arena);
	}
}

static void add_hashes(struct reading *r, struct entry *entry, const struct value *list)
{
	value_each (hash, list)
		bom_digest(entry, r->arena, value_text(value_get(hash, "alg"), r->arena),
			   value_text(value_get(hash, "content"), r->arena));
}

static const char *const references[][2] = {
	{ "website", "homepage" },
	{ "vcs", "vcs" },
	{ "distribution", "source_url" },
	{ "model-card", "model_card" },
	{ "documentation", "documentation" },
};

static void add_references(struct reading *r, struct entry *entry, const struct value *list)
{
	value_each (reference, list)
		for (size_t i = 0; i < sizeof(references) / sizeof(*references); i++)
			if (is(reference, "type", references[i][0]))
				entry_value(entry, references[i][1], value_get(reference, "url"),
					    r->arena);
}

/* Our own properties come back as what they were. */
static void add_properties(struct reading *r, struct entry *entry, const struct value *list)
{
	value_each (property, list) {
		struct span name = value_text(value_get(property, "name"), r->arena);

		if (span_is(name, "assay:certainty"))
			continue;
		if (span_starts(name, "assay:"))
			name = span_from(name, strlen("assay:"));
		if (name.n)
			entry_value(entry, arena_text(r->arena, name), value_get(property, "value"),
				    r->arena);
	}
}

static void add_model(struct reading *r, struct entry *entry, const struct value *component)
{
	const struct value *card = value_get(component, "modelCard");
	const struct value *parameters = value_get(card, "modelParameters");

	entry_value(entry, "task", value_get(parameters, "task"), r->arena);
	entry_value(entry, "architecture_family", value_get(parameters, "architectureFamily"),
		    r->arena);
	entry_value(entry, "architecture", value_get(parameters, "modelArchitecture"), r->arena);
	entry_value(entry, "training", child(parameters, "approach", "type"), r->arena);
	entry_values(entry, "limitation", child(card, "considerations", "technicalLimitations"),
		     r->arena);
	value_each (dataset, value_get(parameters, "datasets"))
		entry_value(entry, "dataset", value_get(dataset, "name"), r->arena);
	value_each (ancestor, child(component, "pedigree", "ancestors"))
		entry_value(entry, "base_model", value_get(ancestor, "name"), r->arena);
	value_each (metric, child(card, "quantitativeAnalysis", "performanceMetrics")) {
		struct span type = value_text(value_get(metric, "type"), r->arena);
		struct span value = value_text(value_get(metric, "value"), r->arena);

		if (type.n && value.n)
			entry_text(entry, "metric", bom_joined(r->arena, type, " ", value));
	}
}

static void add_dataset(struct reading *r, struct entry *entry, const struct value *component)
{
	value_each (data, value_get(component, "data")) {
		entry_value(entry, "classification", value_get(data, "classification"), r->arena);
		entry_values(entry, "sensitive", value_get(data, "sensitiveData"), r->arena);
	}
}

static void add_flows(struct reading *r, struct entry *entry, const struct value *service)
{
	value_each (data, value_get(service, "data"))
		entry_value(entry, "data_flow", value_get(data, "flow"), r->arena);
}

static void add_identity(struct reading *r, struct entry *entry, const struct value *component)
{
	entry_value(entry, "from_purl", value_get(component, "purl"), r->arena);
	entry_value(entry, "namespace", value_get(component, "group"), r->arena);
	entry_value(entry, "version", value_get(component, "version"), r->arena);
	entry_value(entry, "range", value_get(component, "versionRange"), r->arena);
	entry_value(entry, "id", value_get(component, "bom-ref"), r->arena);
	entry_value(entry, "description", value_get(component, "description"), r->arena);
}

static void add_makers(struct reading *r, struct entry *entry, const struct value *component)
{
	entry_value(entry, "supplier", child(component, "supplier", "name"), r->arena);
	entry_value(entry, "supplier", child(component, "provider", "name"), r->arena);
	entry_value(entry, "author", value_get(component, "author"), r->arena);
	value_each (author, value_get(component, "authors"))
		entry_value(entry, "author", value_get(author, "name"), r->arena);
}

static void read_component(struct reading *r, const struct value *component, bool is_root)
{
	struct span name = value_text(value_get(component, "name"), r->arena);
	const char *kind = kind_of(component);
	struct entry entry = entry_of(kind, name, "bom");

	add_identity(r, &entry, component);
	add_makers(r, &entry, component);
	if (strcmp(kind, "package") == 0)
		entry_value(&entry, "type", value_get(component, "type"), r->arena);
	entry_value(&entry, "scope", value_get(component, "scope"), r->arena);
	if (is_root)
		entry_word(&entry, "root", "yes");
	add_licences(r, &entry, value_get(component, "licenses"));
	add_hashes(r, &entry, value_get(component, "hashes"));
	add_references(r, &entry, value_get(component, "externalReferences"));
	if (strcmp(kind, "model") == 0)
		add_model(r, &entry, component);
	if (strcmp(kind, "dataset") == 0)
		add_dataset(r, &entry, component);
	add_properties(r, &entry, value_get(component, "properties"));
	entry_emit(&entry, r->job, component->offset);
}

static void read_components(struct reading *r, const struct value *list, unsigned depth)
{
	if (list && depth == 0) {
		job_incomplete(r->job, "components are nested deeper than the limit", list->offset);
		return;
	}
	value_each (component, list) {
		if (value_is_kind(component, VALUE_MAP))
			read_component(r, component, false);
		read_components(r, value_get(component, "components"), depth - 1);
	}
}

static void read_service(struct reading *r, const struct value *service)
{
	struct span name = value_text(value_get(service, "name"), r->arena);
	struct entry entry = entry_of("service", name, "bom");
	const struct value *authenticated = value_get(service, "authenticated");

	add_identity(r, &entry, service);
	add_makers(r, &entry, service);
	add_flows(r, &entry, service);
	entry_values(&entry, "endpoint", value_get(service, "endpoints"), r->arena);
	if (authenticated)
		entry_word(&entry, "authenticated",
			   value_is_kind(authenticated, VALUE_TRUE) ? "yes" : "no");
	add_licences(r, &entry, value_get(service, "licenses"));
	add_references(r, &entry, value_get(service, "externalReferences"));
	add_properties(r, &entry, value_get(service, "properties"));
	entry_emit(&entry, r->job, service->offset);
}

static void read_services(struct reading *r, const struct value *list, unsigned depth)
{
	value_each (service, depth ? list : NULL) {
		read_service(r, service);
		read_services(r, value_get(service, "services"), depth - 1);
	}
}

static void read_need(struct reading *r, struct span from, const struct value *to)
{
	if (to)
		entry_need(r->job, from, value_text(to, r->arena), (struct span){ 0 }, NULL,
			   to->offset);
}

/* In XML what is needed are elements inside, of the same name. */
static void read_needs(struct reading *r, const struct value *list)
{
	value_each (dependency, list) {
		struct span from = value_text(value_get(dependency, "ref"), r->arena);

		value_each (to, value_get(dependency, "dependsOn"))
			read_need(r, from, to);
		value_each (key, dependency)
			if (value_is(key, "dependency"))
				read_need(r, from, value_get(value_of(key), "ref"));
	}
}

/* What the bill says of itself: for whoever asks how complete it is. */

static void say(struct reading *r, const char *key, const struct value *v)
{
	if (v)
		JOB_FACT(r->job, FACT_METADATA, v->offset, ATTR_WORD("key", key),
			 ATTR_TEXT("value", value_text(v, r->arena)));
}

static void read_metadata(struct reading *r, const struct value *root)
{
	const struct value *metadata = value_get(root, "metadata");
	const struct value *tools = value_get(metadata, "tools");
	const struct value *components = value_get(tools, "components");

	say(r, "bom.author", value_first(value_get(metadata, "authors")));
	say(r, "bom.author", value_get(metadata, "manufacturer"));
	say(r, "bom.author", value_get(metadata, "supplier"));
	say(r, "bom.version", value_get(root, "version"));
	say(r, "bom.format", value_get(root, "specVersion"));
	say(r, "bom.tool", value_first(components ? components : tools));
	say(r, "bom.timestamp", value_get(metadata, "timestamp"));
	say(r, "bom.signature", value_get(root, "signature"));
	say(r, "bom.subject", child(metadata, "component", "name"));
	say(r, "bom.use", child(metadata, "component", "description"));
	say(r, "bom.controls", value_first(child(root, "declarations", "claims")));
	say(r, "bom.controls", value_first(child(root, "definitions", "standards")));
	say(r, "bom.vulnerabilities", value_get(root, "vulnerabilities"));
	say(r, "bom.infrastructure", value_first(value_get(root, "formulation")));
}

static bool is_bill(const struct value *root)
{
	return is(root, "bomFormat", "CycloneDX") || is(root, "specFormat", "CycloneDX");
}

void cyclonedx_read(struct job *job, const struct value *root)
{
	struct reading reading = { .job = job, .arena = job_arena(job) }, *r = &reading;
	const struct value *subject = child(root, "metadata", "component");

	read_metadata(r, root);
	if (subject)
		read_component(r, subject, true);
	read_components(r, value_get(subject, "components"), NESTED_MAX);
	read_components(r, value_get(root, "components"), NESTED_MAX);
	read_services(r, value_get(root, "services"), NESTED_MAX);
	read_needs(r, value_get(root, "dependencies"));
}

static void read(struct job *job, struct span bytes)
{
	struct document doc;

	document_open_marked(&doc, job, bytes);
	if (is_bill(doc.json.root)) {
		cyclonedx_read(job, doc.json.root);
		document_say(&doc, job, 0);
	} else if (doc.is_read) {
		job_decline(job);
	}
	document_close(&doc, job);
}

const struct format format_bom_cyclonedx = {
	.name = "cyclonedx",
	.bid = bid,
	.read = read,
};
