/* Asking a fact for its attributes. */
#include "core/fact.h"

#include <assert.h>

#include "base/arena.h"

static const char *const kind_words[FACT_KIND_COUNT] = {
#define X(symbol, word) [FACT_##symbol] = word,
	FACT_KINDS(X)
#undef X
};

const char *fact_kind_word(enum fact_kind kind)
{
	assert(kind < FACT_KIND_COUNT);
	return kind_words[kind];
}

const struct attr *fact_attr(const struct fact *fact, const char *key)
{
	for (size_t i = 0; i < fact->n_attrs; i++)
		if (span_is(fact->attrs[i].key, key))
			return &fact->attrs[i];
	return NULL;
}

struct span fact_text(const struct fact *fact, const char *key)
{
	const struct attr *attr = fact_attr(fact, key);

	return attr && !attr->is_number ? attr->text : (struct span){ 0 };
}

uint64_t fact_number(const struct fact *fact, const char *key, uint64_t fallback)
{
	const struct attr *attr = fact_attr(fact, key);

	return attr && attr->is_number ? attr->number : fallback;
}

bool fact_is(const struct fact *fact, const char *key, const char *word)
{
	return span_is(fact_text(fact, key), word);
}

struct fact *fact_copy(struct arena *arena, const struct fact *fact)
{
	struct fact *copy = arena_alloc(arena, sizeof(*copy));
	struct attr *attrs = arena_array(arena, fact->n_attrs, sizeof(*attrs));

	*copy = *fact;
	copy->attrs = attrs;
	for (size_t i = 0; i < fact->n_attrs; i++) {
		attrs[i] = fact->attrs[i];
		attrs[i].key = arena_copy(arena, attrs[i].key);
		attrs[i].text = arena_copy(arena, attrs[i].text);
	}
	return copy;
}
