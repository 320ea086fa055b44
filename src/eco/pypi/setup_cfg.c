/* setup.cfg of setuptools: the project, and what it needs. */
#include "base/ascii.h"
#include "eco/ini.h"
#include "eco/lines.h"
#include "eco/pypi/requirement.h"
#include "format/format.h"

struct project {
	struct span name, version, licence, author, summary, python;
};

static unsigned bid(const struct probe *probe)
{
	return span_is(probe->name, "setup.cfg") && span_byte(probe->head, 0) == SPAN_NONE
		       ? BID_LIKELY
		       : BID_NONE;
}

static void keep(struct project *project, const struct ini_item *item)
{
	const struct {
		const char *key;
		struct span *field;
	} fields[] = {
		{ "name", &project->name },	      { "version", &project->version },
		{ "license", &project->licence },     { "author", &project->author },
		{ "description", &project->summary },
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (ascii_same(item->key, fields[i].key))
			*fields[i].field = ascii_trim(item->value);
}

static void tell_project(struct job *job, const struct project *project)
{
	struct entry entry = entry_package("pypi", project->name, "manifest");

	if (project->name.n == 0)
		return;
	/* "attr: package.version" and "file: VERSION" say where it is said. */
	if (span_byte(project->version, ':') == SPAN_NONE)
		entry_text(&entry, "version", project->version);
	entry_text(&entry, "licence", project->licence);
	entry_text(&entry, "supplier", project->author);
	entry_text(&entry, "requires_python", project->python);
	entry_text(&entry, "description", project->summary);
	entry_word(&entry, "root", "yes");
	entry_emit(&entry, job, 0);
}

/* "file: a.txt, b.txt" */
static void tell_files(struct job *job, struct span value, uint64_t offset)
{
	while (value.n) {
		ptrdiff_t comma = span_byte(value, ',');
		struct span path =
			span_part(value, 0, comma == SPAN_NONE ? value.n : (uint64_t)comma);

		value = span_from(value, path.n + 1);
		path = ascii_trim(path);
		if (path.n)
			JOB_FACT(job, FACT_INCLUDE, offset, ATTR_TEXT("path", path),
				 ATTR_WORD("how", "requirement"));
	}
}

/* The next requirement: a line, or of a value that is one line what ends at a semicolon. */
static bool next_need(struct span *value, struct span *need, bool lines)
{
	ptrdiff_t at = span_byte(*value, ';');

	if (lines)
		return ini_line(value, need);
	*need = ascii_trim(span_part(*value, 0, at == SPAN_NONE ? value->n : (uint64_t)at));
	*value = span_from(*value, at == SPAN_NONE ? value->n : (uint64_t)at + 1);
	return need->n || at != SPAN_NONE;
}

static struct span without_comment(struct span need)
{
	ptrdiff_t at = span_find(need, span_str(" #"));

	return span_starts(need, "#") ? (struct span){ 0 }
	       : at == SPAN_NONE      ? need
				      : ascii_trim(span_part(need, 0, (uint64_t)at));
}

/* As setuptools reads them (setuptools.config.setupcfg, pkg_resources.parse_requirements). */
static void tell_needs(struct job *job, const struct ini_item *item, const char *scope,
		       const struct line_index *lines, struct span text)
{
	struct requirement requirement;
	struct span value, need;
	bool many, here;

	if (!ini_expand(text, item, job_arena(job), &value)) {
		job_malformed(job, "a value names another that is not there", item->offset);
		return;
	}
	if (span_starts(ascii_trim(value), "file:")) {
		tell_files(job, span_from(ascii_trim(value), 5), item->offset);
		return;
	}
	many = span_byte(value, '\n') != SPAN_NONE;
	here = value.p == item->value.p;
	while (next_need(&value, &need, many)) {
		uint64_t offset = here ? (uint64_t)(need.p - text.p) : item->offset;

		need = without_comment(need);
		if (need.n == 0)
			continue;
		if (requirement_read(need, &requirement))
			requirement_emit(&requirement, (struct span){ 0 }, "manifest", scope, job,
					 line_index_at(lines, offset), offset);
		else
			job_malformed(job, "a dependency is no requirement", offset);
	}
}

/* A dash in a key is as good as an underscore. */
static bool is_key(struct span key, const char *name)
{
	size_t n = strlen(name);

	if (key.n != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (ascii_lower(key.p[i]) != name[i] && !(key.p[i] == '-' && name[i] == '_'))
			return false;
	return true;
}

static const struct {
	const char *section, *key; /* key NULL: all */
	const char *scope;
} needs[] = {
	{ "options", "install_requires", "required" },
	{ "options", "setup_requires", "build" },
	{ "options", "tests_require", "test" },
	{ "options.extras_require", NULL, "optional" },
};

static void read_item(struct job *job, const struct ini_item *item, struct project *project,
		      const struct line_index *lines, struct span text)
{
	if (span_is(item->section, "metadata"))
		keep(project, item);
	if (span_is(item->section, "options") && is_key(item->key, "python_requires"))
		project->python = ascii_trim(item->value);
	for (size_t i = 0; i < sizeof(needs) / sizeof(*needs); i++)
		if (span_is(item->section, needs[i].section) &&
		    (!needs[i].key || is_key(item->key, needs[i].key)))
			tell_needs(job, item, needs[i].scope, lines, text);
}

static void read(struct job *job, struct span bytes)
{
	struct line_index lines = line_index_of(bytes, job_arena(job));
	struct ini ini = ini_of(bytes);
	struct project project = { 0 };
	struct ini_item item;

	while (ini_next(&ini, &item)) {
		if (!job_spend(job, 1)) {
			job_incomplete(job, "the budget of operations is used up", item.offset);
			return;
		}
		read_item(job, &item, &project, &lines, bytes);
	}
	tell_project(job, &project);
}

const struct format format_pypi_setup_cfg = {
	.name = "python-setup-cfg",
	.bid = bid,
	.read = read,
	.of_project = true,
};
