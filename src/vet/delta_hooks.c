/* What runs at installation, and at every start of an interpreter, and did not before. */
#include "vet/delta.h"

#include "base/ascii.h"
#include "eco/popular.h"
#include "vet/command.h"

static bool had(const struct release *before, const struct declared *hook)
{
	for (const struct declared *h = before->hooks; h; h = h->next)
		if (span_eq(h->name, hook->name) && span_eq(h->value, hook->value))
			return true;
	return false;
}

/* Everybody builds with one of the well-known backends; one that lies in the project itself has a
 * build-path, which is a hook of its own. */
static bool is_usual_backend(const struct declared *hook)
{
	size_t n = 0;

	if (!span_is(hook->name, "build-backend"))
		return false;
	while (n < hook->value.n && (ascii_is_alnum(hook->value.p[n]) || hook->value.p[n] == '_'))
		n++;
	return span_is(hook->value, "mesonpy") || span_is(hook->value, "sipbuild.api") ||
	       popular_has((struct span)SPAN("pypi"), span_part(hook->value, 0, n));
}

/* A command that only builds, or starts what the package itself brings, can be judged by those
 * files; one of other programs cannot. */
static bool is_plain(const struct release *release, const struct declared *hook)
{
	return command_builds(hook->value) || command_stays_inside(release, hook->value);
}

static void tell(const struct delta *delta, const struct declared *hook)
{
	bool changed = declared_find(delta->before->hooks, hook->name) != NULL;
	bool note = changed && is_plain(delta->now, hook);
	struct finding *finding = delta_say(
		delta, note ? RELEASE_CHANGED_HOOK : RELEASE_NEW_HOOK, hook->member, hook->fact,
		"command", hook->value.n ? hook->value : hook->name,
		changed ? "Runs another command at installation than the previous release: "
			: "Runs at installation, which the previous release did not: ",
		note ? "." : ". Find out why before it is installed.");

	finding_show(delta->report, finding, "hook", hook->name);
}

/* node-gyp builds what a binding.gyp describes, without a script that says so. */
static bool builds_silently(const struct release *release, const struct member *member)
{
	static const struct span install = SPAN("install"), preinstall = SPAN("preinstall");

	return span_is(member->place, "binding.gyp") && !declared_find(release->hooks, install) &&
	       !declared_find(release->hooks, preinstall);
}

/* A .pth file without a line of code only names folders. */
static bool has_code(const struct member *member)
{
	const struct artifact *artifact = member->artifact;

	for (size_t i = 0; i < artifact->n_facts; i++)
		if (fact_is(artifact->facts[i], "what", "pth-line"))
			return true;
	return !span_ends(member->place, ".pth") || artifact->status != STATUS_COMPLETE;
}

static void tell_file(const struct delta *delta, const struct member *member)
{
	if (member->moment == MOMENT_START && has_code(member))
		delta_say(delta, RELEASE_NEW_START, member, NULL, "file", member->place,
			  "Every start of the interpreter runs ",
			  ", which the previous release did not have.");
	else if (builds_silently(delta->now, member))
		delta_say(delta, RELEASE_NEW_HOOK, member, NULL, "file", member->place,
			  "Installing builds what is described by ",
			  ", which the previous release did not have.");
	else if (span_is(member->place, "setup.py")) /* its code is judged by what it does */
		delta_say(delta, RELEASE_CHANGED_HOOK, member, NULL, "file", member->place,
			  "Building runs ", ", which the previous release did not have.");
}

/* A file that had no code before counts as new. */
static bool was_there(const struct delta *delta, const struct member *member)
{
	const struct member *before = release_member(delta->before, member->place);

	return before && (member->moment != MOMENT_START || member->unchanged || has_code(before));
}

void delta_hooks(const struct delta *delta)
{
	for (const struct declared *hook = delta->now->hooks; hook; hook = hook->next)
		if (!had(delta->before, hook) && !is_usual_backend(hook))
			tell(delta, hook);
	for (size_t i = 0; i < delta->now->n; i++)
		if (!was_there(delta, &delta->now->members[i]))
			tell_file(delta, &delta->now->members[i]);
}
