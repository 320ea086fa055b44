/* Statements, and the envelopes and bundles around them. */
#include "trust/attest/make.h"

#include "base/base64.h"
#include "base/buf.h"
#include "base/hex.h"
#include "sys/digest.h"
#include "trust/bundle_write.h"
#include "trust/statement.h"

enum { STATEMENT_MAX = 64 << 20 };

static void write_subjects(struct jsonw *w, const struct attest_subject *subjects, size_t n,
			   struct arena *arena)
{
	jsonw_list(w, "subject");
	for (size_t i = 0; i < n; i++) {
		jsonw_map(w, NULL);
		jsonw_text(w, "name", subjects[i].name);
		jsonw_map_flat(w, "digest");
		jsonw_text(w, "sha256", hex_text(subjects[i].sha256, arena));
		jsonw_map_end(w);
		jsonw_map_end(w);
	}
	jsonw_list_end(w);
}

static void write_predicate(struct jsonw *w, const struct attest_predicate *predicate,
			    struct arena *arena)
{
	if (!predicate->kind) {
		jsonw_text(w, "predicateType", predicate->type);
		jsonw_raw(w, "predicate", predicate->json);
		return;
	}
	jsonw_word(w, "predicateType", predicate->kind->type);
	jsonw_map(w, "predicate");
	predicate->kind->write(w, predicate->facts, arena);
	jsonw_map_end(w);
}

enum err attest_statement(const struct attest_subject *subjects, size_t n,
			  const struct attest_predicate *predicate, struct arena *arena,
			  struct span *statement)
{
	struct sink_buf out;
	struct buf text;
	struct jsonw w;
	enum err e;

	buf_init(&text, STATEMENT_MAX);
	sink_into_buf(&out, &text);
	jsonw_init(&w, &out.sink);
	jsonw_map(&w, NULL);
	jsonw_word(&w, "_type", STATEMENT_V1);
	write_subjects(&w, subjects, n, arena);
	write_predicate(&w, predicate, arena);
	jsonw_map_end(&w);
	jsonw_end(&w);
	e = sink_flush(&out.sink);
	*statement = arena_copy(arena, buf_view(&text));
	buf_free(&text);
	return e;
}

/* By what sigstore finds a key: the digest of its SubjectPublicKeyInfo, in base64. */
static struct span hint_of(const struct public_key *key, struct arena *arena)
{
	uint8_t digest[SHA256_SIZE];

	digest_of_parts(&key->spki, 1, digest);
	return base64_write(span_of(digest, sizeof(digest)), arena);
}

enum err attest_sign(struct span statement, const struct secret_key *key, struct sink *out,
		     struct arena *arena)
{
	struct dsse_signature signature = { 0 };
	const struct dsse envelope = {
		.type = SPAN(DSSE_IN_TOTO), .payload = statement, .signatures = &signature, .n = 1
	};
	const struct bundle_signer signer = { .hint = hint_of(&key->public, arena) };
	enum err e = secret_key_sign(key, dsse_signed_bytes(envelope.type, statement, arena), arena,
				     &signature.bytes);

	if (e == OK)
		bundle_write(out, &envelope, &signer, arena);
	return e;
}
