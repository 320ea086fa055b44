/* Sums over any number of arrays in a fixed piece of memory. */
#include "format/arrays.h"

#include <stdio.h>

#include "base/buf.h"

enum { TYPES_TEXT_MAX = 1024 };

static uint64_t sum(uint64_t a, uint64_t b)
{
	uint64_t all;

	return __builtin_add_overflow(a, b, &all) ? UINT64_MAX : all;
}

/* The row of that type, a new one while there is room. */
static size_t type_row(struct arrays *all, struct span type)
{
	size_t i = 0;

	type = span_part(type, 0, ARRAY_TYPE_NAME_MAX);
	while (i < all->n_types &&
	       !span_eq(span_of(all->types[i].name, all->types[i].name_n), type))
		i++;
	if (i < all->n_types)
		return i;
	if (i == ARRAY_TYPES_MAX - 1)
		type = span_str("others");
	if (i == ARRAY_TYPES_MAX)
		return i - 1;
	if (type.n)
		memcpy(all->types[i].name, type.p, type.n);
	all->types[i].name_n = (uint8_t)type.n;
	all->n_types++;
	return i;
}

void arrays_tell(struct job *job, const struct array *array)
{
	JOB_FACT(job, FACT_TENSOR, array->offset, ATTR_TEXT("name", array->name),
		 ATTR_TEXT("dtype", array->type), ATTR_TEXT("shape", array->shape),
		 ATTR_NUMBER("bytes", array->bytes));
}

void arrays_add(struct job *job, struct arrays *all, const struct array *array)
{
	if (job_inspects(job) && !all->quiet)
		arrays_tell(job, array);
	all->n++;
	all->elements = sum(all->elements, array->elements);
	all->bytes = sum(all->bytes, array->bytes);
	all->types[type_row(all, array->type)].n++;
}

static void say_number(struct job *job, const char *key, uint64_t number)
{
	JOB_FACT(job, FACT_METADATA, OFFSET_NONE, ATTR_WORD("key", key),
		 ATTR_NUMBER("value", number), ATTR_WORD("source", "counted"));
}

static void say_types(struct job *job, const struct arrays *all)
{
	struct buf text;

	buf_init(&text, TYPES_TEXT_MAX);
	for (uint32_t i = 0; i < all->n_types; i++)
		buf_printf(&text, "%s%.*s %llu", i ? ", " : "", all->types[i].name_n,
			   all->types[i].name, (unsigned long long)all->types[i].n);
	JOB_FACT(job, FACT_METADATA, OFFSET_NONE, ATTR_WORD("key", "types"),
		 ATTR_TEXT("value", buf_view(&text)), ATTR_WORD("source", "counted"));
	buf_free(&text);
}

void arrays_sum(struct job *job, const struct arrays *all)
{
	if (all->n == 0)
		return;
	say_number(job, "tensors", all->n);
	say_number(job, "parameters", all->elements);
	say_number(job, "bytes", all->bytes);
	say_types(job, all);
}

void shape_add(struct shape *shape, uint64_t dim)
{
	size_t room = sizeof(shape->text) - sizeof(", ...)") - shape->n;
	int n = snprintf(shape->text + shape->n, room, "%s%llu", shape->n_dims ? ", " : "(",
			 (unsigned long long)dim);

	shape->n_dims++;
	shape->cut |= (size_t)n >= room;
	if (!shape->cut)
		shape->n += (size_t)n;
}

static const char *closing(const struct shape *shape)
{
	if (shape->cut)
		return ", ...)";
	if (shape->n_dims == 0)
		return "()";
	return shape->n_dims == 1 ? ",)" : ")";
}

struct span shape_end(struct shape *shape)
{
	const char *end = closing(shape);

	memcpy(shape->text + shape->n, end, strlen(end));
	return span_of(shape->text, shape->n + strlen(end));
}
