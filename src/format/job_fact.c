/* What a job tells of an artifact, within its limits. */
#include <assert.h>

#include "format/job_state.h"

enum {
	FACT_TEXT_MAX = 12 << 10, /* of one attribute */
	FACT_SIZE_MAX = 40 << 10, /* of all attributes: a fact fits one message */
	ODD_SHOWN = 16,		  /* anomalies of one kind as facts of their own */
};

void job_announce(struct job *job)
{
	if (job->level->announced)
		return;
	job->level->announced = true;
	job->sink.format(job->sink.context, job->level->format);
}

/* A copy of the fact whose texts fit one message. */
static struct fact cut(const struct fact *fact, struct attr attrs[FACT_ATTRS_MAX])
{
	struct fact short_fact = *fact;
	size_t left = FACT_SIZE_MAX;

	assert(fact->n_attrs <= FACT_ATTRS_MAX);
	for (size_t i = 0; i < fact->n_attrs; i++) {
		attrs[i] = fact->attrs[i];
		attrs[i].text.n = attrs[i].text.n < FACT_TEXT_MAX ? attrs[i].text.n : FACT_TEXT_MAX;
		attrs[i].text.n = attrs[i].text.n < left ? attrs[i].text.n : left;
		left -= attrs[i].text.n;
	}
	short_fact.attrs = attrs;
	return short_fact;
}

void job_emit(struct job *job, const struct fact *fact)
{
	struct attr attrs[FACT_ATTRS_MAX];
	struct fact short_fact = cut(fact, attrs);

	if (fact->kind == FACT_MALFORMED || fact->kind == FACT_INCOMPLETE)
		job->level->status = STATUS_INCONCLUSIVE;
	job_announce(job);
	job->sink.fact(job->sink.context, &short_fact);
}

void job_fact(struct job *job, const struct fact *fact)
{
	uint64_t limit = job->options.limits.max_facts;

	if (job->facts < limit)
		job_emit(job, fact);
	else
		job->level->status = STATUS_INCONCLUSIVE;
	if (job->facts++ == limit)
		job_emit(job,
			 &(const struct fact){
				 .kind = FACT_INCOMPLETE,
				 .offset = fact->offset,
				 .count = 1,
				 .attrs = (const struct attr[]){ ATTR_WORD(
					 "why",
					 "there is more to report than the limit (--max-facts)") },
				 .n_attrs = 1 });
}

void job_malformed(struct job *job, const char *what, uint64_t offset)
{
	JOB_FACT(job, FACT_MALFORMED, offset, ATTR_WORD("what", what));
}

void job_incomplete(struct job *job, const char *why, uint64_t offset)
{
	JOB_FACT(job, FACT_INCOMPLETE, offset, ATTR_WORD("why", why));
}

static struct odd_count *count_odd(struct level *level, const char *what)
{
	for (size_t i = 0; i < level->n_odd; i++)
		if (strcmp(level->odd[i].what, what) == 0)
			return &level->odd[i];
	if (level->n_odd == JOB_ODD_KINDS)
		return NULL;
	level->odd[level->n_odd] = (struct odd_count){ .what = what };
	return &level->odd[level->n_odd++];
}

void job_anomaly(struct job *job, const char *what, struct span detail, uint64_t offset)
{
	struct odd_count *count = count_odd(job->level, what);

	if (count && ++count->n > ODD_SHOWN) {
		if (count->n == ODD_SHOWN + 1)
			count->first_hidden = offset;
		return;
	}
	JOB_FACT(job, FACT_ANOMALY, offset, ATTR_WORD("what", what), ATTR_TEXT("detail", detail));
}

void job_sum_anomalies(struct job *job)
{
	struct level *level = job->level;

	for (size_t i = 0; i < level->n_odd; i++) {
		const struct odd_count *odd = &level->odd[i];
		const struct attr attrs[] = { ATTR_WORD("what", odd->what),
					      ATTR_WORD("detail", "and more of them") };

		if (odd->n > ODD_SHOWN)
			job_fact(job, &(const struct fact){ .kind = FACT_ANOMALY,
							    .offset = odd->first_hidden,
							    .count = odd->n - ODD_SHOWN,
							    .attrs = attrs,
							    .n_attrs = 2 });
	}
	level->n_odd = 0;
}
