/* Files of signatures. */
#include "trust/oms/signature.h"

#include "trust/sigstore/bundle.h"

const char *oms_way_name(enum oms_way way)
{
	static const char *const names[] = {
		[OMS_KEY] = "key", [OMS_CERTIFICATE] = "certificate", [OMS_SIGSTORE] = "sigstore"
	};

	return names[way];
}

/* Reading. */

static void read_chain(struct protojson *in, const struct value *chain,
		       struct oms_signature *signature)
{
	const struct value *list = protojson_list(in, chain, "certificates");

	signature->way = OMS_CERTIFICATE;
	if (!list || list->size < 1 || list->size > OMS_CERTIFICATES_MAX) {
		protojson_fault(in, REASON_BUNDLE_NO_CERTIFICATE, "x509CertificateChain");
		return;
	}
	signature->certificates =
		arena_array(in->arena, list->size, sizeof(*signature->certificates));
	value_each (item, list)
		signature->certificates[signature->n_certificates++] =
			protojson_bytes(in, item, "rawBytes");
}

/* Releases before 1.1 gave the key itself instead of a hint. Both only say which key to look for.
 */
static void read_key(struct protojson *in, const struct value *key, struct oms_signature *signature)
{
	signature->way = OMS_KEY;
	signature->hint = protojson_text(in, key, "hint");
	if (!signature->hint.n && !protojson_get(key, "rawBytes"))
		protojson_fault(in, REASON_BUNDLE_NO_CERTIFICATE, "publicKey");
}

static void read_material(struct protojson *in, const struct value *material,
			  struct oms_signature *signature)
{
	const struct value *key = protojson_map(in, material, "publicKey");
	const struct value *chain = protojson_map(in, material, "x509CertificateChain");
	const struct value *certificate = protojson_map(in, material, "certificate");
	int n = (key != NULL) + (chain != NULL) + (certificate != NULL);

	if (n != 1)
		protojson_fault(in, n ? REASON_BUNDLE_AMBIGUOUS : REASON_BUNDLE_NO_CERTIFICATE,
				"verificationMaterial");
	if (certificate)
		signature->way = OMS_SIGSTORE;
	else if (chain)
		read_chain(in, chain, signature);
	else if (key)
		read_key(in, key, signature);
}

void oms_signature_read(struct protojson *in, struct span text, struct oms_signature *signature)
{
	const struct value *root, *envelope;

	*signature = (struct oms_signature){ 0 };
	if (text.n > OMS_SIGNATURE_MAX) {
		protojson_fault(in, REASON_BUNDLE_TOO_LARGE, NULL);
		return;
	}
	root = protojson_parse(in, text);
	if (!root)
		return;
	if (!bundle_version(protojson_text(in, root, "mediaType")))
		protojson_fault(in, REASON_BUNDLE_VERSION, "mediaType");
	read_material(in, protojson_map(in, root, "verificationMaterial"), signature);
	envelope = protojson_map(in, root, "dsseEnvelope");
	if (!envelope)
		protojson_fault(in, REASON_BUNDLE_NO_SIGNATURE, "dsseEnvelope");
	if (envelope && protojson_get(root, "messageSignature"))
		protojson_fault(in, REASON_BUNDLE_AMBIGUOUS, "messageSignature");
	dsse_read(in, envelope, &signature->envelope);
	if (signature->envelope.n > 1)
		protojson_fault(in, REASON_ENVELOPE_SIGNATURES, "signatures");
	if (!span_is(signature->envelope.type, DSSE_IN_TOTO))
		protojson_fault(in, REASON_PAYLOAD_TYPE, "payloadType");
}

/* Version 0.2. */

enum { LEGACY_GROWTH = 4 };

/* The letter behind a backslash, or 0. */
static uint8_t escape_of(uint8_t c, uint8_t quote)
{
	switch (c) {
	case '\t':
		return 't';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	default:
		return c == '\\' || c == quote ? c : 0;
	}
}

/* repr(bytes) of Python: in double quotes only when there is a single one inside and no double. */
static struct span python_bytes(struct span bytes, struct arena *arena)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t *out = arena_alloc(arena, LEGACY_GROWTH * bytes.n + sizeof("b''"));
	bool in_double = span_byte(bytes, '\'') != SPAN_NONE && span_byte(bytes, '"') == SPAN_NONE;
	uint8_t quote = in_double ? '"' : '\'';
	size_t n = 0;

	out[n++] = 'b';
	out[n++] = quote;
	for (size_t i = 0; i < bytes.n; i++) {
		uint8_t c = bytes.p[i], escape = escape_of(c, quote);

		if (escape) {
			out[n++] = '\\';
			out[n++] = escape;
		} else if (c >= ' ' && c < 0x7f) {
			out[n++] = c;
		} else {
			out[n++] = '\\';
			out[n++] = 'x';
			out[n++] = (uint8_t)digits[c >> 4];
			out[n++] = (uint8_t)digits[c & 15];
		}
	}
	out[n++] = quote;
	return span_of(out, n);
}

struct span oms_legacy_bytes(struct span type, struct span payload, struct arena *arena)
{
	const char *head = arena_printf(arena, "DSSEV1 %zu ", type.n);
	const char *middle = arena_printf(arena, " %zu ", payload.n);
	const struct span parts[] = { span_str(head), type, span_str(middle),
				      python_bytes(payload, arena) };

	return arena_join(arena, parts, sizeof(parts) / sizeof(*parts));
}
