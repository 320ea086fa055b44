/* One file and what it is, before anybody looks into it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* What tells that a file is still the one that it was, as long as the kernel keeps its times. */
struct file_identity {
	uint64_t dev, ino, size;
	int64_t mtime_ns, ctime_ns; /* since 1970 */
};

/* Opens a file for reading below the folder `root` whatever links there are (openat2(2),
 * RESOLVE_BENEATH); -1 and errno when there is none. It waits for no other end of a pipe. */
int file_below(int root, const char *path);

/* The same without access to its bytes, which needs no right to read it. */
int file_below_path(int root, const char *path);

/* False and errno when the system does not say. */
bool file_identify(int fd, struct file_identity *identity, bool *is_regular);

bool file_same(const struct file_identity *a, const struct file_identity *b);
