/* Files in pieces. */
#include "sys/hash_lane.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	WINDOW = 8 << 20, /* of a mapping */
};

static void unmap(struct hash_lane *lane)
{
	if (lane->map)
		(void)munmap(lane->map, lane->map_n); /* a mapping of ours */
	lane->map = NULL;
}

/* The end of a part, with its answer. */
static void leave(struct hash_lane *lane, enum hash_state state, int error)
{
	lane->part->state = state;
	lane->part->error = error;
	lane->part = NULL;
	lane->piece = (struct span){ 0 };
	unmap(lane);
	if (lane->own_fd)
		(void)close(lane->fd); /* it was only read */
}

/* The end of a part whose digest was started. */
static void fail(struct hash_lane *lane, enum hash_state state, int error)
{
	uint8_t unused[HASHER_SIZE_MAX];

	(void)hasher_end(&lane->hasher, unused);
	leave(lane, state, error);
}

static bool open_part(struct hash_lane *lane, struct hash_part *part)
{
	bool is_file = false;

	lane->part = part;
	lane->own_fd = part->path != NULL;
	lane->fd = part->path ? file_below(part->root, part->path) : part->root;
	if (lane->fd < 0) {
		lane->own_fd = false;
		leave(lane, errno == ENOENT ? HASH_MISSING : HASH_UNREADABLE, errno);
		return false;
	}
	if (!file_identify(lane->fd, &part->identity, &is_file)) {
		leave(lane, HASH_UNREADABLE, errno);
		return false;
	}
	if (!is_file)
		leave(lane, HASH_NO_FILE, 0);
	else if (part->size != HASH_ANY_SIZE && part->identity.size != part->size)
		leave(lane, HASH_OTHER_SIZE, 0);
	return lane->part != NULL;
}

/* Where the part lies, as the file is now. */
static bool find_part(struct hash_lane *lane)
{
	const struct hash_part *part = lane->part;
	uint64_t size = part->identity.size;

	if (part->offset > size ||
	    (part->length != HASH_TO_END && part->length > size - part->offset))
		return false;
	lane->at = part->offset;
	lane->end = part->length == HASH_TO_END ? size : part->offset + part->length;
	return true;
}

bool hash_lane_take(struct hash_lane *lane, struct hash_part *part)
{
	if (!open_part(lane, part))
		return false;
	if (!find_part(lane)) {
		leave(lane, HASH_CHANGED, 0);
		return false;
	}
	if (part->most && lane->end - lane->at > part->most) {
		leave(lane, HASH_TOO_LONG, 0);
		return false;
	}
	lane->piece = (struct span){ 0 };
	hasher_start(&lane->hasher, part->kind, lane->end - lane->at);
	return true;
}

void hash_lane_torn(struct hash_lane *lane)
{
	uint8_t unused[HASHER_SIZE_MAX];

	lane->copies = true;
	lane->piece = (struct span){ 0 };
	unmap(lane);
	(void)hasher_end(&lane->hasher, unused);
	(void)find_part(lane); /* it was found before */
	hasher_start(&lane->hasher, lane->part->kind, lane->end - lane->at);
}

static void copy_piece(struct hash_lane *lane)
{
	uint64_t left = lane->end - lane->at;
	size_t n = left < HASH_LANE_ROOM ? (size_t)left : HASH_LANE_ROOM;
	ssize_t got;

	while ((got = pread(lane->fd, lane->room, n, (off_t)lane->at)) < 0 && errno == EINTR)
		;
	if (got < 0) {
		fail(lane, HASH_UNREADABLE, errno);
		return;
	}
	if (got == 0) {
		fail(lane, HASH_CHANGED, 0);
		return;
	}
	lane->piece = span_of(lane->room, (size_t)got);
	lane->at += (uint64_t)got;
}

/* False when the file's system cannot map. */
static bool map_piece(struct hash_lane *lane)
{
	uint64_t skip = lane->at % WINDOW, left = lane->end - lane->at, room = WINDOW - skip;
	size_t n = (size_t)(left < room ? left : room);

	unmap(lane);
	lane->map_n = (size_t)skip + n;
	lane->map =
		mmap(NULL, lane->map_n, PROT_READ, MAP_SHARED, lane->fd, (off_t)(lane->at - skip));
	if (lane->map == MAP_FAILED) {
		lane->map = NULL;
		return false;
	}
	lane->piece = span_of((const uint8_t *)lane->map + skip, n);
	lane->at += n;
	(void)madvise(lane->map, lane->map_n, MADV_SEQUENTIAL); /* a hint */
	return true;
}

static void finish(struct hash_lane *lane)
{
	struct hash_part *part = lane->part;
	struct file_identity now;
	bool is_file;

	part->digest_n = hasher_end(&lane->hasher, part->digest);
	if (!file_identify(lane->fd, &now, &is_file))
		leave(lane, HASH_UNREADABLE, errno);
	else
		leave(lane, file_same(&now, &part->identity) ? HASH_DONE : HASH_CHANGED, 0);
}

struct span hash_lane_see(struct hash_lane *lane)
{
	if (lane->piece.n > 0)
		return lane->piece;
	if (lane->at == lane->end)
		finish(lane);
	else if (lane->copies || lane->end - lane->at <= HASH_LANE_ROOM || !map_piece(lane))
		copy_piece(lane);
	return lane->piece;
}

void hash_lane_added(struct hash_lane *lane, size_t n)
{
	lane->piece = span_from(lane->piece, n);
}
