/* lz4, the frame format 1.6. */
#include "format/compressed.h"

static const char *const suffixes[] = { ".lz4", ".tlz4=.tar", NULL };

static unsigned bid(const struct probe *probe)
{
	struct probe behind = *probe;

	behind.head = compressed_skip_frames(probe->head);
	return compressed_bid(&behind, span_str("\x04\x22\x4d\x18"), suffixes);
}

static void read(struct job *job, struct span bytes)
{
	compressed_read(job, bytes, CODEC_LZ4, suffixes);
}

const struct format format_lz4 = {
	.name = "lz4",
	.bid = bid,
	.read = read,
	.opens = true,
};
