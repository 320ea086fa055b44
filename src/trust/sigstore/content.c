/* Messages, envelopes, and whether they are about the artifact. */
#include "trust/sigstore/content.h"

#include "base/hex.h"
#include "sys/digest.h"
#include "trust/dsse.h"
#include "trust/statement.h"

static const struct {
	const char *name, *enumeration; /* HashAlgorithm of sigstore_common.proto */
	size_t size;
} hashes[] = {
	{ "sha256", "SHA2_256", 32 },
	{ "sha384", "SHA2_384", 48 },
	{ "sha512", "SHA2_512", 64 },
};

enum { HASHES = 3 };

static struct span *digest_at(struct signed_data *data, size_t hash)
{
	return hash == 0 ? &data->sha256 : hash == 1 ? &data->sha384 : &data->sha512;
}

static size_t hash_named(struct span algorithm)
{
	size_t i = 0;

	while (i < HASHES && !span_is(algorithm, hashes[i].name) &&
	       !span_is(algorithm, hashes[i].enumeration))
		i++;
	return i;
}

enum reason content_of(const struct bundle *bundle, const struct sigstore_artifact *artifact,
		       struct arena *arena, struct content *content)
{
	size_t hash = hash_named(bundle->digest_algorithm);

	*content = (struct content){ .is_envelope = bundle->is_envelope };
	if (bundle->is_envelope) {
		content->payload = bundle->payload;
		content->data.message =
			dsse_signed_bytes(bundle->payload_type, bundle->payload, arena);
		content->data.has_message = true;
		return REASON_NONE;
	}
	if (artifact) {
		content->data.message = artifact->bytes;
		content->data.has_message = artifact->bytes.p != NULL;
		content->data.sha256 = artifact->sha256;
		content->data.sha384 = artifact->sha384;
		content->data.sha512 = artifact->sha512;
		return REASON_NONE;
	}
	if (hash == HASHES || bundle->digest.n != hashes[hash].size)
		return REASON_DIGEST_MALFORMED;
	*digest_at(&content->data, hash) = bundle->digest;
	return REASON_NONE;
}

struct span content_digest(const struct content *content, struct span algorithm,
			   struct arena *arena)
{
	size_t hash = hash_named(algorithm);
	struct signed_data data = content->data;
	uint8_t room[DIGEST_SIZE_MAX];

	if (hash == HASHES)
		return (struct span){ 0 };
	if (digest_at(&data, hash)->n || !data.has_message)
		return *digest_at(&data, hash);
	return arena_copy(arena, span_of(room, digest_named(span_str(hashes[hash].name),
							    data.message, room)));
}

/* Statements (in-toto attestation framework, "Statement"). */

static struct span artifact_digest(const struct sigstore_artifact *artifact, size_t hash,
				   struct arena *arena)
{
	const struct content content = {
		.data = { .message = artifact->bytes,
			  .has_message = artifact->bytes.p != NULL,
			  .sha256 = artifact->sha256,
			  .sha384 = artifact->sha384,
			  .sha512 = artifact->sha512 },
	};

	return content_digest(&content, span_str(hashes[hash].name), arena);
}

/* Whether the subject shares a digest with the artifact, and none of those they both have differs.
 */
static bool is_subject(const struct value *subject, const struct sigstore_artifact *artifact,
		       struct arena *arena)
{
	const struct value *digests = value_get(subject, "digest");
	bool same = false;

	for (size_t i = 0; i < HASHES; i++) {
		const struct value *said = value_get(digests, hashes[i].name);
		struct span known = artifact_digest(artifact, i, arena);

		if (!said || !known.n)
			continue;
		if (said->kind != VALUE_STRING ||
		    !span_eq(value_text(said, arena), hex_text(known, arena)))
			return false;
		same = true;
	}
	return same;
}

static enum reason find_subject(struct span payload, const struct sigstore_artifact *artifact,
				struct arena *arena)
{
	const struct value *type, *subjects;
	struct json json;

	if (!protojson_fits(payload))
		return REASON_JSON_TOO_LARGE;
	json_parse(&json, arena, payload);
	type = value_get(json.root, "_type");
	subjects = value_get(json.root, "subject");
	if (json.why || !value_is_kind(subjects, VALUE_LIST) ||
	    (!value_is(type, STATEMENT_V1) && !value_is(type, STATEMENT_V0_1)))
		return REASON_STATEMENT_MALFORMED;
	value_each (subject, subjects)
		if (is_subject(subject, artifact, arena))
			return REASON_NONE;
	return REASON_SUBJECT_MISSING;
}

/* A digest of a hash that the artifact's is not known by says nothing. */
static bool is_other(const struct bundle *bundle, const struct sigstore_artifact *artifact,
		     struct arena *arena)
{
	size_t hash = hash_named(bundle->digest_algorithm);
	struct span known;

	if (!bundle->digest.n)
		return false;
	if (hash == HASHES)
		return true;
	known = artifact_digest(artifact, hash, arena);
	return known.n && !span_eq(known, bundle->digest);
}

enum reason content_check(const struct bundle *bundle, const struct sigstore_artifact *artifact,
			  struct arena *arena)
{
	if (!artifact)
		return REASON_NONE;
	if (!bundle->is_envelope)
		return is_other(bundle, artifact, arena) ? REASON_MESSAGE_DIGEST : REASON_NONE;
	if (!span_is(bundle->payload_type, DSSE_IN_TOTO))
		return REASON_PAYLOAD_TYPE;
	return find_subject(bundle->payload, artifact, arena);
}
