/* Reading certificates. */
#include "trust/sigstore/certificate.h"

#include "base/escape.h"
#include "trust/der.h"

/* The bytes of object identifiers. */
static const struct span oid_alternative_name = SPAN("\x55\x1d\x11");	/* 2.5.29.17 */
static const struct span oid_extended_key_usage = SPAN("\x55\x1d\x25"); /* 2.5.29.37 */
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

static bool read_body(struct span tbs, struct arena *arena, struct certificate *out,
		      struct span *spki)
{
	struct reader r = reader_of(tbs), in;
	struct span subject, validity, extensions;

	if (!der_take_maybe(&r, DER_CONTEXT_CONSTRUCTED | 0).n)
		return false; /* the version; version 1 has no extensions */
	out->serial = der_take(&r, DER_INTEGER);
	(void)der_take(&r, DER_SEQUENCE); /* the algorithm of the signature */
	out->issuer = der_read(&r).whole;
	validity = der_take(&r, DER_SEQUENCE);
	subject = der_read(&r).whole;
	*spki = der_read(&r).whole;
	(void)der_take_maybe(&r, DER_CONTEXT | 1); /* unique identifiers */
	(void)der_take_maybe(&r, DER_CONTEXT | 2);
	out->before_extensions = span_part(tbs, 0, reader_offset(&r));
	out->is_self_issued = span_eq(out->issuer, subject);
	in = reader_of(der_take_maybe(&r, DER_CONTEXT_CONSTRUCTED | 3));
	extensions = reader_left(&in) ? der_take(&in, DER_SEQUENCE) : (struct span){ 0 };
	return !r.bad && !reader_left(&r) && !in.bad && !reader_left(&in) &&
	       read_validity(validity, out) && read_extensions(extensions, arena, out);
}

enum reason certificate_read(struct span der, struct arena *arena, struct certificate *out)
{
	const unsigned char *p = der.p;
	struct reader r = reader_of(der), in;
	struct span spki = { 0 };

	*out = (struct certificate){ .der = der };
	if (der.n > CERTIFICATE_MAX || !der_strict(der))
		return REASON_CERTIFICATE_MALFORMED;
	in = reader_of(der_take(&r, DER_SEQUENCE));
	if (!read_body(der_take(&in, DER_SEQUENCE), arena, out, &spki))
		return REASON_CERTIFICATE_MALFORMED;
	if (!public_key_read(spki, &out->key))
		return REASON_CERTIFICATE_KEY;
	out->x509 = d2i_X509(NULL, &p, (long)der.n);
	if (out->x509 && p == der.p + der.n)
		return REASON_NONE;
	certificate_free(out);
	return REASON_CERTIFICATE_MALFORMED;
}

void certificate_free(struct certificate *certificate)
{
	public_key_free(&certificate->key);
	X509_free(certificate->x509);
	certificate->x509 = NULL;
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
