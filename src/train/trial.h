/*
 * A trial: packages that a model has not seen, each with its score, and what follows from them.
 * Campaigns are counted, not samples. Intervals are Wilson's, of 95 %.
 */
#pragma once

#include "train/fit.h"

/* What is tried. */
struct exam {
	uint32_t from,
		before; /* days: campaigns that were seen first in between; before 0: no end */
	int fold;	/* only campaigns of this rest by FOLDS; -1: all */
	unsigned parts; /* of the harmless packages: a bit for each */
};

/* One package as a number; the higher, the more malicious. */
struct scored {
	const struct sample *sample;
	double score;
	double counts; /* a campaign counts one */
};

struct trial {
	struct scored *malicious, *benign; /* the highest scores first */
	size_t n_malicious, n_benign;
	double campaigns;
};

typedef double trial_score(const struct sample *sample, const void *context);

/* A score as the model gives it, before it is made into points: that of the highest window. */
double trial_model_score(const struct sample *sample, const void *model);

/* That of a simple baseline: the smaller, the more malicious. */
double trial_size_score(const struct sample *sample, const void *nothing);

/* An empty one, with room for all samples. */
struct trial trial_of(const struct samples *samples, struct arena *arena);

/* Adds what is to be tried; campaigns count `weight`, so that several models can share them. */
void trial_add(struct trial *trial, const struct samples *samples, const struct exam *exam,
	       double weight, trial_score *score, const void *context);

/* Leaves out harmless packages that are larger than nine in ten of the malicious ones. */
void trial_keep_small(struct trial *trial);

/* The score that so many harmless packages are above. */
double trial_score_at(const struct trial *trial, size_t alarms);

/* Campaigns whose score is above. */
double trial_caught(const struct trial *trial, double score);

/* The area under the curve of recall over false alarms. */
double trial_area(const struct trial *trial);

void interval(double hits, double n, double *low, double *high);
