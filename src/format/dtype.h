/*
 * The element types of NumPy: how many bytes an element takes in a file, and whether it holds
 * Python objects, in which case the file holds a pickle instead of bytes.
 *
 * Source: numpy/core/src/multiarray/descriptor.c, numpy/lib/format.py.
 */
#pragma once

#include "format/literal.h"

struct dtype {
	uint64_t size;
	bool objects;
};

enum { DTYPE_SIZE_MAX = INT32_MAX }; /* NumPy's own limit */

/* From a type string as NumPy writes it: "<f8", "|O", "<M8[ns]", "|V16". False when it is another:
 * lists of types in one string and names ("float64", "f4,f4") are read by NumPy but never written.
 */
bool dtype_code(struct span code, struct dtype *out);

/* From the `descr` of a .npy header: a type string, a tuple (descr, shape), or a list of fields
 * (name, descr) or (name, descr, shape). */
bool dtype_descr(const struct literal *descr, struct dtype *out);

/* n = n * factor; false when the product passes INT64_MAX, the most that NumPy can count. */
bool dtype_times(uint64_t *n, uint64_t factor);
