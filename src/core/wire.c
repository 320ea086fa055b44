/* The records between worker and broker. */
#include "core/wire.h"

#include <assert.h>

#include "base/reader.h"

static void write_open(void *context, struct span name, uint64_t size, uint64_t offset)
{
	struct buf *out = context;

	buf_byte(out, 'o');
	buf_le(out, size, 8);
	buf_le(out, offset, 8);
	buf_le(out, name.n, 4);
	buf_span(out, name);
}

static void write_format(void *context, size_t index)
{
	struct buf *out = context;

	assert(index <= UINT8_MAX);
	buf_byte(out, 'f');
	buf_byte(out, (uint8_t)index);
}

static void write_attr(struct buf *out, const struct attr *attr)
{
	assert(attr->key.n <= UINT8_MAX);
	buf_byte(out, (uint8_t)attr->key.n);
	buf_span(out, attr->key);
	buf_byte(out, attr->is_number);
	if (attr->is_number) {
		buf_le(out, attr->number, 8);
		return;
	}
	buf_le(out, attr->text.n, 4);
	buf_span(out, attr->text);
}

static void write_fact(void *context, const struct fact *fact)
{
	struct buf *out = context;

	assert(fact->n_attrs <= FACT_ATTRS_MAX);
	buf_byte(out, 'a');
	buf_byte(out, (uint8_t)fact->kind);
	buf_le(out, fact->offset, 8);
	buf_le(out, fact->count, 8);
	buf_byte(out, (uint8_t)fact->n_attrs);
	for (size_t i = 0; i < fact->n_attrs; i++)
		write_attr(out, &fact->attrs[i]);
}

static void write_close(void *context, enum status status, const uint8_t *digest)
{
	struct buf *out = context;

	buf_byte(out, 'c');
	buf_byte(out, (uint8_t)status);
	buf_byte(out, digest != NULL);
	if (digest)
		buf_add(out, digest, DIGEST_SIZE);
}

struct job_sink wire_sink(struct buf *out)
{
	return (struct job_sink){ write_open, write_format, write_fact, write_close, out };
}

/* Reading. Each function gives false for a record that no honest worker writes. */

struct replay {
	struct reader r;
	const struct wire_limits *limits;
	const struct job_sink *sink;
	uint32_t depth;
	bool done; /* the outermost artifact is closed */
};

static bool read_open(struct replay *replay)
{
	uint64_t size = reader_u64le(&replay->r), offset = reader_u64le(&replay->r);
	struct span name = reader_take(&replay->r, reader_u32le(&replay->r));

	if (replay->r.bad || replay->depth > replay->limits->depth)
		return false;
	replay->sink->open(replay->sink->context, name, size, offset);
	replay->depth++;
	return true;
}

static bool read_format(struct replay *replay)
{
	uint8_t index = reader_u8(&replay->r);

	if (replay->r.bad || replay->depth == 0 || index >= replay->limits->n_formats)
		return false;
	replay->sink->format(replay->sink->context, index);
	return true;
}

static void read_attr(struct reader *r, struct attr *attr)
{
	*attr = (struct attr){ .key = reader_take(r, reader_u8(r)) };
	attr->is_number = reader_u8(r);
	if (attr->is_number)
		attr->number = reader_u64le(r);
	else
		attr->text = reader_take(r, reader_u32le(r));
}

static bool read_fact(struct replay *replay)
{
	struct attr attrs[FACT_ATTRS_MAX];
	struct fact fact = { .attrs = attrs };

	fact.kind = reader_u8(&replay->r);
	fact.offset = reader_u64le(&replay->r);
	fact.count = reader_u64le(&replay->r);
	fact.n_attrs = reader_u8(&replay->r);
	if (replay->depth == 0 || fact.kind >= FACT_KIND_COUNT || fact.n_attrs > FACT_ATTRS_MAX)
		return false;
	for (size_t i = 0; i < fact.n_attrs; i++)
		read_attr(&replay->r, &attrs[i]);
	if (replay->r.bad)
		return false;
	replay->sink->fact(replay->sink->context, &fact);
	return true;
}

static bool read_close(struct replay *replay)
{
	uint8_t status = reader_u8(&replay->r), has_digest = reader_u8(&replay->r);
	struct span digest = reader_take(&replay->r, has_digest ? DIGEST_SIZE : 0);

	if (replay->r.bad || replay->depth == 0 || status >= STATUS_COUNT)
		return false;
	replay->sink->close(replay->sink->context, status, has_digest ? digest.p : NULL);
	replay->depth--;
	replay->done = replay->depth == 0;
	return true;
}

static bool read_record(struct replay *replay)
{
	switch (reader_u8(&replay->r)) {
	case 'o':
		return read_open(replay);
	case 'f':
		return read_format(replay);
	case 'a':
		return read_fact(replay);
	case 'c':
		return read_close(replay);
	default:
		return false;
	}
}

bool wire_read(struct span stream, const struct wire_limits *limits, const struct job_sink *sink)
{
	struct replay replay = { .r = reader_of(stream), .limits = limits, .sink = sink };
	bool good = true;

	while (good && !replay.done && reader_left(&replay.r) > 0)
		good = read_record(&replay);
	for (; replay.depth > 0; replay.depth--)
		sink->close(sink->context, STATUS_INCONCLUSIVE, NULL);
	return good && replay.done && reader_left(&replay.r) == 0;
}
