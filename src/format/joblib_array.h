/*
 * Arrays inside the pickles of joblib (joblib/numpy_pickle.py): its unpickler replaces a wrapper,
 * right after BUILD has given it its state, by an array whose bytes it reads from the file at that
 * place, or for elements that are objects by what a second pickle at that place holds.
 */
#pragma once

#include "format/arrays.h"
#include "format/pickle.h"

/* A hook `built` (see pickle_hooks). The context is a struct arrays, to which they are added. */
bool joblib_built(struct pickle *pickle, struct pickle_value object, uint64_t at, uint64_t *raw,
		  void *arrays);
