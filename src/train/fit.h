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

/* The same, read again: its bytes are in the arena, its thresholds are all 0. */
MUST enum err fit_model(const struct samples *chosen, struct arena *arena, struct model *model);

/* Chooses and fits. */
MUST enum err fit_selection(const struct samples *samples, const struct selection *selection,
			    struct arena *arena, struct model *model);

/* Sets the thresholds of a model on the harmless packages of the part that is for it. */
void calibrate(const struct samples *samples, struct model *model);
