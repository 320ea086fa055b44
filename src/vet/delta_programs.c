/* Compiled code that is new. What has libraries already, or builds them at installation, brings
 * more from release to release: only the first is told, and so of programs. */
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

/* Libraries are loaded by the package's own modules, programs are started. */
static bool is_library(const struct member *member)
{
	static const char *const endings[] = { ".so", ".pyd", ".dll",  ".dylib", ".node", ".a",
					       ".o",  ".lib", ".bare", ".wasm",	 NULL };
	static const struct span versioned = SPAN(".so.");

	for (size_t i = 0; endings[i]; i++)
		if (span_ends(member->place, endings[i]))
			return true;
	return span_find(member->place, versioned) != SPAN_NONE;
}

static bool is_wanted(const struct member *member, bool library)
{
	return is_native(member) && is_library(member) == library;
}

/* What builds libraries at installation has them, too. */
static bool has_such(const struct release *release, bool library)
{
	for (size_t i = 0; i < release->n; i++)
		if (is_wanted(&release->members[i], library))
			return true;
	return library && release_member(release, (struct span)SPAN("binding.gyp"));
}

static const struct member *first_new(const struct release *release, bool library)
{
	for (size_t i = 0; i < release->n; i++)
		if (!release->members[i].unchanged && is_wanted(&release->members[i], library))
			return &release->members[i];
	return NULL;
}

static void judge(const struct delta *delta, bool library)
{
	const struct member *first = first_new(delta->now, library);
	const struct release *changed, *whole;

	if (!first)
		return;
	changed = delta->changed(delta->context);
	if (!changed || has_such(changed, library))
		return;
	whole = delta->whole(delta->context);
	if (whole && !has_such(whole, library))
		delta_say(delta, RELEASE_NEW_PROGRAM, first, NULL, "program", first->place,
			  library ? "Brings a library of compiled code, " : "Brings a program, ",
			  ", and the previous release had none.");
}

void delta_programs(const struct delta *delta)
{
	judge(delta, true);
	judge(delta, false);
}
