/* The tensors of a PyTorch object by their names, as `state_dict()` has them. */
#pragma once

#include "format/pickle.h"

/* Emits a TENSOR fact for each tensor in `object`, the result of a stream that was run with `keep`.
 * `offset` is that of the facts. */
void torch_tensors(struct pickle *pickle, struct pickle_value object, uint64_t offset);
