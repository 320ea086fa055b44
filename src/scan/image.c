/* Images of containers, their layers and whiteouts. */
#include "scan/image.h"

#include <stdlib.h>

#include "base/mem.h"

/* An image has 127 at most on the usual file systems. */
enum { LAYERS_MAX = 512, FIRST_ROOM = 64 };

/* A layer of one image, as its manifest says. */
struct layer {
	const struct artifact *manifest;
	struct span image, ref;
	bool by_digest;
	uint64_t index;
	const struct artifact *artifact; /* once found; NULL: it is not in the target */
};

/* What a layer does to what lower ones have at a path. */
enum effect {
	REPLACES,	 /* has a file of its own there */
	DELETES,	 /* a whiteout */
	DELETES_CONTENT, /* an opaque whiteout: all in the folder */
};

struct mark {
	const struct artifact *layer; /* of a whiteout: its tar, until layers are known */
	struct span path;
	enum effect effect;
};

struct marks {
	struct mark *all;
	size_t n, room;
};

struct images {
	struct report *report;
	struct layer *layers; /* by (manifest, image, index) once all are found */
	size_t n_layers;
	size_t *by_artifact; /* numbers of layers that were found, by artifact */
	size_t n_found;
	struct marks marks; /* by (layer, path) in the end */
};

struct images *images_new(struct report *report)
{
	struct images *images = mem_alloc(sizeof(*images));

	images->report = report;
	images->layers = mem_alloc(LAYERS_MAX * sizeof(*images->layers));
	images->by_artifact = mem_alloc(LAYERS_MAX * sizeof(*images->by_artifact));
	return images;
}

void images_free(struct images *images)
{
	if (!images)
		return;
	mem_free(images->layers);
	mem_free(images->by_artifact);
	mem_free(images->marks.all);
	mem_free(images);
}

static void add_mark(struct marks *marks, struct mark mark)
{
	if (marks->n == marks->room) {
		marks->room = marks->room ? 2 * marks->room : FIRST_ROOM;
		marks->all = mem_resize(marks->all, marks->room * sizeof(*marks->all));
	}
	marks->all[marks->n++] = mark;
}

/* Paths in layers begin with "./", "/" or neither. */
static struct span plain(struct span path)
{
	while (span_starts(path, "./") || span_starts(path, "/"))
		path = span_from(path, path.p[0] == '/' ? 1 : 2);
	while (path.n && path.p[path.n - 1] == '/')
		path.n--;
	return path;
}

static void add_layer(struct images *images, const struct artifact *artifact,
		      const struct fact *fact)
{
	struct arena *arena = &images->report->arena;
	struct span digest = fact_text(fact, "digest"), path = fact_text(fact, "path");

	if (images->n_layers == LAYERS_MAX)
		return;
	images->layers[images->n_layers++] = (struct layer){
		.manifest = artifact,
		.image = arena_copy(arena, fact_text(fact, "image")),
		.ref = arena_copy(arena, digest.n ? digest : plain(path)),
		.by_digest = digest.n > 0,
		.index = fact_number(fact, "index", 0),
	};
}

static void add_whiteout(struct images *images, const struct artifact *artifact,
			 const struct fact *fact)
{
	static const char mark[] = ".wh.", opaque[] = ".wh..wh..opq";
	struct arena *arena = &images->report->arena;
	struct span path = plain(fact_text(fact, "name"));
	const uint8_t *slash = path.n ? memrchr(path.p, '/', path.n) : NULL;
	uint64_t start = slash ? (uint64_t)(slash + 1 - path.p) : 0;
	struct span folder = span_part(path, 0, start), last = span_from(path, start);
	struct mark mark_there = { .layer = artifact, .effect = DELETES };

	if (!span_starts(last, mark))
		return;
	if (span_is(last, opaque)) {
		mark_there.effect = DELETES_CONTENT;
		mark_there.path = arena_copy(arena, plain(folder));
	} else {
		last = span_from(last, sizeof(mark) - 1);
		mark_there.path = span_str(arena_printf(arena, "%.*s%.*s", (int)folder.n,
							(const char *)folder.p, (int)last.n,
							(const char *)last.p));
	}
	add_mark(&images->marks, mark_there);
}

void images_fact(struct images *images, const struct artifact *artifact, const struct fact *fact)
{
	if (fact->kind == FACT_LAYER)
		add_layer(images, artifact, fact);
	if (fact->kind == FACT_MEMBER && fact_attr(fact, "name"))
		add_whiteout(images, artifact, fact);
}

/* Finding layers: artifacts in the order of what a manifest calls them. */

/* "HEX" of "sha256:HEX". */
static struct span hex_of(struct span digest)
{
	ptrdiff_t colon = span_byte(digest, ':');

	return colon == SPAN_NONE ? digest : span_from(digest, (uint64_t)colon + 1);
}

static struct span last_part(struct span path)
{
	const uint8_t *slash = path.n ? memrchr(path.p, '/', path.n) : NULL;

	return slash ? span_from(path, (uint64_t)(slash + 1 - path.p)) : path;
}

/* The root of an OCI layout is the folder around blobs/: the same for manifest and layer. */
static struct span layout_of(const struct artifact *artifact)
{
	static const char blobs[] = "blobs/sha256/";
	struct span path = artifact->path, name = last_part(path);
	uint64_t n = path.n - name.n;

	return n >= sizeof(blobs) - 1 ? span_part(path, 0, n - (sizeof(blobs) - 1))
				      : (struct span){ 0 };
}

static bool is_layer(const struct layer *layer, const struct artifact *artifact)
{
	if (!layer->by_digest)
		return artifact->parent == layer->manifest->parent &&
		       span_eq(plain(artifact->name), layer->ref);
	return artifact->parent == layer->manifest->parent &&
	       span_eq(last_part(artifact->name), hex_of(layer->ref)) &&
	       span_eq(layout_of(artifact), layout_of(layer->manifest));
}

static int by_last_part(const void *a, const void *b)
{
	const struct artifact *x = *(const struct artifact *const *)a,
			      *y = *(const struct artifact *const *)b;
	int order = span_cmp(last_part(x->name), last_part(y->name));

	return order ? order : (x->order > y->order) - (x->order < y->order);
}

struct artifacts {
	const struct artifact **all;
	size_t n;
};

static struct artifacts artifacts_by_name(const struct report *report)
{
	struct artifacts by = { .all = mem_alloc((report->n_artifacts + 1) * sizeof(*by.all)) };

	for (const struct artifact *a = report->artifacts; a; a = a->next)
		by.all[by.n++] = a;
	qsort(by.all, by.n, sizeof(*by.all), by_last_part);
	return by;
}

static void find_layer(const struct artifacts *by, struct layer *layer)
{
	struct span wanted = layer->by_digest ? hex_of(layer->ref) : last_part(layer->ref);
	size_t low = 0, high = by->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (span_cmp(last_part(by->all[middle]->name), wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < by->n && span_eq(last_part(by->all[low]->name), wanted); low++)
		if (is_layer(layer, by->all[low])) {
			layer->artifact = by->all[low];
			return;
		}
}

/* Where something lies in a layer. */

static bool is_tar(const struct artifact *artifact)
{
	for (size_t i = 0; i < artifact->n_formats; i++)
		if (strcmp(artifact->formats[i], "tar") == 0)
			return true;
	return false;
}

/* A layer is a tar or a compressed run with one inside. */
static const struct artifact *layer_of_tar(const struct artifact *tar)
{
	return tar->parent && !is_tar(tar->parent) && tar->parent->parent &&
			       is_tar(tar->parent->parent)
		       ? tar->parent
	       : tar->parent && !is_tar(tar->parent) && !tar->parent->parent ? tar->parent
									     : tar;
}

struct spot {
	const struct artifact *layer;
	struct span path;
};

/* The first place in by_artifact of a layer that is `artifact`; n_found when there is none. */
static size_t first_layer_of(const struct images *images, const struct artifact *artifact)
{
	size_t low = 0, high = images->n_found;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (images->layers[images->by_artifact[middle]].artifact->order < artifact->order)
			low = middle + 1;
		else
			high = middle;
	}
	return low < images->n_found &&
			       images->layers[images->by_artifact[low]].artifact == artifact
		       ? low
		       : images->n_found;
}

/* The innermost layer that the artifact lies in, and its path there. */
static bool spot_of(const struct images *images, const struct artifact *artifact, struct spot *spot)
{
	for (const struct artifact *a = artifact; a->parent; a = a->parent) {
		if (!is_tar(a->parent))
			continue;
		spot->layer = layer_of_tar(a->parent);
		spot->path = plain(a->name);
		if (first_layer_of(images, spot->layer) < images->n_found)
			return true;
	}
	return false;
}

/* What a higher layer does to it. */

static int mark_order(const struct artifact *layer, struct span path, const struct mark *mark)
{
	int order = (layer->order > mark->layer->order) - (layer->order < mark->layer->order);

	return order ? order : span_cmp(path, mark->path);
}

static int by_layer_and_path(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;
	int order = mark_order(x->layer, x->path, y);

	return order ? order : (int)x->effect - (int)y->effect;
}

/* The first mark of the layer at that path, or NULL: of several the one that does most there. */
static const struct mark *mark_at(const struct marks *marks, const struct artifact *layer,
				  struct span path)
{
	size_t low = 0, high = marks->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (mark_order(layer, path, &marks->all[middle]) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < marks->n && mark_order(layer, path, &marks->all[low]) == 0 ? &marks->all[low]
										: NULL;
}

/* At the path itself a file or a whiteout hides it, at a folder around it anything does. */
static bool hides(const struct marks *marks, const struct artifact *layer, struct span path)
{
	const struct mark *mark = mark_at(marks, layer, path);

	if (mark && mark->effect != DELETES_CONTENT)
		return true;
	for (size_t i = path.n; i-- > 0;)
		if (path.p[i] == '/' && mark_at(marks, layer, span_part(path, 0, i)))
			return true;
	return mark_at(marks, layer, span_part(path, 0, 0)) != NULL;
}

static bool same_image(const struct layer *a, const struct layer *b)
{
	return a->manifest == b->manifest && span_eq(a->image, b->image);
}

/* Whether the spot is still seen in the image that has its layer as number i. */
static bool is_left(const struct images *images, size_t i, const struct spot *spot)
{
	const struct layer *own = &images->layers[i];

	for (size_t j = i + 1; j < images->n_layers && same_image(own, &images->layers[j]); j++) {
		const struct artifact *higher = images->layers[j].artifact;

		if (higher && higher != own->artifact && hides(&images->marks, higher, spot->path))
			return false;
	}
	return true;
}

static bool is_left_anywhere(const struct images *images, const struct spot *spot)
{
	size_t i = first_layer_of(images, spot->layer);

	for (; i < images->n_found; i++) {
		size_t layer = images->by_artifact[i];

		if (images->layers[layer].artifact != spot->layer)
			return false;
		if (is_left(images, layer, spot))
			return true;
	}
	return false;
}

static void say_layer(struct report *report, struct component *component,
		      const struct artifact *layer)
{
	struct property *property = arena_alloc(&report->arena, sizeof(*property));

	for (const struct property *p = component->properties; p; p = p->next)
		if (span_is(p->key, "layer") && span_eq(p->value, layer->path))
			return;
	*property = (struct property){ span_str("layer"), layer->path, component->properties };
	component->properties = property;
}

static void judge(const struct images *images, struct component *component)
{
	bool left = false;
	struct spot spot;

	for (struct occurrence *o = component->occurrences; o; o = o->next) {
		if (spot_of(images, o->artifact, &spot)) {
			say_layer(images->report, component, spot.layer);
			o->removed = !is_left_anywhere(images, &spot);
		}
		left = left || !o->removed;
	}
	component->removed = !left;
}

/* In the end. */

static int by_manifest_and_index(const void *a, const void *b)
{
	const struct layer *x = a, *y = b;
	uint64_t i = x->manifest->order, j = y->manifest->order;
	int order = (i > j) - (i < j);

	if (order == 0)
		order = span_cmp(x->image, y->image);
	return order ? order : (x->index > y->index) - (x->index < y->index);
}

static void find_layers(struct images *images)
{
	struct artifacts by = artifacts_by_name(images->report);

	for (size_t i = 0; i < images->n_layers; i++)
		find_layer(&by, &images->layers[i]);
	mem_free(by.all);
	qsort(images->layers, images->n_layers, sizeof(*images->layers), by_manifest_and_index);
}

/* Insertion: there are few. */
static void order_by_artifact(struct images *images)
{
	for (size_t i = 0; i < images->n_layers; i++) {
		size_t at = images->n_found;

		if (!images->layers[i].artifact)
			continue;
		for (; at > 0 && images->layers[images->by_artifact[at - 1]].artifact->order >
					 images->layers[i].artifact->order;
		     at--)
			images->by_artifact[at] = images->by_artifact[at - 1];
		images->by_artifact[at] = i;
		images->n_found++;
	}
}

static void mark_layers(struct images *images)
{
	struct spot spot;

	for (size_t i = 0; i < images->marks.n; i++)
		images->marks.all[i].layer = layer_of_tar(images->marks.all[i].layer);
	for (const struct artifact *a = images->report->artifacts; a; a = a->next)
		if (a->parent && is_tar(a->parent) && spot_of(images, a, &spot))
			add_mark(&images->marks, (struct mark){ spot.layer, spot.path, REPLACES });
	if (images->marks.n)
		qsort(images->marks.all, images->marks.n, sizeof(*images->marks.all),
		      by_layer_and_path);
}

void images_finish(struct images *images)
{
	if (images->n_layers == 0)
		return;
	find_layers(images);
	order_by_artifact(images);
	mark_layers(images);
	for (struct component *c = images->report->components; c; c = c->next)
		judge(images, c);
}
