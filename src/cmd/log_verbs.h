/* What the verbs of `assay log` share. */
#pragma once

#include "cmd/cmd.h"
#include "sys/digest.h"
#include "trust/log/note_sign.h"
#include "trust/log/policy.h"
#include "trust/log/tlog.h"

#define LOG_NO_FD UINT64_MAX

struct log_options {
	const char *key, *name, *policy, *output, *state, *since, *lines;
	struct opt_list log_keys, witness_keys;
	uint64_t quorum;	/* 0: all witnesses that are named */
	uint64_t passphrase_fd; /* LOG_NO_FD: the terminal is asked */
	bool digest, receipt, cosigner, quiet;
	unsigned format; /* index into "text|json" */
};

/* One verb: the words after it, how many there may be, and what it does; gives an exit code. */
struct log_verb {
	const char *word, *usage;
	size_t least, most;
	int (*run)(const struct call *call, const struct log_options *options, const char **words,
		   size_t n);
};

#define LOG_VERBS(X)                                                                               \
	X(init, "DIR", 1, 1)                                                                       \
	X(append, "DIR [FILE...]", 1, OPERANDS_MANY)                                               \
	X(prove, "DIR INDEX|FILE", 1, 2)                                                           \
	X(verify, "RECEIPT FILE", 2, 2)                                                            \
	X(check, "DIR", 1, 1)                                                                      \
	X(witness, "REQUEST", 1, 1)                                                                \
	X(cosigned, "DIR LINES", 2, 2)                                                             \
	X(show, "DIR|FILE", 1, 1)                                                                  \
	X(vkey, "--key FILE --name NAME [--cosigner]", 0, 0)

#define LOG_VERB(word_, usage_, least_, most_)                                                     \
	int log_verb_##word_(const struct call *call, const struct log_options *options,           \
			     const char **words, size_t n);
LOG_VERBS(LOG_VERB)
#undef LOG_VERB

/* "assay log: " and the sentence; the exit code of a bad world, or of a refusal. */
int log_complain(enum err e);

/* The key of --key, with the name of --name or another. The signer is freed also after a failure.
 */
MUST enum err log_signer(const struct call *call, const struct log_options *options,
			 enum note_kind kind, struct note_signer *signer);
MUST enum err log_signer_named(const struct call *call, const struct log_options *options,
			       enum note_kind kind, struct span name, struct note_signer *signer);

/* The policy that the options say, as text: a file, or keys that are named one by one. */
MUST enum err log_policy_text(const struct call *call, const struct log_options *options,
			      struct span *text);

/* The same, read. */
MUST enum err log_policy_of(const struct call *call, const struct log_options *options,
			    struct log_policy *policy);

/* The SHA-256 of a file of any size. */
MUST enum err log_digest_of(const char *path, uint8_t digest[SHA256_SIZE]);

/* What a file may be as an entry: its bytes, unless it is too long, and the statement about its
 * digest. Gives how many. */
MUST enum err log_leaves_of(const struct call *call, const char *path, struct merkle_hash *leaves,
			    size_t *n);

struct log_verdict;

/* Prints what was found about the object, in the format that is asked for; gives the exit code. */
int log_answer(const struct call *call, const struct log_options *options, const char *object,
	       const struct log_verdict *verdict);

/* Prints text from outside as it may be shown. */
void log_print(struct sink *out, struct span text);

/* Writes to the file of --output, else to standard output. */
MUST enum err log_give(const struct call *call, const struct log_options *options,
		       struct span text);
