/*
 * One file on its way through a digest: opened, seen in pieces, compared with what it was when it
 * was opened. Small pieces are copied, large ones are mapped, which saves the copy.
 *
 * A mapped file that shrinks raises SIGBUS; whoever maps must say to hash_lane_torn() that it did.
 */
#pragma once

#include "sys/hash_many.h"

struct hash_lane {
	struct hash_part *part; /* NULL: free */
	struct hasher hasher;
	int fd;
	bool own_fd, copies;
	uint64_t at, end;  /* in the file, of what is not seen yet */
	struct span piece; /* seen, not added yet */
	void *map;
	size_t map_n;
	uint8_t *room; /* HASH_LANE_ROOM bytes of the caller's */
};

enum { HASH_LANE_ROOM = 128 << 10 };

/* Takes a part, opens its file and starts. False when there is nothing to read: it is answered. */
MUST bool hash_lane_take(struct hash_lane *lane, struct hash_part *part);

/* The bytes that are to be added next; empty when there are none left: then the part is answered,
 * and the lane is free. */
struct span hash_lane_see(struct hash_lane *lane);

/* Says that `n` of them were added. */
void hash_lane_added(struct hash_lane *lane, size_t n);

/* Starts again, without mapping: a page of the file could not be had. */
void hash_lane_torn(struct hash_lane *lane);
