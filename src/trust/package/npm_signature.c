/* The answer goes out as a verdict. */
#include "trust/package/npm_signature.h"

#include "base/base64.h"
#include "base/time.h"
#include "jail/confine.h"
#include "sys/crypto.h"
#include "trust/answer.h"
#include "trust/package/npm_keys.h"
#include "trust/protojson.h"

enum {
	WORK_MiB = 448,
	ANSWER_MAX = 1 << 20,
	TEXT_MAX = 4 << 10,
	FACTS_MAX = 4 + NPM_SIGNATURES_MAX,
	PARTS_MAX = 8, /* of an integrity */
};

struct reading {
	const struct npm_signature_question *question;
	struct protojson *in;
	struct npm_keys keys;
	const struct value *times; /* of a packument */
	struct span detail;
	struct sigstore_fact facts[FACTS_MAX];
	size_t n_facts;
};

/* Digests as npm writes them (W3C Subresource Integrity, section 3.5): "sha512-BASE64", several
 * behind blanks. The strongest kind counts, and of that any. */

static const struct {
	const char *prefix;
	size_t at;
} strengths[] = {
	{ "sha512-", offsetof(struct sigstore_artifact, sha512) },
	{ "sha384-", offsetof(struct sigstore_artifact, sha384) },
	{ "sha256-", offsetof(struct sigstore_artifact, sha256) },
};

enum match { MATCH_SAME, MATCH_OTHER, MATCH_WEAK };

static struct span take_part(struct span *text)
{
	size_t from = 0, to;

	while (from < text->n && text->p[from] <= ' ')
		from++;
	for (to = from; to < text->n && text->p[to] > ' '; to++)
		;

	struct span part = span_part(*text, from, to - from);

	*text = span_from(*text, to);
	return part;
}

static enum match match_kind(struct span integrity, size_t kind, struct span known,
			     struct arena *arena)
{
	enum match match = MATCH_WEAK;

	for (size_t i = 0; i < PARTS_MAX; i++) {
		struct span part = take_part(&integrity), bytes;
		ptrdiff_t options = span_byte(part, '?');

		if (!span_starts(part, strengths[kind].prefix))
			continue;
		if (options != SPAN_NONE)
			part = span_part(part, 0, (uint64_t)options);
		match = MATCH_OTHER;
		if (known.n &&
		    base64_read(span_from(part, strlen(strengths[kind].prefix)), arena, &bytes) &&
		    span_eq(bytes, known))
			return MATCH_SAME;
	}
	return match;
}

static enum match match_archive(const struct reading *reading, struct span integrity)
{
	const uint8_t *archive = (const uint8_t *)reading->question->archive;

	for (size_t i = 0; i < sizeof(strengths) / sizeof(*strengths); i++) {
		const struct span *known = (const void *)(archive + strengths[i].at);
		enum match match = match_kind(integrity, i, *known, reading->in->arena);

		if (match != MATCH_WEAK)
			return match;
	}
	return MATCH_WEAK;
}

/* The release. */

struct found {
	struct npm_release release;
	struct span integrity;
	const struct value *signatures;
};

static void read_release(struct reading *reading, const struct value *manifest, struct found *found)
{
	const struct value *dist = protojson_map(reading->in, manifest, "dist");

	found->release.name = protojson_text(reading->in, manifest, "name");
	found->release.version = protojson_text(reading->in, manifest, "version");
	found->integrity = protojson_text(reading->in, dist, "integrity");
	found->signatures = protojson_list(reading->in, dist, "signatures");
	if (!found->release.name.n || !found->release.version.n || !dist)
		protojson_fault(reading->in, REASON_FIELD_MALFORMED, "dist");
}

/* What was seen of releases that are not the one. */
struct seen {
	bool has_digest;       /* one with these digests is called otherwise */
	struct span digest_of; /* its version */
	size_t n_called;       /* those called as is wanted, with other digests */
	struct span called;
	bool is_weak;
};

/* Whether it is the one. */
static bool look_at(struct reading *reading, const struct found *found, struct seen *seen)
{
	enum match match = match_archive(reading, found->integrity);
	bool called = npm_release_is(&found->release, &reading->question->wanted);

	if (match == MATCH_SAME && !called) {
		seen->has_digest = true;
		seen->digest_of = found->release.version;
	} else if (called) {
		seen->n_called++;
		seen->called = found->release.version;
		seen->is_weak = match == MATCH_WEAK;
	}
	return match == MATCH_SAME && called;
}

static enum reason judge_seen(struct reading *reading, const struct seen *seen)
{
	reading->detail = seen->has_digest ? seen->digest_of : seen->called;
	if (seen->has_digest)
		return REASON_RELEASE_OTHER;
	if (seen->n_called == 1)
		return seen->is_weak ? REASON_RELEASE_WEAK : REASON_RELEASE_CHANGED;
	reading->detail = (struct span){ 0 };
	return REASON_RELEASE_UNLISTED;
}

/* In a packument, or in the document of one version. */
static enum reason find_release(struct reading *reading, const struct value *root,
				struct found *found)
{
	const struct value *versions = protojson_map(reading->in, root, "versions");
	struct seen seen = { 0 };

	reading->times = protojson_map(reading->in, root, "time");
	if (!versions) {
		read_release(reading, root, found);
		if (look_at(reading, found, &seen))
			return REASON_NONE;
	}
	value_each (key, versions) {
		read_release(reading, value_of(key), found);
		if (look_at(reading, found, &seen))
			return REASON_NONE;
	}
	return judge_seen(reading, &seen);
}

/* Signatures. */

static void tell(struct reading *reading, const char *name, struct span text)
{
	if (reading->n_facts < FACTS_MAX)
		reading->facts[reading->n_facts++] = (struct sigstore_fact){ span_str(name), text };
}

static bool published_at(struct reading *reading, struct span version, int64_t *time)
{
	value_each (key, reading->times) {
		struct span text;

		if (!span_eq(value_text(key, reading->in->arena), version))
			continue;
		text = value_text(value_of(key), reading->in->arena);
		if (!time_parse(text, time))
			return false;
		tell(reading, "published", text);
		tell(reading, "unchecked",
		     (struct span)SPAN("when it was published: nobody has signed that"));
		return true;
	}
	return false;
}

static struct span signed_text(const struct reading *reading, const struct found *found)
{
	const struct span parts[] = { found->release.name, SPAN("@"), found->release.version,
				      SPAN(":"), found->integrity };

	return arena_join(reading->in->arena, parts, sizeof(parts) / sizeof(*parts));
}

static enum reason check_signature(struct reading *reading, const struct value *item,
				   struct span message, int64_t time)
{
	const struct signed_data data = { .message = message, .has_message = true };
	struct span id = protojson_text(reading->in, item, "keyid");
	struct span signature = protojson_bytes(reading->in, item, "sig");
	struct npm_key *key;
	enum reason reason;

	reading->detail = id;
	if (reading->in->reason != REASON_NONE)
		return reading->in->reason;
	reason = npm_keys_find(&reading->keys, id, NPM_KEY_SIGNATURES, &key);
	if (reason != REASON_NONE)
		return reason;
	if (time < key->start || time > key->end)
		return REASON_KEY_TIME;
	if (!signature.n || !public_key_verify(&key->key, &data, signature))
		return REASON_SIGNATURE_WRONG;
	tell(reading, "key", id);
	return REASON_NONE;
}

static enum reason check_signatures(struct reading *reading, const struct found *found)
{
	struct span message = signed_text(reading, found);
	int64_t time = reading->question->now;

	if (!found->signatures || !found->signatures->size)
		return REASON_RELEASE_UNSIGNED;
	if (found->signatures->size > NPM_SIGNATURES_MAX)
		return REASON_BUNDLE_TOO_LARGE;
	tell(reading, "package", found->release.name);
	tell(reading, "version", found->release.version);
	tell(reading, "integrity", found->integrity);
	(void)published_at(reading, found->release.version, &time); /* otherwise it is now */
	value_each (item, found->signatures) {
		enum reason reason = check_signature(reading, item, message, time);

		if (reason != REASON_NONE)
			return reason;
	}
	return REASON_NONE;
}

static enum reason check(struct reading *reading)
{
	const struct npm_signature_question *question = reading->question;
	enum reason reason =
		npm_keys_read(question->keys, reading->in->arena, &reading->keys, &reading->detail);
	const struct value *root;
	struct found found;

	if (reason != REASON_NONE)
		return reason;
	root = protojson_parse(reading->in, question->document);
	reason = find_release(reading, root, &found);
	if (reading->in->reason != REASON_NONE) {
		reading->detail = span_str(reading->in->at);
		return reading->in->reason;
	}
	return reason == REASON_NONE ? check_signatures(reading, &found) : reason;
}

void npm_signature_verify(const struct npm_signature_question *question, struct arena *arena,
			  struct sigstore_verdict *verdict)
{
	struct reading *reading = arena_alloc(arena, sizeof(*reading));
	struct protojson in = { .arena = arena };

	*reading = (struct reading){ .question = question, .in = &in };
	*verdict = (struct sigstore_verdict){ .reason = check(reading) };
	verdict->detail = reading->detail;
	if (verdict->reason == REASON_NONE) {
		verdict->facts = reading->facts;
		verdict->n_facts = reading->n_facts;
	}
	npm_keys_free(&reading->keys);
}

/* In the child. */

static void work(void *context, struct sink *out)
{
	struct sigstore_verdict verdict;
	struct arena arena;

	arena_init(&arena, MiB(WORK_MiB), NULL, NULL);
	npm_signature_verify(context, &arena, &verdict);
	verdict.detail = span_part(verdict.detail, 0, TEXT_MAX);
	for (size_t i = 0; i < verdict.n_facts; i++)
		verdict.facts[i].text = span_part(verdict.facts[i].text, 0, TEXT_MAX);
	sigstore_verdict_put(out, &verdict);
	arena_free(&arena);
}

/* Reading: nothing of it is believed. */

static enum err get_answer(struct reader *r, struct arena *arena, struct sigstore_verdict *verdict)
{
	sigstore_verdict_get(r, arena, verdict);
	return answer_end(r, "the document of the registry");
}

enum err npm_signature_ask(const struct npm_signature_question *question, struct arena *arena,
			   struct sigstore_verdict *verdict)
{
	struct npm_signature_question copy = *question;
	struct span bytes;
	struct reader r;
	enum err e;

	crypto_begin();
	e = confine_run(work, &copy, ANSWER_MAX, arena, &bytes);
	if (e != OK)
		return e;
	r = reader_of(bytes);
	return get_answer(&r, arena, verdict);
}
