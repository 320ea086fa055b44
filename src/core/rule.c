/* The words of severities and verdicts. */
#include "core/rule.h"

#include <assert.h>
#include <string.h>

static const char *const severity_words[SEVERITY_COUNT] = {
	[SEVERITY_NONE] = "none", [SEVERITY_LOW] = "low",	    [SEVERITY_MEDIUM] = "medium",
	[SEVERITY_HIGH] = "high", [SEVERITY_CRITICAL] = "critical",
};

static const char *const verdict_words[VERDICT_COUNT] = {
	[VERDICT_CLEAN] = "clean",
	[VERDICT_REVIEW] = "review",
	[VERDICT_MALICIOUS] = "malicious",
};

const char *severity_word(enum severity severity)
{
	assert(severity < SEVERITY_COUNT);
	return severity_words[severity];
}

const char *verdict_word(enum verdict verdict)
{
	assert(verdict < VERDICT_COUNT);
	return verdict_words[verdict];
}

bool severity_parse(const char *word, enum severity *out)
{
	for (unsigned i = 0; i < SEVERITY_COUNT; i++) {
		if (strcmp(severity_words[i], word) != 0)
			continue;
		*out = (enum severity)i;
		return true;
	}
	return false;
}
