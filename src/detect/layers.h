/*
 * The windows of a source file: of the source itself, and of what it decodes out of constants
 * (base64, hex, compressed, one in the other), which is as good a place for code as any.
 */
#pragma once

#include "base/arena.h"
#include "detect/windows.h"

enum {
	LAYERS_DEPTH_MAX = 8,
	LAYERS_READ_MAX = 256,	     /* that decode something themselves */
	LAYERS_BYTES_MAX = 16 << 20, /* decoded of one file, all layers together */
};

struct layer {
	struct span text;
	unsigned depth; /* how often it was decoded; 0: the source itself */
	uint64_t at;	/* where in the source it is decoded */
};

typedef void layer_each(void *context, const struct layer *layer, const struct window *window);

/* Calls `each` for every window of every layer, the source first. What is decoded is in the arena.
 * False when more is decoded than the limits allow: then some layers are missing. */
bool layers_read(struct span source, enum window_role role, struct arena *arena, layer_each *each,
		 void *context);
