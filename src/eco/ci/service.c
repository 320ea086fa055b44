/* Services that build or deploy, and what their files take in from elsewhere. */
#include "eco/ci/service.h"

#include "eco/ci/steps.h"
#include "eco/ci/variables.h"
#include "eco/entry.h"
#include "eco/origin.h"

static bool is_map(const struct value *map, const char *key)
{
	return value_is_kind(value_get(map, key), VALUE_MAP);
}

/* Anomalies and components of what is taken in from elsewhere. */

static void say_unpinned(struct tree *tree, struct span what, const struct value *v)
{
	job_anomaly(tree->job, "ci-include-unpinned", what, v->offset);
}

static bool is_hex(struct span s)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < s.n; i++)
		if (!memchr(digits, s.p[i], 16))
			return false;
	return s.n == 40 || s.n == 64;
}

static bool is_moving(struct span ref)
{
	static const char *const names[] = { "",	"main",	    "master",  "latest", "HEAD",
					     "~latest", "volatile", "develop", "dev",	 NULL };

	for (size_t i = 0; names[i]; i++)
		if (span_is(ref, names[i]))
			return true;
	return false;
}

static void tell_include(struct tree *tree, const char *ecosystem, struct span name,
			 struct span version, const char *type, const struct value *v)
{
	struct entry entry = entry_scoped(ecosystem, name, "manifest");

	entry_text(&entry, "version", version);
	entry_word(&entry, "category", type);
	entry_word(&entry, "scope", "build");
	entry_number(&entry, "line", tree_line(tree, v));
	entry_emit(&entry, tree->job, v->offset);
}

/* Compose (compose-spec). */

static bool is_compose(const struct value *document)
{
	const struct value *map = value_get(document, "services");

	if (!value_is_kind(map, VALUE_MAP))
		return false;
	value_each (key, map)
		if (value_get(value_of(key), "image") || value_get(value_of(key), "build"))
			return true;
	return false;
}

/* Values that the environment may give are not known; those that the file gives may be put in. */
static void take_variables(struct tree *tree, const struct value *map)
{
	tree->variables = arena_alloc(tree->arena, sizeof(*tree->variables));
	tree->variables->arena = tree->arena;
	if (!value_is_kind(map, VALUE_MAP))
		return;
	value_each (key, map) {
		const struct value *v = value_of(key);

		v = value_is_kind(v, VALUE_MAP) ? value_get(v, "value") : v;
		if (value_is_kind(v, VALUE_STRING))
			variables_set(tree->variables, tree_text(tree, key),
				      variables_expand(tree->variables, tree_text(tree, v)));
	}
}

static void tell_compose(struct tree *tree, const struct value *document)
{
	take_variables(tree, NULL);
	value_each (key, value_get(document, "services"))
		steps_tell_variables(tree, value_get(value_of(key), "environment"));
}

/* Kubernetes: any object with containers in it. */

static bool is_kubernetes(const struct value *document)
{
	return value_is_kind(value_get(document, "apiVersion"), VALUE_STRING) &&
	       value_is_kind(value_get(document, "kind"), VALUE_STRING);
}

/* GitLab ("CI/CD YAML syntax reference", include). */

static const char *const gitlab_places[] = { ".gitlab-ci.yml", ".gitlab-ci.yaml", "*.gitlab-ci.yml",
					     ".gitlab/*.yml", NULL };

static bool is_gitlab(const struct value *document)
{
	static const char *const keys[] = { "stages",	     "include",	  "image",    "default",
					    "before_script", "variables", "workflow", NULL };

	if (!value_is_kind(document, VALUE_MAP))
		return false;
	for (size_t i = 0; keys[i]; i++)
		if (value_get(document, keys[i]))
			return true;
	value_each (key, document)
		if (value_get(value_of(key), "script"))
			return true;
	return false;
}

/* "host/group/project/component@version" */
static void gitlab_component(struct tree *tree, const struct value *v)
{
	struct span text = tree_text(tree, v);
	ptrdiff_t at = span_byte(text, '@'), slash = span_byte(text, '/');
	struct span version = span_from(text, (uint64_t)at + 1);

	if (at <= 0 || slash <= 0 || slash > at)
		return;
	tell_include(tree, "gitlab",
		     span_part(text, (uint64_t)slash + 1, (uint64_t)(at - slash) - 1), version,
		     "component", v);
	if (is_moving(version))
		say_unpinned(tree, text, v);
}

static void gitlab_include(struct tree *tree, const struct value *one)
{
	const struct value *project = value_get(one, "project"), *remote = value_get(one, "remote");
	const struct value *component = value_get(one, "component");
	struct span ref = tree_text(tree, value_get(one, "ref"));

	if (value_is_kind(one, VALUE_STRING) && span_has(tree_text(tree, one), "://"))
		remote = one;
	if (value_is_kind(project, VALUE_STRING)) {
		tell_include(tree, "gitlab", tree_text(tree, project), ref, "include", project);
		if (!is_hex(ref))
			say_unpinned(tree, tree_text(tree, project), project);
	}
	if (value_is_kind(remote, VALUE_STRING) && !value_get(one, "integrity"))
		say_unpinned(tree, origin_redacted(tree_text(tree, remote), tree->arena), remote);
	if (component)
		gitlab_component(tree, component);
}

static void tell_gitlab(struct tree *tree, const struct value *document)
{
	const struct value *include = value_get(document, "include");

	if (value_is_kind(include, VALUE_LIST))
		value_each (one, include)
			gitlab_include(tree, one);
	else if (include)
		gitlab_include(tree, include);
	steps_tell_variables(tree, value_get(document, "variables"));
	take_variables(tree, value_get(document, "variables"));
}

/* CircleCI ("Configuration reference", orbs). */

static const char *const circleci_places[] = { ".circleci/*.yml", ".circleci/*.yaml", NULL };

static bool is_circleci(const struct value *document)
{
	return is_map(document, "jobs") || is_map(document, "orbs");
}

static void tell_circleci(struct tree *tree, const struct value *document)
{
	const struct value *orbs = value_get(document, "orbs");

	if (!value_is_kind(orbs, VALUE_MAP))
		return;
	value_each (key, orbs) {
		struct span text = tree_text(tree, value_of(key));
		ptrdiff_t at = span_byte(text, '@');
		struct span version = span_from(text, (uint64_t)at + 1);

		if (at <= 0)
			continue;
		tell_include(tree, "circleci", span_part(text, 0, (uint64_t)at), version, "orb",
			     value_of(key));
		if (is_moving(version) || span_starts(version, "dev:"))
			say_unpinned(tree, text, value_of(key));
	}
}

/* Azure Pipelines ("YAML schema", resources.repositories). */

static const char *const azure_places[] = { "azure-pipelines*.yml", "azure-pipelines*.yaml",
					    ".azure-pipelines/*.yml", NULL };

static bool is_azure(const struct value *document)
{
	static const char *const keys[] = { "stages", "jobs", "steps", "resources", "pool", NULL };

	for (size_t i = 0; keys[i]; i++)
		if (value_get(document, keys[i]))
			return true;
	return false;
}

static void tell_azure(struct tree *tree, const struct value *document)
{
	const struct value *list = value_get(value_get(document, "resources"), "repositories");

	if (!value_is_kind(list, VALUE_LIST))
		return;
	value_each (one, list) {
		const struct value *name = value_get(one, "name");
		struct span ref = tree_text(tree, value_get(one, "ref"));
		bool github = value_is(value_get(one, "type"), "github");

		if (!value_is_kind(name, VALUE_STRING))
			continue;
		tell_include(tree, github ? "github" : "generic", tree_text(tree, name), ref,
			     "repository", name);
		if (!is_hex(ref))
			say_unpinned(tree, tree_text(tree, name), name);
	}
}

/* Bitbucket Pipelines: a pipe is an image. */

static const char *const bitbucket_places[] = { "bitbucket-pipelines.yml", NULL };

static bool is_bitbucket(const struct value *document)
{
	return is_map(document, "pipelines");
}

/* Drone and Woodpecker: steps are images with commands. */

static const char *const drone_places[] = { ".drone.yml",	  ".drone.yaml",
					    ".woodpecker.yml",	  ".woodpecker/*.yml",
					    ".woodpecker/*.yaml", NULL };

static bool is_drone(const struct value *document)
{
	return value_get(document, "steps") || value_get(document, "pipeline");
}

/* Values of a Helm chart: {"image": {"registry", "repository", "tag", "digest"}}. */

static const char *const helm_places[] = { "values.yaml", "values.yml", "values-*.yaml",
					   "values.*.yaml", NULL };

static bool is_image_map(const struct value *v)
{
	return value_is_kind(value_get(v, "repository"), VALUE_STRING) &&
	       (value_get(v, "tag") || value_get(v, "digest"));
}

static bool is_helm(const struct value *document)
{
	const struct value *end = document + document->nodes;

	for (const struct value *v = document; v < end; v++)
		if (v->kind == VALUE_MAP && is_image_map(v))
			return true;
	return false;
}

bool service_tell_parts(struct tree *tree, const struct value *map)
{
	if (!is_image_map(map))
		return false;

	struct span registry = tree_text(tree, value_get(map, "registry"));
	struct span repository = tree_text(tree, value_get(map, "repository"));
	struct span tag = tree_text(tree, value_get(map, "tag"));
	struct span digest = tree_text(tree, value_get(map, "digest"));

	steps_tell_image_named(
		tree,
		span_str(arena_printf(tree->arena, "%.*s%s%.*s%s%.*s%s%.*s", (int)registry.n,
				      (const char *)registry.p, registry.n ? "/" : "",
				      (int)repository.n, (const char *)repository.p,
				      tag.n ? ":" : "", (int)tag.n, (const char *)tag.p,
				      digest.n ? "@" : "", (int)digest.n, (const char *)digest.p)),
		map);
	return true;
}

static const char *const compose_places[] = { "*compose*.yml", "*compose*.yaml",
					      "docker-stack*.yml", NULL };

const struct service services[] = {
	{ gitlab_places, is_gitlab, tell_gitlab, "script", "services" },
	{ circleci_places, is_circleci, tell_circleci, "run" },
	{ azure_places, is_azure, tell_azure, "script" },
	{ bitbucket_places, is_bitbucket, NULL, "script", "pipe" },
	{ drone_places, is_drone, NULL, "commands" },
	{ helm_places, is_helm, .parts = true },
	{ compose_places, is_compose, tell_compose },
	{ NULL, is_kubernetes },
};

const size_t n_services = sizeof(services) / sizeof(services[0]);
