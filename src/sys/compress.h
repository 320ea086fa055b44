/* The one way we compress, and back: zstd, into caller-owned room. */
#pragma once

#include "base/span.h"

/* How much room the result may take at most. */
size_t compress_room(size_t n);

/* Bytes written, or 0 when it failed: the room is too small. */
size_t compress_zstd(struct span in, uint8_t *out, size_t room);

/* The decoder, kept for many small runs: to make one costs as much as to read 16 KB. */
struct expander;

struct expander *expander_new(void);
void expander_free(struct expander *expander);

/* Bytes written, or 0 when `in` is not what compress_zstd() makes or the room is too small. */
size_t expander_run(struct expander *expander, struct span in, uint8_t *out, size_t room);
