/* The tensors of a GGUF file: their descriptions, and whether the data are all theirs. */
#include "format/gguf.h"

#include <inttypes.h>

#include "base/buf.h"
#include "format/ggml_types.h"
#include "format/weights.h"

enum {
	DIMENSIONS_MAX = 4,
	NAME_BYTES_MAX = 63, /* GGML_MAX_NAME with its NUL */
};

static const char *type_name(unsigned type)
{
	return ggml_types[type].name ? ggml_types[type].name : "?";
}

static bool read_shape(struct gguf *g, struct tensor *tensor, struct buf *text, uint64_t *row)
{
	uint64_t n = gguf_number(g, 4);

	if (!g->r.bad && n > DIMENSIONS_MAX)
		return gguf_wrong(g, "a tensor has more than four dimensions", tensor->offset);
	tensor->elements = 1;
	*row = 1;
	for (uint64_t i = 0; i < n && !g->r.bad; i++) {
		uint64_t length = gguf_size(g);

		if (i == 0)
			*row = length;
		if (length > INT64_MAX ||
		    __builtin_mul_overflow(tensor->elements, length, &tensor->elements) ||
		    tensor->elements > INT64_MAX)
			return gguf_wrong(g, "a shape is larger than any memory", tensor->offset);
		buf_printf(text, "%s%" PRIu64, i ? "x" : "", length);
	}
	tensor->shape = buf_view(text);
	return !g->r.bad;
}

/* Its bytes, from whole blocks. False when the type or the shape does not allow it. */
static bool read_size(struct gguf *g, struct tensor *tensor, uint64_t type, uint64_t row)
{
	const struct ggml_type *known;

	if (type >= GGML_TYPES_MAX || !ggml_types[type].name) {
		job_incomplete(g->job, "a tensor has a type that this reader does not know",
			       tensor->offset);
		return false;
	}
	known = &ggml_types[type];
	tensor->type = (unsigned)type;
	if (row % known->elements != 0)
		return gguf_wrong(g, "a row is not made of whole blocks", tensor->offset);
	if (__builtin_mul_overflow(tensor->elements / known->elements, (uint64_t)known->bytes,
				   &tensor->bytes))
		return gguf_wrong(g, "a shape is larger than any memory", tensor->offset);
	return true;
}

static bool read_tensor(struct gguf *g, struct weights *weights)
{
	struct tensor tensor = { .offset = reader_offset(&g->r) };
	uint64_t row, type;
	struct buf shape;
	bool ok;

	tensor.name = gguf_string(g);
	buf_init(&shape, WEIGHTS_SHAPE_MAX);
	ok = read_shape(g, &tensor, &shape, &row);
	type = gguf_number(g, 4);
	tensor.begin = gguf_number(g, 8);
	if (ok && !g->r.bad) {
		if (tensor.name.n > NAME_BYTES_MAX)
			gguf_wrong(g, "the name of a tensor is longer than 63 bytes",
				   tensor.offset);
		gguf_names_add(g, tensor.name, "weights-tensor-twice", tensor.offset);
		if (read_size(g, &tensor, type, row))
			weights_add(weights, &tensor);
	}
	buf_free(&shape);
	return ok && !g->r.bad;
}

static bool each_tensor(struct gguf *g, struct weights *weights)
{
	for (uint64_t i = 0; i < g->n_tensors; i++) { /* bounded as the pairs are */
		if (i % GGUF_STEPS == 0 && !job_spend(g->job, GGUF_STEPS))
			return gguf_no_budget(g);
		if (!read_tensor(g, weights))
			return gguf_ended(g,
					  "the file ends inside the descriptions of its tensors");
	}
	return true;
}

/* What follows the last tensor, up to the next multiple of the alignment, is padding. */
static void check_rest(struct gguf *g, uint64_t end)
{
	uint64_t padded = gguf_aligned(g, end);

	if (padded >= g->file.n)
		return;
	job_anomaly(g->job, "weights-trailing-data", (struct span){ 0 }, padded);
	(void)job_nested(g->job, span_from(g->file, padded), span_str("trailing-data"), padded);
}

static void check_data(struct gguf *g, struct weights *weights)
{
	uint64_t begin = gguf_aligned(g, reader_offset(&g->r));
	uint64_t left = begin < g->file.n ? g->file.n - begin : 0;
	uint64_t end = weights_check(weights, g->alignment, begin);

	if (end == UINT64_MAX)
		return; /* said */
	if (end > left)
		gguf_wrong(g, "the file ends inside the data of its tensors", g->file.n);
	else if (weights->n == g->n_tensors)
		check_rest(g, begin + end);
}

void gguf_read_tensors(struct gguf *g)
{
	struct weights weights;

	if (!weights_open(&weights, g->job, type_name, g->n_tensors))
		return;
	if (gguf_names_open(g, g->n_tensors)) {
		bool whole = each_tensor(g, &weights);

		gguf_names_close(g);
		if (whole)
			check_data(g, &weights);
		weights_sum(&weights);
	}
	weights_close(&weights);
}
