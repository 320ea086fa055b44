/* Files of minisign: lines of comments and of base64. */
#include "trust/key/minisign.h"

#include "base/ascii.h"
#include "base/base64.h"
#include "base/reader.h"
#include "sys/digest.h"

enum { ALGORITHM = 2, POINT = 32, SIGNATURE = 64 };

#define UNTRUSTED "untrusted comment: "
#define TRUSTED	  "trusted comment: "

/* The algorithm's letters, an id, and what is behind. */
struct record {
	struct span algorithm, id, body;
};

static struct span line(struct reader *r)
{
	struct reader before = *r;
	struct span text = reader_until(r, '\n');

	if (r->bad) { /* the last line may have no end */
		*r = before;
		text = reader_rest(r);
	}
	if (text.n && text.p[text.n - 1] == '\r')
		text.n--;
	return text;
}

static bool read_record(struct span digits, size_t body, struct arena *arena, struct record *out)
{
	struct span bytes;
	struct reader r;

	if (!base64_read(digits, arena, &bytes))
		return false;
	r = reader_of(bytes);
	out->algorithm = reader_take(&r, ALGORITHM);
	out->id = reader_take(&r, KEY_MINISIGN_ID);
	out->body = reader_take(&r, body);
	return !r.bad && reader_left(&r) == 0;
}

/* Keys. */

enum { KEY_DIGITS = 56 }; /* of the record of a key */

static bool is_bare_key(struct span file)
{
	struct span text = ascii_trim(file);

	return text.n == KEY_DIGITS && span_starts(text, "RW"); /* "Ed" and the id */
}

bool minisign_key_is(struct span file)
{
	return span_starts(file, UNTRUSTED) || is_bare_key(file);
}

bool minisign_key_read(struct span file, struct arena *arena, struct key *out)
{
	struct reader r = reader_of(file);
	struct record record;

	if (!is_bare_key(file))
		(void)line(&r); /* the comment, which nobody vouches for */
	if (!read_record(ascii_trim(line(&r)), POINT, arena, &record) ||
	    ascii_trim(reader_rest(&r)).n || !span_is(record.algorithm, "Ed"))
		return false;
	out->minisign_id = record.id;
	return key_of_ed25519(record.body, arena, &out->public);
}

/* Signatures. */

bool minisign_signature_is(struct span file)
{
	return span_starts(file, UNTRUSTED);
}

struct minisig {
	struct record record;
	struct span comment, global;
};

static bool read_signature(struct span file, struct arena *arena, struct minisig *out)
{
	struct reader r = reader_of(file);
	struct span head = line(&r), digits = line(&r), comment = line(&r), global = line(&r);

	if (r.bad || !span_starts(head, UNTRUSTED) || !span_starts(comment, TRUSTED) ||
	    !read_record(digits, SIGNATURE, arena, &out->record) ||
	    !base64_read(global, arena, &out->global) || out->global.n != SIGNATURE ||
	    ascii_trim(reader_rest(&r)).n)
		return false;
	out->comment = span_from(comment, sizeof(TRUSTED) - 1);
	return true;
}

static bool verify(struct public_key *key, struct span message, struct span signature)
{
	const struct signed_data data = { .message = message, .has_message = true };

	return public_key_verify(key, &data, signature);
}

enum reason minisign_verify(struct key *key, struct span file, struct span message,
			    struct arena *arena, struct span *comment)
{
	uint8_t digest[DIGEST_SIZE_MAX];
	struct minisig sig;
	struct span parts[2];

	*comment = (struct span){ 0 };
	if (!read_signature(file, arena, &sig))
		return REASON_SIGNATURE_MALFORMED;
	if (key->public.kind != KEY_ED25519)
		return REASON_ALGORITHM_OTHER;
	if (key->minisign_id.n && !span_eq(key->minisign_id, sig.record.id))
		return REASON_KEY_OTHER;
	if (span_is(sig.record.algorithm, "ED")) /* over the BLAKE2b of the file */
		message = span_of(digest, digest_named(span_str("blake2b"), message, digest));
	else if (!span_is(sig.record.algorithm, "Ed"))
		return REASON_ALGORITHM_OTHER;
	parts[0] = sig.record.body;
	parts[1] = sig.comment;
	if (!verify(&key->public, message, sig.record.body) ||
	    !verify(&key->public, arena_join(arena, parts, 2), sig.global))
		return REASON_SIGNATURE_WRONG;
	*comment = sig.comment;
	return REASON_NONE;
}
