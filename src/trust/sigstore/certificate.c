/* Reading certificates. */
#include "trust/sigstore/certificate.h"

#include "base/escape.h"
#include "trust/der.h"

/* The bytes of object identifiers. */
static const struct span oid_alternative_name = SPAN("\x55\x1d\x11");	/* 2.5.29.17 */
static const struct span oid_extended_key_usage = SPAN("\x55\x1d\x25"); /* 2.5.29.37 */
static const struct span oid_basic_constraints = SPAN("\x55\x1d\x13");	/* 2.5.29.19 */
static const struct span oid_key_usage = SPAN("\x55\x1d\x0f");		/* 2.5.29.15 */
static const struct span oid_name_constraints = SPAN("\x55\x1d\x1e");	/* 2.5.29.30 */
static const struct span oid_fulcio = SPAN("\x2b\x06\x01\x04\x01\x83\xbf\x30\x01");
static const struct span oid_other_name = SPAN("\x2b\x06\x01\x04\x01\x83\xbf\x30\x01\x07");

/* The choices of a GeneralName (RFC 5280 section 4.2.1.6). */
enum {
	NAME_OTHER = DER_CONTEXT_CONSTRUCTED,
	NAME_MAIL = DER_CONTEXT | 1,
	NAME_URI = DER_CONTEXT | 6
};

/* TBSCertificate, RFC 5280 section 4.1. */

static bool read_extension(struct reader *r, struct extension *out)
{
	struct der value = der_read(r);
	struct reader in = reader_of(value.body);

	*out = (struct extension){ .whole = value.whole };
	out->oid = der_take(&in, DER_OID);
	out->critical = der_take_maybe(&in, DER_BOOLEAN).n > 0;
	out->value = der_take(&in, DER_OCTET_STRING);
	return value.tag == DER_SEQUENCE && !in.bad && !reader_left(&in);
}

static bool read_extensions(struct span bytes, struct arena *arena, struct certificate *out)
{
	struct extension *all = arena_array(arena, CERTIFICATE_EXTENSIONS_MAX, sizeof(*all));
	struct reader r = reader_of(bytes);

	out->extensions = all;
	while (reader_left(&r)) {
		struct extension *next = &all[out->n_extensions];

		if (out->n_extensions == CERTIFICATE_EXTENSIONS_MAX || !read_extension(&r, next) ||
		    certificate_extension(out, next->oid))
			return false;
		out->n_extensions++;
	}
	return !r.bad;
}

static bool read_validity(struct span bytes, struct certificate *out)
{
	struct reader r = reader_of(bytes);
	struct der from = der_read(&r), to = der_read(&r);

	return !r.bad && !reader_left(&r) && der_time(&from, &out->not_before) &&
	       der_time(&to, &out->not_after);
}

/* What limits the use of the certificate. False when it is not in the form of its extension. */

static bool read_constraints(struct certificate *out)
{
	const struct extension *extension = certificate_extension(out, oid_basic_constraints);
	struct reader r, in;
	struct span is_ca, path;

	out->path_max = UINT64_MAX;
	if (!extension)
		return true;
	r = reader_of(extension->value);
	in = reader_of(der_take(&r, DER_SEQUENCE));
	is_ca = der_take_maybe(&in, DER_BOOLEAN);
	path = der_take_maybe(&in, DER_INTEGER);
	out->is_ca = is_ca.n > 0 && is_ca.p[0] != 0;
	if (path.n == 1 && path.p[0] < 0x80)
		out->path_max = path.p[0];
	return !r.bad && !reader_left(&r) && !in.bad && !reader_left(&in) &&
	       (!path.n || (out->is_ca && out->path_max != UINT64_MAX));
}

static bool read_usage(struct certificate *out)
{
	const struct extension *extension = certificate_extension(out, oid_key_usage);
	struct reader r;
	struct span bits;

	out->usage = USAGE_ALL;
	if (!extension)
		return true;
	r = reader_of(extension->value);
	bits = der_take(&r, DER_BIT_STRING);
	if (r.bad || reader_left(&r) || bits.n < 2)
		return false;
	out->usage = 0;
	for (unsigned i = 0; i < 8; i++) /* the first bit is the highest */
		out->usage |= (unsigned)(bits.p[1] >> (7 - i) & 1) << i;
	return true;
}

static bool is_understood(const struct extension *extension)
{
	static const struct span *const understood[] = {
		&oid_alternative_name,
		&oid_extended_key_usage,
		&oid_basic_constraints,
		&oid_key_usage,
	};

	for (size_t i = 0; i < sizeof(understood) / sizeof(*understood); i++)
		if (span_eq(extension->oid, *understood[i]))
			return true;
	return !extension->critical && !span_eq(extension->oid, oid_name_constraints);
}

static bool read_limits(struct certificate *out)
{
	for (size_t i = 0; i < out->n_extensions; i++)
		out->is_obscure |= !is_understood(&out->extensions[i]);
	return read_constraints(out) && read_usage(out);
}

static bool read_body(struct span tbs, struct arena *arena, struct certificate *out,
		      struct span *spki)
{
	struct reader r = reader_of(tbs), in;
	struct span validity, extensions, algorithm;

	if (!span_is(der_take(&r, DER_CONTEXT_CONSTRUCTED | 0), "\x02\x01\x02"))
		return false; /* version 3, as a number of its own: the others have no extensions */
	out->serial = der_take(&r, DER_INTEGER);
	algorithm = der_take(&r, DER_SEQUENCE);
	out->issuer = der_read(&r).whole;
	validity = der_take(&r, DER_SEQUENCE);
	out->subject = der_read(&r).whole;
	*spki = der_read(&r).whole;
	(void)der_take_maybe(&r, DER_CONTEXT | 1); /* unique identifiers */
	(void)der_take_maybe(&r, DER_CONTEXT | 2);
	out->before_extensions = span_part(tbs, 0, reader_offset(&r));
	in = reader_of(der_take_maybe(&r, DER_CONTEXT_CONSTRUCTED | 3));
	extensions = reader_left(&in) ? der_take(&in, DER_SEQUENCE) : (struct span){ 0 };
	return !r.bad && !reader_left(&r) && !in.bad && !reader_left(&in) &&
	       span_eq(algorithm, out->algorithm) && read_validity(validity, out) &&
	       read_extensions(extensions, arena, out) && read_limits(out);
}

enum reason certificate_read(struct span der, struct arena *arena, struct certificate *out)
{
	struct reader r = reader_of(der), in;
	struct span spki = { 0 }, bits;
	struct der tbs;

	*out = (struct certificate){ .der = der };
	if (der.n > CERTIFICATE_MAX || !der_strict(der))
		return REASON_CERTIFICATE_MALFORMED;
	in = reader_of(der_take(&r, DER_SEQUENCE));
	tbs = der_read(&in);
	out->tbs = tbs.whole;
	out->algorithm = der_take(&in, DER_SEQUENCE);
	bits = der_take(&in, DER_BIT_STRING);
	out->signature = span_from(bits, 1);
	if (in.bad || reader_left(&in) || tbs.tag != DER_SEQUENCE || bits.p[0] != 0 ||
	    !read_body(tbs.body, arena, out, &spki))
		return REASON_CERTIFICATE_MALFORMED;
	return public_key_read(spki, &out->key) ? REASON_NONE : REASON_CERTIFICATE_KEY;
}

void certificate_free(struct certificate *certificate)
{
	public_key_free(&certificate->key);
}

/* AlgorithmIdentifiers of signatures, within their tag (RFC 5758 section 3.2, RFC 4055 section 5,
 * RFC 8410 section 3). */
static const struct {
	struct span algorithm;
	const char *hash;
	bool is_ec, is_rsa;
} algorithms[] = {
	{ SPAN("\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"), "sha256", .is_ec = true },
	{ SPAN("\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03"), "sha384", .is_ec = true },
	{ SPAN("\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x04"), "sha512", .is_ec = true },
	{ SPAN("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00"), "sha256", .is_rsa = true },
	{ SPAN("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c\x05\x00"), "sha384", .is_rsa = true },
	{ SPAN("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d\x05\x00"), "sha512", .is_rsa = true },
	{ SPAN("\x06\x03\x2b\x65\x70"), "sha512" },
};

bool certificate_is_by(const struct certificate *certificate, struct certificate *issuer)
{
	enum public_key_kind kind = issuer->key.kind;

	if (!span_eq(certificate->issuer, issuer->subject))
		return false;
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(*algorithms); i++)
		if (span_eq(certificate->algorithm, algorithms[i].algorithm))
			return algorithms[i].is_ec == public_key_is_ec(kind) &&
			       algorithms[i].is_rsa == (kind == KEY_RSA) &&
			       public_key_verify_by(&issuer->key, algorithms[i].hash,
						    certificate->tbs, certificate->signature);
	return false;
}

/* Extensions. */

const struct extension *certificate_extension(const struct certificate *certificate,
					      struct span oid)
{
	for (size_t i = 0; i < certificate->n_extensions; i++)
		if (span_eq(certificate->extensions[i].oid, oid))
			return &certificate->extensions[i];
	return NULL;
}

bool certificate_is_for(const struct certificate *certificate, struct span key_purpose)
{
	const struct extension *usage = certificate_extension(certificate, oid_extended_key_usage);
	struct reader r = reader_of(usage ? usage->value : (struct span){ 0 });
	bool found = false;

	r = reader_of(der_take(&r, DER_SEQUENCE));
	while (!r.bad && reader_left(&r))
		found |= span_eq(der_take(&r, DER_OID), key_purpose);
	return found && !r.bad;
}

bool certificate_allows(const struct certificate *certificate, struct span key_purpose)
{
	return !certificate_extension(certificate, oid_extended_key_usage) ||
	       certificate_is_for(certificate, key_purpose);
}

struct span certificate_without(const struct certificate *certificate, struct span oid,
				struct arena *arena)
{
	struct span kept[CERTIFICATE_EXTENSIONS_MAX], parts[2] = { certificate->before_extensions };
	size_t n = 0;

	for (size_t i = 0; i < certificate->n_extensions; i++)
		if (!span_eq(certificate->extensions[i].oid, oid))
			kept[n++] = certificate->extensions[i].whole;
	if (n == 0)
		return der_write(DER_SEQUENCE, parts, 1, arena);
	parts[1] = der_write(DER_SEQUENCE, kept, n, arena);
	parts[1] = der_write(DER_CONTEXT_CONSTRUCTED | 3, &parts[1], 1, arena);
	return der_write(DER_SEQUENCE, parts, 2, arena);
}

/* Texts. */

static bool is_plain(struct span text)
{
	if (!text.n || !utf8_valid(text))
		return false;
	for (struct span rest = text; rest.n; rest = span_from(rest, utf8_length(rest)))
		if (!escape_printable(rest))
			return false;
	return true;
}

static bool is_ascii(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] >= 0x80)
			return false;
	return is_plain(text);
}

/* OtherName: OID and [0] EXPLICIT UTF8String. */
static bool read_other_name(struct span body, struct span *text)
{
	struct reader r = reader_of(body);
	struct span oid = der_take(&r, DER_OID);
	struct reader in = reader_of(der_take(&r, DER_CONTEXT_CONSTRUCTED | 0));

	*text = der_take(&in, DER_UTF8_STRING);
	return !r.bad && !in.bad && !reader_left(&r) && !reader_left(&in) &&
	       span_eq(oid, oid_other_name) && is_plain(*text);
}

bool certificate_identity(const struct certificate *certificate, struct span *identity)
{
	const struct extension *names = certificate_extension(certificate, oid_alternative_name);
	struct reader r = reader_of(names ? names->value : (struct span){ 0 }), in;
	struct der name;

	in = reader_of(der_take(&r, DER_SEQUENCE));
	name = der_read(&in);
	*identity = name.body;
	if (r.bad || in.bad || reader_left(&r) || reader_left(&in))
		return false;
	if (name.tag == NAME_OTHER)
		return read_other_name(name.body, identity);
	return (name.tag == NAME_MAIL || name.tag == NAME_URI) && is_ascii(name.body);
}

static const struct {
	uint8_t number;
	const char *name;
	bool is_raw;
} rows[] = {
#define EXTENSION(number, name, is_raw) { number, name, is_raw },
#include "trust/sigstore/extension.def"
#undef EXTENSION
};

static bool read_claim(const struct extension *extension, bool is_raw, struct span *text)
{
	struct reader r = reader_of(extension->value);

	*text = is_raw ? reader_rest(&r) : der_take(&r, DER_UTF8_STRING);
	return !r.bad && !reader_left(&r) && (!text->n || is_plain(*text));
}

bool certificate_claims(const struct certificate *certificate, struct claim claims[CLAIMS_MAX],
			size_t *n)
{
	uint8_t oid[16];

	*n = 0;
	memcpy(oid, oid_fulcio.p, oid_fulcio.n);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct extension *extension;

		oid[oid_fulcio.n] = rows[i].number;
		extension = certificate_extension(certificate, span_of(oid, oid_fulcio.n + 1));
		if (!extension)
			continue;
		claims[*n].name = rows[i].name;
		if (!read_claim(extension, rows[i].is_raw, &claims[*n].text))
			return false;
		(*n)++;
	}
	return true;
}
