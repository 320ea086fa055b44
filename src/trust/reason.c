/* The words and sentences of reasons. */
#include "trust/reason.h"

static const struct {
	const char *word, *sentence;
} rows[REASON_COUNT] = {
	[REASON_NONE] = { "none", "it is right" },
#define REASON(name, word, sentence) [REASON_##name] = { word, sentence },
#include "trust/reason.def"
#undef REASON
};

const char *reason_word(enum reason reason)
{
	return rows[reason].word;
}

const char *reason_sentence(enum reason reason)
{
	return rows[reason].sentence;
}
