/* Signatures of models: by a key, a certificate or through sigstore. */
#include "trust/oms/verify.h"

#include "base/hex.h"
#include "sys/digest.h"
#include "trust/key/key.h"
#include "trust/sigstore/root.h"

/* The signature over the bytes of DSSE, or as version 0.2 made it; that one always took SHA-256. */
static bool is_signed_by(struct public_key *key, const struct oms_signature *signature,
			 struct arena *arena)
{
	const struct dsse *envelope = &signature->envelope;
	struct span bytes = dsse_signed_bytes(envelope->type, envelope->payload, arena);
	struct span legacy;

	if (public_key_verify_by(key, key_hash(key), bytes, envelope->signatures[0].bytes))
		return true;
	if (!public_key_is_ec(key->kind) || !span_has(envelope->payload, OMS_PREDICATE_LEGACY))
		return false;
	legacy = oms_legacy_bytes(envelope->type, envelope->payload, arena);
	return public_key_verify_by(key, "sha256", legacy, envelope->signatures[0].bytes) ||
	       public_key_verify_by(key, key_hash(key), legacy, envelope->signatures[0].bytes);
}

/* A hint is the digest of the key as PEM; others write it as base64 of the digest of its DER. */
static bool is_hint_of(const struct public_key *key, struct span hint, struct arena *arena)
{
	uint8_t digest[SHA256_SIZE];
	struct span pem = key_pem(key, arena);

	digest_of_parts(&pem, 1, digest);
	return span_eq(hint, hex_text(span_of(digest, sizeof(digest)), arena));
}

static void tell_key(const struct public_key *key, struct arena *arena,
		     struct sigstore_verdict *verdict)
{
	uint8_t digest[SHA256_SIZE];

	digest_of_parts(&key->spki, 1, digest);
	sigstore_tell(verdict, "algorithm", span_str(key_algorithm(key)));
	sigstore_tell(verdict, "key", hex_text(span_of(digest, sizeof(digest)), arena));
}

static enum reason verify_by(struct public_key *key, const struct oms_signature *signature,
			     struct arena *arena, struct sigstore_verdict *verdict)
{
	if (is_signed_by(key, signature, arena)) {
		tell_key(key, arena, verdict);
		return REASON_NONE;
	}
	if (signature->hint.n && !is_hint_of(key, signature->hint, arena))
		return REASON_KEY_OTHER;
	return REASON_SIGNATURE_WRONG;
}

static enum reason by_key(const struct oms_question *question,
			  const struct oms_signature *signature, struct arena *arena,
			  struct sigstore_verdict *verdict)
{
	struct key key;
	enum reason reason = key_read(question->key, arena, &key);

	if (reason == REASON_NONE)
		reason = verify_by(&key.public, signature, arena, verdict);
	public_key_free(&key.public);
	return reason;
}

static enum reason by_certificate(const struct oms_question *question,
				  const struct oms_signature *signature, struct arena *arena,
				  struct sigstore_verdict *verdict)
{
	struct public_key key;
	enum reason reason =
		oms_certificate_check(signature->certificates, signature->n_certificates,
				      &question->authorities, arena, &key, verdict);

	if (reason == REASON_NONE)
		reason = verify_by(&key, signature, arena, verdict);
	public_key_free(&key);
	return reason;
}

/* The payload is no fact: it is read as the manifest. */
static enum reason by_sigstore(const struct oms_question *question, struct arena *arena,
			       struct sigstore_verdict *verdict)
{
	struct sigstore_verdict found = { 0 };
	struct sigstore_root root;
	const struct sigstore_question asked = { .bundle = question->signature,
						 .policy = &question->policy,
						 .root = &root };

	found.reason = sigstore_root_read(question->root, arena, &root, &found.detail);
	if (found.reason == REASON_NONE)
		sigstore_verify(&asked, arena, &found);
	verdict->detail = found.detail;
	for (size_t i = 0; i < found.n_facts; i++)
		if (!span_is(found.facts[i].name, "payload"))
			verdict->facts[verdict->n_facts++] = found.facts[i];
	sigstore_root_free(&root);
	return found.reason;
}

static enum reason verify(const struct oms_question *question,
			  const struct oms_signature *signature, struct arena *arena,
			  struct sigstore_verdict *verdict)
{
	if (signature->way != question->way) {
		verdict->detail = span_str(oms_way_name(signature->way));
		return REASON_METHOD_OTHER;
	}
	if (question->way == OMS_KEY)
		return by_key(question, signature, arena, verdict);
	if (question->way == OMS_CERTIFICATE)
		return by_certificate(question, signature, arena, verdict);
	return by_sigstore(question, arena, verdict);
}

/* Nobody relies on the order, but who makes such lists in one of the dialects puts them in order.
 */
static void tell_order(const struct oms_manifest *manifest, struct sigstore_verdict *verdict)
{
	if (!oms_manifest_sorted(manifest, OMS_BY_NAME) &&
	    !oms_manifest_sorted(manifest, OMS_BY_PARTS))
		sigstore_tell(verdict, "list-order", (struct span)SPAN("of neither dialect"));
}

static void keep_fault(const struct protojson *in, struct sigstore_verdict *verdict)
{
	if (in->reason == REASON_NONE)
		return;
	verdict->reason = in->reason;
	verdict->detail = span_str(in->at);
}

void oms_verify(const struct oms_question *question, struct arena *arena, struct oms_answer *answer)
{
	struct protojson in = { .arena = arena };
	struct sigstore_verdict *verdict = &answer->verdict;
	struct oms_signature signature;

	*answer = (struct oms_answer){ 0 };
	verdict->facts = arena_array(arena, SIGSTORE_FACTS_MAX, sizeof(*verdict->facts));
	oms_signature_read(&in, question->signature, &signature);
	keep_fault(&in, verdict);
	if (verdict->reason == REASON_NONE)
		verdict->reason = verify(question, &signature, arena, verdict);
	if (verdict->reason != REASON_NONE)
		return;
	oms_manifest_read(&in, signature.envelope.payload, &answer->manifest);
	keep_fault(&in, verdict);
	if (verdict->reason == REASON_NONE)
		tell_order(&answer->manifest, verdict);
}
