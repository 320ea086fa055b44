/* Reading and verifying timestamps. */
#include "trust/sigstore/timestamp.h"

#include "sys/digest.h"
#include "trust/der.h"
#include "trust/sigstore/chain.h"

/* Object identifiers. */
static const struct span oid_signed_data = SPAN("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02");
static const struct span oid_tst_info = SPAN("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04");
static const struct span oid_content_type = SPAN("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03");
static const struct span oid_message_digest = SPAN("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04");
static const struct span oid_signing_certificate =
	SPAN("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0c");
static const struct span oid_signing_certificate_v2 =
	SPAN("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f");
static const struct span oid_key_identifier = SPAN("\x55\x1d\x0e");

enum { RESPONSE_MAX = 1 << 20, STATUS_GRANTED_WITH_MODS = 1 };

static const struct {
	struct span oid;
	const char *name;
} hashes[] = {
	{ SPAN("\x60\x86\x48\x01\x65\x03\x04\x02\x01"), "sha256" },
	{ SPAN("\x60\x86\x48\x01\x65\x03\x04\x02\x02"), "sha384" },
	{ SPAN("\x60\x86\x48\x01\x65\x03\x04\x02\x03"), "sha512" },
};

/* What a token says, as far as it is needed. */
struct token {
	struct span info;		    /* TSTInfo, DER */
	struct span issuer, serial, key_id; /* of the signer's certificate: either way to name it */
	const char *hash;		    /* of content and attributes */
	struct span attributes;		    /* within their tag */
	struct span signature;
	struct span imprint;
	const char *imprint_hash;
	int64_t time;
};

/* The hash of an AlgorithmIdentifier, or NULL. */
static const char *hash_of(struct span algorithm)
{
	struct reader r = reader_of(algorithm);
	struct span oid = der_take(&r, DER_OID);

	for (size_t i = 0; i < sizeof(hashes) / sizeof(*hashes); i++)
		if (!r.bad && span_eq(oid, hashes[i].oid))
			return hashes[i].name;
	return NULL;
}

static bool digest_is(const char *hash, struct span bytes, struct span digest)
{
	uint8_t room[DIGEST_SIZE_MAX];

	return span_eq(digest, span_of(room, digest_named(span_str(hash), bytes, room)));
}

/* Reading. */

/* SignerInfo, RFC 5652 section 5.3. */
static bool read_signer(struct span body, struct token *token)
{
	struct reader r = reader_of(body), in;
	struct der who;

	(void)der_take(&r, DER_INTEGER); /* the version follows from how the signer is named */
	who = der_read(&r);
	if (who.tag == DER_SEQUENCE) {
		in = reader_of(who.body);
		token->issuer = der_read(&in).whole;
		token->serial = der_take(&in, DER_INTEGER);
		r.bad |= in.bad || reader_left(&in);
	} else if (who.tag == (DER_CONTEXT | 0)) {
		token->key_id = who.body;
	} else {
		return false;
	}
	token->hash = hash_of(der_take(&r, DER_SEQUENCE));
	token->attributes = der_take(&r, DER_CONTEXT_CONSTRUCTED | 0);
	(void)der_take(&r, DER_SEQUENCE); /* the key decides about the algorithm */
	token->signature = der_take(&r, DER_OCTET_STRING);
	(void)der_take_maybe(&r, DER_CONTEXT_CONSTRUCTED | 1); /* attributes without signature */
	return !r.bad && !reader_left(&r) && token->hash;
}

/* SignedData, RFC 5652 section 5.1. */
static bool read_signed_data(struct span body, struct token *token)
{
	struct reader r = reader_of(body), content, octets, signers;
	struct span signer;

	(void)der_take(&r, DER_INTEGER);
	(void)der_take(&r, DER_SET); /* hints at the hashes to come */
	content = reader_of(der_take(&r, DER_SEQUENCE));
	if (!span_eq(der_take(&content, DER_OID), oid_tst_info))
		return false;
	octets = reader_of(der_take(&content, DER_CONTEXT_CONSTRUCTED | 0));
	token->info = der_take(&octets, DER_OCTET_STRING);
	(void)der_take_maybe(&r, DER_CONTEXT_CONSTRUCTED | 0); /* certificates: not looked at */
	(void)der_take_maybe(&r, DER_CONTEXT_CONSTRUCTED | 1);
	signers = reader_of(der_take(&r, DER_SET));
	signer = der_take(&signers, DER_SEQUENCE);
	return !r.bad && !reader_left(&r) && !content.bad && !octets.bad && !signers.bad &&
	       !reader_left(&signers) && read_signer(signer, token);
}

/* A GeneralizedTime, whose fraction of a second does not count here. */
static bool read_time(const struct der *value, int64_t *time)
{
	char text[sizeof("YYYYMMDDHHMMSSZ")];
	struct der whole = *value;
	ptrdiff_t dot = span_byte(value->body, '.');
	size_t n = sizeof("YYYYMMDDHHMMSS") - 1;

	if (dot != SPAN_NONE && (size_t)dot == n && value->body.p[value->body.n - 1] == 'Z') {
		memcpy(text, value->body.p, n);
		text[n] = 'Z';
		whole.body = span_of(text, n + 1);
	}
	return whole.tag == DER_GENERALIZED_TIME && der_time(&whole, time);
}

/* TSTInfo, RFC 3161 section 2.4.2. */
static bool read_info(struct token *token)
{
	struct reader r = reader_of(token->info), imprint;
	struct span version;
	struct der time;

	r = reader_of(der_take(&r, DER_SEQUENCE));
	version = der_take(&r, DER_INTEGER);
	(void)der_take(&r, DER_OID); /* the authority's policy */
	imprint = reader_of(der_take(&r, DER_SEQUENCE));
	token->imprint_hash = hash_of(der_take(&imprint, DER_SEQUENCE));
	token->imprint = der_take(&imprint, DER_OCTET_STRING);
	(void)der_take(&r, DER_INTEGER); /* serial number */
	time = der_read(&r);
	return !r.bad && !imprint.bad && !reader_left(&imprint) &&
	       span_eq(version, (struct span)SPAN("\x01")) && token->imprint_hash &&
	       read_time(&time, &token->time);
}

/* TimeStampResp, RFC 3161 section 2.4.2. */
static bool read_response(struct span response, struct token *token)
{
	struct reader r = reader_of(response), status, content, in;
	struct span granted;

	if (response.n > RESPONSE_MAX || !der_strict(response))
		return false;
	r = reader_of(der_take(&r, DER_SEQUENCE));
	status = reader_of(der_take(&r, DER_SEQUENCE));
	granted = der_take(&status, DER_INTEGER);
	content = reader_of(der_take(&r, DER_SEQUENCE));
	if (granted.n != 1 || granted.p[0] > STATUS_GRANTED_WITH_MODS || r.bad || reader_left(&r) ||
	    !span_eq(der_take(&content, DER_OID), oid_signed_data))
		return false;
	in = reader_of(der_take(&content, DER_CONTEXT_CONSTRUCTED | 0));
	*token = (struct token){ 0 };
	return read_signed_data(der_take(&in, DER_SEQUENCE), token) && !in.bad &&
	       !reader_left(&in) && der_strict(token->info) && read_info(token);
}

/* Verifying. */

/* The only value of an attribute that is there once (RFC 5652 section 11). */
static bool find_attribute(const struct token *token, struct span oid, struct der *value)
{
	struct reader r = reader_of(token->attributes);
	unsigned n = 0;

	while (!r.bad && reader_left(&r)) {
		struct reader in = reader_of(der_take(&r, DER_SEQUENCE));
		bool wanted = span_eq(der_take(&in, DER_OID), oid);
		struct reader values = reader_of(der_take(&in, DER_SET));

		if (!wanted)
			continue;
		n++;
		*value = der_read(&values);
		r.bad |= in.bad || values.bad || reader_left(&values);
	}
	return !r.bad && n == 1;
}

/* Whether the first ESSCertID names the certificate (RFC 5035 sections 4 and 5). */
static bool names_certificate(struct span body, bool is_v2, const struct certificate *certificate)
{
	struct reader r = reader_of(body), in;
	const char *hash = is_v2 ? "sha256" : "sha1";
	struct span algorithm;

	r = reader_of(der_take(&r, DER_SEQUENCE)); /* the list of them */
	in = reader_of(der_take(&r, DER_SEQUENCE));
	algorithm = is_v2 ? der_take_maybe(&in, DER_SEQUENCE) : (struct span){ 0 };
	if (algorithm.n)
		hash = hash_of(algorithm);
	return hash && digest_is(hash, certificate->der, der_take(&in, DER_OCTET_STRING)) &&
	       !in.bad && !r.bad;
}

static bool is_bound_to(const struct token *token, const struct certificate *certificate)
{
	struct der value;

	if (find_attribute(token, oid_signing_certificate_v2, &value))
		return names_certificate(value.body, true, certificate);
	return find_attribute(token, oid_signing_certificate, &value) &&
	       names_certificate(value.body, false, certificate);
}

static bool is_signed_by(const struct token *token, struct certificate *certificate,
			 struct arena *arena)
{
	struct der type, digest;

	return find_attribute(token, oid_content_type, &type) && type.tag == DER_OID &&
	       span_eq(type.body, oid_tst_info) &&
	       find_attribute(token, oid_message_digest, &digest) &&
	       digest.tag == DER_OCTET_STRING && digest_is(token->hash, token->info, digest.body) &&
	       is_bound_to(token, certificate) &&
	       public_key_verify_by(&certificate->key, token->hash,
				    der_write(DER_SET, &token->attributes, 1, arena),
				    token->signature);
}

static bool is_signer(const struct token *token, const struct certificate *certificate)
{
	const struct extension *key_id;
	struct reader r;

	if (token->issuer.n)
		return span_eq(token->issuer, certificate->issuer) &&
		       span_eq(token->serial, certificate->serial);
	key_id = certificate_extension(certificate, oid_key_identifier);
	if (!key_id)
		return false;
	r = reader_of(key_id->value);
	return span_eq(der_take(&r, DER_OCTET_STRING), token->key_id);
}

static enum reason verify_by(const struct token *token, struct root_authority *authority,
			     struct arena *arena)
{
	enum reason reason;

	if (!is_signer(token, &authority->certificates[0]))
		return REASON_TIMESTAMP_UNTRUSTED;
	reason = chain_check(authority, CHAIN_TIME_STAMPING, token->time);
	if (reason == REASON_AUTHORITY_TIME)
		return REASON_TIMESTAMP_TIME;
	if (reason != REASON_NONE)
		return reason;
	return is_signed_by(token, &authority->certificates[0], arena) ? REASON_NONE
								       : REASON_TIMESTAMP_WRONG;
}

enum reason timestamp_check(struct span response, struct span stamped, struct sigstore_root *root,
			    struct arena *arena, struct timestamp *out)
{
	enum reason best = REASON_TIMESTAMP_UNTRUSTED;
	struct token token;

	if (!read_response(response, &token))
		return REASON_TIMESTAMP_MALFORMED;
	for (size_t i = 0; i < root->n_time_authorities; i++) {
		enum reason reason = verify_by(&token, &root->time_authorities[i], arena);

		if (reason == REASON_TIMESTAMP_UNTRUSTED)
			continue;
		best = reason;
		*out = (struct timestamp){ token.time, &root->time_authorities[i],
					   token.signature };
		if (reason == REASON_NONE)
			break;
	}
	if (best == REASON_NONE && !digest_is(token.imprint_hash, stamped, token.imprint))
		return REASON_TIMESTAMP_OTHER;
	return best;
}
