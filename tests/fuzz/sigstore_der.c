/* Certificates, keys, the timestamps of logs within a certificate, and those of authorities: DER is
 * read to the letter, and written as it was read. */
#include <assert.h>

#include "trust/der.h"
#include "trust/sigstore/identity.h"
#include "trust/sigstore/sct.h"
#include "trust/sigstore/timestamp.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void try_der(struct span bytes, struct arena *arena)
{
	struct reader r = reader_of(bytes);
	struct der value;

	if (!der_strict(bytes))
		return;
	value = der_read(&r);
	assert(span_eq(der_write(value.tag, &value.body, 1, arena), bytes));
}

static void try_certificate(struct span bytes, struct arena *arena)
{
	const struct sigstore_policy policy = { .identity = SPAN("a*"), .issuer = SPAN("*") };
	struct sigstore_root root = { 0 };
	struct certificate certificate;
	struct span text;
	unsigned logs;

	if (certificate_read(bytes, arena, &certificate) != REASON_NONE)
		return;
	assert(der_strict(bytes));
	if (certificate_identity(&certificate, &text))
		assert(text.n > 0);
	(void)identity_check(&certificate, &policy, &text);
	assert(sct_check(&certificate, &certificate, &root, arena, &logs) != REASON_NONE);
	(void)certificate_is_by(&certificate, &certificate);
	certificate_free(&certificate);
}

static void try_timestamp(struct span bytes, struct arena *arena)
{
	struct root_authority authority = { .n = 1, .chain = CHAIN_SOUND };
	struct sigstore_root root = { .time_authorities = &authority, .n_time_authorities = 1 };
	struct certificate nobody = { 0 };
	struct timestamp timestamp;

	authority.certificates = &nobody;
	assert(timestamp_check(bytes, (struct span)SPAN("signature"), &root, arena, &timestamp) !=
	       REASON_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct span bytes = span_of(p, n);
	struct public_key key;
	struct arena arena;

	arena_init(&arena, MiB(64), NULL, NULL);
	try_der(bytes, &arena);
	try_certificate(bytes, &arena);
	try_timestamp(bytes, &arena);
	if (public_key_read_file(bytes, &arena, &key))
		public_key_free(&key);
	arena_free(&arena);
	return 0;
}
