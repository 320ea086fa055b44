/*
 * pyproject.toml: the project itself ([project], [tool.poetry]), what it is built with (PEP 518),
 * what it needs (PEP 621, PEP 735, and the tables of Poetry, PDM, uv, Hatch and Flit), and the
 * indexes that its tools are told of.
 *
 *     CODE {what "build-backend", value}: what builds the project (PEP 517)
 *     CODE {what "build-hook", name, value}: a script of the project that a tool runs to build
 *     CODE {what "build-path", value}: a folder of the project itself that the backend lies in
 */
#include "eco/origin.h"
#include "eco/pypi/declared.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	return span_is(probe->name, "pyproject.toml") ? BID_LIKELY : BID_NONE;
}

static const struct value *get(const struct value *map, const char *a, const char *b)
{
	return value_get(value_get(map, a), b);
}

/* The project. */

/* A text, {text = "..."} or {file = "..."}: of the last only a file is said. */
static struct span licence_of(const struct declared *d, const struct value *project)
{
	struct span text = declared_text(d, project, "license");

	return text.n ? text : declared_text(d, value_get(project, "license"), "text");
}

static struct span supplier_of(const struct declared *d, const struct value *project)
{
	const struct value *first = value_first(value_get(project, "authors"));

	return value_is_kind(first, VALUE_STRING) ? value_text(first, d->arena)
						  : declared_text(d, first, "name");
}

static bool tell_project(const struct declared *d, const struct value *project)
{
	struct span name = declared_text(d, project, "name"), licence = licence_of(d, project);
	struct entry entry = entry_package("pypi", name, "manifest");

	if (name.n == 0)
		return false;
	entry_text(&entry, "version", declared_text(d, project, "version"));
	entry_text(&entry, "description", declared_text(d, project, "description"));
	entry_text(&entry, "requires_python", declared_text(d, project, "requires-python"));
	entry_text(&entry, "supplier", supplier_of(d, project));
	entry_text(&entry, "licence", licence.n <= 200 ? licence : (struct span){ 0 });
	entry_word(&entry, "root", "yes");
	entry_emit(&entry, d->job, project->offset);
	return true;
}

/* What it needs. */

static void read_standard(const struct declared *d, const struct value *root)
{
	const struct value *project = value_get(root, "project");

	declared_list(d, value_get(project, "dependencies"), "required");
	declared_lists(d, value_get(project, "optional-dependencies"), "optional");
	declared_lists(d, value_get(root, "dependency-groups"), "dev");
	declared_list(d, get(root, "build-system", "requires"), "build");
}

static void read_backend(const struct declared *d, const struct value *build)
{
	const struct value *backend = value_get(build, "build-backend");

	if (backend)
		JOB_FACT(d->job, FACT_CODE, backend->offset, ATTR_WORD("what", "build-backend"),
			 ATTR_TEXT("value", value_text(backend, d->arena)));
	value_each (path, value_get(build, "backend-path"))
		JOB_FACT(d->job, FACT_CODE, path->offset, ATTR_WORD("what", "build-path"),
			 ATTR_TEXT("value", value_text(path, d->arena)));
}

static void tell_hook(const struct declared *d, const char *tool, const struct value *at,
		      struct span file)
{
	if (at && file.n)
		JOB_FACT(d->job, FACT_CODE, at->offset, ATTR_WORD("what", "build-hook"),
			 ATTR_WORD("name", tool), ATTR_TEXT("value", file));
}

/* A file, or {script = "..."}. */
static void read_poetry_build(const struct declared *d, const struct value *build)
{
	const struct value *script = value_get(build, "script");

	tell_hook(d, "poetry", build, value_text(script ? script : build, d->arena));
}

static void read_poetry(const struct declared *d, const struct value *poetry)
{
	bool second = false;

	read_poetry_build(d, value_get(poetry, "build"));
	declared_table(d, value_get(poetry, "dependencies"), "required");
	declared_table(d, value_get(poetry, "dev-dependencies"), "dev");
	value_each (key, value_get(poetry, "group"))
		declared_table(d, value_get(value_of(key), "dependencies"), "dev");
	value_each (source, value_get(poetry, "source")) {
		/* An explicit source serves only what names it. */
		struct span priority = declared_text(d, source, "priority");

		second = span_is(priority, "supplemental") || span_is(priority, "secondary") ||
			 value_is_kind(value_get(source, "secondary"), VALUE_TRUE);
		declared_index(d, source, second);
	}
}

static void read_pdm(const struct declared *d, const struct value *pdm)
{
	declared_lists(d, value_get(pdm, "dev-dependencies"), "dev");
	value_each (source, value_get(pdm, "source"))
		declared_index(d, source, false);
}

/* uv takes a package from the first index that has it, unless it is told to look in all. */
static void read_uv(const struct declared *d, const struct value *uv)
{
	struct span strategy = declared_text(d, uv, "index-strategy");
	bool all = span_starts(strategy, "unsafe-");

	declared_list(d, value_get(uv, "dev-dependencies"), "dev");
	declared_list(d, value_get(uv, "constraint-dependencies"), "optional");
	declared_list(d, value_get(uv, "override-dependencies"), "optional");
	value_each (index, value_get(uv, "index"))
		declared_index(d, index, all && index != value_first(value_get(uv, "index")));
	value_each (index, value_get(uv, "extra-index-url"))
		declared_index(d, index, all);
}

/* [tool.hatch.build.hooks.custom], of all builds or of one target. */
static void read_hatch_hooks(const struct declared *d, const struct value *build)
{
	const struct value *custom = get(build, "hooks", "custom");
	struct span path = declared_text(d, custom, "path");

	tell_hook(d, "hatch", custom, path.n ? path : span_str("hatch_build.py"));
}

static void read_hatch(const struct declared *d, const struct value *hatch)
{
	const struct value *build = value_get(hatch, "build");

	read_hatch_hooks(d, build);
	value_each (target, value_get(build, "targets"))
		read_hatch_hooks(d, value_of(target));
	value_each (key, value_get(hatch, "envs")) {
		declared_list(d, value_get(value_of(key), "dependencies"), "dev");
		declared_list(d, value_get(value_of(key), "extra-dependencies"), "dev");
	}
}

static void read_flit(const struct declared *d, const struct value *flit)
{
	declared_list(d, get(flit, "metadata", "requires"), "required");
	declared_lists(d, get(flit, "metadata", "requires-extra"), "optional");
}

/* dynamic.dependencies = {file = [...]} */
static void read_setuptools(const struct declared *d, const struct value *setuptools)
{
	const struct value *files = value_get(get(setuptools, "dynamic", "dependencies"), "file");

	value_each (file, files)
		JOB_FACT(d->job, FACT_INCLUDE, file->offset,
			 ATTR_TEXT("path", value_text(file, d->arena)),
			 ATTR_WORD("how", "requirement"));
}

static const struct {
	const char *name;
	void (*read)(const struct declared *d, const struct value *table);
} tools[] = {
	{ "poetry", read_poetry }, { "pdm", read_pdm },	  { "uv", read_uv },
	{ "hatch", read_hatch },   { "flit", read_flit }, { "setuptools", read_setuptools },
};

static void read(struct job *job, struct span bytes)
{
	struct declared d = declared_of(job, bytes);
	const struct value *tool;
	struct toml toml;

	toml_read(&toml, d.arena, bytes);
	if (toml.why)
		job_malformed(job, toml.why, toml.at);
	tool = value_get(toml.root, "tool");
	if (!tell_project(&d, value_get(toml.root, "project")))
		(void)tell_project(&d, value_get(tool, "poetry")); /* or it has no name */
	read_standard(&d, toml.root);
	read_backend(&d, value_get(toml.root, "build-system"));
	for (size_t i = 0; i < sizeof(tools) / sizeof(*tools); i++)
		if (value_is_kind(value_get(tool, tools[i].name), VALUE_MAP))
			tools[i].read(&d, value_get(tool, tools[i].name));
}

const struct format format_pypi_pyproject = {
	.name = "python-pyproject",
	.bid = bid,
	.read = read,
	.of_project = true,
};
