/* A sorted table of entries of one size, read whole and written whole. */
#include "trust/cache.h"

#include <stdlib.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/reader.h"
#include "base/sort.h"
#include "trust/cache_place.h"

/* A new layout gets a new name. */
static const char file_name[] = "digests-1";

enum {
	WORDS = 7,     /* of a key */
	NAME_SIZE = 8, /* of an algorithm; the longest is "git-sha1" */
	NAME_AT = 8 * WORDS,
	DIGEST_AT = NAME_AT + NAME_SIZE + 8,
	ENTRY_SIZE = DIGEST_AT + HASHER_SIZE_MAX,
	ENTRIES_MAX = 1 << 16,
	DEVICES_MAX = 16,
	DAY_S = 24 * 60 * 60,
	SETTLED_S = 2, /* no system's times are coarser (FAT) */
	MEMORY_MiB = 64,
};

#define NS_PER_SECOND INT64_C(1000000000)

struct key {
	uint64_t words[WORDS]; /* device, inode, size, mtime, ctime, offset, length */
	char algorithm[NAME_SIZE];
};

struct entry {
	struct key key;
	uint64_t seen; /* the day of its last use */
	uint8_t digest[HASHER_SIZE_MAX];
};

/* A file system, and whether its kernel keeps the times. */
struct device {
	uint64_t dev;
	bool trusted;
};

struct cache {
	struct arena arena;
	struct cache_place place;
	const char *why_not;
	int64_t opened_ns; /* what is read later is later than that */
	uint64_t today;
	struct entry *entries; /* in the order of their keys */
	size_t n;
	bool changed;
	struct device devices[DEVICES_MAX];
	size_t n_devices;
};

/* File systems. */

/* Those of this machine's disks and memory, whose times of change no user can set (statfs(2)). */
static const uint32_t own_systems[] = {
	0xef53,	    /* ext2, ext3, ext4 */
	0x58465342, /* xfs */
	0x9123683e, /* btrfs */
	0x01021994, /* tmpfs */
	0xf2f52010, /* f2fs */
	0x2fc12fc1, /* zfs */
	0xca451a4e, /* bcachefs */
	0x794c7630, /* overlayfs */
};

static bool is_own_system(int fd)
{
	struct statfs st;

	if (fstatfs(fd, &st) != 0)
		return false;
	for (size_t i = 0; i < sizeof(own_systems) / sizeof(*own_systems); i++)
		if ((uint32_t)st.f_type == own_systems[i])
			return true;
	return false;
}

static const struct device *find_device(const struct cache *cache, uint64_t dev)
{
	for (size_t i = 0; i < cache->n_devices; i++)
		if (cache->devices[i].dev == dev)
			return &cache->devices[i];
	return NULL;
}

static bool is_trusted(struct cache *cache, uint64_t dev, int fd)
{
	const struct device *known = find_device(cache, dev);

	if (known)
		return known->trusted;
	if (cache->n_devices == DEVICES_MAX)
		return false;
	cache->devices[cache->n_devices] =
		(struct device){ .dev = dev, .trusted = is_own_system(fd) };
	return cache->devices[cache->n_devices++].trusted;
}

/* Keys. */

static int order(const void *a, const void *b)
{
	const struct key *one = a, *other = b; /* an entry begins with its key */

	for (size_t i = 0; i < WORDS; i++)
		if (one->words[i] != other->words[i])
			return one->words[i] < other->words[i] ? -1 : 1;
	return memcmp(one->algorithm, other->algorithm, NAME_SIZE);
}

/* False when the part is not all in the file, or its digest has no name that fits. */
static bool key_of(const struct hash_part *part, const struct file_identity *is, struct key *key)
{
	size_t n = strlen(hasher_name(part->kind));
	uint64_t length = part->length;

	if (part->offset > is->size || n > NAME_SIZE)
		return false;
	if (length == HASH_TO_END)
		length = is->size - part->offset;
	*key = (struct key){ .words = { is->dev, is->ino, is->size, (uint64_t)is->mtime_ns,
					(uint64_t)is->ctime_ns, part->offset, length } };
	memcpy(key->algorithm, hasher_name(part->kind), n);
	return true;
}

/* On disk: the words in little-endian order, the name, the day, the digest. */

static void write_entry(struct buf *out, const struct entry *entry)
{
	for (size_t i = 0; i < WORDS; i++)
		buf_le(out, entry->key.words[i], 8);
	buf_add(out, entry->key.algorithm, NAME_SIZE);
	buf_le(out, entry->seen, 8);
	buf_add(out, entry->digest, HASHER_SIZE_MAX);
}

static void read_entry(const uint8_t record[ENTRY_SIZE], struct entry *entry)
{
	struct reader r = reader_of(span_of(record, ENTRY_SIZE));

	for (size_t i = 0; i < WORDS; i++)
		entry->key.words[i] = reader_u64le(&r);
	memcpy(entry->key.algorithm, record + NAME_AT, NAME_SIZE);
	reader_skip(&r, NAME_SIZE);
	entry->seen = reader_u64le(&r);
	memcpy(entry->digest, record + DIGEST_AT, HASHER_SIZE_MAX);
}

/* They were written in order, and under the seal they are as they were written. */
static void read_all(struct cache *cache)
{
	struct span bytes = cache_place_read(&cache->place, file_name,
					     (size_t)ENTRIES_MAX * ENTRY_SIZE, &cache->arena);

	cache->n = bytes.n / ENTRY_SIZE;
	cache->entries = arena_array(&cache->arena, cache->n, sizeof(*cache->entries));
	for (size_t i = 0; i < cache->n; i++)
		read_entry(bytes.p + i * ENTRY_SIZE, &cache->entries[i]);
}

static struct entry *find(const struct cache *cache, const struct key *key)
{
	return cache->n ? bsearch(key, cache->entries, cache->n, sizeof(*cache->entries), order)
			: NULL;
}

static void touch(struct cache *cache, struct entry *entry)
{
	cache->changed |= entry->seen != cache->today;
	entry->seen = cache->today;
}

struct cache *cache_open(void)
{
	struct cache *cache = mem_alloc(sizeof(*cache));
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail for this clock */
	cache->opened_ns = (int64_t)now.tv_sec * NS_PER_SECOND + now.tv_nsec;
	cache->today = (uint64_t)(now.tv_sec / DAY_S);
	arena_init(&cache->arena, MiB(MEMORY_MiB), NULL, NULL);
	if (cache_place_enter(&cache->place))
		read_all(cache);
	else
		cache->why_not = cache->place.why_not;
	return cache;
}

void cache_close(struct cache *cache)
{
	if (!cache)
		return;
	cache_place_leave(&cache->place);
	arena_free(&cache->arena);
	mem_free(cache);
}

const char *cache_why_not(const struct cache *cache)
{
	return cache->why_not;
}

/* Recalling. */

/* Of the file itself, which the part's path leads to now. */
static bool identify(struct cache *cache, const struct hash_part *part,
		     struct file_identity *identity)
{
	int fd = part->path ? file_below_path(part->root, part->path) : part->root;
	bool is_file = false, known;

	if (fd < 0)
		return false;
	known = file_identify(fd, identity, &is_file) && is_file &&
		is_trusted(cache, identity->dev, fd);
	if (part->path)
		(void)close(fd); /* only looked at */
	return known;
}

static bool recall(struct cache *cache, struct hash_part *part)
{
	struct file_identity identity;
	struct entry *entry;
	struct key key;

	if (!identify(cache, part, &identity) || !key_of(part, &identity, &key) ||
	    (part->size != HASH_ANY_SIZE && part->size != identity.size))
		return false;
	entry = find(cache, &key);
	if (!entry)
		return false;
	touch(cache, entry);
	part->state = HASH_DONE;
	part->identity = identity;
	part->digest_n = hasher_size(part->kind);
	memcpy(part->digest, entry->digest, HASHER_SIZE_MAX);
	return true;
}

size_t cache_recall(struct cache *cache, struct hash_part *parts, size_t n)
{
	size_t n_known = 0;

	for (size_t i = 0; !cache->why_not && i < n; i++)
		if (parts[i].state == HASH_TODO)
			n_known += recall(cache, &parts[i]);
	return n_known;
}

/* Learning. */

/* A change within the last tick before the file was opened could be followed by another one that
 * leaves the same times. The time of change is the one that users cannot set. */
static bool is_settled(const struct cache *cache, const struct file_identity *identity)
{
	return identity->ctime_ns >= 0 &&
	       identity->ctime_ns <= cache->opened_ns - SETTLED_S * NS_PER_SECOND;
}

static bool is_worth_keeping(const struct cache *cache, const struct hash_part *part)
{
	const struct device *device = find_device(cache, part->identity.dev);

	return part->state == HASH_DONE && device && device->trusted &&
	       is_settled(cache, &part->identity);
}

/* Those of the parts that are not known yet, in order, each once. */
static size_t new_entries(struct cache *cache, const struct hash_part *parts, size_t n,
			  struct entry *out)
{
	size_t n_out = 0, n_once = 0;

	for (size_t i = 0; i < n; i++) {
		struct entry entry = { .seen = cache->today };

		if (!is_worth_keeping(cache, &parts[i]) ||
		    !key_of(&parts[i], &parts[i].identity, &entry.key) || find(cache, &entry.key))
			continue;
		memcpy(entry.digest, parts[i].digest, parts[i].digest_n);
		out[n_out++] = entry;
	}
	qsort(out, n_out, sizeof(*out), order);
	for (size_t i = 0; i < n_out; i++)
		if (n_once == 0 || order(&out[n_once - 1], &out[i]) != 0)
			out[n_once++] = out[i];
	return n_once;
}

/* Leaves out those that were longest not used. */
static size_t forget(struct arena *arena, struct entry *entries, size_t n)
{
	struct sort_item *items = arena_array(arena, n, sizeof(*items));
	bool *goes = arena_alloc(arena, n);
	size_t n_kept = 0;

	for (size_t i = 0; i < n; i++)
		items[i] = (struct sort_item){ .key = entries[i].seen, .index = i };
	sort_items(items, n);
	for (size_t i = 0; i < n - ENTRIES_MAX; i++)
		goes[items[i].index] = true;
	for (size_t i = 0; i < n; i++)
		if (!goes[i])
			entries[n_kept++] = entries[i];
	return n_kept;
}

static void merge(struct cache *cache, const struct entry *fresh, size_t n_fresh)
{
	size_t n = cache->n + n_fresh, old = 0, new = 0;
	struct entry *all = arena_array(&cache->arena, n, sizeof(*all));

	for (size_t i = 0; i < n; i++) {
		bool take_new = old == cache->n ||
				(new < n_fresh &&order(&fresh[new], &cache->entries[old]) < 0);

		all[i] = take_new ? fresh[new ++] : cache->entries[old++];
	}
	cache->entries = all;
	cache->n = n > ENTRIES_MAX ? forget(&cache->arena, all, n) : n;
	cache->changed = true;
}

void cache_learn(struct cache *cache, const struct hash_part *parts, size_t n)
{
	struct entry *fresh;
	size_t n_fresh;

	if (cache->why_not || n == 0)
		return;
	n = n < ENTRIES_MAX ? n : ENTRIES_MAX;
	fresh = arena_array(&cache->arena, n, sizeof(*fresh));
	n_fresh = new_entries(cache, parts, n, fresh);
	if (n_fresh)
		merge(cache, fresh, n_fresh);
}

enum err cache_save(struct cache *cache)
{
	struct buf out;
	enum err e;

	if (cache->why_not || !cache->changed)
		return OK;
	buf_init(&out, (size_t)ENTRIES_MAX * ENTRY_SIZE);
	for (size_t i = 0; i < cache->n; i++)
		write_entry(&out, &cache->entries[i]);
	e = cache_place_write(&cache->place, file_name, buf_view(&out));
	buf_free(&out);
	cache->changed = e != OK;
	return e;
}

enum err cache_hash(struct cache *cache, struct hash_part *parts, size_t n, unsigned processes)
{
	enum err e;

	if (cache)
		(void)cache_recall(cache, parts, n); /* how many does not matter */
	e = hash_many(parts, n, processes);
	if (e != OK || !cache)
		return e;
	cache_learn(cache, parts, n);
	if (cache_save(cache) != OK)
		cache->why_not = "it could not be written";
	return OK;
}
