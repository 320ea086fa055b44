/* Digests of many files: right for every algorithm, part and number of processes; what is no file,
 * leads out, has another size or changes meanwhile is told as that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "sys/digest.h"
#include "sys/hash_lane.h"
#include "sys/hash_many.h"

enum { FILES = 60, LARGE = 20 << 20, NAME_ROOM = 32 };

static const char *const algorithms[] = { "sha256", "sha384",	"sha512",  "sha1",
					  "md5",    "git-sha1", "blake2b", "blake3" };

enum { ALGORITHMS = sizeof(algorithms) / sizeof(*algorithms) };

struct tree {
	char path[64];
	int root;
	uint8_t *bytes; /* LARGE of them */
	size_t sizes[FILES];
	char names[FILES][NAME_ROOM];
};

static void write_file(const struct tree *tree, const char *name, struct span bytes)
{
	int fd = openat(tree->root, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes.p, bytes.n), bytes.n);
	assert_int_equal(close(fd), 0);
}

/* Sizes about the borders of blocks, of what is copied and of what is mapped at once. */
static size_t size_of(size_t i)
{
	static const size_t borders[] = { 0,
					  1,
					  63,
					  64,
					  65,
					  4096,
					  HASH_LANE_ROOM - 1,
					  HASH_LANE_ROOM,
					  HASH_LANE_ROOM + 1,
					  8 << 20,
					  (8 << 20) + 1,
					  LARGE };
	size_t n = sizeof(borders) / sizeof(*borders);

	return i < n ? borders[i] : (i * i * 7919) % 300000;
}

static struct span bytes_of(const struct tree *tree, size_t i)
{
	return span_of(tree->bytes + i % 7, tree->sizes[i]);
}

static int setup(void **state)
{
	struct tree *tree = mem_alloc(sizeof(*tree));
	uint32_t random = 1;

	snprintf(tree->path, sizeof(tree->path), "/tmp/hash-many-XXXXXX");
	assert_non_null(mkdtemp(tree->path));
	tree->root = open(tree->path, O_PATH | O_DIRECTORY);
	tree->bytes = mem_alloc(LARGE + 7);
	for (size_t i = 0; i < LARGE + 7; i++)
		tree->bytes[i] = (uint8_t)((random = random * 1664525u + 1013904223u) >> 24);
	for (size_t i = 0; i < FILES; i++) {
		tree->sizes[i] = size_of(i);
		snprintf(tree->names[i], NAME_ROOM, "%zu", i);
		write_file(tree, tree->names[i], bytes_of(tree, i));
	}
	*state = tree;
	return 0;
}

static int teardown(void **state)
{
	struct tree *tree = *state;
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", tree->path);
	assert_int_equal(system(command), 0);
	(void)close(tree->root);
	mem_free(tree->bytes);
	mem_free(tree);
	return 0;
}

static struct hash_part part_of(const struct tree *tree, const char *name, const char *algorithm)
{
	return (struct hash_part){ .root = tree->root,
				   .path = name,
				   .size = HASH_ANY_SIZE,
				   .length = HASH_TO_END,
				   .kind = hasher_kind(span_str(algorithm)) };
}

static void check(const struct hash_part *part, const char *algorithm, struct span bytes)
{
	uint8_t right[DIGEST_SIZE_MAX];
	size_t n = digest_named(span_str(algorithm), bytes, right);

	assert_int_equal(part->state, HASH_DONE);
	assert_int_equal(part->digest_n, n);
	assert_memory_equal(part->digest, right, n);
	assert_int_equal(hash_part_err(part), OK);
}

/* All files, each by another algorithm in turn, known size or not. */
static void check_all(const struct tree *tree, unsigned processes, size_t step, bool sized)
{
	struct hash_part parts[FILES];

	for (size_t i = 0; i < FILES; i++) {
		parts[i] = part_of(tree, tree->names[i], algorithms[i * step % ALGORITHMS]);
		if (sized)
			parts[i].size = tree->sizes[i];
	}
	assert_int_equal(hash_many(parts, FILES, processes), OK);
	for (size_t i = 0; i < FILES; i++)
		check(&parts[i], algorithms[i * step % ALGORITHMS], bytes_of(tree, i));
}

static void test_all(void **state)
{
	check_all(*state, 1, 0, false);
	check_all(*state, 1, 0, true);
	check_all(*state, 3, 0, true);
	check_all(*state, 100, 0, false);
}

static void test_algorithms(void **state)
{
	check_all(*state, 2, 1, true);
	check_all(*state, 1, 3, false);
}

/* Few and small: in this process. */
static void test_small(void **state)
{
	const struct tree *tree = *state;
	struct hash_part parts[5];

	for (size_t i = 0; i < 5; i++) {
		parts[i] = part_of(tree, tree->names[i], "sha256");
		parts[i].size = tree->sizes[i];
	}
	assert_int_equal(hash_many(parts, 5, 0), OK);
	for (size_t i = 0; i < 5; i++)
		check(&parts[i], "sha256", bytes_of(tree, i));
	assert_int_equal(hash_many(parts, 0, 0), OK);
}

/* Parts of one file, by a descriptor; the borders of mappings lie inside and between. */
static void test_parts(void **state)
{
	enum { PARTS = 8 };
	static const struct {
		uint64_t offset, length;
	} ranges[PARTS] = {
		{ 0, 1 },	   { 4095, 2 },	 { 1, 8 << 20 },     { 8 << 20, 77 },
		{ 100, 12 << 20 }, { LARGE, 0 }, { 5, HASH_TO_END }, { 300000, 300000 }
	};
	const struct tree *tree = *state;
	struct hash_part parts[PARTS];
	int fd;

	write_file(tree, "large", span_of(tree->bytes, LARGE));
	fd = openat(tree->root, "large", O_RDONLY);
	for (size_t i = 0; i < PARTS; i++) {
		parts[i] = part_of(tree, NULL, "sha256");
		parts[i].root = fd;
		parts[i].offset = ranges[i].offset;
		parts[i].length = ranges[i].length;
	}
	assert_int_equal(hash_many(parts, PARTS, 2), OK);
	for (size_t i = 0; i < PARTS; i++)
		check(&parts[i], "sha256",
		      span_part(span_of(tree->bytes, LARGE), ranges[i].offset, ranges[i].length));
	assert_int_equal(fcntl(fd, F_GETFD), 0); /* still open: it is the caller's */
	(void)close(fd);
}

static enum hash_state state_of(struct hash_part part)
{
	assert_int_equal(hash_many(&part, 1, 1), OK);
	if (part.state != HASH_DONE)
		assert_int_not_equal(hash_part_err(&part), OK);
	return part.state;
}

static void test_refused(void **state)
{
	const struct tree *tree = *state;
	struct hash_part part;

	assert_int_equal(symlinkat("/etc/passwd", tree->root, "out"), 0);
	assert_int_equal(symlinkat("../../etc/passwd", tree->root, "up"), 0);
	assert_int_equal(symlinkat("5", tree->root, "inside"), 0);
	assert_int_equal(symlinkat("loop", tree->root, "loop"), 0);
	assert_int_equal(mkdirat(tree->root, "folder", 0700), 0);
	assert_int_equal(mkfifoat(tree->root, "pipe", 0600), 0);
	assert_int_equal(state_of(part_of(tree, "none", "sha256")), HASH_MISSING);
	assert_int_equal(state_of(part_of(tree, "out", "sha256")), HASH_UNREADABLE);
	assert_int_equal(state_of(part_of(tree, "up", "sha256")), HASH_UNREADABLE);
	assert_int_equal(state_of(part_of(tree, "../x", "sha256")), HASH_UNREADABLE);
	assert_int_equal(state_of(part_of(tree, "/etc/passwd", "sha256")), HASH_UNREADABLE);
	assert_int_equal(state_of(part_of(tree, "loop", "sha256")), HASH_UNREADABLE);
	assert_int_equal(state_of(part_of(tree, "folder", "sha256")), HASH_NO_FILE);
	assert_int_equal(state_of(part_of(tree, "pipe", "sha256")), HASH_NO_FILE);
	assert_int_equal(state_of(part_of(tree, "inside", "sha256")), HASH_DONE);

	part = part_of(tree, "5", "sha256");
	part.size = tree->sizes[5] + 1;
	assert_int_equal(state_of(part), HASH_OTHER_SIZE);
	part = part_of(tree, "5", "sha256");
	part.most = tree->sizes[5] - 1;
	assert_int_equal(state_of(part), HASH_TOO_LONG);
	part.most = tree->sizes[5];
	assert_int_equal(state_of(part), HASH_DONE);
	part = part_of(tree, "5", "sha256");
	part.offset = tree->sizes[5] + 1;
	assert_int_equal(state_of(part), HASH_CHANGED);
	part.offset = 1;
	part.length = tree->sizes[5];
	assert_int_equal(state_of(part), HASH_CHANGED);
	part.offset = UINT64_MAX;
	part.length = UINT64_MAX - 1;
	assert_int_equal(state_of(part), HASH_CHANGED);
}

/* What was answered before stays. */
static void test_answered(void **state)
{
	const struct tree *tree = *state;
	struct hash_part parts[2] = { part_of(tree, "none", "sha256"),
				      part_of(tree, "4", "sha256") };

	parts[0].state = HASH_DONE;
	parts[0].digest[0] = 42;
	assert_int_equal(hash_many(parts, 2, 1), OK);
	assert_int_equal(parts[0].state, HASH_DONE);
	assert_int_equal(parts[0].digest[0], 42);
	check(&parts[1], "sha256", bytes_of(tree, 4));
}

/* Another process cuts and grows the file while it is read, again and again: a digest that is given
 * is one of the two states, and the reader lives. */
static void test_unsteady(void **state)
{
	const struct tree *tree = *state;
	size_t told = 0;
	pid_t pid;

	write_file(tree, "unsteady", span_of(tree->bytes, LARGE));
	pid = fork();
	if (pid == 0) {
		int fd = openat(tree->root, "unsteady", O_RDWR);

		for (;;)
			if (ftruncate(fd, 4096) != 0 || ftruncate(fd, LARGE) != 0)
				_exit(1);
	}
	for (size_t i = 0; i < 40 || (told == 0 && i < 4000); i++) {
		struct hash_part part = part_of(tree, "unsteady", "sha256");

		assert_int_equal(hash_many(&part, 1, 1), OK);
		assert_true(part.state == HASH_DONE || part.state == HASH_CHANGED);
		told += part.state == HASH_CHANGED;
	}
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_true(told > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all),	 cmocka_unit_test(test_algorithms),
		cmocka_unit_test(test_small),	 cmocka_unit_test(test_parts),
		cmocka_unit_test(test_refused),	 cmocka_unit_test(test_answered),
		cmocka_unit_test(test_unsteady),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
