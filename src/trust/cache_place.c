/* Folders, owners, modes and the seal (HMAC-SHA-256), which stands before the bytes. */
#include "trust/cache_place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "sys/digest.h"

enum { NAME_ROOM = 64, OTHERS_WRITE = S_IWGRP | S_IWOTH, OTHERS = S_IRWXG | S_IRWXO };

static const char key_name[] = "key";

static const char *refuse_folder(int fd)
{
	struct stat st;

	if (fd < 0)
		return "there is no folder for it";
	if (fstat(fd, &st) != 0 || st.st_uid != geteuid())
		return "its folder belongs to another user";
	return st.st_mode & OTHERS_WRITE ? "others may write to its folder" : NULL;
}

/* Goes into a folder, by a link only where the user's environment says so. The one it came from is
 * left. */
static void go(struct cache_place *place, const char *name, bool make, int follow)
{
	int from = place->folder;

	if (place->why_not)
		return;
	if (make)
		(void)mkdirat(from, name, S_IRWXU); /* or it is there: see below */
	place->folder = openat(from, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | follow);
	place->why_not = refuse_folder(place->folder);
	if (from >= 0)
		(void)close(from); /* only a place */
}

static void find_folder(struct cache_place *place)
{
	const char *cache = secure_getenv("XDG_CACHE_HOME"), *home = secure_getenv("HOME");

	place->folder = AT_FDCWD;
	if (cache && cache[0] == '/') { /* a relative one is ignored (XDG base directories) */
		go(place, cache, true, 0);
	} else if (home && home[0] == '/') {
		go(place, home, false, 0);
		go(place, ".cache", true, 0);
	} else {
		place->why_not = "neither XDG_CACHE_HOME nor HOME names a folder";
	}
	go(place, "assay", true, O_NOFOLLOW);
}

/* Opens a file that only its owner can read. -1 when there is none that may be used. */
static int open_own(const struct cache_place *place, const char *name, uint64_t *size)
{
	int fd = openat(place->folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	    !(st.st_mode & OTHERS)) {
		*size = (uint64_t)st.st_size;
		return fd;
	}
	(void)close(fd); /* only looked at */
	return -1;
}

static bool read_fully(int fd, uint8_t *p, size_t n)
{
	for (size_t at = 0; at < n;) {
		ssize_t got = pread(fd, p + at, n - at, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += (size_t)got;
	}
	return true;
}

static bool write_fully(int fd, struct span bytes)
{
	while (bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes = span_from(bytes, (uint64_t)n);
	}
	return true;
}

/* A new file beside the others, of a name that is this process's own. */
static bool write_aside(const struct cache_place *place, const char *name, struct span head,
			struct span bytes)
{
	int fd;
	bool done;

	(void)unlinkat(place->folder, name, 0); /* one that a process of this number left */
	fd = openat(place->folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		    S_IRUSR | S_IWUSR);
	if (fd < 0)
		return false;
	done = write_fully(fd, head) && write_fully(fd, bytes);
	return close(fd) == 0 && done;
}

static void aside_name(const char *name, char out[NAME_ROOM])
{
	(void)snprintf(out, NAME_ROOM, "%s.%ld", name, (long)getpid()); /* names are ours: short */
}

/* Whoever comes first makes the key; the others find it. */
static bool make_key(const struct cache_place *place)
{
	uint8_t key[CACHE_KEY_SIZE];
	char aside[NAME_ROOM];
	bool made;

	aside_name(key_name, aside);
	made = getrandom(key, sizeof(key), 0) == (ssize_t)sizeof(key) &&
	       write_aside(place, aside, span_of(key, sizeof(key)), (struct span){ 0 }) &&
	       (linkat(place->folder, aside, place->folder, key_name, 0) == 0 || errno == EEXIST);
	OPENSSL_cleanse(key, sizeof(key));
	(void)unlinkat(place->folder, aside, 0); /* the other name stays */
	return made;
}

static bool read_key(struct cache_place *place)
{
	uint64_t size = 0;
	int fd = open_own(place, key_name, &size);
	bool done;

	if (fd < 0)
		return false;
	done = size == CACHE_KEY_SIZE && read_fully(fd, place->key, CACHE_KEY_SIZE);
	(void)close(fd); /* only read */
	return done;
}

bool cache_place_enter(struct cache_place *place)
{
	*place = (struct cache_place){ .folder = -1 };
	find_folder(place);
	if (!place->why_not && faccessat(place->folder, key_name, F_OK, AT_SYMLINK_NOFOLLOW) != 0 &&
	    !make_key(place))
		place->why_not = "its key could not be made";
	if (!place->why_not && !read_key(place))
		place->why_not = "its key is not one that only its owner can read";
	if (!place->why_not)
		return true;
	cache_place_leave(place);
	return false;
}

void cache_place_leave(struct cache_place *place)
{
	OPENSSL_cleanse(place->key, sizeof(place->key));
	if (place->folder >= 0)
		(void)close(place->folder); /* only a place */
	place->folder = -1;
}

static struct span unseal(const struct cache_place *place, struct span all)
{
	uint8_t seal[SHA256_SIZE];
	struct span bytes = span_from(all, SHA256_SIZE);

	digest_hmac(span_of(place->key, CACHE_KEY_SIZE), bytes, seal);
	return CRYPTO_memcmp(seal, all.p, SHA256_SIZE) == 0 ? bytes : (struct span){ 0 };
}

struct span cache_place_read(const struct cache_place *place, const char *name, size_t max,
			     struct arena *arena)
{
	uint64_t size = 0;
	int fd = open_own(place, name, &size);
	struct span bytes = { 0 };

	if (fd < 0)
		return bytes;
	if (size >= SHA256_SIZE && size - SHA256_SIZE <= max) {
		uint8_t *p = arena_alloc(arena, size);

		if (read_fully(fd, p, (size_t)size))
			bytes = unseal(place, span_of(p, (size_t)size));
	}
	(void)close(fd); /* only read */
	return bytes;
}

enum err cache_place_write(const struct cache_place *place, const char *name, struct span bytes)
{
	uint8_t seal[SHA256_SIZE];
	char aside[NAME_ROOM];

	aside_name(name, aside);
	digest_hmac(span_of(place->key, CACHE_KEY_SIZE), bytes, seal);
	if (write_aside(place, aside, span_of(seal, sizeof(seal)), bytes) &&
	    renameat(place->folder, aside, place->folder, name) == 0)
		return OK;

	int error = errno;

	(void)unlinkat(place->folder, aside, 0); /* what there is of it is of no use */
	return err_set(ERR_IO, "write the cache %s: %s", name, strerror(error));
}
