/* What is wrong in a text that agents follow. */
#include "eco/ai/text.h"

#include "base/ascii.h"
#include "eco/fetch_run.h"
#include "base/hidden.h"
#include "eco/secret.h"

enum { SHOWN_MAX = 300, WORD_MIN = 20, WORD_MAX = 4096, CREDENTIALS_MAX = 4 };

static void judge_hidden(struct job *job, struct span text, uint64_t offset)
{
	static const char *const names[] = {
		[HIDDEN_SPELLED] = "agent-hidden-text",
		[HIDDEN_ZERO_WIDTH] = "agent-zero-width",
		[HIDDEN_DIRECTION] = "agent-direction",
	};
	struct hidden found[HIDDEN_KINDS];
	size_t n = hidden_find(text, found, job_arena(job));

	for (size_t i = 0; i < n; i++)
		job_anomaly(job, names[found[i].kind], found[i].text, offset + found[i].offset);
}

/* Words between blanks, quotes and the like that are an issuer's. */
static void judge_credentials(struct job *job, struct span text, uint64_t offset)
{
	size_t found = 0;

	for (size_t at = 0; at < text.n && found < CREDENTIALS_MAX;) {
		size_t n = 0;
		struct span word;

		while (at + n < text.n &&
		       (ascii_is_alnum(text.p[at + n]) || memchr("-_.", text.p[at + n], 3)))
			n++;
		word = span_part(text, at, n);
		if (n >= WORD_MIN && n <= WORD_MAX && secret_is((struct span){ 0 }, word)) {
			job_anomaly(job, "agent-inline-credential", (struct span){ 0 },
				    offset + at);
			found++;
		}
		at += n + 1;
	}
}

void agent_text_judge(struct job *job, struct span text, uint64_t offset)
{
	struct span fetch = fetch_run_find(text);

	judge_hidden(job, text, offset);
	judge_credentials(job, text, offset);
	if (fetch.n)
		job_anomaly(job, "agent-fetch-and-run", span_part(ascii_trim(fetch), 0, SHOWN_MAX),
			    offset + (uint64_t)(fetch.p - text.p));
}
