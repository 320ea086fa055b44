/*
 * Learning the weights of a linear model from windows: a support vector machine with hinge loss,
 * whose lessons have a bounded pull, since some of them are wrong, by dual coordinate descent
 * (Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM", ICML 2008,
 * algorithm 1). The same lessons in the same order give the same weights to the last bit.
 */
#pragma once

#include "train/sample.h"

struct lesson {
	const struct sample_window *window;
	double cost; /* what being wrong about it costs */
	bool malicious;
	double pull; /* the dual variable: 0 of a lesson that changes nothing, at most the cost */
};

struct weights {
	double features[FEATURES];
	double bias;
};

void learn(struct lesson *lessons, size_t n, struct weights *out);

/* What a window weighs: above 0 it is rather malicious. */
double weights_margin(const struct weights *weights, const struct sample_window *window);
