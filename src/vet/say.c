/* Saying what is found of a release. */
#include "vet/say.h"

#include "base/buf.h"
#include "base/escape.h"
#include "eco/pypi/name.h"

enum { TEXT_MAX = 4 << 10, SHOWN_MAX = 300 };

static struct artifact *subject_of(const struct release *release)
{
	return release->manifest ? release->manifest->artifact : release->report->artifacts;
}

struct finding *release_say(const struct release *release, enum release_rule rule,
			    struct artifact *artifact, const struct fact *fact, const char *key,
			    struct span shown, const char *before, const char *after)
{
	struct report *report = release->report;
	struct finding *finding = report_finding(report, &release_rules[rule],
						 artifact ? artifact : subject_of(release), fact);
	struct buf text;

	buf_init(&text, TEXT_MAX);
	escape_text(&text, span_part(shown, 0, SHOWN_MAX));
	if (shown.n > SHOWN_MAX)
		buf_str(&text, "...");
	finding_show(report, finding, key, shown);
	finding_say(report, finding, "%s%s%s", before, buf_text(&text), after);
	buf_free(&text);
	return finding;
}

bool release_same_name(const struct release *release, struct span a, struct span b)
{
	return span_is(release->ecosystem, "pypi") ? name_is_same(a, b) : span_eq(a, b);
}
