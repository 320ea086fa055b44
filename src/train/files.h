/* Files of this program, whole. */
#pragma once

#include "base/arena.h"
#include "base/err.h"

MUST enum err file_write(const char *path, struct span bytes);

/* The SHA-256 of a file. */
MUST enum err file_digest(const char *path, uint8_t digest[32]);
