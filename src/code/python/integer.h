/*
 * Whole numbers of Python, as far as 64 bits go: enough for characters, keys and indices.
 */
#pragma once

#include "code/value.h"

/* The number that a CODE_WORD is; false when it is none. */
bool python_integer(const struct code_value *v, int64_t *n);

/* The number that text begins with, which is passed; blanks may stand before it. */
bool python_take_integer(struct span *text, int64_t *n);

struct code_value python_integer_value(struct code_pool *pool, int64_t n);

/* a operator b; false when the operator or the result is none of whole numbers. */
bool python_calculate(struct span operator, int64_t a, int64_t b, int64_t *result);
