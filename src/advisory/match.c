/* A package against what the database has of its name. */
#include "advisory/match.h"

#include "eco/release.h"
#include "version/affected.h"

/* Ubuntu's extended releases are others. */
static bool is_release(struct span affected, struct span distro)
{
	return !span_starts(affected, "Pro:") && release_is_same(affected, distro);
}

static bool is_range(char tag)
{
	return tag == AFFECTED_RANGE || tag == AFFECTED_SEMVER;
}

/* Who builds a listed version anew does not mend it. */
static bool is_same(const struct version_order *order, struct span a, struct span b)
{
	int out;

	return version_compare(order, a, version_like(order, b, a), &out) && out == 0;
}

/* An exact version. */

/* Most are spelled as the package has them, so that is looked for first: it takes no parsing. */
static bool is_listed(const struct match_package *package, struct span fields)
{
	struct reader exact = reader_of(fields), r = reader_of(fields);
	struct field field;

	while (fields_next(&exact, &field))
		if (field.tag == AFFECTED_VERSION && span_eq(field.bytes, package->version))
			return true;
	while (fields_next(&r, &field))
		if (field.tag == AFFECTED_VERSION &&
		    is_same(package->order, field.bytes, package->version))
			return true;
	return false;
}

static void judge_version(const struct match_package *package, struct match *match, bool *is_hit)
{
	struct reader r = reader_of(match->fields);
	bool unknown = !version_parses(package->order, package->version);
	struct field field;

	*is_hit = is_listed(package, match->fields);
	if (*is_hit)
		match->how = MATCH_LISTED;
	while (fields_next(&r, &field)) {
		enum affect affect;

		if (!is_range(field.tag))
			continue;
		affect = affected_always(field.bytes)
				 ? AFFECT_YES
				 : affected_in(package->order, field.bytes, package->version);
		affected_fixed(package->order, field.bytes, package->version, &match->fixed);
		unknown |= affect == AFFECT_UNKNOWN;
		if (affect == AFFECT_YES && !*is_hit) {
			match->how = MATCH_RANGE;
			*is_hit = true;
		}
	}
	if (!*is_hit && unknown) {
		match->how = MATCH_UNKNOWN;
		*is_hit = true;
	}
}

/* A requirement, or a name alone. */

static bool allows(const struct match_package *package, struct span version)
{
	bool in = false;

	if (package->range.n == 0)
		return true;
	return package->in_range && package->in_range(package->range, version, &in) && in;
}

static bool is_separator(uint8_t byte)
{
	return memchr(" ,|&()\t", byte, 8) != NULL;
}

/* The next version that a requirement names, without its operator. */
static bool next_bound(struct span *rest, struct span *version)
{
	size_t n = 0;

	while (rest->n > 0 && (is_separator(rest->p[0]) || memchr("<>=~^!", rest->p[0], 6)))
		*rest = span_from(*rest, 1);
	while (n < rest->n && !is_separator(rest->p[n]))
		n++;
	*version = span_part(*rest, 0, n);
	*rest = span_from(*rest, n);
	return version->n > 0;
}

/* A version that is both allowed and in the range, if it is one of those that either names: where
 * two intervals meet, the lower end of one of them lies in both. */
static bool meets(const struct match_package *package, struct span events, struct span *example)
{
	struct reader r = reader_of(events);
	struct span rest = package->range;
	struct field event;

	while (fields_next(&r, &event)) {
		*example = event.bytes;
		if (event.bytes.n > 0 && allows(package, event.bytes) &&
		    affected_in(package->order, events, event.bytes) == AFFECT_YES)
			return true;
	}
	while (next_bound(&rest, example))
		if (allows(package, *example) &&
		    affected_in(package->order, events, *example) == AFFECT_YES)
			return true;
	return false;
}

/* Without a requirement that can be read, any version may come. */
static bool is_open(const struct match_package *package)
{
	return package->range.n == 0 || !package->in_range;
}

static void judge_range(const struct match_package *package, struct match *match, bool *is_hit)
{
	struct reader r = reader_of(match->fields);
	struct field field;

	*is_hit = false;
	while (fields_next(&r, &field)) {
		struct span example = field.bytes;

		if (is_range(field.tag) && affected_always(field.bytes)) {
			match->how = MATCH_ALL;
			*is_hit = true;
			return;
		}
		if (*is_hit)
			continue;
		if (field.tag == AFFECTED_VERSION)
			*is_hit = is_open(package) || allows(package, field.bytes);
		else if (is_range(field.tag))
			*is_hit = is_open(package) || meets(package, field.bytes, &example);
		if (!*is_hit)
			continue;
		match->how = MATCH_POSSIBLE;
		match->example = field.tag == AFFECTED_VERSION || !is_open(package)
					 ? example
					 : (struct span){ 0 };
	}
}

void match_package(const struct db *db, const struct match_package *package,
		   void (*found)(void *context, const struct match *match), void *context)
{
	struct db_affected affected;
	struct reader list;

	if (!db_package(db, package->ecosystem, package->name, &list))
		return;
	while (db_affected_next(&list, &affected)) {
		struct match match = { .record = affected.record, .fields = affected.fields };
		bool is_hit, unsure = package->has_releases && !release_is_said(package->distro);

		if (package->has_releases && !unsure &&
		    !is_release(affected.release, package->distro))
			continue;
		if (package->version.n > 0)
			judge_version(package, &match, &is_hit);
		else
			judge_range(package, &match, &is_hit);
		if (is_hit && unsure && affected.release.n > 0)
			match.how = MATCH_UNKNOWN;
		if (is_hit)
			found(context, &match);
	}
}
