/* The answer goes out as n and n attestations of a reason, the detail, the bundle, whether it is by
 * a key, the key and its two times. */
#include "trust/package/npm_attestation.h"

#include "base/decimal.h"
#include "jail/confine.h"
#include "sys/crypto.h"
#include "trust/answer.h"
#include "trust/dsse.h"
#include "trust/package/npm_keys.h"
#include "trust/statement.h"

enum { WORK_MiB = 384, ANSWER_MAX = 96 << 20, DETAIL_MAX = 4 << 10, SHA512_SIZE = 64 };

struct reading {
	const struct npm_attestations_question *question;
	struct arena *arena;
	struct npm_keys keys;
	struct npm_attestations answer;
};

/* The statement. */

static const struct {
	const char *type;
	bool is_keyed;
} kinds[] = {
	{ "https://github.com/npm/attestation/tree/main/specs/publish/v0.1", true },
	{ "https://slsa.dev/provenance/v0.2", false },
	{ "https://slsa.dev/provenance/v1", false },
};

/* What is said of a publication is the registry's to say, and of a build the builder's. */
static enum reason check_kind(struct span type, bool is_keyed)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (span_is(type, kinds[i].type))
			return kinds[i].is_keyed == is_keyed ? REASON_NONE : REASON_METHOD_OTHER;
	return REASON_ATTESTATION_KIND;
}

static void check_subject(struct reading *reading, const struct statement *statement,
			  struct npm_attestation *attestation)
{
	const struct statement_subject *subject = &statement->subjects[0];
	struct npm_release release;

	if (statement->n != 1 || !npm_release_read(subject->name, reading->arena, &release) ||
	    statement_digest(subject, "sha512", reading->arena).n != SHA512_SIZE) {
		attestation->reason = REASON_STATEMENT_MALFORMED;
		attestation->detail = (struct span)SPAN("subject");
	} else if (!npm_release_is(&release, &reading->question->wanted)) {
		attestation->reason = REASON_SUBJECT_NAME;
		attestation->detail = subject->name;
	}
}

static void check_statement(struct protojson *in, struct reading *reading, struct span payload,
			    struct span type, struct npm_attestation *attestation)
{
	struct statement statement;

	statement_read(in, payload, &statement);
	if (in->reason != REASON_NONE)
		return;
	attestation->detail = statement.predicate_type;
	attestation->reason = span_eq(type, statement.predicate_type)
				      ? check_kind(type, attestation->is_keyed)
				      : REASON_ATTESTATION_KIND;
	if (attestation->reason == REASON_NONE)
		check_subject(reading, &statement, attestation);
}

/* The bundle. */

/* Two places name the key, neither of them signed: the hint, and the id in the envelope. */
static enum reason find_key(const struct reading *reading, struct span hint, struct span id,
			    struct npm_attestation *attestation)
{
	struct npm_key *key;
	enum reason reason;

	attestation->detail = hint.n ? hint : id;
	if (hint.n && id.n && !span_eq(hint, id))
		return REASON_KEY_OTHER;
	if (!reading->question->keys.n)
		return REASON_KEY_MISSING;
	reason = npm_keys_find(&reading->keys, attestation->detail, NPM_KEY_ATTESTATIONS, &key);
	if (reason != REASON_NONE)
		return reason;
	attestation->key = key->key.spki;
	attestation->start = key->start;
	attestation->end = key->end;
	return REASON_NONE;
}

static void read_bundle(struct protojson *in, struct reading *reading, const struct value *item,
			struct npm_attestation *attestation)
{
	const struct value *bundle = protojson_map(in, item, "bundle");
	const struct value *material = protojson_map(in, bundle, "verificationMaterial");
	const struct value *hint = protojson_map(in, material, "publicKey");
	const struct value *envelope = protojson_map(in, bundle, "dsseEnvelope");
	struct span type = protojson_text(in, item, "predicateType");
	struct dsse dsse;

	dsse_read(in, envelope, &dsse);
	if (!bundle || !material || !envelope)
		protojson_fault(in, REASON_FIELD_MALFORMED, "bundle");
	if (in->reason != REASON_NONE)
		return;
	attestation->is_keyed = hint != NULL;
	attestation->bundle = protojson_source(reading->question->document, bundle);
	check_statement(in, reading, dsse.payload, type, attestation);
	if (attestation->reason == REASON_NONE && hint)
		attestation->reason = find_key(reading, protojson_text(in, hint, "hint"),
					       dsse.signatures[0].keyid, attestation);
}

static void refuse(struct npm_attestation *attestation, enum reason reason, struct span detail)
{
	*attestation = (struct npm_attestation){ .reason = reason, .detail = detail };
}

static void read_attestation(struct reading *reading, const struct value *item)
{
	struct npm_attestation *attestation = &reading->answer.all[reading->answer.n++];
	struct protojson in = { .arena = reading->arena };

	read_bundle(&in, reading, item, attestation);
	if (in.reason != REASON_NONE)
		refuse(attestation, in.reason, span_str(in.at));
}

/* The document. */

static void refuse_all(struct reading *reading, enum reason reason, struct span detail)
{
	refuse(&reading->answer.all[0], reason, detail);
	reading->answer.n = 1;
}

static void read_document(struct reading *reading)
{
	struct protojson in = { .arena = reading->arena };
	const struct value *root = protojson_parse(&in, reading->question->document);
	const struct value *list = protojson_list(&in, root, "attestations");

	if (in.reason != REASON_NONE)
		refuse_all(reading, in.reason, span_str(in.at));
	else if (!list || !list->size)
		refuse_all(reading, REASON_ATTESTATION_NONE, (struct span){ 0 });
	else if (list->size > NPM_ATTESTATIONS_MAX)
		refuse_all(reading, REASON_BUNDLE_TOO_LARGE, (struct span){ 0 });
	else
		value_each (item, list)
			read_attestation(reading, item);
}

void npm_attestations_read(const struct npm_attestations_question *question, struct arena *arena,
			   struct npm_attestations *answer)
{
	struct reading reading = { .question = question, .arena = arena };
	enum reason reason = REASON_NONE;
	struct span detail;

	reading.answer.all = arena_array(arena, NPM_ATTESTATIONS_MAX, sizeof(*reading.answer.all));
	if (question->keys.n)
		reason = npm_keys_read(question->keys, arena, &reading.keys, &detail);
	if (reason != REASON_NONE)
		refuse_all(&reading, reason, detail);
	else
		read_document(&reading);
	npm_keys_free(&reading.keys);
	*answer = reading.answer;
}

/* In the child. */

static void work(void *context, struct sink *out)
{
	struct npm_attestations answer;
	struct arena arena;

	arena_init(&arena, MiB(WORK_MiB), NULL, NULL);
	npm_attestations_read(context, &arena, &answer);
	answer_put_u32(out, (uint32_t)answer.n);
	for (size_t i = 0; i < answer.n; i++) {
		const struct npm_attestation *attestation = &answer.all[i];

		answer_put_reason(out, attestation->reason);
		answer_put_text(out, span_part(attestation->detail, 0, DETAIL_MAX));
		answer_put_text(out, attestation->bundle);
		answer_put_u8(out, attestation->is_keyed);
		answer_put_text(out, attestation->key);
		answer_put_u64(out, (uint64_t)attestation->start);
		answer_put_u64(out, (uint64_t)attestation->end);
	}
	arena_free(&arena);
}

/* Reading: nothing of it is believed. */

static enum err get_answer(struct reader *r, struct arena *arena, struct npm_attestations *answer)
{
	answer->n = answer_at_most(r, NPM_ATTESTATIONS_MAX);
	if (!answer->n)
		r->bad = true;
	answer->all = arena_array(arena, answer->n, sizeof(*answer->all));
	for (size_t i = 0; i < answer->n; i++) {
		struct npm_attestation *attestation = &answer->all[i];

		attestation->reason = answer_reason(r);
		attestation->detail = answer_text(r);
		attestation->bundle = answer_text(r);
		attestation->is_keyed = reader_u8(r) != 0;
		attestation->key = answer_text(r);
		attestation->start = (int64_t)reader_u64le(r);
		attestation->end = (int64_t)reader_u64le(r);
	}
	return answer_end(r, "the attestations");
}

enum err npm_attestations_ask(const struct npm_attestations_question *question, struct arena *arena,
			      struct npm_attestations *answer)
{
	struct npm_attestations_question copy = *question;
	struct span bytes;
	struct reader r;
	enum err e;

	crypto_begin();
	e = confine_run(work, &copy, ANSWER_MAX, arena, &bytes);
	if (e != OK)
		return e;
	r = reader_of(bytes);
	return get_answer(&r, arena, answer);
}

/* Judging. */

static bool is_in_time(const struct npm_attestation *attestation,
		       const struct sigstore_verdict *verdict)
{
	size_t n = 0;

	for (size_t i = 0; i < verdict->n_facts; i++) {
		uint64_t time;

		if (!span_is(verdict->facts[i].name, "time"))
			continue;
		n++;
		if (!decimal_read(verdict->facts[i].text, &time) || time > INT64_MAX ||
		    (int64_t)time < attestation->start || (int64_t)time > attestation->end)
			return false;
	}
	return n > 0;
}

void npm_attestation_judge(const struct npm_attestation *attestation,
			   struct sigstore_verdict *verdict)
{
	if (attestation->reason != REASON_NONE)
		*verdict = (struct sigstore_verdict){ .reason = attestation->reason,
						      .detail = attestation->detail };
	else if (verdict->reason == REASON_NONE && attestation->is_keyed &&
		 !is_in_time(attestation, verdict))
		*verdict = (struct sigstore_verdict){ .reason = REASON_KEY_TIME,
						      .detail = sigstore_fact(verdict, "time") };
}
