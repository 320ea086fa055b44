/*
 * Locking a process down: no file, socket, program, privilege or executable memory from then on.
 *
 * lock_prepare() builds what can be built once, before the fork; lock_down() applies it to the
 * calling process and cannot be undone.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct lock;

/* Fails with ERR_DENIED when the kernel has no seccomp filters: parsing hostile bytes without them
 * is the user's decision. */
MUST enum err lock_prepare(struct lock **out);
void lock_free(struct lock *lock);

/* What lock_down() will reach: "seccomp+landlock/7" or "seccomp". */
const char *lock_level(const struct lock *lock);

/* Keeps open only the descriptors 0..2 and `keep[0..n)`, sets the resource limits (`data` bytes of
 * private memory, no new files, no children), and locks. False when any step failed: then the
 * process must end. */
MUST bool lock_down(const struct lock *lock, const int *keep, size_t n, uint64_t data,
		    uint64_t file_size);
