/* Sums and extents of tensors. */
#include "format/weights.h"

#include "base/buf.h"
#include "base/sort.h"

enum { TYPES_TEXT_MAX = 2048 };

bool weights_open(struct weights *weights, struct job *job, const char *(*type_name)(unsigned type),
		  uint64_t n)
{
	*weights = (struct weights){ .job = job, .type_name = type_name };
	if (__builtin_mul_overflow(n, sizeof(struct sort_item), &weights->room))
		weights->room = UINT64_MAX;
	weights->extents = (struct sort_item *)(void *)job_window(job, weights->room);
	if (!weights->extents)
		job_incomplete(job, "no room for the table of tensors", OFFSET_NONE);
	return weights->extents != NULL;
}

void weights_close(struct weights *weights)
{
	job_window_drop(weights->job, (uint8_t *)weights->extents, weights->room);
}

/* Hostile counts may add up past 64 bits; the sum then stays at the most. */
static void add_up(uint64_t *sum, uint64_t n)
{
	if (__builtin_add_overflow(*sum, n, sum))
		*sum = UINT64_MAX;
}

void weights_add(struct weights *weights, const struct tensor *tensor)
{
	struct sort_item *extent = &weights->extents[weights->n_extents++];

	*extent = (struct sort_item){ .key = tensor->begin, .index = tensor->begin };
	add_up(&extent->index, tensor->bytes);
	add_up(&weights->elements, tensor->elements);
	add_up(&weights->bytes, tensor->bytes);
	weights->n++;
	weights->n_of_type[tensor->type]++;
	if (job_inspects(weights->job))
		JOB_FACT(weights->job, FACT_TENSOR, tensor->offset, ATTR_TEXT("name", tensor->name),
			 ATTR_WORD("type", weights->type_name(tensor->type)),
			 ATTR_TEXT("shape", tensor->shape), ATTR_NUMBER("begin", tensor->begin),
			 ATTR_NUMBER("bytes", tensor->bytes));
}

static uint64_t aligned(uint64_t n, uint64_t alignment)
{
	uint64_t rest = n % alignment, sum;

	if (rest == 0)
		return n;
	return __builtin_add_overflow(n, alignment - rest, &sum) ? UINT64_MAX : sum;
}

uint64_t weights_check(struct weights *weights, uint64_t alignment, uint64_t data_at)
{
	uint64_t end = 0;

	sort_items(weights->extents, weights->n_extents);
	for (uint64_t i = 0; i < weights->n_extents; i++) {
		const struct sort_item *extent = &weights->extents[i];
		bool overlap = extent->key < end;

		if (overlap || extent->key > aligned(end, alignment)) {
			job_malformed(weights->job,
				      overlap ? "tensors overlap"
					      : "bytes between tensors belong to none",
				      data_at + (overlap ? extent->key : end));
			return UINT64_MAX;
		}
		end = extent->index;
	}
	return end;
}

static void say_number(struct job *job, const char *key, uint64_t number)
{
	JOB_FACT(job, FACT_METADATA, OFFSET_NONE, ATTR_WORD("key", key),
		 ATTR_NUMBER("value", number), ATTR_WORD("source", "counted"));
}

/* "BF16 290, F32 3": each type that occurs and how many tensors are of it. */
static void say_types(const struct weights *weights)
{
	struct buf text;

	buf_init(&text, TYPES_TEXT_MAX);
	for (unsigned i = 0; i < WEIGHTS_TYPES_MAX; i++)
		if (weights->n_of_type[i])
			buf_printf(&text, "%s%s %llu", text.n ? ", " : "", weights->type_name(i),
				   (unsigned long long)weights->n_of_type[i]);
	JOB_FACT(weights->job, FACT_METADATA, OFFSET_NONE, ATTR_WORD("key", "types"),
		 ATTR_TEXT("value", buf_view(&text)), ATTR_WORD("source", "counted"));
	buf_free(&text);
}

void weights_sum(struct weights *weights)
{
	say_number(weights->job, "tensors", weights->n);
	say_number(weights->job, "parameters", weights->elements);
	say_number(weights->job, "bytes", weights->bytes);
	say_types(weights);
}

void weights_say(struct job *job, const char *source, struct span key, struct span value,
		 uint64_t offset)
{
	JOB_FACT(job, FACT_METADATA, offset, ATTR_TEXT("key", key), ATTR_TEXT("value", value),
		 ATTR_WORD("source", source));
}
