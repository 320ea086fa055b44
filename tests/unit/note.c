/* Signed notes, verifier keys and checkpoints: real ones verify, and what the specifications
 * forbid is refused with its reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/base64.h"
#include "trust/log/checkpoint.h"

#define DASH "\xe2\x80\x94 "

/* C2SP signed-note, "Example". */
#define FOO_KEY	 "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
#define FOO_TEXT "This is an example message.\n"
#define FOO_BYTES                                                                                  \
	"Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72Iney" \
	"a"                                                                                        \
	"QM="
#define FOO_LINE DASH "example.com/foo " FOO_BYTES "\n"

/* A checkpoint of a public log with cosignatures of three witnesses, from the bundle
 * rekor2-dsse-happy-path of sigstore-conformance, and the keys of the log and one witness. */
static const char rekor2[] =
	"log2025-alpha3.rekor.sigstage.dev\n4026479\n"
	"5iaX4xK6PMnp4ZFTP4iywMcwLgaTjzgRTkrTOUFIrfY=\n\n" DASH
	"log2025-alpha3.rekor.sigstage.dev 09OnDHwVrKeXjBYQ4NJ5EoENdtpBwZcV3X8n+cAZFIk+8LBPKEpZcKqo"
	"N2CfjGw0zlQwt+U2pLt5UyYEFv+STPHPmQg=\n" DASH
	"witness.stagemole.eu Z/euoAAAAABqBM+21mV7JbHwWmLP20ZSpNWneHMkITOPopt+Vj1MoJSILqOIPpx93pbRf"
	"A0U+Eq5IiJjEUhG1JwGhPCJEUT5yDcFDg==\n" DASH
	"staging.witness.transparency.goog/ring-any-bells LhqNyQAAAABqBM+2Ob9EtpF9h6IUMXc/LTRkkXiNA"
	"gbbohBxHekby1oASdDtPLkgZLmBHH73DF25f2L8xGgp/qVwoZK5thKXc6XnCw==\n" DASH
	"witness.navigli.sunlight.geomys.org o+AP4gAAAABqBM+2NoYlK4g3lkC5QltDB6f2F9U8yF6+8kXKjLKHAY"
	"vSDJ3u5dZufSU3bz+AtJMdOoMixoFJBkQ397WY/mE0i9tlCg==\n";
static const char rekor2_key[] = "lD3dVc8yaP25mPtT/sJ59D3LLxGBgW/qYrM6x6KmOqk=";
static const char navigli[] = "witness.navigli.sunlight.geomys.org+a3e00fe2+"
			      "BNy/co4C1Hn1p+INwJrfUlgz7W55dSZReusH/GhUhJ/G";

static struct arena arena;

static struct note_key key_of(const char *text)
{
	struct note_key key;

	assert_int_equal(note_key_read(span_str(text), &arena, &key), REASON_NONE);
	return key;
}

static enum reason verify(const char *file, struct span text)
{
	struct note_key key = key_of(FOO_KEY);
	struct note_seal seal;
	struct note note;
	enum reason reason = note_read(file ? span_str(file) : text, &arena, &note);

	return reason == REASON_NONE ? note_verify(&note, &key, 1, &seal) : reason;
}

static void verifies_the_example(void **state)
{
	(void)state;
	assert_int_equal(verify(FOO_TEXT "\n" FOO_LINE, (struct span){ 0 }), REASON_NONE);
}

static const struct {
	const char *file;
	enum reason reason;
} notes[] = {
	/* Unknown keys are passed over, also when they share the name or the id. */
	{ FOO_TEXT "\n" DASH "example.com/bar " FOO_BYTES "\n" FOO_LINE, REASON_NONE },
	{ FOO_TEXT "\n" DASH "example.com/foo AAAAAAAA\n" FOO_LINE, REASON_NONE },
	{ FOO_TEXT "\n" FOO_LINE FOO_LINE, REASON_NONE },
	{ FOO_TEXT "\n" DASH "example.com/bar " FOO_BYTES "\n", REASON_NOTE_UNSIGNED },
	/* A known key that fails refuses all of it, whatever else is there. */
	{ "Another text.\n\n" FOO_LINE, REASON_NOTE_SIGNATURE_WRONG },
	{ FOO_TEXT "\n" FOO_LINE DASH "example.com/foo Uw2QOgA=\n", REASON_NOTE_SIGNATURE_WRONG },
	{ FOO_TEXT "\n" DASH "example.com/foo Uw2QOgA=\n" FOO_LINE, REASON_NOTE_SIGNATURE_WRONG },
	/* The text ends at the last empty line. */
	{ FOO_TEXT "\n" FOO_LINE "\n" FOO_LINE, REASON_NOTE_SIGNATURE_WRONG },
	{ "", REASON_NOTE_MALFORMED },
	{ "\n", REASON_NOTE_MALFORMED },
	{ "\n\n", REASON_NOTE_MALFORMED },
	{ FOO_TEXT, REASON_NOTE_MALFORMED },
	{ FOO_TEXT "\n", REASON_NOTE_MALFORMED },
	{ FOO_TEXT FOO_LINE, REASON_NOTE_MALFORMED },
	{ FOO_TEXT "\n" FOO_LINE "x\n", REASON_NOTE_MALFORMED },
	{ FOO_TEXT "\n" DASH "example.com/foo " FOO_BYTES, REASON_NOTE_MALFORMED },
	{ FOO_TEXT "\n- example.com/foo " FOO_BYTES "\n", REASON_NOTE_MALFORMED },
	{ FOO_TEXT "\n" DASH "example.com/foo  " FOO_BYTES "\n", REASON_NOTE_MALFORMED },
	{ FOO_TEXT "\n" DASH "example.com/foo " FOO_BYTES " \n", REASON_NOTE_MALFORMED },
	{ FOO_TEXT "\n" DASH "example.com/foo " FOO_BYTES "\r\n", REASON_NOTE_MALFORMED },
	{ FOO_TEXT "\n" DASH " " FOO_BYTES "\n", REASON_NOTE_MALFORMED },
	{ FOO_TEXT "\n" DASH "a+b " FOO_BYTES "\n", REASON_NOTE_MALFORMED },
	{ FOO_TEXT "\n" DASH "a\xc2\xa0"
		   "b " FOO_BYTES "\n" FOO_LINE,
	  REASON_NOTE_MALFORMED },
	{ FOO_TEXT "\n" DASH "a\xe3\x80\x80"
		   "b " FOO_BYTES "\n",
	  REASON_NOTE_MALFORMED },
	{ FOO_TEXT "\n" DASH "example.com/foo Uw2QOg==\n", REASON_NOTE_MALFORMED },
	{ FOO_TEXT "\n" DASH "example.com/foo Uw2QOgB=\n", REASON_NOTE_MALFORMED },
	{ "a\tb\n\n" FOO_LINE, REASON_NOTE_MALFORMED },
	{ "a\x1b[2J\n\n" FOO_LINE, REASON_NOTE_MALFORMED },
	{ "a\xff\n\n" FOO_LINE, REASON_NOTE_MALFORMED },
	{ "a\xed\xa0\x80\n\n" FOO_LINE, REASON_NOTE_MALFORMED },
};

static void judges_notes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(notes) / sizeof(*notes); i++)
		assert_string_equal(reason_word(verify(notes[i].file, (struct span){ 0 })),
				    reason_word(notes[i].reason));
	assert_int_equal(verify(NULL, span_of("a\0b\n\n" FOO_LINE, 5 + sizeof(FOO_LINE) - 1)),
			 REASON_NOTE_MALFORMED);
}

static struct span repeated(const char *head, const char *line, size_t n, size_t filler)
{
	size_t room = filler + strlen(head) + n * strlen(line) + 1;
	char *text = arena_alloc(&arena, room);

	memset(text, 'x', filler);
	strcpy(text + filler, head);
	for (size_t i = 0; i < n; i++)
		strcat(text + filler, line);
	return span_of(text, room - 1);
}

static void writes_lines(void **state)
{
	struct note_key key = key_of(FOO_KEY);
	struct span bytes;

	(void)state;
	assert_true(base64_read(span_str(FOO_BYTES), &arena, &bytes));
	assert_true(span_is(note_line(&key, span_from(bytes, NOTE_ID_SIZE), &arena), FOO_LINE));
}

static void caps_sizes(void **state)
{
	(void)state;
	assert_int_equal(verify(NULL, repeated(FOO_TEXT "\n", FOO_LINE, NOTE_SIGNATURES_MAX, 0)),
			 REASON_NONE);
	assert_int_equal(
		verify(NULL, repeated(FOO_TEXT "\n", FOO_LINE, NOTE_SIGNATURES_MAX + 1, 0)),
		REASON_NOTE_TOO_LARGE);
	assert_int_equal(verify(NULL, repeated(FOO_TEXT "\n", FOO_LINE, 1, NOTE_MAX)),
			 REASON_NOTE_TOO_LARGE);
}

static const struct {
	const char *text;
	enum reason reason;
} keys[] = {
	{ "", REASON_VKEY_MALFORMED },
	{ "example.com/foo", REASON_VKEY_MALFORMED },
	{ "example.com/foo+530d903a", REASON_VKEY_MALFORMED },
	{ "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", REASON_VKEY_MALFORMED },
	{ "a b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", REASON_VKEY_MALFORMED },
	{ "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
	  REASON_VKEY_MALFORMED },
	{ "example.com/foo+530d90+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
	  REASON_VKEY_MALFORMED },
	{ "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
	  REASON_VKEY_MALFORMED },
	{ "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==",
	  REASON_VKEY_MALFORMED },
	{ "example.com/foo+530d903a+BukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
	  REASON_VKEY_KIND },
	{ "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
	  REASON_VKEY_MALFORMED },
	{ "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
	  REASON_VKEY_ID_WRONG },
	{ "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
	  REASON_VKEY_ID_WRONG },
	/* The same key as a cosigner has another id. */
	{ "example.com/foo+530d903a+BOkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
	  REASON_VKEY_ID_WRONG },
	/* The public keys of Go's checksum database and of Rekor v1. */
	{ "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", REASON_NONE },
	{ "rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGv"
	  "XwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=",
	  REASON_NONE },
};

static void judges_keys(void **state)
{
	struct note_key key;

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct span text = span_str(keys[i].text);

		assert_string_equal(reason_word(note_key_read(text, &arena, &key)),
				    reason_word(keys[i].reason));
		if (keys[i].reason == REASON_NONE)
			assert_true(span_eq(note_key_write(&key, &arena), text));
	}
}

static struct note_key rekor2_log(void)
{
	struct span raw;
	struct note_key key;

	assert_true(base64_read(span_str(rekor2_key), &arena, &raw));
	assert_true(note_key_make(NOTE_ED25519, span_str("log2025-alpha3.rekor.sigstage.dev"), raw,
				  &key));
	return key;
}

static void reads_a_cosigned_checkpoint(void **state)
{
	const struct note_key known[] = { rekor2_log(), key_of(navigli), key_of(FOO_KEY) };
	struct checkpoint checkpoint;
	struct note_seal seals[3];

	(void)state;
	assert_int_equal(checkpoint_read(span_str(rekor2), &arena, &checkpoint), REASON_NONE);
	assert_int_equal(checkpoint.size, 4026479);
	assert_int_equal(checkpoint.note.n, 4);
	assert_true(span_is(checkpoint.origin, "log2025-alpha3.rekor.sigstage.dev"));
	assert_int_equal(note_verify(&checkpoint.note, known, 3, seals), REASON_NONE);
	assert_true(seals[0].is_signed && seals[1].is_signed && !seals[2].is_signed);
	assert_int_equal(seals[0].time, 0);
	assert_int_equal(seals[1].time, 0x6a04cfb6);
	assert_true(span_eq(
		checkpoint_text(checkpoint.origin, checkpoint.size, &checkpoint.root, &arena),
		checkpoint.note.text));
}

/* A flipped bit anywhere in the note is never taken for signed by both. */
static void refuses_flipped_bits(void **state)
{
	const struct note_key known[] = { rekor2_log(), key_of(navigli) };
	uint8_t copy[sizeof(rekor2) - 1];
	const char *others = strstr(rekor2, "witness.stagemole"),
		   *last = strstr(rekor2, DASH "witness.navigli");
	size_t from = (size_t)(others - rekor2), to = (size_t)(last - rekor2);

	(void)state;
	for (size_t i = 0; i < sizeof(copy); i++) {
		struct note_seal seals[2] = { { 0 } };
		struct checkpoint checkpoint;
		struct arena_mark mark = arena_mark(&arena);
		bool of_others = i >= from && i < to;
		enum reason reason;

		memcpy(copy, rekor2, sizeof(copy));
		copy[i] ^= (uint8_t)(1 << i % 8);
		reason = checkpoint_read(span_of(copy, sizeof(copy)), &arena, &checkpoint);
		if (reason == REASON_NONE)
			reason = note_verify(&checkpoint.note, known, 2, seals);
		if (!of_others)
			assert_false(reason == REASON_NONE && seals[0].is_signed &&
				     seals[1].is_signed);
		arena_rewind(&arena, mark);
	}
}

#define ROOT "5iaX4xK6PMnp4ZFTP4iywMcwLgaTjzgRTkrTOUFIrfY="

static const struct {
	const char *text;
	enum reason reason;
} checkpoints[] = {
	{ "a\n1\n" ROOT "\n", REASON_NONE },
	{ "a - 1193050959916656506\n18446744073709551615\n" ROOT "\nTimestamp: 1\nx\n",
	  REASON_NONE },
	{ "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", REASON_NONE },
	{ "a\n0\n" ROOT "\n", REASON_CHECKPOINT_EMPTY },
	{ "", REASON_CHECKPOINT_MALFORMED },
	{ "a\n", REASON_CHECKPOINT_MALFORMED },
	{ "a\n1\n", REASON_CHECKPOINT_MALFORMED },
	{ "a\n1\n" ROOT, REASON_CHECKPOINT_MALFORMED },
	{ "a\n1\n" ROOT "\nx", REASON_CHECKPOINT_MALFORMED },
	{ "a\n1\n" ROOT "\n\n", REASON_CHECKPOINT_MALFORMED },
	{ "a\n1\n" ROOT "\nx\n\ny\n", REASON_CHECKPOINT_MALFORMED },
	{ "\n1\n" ROOT "\n", REASON_CHECKPOINT_MALFORMED },
	{ "a\n\n" ROOT "\n", REASON_CHECKPOINT_MALFORMED },
	{ "a\n01\n" ROOT "\n", REASON_CHECKPOINT_MALFORMED },
	{ "a\n+1\n" ROOT "\n", REASON_CHECKPOINT_MALFORMED },
	{ "a\n-1\n" ROOT "\n", REASON_CHECKPOINT_MALFORMED },
	{ "a\n1 \n" ROOT "\n", REASON_CHECKPOINT_MALFORMED },
	{ "a\n0x1\n" ROOT "\n", REASON_CHECKPOINT_MALFORMED },
	{ "a\n18446744073709551616\n" ROOT "\n", REASON_CHECKPOINT_MALFORMED },
	{ "a\n1\n" ROOT ROOT "\n", REASON_CHECKPOINT_MALFORMED },
	{ "a\n1\nAAAA\n", REASON_CHECKPOINT_MALFORMED },
	{ "a\n1\n5iaX4xK6PMnp4ZFTP4iywMcwLgaTjzgRTkrTOUFIrfY\n", REASON_CHECKPOINT_MALFORMED },
	{ "a\n1\n5iaX4xK6PMnp4ZFTP4iywMcwLgaTjzgRTkrTOUFIrfZ=\n", REASON_CHECKPOINT_MALFORMED },
};

static void judges_checkpoints(void **state)
{
	struct checkpoint checkpoint;

	(void)state;
	for (size_t i = 0; i < sizeof(checkpoints) / sizeof(*checkpoints); i++)
		assert_string_equal(reason_word(checkpoint_read_text(span_str(checkpoints[i].text),
								     &arena, &checkpoint)),
				    reason_word(checkpoints[i].reason));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verifies_the_example),
		cmocka_unit_test(judges_notes),
		cmocka_unit_test(writes_lines),
		cmocka_unit_test(caps_sizes),
		cmocka_unit_test(judges_keys),
		cmocka_unit_test(reads_a_cosigned_checkpoint),
		cmocka_unit_test(refuses_flipped_bits),
		cmocka_unit_test(judges_checkpoints),
	};
	int failed;

	arena_init(&arena, MiB(64), NULL, NULL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(&arena);
	return failed;
}
