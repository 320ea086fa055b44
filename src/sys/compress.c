/* zstd at a level that pays for what is read often. */
#include "sys/compress.h"

#include <zstd.h>

enum { LEVEL = 12 };

size_t compress_room(size_t n)
{
	return ZSTD_compressBound(n);
}

size_t compress_zstd(struct span in, uint8_t *out, size_t room)
{
	size_t n = ZSTD_compress(out, room, in.p, in.n, LEVEL);

	return ZSTD_isError(n) ? 0 : n;
}
