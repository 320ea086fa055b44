/* The answer goes out as u8 reason, the detail, u32 n and n rows of four texts; a text is u32 n and
 * n bytes. */
#include "trust/package/locked.h"

#include <assert.h>

#include "base/hex.h"
#include "base/reader.h"
#include "base/sink.h"
#include "eco/pypi/name.h"
#include "format/format.h"
#include "format/job_run.h"
#include "jail/confine.h"
#include "sys/digest.h"

enum { ANSWER_MAX = 256 << 20, TEXT_MAX = 4 << 10 };

static const char *const algorithms[] = { "sha256", "sha384", "sha512" };

enum { ALGORITHMS = sizeof(algorithms) / sizeof(*algorithms) };

/* In the child. */

struct reading {
	struct span lock, name;
	struct job *job;
	struct sink *out;
	uint32_t n;
	enum reason reason;
};

static void put_text(struct sink *out, struct span text)
{
	text = span_part(text, 0, TEXT_MAX);
	for (unsigned i = 0; i < sizeof(uint32_t); i++)
		sink_byte(out, (char)(uint8_t)(text.n >> (8 * i)));
	sink_span(out, text);
}

/* The others prove nothing. */
static bool is_strong(struct span digest)
{
	for (size_t i = 0; i < ALGORITHMS; i++)
		if (span_starts(digest, algorithms[i]))
			return true;
	return false;
}

static void put_component(struct reading *reading, const struct fact *fact)
{
	for (size_t i = 0; i < fact->n_attrs && reading->n < LOCKED_ROWS_MAX; i++) {
		const struct attr *attr = &fact->attrs[i];

		if (!span_is(attr->key, "digest") || !is_strong(attr->text))
			continue;
		reading->n++;
		sink_byte(reading->out, 1);
		put_text(reading->out, fact_text(fact, "ecosystem"));
		put_text(reading->out, fact_text(fact, "name"));
		put_text(reading->out, fact_text(fact, "version"));
		put_text(reading->out, attr->text);
	}
}

static void on_open(void *context UNUSED, struct span name UNUSED, uint64_t size UNUSED,
		    uint64_t offset UNUSED)
{
}

static void on_close(void *context UNUSED, enum status status UNUSED, const uint8_t *digest UNUSED)
{
}

static void on_format(void *context UNUSED, size_t index UNUSED)
{
}

static void on_fact(void *context, const struct fact *fact)
{
	struct reading *reading = context;

	if (fact->kind == FACT_COMPONENT)
		put_component(reading, fact);
	else if (fact->kind == FACT_MALFORMED || fact->kind == FACT_INCOMPLETE)
		reading->reason = REASON_LOCK_MALFORMED;
}

static void work(void *context, struct sink *out)
{
	struct reading *reading = context;

	reading->out = out;
	job_run_mapped(reading->job, reading->lock, reading->name);
	if (reading->reason == REASON_NONE && !reading->n)
		reading->reason = REASON_LOCK_EMPTY;
	sink_byte(out, 0);
	sink_byte(out, (char)(uint8_t)reading->reason);
}

static_assert(REASON_COUNT <= UINT8_MAX, "a reason is a byte of the answer");

/* Reading: nothing of it is believed. */

static struct span get_text(struct reader *r)
{
	return reader_take(r, reader_u32le(r));
}

/* A row takes at least this: a mark and the sizes of its texts. */
enum { ROW_LEAST = 1 + 4 * sizeof(uint32_t) };

static bool get_list(struct span bytes, struct arena *arena, struct locked_list *list)
{
	struct reader r = reader_of(bytes);
	size_t room = bytes.n / ROW_LEAST;
	uint8_t reason;

	*list = (struct locked_list){ .rows = arena_array(arena, room, sizeof(*list->rows)) };
	while (reader_u8(&r) == 1 && list->n < room) {
		struct locked_row *row = &list->rows[list->n++];

		row->ecosystem = get_text(&r);
		row->name = get_text(&r);
		row->version = get_text(&r);
		row->digest = get_text(&r);
	}
	reason = reader_u8(&r);
	list->reason = (enum reason)reason;
	return !r.bad && reader_left(&r) == 0 && reason < REASON_COUNT;
}

enum err locked_ask(struct span lock, struct span name, struct arena *arena,
		    struct locked_list *list)
{
	struct reading reading = { .lock = lock, .name = name };
	const struct job_options options = { .limits = limits_default, .scratch_fd = -1 };
	const struct job_sink sink = { on_open, on_format, on_fact, on_close, &reading };
	struct span bytes;
	enum err e;

	reading.job = job_new(&options, &sink, NULL, NULL);
	e = confine_run(work, &reading, ANSWER_MAX, arena, &bytes);
	job_free(reading.job);
	if (e == OK && !get_list(bytes, arena, list))
		e = err_set(ERR_FORMAT, "the process that reads the lock gave no sound answer");
	return e;
}

/* Comparing. */

/* Whether a file of that name can be one of the package: "name-1.0...", in Python's spelling of
 * names; "name-1.0.tgz", with a scope in front or not, in npm's. */
static bool is_named(struct span file, const struct locked_row *row, struct arena *arena)
{
	struct span end;

	if (span_is(row->ecosystem, "npm")) {
		end = span_str(arena_printf(arena, "%.*s-%.*s.tgz", (int)row->name.n,
					    (const char *)row->name.p, (int)row->version.n,
					    (const char *)row->version.p));
		return file.n >= end.n && span_eq(span_from(file, file.n - end.n), end);
	}
	for (size_t i = 0; i < file.n; i++)
		if (file.p[i] == '-' && name_is_same(span_part(file, 0, i), row->name))
			return true;
	return false;
}

/* The digests of the file that the lock may speak of, as it writes them. */
static void take_digests(struct span bytes, struct arena *arena, struct span digests[ALGORITHMS])
{
	for (size_t i = 0; i < ALGORITHMS; i++) {
		uint8_t digest[DIGEST_SIZE_MAX];
		size_t n = digest_named(span_str(algorithms[i]), bytes, digest);
		struct span hex = hex_text(span_of(digest, n), arena);

		digests[i] = span_str(arena_printf(arena, "%s:%.*s", algorithms[i], (int)hex.n,
						   (const char *)hex.p));
	}
}

enum reason locked_find_file(const struct locked_list *list, struct span file, struct span bytes,
			     struct arena *arena, const struct locked_row **row)
{
	enum reason reason = REASON_LOCK_UNLISTED;
	struct span digests[ALGORITHMS];

	*row = NULL;
	take_digests(bytes, arena, digests);
	for (size_t i = 0; i < list->n; i++) {
		struct arena_mark mark = arena_mark(arena);
		const struct locked_row *one = &list->rows[i];
		bool named = is_named(file, one, arena), same = false;

		arena_rewind(arena, mark);
		for (size_t k = 0; k < ALGORITHMS; k++)
			same |= span_eq(one->digest, digests[k]);
		if (same && named) {
			*row = one;
			return REASON_NONE;
		}
		if (same)
			reason = REASON_LOCK_OTHER;
		else if (named && reason == REASON_LOCK_UNLISTED)
			reason = REASON_LOCK_CHANGED;
	}
	return reason;
}
