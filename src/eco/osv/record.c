/* From the JSON of a record to fields; what matching does not need stays behind. */
#include "eco/osv/record.h"

#include "base/time.h"
#include "eco/ecosystem.h"
#include "version/affected.h"

struct packing {
	struct arena *arena;
	struct fields *out;
	const char *why;
	uint64_t compares; /* of versions with ranges, so far */
};

/* Past it versions stay listed that a range has anyway. */
enum { COMPARES_MAX = 1 << 21 };

static struct span text(const struct packing *packing, const struct value *v)
{
	return value_text(v, packing->arena);
}

static struct span member(const struct packing *packing, const struct value *map, const char *key)
{
	const struct value *v = value_get(map, key);

	return value_is_kind(v, VALUE_STRING) ? text(packing, v) : (struct span){ 0 };
}

static bool fits(struct span s, size_t most)
{
	return s.n > 0 && s.n <= most;
}

/* Each text of a list, up to `most` of them. */
static void put_texts(struct packing *packing, char tag, const struct value *list, size_t most,
		      size_t longest)
{
	size_t n = 0;

	if (!value_is_kind(list, VALUE_LIST))
		return;
	value_each (item, list) {
		struct span s = text(packing, item);

		if (!value_is_kind(item, VALUE_STRING) || !fits(s, longest))
			continue;
		if (n++ == most)
			return;
		fields_put(packing->out, tag, s);
	}
}

/* What a distribution says of one vulnerability is another name of it; of several, it is none. */
static void put_upstream(struct packing *packing, const struct value *list)
{
	const struct value *first = value_is_kind(list, VALUE_LIST) ? value_first(list) : NULL;

	if (first && !value_next(list, first))
		put_texts(packing, ADVISORY_ALIAS, list, 1, ADVISORY_ID_MAX);
}

static void put_severities(struct packing *packing, const struct value *map)
{
	const struct value *list = value_get(map, "severity");

	if (!value_is_kind(list, VALUE_LIST))
		return;
	value_each (item, list) {
		struct span type = member(packing, item, "type");
		struct span score = member(packing, item, "score");

		if (span_starts(type, "CVSS_V") && fits(score, ADVISORY_TEXT_MAX))
			fields_put(packing->out, ADVISORY_SEVERITY, score);
	}
}

/* Affected packages. */

static void put_events(struct packing *packing, const struct value *events)
{
	static const struct {
		const char *key;
		char tag;
	} kinds[] = { { "introduced", EVENT_INTRODUCED },
		      { "fixed", EVENT_FIXED },
		      { "last_affected", EVENT_LAST_AFFECTED },
		      { "limit", EVENT_LIMIT } };

	value_each (event, events)
		for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
			struct span version = member(packing, event, kinds[i].key);
			bool from_the_first =
				kinds[i].tag == EVENT_INTRODUCED && span_is(version, "0");
			/* An upper end without end says nothing. */
			bool no_limit = kinds[i].tag == EVENT_LIMIT && span_is(version, "*");

			if (version.n > 0 && !no_limit)
				fields_put(packing->out, kinds[i].tag,
					   from_the_first ? (struct span){ 0 } : version);
		}
}

/* Ranges of commits say nothing of released versions. */
static void put_range(struct packing *packing, const struct value *range)
{
	struct span type = member(packing, range, "type");
	const struct value *events = value_get(range, "events");
	bool is_semver = span_is(type, "SEMVER");

	if ((!is_semver && !span_is(type, "ECOSYSTEM")) || !value_is_kind(events, VALUE_LIST))
		return;

	size_t begin = fields_begin(packing->out, is_semver ? AFFECTED_SEMVER : AFFECTED_RANGE);

	put_events(packing, events);
	fields_end(packing->out, begin);
}

/* Whether one of the ranges put since `begin` has the version, so that it need not be listed. */
static bool is_in_ranges(struct packing *packing, size_t begin, const struct version_order *order,
			 struct span version)
{
	struct reader r = reader_of(span_from(fields_view(packing->out), begin));
	struct field field;

	while (fields_next(&r, &field)) {
		if (field.tag != AFFECTED_SEMVER && field.tag != AFFECTED_RANGE)
			return false; /* the listed ones follow */
		packing->compares += 1 + field.bytes.n / 4;
		if (packing->compares > COMPARES_MAX)
			return false;
		if (affected_in(order, field.bytes, version) == AFFECT_YES)
			return true;
	}
	return false;
}

static void put_versions(struct packing *packing, size_t ranges, const struct version_order *order,
			 const struct value *list)
{
	if (!value_is_kind(list, VALUE_LIST))
		return;
	value_each (item, list) {
		struct span version = text(packing, item);

		if (value_is_kind(item, VALUE_STRING) && fits(version, ADVISORY_NAME_MAX) &&
		    !is_in_ranges(packing, ranges, order, version))
			fields_put(packing->out, AFFECTED_VERSION, version);
	}
}

/* Ecosystem and name in the one spelling that packages are looked up by. */
static const struct ecosystem *put_key(struct packing *packing, struct span osv, struct span name)
{
	struct span release = { 0 }, canonical = osv;
	const struct ecosystem *ecosystem = ecosystem_of_osv(osv, &release);

	if (ecosystem) {
		struct span base = ecosystem_osv(ecosystem);

		canonical = span_str(arena_printf(packing->arena, "%.*s%s%.*s", (int)base.n,
						  (const char *)base.p, release.n ? ":" : "",
						  (int)release.n, (const char *)release.p));
		name = ecosystem_key(ecosystem, packing->arena, (struct span){ 0 }, name);
	}
	fields_put(packing->out, AFFECTED_ECOSYSTEM, canonical);
	fields_put(packing->out, AFFECTED_NAME, name);
	return ecosystem;
}

static void put_affected(struct packing *packing, const struct value *affected)
{
	const struct value *package = value_get(affected, "package");
	const struct value *ranges = value_get(affected, "ranges");
	struct span osv = member(packing, package, "ecosystem");
	struct span name = member(packing, package, "name");

	if (osv.n == 0 || name.n == 0)
		return; /* commits of a repository only */
	if (!fits(osv, ADVISORY_NAME_MAX) || !fits(name, ADVISORY_NAME_MAX)) {
		packing->why = "the name of a package is longer than any";
		return;
	}

	size_t begin = fields_begin(packing->out, ADVISORY_AFFECTED), first;
	const struct ecosystem *ecosystem = put_key(packing, osv, name);

	put_severities(packing, affected);
	first = packing->out->n;
	if (value_is_kind(ranges, VALUE_LIST))
		value_each (range, ranges)
			put_range(packing, range);
	put_versions(packing, first, ecosystem ? ecosystem_order(ecosystem) : NULL,
		     value_get(affected, "versions"));
	fields_end(packing->out, begin);
}

/* What is shown. */

static void put_references(struct packing *packing, const struct value *list)
{
	size_t n = 0;

	if (!value_is_kind(list, VALUE_LIST))
		return;
	value_each (item, list) {
		struct span url = member(packing, item, "url");

		if (!fits(url, ADVISORY_TEXT_MAX))
			continue;
		if (n++ == ADVISORY_REFERENCES_MAX)
			return;
		fields_put(packing->out, ADVISORY_REFERENCE, url);
	}
}

/* What fits of a text, up to the end of its first line, not within a character. */
static struct span shortened(struct span s)
{
	ptrdiff_t end = span_byte(s, '\n');

	if (end != SPAN_NONE)
		s = span_part(s, 0, (uint64_t)end);
	if (s.n <= ADVISORY_SUMMARY_MAX)
		return s;
	s.n = ADVISORY_SUMMARY_MAX;
	while (s.n > 0 && (s.p[s.n] & 0xc0) == 0x80)
		s.n--;
	return s;
}

static void put_summary(struct packing *packing, const struct value *record)
{
	struct span summary = member(packing, record, "summary");

	if (summary.n == 0)
		summary = member(packing, record, "details");
	summary = shortened(summary);
	if (span_starts(summary, "Malicious code in "))
		return; /* it says no more than the id */
	if (summary.n > 0)
		fields_put(packing->out, ADVISORY_SUMMARY, summary);
}

static void put_indicator(struct packing *packing, enum indicator kind, struct span s, size_t *n)
{
	if (!fits(s, ADVISORY_TEXT_MAX) || *n == ADVISORY_INDICATORS_MAX)
		return;
	++*n;

	size_t begin = fields_begin(packing->out, ADVISORY_INDICATOR);
	const uint8_t letter = (uint8_t)kind;

	fields_raw_bytes(packing->out, span_of(&letter, 1));
	fields_raw_bytes(packing->out, s);
	fields_end(packing->out, begin);
}

/* database_specific.iocs: lists by what they are of. */
static void put_indicators(struct packing *packing, const struct value *record)
{
	static const struct {
		const char *key;
		enum indicator kind;
	} lists[] = { { "domains", INDICATOR_DOMAIN }, { "urls", INDICATOR_URL },
		      { "ips", INDICATOR_IP },	       { "hashes", INDICATOR_HASH },
		      { "sha256", INDICATOR_HASH },    { "sha256s", INDICATOR_HASH },
		      { "files", INDICATOR_FILE },     { "filenames", INDICATOR_FILE },
		      { "file_names", INDICATOR_FILE } };
	const struct value *iocs = value_get(value_get(record, "database_specific"), "iocs");
	size_t n = 0;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		const struct value *list = value_get(iocs, lists[i].key);

		if (!value_is_kind(list, VALUE_LIST))
			continue;
		value_each (item, list)
			if (value_is_kind(item, VALUE_STRING))
				put_indicator(packing, lists[i].kind, text(packing, item), &n);
	}
}

/* What the record is. */

static bool is_id(struct span id)
{
	if (!fits(id, ADVISORY_ID_MAX))
		return false;
	for (size_t i = 0; i < id.n; i++)
		if (id.p[i] <= ' ' || id.p[i] > '~')
			return false;
	return true;
}

/* A date that cannot be read is an unknown one; but what was withdrawn at no known time was. */
static void put_time(struct packing *packing, char tag, const struct value *record, const char *key)
{
	const struct value *v = value_get(record, key);
	int64_t seconds = 0;

	if (!value_is_kind(v, VALUE_STRING))
		return;
	if (!time_parse(text(packing, v), &seconds) || seconds == 0)
		seconds = 1;
	fields_number(packing->out, tag, (uint64_t)seconds);
}

static void put_head(struct packing *packing, const struct value *record)
{
	const struct value *affected = value_get(record, "affected");
	struct span id = member(packing, record, "id");

	if (!is_id(id))
		packing->why = "it has no id";
	else if (!value_get(record, "modified"))
		packing->why = "it does not say when it was modified";
	else if (affected && !value_is_kind(affected, VALUE_LIST))
		packing->why = "what is affected is not a list";
	if (packing->why)
		return;
	fields_put(packing->out, ADVISORY_ID, id);
	put_time(packing, ADVISORY_MODIFIED, record, "modified");
	put_time(packing, ADVISORY_PUBLISHED, record, "published");
	put_time(packing, ADVISORY_WITHDRAWN, record, "withdrawn");
}

const char *osv_pack(const struct value *record, struct arena *arena, struct fields *out)
{
	struct packing packing = { .arena = arena, .out = out };
	const struct value *affected = value_get(record, "affected");

	if (!value_is_kind(record, VALUE_MAP))
		return "it is not a JSON object";
	put_head(&packing, record);
	if (packing.why)
		return packing.why;
	put_texts(&packing, ADVISORY_ALIAS, value_get(record, "aliases"), ADVISORY_ALIASES_MAX,
		  ADVISORY_ID_MAX);
	put_upstream(&packing, value_get(record, "upstream"));
	put_severities(&packing, record);
	put_summary(&packing, record);
	put_references(&packing, value_get(record, "references"));
	put_indicators(&packing, record);
	if (affected)
		value_each (item, affected)
			put_affected(&packing, item);
	return out->over ? "it is larger than any" : packing.why;
}
