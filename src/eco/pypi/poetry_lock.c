/*
 * poetry.lock, versions 1 and 2: [[package]] with `files` or, in version 1, [metadata.files], and
 * [package.dependencies] by name.
 */
#include "eco/pypi/locked.h"
#include "eco/pypi/name.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	return span_is(probe->name, "poetry.lock") ? BID_LIKELY : BID_NONE;
}

static bool has_group(struct locked *locked, const struct value *package, const char *group)
{
	value_each (item, value_get(package, "groups"))
		if (value_is(item, group))
			return true;
	return span_is(locked_text(locked, package, "category"), group);
}

/* Since 2.0 a package says its groups, before 1.5 a category, between them neither. */
static const char *scope_of(struct locked *locked, const struct value *package)
{
	bool grouped = value_get(package, "groups") || value_get(package, "category");

	if (grouped && !has_group(locked, package, "main"))
		return has_group(locked, package, "test") ? "test" : "dev";
	return value_is_kind(value_get(package, "optional"), VALUE_TRUE) ? "optional" : "required";
}

static void add_source(struct locked *locked, struct entry *entry, const struct value *source)
{
	struct span type = locked_text(locked, source, "type");

	locked_add_url(locked, entry, locked_text(locked, source, "url"));
	entry_text(entry, "source", type);
	if (!span_is(type, "git"))
		return;
	entry_text(entry, "revision", locked_text(locked, source, "reference"));
	entry_text(entry, "commit", locked_text(locked, source, "resolved_reference"));
}

static const struct value *files_of(struct locked *locked, const struct value *package)
{
	const struct value *all = value_get(value_get(locked->root, "metadata"), "files");
	const struct value *own = value_get(package, "files");
	struct span name = locked_text(locked, package, "name");

	return own ? own : value_get(all, arena_text(locked->arena, name));
}

/* A dependency is a specifier, a table with one, or a list of such. */
static void need(struct locked *locked, struct span from, const struct value *key)
{
	const struct value *v = value_of(key);
	struct span name = value_text(key, locked->arena);
	bool optional = value_is_kind(value_get(v, "optional"), VALUE_TRUE);
	struct span range = v->kind == VALUE_STRING ? value_text(v, locked->arena)
						    : locked_text(locked, v, "version");

	entry_need(locked->job, from, locked_find(locked, name, (struct span){ 0 }), range,
		   optional ? "optional" : NULL, key->offset);
}

static void tell(struct locked *locked, const struct value *package)
{
	struct entry entry = locked_entry(locked, package);

	entry_word(&entry, "scope", scope_of(locked, package));
	entry_text(&entry, "requires_python", locked_text(locked, package, "python-versions"));
	add_source(locked, &entry, value_get(package, "source"));
	locked_add_files(locked, &entry, files_of(locked, package));
	entry_emit(&entry, locked->job, package->offset);
	value_each (key, value_get(package, "dependencies"))
		need(locked, locked_id(locked, package), key);
}

static void read(struct job *job, struct span bytes)
{
	struct locked locked;

	if (locked_open(&locked, job, bytes, "package"))
		for (size_t i = 0; i < locked.n; i++)
			tell(&locked, locked.packages[i]);
}

const struct format format_pypi_poetry_lock = {
	.name = "python-poetry-lock",
	.bid = bid,
	.read = read,
	.of_project = true,
};
