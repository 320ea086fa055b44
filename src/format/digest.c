/*
 * No format: gives the digest of any bytes, by the algorithm that stands in the place of their
 * name, and looks at nothing else. It reads only where it is asked for (job_options.only), to hold
 * files against the list of those that were installed. Emits
 *
 *     listed {algorithm, digest}
 */
#include "base/hex.h"
#include "format/format.h"
#include "format/job.h"
#include "sys/digest.h"

static unsigned bid(const struct probe *probe)
{
	(void)probe;
	return BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	uint8_t digest[DIGEST_SIZE_MAX];
	size_t n = digest_named(job_name(job), bytes, digest);

	if (n == 0)
		job_incomplete(job, "no such digest is known here", OFFSET_NONE);
	else
		JOB_FACT(job, FACT_LISTED, 0, ATTR_TEXT("algorithm", job_name(job)),
			 ATTR_TEXT("digest", hex_text(span_of(digest, n), job_arena(job))));
}

const struct format format_digest = {
	.name = "digest",
	.bid = bid,
	.read = read,
};
