/* What was established of bundles, for people and for programs. */
#include "base/decimal.h"
#include "cmd/verification.h"
#include "cmd/verify_cases.h"
#include "sys/clock.h"

/* Not for people: the payload, which may be long and is any bytes. */
static bool is_told(const struct sigstore_fact *fact)
{
	return !span_is(fact->name, "payload");
}

/* As people read it: times are dates. */
static struct span value_shown(struct arena *arena, const struct sigstore_fact *fact)
{
	uint64_t seconds;
	char text[CLOCK_TEXT];

	if (!span_is(fact->name, "time") || !decimal_read(fact->text, &seconds) ||
	    seconds > INT64_MAX)
		return fact->text;
	clock_text((int64_t)seconds, text);
	return arena_copy(arena, span_str(text));
}

void facts_print(const struct sigstore_verdict *verdict, struct arena *arena, struct sink *out)
{
	for (size_t k = 0; k < verdict->n_facts; k++)
		if (is_told(&verdict->facts[k]))
			verification_row(out, verdict->facts[k].name,
					 value_shown(arena, &verdict->facts[k]));
}

void facts_write(const struct sigstore_verdict *verdict, struct arena *arena, struct jsonw *w)
{
	jsonw_list(w, "facts");
	for (size_t k = 0; k < verdict->n_facts; k++) {
		if (!is_told(&verdict->facts[k]))
			continue;
		jsonw_map_flat(w, NULL);
		jsonw_text(w, "name", verdict->facts[k].name);
		jsonw_text(w, "value", value_shown(arena, &verdict->facts[k]));
		jsonw_map_end(w);
	}
	jsonw_list_end(w);
}

void cases_print_root(const struct cases *cases, struct sink *out)
{
	for (unsigned role = 0; role < TUF_ROLES; role++) {
		char text[CLOCK_TEXT];

		if (!cases->tuf_answer.versions[role])
			continue;
		clock_text(cases->tuf_answer.expires[role], text);
		sink_printf(out, "%s of the trusted root: version %llu, %s %s\n",
			    tuf_role_name((enum tuf_role)role),
			    (unsigned long long)cases->tuf_answer.versions[role],
			    cases->tuf_answer.expires[role] <= clock_wall() ? "expired" : "expires",
			    text);
	}
}

void cases_write_root(const struct cases *cases, struct jsonw *w)
{
	if (!cases->options->tuf)
		return;
	jsonw_map(w, "tuf");
	for (unsigned role = 0; role < TUF_ROLES; role++) {
		char text[CLOCK_TEXT];

		if (!cases->tuf_answer.versions[role])
			continue;
		clock_text(cases->tuf_answer.expires[role], text);
		jsonw_map_flat(w, tuf_role_name((enum tuf_role)role));
		jsonw_number(w, "version", cases->tuf_answer.versions[role]);
		jsonw_word(w, "expires", text);
		jsonw_map_end(w);
	}
	jsonw_map_end(w);
}
