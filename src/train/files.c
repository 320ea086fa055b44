/* Whole files. */
#include "train/files.h"

#include <errno.h>
#include <stdio.h>

#include "sys/digest.h"
#include "sys/whole.h"

enum { FILE_MAX = 1 << 30 };

enum err file_write(const char *path, struct span bytes)
{
	FILE *file = fopen(path, "wbe");
	bool written;

	if (!file)
		return err_set(ERR_IO, "%s: %s", path, strerror(errno));
	written = fwrite(bytes.p, 1, bytes.n, file) == bytes.n;
	if (fclose(file) != 0 || !written)
		return err_set(ERR_IO, "%s: could not be written", path);
	return OK;
}

enum err file_digest(const char *path, uint8_t digest[32])
{
	struct arena arena;
	struct span bytes;
	enum err e;

	arena_init(&arena, (size_t)FILE_MAX + MiB(1), NULL, NULL);
	e = whole_read(path, FILE_MAX, &arena, &bytes);
	if (e == OK)
		digest_of_parts(&bytes, 1, digest);
	arena_free(&arena);
	return e;
}
