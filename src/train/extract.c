/* Archives into windows. */
#include "train/extract.h"

#include <stdlib.h>

#include "base/mem.h"
#include "detect/layers.h"
#include "format/job_run.h"

struct extractor {
	struct job *job;
	struct arena arena;
	struct sample_window *windows;
	size_t n, room;
	uint8_t aside; /* WINDOW_ASIDE of the file at hand, or 0 */
	enum disguise disguise;
	struct buf text; /* of a disguised file */
};

static int by_value(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

static void on_window(void *context, const struct layer *layer, const struct window *window)
{
	struct extractor *x = context;
	uint16_t *features = arena_array(&x->arena, window->n_features, sizeof(*features));

	memcpy(features, window->features, window->n_features * sizeof(*features));
	qsort(features, window->n_features, sizeof(*features), by_value);
	if (x->n == x->room) {
		x->room = x->room ? 2 * x->room : 1024;
		x->windows = mem_resize(x->windows, x->room * sizeof(*x->windows));
	}
	x->windows[x->n++] = (struct sample_window){
		.role = (uint8_t)window->role,
		.flags = x->aside | (layer->depth ? WINDOW_DECODED : 0),
		.n_tokens = (uint16_t)window->n_tokens,
		.n = (uint16_t)window->n_features,
		.features = features,
	};
}

static void on_file(void *context, struct span path, struct span bytes)
{
	struct extractor *x = context;

	if (!path_is_python(path))
		return;
	x->aside = window_is_aside(path) ? WINDOW_ASIDE : 0;
	if (x->disguise != DISGUISE_NONE) {
		buf_clear(&x->text);
		disguise_text(bytes, x->disguise, &x->arena, &x->text);
		bytes = buf_view(&x->text);
	}
	(void)layers_read(bytes, window_role_of(path), &x->arena, on_window,
			  x); /* what is cut off is not learnt */
}

/* The facts are of no interest. */

static void on_open(void *context, struct span name, uint64_t size, uint64_t offset)
{
	(void)context, (void)name, (void)size, (void)offset;
}

static void on_format(void *context, size_t index)
{
	(void)context, (void)index;
}

static void on_fact(void *context, const struct fact *fact)
{
	(void)context, (void)fact;
}

static void on_close(void *context, enum status status, const uint8_t *digest)
{
	(void)context, (void)status, (void)digest;
}

struct extractor *extractor_new(void)
{
	static const struct job_sink nowhere = { on_open, on_format, on_fact, on_close, NULL };
	struct extractor *x = mem_alloc(sizeof(*x));
	struct job_options options = {
		.limits = limits_default, .file = on_file, .file_context = x, .scratch_fd = -1
	};

	options.limits.memory = MiB(512);
	x->job = job_new(&options, &nowhere, NULL, NULL);
	arena_init(&x->arena, MiB(4096), NULL, NULL);
	buf_init(&x->text, MiB(512));
	return x;
}

void extractor_free(struct extractor *x)
{
	job_free(x->job);
	arena_free(&x->arena);
	buf_free(&x->text);
	mem_free(x->windows);
	mem_free(x);
}

void extract(struct extractor *x, struct span archive, struct span name, struct sample *sample)
{
	arena_reset(&x->arena);
	x->n = 0;
	x->disguise = sample->disguise;
	job_run(x->job, archive, name);
	sample->windows = x->windows;
	sample->n_windows = x->n;
}
