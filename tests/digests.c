/*
 * Digests of files as the program takes them, one line each: the digest and the name.
 *
 *     digests ALGORITHM PROCESSES cached|fresh FILE...
 *
 * The files are below this folder; cached, those that have not changed are not read again. One
 * that cannot be read is named on standard error; then the exit status is 1.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hex.h"
#include "base/mem.h"
#include "trust/cache.h"

static int say(struct arena *arena, const struct hash_part *part, const char *path)
{
	if (hash_part_err(part) != OK) {
		fprintf(stderr, "%s\n", err_text());
		return EXIT_FAILURE;
	}
	printf("%s  %s\n",
	       arena_text(arena, hex_text(span_of(part->digest, part->digest_n), arena)), path);
	return EXIT_SUCCESS;
}

static int digest_all(const struct hasher_kind *kind, unsigned processes, struct cache *cache,
		      char **paths, size_t n)
{
	struct hash_part *parts = mem_alloc(n * sizeof(*parts));
	int root = open(".", O_PATH | O_CLOEXEC), status = EXIT_SUCCESS;
	struct arena arena;

	arena_init(&arena, MiB(256), NULL, NULL);
	for (size_t i = 0; i < n; i++)
		parts[i] = (struct hash_part){ .root = root,
					       .path = paths[i],
					       .size = HASH_ANY_SIZE,
					       .length = HASH_TO_END,
					       .kind = kind };
	if (cache_hash(cache, parts, n, processes) != OK) {
		fprintf(stderr, "%s\n", err_text());
		return EXIT_FAILURE;
	}
	for (size_t i = 0; i < n; i++)
		status |= say(&arena, &parts[i], paths[i]);
	return status;
}

int main(int argc, char **argv)
{
	const struct hasher_kind *kind = argc > 4 ? hasher_kind(span_str(argv[1])) : NULL;
	struct cache *cache;
	int status;

	if (!kind) {
		fprintf(stderr, "usage: digests ALGORITHM PROCESSES cached|fresh FILE...\n");
		return 2;
	}
	cache = strcmp(argv[3], "cached") == 0 ? cache_open() : NULL;
	status = digest_all(kind, (unsigned)strtoul(argv[2], NULL, 10), cache, argv + 4,
			    (size_t)argc - 4);
	cache_close(cache);
	return status;
}
