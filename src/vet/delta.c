/* Saying what changed. */
#include "vet/delta.h"

#include "vet/say.h"

struct finding *delta_say(const struct delta *delta, enum release_rule rule,
			  const struct member *member, const struct fact *fact, const char *key,
			  struct span shown, const char *before, const char *after)
{
	return release_say(delta->now, rule, member ? member->artifact : NULL, fact, key, shown,
			   before, after);
}
