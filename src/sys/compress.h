/* The one way we compress: zstd, into caller-owned room. */
#pragma once

#include "base/span.h"

/* How much room the result may take at most. */
size_t compress_room(size_t n);

/* Bytes written, or 0 when it failed: the room is too small. */
size_t compress_zstd(struct span in, uint8_t *out, size_t room);
