/* gzip, RFC 1952. */
#include "format/compressed.h"

static const char *const suffixes[] = { ".gz", ".tgz=.tar", ".taz=.tar", NULL };

static unsigned bid(const struct probe *probe)
{
	return compressed_bid(probe, span_str("\x1f\x8b\x08"), suffixes);
}

static void read(struct job *job, struct span bytes)
{
	compressed_read(job, bytes, CODEC_GZIP, suffixes);
}

const struct format format_gzip = {
	.name = "gzip",
	.bid = bid,
	.read = read,
	.opens = true,
};
