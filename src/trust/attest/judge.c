/* What a statement says, held against a policy. */
#include "trust/attest/judge.h"

#include "base/wildcard.h"
#include "jail/confine.h"
#include "trust/answer.h"
#include "trust/attest/predicate.h"
#include "trust/statement.h"

enum { WORK_MiB = 256, ANSWER_MAX = 64 << 10, DETAIL_MAX = 4 << 10 };

struct judge {
	const struct attest_question *question;
	const struct attest_policy *policy;
	struct arena *arena;
	struct statement statement;
	enum reason reason; /* the first that is wrong */
	struct span detail;
};

static void refuse(struct judge *j, enum reason reason, struct span detail)
{
	if (j->reason != REASON_NONE)
		return;
	j->reason = reason;
	j->detail = span_part(detail, 0, DETAIL_MAX);
}

static bool is_one_of(const struct attest_list *list, struct span text)
{
	for (size_t i = 0; i < list->n; i++)
		if (wildcard_fits(list->all[i], text))
			return true;
	return false;
}

/* Texts of the predicate by the names of the keys on the way there, with dots between. */
static const struct value *find(const struct value *map, struct span path, struct arena *arena)
{
	while (map && path.n) {
		ptrdiff_t dot = span_byte(path, '.');
		struct span key = span_part(path, 0, dot == SPAN_NONE ? path.n : (uint64_t)dot);

		map = protojson_get(map, arena_text(arena, key));
		path = span_from(path, key.n + 1);
	}
	return map;
}

static struct span text_at(const struct judge *j, const char *path)
{
	return value_text(find(j->statement.predicate, span_str(path), j->arena), j->arena);
}

/* The first of several places that says anything. */
static struct span text_at_any(const struct judge *j, const char *const *paths)
{
	struct span text = { 0 };

	for (size_t i = 0; paths[i] && !text.n; i++)
		text = text_at(j, paths[i]);
	return text;
}

/* Holds what is said against a pattern; an empty pattern asks for nothing. */
static void expect(struct judge *j, struct span pattern, struct span said, enum reason reason,
		   const char *name)
{
	if (!pattern.n)
		return;
	if (!said.n)
		refuse(j, REASON_PROVENANCE_MISSING, span_str(name));
	else if (!wildcard_fits(pattern, said))
		refuse(j, reason, said);
}

/* Builders. */

static struct span builder_id(const struct judge *j)
{
	static const char *const paths[] = { "runDetails.builder.id", "builder.id", NULL };

	return text_at_any(j, paths);
}

static struct span build_type(const struct judge *j)
{
	static const char *const paths[] = { "buildDefinition.buildType", "buildType", NULL };

	return text_at_any(j, paths);
}

static bool fits(struct span pattern, struct span said)
{
	return !pattern.n || wildcard_fits(pattern, said);
}

static void judge_builder(struct judge *j)
{
	struct span id = builder_id(j), type = build_type(j);
	bool named = false;

	if (j->policy->n_builders == 0)
		return;
	if (!id.n)
		refuse(j, REASON_PROVENANCE_MISSING, (struct span)SPAN("builder.id"));
	for (size_t i = 0; i < j->policy->n_builders; i++) {
		const struct attest_builder *b = &j->policy->builders[i];

		if (!fits(b->id, id) || !fits(b->identity, j->question->identity) ||
		    !fits(b->issuer, j->question->issuer))
			continue;
		named = true;
		if (fits(b->build_type, type))
			return;
	}
	if (named)
		refuse(j, REASON_PROVENANCE_BUILD_TYPE, type);
	else
		refuse(j, REASON_PROVENANCE_BUILDER, id);
}

/* The source. */

static const struct value *materials_of(const struct judge *j)
{
	const struct value *list =
		find(j->statement.predicate,
		     (struct span)SPAN("buildDefinition.resolvedDependencies"), j->arena);

	return list ? list : protojson_get(j->statement.predicate, "materials");
}

/* "git+https://host/repo@refs/heads/main": the repository and what stands behind the '@'. */
static struct span repository_of(struct span uri, struct span *ref)
{
	const uint8_t *at = uri.n ? memrchr(uri.p, '@', uri.n) : NULL;
	const uint8_t *slash = uri.n ? memrchr(uri.p, '/', uri.n) : NULL;

	/* A ref has slashes of its own. */
	if (at &&
	    (at > slash || span_starts(span_from(uri, (uint64_t)(at + 1 - uri.p)), "refs/"))) {
		*ref = span_from(uri, (uint64_t)(at + 1 - uri.p));
		uri = span_part(uri, 0, (uint64_t)(at - uri.p));
	}
	return span_starts(uri, "git+") ? span_from(uri, strlen("git+")) : uri;
}

static void expect_ref(struct judge *j, struct span pattern, struct span said)
{
	expect(j, pattern, said, REASON_PROVENANCE_REF, "ref");
	if (j->question->ref.n)
		expect(j, pattern, j->question->ref, REASON_PROVENANCE_REF, "ref");
}

static void judge_source(struct judge *j)
{
	static const char *const repositories[] = {
		"buildDefinition.externalParameters.workflow.repository",
		"buildDefinition.externalParameters.source", "invocation.configSource.uri", NULL
	};
	static const char *const refs[] = { "buildDefinition.externalParameters.workflow.ref",
					    "buildDefinition.externalParameters.ref", NULL };
	struct span asked_ref = { 0 }, own_ref = { 0 };
	struct span pattern = repository_of(j->policy->source, &asked_ref);
	struct span said = text_at_any(j, repositories), ref = text_at_any(j, refs);
	const struct value *first = value_first(materials_of(j));

	if (!said.n)
		said = value_text(protojson_get(first, "uri"), j->arena);
	said = repository_of(said, &own_ref);
	expect(j, pattern, said, REASON_PROVENANCE_SOURCE, "source");
	/* The certificate's own word counts for more than what the build said of itself. */
	if (j->question->repository.n)
		expect(j, pattern, j->question->repository, REASON_PROVENANCE_SOURCE, "source");
	expect_ref(j, j->policy->ref, ref.n ? ref : own_ref);
	expect_ref(j, asked_ref, ref.n ? ref : own_ref);
}

/* The commit is the digest of the first material. */
static void judge_digest(struct judge *j)
{
	struct span algorithm, hex;
	const struct value *digests;

	if (!j->policy->digest.n)
		return;
	if (!predicate_digest(j->policy->digest, &algorithm, &hex)) {
		refuse(j, REASON_PROVENANCE_SOURCE, j->policy->digest);
		return;
	}
	digests = protojson_get(value_first(materials_of(j)), "digest");
	if (!digests)
		digests = find(j->statement.predicate,
			       (struct span)SPAN("invocation.configSource.digest"), j->arena);
	expect(j, hex, value_text(value_get(digests, arena_text(j->arena, algorithm)), j->arena),
	       REASON_PROVENANCE_SOURCE, "source digest");
}

static void judge_parameters(struct judge *j)
{
	const struct value *parameters =
		find(j->statement.predicate,
		     (struct span)SPAN("buildDefinition.externalParameters"), j->arena);

	if (!parameters)
		parameters = find(j->statement.predicate,
				  (struct span)SPAN("invocation.parameters"), j->arena);
	for (size_t i = 0; i < j->policy->n_parameters; i++) {
		const struct attest_parameter *p = &j->policy->parameters[i];

		expect(j, p->pattern, value_text(find(parameters, p->name, j->arena), j->arena),
		       REASON_PROVENANCE_PARAMETER, arena_text(j->arena, p->name));
	}
}

static void judge_materials(struct judge *j)
{
	const struct value *list = materials_of(j);

	if (j->policy->materials.n == 0 && !j->policy->material_digests)
		return;
	if (!value_is_kind(list, VALUE_LIST))
		refuse(j, REASON_PROVENANCE_MISSING, (struct span)SPAN("materials"));
	value_each (item, list) {
		struct span uri = value_text(protojson_get(item, "uri"), j->arena);

		if (j->policy->materials.n && !is_one_of(&j->policy->materials, uri))
			refuse(j, REASON_PROVENANCE_MATERIAL, uri);
		if (j->policy->material_digests && !value_first(protojson_get(item, "digest")))
			refuse(j, REASON_PROVENANCE_MATERIAL, uri);
	}
}

/* Summaries. */

static bool has_level(const struct judge *j, const struct value *list, struct span level)
{
	value_each (item, list)
		if (wildcard_fits(level, value_text(item, j->arena)))
			return true;
	return false;
}

static void judge_summary(struct judge *j)
{
	bool is_vsa = span_is(j->statement.predicate_type, PREDICATE_VSA);
	bool is_svr = span_is(j->statement.predicate_type, PREDICATE_SVR);
	const struct value *levels =
		protojson_get(j->statement.predicate, is_svr ? "properties" : "verifiedLevels");

	if (!j->policy->has_summary && !is_vsa)
		return;
	if (!is_vsa && !is_svr) {
		refuse(j, REASON_PROVENANCE_PREDICATE, j->statement.predicate_type);
		return;
	}
	if (is_vsa && !span_is(text_at(j, "verificationResult"), "PASSED"))
		refuse(j, REASON_SUMMARY_FAILED, text_at(j, "verificationResult"));
	expect(j, j->policy->verifier, text_at(j, "verifier.id"), REASON_SUMMARY_VERIFIER,
	       "verifier");
	expect(j, j->policy->resource, text_at(j, "resourceUri"), REASON_SUMMARY_RESOURCE,
	       "resourceUri");
	for (size_t i = 0; i < j->policy->levels.n; i++)
		if (!has_level(j, levels, j->policy->levels.all[i]))
			refuse(j, REASON_SUMMARY_LEVEL, j->policy->levels.all[i]);
}

/* The story. */

static void (*const parts[])(struct judge *j) = {
	judge_builder, judge_source, judge_digest, judge_parameters, judge_materials, judge_summary,
};

enum reason attest_judge(const struct attest_question *question, struct arena *arena,
			 struct span *detail)
{
	struct judge j = { .question = question, .policy = question->policy, .arena = arena };
	struct protojson in = { .arena = arena };

	statement_read(&in, question->payload, &j.statement);
	if (in.reason != REASON_NONE) {
		*detail = in.at ? span_str(in.at) : (struct span){ 0 };
		return in.reason;
	}
	if (j.policy->predicates.n && !is_one_of(&j.policy->predicates, j.statement.predicate_type))
		refuse(&j, REASON_PROVENANCE_PREDICATE, j.statement.predicate_type);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		parts[i](&j);
	*detail = j.detail;
	return j.reason;
}

/* In a child. */

static void work(void *context, struct sink *answer)
{
	const struct attest_question *question = context;
	struct span detail = { 0 };
	struct arena arena;
	enum reason reason;

	arena_init(&arena, MiB(WORK_MiB), NULL, NULL);
	reason = attest_judge(question, &arena, &detail);
	answer_put_reason(answer, reason);
	answer_put_text(answer, detail);
	arena_free(&arena);
}

enum err attest_ask(const struct attest_question *question, struct arena *arena,
		    enum reason *reason, struct span *detail)
{
	struct attest_question copy = *question;
	struct span answer;
	struct reader r;
	enum err e = confine_run(work, &copy, ANSWER_MAX, arena, &answer);

	if (e != OK)
		return e;
	r = reader_of(answer);
	*reason = answer_reason(&r);
	*detail = answer_text(&r);
	return answer_end(&r, "statements");
}
