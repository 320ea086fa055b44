/* A dependency as package.json and its kin ask for it. */
#include "eco/npm/want.h"

#include "eco/entry.h"
#include "eco/npm/spec.h"
#include "eco/origin.h"

void npm_want_tell(struct job *job, const struct npm_want *want)
{
	struct npm_spec spec = npm_spec_of(want->spec);
	struct entry entry = entry_scoped("npm", spec.name.n ? spec.name : want->name, "manifest");
	struct span origin = { 0 };

	if (spec.kind == NPM_SPEC_GIT || spec.kind == NPM_SPEC_URL)
		origin = origin_redacted(spec.text, job_arena(job));
	if (spec.kind == NPM_SPEC_EXACT)
		entry_text(&entry, "version", spec.text);
	if (spec.kind == NPM_SPEC_RANGE)
		entry_text(&entry, "range", spec.text);
	entry_text(&entry, "origin", origin);
	entry_text(&entry, "alias", spec.name.n ? want->name : (struct span){ 0 });
	entry_text(&entry, "id", want->name);
	entry_word(&entry, "scope", want->scope);
	entry_number(&entry, "line", want->line);
	if (spec.kind != NPM_SPEC_LOCAL)
		entry_emit(&entry, job, want->offset);
	entry_need(job, (struct span){ 0 }, want->name, origin.n ? origin : want->spec, want->scope,
		   want->offset);
}
