/*
 * The arrays and tensors of an artifact as facts: TENSOR {name, dtype, shape, bytes} for each when
 * the user inspects, and always their sum as METADATA {key, value, source "counted"} with the keys
 * tensors, parameters, bytes and types ("<f4 290, <i8 3").
 */
#pragma once

#include "format/job.h"

struct array {
	struct span name; /* empty when it has none */
	struct span type; /* of an element, in the format's own words */
	struct span shape;
	uint64_t elements, bytes;
	uint64_t offset;
};

enum { ARRAY_TYPES_MAX = 16, ARRAY_TYPE_NAME_MAX = 24 };

struct arrays {
	bool quiet; /* only summed up: another source tells them one by one */
	uint64_t n, elements, bytes;
	struct {
		char name[ARRAY_TYPE_NAME_MAX];
		uint8_t name_n;
		uint64_t n;
	} types[ARRAY_TYPES_MAX]; /* by first sight; the last one stands for all further ones */
	uint32_t n_types;
};

/* Start with { 0 }, add each, then sum. */
void arrays_add(struct job *job, struct arrays *all, const struct array *array);
void arrays_tell(struct job *job, const struct array *array); /* the fact alone */
void arrays_sum(struct job *job, const struct arrays *all);

/* The text of a shape, "(3, 4)", from one dimension after the other; a long one ends in "...". */
struct shape {
	char text[64];
	size_t n, n_dims;
	bool cut;
};
void shape_add(struct shape *shape, uint64_t dim);
struct span shape_end(struct shape *shape);
