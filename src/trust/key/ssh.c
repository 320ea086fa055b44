/* Keys and signatures of OpenSSH. */
#include "trust/key/ssh.h"

#include "base/ascii.h"
#include "base/base64.h"
#include "sys/digest.h"
#include "trust/der.h"

enum { COORDINATE_TAG = 0x04, SSHSIG_VERSION = 1, LENGTH = 4 };

#define MAGIC "SSHSIG"
#define LABEL "SSH SIGNATURE"

/* The algorithms by their names in keys, and in signatures of them. */
static const struct kind {
	const char *key;
	const char *curve; /* of ECDSA */
	unsigned bits;
} kinds[] = {
	{ "ssh-ed25519", NULL, 0 },
	{ "ecdsa-sha2-nistp256", "nistp256", 256 },
	{ "ecdsa-sha2-nistp384", "nistp384", 384 },
	{ "ecdsa-sha2-nistp521", "nistp521", 521 },
	{ "ssh-rsa", NULL, 0 },
};

enum { KIND_ED25519 = 0, KIND_RSA = 4, KINDS = 5 };

/* A string (RFC 4251 section 5). */
static struct span take(struct reader *r)
{
	return reader_take(r, reader_be(r, LENGTH));
}

static struct span put_length(size_t n, struct arena *arena)
{
	uint8_t bytes[LENGTH];

	for (unsigned i = 0; i < LENGTH; i++)
		bytes[i] = (uint8_t)(n >> (8 * (LENGTH - 1 - i)));
	return arena_copy(arena, span_of(bytes, LENGTH));
}

/* Strings behind each other. */
static struct span put_strings(const struct span *strings, size_t n, struct arena *arena)
{
	struct span *parts = arena_array(arena, 2 * n, sizeof(*parts));

	for (size_t i = 0; i < n; i++) {
		parts[2 * i] = put_length(strings[i].n, arena);
		parts[2 * i + 1] = strings[i];
	}
	return arena_join(arena, parts, 2 * n);
}

/* Keys. */

static const struct kind *kind_named(struct span name)
{
	for (size_t i = 0; i < KINDS; i++)
		if (span_is(name, kinds[i].key))
			return &kinds[i];
	return NULL;
}

/* An mpint is what DER calls an INTEGER: both are signed, and as short as can be. */
static bool read_rsa(struct reader *r, struct arena *arena, struct public_key *key)
{
	struct span exponent = take(r), modulus = take(r);
	const struct span parts[] = { der_write(DER_INTEGER, &modulus, 1, arena),
				      der_write(DER_INTEGER, &exponent, 1, arena) };

	return !r->bad && public_key_read_rsa(der_write(DER_SEQUENCE, parts, 2, arena), arena, key);
}

static bool read_ecdsa(struct reader *r, const struct kind *kind, struct arena *arena,
		       struct public_key *key)
{
	struct span curve = take(r), point = take(r);

	return !r->bad && span_is(curve, kind->curve) && point.n && point.p[0] == COORDINATE_TAG &&
	       key_of_ecdsa(kind->bits, point, arena, key);
}

static bool read_blob(struct span blob, struct arena *arena, struct public_key *key)
{
	struct reader r = reader_of(blob);
	const struct kind *kind = kind_named(take(&r));
	bool good;

	*key = (struct public_key){ 0 };
	if (!kind)
		return false;
	if (kind == &kinds[KIND_ED25519])
		good = key_of_ed25519(take(&r), arena, key);
	else if (kind == &kinds[KIND_RSA])
		good = read_rsa(&r, arena, key);
	else
		good = read_ecdsa(&r, kind, arena, key);
	if (good && !r.bad && reader_left(&r) == 0)
		return true;
	public_key_free(key);
	return false;
}

static struct span word(struct span *rest)
{
	struct span text = ascii_trim(*rest);
	size_t n = 0;

	while (n < text.n && !ascii_is_blank(text.p[n]))
		n++;
	*rest = span_from(text, n);
	return span_part(text, 0, n);
}

bool ssh_key_is(struct span file)
{
	return kind_named(word(&file)) != NULL;
}

bool ssh_key_read_line(struct span file, struct arena *arena, struct public_key *key)
{
	struct span rest = file, type = word(&rest), digits = word(&rest), blob;
	struct reader r;

	*key = (struct public_key){ 0 };
	if (span_byte(ascii_trim(rest), '\n') != SPAN_NONE || !base64_read(digits, arena, &blob))
		return false;
	r = reader_of(blob);
	return span_eq(take(&r), type) && read_blob(blob, arena, key);
}

/* The blob of a key is what its SubjectPublicKeyInfo holds, in another wrapping. */
static struct span write_blob(const struct public_key *key, struct arena *arena)
{
	struct reader outer = reader_of(key->spki), r = reader_of(der_take(&outer, DER_SEQUENCE));
	const char *algorithm = key_algorithm(key);
	struct span bits, strings[3];

	(void)der_take(&r, DER_SEQUENCE);
	bits = span_from(der_take(&r, DER_BIT_STRING), 1);
	if (strcmp(algorithm, "ed25519") == 0) {
		strings[0] = span_str(kinds[KIND_ED25519].key);
		strings[1] = bits;
		return put_strings(strings, 2, arena);
	}
	if (strcmp(algorithm, "rsa") == 0) {
		struct reader whole = reader_of(bits);

		r = reader_of(der_take(&whole, DER_SEQUENCE));
		strings[0] = span_str(kinds[KIND_RSA].key);
		strings[2] = der_take(&r, DER_INTEGER);
		strings[1] = der_take(&r, DER_INTEGER);
		return put_strings(strings, 3, arena);
	}
	for (size_t i = KIND_ED25519 + 1; i < KIND_RSA; i++) {
		if (strcmp(algorithm + sizeof("ecdsa-p") - 1, kinds[i].curve + 5) != 0)
			continue;
		strings[0] = span_str(kinds[i].key);
		strings[1] = span_str(kinds[i].curve);
		strings[2] = bits;
		return put_strings(strings, 3, arena);
	}
	return (struct span){ 0 };
}

struct span ssh_key_line(const struct public_key *key, struct arena *arena)
{
	struct span blob = write_blob(key, arena);
	struct reader r = reader_of(blob);
	const struct span parts[] = { take(&r), SPAN(" "), base64_write(blob, arena) };

	return blob.n ? arena_join(arena, parts, 3) : blob;
}

struct span ssh_fingerprint(const struct public_key *key, struct arena *arena)
{
	struct span blob = write_blob(key, arena);
	uint8_t digest[SHA256_SIZE];
	struct span parts[2] = { SPAN("SHA256:") };

	if (!blob.n)
		return blob;
	digest_of_parts(&blob, 1, digest);
	parts[1] = base64_write(span_of(digest, sizeof(digest)), arena);
	parts[1].n--; /* one '=', which OpenSSH leaves out */
	return arena_join(arena, parts, 2);
}

/* Signatures. */

struct sshsig {
	struct span key, namespace, reserved, hash, algorithm, signature;
};

bool ssh_signature_is(struct span file)
{
	return span_starts(ascii_trim(file), "-----BEGIN " LABEL "-----");
}

static bool read_signature(struct span file, struct arena *arena, struct sshsig *out)
{
	struct span blob;
	struct reader r, inner;

	if (!pem_read(file, LABEL, arena, &blob))
		return false;
	r = reader_of(blob);
	if (!span_is(reader_take(&r, sizeof(MAGIC) - 1), MAGIC) ||
	    reader_be(&r, LENGTH) != SSHSIG_VERSION)
		return false;
	out->key = take(&r);
	out->namespace = take(&r);
	out->reserved = take(&r);
	out->hash = take(&r);
	inner = reader_of(take(&r));
	out->algorithm = take(&inner);
	out->signature = take(&inner);
	return !r.bad && !inner.bad && reader_left(&r) == 0 && reader_left(&inner) == 0 &&
	       out->namespace.n > 0;
}

/* Two mpints are the two INTEGERs that X.509 signs with. */
static struct span der_of_ecdsa(struct span signature, struct arena *arena)
{
	struct reader in = reader_of(signature);
	struct span r = take(&in), s = take(&in);
	const struct span parts[] = { der_write(DER_INTEGER, &r, 1, arena),
				      der_write(DER_INTEGER, &s, 1, arena) };

	if (in.bad || reader_left(&in))
		return (struct span){ 0 };
	return der_write(DER_SEQUENCE, parts, 2, arena);
}

static struct span signed_bytes(const struct sshsig *sig, struct span message, struct arena *arena)
{
	uint8_t digest[DIGEST_SIZE_MAX];
	size_t n = digest_named(sig->hash, message, digest);
	const struct span strings[] = { sig->namespace, sig->reserved, sig->hash,
					span_of(digest, n) };
	const struct span parts[] = { SPAN(MAGIC), put_strings(strings, 4, arena) };

	return arena_join(arena, parts, 2);
}

/* The key says which algorithm it is; for RSA the signature chooses between two hashes. */
static enum reason verify(struct public_key *key, const struct sshsig *sig, struct span bytes,
			  struct arena *arena)
{
	struct span blob = write_blob(key, arena), signature = sig->signature;
	struct reader r = reader_of(blob);
	struct span own = take(&r);
	const char *hash = key_hash(key);

	if (span_is(own, kinds[KIND_RSA].key)) {
		if (!span_is(sig->algorithm, "rsa-sha2-256") &&
		    !span_is(sig->algorithm, "rsa-sha2-512"))
			return REASON_ALGORITHM_OTHER;
		hash = span_is(sig->algorithm, "rsa-sha2-256") ? "sha256" : "sha512";
	} else if (!span_eq(sig->algorithm, own)) {
		return REASON_ALGORITHM_OTHER;
	} else if (!span_is(own, kinds[KIND_ED25519].key)) {
		signature = der_of_ecdsa(signature, arena);
	}
	return public_key_verify_by(key, hash, bytes, signature) ? REASON_NONE
								 : REASON_SIGNATURE_WRONG;
}

enum reason ssh_verify(struct public_key *key, struct span namespace, struct span file,
		       struct span message, struct arena *arena)
{
	struct sshsig sig;

	if (!read_signature(file, arena, &sig))
		return REASON_SIGNATURE_MALFORMED;
	if (!span_eq(sig.key, write_blob(key, arena)))
		return REASON_KEY_OTHER;
	if (!span_eq(sig.namespace, namespace))
		return REASON_NAMESPACE_OTHER;
	if (!span_is(sig.hash, "sha256") && !span_is(sig.hash, "sha512"))
		return REASON_ALGORITHM_OTHER;
	return verify(key, &sig, signed_bytes(&sig, message, arena), arena);
}
