/* Image references (the grammar of the distribution project's package `reference`). */
#include "eco/install/spec.h"

#include "base/ascii.h"

static ptrdiff_t last_byte(struct span s, uint8_t byte)
{
	const uint8_t *at = s.n ? memrchr(s.p, byte, s.n) : NULL;

	return at ? at - s.p : SPAN_NONE;
}

static struct span cut_at(struct span *s, ptrdiff_t at)
{
	struct span rest = span_from(*s, (uint64_t)at + 1);

	*s = span_part(*s, 0, (uint64_t)at);
	return rest;
}

static bool is_repository(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_alnum(s.p[i]) && !strchr("._-/:", s.p[i]))
			return false;
	return s.n > 0 && ascii_is_alnum(s.p[0]) && s.p[s.n - 1] != '/';
}

/* A digest is the version; a tag can be moved. */
bool install_image(struct install *install, struct span spec, struct arena *arena)
{
	ptrdiff_t at = span_byte(spec, '@');
	struct span digest = at > 0 ? cut_at(&spec, at) : (struct span){ 0 }, tag = { 0 };

	(void)arena;
	if (last_byte(spec, ':') > last_byte(spec, '/'))
		tag = cut_at(&spec, last_byte(spec, ':'));
	if (!is_repository(spec))
		return false;
	install->entry = entry_scoped("docker", spec, NULL);
	install->entry.attrs[0].text = span_str("image");
	install->pinned = digest.n > 0;
	entry_text(&install->entry, "version", digest);
	entry_text(&install->entry, digest.n ? "tag" : "range", tag);
	return true;
}
