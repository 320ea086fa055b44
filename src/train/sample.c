/* Files of windows. */
#include "train/sample.h"

#include <errno.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/reader.h"
#include "detect/schema.h"
#include "sys/digest.h"

static const char magic[8] = "ASSAYWIN";

static void put(FILE *out, uint64_t value, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		(void)putc((int)(value >> (8 * i) & 0xff), out); /* ferror() is asked at the end */
}

void samples_write_head(FILE *out)
{
	uint8_t schema[SCHEMA_SIZE];

	schema_digest(schema);
	(void)fwrite(magic, 1, sizeof(magic), out);
	(void)fwrite(schema, 1, sizeof(schema), out);
}

static void write_window(FILE *out, const struct sample_window *window)
{
	unsigned last = 0;

	put(out, window->role, 1);
	put(out, window->flags, 1);
	put(out, window->n_tokens, 2);
	put(out, window->n, 2);
	for (size_t i = 0; i < window->n; i++) {
		unsigned gap = window->features[i] - last;

		for (; gap >= 0x80; gap >>= 7)
			put(out, (gap & 0x7f) | 0x80, 1);
		put(out, gap, 1);
		last = window->features[i];
	}
}

void samples_write(FILE *out, const struct sample *sample)
{
	struct span name = span_part(sample->name, 0, UINT8_MAX);

	put(out, sample->kind, 1);
	put(out, sample->disguise, 1);
	put(out, name.n, 1);
	put(out, sample->share, 1);
	put(out, sample->group, 4);
	put(out, sample->day, 4);
	put(out, sample->n_windows, 4);
	(void)fwrite(name.p, 1, name.n, out);
	for (size_t i = 0; i < sample->n_windows; i++)
		write_window(out, &sample->windows[i]);
}

static void read_window(struct reader *r, struct arena *arena, struct sample_window *window)
{
	window->role = reader_u8(r);
	window->flags = reader_u8(r);
	window->n_tokens = reader_u16le(r);
	window->n = reader_u16le(r);
	if (window->n > reader_left(r))
		r->bad = true;
	if (r->bad)
		return;

	uint16_t *features = arena_array(arena, window->n, sizeof(*features));
	unsigned last = 0;

	for (size_t i = 0; i < window->n; i++) {
		unsigned byte, shift = 0;

		do {
			byte = reader_u8(r);
			last += (byte & 0x7f) << shift;
			shift += 7;
		} while ((byte & 0x80) && shift < 21);
		r->bad |= last >= FEATURES;
		features[i] = (uint16_t)last;
	}
	window->features = features;
}

static void read_sample(struct reader *r, struct arena *arena, struct sample *sample)
{
	sample->kind = reader_u8(r) == SAMPLE_MALICIOUS ? SAMPLE_MALICIOUS : SAMPLE_BENIGN;
	uint8_t disguise = reader_u8(r);

	sample->disguise = disguise < DISGUISE_COUNT ? (enum disguise)disguise : DISGUISE_NONE;

	unsigned n = reader_u8(r);

	sample->share = reader_u8(r);
	sample->group = reader_u32le(r);
	sample->day = reader_u32le(r);
	sample->n_windows = reader_u32le(r);
	sample->name = arena_copy(arena, reader_take(r, n));
	sample->part = sample_part_of(sample->name);
	if (sample->n_windows > reader_left(r))
		r->bad = true;
	if (r->bad)
		return;
	sample->windows = arena_array(arena, sample->n_windows, sizeof(*sample->windows));
	for (size_t i = 0; i < sample->n_windows && !r->bad; i++)
		read_window(r, arena, &sample->windows[i]);
}

static enum err read_all(const char *path, struct span file, struct arena *arena,
			 struct samples *out)
{
	struct reader r = reader_of(file);
	struct span begin = reader_take(&r, sizeof(magic));
	struct span schema = reader_take(&r, SCHEMA_SIZE);
	uint8_t ours[SCHEMA_SIZE];

	schema_digest(ours);
	if (!span_eq(begin, span_of(magic, sizeof(magic))) ||
	    !span_eq(schema, span_of(ours, sizeof(ours))))
		return err_set(ERR_FORMAT, "%s: no file of windows of these features", path);
	while (reader_left(&r) && !r.bad) {
		if (out->n == out->room) {
			out->room = out->room ? 2 * out->room : 1024;
			out->rows = mem_resize(out->rows, out->room * sizeof(*out->rows));
		}
		out->rows[out->n] = (struct sample){ 0 };
		read_sample(&r, arena, &out->rows[out->n++]);
	}
	return r.bad ? err_set(ERR_FORMAT, "%s: cut short or broken", path) : OK;
}

enum err samples_read(const char *path, struct arena *arena, struct samples *out)
{
	FILE *file = fopen(path, "rbe");

	if (!file)
		return err_set(ERR_IO, "%s: %s", path, strerror(errno));
	(void)fseek(file, 0, SEEK_END);

	long n = ftell(file);
	uint8_t *bytes = mem_alloc(n > 0 ? (size_t)n : 1);

	rewind(file);

	size_t got = fread(bytes, 1, n > 0 ? (size_t)n : 0, file);
	enum err e = read_all(path, span_of(bytes, got), arena, out);

	(void)fclose(file);
	mem_free(bytes);
	return e;
}

/* Which files. */

bool path_is_python(struct span path)
{
	return span_ends(path, ".py") || span_ends(path, ".pyw") || span_ends(path, ".pth");
}

unsigned sample_part_of(struct span name)
{
	uint8_t digest[SHA256_SIZE];
	unsigned rest = 0;

	digest_of_parts(&name, 1, digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		rest = (rest * 256 + digest[i]) % PARTS;
	return rest;
}
