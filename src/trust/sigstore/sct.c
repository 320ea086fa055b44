/* Reading and verifying signed certificate timestamps. */
#include "trust/sigstore/sct.h"

#include "sys/digest.h"
#include "trust/der.h"

/* 1.3.6.1.4.1.11129.2.4.2 */
static const struct span oid_sct = SPAN("\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02");

enum {
	HASH_SHA256 = 4,
	SIGNATURE_RSA = 1,
	SIGNATURE_ECDSA = 3, /* RFC 5246 section 7.4.1.4.1 */
	PRECERT_ENTRY = 1,
	LOGS_MAX = 64,
	MILLISECONDS = 1000,
};

struct sct {
	uint8_t version;
	struct span log, extensions, signature;
	uint64_t time_ms;
	uint8_t hash, algorithm;
};

static bool read_sct(struct span bytes, struct sct *sct)
{
	struct reader r = reader_of(bytes);

	sct->version = reader_u8(&r);
	sct->log = reader_take(&r, SHA256_SIZE);
	sct->time_ms = reader_be(&r, 8);
	sct->extensions = reader_take(&r, reader_be(&r, 2));
	sct->hash = reader_u8(&r);
	sct->algorithm = reader_u8(&r);
	sct->signature = reader_take(&r, reader_be(&r, 2));
	return !r.bad && !reader_left(&r) && sct->version == 0 && sct->hash == HASH_SHA256;
}

static struct span big_endian(uint64_t value, unsigned n_bytes, struct arena *arena)
{
	uint8_t *bytes = arena_alloc(arena, n_bytes);

	for (unsigned i = 0; i < n_bytes; i++)
		bytes[i] = (uint8_t)(value >> (8 * (n_bytes - 1 - i)));
	return span_of(bytes, n_bytes);
}

/* What the log has signed (section 3.2). */
static struct span signed_text(const struct sct *sct, struct span tbs,
			       const struct certificate *issuer, struct arena *arena)
{
	uint8_t issuer_key[SHA256_SIZE];
	const struct span parts[] = {
		SPAN("\0\0"), /* version 1, certificate_timestamp */
		big_endian(sct->time_ms, 8, arena),
		big_endian(PRECERT_ENTRY, 2, arena),
		{ issuer_key, sizeof(issuer_key) },
		big_endian(tbs.n, 3, arena),
		tbs,
		big_endian(sct->extensions.n, 2, arena),
		sct->extensions,
	};

	digest_of_parts(&issuer->key.spki, 1, issuer_key);
	return arena_join(arena, parts, sizeof(parts) / sizeof(*parts));
}

static bool is_kind(const struct root_log *log, uint8_t algorithm)
{
	return (public_key_is_ec(log->key.kind) && algorithm == SIGNATURE_ECDSA) ||
	       (log->key.kind == KEY_RSA && algorithm == SIGNATURE_RSA);
}

/* Against all keys that the root has for that log; there may be one a period. */
static enum reason verify(const struct sct *sct, struct span text, const struct sigstore_root *root)
{
	enum reason reason = REASON_SCT_UNTRUSTED;

	for (size_t i = 0; i < root->n_ct_logs; i++) {
		struct root_log *log = &root->ct_logs[i];

		if (!span_eq(log->key_id, sct->log))
			continue;
		if (!period_has(log->period, (int64_t)(sct->time_ms / MILLISECONDS)))
			reason = reason == REASON_SCT_UNTRUSTED ? REASON_SCT_TIME : reason;
		else if (is_kind(log, sct->algorithm) &&
			 public_key_verify_by(&log->key, "sha256", text, sct->signature))
			return REASON_NONE;
		else
			reason = REASON_SCT_WRONG;
	}
	return reason;
}

static struct reader open_list(const struct extension *extension)
{
	struct reader r = reader_of(extension->value);
	struct reader list = reader_of(der_take(&r, DER_OCTET_STRING)), in;

	in = reader_sub(&list, reader_be(&list, 2));
	in.bad |= r.bad || reader_left(&r) || list.bad || reader_left(&list);
	return in;
}

enum reason sct_check(const struct certificate *certificate, const struct certificate *issuer,
		      const struct sigstore_root *root, struct arena *arena, unsigned *n)
{
	const struct extension *extension = certificate_extension(certificate, oid_sct);
	struct span tbs = certificate_without(certificate, oid_sct, arena), seen[LOGS_MAX];
	enum reason best = REASON_SCT_MISSING;
	struct reader r;

	*n = 0;
	if (!extension)
		return REASON_SCT_MISSING;
	r = open_list(extension);
	while (!r.bad && reader_left(&r) && *n < LOGS_MAX) {
		struct sct sct;
		enum reason reason;
		bool again = false;

		if (!read_sct(reader_take(&r, reader_be(&r, 2)), &sct) || r.bad)
			return REASON_SCT_MALFORMED;
		reason = verify(&sct, signed_text(&sct, tbs, issuer, arena), root);
		if (reason == REASON_SCT_WRONG)
			return reason;
		best = reason == REASON_NONE || best == REASON_SCT_MISSING ? reason : best;
		for (unsigned i = 0; i < *n; i++)
			again |= span_eq(seen[i], sct.log);
		if (reason == REASON_NONE && !again)
			seen[(*n)++] = sct.log;
	}
	return r.bad ? REASON_SCT_MALFORMED : *n ? REASON_NONE : best;
}
