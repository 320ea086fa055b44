/* How every way to verify says its answers: one line for people, one shape of JSON for programs. */
#pragma once

#include "base/jsonw.h"
#include "cmd/verify.h"
#include "trust/reason.h"

struct verification {
	const char *artifact; /* as it was given */
	enum reason reason;
	struct span detail; /* what it is about; from outside, may be empty */
};

/* "verified FILE", or "refused FILE: WORD: SENTENCE (DETAIL)", and a line end. */
void verification_print(struct sink *out, const struct verification *verdict);

/* "  NAME: TEXT" and a line end; both may be hostile. */
void verification_row(struct sink *out, struct span name, struct span text);

/* The keys artifact, verdict, reason, message and detail of a map that is open. */
void verification_json(struct jsonw *w, const struct verification *verdict);

/* The answers about all operands. */
struct verifications {
	const struct verification *all;
	size_t n;
	const void *context;
	/* What stands below the line of the i-th, and further keys of its map. */
	void (*print)(const void *context, size_t i, struct sink *out);
	void (*json)(const void *context, size_t i, struct jsonw *w);
	/* What is said of the whole, at the end; NULL: nothing. */
	void (*print_end)(const void *context, struct sink *out);
	void (*json_end)(const void *context, struct jsonw *w);
};

/* Says them in the form that was asked for: those that are right not at all with --quiet; of one
 * the map is its own, of several they are a list. Gives EXIT_NOTHING or EXIT_FAILED. */
int verifications_say(const struct call *call, const struct verifications *verdicts);
