/*
 * A use boiled down to words, a letter and a number each, that say exactly what a check will look
 * at. Two uses with the same words may be one fact.
 */
#pragma once

#include <assert.h>

#include "format/pickle/machine.h"

enum { LETTER_SHIFT = 56 };

/* Besides those of `argument` (format/pickle.h). The payload of INSIDE and STATE begins with a byte
 * of its own: a letter, the index of a key. That of names and texts is the offset of the literal
 * + 1. */
enum {
	WORD_COUNT = '#',
	WORD_INSIDE = '/',
	WORD_SLOT = '=',
	WORD_HOOK = '!',
	WORD_MADE = '<',
	WORD_STATE = '$',
};

enum { BYTE_SHIFT = LETTER_SHIFT - 8 };

/* Keys of a state whose text some __setstate__ runs. */
enum { STATE_KEYS = 2 };
extern const char *const state_keys[STATE_KEYS];

struct words {
	uint64_t w[WORDS_MAX];
	unsigned n;
};

static inline uint64_t word(uint8_t letter, uint64_t payload)
{
	return (uint64_t)letter << LETTER_SHIFT | payload;
}

static inline void add_word(struct words *words, uint8_t letter, uint64_t payload)
{
	assert(words->n < WORDS_MAX);
	words->w[words->n++] = word(letter, payload);
}

/* All words of a use. */
void words_of_use(struct pickle *m, struct words *words, const struct use *use);

/* Those of a BUILD that its arguments do not tell (pickle/state.c). */
void words_of_state(struct pickle *m, struct words *words, struct pickle_value state,
		    struct pickle_value made_of);

/* A record as a fact (pickle/emit.c). */
void record_emit(struct pickle *m, const struct record *record);
