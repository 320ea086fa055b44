/* The bodies of log entries. */
#include "trust/sigstore/entry.h"

#include "base/base64.h"
#include "base/hex.h"
#include "sys/digest.h"
#include "trust/protojson.h"

struct body {
	const struct value *spec;
	const struct bundle *bundle;
	const struct content *content;
	const struct signer *signer;
	struct arena *arena;
};

static struct span text_of(const struct body *body, const struct value *v)
{
	return value_is_kind(v, VALUE_STRING) ? value_text(v, body->arena) : (struct span){ 0 };
}

static struct span bytes_of(const struct body *body, const struct value *v)
{
	struct span bytes = { 0 };

	if (!base64_read(text_of(body, v), body->arena, &bytes))
		return (struct span){ 0 };
	return bytes;
}

static const struct value *get2(const struct value *map, const char *a, const char *b)
{
	return value_get(value_get(map, a), b);
}

/* The three things an entry names. */

static enum reason check_signature(const struct body *body, struct span signature)
{
	return signature.n && span_eq(signature, body->bundle->signature) ? REASON_NONE
									  : REASON_ENTRY_SIGNATURE;
}

/* Version 1: a PEM file. */
static enum reason check_pem(const struct body *body, struct span pem)
{
	struct span der, wanted = body->signer->certificate;
	const char *label = wanted.n ? "CERTIFICATE" : "PUBLIC KEY";

	if (!wanted.n)
		wanted = body->signer->key;
	return pem_read(pem, label, body->arena, &der) && span_eq(der, wanted)
		       ? REASON_NONE
		       : REASON_ENTRY_SIGNER;
}

/* Version 2: Verifier of rekor/v2/verifier.proto. */
static enum reason check_verifier(const struct body *body, const struct value *verifier)
{
	const char *field = body->signer->certificate.n ? "x509Certificate" : "publicKey";
	struct span wanted =
		body->signer->certificate.n ? body->signer->certificate : body->signer->key;

	return span_eq(bytes_of(body, get2(verifier, field, "rawBytes")), wanted)
		       ? REASON_NONE
		       : REASON_ENTRY_SIGNER;
}

static enum reason check_hex(const struct body *body, const struct value *digest, struct span known)
{
	return known.n && span_eq(text_of(body, digest), hex_text(known, body->arena))
		       ? REASON_NONE
		       : REASON_ENTRY_DIGEST;
}

static struct span payload_digest(const struct body *body, struct span algorithm)
{
	const struct content payload = { .data = { .message = body->content->payload,
						   .has_message = true } };

	return content_digest(&payload, algorithm, body->arena);
}

/* Of several faults the one that explains the others: another artifact has another signature, and
 * so has another signer. */
static enum reason judge(enum reason signature, enum reason signer, enum reason digest)
{
	if (signature != REASON_NONE && signer != REASON_NONE && digest != REASON_NONE)
		return REASON_ENTRY_OTHER;
	return digest != REASON_NONE ? digest : signer != REASON_NONE ? signer : signature;
}

/* The kinds. */

/* types/hashedrekord/v0.0.1. */
static enum reason hashedrekord_1(const struct body *body)
{
	const struct value *hash = get2(body->spec, "data", "hash");
	const struct value *signature = value_get(body->spec, "signature");
	struct span algorithm = text_of(body, value_get(hash, "algorithm"));

	return judge(check_signature(body, bytes_of(body, value_get(signature, "content"))),
		     check_pem(body, bytes_of(body, get2(signature, "publicKey", "content"))),
		     check_hex(body, value_get(hash, "value"),
			       content_digest(body->content, algorithm, body->arena)));
}

/* types/dsse/v0.0.1. The hash of the envelope is that of a text that the bundle does not hold. */
static enum reason dsse_1(const struct body *body)
{
	const struct value *signatures = value_get(body->spec, "signatures");
	const struct value *hash = value_get(body->spec, "payloadHash");
	const struct value *signature = value_first(signatures);
	struct span algorithm = text_of(body, value_get(hash, "algorithm"));

	if (!value_is_kind(signatures, VALUE_LIST) || signatures->size != 1)
		return REASON_ENTRY_SIGNATURE;
	return judge(check_signature(body, bytes_of(body, value_get(signature, "signature"))),
		     check_pem(body, bytes_of(body, value_get(signature, "verifier"))),
		     check_hex(body, value_get(hash, "value"), payload_digest(body, algorithm)));
}

/* types/intoto/v0.0.2; its signature is in base64 twice. */
static enum reason intoto_2(const struct body *body)
{
	const struct value *content = value_get(body->spec, "content");
	const struct value *signatures = get2(content, "envelope", "signatures");
	const struct value *hash = value_get(content, "payloadHash");
	const struct value *signature = value_first(signatures);
	struct span algorithm = text_of(body, value_get(hash, "algorithm")), bytes;

	if (!value_is_kind(signatures, VALUE_LIST) || signatures->size != 1 ||
	    !base64_read(bytes_of(body, value_get(signature, "sig")), body->arena, &bytes))
		return REASON_ENTRY_SIGNATURE;
	return judge(check_signature(body, bytes),
		     check_pem(body, bytes_of(body, value_get(signature, "publicKey"))),
		     check_hex(body, value_get(hash, "value"), payload_digest(body, algorithm)));
}

/* rekor/v2/hashedrekord.proto; of an envelope it is the hash of what is signed. */
static enum reason hashedrekord_2(const struct body *body)
{
	const struct value *entry = value_get(body->spec, "hashedRekordV002");
	const struct value *signature = value_get(entry, "signature");
	const struct value *data = value_get(entry, "data");
	struct span known = content_digest(
		body->content, text_of(body, value_get(data, "algorithm")), body->arena);
	bool same = known.n && span_eq(bytes_of(body, value_get(data, "digest")), known);

	return judge(check_signature(body, bytes_of(body, value_get(signature, "content"))),
		     check_verifier(body, value_get(signature, "verifier")),
		     same ? REASON_NONE : REASON_ENTRY_DIGEST);
}

/* rekor/v2/dsse.proto. */
static enum reason dsse_2(const struct body *body)
{
	const struct value *entry = value_get(body->spec, "dsseV002");
	const struct value *signatures = value_get(entry, "signatures");
	const struct value *hash = value_get(entry, "payloadHash");
	const struct value *signature = value_first(signatures);
	struct span known = payload_digest(body, text_of(body, value_get(hash, "algorithm")));
	bool same = known.n && span_eq(bytes_of(body, value_get(hash, "digest")), known);

	if (!value_is_kind(signatures, VALUE_LIST) || signatures->size != 1)
		return REASON_ENTRY_SIGNATURE;
	return judge(check_signature(body, bytes_of(body, value_get(signature, "content"))),
		     check_verifier(body, value_get(signature, "verifier")),
		     same ? REASON_NONE : REASON_ENTRY_DIGEST);
}

static const struct {
	const char *kind, *version;
	enum { OF_MESSAGES = 1, OF_ENVELOPES = 2 } of;
	enum reason (*check)(const struct body *body);
} kinds[] = {
	{ "hashedrekord", "0.0.1", OF_MESSAGES, hashedrekord_1 },
	{ "hashedrekord", "0.0.2", OF_MESSAGES | OF_ENVELOPES, hashedrekord_2 },
	{ "dsse", "0.0.1", OF_ENVELOPES, dsse_1 },
	{ "dsse", "0.0.2", OF_ENVELOPES, dsse_2 },
	{ "intoto", "0.0.2", OF_ENVELOPES, intoto_2 },
};

enum reason entry_check(const struct bundle_entry *entry, const struct bundle *bundle,
			const struct content *content, const struct signer *signer,
			struct arena *arena)
{
	struct body body = {
		.bundle = bundle, .content = content, .signer = signer, .arena = arena
	};
	unsigned of = bundle->is_envelope ? OF_ENVELOPES : OF_MESSAGES;
	struct span kind, version;
	struct json json;

	if (!protojson_fits(entry->body))
		return REASON_JSON_TOO_LARGE;
	json_parse(&json, arena, entry->body);
	if (json.why || !value_is_kind(json.root, VALUE_MAP))
		return REASON_ENTRY_MALFORMED;
	kind = text_of(&body, value_get(json.root, "kind"));
	version = text_of(&body, value_get(json.root, "apiVersion"));
	body.spec = value_get(json.root, "spec");
	if (!span_eq(kind, entry->kind) || !span_eq(version, entry->version))
		return REASON_ENTRY_KIND;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (span_is(kind, kinds[i].kind) && span_is(version, kinds[i].version))
			return kinds[i].of & of ? kinds[i].check(&body) : REASON_ENTRY_KIND;
	return REASON_ENTRY_KIND;
}
