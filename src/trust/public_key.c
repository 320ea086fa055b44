/* Keys and signatures through libcrypto. Elliptic curves go by its direct functions: what EVP looks
 * up to decode one key takes longer than a signature. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "trust/public_key.h"

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>

#include "base/ascii.h"
#include "base/base64.h"
#include "sys/digest.h"
#include "trust/der.h"

enum { RSA_BYTES_MIN = 2048 / 8, RSA_BYTES_MAX = 8192 / 8, UNCOMPRESSED = 4 };

/* Reading. */

/* AlgorithmIdentifiers, within their tag (RFC 5480 section 2, RFC 8410 section 3, RFC 8017 section
 * A.1); `size` is that of the key's bits, 0 for any. */
static const struct {
	struct span algorithm;
	enum public_key_kind kind;
	size_t size;
	int curve;
} kinds[] = {
	{ SPAN("\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"),
	  KEY_P256, 1 + 2 * 32, NID_X9_62_prime256v1 },
	{ SPAN("\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22"), KEY_P384,
	  1 + 2 * 48, NID_secp384r1 },
	{ SPAN("\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x23"), KEY_P521,
	  1 + 2 * 66, NID_secp521r1 },
	{ SPAN("\x06\x03\x2b\x65\x70"), KEY_ED25519, 32, NID_undef },
	{ SPAN("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"), KEY_RSA, 0, NID_undef },
};

/* An RSAPublicKey is a modulus and an exponent. */
static bool is_rsa(struct span bits)
{
	struct reader r = reader_of(bits), in;
	struct span modulus, exponent;

	in = reader_of(der_take(&r, DER_SEQUENCE));
	modulus = der_take(&in, DER_INTEGER);
	exponent = der_take(&in, DER_INTEGER);
	if (modulus.n && modulus.p[0] == 0) /* which keeps it from being negative */
		modulus = span_from(modulus, 1);
	return !r.bad && !reader_left(&r) && !in.bad && !reader_left(&in) && der_strict(bits) &&
	       modulus.n >= RSA_BYTES_MIN && modulus.n <= RSA_BYTES_MAX && exponent.n <= 4;
}

static bool fits(size_t row, struct span bits)
{
	if (kinds[row].kind == KEY_RSA)
		return is_rsa(bits);
	return bits.n == kinds[row].size &&
	       (kinds[row].kind == KEY_ED25519 || bits.p[0] == UNCOMPRESSED);
}

bool public_key_read(struct span spki, struct public_key *key)
{
	struct reader r = reader_of(spki), in;
	struct span algorithm, bits;

	*key = (struct public_key){ .spki = spki };
	in = reader_of(der_take(&r, DER_SEQUENCE));
	algorithm = der_take(&in, DER_SEQUENCE);
	bits = der_take(&in, DER_BIT_STRING);
	if (r.bad || reader_left(&r) || in.bad || reader_left(&in) || !bits.n || bits.p[0] != 0)
		return false;
	key->bits = span_from(bits, 1);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (span_eq(algorithm, kinds[i].algorithm) && fits(i, key->bits))
			key->kind = kinds[i].kind;
	return key->kind != KEY_NONE;
}

/* Loading. */

static EC_KEY *load_ec(const struct public_key *key)
{
	int curve = NID_undef;
	EC_KEY *ec;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (kinds[i].kind == key->kind)
			curve = kinds[i].curve;
	ec = EC_KEY_new_by_curve_name(curve);
	/* It refuses points that do not lie on the curve, and the one at infinity. */
	if (ec && EC_KEY_oct2key(ec, key->bits.p, key->bits.n, NULL) == 1)
		return ec;
	EC_KEY_free(ec);
	return NULL;
}

static EVP_PKEY *load_rsa(const struct public_key *key)
{
	const unsigned char *p = key->spki.p;

	return d2i_PUBKEY(NULL, &p, (long)key->spki.n);
}

bool public_key_load(struct public_key *key)
{
	if (key->loaded || key->kind == KEY_NONE)
		return key->loaded != NULL;
	if (public_key_is_ec(key->kind))
		key->loaded = load_ec(key);
	else if (key->kind == KEY_RSA)
		key->loaded = load_rsa(key);
	else
		key->loaded = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key->bits.p,
							  key->bits.n);
	return key->loaded != NULL;
}

void public_key_free(struct public_key *key)
{
	if (public_key_is_ec(key->kind))
		EC_KEY_free(key->loaded);
	else
		EVP_PKEY_free(key->loaded);
	key->loaded = NULL;
}

/* Other forms. */

bool public_key_read_rsa(struct span rsa, struct arena *arena, struct public_key *key)
{
	/* AlgorithmIdentifier of rsaEncryption (RFC 8017 section A.1). */
	static const uint8_t algorithm[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
					     0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00 };
	const struct span bits[] = { SPAN("\0"), rsa };
	const struct span parts[] = { { algorithm, sizeof(algorithm) },
				      der_write(DER_BIT_STRING, bits, 2, arena) };

	return public_key_read(der_write(DER_SEQUENCE, parts, 2, arena), key);
}

static bool take_line(struct reader *r, struct span *line)
{
	struct reader before = *r;

	if (!reader_left(r))
		return false;
	*line = reader_until(r, '\n');
	if (r->bad) { /* the last line may have no end */
		*r = before;
		*line = reader_rest(r);
	}
	*line = ascii_trim(*line);
	return true;
}

/* Whether the line is "-----WORD LABEL-----". */
static bool is_boundary(struct span line, const char *word, const char *label)
{
	char text[80];
	int n = snprintf(text, sizeof(text), "-----%s %s-----", word, label);

	return n > 0 && span_eq(line, span_of(text, (size_t)n));
}

bool pem_read(struct span file, const char *label, struct arena *arena, struct span *der)
{
	uint8_t *digits = arena_alloc(arena, file.n + 1);
	struct reader r = reader_of(file);
	unsigned begun = 0, ended = 0;
	struct span line;
	size_t n = 0;

	while (take_line(&r, &line)) {
		if (is_boundary(line, "BEGIN", label)) {
			begun++;
		} else if (is_boundary(line, "END", label)) {
			ended++;
		} else if (span_starts(line, "-----") || begun == ended) {
			if (line.n)
				return false;
		} else if (line.n) {
			memcpy(digits + n, line.p, line.n);
			n += line.n;
		}
		if (begun > 1 || ended > begun)
			return false;
	}
	return ended == 1 && base64_read(span_of(digits, n), arena, der);
}

bool public_key_read_file(struct span file, struct arena *arena, struct public_key *key)
{
	struct span der = file;

	*key = (struct public_key){ 0 };
	if (span_has(file, "-----BEGIN") && !pem_read(file, "PUBLIC KEY", arena, &der))
		return false;
	return public_key_read(der, key) && public_key_load(key);
}

/* Verifying. */

static const struct {
	const char *name;
	size_t size;
	const EVP_MD *(*md)(void);
} hashes[] = {
	{ "sha256", 32, EVP_sha256 },
	{ "sha384", 48, EVP_sha384 },
	{ "sha512", 64, EVP_sha512 },
};

enum { BY_SHA256, BY_SHA384, BY_SHA512, HASHES };

static bool verify_rsa(const struct public_key *key, size_t hash, struct span digest,
		       struct span signature)
{
	int padding = key->is_pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key->loaded, NULL);
	bool good = context && EVP_PKEY_verify_init(context) == 1 &&
		    EVP_PKEY_CTX_set_rsa_padding(context, padding) == 1 &&
		    EVP_PKEY_CTX_set_signature_md(context, hashes[hash].md()) == 1 &&
		    EVP_PKEY_verify(context, signature.p, signature.n, digest.p, digest.n) == 1;

	EVP_PKEY_CTX_free(context);
	return good;
}

static bool verify_digest(const struct public_key *key, size_t hash, struct span digest,
			  struct span signature)
{
	if (digest.n != hashes[hash].size || signature.n > INT32_MAX)
		return false;
	if (key->kind == KEY_RSA)
		return verify_rsa(key, hash, digest, signature);
	return ECDSA_verify(0, digest.p, (int)digest.n, signature.p, (int)signature.n,
			    key->loaded) == 1;
}

static bool verify_ed25519(const struct public_key *key, struct span message, struct span signature)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool good = context && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key->loaded) == 1 &&
		    EVP_DigestVerify(context, signature.p, signature.n, message.p, message.n) == 1;

	EVP_MD_CTX_free(context);
	return good;
}

static bool verify_hash(const struct public_key *key, const struct signed_data *data, size_t hash,
			struct span signature)
{
	const struct span known[HASHES] = { data->sha256, data->sha384, data->sha512 };
	uint8_t room[DIGEST_SIZE_MAX];
	struct span digest = known[hash];

	if (!digest.n && data->has_message)
		digest = span_of(room,
				 digest_named(span_str(hashes[hash].name), data->message, room));
	return verify_digest(key, hash, digest, signature);
}

bool public_key_verify_by(struct public_key *key, const char *hash, struct span message,
			  struct span signature)
{
	const struct signed_data data = { .message = message, .has_message = true };

	if (!public_key_load(key) || !signature.n)
		return false;
	if (key->kind == KEY_ED25519)
		return verify_ed25519(key, message, signature);
	for (size_t i = 0; i < HASHES; i++)
		if (strcmp(hash, hashes[i].name) == 0)
			return verify_hash(key, &data, i, signature);
	return false;
}

bool public_key_verify(struct public_key *key, const struct signed_data *data,
		       struct span signature)
{
	if (!public_key_load(key) || !signature.n)
		return false;
	if (key->kind == KEY_ED25519)
		return data->has_message && verify_ed25519(key, data->message, signature);
	if (key->kind == KEY_P384 && verify_hash(key, data, BY_SHA384, signature))
		return true;
	if (key->kind == KEY_P521 && verify_hash(key, data, BY_SHA512, signature))
		return true;
	return verify_hash(key, data, BY_SHA256, signature);
}
