/* Writing models. */
#include "train/fit.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "detect/campaign.h"
#include "detect/schema.h"
#include "sys/digest.h"

enum {
	VERSION = 1,
	WEIGHT_MAX = 127,
	CANARIES = 8,  /* half of them malicious */
	PERCENT = 100, /* review: one of so many harmless packages */
	TAIL = 20,     /* block: the highest one of so many tell how fast they get fewer */
	RARE = 10000,  /* until one of so many is left */
	SIZE_AT = 12,  /* of the file's size */
};

struct fitting {
	const struct samples *chosen;
	struct weights weights;
	double scale;
	uint8_t bytes[FEATURES];
	struct model model; /* what of it the weighing of windows needs */
};

static void add_real(struct buf *file, double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	buf_le(file, bits, 8);
}

static void quantise(struct fitting *f)
{
	double most = 0;

	for (size_t i = 0; i < FEATURES; i++)
		most = fabs(f->weights.features[i]) > most ? fabs(f->weights.features[i]) : most;
	f->scale = most > 0 ? most / WEIGHT_MAX : 1;
	for (size_t i = 0; i < FEATURES; i++)
		f->bytes[i] = (uint8_t)(int8_t)lrint(f->weights.features[i] / f->scale);
	f->model =
		(struct model){ .weights = f->bytes, .scale = f->scale, .bias = f->weights.bias };
}

static double margin_of(const struct fitting *f, const struct sample_window *window)
{
	return model_margin(&f->model, window->features, window->n);
}

/* The first sample of each campaign stands for it. */
static bool is_first(const struct samples *chosen, size_t i)
{
	return chosen->rows[i].kind == SAMPLE_MALICIOUS &&
	       (i == 0 || chosen->rows[i - 1].kind != SAMPLE_MALICIOUS ||
		chosen->rows[i - 1].group != chosen->rows[i].group);
}

static uint32_t count_campaigns(const struct samples *chosen)
{
	uint32_t n = 0;

	for (size_t i = 0; i < chosen->n; i++)
		n += is_first(chosen, i);
	return n;
}

static void add_campaigns(const struct fitting *f, struct buf *file)
{
	buf_le(file, count_campaigns(f->chosen), 4);
	for (size_t i = 0; i < f->chosen->n; i++) {
		const struct sample *sample = &f->chosen->rows[i];
		uint8_t signature[MODEL_SIGNATURE];

		if (!is_first(f->chosen, i))
			continue;
		campaign_sign(sample->windows->features, sample->windows->n, signature);
		buf_le(file, sample->group, 4);
		buf_le(file, sample->day, 4);
		buf_add(file, signature, sizeof(signature));
	}
}

/* Windows from all over the lessons, of both kinds in turn. */
static void add_canaries(const struct fitting *f, struct buf *file)
{
	const struct samples *chosen = f->chosen;
	size_t at = 0;

	buf_le(file, CANARIES, 4);
	for (size_t i = 0; i < CANARIES; i++) {
		enum sample_kind kind = i % 2 ? SAMPLE_MALICIOUS : SAMPLE_BENIGN;

		for (at += chosen->n / (2 * CANARIES); chosen->rows[at % chosen->n].kind != kind;)
			at++;

		const struct sample_window *window = chosen->rows[at % chosen->n].windows;

		buf_le(file, model_points(margin_of(f, window)), 4);
		buf_le(file, window->n, 4);
		for (size_t k = 0; k < window->n; k++)
			buf_le(file, window->features[k], 2);
	}
}

static void add_head(const struct fitting *f, const uint8_t data[32], struct buf *file)
{
	uint8_t schema[SCHEMA_SIZE];
	uint32_t day = 0, benign = 0;

	for (size_t i = 0; i < f->chosen->n; i++) {
		const struct sample *sample = &f->chosen->rows[i];

		benign += sample->kind == SAMPLE_BENIGN;
		day = sample->day > day ? sample->day : day;
	}
	schema_digest(schema);
	buf_str(file, "ASSAYMDL");
	buf_le(file, VERSION, 4);
	buf_le(file, 0, 4); /* the size, when it is known */
	buf_add(file, schema, sizeof(schema));
	buf_add(file, data, SHA256_SIZE);
	buf_le(file, day, 4);
	buf_le(file, benign, 4);
	buf_le(file, count_campaigns(f->chosen), 4);
	add_real(file, f->scale);
	add_real(file, f->weights.bias);
}

static void set_size(struct buf *file, size_t size)
{
	for (size_t i = 0; i < 4; i++)
		file->p[SIZE_AT + i] = (uint8_t)(size >> (8 * i));
}

void fit(const struct samples *chosen, const uint8_t data[32],
	 const struct model_threshold thresholds[MODEL_LEVELS], struct buf *file)
{
	struct fitting *f = mem_alloc(sizeof(*f));
	struct arena arena;
	uint8_t digest[SHA256_SIZE];
	size_t n;

	arena_init(&arena, MiB(256), NULL, NULL);
	f->chosen = chosen;

	struct lesson *lessons = lessons_of(chosen, &arena, &n);

	learn(lessons, n, &f->weights);
	quantise(f);
	add_head(f, data, file);
	for (int i = 0; i < MODEL_LEVELS; i++) {
		buf_le(file, thresholds[i].points, 4);
		buf_le(file, thresholds[i].alarms, 4);
		buf_le(file, thresholds[i].of, 4);
	}
	add_campaigns(f, file);
	add_canaries(f, file);
	buf_add(file, f->bytes, sizeof(f->bytes));
	set_size(file, file->n + SHA256_SIZE);

	struct span all = buf_view(file);

	digest_of_parts(&all, 1, digest);
	buf_add(file, digest, sizeof(digest));
	arena_free(&arena);
	mem_free(f);
}

/* Calibration. */

unsigned package_points(const struct model *model, const struct sample *sample, bool aside)
{
	unsigned most = 0;

	for (size_t i = 0; i < sample->n_windows; i++) {
		const struct sample_window *window = &sample->windows[i];
		unsigned points;

		if (aside != ((window->flags & WINDOW_ASIDE) != 0))
			continue;
		points = model_points(model_margin(model, window->features, window->n));
		most = points > most ? points : most;
	}
	return most;
}

static int by_size(const void *a, const void *b)
{
	const unsigned *x = a, *y = b;

	return *x > *y ? -1 : *x < *y;
}

enum err fit_model(const struct samples *chosen, struct arena *arena, struct model *model)
{
	static const uint8_t no_data[SHA256_SIZE];
	const struct model_threshold none[MODEL_LEVELS] = { 0 };
	struct buf file;
	const char *why;

	buf_init(&file, MODEL_MAX);
	fit(chosen, no_data, none, &file);
	why = model_read(arena_copy(arena, buf_view(&file)), model);
	buf_free(&file);
	return why ? err_set(ERR_FORMAT, "the model: %s", why) : OK;
}

enum err fit_selection(const struct samples *samples, const struct selection *selection,
		       struct arena *arena, struct model *model)
{
	struct samples chosen = choose(samples, selection, arena);

	return fit_model(&chosen, arena, model);
}

/* More points than all of n packages have, the highest first. How many have more than some points
 * falls by the same factor with every further point, as the highest of many windows do (Pickands,
 * "Statistical inference using extreme order statistics", 1975, with shape 0): so a few dozen
 * packages say where one of RARE is left, and one more or less with many points moves it little. */
static unsigned rare_points(const unsigned *points, uint32_t n)
{
	uint32_t tail = n / TAIL;
	double sum = 0, rare;

	if (tail == 0)
		return n ? points[0] + 1 : 0;
	for (uint32_t i = 0; i < tail; i++)
		sum += points[i] - points[tail];
	rare = points[tail] + sum / tail * log((double)RARE / TAIL);
	if (rare <= points[0])
		return points[0] + 1;
	return rare < MODEL_POINTS ? (unsigned)rare : MODEL_POINTS;
}

void calibrate(const struct samples *samples, struct model *model)
{
	unsigned *points = mem_alloc(samples->n * sizeof(*points) + 1);
	uint32_t n = 0;

	for (size_t i = 0; i < samples->n; i++) {
		const struct sample *sample = &samples->rows[i];

		if (sample->kind == SAMPLE_BENIGN && sample->part == PART_CALIBRATE &&
		    sample->n_windows)
			points[n++] = package_points(model, sample, false);
	}
	qsort(points, n, sizeof(*points), by_size);
	model->thresholds[MODEL_REVIEW] =
		(struct model_threshold){ n ? points[n / PERCENT] + 1 : 0, n / PERCENT, n };
	model->thresholds[MODEL_BLOCK] = (struct model_threshold){ rare_points(points, n), 0, n };
	mem_free(points);
}
