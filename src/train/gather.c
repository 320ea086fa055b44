/* Gathering packages. */
#include "train/gather.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/reader.h"
#include "base/time.h"
#include "sys/walk.h"
#include "sys/whole.h"
#include "train/extract.h"
#include "train/objects.h"

enum {
	LIST_MAX = 64 << 20,
	ARCHIVE_MAX = 256 << 20,
	LISTED_MAX = 1 << 20,
	PATHS_MAX = 1 << 20,
	DAY = 86400,
};

/* One row of the list. */
struct listed {
	struct span id, day;
	uint32_t group, first_day;
};

/* "c0123" */
static uint32_t number_of(struct span text)
{
	uint32_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		if (ascii_is_digit(text.p[i]))
			n = n * 10 + (uint32_t)(text.p[i] - '0');
	return n;
}

static bool read_row(struct span line, struct listed *row)
{
	struct reader r = reader_of(line);
	int64_t seconds = 0;

	row->id = reader_until(&r, '\t');
	row->group = number_of(reader_until(&r, '\t'));
	if (time_parse(reader_until(&r, '\t'), &seconds))
		row->first_day = (uint32_t)(seconds / DAY);
	row->day = reader_until(&r, '\t');
	return !r.bad && row->id.n == 40;
}

static int by_age(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;
	int order = x->group < y->group ? -1 : x->group > y->group;

	order = order ? order : span_cmp(x->day, y->day);
	return order ? order : span_cmp(x->id, y->id);
}

/* Rows by campaign, the oldest of each first. */
static size_t read_list(struct span text, struct arena *arena, struct listed **out)
{
	struct listed *rows = arena_array(arena, LISTED_MAX, sizeof(*rows));
	struct reader r = reader_of(text);
	struct span line;
	size_t n = 0;

	while (line = reader_until(&r, '\n'), !r.bad && n < LISTED_MAX)
		n += line.n && line.p[0] != '#' && read_row(line, &rows[n]);
	qsort(rows, n, sizeof(*rows), by_age);
	*out = rows;
	return n;
}

/* Reading archives of the list. */
struct gathering {
	struct extractor *x;
	struct objects objects;
	struct buf archive;
	enum disguise disguise;
	uint32_t since; /* campaigns that were seen first from that day on */
	FILE *out;
};

static enum err gather_one(struct gathering *g, const struct listed *row, unsigned share)
{
	struct sample sample = { .kind = SAMPLE_MALICIOUS,
				 .disguise = g->disguise,
				 .share = share,
				 .group = row->group,
				 .day = row->first_day,
				 .name = row->id };
	enum err e = objects_read(&g->objects, row->id, &g->archive);

	if (e == ERR_FORMAT || e == ERR_LIMIT) {
		fprintf(stderr, "left out: %s\n", err_text());
		return OK;
	}
	if (e != OK)
		return e;
	extract(g->x, buf_view(&g->archive), row->id, &sample);
	samples_write(g->out, &sample);
	return OK;
}

/* Of a campaign the oldest, the one in the middle and the youngest. */
static enum err gather_campaign(struct gathering *g, const struct listed *rows, size_t n)
{
	unsigned share = n < SHARE_MAX ? (unsigned)n : SHARE_MAX;
	enum err e = OK;

	for (size_t i = 0; i < share && e == OK; i++)
		e = gather_one(g, &rows[share > 1 ? i * (n - 1) / (share - 1) : 0], share);
	return e;
}

static enum err gather_rows(struct gathering *g, const struct listed *rows, size_t n)
{
	enum err e = OK;

	for (size_t i = 0, end; i < n && e == OK; i = end) {
		for (end = i; end < n && rows[end].group == rows[i].group;)
			end++;
		if (rows[i].first_day >= g->since)
			e = gather_campaign(g, &rows[i], end - i);
	}
	return e;
}

static enum err gather_list(struct gathering *g, const char *list, const char *git,
			    enum disguise last)
{
	struct arena arena;
	struct listed *rows;
	struct span text;
	enum err e, closed;

	arena_init(&arena, MiB(256), NULL, NULL);
	g->x = extractor_new();
	buf_init(&g->archive, ARCHIVE_MAX);
	if ((e = whole_read(list, LIST_MAX, &arena, &text)) == OK &&
	    (e = objects_open(&g->objects, git)) == OK) {
		size_t n = read_list(text, &arena, &rows);

		for (; g->disguise <= last && e == OK; g->disguise++)
			e = gather_rows(g, rows, n);
		closed = objects_close(&g->objects);
		e = e == OK ? closed : e;
	}
	buf_free(&g->archive);
	extractor_free(g->x);
	arena_free(&arena);
	return e;
}

enum err gather_malicious(const char *list, const char *git, FILE *out)
{
	struct gathering g = { .out = out };

	return gather_list(&g, list, git, DISGUISE_NONE);
}

enum err gather_disguised(const char *list, const char *git, uint32_t since, FILE *out)
{
	struct gathering g = { .out = out, .since = since, .disguise = DISGUISE_NONE + 1 };

	return gather_list(&g, list, git, DISGUISE_COUNT - 1);
}

/* Benign packages. */

struct paths {
	struct arena arena;
	struct span *rows;
	size_t n;
};

static enum err note_path(void *context, const struct walk_entry *entry)
{
	struct paths *paths = context;

	if (entry->kind != WALK_FILE)
		return OK;
	(void)close(entry->fd); /* it is opened again when its turn comes */
	if (paths->n < PATHS_MAX)
		paths->rows[paths->n++] = arena_copy(&paths->arena, entry->path);
	return OK;
}

static int by_path(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

/* FOLDER/RELEASE/NAME/FILE */
static struct span package_of(struct span path)
{
	const uint8_t *end = memrchr(path.p, '/', path.n);
	const uint8_t *begin = end ? memrchr(path.p, '/', (size_t)(end - path.p)) : NULL;

	return begin ? span_of(begin + 1, (size_t)(end - begin - 1)) : path;
}

static enum err gather_file(struct extractor *x, struct span path, FILE *out)
{
	struct sample sample = { .kind = SAMPLE_BENIGN, .share = 1, .name = package_of(path) };
	struct arena arena;
	struct span archive;
	enum err e;

	arena_init(&arena, ARCHIVE_MAX + MiB(1), NULL, NULL);
	e = whole_read((const char *)path.p, ARCHIVE_MAX, &arena, &archive);
	if (e == OK) {
		extract(x, archive, path, &sample);
		samples_write(out, &sample);
	}
	arena_free(&arena);
	return e;
}

enum err gather_benign(const char *folder, FILE *out)
{
	struct paths paths = { .n = 0 };
	struct walker walker = { .visit = note_path, .context = &paths };
	struct extractor *x;
	enum err e;

	arena_init(&paths.arena, MiB(1024), NULL, NULL);
	paths.rows = arena_array(&paths.arena, PATHS_MAX, sizeof(*paths.rows));
	e = walk(folder, &walker);
	qsort(paths.rows, paths.n, sizeof(*paths.rows), by_path);
	x = extractor_new();
	for (size_t i = 0; i < paths.n && e == OK; i++)
		e = gather_file(x, paths.rows[i], out);
	extractor_free(x);
	arena_free(&paths.arena);
	return e;
}
