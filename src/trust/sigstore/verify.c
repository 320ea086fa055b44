/* The story: what is read, what has to fit together, and what is established at the end. */
#include "trust/sigstore/verify.h"

#include "base/hex.h"
#include "sys/digest.h"
#include "trust/sigstore/bundle.h"
#include "trust/sigstore/chain.h"
#include "trust/sigstore/content.h"
#include "trust/sigstore/entry.h"
#include "trust/sigstore/identity.h"
#include "trust/sigstore/inclusion.h"
#include "trust/sigstore/sct.h"
#include "trust/sigstore/timestamp.h"

enum { TIMES_MAX = BUNDLE_ENTRIES_MAX + BUNDLE_TIMESTAMPS_MAX };

/* A time somebody trusted vouches for. */
struct witness {
	int64_t time;
	const void *source; /* log or authority: two words of one source count once */
	struct span name;
	const char *kind;
};

struct run {
	const struct sigstore_question *question;
	struct arena *arena;
	struct sigstore_root *root; /* chains are asked for once and kept there */
	struct bundle bundle;
	struct content content;
	struct certificate certificates[BUNDLE_CERTIFICATES_MAX];
	size_t n_certificates;
	struct public_key managed;
	struct signer signer;
	struct inclusion inclusions[BUNDLE_ENTRIES_MAX];
	struct witness witnesses[TIMES_MAX];
	int64_t times[TIMES_MAX];
	size_t n_times;
	enum reason late; /* of the bundle */
	struct span detail;
};

static unsigned at_least_one(unsigned n)
{
	return n ? n : 1;
}

static void detail_of(struct run *run, const char *what, size_t i)
{
	run->detail = span_str(arena_printf(run->arena, "%s %zu", what, i + 1));
}

/* Reading. */

/* A bundle that brought its own anchor would only lead to itself. */
static bool is_passed(const struct run *run, const struct certificate *certificate)
{
	return run->question->policy->pass_roots && run->bundle.version == 1 &&
	       certificate_is_self_issued(certificate);
}

static enum reason read_certificates(struct run *run)
{
	for (size_t i = 0; i < run->bundle.n_certificates; i++) {
		struct certificate *certificate = &run->certificates[run->n_certificates];
		enum reason reason =
			certificate_read(run->bundle.certificates[i], run->arena, certificate);

		detail_of(run, "certificate", i);
		if (reason != REASON_NONE)
			return reason;
		if (i > 0 && is_passed(run, certificate)) {
			certificate_free(certificate);
			continue;
		}
		run->n_certificates++;
		if (i > 0 && certificate_is_self_issued(certificate))
			return REASON_BUNDLE_ROOT_CERTIFICATE;
	}
	run->detail = (struct span){ 0 };
	run->signer.certificate = run->certificates[0].der;
	run->signer.key = run->certificates[0].key.spki;
	return REASON_NONE;
}

static enum reason read_signer(struct run *run)
{
	struct span key = run->question->policy->key;

	/* Without a root a certificate would be worth nothing, whoever asks for that. */
	if (!key.n && (run->bundle.is_keyed || run->question->policy->key_alone))
		return REASON_KEY_MISSING;
	if (!run->bundle.is_keyed)
		return key.n ? REASON_KEY_UNUSED : read_certificates(run);
	if (!public_key_read_file(key, run->arena, &run->managed))
		return REASON_KEY_MALFORMED;
	run->signer.key = run->managed.spki;
	return REASON_NONE;
}

static enum reason read(struct run *run)
{
	struct bundle_fault fault = bundle_read(run->question->bundle, run->arena, &run->bundle);
	enum reason reason = fault.reason;

	run->late = fault.late;
	run->detail = span_str(fault.at);
	if (reason == REASON_NONE)
		reason = read_signer(run);
	if (reason == REASON_NONE)
		reason = content_of(&run->bundle, run->question->artifact, run->arena,
				    &run->content);
	return reason;
}

/* What the bundle says has to fit together. */

static enum reason check_signature(struct run *run)
{
	struct public_key *key = run->bundle.is_keyed ? &run->managed : &run->certificates[0].key;
	enum reason about = content_check(&run->bundle, run->question->artifact, run->arena);

	if (public_key_verify(key, &run->content.data, run->bundle.signature))
		return about;
	/* A signature over another artifact is right in its own way. */
	return about == REASON_MESSAGE_DIGEST ? REASON_ARTIFACT_OTHER : REASON_SIGNATURE_WRONG;
}

static bool is_again(const struct run *run, size_t i)
{
	const struct bundle_entry *entries = run->bundle.entries;

	for (size_t k = 0; k < i; k++)
		if (span_eq(entries[k].key_id, entries[i].key_id) &&
		    (entries[k].log_index == entries[i].log_index ||
		     span_eq(entries[k].body, entries[i].body)))
			return true;
	return false;
}

static enum reason check_entries(struct run *run)
{
	for (size_t i = 0; i < run->bundle.n_entries; i++) {
		enum reason reason = is_again(run, i)
					     ? REASON_ENTRY_TWICE
					     : entry_check(&run->bundle.entries[i], &run->bundle,
							   &run->content, &run->signer, run->arena);

		detail_of(run, "log entry", i);
		if (reason != REASON_NONE)
			return reason;
	}
	run->detail = (struct span){ 0 };
	return REASON_NONE;
}

/* Times. */

static void add_time(struct run *run, struct witness witness)
{
	run->times[run->n_times] = witness.time;
	run->witnesses[run->n_times++] = witness;
}

static unsigned count_sources(const struct run *run)
{
	unsigned n = 0;

	for (size_t i = 0; i < run->n_times; i++) {
		bool again = false;

		for (size_t k = 0; k < i; k++)
			again |= run->witnesses[k].source == run->witnesses[i].source;
		n += !again;
	}
	return n;
}

static enum reason read_timestamps(struct run *run)
{
	struct span seen[BUNDLE_TIMESTAMPS_MAX];

	for (size_t i = 0; i < run->bundle.n_timestamps; i++) {
		struct timestamp timestamp;
		enum reason reason =
			timestamp_check(run->bundle.timestamps[i], run->bundle.signature, run->root,
					run->arena, &timestamp);

		detail_of(run, "timestamp", i);
		if (reason != REASON_NONE)
			return reason;
		seen[i] = timestamp.signature;
		for (size_t k = 0; k < i; k++)
			if (span_eq(seen[k], seen[i]))
				return REASON_TIMESTAMP_TWICE;
		add_time(run, (struct witness){ timestamp.time, timestamp.authority,
						timestamp.authority->url, "timestamp-authority" });
	}
	run->detail = (struct span){ 0 };
	return REASON_NONE;
}

static const struct root_log *find_log(const struct sigstore_root *root, struct span key_id)
{
	for (size_t i = 0; i < root->n_logs; i++)
		if (span_eq(root->logs[i].key_id, key_id))
			return &root->logs[i];
	return NULL;
}

/* The times of entries are the logs' word once their promises have been checked. */
static enum reason read_times(struct run *run)
{
	const struct sigstore_policy *policy = run->question->policy;
	enum reason reason = read_timestamps(run);

	if (reason != REASON_NONE)
		return reason;
	for (size_t i = 0; i < run->bundle.n_entries; i++) {
		const struct bundle_entry *entry = &run->bundle.entries[i];
		const struct root_log *log = find_log(run->root, entry->key_id);

		if (entry->promise.n)
			add_time(run, (struct witness){ (int64_t)entry->integrated_time, log,
							log ? log->url : entry->key_id, "log" });
	}
	/* A key that its maker manages needs no time, unless it is asked for. */
	if (count_sources(run) <
	    (run->bundle.is_keyed ? policy->times : at_least_one(policy->times)))
		return REASON_TIME_MISSING;
	for (size_t i = 0; policy->now && i < run->n_times; i++)
		if (run->times[i] > policy->now)
			return REASON_TIME_FUTURE;
	return REASON_NONE;
}

/* Who and where. */

static enum reason check_certificate(struct run *run)
{
	const struct chain_question chain = {
		.leaf = &run->certificates[0],
		.others = run->certificates + 1,
		.n_others = run->n_certificates - 1,
		.times = run->times,
		.n_times = run->n_times,
	};
	const struct certificate *issuer;
	unsigned n;
	enum reason reason =
		chain_find(&chain, run->root->authorities, run->root->n_authorities, &issuer);

	if (reason == REASON_NONE)
		reason = sct_check(&run->certificates[0], issuer, run->root, run->arena, &n);
	if (reason == REASON_NONE && n < at_least_one(run->question->policy->scts))
		reason = REASON_SCT_FEW;
	return reason;
}

static unsigned count_logs(const struct run *run)
{
	unsigned n = 0;

	for (size_t i = 0; i < run->bundle.n_entries; i++) {
		bool again = false;

		for (size_t k = 0; k < i; k++)
			again |= run->inclusions[k].log == run->inclusions[i].log;
		n += !again;
	}
	return n;
}

static enum reason check_inclusions(struct run *run)
{
	for (size_t i = 0; i < run->bundle.n_entries; i++) {
		enum reason reason = inclusion_check(&run->bundle.entries[i], run->root, run->times,
						     run->n_times, run->arena, &run->inclusions[i]);

		detail_of(run, "log entry", i);
		if (reason != REASON_NONE)
			return reason;
	}
	run->detail = (struct span){ 0 };
	return count_logs(run) >= at_least_one(run->question->policy->logs) ? REASON_NONE
									    : REASON_ENTRY_MISSING;
}

/* Without a root only the signature can be checked, by a key that is trusted for itself. */
static bool is_alone(const struct run *run)
{
	return run->question->policy->key_alone;
}

enum { ALONE = 2 }; /* steps */

/* The order decides which fault is named when there are several: first those that lie in what the
 * maker wrote, then those in what others say of it. */
static enum reason check(struct run *run)
{
	enum reason (*const steps[])(struct run * run) = { read, check_signature, check_entries,
							   read_times };
	size_t n = is_alone(run) ? ALONE : sizeof(steps) / sizeof(*steps);
	enum reason reason = REASON_NONE;

	for (size_t i = 0; i < n && reason == REASON_NONE; i++)
		reason = steps[i](run);
	if (is_alone(run))
		return reason == REASON_NONE ? run->late : reason;
	if (reason == REASON_NONE && !run->bundle.is_keyed)
		reason = check_certificate(run);
	if (reason == REASON_NONE)
		reason = check_inclusions(run);
	if (reason == REASON_NONE && !run->bundle.is_keyed)
		reason = identity_check(&run->certificates[0], run->question->policy, &run->detail);
	return reason == REASON_NONE ? run->late : reason;
}

/* What is established. */

static void tell_certificate(const struct certificate *certificate,
			     struct sigstore_verdict *verdict)
{
	struct claim claims[CLAIMS_MAX];
	struct span identity;
	size_t n;

	if (certificate_identity(certificate, &identity))
		sigstore_tell(verdict, "identity", identity);
	if (!certificate_claims(certificate, claims, &n))
		return;
	for (size_t i = 0; i < n; i++)
		if (i == 0 || strcmp(claims[i].name, "issuer") != 0 ||
		    !span_eq(sigstore_fact(verdict, "issuer"), claims[i].text))
			sigstore_tell(verdict, claims[i].name, claims[i].text);
}

static void tell_key(struct run *run, struct sigstore_verdict *verdict)
{
	uint8_t digest[SHA256_SIZE];

	digest_of_parts(&run->signer.key, 1, digest);
	sigstore_tell(verdict, "key", hex_text(span_of(digest, sizeof(digest)), run->arena));
}

static void tell_times(struct run *run, struct sigstore_verdict *verdict)
{
	for (size_t i = 0; i < run->n_times; i++) {
		sigstore_tell(verdict, "time",
			      span_str(arena_printf(run->arena, "%lld", (long long)run->times[i])));
		sigstore_tell(verdict, "time-kind", span_str(run->witnesses[i].kind));
		sigstore_tell(verdict, "time-source", run->witnesses[i].name);
	}
}

static void tell_logs(struct run *run, struct sigstore_verdict *verdict)
{
	for (size_t i = 0; i < run->bundle.n_entries; i++) {
		const struct bundle_entry *entry = &run->bundle.entries[i];

		sigstore_tell(verdict, "log", run->inclusions[i].log->url);
		sigstore_tell(verdict, "log-index",
			      span_str(arena_printf(run->arena, "%llu",
						    (unsigned long long)entry->log_index)));
	}
}

static void tell_unchecked(struct run *run, struct sigstore_verdict *verdict)
{
	if (run->bundle.n_entries)
		sigstore_tell(verdict, "unchecked",
			      (struct span)SPAN("entries of logs: no root is given"));
	if (run->bundle.n_timestamps)
		sigstore_tell(verdict, "unchecked",
			      (struct span)SPAN("timestamps: no root is given"));
}

static void tell_all(struct run *run, struct sigstore_verdict *verdict)
{
	verdict->facts = arena_array(run->arena, SIGSTORE_FACTS_MAX, sizeof(*verdict->facts));
	if (run->bundle.is_keyed)
		tell_key(run, verdict);
	else
		tell_certificate(&run->certificates[0], verdict);
	if (is_alone(run)) {
		tell_unchecked(run, verdict);
	} else {
		tell_times(run, verdict);
		tell_logs(run, verdict);
	}
	if (!run->bundle.is_envelope)
		return;
	sigstore_tell(verdict, "payload-type", run->bundle.payload_type);
	sigstore_tell(verdict, "payload", run->bundle.payload);
}

void sigstore_verify(const struct sigstore_question *question, struct arena *arena,
		     struct sigstore_verdict *verdict)
{
	struct run *run = arena_alloc(arena, sizeof(*run));

	*run = (struct run){ .question = question, .arena = arena, .root = question->root };
	*verdict = (struct sigstore_verdict){ .reason = check(run) };
	verdict->detail = run->detail;
	if (verdict->reason == REASON_NONE)
		tell_all(run, verdict);
	for (size_t i = 0; i < run->n_certificates; i++)
		certificate_free(&run->certificates[i]);
	public_key_free(&run->managed);
}
