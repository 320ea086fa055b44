/* Requirements on the command lines of pip, uv, pipx and poetry. */
#include "eco/install/spec.h"

#include "eco/pypi/address.h"
#include "eco/pypi/requirement.h"

static bool is_path(struct span spec)
{
	return spec.n == 0 || spec.p[0] == '.' || spec.p[0] == '/' || spec.p[0] == '~' ||
	       span_ends(spec, ".txt") || span_ends(spec, ".in") || span_ends(spec, ".toml") ||
	       span_byte(spec, '\\') != SPAN_NONE;
}

/* An address without a name in front of it: the name is in its fragment or its file's name. */
static bool read_address(struct install *install, struct span spec, struct arena *arena)
{
	struct address address = address_read(spec, arena);
	struct archive_name archive = { 0 };
	bool named = archive_name_read(address.file, &archive);
	struct span name = address.egg.n ? requirement_name(address.egg) : archive.name;

	if (name.n == 0)
		return false;
	install->entry = entry_package("pypi", name, NULL);
	if (named)
		entry_text(&install->entry, "version", archive.version);
	address_add(&address, &install->entry, arena);
	install->pinned = named || address.revision.n == 40;
	return true;
}

bool install_pip(struct install *install, struct span spec, struct arena *arena)
{
	struct requirement r;

	if (is_path(spec))
		return false;
	if (!requirement_read(spec, &r)) {
		if (span_has(spec, "://"))
			return read_address(install, spec, arena);
		/* Behind a name anything but a version that was to be put in is no requirement. */
		if (r.name.n == 0 || !strchr("=<>!~", r.text.p[r.text.n - 1]) ||
		    !strchr("=<>!~[", span_from(r.text, r.name.n).p[0]))
			return false;
		r.specifier = (struct span){ 0 };
	}
	install->entry = requirement_entry(&r, NULL, NULL, arena);
	install->pinned = r.exact.n > 0 || r.url.n > 0;
	return true;
}

bool install_uvx(struct install *install, struct span spec, struct arena *arena)
{
	struct span name = requirement_name(spec), version = span_from(spec, name.n + 1);

	if (name.n == 0 || !span_starts(span_from(spec, name.n), "@") || span_has(version, "://") ||
	    span_has(version, " "))
		return install_pip(install, spec, arena);
	install->entry = entry_package("pypi", name, NULL);
	install->pinned = version.n && !span_is(version, "latest");
	if (install->pinned)
		entry_text(&install->entry, "version", version);
	return true;
}
