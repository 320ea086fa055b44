/* Where cargo takes a package from. */
#include "eco/cargo/source.h"

static const struct {
	const char *prefix;
	enum cargo_source_kind kind;
} kinds[] = {
	{ "registry+", CARGO_SOURCE_REGISTRY },
	{ "sparse+", CARGO_SOURCE_REGISTRY },
	{ "git+", CARGO_SOURCE_GIT },
};

struct cargo_source cargo_source_of(struct span text)
{
	struct cargo_source source = { .kind = CARGO_SOURCE_LOCAL };
	ptrdiff_t hash = span_byte(text, '#');

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (span_starts(text, kinds[i].prefix)) {
			source.kind = kinds[i].kind;
			source.address = span_from(text, strlen(kinds[i].prefix));
		}
	if (source.kind == CARGO_SOURCE_GIT && hash != SPAN_NONE) {
		source.revision = span_from(text, (uint64_t)hash + 1);
		source.address.n -= source.revision.n + 1;
	}
	return source;
}
