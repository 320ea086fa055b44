/* The form of a signature is told by how its file begins, the algorithm by the key. */
#include "trust/key/plain.h"

#include "base/ascii.h"
#include "base/base64.h"
#include "jail/confine.h"
#include "sys/crypto.h"
#include "trust/answer.h"
#include "trust/der.h"
#include "trust/key/minisign.h"
#include "trust/key/ssh.h"

enum { WORK_MiB = 64, ANSWER_MAX = 256 << 10, ED25519_SIZE = 64 };

/* Bare bytes. */

/* The size of r and s of a curve, when the signature is both behind each other (IEEE P1363, as web
 * and token interfaces give it) instead of DER. */
static size_t half_of(const struct public_key *key, struct span signature)
{
	size_t size = public_key_is_ec(key->kind) ? key->bits.n / 2 : 0; /* 4, x and y */

	return size && signature.n == 2 * size ? size : 0;
}

static struct span integer(struct span bytes, struct arena *arena)
{
	struct span parts[] = { SPAN("\0"), bytes };

	while (parts[1].n > 1 && parts[1].p[0] == 0)
		parts[1] = span_from(parts[1], 1);
	parts[0].n = parts[1].n && parts[1].p[0] >= 0x80; /* else it would be negative */
	return der_write(DER_INTEGER, parts, 2, arena);
}

static struct span der_of_halves(struct span signature, size_t half, struct arena *arena)
{
	const struct span parts[] = { integer(span_part(signature, 0, half), arena),
				      integer(span_from(signature, half), arena) };

	return der_write(DER_SEQUENCE, parts, 2, arena);
}

static bool is_base64(struct span file, struct arena *arena, struct span *bytes)
{
	struct span text = ascii_trim(file);

	return text.n > ED25519_SIZE && base64_read(text, arena, bytes);
}

static enum reason verify_bare(struct public_key *key, const struct plain_question *question,
			       struct arena *arena)
{
	const struct signed_data data = { .message = question->message, .has_message = true };
	struct span signature = question->signature;
	size_t half;

	if (is_base64(signature, arena, &signature) && !signature.n)
		return REASON_SIGNATURE_MALFORMED;
	half = half_of(key, signature);
	if (half)
		signature = der_of_halves(signature, half, arena);
	return public_key_verify(key, &data, signature) ? REASON_NONE : REASON_SIGNATURE_WRONG;
}

/* In the child. */

static void verify(const struct plain_question *question, struct key *key, struct arena *arena,
		   struct plain_answer *answer)
{
	answer->algorithm = span_str(key_algorithm(&key->public));
	if (minisign_signature_is(question->signature)) {
		answer->form = (struct span)SPAN("minisign");
		answer->reason = minisign_verify(key, question->signature, question->message, arena,
						 &answer->comment);
	} else if (ssh_signature_is(question->signature)) {
		answer->form = (struct span)SPAN("ssh");
		answer->reason = ssh_verify(&key->public, question->namespace, question->signature,
					    question->message, arena);
	} else {
		answer->form = (struct span)SPAN("bare");
		answer->reason = verify_bare(&key->public, question, arena);
	}
}

static void work(void *context, struct sink *out)
{
	const struct plain_question *question = context;
	struct plain_answer answer = { 0 };
	struct arena arena;
	struct key key;

	arena_init(&arena, MiB(WORK_MiB), NULL, NULL);
	answer.reason = key_read(question->key, &arena, &key);
	if (answer.reason == REASON_NONE)
		verify(question, &key, &arena, &answer);
	answer_put_reason(out, answer.reason);
	answer_put_text(out, answer.form);
	answer_put_text(out, answer.algorithm);
	answer_put_text(out, answer.comment);
	public_key_free(&key.public);
	arena_free(&arena);
}

enum err plain_ask(const struct plain_question *question, struct arena *arena,
		   struct plain_answer *answer)
{
	struct plain_question copy = *question;
	struct span bytes;
	struct reader r;
	enum err e;

	crypto_begin();
	e = confine_run(work, &copy, ANSWER_MAX, arena, &bytes);
	if (e != OK)
		return e;
	r = reader_of(bytes);
	answer->reason = answer_reason(&r);
	answer->form = answer_text(&r);
	answer->algorithm = answer_text(&r);
	answer->comment = answer_text(&r);
	return answer_end(&r, "the signature");
}
