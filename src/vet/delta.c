/* Saying what changed. */
#include "vet/delta.h"

#include "base/buf.h"
#include "base/escape.h"

enum { TEXT_MAX = 4 << 10, SHOWN_MAX = 300 };

struct finding *delta_say(const struct delta *delta, enum release_rule rule,
			  const struct member *member, const struct fact *fact, const char *key,
			  struct span shown, const char *before, const char *after)
{
	struct finding *finding =
		report_finding(delta->report, &release_rules[rule], member->artifact, fact);
	struct buf text;

	buf_init(&text, TEXT_MAX);
	escape_text(&text, span_part(shown, 0, SHOWN_MAX));
	if (shown.n > SHOWN_MAX)
		buf_str(&text, "...");
	finding_show(delta->report, finding, key, shown);
	finding_say(delta->report, finding, "%s%s%s", before, buf_text(&text), after);
	buf_free(&text);
	return finding;
}
