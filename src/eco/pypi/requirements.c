/*
 * Requirements and constraints files of pip: requirements.txt, *.in of pip-tools, constraints.txt.
 * Emits a package for each requirement, the digests that are asked for, and
 *
 *     include {path, how}                  another such file, which is read on its own
 *     ANOMALY requirements-extra-index     a second index beside the first: its address
 *     ANOMALY requirements-plain-http      an address without TLS
 *     ANOMALY requirements-trusted-host    a host whose certificate is not looked at
 *     ANOMALY requirements-hidden-line     a line that only pip begins there
 *
 * The values of environment variables are not known: ${NAME} stays as it is.
 */
#include "base/ascii.h"
#include "base/reader.h"
#include "eco/lines.h"
#include "eco/origin.h"
#include "eco/place.h"
#include "eco/pypi/address.h"
#include "eco/pypi/pip_lines.h"
#include "eco/pypi/requirement.h"
#include "eco/text.h"
#include "format/format.h"

enum { SAMPLE = 1000 };

struct reading {
	struct job *job;
	const char *scope; /* what the name of the file says of all in it */
	bool constraints;
};

/* Bids. */

static bool has_word(struct span name, const char *word)
{
	char lower[256];
	size_t n = name.n < sizeof(lower) ? name.n : sizeof(lower);

	for (size_t i = 0; i < n; i++)
		lower[i] = (char)ascii_lower(name.p[i]);
	return span_has(span_of(lower, n), word);
}

static const char *const endings[] = { ".txt", ".in", ".pip", NULL };

static bool is_named(const struct probe *probe)
{
	struct span folder = place_name(place_folder(probe->path));

	return has_word(probe->name, "requirements") || has_word(probe->name, "constraints") ||
	       has_word(probe->name, "requirement.") || span_is(folder, "requirements");
}

static bool is_aside(struct span line)
{
	static const char *const options[] = { "#",   "--",  "-r ", "-c ", "-e ",
					       "-i ", "-f ", "-r.", "-c." };

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (span_starts(line, options[i]))
			return true;
	return line.n == 0;
}

/* What stands before a comment, the options of one requirement, or a line that goes on. */
static struct span requirement_of(struct span line)
{
	static const char *const ends[] = { " #", " --", "\\" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		ptrdiff_t at = span_find(line, span_str(ends[i]));

		line = at == SPAN_NONE ? line : span_part(line, 0, (uint64_t)at);
	}
	return ascii_trim(line);
}

/* A file of any name that holds nothing but requirements, as far as the head goes, and of them at
 * least half with a version: what another file includes is called as its writer likes. */
static bool holds_requirements(struct span head, bool whole)
{
	struct reader r = reader_of(head);
	size_t bound = 0, all = 0;

	while (reader_left(&r)) {
		struct requirement requirement;
		struct span line = lines_take(&r);

		if (!reader_left(&r) && !whole)
			break; /* it may go on */
		line = ascii_trim(line);
		if (is_aside(line))
			continue;
		if (!requirement_read(requirement_of(line), &requirement))
			return false;
		all++;
		bound += requirement.specifier.n > 0;
	}
	return bound > 0 && 2 * bound >= all;
}

static unsigned bid(const struct probe *probe)
{
	bool text = text_is_marked(probe->head) || span_byte(probe->head, 0) == SPAN_NONE;

	if (!text || !probe_named(probe, endings))
		return BID_NONE;
	return is_named(probe) || holds_requirements(probe->head, probe->size <= probe->head.n)
		       ? BID_READ
		       : BID_NONE;
}

static const char *scope_of(struct span path)
{
	struct span name = place_name(path);

	if (has_word(name, "test"))
		return "test";
	if (has_word(name, "dev") || has_word(name, "lint") || has_word(name, "doc"))
		return "dev";
	return has_word(name, "build") ? "build" : "required";
}

/* Requirements. */

static bool is_address(struct span text)
{
	return span_find(text, (struct span)SPAN("://")) != SPAN_NONE || span_starts(text, "file:");
}

static bool is_path(struct span text)
{
	return text.n && (text.p[0] == '.' || span_byte(text, '/') != SPAN_NONE);
}

/* "https://github.com/OWNER/NAME": a package of its own kind, when nothing says which Python
 * package it holds. */
static bool from_repository(struct span url, struct entry *entry)
{
	static const char *const hosts[][2] = { { "github.com", "github" },
						{ "bitbucket.org", "bitbucket" } };
	struct span host = origin_host(url), name = place_name(url);
	struct span owner = place_name(place_folder(url));

	name.n -= span_ends(name, ".git") ? 4 : 0;
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
		if (span_is(host, hosts[i][0]) && name.n && owner.n && !span_eq(owner, host)) {
			*entry = entry_package(hosts[i][1], name, "manifest");
			entry_text(entry, "namespace", owner);
			return true;
		}
	return false;
}

static bool entry_of_address(struct span text, struct entry *entry, struct arena *arena)
{
	struct address address = address_read(text, arena);
	struct archive_name archive = { 0 };
	bool archived = archive_name_read(address.file, &archive) && address.vcs.n == 0;
	struct span name = archived ? archive.name : address.egg;

	if (name.n)
		*entry = entry_package("pypi", name, "manifest");
	else if (!from_repository(address.url, entry))
		return false;
	if (archived)
		entry_text(entry, "version", archive.version);
	else if (name.n == 0)
		entry_text(entry, "version", address.revision);
	address_add(&address, entry, arena);
	return true;
}

static struct span up_to_marker(struct span text)
{
	ptrdiff_t semicolon = span_byte(text, ';');

	return ascii_trim(
		span_part(text, 0, semicolon == SPAN_NONE ? text.n : (uint64_t)semicolon));
}

static void finish(struct reading *reading, struct entry *entry, const struct pip_line *line,
		   bool editable)
{
	struct arena *arena = job_arena(reading->job);
	struct span options = line->options;
	struct pip_option option;

	entry_number(entry, "line", line->line);
	if (editable)
		entry_word(entry, "editable", "yes");
	if (reading->constraints)
		entry_word(entry, "constraint", "yes");
	while (pip_option_take(&options, &option, arena))
		if (option.name && strcmp(option.name, "hash") == 0)
			(void)origin_digest(entry, option.value, arena); /* pip would refuse it */
	entry_emit(entry, reading->job, line->offset);
}

static void read_requirement(struct reading *reading, struct span text, const struct pip_line *line,
			     bool editable)
{
	struct arena *arena = job_arena(reading->job);
	struct requirement requirement;
	struct entry entry;

	if (requirement_read(text, &requirement)) {
		entry = requirement_entry(&requirement, "manifest", reading->scope, arena);
		finish(reading, &entry, line, editable);
	} else if (!is_address(text) && !is_path(text)) {
		job_malformed(reading->job, "a line is no requirement", line->offset);
	} else if (entry_of_address(up_to_marker(text), &entry, arena)) {
		entry_word(&entry, "scope", reading->scope);
		finish(reading, &entry, line, editable);
	} /* else a folder or archive of the tree, which is looked at where it lies */
}

/* Options. */

static void say_address(struct reading *reading, const char *what, struct span url, uint64_t offset)
{
	struct span shown = origin_redacted(url, job_arena(reading->job));

	if (what)
		job_anomaly(reading->job, what, shown, offset);
	if (span_starts(url, "http://"))
		job_anomaly(reading->job, "requirements-plain-http", shown, offset);
}

static void include(struct reading *reading, struct span path, const char *how, uint64_t offset)
{
	JOB_FACT(reading->job, FACT_INCLUDE, offset,
		 ATTR_TEXT("path", origin_redacted(path, job_arena(reading->job))),
		 ATTR_WORD("how", how));
}

static void read_option(struct reading *reading, const struct pip_option *option,
			const struct pip_line *line)
{
	const char *name = option->name ? option->name : "";

	if (strcmp(name, "editable") == 0)
		read_requirement(reading, option->value, line, true);
	else if (strcmp(name, "requirement") == 0 || strcmp(name, "constraint") == 0)
		include(reading, option->value, name, line->offset);
	else if (strcmp(name, "extra-index-url") == 0)
		say_address(reading, "requirements-extra-index", option->value, line->offset);
	else if (strcmp(name, "index-url") == 0 || strcmp(name, "find-links") == 0)
		say_address(reading, NULL, option->value, line->offset);
	else if (strcmp(name, "trusted-host") == 0)
		job_anomaly(reading->job, "requirements-trusted-host", option->value, line->offset);
}

static void read_line(struct reading *reading, const struct pip_line *line)
{
	struct span options = line->options;
	struct pip_option option;

	if (line->requirement.n) {
		read_requirement(reading, line->requirement, line, false);
		return;
	}
	while (pip_option_take(&options, &option, job_arena(reading->job)))
		read_option(reading, &option, line);
}

static bool is_known(const struct pip_line *line, struct arena *arena)
{
	struct span options = line->options;
	struct requirement requirement;
	struct pip_option option;

	if (line->requirement.n)
		return requirement_read(line->requirement, &requirement) ||
		       is_address(line->requirement) || is_path(line->requirement);
	return pip_option_take(&options, &option, arena) && option.name;
}

/* Prose is called requirements.txt too. */
static bool is_mostly_known(struct span text, struct arena *arena)
{
	struct pip_lines lines = pip_lines_of(text, arena);
	struct pip_line line;
	size_t known = 0, all = 0;

	for (; all < SAMPLE && pip_lines_next(&lines, &line); all++)
		known += is_known(&line, arena);
	return 2 * known >= all;
}

static void read(struct job *job, struct span bytes)
{
	struct reading reading = { .job = job,
				   .scope = scope_of(job_path(job)),
				   .constraints = has_word(job_name(job), "constraints") };
	struct span text = text_decoded(bytes, job_arena(job));
	struct pip_lines lines = pip_lines_of(text, job_arena(job));
	struct pip_line line;

	if (!is_mostly_known(text, job_arena(job))) {
		job_decline(job);
		return;
	}
	while (pip_lines_next(&lines, &line)) {
		if (!job_spend(job, 1)) {
			job_incomplete(job, "the budget of operations is used up", line.offset);
			return;
		}
		read_line(&reading, &line);
	}
	if (lines.is_hiding)
		job_anomaly(job, "requirements-hidden-line", (struct span){ 0 }, 0);
}

const struct format format_pypi_requirements = {
	.name = "python-requirements",
	.bid = bid,
	.read = read,
	.of_project = true,
};
