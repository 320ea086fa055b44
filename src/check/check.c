/* The registry of checks and the way of a fact through it. */
#include "check/check.h"

#include <string.h>

#include "sys/digest.h"

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

void check_finish(const struct judge *judge)
{
	for (size_t i = 0; checks[i]; i++)
		if (checks[i]->finish)
			checks[i]->finish(judge);
}

const struct rule *rule_find(const char *id)
{
	for (size_t i = 0; checks[i]; i++)
		for (size_t j = 0; j < checks[i]->n_rules; j++)
			if (strcmp(checks[i]->rules[j].id, id) == 0)
				return &checks[i]->rules[j];
	return NULL;
}

static void add_text(struct digest *digest, const char *text)
{
	digest_add(digest, span_of(text, strlen(text) + 1));
}

static void add_rule(struct digest *digest, const struct rule *rule)
{
	const uint8_t weight[] = { (uint8_t)rule->severity, (uint8_t)rule->verdict };

	add_text(digest, rule->id);
	add_text(digest, rule->title);
	digest_add(digest, span_of(weight, sizeof(weight)));
	add_text(digest, rule->text);
	add_text(digest, rule->help);
	for (size_t i = 0; rule->references[i]; i++)
		add_text(digest, rule->references[i]);
}

void checks_digest(char *out)
{
	struct digest *digest = digest_new();
	uint8_t sum[SHA256_SIZE];

	for (size_t i = 0; checks[i]; i++)
		for (size_t j = 0; j < checks[i]->n_rules; j++)
			add_rule(digest, &checks[i]->rules[j]);
	digest_end(digest, sum);
	digest_hex(sum, out);
	digest_free(digest);
}
