/* Describing files of logs. */
#include "trust/log/describe.h"

#include "base/base64.h"
#include "jail/confine.h"
#include "sys/clock.h"
#include "trust/answer.h"
#include "trust/log/receipt.h"
#include "trust/log/witness.h"

enum { ANSWER_MAX = 4 << 20, MEMORY_MAX = 64 << 20 };

static void describe_signature(const struct note_signature *signature, struct buf *out)
{
	struct reader r = reader_of(signature->bytes);

	buf_str(out, "signature ");
	buf_span(out, signature->name);
	buf_printf(out, " (%08x)", signature->id);
	/* By its length it may be one; the kind of a key is not written in a note. */
	if (signature->bytes.n == NOTE_TIME_SIZE + NOTE_ED25519_SIGNATURE) {
		char time[CLOCK_TEXT];

		clock_text((int64_t)reader_be(&r, NOTE_TIME_SIZE), time);
		buf_printf(out, " cosigned %s", time);
	}
	buf_byte(out, '\n');
}

static void describe_checkpoint(const struct checkpoint *checkpoint, struct arena *arena,
				struct buf *out)
{
	buf_str(out, "log       ");
	buf_span(out, checkpoint->origin);
	buf_printf(out, "\nentries   %llu\nroot      ", (unsigned long long)checkpoint->size);
	buf_span(out, base64_write(merkle_span(&checkpoint->root), arena));
	buf_byte(out, '\n');
	for (size_t i = 0; i < checkpoint->note.n; i++)
		describe_signature(&checkpoint->note.signature[i], out);
}

static enum reason describe(struct span file, struct arena *arena, struct buf *out)
{
	struct receipt receipt = { .index = 0 };
	struct witness_question question;
	enum reason reason;

	if (span_starts(file, "c2sp.org/tlog-proof@v1\n")) {
		reason = receipt_read(file, arena, &receipt);
		buf_printf(out, "receipt   of entry %llu, %zu hashes\n",
			   (unsigned long long)receipt.index, receipt.proof.n);
	} else if (span_starts(file, "old ")) {
		reason = witness_read(file, arena, &question);
		receipt.checkpoint = question.checkpoint;
		buf_printf(out, "request   from %llu entries, %zu hashes\n",
			   (unsigned long long)question.old, question.proof.n);
	} else {
		reason = checkpoint_read(file, arena, &receipt.checkpoint);
	}
	if (reason == REASON_NONE)
		describe_checkpoint(&receipt.checkpoint, arena, out);
	return reason;
}

static void work(void *context, struct sink *answer)
{
	const struct span *file = context;
	struct arena arena;
	struct buf text;

	arena_init(&arena, MEMORY_MAX, NULL, NULL);
	buf_init(&text, ANSWER_MAX / 2);
	answer_put_reason(answer, describe(*file, &arena, &text));
	answer_put_text(answer, buf_view(&text));
	buf_free(&text);
	arena_free(&arena);
}

enum err log_describe(struct span file, struct arena *arena, struct span *lines,
		      enum reason *reason)
{
	char time[CLOCK_TEXT];
	struct span answer;
	enum err e;

	clock_text(0, time); /* the library reads the time zone on first use, whatever it is for */
	e = confine_run(work, &file, ANSWER_MAX, arena, &answer);
	if (e == OK) {
		struct reader r = reader_of(answer);

		*reason = answer_reason(&r);
		*lines = answer_text(&r);
		e = answer_end(&r, "the file");
	}
	return e == ERR_FORMAT ? ERR_IO : e; /* what is refused is another matter */
}
