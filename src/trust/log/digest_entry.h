/*
 * What goes into a log: an entry is the bytes of a file, or, when that is long or not for everyone
 * to read, a statement (in-toto Statement v1) that holds only its digest.
 */
#pragma once

#include "sys/digest.h"
#include "trust/log/merkle.h"
#include "base/arena.h"

/* The statement about bytes with that SHA-256: the same for the same bytes, whatever the file is
 * called. */
MUST struct span log_digest_entry(const uint8_t digest[SHA256_SIZE], struct arena *arena);
