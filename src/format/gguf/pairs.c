/* The key-value pairs of a GGUF file: what they say, and the templates among them. */
#include "format/gguf.h"

#include <inttypes.h>

#include "base/buf.h"
#include "format/weights.h"

enum {
	DEPTH_MAX = 8,	 /* of arrays in arrays */
	SHOWN_MAX = 200, /* bytes of a value in a scan */
	ITEMS_MAX = 16,	 /* items of an array of texts in a scan */
};

/* gguf_metadata_value_type */
enum value_type {
	UINT8,
	INT8,
	UINT16,
	INT16,
	UINT32,
	INT32,
	FLOAT32,
	BOOL,
	STRING,
	ARRAY,
	UINT64,
	INT64,
	FLOAT64,
	TYPE_COUNT,
};

/* Bytes of the types that have a fixed size. */
static const uint8_t type_size[TYPE_COUNT] = {
	[UINT8] = 1,   [INT8] = 1, [UINT16] = 2, [INT16] = 2, [UINT32] = 4,  [INT32] = 4,
	[FLOAT32] = 4, [BOOL] = 1, [UINT64] = 8, [INT64] = 8, [FLOAT64] = 8,
};

static double real(uint64_t bits, enum value_type type)
{
	uint32_t low = (uint32_t)bits;
	float single;
	double twice;

	if (type == FLOAT32) {
		memcpy(&single, &low, sizeof(single));
		return (double)single;
	}
	memcpy(&twice, &bits, sizeof(twice));
	return twice;
}

static int64_t whole(uint64_t bits, enum value_type type)
{
	unsigned unused = 64 - 8u * type_size[type];

	return (int64_t)(bits << unused) >> unused;
}

static void write_scalar(struct buf *out, uint64_t bits, enum value_type type)
{
	switch (type) {
	case BOOL:
		buf_str(out, bits ? "true" : "false");
		return;
	case FLOAT32:
	case FLOAT64:
		buf_printf(out, "%.9g", real(bits, type));
		return;
	case INT8:
	case INT16:
	case INT32:
	case INT64:
		buf_printf(out, "%" PRId64, whole(bits, type));
		return;
	default:
		buf_printf(out, "%" PRIu64, bits);
	}
}

/* Past an array; only strings and arrays have to be looked at one by one. */
static bool skip_array(struct gguf *g, unsigned depth)
{
	uint64_t at = reader_offset(&g->r), type = gguf_number(g, 4), n = gguf_size(g), bytes;

	if (g->r.bad)
		return false;
	if (type >= TYPE_COUNT)
		return gguf_wrong(g, "an array of unknown type", at);
	if (depth == DEPTH_MAX)
		return gguf_wrong(g, "arrays are nested too deep", at);
	if (type_size[type]) {
		if (__builtin_mul_overflow(n, (uint64_t)type_size[type], &bytes))
			return gguf_wrong(g, "an array is larger than any file", at);
		reader_skip(&g->r, bytes);
		return !g->r.bad;
	}
	for (uint64_t i = 0; i < n && !g->r.bad; i++) { /* each takes four bytes or more */
		if (i % GGUF_STEPS == 0 && !job_spend(g->job, GGUF_STEPS))
			return gguf_no_budget(g);
		if (type == STRING)
			(void)gguf_string(g);
		else if (!skip_array(g, depth + 1))
			return false;
	}
	return !g->r.bad;
}

/* general.tags, general.languages, general.datasets: a fact for each of the first texts. The reader
 * is where it was. */
static void say_texts(struct gguf *g, struct span key, uint64_t offset)
{
	struct reader start = g->r;
	uint64_t type = gguf_number(g, 4), n = gguf_size(g);

	for (uint64_t i = 0; type == STRING && i < n && i < ITEMS_MAX; i++) {
		struct span text = gguf_string(g);

		if (g->r.bad)
			break;
		weights_say(g->job, "pairs", key, span_part(text, 0, SHOWN_MAX), offset);
	}
	g->r = start;
}

static bool say_array(struct gguf *g, struct span key, uint64_t offset)
{
	struct reader ahead = g->r;
	uint64_t n;
	struct buf text;

	(void)gguf_number(g, 4);
	n = gguf_size(g);
	g->r = ahead;
	buf_init(&text, SHOWN_MAX);
	buf_printf(&text, "[%" PRIu64 " items]", n);
	if (job_inspects(g->job))
		weights_say(g->job, "pairs", key, buf_view(&text), offset);
	buf_free(&text);
	if (!job_inspects(g->job) && span_starts(key, "general."))
		say_texts(g, key, offset);
	return skip_array(g, 0);
}

/* tokenizer.chat_template, tokenizer.chat_template.NAME and whatever else is called a template. */
static bool is_template(struct span key)
{
	return span_has(key, "template");
}

/* The template as an artifact named after its key. */
static void nest_template(struct gguf *g, struct span key, struct span text)
{
	struct buf name;

	buf_init(&name, KiB(1));
	buf_span(&name, span_part(key, 0, KiB(1) - sizeof(".jinja")));
	buf_str(&name, ".jinja");
	(void)job_nested(g->job, text, buf_view(&name), (uint64_t)(text.p - g->file.p));
	buf_free(&name);
}

static void say_string(struct gguf *g, struct span key, struct span text, uint64_t offset)
{
	bool general = span_starts(key, "general.") || span_starts(key, "tokenizer.ggml.model");

	if (is_template(key))
		nest_template(g, key, text);
	if (job_inspects(g->job) || general)
		weights_say(g->job, "pairs", key,
			    job_inspects(g->job) ? text : span_part(text, 0, SHOWN_MAX), offset);
}

static void set_alignment(struct gguf *g, uint64_t n, enum value_type type, uint64_t offset)
{
	if (type != UINT32 || n == 0 || (n & (n - 1)) != 0)
		gguf_wrong(g, "general.alignment is not a power of two in 32 bits", offset);
	else
		g->alignment = n;
}

/* What a scan tells of numbers; the rest is for who inspects. */
static bool is_told(struct span key)
{
	return span_starts(key, "general.") || span_starts(key, "split.") ||
	       span_ends(key, ".context_length");
}

static void say_scalar(struct gguf *g, struct span key, enum value_type type, uint64_t offset)
{
	uint64_t bits = gguf_number(g, type_size[type]);
	struct buf text;

	if (g->r.bad)
		return;
	if (type == BOOL && bits > 1)
		gguf_wrong(g, "a truth value is neither 0 nor 1", offset);
	if (span_is(key, "general.alignment"))
		set_alignment(g, bits, type, offset);
	gguf_split_pair(g, key, bits);
	if (!job_inspects(g->job) && !is_told(key))
		return;
	buf_init(&text, SHOWN_MAX);
	write_scalar(&text, bits, type);
	weights_say(g->job, "pairs", key, buf_view(&text), offset);
	buf_free(&text);
}

static bool read_pair(struct gguf *g)
{
	uint64_t at = reader_offset(&g->r);
	struct span key = gguf_string(g);
	uint64_t type = gguf_number(g, 4);

	if (g->r.bad)
		return false;
	if (type >= TYPE_COUNT)
		return gguf_wrong(g, "a value of unknown type", at);
	gguf_names_add(g, key, "weights-key-twice", at);
	if (type == ARRAY)
		return say_array(g, key, at);
	if (type == STRING) {
		struct span text = gguf_string(g);

		if (!g->r.bad)
			say_string(g, key, text, at);
	} else {
		say_scalar(g, key, (enum value_type)type, at);
	}
	return !g->r.bad;
}

static bool each_pair(struct gguf *g)
{
	for (uint64_t i = 0; i < g->n_pairs; i++) { /* at most one for each 12 bytes, see fits() */
		if (i % GGUF_STEPS == 0 && !job_spend(g->job, GGUF_STEPS))
			return gguf_no_budget(g);
		if (!read_pair(g))
			return gguf_ended(g, "the file ends inside its key-value pairs");
	}
	return true;
}

bool gguf_read_pairs(struct gguf *g)
{
	bool ok;

	if (!gguf_names_open(g, g->n_pairs))
		return false;
	ok = each_pair(g);
	gguf_names_close(g);
	return ok;
}
