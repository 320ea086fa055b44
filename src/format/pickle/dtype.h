/* A NumPy element type as pickles hold it: numpy.dtype(code, align, copy) and the state of a BUILD.
 */
#pragma once

#include "format/dtype.h"
#include "format/pickle.h"

/* False when the value is no such object, or one that NumPy would not make. *code (borrowed for as
 * long as pickle values are) is the type string. */
bool pickle_dtype(struct pickle *pickle, struct pickle_value value, struct dtype *out,
		  struct span *code);
