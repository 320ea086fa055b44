/* `assay log verify`, `witness` and `show`: what reads files of others. */
#include <stdio.h>
#include <sys/stat.h>

#include "base/jsonw.h"
#include "cmd/log_verbs.h"
#include "sys/clock.h"
#include "sys/whole.h"
#include "trust/log/describe.h"
#include "trust/log/ask.h"
#include "trust/log/witness.h"

/* Answers. */

static void print_time(struct sink *out, uint64_t time)
{
	char text[CLOCK_TEXT];

	clock_text((int64_t)time, text);
	sink_str(out, text);
}

static void answer_text(struct sink *out, const char *object, const struct log_verdict *verdict,
			bool has_index)
{
	if (verdict->reason != REASON_NONE) {
		sink_str(out, "refused: ");
		log_print(out, span_str(object));
		sink_printf(out, ": %s (%s)\n", reason_sentence(verdict->reason),
			    reason_word(verdict->reason));
		return;
	}
	sink_str(out, "verified: ");
	log_print(out, span_str(object));
	if (has_index)
		sink_printf(out, " is entry %llu", (unsigned long long)verdict->index);
	sink_str(out, has_index ? " of " : " is ");
	log_print(out, verdict->origin);
	sink_printf(out, ", which has %llu\n", (unsigned long long)verdict->size);
	for (size_t i = 0; i < verdict->n_cosigners; i++) {
		sink_str(out, "cosigned: ");
		log_print(out, verdict->cosigners[i].name);
		sink_str(out, " at ");
		print_time(out, verdict->cosigners[i].time);
		sink_byte(out, '\n');
	}
}

static void answer_json(struct sink *out, const char *object, const struct log_verdict *verdict,
			bool has_index)
{
	bool good = verdict->reason == REASON_NONE;
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_map(&w, NULL);
	jsonw_word(&w, "schema", "assay.log/1");
	jsonw_text(&w, "object", span_str(object));
	jsonw_word(&w, "verdict", good ? "verified" : "refused");
	jsonw_word(&w, "reason", good ? NULL : reason_word(verdict->reason));
	jsonw_word(&w, "message", good ? NULL : reason_sentence(verdict->reason));
	if (good) {
		jsonw_text(&w, "log", verdict->origin);
		jsonw_number(&w, "size", verdict->size);
	}
	if (good && has_index)
		jsonw_number(&w, "index", verdict->index);
	jsonw_list(&w, "cosigned");
	for (size_t i = 0; good && i < verdict->n_cosigners; i++) {
		char time[CLOCK_TEXT];

		clock_text((int64_t)verdict->cosigners[i].time, time);
		jsonw_map_flat(&w, NULL);
		jsonw_text(&w, "witness", verdict->cosigners[i].name);
		jsonw_word(&w, "time", time);
		jsonw_map_end(&w);
	}
	jsonw_list_end(&w);
	jsonw_map_end(&w);
	jsonw_end(&w);
}

int log_answer(const struct call *call, const struct log_options *options, const char *object,
	       const struct log_verdict *verdict)
{
	bool good = verdict->reason == REASON_NONE, has_index = verdict->is_entry;
	struct sink *out = &call->out->sink;

	if (verdict->policy_line)
		return log_complain(err_set(ERR_USAGE, "%s: line %u: %s (%s)",
					    options->policy ? options->policy : "the keys",
					    verdict->policy_line, reason_sentence(verdict->reason),
					    reason_word(verdict->reason)));
	if (options->format)
		answer_json(out, object, verdict, has_index);
	else if (!good || !options->quiet)
		answer_text(out, object, verdict, has_index);
	return good ? EXIT_NOTHING : EXIT_FAILED;
}

/* verify */

int log_verb_verify(const struct call *call, const struct log_options *options, const char **words,
		    size_t n)
{
	struct log_claim claim = { .now = clock_wall() };
	struct log_verdict verdict = { .is_entry = true };
	enum err e = log_policy_text(call, options, &claim.policy);

	(void)n; /* they are two */
	if (e == OK)
		e = whole_read(words[0], RECEIPT_MAX, call->arena, &claim.receipt);
	if (e == ERR_LIMIT) {
		verdict.reason = REASON_RECEIPT_TOO_LARGE;
		return log_answer(call, options, words[1], &verdict);
	}
	if (e == OK)
		e = log_leaves_of(call, words[1], claim.leaves, &claim.n_leaves);
	if (e == OK)
		e = log_ask(&claim, call->arena, &verdict);
	return e == OK ? log_answer(call, options, words[1], &verdict) : log_complain(e);
}

/* witness */

static enum err cosign(const struct call *call, const struct log_options *options,
		       struct witness *witness, const char *path, struct span *line)
{
	struct span request;
	enum err e = whole_read(path, WITNESS_REQUEST_MAX, call->arena, &request);

	if (e == OK)
		e = folder_open(&witness->folder, options->state, true);
	if (e == OK)
		e = folder_lock(&witness->folder);
	if (e == OK)
		e = witness_cosign(witness, request, clock_wall(), line);
	if (e == ERR_FORMAT)
		(void)err_set(e, "%s: %s (%s); it cosigned %llu entries last", path,
			      reason_sentence(witness->refused), reason_word(witness->refused),
			      (unsigned long long)witness->latest);
	return e;
}

int log_verb_witness(const struct call *call, const struct log_options *options, const char **words,
		     size_t n)
{
	struct note_signer signer = { 0 };
	struct log_policy policy;
	struct witness witness = { .folder = { .fd = -1, .lock = -1 },
				   .signer = &signer,
				   .policy = &policy,
				   .arena = call->arena };
	struct span line;
	enum err e = log_policy_of(call, options, &policy);

	(void)n; /* it is one */
	if (e == OK && !options->state)
		e = err_set(ERR_USAGE, "where does the witness keep what it cosigned? --state DIR");
	if (e == OK)
		e = log_signer(call, options, NOTE_COSIGNATURE, &signer);
	if (e == OK)
		e = cosign(call, options, &witness, words[0], &line);
	if (e == OK)
		e = log_give(call, options, line);
	folder_close(&witness.folder);
	note_signer_free(&signer);
	return e == OK ? EXIT_NOTHING : log_complain(e);
}

/* show */

/* The checkpoint of a log, or what is in a file. */
static enum err read_shown(const struct call *call, const char *path, struct span *text)
{
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		path = arena_printf(call->arena, "%s/checkpoint", path);
	return whole_read(path, RECEIPT_MAX, call->arena, text);
}

int log_verb_show(const struct call *call, const struct log_options *options, const char **words,
		  size_t n)
{
	struct span text, shown;
	enum reason reason;
	enum err e = read_shown(call, words[0], &text);

	(void)options, (void)n; /* there are none; it is one */
	if (e == OK)
		e = log_describe(text, call->arena, &shown, &reason);
	if (e == OK && reason != REASON_NONE)
		e = err_set(ERR_FORMAT, "%s: %s (%s)", words[0], reason_sentence(reason),
			    reason_word(reason));
	if (e != OK)
		return log_complain(e);
	while (shown.n) {
		ptrdiff_t end = span_byte(shown, '\n');
		size_t line = end == SPAN_NONE ? shown.n : (size_t)end;

		log_print(&call->out->sink, span_part(shown, 0, line));
		sink_byte(&call->out->sink, '\n');
		shown = span_from(shown, line + 1);
	}
	return EXIT_NOTHING;
}
