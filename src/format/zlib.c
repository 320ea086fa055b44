/* zlib, RFC 1950, which has no magic number: joblib and others write it bare. */
#include "format/compressed.h"

static const char *const suffixes[] = { ".z", ".zlib", ".zz", NULL };

static unsigned bid(const struct probe *probe)
{
	static const char *const names[] = { ".z",   ".zlib",	".zz", ".joblib",
					     ".pkl", ".pickle", NULL };
	bool named = compressed_named(probe->name, names);

	if (!zlib_begins(probe->head))
		return BID_NONE;
	return compressed_tries(CODEC_ZLIB, probe->head, probe->size, named) ? BID_LIKELY
									     : BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	compressed_try_read(job, bytes, CODEC_ZLIB, suffixes);
}

const struct format format_zlib = {
	.name = "zlib",
	.bid = bid,
	.read = read,
	.opens = true,
};
