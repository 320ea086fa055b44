/* When code of a package runs, the later the more of a package's users it reaches by itself. */
#pragma once

#include "base/span.h"

/* X(symbol, word, when: the end of a sentence) */
#define MOMENTS(X)                                                                                 \
	X(ASIDE, "aside", "in tests, examples or documentation")                                   \
	X(USE, "use", "when it is used")                                                           \
	X(IMPORT, "import", "as soon as it is imported")                                           \
	X(INSTALL, "install", "at installation")                                                   \
	X(START, "start", "at every start of the interpreter")

enum moment {
#define X(symbol, word, when) MOMENT_##symbol,
	MOMENTS(X)
#undef X
		MOMENT_COUNT,
};

const char *moment_word(enum moment moment);
const char *moment_when(enum moment moment);

struct fact;
struct member;
struct release;

/* Sets the moment of each member, by its place and by what the manifests of the release say. */
void moments_set(struct release *release);

/* Of a behaviour in it: what stands in a function of a module runs when that is called. */
enum moment moment_of_behaviour(const struct member *member, const struct fact *behaviour);
