/* Taking bundles apart. */
#include "trust/sigstore/bundle.h"

#include "trust/protojson.h"

/* Media types and the version they stand for. */
static const struct {
	const char *type;
	unsigned version;
} media_types[] = {
	{ "application/vnd.dev.sigstore.bundle+json;version=0.1", 1 },
	{ "application/vnd.dev.sigstore.bundle+json;version=0.2", 2 },
	{ "application/vnd.dev.sigstore.bundle+json;version=0.3", 3 },
	{ BUNDLE_MEDIA_TYPE, 3 },
};

unsigned bundle_version(struct span media_type)
{
	for (size_t i = 0; i < sizeof(media_types) / sizeof(*media_types); i++)
		if (span_is(media_type, media_types[i].type))
			return media_types[i].version;
	return 0;
}

static void read_version(struct protojson *in, const struct value *root, struct bundle *bundle)
{
	bundle->version = bundle_version(protojson_text(in, root, "mediaType"));
	if (!bundle->version)
		protojson_fault(in, REASON_BUNDLE_VERSION, "mediaType");
}

/* Verification material. */

static void read_chain(struct protojson *in, const struct value *chain, struct bundle *bundle)
{
	value_each (item, protojson_list(in, chain, "certificates")) {
		if (bundle->n_certificates == BUNDLE_CERTIFICATES_MAX) {
			protojson_fault(in, REASON_BUNDLE_TOO_LARGE, "certificates");
			return;
		}
		bundle->certificates[bundle->n_certificates++] =
			protojson_bytes(in, item, "rawBytes");
	}
}

/* One of three, and no other. */
static void read_signer(struct protojson *in, const struct value *material, struct bundle *bundle)
{
	const struct value *key = protojson_map(in, material, "publicKey");
	const struct value *chain = protojson_map(in, material, "x509CertificateChain");
	const struct value *certificate = protojson_map(in, material, "certificate");

	if ((key != NULL) + (chain != NULL) + (certificate != NULL) > 1)
		protojson_fault(in, REASON_BUNDLE_AMBIGUOUS, "verificationMaterial");
	bundle->certificates =
		arena_array(in->arena, BUNDLE_CERTIFICATES_MAX, sizeof(*bundle->certificates));
	bundle->is_keyed = key != NULL;
	if (key)
		bundle->hint = protojson_text(in, key, "hint");
	if (certificate)
		bundle->certificates[bundle->n_certificates++] =
			protojson_bytes(in, certificate, "rawBytes");
	if (chain)
		read_chain(in, chain, bundle);
	if (chain && bundle->version >= 3)
		protojson_fault(in, REASON_BUNDLE_CHAIN, "x509CertificateChain");
	if (!key && (!bundle->n_certificates || !bundle->certificates[0].n))
		protojson_fault(in, REASON_BUNDLE_NO_CERTIFICATE, "verificationMaterial");
}

static void read_timestamps(struct protojson *in, const struct value *material,
			    struct bundle *bundle)
{
	const struct value *data = protojson_map(in, material, "timestampVerificationData");

	bundle->timestamps =
		arena_array(in->arena, BUNDLE_TIMESTAMPS_MAX, sizeof(*bundle->timestamps));
	value_each (item, protojson_list(in, data, "rfc3161Timestamps")) {
		if (bundle->n_timestamps == BUNDLE_TIMESTAMPS_MAX) {
			protojson_fault(in, REASON_BUNDLE_TOO_LARGE, "rfc3161Timestamps");
			return;
		}
		bundle->timestamps[bundle->n_timestamps++] =
			protojson_bytes(in, item, "signedTimestamp");
	}
}

/* Entries of logs. */

static void read_proof(struct protojson *in, const struct value *proof, struct bundle_entry *out)
{
	out->has_proof = true;
	out->proof_index = protojson_number(in, proof, "logIndex");
	out->tree_size = protojson_number(in, proof, "treeSize");
	out->root_hash = protojson_bytes(in, proof, "rootHash");
	out->checkpoint = protojson_text(in, protojson_map(in, proof, "checkpoint"), "envelope");
	value_each (item, protojson_list(in, proof, "hashes")) {
		if (out->n_hashes == BUNDLE_HASHES_MAX) {
			protojson_fault(in, REASON_BUNDLE_TOO_LARGE, "hashes");
			return;
		}
		out->hashes[out->n_hashes++] = protojson_bytes_of(in, item, "hashes");
	}
}

static void read_entry(struct protojson *in, const struct value *entry, struct bundle_entry *out)
{
	const struct value *kind = protojson_map(in, entry, "kindVersion");
	const struct value *proof = protojson_map(in, entry, "inclusionProof");
	const struct value *promise = protojson_map(in, entry, "inclusionPromise");

	out->log_index = protojson_number(in, entry, "logIndex");
	out->key_id = protojson_bytes(in, protojson_map(in, entry, "logId"), "keyId");
	out->kind = protojson_text(in, kind, "kind");
	out->version = protojson_text(in, kind, "version");
	out->integrated_time = protojson_number(in, entry, "integratedTime");
	out->promise = protojson_bytes(in, promise, "signedEntryTimestamp");
	if (promise && !out->promise.n)
		protojson_fault(in, REASON_PROMISE_MISSING, "inclusionPromise");
	out->body = protojson_bytes(in, entry, "canonicalizedBody");
	if (proof)
		read_proof(in, proof, out);
}

/* Version 0.1 has a promise, the later ones have a proof (sigstore_bundle.proto, tlog_entries). */
static void check_entry(struct protojson *in, const struct bundle *bundle,
			const struct bundle_entry *entry)
{
	if (bundle->version == 1 && !entry->promise.n)
		protojson_fault(in, REASON_PROMISE_MISSING, "inclusionPromise");
	if (bundle->version > 1 && !entry->has_proof)
		protojson_fault(in, REASON_INCLUSION_MISSING, "inclusionProof");
}

static void read_entries(struct protojson *in, const struct value *material, struct bundle *bundle)
{
	bundle->entries = arena_array(in->arena, BUNDLE_ENTRIES_MAX, sizeof(*bundle->entries));
	value_each (item, protojson_list(in, material, "tlogEntries")) {
		struct bundle_entry *entry = &bundle->entries[bundle->n_entries];

		if (bundle->n_entries == BUNDLE_ENTRIES_MAX) {
			protojson_fault(in, REASON_BUNDLE_TOO_LARGE, "tlogEntries");
			return;
		}
		if (item->kind != VALUE_MAP)
			protojson_fault(in, REASON_FIELD_MALFORMED, "tlogEntries");
		entry->rests_on_promise = bundle->version == 1;
		read_entry(in, item, entry);
		check_entry(in, bundle, entry);
		bundle->n_entries++;
	}
}

/* Content. */

static void read_message(struct protojson *in, const struct value *message, struct bundle *bundle)
{
	const struct value *digest = protojson_map(in, message, "messageDigest");

	bundle->digest_algorithm = protojson_text(in, digest, "algorithm");
	bundle->digest = protojson_bytes(in, digest, "digest");
	if (digest && !bundle->digest.n)
		protojson_fault(in, REASON_DIGEST_MALFORMED, "messageDigest");
	bundle->signature = protojson_bytes(in, message, "signature");
}

static void read_envelope(struct protojson *in, const struct value *envelope, struct bundle *bundle)
{
	const struct value *signatures = protojson_list(in, envelope, "signatures");

	bundle->is_envelope = true;
	bundle->payload = protojson_bytes(in, envelope, "payload");
	bundle->payload_type = protojson_text(in, envelope, "payloadType");
	if (!signatures || signatures->size != 1)
		protojson_fault(in, REASON_ENVELOPE_SIGNATURES, "signatures");
	bundle->signature = protojson_bytes(in, value_first(signatures), "sig");
}

static void read_content(struct protojson *in, const struct value *root, struct bundle *bundle)
{
	const struct value *message = protojson_map(in, root, "messageSignature");
	const struct value *envelope = protojson_map(in, root, "dsseEnvelope");

	if (message && envelope)
		protojson_fault(in, REASON_BUNDLE_AMBIGUOUS, "dsseEnvelope");
	if (message)
		read_message(in, message, bundle);
	if (envelope)
		read_envelope(in, envelope, bundle);
	if (!bundle->signature.n)
		protojson_fault(in, REASON_BUNDLE_NO_SIGNATURE, NULL);
}

struct bundle_fault bundle_read(struct span text, struct arena *arena, struct bundle *bundle)
{
	struct protojson in = { .arena = arena, .lines_late = true };
	const struct value *root, *material;

	*bundle = (struct bundle){ 0 };
	if (text.n > BUNDLE_MAX)
		return (struct bundle_fault){ .reason = REASON_BUNDLE_TOO_LARGE };
	root = protojson_parse(&in, text);
	material = protojson_map(&in, root, "verificationMaterial");
	read_version(&in, root, bundle);
	read_signer(&in, material, bundle);
	read_content(&in, root, bundle);
	read_timestamps(&in, material, bundle);
	read_entries(&in, material, bundle);
	return (struct bundle_fault){ in.reason, in.late, in.at };
}
