/* Looking through a cache of the hub. */
#include "trust/package/hub.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/sort.h"
#include "eco/hub_cache.h"
#include "jail/confine.h"
#include "trust/answer.h"
#include "trust/tree/tree.h"

enum { METADATA_ANSWER = 256 };

/* A file whose digest is known: a blob, or one in a folder that was downloaded into. */
struct known {
	struct span path, folder, digest;
	struct file_identity identity; /* once it was read */
};

struct look {
	const struct hub_options *options;
	struct arena *arena;
	struct tree tree;
	struct hub_result *result;
	struct known *known;
	size_t n_known;
	size_t *links; /* numbers of entries: files of snapshots */
	size_t n_links;
	struct known *metadata; /* of downloads: path, folder, and what stands in it as digest */
	struct span *texts;
	size_t n_metadata;
	bool *covered; /* by number of an entry, in folders that were downloaded into */
};

const char *hub_state_word(enum hub_state state)
{
	static const char *const words[HUB_STATES] = {
		[HUB_RIGHT] = "right",		[HUB_CHANGED] = "changed",
		[HUB_MISSING] = "missing",	[HUB_STRAY] = "stray",
		[HUB_UNCOVERED] = "uncovered",	[HUB_PARTIAL] = "partial",
		[HUB_UNREADABLE] = "unreadable"
	};

	return words[state];
}

static void tell(struct look *look, enum hub_state state, struct span path)
{
	struct hub_result *result = look->result;

	result->counts[state]++;
	if (state != HUB_RIGHT)
		result->findings[result->n++] = (struct hub_finding){ state, path };
}

/* What is there. */

static struct span read_small(const struct look *look, struct span path)
{
	uint8_t room[HUB_METADATA_MAX];
	int fd = file_below(look->tree.root, tree_path(&look->tree, path, look->arena));
	ssize_t n = fd < 0 ? -1 : read(fd, room, sizeof(room));

	if (fd >= 0)
		(void)close(fd); /* only read from */
	return arena_copy(look->arena, span_of(room, n < 0 ? 0 : (size_t)n));
}

static void add_blob(struct look *look, const struct tree_entry *entry,
		     const struct hub_place *place)
{
	if (span_ends(place->rest, ".incomplete"))
		tell(look, HUB_PARTIAL, entry->path);
	else if (!hub_algorithm(place->rest))
		tell(look, HUB_UNCOVERED, entry->path);
	else
		look->known[look->n_known++] = (struct known){ .path = entry->path,
							       .folder = place->folder,
							       .digest = place->rest };
}

static void add_metadata(struct look *look, const struct tree_entry *entry,
			 const struct hub_place *place)
{
	look->texts[look->n_metadata] = read_small(look, entry->path);
	look->metadata[look->n_metadata++] =
		(struct known){ .path = place->rest, .folder = place->folder };
}

static void add_file(struct look *look, size_t i, const struct hub_place *place)
{
	const struct tree_entry *entry = &look->tree.entries[i];

	if (place->kind == HUB_BLOB)
		add_blob(look, entry, place);
	else if (place->kind == HUB_SNAPSHOT)
		look->links[look->n_links++] = i;
	else if (place->kind == HUB_METADATA)
		add_metadata(look, entry, place);
}

/* A link or a folder where a program would look for a file. */
static void add_other(struct look *look, const struct tree_entry *entry)
{
	switch (entry->kind) {
	case TREE_LINK_DEAD:
		tell(look, HUB_MISSING, entry->path);
		break;
	case TREE_LINK_AWAY:
	case TREE_LINK_FOLDER:
		tell(look, HUB_STRAY, entry->path);
		break;
	case TREE_SPECIAL:
	case TREE_UNREADABLE:
		tell(look, HUB_UNREADABLE, entry->path);
		break;
	case TREE_FILE:
	case TREE_LINK:
	case TREE_IGNORED:
		break;
	}
}

static void look_through(struct look *look)
{
	for (size_t i = 0; i < look->tree.n; i++) {
		const struct tree_entry *entry = &look->tree.entries[i];
		const struct hub_place place = hub_place_of(entry->path);

		if (entry->kind == TREE_FILE || entry->kind == TREE_LINK)
			add_file(look, i, &place);
		else if (place.kind != HUB_OTHER || entry->kind == TREE_UNREADABLE)
			add_other(look, entry);
	}
}

/* Folders that were downloaded into. */

static void read_texts(void *context, struct sink *out)
{
	const struct look *look = context;

	for (size_t i = 0; i < look->n_metadata; i++) {
		struct span commit, digest;
		bool is_known = hub_metadata_read(look->texts[i], &commit, &digest) &&
				hub_algorithm(digest);

		answer_put_text(out, is_known ? digest : (struct span){ 0 });
	}
}

static struct span path_in(const struct look *look, struct span folder, struct span path)
{
	const struct span parts[] = { folder, SPAN("/"), path };

	return folder.n ? arena_join(look->arena, parts, 3) : path;
}

static void add_download(struct look *look, const struct known *metadata, struct span digest)
{
	struct span path = path_in(look, metadata->folder, metadata->path);
	const struct tree_entry *entry = tree_find(&look->tree, path);

	if (!entry || (entry->kind != TREE_FILE && entry->kind != TREE_LINK)) {
		tell(look, HUB_MISSING, path);
		return;
	}
	look->covered[entry - look->tree.entries] = true;
	if (!hub_algorithm(digest))
		tell(look, HUB_UNCOVERED, path);
	else
		look->known[look->n_known++] = (struct known){ .path = path, .digest = digest };
}

static int by_text(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

/* Whether the path lies in one of the folders, which are in order. */
static bool is_within(struct span path, const struct span *folders, size_t n)
{
	for (size_t i = 0; i < path.n; i++) {
		struct span folder = span_part(path, 0, i);

		if ((i == 0 || path.p[i] == '/') &&
		    bsearch(&folder, folders, n, sizeof(folder), by_text))
			return true;
	}
	return false;
}

/* What lies in such a folder and no download put there. */
static void find_uncovered(struct look *look)
{
	const size_t n = look->n_metadata;
	struct span *folders = arena_array(look->arena, n, sizeof(*folders));

	for (size_t i = 0; i < n; i++)
		folders[i] = look->metadata[i].folder;
	sort_rows(folders, n, sizeof(*folders), by_text);
	for (size_t i = 0; i < look->tree.n; i++) {
		const struct tree_entry *entry = &look->tree.entries[i];

		if (!look->covered[i] && hub_place_of(entry->path).kind == HUB_OTHER &&
		    !span_has(entry->path, ".cache/huggingface/") &&
		    entry->kind != TREE_UNREADABLE && is_within(entry->path, folders, n))
			tell(look, HUB_UNCOVERED, entry->path);
	}
}

static enum err read_downloads(struct look *look)
{
	struct span answer;
	struct reader r;
	enum err e;

	if (!look->n_metadata)
		return OK;
	e = confine_run(read_texts, look, look->n_metadata * METADATA_ANSWER, look->arena, &answer);
	if (e != OK)
		return e;
	r = reader_of(answer);
	for (size_t i = 0; i < look->n_metadata; i++)
		add_download(look, &look->metadata[i], answer_text(&r));
	find_uncovered(look);
	return answer_end(&r, "the names of downloads");
}

/* Digests. */

static enum hub_state state_of(const struct hash_part *part, const struct known *known,
			       struct arena *arena)
{
	if (part->state == HASH_MISSING)
		return HUB_MISSING;
	if (part->state == HASH_UNREADABLE || part->state == HASH_NO_FILE)
		return HUB_UNREADABLE;
	if (part->state != HASH_DONE)
		return HUB_CHANGED;
	return span_eq(hex_text(span_of(part->digest, part->digest_n), arena), known->digest)
		       ? HUB_RIGHT
		       : HUB_CHANGED;
}

static enum err compare(struct look *look)
{
	struct hash_part *parts = arena_array(look->arena, look->n_known, sizeof(*parts));
	enum err e;

	for (size_t i = 0; i < look->n_known; i++)
		parts[i] = (struct hash_part){
			.root = look->tree.root,
			.path = tree_path(&look->tree, look->known[i].path, look->arena),
			.size = HASH_ANY_SIZE,
			.length = HASH_TO_END,
			.kind = hasher_kind(span_str(hub_algorithm(look->known[i].digest))),
		};
	e = cache_hash(look->options->cache, parts, look->n_known, 0);
	for (size_t i = 0; e == OK && i < look->n_known; i++) {
		look->known[i].identity = parts[i].identity;
		tell(look, state_of(&parts[i], &look->known[i], look->arena), look->known[i].path);
	}
	return e;
}

/* Snapshots. */

static int by_file(const void *a, const void *b)
{
	const struct file_identity *x = &((const struct known *)a)->identity,
				   *y = &((const struct known *)b)->identity;

	if (x->dev != y->dev)
		return x->dev < y->dev ? -1 : 1;
	return (x->ino > y->ino) - (x->ino < y->ino);
}

/* Blobs of two repositories may be one file. */
static bool is_blob_of(const struct look *look, const struct file_identity *identity,
		       struct span folder)
{
	const struct known wanted = { .identity = *identity };
	const struct known *one = look->n_known ? bsearch(&wanted, look->known, look->n_known,
							  sizeof(wanted), by_file)
						: NULL;

	if (!one)
		return false;
	while (one > look->known && by_file(one - 1, &wanted) == 0)
		one--;
	for (; one < look->known + look->n_known && by_file(one, &wanted) == 0; one++)
		if (span_eq(one->folder, folder))
			return true;
	return false;
}

static void follow(struct look *look, const struct tree_entry *entry)
{
	const char *path = tree_path(&look->tree, entry->path, look->arena);
	int fd = file_below_path(look->tree.root, path);
	struct file_identity identity;
	bool is_file, is_known = fd >= 0 && file_identify(fd, &identity, &is_file);

	if (fd >= 0)
		(void)close(fd); /* only looked at */
	if (!is_known)
		tell(look, HUB_MISSING, entry->path);
	else if (is_blob_of(look, &identity, hub_place_of(entry->path).folder))
		tell(look, HUB_RIGHT, entry->path);
	else
		tell(look, entry->kind == TREE_LINK ? HUB_STRAY : HUB_UNCOVERED, entry->path);
}

static void follow_links(struct look *look)
{
	sort_rows(look->known, look->n_known, sizeof(*look->known), by_file);
	for (size_t i = 0; i < look->n_links; i++)
		follow(look, &look->tree.entries[look->links[i]]);
}

/* The result. */

static int by_state(const void *a, const void *b)
{
	const struct hub_finding *x = a, *y = b;

	return x->state != y->state ? (int)x->state - (int)y->state : span_cmp(x->path, y->path);
}

static void judge(struct look *look)
{
	static const enum reason reasons[HUB_STATES] = {
		[HUB_CHANGED] = REASON_BLOB_CHANGED,	   [HUB_MISSING] = REASON_BLOB_MISSING,
		[HUB_STRAY] = REASON_LINK_STRAY,	   [HUB_UNCOVERED] = REASON_CACHE_UNCOVERED,
		[HUB_UNREADABLE] = REASON_FILE_UNREADABLE,
	};
	struct hub_result *result = look->result;

	sort_rows(result->findings, result->n, sizeof(*result->findings), by_state);
	for (size_t i = result->n; i-- > 0;) {
		enum hub_state state = result->findings[i].state;

		if (state == HUB_PARTIAL ||
		    (state == HUB_UNCOVERED && !look->options->need_covered))
			continue;
		result->reason = reasons[state];
		result->detail = result->findings[i].path;
	}
	if (result->reason == REASON_NONE && !result->counts[HUB_RIGHT])
		result->reason = REASON_CACHE_NONE;
}

static enum err look_at(struct look *look)
{
	const size_t n = look->tree.n;
	enum err e;

	look->known = arena_array(look->arena, n, sizeof(*look->known));
	look->links = arena_array(look->arena, n, sizeof(*look->links));
	look->metadata = arena_array(look->arena, n, sizeof(*look->metadata));
	look->texts = arena_array(look->arena, n, sizeof(*look->texts));
	look->covered = arena_array(look->arena, n, sizeof(*look->covered));
	look->result->findings = arena_array(look->arena, 2 * n, sizeof(*look->result->findings));
	look_through(look);
	e = read_downloads(look);
	if (e == OK)
		e = compare(look);
	if (e != OK)
		return e;
	follow_links(look);
	judge(look);
	return OK;
}

enum err hub_check(const char *path, const struct hub_options *options, struct arena *arena,
		   struct hub_result *result)
{
	struct look look = { .options = options, .arena = arena, .result = result };
	const struct tree_rules all = { 0 };
	enum err e = tree_open(path, &all, arena, &look.tree);

	*result = (struct hub_result){ 0 };
	if (e != OK)
		return e;
	if (look.tree.is_file)
		e = err_set(ERR_USAGE, "%s: it is a file, and no cache", path);
	else
		e = look_at(&look);
	tree_close(&look.tree);
	return e;
}
