/* bzip2: "BZh", the block size, then a block or the end of the stream. */
#include "format/compressed.h"

static const char *const suffixes[] = { ".bz2", ".tbz2=.tar", ".tbz=.tar", NULL };

static unsigned bid(const struct probe *probe)
{
	static const struct span block = SPAN("\x31\x41\x59\x26\x53\x59"),
				 end = SPAN("\x17\x72\x45\x38\x50\x90");
	struct span mark = span_part(probe->head, 4, block.n);
	bool whole = span_eq(mark, block) || span_eq(mark, end);
	unsigned value = compressed_bid(probe, span_str("BZh"), suffixes);

	if (value < BID_MAGIC || whole)
		return value;
	return compressed_named(probe->name, suffixes) ? BID_READ
						       : BID_NONE; /* "BZh" alone is text */
}

static void read(struct job *job, struct span bytes)
{
	compressed_read(job, bytes, CODEC_BZIP2, suffixes);
}

const struct format format_bzip2 = {
	.name = "bzip2",
	.bid = bid,
	.read = read,
	.opens = true,
};
