/* Releases of npm packages. */
#include "trust/package/npm_release.h"

#include "eco/npm/tarball.h"

bool npm_release_is(const struct npm_release *release, const struct npm_wanted *wanted)
{
	if (wanted->version.n && !span_eq(release->version, wanted->version))
		return false;
	if (wanted->name.n)
		return span_eq(release->name, wanted->name);
	return !wanted->file.n || npm_tarball_is(wanted->file, release->name, release->version);
}

bool npm_release_read(struct span purl, struct arena *arena, struct npm_release *release)
{
	static const char type[] = "pkg:npm/", scope[] = "%40";
	ptrdiff_t query = span_byte(purl, '?');
	struct span rest = span_part(purl, 0, query == SPAN_NONE ? purl.n : (uint64_t)query);
	const uint8_t *at;

	if (!span_starts(rest, type))
		return false;
	rest = span_from(rest, sizeof(type) - 1);
	at = rest.n ? memrchr(rest.p, '@', rest.n) : NULL;
	if (!at)
		return false;
	release->name = span_part(rest, 0, (uint64_t)(at - rest.p));
	release->version = span_from(rest, release->name.n + 1);
	if (span_starts(release->name, scope)) {
		const struct span parts[] = { SPAN("@"),
					      span_from(release->name, sizeof(scope) - 1) };

		release->name = arena_join(arena, parts, 2);
	}
	return release->name.n && release->version.n;
}
