/*
 * What the forms of a PyTorch file share (torch/serialization.py): tensors lie in a pickle as calls
 * that name a storage by a persistent id; the storages' bytes lie elsewhere, as members of the same
 * zip, or one after the other behind the pickles of a legacy file.
 */
#pragma once

#include "format/format.h"
#include "format/pickle.h"

/* A class of storages. */
struct torch_class {
	const char *name;
	const char *type; /* of an element: "float32" */
	uint64_t element; /* its bytes; 0 when the class is not PyTorch's */
};
extern const struct torch_class torch_classes[];

/* The class of that path, by its last part: PyTorch takes any class called so. Never NULL. */
const struct torch_class *torch_class_of(struct span path);

/* The persistent id ('storage', class, key, location, numel [, view]). */
struct torch_storage {
	struct span key; /* text, borrowed from the pickle */
	const struct torch_class *class;
	uint64_t numel;
};
bool torch_storage(struct pickle *pickle, struct pickle_value id, struct torch_storage *out);

/* The other ids of PyTorch's loaders, for which they give back what the stream already holds:
 * ('module', class, file, source) of a legacy file, (class, file, source) of a tar. */
bool torch_reference(struct pickle *pickle, struct pickle_value id);

/* A hook `persistent` (see pickle_hooks) for pickles of which it is not known how they are loaded:
 * takes every id that PyTorch writes. */
bool torch_persistent(struct pickle *pickle, struct pickle_value id, uint64_t at, void *context);

/* Whether the artifact is a stack of pickles with raw bytes in between that only PyTorch's loaders
 * know: a legacy file, or the members `storages` and `tensors` of a tar. */
bool torch_stacks(const struct probe *probe);
