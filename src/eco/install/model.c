/* Models and data sets on the command lines that fetch or serve them. */
#include "eco/install/spec.h"

#include "base/ascii.h"
#include "eco/hub_address.h"

enum { COMMIT_SIZE = 40 };

static bool is_name(struct span name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!ascii_is_alnum(name.p[i]) && !strchr("._-", name.p[i]))
			return false;
	return name.n > 0 && name.n <= 96 && ascii_is_alnum(name.p[0]);
}

static bool make(struct install *install, const char *kind, const char *ecosystem, struct span name)
{
	install->entry = entry_scoped(ecosystem, name, NULL);
	install->entry.attrs[0].text = span_str(kind);
	return true;
}

/* The hub's own rule (huggingface_hub.utils.validate_repo_id), and a namespace: without one it may
 * as well be a folder. */
static bool is_repository(struct span spec)
{
	ptrdiff_t slash = span_byte(spec, '/');

	return slash > 0 && !span_has(spec, "..") && !span_has(spec, "--") &&
	       is_name(span_part(spec, 0, (uint64_t)slash)) &&
	       is_name(span_from(spec, (uint64_t)slash + 1));
}

bool install_hub(struct install *install, struct span spec, struct arena *arena)
{
	(void)arena;
	return is_repository(spec) && make(install, "model", "huggingface", spec);
}

bool install_hubset(struct install *install, struct span spec, struct arena *arena)
{
	(void)arena;
	return is_repository(spec) && make(install, "dataset", "huggingface", spec);
}

bool install_ollama(struct install *install, struct span spec, struct arena *arena)
{
	ptrdiff_t colon = span_byte(spec, ':');
	struct span name = colon > 0 ? span_part(spec, 0, (uint64_t)colon) : spec;
	struct span tag = span_from(spec, name.n + 1);
	const uint8_t *slash = name.n ? memrchr(name.p, '/', name.n) : NULL;

	if (span_starts(spec, "hf.co/") || span_starts(spec, "huggingface.co/")) {
		name = span_from(name, (uint64_t)span_byte(name, '/') + 1);
		if (!install_hub(install, name, arena))
			return false;
		entry_text(&install->entry, "quantization", tag);
		return true;
	}
	if (!is_name(span_from(name, slash ? (uint64_t)(slash - name.p) + 1 : 0)))
		return false;
	make(install, "model", "ollama", name);
	entry_text(&install->entry, "range", tag);
	return true;
}

/* git clone, curl or wget of an address: models of the hub are repositories of their own. */
bool install_clone(struct install *install, struct span spec, struct arena *arena)
{
	struct hub_address address;
	bool found = hub_address_read(spec, &address);

	if (!found || !(address.dataset ? install_hubset(install, address.repository, arena)
					: install_hub(install, address.repository, arena)))
		return false;
	install->pinned = address.revision.n == COMMIT_SIZE;
	entry_text(&install->entry, install->pinned ? "version" : "revision", address.revision);
	return true;
}
