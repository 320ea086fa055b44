/* The old lzma container ("alone"), which has no magic number. */
#include "format/compressed.h"

static const char *const suffixes[] = { ".lzma", ".tlz=.tar", NULL };

static unsigned bid(const struct probe *probe)
{
	enum { HEADER_SIZE = 14 };

	if (probe->size && probe->size < HEADER_SIZE && compressed_named(probe->name, suffixes))
		return BID_READ; /* cut within its header */
	if (!lzma_begins(probe->head))
		return BID_NONE;
	return compressed_tries(CODEC_LZMA, probe->head, probe->size, true) ? BID_LIKELY : BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	compressed_try_read(job, bytes, CODEC_LZMA, suffixes);
}

const struct format format_lzma = {
	.name = "lzma",
	.bid = bid,
	.read = read,
	.opens = true,
};
