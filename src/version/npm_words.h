/* The words of npm's ranges: operators, and versions that may be cut short. */
#pragma once

#include "base/span.h"

enum { NPM_PARTS = 3 };

/* MAX_SAFE_INTEGER of JavaScript: a bound with a greater number is none. */
#define NPM_NUMBER_MAX UINT64_C(9007199254740991)

struct npm_point {
	uint64_t numbers[NPM_PARTS];
	struct span pre;
};

/* A version that may be cut short or have x for a number. */
struct npm_partial {
	struct npm_point point;
	int given;   /* numbers before the first x */
	bool broken; /* a number after an x */
	bool bare;   /* nothing but a v in front */
};

enum npm_relation {
	NPM_SAME,
	NPM_LESS,
	NPM_AT_MOST,
	NPM_GREATER,
	NPM_AT_LEAST,
	NPM_TILDE,
	NPM_CARET
};

/* Each takes one word from the front of rest; false when there is none. A relation may be absent,
 * then it is NPM_SAME; blanks behind it are taken too. An end is one of "1.2 - 2". A build is read
 * and forgotten. */
enum npm_relation npm_take_relation(struct span *rest);
bool npm_take_partial(struct span *rest, struct npm_partial *out);
bool npm_take_end(struct span *rest, struct npm_partial *out);
bool npm_take_build(struct span *rest);

/* The whole text as a version, with numbers that fit. */
bool npm_read_point(struct span text, struct npm_point *out);
