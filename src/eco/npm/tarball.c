/* Names of archives. */
#include "eco/npm/tarball.h"

/* Takes `part` off the front of `text`, if it is there. */
static bool take(struct span *text, struct span part)
{
	if (text->n < part.n || !span_eq(span_part(*text, 0, part.n), part))
		return false;
	*text = span_from(*text, part.n);
	return true;
}

static bool is_called(struct span file, struct span scope, struct span name, struct span version)
{
	const struct span dash = SPAN("-");

	return (!scope.n || (take(&file, scope) && take(&file, dash))) && take(&file, name) &&
	       take(&file, dash) && take(&file, version) && span_is(file, ".tgz");
}

bool npm_tarball_is(struct span file, struct span name, struct span version)
{
	ptrdiff_t slash = span_starts(name, "@") ? span_byte(name, '/') : SPAN_NONE;
	struct span scope = { 0 };

	if (slash != SPAN_NONE) {
		scope = span_part(name, 1, (uint64_t)slash - 1);
		name = span_from(name, (uint64_t)slash + 1);
	}
	return name.n && version.n &&
	       (is_called(file, (struct span){ 0 }, name, version) ||
		(scope.n && is_called(file, scope, name, version)));
}
