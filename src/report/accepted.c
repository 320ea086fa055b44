/* Acceptances in words. */
#include "report/accepted.h"

#include <inttypes.h>

#include "base/escape.h"

static void add(struct buf *out, const char *before, struct span text)
{
	if (text.n == 0)
		return;
	buf_str(out, before);
	escape_text(out, text);
}

void accepted_sentence(struct buf *out, const struct acceptance *acceptance)
{
	static const char *const verbs[ACCEPTANCE_KIND_COUNT] = {
		[ACCEPTED_WAIVER] = "waived",
		[ACCEPTED_POLICY] = "allowed by the policy",
		[ACCEPTED_BASELINE] = "known before",
		[ACCEPTED_VEX] = "stated",
	};

	buf_str(out, verbs[acceptance->kind]);
	add(out, " by ", acceptance->owner);
	add(out, acceptance->expired ? ", ended " : " until ", acceptance->expires);
	add(out, ": ", acceptance->reason);
	add(out, " (", acceptance->source);
	if (acceptance->source.n)
		buf_byte(out, ')');
}

void accepted_line(struct buf *out, const struct acceptance *acceptance)
{
	escape_text(out, acceptance->what);
	buf_str(out, ": ");
	accepted_sentence(out, acceptance);
	buf_printf(out, "; %" PRIu64 " finding%s", acceptance->n_findings,
		   acceptance->n_findings == 1 ? "" : "s");
}
