/*
 * The tensor types of ggml (ggml/include/ggml.h): how many elements make a block, and its bytes.
 */
#pragma once

#include <stdint.h>

enum { GGML_TYPES_MAX = 43 };

struct ggml_type {
	const char *name;  /* NULL: not in use */
	uint16_t elements; /* of a block */
	uint16_t bytes;
};

extern const struct ggml_type ggml_types[GGML_TYPES_MAX];
