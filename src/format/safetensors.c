/*
 * Safetensors: eight bytes of header length (little-endian), a header in JSON that names each
 * tensor with type, shape and place, then the data. Checked as the library's own reader does
 * (version 0.4 and later): tensors cover the data without overlap or hole, each exactly of its
 * size.
 *
 * The data are numbers and nothing else. What else the bytes could be (a pickle whose opcodes spell
 * a header length, a zip at the end) is for the modules of those formats, which read them as well.
 */
#include "base/buf.h"
#include "base/reader.h"
#include "format/document.h"
#include "format/format.h"
#include "format/weights.h"

enum {
	LENGTH_SIZE = 8,
	HEADER_MAX = 100000000, /* what the library accepts */
	METADATA_SHOWN_MAX = 64,
};

/* The library's types, in its own order. */
static const struct {
	const char *name;
	unsigned bits;
} types[] = {
	{ "BOOL", 8 },	  { "F4", 4 },		{ "F6_E2M3", 6 },     { "F6_E3M2", 6 },
	{ "U8", 8 },	  { "I8", 8 },		{ "F8_E5M2", 8 },     { "F8_E4M3", 8 },
	{ "F8_E8M0", 8 }, { "F8_E4M3FNUZ", 8 }, { "F8_E5M2FNUZ", 8 }, { "I16", 16 },
	{ "U16", 16 },	  { "F16", 16 },	{ "BF16", 16 },	      { "I32", 32 },
	{ "U32", 32 },	  { "F32", 32 },	{ "C64", 64 },	      { "F64", 64 },
	{ "I64", 64 },	  { "U64", 64 },
};

enum { N_TYPES = sizeof(types) / sizeof(types[0]) };

struct header {
	struct job *job;
	struct span data;
	uint64_t data_at; /* in the artifact */
	bool cut;	  /* the file ends before the data */
	bool outside;	  /* it was said that a tensor lies outside of the file */
	struct weights weights;
};

static struct span skip_space(struct span s)
{
	while (s.n && memchr(" \t\r\n", s.p[0], 4))
		s = span_from(s, 1);
	return s;
}

static bool opens_object(struct span s)
{
	s = skip_space(s);
	if (!span_starts(s, "{"))
		return false;
	s = skip_space(span_from(s, 1));
	return span_starts(s, "\"") || span_starts(s, "}");
}

static unsigned bid(const struct probe *probe)
{
	struct reader r = reader_of(probe->head);
	uint64_t length = reader_u64le(&r);
	struct span header = reader_rest(&r);
	bool opens = opens_object(header);

	if (opens && length >= 2 && length <= probe->size - LENGTH_SIZE)
		return BID_MAGIC;
	if (opens && length >= 2 && length < UINT32_MAX)
		return BID_LIKELY; /* cut short, or longer than loaders take */
	if (!probe_named(probe, (const char *const[]){ ".safetensors", NULL }))
		return BID_NONE;
	return span_starts(probe->head, "version http") ? BID_NAME : BID_READ;
}

static uint64_t place(const struct value *v)
{
	return LENGTH_SIZE + (uint64_t)v->offset;
}

static bool wrong(struct header *header, const char *what, const struct value *at)
{
	job_malformed(header->job, what, place(at));
	return false;
}

/* Parts of a tensor's description. */

static bool read_type(struct header *header, const struct value *v, struct tensor *tensor)
{
	for (unsigned i = 0; i < N_TYPES; i++) {
		if (!value_is(v, types[i].name))
			continue;
		tensor->type = i;
		return true;
	}
	if (value_is_kind(v, VALUE_STRING))
		job_incomplete(header->job, "a tensor has a type that this reader does not know",
			       place(v));
	else
		job_malformed(header->job, "a tensor has no type", tensor->offset);
	return false;
}

static bool read_shape(struct header *header, const struct value *v, struct tensor *tensor,
		       struct buf *text)
{
	uint64_t size;

	if (!value_is_kind(v, VALUE_LIST)) {
		job_malformed(header->job, "a tensor has no shape", tensor->offset);
		return false;
	}
	tensor->elements = 1;
	value_each (item, v) {
		if (!value_u64(item, &size))
			return wrong(header, "a shape holds something else than sizes", item);
		if (__builtin_mul_overflow(tensor->elements, size, &tensor->elements))
			return wrong(header, "a shape is larger than any memory", v);
		buf_printf(text, "%s%llu", text->n ? "x" : "", (unsigned long long)size);
	}
	tensor->shape = buf_view(text);
	return true;
}

static bool read_place(struct header *header, const struct value *v, struct tensor *tensor)
{
	uint64_t end;

	if (!value_is_kind(v, VALUE_LIST) || v->size != 2 || !value_u64(&v[1], &tensor->begin) ||
	    !value_u64(&v[2], &end)) {
		job_malformed(header->job, "a tensor has no pair of data_offsets", tensor->offset);
		return false;
	}
	if (end < tensor->begin)
		return wrong(header, "a tensor ends before it begins", v);
	if (end > header->data.n && !header->cut && !header->outside) {
		wrong(header, "a tensor lies outside of the file", v);
		header->outside = true;
	}
	tensor->bytes = end - tensor->begin;
	return true;
}

static bool has_its_size(struct header *header, const struct tensor *tensor)
{
	uint64_t bits;

	if (!__builtin_mul_overflow(tensor->elements, types[tensor->type].bits, &bits) &&
	    bits % 8 == 0 && bits / 8 == tensor->bytes)
		return true;
	job_malformed(header->job, "a tensor's bytes do not match its type and shape",
		      tensor->offset);
	return false;
}

static void read_tensor(struct header *header, const struct value *key)
{
	struct tensor tensor = { .offset = place(key) };
	const struct value *info = value_of(key);
	struct buf shape;

	if (!value_is_kind(info, VALUE_MAP)) {
		wrong(header, "a tensor is not described by an object", info);
		return;
	}
	tensor.name = value_text(key, job_arena(header->job));
	buf_init(&shape, WEIGHTS_SHAPE_MAX);
	if (read_type(header, value_get(info, "dtype"), &tensor) &&
	    read_shape(header, value_get(info, "shape"), &tensor, &shape) &&
	    read_place(header, value_get(info, "data_offsets"), &tensor) &&
	    has_its_size(header, &tensor))
		weights_add(&header->weights, &tensor);
	buf_free(&shape);
}

/* The text pairs under __metadata__: format, licence, training settings. One that is a document
 * of its own, as a configuration kept for a loader, is read as such. */
static void read_metadata(struct header *header, const struct value *map)
{
	struct arena *arena = job_arena(header->job);
	unsigned n = 0;

	if (!value_is_kind(map, VALUE_MAP)) {
		wrong(header, "__metadata__ is not an object", map);
		return;
	}
	value_each (key, map) {
		struct span text = value_text(value_of(key), arena);

		if (!value_is_kind(value_of(key), VALUE_STRING)) {
			wrong(header, "__metadata__ holds something else than text", value_of(key));
			continue;
		}
		if (n++ < METADATA_SHOWN_MAX || job_inspects(header->job))
			weights_say(header->job, "__metadata__", value_text(key, arena), text,
				    place(key));
		if (span_starts(text, "{"))
			(void)job_nested(header->job, text, span_str("__metadata__.json"),
					 place(value_of(key)));
	}
}

static void read_entries(struct header *header, const struct value *root)
{
	value_each (key, root) {
		if (value_is(key, "__metadata__"))
			read_metadata(header, value_of(key));
		else
			read_tensor(header, key);
	}
}

/* What lies behind the last tensor: the library refuses it, others may not look. */
static void check_end(struct header *header)
{
	uint64_t end = weights_check(&header->weights, 1, header->data_at);

	if (end >= header->data.n)
		return;
	job_malformed(header->job, "bytes follow the last tensor", header->data_at + end);
	(void)job_nested(header->job, span_from(header->data, end), span_str("trailing-data"),
			 header->data_at + end);
}

static const char *type_name(unsigned type)
{
	return types[type].name;
}

static void read_document(struct header *header, const struct value *root)
{
	if (!weights_open(&header->weights, header->job, type_name, root->size))
		return;
	read_entries(header, root);
	check_end(header);
	weights_sum(&header->weights);
	weights_close(&header->weights);
}

static void read_header(struct header *header, struct span text)
{
	struct job *job = header->job;
	struct document doc;

	document_open(&doc, job, text);
	document_say(&doc, job, LENGTH_SIZE);
	if (doc.json.twice)
		job_anomaly(job, "weights-key-twice", span_str("header"), LENGTH_SIZE);
	if (value_is_kind(doc.json.root, VALUE_MAP))
		read_document(header, doc.json.root);
	else if (doc.json.root)
		job_malformed(job, "the header is not an object", LENGTH_SIZE);
	document_close(&doc, job);
}

static void read(struct job *job, struct span bytes)
{
	struct reader r = reader_of(bytes);
	uint64_t length = reader_u64le(&r);
	struct header header = { .job = job };

	if (r.bad) {
		job_malformed(job, "the file ends inside its header length", 0);
		return;
	}
	if (length > HEADER_MAX) {
		job_malformed(job, "the header is longer than the 100 MB that loaders take", 0);
		return;
	}
	header.cut = length > reader_left(&r);
	if (header.cut)
		job_malformed(job, "the file ends inside its header", 0);

	struct span text = header.cut ? reader_rest(&r) : reader_take(&r, length);

	header.data_at = reader_offset(&r);
	header.data = reader_rest(&r);
	read_header(&header, text);
}

const struct format format_safetensors = {
	.name = "safetensors",
	.bid = bid,
	.read = read,
};
