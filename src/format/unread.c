/* Formats of models, programs and archives that have no reader here yet: they are named and left
 * inconclusive, so that nothing unseen passes for clean. Each that gets a reader loses its row. */
#include "format/format.h"
#include "format/job.h"

#include "base/reader.h"

struct row {
	const char *title, *why;
	size_t at;	   /* of the magic */
	struct span magic; /* empty: the name decides, if the content is no other format's */
	bool (*shape)(struct span head); /* NULL, or what the head must look like besides */
	const char *names[6];		 /* endings, for rows that need one; ended by NULL */
};

#define NO_READER(title) title, "there is no reader for " title " yet"

/* Protocol buffers (encoding.md): a field is a key, number << 3 | wire type, and its value. */

static bool read_varint(struct reader *r, uint64_t *value)
{
	*value = 0;
	for (unsigned shift = 0; shift < 64; shift += 7) {
		uint8_t byte = reader_u8(r);

		*value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return !r->bad;
	}
	return false;
}

/* A first field 1 that is a small number (a version), then field `next` of *n bytes. */
static bool begins_versioned(struct span head, unsigned next, struct reader *field, uint64_t *n)
{
	enum { VERSION_KEY = 1 << 3, VERSION_MAX = 20 };
	uint64_t key, version;

	*field = reader_of(head);
	return read_varint(field, &key) && key == VERSION_KEY && read_varint(field, &version) &&
	       version <= VERSION_MAX && read_varint(field, &key) && key == (next << 3 | 2) &&
	       read_varint(field, n);
}

/* ModelProto (onnx.proto): ir_version = 1, producer_name = 2, a short text, then one of its other
 * fields. */
static bool is_onnx(struct span head)
{
	enum { NAME_MAX = 64 };
	static const struct span next_keys = SPAN("\x1a\x22\x28\x32\x3a\x42\x72");
	struct reader r;
	uint64_t n;

	if (!begins_versioned(head, 2, &r, &n) || n == 0 || n > NAME_MAX)
		return false;

	struct span name = reader_take(&r, n);

	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] < ' ' || name.p[i] > '~')
			return false;
	return span_byte(next_keys, reader_u8(&r)) != SPAN_NONE && !r.bad;
}

/* The same by a writer that does not name itself: ir_version = 1, then graph = 7, which begins with
 * a node, its name or a tensor. Too little to tell by content alone. */
static bool is_onnx_graph(struct span head)
{
	static const struct span first_keys = SPAN("\x0a\x12\x2a");
	struct reader r;
	uint64_t n;

	return begins_versioned(head, 7, &r, &n) && n > 0 &&
	       span_byte(first_keys, reader_u8(&r)) != SPAN_NONE && !r.bad;
}

/* A field 2 that is a message whose first field is a message or text: SavedModel's MetaGraphDef,
 * Core ML's ModelDescription. */
static bool is_versioned_message(struct span head)
{
	enum { FIRST_KEY = 1 << 3 | 2 };
	struct reader r;
	uint64_t n;

	return begins_versioned(head, 2, &r, &n) && n > 0 && reader_u8(&r) == FIRST_KEY && !r.bad;
}

/* A repeated field 1 of messages: GraphDef's nodes, Paddle's blocks, Caffe's name. */
static bool is_message_list(struct span head)
{
	enum { FIRST_KEY = 1 << 3 | 2 };
	struct reader r = reader_of(head);
	uint64_t n;

	return reader_u8(&r) == FIRST_KEY && read_varint(&r, &n) && n > 0;
}

static bool is_protobuf(struct span head)
{
	return is_onnx(head) || is_onnx_graph(head) || is_versioned_message(head) ||
	       is_message_list(head);
}

/* The version of the writer as a number, R 2.3.0 and later (R Internals, section 1.8). */
static bool is_rds(struct span head)
{
	struct reader r = reader_of(head);

	reader_skip(&r, 2);

	uint32_t version = (uint32_t)reader_be(&r, 4), writer = (uint32_t)reader_be(&r, 4);

	return !r.bad && (version == 2 || version == 3) && writer >> 24 == 0 && writer >> 16 <= 9;
}

static bool is_not_text(struct span head)
{
	return span_byte(span_part(head, 0, 64), 0) != SPAN_NONE;
}

static const struct row rows[] = {
	{ NO_READER("HDF5 (Keras and others)"), 0, SPAN("\x89HDF\r\n\x1a\n") },
	{ NO_READER("HDF5 (Keras and others)"), 512, SPAN("\x89HDF\r\n\x1a\n") },
	{ NO_READER("HDF5 (Keras and others)"), 1024, SPAN("\x89HDF\r\n\x1a\n") },
	{ NO_READER("HDF5 (Keras and others)"), 2048, SPAN("\x89HDF\r\n\x1a\n") },
	{ NO_READER("TensorFlow Lite"), 4, SPAN("TFL3") },
	{ NO_READER("PyTorch mobile programs"), 4, SPAN("PTMF"), is_not_text },
	{ NO_READER("ExecuTorch programs"), 4, SPAN("ET1"), is_not_text },
	{ NO_READER("GGML (before GGUF)"), 0, SPAN("lmgg"), is_not_text },
	{ NO_READER("GGML (before GGUF)"), 0, SPAN("fmgg"), is_not_text },
	{ NO_READER("GGML (before GGUF)"), 0, SPAN("tjgg"), is_not_text },
	{ NO_READER("GGML adapters"), 0, SPAN("algg"), is_not_text },
	{ NO_READER("llamafile programs"), 0, SPAN("MZqFpD='") },
	{ NO_READER("R data"), 0, SPAN("RDX2\n") },
	{ NO_READER("R data"), 0, SPAN("RDX3\n") },
	{ NO_READER("R data"), 0, SPAN("RDA2\n") },
	{ NO_READER("R data"), 0, SPAN("RDA3\n") },
	{ NO_READER("R data"), 0, SPAN("X\n"), is_rds },
	{ NO_READER("MXNet parameters"), 0, SPAN("\x12\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0") },
	{ NO_READER("CNTK models"), 0, SPAN("B\0C\0N\0") },
	{ NO_READER("CatBoost models"), 0, SPAN("CBM1") },
	{ NO_READER("RKNN models"), 0, SPAN("RKNN"), is_not_text },
	{ NO_READER("TensorRT engines"), 0, SPAN("ptrt") },
	{ NO_READER("TensorRT engines"), 0, SPAN("ftrt") },
	{ NO_READER("Java serialized objects"), 0, SPAN("\xac\xed\0\5") },
	{ NO_READER("MATLAB files"), 0, SPAN("MATLAB 5.0 MAT-file") },
	{ NO_READER("7z archives"), 0, SPAN("7z\xbc\xaf\x27\x1c") },
	{ NO_READER("RAR archives"), 0, SPAN("Rar!\x1a\7") },
	{ NO_READER("Cabinet archives"), 0, SPAN("MSCF\0\0\0\0") },
	{ NO_READER("cpio archives"), 0, SPAN("070701") },
	{ NO_READER("cpio archives"), 0, SPAN("070702") },
	{ NO_READER("ar archives"), 0, SPAN("!<arch>\n") },
	{ NO_READER("RPM packages"), 0, SPAN("\xed\xab\xee\xdb") },
	{ NO_READER("SquashFS images"), 0, SPAN("hsqs"), is_not_text },
	{ NO_READER("legacy lz4"), 0, SPAN("\x02\x21\x4c\x18") },
	{ NO_READER("lzip"), 0, SPAN("LZIP\1") },
	{ NO_READER("lzop"), 0, SPAN("\x89LZO\0\r\n\x1a\n") },
	{ NO_READER("framed snappy"), 0, SPAN("\xff\6\0\0sNaPpY") },
	{ NO_READER("compress (.Z)"), 0, SPAN("\x1f\x9d"), is_not_text },
	{ NO_READER("ONNX"), 0, { 0 }, is_onnx },
	{ NO_READER("ONNX"), 0, { 0 }, is_protobuf, { ".onnx", ".ort" } },
	{ NO_READER("Core ML"), 0, { 0 }, is_protobuf, { ".mlmodel" } },
	{ NO_READER("TensorFlow graphs"), 0, { 0 }, is_protobuf, { ".pb", ".meta" } },
	{ NO_READER("Caffe models"), 0, { 0 }, is_protobuf, { ".caffemodel" } },
	{ NO_READER("Paddle models"), 0, { 0 }, is_protobuf, { ".pdmodel", "__model__" } },
	{ NO_READER("Paddle parameters"), 0, { 0 }, is_not_text, { ".pdiparams" } },
	{ NO_READER("HDF5 (Keras and others)"), 0, { 0 }, NULL, { ".h5", ".hdf5" } },
	{ NO_READER("TensorFlow Lite"), 0, { 0 }, is_not_text, { ".tflite" } },
	{ NO_READER("TensorRT engines"), 0, { 0 }, is_not_text, { ".engine", ".plan", ".trt" } },
	{ NO_READER("Torch7 models"), 0, { 0 }, NULL, { ".t7" } },
	{ NO_READER("Flax msgpack"), 0, { 0 }, is_not_text, { ".msgpack" } },
	{ NO_READER("Darknet weights"), 0, { 0 }, is_not_text, { ".weights" } },
	{ NO_READER("R data"), 0, { 0 }, NULL, { ".rds", ".rda", ".rdata" } },
};

static unsigned bid(const struct probe *probe);

/* Whether the content speaks for a format that has a reader: then a name means nothing. */
static bool is_claimed(const struct probe *probe)
{
	for (size_t i = 0; formats[i]; i++)
		if (formats[i]->bid != bid && formats[i]->bid(probe) >= BID_LIKELY)
			return true;
	return false;
}

static bool has_magic(const struct row *row, struct span head)
{
	if (row->magic.n && (head.n <= row->at || head.p[row->at] != row->magic.p[0]))
		return false; /* nearly always; the rest need not be compared */
	return span_eq(span_part(head, row->at, row->magic.n), row->magic) &&
	       (!row->shape || row->shape(head));
}

static const struct row *find_row(const struct probe *probe)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if ((!rows[i].names[0] || probe_named(probe, rows[i].names)) &&
		    has_magic(&rows[i], probe->head))
			return &rows[i];
	return NULL;
}

static unsigned bid(const struct probe *probe)
{
	const struct row *row = probe->size ? find_row(probe) : NULL;

	if (!row)
		return BID_NONE;
	if (row->magic.n)
		return BID_MAGIC;
	return is_claimed(probe) ? BID_NONE : BID_READ;
}

static void read(struct job *job, struct span bytes)
{
	const struct probe probe = { .head = span_part(bytes, 0, 4096),
				     .size = bytes.n,
				     .name = job_name(job) };
	const struct row *row = find_row(&probe);

	if (!row)
		return;
	JOB_FACT(job, FACT_METADATA, 0, ATTR_WORD("key", "format"), ATTR_WORD("value", row->title),
		 ATTR_WORD("source", "format"));
	job_incomplete(job, row->why, 0);
}

const struct format format_unread = {
	.name = "unread",
	.bid = bid,
	.read = read,
};
