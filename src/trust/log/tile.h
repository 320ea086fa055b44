/*
 * How a tiled log names its files (C2SP tlog-tiles). A tile holds 256 hashes of one level, whose
 * subtrees have 256 times as many entries as those of the level below; a bundle holds the 256
 * entries of a tile of level 0. What lies at the right edge is partial and named by its width.
 */
#pragma once

#include "trust/log/merkle.h"

enum {
	TILE_WIDTH = 256,
	TILE_BITS = 8,
	TILE_SIZE = TILE_WIDTH * MERKLE_HASH_SIZE,
	TILE_LEVELS = 8, /* a size has 64 bits, eight a level */
	TILE_ENTRIES = -1,
	TILE_PATH_MAX = 64,
	ENTRY_MAX = UINT16_MAX, /* its length is written in two bytes */
	BUNDLE_MAX = TILE_WIDTH * (2 + ENTRY_MAX),
};

/* The path of the n-th tile of a level, or of the n-th bundle for TILE_ENTRIES; `width` is 1 to
 * TILE_WIDTH. "tile/0/x001/x234/067.p/12". */
void tile_path(char out[TILE_PATH_MAX], int level, uint64_t n, unsigned width);

/* Whether tile_path() writes this. */
bool tile_path_valid(const char *path);

/* How many hashes of a level a tree of that size has, and how many of them are in the partial tile
 * at the right edge (0: there is none). */
uint64_t tile_hashes(uint64_t size, unsigned level);
unsigned tile_edge(uint64_t size, unsigned level);
