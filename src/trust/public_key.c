/* Keys and signatures through libcrypto. */
#include "trust/sigstore/public_key.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

#include "base/ascii.h"
#include "base/base64.h"
#include "sys/digest.h"
#include "trust/der.h"

enum { RSA_BITS_MIN = 2048, RSA_BITS_MAX = 8192, NAME_MAX_SIZE = 32 };

/* Reading. */

static bool is_encoded_as(const EVP_PKEY *key, struct span der)
{
	unsigned char *out = NULL;
	int n = i2d_PUBKEY(key, &out);
	bool same = n > 0 && span_eq(span_of(out, (size_t)n), der);

	OPENSSL_free(out);
	return same;
}

static int curve_bits(const EVP_PKEY *key)
{
	static const struct {
		const char *name;
		int bits;
	} curves[] = { { "prime256v1", 256 }, { "secp384r1", 384 }, { "secp521r1", 521 } };
	char name[NAME_MAX_SIZE];

	if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, name, sizeof(name),
					   NULL) != 1)
		return 0;
	for (size_t i = 0; i < sizeof(curves) / sizeof(*curves); i++)
		if (strcmp(name, curves[i].name) == 0)
			return curves[i].bits;
	return 0;
}

static bool is_understood(const EVP_PKEY *key)
{
	int bits = EVP_PKEY_get_bits(key);

	switch (EVP_PKEY_get_base_id(key)) {
	case EVP_PKEY_ED25519:
		return true;
	case EVP_PKEY_EC:
		return curve_bits(key) > 0;
	case EVP_PKEY_RSA:
		return bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX;
	default:
		return false;
	}
}

bool public_key_read(struct span spki, struct public_key *key)
{
	const unsigned char *p = spki.p;

	*key = (struct public_key){ .spki = spki };
	if (!der_strict(spki) || spki.n > INT32_MAX)
		return false;
	key->key = d2i_PUBKEY(NULL, &p, (long)spki.n);
	if (key->key && is_encoded_as(key->key, spki) && is_understood(key->key))
		return true;
	public_key_free(key);
	return false;
}

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
	return public_key_read(der, key);
}

void public_key_free(struct public_key *key)
{
	EVP_PKEY_free(key->key);
	key->key = NULL;
}

/* Verifying. */

enum { HASH_SHA256, HASH_SHA384, HASH_SHA512 };

static const EVP_MD *hash_of(int hash)
{
	return hash == HASH_SHA256   ? EVP_sha256()
	       : hash == HASH_SHA384 ? EVP_sha384()
				     : EVP_sha512();
}

static bool verify_digest(const struct public_key *key, const EVP_MD *hash, struct span digest,
			  struct span signature)
{
	bool is_rsa = EVP_PKEY_get_base_id(key->key) == EVP_PKEY_RSA;
	int padding = key->is_pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key->key, NULL);
	bool good = context && EVP_PKEY_verify_init(context) == 1 &&
		    (!is_rsa || EVP_PKEY_CTX_set_rsa_padding(context, padding) == 1) &&
		    EVP_PKEY_CTX_set_signature_md(context, hash) == 1 &&
		    EVP_PKEY_verify(context, signature.p, signature.n, digest.p, digest.n) == 1;

	EVP_PKEY_CTX_free(context);
	return good;
}

static bool verify_hash(const struct public_key *key, const struct signed_data *data, int hash,
			struct span signature)
{
	static const char *const names[] = { "sha256", "sha384", "sha512" };
	const struct span known[] = { data->sha256, data->sha384, data->sha512 };
	uint8_t room[DIGEST_SIZE_MAX];
	struct span digest = known[hash];

	if (!digest.n && data->has_message)
		digest = span_of(room, digest_named(span_str(names[hash]), data->message, room));
	return digest.n == (size_t)EVP_MD_get_size(hash_of(hash)) &&
	       verify_digest(key, hash_of(hash), digest, signature);
}

static bool verify_message(const struct public_key *key, struct span message, struct span signature)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool good = context && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key->key) == 1 &&
		    EVP_DigestVerify(context, signature.p, signature.n, message.p, message.n) == 1;

	EVP_MD_CTX_free(context);
	return good;
}

bool public_key_verify_by(const struct public_key *key, const char *hash, struct span message,
			  struct span signature)
{
	uint8_t room[DIGEST_SIZE_MAX];
	const EVP_MD *kind = strcmp(hash, "sha256") == 0   ? EVP_sha256()
			     : strcmp(hash, "sha384") == 0 ? EVP_sha384()
							   : EVP_sha512();

	if (!key->key || !signature.n)
		return false;
	if (EVP_PKEY_get_base_id(key->key) == EVP_PKEY_ED25519)
		return verify_message(key, message, signature);
	return verify_digest(key, kind, span_of(room, digest_named(span_str(hash), message, room)),
			     signature);
}

bool public_key_verify(const struct public_key *key, const struct signed_data *data,
		       struct span signature)
{
	int bits;

	if (!key->key || !signature.n)
		return false;
	if (EVP_PKEY_get_base_id(key->key) == EVP_PKEY_ED25519)
		return data->has_message && verify_message(key, data->message, signature);
	if (EVP_PKEY_get_base_id(key->key) == EVP_PKEY_RSA)
		return verify_hash(key, data, HASH_SHA256, signature);
	bits = curve_bits(key->key);
	if (bits == 384 && verify_hash(key, data, HASH_SHA384, signature))
		return true;
	if (bits == 521 && verify_hash(key, data, HASH_SHA512, signature))
		return true;
	return verify_hash(key, data, HASH_SHA256, signature);
}
