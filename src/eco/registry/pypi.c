/* Documents of a Python index: the JSON interface ("info", "urls", "releases"), the simple one
 * (PEP 691, with PEP 700 and PEP 740), core metadata. */
#include "base/ascii.h"
#include "eco/pypi/address.h"
#include "eco/pypi/headers.h"
#include "eco/registry/registry.h"

static struct span text(const struct registry *registry, const struct value *map, const char *key)
{
	const struct value *v = value_get(map, key);

	return value_is_kind(v, VALUE_STRING) ? value_text(v, registry->arena) : (struct span){ 0 };
}

static void tell_file(const struct registry *registry, const struct value *file,
		      struct span version)
{
	const struct value *digests = value_get(file, "digests");
	struct span name = text(registry, file, "filename"), sha256, published;
	struct entry entry;

	if (!digests)
		digests = value_get(file, "hashes");
	sha256 = text(registry, digests, "sha256");
	published = text(registry, file, "upload_time_iso_8601");
	entry = registry_entry("file", version);
	entry_text(&entry, "name", name);
	if (sha256.n)
		entry_text(&entry, "integrity",
			   span_str(arena_printf(registry->arena, "sha256:%.*s", (int)sha256.n,
						 (const char *)sha256.p)));
	entry_text(&entry, "published",
		   published.n ? published : text(registry, file, "upload-time"));
	if (value_is_kind(value_get(file, "provenance"), VALUE_STRING))
		entry_word(&entry, "attested", "yes");
	entry_emit(&entry, registry->job, file->offset);
}

/* The simple interface has nothing of a release but its files, whose names say what they are. */
static void tell_simple(const struct registry *registry, const struct value *file, struct span name)
{
	struct archive_name archive;
	struct entry entry;

	if (!archive_name_read(text(registry, file, "filename"), &archive))
		return;
	entry = registry_entry("release", archive.version);
	entry_text(&entry, "name", name);
	entry_emit(&entry, registry->job, file->offset);
	tell_file(registry, file, archive.version);
}

/* The repository among the links of a project, by the usual names of such a link. */
static struct span repository_of(const struct registry *registry, const struct value *info)
{
	static const char *const names[] = { "Source",	   "Source Code", "Repository", "source",
					     "repository", "GitHub",	  "Code",	NULL };
	const struct value *links = value_get(info, "project_urls");

	for (size_t i = 0; names[i]; i++)
		if (value_get(links, names[i]))
			return text(registry, links, names[i]);
	return text(registry, info, "home_page");
}

static void tell_info(const struct registry *registry, const struct value *info)
{
	struct span version = text(registry, info, "version");
	struct entry entry = registry_entry("release", version);

	entry_text(&entry, "name", text(registry, info, "name"));
	entry_text(&entry, "author", text(registry, info, "author_email"));
	entry_text(&entry, "repository", repository_of(registry, info));
	if (value_is_kind(value_get(info, "requires_dist"), VALUE_LIST))
		entry_word(&entry, "requires", "yes");
	entry_emit(&entry, registry->job, info->offset);
	value_each (need, value_get(info, "requires_dist"))
		registry_need(registry, version, value_text(need, registry->arena));
}

bool registry_read_pypi(const struct registry *registry, const struct value *root)
{
	const struct value *info = value_get(root, "info"), *files = value_get(root, "files");
	const struct value *releases = value_get(root, "releases");

	if (value_is_kind(files, VALUE_LIST)) {
		value_each (file, files)
			tell_simple(registry, file, text(registry, root, "name"));
		return true;
	}
	if (!value_is_kind(info, VALUE_MAP))
		return false;
	tell_info(registry, info);
	value_each (file, value_get(root, "urls"))
		tell_file(registry, file, text(registry, info, "version"));
	value_each (version, releases)
		value_each (file, value_of(version))
			tell_file(registry, file, value_text(version, registry->arena));
	return true;
}

static struct span header_of(struct span bytes, const char *key)
{
	struct headers headers = headers_of(bytes);
	struct header header;

	while (headers_next(&headers, &header))
		if (ascii_same(header.key, key))
			return header.value;
	return (struct span){ 0 };
}

void registry_read_metadata(const struct registry *registry, struct span bytes)
{
	struct span version = header_of(bytes, "Version");
	struct entry entry = registry_entry("release", version);
	struct headers headers = headers_of(bytes);
	struct header header;

	entry_text(&entry, "name", header_of(bytes, "Name"));
	entry_text(&entry, "author", header_of(bytes, "Author-email"));
	entry_word(&entry, "requires", "yes");
	entry_emit(&entry, registry->job, 0);
	while (headers_next(&headers, &header))
		if (ascii_same(header.key, "Requires-Dist"))
			registry_need(registry, version, header.value);
}
