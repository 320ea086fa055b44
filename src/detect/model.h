/*
 * The model: a weight for every feature of a window. The score of a window is what its features
 * weigh together, over the square root of their number; that of a text is the highest of its
 * windows, so that nothing which is added elsewhere lowers it.
 *
 * A model is one file, all numbers little-endian:
 *
 *     magic[8] "ASSAYMDL", u32 version, u32 size of the whole file,
 *     schema[32] of the features (schema.h), data[32]: SHA-256 of the windows it was trained on,
 *     u32 day: since 1970, of the newest campaign that it knows,
 *     u32 benign packages, u32 campaigns that it was trained on,
 *     f64 scale, f64 bias,
 *     threshold[2]: u32 points, u32 false alarms, u32 of so many benign packages,
 *     u32 n, campaign[n]: u32 number, u32 day, signature[32],
 *     u32 n, canary[n]: u32 points, u32 n, u16 feature[n],
 *     weight[65536]: i8,
 *     SHA-256 of all before
 *
 * A model of other features is refused, and so is one that does not give its canaries the points
 * that it says: then this program and the one that made it do not see the same.
 */
#pragma once

#include "detect/windows.h"

enum {
	MODEL_FEW = 200,      /* a window of fewer features weighs as if it had so many: little text
			       * says little */
	MODEL_POINTS = 10000, /* the most that a window gets */
	MODEL_SIGNATURE = 32,
	MODEL_OLD_DAYS = 180, /* after that much is new */
};

enum model_level {
	MODEL_REVIEW, /* one of a hundred harmless packages has as many points */
	MODEL_BLOCK,  /* none of those that it was calibrated on has */
	MODEL_LEVELS,
};

/* What a threshold rests on: so many of `of` harmless packages reached it. */
struct model_threshold {
	unsigned points;
	uint32_t alarms, of;
};

struct model {
	struct span file; /* all of it, borrowed */
	const uint8_t *weights;
	double scale, bias;
	uint32_t day, benign, campaigns;
	struct model_threshold thresholds[MODEL_LEVELS];
	struct span signatures; /* of campaigns: MODEL_CAMPAIGN bytes each */
	struct span data, digest;
};

enum { MODEL_CAMPAIGN = 8 + MODEL_SIGNATURE, MODEL_MAX = 1 << 20 };

/* Reads a model, which is borrowed for as long as it is used. Gives NULL, or why it is refused: a
 * lower-case phrase. */
const char *model_read(struct span file, struct model *out);

/* The same for the one in the program. */
const char *model_built_in(struct model *out);

/* What a window weighs: features in any order, each once. */
double model_margin(const struct model *model, const uint16_t *features, size_t n);

/* The same in points: 0..MODEL_POINTS. */
unsigned model_points(double margin);

static inline int model_weight(const struct model *model, uint16_t feature)
{
	return (int8_t)model->weights[feature];
}
