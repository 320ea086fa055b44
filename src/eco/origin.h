/* Addresses and digests as lock files write them. */
#pragma once

#include "base/arena.h"
#include "eco/entry.h"

/* An address without what may be a secret: the user and password before its host (but "git@" is
 * none) and its query. Borrowed when there is nothing to leave out. */
struct span origin_redacted(struct span url, struct arena *arena);

/* The host of an address, with its port; empty when it has none. Borrowed. */
struct span origin_host(struct span url);

/* Adds a digest "sha512:HEX" for each part of a subresource integrity (W3C SRI, section 3.5:
 * "sha512-BASE64 sha1-BASE64"). False when there is none in it. */
bool origin_integrity(struct entry *entry, struct span integrity, struct arena *arena);

/* Adds the digest "ALGORITHM:HEX"; what is not hex of that length says nothing. */
bool origin_hex(struct entry *entry, const char *algorithm, struct span hex, struct arena *arena);

/* The same for a digest written "ALGORITHM:HEX". */
bool origin_digest(struct entry *entry, struct span digest, struct arena *arena);
