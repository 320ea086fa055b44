/* The cache of digests: what it gives back is right, and it gives nothing once anything about the
 * file, the part, the cache or its owner is not as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "trust/cache.h"

enum { FILES = 8, PATH_ROOM = 128, SETTLED_S = 3 };

static const char *const names[FILES] = { "0", "1", "2", "3", "4", "5", "6", "7" };

struct place {
	char path[sizeof("/tmp/cache-XXXXXX")], cache[PATH_ROOM], key[PATH_ROOM],
		entries[PATH_ROOM];
	int root;
};

static void write_file(const struct place *place, const char *name, const char *text)
{
	int fd = openat(place->root, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	(void)close(fd);
}

/* Files whose times are settled when the tests begin. */
static int setup(void **state)
{
	struct place *place = mem_alloc(sizeof(*place));

	memcpy(place->path, "/tmp/cache-XXXXXX", sizeof(place->path));
	assert_non_null(mkdtemp(place->path));
	place->root = open(place->path, O_PATH | O_DIRECTORY);
	for (size_t i = 0; i < FILES; i++)
		write_file(place, names[i], names[i]);
	snprintf(place->cache, PATH_ROOM, "%s/home", place->path);
	snprintf(place->key, PATH_ROOM, "%s/home/assay/key", place->path);
	snprintf(place->entries, PATH_ROOM, "%s/home/assay/digests-1", place->path);
	assert_int_equal(setenv("XDG_CACHE_HOME", place->cache, 1), 0);
	sleep(SETTLED_S);
	*state = place;
	return 0;
}

static int teardown(void **state)
{
	struct place *place = *state;
	char command[2 * PATH_ROOM];

	snprintf(command, sizeof(command), "rm -rf '%s'", place->path);
	assert_int_equal(system(command), 0);
	(void)close(place->root);
	mem_free(place);
	return 0;
}

/* No cache yet. */
static int forget(void **state)
{
	const struct place *place = *state;
	char command[2 * PATH_ROOM];

	snprintf(command, sizeof(command), "rm -rf '%s'", place->cache);
	assert_int_equal(system(command), 0);
	assert_int_equal(setenv("XDG_CACHE_HOME", place->cache, 1), 0);
	return 0;
}

static struct hash_part part_of(const struct place *place, const char *name)
{
	return (struct hash_part){ .root = place->root,
				   .path = name,
				   .size = HASH_ANY_SIZE,
				   .length = HASH_TO_END,
				   .kind = hasher_kind(span_str("sha256")) };
}

static void ask_all(const struct place *place, struct hash_part parts[FILES])
{
	for (size_t i = 0; i < FILES; i++)
		parts[i] = part_of(place, names[i]);
}

/* How many of the files are known to a cache that is opened now. */
static size_t known(const struct place *place)
{
	struct cache *cache = cache_open();
	struct hash_part parts[FILES];
	size_t n;

	ask_all(place, parts);
	n = cache_recall(cache, parts, FILES);
	cache_close(cache);
	return n;
}

static bool knows(struct hash_part part)
{
	struct cache *cache = cache_open();
	size_t n = cache_recall(cache, &part, 1);

	cache_close(cache);
	return n == 1;
}

static void learn_all(const struct place *place, struct hash_part parts[FILES])
{
	struct cache *cache = cache_open();

	ask_all(place, parts);
	assert_int_equal(cache_hash(cache, parts, FILES, 1), OK);
	assert_null(cache_why_not(cache));
	cache_close(cache);
}

static void test_again(void **state)
{
	const struct place *place = *state;
	struct hash_part first[FILES], again[FILES];
	struct stat st;

	assert_int_equal(known(place), 0);
	learn_all(place, first);
	learn_all(place, again);
	assert_int_equal(known(place), FILES);
	for (size_t i = 0; i < FILES; i++) {
		assert_int_equal(again[i].state, HASH_DONE);
		assert_int_equal(again[i].digest_n, first[i].digest_n);
		assert_memory_equal(again[i].digest, first[i].digest, first[i].digest_n);
		assert_true(file_same(&again[i].identity, &first[i].identity));
	}
	assert_int_equal(stat(place->key, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(place->entries, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

/* Only what was asked for is given. */
static void test_other_parts(void **state)
{
	const struct place *place = *state;
	struct hash_part parts[FILES], part = part_of(place, "1");

	learn_all(place, parts);
	assert_true(knows(part));
	part.length = 1; /* all there is: the same part */
	assert_true(knows(part));
	part.length = 0;
	assert_false(knows(part));
	part = part_of(place, "1");
	part.offset = 1;
	assert_false(knows(part));
	part = part_of(place, "1");
	part.size = 2;
	assert_false(knows(part));
	part = part_of(place, "1");
	part.kind = hasher_kind(span_str("sha512"));
	assert_false(knows(part));
}

/* Other bytes of the same length, under the old time of modification. */
static void test_changed(void **state)
{
	const struct place *place = *state;
	struct hash_part parts[FILES];
	struct timespec times[2];
	struct stat st;

	learn_all(place, parts);
	assert_int_equal(fstatat(place->root, "3", &st, 0), 0);
	write_file(place, "3", "x");
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	assert_int_equal(utimensat(place->root, "3", times, 0), 0);
	assert_false(knows(part_of(place, "3")));
	assert_int_equal(known(place), FILES - 1);
	write_file(place, "3", "3");
}

/* A file that has just changed could change again under the same times. */
static void test_unsettled(void **state)
{
	const struct place *place = *state;
	struct hash_part parts[FILES];

	write_file(place, "4", "4");
	learn_all(place, parts);
	assert_int_equal(parts[4].state, HASH_DONE);
	assert_false(knows(part_of(place, "4")));
	sleep(SETTLED_S);
	learn_all(place, parts);
	assert_true(knows(part_of(place, "4")));
}

/* A system whose times are made up. */
static void test_made_up(void **state)
{
	struct cache *cache = cache_open();
	struct hash_part part = part_of(*state, "version");

	part.root = open("/proc", O_PATH | O_DIRECTORY);
	if (part.root < 0)
		skip();
	assert_int_equal(cache_hash(cache, &part, 1, 1), OK);
	part.state = HASH_TODO;
	assert_int_equal(cache_recall(cache, &part, 1), 0);
	cache_close(cache);
	(void)close(part.root);
}

static size_t read_bytes(const char *path, uint8_t *bytes, size_t max)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, bytes, max);

	assert_true(n > 0);
	(void)close(fd);
	return (size_t)n;
}

static void write_bytes(const char *path, const uint8_t *bytes, size_t n)
{
	int fd = open(path, O_WRONLY | O_TRUNC);

	assert_int_equal(write(fd, bytes, n), n);
	(void)close(fd);
}

static void test_damaged(void **state)
{
	const struct place *place = *state;
	struct hash_part parts[FILES];
	uint8_t bytes[8192];
	size_t n;

	learn_all(place, parts);
	n = read_bytes(place->entries, bytes, sizeof(bytes));
	for (size_t i = 0; i < n; i++) {
		bytes[i] ^= (uint8_t)(1 << i % 8);
		write_bytes(place->entries, bytes, n);
		assert_int_equal(known(place), 0);
		bytes[i] ^= (uint8_t)(1 << i % 8);
	}
	for (size_t cut = 0; cut < n; cut += 7) {
		write_bytes(place->entries, bytes, cut);
		assert_int_equal(known(place), 0);
	}
	write_bytes(place->entries, bytes, n);
	assert_int_equal(known(place), FILES);
	write_bytes(place->entries, bytes, 0);
	learn_all(place, parts); /* it heals */
	assert_int_equal(known(place), FILES);
	assert_int_equal(unlink(place->key), 0);
	assert_int_equal(known(place), 0);
}

static void check_refused(const struct place *place)
{
	struct cache *cache = cache_open();
	struct hash_part parts[FILES];

	assert_non_null(cache_why_not(cache));
	ask_all(place, parts);
	assert_int_equal(cache_hash(cache, parts, FILES, 1), OK);
	for (size_t i = 0; i < FILES; i++)
		assert_int_equal(parts[i].state, HASH_DONE);
	cache_close(cache);
	assert_int_equal(known(place), 0);
}

static void test_not_own(void **state)
{
	const struct place *place = *state;
	struct hash_part parts[FILES];
	char folder[2 * PATH_ROOM], elsewhere[2 * PATH_ROOM];

	snprintf(folder, sizeof(folder), "%s/assay", place->cache);
	snprintf(elsewhere, sizeof(elsewhere), "%s/elsewhere", place->cache);
	learn_all(place, parts);
	assert_int_equal(known(place), FILES);

	assert_int_equal(chmod(folder, 0770), 0);
	check_refused(place);
	assert_int_equal(chmod(folder, 0700), 0);
	assert_int_equal(chmod(place->cache, 0707), 0);
	check_refused(place);
	assert_int_equal(chmod(place->cache, 0700), 0);
	assert_int_equal(chmod(place->key, 0640), 0);
	check_refused(place);
	assert_int_equal(chmod(place->key, 0600), 0);
	assert_int_equal(known(place), FILES);
	assert_int_equal(chmod(place->entries, 0644), 0);
	assert_int_equal(known(place), 0);
	assert_int_equal(chmod(place->entries, 0600), 0);
	assert_int_equal(rename(folder, elsewhere), 0);
	assert_int_equal(symlink(elsewhere, folder), 0);
	check_refused(place);
}

/* As root would find a user's. */
static void test_of_another(void **state)
{
	const struct place *place = *state;
	struct hash_part parts[FILES];

	if (geteuid() != 0)
		skip();
	learn_all(place, parts);
	assert_int_equal(chown(place->entries, 12345, 12345), 0);
	assert_int_equal(known(place), 0);
	assert_int_equal(chown(place->entries, 0, 0), 0);
	assert_int_equal(chown(place->key, 12345, 12345), 0);
	check_refused(place);
	assert_int_equal(chown(place->key, 0, 0), 0);
	assert_int_equal(chown(place->cache, 12345, 12345), 0);
	check_refused(place);
}

static void test_no_folder(void **state)
{
	assert_int_equal(setenv("XDG_CACHE_HOME", "/nonexistent/cache", 1), 0);
	check_refused(*state);
	assert_int_equal(unsetenv("XDG_CACHE_HOME"), 0);
	assert_int_equal(setenv("HOME", "/nonexistent", 1), 0);
	check_refused(*state);
	assert_int_equal(unsetenv("HOME"), 0);
	check_refused(*state);
}

/* Past the cap the oldest entries go; the digests are not looked at here. */
static void test_full(void **state)
{
	enum { MANY = 40000 };
	const struct place *place = *state;
	struct hash_part *parts = mem_alloc(MANY * sizeof(*parts));
	struct hash_part one = part_of(place, "1");
	struct cache *cache = cache_open();
	struct stat st;

	assert_int_equal(cache_hash(cache, &one, 1, 1), OK);
	for (size_t round = 0; round < 2; round++) {
		for (size_t i = 0; i < MANY; i++) {
			parts[i] = one;
			parts[i].identity.ino = 1000000 + round * MANY + (i * 7919) % MANY;
		}
		cache_learn(cache, parts, MANY);
	}
	assert_int_equal(cache_save(cache), OK);
	cache_close(cache);
	assert_int_equal(stat(place->entries, &st), 0);
	assert_int_equal(st.st_size, 32 + (1 << 16) * (7 * 8 + 8 + 8 + 64));
	cache = cache_open();
	assert_int_equal(cache_save(cache), OK);
	cache_close(cache);
	mem_free(parts);
}

#define TEST(name) cmocka_unit_test_setup(name, forget)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_again),     TEST(test_other_parts), TEST(test_changed),
		TEST(test_unsettled), TEST(test_made_up),     TEST(test_damaged),
		TEST(test_not_own),   TEST(test_of_another),  TEST(test_no_folder),
		TEST(test_full),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
