/* Components through the matcher; what came of it into findings. */
#include "advisory/advise.h"

#include <stdio.h>

#include "advisory/group.h"
#include "advisory/subject.h"
#include "base/buf.h"
#include "base/escape.h"
#include "base/mem.h"
#include "check/advisory.h"
#include "sys/clock.h"

enum {
	HITS_MAX = 8192, /* of one component */
	TEXT_MAX = 2048,
	NAMES_SHOWN = 8, /* aliases, or advisories of a summed-up finding */
	INDICATORS_SHOWN = 6,
	DATE_SIZE = sizeof("2026-11-24") - 1,
};

struct advising {
	struct report *report;
	const struct advise_from *from;
	const struct db *db; /* being asked */
	struct arena arena;  /* of one component */
	struct hit *hits;
	size_t n_hits;
	struct component *component;
	struct buf title, text; /* of the component; of whatever is being written */
};

static void on_match(void *context, const struct match *match)
{
	struct advising *advising = context;
	struct hit hit = { .db = advising->db, .match = *match };

	if (advising->n_hits == HITS_MAX || !db_record(advising->db, match->record, &hit.record) ||
	    hit.record.withdrawn != 0)
		return;
	advising->hits[advising->n_hits++] = hit;
}

/* Texts. */

static void start(struct buf *text)
{
	buf_clear(text);
}

static void add_name(void *context, struct span name)
{
	struct buf *text = context;

	if (text->n > 0)
		buf_str(text, ", ");
	buf_span(text, name);
}

struct aliases {
	struct buf *text;
	struct span but; /* the one that is shown */
	size_t n;
};

static void add_alias(void *context, struct span name)
{
	struct aliases *aliases = context;

	if (!span_eq(name, aliases->but) && aliases->n++ < NAMES_SHOWN)
		add_name(aliases->text, name);
}

static void add_date(struct buf *text, int64_t seconds)
{
	char date[CLOCK_TEXT];

	clock_text(seconds, date);
	buf_add(text, date, DATE_SIZE);
}

/* The first text of that tag among the records of the group. */
static struct span text_of(struct advising *advising, const struct group *group, char tag)
{
	struct span found = { 0 };

	for (const struct hit *hit = group->hits; hit && found.n == 0; hit = hit->next)
		found = fields_find(db_texts(hit->db, &hit->record, &advising->arena), tag);
	return found;
}

static void add_indicators(struct advising *advising, const struct group *group, struct buf *text)
{
	size_t n = 0;

	for (const struct hit *hit = group->hits; hit; hit = hit->next) {
		struct reader r = reader_of(db_texts(hit->db, &hit->record, &advising->arena));
		struct field field;

		while (fields_next(&r, &field))
			if (field.tag == ADVISORY_INDICATOR && n++ < INDICATORS_SHOWN)
				add_name(text, span_from(field.bytes, 1));
	}
}

/* Findings. */

static struct finding *open_finding(struct advising *advising, const struct rule *rule,
				    const struct occurrence *at)
{
	struct finding *finding = report_finding(advising->report, rule, at->artifact, NULL);

	finding_about(finding, advising->component);
	if (!finding)
		return NULL;
	finding->offset = at->offset;
	finding->line = at->line;
	return finding;
}

static void show(struct advising *advising, struct finding *finding, const char *key,
		 struct span text)
{
	if (text.n > 0)
		finding_aside(advising->report, finding, key, text);
}

static void show_group(struct advising *advising, struct finding *finding,
		       const struct group *group)
{
	struct aliases aliases = { .text = &advising->text, .but = group->name };

	finding_show(advising->report, finding, "advisory", group->name);
	start(&advising->text);
	group_names(group, &advising->arena, add_alias, &aliases);
	show(advising, finding, "aliases", buf_view(&advising->text));
	show(advising, finding, "vector", group->vector);
	show(advising, finding, "fixed", group->fixed);
	start(&advising->text);
	if (group->since > 0)
		add_date(&advising->text, group->since);
	show(advising, finding, "known since", buf_view(&advising->text));
	start(&advising->text);
	if (group->is_malware)
		add_indicators(advising, group, &advising->text);
	show(advising, finding, "indicators", buf_view(&advising->text));
}

static const char *shown(struct advising *advising, struct span text)
{
	struct buf escaped;
	char *copy;

	buf_init(&escaped, TEXT_MAX);
	escape_text(&escaped, text);
	copy = arena_text(&advising->arena, buf_view(&escaped));
	buf_free(&escaped);
	return copy;
}

static void say_malicious(struct advising *advising, struct finding *finding,
			  const struct group *group)
{
	bool all = group->how == MATCH_ALL;

	start(&advising->text);
	if (group->since > 0) {
		buf_str(&advising->text, ", known since ");
		add_date(&advising->text, group->since);
	}
	finding_say(advising->report, finding,
		    "%s is malicious%s (%s%s): remove it, and treat every secret that it could "
		    "read as stolen",
		    buf_text(&advising->title), all ? " in every version" : "",
		    shown(advising, group->name), buf_text(&advising->text));
}

static void say_possible(struct advising *advising, struct finding *finding,
			 const struct group *group)
{
	bool unknown = group->how == MATCH_UNKNOWN;

	finding_say(advising->report, finding, "%s may be malicious%s%s (%s): %s",
		    buf_text(&advising->title), group->example.n ? ": it allows " : "",
		    shown(advising, group->example), shown(advising, group->name),
		    unknown ? "its version cannot be compared with the malicious ones"
			    : "look for what was installed, and pin a version that is known to "
			      "be good");
}

static void say_vulnerable(struct advising *advising, struct finding *finding,
			   const struct group *group)
{
	struct span summary = text_of(advising, group, ADVISORY_SUMMARY);
	char score[32] = "severity unknown";

	if (group->vector.n > 0)
		(void)snprintf(score, sizeof(score), "%s, %u.%u", severity_word(finding->severity),
			       group->cvss.tenths / 10, group->cvss.tenths % 10);
	finding_say(advising->report, finding, "%s has %s (%s)%s%s; %s%s",
		    buf_text(&advising->title), shown(advising, group->name), score,
		    summary.n ? ": " : "", shown(advising, summary),
		    group->fixed.n ? "update to " : "no fixed version is known",
		    shown(advising, group->fixed));
}

static const struct rule *rule_of(const struct group *group)
{
	bool sure = group->how <= MATCH_ALL;

	if (group->is_malware)
		return &advisory_rules[sure ? RULE_MALICIOUS : RULE_MALICIOUS_POSSIBLE];
	return &advisory_rules[group->vector.n ? RULE_VULNERABLE : RULE_VULNERABLE_UNRATED];
}

/* Each group at each artifact. */
static void tell_at(struct advising *advising, const struct group *group,
		    const struct occurrence *at)
{
	const struct rule *rule = rule_of(group);
	struct finding *finding = open_finding(advising, rule, at);

	if (!finding)
		return;
	if (rule == &advisory_rules[RULE_VULNERABLE])
		finding->severity = cvss_severity(group->cvss.tenths);
	show_group(advising, finding, group);
	if (rule == &advisory_rules[RULE_MALICIOUS])
		say_malicious(advising, finding, group);
	else if (group->is_malware)
		say_possible(advising, finding, group);
	else
		say_vulnerable(advising, finding, group);
}

/* What is only possible or unknown is one finding for all advisories. */
static void sum_up_at(struct advising *advising, const struct group *groups, enum match_how how,
		      const struct occurrence *at)
{
	bool unknown = how == MATCH_UNKNOWN;
	size_t n = 0;

	start(&advising->text);
	for (const struct group *group = groups; group; group = group->next) {
		if (group->is_malware || group->how != how)
			continue;
		if (n++ < NAMES_SHOWN)
			add_name(&advising->text, group->name);
	}
	if (n == 0)
		return;

	struct finding *finding = open_finding(
		advising,
		&advisory_rules[unknown ? RULE_VERSION_UNKNOWN : RULE_VULNERABLE_POSSIBLE], at);

	if (!finding)
		return;
	show(advising, finding, "advisories", buf_view(&advising->text));
	finding_say(advising->report, finding,
		    unknown ? "%s cannot be compared with %zu advisor%s about it: %s%s"
			    : "%s may be a version with known vulnerabilities (%zu advisor%s): "
			      "%s%s",
		    buf_text(&advising->title), n, n == 1 ? "y" : "ies",
		    shown(advising, buf_view(&advising->text)), n > NAMES_SHOWN ? ", ..." : "");
}

/* Malware did its work also where a later layer deletes it. */
static bool counts(const struct group *group, const struct occurrence *at)
{
	return group->is_malware || !at->removed;
}

static void tell(struct advising *advising, const struct group *groups)
{
	const struct artifact *last = NULL;

	for (const struct occurrence *at = advising->component->occurrences; at; at = at->next) {
		if (at->artifact == last)
			continue;
		last = at->artifact;
		for (const struct group *group = groups; group; group = group->next)
			if ((group->is_malware || group->how <= MATCH_ALL) && counts(group, at))
				tell_at(advising, group, at);
		if (at->removed)
			continue;
		sum_up_at(advising, groups, MATCH_POSSIBLE, at);
		sum_up_at(advising, groups, MATCH_UNKNOWN, at);
	}
}

/* The database answers for its ecosystems, unless what the program brings along is newer. */
static bool is_covered(const struct advise_from *from, struct span ecosystem)
{
	if (!from->db)
		return false;
	return db_has_ecosystem(from->db, ecosystem) &&
	       (!from->built_in || db_info(from->db)->newest >= db_info(from->built_in)->newest);
}

static void ask(struct advising *advising, const struct match_package *package)
{
	const struct advise_from *from = advising->from;
	size_t n;

	advising->db = from->db;
	if (from->db)
		match_package(from->db, package, on_match, advising);
	if (!from->built_in || is_covered(from, package->ecosystem))
		return;
	n = advising->n_hits;
	advising->db = from->built_in;
	match_package(from->built_in, package, on_match, advising);
	/* A record that both have is the database's, which may have withdrawn it. */
	for (size_t i = n; from->db && i < advising->n_hits;)
		if (db_find(from->db, advising->hits[i].record.id) != DB_NONE)
			advising->hits[i] = advising->hits[--advising->n_hits];
		else
			i++;
}

static void advise_one(struct advising *advising, struct component *component)
{
	struct match_package package;

	arena_reset(&advising->arena);
	advising->n_hits = 0;
	if (!subject_of(component, &advising->arena, &package))
		return;
	ask(advising, &package);
	if (advising->n_hits == 0)
		return;
	advising->component = component;
	start(&advising->title);
	component_title(component, &advising->title);
	tell(advising,
	     group_hits(advising->hits, advising->n_hits, package.order, &advising->arena));
}

void advise(struct report *report, const struct advise_from *from)
{
	struct advising advising = { .report = report, .from = from };

	arena_init(&advising.arena, MiB(512), NULL, NULL);
	advising.hits = mem_alloc(HITS_MAX * sizeof(struct hit));
	buf_init(&advising.title, TEXT_MAX);
	buf_init(&advising.text, TEXT_MAX);
	for (struct component *c = report->components; c; c = c->next)
		advise_one(&advising, c);
	buf_free(&advising.title);
	buf_free(&advising.text);
	mem_free(advising.hits);
	arena_free(&advising.arena);
}
