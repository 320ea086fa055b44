/* Declared needs. */
#include "eco/pypi/declared.h"

#include "base/ascii.h"
#include "eco/install/spec.h"
#include "eco/origin.h"
#include "eco/pypi/address.h"
#include "eco/pypi/pip_lines.h"
#include "eco/pypi/requirement.h"
#include "eco/pypi/specifier.h"

struct declared declared_of(struct job *job, struct span text)
{
	struct arena *arena = job_arena(job);

	return (struct declared){ .job = job, .arena = arena, .lines = line_index_of(text, arena) };
}

struct span declared_text(const struct declared *declared, const struct value *map, const char *key)
{
	const struct value *v = value_get(map, key);

	return value_is_kind(v, VALUE_STRING) ? value_text(v, declared->arena) : (struct span){ 0 };
}

/* PDM lists folders and repositories to edit among them, as pip's command line has them. */
static void declare(const struct declared *declared, const struct value *item, const char *scope)
{
	struct span written = value_text(item, declared->arena), text = pip_editable(written);
	uint64_t line = line_index_at(&declared->lines, item->offset);
	struct requirement requirement;
	struct install install = { 0 };

	if (requirement_read(text, &requirement)) {
		requirement_emit(&requirement, (struct span){ 0 }, "manifest", scope, declared->job,
				 line, item->offset);
	} else if (text.n == written.n) {
		job_malformed(declared->job, "a dependency is no requirement", item->offset);
	} else if (!span_starts(text, "file:") && install_pip(&install, text, declared->arena)) {
		entry_word(&install.entry, "method", "manifest");
		entry_word(&install.entry, "scope", scope);
		entry_number(&install.entry, "line", line);
		entry_emit(&install.entry, declared->job, item->offset);
	} /* else it lies in the tree */
}

void declared_list(const struct declared *declared, const struct value *list, const char *scope)
{
	value_each (item, list)
		if (item->kind == VALUE_STRING)
			declare(declared, item, scope);
}

void declared_lists(const struct declared *declared, const struct value *table, const char *scope)
{
	value_each (key, table)
		declared_list(declared, value_of(key), scope);
}

/* "1.2", "==1.2" and "= 1.2"; a star anywhere is none. */
static struct span exact_of(struct span specifier)
{
	struct span version = specifier_exact(specifier);
	struct span bare = specifier;

	if (version.n)
		return version;
	if (bare.n && bare.p[0] == '=')
		bare = ascii_trim(span_from(bare, 1));
	for (size_t i = 0; i < bare.n; i++)
		if (!ascii_is_alnum(bare.p[i]) && !strchr("!.-_+", bare.p[i]))
			return (struct span){ 0 };
	return bare.n && ascii_is_digit(bare.p[0]) ? bare : (struct span){ 0 };
}

static void add_specifier(struct entry *entry, struct span specifier)
{
	struct span exact = exact_of(specifier);

	if (exact.n)
		entry_text(entry, "version", exact);
	else if (!span_is(specifier, "*"))
		entry_text(entry, "range", specifier);
}

static void add_place(const struct declared *declared, struct entry *entry, const struct value *map)
{
	static const char *const vcs[] = { "git", "hg", "svn" };
	static const char *const revisions[] = { "rev", "ref", "tag", "branch" };
	struct span url = declared_text(declared, map, "url");

	for (size_t i = 0; i < sizeof(vcs) / sizeof(*vcs); i++)
		if (value_get(map, vcs[i])) {
			url = declared_text(declared, map, vcs[i]);
			entry_word(entry, "vcs", vcs[i]);
		}
	for (size_t i = 0; i < sizeof(revisions) / sizeof(*revisions); i++)
		entry_text(entry, "revision", declared_text(declared, map, revisions[i]));

	struct address address = address_read(url, declared->arena);
	struct archive_name archive;

	if (address.vcs.n == 0 && archive_name_read(address.file, &archive))
		entry_text(entry, "version", archive.version);
	address_add(&address, entry, declared->arena);
}

/* A folder or archive of the tree itself, which is looked at where it lies. */
static bool is_local(const struct value *v)
{
	return value_is_kind(value_get(v, "path"), VALUE_STRING);
}

static void tell(const struct declared *declared, const struct value *key, const struct value *v,
		 const char *scope)
{
	struct span name = value_text(key, declared->arena);
	struct span specifier = v->kind == VALUE_STRING ? value_text(v, declared->arena)
							: declared_text(declared, v, "version");
	struct entry entry = entry_package("pypi", name, "manifest");

	add_specifier(&entry, ascii_trim(specifier));
	if (v->kind == VALUE_MAP)
		add_place(declared, &entry, v);
	entry_text(&entry, "marker", declared_text(declared, v, "markers"));
	entry_word(&entry, "scope",
		   value_is_kind(value_get(v, "optional"), VALUE_TRUE) ? "optional" : scope);
	entry_text(&entry, "id", name);
	entry_number(&entry, "line", line_index_at(&declared->lines, key->offset));
	if (!is_local(v))
		entry_emit(&entry, declared->job, key->offset);
	entry_need(declared->job, (struct span){ 0 }, name, specifier, scope, key->offset);
}

void declared_table(const struct declared *declared, const struct value *table, const char *scope)
{
	if (!value_is_kind(table, VALUE_MAP))
		return;
	value_each (key, table) {
		const struct value *v = value_of(key);

		if (ascii_same(value_text(key, declared->arena), "python"))
			continue;
		if (v->kind != VALUE_LIST)
			tell(declared, key, v, scope);
		else
			value_each (one, v)
				tell(declared, key, one, scope);
	}
}

void declared_index(const struct declared *declared, const struct value *source, bool second)
{
	struct span url = source->kind == VALUE_STRING ? value_text(source, declared->arena)
						       : declared_text(declared, source, "url");
	struct span shown = origin_redacted(url, declared->arena);

	if (second)
		job_anomaly(declared->job, "requirements-extra-index", shown, source->offset);
	if (span_starts(url, "http://"))
		job_anomaly(declared->job, "requirements-plain-http", shown, source->offset);
	if (value_is_kind(value_get(source, "verify_ssl"), VALUE_FALSE))
		job_anomaly(declared->job, "requirements-trusted-host", shown, source->offset);
}
