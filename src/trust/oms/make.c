/* From files to a list of resources. */
#include "trust/oms/make.h"

#include <stdlib.h>

#include "base/escape.h"
#include "base/hex.h"
#include "base/reader.h"
#include "base/sort.h"
#include "sys/hash_many.h"

enum { SHOWN_MAX = 1024 };

struct make {
	const struct oms_making *making;
	struct arena *arena;
	struct tree tree;
	struct oms_manifest *manifest;
	struct oms_made *made;
	struct hash_part *parts; /* as the list */
};

/* What stands in the way. */

static enum err refuse(struct span path, const char *why)
{
	struct buf shown;

	buf_init(&shown, SHOWN_MAX);
	escape_text(&shown, span_part(path, 0, SHOWN_MAX / 8));
	(void)err_set(ERR_FORMAT, "%s: %s", buf_text(&shown), why);
	buf_free(&shown);
	return ERR_FORMAT;
}

static enum err check_entry(const struct make *make, const struct tree_entry *entry)
{
	switch (entry->kind) {
	case TREE_FILE:
	case TREE_IGNORED:
		break;
	case TREE_LINK:
		if (!make->making->allow_symlinks)
			return refuse(entry->path, "it is a symbolic link; --allow-symlinks signs "
						   "the file it leads to");
		break;
	case TREE_LINK_FOLDER:
		return refuse(entry->path, "it is a symbolic link to a folder, which no signature "
					   "covers; leave it out with --ignore-paths");
	case TREE_LINK_AWAY:
		return refuse(entry->path, "it is a symbolic link out of the model");
	case TREE_LINK_DEAD:
		return refuse(entry->path, "it is a symbolic link to nothing");
	case TREE_SPECIAL:
		return refuse(entry->path, "it is neither a file nor a folder");
	case TREE_UNREADABLE:
		return refuse(entry->path, strerror(entry->error));
	}
	return oms_path_valid(entry->path) ? OK : refuse(entry->path, "its name is not UTF-8");
}

/* Resources. */

static uint64_t parts_of(const struct make *make, const struct tree_entry *entry)
{
	uint64_t size = make->making->shard_size;

	if (make->making->method == OMS_FILES)
		return 1;
	return entry->size / size + (entry->size % size != 0);
}

static bool is_taken(const struct tree_entry *entry)
{
	return entry->kind != TREE_IGNORED;
}

static enum err count(struct make *make, uint64_t *n)
{
	*n = 0;
	for (size_t i = 0; i < make->tree.n; i++) {
		const struct tree_entry *entry = &make->tree.entries[i];
		enum err e = check_entry(make, entry);

		if (e != OK)
			return e;
		if (!is_taken(entry))
			continue;
		make->made->n_files++;
		make->made->n_uncovered += parts_of(make, entry) == 0;
		*n += parts_of(make, entry);
		if (*n > OMS_RESOURCES_MAX)
			return err_set(ERR_LIMIT, "the model has more than %d files or parts",
				       OMS_RESOURCES_MAX);
	}
	return *n ? OK : err_set(ERR_FORMAT, "there is nothing to sign");
}

/* The path by which a dialect calls the model itself when it is a file. */
static struct span path_of(const struct make *make, const struct tree_entry *entry)
{
	if (make->tree.is_file && make->making->dialect == OMS_REFERENCE)
		return (struct span)SPAN(".");
	return entry->path;
}

static void add_part(struct make *make, const struct tree_entry *entry, uint64_t start)
{
	const struct oms_making *making = make->making;
	bool whole = making->method == OMS_FILES;
	uint64_t left = entry->size - start, length = left;
	struct oms_resource *resource = &make->manifest->resources[make->manifest->n];

	if (!whole && left > making->shard_size)
		length = making->shard_size;
	resource->path = path_of(make, entry);
	resource->name = resource->path;
	if (!whole) {
		resource->start = start;
		resource->end = start + length;
		resource->name = oms_part_name(resource->path, start, start + length, make->arena);
	}
	make->parts[make->manifest->n++] = (struct hash_part){
		.root = make->tree.root,
		.path = tree_path(&make->tree, entry->path, make->arena),
		.kind = hasher_kind(span_str(oms_hash_name(making->hash))),
		.size = whole ? HASH_ANY_SIZE : entry->size,
		.offset = start,
		.length = whole ? HASH_TO_END : length,
	};
}

static void add_all(struct make *make)
{
	for (size_t i = 0; i < make->tree.n; i++) {
		const struct tree_entry *entry = &make->tree.entries[i];
		uint64_t n = is_taken(entry) ? parts_of(make, entry) : 0;

		for (uint64_t part = 0; part < n; part++)
			add_part(make, entry, part * make->making->shard_size);
	}
}

/* Digests. */

static int by_path(const void *a, const void *b)
{
	const struct oms_known *x = a, *y = b;

	return span_cmp(x->path, y->path);
}

static enum err recall(struct make *make)
{
	const struct oms_making *making = make->making;

	for (size_t i = 0; i < make->manifest->n; i++) {
		struct oms_resource *resource = &make->manifest->resources[i];
		const struct oms_known wanted = { .path = resource->name }, *known;

		known = making->n_known ? bsearch(&wanted, making->known, making->n_known,
						  sizeof(wanted), by_path)
					: NULL;
		if (!known)
			return refuse(resource->name, "no digest of it is known");
		if (known->digest.n != oms_hash_size(making->hash))
			return refuse(resource->name, "its known digest is of another kind");
		resource->digest = known->digest;
	}
	if (making->n_known != make->manifest->n)
		return err_set(ERR_FORMAT, "digests are known of files that are not there");
	return OK;
}

static enum err take_digests(struct make *make)
{
	enum err e = hash_many(make->parts, make->manifest->n, make->making->processes);

	for (size_t i = 0; i < make->manifest->n && e == OK; i++) {
		struct hash_part *part = &make->parts[i];

		e = hash_part_err(part);
		make->manifest->resources[i].digest = span_of(part->digest, part->digest_n);
	}
	return e;
}

/* Whole files go in the order of the specification, which both dialects read. Parts are called
 * differently in the two anyhow, so that they go as the Python implementation has them. */
static enum oms_order order_of(const struct oms_making *making)
{
	bool apart = making->method == OMS_SHARDS && making->dialect == OMS_REFERENCE;

	return apart ? OMS_BY_PARTS : OMS_BY_NAME;
}

static enum err run(struct make *make)
{
	struct oms_manifest *manifest = make->manifest;
	const struct oms_making *making = make->making;
	uint64_t n;
	enum err e = count(make, &n);

	if (e != OK)
		return e;
	*manifest = (struct oms_manifest){
		.name = make->tree.name,
		.method = making->method,
		.hash = making->hash,
		.shard_size = making->method == OMS_SHARDS ? making->shard_size : 0,
		.allow_symlinks = making->allow_symlinks,
		.n_ignored = making->rules.n,
		.resources = arena_array(make->arena, n, sizeof(*manifest->resources)),
	};
	manifest->ignored = arena_array(make->arena, manifest->n_ignored, sizeof(struct span));
	for (size_t i = 0; i < manifest->n_ignored; i++)
		manifest->ignored[i] = making->rules.ignored[i];
	make->parts = arena_array(make->arena, n, sizeof(*make->parts));
	add_all(make);
	e = making->use_known ? recall(make) : take_digests(make);
	if (e != OK)
		return e;
	oms_manifest_sort(manifest, order_of(making));
	oms_manifest_root(manifest);
	return OK;
}

enum err oms_make(const char *model, const struct oms_making *making, struct arena *arena,
		  struct oms_manifest *manifest, struct oms_made *made)
{
	struct make make = { .making = making, .arena = arena, .manifest = manifest, .made = made };
	enum err e;

	*made = (struct oms_made){ 0 };
	if (!hasher_kind(span_str(oms_hash_name(making->hash))))
		return err_set(ERR_USAGE, "digests by %s cannot be taken here",
			       oms_hash_name(making->hash));
	e = tree_open(model, &making->rules, arena, &make.tree);
	if (e != OK)
		return e;
	e = run(&make);
	tree_close(&make.tree);
	return e;
}

/* Known digests. */

static bool read_known(struct span line, struct arena *arena, struct oms_known *known)
{
	ptrdiff_t at = span_byte(line, ' ');

	/* Behind the digits: a blank, and another or '*' for binary mode. */
	if (at == SPAN_NONE || (size_t)at + 2 >= line.n ||
	    (line.p[at + 1] != ' ' && line.p[at + 1] != '*'))
		return false;
	known->path = span_from(line, (uint64_t)at + 2);
	if (span_starts(known->path, "./"))
		known->path = span_from(known->path, 2);
	return hex_read(span_part(line, 0, (uint64_t)at), arena, &known->digest) &&
	       oms_path_valid(known->path);
}

enum err oms_known_read(struct span text, struct arena *arena, struct oms_making *making)
{
	struct reader r = reader_of(text);
	size_t lines = 1;

	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	making->use_known = true;
	making->known = arena_array(arena, lines, sizeof(*making->known));
	while (reader_left(&r)) {
		struct span line = reader_until(&r, '\n');

		if (r.bad || !read_known(line, arena, &making->known[making->n_known++]))
			return err_set(ERR_FORMAT, "line %zu is not a digest and a path",
				       making->n_known);
	}
	sort_rows(making->known, making->n_known, sizeof(*making->known), by_path);
	return OK;
}
