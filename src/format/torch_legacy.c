/*
 * PyTorch's files before its zip archives: pickles one after the other, and raw storages behind or
 * between them (_legacy_load() in torch/serialization.py).
 *
 *   legacy file    magic, protocol version, system, object, keys; then a storage for each key
 *   tar: storages  a number; so often a pickle (key, location, class) and its storage; views
 *   tar: tensors   a number; so often a pickle (key, storage, class), sizes and strides
 */
#include "base/reader.h"
#include "base/sort.h"
#include "format/arrays.h"
#include "format/torch.h"
#include "format/torch/tensors.h"

enum {
	MAGIC_WITHIN = 64, /* in every protocol the first pickle is shorter */
	PROTOCOL_VERSION = 1001,
	STORAGES_MAX = 1 << 20,
	PERSISTENT_MIN = 8, /* bytes of the file that a persistent id takes at least */
	DIMS_MAX = 64,
	KEY_MAX = 64,
	ROW_BITS = 8,
};

/* MAGIC_NUMBER is 0x1950a86a20f9469cfc6c. */
static const uint64_t magic_low = UINT64_C(0xa86a20f9469cfc6c);
static const int64_t magic_high = 0x1950;

struct stack {
	struct job *job;
	struct span bytes;
	struct pickle *pickle;
	uint64_t at;		    /* where the next pickle or storage begins */
	struct sort_item *storages; /* a hash of the key, and what describe() makes of it */
	uint64_t n_storages, room;
	struct arrays arrays;
};

/* Bids. */

static bool has_magic(struct span head)
{
	struct span start = span_part(head, 0, MAGIC_WITHIN);

	return span_has(start, "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19") ||
	       span_has(start, "119547037146038801333356");
}

/* The third pickle of a legacy file, which is there even if the magic is computed. */
static bool has_system(struct span head)
{
	return span_has(head, "protocol_version") && span_has(head, "little_endian") &&
	       span_has(head, "type_sizes");
}

static bool begins_with_number(struct span head)
{
	return head.n && memchr("\x80IJKM", head.p[0], 5);
}

static bool is_part_of_tar(const struct probe *probe)
{
	return (span_is(probe->name, "storages") || span_is(probe->name, "tensors")) &&
	       begins_with_number(probe->head);
}

bool torch_stacks(const struct probe *probe)
{
	return has_magic(probe->head) || is_part_of_tar(probe);
}

static unsigned bid(const struct probe *probe)
{
	return torch_stacks(probe) || has_system(probe->head) ? BID_LIKELY : BID_NONE;
}

/* Storages. */

/* FNV-1a: keys that collide are harmless, their sizes are only mixed up. PyTorch's are numbers, so
 * the start of a long one is enough: it may be named often. */
static uint64_t hash_of(struct span key)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ key.n;

	key = span_part(key, 0, KEY_MAX);

	for (size_t i = 0; i < key.n; i++)
		hash = (hash ^ key.p[i]) * UINT64_C(0x100000001b3);
	return hash;
}

/* The elements and the row of the class in one number. */
static uint64_t describe(const struct torch_storage *storage)
{
	const uint64_t most = UINT64_MAX >> ROW_BITS;
	uint64_t numel = storage->numel < most ? storage->numel : most;

	return numel << ROW_BITS | (uint64_t)(storage->class - torch_classes);
}

static const struct torch_class *class_of(const struct sort_item *storage)
{
	return &torch_classes[storage->index & ((1U << ROW_BITS) - 1)];
}

static bool persistent(struct pickle *pickle, struct pickle_value id, uint64_t at, void *context)
{
	struct stack *stack = context;
	struct torch_storage storage;

	(void)at;
	if (!torch_storage(pickle, id, &storage))
		return torch_reference(pickle, id);
	if (stack->n_storages < stack->room)
		stack->storages[stack->n_storages] =
			(struct sort_item){ hash_of(storage.key), describe(&storage) };
	stack->n_storages++;
	return true;
}

/* What tensors say of the storage of that key, NULL when none named it. */
static const struct sort_item *find_storage(const struct stack *stack, struct span key)
{
	uint64_t hash = hash_of(key), low = 0, high = stack->n_storages;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (stack->storages[middle].key < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low < stack->n_storages && stack->storages[low].key == hash ? &stack->storages[low]
									   : NULL;
}

static void count(struct stack *stack, uint64_t numel, const struct torch_class *class)
{
	arrays_add(stack->job, &stack->arrays,
		   &(const struct array){ .type = span_str(class->type),
					  .elements = numel,
					  .bytes = numel * class->element });
}

/* A number of elements and their bytes. */
static bool skip_storage(struct stack *stack, const struct torch_class *class)
{
	struct reader r = reader_of(span_from(stack->bytes, stack->at));
	uint64_t numel = reader_u64le(&r), n;

	if (__builtin_mul_overflow(numel, class->element, &n))
		n = UINT64_MAX;
	reader_skip(&r, n);
	if (r.bad || class->element == 0) {
		job_malformed(stack->job,
			      r.bad ? "a storage is cut short"
				    : "a storage belongs to no tensor, so its size is not known",
			      stack->at);
		return false;
	}
	count(stack, numel, class);
	stack->at += reader_offset(&r);
	return true;
}

/* The storage of a key. PyTorch refuses one that has not as many elements as its tensors said. */
static bool skip_named(struct stack *stack, struct span key)
{
	uint64_t at = stack->at;
	struct reader r = reader_of(span_from(stack->bytes, at));
	uint64_t numel = reader_u64le(&r);
	const struct sort_item *found = find_storage(stack, key);

	if (!skip_storage(stack, found ? class_of(found) : &torch_classes[0]))
		return false;
	if (found && numel != found->index >> ROW_BITS)
		job_malformed(stack->job, "a storage has not as many elements as its tensors say",
			      at);
	return true;
}

/* The pickles. */

/* Runs the next pickle. What is behind a broken one is searched for others, and the walk ends. */
static bool run(struct stack *stack)
{
	enum pickle_end end = pickle_run(stack->pickle, stack->at, &stack->at);

	if (end == PICKLE_BROKEN)
		pickle_read(stack->job, stack->bytes, stack->at);
	return end == PICKLE_STOPPED;
}

static bool number(struct stack *stack, int64_t *out)
{
	return pickle_int(stack->pickle, pickle_result(stack->pickle), out);
}

/* The first pickle must be a literal: a scanner that looks for PyTorch's magic and finds a call
 * would take the file for something else than its loader does. */
static void judge_magic(struct stack *stack)
{
	uint64_t low;
	int64_t high;

	if (!pickle_int128(stack->pickle, pickle_result(stack->pickle), &low, &high) ||
	    low != magic_low || high != magic_high)
		job_anomaly(stack->job, "torch-magic", (struct span){ 0 }, 0);
}

static void judge_version(struct stack *stack, uint64_t at)
{
	int64_t version;

	if (!number(stack, &version) || version != PROTOCOL_VERSION)
		job_malformed(stack->job, "a protocol version that PyTorch refuses", at);
}

/* A storage has one description, however many tensors name it. PyTorch makes it by the first that
 * does; where another one differs, the table no longer knows which that was. */
static void keep_one_each(struct stack *stack)
{
	struct sort_item *storages = stack->storages;
	uint64_t n = 0;
	bool differ = false;

	for (uint64_t i = 0; i < stack->n_storages; i++) {
		bool again = n > 0 && storages[n - 1].key == storages[i].key;

		if (again)
			differ |= storages[n - 1].index != storages[i].index;
		else
			storages[n++] = storages[i];
	}
	stack->n_storages = n;
	if (differ)
		job_malformed(stack->job, "tensors describe their storage differently", stack->at);
}

static bool sort_storages(struct stack *stack)
{
	if (stack->n_storages > stack->room) {
		job_incomplete(stack->job, "more storages than can be told apart", stack->at);
		return false;
	}
	sort_items(stack->storages, stack->n_storages);
	keep_one_each(stack);
	return true;
}

/* The keys, in the order in which their storages follow. */
static void read_storages(struct stack *stack)
{
	struct pickle_value keys = pickle_result(stack->pickle), key;
	struct pickle_cursor cursor = { .of = keys };

	if (pickle_kind(stack->pickle, keys) != PICKLE_LIST || !pickle_whole(stack->pickle, keys)) {
		job_malformed(stack->job, "the keys of the storages are no list", stack->at);
		return;
	}
	while (pickle_next(stack->pickle, &cursor, &key)) {
		if (!skip_named(stack, pickle_text(stack->pickle, key)))
			return;
	}
	if (stack->at < stack->bytes.n) {
		struct span rest = span_from(stack->bytes, stack->at);

		job_anomaly(stack->job, "torch-trailing-data", (struct span){ 0 }, stack->at);
		(void)job_nested(stack->job, rest, span_str("trailing data"), stack->at);
	}
}

static void read_legacy(struct stack *stack)
{
	uint64_t second;

	if (!run(stack))
		return;
	judge_magic(stack);
	second = stack->at;
	if (!run(stack))
		return;
	judge_version(stack, second);
	if (!run(stack) || !run(stack))
		return;
	if (job_inspects(stack->job))
		torch_tensors(stack->pickle, pickle_result(stack->pickle), second);
	if (run(stack) && sort_storages(stack))
		read_storages(stack);
}

static void read_tar_storages(struct stack *stack)
{
	int64_t n = 0;

	if (!run(stack) || !number(stack, &n)) {
		job_malformed(stack->job, "the number of storages is none", 0);
		return;
	}
	for (int64_t i = 0; i < n && stack->at < stack->bytes.n; i++) {
		struct pickle_value class;

		if (!run(stack))
			return;
		if (!pickle_item(stack->pickle, pickle_result(stack->pickle), 2, &class)) {
			job_malformed(stack->job, "a storage is not described", stack->at);
			return;
		}
		if (!skip_storage(stack, torch_class_of(pickle_global(stack->pickle, class))))
			return;
	}
	(void)run(stack); /* the views */
}

/* The sizes, the strides and the offset of a tensor. */
static bool skip_tensor(struct stack *stack)
{
	struct reader r = reader_of(span_from(stack->bytes, stack->at));
	uint32_t n_dims = reader_u32le(&r);

	reader_skip(&r, 4);
	reader_skip(&r, 2 * 8 * (uint64_t)n_dims + 8);
	if (r.bad || n_dims > DIMS_MAX) {
		job_malformed(stack->job, "a tensor is cut short", stack->at);
		return false;
	}
	stack->at += reader_offset(&r);
	return true;
}

static void read_tar_tensors(struct stack *stack)
{
	int64_t n = 0;

	if (!run(stack) || !number(stack, &n)) {
		job_malformed(stack->job, "the number of tensors is none", 0);
		return;
	}
	for (int64_t i = 0; i < n && stack->at < stack->bytes.n; i++)
		if (!run(stack) || !skip_tensor(stack))
			return;
}

static void read_stack(struct stack *stack)
{
	struct probe probe = { .head = span_part(stack->bytes, 0, MAGIC_WITHIN),
			       .name = job_name(stack->job) };

	if (!is_part_of_tar(&probe))
		read_legacy(stack);
	else if (span_is(probe.name, "storages"))
		read_tar_storages(stack);
	else
		read_tar_tensors(stack);
	arrays_sum(stack->job, &stack->arrays);
}

static void read_marked(struct job *job, struct span bytes)
{
	struct stack stack = { .job = job, .bytes = bytes, .arrays.quiet = true };
	const struct pickle_hooks hooks = { .persistent = persistent, .context = &stack };
	const struct pickle_options options = { .hooks = &hooks, .keep = STORAGES_MAX };

	stack.room =
		bytes.n / PERSISTENT_MIN < STORAGES_MAX ? bytes.n / PERSISTENT_MIN : STORAGES_MAX;

	uint8_t *window = job_window(job, stack.room * sizeof(struct sort_item));

	stack.storages = (struct sort_item *)(void *)window;
	stack.pickle = window ? pickle_open(job, bytes, &options) : NULL;
	if (stack.pickle) {
		read_stack(&stack);
		pickle_close(stack.pickle);
	} else if (!window) {
		job_incomplete(job, "no room for the table of storages", OFFSET_NONE);
	}
	if (window)
		job_window_drop(job, window, stack.room * sizeof(struct sort_item));
}

/* Whether the second pickle is the protocol version, as in a legacy file. */
static bool has_version(struct job *job, struct span bytes)
{
	const struct pickle_options options = { .silent = true };
	struct pickle *pickle = pickle_open(job, bytes, &options);
	uint64_t at = 0;
	int64_t version = 0;

	if (!pickle)
		return false;
	if (pickle_run(pickle, 0, &at) != PICKLE_STOPPED ||
	    pickle_run(pickle, at, &at) != PICKLE_STOPPED ||
	    !pickle_int(pickle, pickle_result(pickle), &version))
		version = 0;
	pickle_close(pickle);
	return version == PROTOCOL_VERSION;
}

/* The magic is not to be seen: the pickle reader reads the file, and says what is called. */
static void read_unmarked(struct job *job, struct span bytes)
{
	if (has_version(job, bytes))
		job_anomaly(job, "torch-magic", (struct span){ 0 }, 0);
	else
		job_decline(job);
}

static void read(struct job *job, struct span bytes)
{
	const struct probe probe = { .head = bytes, .name = job_name(job) };

	if (torch_stacks(&probe))
		read_marked(job, bytes);
	else
		read_unmarked(job, bytes);
}

const struct format format_torch_legacy = {
	.name = "torch-legacy",
	.bid = bid,
	.read = read,
};
