/*
 * Cargo.toml: what a crate is called and asks for, by ranges (the Cargo book, "The Manifest
 * Format", "Specifying Dependencies"). One in cargo's own cache is of a crate that was fetched; its
 * needs are those of its lock file.
 */
#include "base/toml.h"
#include "eco/entry.h"
#include "eco/lines.h"
#include "eco/origin.h"
#include "format/format.h"

enum { DESCRIPTION_MAX = 512 };

static unsigned bid(const struct probe *probe)
{
	return span_is(probe->name, "Cargo.toml") ? BID_LIKELY : BID_NONE;
}

struct manifest {
	struct job *job;
	struct lines lines;
	const struct value *root;
};

static struct span text(const struct manifest *m, const struct value *map, const char *key)
{
	return value_text(value_get(map, key), job_arena(m->job));
}

/* A field of the package, or of its workspace: `version.workspace = true`. */
static struct span package_text(const struct manifest *m, const char *key)
{
	const struct value *v = value_get(value_get(m->root, "package"), key);

	if (value_is_kind(value_get(v, "workspace"), VALUE_TRUE))
		v = value_get(value_get(value_get(m->root, "workspace"), "package"), key);
	return value_text(v, job_arena(m->job));
}

static void tell_itself(struct manifest *m, bool is_fetched)
{
	const struct value *package = value_get(m->root, "package");
	struct entry entry = entry_package("cargo", text(m, package, "name"),
					   is_fetched ? "installed" : "manifest");

	if (!value_is_kind(value_get(package, "name"), VALUE_STRING))
		return;
	entry_text(&entry, "version", package_text(m, "version"));
	entry_text(&entry, "licence", package_text(m, "license"));
	entry_text(&entry, "description",
		   span_part(package_text(m, "description"), 0, DESCRIPTION_MAX));
	entry_text(&entry, "repository",
		   origin_redacted(package_text(m, "repository"), job_arena(m->job)));
	if (!is_fetched)
		entry_word(&entry, "root", "yes");
	entry_word(&entry, "id", ".");
	entry_number(&entry, "line", lines_at(&m->lines, package->offset));
	entry_emit(&entry, m->job, package->offset);
}

/* "=1.2.3" is a version; "1.2.3" is any that is compatible. */
static bool is_exact(struct span requirement)
{
	size_t dots = 0;

	for (size_t i = 0; i < requirement.n; i++)
		dots += requirement.p[i] == '.';
	return span_starts(requirement, "=") && dots >= 2 &&
	       span_byte(requirement, ',') == SPAN_NONE && span_byte(requirement, '*') == SPAN_NONE;
}

static struct span trimmed(struct span s)
{
	while (s.n && s.p[0] == ' ')
		s = span_from(s, 1);
	return s;
}

static void tell_need(struct manifest *m, const struct value *key, const char *scope)
{
	struct arena *arena = job_arena(m->job);
	const struct value *v = value_of(key);
	struct span alias = value_text(key, arena), name = text(m, v, "package");
	struct span range =
		value_is_kind(v, VALUE_STRING) ? value_text(v, arena) : text(m, v, "version");
	struct span git = origin_redacted(text(m, v, "git"), arena);
	struct entry entry = entry_package("cargo", name.n ? name : alias, "manifest");

	if (value_is_kind(value_get(v, "optional"), VALUE_TRUE) &&
	    span_is(span_str(scope), "required"))
		scope = "optional";
	entry_need(m->job, (struct span){ 0 }, alias, range, scope, key->offset);
	if (range.n == 0 && git.n == 0 && value_is_kind(v, VALUE_MAP))
		return; /* in the tree itself, or said by the workspace */
	if (is_exact(range))
		entry_text(&entry, "version", trimmed(span_from(range, 1)));
	else
		entry_text(&entry, "range", range);
	entry_text(&entry, "origin", git);
	entry_text(&entry, "revision", text(m, v, "rev"));
	entry_text(&entry, "id", alias);
	entry_text(&entry, "alias", name.n ? alias : name);
	entry_word(&entry, "scope", scope);
	entry_number(&entry, "line", lines_at(&m->lines, key->offset));
	entry_emit(&entry, m->job, key->offset);
}

static void tell_needs(struct manifest *m, const struct value *map)
{
	static const struct {
		const char *key, *scope;
	} kinds[] = {
		{ "dependencies", "required" },	   { "dev-dependencies", "dev" },
		{ "build-dependencies", "build" }, { "dev_dependencies", "dev" },
		{ "build_dependencies", "build" },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		value_each (key, value_get(map, kinds[i].key))
			tell_need(m, key, kinds[i].scope);
	}
}

/* CARGO_HOME/registry/src/REGISTRY/NAME-VERSION/Cargo.toml */
static bool is_cached(struct span path)
{
	return span_has(path, "registry/src/") && span_has(path, "cargo");
}

static void read(struct job *job, struct span bytes)
{
	struct manifest m = { .job = job, .lines = lines_of(bytes) };
	bool is_fetched = is_cached(job_path(job));
	struct toml toml;

	toml_read(&toml, job_arena(job), bytes);
	m.root = toml.root;
	if (toml.why)
		job_malformed(job, toml.why, toml.at);
	tell_itself(&m, is_fetched);
	if (is_fetched)
		return;
	tell_needs(&m, m.root);
	tell_needs(&m, value_get(m.root, "workspace"));
	value_each (target, value_get(m.root, "target"))
		tell_needs(&m, value_of(target));
}

const struct format format_cargo_manifest = {
	.name = "cargo_manifest",
	.bid = bid,
	.read = read,
	.of_project = true,
};
