/*
 * The checks of a witness, in the order of C2SP tlog-witness, "add-checkpoint". The request is read
 * in a locked process, which gives what there is to be signed and kept.
 */
#include "trust/log/witness.h"

#include <stdio.h>

#include "base/decimal.h"
#include "jail/confine.h"
#include "sys/digest.h"
#include "trust/answer.h"
#include "trust/log/proof_text.h"

enum {
	RECORD_PATH_MAX = 2 * SHA256_SIZE + sizeof("/checkpoint"),
	ANSWER_MAX = 3 * NOTE_MAX,
	MEMORY_MAX = 64 << 20,
};

struct span witness_request(uint64_t old, struct merkle_proof proof, struct span note,
			    struct arena *arena)
{
	struct span text;
	struct buf out;

	buf_init(&out, WITNESS_REQUEST_MAX);
	buf_printf(&out, "old %llu\n", (unsigned long long)old);
	proof_text_write(&out, proof, arena);
	buf_span(&out, note);
	text = arena_copy(arena, buf_view(&out));
	buf_free(&out);
	return text;
}

enum reason witness_read(struct span file, struct arena *arena, struct witness_question *out)
{
	struct reader r = reader_of(file);

	*out = (struct witness_question){ 0 };
	if (file.n > WITNESS_REQUEST_MAX)
		return REASON_REQUEST_MALFORMED;
	if (!decimal_read(proof_text_field(&r, "old"), &out->old) ||
	    !proof_text_read(&r, arena, &out->proof))
		return REASON_REQUEST_MALFORMED;
	return checkpoint_read(reader_rest(&r), arena, &out->checkpoint);
}

/* In the locked process. The answer is the reason, the size that was cosigned last, and then which
 * log of the policy it is, the text to be signed, and the verified lines of the log. */

/* What is known before the request is read. */
struct task {
	const struct witness *witness;
	const struct span *kept; /* the note of each log of the policy; empty when there is none */
	struct span request;
};

struct answer {
	enum reason reason;
	size_t log;
	struct checkpoint latest;
	struct witness_question request;
};

/* The checkpoint that was cosigned last; that of a tree without entries if none was. Nobody but the
 * witness itself can have written it. */
static enum reason read_latest(const struct task *task, struct arena *arena, struct answer *answer)
{
	struct span note = task->kept[answer->log], origin;
	const struct note_key *key = &task->witness->signer->key;
	struct checkpoint *latest = &answer->latest;
	struct note_seal seal;

	origin = task->witness->policy->keys[answer->log].name;
	merkle_empty(&latest->root);
	if (!note.p)
		return REASON_NONE;
	if (checkpoint_read(note, arena, latest) == REASON_NONE &&
	    span_eq(latest->origin, origin) &&
	    note_verify(&latest->note, key, 1, &seal) == REASON_NONE)
		return REASON_NONE;
	return REASON_WITNESS_STATE;
}

static enum reason check_growth(const struct witness_question *request,
				const struct checkpoint *latest)
{
	const struct checkpoint *next = &request->checkpoint;
	bool same = memcmp(&next->root, &latest->root, sizeof(next->root)) == 0;

	if (request->old > next->size)
		return REASON_LOG_ROLLBACK;
	if (request->old != latest->size)
		return REASON_WITNESS_STALE;
	if (request->old == next->size && !same)
		return REASON_LOG_FORK;
	if (request->old == 0)
		return request->proof.n ? REASON_CONSISTENCY_LENGTH : REASON_NONE;
	return merkle_check_consistency(latest->size, merkle_span(&latest->root), next->size,
					merkle_span(&next->root), request->proof);
}

/* Only the keys of logs count: who else cosigns is no matter of a witness. */
static enum reason check_log(const struct task *task, struct arena *arena, struct answer *answer)
{
	struct log_policy logs = *task->witness->policy;
	struct log_trust trust;
	enum reason reason;

	logs.n_witnesses = logs.n_names = 0;
	logs.quorum = SIZE_MAX;
	reason = log_policy_check(&logs, &answer->request.checkpoint, 0, arena, &trust);
	if (reason == REASON_NONE)
		answer->log = (size_t)(trust.log - logs.keys);
	return reason;
}

static enum reason judge(const struct task *task, struct arena *arena, struct answer *answer)
{
	enum reason reason = witness_read(task->request, arena, &answer->request);

	if (reason == REASON_NONE)
		reason = check_log(task, arena, answer);
	if (reason == REASON_NONE)
		reason = read_latest(task, arena, answer);
	return reason == REASON_NONE ? check_growth(&answer->request, &answer->latest) : reason;
}

/* The lines of the note by that key. */
static struct span lines_by(const struct note *note, const struct note_key *key,
			    struct arena *arena)
{
	struct span parts[NOTE_SIGNATURES_MAX];
	size_t n = 0;

	for (size_t i = 0; i < note->n; i++) {
		const struct note_signature *signature = &note->signature[i];

		if (key->id == signature->id && span_eq(key->name, signature->name))
			parts[n++] = note_line(key, signature->bytes, arena);
	}
	return arena_join(arena, parts, n);
}

static void work(void *context, struct sink *out)
{
	const struct task *task = context;
	struct answer answer = { 0 };
	struct arena arena;

	arena_init(&arena, MEMORY_MAX, NULL, NULL);
	answer.reason = judge(task, &arena, &answer);
	answer_put_reason(out, answer.reason);
	answer_put_u64(out, answer.latest.size);
	if (answer.reason == REASON_NONE) {
		const struct note *note = &answer.request.checkpoint.note;

		answer_put_u32(out, (uint32_t)answer.log);
		answer_put_text(out, note->text);
		answer_put_text(out,
				lines_by(note, &task->witness->policy->keys[answer.log], &arena));
	}
	arena_free(&arena);
}

/* In this one. */

static void path_of(struct span origin, char out[RECORD_PATH_MAX])
{
	uint8_t digest[SHA256_SIZE];

	digest_of_parts(&origin, 1, digest);
	digest_hex(digest, out);
	(void)snprintf(out + (size_t)2 * SHA256_SIZE, sizeof("/checkpoint"), "/checkpoint");
}

static enum err read_kept(const struct witness *witness, struct span *kept)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < witness->policy->n_logs; i++) {
		char path[RECORD_PATH_MAX];

		path_of(witness->policy->keys[i].name, path);
		e = folder_load(&witness->folder, path, NOTE_MAX, witness->arena, &kept[i]);
	}
	return e;
}

/* What there is to be done. */
struct order {
	enum reason reason;
	size_t log;
	struct span text, lines;
};

/* Keeps the checkpoint with the signatures of the log and its own. */
static enum err keep(const struct witness *witness, const struct order *order, struct span line)
{
	char path[RECORD_PATH_MAX];
	struct buf note;
	enum err e;

	path_of(witness->policy->keys[order->log].name, path);
	buf_init(&note, NOTE_MAX);
	buf_span(&note, order->text);
	buf_byte(&note, '\n');
	buf_span(&note, order->lines);
	buf_span(&note, line);
	e = note.over ? err_set(ERR_LIMIT, "the checkpoint is too long to be kept")
		      : folder_replace(&witness->folder, path, buf_view(&note));
	buf_free(&note);
	return e;
}

/* Whatever the locked process says, only the log that it names is signed for. */
static bool is_of_log(const struct witness *witness, const struct order *order)
{
	struct span name, text = order->text;

	if (order->log >= witness->policy->n_logs)
		return false;
	name = witness->policy->keys[order->log].name;
	return text.n > name.n && span_eq(span_part(text, 0, name.n), name) &&
	       text.p[name.n] == '\n';
}

static enum err get_order(struct witness *witness, struct reader r, struct order *order)
{
	order->reason = answer_reason(&r);
	witness->latest = reader_u64le(&r);
	if (order->reason == REASON_NONE) {
		order->log = reader_u32le(&r);
		order->text = answer_text(&r);
		order->lines = answer_text(&r);
		r.bad |= !is_of_log(witness, order);
	}
	return answer_end(&r, "the request");
}

static enum err act(struct witness *witness, const struct order *order, int64_t now,
		    struct span *line)
{
	enum err e;

	if (order->reason != REASON_NONE) {
		witness->refused = order->reason;
		return ERR_FORMAT;
	}
	e = note_sign(witness->signer, order->text, (uint64_t)now, witness->arena, line);
	return e == OK ? keep(witness, order, *line) : e;
}

enum err witness_cosign(struct witness *witness, struct span request, int64_t now,
			struct span *line)
{
	struct span *kept = arena_array(witness->arena, witness->policy->n_logs + 1, sizeof(*kept)),
		    answer;
	struct task task = { witness, kept, request };
	struct order order = { 0 };
	enum err e = read_kept(witness, kept);

	note_key_warm();
	if (e == OK)
		e = confine_run(work, &task, ANSWER_MAX, witness->arena, &answer);
	if (e == OK)
		e = get_order(witness, reader_of(answer), &order);
	if (e != OK)
		return e == ERR_FORMAT ? ERR_IO : e; /* what is refused is another matter */
	return act(witness, &order, now, line);
}
