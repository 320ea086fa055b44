/* Keys out of files. */
#include "trust/key/key.h"

#include "base/ascii.h"
#include "base/base64.h"
#include "trust/der.h"
#include "trust/key/minisign.h"
#include "trust/key/ssh.h"

enum { PEM_COLUMNS = 64 };

static const struct {
	enum public_key_kind kind;
	unsigned bits;
	struct span oid; /* with tag and length (RFC 5480 section 2.1.1.1) */
} curves[] = {
	{ KEY_P256, 256, SPAN("\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07") },
	{ KEY_P384, 384, SPAN("\x06\x05\x2b\x81\x04\x00\x22") },
	{ KEY_P521, 521, SPAN("\x06\x05\x2b\x81\x04\x00\x23") },
};

enum { CURVES = sizeof(curves) / sizeof(*curves) };

/* Making. */

static bool make(const struct span *algorithm, size_t n, struct span bits, struct arena *arena,
		 struct public_key *key)
{
	const struct span string[] = { SPAN("\0"), bits };
	const struct span parts[] = { der_write(DER_SEQUENCE, algorithm, n, arena),
				      der_write(DER_BIT_STRING, string, 2, arena) };

	return public_key_read(der_write(DER_SEQUENCE, parts, 2, arena), key);
}

bool key_of_ed25519(struct span point, struct arena *arena, struct public_key *key)
{
	const struct span algorithm = SPAN("\x06\x03\x2b\x65\x70"); /* RFC 8410 section 3 */

	return make(&algorithm, 1, point, arena, key);
}

bool key_of_ecdsa(unsigned bits, struct span point, struct arena *arena, struct public_key *key)
{
	struct span algorithm[] = { SPAN("\x06\x07\x2a\x86\x48\xce\x3d\x02\x01"), { 0 } };

	for (size_t i = 0; i < CURVES; i++)
		if (curves[i].bits == bits)
			algorithm[1] = curves[i].oid;
	return algorithm[1].n && make(algorithm, 2, point, arena, key);
}

/* Reading. */

/* The one block of a PEM file, its boundaries included; empty when there is none or several. */
static struct span only_block(struct span file)
{
	const struct span begin = SPAN("-----BEGIN "), end = SPAN("-----END ");
	ptrdiff_t from = span_find(file, begin), to;
	struct span block;

	if (from == SPAN_NONE)
		return (struct span){ 0 };
	block = span_from(file, (uint64_t)from);
	to = span_find(block, end);
	if (to == SPAN_NONE || span_find(span_from(block, begin.n), begin) != SPAN_NONE)
		return (struct span){ 0 };
	to += (ptrdiff_t)end.n;
	while ((size_t)to < block.n && block.p[to] != '\n')
		to++;
	return span_part(block, 0, (uint64_t)to);
}

static bool read_pem(struct span file, struct arena *arena, struct public_key *key)
{
	struct span der;

	return pem_read(only_block(file), "PUBLIC KEY", arena, &der) && public_key_read(der, key);
}

static bool read(struct span file, struct arena *arena, struct key *out)
{
	if (span_has(file, "-----BEGIN ")) {
		out->form = KEY_PEM;
		return read_pem(file, arena, &out->public);
	}
	if (minisign_key_is(file)) {
		out->form = KEY_MINISIGN;
		return minisign_key_read(file, arena, out);
	}
	if (ssh_key_is(file)) {
		out->form = KEY_SSH;
		return ssh_key_read_line(file, arena, &out->public);
	}
	out->form = KEY_DER;
	return public_key_read(file, &out->public);
}

enum reason key_read(struct span file, struct arena *arena, struct key *out)
{
	*out = (struct key){ 0 };
	return file.n <= KEY_FILE_MAX && read(file, arena, out) && public_key_load(&out->public)
		       ? REASON_NONE
		       : REASON_KEY_MALFORMED;
}

/* Telling. */

static const struct {
	const char *algorithm, *hash;
} kinds[] = {
	[KEY_NONE] = { "unknown", "sha256" },	 [KEY_ED25519] = { "ed25519", "sha512" },
	[KEY_P256] = { "ecdsa-p256", "sha256" }, [KEY_P384] = { "ecdsa-p384", "sha384" },
	[KEY_P521] = { "ecdsa-p521", "sha512" }, [KEY_RSA] = { "rsa", "sha256" },
};

const char *key_algorithm(const struct public_key *key)
{
	return kinds[key->kind].algorithm;
}

const char *key_hash(const struct public_key *key)
{
	return kinds[key->kind].hash;
}

struct span key_pem(const struct public_key *key, struct arena *arena)
{
	struct span digits = base64_write(key->spki, arena);
	size_t lines = digits.n / PEM_COLUMNS + 1, n = 0;
	struct span *parts = arena_array(arena, 2 * lines + 2, sizeof(*parts));

	parts[n++] = (struct span)SPAN("-----BEGIN PUBLIC KEY-----\n");
	while (digits.n) {
		parts[n++] = span_part(digits, 0, PEM_COLUMNS);
		parts[n++] = (struct span)SPAN("\n");
		digits = span_from(digits, PEM_COLUMNS);
	}
	parts[n++] = (struct span)SPAN("-----END PUBLIC KEY-----\n");
	return arena_join(arena, parts, n);
}
