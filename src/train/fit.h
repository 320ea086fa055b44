/* From windows to the file of a model. */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "detect/model.h"
#include "train/choose.h"

/* A model as the program uses it, made of what was chosen: weights of eight bits, campaigns,
 * canaries; `data` is the digest of what it was made of. Its thresholds are `thresholds`. */
void fit(const struct samples *chosen, const uint8_t data[32],
	 const struct model_threshold thresholds[MODEL_LEVELS], struct buf *file);

/* The points of a package: those of its highest window among those of tests, documentation and
 * examples, or among all others. 0 when there is none. */
unsigned package_points(const struct model *model, const struct sample *sample, bool aside);

/* Learns a model from a selection; its bytes are in the arena. The thresholds are all 0. */
MUST enum err fit_selection(const struct samples *samples, const struct selection *selection,
			    struct arena *arena, struct model *model);

/* Sets the thresholds of a selection's model, on benign packages of all parts but the one that
 * judges: each has the points that a model gives it which was learnt without its part. */
MUST enum err calibrate(const struct samples *samples, const struct selection *selection,
			struct arena *arena, struct model_threshold thresholds[MODEL_LEVELS]);
