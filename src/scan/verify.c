/* Installed files against their lists. */
#include "scan/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/escape.h"
#include "core/wire.h"
#include "format/format.h"
#include "jail/broker.h"
#include "scan/listing.h"
#include "scan/unlisted.h"
#include "sys/digest.h"

enum { SHOWN = 5, TEXT_MAX = 64 << 10, STEP_MS = 100 };

extern const struct format format_digest;

struct verify {
	const struct scan_options *options;
	struct report *report;
	struct listings listings;
	struct broker *broker;
	size_t n_formats;
	struct listed_file *answering; /* the one whose reply is read */
};

/* Digests. */

static void on_open(void *context, struct span name, uint64_t size, uint64_t offset)
{
	(void)context;
	(void)name;
	(void)size;
	(void)offset;
}

static void on_format(void *context, size_t index)
{
	(void)context;
	(void)index;
}

static void on_fact(void *context, const struct fact *fact)
{
	struct listed_file *file = ((struct verify *)context)->answering;

	if (fact->kind == FACT_LISTED)
		file->state = span_eq(fact_text(fact, "digest"), file->listed->digest)
				      ? LISTED_SAME
				      : LISTED_CHANGED;
}

static void on_close(void *context, enum status status, const uint8_t *digest)
{
	(void)context;
	(void)status;
	(void)digest;
}

static void on_done(void *context, const struct broker_result *result)
{
	struct verify *verify = context;
	struct wire_limits limits = { .n_formats = verify->n_formats, .depth = 1 };
	const struct job_sink sink = { on_open, on_format, on_fact, on_close, verify };

	verify->answering = result->ticket;
	(void)wire_read(result->stream, &limits, &sink); /* without a digest it stays unseen */
}

static enum err step(struct verify *verify, bool to_the_end)
{
	enum err e = OK;

	while (e == OK && (to_the_end ? !broker_idle(verify->broker) : broker_full(verify->broker)))
		e = broker_step(verify->broker, STEP_MS);
	return e;
}

/* Files. */

/* Below the root only, whatever links there are (openat2(2)). */
static int open_below(int root, const char *path)
{
	struct open_how how = { .flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
				.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };

	return (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
}

static enum err compare(struct verify *verify, int root, struct listed_file *file)
{
	const struct listed *listed = file->listed;
	struct stat st;
	int fd = open_below(root, arena_text(verify->listings.arena, file->path));

	if (fd < 0) {
		file->state = errno == ENOENT ? LISTED_MISSING : LISTED_UNSEEN;
		return OK;
	}
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		(void)close(fd); /* only looked at */
		return OK;
	}
	if (listed->size != OFFSET_NONE && (uint64_t)st.st_size != listed->size) {
		file->state = LISTED_CHANGED;
		(void)close(fd); /* only looked at */
		return OK;
	}
	broker_submit(verify->broker, file, fd, (uint64_t)st.st_size, listed->algorithm);
	return step(verify, false);
}

/* What has no digest may have changed since: compiled files, the list itself. */
static bool is_comparable(const struct listed_file *file)
{
	return file->path.n && !file->again && file->listed->digest.n &&
	       digest_is_known(file->listed->algorithm);
}

static enum err compare_listing(struct verify *verify, struct listing *listing)
{
	int root = open(arena_text(verify->listings.arena, listing->root),
			O_PATH | O_DIRECTORY | O_CLOEXEC);
	enum err e = OK;

	if (root < 0)
		return OK; /* the target is gone: nothing is said of it */
	for (size_t i = 0; e == OK && i < listing->n; i++)
		if (is_comparable(&listing->files[i]))
			e = compare(verify, root, &listing->files[i]);
	(void)close(root); /* only a path */
	return e;
}

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

static void report_one(struct verify *verify, const struct listing *listing, const char *rule,
		       size_t n, const struct buf *names, const char *before, const char *after)
{
	struct finding *finding =
		report_finding(verify->report, rule_find(rule), listing->manifest, NULL);
	struct buf title;

	buf_init(&title, TEXT_MAX);
	if (listing->component)
		component_title(listing->component, &title);
	else
		escape_text(&title, listing->manifest->name);
	finding_about(finding, listing->component);
	finding_show(verify->report, finding, "files", buf_view(names));
	if (finding)
		finding->count = n;
	finding_say(verify->report, finding, "%zu %s%s%s: %s. %s", n, n == 1 ? "file" : "files",
		    before, buf_text(&title), buf_text(names), after);
	buf_free(&title);
}

static void report_state(struct verify *verify, const struct listing *listing,
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
		report_one(verify, listing, rule, n, &names, before, after);
	buf_free(&names);
}

static void report_unlisted(struct verify *verify, const struct listing *listing)
{
	struct buf names;

	buf_init(&names, TEXT_MAX);
	for (size_t i = 0; i < listing->n_unlisted && i < SHOWN; i++)
		add_name(&names, listing->unlisted[i], i);
	end_names(&names, listing->n_unlisted);
	if (listing->n_unlisted)
		report_one(verify, listing, "listed-unlisted", listing->n_unlisted, &names,
			   " with code beside, but not in the list of ",
			   "Find out where they came from.");
	buf_clear(&names);
	add_name(&names, listing->orphan, 0);
	if (listing->n_orphans > 1)
		buf_printf(&names, " and %zu more", listing->n_orphans - 1);
	if (listing->n_orphans)
		report_one(verify, listing, "python-pyc-orphan", listing->n_orphans, &names,
			   " compiled from a source that is gone, among those of ",
			   "Remove what nothing needs.");
	buf_free(&names);
}

/* Debian and its kin strip and patch what they package after the list was made. */
static bool is_of_distributor(const struct listing *listing)
{
	return span_has(listing->manifest->name, "usr/lib/python3/dist-packages/");
}

static void report_listing(struct verify *verify, const struct listing *listing)
{
	bool distributor = is_of_distributor(listing);

	report_state(verify, listing, LISTED_CHANGED,
		     distributor ? "listed-changed-distributor" : "listed-changed",
		     " not as published, of ",
		     distributor ? "Compare with the sums of the distributor's package."
				 : "Install it again from a source you trust.");
	report_state(verify, listing, LISTED_MISSING, "listed-missing", " missing of ",
		     "Install it again if it is needed whole.");
	report_unlisted(verify, listing);
}

/* The story. */

static enum err compare_all(struct verify *verify)
{
	struct broker_options options = { .job = verify->options->job,
					  .workers = verify->options->workers,
					  .sandbox = verify->options->sandbox,
					  .done = on_done,
					  .context = verify };
	enum err e;

	options.job.only = &format_digest;
	options.job.digests = false;
	e = broker_start(&verify->broker, &options);
	if (e != OK)
		return e;
	for (size_t i = 0; e == OK && i < verify->listings.n; i++)
		e = compare_listing(verify, &verify->listings.all[i]);
	if (e == OK)
		e = step(verify, true);
	broker_stop(verify->broker);
	return e;
}

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
	struct verify verify = { .options = options, .report = report };
	enum err e = OK;

	if (!inventory_listed(inventory))
		return OK;
	while (formats[verify.n_formats])
		verify.n_formats++;
	verify.listings = listings_of(options, inventory, report);
	if (verify.listings.n == 0)
		return OK;
	if (options->job.digests)
		e = compare_all(&verify);
	else
		say_not_run(report);
	if (e == OK)
		e = unlisted_find(options, &verify.listings);
	for (size_t i = 0; e == OK && i < verify.listings.n; i++)
		report_listing(&verify, &verify.listings.all[i]);
	return e;
}
