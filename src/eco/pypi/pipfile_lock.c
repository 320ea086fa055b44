/* Pipfile.lock: categories of packages by name, each with "==VERSION", digests or a repository. */
#include "eco/origin.h"
#include "eco/pypi/address.h"
#include "eco/pypi/declared.h"
#include "format/document.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	return span_is(probe->name, "Pipfile.lock") ? BID_LIKELY : BID_NONE;
}

static struct span version_of(struct span text)
{
	while (text.n && text.p[0] == '=')
		text = span_from(text, 1);
	return text;
}

static void add_place(const struct declared *declared, struct entry *entry, const struct value *map)
{
	struct span git = declared_text(declared, map, "git");
	struct span file = declared_text(declared, map, "file");
	struct address address = address_read(git.n ? git : file, declared->arena);

	if (git.n)
		entry_word(entry, "vcs", "git");
	entry_text(entry, "commit", declared_text(declared, map, "ref"));
	address_add(&address, entry, declared->arena);
}

static void tell(const struct declared *declared, const struct value *key, const char *scope)
{
	const struct value *map = value_of(key);
	struct entry entry = entry_package("pypi", value_text(key, declared->arena), "lock");

	entry_text(&entry, "version", version_of(declared_text(declared, map, "version")));
	entry_word(&entry, "scope", scope);
	entry_text(&entry, "marker", declared_text(declared, map, "markers"));
	entry_text(&entry, "index", declared_text(declared, map, "index"));
	entry_number(&entry, "line", line_index_at(&declared->lines, key->offset));
	add_place(declared, &entry, map);
	value_each (hash, value_get(map, "hashes"))
		(void)origin_digest(&entry, value_text(hash, declared->arena), declared->arena);
	entry_emit(&entry, declared->job, key->offset);
}

static void tell_all(const struct declared *declared, const struct value *root)
{
	value_each (source, value_get(value_get(root, "_meta"), "sources"))
		declared_index(declared, source, false);
	value_each (category, root) {
		if (value_is(category, "_meta") || !value_is_kind(value_of(category), VALUE_MAP))
			continue;
		value_each (key, value_of(category))
			if (value_is_kind(value_of(key), VALUE_MAP))
				tell(declared, key,
				     value_is(category, "develop") ? "dev" : "required");
	}
}

static void read(struct job *job, struct span bytes)
{
	struct declared declared = declared_of(job, bytes);
	struct document doc;

	document_open(&doc, job, bytes);
	document_say(&doc, job, 0);
	if (value_is_kind(doc.json.root, VALUE_MAP))
		tell_all(&declared, doc.json.root);
	document_close(&doc, job);
}

const struct format format_pypi_pipfile_lock = {
	.name = "python-pipfile-lock",
	.bid = bid,
	.read = read,
	.of_project = true,
};
