/* Installed files against their lists. */
#include "scan/verify.h"

#include "base/buf.h"
#include "base/escape.h"
#include "scan/listed_digest.h"
#include "scan/listing.h"
#include "scan/unlisted.h"

enum { SHOWN = 5, TEXT_MAX = 64 << 10 };

/* What is said. */

static void add_name(struct buf *text, struct span name, size_t i)
{
	if (i >= SHOWN)
		return;
	if (i > 0)
		buf_str(text, ", ");
	escape_text(text, name);
}

static void end_names(struct buf *text, size_t n)
{
	if (n > SHOWN)
		buf_printf(text, " and %zu more", n - SHOWN);
}

static void report_one(struct report *report, const struct listing *listing, const char *rule,
		       size_t n, const struct buf *names, const char *before, const char *after)
{
	struct finding *finding = report_finding(report, rule_find(rule), listing->manifest, NULL);
	struct buf title;

	buf_init(&title, TEXT_MAX);
	if (listing->component)
		component_title(listing->component, &title);
	else
		escape_text(&title, listing->manifest->name);
	finding_about(finding, listing->component);
	finding_show(report, finding, "files", buf_view(names));
	if (finding)
		finding->count = n;
	finding_say(report, finding, "%zu %s%s%s: %s. %s", n, n == 1 ? "file" : "files", before,
		    buf_text(&title), buf_text(names), after);
	buf_free(&title);
}

static void report_state(struct report *report, const struct listing *listing,
			 enum listed_state state, const char *rule, const char *before,
			 const char *after)
{
	struct buf names;
	size_t n = 0;

	buf_init(&names, TEXT_MAX);
	for (size_t i = 0; i < listing->n; i++)
		if (listing->files[i].state == state)
			add_name(&names, listing->files[i].path, n++);
	end_names(&names, n);
	if (n)
		report_one(report, listing, rule, n, &names, before, after);
	buf_free(&names);
}

static void report_unlisted(struct report *report, const struct listing *listing)
{
	struct buf names;

	buf_init(&names, TEXT_MAX);
	for (size_t i = 0; i < listing->n_unlisted && i < SHOWN; i++)
		add_name(&names, listing->unlisted[i], i);
	end_names(&names, listing->n_unlisted);
	if (listing->n_unlisted)
		report_one(report, listing, "listed-unlisted", listing->n_unlisted, &names,
			   " with code beside, but not in the list of ",
			   "Find out where they came from.");
	buf_clear(&names);
	add_name(&names, listing->orphan, 0);
	if (listing->n_orphans > 1)
		buf_printf(&names, " and %zu more", listing->n_orphans - 1);
	if (listing->n_orphans)
		report_one(report, listing, "python-pyc-orphan", listing->n_orphans, &names,
			   " compiled from a source that is gone, among those of ",
			   "Remove what nothing needs.");
	buf_free(&names);
}

/* Debian and its kin strip and patch what they package after the list was made. */
static bool is_of_distributor(const struct listing *listing)
{
	return span_has(listing->manifest->name, "usr/lib/python3/dist-packages/");
}

static void report_listing(struct report *report, const struct listing *listing)
{
	bool distributor = is_of_distributor(listing);

	report_state(report, listing, LISTED_CHANGED,
		     distributor ? "listed-changed-distributor" : "listed-changed",
		     " not as published, of ",
		     distributor ? "Compare with the sums of the distributor's package."
				 : "Install it again from a source you trust.");
	report_state(report, listing, LISTED_MISSING, "listed-missing", " missing of ",
		     "Install it again if it is needed whole.");
	report_unlisted(report, listing);
}

/* The story. */

static void say_not_run(struct report *report)
{
	static const char *const ids[] = { "listed-changed", "listed-missing", NULL };

	for (size_t i = 0; i < report->n_rules; i++)
		for (size_t k = 0; ids[k]; k++)
			if (strcmp(report->rules[i].rule->id, ids[k]) == 0)
				report->rules[i].not_run_why =
					"digests are switched off (--no-digests)";
}

enum err verify_listed(const struct scan_options *options, const struct inventory *inventory,
		       struct report *report)
{
	struct listings listings;
	enum err e = OK;

	if (!inventory_listed(inventory))
		return OK;
	listings = listings_of(options, inventory, report);
	if (listings.n == 0)
		return OK;
	if (options->job.digests)
		e = listed_compare(options, &listings);
	else
		say_not_run(report);
	if (e == OK)
		e = unlisted_find(options, &listings);
	for (size_t i = 0; e == OK && i < listings.n; i++)
		report_listing(report, &listings.all[i]);
	return e;
}
