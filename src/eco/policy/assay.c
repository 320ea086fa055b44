/* A policy of this very program inside what is scanned. It is data: it is found, and never read. */
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	return span_is(probe->name, "assay.toml") ? BID_READ : BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	(void)job;
	(void)bytes;
}

const struct format format_policy_assay = {
	.name = "assay-policy",
	.bid = bid,
	.read = read,
};
