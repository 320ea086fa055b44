/* The words of components. */
#include "core/component.h"

#include <assert.h>

#include "base/escape.h"

static const char *const kind_words[COMPONENT_KIND_COUNT] = {
#define X(symbol, word) [COMPONENT_##symbol] = word,
	COMPONENT_KINDS(X)
#undef X
};

const char *component_kind_word(enum component_kind kind)
{
	assert(kind < COMPONENT_KIND_COUNT);
	return kind_words[kind];
}

enum component_kind component_kind_parse(struct span word)
{
	for (size_t i = 0; i < COMPONENT_KIND_COUNT; i++)
		if (span_is(word, kind_words[i]))
			return (enum component_kind)i;
	return COMPONENT_PACKAGE;
}

static const char *const certainty_words[CERTAINTY_COUNT] = {
	[CERTAINTY_EXACT] = "exact",
	[CERTAINTY_RANGE] = "range",
	[CERTAINTY_UNRESOLVED] = "unresolved",
};

const char *certainty_word(enum certainty certainty)
{
	assert(certainty < CERTAINTY_COUNT);
	return certainty_words[certainty];
}

struct span component_property(const struct component *component, const char *key)
{
	for (const struct property *p = component->properties; p; p = p->next)
		if (span_is(p->key, key))
			return p->value;
	return (struct span){ 0 };
}

void component_title(const struct component *component, struct buf *out)
{
	struct span version = component->version.n ? component->version : component->range;

	if (component->namespace.n) {
		escape_text(out, component->namespace);
		buf_byte(out, '/');
	}
	escape_text(out, component->name);
	if (version.n) {
		buf_byte(out, ' ');
		escape_text(out, version);
	}
}
