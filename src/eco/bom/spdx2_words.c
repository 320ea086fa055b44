/* What the readers of SPDX 2 share, whichever form the document has. */
#include "eco/bom/spdx2.h"

#include "eco/entry.h"

struct span spdx2_maker(struct span said)
{
	ptrdiff_t colon = span_byte(said, ':');

	if (colon == SPAN_NONE)
		return said;
	said = span_from(said, (uint64_t)colon + 1);
	while (said.n && said.p[0] == ' ')
		said = span_from(said, 1);
	return said;
}

static const char *const kinds[][2] = {
	{ "CONTAINER", "image" },
	{ "FILE", "file" },
};

const char *spdx2_kind(struct span purpose)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (span_is(purpose, kinds[i][0]))
			return kinds[i][1];
	return "package";
}

/* Relationships that mean a need; those that say it from the other end are turned round. */
struct relation {
	const char *word;
	bool turned;
	const char *scope;
};

static const struct relation relations[] = {
	{ "DEPENDS_ON", false, NULL },
	{ "CONTAINS", false, NULL },
	{ "DEPENDENCY_OF", true, NULL },
	{ "CONTAINED_BY", true, NULL },
	{ "RUNTIME_DEPENDENCY_OF", true, NULL },
	{ "BUILD_DEPENDENCY_OF", true, "build" },
	{ "DEV_DEPENDENCY_OF", true, "dev" },
	{ "TEST_DEPENDENCY_OF", true, "test" },
	{ "OPTIONAL_DEPENDENCY_OF", true, "optional" },
};

void spdx2_relate(struct job *job, struct span from, struct span type, struct span to,
		  uint64_t offset)
{
	for (size_t i = 0; i < sizeof(relations) / sizeof(*relations); i++)
		if (span_is(type, relations[i].word))
			entry_need(job, relations[i].turned ? to : from,
				   relations[i].turned ? from : to, (struct span){ 0 },
				   relations[i].scope, offset);
}
