/* The registry of checks and the way of a fact through it. */
#include "check/check.h"

#include <string.h>

#include "check/anomaly.h"
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

bool check_applies(const struct check *check, const struct check_options *options,
		   const struct artifact *artifact)
{
	if (check->of_tree && options->release)
		return false;
	if (!check->formats || artifact->n_formats == ARTIFACT_FORMATS_MAX)
		return true; /* of so many formats some may not be listed */
	for (size_t i = 0; check->formats[i]; i++)
		for (size_t j = 0; j < artifact->n_formats; j++)
			if (strcmp(check->formats[i], artifact->formats[j]) == 0)
				return true;
	return false;
}

void check_fact(const struct judge *judge, const struct fact *fact)
{
	for (size_t i = 0; checks[i]; i++) {
		const struct check *check = checks[i];
		bool in_table = check->anomalies && fact->kind == FACT_ANOMALY;
		bool wanted = check->wants & 1u << fact->kind;

		if ((!in_table && !wanted) ||
		    !check_applies(check, judge->options, judge->artifact))
			continue;
		if (in_table)
			anomaly_judge(judge, check, fact);
		if (wanted)
			check->run(judge, fact);
	}
}

void check_finish(const struct judge *judge)
{
	for (size_t i = 0; checks[i]; i++)
		if (checks[i]->finish && !(checks[i]->of_tree && judge->options->release))
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
