/* The question goes in with the fork. The answer comes out as records, little-endian: u8 reason,
 * the detail, u32 n and n facts of two texts, then the manifest; a text is u32 n and n bytes. */
#include <assert.h>

#include "base/reader.h"
#include "jail/confine.h"
#include "sys/clock.h"
#include "sys/crypto.h"
#include "trust/oms/verify.h"

enum { WORK_MiB = 448, ANSWER_MAX = 256 << 20 };

static_assert(REASON_COUNT <= UINT8_MAX, "a reason is a byte of the answer");

/* Writing. */

static void put_number(struct sink *out, uint64_t number, unsigned n_bytes)
{
	for (unsigned i = 0; i < n_bytes; i++)
		sink_byte(out, (char)(uint8_t)(number >> (8 * i)));
}

static void put_text(struct sink *out, struct span text)
{
	put_number(out, text.n, sizeof(uint32_t));
	sink_span(out, text);
}

static void put_manifest(struct sink *out, const struct oms_manifest *manifest)
{
	put_text(out, manifest->name);
	sink_byte(out, (char)manifest->is_legacy);
	sink_byte(out, (char)manifest->method);
	sink_byte(out, (char)manifest->hash);
	sink_byte(out, (char)manifest->allow_symlinks);
	put_number(out, manifest->shard_size, sizeof(uint64_t));
	sink_span(out, span_of(manifest->root, OMS_ROOT_SIZE));
	put_number(out, manifest->n_ignored, sizeof(uint32_t));
	for (size_t i = 0; i < manifest->n_ignored; i++)
		put_text(out, manifest->ignored[i]);
	put_number(out, manifest->n, sizeof(uint32_t));
	for (size_t i = 0; i < manifest->n; i++) {
		const struct oms_resource *resource = &manifest->resources[i];

		put_text(out, resource->name);
		put_number(out, resource->path.n, sizeof(uint32_t));
		put_number(out, resource->start, sizeof(uint64_t));
		put_number(out, resource->end, sizeof(uint64_t));
		put_text(out, resource->digest);
	}
}

static void work(void *context, struct sink *out)
{
	const struct oms_question *question = context;
	struct oms_answer answer;
	struct arena arena;

	arena_init(&arena, MiB(WORK_MiB), NULL, NULL);
	oms_verify(question, &arena, &answer);
	sink_byte(out, (char)(uint8_t)answer.reason);
	put_text(out, answer.detail);
	put_number(out, answer.facts.n, sizeof(uint32_t));
	for (size_t i = 0; i < answer.facts.n; i++) {
		put_text(out, answer.facts.facts[i].name);
		put_text(out, answer.facts.facts[i].text);
	}
	if (answer.reason == REASON_NONE)
		put_manifest(out, &answer.manifest);
	arena_free(&arena);
}

/* Reading: nothing of it is believed. */

static struct span get_text(struct reader *r)
{
	return reader_take(r, reader_u32le(r));
}

static bool get_resource(struct reader *r, enum oms_hash hash, struct oms_resource *resource)
{
	uint32_t n;

	resource->name = get_text(r);
	n = reader_u32le(r);
	resource->path = span_part(resource->name, 0, n);
	resource->start = reader_u64le(r);
	resource->end = reader_u64le(r);
	resource->digest = get_text(r);
	return !r->bad && n <= resource->name.n && resource->digest.n == oms_hash_size(hash) &&
	       resource->start <= resource->end &&
	       (oms_path_valid(resource->path) || span_is(resource->path, "."));
}

static bool get_manifest(struct reader *r, struct arena *arena, struct oms_manifest *manifest)
{
	uint8_t method, hash;

	manifest->name = get_text(r);
	manifest->is_legacy = reader_u8(r) != 0;
	method = reader_u8(r);
	hash = reader_u8(r);
	manifest->allow_symlinks = reader_u8(r) != 0;
	manifest->shard_size = reader_u64le(r);
	memcpy(manifest->root, reader_take(r, OMS_ROOT_SIZE).p, r->bad ? 0 : OMS_ROOT_SIZE);
	manifest->n_ignored = reader_u32le(r);
	if (r->bad || method > OMS_SHARDS || hash >= OMS_HASHES ||
	    manifest->n_ignored > OMS_IGNORED_MAX)
		return false;
	manifest->method = method;
	manifest->hash = hash;
	manifest->ignored = arena_array(arena, manifest->n_ignored, sizeof(*manifest->ignored));
	for (size_t i = 0; i < manifest->n_ignored; i++)
		manifest->ignored[i] = get_text(r);
	manifest->n = reader_u32le(r);
	if (r->bad || manifest->n > OMS_RESOURCES_MAX)
		return false;
	manifest->resources = arena_array(arena, manifest->n, sizeof(*manifest->resources));
	for (size_t i = 0; i < manifest->n; i++)
		if (!get_resource(r, manifest->hash, &manifest->resources[i]))
			return false;
	return !r->bad;
}

static bool get_answer(struct reader *r, struct arena *arena, struct oms_answer *answer)
{
	uint8_t reason = reader_u8(r);

	*answer = (struct oms_answer){ .reason = (enum reason)reason };
	answer->detail = get_text(r);
	answer->facts.n = reader_u32le(r);
	if (r->bad || reason >= REASON_COUNT || answer->facts.n > SIGSTORE_FACTS_MAX)
		return false;
	answer->facts.facts = arena_array(arena, answer->facts.n, sizeof(*answer->facts.facts));
	for (size_t i = 0; i < answer->facts.n; i++) {
		answer->facts.facts[i].name = get_text(r);
		answer->facts.facts[i].text = get_text(r);
	}
	if (reason == REASON_NONE && !get_manifest(r, arena, &answer->manifest))
		return false;
	return !r->bad && reader_left(r) == 0;
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
	if (!get_answer(&r, arena, answer))
		return err_set(ERR_FORMAT, "the process that reads the signature gave no sound "
					   "answer");
	return OK;
}
