/*
 * Bits of what is signed in a valid bundle: each that is flipped refuses it.
 *
 *	flips ROOT BUNDLE ARTIFACT IDENTITY|KEY SEED|all
 *
 * Flips one random bit of every byte, or with "all" each bit, of every field that a signature or a
 * hash covers, in their decoded form, and prints what was accepted all the same. A KEY is a file
 * whose name ends in ".pub". What nothing covers is left alone: the hint of a key, the issuers in
 * a chain, the index in the whole log where no promise covers it, and of a timestamp what is around
 * its content, the signed attributes and the signature.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/json.h"
#include "sys/crypto.h"
#include "sys/digest.h"
#include "sys/whole.h"
#include "trust/der.h"
#include "trust/sigstore/root.h"

enum { FILE_MAX_SIZE = 32 << 20, ALL_BITS = 8 };

struct test {
	struct arena arena;
	struct span bundle;
	struct sigstore_artifact artifact;
	struct sigstore_policy policy;
	struct sigstore_root root;
	bool all;
	uint64_t random;
	unsigned long refused, accepted;
};

static uint64_t next_random(struct test *test)
{
	test->random = test->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return test->random >> 33;
}

static enum reason ask(struct test *test, struct span bundle,
		       const struct sigstore_artifact *artifact, struct arena *arena)
{
	const struct sigstore_question question = { bundle, artifact, &test->policy, &test->root };
	struct sigstore_verdict verdict;

	sigstore_verify(&question, arena, &verdict);
	return verdict.reason;
}

static void count(struct test *test, enum reason reason, const char *field, size_t at, unsigned bit)
{
	if (reason != REASON_NONE) {
		test->refused++;
		return;
	}
	test->accepted++;
	(void)printf("accepted: %s, byte %zu, bit %u\n", field, at, bit);
}

/* The bundle with other text in the place of a string. */
static struct span with_text(struct test *test, const struct value *string, struct span text)
{
	size_t at = (size_t)(string->text - test->bundle.p);
	const struct span parts[] = { span_part(test->bundle, 0, at), text,
				      span_from(test->bundle, at + string->size) };

	return arena_join(&test->arena, parts, 3);
}

struct field {
	const char *name;
	const struct value *string;
	struct span bytes; /* decoded */
	bool is_base64;
};

static void flip(struct test *test, const struct field *field, size_t at, unsigned bit)
{
	struct arena_mark mark = arena_mark(&test->arena);
	struct span copy = arena_copy(&test->arena, field->bytes);
	uint8_t *bytes = (uint8_t *)(uintptr_t)copy.p;
	struct span text;

	bytes[at] ^= (uint8_t)(1U << bit);
	text = field->is_base64 ? base64_write(copy, &test->arena) : copy;
	/* What would end the string of JSON is another document, not another string. */
	if (field->is_base64 || (bytes[at] >= ' ' && bytes[at] != '"' && bytes[at] != '\\'))
		count(test,
		      ask(test, with_text(test, field->string, text), &test->artifact,
			  &test->arena),
		      field->name, at, bit);
	arena_rewind(&test->arena, mark);
}

static void flip_range(struct test *test, const struct field *field, struct span range)
{
	size_t from = (size_t)(range.p - field->bytes.p);

	for (size_t i = 0; i < range.n; i++) {
		if (!test->all)
			flip(test, field, from + i, (unsigned)(next_random(test) % ALL_BITS));
		for (unsigned bit = 0; test->all && bit < ALL_BITS; bit++)
			flip(test, field, from + i, bit);
	}
}

static struct field field_of(struct test *test, const struct value *v, const char *name,
			     bool is_base64)
{
	struct field field = { .name = name, .string = v, .is_base64 = is_base64 };

	field.bytes = is_base64 ? (struct span){ 0 } : value_raw(v);
	if (is_base64 && !base64_read(value_text(v, &test->arena), &test->arena, &field.bytes))
		exit(2);
	return field;
}

/* All of a field, when it is there. */
static void flip_all(struct test *test, const struct value *v, const char *name, bool is_base64)
{
	struct field field;

	if (!v)
		return;
	field = field_of(test, v, name, is_base64);
	flip_range(test, &field, field.bytes);
}

/* Timestamps. */

static void flip_timestamp(struct test *test, const struct value *v)
{
	struct field field = field_of(test, v, "signedTimestamp", true);
	struct reader r = reader_of(field.bytes), in, signers;
	struct span content;

	r = reader_of(der_take(&r, DER_SEQUENCE));
	(void)der_take(&r, DER_SEQUENCE);	    /* status */
	in = reader_of(der_take(&r, DER_SEQUENCE)); /* ContentInfo */
	(void)der_take(&in, DER_OID);
	in = reader_of(der_take(&in, DER_CONTEXT_CONSTRUCTED));
	in = reader_of(der_take(&in, DER_SEQUENCE)); /* SignedData */
	(void)der_take(&in, DER_INTEGER);
	(void)der_take(&in, DER_SET);
	r = reader_of(der_take(&in, DER_SEQUENCE));
	(void)der_take(&r, DER_OID);
	r = reader_of(der_take(&r, DER_CONTEXT_CONSTRUCTED));
	content = der_take(&r, DER_OCTET_STRING);
	(void)der_take_maybe(&in, DER_CONTEXT_CONSTRUCTED); /* certificates */
	signers = reader_of(der_take(&in, DER_SET));
	signers = reader_of(der_take(&signers, DER_SEQUENCE));
	(void)der_take(&signers, DER_INTEGER);
	(void)der_read(&signers); /* who */
	(void)der_take(&signers, DER_SEQUENCE);
	flip_range(test, &field, content);
	flip_range(test, &field, der_take(&signers, DER_CONTEXT_CONSTRUCTED));
	(void)der_take(&signers, DER_SEQUENCE);
	flip_range(test, &field, der_take(&signers, DER_OCTET_STRING));
	if (signers.bad)
		exit(2);
}

/* The text of checkpoints; lines of signatures by others than the log count for nothing. */
static void flip_checkpoint(struct test *test, const struct value *v)
{
	struct span text = value_text(v, &test->arena);
	ptrdiff_t end = span_find(text, (struct span)SPAN("\n\n"));
	struct arena_mark mark = arena_mark(&test->arena);

	for (size_t i = 0; i < (size_t)end; i++) {
		struct span copy = arena_copy(&test->arena, text), json;
		uint8_t *bytes = (uint8_t *)(uintptr_t)copy.p;
		struct buf out;

		bytes[i] ^= (uint8_t)(1U << next_random(test) % 6);
		buf_init(&out, FILE_MAX_SIZE);
		for (size_t k = 0; k < copy.n; k++)
			if (copy.p[k] < ' ' || copy.p[k] == '"' || copy.p[k] == '\\')
				buf_printf(&out, "\\u%04x", copy.p[k]);
			else
				buf_byte(&out, copy.p[k]);
		json = arena_copy(&test->arena, buf_view(&out));
		buf_free(&out);
		count(test, ask(test, with_text(test, v, json), &test->artifact, &test->arena),
		      "checkpoint", i, 0);
		arena_rewind(&test->arena, mark);
	}
}

static void flip_entry(struct test *test, const struct value *entry)
{
	const struct value *proof = value_get(entry, "inclusionProof");
	const struct value *promise =
		value_get(value_get(entry, "inclusionPromise"), "signedEntryTimestamp");
	const struct value *checkpoint = value_get(value_get(proof, "checkpoint"), "envelope");
	const struct value *key_id = value_get(value_get(entry, "logId"), "keyId");

	flip_all(test, value_get(entry, "canonicalizedBody"), "canonicalizedBody", true);
	flip_all(test, key_id, "keyId", true);
	flip_all(test, promise, "signedEntryTimestamp", true);
	if (promise) {
		flip_all(test, value_get(entry, "logIndex"), "logIndex", false);
		flip_all(test, value_get(entry, "integratedTime"), "integratedTime", false);
	}
	if (!checkpoint) /* then the promise stands alone, and the proof counts for nothing */
		return;
	flip_all(test, value_get(proof, "rootHash"), "rootHash", true);
	flip_all(test, value_get(proof, "logIndex"), "inclusionProof.logIndex", false);
	flip_all(test, value_get(proof, "treeSize"), "treeSize", false);
	value_each (hash, value_get(proof, "hashes"))
		flip_all(test, hash, "hashes", true);
	flip_checkpoint(test, checkpoint);
}

static void flip_bundle(struct test *test, const struct value *bundle)
{
	const struct value *material = value_get(bundle, "verificationMaterial");
	const struct value *chain = value_get(material, "x509CertificateChain");
	const struct value *leaf = value_first(value_get(chain, "certificates"));
	const struct value *envelope = value_get(bundle, "dsseEnvelope");
	const struct value *message = value_get(bundle, "messageSignature");

	if (!leaf)
		leaf = value_get(material, "certificate");
	flip_all(test, value_get(leaf, "rawBytes"), "certificate", true);
	flip_all(test, value_get(message, "signature"), "signature", true);
	flip_all(test, value_get(value_get(message, "messageDigest"), "digest"), "digest", true);
	flip_all(test, value_get(envelope, "payload"), "payload", true);
	flip_all(test, value_get(envelope, "payloadType"), "payloadType", false);
	flip_all(test, value_get(value_first(value_get(envelope, "signatures")), "sig"), "sig",
		 true);
	value_each (entry, value_get(material, "tlogEntries"))
		flip_entry(test, entry);
	value_each (item, value_get(value_get(material, "timestampVerificationData"),
				    "rfc3161Timestamps"))
		flip_timestamp(test, value_get(item, "signedTimestamp"));
}

static void know(struct sigstore_artifact *artifact, struct arena *arena)
{
	uint8_t digest[SHA256_SIZE];

	digest_of_parts(&artifact->bytes, 1, digest);
	artifact->sha256 = arena_copy(arena, span_of(digest, sizeof(digest)));
}

static void flip_artifact(struct test *test)
{
	for (size_t i = 0; i < test->artifact.bytes.n; i++) {
		struct arena_mark mark = arena_mark(&test->arena);
		struct sigstore_artifact other = { .bytes = arena_copy(&test->arena,
								       test->artifact.bytes) };

		((uint8_t *)(uintptr_t)other.bytes.p)[i] ^=
			(uint8_t)(1U << next_random(test) % ALL_BITS);
		know(&other, &test->arena);
		count(test, ask(test, test->bundle, &other, &test->arena), "artifact", i, 0);
		arena_rewind(&test->arena, mark);
	}
}

static struct span load(struct test *test, const char *path)
{
	struct span bytes;

	if (whole_read(path, FILE_MAX_SIZE, &test->arena, &bytes) == OK)
		return bytes;
	(void)fprintf(stderr, "flips: %s\n", err_text());
	exit(2);
}

int main(int argc, char **argv)
{
	struct test test = { 0 };
	struct json json;
	struct span root, detail;

	if (argc != 6)
		return 2;
	crypto_begin();
	arena_init(&test.arena, MiB(256), NULL, NULL);
	root = load(&test, argv[1]);
	test.bundle = load(&test, argv[2]);
	test.artifact.bytes = load(&test, argv[3]);
	know(&test.artifact, &test.arena);
	if (span_ends(span_str(argv[4]), ".pub"))
		test.policy.key = load(&test, argv[4]);
	else
		test.policy.identity = span_str(argv[4]);
	test.all = strcmp(argv[5], "all") == 0;
	test.random = strtoull(argv[5], NULL, 10);
	if (sigstore_root_read(root, &test.arena, &test.root, &detail) != REASON_NONE ||
	    ask(&test, test.bundle, &test.artifact, &test.arena) != REASON_NONE) {
		(void)printf("the bundle is not valid to begin with\n");
		return 2;
	}
	json_parse(&json, &test.arena, test.bundle);
	flip_bundle(&test, json.root);
	flip_artifact(&test);
	(void)printf("%lu refused, %lu accepted\n", test.refused, test.accepted);
	sigstore_root_free(&test.root);
	arena_free(&test.arena);
	return test.accepted > 0 || test.refused == 0;
}
