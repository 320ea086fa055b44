/*
 * Digests of files that were verified before, so that a tree that has not changed is not read
 * again. A digest is known by the file's device, inode, size, time of modification and time of
 * change, and by the part and the algorithm.
 *
 * It is as trustworthy as the kernel's metadata: who can set the time of change of a file (root, by
 * the clock or the raw device) or writes through a mapping that was open before is not seen;
 * whoever must know reads all (--paranoid). It is the caller's alone: a folder or file of another
 * user, or one that others may write to, is not used, and each entry stands under a key
 * (HMAC-SHA-256) that only its owner can read. What is not in order is as if it were empty.
 *
 * Not kept: files that changed within the last seconds, whose times may not tell a further change,
 * and files of systems whose times a server or a program makes up.
 */
#pragma once

#include "base/err.h"
#include "sys/hash_many.h"

struct cache;

/* Opens the cache of this user, in the folder that the environment names. Never fails: one that may
 * not be used is empty and stays so. */
MUST struct cache *cache_open(void);
void cache_close(struct cache *cache);

/* Why it is not used, a sentence; NULL when it is. */
const char *cache_why_not(const struct cache *cache);

/* Answers those of the parts to do whose files have not changed since. Gives how many. */
size_t cache_recall(struct cache *cache, struct hash_part *parts, size_t n);

/* Keeps what is done of the parts, of those that cache_recall() was asked about before. */
void cache_learn(struct cache *cache, const struct hash_part *parts, size_t n);

/* Writes it, when something was learnt, in one step: another process sees the old or the new one.
 */
MUST enum err cache_save(struct cache *cache);

/* All of that: hash_many() of what is not known. Without a cache (NULL) it reads all. That a cache
 * could not be written is no error of the digests: cache_why_not() says it. */
MUST enum err cache_hash(struct cache *cache, struct hash_part *parts, size_t n,
			 unsigned processes);
