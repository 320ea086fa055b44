/* xz, The .xz File Format 1.1. */
#include "format/compressed.h"

static const char *const suffixes[] = { ".xz", ".txz=.tar", NULL };

static unsigned bid(const struct probe *probe)
{
	return compressed_bid(probe,
			      span_of("\xfd"
				      "7zXZ\0",
				      6),
			      suffixes);
}

static void read(struct job *job, struct span bytes)
{
	compressed_read(job, bytes, CODEC_XZ, suffixes);
}

const struct format format_xz = {
	.name = "xz",
	.bid = bid,
	.read = read,
	.opens = true,
};
