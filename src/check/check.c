/* The registry of checks and the way of a fact through it. */
#include "check/check.h"

#include <string.h>

#define CHECK(name) extern const struct check check_##name;
#include "checks.def"
#undef CHECK

const struct check *const checks[] = {
#define CHECK(name) &check_##name,
#include "checks.def"
#undef CHECK
	NULL,
};

void check_fact(const struct judge *judge, const struct fact *fact)
{
	for (size_t i = 0; checks[i]; i++)
		if (checks[i]->wants & 1u << fact->kind)
			checks[i]->run(judge, fact);
}

const struct rule *rule_find(const char *id)
{
	for (size_t i = 0; checks[i]; i++)
		for (size_t j = 0; j < checks[i]->n_rules; j++)
			if (strcmp(checks[i]->rules[j].id, id) == 0)
				return &checks[i]->rules[j];
	return NULL;
}
