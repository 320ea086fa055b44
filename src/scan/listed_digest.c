/* Rows of lists in batches, so that the memory for them stays small. */
#include "scan/listed_digest.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/mem.h"
#include "sys/hash_many.h"

enum { BATCH = 8192 };

/* A sparse file takes no place, but its bytes take time. */
#define READ_MAX (UINT64_C(64) << 30)

/* A target, open. */
struct root {
	struct span path;
	int fd; /* -1: it is gone, and nothing is said of it */
};

struct compare {
	unsigned processes;
	struct arena *arena;
	struct root *roots;
	size_t n_roots;
	struct hash_part parts[BATCH];
	struct listed_file *files[BATCH]; /* that the parts are of */
	size_t n;
};

static enum listed_state state_of(const struct hash_part *part, const struct listed *listed,
				  struct arena *arena)
{
	struct span digest;

	switch (part->state) {
	case HASH_DONE:
		digest = hex_text(span_of(part->digest, part->digest_n), arena);
		return span_eq(digest, listed->digest) ? LISTED_SAME : LISTED_CHANGED;
	case HASH_OTHER_SIZE:
	case HASH_CHANGED:
		return LISTED_CHANGED;
	case HASH_MISSING:
		return LISTED_MISSING;
	case HASH_TODO:
	case HASH_NO_FILE:
	case HASH_TOO_LONG:
	case HASH_UNREADABLE:
		break;
	}
	return LISTED_UNSEEN;
}

static enum err compare_batch(struct compare *compare)
{
	struct arena_mark mark = arena_mark(compare->arena);
	enum err e = hash_many(compare->parts, compare->n, compare->processes);

	for (size_t i = 0; e == OK && i < compare->n; i++) {
		struct listed_file *file = compare->files[i];

		file->state = state_of(&compare->parts[i], file->listed, compare->arena);
	}
	arena_rewind(compare->arena, mark);
	compare->n = 0;
	return e;
}

/* What has no digest may have changed since: compiled files, the list itself. */
static bool is_comparable(const struct listed_file *file)
{
	return file->path.n && !file->again && file->listed->digest.n &&
	       hasher_kind(file->listed->algorithm);
}

static enum err add(struct compare *compare, int root, struct listed_file *file)
{
	const struct listed *listed = file->listed;

	compare->files[compare->n] = file;
	compare->parts[compare->n++] = (struct hash_part){
		.root = root,
		.path = arena_text(compare->arena, file->path),
		.size = listed->size == OFFSET_NONE ? HASH_ANY_SIZE : listed->size,
		.length = HASH_TO_END,
		.most = READ_MAX,
		.kind = hasher_kind(listed->algorithm),
	};
	return compare->n == BATCH ? compare_batch(compare) : OK;
}

static int root_of(struct compare *compare, struct span path)
{
	struct root *root = compare->roots;

	for (size_t i = 0; i < compare->n_roots; i++, root++)
		if (span_eq(root->path, path))
			return root->fd;
	root->path = path;
	root->fd = open(arena_text(compare->arena, path), O_PATH | O_DIRECTORY | O_CLOEXEC);
	compare->n_roots++;
	return root->fd;
}

static enum err add_listing(struct compare *compare, struct listing *listing)
{
	int root = root_of(compare, listing->root);
	enum err e = OK;

	for (size_t i = 0; e == OK && root >= 0 && i < listing->n; i++)
		if (is_comparable(&listing->files[i]))
			e = add(compare, root, &listing->files[i]);
	return e;
}

enum err listed_compare(const struct scan_options *options, struct listings *listings)
{
	struct compare *compare = mem_alloc(sizeof(*compare));
	enum err e = OK;

	compare->processes = options->workers;
	compare->arena = listings->arena;
	compare->roots = arena_array(listings->arena, options->n_targets, sizeof(struct root));
	for (size_t i = 0; e == OK && i < listings->n; i++)
		e = add_listing(compare, &listings->all[i]);
	if (e == OK)
		e = compare_batch(compare);
	for (size_t i = 0; i < compare->n_roots; i++)
		if (compare->roots[i].fd >= 0)
			(void)close(compare->roots[i].fd); /* only a place */
	mem_free(compare);
	return e;
}
