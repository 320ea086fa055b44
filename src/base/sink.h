/*
 * Where text goes: a file, a pipe, memory. A sink buffers and hands full buffers to its `drain`.
 * The first failure sticks and drops what follows: ask once at the end, with sink_flush().
 */
#pragma once

#include <stdarg.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"

enum { SINK_ROOM = 16 << 10 };

struct sink {
	enum err (*drain)(struct sink *sink, struct span bytes);
	enum err err; /* sticky; its sentence was set when it happened */
	size_t n;
	uint8_t room[SINK_ROOM];
};

void sink_span(struct sink *sink, struct span bytes);
void sink_str(struct sink *sink, const char *s);
void sink_byte(struct sink *sink, char byte);
void sink_fill(struct sink *sink, char byte, size_t n);
void sink_printf(struct sink *sink, const char *fmt, ...) PRINTF(2, 3);

/* Hands over what is buffered, and says whether all of it and all before arrived. */
MUST enum err sink_flush(struct sink *sink);

/* A sink that appends to `buf`; a full buf is ERR_LIMIT. */
struct sink_buf {
	struct sink sink;
	struct buf *buf;
};

void sink_into_buf(struct sink_buf *sink, struct buf *buf);
