/* Paths of certificates to the caller's authorities. */
#include "trust/oms/certificate.h"

#include "base/hex.h"
#include "sys/clock.h"
#include "sys/digest.h"
#include "trust/oms/name.h"

enum { AUTHORITIES_MAX = 1024, PATH_MAX_LENGTH = 16 };

bool oms_certificates_read(struct span file, struct arena *arena, struct span *out, size_t max,
			   size_t *n)
{
	const struct span begin = SPAN("-----BEGIN CERTIFICATE-----"),
			  end = SPAN("-----END CERTIFICATE-----");
	ptrdiff_t at;

	*n = 0;
	while ((at = span_find(file, begin)) != SPAN_NONE) {
		ptrdiff_t to;

		file = span_from(file, (uint64_t)at);
		to = span_find(file, end);
		if (to == SPAN_NONE || *n == max ||
		    !pem_read(span_part(file, 0, (uint64_t)to + end.n), "CERTIFICATE", arena,
			      &out[(*n)++]))
			return false;
		file = span_from(file, (uint64_t)to + end.n);
	}
	return *n > 0;
}

/* Certificates that are read, and whose keys are to be freed. */
struct pile {
	struct certificate *certificates;
	size_t n;
};

static void pile_free(struct pile *pile)
{
	for (size_t i = 0; i < pile->n; i++)
		certificate_free(&pile->certificates[i]);
}

/* What is trusted is the caller's own: one that cannot be read is passed over, such as those of old
 * collections. */
static bool read_trusted(struct span file, struct arena *arena, struct pile *pile)
{
	struct span *all = arena_array(arena, AUTHORITIES_MAX, sizeof(*all));
	size_t n;

	*pile = (struct pile){ 0 };
	if (!oms_certificates_read(file, arena, all, AUTHORITIES_MAX, &n))
		return false;
	pile->certificates = arena_array(arena, n, sizeof(*pile->certificates));
	for (size_t i = 0; i < n; i++)
		if (certificate_read(all[i], arena, &pile->certificates[pile->n]) == REASON_NONE)
			pile->n++;
	return pile->n > 0;
}

static enum reason read_all(const struct span *certificates, size_t n, struct arena *arena,
			    struct pile *pile)
{
	*pile = (struct pile){ arena_array(arena, n, sizeof(*pile->certificates)), 0 };
	for (; pile->n < n; pile->n++) {
		enum reason reason = certificate_read(certificates[pile->n], arena,
						      &pile->certificates[pile->n]);

		if (reason != REASON_NONE)
			return reason;
	}
	return REASON_NONE;
}

/* A path: from the signer's certificate, the first of its pile, to one that is trusted. */

struct path {
	const struct certificate *certificates[PATH_MAX_LENGTH];
	size_t n;
};

static bool is_there(const struct certificate *certificate, const struct pile *pile)
{
	for (size_t i = 0; i < pile->n; i++)
		if (span_eq(pile->certificates[i].der, certificate->der))
			return true;
	return false;
}

static struct certificate *issuer_among(const struct certificate *certificate,
					const struct pile *pile, size_t from)
{
	for (size_t i = from; i < pile->n; i++)
		if (certificate_is_by(certificate, &pile->certificates[i]))
			return &pile->certificates[i];
	return NULL;
}

static bool find_path(const struct pile *own, const struct pile *trusted, struct path *path)
{
	const struct certificate *at = &own->certificates[0];

	for (path->n = 0; at && path->n < PATH_MAX_LENGTH;) {
		struct certificate *issuer;

		path->certificates[path->n++] = at;
		if (is_there(at, trusted))
			return true;
		issuer = issuer_among(at, trusted, 0);
		at = issuer ? issuer : issuer_among(at, own, 1);
	}
	return false;
}

static bool may_issue(const struct certificate *issuer, size_t n_below)
{
	return issuer->is_ca && issuer->usage & USAGE_CERTIFICATES && !issuer->is_obscure &&
	       n_below <= issuer->path_max;
}

/* KeyUsage digitalSignature, or as the other way the purpose of signing code. A certificate that
 * says neither is for neither. */
static bool is_for_signing(const struct certificate *leaf)
{
	const struct span key_usage = SPAN("\x55\x1d\x0f"),
			  code_signing = SPAN("\x2b\x06\x01\x05\x05\x07\x03\x03");

	if (leaf->is_obscure)
		return false;
	return (certificate_extension(leaf, key_usage) && leaf->usage & USAGE_DIGITAL_SIGNATURE) ||
	       certificate_is_for(leaf, code_signing);
}

static enum reason check_path(const struct path *path, const struct oms_authorities *authorities)
{
	const struct certificate *leaf = path->certificates[0];
	int64_t time = authorities->when == OMS_NOW ? authorities->now : leaf->not_before;

	if (!is_for_signing(leaf))
		return REASON_CERTIFICATE_PURPOSE;
	for (size_t i = 0; i < path->n; i++) {
		const struct certificate *at = path->certificates[i];

		if (i > 0 && !may_issue(at, i - 1))
			return REASON_CERTIFICATE_PURPOSE;
		if (time < at->not_before || time > at->not_after)
			return i > 0 ? REASON_AUTHORITY_TIME : REASON_CERTIFICATE_TIME;
	}
	return REASON_NONE;
}

/* What is told. */

static struct span time_text(int64_t seconds, struct arena *arena)
{
	char text[CLOCK_TEXT];

	clock_text(seconds, text);
	return arena_copy(arena, span_str(text));
}

static void tell(const struct certificate *leaf, int64_t now, struct arena *arena,
		 struct sigstore_verdict *verdict)
{
	uint8_t digest[SHA256_SIZE];
	bool valid = leaf->not_before <= now && now <= leaf->not_after;

	digest_of_parts(&leaf->der, 1, digest);
	sigstore_tell(verdict, "certificate-subject", oms_name_text(leaf->subject, arena));
	sigstore_tell(verdict, "certificate-issuer", oms_name_text(leaf->issuer, arena));
	sigstore_tell(verdict, "certificate-sha256",
		      hex_text(span_of(digest, sizeof(digest)), arena));
	sigstore_tell(verdict, "certificate-not-before", time_text(leaf->not_before, arena));
	sigstore_tell(verdict, "certificate-not-after", time_text(leaf->not_after, arena));
	sigstore_tell(verdict, "certificate-valid-now", span_str(valid ? "yes" : "no"));
}

static enum reason check(const struct pile *own, const struct oms_authorities *authorities,
			 struct arena *arena, struct public_key *key,
			 struct sigstore_verdict *verdict)
{
	const struct certificate *leaf = &own->certificates[0];
	enum reason reason = REASON_CERTIFICATE_UNTRUSTED;
	struct pile trusted;
	struct path path;

	if (!read_trusted(authorities->file, arena, &trusted))
		reason = REASON_AUTHORITY_MALFORMED;
	else if (find_path(own, &trusted, &path))
		reason = check_path(&path, authorities);
	pile_free(&trusted);
	if (reason != REASON_NONE)
		return reason;
	tell(leaf, authorities->now, arena, verdict);
	return public_key_read(leaf->key.spki, key) ? REASON_NONE : REASON_CERTIFICATE_KEY;
}

enum reason oms_certificate_check(const struct span *certificates, size_t n,
				  const struct oms_authorities *authorities, struct arena *arena,
				  struct public_key *key, struct sigstore_verdict *verdict)
{
	struct pile own;
	enum reason reason = read_all(certificates, n, arena, &own);

	*key = (struct public_key){ 0 };
	if (reason == REASON_NONE)
		reason = check(&own, authorities, arena, key, verdict);
	pile_free(&own);
	return reason;
}
