/*
 * What the formats that hold tensors share: facts about tensors, their sum, and whether the extents
 * of the tensors are what a loader accepts.
 *
 * Facts: TENSOR {name, type, shape, begin, bytes} a tensor when the run inspects; METADATA {key,
 * value, source} where source is "counted" for the sums made here (tensors, parameters, bytes,
 * types) and names the part of the file for what the file says about itself.
 */
#pragma once

#include "format/job.h"

struct sort_item;

enum { WEIGHTS_TYPES_MAX = 64, WEIGHTS_SHAPE_MAX = 256 };

struct tensor {
	struct span name;
	unsigned type;	   /* a number below WEIGHTS_TYPES_MAX that type_name() knows */
	struct span shape; /* for people: 4096x32 */
	uint64_t elements;
	uint64_t begin, bytes; /* inside the data */
	uint64_t offset;       /* of its description in the artifact */
};

struct weights {
	struct job *job;
	const char *(*type_name)(unsigned type);
	uint64_t n, elements, bytes;
	uint64_t n_of_type[WEIGHTS_TYPES_MAX];
	struct sort_item *extents; /* key: begin, index: end */
	uint64_t n_extents, room;
};

/* Room for the extents of up to n tensors; false, and said, when there is none. weights_close()
 * must follow a true, before older windows are dropped. */
bool weights_open(struct weights *weights, struct job *job, const char *(*type_name)(unsigned type),
		  uint64_t n);
void weights_close(struct weights *weights);

/* One tensor. */
void weights_add(struct weights *weights, const struct tensor *tensor);

/* Says (malformed) where two tensors overlap or bytes lie between two, each beginning where the one
 * before ended, rounded up to a multiple of `alignment`; data_at is where the data begin in the
 * artifact. Returns where the last one ends in the data, UINT64_MAX when it has said something. */
uint64_t weights_check(struct weights *weights, uint64_t alignment, uint64_t data_at);

/* Emits the sums. */
void weights_sum(struct weights *weights);

/* One METADATA fact about what the file says of itself. */
void weights_say(struct job *job, const char *source, struct span key, struct span value,
		 uint64_t offset);
