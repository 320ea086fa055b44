/*
 * A set of byte strings, to find those that stand twice. Linear in their number on any input: the
 * probes have a cap, and running into it is an answer of its own.
 */
#pragma once

#include "base/span.h"

enum set_answer {
	SET_NEW,
	SET_TWICE,
	SET_ATTACKED, /* the strings are chosen to collide; it was not added */
};

struct set {
	struct span *slots; /* a power of two of them, one with p == NULL is free */
	size_t size;
	uint64_t probes; /* left */
};

/* How many slots a set of n strings takes: at least one, less than 2^60. n < 2^58. */
size_t set_room(uint64_t n);

/* An empty set over set_room(n) slots, which need not be initialised and stay the caller's. */
void set_init(struct set *set, struct span *slots, uint64_t n);

/* Adds one of the n strings; it is borrowed. */
enum set_answer set_add(struct set *set, struct span s);

/* Whether s was added. */
bool set_has(const struct set *set, struct span s);
