/* Documents of an npm registry (the registry's "package metadata"): versions with their manifests,
 * who published them and when. */
#include "eco/registry/registry.h"

static struct span text(const struct registry *registry, const struct value *map, const char *key)
{
	const struct value *v = value_get(map, key);

	return value_is_kind(v, VALUE_STRING) ? value_text(v, registry->arena) : (struct span){ 0 };
}

static struct span text_or(const struct registry *registry, const struct value *v, const char *key)
{
	return value_is_kind(v, VALUE_MAP) ? text(registry, v, key)
					   : value_text(v, registry->arena);
}

static bool is_said(const struct value *v)
{
	return value_is_kind(v, VALUE_MAP) || value_is_kind(v, VALUE_LIST) ||
	       value_is_kind(v, VALUE_STRING);
}

static void tell_itself(const struct registry *registry, const struct value *manifest,
			struct span version)
{
	const struct value *user = value_get(manifest, "_npmUser");
	const struct value *dist = value_get(manifest, "dist");
	struct entry entry = registry_entry("release", version);

	entry_text(&entry, "name", text(registry, manifest, "name"));
	entry_text(&entry, "publisher", text(registry, user, "name"));
	entry_text(&entry, "mail", text(registry, user, "email"));
	if (is_said(value_get(user, "trustedPublisher")))
		entry_word(&entry, "trusted", "yes");
	if (is_said(value_get(dist, "attestations")))
		entry_word(&entry, "attested", "yes");
	entry_text(&entry, "repository",
		   text_or(registry, value_get(manifest, "repository"), "url"));
	entry_text(&entry, "commit", text(registry, manifest, "gitHead"));
	entry_text(&entry, "integrity", text(registry, dist, "integrity"));
	entry_text(&entry, "shasum", text(registry, dist, "shasum"));
	entry_word(&entry, "requires", "yes");
	entry_emit(&entry, registry->job, manifest->offset);
}

static void tell_maintainers(const struct registry *registry, const struct value *list,
			     struct span version)
{
	value_each (person, list) {
		struct entry entry = registry_entry("maintainer", version);

		entry_text(&entry, "publisher", text_or(registry, person, "name"));
		entry_text(&entry, "mail", text(registry, person, "email"));
		entry_emit(&entry, registry->job, person->offset);
	}
}

static const struct {
	const char *key, *scope;
} kinds[] = {
	{ "dependencies", "required" },
	{ "optionalDependencies", "optional" },
	{ "peerDependencies", "required" },
};

static void tell_needs(const struct registry *registry, const struct value *manifest,
		       struct span version)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		value_each (key, value_get(manifest, kinds[i].key))
			entry_need(registry->job, version, value_text(key, registry->arena),
				   value_text(value_of(key), registry->arena), kinds[i].scope,
				   key->offset);
}

static void tell_code(const struct registry *registry, const char *what, struct span version,
		      const struct value *key)
{
	JOB_FACT(registry->job, FACT_CODE, key->offset, ATTR_WORD("what", what),
		 ATTR_TEXT("version", version), ATTR_TEXT("name", value_text(key, registry->arena)),
		 ATTR_TEXT("value", value_text(value_of(key), registry->arena)));
}

static void tell_scripts(const struct registry *registry, const struct value *manifest,
			 struct span version)
{
	static const char *const names[] = { "preinstall", "install", "postinstall", NULL };

	value_each (key, value_get(manifest, "scripts"))
		for (size_t i = 0; names[i]; i++)
			if (value_is(key, names[i]))
				tell_code(registry, "install-script", version, key);
	value_each (key, value_get(manifest, "bin"))
		tell_code(registry, "command", version, key);
}

static void tell(const struct registry *registry, const struct value *manifest)
{
	struct span version = text(registry, manifest, "version");

	if (version.n == 0)
		return;
	tell_itself(registry, manifest, version);
	tell_maintainers(registry, value_get(manifest, "maintainers"), version);
	tell_needs(registry, manifest, version);
	tell_scripts(registry, manifest, version);
}

static void tell_times(const struct registry *registry, const struct value *times)
{
	value_each (key, times) {
		struct entry entry = registry_entry("published", value_text(key, registry->arena));

		entry_text(&entry, "published", value_text(value_of(key), registry->arena));
		entry_emit(&entry, registry->job, key->offset);
	}
}

bool registry_read_npm(const struct registry *registry, const struct value *root)
{
	const struct value *versions = value_get(root, "versions");

	if (value_is_kind(versions, VALUE_MAP)) {
		value_each (key, versions)
			tell(registry, value_of(key));
		tell_times(registry, value_get(root, "time"));
		return true;
	}
	if (!value_get(root, "dist") || !value_get(root, "version"))
		return false;
	tell(registry, root);
	return true;
}
