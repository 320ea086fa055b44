/*
 * What the model is trained on and judged by: packages as the windows of their Python files. Of a
 * package nothing is kept but hashed features, where it came from and when.
 *
 * On disk samples stand one after the other in a file of windows, all numbers little-endian:
 *
 *     file    = magic[8] schema[32] sample*
 *     sample  = u8 kind, u8 disguise, u8 n, u8 share, u32 group, u32 day, u32 n_windows, name[n],
 *               window*
 *     window  = u8 role, u8 flags, u16 n_tokens, u16 n, gap[n]
 *     gap     = from one feature to the next, in groups of seven bits, the lowest first
 *
 * The schema is that of the extractor (detect/schema.h).
 */
#pragma once

#include <stdio.h>

#include "base/arena.h"
#include "base/err.h"
#include "detect/windows.h"
#include "train/disguise.h"

enum sample_kind { SAMPLE_BENIGN, SAMPLE_MALICIOUS };

/* Harmless packages fall into fifths by their names. On one the thresholds are set, another judges;
 * neither is learnt from. */
enum {
	PARTS = 5,
	PART_JUDGE = 0,
	PART_CALIBRATE = 1,
	PARTS_LEARNT = 1 << 2 | 1 << 3 | 1 << 4, /* a bit for each */
};

enum {
	WINDOW_ASIDE = 1,   /* of a file of tests, documentation or examples */
	WINDOW_DECODED = 2, /* of text that the source decodes */
};

struct sample_window {
	uint8_t role, flags;
	uint16_t n_tokens, n;
	const uint16_t *features; /* ascending */
};

struct sample {
	enum sample_kind kind;
	enum disguise disguise; /* of its files; only tested, never learnt from */
	unsigned part;		/* which fifth, of a benign one */
	unsigned share; /* how many samples of its campaign there are: it counts one over that */
	uint32_t group; /* the campaign */
	uint32_t day;	/* since 1970, of the campaign's first sample */
	struct span name;
	struct sample_window *windows;
	size_t n_windows;
};

#define SAMPLES_MEMORY ((size_t)16 << 30) /* of all packages */

struct samples {
	struct sample *rows; /* returned with mem_free() */
	size_t n, room;
};

/* Adds those of a file that samples_write wrote; what they hold is in the arena. Fails when it is
 * none or has other features. */
MUST enum err samples_read(const char *path, struct arena *arena, struct samples *out);

void samples_write_head(FILE *out);
void samples_write(FILE *out, const struct sample *sample);

/* Whether it is one of Python source. */
bool path_is_python(struct span path);

/* The fifth that a benign package falls into. */
unsigned sample_part_of(struct span name);
