/* Promises and proofs. */
#include "trust/sigstore/inclusion.h"

#include "base/base64.h"
#include "base/hex.h"
#include "base/reader.h"
#include "trust/log/checkpoint.h"

/* The signed entry timestamp: over canonical JSON (RFC 8785) of four fields (Rekor, "Signed Entry
 * Timestamp"). */
static bool check_promise(const struct bundle_entry *entry, struct root_log *log,
			  struct arena *arena)
{
	struct span body = base64_write(entry->body, arena), id = hex_text(entry->key_id, arena);
	const char *text = arena_printf(
		arena,
		"{\"body\":\"%.*s\",\"integratedTime\":%llu,\"logID\":\"%.*s\",\"logIndex\":%llu}",
		(int)body.n, (const char *)body.p, (unsigned long long)entry->integrated_time,
		(int)id.n, (const char *)id.p, (unsigned long long)entry->log_index);

	return public_key_verify_by(&log->key, "sha256", span_str(text), entry->promise);
}

/* Checkpoints. */

static struct span without_scheme(struct span url)
{
	ptrdiff_t at = span_find(url, (struct span)SPAN("://"));
	struct span rest = at == SPAN_NONE ? url : span_from(url, (uint64_t)at + 3);

	while (rest.n && rest.p[rest.n - 1] == '/')
		rest.n--;
	return rest;
}

/* The key by which the log signs checkpoints. It goes by the log's host, or by its whole address
 * without the scheme (C2SP tlog-checkpoint, "origin"). */
static bool note_key_of(const struct root_log *log, struct span name, struct note_key *key)
{
	struct reader r = reader_of(log->checkpoint_id);
	bool is_ed25519 = log->key.kind == KEY_ED25519;

	if (log->key.kind == KEY_NONE ||
	    (!span_eq(name, log->host) && !span_eq(name, without_scheme(log->url))))
		return false;
	*key = (struct note_key){ .name = name, .kind = is_ed25519 ? NOTE_ED25519 : NOTE_ECDSA };
	key->key = is_ed25519 ? log->key.bits : log->key.spki;
	key->id = (uint32_t)reader_be(&r, NOTE_ID_SIZE);
	return !r.bad;
}

/* Rekor v1 writes its tree behind the name of the log: "rekor.sigstore.dev - 1193050959916656506".
 */
static struct span name_in(struct span origin)
{
	ptrdiff_t at = span_find(origin, (struct span)SPAN(" - "));

	return at == SPAN_NONE ? origin : span_part(origin, 0, (uint64_t)at);
}

static enum reason check_checkpoint(const struct bundle_entry *entry, struct root_log *log,
				    struct arena *arena)
{
	struct checkpoint checkpoint;
	enum reason reason = checkpoint_read(entry->checkpoint, arena, &checkpoint);
	struct note_key key;
	struct note_seal seal;

	if (reason != REASON_NONE)
		return reason;
	if (!note_key_of(log, name_in(checkpoint.origin), &key))
		return REASON_CHECKPOINT_ORIGIN;
	reason = note_verify(&checkpoint.note, &key, 1, &seal);
	if (reason != REASON_NONE)
		return reason;
	return entry->tree_size == checkpoint.size &&
			       span_eq(entry->root_hash, merkle_span(&checkpoint.root))
		       ? REASON_NONE
		       : REASON_CHECKPOINT_OTHER;
}

/* The proof has to lead to the root it gives, and that root has to be the checkpoint's. */
static enum reason check_proof(const struct bundle_entry *entry, struct root_log *log,
			       struct arena *arena)
{
	struct merkle_hash hashes[BUNDLE_HASHES_MAX], leaf;
	enum reason reason;

	for (size_t i = 0; i < entry->n_hashes; i++)
		if (!merkle_hash_of(entry->hashes[i], &hashes[i]))
			return REASON_INCLUSION_LENGTH;
	merkle_leaf(entry->body, &leaf);
	reason = merkle_check_inclusion(entry->proof_index, entry->tree_size, entry->root_hash,
					&leaf, (struct merkle_proof){ hashes, entry->n_hashes });
	if (reason != REASON_NONE)
		return reason;
	return entry->checkpoint.n ? check_checkpoint(entry, log, arena)
				   : REASON_CHECKPOINT_MISSING;
}

/* Version 0.1 rests on the promise; a proof that goes without a checkpoint adds nothing to it. */
static bool counts(const struct bundle_entry *entry)
{
	return entry->has_proof && (entry->checkpoint.n || !entry->rests_on_promise);
}

static enum reason check_with(const struct bundle_entry *entry, struct root_log *log,
			      const int64_t *times, size_t n_times, struct arena *arena)
{
	if (log->key.kind == KEY_NONE)
		return REASON_LOG_KEY;
	if (entry->promise.n && !period_has(log->period, (int64_t)entry->integrated_time))
		return REASON_LOG_TIME;
	for (size_t i = 0; i < n_times; i++)
		if (!period_has(log->period, times[i]))
			return REASON_LOG_TIME;
	if (entry->promise.n && !check_promise(entry, log, arena))
		return REASON_PROMISE_WRONG;
	if (counts(entry))
		return check_proof(entry, log, arena);
	return entry->promise.n ? REASON_NONE : REASON_INCLUSION_MISSING;
}

enum reason inclusion_check(const struct bundle_entry *entry, const struct sigstore_root *root,
			    const int64_t *times, size_t n_times, struct arena *arena,
			    struct inclusion *out)
{
	enum reason best = REASON_LOG_UNKNOWN;

	*out = (struct inclusion){ .has_time = entry->promise.n > 0 };
	for (size_t i = 0; i < root->n_logs; i++) {
		struct root_log *log = &root->logs[i];

		if (!span_eq(log->key_id, entry->key_id))
			continue;
		best = check_with(entry, log, times, n_times, arena);
		out->log = log;
		if (best == REASON_NONE)
			return REASON_NONE;
	}
	return best;
}
