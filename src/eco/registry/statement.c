/* A document of a registry in any of the notations. */
#include "eco/pypi/headers.h"
#include "eco/pypi/requirement.h"
#include "eco/registry/registry.h"
#include "format/document.h"
#include "format/format.h"

struct entry registry_entry(const char *key, struct span version)
{
	struct entry entry = { .kind = FACT_METADATA };

	entry_word(&entry, "key", key);
	entry_text(&entry, "version", version);
	return entry;
}

void registry_need(const struct registry *registry, struct span version, struct span text)
{
	struct requirement requirement;

	(void)requirement_read(text, &requirement); /* its name will do */
	if (requirement.name.n)
		entry_need(registry->job, version, requirement.name,
			   requirement.url.n ? requirement.url : requirement.specifier,
			   requirement.optional ? "optional" : "required", OFFSET_NONE);
}

static bool is_json(struct span bytes)
{
	size_t n = 0;

	while (n < bytes.n && (bytes.p[n] <= ' '))
		n++;
	return n < bytes.n && bytes.p[n] == '{';
}

static void read(struct job *job, struct span bytes)
{
	const struct registry registry = { job, job_arena(job) };
	struct document doc;

	if (!is_json(bytes) && headers_is_metadata(bytes)) {
		registry_read_metadata(&registry, bytes);
		return;
	}
	document_open(&doc, job, bytes);
	document_say(&doc, job, 0);
	if (doc.json.root && !doc.json.why && !registry_read_npm(&registry, doc.json.root) &&
	    !registry_read_pypi(&registry, doc.json.root))
		job_malformed(job, "it is no document of an npm registry or a Python index", 0);
	document_close(&doc, job);
}

static unsigned bid(const struct probe *probe)
{
	(void)probe;
	return BID_NONE;
}

const struct format format_registry_statement = {
	.name = "registry",
	.bid = bid,
	.read = read,
};
