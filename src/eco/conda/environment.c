/* environment.yml of conda: channels, and dependencies with those of pip among them. */
#include "eco/conda/package.h"
#include "eco/install/spec.h"
#include "eco/lines.h"
#include "eco/pypi/pip_lines.h"
#include "format/document.h"
#include "format/format.h"

struct reading {
	struct job *job;
	struct line_index lines;
};

static unsigned bid(const struct probe *probe)
{
	static const char *const endings[] = { ".yml", ".yaml", NULL };

	return probe_named(probe, endings) && span_has(probe->head, "dependencies:") &&
			       span_byte(probe->head, 0) == SPAN_NONE
		       ? BID_READ
		       : BID_NONE;
}

static void read_conda(struct reading *reading, const struct value *item)
{
	struct arena *arena = job_arena(reading->job);
	struct install install = { .entry = { .kind = FACT_COMPONENT } };

	if (!install_conda(&install, value_text(item, arena), arena))
		return;
	entry_word(&install.entry, "method", "manifest");
	entry_number(&install.entry, "line", line_index_at(&reading->lines, item->offset));
	entry_emit(&install.entry, reading->job, item->offset);
}

static void read_pip(struct reading *reading, const struct value *list)
{
	struct arena *arena = job_arena(reading->job);

	value_each (item, list) {
		struct install install = { 0 };
		struct span text = value_text(item, arena);

		/* A file to read instead, or a folder of the tree, is no package. */
		if (!install_pip(&install, pip_editable(text), arena))
			continue;
		entry_word(&install.entry, "method", "manifest");
		entry_word(&install.entry, "scope", "required");
		entry_number(&install.entry, "line", line_index_at(&reading->lines, item->offset));
		entry_emit(&install.entry, reading->job, item->offset);
	}
}

static void read_dependencies(struct reading *reading, const struct value *list)
{
	value_each (item, list) {
		if (item->kind == VALUE_STRING)
			read_conda(reading, item);
		else
			read_pip(reading, value_get(item, "pip"));
	}
}

/* Other tools have lists of that name: conda's documents say where packages come from, or their own
 * name and nothing else. */
static bool is_environment(const struct value *root)
{
	static const char *const keys[] = { "name",	 "channels",  "dependencies", "prefix",
					    "variables", "platforms", "category",     NULL };

	if (!value_is_kind(value_get(root, "dependencies"), VALUE_LIST))
		return false;
	value_each (key, root) {
		size_t i = 0;

		while (keys[i] && !value_is(key, keys[i]))
			i++;
		if (!keys[i])
			return false;
	}
	return value_get(root, "channels") || value_get(root, "name");
}

static void read(struct job *job, struct span bytes)
{
	struct reading reading = { .job = job };
	const struct value *root;
	struct document doc;

	document_open_yaml(&doc, job, bytes, NULL, NULL);
	root = value_first(doc.json.root);
	if (root && is_environment(root)) {
		reading.lines = line_index_of(bytes, job_arena(job));
		read_dependencies(&reading, value_get(root, "dependencies"));
		document_say(&doc, job, 0);
	} else if (doc.is_read) {
		job_decline(job);
	}
	document_close(&doc, job);
}

const struct format format_conda_environment = {
	.name = "conda-environment",
	.bid = bid,
	.read = read,
	.of_project = true,
};
