/* `assay log prove`, `check` and `show`: what reads a log. */
#include <stdio.h>
#include <sys/stat.h>

#include "base/decimal.h"
#include "cmd/log_verbs.h"
#include "sys/clock.h"
#include "sys/whole.h"
#include "trust/log/audit.h"
#include "trust/log/prove.h"
#include "trust/log/ask.h"

/* prove */

/* The index that a word says: a number, or the first entry that is this file. */
static enum err find_entry(const struct call *call, struct tlog *log, const char *word,
			   uint64_t *index)
{
	struct merkle_hash leaves[LOG_LEAVES_MAX];
	bool found = false;
	size_t n;
	enum err e;

	if (decimal_read(span_str(word), index))
		return OK;
	e = log_leaves_of(call, word, leaves, &n);
	for (size_t i = 0; e == OK && i < n && !found; i++)
		e = tlog_find(log, &leaves[i], index, &found);
	if (e == OK && !found)
		e = err_set(ERR_USAGE, "%s is not in %s", word, log->folder.path);
	return e;
}

static enum err make_proof(const struct call *call, const struct log_options *options,
			   struct tlog *log, const char *word, struct span *text)
{
	uint64_t at;
	enum err e;

	if (!word == !options->since)
		return err_set(ERR_USAGE, "prove what? an entry, or --since SIZE");
	if (!word)
		return decimal_read(span_str(options->since), &at)
			       ? tlog_request(log, at, text)
			       : err_set(ERR_USAGE, "--since takes a number of entries here");
	e = find_entry(call, log, word, &at);
	return e == OK ? tlog_receipt(log, at, text) : e;
}

int log_verb_prove(const struct call *call, const struct log_options *options, const char **words,
		   size_t n)
{
	struct tlog *log = arena_alloc(call->arena, sizeof(*log));
	struct span text;
	enum err e = tlog_open(log, words[0], call->arena);

	if (e == OK)
		e = make_proof(call, options, log, n > 1 ? words[1] : NULL, &text);
	if (e == OK)
		e = log_give(call, options, text);
	tlog_close(log);
	return e == OK ? EXIT_NOTHING : log_complain(e);
}

/* check */

/* Verifies a checkpoint before anything of it is read here. */
static enum err believe(const struct call *call, struct span policy, struct span note,
			struct log_verdict *verdict)
{
	struct log_claim claim = { .receipt = note, .policy = policy, .now = clock_wall() };

	return log_ask(&claim, call->arena, verdict);
}

static enum err check_since(const struct call *call, const struct log_options *options,
			    struct span policy, struct tlog *log, struct log_verdict *verdict)
{
	struct checkpoint earlier;
	struct span note;
	enum err e = whole_read(options->since, NOTE_MAX, call->arena, &note);

	if (e == OK)
		e = believe(call, policy, note, verdict);
	if (e != OK || verdict->reason != REASON_NONE)
		return e;
	verdict->reason = checkpoint_read(note, call->arena, &earlier);
	if (verdict->reason != REASON_NONE)
		return OK;
	return audit_since(log, &earlier, &verdict->reason);
}

/* What the tiles and entries hold, once the checkpoint is believed. */
static enum err check_files(const struct call *call, const struct log_options *options,
			    struct span policy, struct tlog *log, struct log_verdict *verdict)
{
	enum err e = OK;

	if (options->since)
		e = check_since(call, options, policy, log, verdict);
	if (e == OK && verdict->reason == REASON_NONE)
		e = audit_log(log);
	if (e == ERR_FORMAT)
		verdict->reason = log->refused;
	return e == ERR_FORMAT ? OK : e;
}

/* The checkpoint is believed before anything of the log is read here. */
static enum err check_log(const struct call *call, const struct log_options *options,
			  const char *path, struct log_verdict *verdict)
{
	const char *name = arena_printf(call->arena, "%s/checkpoint", path);
	struct tlog *log = arena_alloc(call->arena, sizeof(*log));
	struct span policy, note;
	enum err e = log_policy_text(call, options, &policy);

	if (e == OK)
		e = whole_read(name, NOTE_MAX, call->arena, &note);
	if (e == OK)
		e = believe(call, policy, note, verdict);
	if (e != OK || verdict->reason != REASON_NONE)
		return e;
	e = tlog_open(log, path, call->arena);
	if (e == OK && !span_eq(tlog_note(log), note))
		e = err_set(ERR_IO, "%s has changed while it was read", name);
	if (e == OK)
		e = check_files(call, options, policy, log, verdict);
	tlog_close(log);
	return e;
}

int log_verb_check(const struct call *call, const struct log_options *options, const char **words,
		   size_t n)
{
	struct log_verdict verdict = { .reason = REASON_NONE };
	enum err e = check_log(call, options, words[0], &verdict);

	(void)n; /* it is one */
	return e == OK ? log_answer(call, options, words[0], &verdict) : log_complain(e);
}
