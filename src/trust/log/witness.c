/*
 * The checks of a witness, in the order of C2SP tlog-witness, "add-checkpoint". The request is read
 * in a locked process, which gives what there is to be signed and kept.
 */
#include "trust/log/witness.h"

#include <stdio.h>

#include "base/decimal.h"
#include "base/fields.h"
#include "jail/confine.h"
#include "sys/digest.h"
#include "trust/log/proof_text.h"

enum {
	RECORD_PATH_MAX = 2 * SHA256_SIZE + sizeof("/checkpoint"),
	ANSWER_MAX = 3 * NOTE_MAX,
	MEMORY_MAX = 64 << 20,
};

enum {
	TAG_REASON = 'r',
	TAG_LATEST = 'l',
	TAG_LOG = 'o', /* which one of the policy */
	TAG_TEXT = 't',
	TAG_LINES = 's', /* of the log, verified */
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

/* In the locked process. */

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
static void write_lines(const struct note *note, const struct note_key *key, struct fields *f,
			struct arena *arena)
{
	for (size_t i = 0; i < note->n; i++) {
		const struct note_signature *signature = &note->signature[i];

		if (key->id == signature->id && span_eq(key->name, signature->name))
			fields_raw_bytes(f, note_line(key, signature->bytes, arena));
	}
}

static void work(void *context, struct sink *out)
{
	const struct task *task = context;
	struct answer answer = { 0 };
	struct arena arena;
	struct fields f;

	arena_init(&arena, MEMORY_MAX, NULL, NULL);
	f = fields_into(arena_alloc(&arena, ANSWER_MAX), ANSWER_MAX);
	answer.reason = judge(task, &arena, &answer);
	fields_number(&f, TAG_REASON, answer.reason);
	fields_number(&f, TAG_LATEST, answer.latest.size);
	if (answer.reason == REASON_NONE) {
		const struct note *note = &answer.request.checkpoint.note;
		size_t begin;

		fields_number(&f, TAG_LOG, answer.log);
		fields_put(&f, TAG_TEXT, note->text);
		begin = fields_begin(&f, TAG_LINES);
		write_lines(note, &task->witness->policy->keys[answer.log], &f, &arena);
		fields_end(&f, begin);
	}
	if (!f.over)
		sink_span(out, fields_view(&f));
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

/* Keeps the checkpoint with the signatures of the log and its own. */
static enum err keep(const struct witness *witness, size_t log, struct span text, struct span lines,
		     struct span line)
{
	char path[RECORD_PATH_MAX];
	struct buf note;
	enum err e;

	path_of(witness->policy->keys[log].name, path);
	buf_init(&note, NOTE_MAX);
	buf_span(&note, text);
	buf_byte(&note, '\n');
	buf_span(&note, lines);
	buf_span(&note, line);
	e = note.over ? err_set(ERR_LIMIT, "the checkpoint is too long to be kept")
		      : folder_replace(&witness->folder, path, buf_view(&note));
	buf_free(&note);
	return e;
}

/* Whatever the locked process says, only the log that it names is signed for. */
static bool is_of_log(const struct witness *witness, uint64_t log, struct span text)
{
	struct span name;

	if (log >= witness->policy->n_logs)
		return false;
	name = witness->policy->keys[log].name;
	return text.n > name.n && span_eq(span_part(text, 0, name.n), name) &&
	       text.p[name.n] == '\n';
}

static enum err act(struct witness *witness, struct span answer, int64_t now, struct span *line)
{
	uint64_t reason = fields_as_number(fields_find(answer, TAG_REASON)),
		 log = fields_as_number(fields_find(answer, TAG_LOG));
	struct span text = fields_find(answer, TAG_TEXT);
	enum err e;

	witness->latest = fields_as_number(fields_find(answer, TAG_LATEST));
	if (reason != REASON_NONE && reason < REASON_COUNT) {
		witness->refused = (enum reason)reason;
		return ERR_FORMAT;
	}
	if (reason != REASON_NONE || !is_of_log(witness, log, text))
		return err_set(ERR_IO, "the process that reads the request gave no sound answer");
	e = note_sign(witness->signer, text, (uint64_t)now, witness->arena, line);
	return e == OK ? keep(witness, log, text, fields_find(answer, TAG_LINES), *line) : e;
}

enum err witness_cosign(struct witness *witness, struct span request, int64_t now,
			struct span *line)
{
	struct span *kept = arena_array(witness->arena, witness->policy->n_logs + 1, sizeof(*kept)),
		    answer;
	struct task task = { witness, kept, request };
	enum err e = read_kept(witness, kept);

	note_key_warm();
	if (e == OK)
		e = confine_run(work, &task, ANSWER_MAX, witness->arena, &answer);
	if (e != OK)
		return e == ERR_FORMAT ? ERR_IO : e; /* what is refused is another matter */
	return act(witness, answer, now, line);
}
