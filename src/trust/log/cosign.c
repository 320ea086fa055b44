/* The lines are read in a locked process together with the checkpoint, as one note. */
#include "trust/log/cosign.h"

#include "jail/confine.h"
#include "trust/answer.h"

enum { ANSWER_MAX = 2 * NOTE_MAX, MEMORY_MAX = 64 << 20 };

struct question {
	const struct log_policy *policy;
	struct span checkpoint, lines;
};

static struct span joined(const struct question *question, struct arena *arena)
{
	return arena_join(arena, (struct span[]){ question->checkpoint, question->lines }, 2);
}

/* The witness of the policy that the signature names, or NULL. */
static const struct note_key *witness_of(const struct log_policy *policy,
					 const struct note_signature *signature)
{
	for (size_t i = 0; i < policy->n_witnesses; i++) {
		const struct note_key *key = &policy->keys[policy->n_logs + i];

		if (key->id == signature->id && span_eq(key->name, signature->name))
			return key;
	}
	return NULL;
}

static bool is_there(const struct note *note, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (note->signature[i].id == note->signature[at].id &&
		    span_eq(note->signature[i].name, note->signature[at].name))
			return true;
	return false;
}

/* The old note and the lines of known witnesses; all of them were verified. Empty: there is none.
 */
static struct span merge(const struct question *question, const struct note *note, size_t n_old,
			 struct arena *arena)
{
	struct span parts[1 + NOTE_SIGNATURES_MAX] = { question->checkpoint };
	size_t n = 1;

	for (size_t i = n_old; i < note->n; i++) {
		const struct note_key *key = witness_of(question->policy, &note->signature[i]);

		if (key && !is_there(note, i))
			parts[n++] = note_line(key, note->signature[i].bytes, arena);
	}
	return n > 1 ? arena_join(arena, parts, n) : (struct span){ 0 };
}

static enum reason judge(const struct question *question, struct arena *arena, struct span *merged)
{
	const struct log_policy *policy = question->policy;
	size_t n_keys = policy->n_logs + policy->n_witnesses;
	struct note_seal *seals = arena_array(arena, n_keys + 1, sizeof(*seals));
	struct note old, all;
	enum reason reason = note_read(question->checkpoint, arena, &old);

	if (reason == REASON_NONE)
		reason = note_read(joined(question, arena), arena, &all);
	if (reason == REASON_NONE && !span_eq(old.text, all.text))
		reason = REASON_NOTE_MALFORMED;
	if (reason == REASON_NONE)
		reason = note_verify(&all, policy->keys, n_keys, seals);
	if (reason != REASON_NONE)
		return reason;
	*merged = merge(question, &all, old.n, arena);
	return merged->n ? REASON_NONE : REASON_COSIGNATURE_NONE;
}

static void work(void *context, struct sink *answer)
{
	struct span merged = { 0 };
	struct arena arena;

	arena_init(&arena, MEMORY_MAX, NULL, NULL);
	answer_put_reason(answer, judge(context, &arena, &merged));
	answer_put_text(answer, merged);
	arena_free(&arena);
}

static enum err ask(const struct tlog *log, struct question *question, enum reason *reason,
		    struct span *note)
{
	struct span answer;
	struct reader r;
	enum err e;

	note_key_warm();
	e = confine_run(work, question, ANSWER_MAX, log->arena, &answer);
	if (e == OK) {
		r = reader_of(answer);
		*reason = answer_reason(&r);
		*note = answer_text(&r);
		e = answer_end(&r, "the lines");
	}
	return e == ERR_FORMAT ? ERR_IO : e; /* what is refused is another matter */
}

enum err tlog_cosign(struct tlog *log, const struct log_policy *policy, struct span lines)
{
	struct question question = { .policy = policy, .lines = lines };
	struct span note = { 0 };
	enum reason reason = REASON_NONE;
	enum err e = folder_lock(&log->folder);

	if (e == OK)
		e = folder_load(&log->folder, "checkpoint", NOTE_MAX, log->arena,
				&question.checkpoint);
	if (e == OK)
		e = ask(log, &question, &reason, &note);
	if (e != OK)
		return e;
	if (reason != REASON_NONE)
		return tlog_refuse(log, "checkpoint", reason);
	/* Whatever the locked process says, what was there stays. */
	if (note.n <= question.checkpoint.n ||
	    memcmp(note.p, question.checkpoint.p, question.checkpoint.n) != 0)
		return err_set(ERR_IO, "the process that reads the lines gave no sound answer");
	return folder_replace(&log->folder, "checkpoint", note);
}
