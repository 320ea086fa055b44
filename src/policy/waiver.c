/* Waivers against findings. */
#include "policy/waiver.h"

#include "base/escape.h"
#include "policy/glob.h"

bool waiver_fits(const struct waiver *waiver, const struct finding *finding)
{
	const struct component *component = finding->component;

	if (waiver->finding.n)
		return strncmp(finding->id, (const char *)waiver->finding.p, waiver->finding.n) ==
		       0;
	if (!span_is(waiver->rule, finding->rule->id))
		return false;
	if (waiver->purl.n && (!component || !glob_fits(waiver->purl, component->purl, GLOB_TEXT)))
		return false;
	return !waiver->path.n || glob_fits(waiver->path, finding->artifact->path, GLOB_PATH);
}

static void add(struct buf *out, const char *word, struct span text)
{
	if (text.n == 0)
		return;
	buf_printf(out, "%s%s ", out->n ? ", " : "", word);
	escape_text(out, text);
}

void waiver_write(const struct waiver *waiver, struct buf *out)
{
	add(out, "finding", waiver->finding);
	add(out, "rule", waiver->rule);
	add(out, "purl", waiver->purl);
	add(out, "path", waiver->path);
}
