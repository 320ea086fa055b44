/*
 * package.json: of a project, what it is called and asks for; in node_modules, what is installed.
 * Those that lie deeper inside a package (markers, test data, copies of other packages) are not
 * what npm has installed and say nothing.
 *
 *     CODE {what "install-script", name, value}: a command that `npm install` runs
 *     CODE {what "script", name, value}: a command of another name, which those may run
 *     CODE {what "entry", name, value}: a file that is run when the package is imported or its
 *         command is called; name is main, module, browser, bin or exports
 *     CODE {what "command", name}: a command that is installed for the user
 *     CODE {what "need", name, value, scope}: what is installed along with the package when others
 *         need it; scope is the key that it stands under
 */
#include "eco/entry.h"
#include "eco/lines.h"
#include "eco/npm/folder.h"
#include "eco/npm/spec.h"
#include "eco/npm/want.h"
#include "eco/origin.h"
#include "eco/place.h"
#include "format/document.h"
#include "format/format.h"

enum { OVERRIDES_DEPTH_MAX = 16, DESCRIPTION_MAX = 512, PEOPLE_MAX = 32, ENTRIES_MAX = 512 };

static unsigned bid(const struct probe *probe)
{
	return span_is(probe->name, "package.json") ? BID_LIKELY : BID_NONE;
}

struct manifest {
	struct job *job;
	const struct value *root;
	struct lines lines;
	struct span folder; /* that it is installed in, below node_modules; else empty */
};

static struct span text(const struct manifest *m, const struct value *map, const char *key)
{
	return value_text(value_get(map, key), job_arena(m->job));
}

/* What it is. */

/* A text, {"type": "MIT"} or {"name": "..."}, or the first of a list of such. */
static struct span text_or(const struct manifest *m, const struct value *v, const char *key)
{
	if (value_is_kind(v, VALUE_LIST))
		v = value_first(v);
	return value_text(value_is_kind(v, VALUE_MAP) ? value_get(v, key) : v, job_arena(m->job));
}

static struct span licence_of(const struct manifest *m)
{
	struct span one = text_or(m, value_get(m->root, "license"), "type");

	return one.n ? one : text_or(m, value_get(m->root, "licenses"), "type");
}

static bool is_editor_extension(const struct manifest *m)
{
	return value_get(value_get(m->root, "engines"), "vscode") != NULL;
}

/* What the others run by "npm run NAME". */
static void tell_other_scripts(const struct manifest *m)
{
	unsigned n = 0;

	value_each (key, value_get(m->root, "scripts")) {
		if (n++ == ENTRIES_MAX)
			break;
		JOB_FACT(m->job, FACT_CODE, key->offset, ATTR_WORD("what", "script"),
			 ATTR_TEXT("name", value_text(key, job_arena(m->job))),
			 ATTR_TEXT("value", value_text(value_of(key), job_arena(m->job))));
	}
}

static const char *const install_scripts[] = { "preinstall", "install", "postinstall", NULL };

/* npm does not run a dependency's `prepare`, except one from a repository. */
static const char *const project_scripts[] = { "preinstall", "install", "postinstall", "prepare",
					       NULL };

static struct span tell_scripts(const struct manifest *m, const char *const *names)
{
	const struct value *scripts = value_get(m->root, "scripts");
	struct span list = { 0 };

	for (size_t i = 0; names[i]; i++) {
		const struct value *script = value_get(scripts, names[i]);

		if (!value_is_kind(script, VALUE_STRING) || script->size == 0)
			continue;
		JOB_FACT(m->job, FACT_CODE, script->offset, ATTR_WORD("what", "install-script"),
			 ATTR_WORD("name", names[i]),
			 ATTR_TEXT("value", value_text(script, job_arena(m->job))));
		list = span_str(arena_printf(job_arena(m->job), "%.*s%s%s", (int)list.n,
					     (const char *)list.p, list.n ? " " : "", names[i]));
	}
	return list;
}

/* A path, or a tree of them: conditions of "exports", names of "bin". The walk is over the nodes in
 * the order of the text, so that its depth does not matter. */
static void tell_entry(const struct manifest *m, const char *name)
{
	const struct value *entry = value_get(m->root, name);
	uint32_t nodes = entry ? entry->nodes : 0;

	for (uint32_t i = 0; i < nodes && i < ENTRIES_MAX; i++)
		if (value_is_kind(entry + i, VALUE_STRING))
			JOB_FACT(m->job, FACT_CODE, entry[i].offset, ATTR_WORD("what", "entry"),
				 ATTR_WORD("name", name),
				 ATTR_TEXT("value", value_text(entry + i, job_arena(m->job))));
}

/* "bin" is a map, or one path for a command of the package's own name without its scope. */
static void tell_commands(const struct manifest *m)
{
	const struct value *bin = value_get(m->root, "bin");
	unsigned n = 0;

	if (value_is_kind(bin, VALUE_STRING))
		JOB_FACT(m->job, FACT_CODE, bin->offset, ATTR_WORD("what", "command"),
			 ATTR_TEXT("name", place_name(text(m, m->root, "name"))));
	value_each (key, bin) {
		if (n++ == ENTRIES_MAX)
			break;
		JOB_FACT(m->job, FACT_CODE, key->offset, ATTR_WORD("what", "command"),
			 ATTR_TEXT("name", value_text(key, job_arena(m->job))));
	}
}

static void tell_entries(const struct manifest *m)
{
	static const char *const names[] = { "main", "module", "browser", "bin", "exports", NULL };

	for (size_t i = 0; names[i]; i++)
		tell_entry(m, names[i]);
	tell_commands(m);
	tell_other_scripts(m);
}

static void tell_itself(struct manifest *m)
{
	const struct value *name_value = value_get(m->root, "name");
	struct span name = text(m, m->root, "name");
	struct entry entry = entry_scoped("npm", name, m->folder.n ? "installed" : "manifest");
	struct span scripts = tell_scripts(m, m->folder.n ? install_scripts : project_scripts);

	if (name.n == 0 || is_editor_extension(m))
		return;
	entry_text(&entry, "version", text(m, m->root, "version"));
	entry_text(&entry, "licence", licence_of(m));
	entry_text(&entry, "supplier", text_or(m, value_get(m->root, "author"), "name"));
	entry_text(&entry, "description",
		   span_part(text(m, m->root, "description"), 0, DESCRIPTION_MAX));
	entry_text(&entry, "install_script", scripts);
	entry_text(&entry, "origin",
		   origin_redacted(text(m, m->root, "_resolved"), job_arena(m->job)));
	(void)origin_integrity(&entry, text(m, m->root, "_integrity"), job_arena(m->job));
	if (m->folder.n && !span_eq(m->folder, name))
		entry_text(&entry, "folder", m->folder);
	entry_word(&entry, "id", ".");
	if (!m->folder.n)
		entry_word(&entry, "root", "yes");
	entry_number(&entry, "line", lines_at(&m->lines, name_value->offset));
	entry_emit(&entry, m->job, name_value->offset);
}

/* What it needs. */

static const struct kind {
	const char *key, *scope;
	bool installed; /* npm installs them for a dependency too */
} kinds[] = {
	{ "dependencies", "required", true },
	{ "devDependencies", "dev", false },
	{ "optionalDependencies", "optional", true },
	{ "peerDependencies", "required", true },
};

static bool is_optional_peer(const struct manifest *m, struct span name)
{
	value_each (key, value_get(m->root, "peerDependenciesMeta")) {
		if (span_eq(value_text(key, job_arena(m->job)), name))
			return value_is_kind(value_get(value_of(key), "optional"), VALUE_TRUE);
	}
	return false;
}

static void tell_need(struct manifest *m, const struct kind *kind, const struct value *key)
{
	static const struct span own_id = SPAN(".");
	struct npm_want want = { .name = value_text(key, job_arena(m->job)),
				 .spec = value_text(value_of(key), job_arena(m->job)),
				 .scope = kind->scope,
				 .offset = key->offset };

	bool optional_peer =
		span_is(span_str(kind->key), "peerDependencies") && is_optional_peer(m, want.name);

	if (optional_peer)
		want.scope = "optional";
	else if (!span_is(span_str(kind->key), "devDependencies"))
		JOB_FACT(m->job, FACT_CODE, key->offset, ATTR_WORD("what", "need"),
			 ATTR_TEXT("name", want.name), ATTR_TEXT("value", want.spec),
			 ATTR_WORD("scope", kind->key));
	if (m->folder.n) {
		entry_need(m->job, own_id, want.name, want.spec, want.scope, want.offset);
		return;
	}
	want.line = lines_at(&m->lines, key->offset);
	npm_want_tell(m->job, &want);
}

/* Archives as npm publishes them hold one folder, "package". */
static bool is_published(const struct manifest *m)
{
	return job_is_member(m->job) && span_is(job_path(m->job), "package/package.json");
}

static void tell_needs(struct manifest *m)
{
	bool is_project = !m->folder.n && !is_published(m);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (!is_project && !kinds[i].installed)
			continue;
		value_each (key, value_get(m->root, kinds[i].key)) {
			if (value_is_kind(value_of(key), VALUE_STRING))
				tell_need(m, &kinds[i], key);
		}
	}
}

/* An override by version changes how a need is met; one that names another package or an address
 * is a need of its own. Keys may be paths of yarn ("a/b") or carry a version ("a@1"). */
static void tell_overrides(struct manifest *m, const struct value *map, unsigned depth)
{
	value_each (key, depth < OVERRIDES_DEPTH_MAX ? map : NULL) {
		struct npm_spec spec = npm_spec_of(value_text(value_of(key), job_arena(m->job)));
		struct span behind;

		tell_overrides(m, value_of(key), depth + 1);
		if (!value_is_kind(value_of(key), VALUE_STRING) ||
		    (!spec.name.n && !npm_spec_is_address(&spec)))
			continue;
		npm_want_tell(m->job, &(const struct npm_want){
					      .name = npm_split(value_text(key, job_arena(m->job)),
								&behind),
					      .spec = value_text(value_of(key), job_arena(m->job)),
					      .scope = "required",
					      .offset = key->offset,
					      .line = lines_at(&m->lines, key->offset) });
	}
}

static bool says_anything(const struct value *root)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (value_get(root, kinds[i].key))
			return true;
	return value_is_kind(value_get(root, "name"), VALUE_STRING) || value_get(root, "scripts");
}

static void tell(struct manifest *m)
{
	tell_itself(m);
	tell_entries(m);
	tell_needs(m);
	if (m->folder.n)
		return;
	tell_overrides(m, value_get(m->root, "overrides"), 0);
	tell_overrides(m, value_get(m->root, "resolutions"), 0);
	tell_overrides(m, value_get(value_get(m->root, "pnpm"), "overrides"), 0);
}

static void read(struct job *job, struct span bytes)
{
	struct manifest m = { .job = job, .lines = lines_of(bytes) };
	enum npm_place place = npm_place_of(job_path(job), &m.folder);
	struct document doc;

	if (place == NPM_INSIDE) {
		job_decline(job);
		return;
	}
	document_open_marked(&doc, job, bytes); /* as npm does */
	m.root = doc.json.root;
	if (doc.is_read && place == NPM_PROJECT && !says_anything(m.root)) {
		job_decline(job);
	} else if (doc.is_read) {
		document_say(&doc, job, 0);
		tell(&m);
	}
	document_close(&doc, job);
}

const struct format format_npm_package_json = {
	.name = "npm_package_json",
	.bid = bid,
	.read = read,
};
