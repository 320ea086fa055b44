/* What the commands do that npm runs when a package is installed (tell.h): those of package.json,
 * which names them. */
#include "eco/behaviour/tell.h"
#include "eco/lines.h"
#include "eco/npm/folder.h"
#include "format/document.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	return span_is(probe->name, "package.json") ? BID_LIKELY : BID_NONE;
}

static const char *const hooks[] = { "preinstall", "install", "postinstall", "prepare" };

enum { HOOKS = sizeof(hooks) / sizeof(*hooks) };

static size_t find_commands(struct job *job, const struct value *root, struct span json,
			    struct behaviour_part *parts)
{
	const struct value *scripts = value_get(root, "scripts");
	struct lines lines = lines_of(json);
	size_t n = 0;

	for (size_t i = 0; i < HOOKS; i++) {
		const struct value *script = value_get(scripts, hooks[i]);

		if (!value_is_kind(script, VALUE_STRING))
			continue;
		parts[n].text = value_text(script, job_arena(job));
		parts[n].offset = script->offset;
		parts[n++].line = lines_at(&lines, script->offset);
	}
	return n;
}

static void read(struct job *job, struct span bytes)
{
	struct behaviour_part parts[HOOKS];
	struct span folder;
	struct document doc;
	size_t n = 0;

	if (npm_place_of(job_path(job), &folder) == NPM_INSIDE) {
		job_decline(job);
		return;
	}
	document_open(&doc, job, bytes);
	if (doc.is_read)
		n = find_commands(job, doc.json.root, bytes, parts);
	if (!behaviour_tell_parts(job, &behaviour_shell, parts, n))
		job_decline(job);
	document_close(&doc, job);
}

const struct format format_behaviour_npm_scripts = {
	.name = "npm-scripts-behaviour",
	.bid = bid,
	.read = read,
	.behaviours = true,
};
