/*
 * The parts of the module for XGBoost's models.
 *
 * Facts: METADATA {key, value, source "xgboost"}: booster, objective, version, num_feature,
 * num_class; {source "counted"}: trees, nodes. What the loader takes as it is and reads memory by
 * (its arrays, its indices) is malformed when it does not fit.
 */
#pragma once

#include "base/value.h"
#include "format/job.h"

/* No child: -1 in files. */
#define XGBOOST_NONE UINT32_MAX

struct xgboost_node {
	uint32_t parent, left, right, feature;
};

struct xgboost {
	struct job *job;
	uint64_t n_features;
	uint64_t n_trees, n_nodes;
};

/* Whether the nodes of one tree, which stands at `offset`, are one: children lie in it and know
 * their parent, so that no walk goes astray or in circles, and split by features of the model.
 * False when it is not, or the budget is used up, and it was said. */
bool xgboost_check_tree(struct xgboost *x, const struct xgboost_node *nodes, uint64_t n,
			uint64_t offset);

void xgboost_say(struct xgboost *x, const char *key, struct span value);
void xgboost_sum(struct xgboost *x);

/* A model as a document, JSON or UBJSON; false, and nothing said, when it is none of XGBoost's
 * (xgboost/document.c). */
bool xgboost_read_document(struct job *job, const struct value *root);

/* A model in the binary form up to 2.0 (xgboost/binary.c). */
void xgboost_read_binary(struct job *job, struct span bytes);
