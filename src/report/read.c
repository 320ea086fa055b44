/* From JSON to a report. */
#include "report/read.h"

#include <stdlib.h>

#include "base/json.h"
#include "check/check.h"
#include "check/policy.h"

enum { ARENA_MiB = 2048, ID_SIZE = 64 };

struct reader {
	struct report *report;
	struct arena arena;	     /* of the value tree */
	struct artifact **artifacts; /* by path */
	size_t n_artifacts;
	struct component **components; /* by index */
	size_t n_components;
	char (*ids)[ID_SIZE + 1];
};

static struct span text_of(struct reader *r, const struct value *map, const char *key)
{
	struct span text = value_text(value_get(map, key), &r->arena);

	return text.n ? arena_copy(&r->report->arena, text) : (struct span){ 0 };
}

static uint64_t number_of(const struct value *map, const char *key, uint64_t otherwise)
{
	uint64_t n;

	return value_u64(value_get(map, key), &n) ? n : otherwise;
}

static bool flag_of(const struct value *map, const char *key)
{
	return value_is_kind(value_get(map, key), VALUE_TRUE);
}

/* The index of a word; 0 when it is none of them. */
static unsigned word_of(const struct value *map, const char *key, unsigned n,
			const char *(*word)(unsigned))
{
	for (unsigned i = 0; i < n; i++)
		if (value_is(value_get(map, key), word(i)))
			return i;
	return 0;
}

static const char *status_of(unsigned i)
{
	return status_word((enum status)i);
}

static const char *kind_of(unsigned i)
{
	return component_kind_word((enum component_kind)i);
}

static const char *certainty_of(unsigned i)
{
	return certainty_word((enum certainty)i);
}

/* The list of that key, an empty one when there is none. */
static const struct value *list_of(const struct value *map, const char *key)
{
	static const struct value none = { .kind = VALUE_LIST, .nodes = 1 };
	const struct value *list = value_get(map, key);

	return value_is_kind(list, VALUE_LIST) ? list : &none;
}

/* Artifacts. */

static struct artifact *add_artifact(struct reader *r, struct span path)
{
	struct artifact *artifact = report_artifact(r->report);

	artifact->path = path;
	artifact->name = path;
	return artifact;
}

static void read_artifact(struct reader *r, const struct value *v)
{
	struct artifact *artifact = add_artifact(r, text_of(r, v, "path"));

	artifact->size = number_of(v, "size", 0);
	artifact->status = (enum status)word_of(v, "status", STATUS_COUNT, status_of);
	value_each (format, list_of(v, "formats"))
		if (artifact->n_formats < ARTIFACT_FORMATS_MAX)
			artifact->formats[artifact->n_formats++] =
				arena_text(&r->report->arena, value_text(format, &r->arena));
}

static int path_order(const void *a, const void *b)
{
	const struct artifact *x = *(struct artifact *const *)a, *y = *(struct artifact *const *)b;

	return span_cmp(x->path, y->path);
}

static void read_artifacts(struct reader *r, const struct value *list)
{
	value_each (v, list)
		read_artifact(r, v);
	r->artifacts = arena_array(&r->arena, r->report->n_artifacts + 1, sizeof(*r->artifacts));
	for (struct artifact *a = r->report->artifacts; a; a = a->next)
		r->artifacts[r->n_artifacts++] = a;
	qsort(r->artifacts, r->n_artifacts, sizeof(struct artifact *), path_order);
}

/* One that is not listed, as skipped ones are not, is made. */
static struct artifact *artifact_at(struct reader *r, struct span path)
{
	struct artifact like = { .path = path }, *key = &like, **found;

	found = bsearch(&key, r->artifacts, r->n_artifacts, sizeof(struct artifact *), path_order);
	return found ? *found : add_artifact(r, path);
}

/* Components. */

static struct property *properties_of(struct reader *r, const struct value *list)
{
	struct property *first = NULL, **end = &first;

	value_each (item, list) {
		struct property *p = arena_alloc(&r->report->arena, sizeof(*p));

		if (item->kind == VALUE_STRING) {
			p->value = arena_copy(&r->report->arena, value_text(item, &r->arena));
		} else {
			p->key = text_of(r, item, "name");
			p->value = text_of(r, item, "value");
		}
		*end = p;
		end = &p->next;
	}
	return first;
}

static void read_occurrences(struct reader *r, struct component *c, const struct value *list)
{
	struct occurrence **end = &c->occurrences;

	value_each (v, list) {
		struct occurrence *o = arena_alloc(&r->report->arena, sizeof(*o));

		o->artifact = artifact_at(r, text_of(r, v, "path"));
		o->offset = OFFSET_NONE;
		o->line = number_of(v, "line", 0);
		o->method = text_of(r, v, "method");
		o->scope = text_of(r, v, "scope");
		o->range = text_of(r, v, "range");
		o->removed = flag_of(v, "removed");
		*end = o;
		end = &o->next;
	}
}

static void read_component(struct reader *r, const struct value *v)
{
	struct component *c = report_component(r->report);

	c->kind = (enum component_kind)word_of(v, "kind", COMPONENT_KIND_COUNT, kind_of);
	c->certainty = (enum certainty)word_of(v, "certainty", CERTAINTY_COUNT, certainty_of);
	c->ecosystem = text_of(r, v, "ecosystem");
	c->namespace = text_of(r, v, "namespace");
	c->name = text_of(r, v, "name");
	c->version = text_of(r, v, "version");
	c->range = text_of(r, v, "range");
	c->purl = text_of(r, v, "purl");
	c->supplier = text_of(r, v, "supplier");
	c->origin = text_of(r, v, "origin");
	c->is_root = flag_of(v, "root");
	c->removed = flag_of(v, "removed");
	c->licences = properties_of(r, list_of(v, "licences"));
	c->digests = properties_of(r, list_of(v, "digests"));
	c->properties = properties_of(r, list_of(v, "properties"));
	read_occurrences(r, c, list_of(v, "occurrences"));
	r->components[r->n_components++] = c;
}

static struct component *component_at(const struct reader *r, uint64_t index)
{
	return index < r->n_components ? r->components[index] : NULL;
}

static struct dependency *edges_of(struct reader *r, const struct value *list)
{
	struct dependency *first = NULL, **end = &first;

	value_each (v, list) {
		uint64_t index = UINT64_MAX;
		struct component *to = value_u64(v, &index) ? component_at(r, index) : NULL;
		struct dependency *d;

		if (!to)
			continue;
		d = arena_alloc(&r->report->arena, sizeof(*d));
		d->component = to;
		*end = d;
		end = &d->next;
	}
	return first;
}

static void read_components(struct reader *r, const struct value *list)
{
	size_t i = 0;

	r->components = arena_array(&r->arena, list->size + 1, sizeof(struct component *));
	value_each (v, list)
		read_component(r, v);
	value_each (v, list) {
		r->components[i]->dependencies = edges_of(r, list_of(v, "dependencies"));
		r->components[i++]->dependents = edges_of(r, list_of(v, "dependents"));
	}
}

/* Findings. */

static bool is_of_policy(const struct rule *rule)
{
	return rule >= policy_check_rules && rule < policy_check_rules + POLICY_RULE_COUNT;
}

/* VEX statements still hold; what a policy or a baseline accepted is for the caller to ask anew. */
static void read_acceptance(struct reader *r, struct finding *finding, const struct value *v)
{
	struct acceptance *a;

	if (!value_is(value_get(v, "by"), acceptance_word(ACCEPTED_VEX)))
		return;
	a = report_acceptance(r->report);
	a->kind = ACCEPTED_VEX;
	a->what = text_of(r, v, "what");
	a->owner = text_of(r, v, "owner");
	a->reason = text_of(r, v, "reason");
	a->source = text_of(r, v, "source");
	finding_accept(finding, a);
}

static void read_finding(struct reader *r, const struct value *v)
{
	const struct rule *rule =
		rule_find(arena_text(&r->arena, value_text(value_get(v, "rule"), &r->arena)));
	struct span id = value_text(value_get(v, "id"), &r->arena);
	struct finding *f;

	if (!rule || is_of_policy(rule) || id.n != ID_SIZE)
		return;
	f = report_finding(r->report, rule, artifact_at(r, text_of(r, v, "path")), NULL);
	if (!f)
		return;
	memcpy(r->ids[f->order], id.p, ID_SIZE);
	f->message = text_of(r, v, "message");
	f->line = number_of(v, "line", 0);
	f->offset = number_of(v, "offset", OFFSET_NONE);
	f->count = number_of(v, "count", 1);
	for (unsigned i = 0; i < SEVERITY_COUNT; i++)
		if (value_is(value_get(v, "severity"), severity_word((enum severity)i)))
			f->severity = (enum severity)i;
	read_acceptance(r, f, value_get(v, "accepted"));
	f->component = component_at(r, number_of(v, "component", UINT64_MAX));
	if (f->component)
		f->component->n_findings++;
}

static void tell_rules(struct report *report)
{
	size_t n = 0;

	for (size_t i = 0; checks[i]; i++)
		n += checks[i]->n_rules;
	report->rules = arena_array(&report->arena, n + 1, sizeof(*report->rules));
	for (size_t i = 0; checks[i]; i++)
		for (size_t j = 0; j < checks[i]->n_rules; j++)
			report->rules[report->n_rules++].rule = &checks[i]->rules[j];
}

static void read_findings(struct reader *r, const struct value *list)
{
	r->ids = arena_array(&r->report->arena, list->size + 1, sizeof(*r->ids));
	value_each (v, list)
		read_finding(r, v);
}

static void read_coverage(struct report *report, const struct value *v)
{
	report->coverage.files = number_of(v, "files", 0);
	report->coverage.bytes = number_of(v, "bytes", 0);
	report->coverage.by_status[STATUS_COMPLETE] = number_of(v, "complete", 0);
	report->coverage.by_status[STATUS_INCONCLUSIVE] = number_of(v, "inconclusive", 0);
	report->coverage.by_status[STATUS_ERROR] = number_of(v, "errors", 0);
	report->coverage.by_status[STATUS_SKIPPED] = number_of(v, "skipped", 0);
}

static enum err read_all(struct reader *r, struct span text, const char *name)
{
	struct json json;

	json_parse(&json, &r->arena, text);
	if (json.why)
		return err_set(ERR_FORMAT, "%s is not JSON: %s at byte %llu", name, json.why,
			       (unsigned long long)json.at);
	if (!value_is(value_get(json.root, "schema"), "assay.report/1"))
		return err_set(ERR_FORMAT, "%s is no JSON report of this program", name);
	tell_rules(r->report);
	read_artifacts(r, list_of(json.root, "artifacts"));
	read_components(r, list_of(json.root, "components"));
	read_findings(r, list_of(json.root, "findings"));
	read_coverage(r->report, value_get(json.root, "coverage"));
	return OK;
}

enum err read_report(struct report *report, struct span text, const char *name,
		     struct read_report *read)
{
	struct reader r = { .report = report };
	enum err e;

	arena_init(&r.arena, MiB(ARENA_MiB), NULL, NULL);
	e = read_all(&r, text, name);
	arena_free(&r.arena);
	*read = (struct read_report){ .n_findings = report->n_findings,
				      .ids = (const char(*)[ID_SIZE + 1]) r.ids };
	return e;
}

void read_report_ids(struct report *report, const struct read_report *read)
{
	for (struct finding *f = report->findings; f; f = f->next)
		if (f->order < read->n_findings)
			memcpy(f->id, read->ids[f->order], sizeof(f->id));
}
