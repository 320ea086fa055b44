/* Packages of systems and of other languages on their installers' command lines. */
#include "eco/install/spec.h"

#include "base/ascii.h"

static bool is_name(struct span name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!ascii_is_alnum(name.p[i]) && !strchr("+._-", name.p[i]))
			return false;
	return name.n > 0 && ascii_is_alnum(name.p[0]);
}

/* NAME, and behind `sign` its version. */
static bool split(struct install *install, const char *ecosystem, struct span spec, uint8_t sign)
{
	ptrdiff_t at = span_byte(spec, sign);
	struct span name = at == SPAN_NONE ? spec : span_part(spec, 0, (uint64_t)at);
	struct span version = span_from(spec, name.n + 1);

	if (!is_name(name))
		return false;
	install->entry = entry_package(ecosystem, name, NULL);
	install->pinned = version.n && span_byte(version, '*') == SPAN_NONE;
	entry_text(&install->entry, install->pinned ? "version" : "range", version);
	return true;
}

static struct span before(struct span s, uint8_t byte)
{
	ptrdiff_t at = span_byte(s, byte);

	return at == SPAN_NONE ? s : span_part(s, 0, (uint64_t)at);
}

bool install_gem(struct install *install, struct span spec, struct arena *arena)
{
	(void)arena;
	return !span_ends(spec, ".gem") && split(install, "gem", spec, ':');
}

bool install_crate(struct install *install, struct span spec, struct arena *arena)
{
	(void)arena;
	return split(install, "cargo", spec, '@');
}

/* A path has a host; without an at sign it is a folder of the module itself. */
bool install_gomod(struct install *install, struct span spec, struct arena *arena)
{
	ptrdiff_t at = span_byte(spec, '@');
	struct span path = span_part(spec, 0, at > 0 ? (uint64_t)at : 0);
	struct span version = span_from(spec, path.n + 1);

	(void)arena;
	if (path.n == 0 || path.p[0] == '.' || span_byte(before(path, '/'), '.') == SPAN_NONE)
		return false;
	install->entry = entry_scoped("golang", path, NULL);
	install->pinned = span_starts(version, "v");
	entry_text(&install->entry, install->pinned ? "version" : "range", version);
	return true;
}

/* name:arch, name/release; a file is none of the distribution's. */
bool install_deb(struct install *install, struct span spec, struct arena *arena)
{
	ptrdiff_t equals = span_byte(spec, '=');
	struct span name = before(before(spec, '='), ':');

	(void)arena;
	if (span_ends(spec, ".deb") || !is_name(before(name, '/')))
		return false;
	install->entry = entry_package("deb", before(name, '/'), NULL);
	if (equals > 0) {
		struct span version = span_from(spec, (uint64_t)equals + 1);

		install->pinned = version.n && span_byte(version, '*') == SPAN_NONE;
		entry_text(&install->entry, install->pinned ? "version" : "range", version);
	}
	return true;
}

bool install_apk(struct install *install, struct span spec, struct arena *arena)
{
	size_t n = 0;

	(void)arena;
	spec = before(spec, '@');
	while (n < spec.n && !strchr("=<>~", spec.p[n]))
		n++;

	struct span name = span_part(spec, 0, n), rest = span_from(spec, n);

	if (!is_name(name) || span_ends(spec, ".apk"))
		return false;
	install->entry = entry_package("apk", name, NULL);
	install->pinned = span_starts(rest, "=");
	if (install->pinned)
		entry_text(&install->entry, "version", span_from(rest, 1));
	else
		entry_text(&install->entry, "range", rest);
	return true;
}

/* The name alone: where in "a-1-2" the version begins only the database knows. */
bool install_rpm(struct install *install, struct span spec, struct arena *arena)
{
	(void)arena;
	if (span_ends(spec, ".rpm") || !is_name(spec))
		return false;
	install->entry = entry_package("rpm", spec, NULL);
	return true;
}
