/* A walk through what a pickle made: dicts and modules hold tensors under names. */
#include "format/torch/tensors.h"

#include <stdio.h>

#include "format/arrays.h"
#include "format/torch.h"

enum {
	NAME_MAX_BYTES = 512,
	DEPTH_MAX = 24,
	STEPS_MAX = 1 << 20, /* shared values are walked once for each way to them */
	STATES_MAX = 4,
	DIMS_MAX = 64,
};

struct walk {
	struct pickle *pickle;
	uint64_t offset, steps;
	char name[NAME_MAX_BYTES];
	size_t name_n;
};

static void walk_value(struct walk *walk, struct pickle_value value, unsigned depth);

/* The attributes by which torch.nn.Module holds its parts are no parts of their names. */
static bool is_named(struct span key)
{
	static const char *const holders[] = { "_parameters", "_buffers", "_modules" };

	for (size_t i = 0; i < sizeof(holders) / sizeof(holders[0]); i++)
		if (span_is(key, holders[i]))
			return false;
	return true;
}

static void walk_named(struct walk *walk, struct span key, struct pickle_value value,
		       unsigned depth)
{
	size_t before = walk->name_n, room = sizeof(walk->name) - before;

	if (is_named(key) && key.n + 1 < room) {
		if (before)
			walk->name[walk->name_n++] = '.';
		memcpy(walk->name + walk->name_n, key.p, key.n);
		walk->name_n += key.n;
	}
	walk_value(walk, value, depth);
	walk->name_n = before;
}

/* Keys are texts, or numbers as in the state of an optimizer. */
static void walk_keyed(struct walk *walk, struct pickle_value key, struct pickle_value value,
		       unsigned depth)
{
	char digits[24];
	int64_t number;
	int n;

	if (!pickle_int(walk->pickle, key, &number)) {
		walk_named(walk, pickle_text(walk->pickle, key), value, depth);
		return;
	}
	n = snprintf(digits, sizeof(digits), "%lld", (long long)number);
	walk_named(walk, span_of(digits, (size_t)n), value, depth);
}

static void walk_pairs(struct walk *walk, struct pickle_value dict, unsigned depth)
{
	struct pickle_cursor cursor = { .of = dict };
	struct pickle_value key, value;

	while (pickle_next(walk->pickle, &cursor, &key) &&
	       pickle_next(walk->pickle, &cursor, &value))
		walk_keyed(walk, key, value, depth);
}

static void walk_items(struct walk *walk, struct pickle_value list, unsigned depth)
{
	struct pickle_cursor cursor = { .of = list };
	struct pickle_value item;

	while (pickle_next(walk->pickle, &cursor, &item))
		walk_value(walk, item, depth);
}

/* Tensors: torch._utils._rebuild_tensor_v2(storage, offset, size, stride, ...) and its kin. */

static uint64_t read_size(struct walk *walk, struct pickle_value size, struct shape *shape)
{
	struct pickle_cursor cursor = { .of = size };
	struct pickle_value dim;
	uint64_t elements = 1;
	int64_t n;

	for (int i = 0; i < DIMS_MAX && pickle_next(walk->pickle, &cursor, &dim); i++) {
		if (!pickle_int(walk->pickle, dim, &n) || n < 0)
			n = 0;
		shape_add(shape, (uint64_t)n);
		if (__builtin_mul_overflow(elements, (uint64_t)n, &elements))
			elements = UINT64_MAX;
	}
	return elements;
}

/* Whether the arguments are those of a tensor, which is then told. */
static bool tell(struct walk *walk, struct pickle_value arguments)
{
	struct pickle_value persistent, id, size;
	struct torch_storage storage;
	struct shape shape = { 0 };
	uint64_t bytes;

	if (!pickle_item(walk->pickle, arguments, 0, &persistent) ||
	    !pickle_id(walk->pickle, persistent, &id) ||
	    !torch_storage(walk->pickle, id, &storage) ||
	    !pickle_item(walk->pickle, arguments, 2, &size))
		return false;
	if (__builtin_mul_overflow(read_size(walk, size, &shape), storage.class->element, &bytes))
		bytes = UINT64_MAX;
	arrays_tell(pickle_job(walk->pickle),
		    &(const struct array){ .name = span_of(walk->name, walk->name_n),
					   .type = span_str(storage.class->type),
					   .shape = shape_end(&shape),
					   .bytes = bytes,
					   .offset = walk->offset });
	return true;
}

static void walk_object(struct walk *walk, struct pickle_value object, unsigned depth)
{
	struct pickle_value arguments, state;

	if (pickle_arguments(walk->pickle, object, &arguments)) {
		if (tell(walk, arguments))
			return;
		walk_items(walk, arguments, depth); /* a parameter is made of its tensor */
	}
	walk_pairs(walk, object, depth);
	for (uint64_t i = 0; i < STATES_MAX; i++)
		if (pickle_state_at(walk->pickle, object, i, &state))
			walk_value(walk, state, depth);
}

static void walk_value(struct walk *walk, struct pickle_value value, unsigned depth)
{
	if (depth == 0 || walk->steps == STEPS_MAX)
		return;
	walk->steps++;
	switch (pickle_kind(walk->pickle, value)) {
	case PICKLE_DICT:
		walk_pairs(walk, value, depth - 1);
		return;
	case PICKLE_LIST:
	case PICKLE_TUPLE:
		walk_items(walk, value, depth - 1);
		return;
	case PICKLE_OBJECT:
		walk_object(walk, value, depth - 1);
		return;
	default:
		return;
	}
}

void torch_tensors(struct pickle *pickle, struct pickle_value object, uint64_t offset)
{
	struct walk walk = { .pickle = pickle, .offset = offset };

	walk_value(&walk, object, DEPTH_MAX);
}
