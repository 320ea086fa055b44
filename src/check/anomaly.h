/* Facts that become findings by a table: what most checks do with anomalies. */
#pragma once

#include "check/check.h"

/* A row of struct check's `anomalies`. The sentence says everything, with the artifact's path for
 * "{path}" and what the fact names for "{detail}"; where it names nothing, ": {detail}" goes whole.
 */
struct anomaly {
	const char *what; /* the fact's id */
	const char *sentence;
	const char *rule; /* the id of one of the check's rules; NULL: the same as `what` */
};

/* Reports what the check's table says of an anomaly; nothing when it does not stand there. */
void anomaly_judge(const struct judge *judge, const struct check *check, const struct fact *fact);

/* The finding of one rule by one sentence, for facts that are judged by more than their id. What
 * the attribute `key` holds is the detail, and evidence of that name. */
void anomaly_say(const struct judge *judge, const struct rule *rule, const struct fact *fact,
		 const char *key, const char *sentence);
