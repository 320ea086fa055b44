/* Names out of DER. */
#include "trust/oms/name.h"

#include "trust/der.h"

enum { PARTS_MAX = 32 };

/* Attribute types of X.520 and PKCS #9 (RFC 4519 section 2). */
static const struct {
	struct span oid;
	const char *name;
} kinds[] = {
	{ SPAN("\x55\x04\x03"), "CN" },
	{ SPAN("\x55\x04\x06"), "C" },
	{ SPAN("\x55\x04\x07"), "L" },
	{ SPAN("\x55\x04\x08"), "ST" },
	{ SPAN("\x55\x04\x0a"), "O" },
	{ SPAN("\x55\x04\x0b"), "OU" },
	{ SPAN("\x55\x04\x05"), "serialNumber" },
	{ SPAN("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01"), "emailAddress" },
};

static const char *kind_of(struct span oid)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (span_eq(kinds[i].oid, oid))
			return kinds[i].name;
	return NULL;
}

struct span oms_name_text(struct span name, struct arena *arena)
{
	struct reader whole = reader_of(name), r = reader_of(der_take(&whole, DER_SEQUENCE));
	struct span parts[4 * PARTS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < PARTS_MAX && !r.bad && reader_left(&r); i++) {
		struct reader set = reader_of(der_take(&r, DER_SET));
		struct reader pair = reader_of(der_take(&set, DER_SEQUENCE));
		const char *kind = kind_of(der_take(&pair, DER_OID));
		struct span text = der_read(&pair).body;

		if (!kind || pair.bad)
			continue;
		parts[n] = span_str(n ? ", " : "");
		n++;
		parts[n++] = span_str(kind);
		parts[n++] = (struct span)SPAN("=");
		parts[n++] = text;
	}
	return arena_join(arena, parts, n);
}
