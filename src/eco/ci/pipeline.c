/*
 * Files that name the images of builds and deployments, and what builds take in from elsewhere:
 * compose files, charts, Kubernetes objects, GitLab CI, CircleCI, Azure Pipelines, Bitbucket
 * Pipelines, Drone and Woodpecker. Images and scripts are found by their keys anywhere in the tree;
 * what is particular to a service is in service.c.
 */
#include "eco/ci/service.h"
#include "eco/ci/steps.h"
#include "eco/place.h"
#include "format/format.h"

enum { MAPS_MAX = 1 << 20 }; /* values that are looked at */

/* The walk: every image, every script. */

/* An image beside `build` is the name that the build gives. */
static bool is_built(const struct value *map)
{
	return value_get(map, "build") != NULL;
}

static void tell_images(struct tree *tree, const struct value *v)
{
	if (!value_is_kind(v, VALUE_LIST)) {
		steps_tell_image(tree, v);
		return;
	}
	value_each (one, v)
		steps_tell_image(tree, one);
}

static bool is_script(const struct service *service, const struct value *key)
{
	return value_is(key, service->script) || value_is(key, "before_script") ||
	       value_is(key, "after_script");
}

static void tell_key(struct tree *tree, const struct service *service, const struct value *map,
		     const struct value *key)
{
	const struct value *v = value_of(key);

	if (service->parts) {
		(void)service_tell_parts(tree, v); /* many maps are no images */
		return;
	}
	if (value_is(key, "image") && !is_built(map))
		steps_tell_image(tree, v);
	else if (service->images && value_is(key, service->images))
		tell_images(tree, v);
	else if (service->script && is_script(service, key))
		steps_tell_script(tree, value_is_kind(v, VALUE_MAP) ? value_get(v, "command") : v);
}

/* Trees are arrays in the order of the document: a loop sees all maps. */
static void walk(struct tree *tree, const struct service *service, const struct value *document)
{
	const struct value *end = document + document->nodes;
	size_t n = 0;

	for (const struct value *v = document; v < end && n < MAPS_MAX; v++, n++)
		if (v->kind == VALUE_MAP)
			value_each (key, v)
				tell_key(tree, service, v, key);
}

static const struct service *find_service(const struct tree *tree, const struct value *document)
{
	struct span path = job_path(tree->job);

	for (size_t i = 0; i < n_services; i++)
		if ((!services[i].places || place_like_any(path, services[i].places)) &&
		    services[i].is(document))
			return &services[i];
	return NULL;
}

static bool tell(struct tree *tree)
{
	bool known = false;

	value_each (document, tree->root) {
		const struct service *service = find_service(tree, document);

		if (!service)
			continue;
		known = true;
		if (service->tell)
			service->tell(tree, document);
		walk(tree, service, document);
	}
	return known;
}

static bool is_place(struct span path)
{
	for (size_t i = 0; i < n_services; i++)
		if (services[i].places && place_like_any(path, services[i].places))
			return true;
	return false;
}

static unsigned bid(const struct probe *probe)
{
	static const char *const endings[] = { ".yml", ".yaml", NULL };

	if (!probe_named(probe, endings) || span_byte(probe->head, 0) != SPAN_NONE)
		return BID_NONE;
	if (is_place(probe->path))
		return place_is_foreign(probe->path) ? BID_NONE : BID_LIKELY;
	return span_has(probe->head, "apiVersion:") && span_has(probe->head, "kind:") &&
			       !place_is_foreign(probe->path)
		       ? BID_READ
		       : BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	tree_read(job, bytes, NOTATION_YAML, tell);
}

const struct format format_ci_pipeline = {
	.name = "pipeline",
	.bid = bid,
	.read = read,
	.of_project = true,
	.examples = (const char *const[]){ ".gitlab-ci.yml", ".circleci/config.yml",
					   "azure-pipelines.yml", "bitbucket-pipelines.yml",
					   ".drone.yml", "compose.yaml", "k8s.yaml", NULL },
};
