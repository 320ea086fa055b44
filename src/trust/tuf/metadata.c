/* Reading metadata and counting its signatures. */
#include "trust/tuf/metadata.h"

#include "base/hex.h"
#include "base/time.h"
#include "sys/digest.h"
#include "trust/der.h"
#include "trust/public_key.h"
#include "trust/protojson.h"
#include "trust/tuf/canonical.h"

enum { SIGNATURES_MAX = 64, P256_POINT = 65, ED25519_KEY = 32 };

static struct span text_of(const struct value *v, struct arena *arena)
{
	return value_is_kind(v, VALUE_STRING) ? value_text(v, arena) : (struct span){ 0 };
}

static bool read_body(struct tuf_metadata *out, const char *type, struct arena *arena)
{
	const struct value *body = out->body;
	struct span spec = text_of(value_get(body, "spec_version"), arena);

	return value_is_kind(body, VALUE_MAP) && value_is_kind(out->signatures, VALUE_LIST) &&
	       value_is(value_get(body, "_type"), type) && span_starts(spec, "1.") &&
	       value_u64(value_get(body, "version"), &out->version) && out->version > 0 &&
	       time_parse(text_of(value_get(body, "expires"), arena), &out->expires) &&
	       canonical_write(body, arena, &out->canonical);
}

enum reason tuf_read(struct span file, const char *type, struct arena *arena,
		     struct tuf_metadata *out)
{
	struct json json;

	*out = (struct tuf_metadata){ .file = file };
	if (!protojson_fits(file))
		return REASON_JSON_TOO_LARGE;
	json_parse(&json, arena, file);
	if (json.twice)
		return REASON_JSON_DUPLICATE_KEY;
	if (json.why)
		return REASON_JSON_MALFORMED;
	out->body = value_get(json.root, "signed");
	out->signatures = value_get(json.root, "signatures");
	return read_body(out, type, arena) ? REASON_NONE : REASON_TUF_MALFORMED;
}

/* Keys (section 4.2). */

static const struct {
	const char *scheme, *hash;
	enum public_key_kind kind;
} schemes[] = {
	{ "ed25519", "sha512", KEY_ED25519 },
	{ "ecdsa-sha2-nistp256", "sha256", KEY_P256 },
	{ "ecdsa-sha2-nistp384", "sha384", KEY_P384 },
	{ "rsassa-pss-sha256", "sha256", KEY_RSA },
};

/* A SubjectPublicKeyInfo from the bytes of a key that is written without one. */
static struct span spki_of(struct span bits, struct arena *arena)
{
	static const struct span p256 =
		SPAN("\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86"
		     "\x48\xce\x3d\x03\x01\x07");
	static const struct span ed25519 = SPAN("\x30\x05\x06\x03\x2b\x65\x70");
	const struct span whole[] = { SPAN("\0"), bits };
	const struct span parts[] = { bits.n == ED25519_KEY ? ed25519 : p256,
				      der_write(DER_BIT_STRING, whole, 2, arena) };

	return der_write(DER_SEQUENCE, parts, 2, arena);
}

static bool read_key(struct span text, struct arena *arena, struct public_key *key)
{
	struct span bits;

	if (span_has(text, "-----BEGIN"))
		return public_key_read_file(text, arena, key);
	return hex_read(text, arena, &bits) && (bits.n == ED25519_KEY || bits.n == P256_POINT) &&
	       public_key_read(spki_of(bits, arena), key);
}

/* The key of that id, and the hash of its scheme; NULL when it is not one that is understood. */
static const char *load_key(const struct value *keys, const struct value *id, struct arena *arena,
			    struct public_key *key)
{
	const struct value *entry = NULL;
	struct span scheme;

	value_each (name, keys)
		if (value_same_text(name, id))
			entry = value_of(name);
	scheme = text_of(value_get(entry, "scheme"), arena);
	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++) {
		if (!span_is(scheme, schemes[i].scheme))
			continue;
		if (!read_key(text_of(value_get(value_get(entry, "keyval"), "public"), arena),
			      arena, key) ||
		    key->kind != schemes[i].kind)
			return NULL;
		key->is_pss = key->kind == KEY_RSA;
		return schemes[i].hash;
	}
	return NULL;
}

/* Signatures. */

static bool is_keyid_of(const struct value *role, const struct value *id)
{
	value_each (item, value_get(role, "keyids"))
		if (value_is_kind(item, VALUE_STRING) && value_same_text(item, id))
			return true;
	return false;
}

static bool is_good(const struct tuf_metadata *metadata, const struct tuf_metadata *root,
		    const struct value *signature, struct arena *arena, struct span *spki)
{
	struct public_key key = { 0 };
	struct span bytes;
	const char *hash =
		load_key(value_get(root->body, "keys"), value_get(signature, "keyid"), arena, &key);
	bool good = hash && hex_read(text_of(value_get(signature, "sig"), arena), arena, &bytes) &&
		    public_key_verify_by(&key, hash, metadata->canonical, bytes);

	*spki = key.spki;
	public_key_free(&key);
	return good;
}

bool tuf_is_signed(const struct tuf_metadata *metadata, const struct tuf_metadata *root,
		   const char *role, struct arena *arena)
{
	const struct value *wanted = value_get(value_get(root->body, "roles"), role);
	struct span seen[SIGNATURES_MAX], spki;
	uint64_t threshold, n = 0;

	if (!value_u64(value_get(wanted, "threshold"), &threshold) || threshold == 0 ||
	    metadata->signatures->size > SIGNATURES_MAX)
		return false;
	value_each (signature, metadata->signatures) {
		const struct value *id = value_get(signature, "keyid");
		bool again = false;

		if (!value_is_kind(id, VALUE_STRING) || !is_keyid_of(wanted, id) ||
		    !is_good(metadata, root, signature, arena, &spki))
			continue;
		for (uint64_t i = 0; i < n; i++)
			again |= span_eq(seen[i], spki); /* one key by two names is one key */
		if (!again)
			seen[n++] = spki;
	}
	return n >= threshold;
}

/* Entries (sections 4.4 to 4.6). */

bool tuf_entry(const struct tuf_metadata *metadata, const char *map, const char *name,
	       struct tuf_entry *out)
{
	out->v = value_get(value_get(metadata->body, map), name);
	out->version = 0;
	if (!value_is_kind(out->v, VALUE_MAP))
		return false;
	return !value_get(out->v, "version") ||
	       value_u64(value_get(out->v, "version"), &out->version);
}

bool tuf_file_matches(const struct tuf_entry *entry, struct span file, bool must,
		      struct arena *arena)
{
	const struct value *length = value_get(entry->v, "length");
	const struct value *digests = value_get(entry->v, "hashes");
	uint8_t room[DIGEST_SIZE_MAX];
	uint64_t n = file.n;
	bool known = false;

	if ((length && !value_u64(length, &n)) || n != file.n || (must && !length))
		return false;
	value_each (name, digests) {
		size_t size = digest_named(value_text(name, arena), file, room);
		struct span text = text_of(value_of(name), arena);

		if (size < SHA256_SIZE) /* unknown, or one that proves nothing */
			continue;
		known = true;
		if (!span_eq(text, hex_text(span_of(room, size), arena)))
			return false;
	}
	return known || !must;
}
