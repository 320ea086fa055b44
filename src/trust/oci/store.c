/* Blobs and their names. */
#include "trust/oci/store.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/sort.h"
#include "sys/digest.h"

static const struct algorithm {
	const char *name, *folder;
	size_t size; /* of a digest in hex */
} algorithms[] = {
	{ "sha256", "blobs/sha256/", 64 },
	{ "sha512", "blobs/sha512/", 128 },
};

enum { ALGORITHMS = sizeof(algorithms) / sizeof(*algorithms) };

static bool is_hex(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!(text.p[i] >= '0' && text.p[i] <= '9') &&
		    !(text.p[i] >= 'a' && text.p[i] <= 'f'))
			return false;
	return true;
}

static const struct algorithm *algorithm_of(struct span digest)
{
	for (size_t i = 0; i < ALGORITHMS; i++) {
		size_t n = strlen(algorithms[i].name);

		if (digest.n == n + 1 + algorithms[i].size && digest.p[n] == ':' &&
		    span_starts(digest, algorithms[i].name) && is_hex(span_from(digest, n + 1)))
			return &algorithms[i];
	}
	return NULL;
}

bool oci_digest_valid(struct span digest)
{
	return algorithm_of(digest) != NULL;
}

/* "sha256:HEX" of "blobs/sha256/HEX"; empty for other paths. */
static struct span digest_of_path(struct span path, struct arena *arena)
{
	for (size_t i = 0; i < ALGORITHMS; i++) {
		const struct span parts[] = { span_str(algorithms[i].name), SPAN(":"),
					      span_from(path, strlen(algorithms[i].folder)) };
		struct span digest;

		if (!span_starts(path, algorithms[i].folder))
			continue;
		digest = arena_join(arena, parts, sizeof(parts) / sizeof(*parts));
		return oci_digest_valid(digest) ? digest : (struct span){ 0 };
	}
	return (struct span){ 0 };
}

/* Reading. */

/* A file that is longer than it was, or cannot be read, has no bytes. */
static struct span read_file(const struct oci_store *store, const char *path, uint64_t size,
			     struct arena *arena)
{
	int fd = file_below(store->tree.root, path);
	uint8_t *room;
	size_t n = 0;
	ssize_t got;

	if (fd < 0)
		return (struct span){ 0 };
	room = arena_alloc(arena, size + 1);
	while (n <= size && (got = read(fd, room + n, size + 1 - n)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			break;
		n += (size_t)got;
	}
	(void)close(fd); /* only read from */
	return n == size ? span_of(room, n) : (struct span){ 0 };
}

static struct span read_named(const struct oci_store *store, const char *name, struct arena *arena)
{
	const struct tree_entry *entry = tree_find(&store->tree, span_str(name));

	if (!entry || (entry->kind != TREE_FILE && entry->kind != TREE_LINK) ||
	    entry->size > OCI_INDEX_MAX)
		return (struct span){ 0 };
	return read_file(store, tree_path(&store->tree, entry->path, arena), entry->size, arena);
}

static void read_blob(const struct oci_store *store, struct oci_blob *blob, struct arena *arena)
{
	const struct algorithm *algorithm = algorithm_of(blob->digest);
	uint8_t digest[DIGEST_SIZE_MAX];
	struct span hex;
	size_t n;

	blob->bytes = read_file(store, blob->path, blob->size, arena);
	if (!blob->bytes.p)
		return;
	n = digest_named(span_str(algorithm->name), blob->bytes, digest);
	hex = span_from(blob->digest, strlen(algorithm->name) + 1);
	blob->state = span_eq(hex_text(span_of(digest, n), arena), hex) ? OCI_BLOB_READ
									: OCI_BLOB_CHANGED;
}

static int by_size(const void *a, const void *b)
{
	const struct oci_blob *x = a, *y = b;
	int order = (x->size > y->size) - (x->size < y->size);

	return order ? order : span_cmp(x->digest, y->digest);
}

static int by_digest(const void *a, const void *b)
{
	const struct oci_blob *x = a, *y = b;

	return span_cmp(x->digest, y->digest);
}

static void read_small(struct oci_store *store, struct arena *arena)
{
	uint64_t left = OCI_READ_MAX;

	sort_rows(store->blobs, store->n, sizeof(*store->blobs), by_size);
	for (size_t i = 0; i < store->n; i++) {
		struct oci_blob *blob = &store->blobs[i];

		if (blob->size > OCI_SMALL_MAX || blob->size > left)
			break;
		left -= blob->size;
		read_blob(store, blob, arena);
	}
	sort_rows(store->blobs, store->n, sizeof(*store->blobs), by_digest);
}

static void list_blobs(struct oci_store *store, struct arena *arena)
{
	store->blobs = arena_array(arena, store->tree.n, sizeof(*store->blobs));
	for (size_t i = 0; i < store->tree.n; i++) {
		const struct tree_entry *entry = &store->tree.entries[i];
		struct span digest = digest_of_path(entry->path, arena);

		if (digest.n && (entry->kind == TREE_FILE || entry->kind == TREE_LINK))
			store->blobs[store->n++] =
				(struct oci_blob){ .digest = digest,
						   .path = tree_path(&store->tree, entry->path,
								     arena),
						   .size = entry->size };
	}
}

enum err oci_store_open(struct oci_store *store, const char *path, struct arena *arena)
{
	const struct tree_rules all = { 0 };
	enum err e;

	*store = (struct oci_store){ .tree = { .root = -1 } };
	e = tree_open(path, &all, arena, &store->tree);
	if (e != OK)
		return e;
	if (store->tree.is_file)
		return err_set(ERR_USAGE, "%s: it is a file, and an OCI layout is a folder", path);
	list_blobs(store, arena);
	read_small(store, arena);
	store->layout = read_named(store, "oci-layout", arena);
	store->index = read_named(store, "index.json", arena);
	return OK;
}

void oci_store_close(struct oci_store *store)
{
	tree_close(&store->tree);
}

const struct oci_blob *oci_store_find(const struct oci_store *store, struct span digest)
{
	const struct oci_blob wanted = { .digest = digest };

	return store->n ? bsearch(&wanted, store->blobs, store->n, sizeof(wanted), by_digest)
			: NULL;
}

/* What is needed. */

static enum oci_need_state judge_part(const struct hash_part *part, const struct oci_need *need,
				      struct arena *arena)
{
	const struct algorithm *algorithm = algorithm_of(need->digest);
	struct span hex = span_from(need->digest, strlen(algorithm->name) + 1);

	if (part->state == HASH_MISSING || part->state == HASH_UNREADABLE)
		return OCI_NEED_MISSING;
	if (part->state != HASH_DONE)
		return OCI_NEED_CHANGED;
	return span_eq(hex_text(span_of(part->digest, part->digest_n), arena), hex)
		       ? OCI_NEED_RIGHT
		       : OCI_NEED_CHANGED;
}

/* What is known of one without reading it; false when it has to be read. */
static bool is_settled(const struct oci_blob *blob, struct oci_need *need)
{
	need->state = OCI_NEED_RIGHT;
	if (!blob)
		need->state = OCI_NEED_MISSING;
	else if (blob->size != need->size || blob->state == OCI_BLOB_CHANGED)
		need->state = OCI_NEED_CHANGED;
	else
		return blob->state == OCI_BLOB_READ;
	return true;
}

enum err oci_store_check(const struct oci_store *store, struct oci_need *needs, size_t n,
			 struct cache *cache, struct arena *arena)
{
	struct hash_part *parts = arena_array(arena, n, sizeof(*parts));
	struct oci_need **of = arena_array(arena, n, sizeof(struct oci_need *));
	size_t n_parts = 0;
	enum err e;

	for (size_t i = 0; i < n; i++) {
		const struct oci_blob *blob = oci_store_find(store, needs[i].digest);

		if (is_settled(blob, &needs[i]))
			continue;
		of[n_parts] = &needs[i];
		parts[n_parts++] = (struct hash_part){
			.root = store->tree.root,
			.path = blob->path,
			.size = needs[i].size,
			.length = HASH_TO_END,
			.kind = hasher_kind(span_str(algorithm_of(needs[i].digest)->name)),
		};
	}
	e = cache_hash(cache, parts, n_parts, 0);
	for (size_t i = 0; e == OK && i < n_parts; i++)
		of[i]->state = judge_part(&parts[i], of[i], arena);
	return e;
}
