/* zstd at a level that pays for what is read often. */
#include "sys/compress.h"

#include <zstd.h>

#include "base/mem.h"

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

struct expander {
	ZSTD_DCtx *zstd;
};

struct expander *expander_new(void)
{
	struct expander *expander = mem_alloc(sizeof(*expander));

	expander->zstd = ZSTD_createDCtx();
	if (!expander->zstd)
		mem_over("no memory for a decoder");
	return expander;
}

void expander_free(struct expander *expander)
{
	if (!expander)
		return;
	(void)ZSTD_freeDCtx(expander->zstd); /* never fails on a whole context */
	mem_free(expander);
}

size_t expander_run(struct expander *expander, struct span in, uint8_t *out, size_t room)
{
	size_t n = ZSTD_decompressDCtx(expander->zstd, out, room, in.p, in.n);

	return ZSTD_isError(n) ? 0 : n;
}
