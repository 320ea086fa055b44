/* `assay log`: an organization's own transparency log. Verbs are in log_*.c; this finds them. */
#include <limits.h>
#include <stdio.h>

#include "base/nearest.h"
#include "cmd/log_verbs.h"
#include "sys/crypto.h"

static const struct log_options defaults = { .passphrase_fd = LOG_NO_FD };

static const struct opt options[] = {
	{ "key", 'k', OPT_TEXT(struct log_options, key), "FILE",
	  "The secret key (Ed25519, PEM) of the log or of the witness" },
	{ "passphrase-fd", 0, OPT_NUMBER(struct log_options, passphrase_fd, 0, INT_MAX), "N",
	  "Read the passphrase of the key from the open descriptor N, not from the terminal" },
	{ "name", 'n', OPT_TEXT(struct log_options, name), "NAME",
	  "The name of the log, or of the witness: example.com/log" },
	{ "cosigner", 0, OPT_FLAG(struct log_options, cosigner), NULL,
	  "vkey: that of a witness, not of a log" },
	OPT_HEADING("Appending"),
	{ "lines", 0, OPT_TEXT(struct log_options, lines), "FILE|-",
	  "Append every line of FILE as an entry, in one batch" },
	{ "digest", 0, OPT_FLAG(struct log_options, digest), NULL,
	  "Append not the bytes of a file but a statement of its SHA-256" },
	{ "receipt", 0, OPT_FLAG(struct log_options, receipt), NULL,
	  "Write FILE.tlog-proof beside every file that is appended" },
	OPT_HEADING("Whom to believe"),
	{ "log-key", 0, OPT_LIST(struct log_options, log_keys), "VKEY",
	  "Believe the log of this verifier key; may be given several times" },
	{ "witness-key", 0, OPT_LIST(struct log_options, witness_keys), "VKEY",
	  "A witness that must have cosigned; may be given several times" },
	{ "quorum", 0, OPT_NUMBER(struct log_options, quorum, 1, LOG_POLICY_KEYS_MAX), "N",
	  "So many of the witnesses are enough; all without it" },
	{ "policy", 0, OPT_TEXT(struct log_options, policy), "FILE",
	  "Logs, witnesses and the quorum, as C2SP tlog-policy has them" },
	OPT_HEADING("More"),
	{ "since", 0, OPT_TEXT(struct log_options, since), "SIZE|FILE",
	  "Prove, or check, that the log only grew: from SIZE entries, or the checkpoint FILE" },
	{ "state", 0, OPT_TEXT(struct log_options, state), "DIR",
	  "Where a witness keeps what it cosigned last, and append what it signed last" },
	{ "output", 'o', OPT_TEXT(struct log_options, output), "FILE",
	  "Write there instead of to standard output" },
	{ "format", 0, OPT_CHOICE(struct log_options, format), "text|json",
	  "How verify and check answer" },
	{ "quiet", 'q', OPT_FLAG(struct log_options, quiet), NULL, "Say nothing when all is well" },
	{ 0 },
};

#define LOG_VERB(word_, usage_, least_, most_)                                                     \
	{ .word = #word_,                                                                          \
	  .usage = usage_,                                                                         \
	  .least = least_,                                                                         \
	  .most = most_,                                                                           \
	  .run = log_verb_##word_ },
static const struct log_verb verbs[] = { LOG_VERBS(LOG_VERB) };
#undef LOG_VERB

int log_complain(enum err e)
{
	(void)command_complain("log");
	return e == ERR_FORMAT ? EXIT_FAILED : e == ERR_USAGE ? EXIT_USAGE : EXIT_UNSEEN;
}

static int run(const struct call *call)
{
	const char **words = call->operands.words;
	size_t n = call->operands.n - 1;
	struct nearest near = { .wanted = words[0] };

	crypto_begin();
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		const struct log_verb *verb = &verbs[i];

		nearest_try(&near, verb->word);
		if (strcmp(verb->word, words[0]) != 0)
			continue;
		if (n >= verb->least && n <= verb->most)
			return verb->run(call, call->options, words + 1, n);
		return log_complain(err_set(ERR_USAGE, "it is %s %s", verb->word, verb->usage));
	}
	return log_complain(err_set(ERR_USAGE,
				    "it is one of init, append, prove, verify, check, "
				    "witness, cosigned, show and vkey%s%s%s",
				    near.name ? "; did you mean '" : "", near.name ? near.name : "",
				    near.name ? "'?" : ""));
}

const struct command command_log = {
	.name = "log",
	.summary = "an own transparency log: what was said, for anyone to check",
	.usage = "init|append|prove|verify|check|witness|cosigned|show|vkey [ARG...]",
	.about = "A log is a folder that any web server serves, of entries that are never changed "
		 "or "
		 "taken back: digests of manifests, verdicts, approvals. init makes one, append "
		 "adds "
		 "to it, prove writes a receipt for an entry, which verify checks without asking "
		 "anyone, given the key of the log and of its witnesses. check looks through a "
		 "whole "
		 "log. witness cosigns the checkpoint of somebody's log when it is shown to have "
		 "only "
		 "grown, and cosigned puts such lines under the checkpoint. The files are those of "
		 "C2SP: tlog-tiles, tlog-checkpoint, tlog-proof, tlog-witness, tlog-policy.",
	.operand_kind = OPERANDS_WORDS,
	.words = "init|append|prove|verify|check|witness|cosigned|show|vkey",
	.least = 1,
	.most = OPERANDS_MANY,
	.options = options,
	.defaults = &defaults,
	.size = sizeof(struct log_options),
	.run = run,
};
