/*
 * What the ways that rest on sigstore bundles share: whom a bundle has to be by and which root is
 * trusted, as the options say; the bundles and what each is about, asked about all at once; and the
 * answers.
 */
#pragma once

#include "cmd/verify.h"
#include "base/jsonw.h"
#include "trust/sigstore/ask.h"
#include "trust/tuf/repository.h"

/* The options that are about bundles by an identity, for verify_takes(). */
#define CASES_OPTIONS                                                                              \
	"certificate-identity", "certificate-oidc-issuer", "identity", "identity-provider",        \
		"claim", "trusted-root", "tuf", "tuf-root", "tuf-state", "tuf-grace", "policy",    \
		"min-logs", "min-scts", "min-times"

struct cases {
	const struct call *call;
	const struct verify_options *options;
	struct arena *arena;
	struct sigstore_policy policy;
	struct span root;
	struct tuf_question tuf;
	struct tuf_answer tuf_answer;
	struct tuf_memory memory;

	/* Beside each other, in the order they were added. */
	struct sigstore_case *all;
	struct sigstore_verdict *verdicts;
	const char **names; /* of the operands */
	size_t n, room;
};

/* To be ended with cases_close() or cases_end(), also after a failure. */
struct cases cases_of(const struct call *call);

/* By whom: --key, or --certificate-identity and --certificate-oidc-issuer with claims. When nobody
 * need be named and nobody is, the policy has neither a key nor an identity. */
enum cases_signer { CASES_BY_SOMEBODY, CASES_BY_ANYBODY };
MUST enum err cases_read_signer(struct cases *cases, enum cases_signer signer);

/* The root: --trusted-root, ASSAY_TRUSTED_ROOT or --tuf. By a key it works without one. */
MUST enum err cases_read_root(struct cases *cases);

/* An operand: "sha256:HEX" and the like, unless there is a file of that name; then it is mapped for
 * as long as the program runs. */
MUST bool cases_read_digest(struct cases *cases, const char *word,
			    struct sigstore_artifact *artifact);
MUST enum err cases_read_artifact(struct cases *cases, const char *word,
				  struct sigstore_artifact *artifact);

/* Takes memory for at most n bundles. */
MUST enum err cases_room(struct cases *cases, size_t n);

/* Adds one, and gives its number. All is borrowed. */
size_t cases_add(struct cases *cases, const char *name, const struct sigstore_artifact *artifact,
		 struct span bundle);

/* Asks about all, and remembers the versions of a TUF repository. */
MUST enum err cases_ask(struct cases *cases);

/* What is right so far is held against --policy: of the statements about an operand one has to say
 * what it asks for, else all of them are refused. */
MUST enum err cases_judge(struct cases *cases);

/* Refuses one for a reason of the caller's own. */
void cases_refuse(struct cases *cases, size_t i, enum reason reason, struct span detail);

/* Gives back what is held; then says the answers, or what went wrong before there were any, and
 * gives the exit code. */
void cases_close(struct cases *cases);
int cases_end(struct cases *cases, enum err e);

/* The facts of a verdict below its line, and as the key "facts" of a map: what people ask for. */
void facts_print(const struct sigstore_verdict *verdict, struct arena *arena, struct sink *out);
void facts_write(const struct sigstore_verdict *verdict, struct arena *arena, struct jsonw *w);

/* How old the root may be that came out of a TUF repository; nothing without one. */
void cases_print_root(const struct cases *cases, struct sink *out);
void cases_write_root(const struct cases *cases, struct jsonw *w);
