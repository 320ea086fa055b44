/* The words of what code does. */
#include "code/behaviour/behaviour.h"

#include <assert.h>

static const struct {
	const char *word, *does;
} classes[BEHAVIOUR_COUNT] = { [BEHAVIOUR_NONE] = { "", "" },
#define X(symbol, word, does) [BEHAVIOUR_##symbol] = { word, does },
			       BEHAVIOUR_CLASSES(X)
#undef X
};

const char *behaviour_word(enum behaviour_class class)
{
	assert(class < BEHAVIOUR_COUNT);
	return classes[class].word;
}

const char *behaviour_does(enum behaviour_class class)
{
	assert(class < BEHAVIOUR_COUNT);
	return classes[class].does;
}

enum behaviour_class behaviour_find(struct span word)
{
	for (enum behaviour_class i = BEHAVIOUR_NONE + 1; i < BEHAVIOUR_COUNT; i++)
		if (span_is(word, classes[i].word))
			return i;
	return BEHAVIOUR_NONE;
}
