/* The lines are read in a locked process together with the checkpoint, as one note. */
#include "trust/log/cosign.h"

#include "base/fields.h"
#include "jail/confine.h"

enum { ANSWER_MAX = 2 * NOTE_MAX, MEMORY_MAX = 64 << 20, TAG_REASON = 'r', TAG_NOTE = 'n' };

struct question {
	const struct log_policy *policy;
	struct span checkpoint, lines;
};

static struct span joined(const struct question *question, struct arena *arena)
{
	uint8_t *all = arena_alloc(arena, question->checkpoint.n + question->lines.n + 1);

	memcpy(all, question->checkpoint.p, question->checkpoint.n);
	memcpy(all + question->checkpoint.n, question->lines.p, question->lines.n);
	return span_of(all, question->checkpoint.n + question->lines.n);
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

/* The old note and the lines of known witnesses; all of them were verified. */
static size_t merge(const struct question *question, const struct note *note, size_t n_old,
		    struct fields *f, struct arena *arena)
{
	size_t n = 0;

	fields_raw_bytes(f, question->checkpoint);
	for (size_t i = n_old; i < note->n; i++) {
		const struct note_key *key = witness_of(question->policy, &note->signature[i]);

		if (!key || is_there(note, i))
			continue;
		fields_raw_bytes(f, note_line(key, note->signature[i].bytes, arena));
		n++;
	}
	return n;
}

static enum reason judge(const struct question *question, struct arena *arena, struct fields *f)
{
	const struct log_policy *policy = question->policy;
	size_t n_keys = policy->n_logs + policy->n_witnesses, begin, n;
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
	begin = fields_begin(f, TAG_NOTE);
	n = merge(question, &all, old.n, f, arena);
	fields_end(f, begin);
	return n ? REASON_NONE : REASON_COSIGNATURE_NONE;
}

static void work(void *context, struct sink *answer)
{
	struct arena arena;
	struct fields f;

	arena_init(&arena, MEMORY_MAX, NULL, NULL);
	f = fields_into(arena_alloc(&arena, ANSWER_MAX), ANSWER_MAX);
	fields_number(&f, TAG_REASON, judge(context, &arena, &f));
	if (!f.over)
		sink_span(answer, fields_view(&f));
	arena_free(&arena);
}

enum err tlog_cosign(struct tlog *log, const struct log_policy *policy, struct span lines)
{
	struct question question = { .policy = policy, .lines = lines };
	struct span answer, note;
	uint64_t reason;
	enum err e = folder_lock(&log->folder);

	note_key_warm();
	if (e == OK)
		e = folder_load(&log->folder, "checkpoint", NOTE_MAX, log->arena,
				&question.checkpoint);
	if (e == OK)
		e = confine_run(work, &question, ANSWER_MAX, log->arena, &answer);
	if (e != OK)
		return e == ERR_FORMAT ? ERR_IO : e;
	reason = fields_as_number(fields_find(answer, TAG_REASON));
	note = fields_find(answer, TAG_NOTE);
	if (reason != REASON_NONE && reason < REASON_COUNT)
		return tlog_refuse(log, "checkpoint", (enum reason)reason);
	if (note.n <= question.checkpoint.n ||
	    memcmp(note.p, question.checkpoint.p, question.checkpoint.n) != 0)
		return err_set(ERR_IO, "the process that reads the lines gave no sound answer");
	return folder_replace(&log->folder, "checkpoint", note);
}
