/* A model in several files. llama.cpp (llama_split_path) finds the others by the name: "%s-%05d-of-
 * %05d.gguf" with numbers from 1, of which split.no and split.count tell the same, from 0. */
#include "format/gguf.h"

#include "base/arena.h"

enum { SPLITS_MAX = 1024 };

void gguf_split_pair(struct gguf *g, struct span key, uint64_t n)
{
	if (span_is(key, "split.no"))
		g->split_no = n;
	if (span_is(key, "split.count"))
		g->n_splits = n;
}

static struct span numbered(struct gguf *g, struct span stem, uint64_t no)
{
	return span_str(arena_printf(job_arena(g->job), "%.*s-%05llu-of-%05llu.gguf", (int)stem.n,
				     (const char *)stem.p, (unsigned long long)no + 1,
				     (unsigned long long)g->n_splits));
}

/* The name without its numbers; false when they are not what the pairs say. */
static bool split_stem(struct gguf *g, struct span *stem)
{
	size_t tail = numbered(g, (struct span){ 0 }, g->split_no).n;
	struct span name = job_name(g->job);

	*stem = span_part(name, 0, name.n < tail ? 0 : name.n - tail);
	return span_eq(numbered(g, *stem, g->split_no), name);
}

void gguf_tell_splits(struct gguf *g)
{
	struct span stem;

	if (g->n_splits < 2 || g->n_splits > SPLITS_MAX || g->split_no >= g->n_splits ||
	    !split_stem(g, &stem))
		return;

	/* The first one is what is loaded, and names all; the others name it. */
	uint64_t end = g->split_no == 0 ? g->n_splits : 1;

	for (uint64_t i = g->split_no == 0; i < end; i++)
		JOB_FACT(g->job, FACT_PART, OFFSET_NONE, ATTR_TEXT("path", numbered(g, stem, i)));
}
