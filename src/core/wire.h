/*
 * How the events of a job cross from a locked worker to the broker.
 *
 * A stream is a run of records: one byte of kind, then fields in little-endian order.
 *     'o' open    u64 size, u64 offset, u32 n, n bytes of name
 *     'f' format  u8 index
 *     'a' fact    u8 kind, u64 offset, u64 count, u8 n, then n attributes:
 *                 u8 n, key; u8 is_number; u64 number, or u32 n and n bytes of text
 *     'c' close   u8 status, u8 has_digest, 32 bytes when it has
 * The reader takes the stream as hostile: a worker that was taken over may write anything.
 */
#pragma once

#include "base/buf.h"
#include "core/sink.h"

/* The sink that appends records to `out`. */
struct job_sink wire_sink(struct buf *out);

struct wire_limits {
	size_t n_formats; /* an index at or past it is refused */
	uint32_t depth;	  /* of artifacts inside artifacts */
};

/* Replays the stream into `sink`. A stream that breaks off is closed: each artifact still open is
 * closed as inconclusive. False when a record is not well formed; what came before it stands. */
bool wire_read(struct span stream, const struct wire_limits *limits, const struct job_sink *sink);
