/*
 * Signatures of cosign, put into the clothes of bundles.
 *
 * A layer is a payload ("simple signing") or an envelope, and its annotations hold what a bundle
 * has in fields (cosign, SIGNATURE_SPEC.md): signature, certificate and chain in PEM, the answer of
 * the log, a timestamp. The log only promised, so that it is a bundle of version 0.1; chains have
 * their root with them, which whoever verifies them has to pass over.
 */
#include "trust/oci/signature.h"

#include "base/base64.h"
#include "base/hex.h"
#include "base/jsonw.h"
#include "sys/digest.h"
#include "trust/oci/document.h"
#include "trust/oms/certificate.h"

enum { CHAIN_MAX = 16 };

struct making {
	const struct oci_source *source;
	struct oci_descriptor layer;
	struct span bytes; /* of the blob */
	struct protojson in;
	struct jsonw w;
};

static const struct {
	const char *media_type; /* or its beginning */
	enum oci_form form;
} forms[] = {
	{ "application/vnd.dev.sigstore.bundle", OCI_BUNDLE },
	{ "application/vnd.dev.cosign.simplesigning.v1+json", OCI_PAYLOAD },
	{ "application/vnd.dsse.envelope.v1+json", OCI_ENVELOPE },
};

const char *oci_form_word(enum oci_form form)
{
	static const char *const words[OCI_FORMS] = {
		[OCI_BUNDLE] = "bundle", [OCI_PAYLOAD] = "payload", [OCI_ENVELOPE] = "envelope"
	};

	return words[form];
}

static struct span note(struct making *making, const char *key)
{
	return oci_annotation(&making->layer, key, making->in.arena);
}

/* Who signed. */

static void write_certificate(struct making *making, struct span der)
{
	jsonw_map(&making->w, NULL);
	jsonw_text(&making->w, "rawBytes", base64_write(der, making->in.arena));
	jsonw_map_end(&making->w);
}

static void write_chain(struct making *making, struct span pem)
{
	struct span all[CHAIN_MAX];
	size_t n;

	if (!pem.n)
		return;
	if (!oms_certificates_read(pem, making->in.arena, all, CHAIN_MAX, &n)) {
		protojson_fault(&making->in, REASON_CERTIFICATE_MALFORMED, "chain");
		return;
	}
	for (size_t i = 0; i < n; i++)
		write_certificate(making, all[i]);
}

static void write_signer(struct making *making)
{
	struct span pem = note(making, "dev.sigstore.cosign/certificate"), leaf;
	struct jsonw *w = &making->w;

	if (!pem.n) {
		jsonw_map(w, "publicKey");
		jsonw_word(w, "hint", "");
		jsonw_map_end(w);
		return;
	}
	jsonw_map(w, "x509CertificateChain");
	jsonw_list(w, "certificates");
	if (pem_read(pem, "CERTIFICATE", making->in.arena, &leaf))
		write_certificate(making, leaf);
	else
		protojson_fault(&making->in, REASON_CERTIFICATE_MALFORMED, "certificate");
	write_chain(making, note(making, "dev.sigstore.cosign/chain"));
	jsonw_list_end(w);
	jsonw_map_end(w);
}

/* What others say of it. */

/* Of the entry's body, which names itself. */
static void write_kind(struct making *making, struct span body)
{
	struct span bytes = { 0 }, kind, version;
	const struct value *root;

	if (!base64_read(body, making->in.arena, &bytes))
		protojson_fault(&making->in, REASON_BASE64_MALFORMED, "body");
	root = protojson_parse(&making->in, bytes);
	kind = protojson_text(&making->in, root, "kind");
	version = protojson_text(&making->in, root, "apiVersion");
	jsonw_map(&making->w, "kindVersion");
	jsonw_text(&making->w, "kind", kind);
	jsonw_text(&making->w, "version", version);
	jsonw_map_end(&making->w);
}

static struct span number_text(struct making *making, const struct value *map, const char *key)
{
	return span_str(arena_printf(making->in.arena, "%llu",
				     (unsigned long long)protojson_number(&making->in, map, key)));
}

static void write_entry(struct making *making, const struct value *said)
{
	struct protojson *in = &making->in;
	const struct value *payload = protojson_map(in, said, "Payload");
	struct span body = protojson_text(in, payload, "body"), log = { 0 };
	struct jsonw *w = &making->w;

	if (!hex_read(protojson_text(in, payload, "logID"), in->arena, &log))
		protojson_fault(in, REASON_FIELD_MALFORMED, "logID");
	jsonw_map(w, NULL);
	jsonw_text(w, "logIndex", number_text(making, payload, "logIndex"));
	jsonw_map(w, "logId");
	jsonw_text(w, "keyId", base64_write(log, in->arena));
	jsonw_map_end(w);
	write_kind(making, body);
	jsonw_text(w, "integratedTime", number_text(making, payload, "integratedTime"));
	jsonw_map(w, "inclusionPromise");
	jsonw_text(w, "signedEntryTimestamp", protojson_text(in, said, "SignedEntryTimestamp"));
	jsonw_map_end(w);
	jsonw_text(w, "canonicalizedBody", body);
	jsonw_map_end(w);
}

static void write_entries(struct making *making)
{
	struct span text = note(making, "dev.sigstore.cosign/bundle");
	const struct value *said = text.n ? protojson_parse(&making->in, text) : NULL;

	jsonw_list(&making->w, "tlogEntries");
	if (said)
		write_entry(making, said);
	jsonw_list_end(&making->w);
}

static void write_time(struct making *making)
{
	struct span text = note(making, "dev.sigstore.cosign/rfc3161timestamp");
	const struct value *said = text.n ? protojson_parse(&making->in, text) : NULL;
	struct jsonw *w = &making->w;

	if (!said)
		return;
	jsonw_map(w, "timestampVerificationData");
	jsonw_list(w, "rfc3161Timestamps");
	jsonw_map(w, NULL);
	jsonw_text(w, "signedTimestamp",
		   protojson_text(&making->in, said, "SignedRFC3161Timestamp"));
	jsonw_map_end(w);
	jsonw_list_end(w);
	jsonw_map_end(w);
}

/* What is signed. */

static void write_payload(struct making *making)
{
	struct jsonw *w = &making->w;
	uint8_t digest[SHA256_SIZE];

	digest_of_parts(&making->bytes, 1, digest);
	jsonw_map(w, "messageSignature");
	jsonw_map(w, "messageDigest");
	jsonw_word(w, "algorithm", "SHA2_256");
	jsonw_text(w, "digest", base64_write(span_of(digest, sizeof(digest)), making->in.arena));
	jsonw_map_end(w);
	jsonw_text(w, "signature", note(making, "dev.cosignproject.cosign/signature"));
	jsonw_map_end(w);
}

static void write_envelope(struct making *making)
{
	const struct value *root = protojson_parse(&making->in, making->bytes);

	if (root)
		jsonw_raw(&making->w, "dsseEnvelope", protojson_source(making->bytes, root));
}

static void write_bundle(struct making *making, enum oci_form form)
{
	struct jsonw *w = &making->w;

	jsonw_map(w, NULL);
	jsonw_word(w, "mediaType", "application/vnd.dev.sigstore.bundle+json;version=0.1");
	jsonw_map(w, "verificationMaterial");
	write_signer(making);
	write_entries(making);
	write_time(making);
	jsonw_map_end(w);
	if (form == OCI_PAYLOAD)
		write_payload(making);
	else
		write_envelope(making);
	jsonw_map_end(w);
	jsonw_end(w);
}

static struct span make_bundle(struct making *making, enum oci_form form)
{
	struct sink_buf out;
	struct span bundle = { 0 };
	struct buf text;

	buf_init(&text, *making->source->room);
	sink_into_buf(&out, &text);
	jsonw_init(&making->w, &out.sink);
	write_bundle(making, form);
	if (sink_flush(&out.sink) == OK)
		bundle = arena_copy(making->source->keep, buf_view(&text));
	else
		protojson_fault(&making->in, REASON_BUNDLE_TOO_LARGE, NULL);
	buf_free(&text);
	return bundle;
}

/* What it is about. */

/* critical.image.docker-manifest-digest: what the payload is for. */
static struct span named_by(struct making *making)
{
	struct protojson *in = &making->in;
	const struct value *critical =
		protojson_map(in, protojson_parse(in, making->bytes), "critical");

	return protojson_text(in, protojson_map(in, critical, "image"), "docker-manifest-digest");
}

/* Whether the payload names the target. An envelope says what it is about to whoever verifies it.
 */
static bool is_about(struct making *making, enum oci_form form)
{
	return form != OCI_PAYLOAD || span_eq(named_by(making), making->source->target);
}

static void make(struct making *making, struct oci_signature *signature)
{
	size_t *room = making->source->room;

	if (signature->form == OCI_PAYLOAD)
		signature->payload = arena_copy(making->source->keep, making->layer.digest);
	signature->bundle = signature->form == OCI_BUNDLE ? making->bytes
							  : make_bundle(making, signature->form);
	if (signature->bundle.n > *room)
		protojson_fault(&making->in, REASON_BUNDLE_TOO_LARGE, NULL);
	if (making->in.reason == REASON_NONE) {
		*room -= signature->bundle.n;
		return;
	}
	signature->reason = making->in.reason;
	signature->detail = span_str(making->in.at);
	signature->bundle = (struct span){ 0 };
}

bool oci_signature_read(const struct oci_source *source, const struct value *layer,
			struct oci_signature *signature)
{
	struct making making = { .source = source, .in = { .arena = source->scratch } };
	const struct oci_blob *blob;
	size_t i = 0;

	if (oci_descriptor_read(layer, source->scratch, &making.layer) != REASON_NONE)
		return false;
	while (i < sizeof(forms) / sizeof(*forms) &&
	       !span_starts(making.layer.media_type, forms[i].media_type))
		i++;
	if (i == sizeof(forms) / sizeof(*forms))
		return false;
	blob = oci_store_find(source->store, making.layer.digest);
	*signature = (struct oci_signature){ .form = forms[i].form,
					     .reason = oci_blob_reason(blob),
					     .manifest = source->manifest };
	if (signature->reason != REASON_NONE)
		return source->is_sure;
	making.bytes = blob->bytes;
	if (!is_about(&making, forms[i].form)) {
		signature->reason =
			making.in.reason == REASON_NONE ? REASON_SUBJECT_MISSING : making.in.reason;
		return source->is_sure;
	}
	make(&making, signature);
	return true;
}
