/* Compiled code that is new. What has some already, or builds it at installation, brings more of it
 * from release to release: only the first is told. */
#include "vet/delta.h"

static struct span kind_of(const struct member *member)
{
	const struct artifact *artifact = member->artifact;

	for (size_t i = 0; i < artifact->n_facts; i++)
		if (artifact->facts[i]->kind == FACT_METADATA &&
		    fact_is(artifact->facts[i], "key", "program"))
			return fact_text(artifact->facts[i], "value");
	return (struct span){ 0 };
}

/* What runs on the machine itself; WebAssembly and byte code have others to hold them. */
static bool is_native(const struct member *member)
{
	struct span kind = kind_of(member);

	return span_is(kind, "elf") || span_is(kind, "pe") || span_is(kind, "mach-o");
}

static bool has_native(const struct release *release)
{
	for (size_t i = 0; i < release->n; i++)
		if (is_native(&release->members[i]))
			return true;
	return release_member(release, (struct span)SPAN("binding.gyp")) != NULL;
}

void delta_programs(const struct delta *delta)
{
	const struct member *first = NULL;
	const struct release *changed, *whole;

	for (size_t i = 0; i < delta->now->n && !first; i++)
		if (!delta->now->members[i].unchanged && is_native(&delta->now->members[i]))
			first = &delta->now->members[i];
	if (!first)
		return;
	changed = delta->changed(delta->context);
	if (!changed || has_native(changed))
		return;
	whole = delta->whole(delta->context);
	if (whole && !has_native(whole))
		delta_say(delta, RELEASE_NEW_PROGRAM, first, NULL, "program", first->place,
			  "Brings compiled code, ", ", and the previous release had none.");
}
