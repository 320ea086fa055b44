/*
 * uv.lock, version 1: [[package]] with a source, `sdist` and `wheels`, and dependencies by name,
 * with a version where a name alone would not do. What is editable or virtual is the project.
 */
#include "eco/pypi/locked.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	bool script = span_ends(probe->name, ".py.lock"); /* of a script's own requirements */

	return script || span_is(probe->name, "uv.lock") ? BID_LIKELY : BID_NONE;
}

static bool is_project(const struct value *source)
{
	return value_get(source, "editable") || value_get(source, "virtual");
}

/* A repository stands as "URL?rev=ASKED#COMMIT". */
static void add_git(struct locked *locked, struct entry *entry, struct span url)
{
	ptrdiff_t hash = span_byte(url, '#'), query = span_byte(url, '?');

	entry_word(entry, "vcs", "git");
	if (query != SPAN_NONE) {
		struct span asked = span_from(url, (uint64_t)query + 1);

		asked.n = hash > query ? (size_t)(hash - query) - 1 : asked.n;
		entry_text(entry, "revision", asked);
	}
	if (hash != SPAN_NONE)
		entry_text(entry, "commit", span_from(url, (uint64_t)hash + 1));
	locked_add_url(locked, entry, url);
}

static void add_source(struct locked *locked, struct entry *entry, const struct value *source)
{
	static const char *const kinds[] = { "registry", "url", "path", "directory" };
	struct span git = locked_text(locked, source, "git");

	if (is_project(source)) {
		entry_word(entry, "root", "yes");
		return;
	}
	if (git.n)
		add_git(locked, entry, git);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (value_get(source, kinds[i])) {
			entry_word(entry, "source", kinds[i]);
			locked_add_url(locked, entry, locked_text(locked, source, kinds[i]));
		}
}

static void need_all(struct locked *locked, const struct value *package, const struct value *list,
		     const char *scope)
{
	value_each (one, list) {
		struct span name = locked_text(locked, one, "name");

		if (name.n)
			entry_need(locked->job, locked_id(locked, package),
				   locked_find(locked, name, locked_text(locked, one, "version")),
				   (struct span){ 0 }, scope, one->offset);
	}
}

static void need_groups(struct locked *locked, const struct value *package, const char *table,
			const char *scope)
{
	value_each (key, value_get(package, table))
		need_all(locked, package, value_of(key), scope);
}

static void tell(struct locked *locked, const struct value *package)
{
	struct entry entry = locked_entry(locked, package);

	add_source(locked, &entry, value_get(package, "source"));
	entry_text(&entry, "uploaded", locked_first_upload(locked, package));
	locked_add_files(locked, &entry, value_get(package, "sdist"));
	locked_add_files(locked, &entry, value_get(package, "wheels"));
	entry_emit(&entry, locked->job, package->offset);
	need_all(locked, package, value_get(package, "dependencies"), NULL);
	need_groups(locked, package, "optional-dependencies", "optional");
	need_groups(locked, package, "dev-dependencies", "dev");
	need_groups(locked, package, "dependency-groups", "dev");
}

static void read(struct job *job, struct span bytes)
{
	struct locked locked;

	if (locked_open(&locked, job, bytes, "package"))
		for (size_t i = 0; i < locked.n; i++)
			tell(&locked, locked.packages[i]);
}

const struct format format_pypi_uv_lock = {
	.name = "python-uv-lock",
	.bid = bid,
	.read = read,
	.of_project = true,
};
