/* What a release can do. */
#include "vet/ability.h"

static size_t count(const struct release *release, bool unchanged)
{
	size_t n = 0;

	for (size_t i = 0; i < release->n; i++)
		if (release->members[i].unchanged == unchanged)
			n += release->members[i].artifact->n_facts;
	return n;
}

static void add_member(struct abilities *out, const struct member *member)
{
	const struct artifact *artifact = member->artifact;

	for (size_t i = 0; i < artifact->n_facts; i++) {
		const struct fact *fact = artifact->facts[i];

		if (fact->kind != FACT_BEHAVIOUR)
			continue;
		out->rows[out->n++] =
			(struct ability){ .class = behaviour_find(fact_text(fact, "class")),
					  .kind = fact_text(fact, "kind"),
					  .moment = moment_of_behaviour(member, fact),
					  .member = member,
					  .fact = fact };
	}
}

struct abilities abilities_of(const struct release *release, bool unchanged, struct arena *arena)
{
	struct abilities out = { 0 };

	out.rows = arena_array(arena, count(release, unchanged), sizeof(*out.rows));
	for (size_t i = 0; i < release->n; i++)
		if (release->members[i].unchanged == unchanged)
			add_member(&out, &release->members[i]);
	return out;
}

/* Chains are the same when what they hand on, and to what, is of the same classes. */
static bool is_same(const struct ability *a, const struct ability *b)
{
	static const char *const ends[] = { "source", "source_kind", "sink", NULL };

	if (a->class != b->class || !span_eq(a->kind, b->kind))
		return false;
	for (size_t i = 0; a->class == BEHAVIOUR_CHAIN && ends[i]; i++)
		if (!span_eq(fact_text(a->fact, ends[i]), fact_text(b->fact, ends[i])))
			return false;
	return true;
}

bool abilities_have(const struct abilities *abilities, const struct ability *ability)
{
	for (size_t i = 0; i < abilities->n; i++)
		if (abilities->rows[i].moment >= ability->moment &&
		    is_same(&abilities->rows[i], ability))
			return true;
	return false;
}

static const enum weight weights[BEHAVIOUR_COUNT] = {
	[BEHAVIOUR_SPAWN] = WEIGHT_SOME,	   [BEHAVIOUR_RUN_CODE] = WEIGHT_SOME,
	[BEHAVIOUR_DECODE] = WEIGHT_SOME,	   [BEHAVIOUR_DOWNLOAD] = WEIGHT_SOME,
	[BEHAVIOUR_NETWORK] = WEIGHT_SOME,	   [BEHAVIOUR_LISTEN] = WEIGHT_SOME,
	[BEHAVIOUR_SECRET_READ] = WEIGHT_SOME,	   [BEHAVIOUR_ENUMERATE] = WEIGHT_SOME,
	[BEHAVIOUR_ENCRYPT] = WEIGHT_SOME,	   [BEHAVIOUR_PERSIST] = WEIGHT_STRONG,
	[BEHAVIOUR_AGENT_WRITE] = WEIGHT_STRONG,   [BEHAVIOUR_SELF_PUBLISH] = WEIGHT_STRONG,
	[BEHAVIOUR_MEMORY_READ] = WEIGHT_STRONG,   [BEHAVIOUR_METADATA_SERVICE] = WEIGHT_STRONG,
	[BEHAVIOUR_AI_TEXT] = WEIGHT_STRONG,	   [BEHAVIOUR_NATIVE_LOAD] = WEIGHT_SOME,
	[BEHAVIOUR_IMPORT_HOOK] = WEIGHT_SOME,	   [BEHAVIOUR_MONKEY_PATCH] = WEIGHT_SOME,
	[BEHAVIOUR_BROWSER_HOOK] = WEIGHT_STRONG,  [BEHAVIOUR_INTERPRETER_DOWNLOAD] = WEIGHT_STRONG,
	[BEHAVIOUR_HIDE] = WEIGHT_STRONG,	   [BEHAVIOUR_CLIPBOARD] = WEIGHT_STRONG,
	[BEHAVIOUR_ANTI_ANALYSIS] = WEIGHT_STRONG, [BEHAVIOUR_CHAIN] = WEIGHT_STRONG,
};

/* Secrets that a library has hardly any business with; tokens and settings of its own service, on
 * the other hand, stand in the environment. */
static bool is_foreign_secret(struct span kind)
{
	static const char *const kinds[] = { "ssh",    "cloud",	  "kubernetes", "browser",
					     "wallet", "history", NULL };

	for (size_t i = 0; kinds[i]; i++)
		if (span_is(kind, kinds[i]))
			return true;
	return false;
}

enum weight ability_weight(const struct ability *ability)
{
	if (ability->class == BEHAVIOUR_SECRET_READ && is_foreign_secret(ability->kind))
		return WEIGHT_STRONG;
	if (ability->class == BEHAVIOUR_RUN_CODE && span_is(ability->kind, "constant"))
		return WEIGHT_NONE; /* it is read, and weighs by what it does */
	return weights[ability->class];
}

bool ability_is_attack(const struct ability *chain)
{
	enum behaviour_class source = behaviour_find(fact_text(chain->fact, "source"));
	enum behaviour_class sink = behaviour_find(fact_text(chain->fact, "sink"));
	bool runs = sink == BEHAVIOUR_RUN_CODE || sink == BEHAVIOUR_SPAWN;

	if (source == BEHAVIOUR_SECRET_READ)
		return sink == BEHAVIOUR_NETWORK;
	return runs && (source == BEHAVIOUR_DECODE || source == BEHAVIOUR_DOWNLOAD ||
			source == BEHAVIOUR_NETWORK);
}
