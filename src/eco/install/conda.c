/* Packages on conda's command line (its match specification, short form). */
#include "eco/install/spec.h"

#include "base/ascii.h"

/* name=1.2 stands for 1.2.*; two equals signs, or a build behind the version, for the one. */
static void set_version(struct install *install, struct span rest)
{
	bool twice = span_starts(rest, "==");
	struct span version = span_from(rest, twice ? 2 : 1);
	ptrdiff_t build = span_byte(version, '=');
	bool one = (twice || build > 0) && span_starts(rest, "=") &&
		   span_byte(rest, '*') == SPAN_NONE && span_byte(rest, ',') == SPAN_NONE;

	if (build > 0)
		version = span_part(version, 0, (uint64_t)build);
	install->pinned = one && version.n;
	entry_text(&install->entry, install->pinned ? "version" : "range",
		   install->pinned ? version : rest);
}

bool install_conda(struct install *install, struct span spec, struct arena *arena)
{
	ptrdiff_t channel = span_find(spec, span_str("::"));
	struct span from = { 0 };
	size_t n = 0;

	(void)arena;
	if (channel != SPAN_NONE) {
		from = span_part(spec, 0, (uint64_t)channel);
		spec = span_from(spec, (uint64_t)channel + 2);
	}
	while (n < spec.n && (ascii_is_alnum(spec.p[n]) || strchr("._-", spec.p[n])))
		n++;
	if (n == 0 || !ascii_is_alnum(spec.p[0]) || (n < spec.n && !strchr("=<>!~ ", spec.p[n])))
		return false;
	install->entry = entry_package("conda", span_part(spec, 0, n), NULL);
	entry_text(&install->entry, "channel", from);
	spec = ascii_trim(span_from(spec, n));
	if (spec.n)
		set_version(install, spec);
	return true;
}
