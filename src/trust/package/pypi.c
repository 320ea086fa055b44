/* The answer goes out as n and n attestations of a reason and four texts. */
#include "trust/package/pypi.h"

#include "base/jsonw.h"
#include "base/wildcard.h"
#include "eco/pypi/name.h"
#include "eco/pypi/publisher.h"
#include "jail/confine.h"
#include "trust/answer.h"
#include "trust/dsse.h"
#include "trust/statement.h"

enum { WORK_MiB = 384, ANSWER_MAX = 96 << 20, DETAIL_MAX = 4 << 10 };

#define PUBLISH_V1 "https://docs.pypi.org/attestations/publish/v1"
#define SLSA_V1	   "https://slsa.dev/provenance/v1"

/* Names. */

/* Where the version of a source distribution begins: behind the last '-'. That of a wheel begins
 * behind the first, since there the name has none. */
static struct span project_of(struct span file)
{
	size_t n = span_ends(file, ".whl") ? 0 : file.n;

	if (n == 0) {
		ptrdiff_t at = span_byte(file, '-');

		return span_part(file, 0, at == SPAN_NONE ? 0 : (uint64_t)at);
	}
	while (n > 0 && file.p[n - 1] != '-')
		n--;
	return span_part(file, 0, n ? n - 1 : 0);
}

bool pypi_same_file(struct span a, struct span b)
{
	struct span project_a = project_of(a), project_b = project_of(b);
	struct span rest_a = span_from(a, project_a.n), rest_b = span_from(b, project_b.n);

	return project_a.n && project_b.n && name_is_same(project_a, project_b) &&
	       rest_a.n == rest_b.n &&
	       strncasecmp((const char *)rest_a.p, (const char *)rest_b.p, rest_a.n) == 0;
}

bool pypi_is_of(struct span file, struct span project)
{
	struct span of = project_of(file);

	return of.n && name_is_same(of, project);
}

/* Publishers. */

/* A kind that is not known here says nothing; one that is has to be complete. */
static struct pypi_publisher publisher_of(struct protojson *in, const struct value *object)
{
	struct pypi_publisher publisher;

	if (pypi_publisher_read(object, in->arena, &publisher) == PYPI_PUBLISHER_PARTIAL)
		protojson_fault(in, REASON_FIELD_MALFORMED, "publisher");
	return publisher;
}

/* Attestations. */

struct reading {
	struct span document, file;
	struct arena *arena;
	struct pypi_answer *answer;
	enum reason reason; /* of the whole document */
	struct span detail;
};

static void write_times(struct jsonw *w, const struct value *times, struct arena *arena)
{
	if (!times)
		return;
	jsonw_map(w, "timestampVerificationData");
	jsonw_list(w, "rfc3161Timestamps");
	value_each (item, times) {
		jsonw_map(w, NULL);
		jsonw_text(w, "signedTimestamp", value_text(item, arena));
		jsonw_map_end(w);
	}
	jsonw_list_end(w);
	jsonw_map_end(w);
}

struct parts {
	struct span certificate;
	const struct value *entries, *times;
	struct dsse envelope;
	struct dsse_signature signature;
};

static struct span write_bundle(const struct reading *reading, const struct parts *parts)
{
	struct sink_buf out;
	struct span bundle;
	struct jsonw w;
	struct buf buf;

	buf_init(&buf, PYPI_PROVENANCE_MAX);
	sink_into_buf(&out, &buf);
	jsonw_init(&w, &out.sink);
	jsonw_map(&w, NULL);
	jsonw_word(&w, "mediaType", "application/vnd.dev.sigstore.bundle.v0.3+json");
	jsonw_map(&w, "verificationMaterial");
	jsonw_map(&w, "certificate");
	jsonw_text(&w, "rawBytes", parts->certificate);
	jsonw_map_end(&w);
	jsonw_raw(&w, "tlogEntries", protojson_source(reading->document, parts->entries));
	write_times(&w, parts->times, reading->arena);
	jsonw_map_end(&w);
	dsse_write(&w, "dsseEnvelope", &parts->envelope, reading->arena);
	jsonw_map_end(&w);
	jsonw_end(&w);
	bundle = sink_flush(&out.sink) == OK ? arena_copy(reading->arena, buf_view(&buf))
					     : (struct span){ 0 };
	buf_free(&buf);
	return bundle;
}

static void check_statement(struct protojson *in, const struct reading *reading,
			    struct span payload, struct pypi_attestation *attestation)
{
	struct statement statement;

	statement_read(in, payload, &statement);
	if (in->reason != REASON_NONE)
		return;
	attestation->is_publication = span_is(statement.predicate_type, PUBLISH_V1);
	if (!statement.is_v1 || statement.n != 1) {
		protojson_fault(in, REASON_STATEMENT_MALFORMED, "subject");
	} else if (!span_is(statement.predicate_type, PUBLISH_V1) &&
		   !span_is(statement.predicate_type, SLSA_V1)) {
		attestation->reason = REASON_ATTESTATION_KIND;
		attestation->detail = statement.predicate_type;
	} else if (reading->file.n && !pypi_same_file(statement.subjects[0].name, reading->file)) {
		attestation->reason = REASON_SUBJECT_NAME;
		attestation->detail = statement.subjects[0].name;
	}
}

static void read_parts(struct protojson *in, const struct value *object, struct parts *parts)
{
	const struct value *material = protojson_map(in, object, "verification_material");
	const struct value *envelope = protojson_map(in, object, "envelope");

	*parts = (struct parts){ .certificate = protojson_text(in, material, "certificate"),
				 .entries = protojson_list(in, material, "transparency_entries"),
				 .times = protojson_list(in, material, "timestamps") };
	parts->signature.bytes = protojson_bytes(in, envelope, "signature");
	parts->envelope.type = (struct span)SPAN(DSSE_IN_TOTO);
	parts->envelope.payload = protojson_bytes(in, envelope, "statement");
	if (protojson_number(in, object, "version") != 1)
		protojson_fault(in, REASON_ATTESTATION_VERSION, "version");
	if (!material || !parts->certificate.n || !parts->entries)
		protojson_fault(in, REASON_FIELD_MALFORMED, "verification_material");
	if (!parts->signature.bytes.n || !parts->envelope.payload.n)
		protojson_fault(in, REASON_FIELD_MALFORMED, "envelope");
}

static void read_attestation(struct reading *reading, const struct value *object,
			     struct pypi_publisher publisher)
{
	struct pypi_answer *answer = reading->answer;
	struct pypi_attestation *attestation = &answer->all[answer->n];
	struct protojson in = { .arena = reading->arena };
	struct parts parts;

	if (answer->n == PYPI_ATTESTATIONS_MAX) {
		reading->reason = REASON_BUNDLE_TOO_LARGE;
		return;
	}
	answer->n++;
	*attestation = (struct pypi_attestation){ .identity = publisher.identity,
						  .issuer = publisher.issuer };
	read_parts(&in, object, &parts);
	parts.envelope.signatures = &parts.signature;
	parts.envelope.n = 1;
	if (in.reason == REASON_NONE)
		check_statement(&in, reading, parts.envelope.payload, attestation);
	if (in.reason != REASON_NONE) {
		attestation->reason = in.reason;
		attestation->detail = span_str(in.at);
	} else if (attestation->reason == REASON_NONE) {
		attestation->bundle = write_bundle(reading, &parts);
	}
}

static void read_bundles(struct reading *reading, struct protojson *in, const struct value *root)
{
	if (protojson_number(in, root, "version") != 1)
		protojson_fault(in, REASON_ATTESTATION_VERSION, "version");
	value_each (bundle, protojson_list(in, root, "attestation_bundles")) {
		const struct value *object = protojson_map(in, bundle, "publisher");
		struct pypi_publisher publisher = publisher_of(in, object);

		value_each (item, protojson_list(in, bundle, "attestations"))
			read_attestation(reading, item, publisher);
	}
}

static void read_document(struct reading *reading)
{
	struct pypi_answer *answer = reading->answer;
	struct protojson in = { .arena = reading->arena };
	const struct value *root = protojson_parse(&in, reading->document);

	answer->all = arena_array(reading->arena, PYPI_ATTESTATIONS_MAX + 1, sizeof(*answer->all));
	if (root && protojson_get(root, "verification_material"))
		read_attestation(reading, root, (struct pypi_publisher){ 0 });
	else if (root)
		read_bundles(reading, &in, root);
	if (in.reason != REASON_NONE) {
		reading->reason = in.reason;
		reading->detail = span_str(in.at);
	} else if (!answer->n) {
		reading->reason = REASON_ATTESTATION_NONE;
	}
	if (reading->reason == REASON_NONE)
		return;
	answer->n = 1;
	answer->all[0] =
		(struct pypi_attestation){ .reason = reading->reason, .detail = reading->detail };
}
void pypi_read(struct span document, struct span file, struct arena *arena,
	       struct pypi_answer *answer)
{
	struct reading reading = {
		.document = document, .file = file, .arena = arena, .answer = answer
	};

	*answer = (struct pypi_answer){ 0 };
	read_document(&reading);
}

/* In the child. */

static void work(void *context, struct sink *out)
{
	const struct reading *asked = context;
	struct pypi_answer answer;
	struct arena arena;

	arena_init(&arena, MiB(WORK_MiB), NULL, NULL);
	pypi_read(asked->document, asked->file, &arena, &answer);
	answer_put_u32(out, (uint32_t)answer.n);
	for (size_t i = 0; i < answer.n; i++) {
		answer_put_reason(out, answer.all[i].reason);
		answer_put_text(out, span_part(answer.all[i].detail, 0, DETAIL_MAX));
		answer_put_text(out, answer.all[i].bundle);
		answer_put_u8(out, answer.all[i].is_publication);
		answer_put_text(out, answer.all[i].identity);
		answer_put_text(out, answer.all[i].issuer);
	}
	arena_free(&arena);
}

/* Reading: nothing of it is believed. */

static enum err get_answer(struct reader *r, struct arena *arena, struct pypi_answer *answer)
{
	answer->n = answer_at_most(r, PYPI_ATTESTATIONS_MAX);
	if (!answer->n)
		r->bad = true;
	answer->all = arena_array(arena, answer->n, sizeof(*answer->all));
	for (size_t i = 0; i < answer->n; i++) {
		struct pypi_attestation *attestation = &answer->all[i];

		attestation->reason = answer_reason(r);
		attestation->detail = answer_text(r);
		attestation->bundle = answer_text(r);
		attestation->is_publication = reader_u8(r) != 0;
		attestation->identity = answer_text(r);
		attestation->issuer = answer_text(r);
	}
	return answer_end(r, "the attestations");
}

enum err pypi_ask(struct span document, struct span file, struct arena *arena,
		  struct pypi_answer *answer)
{
	struct reading reading = { .document = document, .file = file };
	struct span bytes;
	struct reader r;
	enum err e = confine_run(work, &reading, ANSWER_MAX, arena, &bytes);

	if (e != OK)
		return e;
	r = reader_of(bytes);
	return get_answer(&r, arena, answer);
}

/* Judging. */

void pypi_judge(const struct pypi_attestation *attestation, struct sigstore_verdict *verdict)
{
	struct span identity = sigstore_fact(verdict, "identity");
	struct span issuer = sigstore_fact(verdict, "issuer");

	if (attestation->reason != REASON_NONE)
		*verdict = (struct sigstore_verdict){ .reason = attestation->reason,
						      .detail = attestation->detail };
	else if (verdict->reason == REASON_NONE && attestation->identity.n &&
		 (!wildcard_fits(attestation->identity, identity) ||
		  !span_eq(attestation->issuer, issuer)))
		*verdict = (struct sigstore_verdict){ .reason = REASON_PUBLISHER_UNSIGNED,
						      .detail = identity };
}
