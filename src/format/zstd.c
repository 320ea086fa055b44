/* Zstandard, RFC 8878. */
#include "format/compressed.h"

static const char *const suffixes[] = { ".zst", ".zstd", ".tzst=.tar", NULL };

static unsigned bid(const struct probe *probe)
{
	struct probe behind = *probe;

	behind.head = compressed_skip_frames(probe->head);
	return compressed_bid(&behind, span_str("\x28\xb5\x2f\xfd"), suffixes);
}

static void read(struct job *job, struct span bytes)
{
	compressed_read(job, bytes, CODEC_ZSTD, suffixes);
}

const struct format format_zstd = {
	.name = "zstd",
	.bid = bid,
	.read = read,
	.opens = true,
};
