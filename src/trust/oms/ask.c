/* The question goes in with the fork. The answer comes out as the verdict and then the manifest. */
#include "jail/confine.h"
#include "sys/clock.h"
#include "sys/crypto.h"
#include "trust/answer.h"
#include "trust/oms/verify.h"

enum { WORK_MiB = 448, ANSWER_MAX = 256 << 20 };

/* Writing. */

static void put_manifest(struct sink *out, const struct oms_manifest *manifest)
{
	answer_put_text(out, manifest->name);
	answer_put_u8(out, manifest->is_legacy);
	answer_put_u8(out, manifest->allow_symlinks);
	answer_put_u32(out, manifest->method);
	answer_put_u32(out, manifest->hash);
	answer_put_u64(out, manifest->shard_size);
	sink_span(out, span_of(manifest->root, OMS_ROOT_SIZE));
	answer_put_u32(out, (uint32_t)manifest->n_ignored);
	for (size_t i = 0; i < manifest->n_ignored; i++)
		answer_put_text(out, manifest->ignored[i]);
	answer_put_u32(out, (uint32_t)manifest->n);
	for (size_t i = 0; i < manifest->n; i++) {
		const struct oms_resource *resource = &manifest->resources[i];

		answer_put_text(out, resource->name);
		answer_put_u32(out, (uint32_t)resource->path.n);
		answer_put_u64(out, resource->start);
		answer_put_u64(out, resource->end);
		answer_put_text(out, resource->digest);
	}
}

static void work(void *context, struct sink *out)
{
	const struct oms_question *question = context;
	struct oms_answer answer;
	struct arena arena;

	arena_init(&arena, MiB(WORK_MiB), NULL, NULL);
	oms_verify(question, &arena, &answer);
	sigstore_verdict_put(out, &answer.verdict);
	if (answer.verdict.reason == REASON_NONE)
		put_manifest(out, &answer.manifest);
	arena_free(&arena);
}

/* Reading: nothing of it is believed. */

static bool get_resource(struct reader *r, enum oms_hash hash, struct oms_resource *resource)
{
	resource->name = answer_text(r);
	resource->path =
		span_part(resource->name, 0, answer_at_most(r, (uint32_t)resource->name.n));
	resource->start = reader_u64le(r);
	resource->end = reader_u64le(r);
	resource->digest = answer_text(r);
	return !r->bad && resource->digest.n == oms_hash_size(hash) &&
	       resource->start <= resource->end &&
	       (oms_path_valid(resource->path) || span_is(resource->path, "."));
}

static bool get_manifest(struct reader *r, struct arena *arena, struct oms_manifest *manifest)
{
	struct span root;

	manifest->name = answer_text(r);
	manifest->is_legacy = reader_u8(r) != 0;
	manifest->allow_symlinks = reader_u8(r) != 0;
	manifest->method = (enum oms_method)answer_at_most(r, OMS_SHARDS);
	manifest->hash = (enum oms_hash)answer_at_most(r, OMS_HASHES - 1);
	manifest->shard_size = reader_u64le(r);
	root = reader_take(r, OMS_ROOT_SIZE);
	if (r->bad)
		return false;
	memcpy(manifest->root, root.p, OMS_ROOT_SIZE);
	manifest->n_ignored = answer_at_most(r, OMS_IGNORED_MAX);
	manifest->ignored = arena_array(arena, manifest->n_ignored, sizeof(*manifest->ignored));
	for (size_t i = 0; i < manifest->n_ignored; i++)
		manifest->ignored[i] = answer_text(r);
	manifest->n = answer_at_most(r, OMS_RESOURCES_MAX);
	manifest->resources = arena_array(arena, manifest->n, sizeof(*manifest->resources));
	for (size_t i = 0; i < manifest->n; i++)
		if (!get_resource(r, manifest->hash, &manifest->resources[i]))
			return false;
	return !r->bad;
}

static enum err get_answer(struct reader *r, struct arena *arena, struct oms_answer *answer)
{
	*answer = (struct oms_answer){ 0 };
	sigstore_verdict_get(r, arena, &answer->verdict);
	if (!r->bad && answer->verdict.reason == REASON_NONE &&
	    !get_manifest(r, arena, &answer->manifest))
		r->bad = true;
	return answer_end(r, "the signature");
}

enum err oms_ask(const struct oms_question *question, struct arena *arena,
		 struct oms_answer *answer)
{
	struct oms_question copy = *question;
	char time[CLOCK_TEXT];
	struct span bytes;
	struct reader r;
	enum err e;

	clock_text(0, time); /* the library reads the time zone on first use, whatever it is for */
	crypto_begin();
	e = confine_run(work, &copy, ANSWER_MAX, arena, &bytes);
	if (e != OK)
		return e;
	r = reader_of(bytes);
	return get_answer(&r, arena, answer);
}
