/* Verifier keys and what they verify. */
#include "trust/log/note_key.h"

#include <assert.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/escape.h"
#include "base/hex.h"
#include "base/reader.h"
#include "sys/digest.h"

enum { ID_DIGITS = 8, COSIGNED_HEAD_MAX = 64, COSIGNED_MAX = 2 << 20 };

/* Names. */

/* White_Space of the Unicode Character Database (PropList.txt). */
static bool is_space(uint32_t c)
{
	return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
	       c == 0x205f || c == 0x3000;
}

bool note_name_valid(struct span name)
{
	if (!name.n || !utf8_valid(name))
		return false;
	for (struct span rest = name; rest.n; rest = span_from(rest, utf8_length(rest)))
		if (is_space(utf8_code(rest)) || rest.p[0] == '+' || rest.p[0] < ' ')
			return false;
	return true;
}

/* Public keys. */

static bool has_good_curve(const EVP_PKEY *key)
{
	static const char *const curves[] = { "prime256v1", "secp384r1", "secp521r1" };
	char name[32];

	if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC ||
	    EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, name, sizeof(name),
					   NULL) != 1)
		return false;
	for (size_t i = 0; i < sizeof(curves) / sizeof(*curves); i++)
		if (strcmp(name, curves[i]) == 0)
			return true;
	return false;
}

/* Whether the key is encoded just as `der`: DER has one form only. */
static bool is_encoded_as(const EVP_PKEY *key, struct span der)
{
	unsigned char *out = NULL;
	int n = i2d_PUBKEY(key, &out);
	bool same = n > 0 && span_eq(span_of(out, (size_t)n), der);

	OPENSSL_free(out);
	return same;
}

static EVP_PKEY *ecdsa_key(struct span der)
{
	const unsigned char *p = der.p;
	EVP_PKEY *key = der.n && der.n < LONG_MAX ? d2i_PUBKEY(NULL, &p, (long)der.n) : NULL;

	if (key && is_encoded_as(key, der) && has_good_curve(key))
		return key;
	EVP_PKEY_free(key);
	return NULL;
}

static EVP_PKEY *ed25519_key(struct span bytes)
{
	if (bytes.n != NOTE_ED25519_KEY)
		return NULL;
	return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, bytes.p, bytes.n);
}

static EVP_PKEY *public_key(const struct note_key *key)
{
	return key->kind == NOTE_ECDSA ? ecdsa_key(key->key) : ed25519_key(key->key);
}

static uint32_t id_of(const struct note_key *key)
{
	uint8_t kind = (uint8_t)key->kind, digest[SHA256_SIZE];
	const struct span parts[] = { key->name, SPAN("\n"), { &kind, 1 }, key->key };
	struct reader r = reader_of(span_of(digest, NOTE_ID_SIZE));

	if (key->kind == NOTE_ECDSA)
		digest_of_parts(&key->key, 1, digest);
	else
		digest_of_parts(parts, sizeof(parts) / sizeof(*parts), digest);
	return (uint32_t)reader_be(&r, NOTE_ID_SIZE);
}

bool note_key_make(enum note_kind kind, struct span name, struct span key, struct note_key *out)
{
	EVP_PKEY *made;

	*out = (struct note_key){ .name = name, .kind = kind, .key = key };
	if (!note_name_valid(name))
		return false;
	made = public_key(out);
	if (!made)
		return false;
	EVP_PKEY_free(made);
	out->id = id_of(out);
	return true;
}

bool note_key_same(const struct note_key *a, const struct note_key *b)
{
	return span_eq(a->key, b->key);
}

/* As text. */

static bool read_id(struct span digits, uint32_t *id)
{
	*id = 0;
	for (size_t i = 0; i < digits.n; i++) {
		uint8_t c = digits.p[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
			return false;
		*id = *id << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return digits.n == ID_DIGITS;
}

static bool is_known_kind(uint8_t kind)
{
	return kind == NOTE_ED25519 || kind == NOTE_ECDSA || kind == NOTE_COSIGNATURE;
}

enum reason note_key_read(struct span text, struct arena *arena, struct note_key *out)
{
	struct reader r = reader_of(text);
	struct span name = reader_until(&r, '+'), digits = reader_until(&r, '+'), bytes;
	uint32_t id;

	if (r.bad || !note_name_valid(name) || !read_id(digits, &id) ||
	    !base64_read(reader_rest(&r), arena, &bytes) || bytes.n < 2)
		return REASON_VKEY_MALFORMED;
	if (!is_known_kind(bytes.p[0]))
		return REASON_VKEY_KIND;
	if (!note_key_make((enum note_kind)bytes.p[0], name, span_from(bytes, 1), out))
		return REASON_VKEY_MALFORMED;
	return out->id == id ? REASON_NONE : REASON_VKEY_ID_WRONG;
}

struct span note_key_write(const struct note_key *key, struct arena *arena)
{
	uint8_t *bytes = arena_alloc(arena, key->key.n + 1);
	struct span text;
	char *vkey;

	bytes[0] = (uint8_t)key->kind;
	memcpy(bytes + 1, key->key.p, key->key.n);
	text = base64_write(span_of(bytes, key->key.n + 1), arena);
	vkey = arena_printf(arena, "%.*s+%08x+%.*s", (int)key->name.n, (const char *)key->name.p,
			    key->id, (int)text.n, (const char *)text.p);
	return span_str(vkey);
}

/* Verifying. */

/* Ed25519 takes no digest, ECDSA SHA-256 whatever the curve. */
static bool verify(const struct note_key *key, struct span message, struct span signature)
{
	const EVP_MD *digest = key->kind == NOTE_ECDSA ? EVP_sha256() : NULL;
	EVP_PKEY *public = public_key(key);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool good = public && context &&
		    EVP_DigestVerifyInit(context, NULL, digest, NULL, public) == 1 &&
		    EVP_DigestVerify(context, signature.p, signature.n, message.p, message.n) == 1;

	EVP_MD_CTX_free(context);
	EVP_PKEY_free(public);
	return good;
}

struct span note_cosigned_text(struct span text, uint64_t time, struct arena *arena)
{
	char *all = arena_alloc(arena, COSIGNED_HEAD_MAX + text.n);
	int n = snprintf(all, COSIGNED_HEAD_MAX, "cosignature/v1\ntime %llu\n",
			 (unsigned long long)time);

	memcpy(all + n, text.p, text.n);
	return span_of(all, (size_t)n + text.n);
}

static bool verify_cosignature(const struct note_key *key, struct span text, struct span signature,
			       uint64_t *time)
{
	struct reader r = reader_of(signature);
	struct arena arena;
	struct span raw;
	bool good;

	*time = reader_be(&r, NOTE_TIME_SIZE);
	raw = reader_rest(&r);
	if (r.bad || *time > INT64_MAX)
		return false;
	arena_init(&arena, COSIGNED_MAX, NULL, NULL);
	good = verify(key, note_cosigned_text(text, *time, &arena), raw);
	arena_free(&arena);
	return good;
}

bool note_key_verify(const struct note_key *key, struct span text, struct span signature,
		     uint64_t *time)
{
	*time = 0;
	if (key->kind == NOTE_COSIGNATURE)
		return verify_cosignature(key, text, signature, time);
	return verify(key, text, signature);
}

/* One key of each kind is read, and asked about a signature that is none. */
void note_key_warm(void)
{
	static const char *const vkeys[] = {
		"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBo"
		"gSMdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=",
	};
	struct arena arena;

	arena_init(&arena, MiB(1), NULL, NULL);
	for (size_t i = 0; i < sizeof(vkeys) / sizeof(*vkeys); i++) {
		struct note_key key;
		uint64_t time;
		bool good = note_key_read(span_str(vkeys[i]), &arena, &key) == REASON_NONE &&
			    note_key_verify(&key, span_str("text"), span_str("none"), &time);

		assert(!good);
	}
	arena_free(&arena);
}
