/* Buffered text with a sticky failure. */
#include "base/sink.h"

#include <stdio.h>

static void drain(struct sink *sink)
{
	if (sink->err == OK && sink->n)
		sink->err = sink->drain(sink, span_of(sink->room, sink->n));
	sink->n = 0;
}

void sink_span(struct sink *sink, struct span bytes)
{
	if (bytes.n > SINK_ROOM - sink->n)
		drain(sink);
	if (bytes.n > SINK_ROOM) {
		if (sink->err == OK)
			sink->err = sink->drain(sink, bytes);
		return;
	}
	if (bytes.n)
		memcpy(sink->room + sink->n, bytes.p, bytes.n);
	sink->n += bytes.n;
}

void sink_str(struct sink *sink, const char *s)
{
	sink_span(sink, span_str(s));
}

void sink_byte(struct sink *sink, char byte)
{
	sink_span(sink, span_of(&byte, 1));
}

void sink_fill(struct sink *sink, char byte, size_t n)
{
	while (n--)
		sink_byte(sink, byte);
}

void sink_printf(struct sink *sink, const char *fmt, ...)
{
	struct buf text;
	va_list ap;

	buf_init(&text, 1 << 20);
	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	sink_span(sink, buf_view(&text));
	if (text.over && sink->err == OK)
		sink->err = err_set(ERR_LIMIT, "a line of more than 1 MiB was not written");
	buf_free(&text);
}

enum err sink_flush(struct sink *sink)
{
	drain(sink);
	return sink->err;
}

static enum err drain_to_buf(struct sink *sink, struct span bytes)
{
	struct buf *buf = ((struct sink_buf *)sink)->buf;

	buf_span(buf, bytes);
	return buf->over ? err_set(ERR_LIMIT, "the text is longer than %zu bytes", buf->max) : OK;
}

void sink_into_buf(struct sink_buf *sink, struct buf *buf)
{
	sink->sink.drain = drain_to_buf;
	sink->sink.err = OK;
	sink->sink.n = 0;
	sink->buf = buf;
}
