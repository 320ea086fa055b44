/* Packages on the command lines of npm, npx, pnpm, yarn and bun. */
#include "eco/install/spec.h"

#include "base/ascii.h"
#include "eco/npm/spec.h"
#include "eco/origin.h"

static bool is_name(struct span name)
{
	ptrdiff_t slash = span_byte(name, '/');

	if (name.n && name.p[0] == '@' && slash > 1)
		return is_name(span_part(name, 1, (uint64_t)slash - 1)) &&
		       is_name(span_from(name, (uint64_t)slash + 1));
	for (size_t i = 0; i < name.n; i++)
		if (!ascii_is_alnum(name.p[i]) && !strchr("-._~", name.p[i]))
			return false;
	return name.n > 0 && name.p[0] != '.' && name.p[0] != '-' && name.p[0] != '_';
}

/* "npm:name@1.2/path"; what is no package of npm's is an address or of a registry of its own. */
bool install_deno(struct install *install, struct span spec, struct arena *arena)
{
	struct span behind, name;

	if (!span_starts(spec, "npm:"))
		return false;
	name = npm_split(span_from(spec, span_starts(spec, "npm:/") ? 5 : 4), &behind);

	ptrdiff_t slash = span_byte(behind, '/');

	if (slash != SPAN_NONE)
		behind.n = (size_t)slash;
	return install_npm(
		install,
		span_str(arena_printf(arena, "%.*s%s%.*s", (int)name.n, (const char *)name.p,
				      behind.n ? "@" : "", (int)behind.n, (const char *)behind.p)),
		arena);
}

bool install_npm(struct install *install, struct span spec, struct arena *arena)
{
	struct span behind, name = npm_split(spec, &behind);
	struct npm_spec what = npm_spec_of(behind);

	if (what.name.n)
		name = what.name;
	if (!is_name(name) || what.kind == NPM_SPEC_LOCAL)
		return false;
	install->entry = entry_scoped("npm", name, NULL);
	install->pinned = what.kind == NPM_SPEC_EXACT;
	if (what.kind == NPM_SPEC_EXACT)
		entry_text(&install->entry, "version", what.text);
	else if (npm_spec_is_address(&what))
		entry_text(&install->entry, "origin", origin_redacted(what.text, arena));
	else if (behind.n && !span_is(behind, "latest"))
		entry_text(&install->entry, "range", what.text);
	return true;
}
