/* Predicates as their specifications have them. */
#include "trust/attest/predicate.h"

bool predicate_digest(struct span text, struct span *algorithm, struct span *hex)
{
	ptrdiff_t colon = span_byte(text, ':');

	if (colon <= 0)
		return false;
	*algorithm = span_part(text, 0, (uint64_t)colon);
	*hex = span_from(text, (uint64_t)colon + 1);
	for (size_t i = 0; i < hex->n; i++)
		if (!strchr("0123456789abcdef", hex->p[i]))
			return false;
	return hex->n > 0 && hex->n % 2 == 0;
}

static void write_word(struct jsonw *w, const char *key, const char *word)
{
	if (word)
		jsonw_word(w, key, word);
}

static void write_digest(struct jsonw *w, struct span text, struct arena *arena)
{
	struct span algorithm, hex;

	if (!predicate_digest(text, &algorithm, &hex))
		return;
	jsonw_map_flat(w, "digest");
	jsonw_text(w, arena_text(arena, algorithm), hex);
	jsonw_map_end(w);
}

/* SLSA provenance. */

static bool slsa_is_whole(const struct predicate_facts *facts)
{
	return facts->builder && facts->build_type;
}

static void write_parameters(struct jsonw *w, const struct predicate_facts *facts,
			     struct arena *arena)
{
	jsonw_map(w, "externalParameters");
	write_word(w, "source", facts->source);
	write_word(w, "ref", facts->source_ref);
	for (size_t i = 0; i < facts->parameters.n; i++) {
		struct span word = span_str(facts->parameters.words[i]);
		ptrdiff_t at = span_byte(word, '=');
		struct span name = span_part(word, 0, at == SPAN_NONE ? word.n : (uint64_t)at);

		jsonw_text(w, arena_text(arena, name), span_from(word, name.n + 1));
	}
	jsonw_map_end(w);
}

/* The last '@' that a digest follows parts it from the address. */
static void write_material(struct jsonw *w, struct span word, struct arena *arena)
{
	const uint8_t *at = word.n ? memrchr(word.p, '@', word.n) : NULL;
	struct span algorithm, hex, digest = { 0 };

	if (at && predicate_digest(span_from(word, (uint64_t)(at + 1 - word.p)), &algorithm, &hex))
		digest = span_from(word, (uint64_t)(at + 1 - word.p));
	jsonw_map(w, NULL);
	jsonw_text(w, "uri", digest.n ? span_part(word, 0, (uint64_t)(at - word.p)) : word);
	write_digest(w, digest, arena);
	jsonw_map_end(w);
}

static void write_materials(struct jsonw *w, const struct predicate_facts *facts,
			    struct arena *arena)
{
	jsonw_list(w, "resolvedDependencies");
	if (facts->source) {
		jsonw_map(w, NULL);
		if (facts->source_ref)
			jsonw_word(w, "uri",
				   arena_printf(arena, "%s@%s", facts->source, facts->source_ref));
		else
			jsonw_word(w, "uri", facts->source);
		if (facts->source_digest)
			write_digest(w, span_str(facts->source_digest), arena);
		jsonw_map_end(w);
	}
	for (size_t i = 0; i < facts->materials.n; i++)
		write_material(w, span_str(facts->materials.words[i]), arena);
	jsonw_list_end(w);
}

static void write_slsa(struct jsonw *w, const struct predicate_facts *facts, struct arena *arena)
{
	jsonw_map(w, "buildDefinition");
	jsonw_word(w, "buildType", facts->build_type);
	write_parameters(w, facts, arena);
	write_materials(w, facts, arena);
	jsonw_map_end(w);
	jsonw_map(w, "runDetails");
	jsonw_map(w, "builder");
	jsonw_word(w, "id", facts->builder);
	jsonw_map_end(w);
	jsonw_map(w, "metadata");
	write_word(w, "invocationId", facts->invocation);
	write_word(w, "startedOn", facts->started);
	write_word(w, "finishedOn", facts->finished);
	jsonw_map_end(w);
	jsonw_map_end(w);
}

/* Verification results. */

static bool vsa_is_whole(const struct predicate_facts *facts)
{
	return facts->verifier && facts->resource && facts->policy;
}

static void write_verifier(struct jsonw *w, const struct predicate_facts *facts)
{
	jsonw_map(w, "verifier");
	jsonw_word(w, "id", facts->verifier);
	jsonw_map_end(w);
	jsonw_word(w, "timeVerified", facts->time);
}

static void write_words(struct jsonw *w, const char *key, const struct predicate_words *list)
{
	jsonw_list(w, key);
	for (size_t i = 0; i < list->n; i++)
		jsonw_word(w, NULL, list->words[i]);
	jsonw_list_end(w);
}

static void write_vsa(struct jsonw *w, const struct predicate_facts *facts, struct arena *arena)
{
	write_verifier(w, facts);
	jsonw_word(w, "resourceUri", facts->resource);
	jsonw_map(w, "policy");
	jsonw_word(w, "uri", facts->policy);
	jsonw_map_end(w);
	if (facts->inputs.n) {
		jsonw_list(w, "inputAttestations");
		for (size_t i = 0; i < facts->inputs.n; i++) {
			jsonw_map(w, NULL);
			write_digest(w, span_str(facts->inputs.words[i]), arena);
			jsonw_map_end(w);
		}
		jsonw_list_end(w);
	}
	jsonw_word(w, "verificationResult", facts->passed ? "PASSED" : "FAILED");
	write_words(w, "verifiedLevels", &facts->levels);
	jsonw_word(w, "slsaVersion", "1.0");
}

static bool svr_is_whole(const struct predicate_facts *facts)
{
	return facts->verifier && facts->properties.n > 0;
}

static void write_svr(struct jsonw *w, const struct predicate_facts *facts, struct arena *arena)
{
	(void)arena;
	write_verifier(w, facts);
	write_words(w, "properties", &facts->properties);
}

const struct predicate_kind predicate_kinds[] = {
	{ "slsa", PREDICATE_SLSA, "--builder-id and --build-type", slsa_is_whole, write_slsa },
	{ "vsa", PREDICATE_VSA, "--verifier-id, --resource-uri and --policy-uri", vsa_is_whole,
	  write_vsa },
	{ "svr", PREDICATE_SVR, "--verifier-id and --property", svr_is_whole, write_svr },
};
