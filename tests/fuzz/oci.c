/* An OCI layout: the first line is its index, and each that follows a blob, whose digest is taken
 * to be its number: "sha256:00...01". What is read is sound, whatever it says. */
#include <assert.h>

#include "trust/oci/layout.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

enum { BLOBS_MAX = 64 };

static struct span next_line(struct span *rest)
{
	ptrdiff_t end = span_byte(*rest, '\n');
	struct span line = span_part(*rest, 0, end == SPAN_NONE ? rest->n : (uint64_t)end);

	*rest = span_from(*rest, line.n + 1);
	return line;
}

static void check(const struct oci_store *store, const struct oci_answer *answer)
{
	if (answer->reason != REASON_NONE)
		return;
	assert(oci_store_find(store, answer->target)->state == OCI_BLOB_READ);
	assert(answer->n_needs >= 1 && answer->n_needs <= OCI_NEEDS_MAX);
	for (size_t i = 0; i < answer->n_needs; i++)
		assert(oci_digest_valid(answer->needs[i].digest));
	for (size_t i = 0; i < answer->n_signatures; i++)
		assert((answer->signatures[i].reason == REASON_NONE) ==
		       (answer->signatures[i].bundle.p != NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct oci_blob blobs[BLOBS_MAX];
	struct span rest = span_of(p, n);
	struct oci_store store = { .layout = SPAN("{\"imageLayoutVersion\":\"1.0.0\"}"),
				   .index = next_line(&rest),
				   .blobs = blobs };
	struct oci_question question = { .store = &store };
	struct oci_answer answer;
	struct arena arena;

	arena_init(&arena, MiB(256), NULL, NULL);
	while (rest.n && store.n < BLOBS_MAX) {
		struct span bytes = next_line(&rest);
		const char *digest = arena_printf(&arena, "sha256:%064zx", store.n + 1);

		blobs[store.n++] = (struct oci_blob){ .digest = span_str(digest),
						      .state = OCI_BLOB_READ,
						      .size = bytes.n,
						      .bytes = bytes };
	}
	oci_layout_read(&question, &arena, &answer);
	check(&store, &answer);
	question.wanted = (struct span)SPAN("v1");
	oci_layout_read(&question, &arena, &answer);
	check(&store, &answer);
	arena_free(&arena);
	return 0;
}
