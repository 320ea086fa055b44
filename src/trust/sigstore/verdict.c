/* Facts of verdicts. */
#include "trust/sigstore/verdict.h"

struct span sigstore_fact(const struct sigstore_verdict *verdict, const char *name)
{
	for (size_t i = 0; i < verdict->n_facts; i++)
		if (span_is(verdict->facts[i].name, name))
			return verdict->facts[i].text;
	return (struct span){ 0 };
}

void sigstore_tell(struct sigstore_verdict *verdict, const char *name, struct span text)
{
	if (verdict->n_facts < SIGSTORE_FACTS_MAX)
		verdict->facts[verdict->n_facts++] = (struct sigstore_fact){ span_str(name), text };
}

void sigstore_verdict_put(struct sink *out, const struct sigstore_verdict *verdict)
{
	answer_put_reason(out, verdict->reason);
	answer_put_text(out, verdict->detail);
	answer_put_u32(out, (uint32_t)verdict->n_facts);
	for (size_t i = 0; i < verdict->n_facts; i++) {
		answer_put_text(out, verdict->facts[i].name);
		answer_put_text(out, verdict->facts[i].text);
	}
}

void sigstore_verdict_get(struct reader *r, struct arena *arena, struct sigstore_verdict *verdict)
{
	verdict->reason = answer_reason(r);
	verdict->detail = answer_text(r);
	verdict->n_facts = answer_at_most(r, SIGSTORE_FACTS_MAX);
	verdict->facts = arena_array(arena, verdict->n_facts, sizeof(*verdict->facts));
	for (size_t i = 0; i < verdict->n_facts; i++) {
		verdict->facts[i].name = answer_text(r);
		verdict->facts[i].text = answer_text(r);
	}
}
