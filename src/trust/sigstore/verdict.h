/* What is found of a signature, and its way out of the locked child that finds it. */
#pragma once

#include "base/arena.h"
#include "trust/answer.h"

/* What was established, as a name and its text; a name may be there more than once. */
struct sigstore_fact {
	struct span name, text;
};

enum { SIGSTORE_FACTS_MAX = 256 };

struct sigstore_verdict {
	enum reason reason;
	struct span detail; /* what it is about: "log entry 2"; may be empty. From outside. */
	struct sigstore_fact *facts;
	size_t n_facts;
};

/* The text of the first fact of that name, or empty. */
struct span sigstore_fact(const struct sigstore_verdict *verdict, const char *name);

/* Adds a fact to a verdict that has room for SIGSTORE_FACTS_MAX; more are not told. */
void sigstore_tell(struct sigstore_verdict *verdict, const char *name, struct span text);

/* Writes a verdict, and reads it as hostile: ask answer_end() before using it. */
void sigstore_verdict_put(struct sink *out, const struct sigstore_verdict *verdict);
void sigstore_verdict_get(struct reader *r, struct arena *arena, struct sigstore_verdict *verdict);
