/* Reading a model, and weighing windows. */
#include "detect/model.h"

#include <math.h>

#include "base/reader.h"
#include "detect/schema.h"
#include "sys/digest.h"

enum {
	VERSION = 1,
	CAMPAIGNS_MAX = 1 << 14,
	CANARIES_MAX = 64,
	POINTS_A_MARGIN = MODEL_POINTS / 2,
};

double model_margin(const struct model *model, const uint16_t *features, size_t n)
{
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += model_weight(model, features[i]);
	return (double)sum * model->scale / sqrt((double)(n < MODEL_FEW ? MODEL_FEW : n)) +
	       model->bias;
}

unsigned model_points(double margin)
{
	double points = (margin + 1) * POINTS_A_MARGIN;

	if (!(points > 0))
		return 0;
	return points < MODEL_POINTS ? (unsigned)points : MODEL_POINTS;
}

static double read_real(struct reader *r)
{
	uint64_t bits = reader_u64le(r);
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

static bool is_ours(struct span schema)
{
	uint8_t ours[SCHEMA_SIZE];

	schema_digest(ours);
	return span_eq(schema, span_of(ours, sizeof(ours)));
}

/* What it says of itself. */
static const char *read_head(struct reader *r, struct model *model)
{
	struct span magic = reader_take(r, 8);
	uint32_t version = reader_u32le(r), size = reader_u32le(r);
	struct span schema = reader_take(r, SCHEMA_SIZE);

	model->data = reader_take(r, SHA256_SIZE);
	model->day = reader_u32le(r);
	model->benign = reader_u32le(r);
	model->campaigns = reader_u32le(r);
	model->scale = read_real(r);
	model->bias = read_real(r);
	if (r->bad || !span_is(magic, "ASSAYMDL"))
		return "it is no model";
	if (version != VERSION)
		return "it is of another version";
	if (size != model->file.n)
		return "its size is not the one it says";
	if (!is_ours(schema))
		return "it was made for other features than this program sees";
	if (!isfinite(model->scale) || !isfinite(model->bias) || model->scale < 0)
		return "its numbers are none";
	return NULL;
}

static const char *read_thresholds(struct reader *r, struct model *model)
{
	for (int i = 0; i < MODEL_LEVELS; i++) {
		struct model_threshold *t = &model->thresholds[i];

		*t = (struct model_threshold){ reader_u32le(r), reader_u32le(r), reader_u32le(r) };
		if (t->points > MODEL_POINTS || t->alarms > t->of)
			return "a threshold is out of range";
	}
	if (model->thresholds[MODEL_BLOCK].points < model->thresholds[MODEL_REVIEW].points)
		return "its thresholds are in the wrong order";
	return NULL;
}

static bool sings(const struct model *model, struct span row, unsigned points)
{
	uint16_t features[WINDOW_FEATURES_MAX];
	struct reader r = reader_of(row);
	size_t n = row.n / 2;

	for (size_t i = 0; i < n; i++)
		features[i] = reader_u16le(&r);
	return model_points(model_margin(model, features, n)) == points;
}

/* The self-test. */
static const char *read_canaries(struct reader r, const struct model *model)
{
	uint32_t n = reader_u32le(&r);

	if (n == 0 || n > CANARIES_MAX)
		return "it has no canaries";
	for (uint32_t i = 0; i < n; i++) {
		uint32_t points = reader_u32le(&r), n_features = reader_u32le(&r);

		if (n_features > WINDOW_FEATURES_MAX)
			return "a canary is too large";

		struct span row = reader_take(&r, 2 * (uint64_t)n_features);

		if (r.bad || !sings(model, row, points))
			return "a canary does not get the points that it should";
	}
	return reader_left(&r) == 0 ? NULL : "something stands behind the canaries";
}

/* The weights and the digest come last, so that what is before them has an end. */
static const char *read_body(struct reader *r, struct model *model)
{
	uint32_t n = reader_u32le(r);

	if (r->bad || n > CAMPAIGNS_MAX)
		return "it has too many campaigns";
	model->signatures = reader_take(r, (uint64_t)n * MODEL_CAMPAIGN);
	if (r->bad || reader_left(r) < FEATURES)
		return "it is cut short";

	struct reader canaries = reader_sub(r, reader_left(r) - FEATURES);

	model->weights = reader_take(r, FEATURES).p;
	return read_canaries(canaries, model);
}

const char *model_read(struct span file, struct model *model)
{
	struct span body = span_part(file, 0, file.n < SHA256_SIZE ? 0 : file.n - SHA256_SIZE);
	struct reader r = reader_of(body);
	uint8_t digest[SHA256_SIZE];
	const char *why;

	*model = (struct model){ .file = file, .digest = span_from(file, body.n) };
	if (file.n > MODEL_MAX)
		return "it is too large";
	if ((why = read_head(&r, model)) != NULL)
		return why;
	digest_of_parts(&body, 1, digest);
	if (!span_eq(model->digest, span_of(digest, sizeof(digest))))
		return "its digest is wrong: it was changed";
	why = read_thresholds(&r, model);
	return why ? why : read_body(&r, model);
}
