/* Questions go in with the fork, verdicts come out as records: u16 reason, the detail, u32 n, and n
 * times a name and a text, each text as u32 n and n bytes; little-endian. */
#include "trust/sigstore/ask.h"

#include "base/reader.h"
#include "jail/confine.h"
#include "sys/crypto.h"
#include "trust/sigstore/root.h"

enum {
	WORK_MiB = 384,
	ANSWER_EACH = 48 << 20, /* pages that are not written to cost nothing */
	ANSWER_MAX = 512 << 20,
};

/* Writing. */

static void put_number(struct sink *answer, uint32_t number)
{
	for (unsigned i = 0; i < sizeof(number); i++)
		sink_byte(answer, (char)(uint8_t)(number >> (8 * i)));
}

static void put_text(struct sink *answer, struct span text)
{
	put_number(answer, (uint32_t)text.n);
	sink_span(answer, text);
}

static void put_verdict(struct sink *answer, const struct sigstore_verdict *verdict)
{
	put_number(answer, verdict->reason);
	put_text(answer, verdict->detail);
	put_number(answer, (uint32_t)verdict->n_facts);
	for (size_t i = 0; i < verdict->n_facts; i++) {
		put_text(answer, verdict->facts[i].name);
		put_text(answer, verdict->facts[i].text);
	}
}

static void answer_case(const struct sigstore_ask *ask, size_t i, struct sigstore_root *root,
			struct arena *arena, struct sink *answer)
{
	const struct sigstore_question question = {
		.bundle = ask->cases[i].bundle,
		.artifact = ask->cases[i].artifact,
		.policy = ask->policy,
		.root = root,
	};
	struct arena_mark mark = arena_mark(arena);
	struct sigstore_verdict verdict;

	sigstore_verify(&question, arena, &verdict);
	put_verdict(answer, &verdict);
	arena_rewind(arena, mark);
}

static void work(void *context, struct sink *answer)
{
	const struct sigstore_ask *ask = context;
	struct sigstore_verdict refused = { 0 };
	struct sigstore_root root;
	struct arena arena;

	arena_init(&arena, MiB(WORK_MiB), NULL, NULL);
	refused.reason = sigstore_root_read(ask->root, &arena, &root, &refused.detail);
	for (size_t i = 0; i < ask->n; i++) {
		if (refused.reason != REASON_NONE)
			put_verdict(answer, &refused);
		else
			answer_case(ask, i, &root, &arena, answer);
	}
	sigstore_root_free(&root);
	arena_free(&arena);
}

/* Reading. */

static struct span get_text(struct reader *r)
{
	return reader_take(r, reader_u32le(r));
}

static bool get_verdict(struct reader *r, struct arena *arena, struct sigstore_verdict *verdict)
{
	uint32_t reason = reader_u32le(r);

	*verdict = (struct sigstore_verdict){ .reason = (enum reason)reason };
	verdict->detail = get_text(r);
	verdict->n_facts = reader_u32le(r);
	if (r->bad || reason >= REASON_COUNT || verdict->n_facts > SIGSTORE_FACTS_MAX)
		return false;
	verdict->facts = arena_array(arena, verdict->n_facts, sizeof(*verdict->facts));
	for (size_t i = 0; i < verdict->n_facts; i++) {
		verdict->facts[i].name = get_text(r);
		verdict->facts[i].text = get_text(r);
	}
	return !r->bad;
}

enum err sigstore_ask(const struct sigstore_ask *ask, struct arena *arena,
		      struct sigstore_verdict *verdicts)
{
	struct sigstore_ask copy = *ask;
	size_t max = ask->n < ANSWER_MAX / ANSWER_EACH ? ask->n * ANSWER_EACH : ANSWER_MAX;
	struct span answer;
	struct reader r;
	enum err e;

	crypto_begin();
	e = confine_run(work, &copy, max, arena, &answer);
	r = reader_of(answer);
	for (size_t i = 0; e == OK && i < ask->n; i++)
		if (!get_verdict(&r, arena, &verdicts[i]))
			e = err_set(ERR_FORMAT,
				    "the process that reads bundles gave no sound answer");
	return e;
}
