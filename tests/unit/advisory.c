/* The parts that advisories are made of: dates, fields, ranges, and the database, whole and
 * damaged. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#include "advisory/db.h"
#include "advisory/db_write.h"
#include "base/mem.h"
#include "base/time.h"
#include "version/affected.h"

/* Dates. */

static void reads_dates(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} dates[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1970-01-02", 86400 },
		{ "2026-03-24T11:15:14Z", 1774350914 },
		{ "2026-03-24T11:15:14.123456Z", 1774350914 },
		{ "2026-03-24 12:15:14+01:00", 1774350914 },
		{ "2026-03-24t10:45:14z", 1774349114 },
		{ "2000-02-29T23:59:60Z", 951868800 },
		{ "0001-01-01T00:00:00Z", 0 },
		{ "9999-12-31T23:59:59Z", 253402300799 },
	};
	static const char *const bad[] = { "",
					   "2026",
					   "2026-3-24",
					   "2026-13-01",
					   "2026-02-29",
					   "2026-00-01",
					   "2026-03-24T",
					   "2026-03-24T11:15Z",
					   "2026-03-24T24:00:00Z",
					   "2026-03-24T11:15:14",
					   "2026-03-24T11:15:14.Z",
					   "2026-03-24T11:15:14.'000Z",
					   "2026-03-24T11:15:14Z ",
					   "2026-03-24T11:15:14+24:00",
					   "2026-03-24T11:15:14-01:60",
					   "2026-03-24T11:15:14+99:99",
					   "1-01-01T00:00:00Z" };
	int64_t seconds;

	(void)state;
	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		assert_true(time_parse(span_str(dates[i].text), &seconds));
		assert_int_equal(seconds, dates[i].seconds);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (time_parse(span_str(bad[i]), &seconds))
			fail_msg("'%s' is taken for a date", bad[i]);
}

/* Fields. */

static void fields_nest(void **state)
{
	uint8_t room[1024], big[300] = { 7 };
	struct fields f = fields_into(room, sizeof(room));
	size_t outer = fields_begin(&f, 'P'), inner;

	(void)state;
	fields_number(&f, 'n', UINT64_MAX);
	inner = fields_begin(&f, 'Q');
	fields_put(&f, 'b', span_of(big, sizeof(big)));
	fields_end(&f, inner);
	fields_end(&f, outer);
	fields_put(&f, 'z', (struct span){ 0 });
	assert_false(f.over);

	struct span p = fields_find(fields_view(&f), 'P');

	assert_int_equal(fields_as_number(fields_find(p, 'n')), UINT64_MAX);
	assert_true(span_eq(fields_find(fields_find(p, 'Q'), 'b'), span_of(big, sizeof(big))));
	assert_int_equal(fields_find(fields_view(&f), 'y').n, 0);
}

static void fields_keep_to_their_room(void **state)
{
	uint8_t room[64 + 1];

	(void)state;
	for (size_t size = 0; size <= 64; size++) {
		struct fields f = fields_into(room, size);
		size_t begin;

		room[size] = 0xaa;
		begin = fields_begin(&f, 'P');
		fields_put(&f, 'a', span_of("0123456789abcdef0123456789abcdef", 32));
		if (!f.over)
			fields_end(&f, begin);
		assert_int_equal(room[size], 0xaa);
		assert_int_equal(f.over, size < 36);
	}
}

/* Ranges: events as "i1.0 f2.0". */

static struct span events_of(const char *text, struct fields *out)
{
	struct reader r = reader_of(span_str(text));

	out->n = 0;
	while (reader_left(&r) > 0) {
		char tag = (char)reader_u8(&r);
		struct span rest = span_of(r.p, reader_left(&r));
		ptrdiff_t blank = span_byte(rest, ' ');

		fields_put(out, tag, span_part(rest, 0, blank < 0 ? rest.n : (uint64_t)blank));
		reader_skip(&r, blank < 0 ? rest.n : (uint64_t)blank + 1);
	}
	return fields_view(out);
}

static void evaluates_ranges(void **state)
{
	static const struct {
		const char *events, *version;
		enum affect affect;
	} cases[] = {
		{ "i f2.0", "1.0", AFFECT_YES },
		{ "i f2.0", "2.0", AFFECT_NO },
		{ "i f2.0", "2.0rc1", AFFECT_YES },
		{ "i1.0 f2.0", "0.9", AFFECT_NO },
		{ "i1.0 f2.0", "1.0.0", AFFECT_YES },
		{ "f2.0 i1.0", "1.5", AFFECT_YES }, /* in any order */
		{ "i1.0 f2.0 i3.0 f3.1", "2.5", AFFECT_NO },
		{ "i3.0 i1.0 f3.1 f2.0", "3.0.5", AFFECT_YES },
		{ "i1.0 l2.0", "2.0", AFFECT_YES },
		{ "i1.0 l2.0", "2.0.1", AFFECT_NO },
		{ "i1.0 l2.0", "2.0+cpu", AFFECT_YES }, /* whoever built it */
		{ "i1.0 l2.0+a", "2.0+b", AFFECT_NO },
		{ "i1.0 f2.0", "2.0+cpu", AFFECT_NO },
		{ "i L1.5", "1.4", AFFECT_YES },
		{ "i L1.5", "1.5", AFFECT_NO },
		{ "i1.0", "99", AFFECT_YES },
		{ "i", "1!0", AFFECT_YES },
		{ "f2.0", "1.0", AFFECT_NO }, /* nothing introduces it */
		{ "i1.0 fnonsense!", "1.0", AFFECT_UNKNOWN },
		{ "i1.0 f2.0", "nonsense!", AFFECT_UNKNOWN },
		{ "", "1.0", AFFECT_NO },
	};
	const struct version_order *order = version_order_find("pep440");
	uint8_t room[256];
	struct fields f = fields_into(room, sizeof(room));

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (affected_in(order, events_of(cases[i].events, &f),
				span_str(cases[i].version)) != cases[i].affect)
			fail_msg("%s in '%s'", cases[i].version, cases[i].events);
	assert_true(affected_always(events_of("i", &f)));
	assert_false(affected_always(events_of("i f1", &f)));
	assert_false(affected_always(events_of("i1", &f)));
	assert_false(affected_always(events_of("", &f)));
}

static void finds_the_nearest_fix(void **state)
{
	const struct version_order *order = version_order_find("pep440");
	uint8_t room[256];
	struct fields f = fields_into(room, sizeof(room));
	struct span fixed = { 0 };

	(void)state;
	affected_fixed(order, events_of("i f1.5 i2 f2.10 i2.11 f2.12", &f), span_str("2.3"),
		       &fixed);
	assert_true(span_is(fixed, "2.10"));
	affected_fixed(order, events_of("i f2.9", &f), span_str("2.3"), &fixed);
	assert_true(span_is(fixed, "2.9"));
}

/* The database. */

enum { RECORDS = 500 };

static struct span advisory(struct fields *f, unsigned number, bool withdrawn)
{
	char text[64];
	size_t affected;

	f->n = 0;
	(void)snprintf(text, sizeof(text), "TEST-%04u", number);
	fields_put(f, ADVISORY_ID, span_str(text));
	fields_number(f, ADVISORY_MODIFIED, 1000 + number);
	if (withdrawn)
		fields_number(f, ADVISORY_WITHDRAWN, 2000);
	(void)snprintf(text, sizeof(text), "summary of %u", number);
	fields_put(f, ADVISORY_SUMMARY, span_str(text));
	affected = fields_begin(f, ADVISORY_AFFECTED);
	fields_put(f, AFFECTED_ECOSYSTEM, span_str(number % 2 ? "Debian:12" : "PyPI"));
	(void)snprintf(text, sizeof(text), "package-%u", number / 4);
	fields_put(f, AFFECTED_NAME, span_str(text));
	fields_put(f, AFFECTED_VERSION, span_str("1.0"));
	fields_end(f, affected);
	return fields_view(f);
}

static struct span build(void)
{
	uint8_t room[1024];
	struct fields f = fields_into(room, sizeof(room));
	struct db_writer *writer = db_writer_new();
	uint32_t source = db_writer_source(writer, span_str("test"), (struct span){ 0 }, false);
	int fd = memfd_create("advisories", MFD_CLOEXEC);
	uint8_t *copy;
	off_t n;

	for (unsigned i = RECORDS; i-- > 0;)
		assert_true(db_writer_add(writer, source, advisory(&f, i, i == 7)));
	assert_true(db_writer_add(writer, source, advisory(&f, 3, false))); /* once more */
	assert_false(db_writer_add(writer, source, span_str("ix")));
	assert_int_equal(db_writer_finish(writer, fd, "memory", 5000), OK);
	db_writer_free(writer);
	n = lseek(fd, 0, SEEK_END);
	copy = mem_alloc((size_t)n);
	assert_int_equal(pread(fd, copy, (size_t)n, 0), n);
	(void)close(fd);
	return span_of(copy, (size_t)n);
}

static void free_bytes(struct span bytes)
{
	void *p;

	memcpy(&p, &bytes.p, sizeof(p));
	mem_free(p);
}

static void gives_what_was_put(void **state)
{
	struct span bytes = build();
	struct db_record record;
	struct db_affected affected;
	struct reader list;
	struct arena arena;
	struct db *db;
	size_t n = 0;

	(void)state;
	arena_init(&arena, MiB(16), NULL, NULL);
	assert_int_equal(db_of(&db, bytes, "memory"), OK);
	assert_true(db_intact(db));
	assert_int_equal(db_info(db)->n_records, RECORDS);
	assert_int_equal(db_info(db)->n_withdrawn, 1);
	assert_int_equal(db_info(db)->built, 5000);
	assert_int_equal(db_info(db)->newest, 1000 + RECORDS - 1);
	for (unsigned i = 0; i < RECORDS; i++) {
		char id[32], summary[64];

		(void)snprintf(id, sizeof(id), "TEST-%04u", i);
		(void)snprintf(summary, sizeof(summary), "summary of %u", i);
		assert_true(db_record(db, db_find(db, span_str(id)), &record));
		assert_true(span_is(record.id, id));
		assert_true(span_is(fields_find(db_texts(db, &record, &arena), ADVISORY_SUMMARY),
				    summary));
	}
	assert_int_equal(db_find(db, span_str("TEST-9999")), DB_NONE);
	assert_true(db_package(db, span_str("Debian"), span_str("package-1"), &list));
	while (db_affected_next(&list, &affected)) {
		assert_true(db_record(db, affected.record, &record));
		assert_true(span_is(affected.release, "12"));
		assert_true(span_is(record.id, "TEST-0005")); /* 7 was withdrawn */
		n++;
	}
	assert_int_equal(n, 1);
	assert_false(db_package(db, span_str("Debian"), span_str("package-999"), &list));
	assert_false(db_package(db, span_str("npm"), span_str("package-1"), &list));
	db_close(db);
	arena_free(&arena);
	free_bytes(bytes);
}

/* Everything that a reader may ask; what it gives does not matter. */
static void ask_all(struct span bytes, struct arena *arena)
{
	struct db_affected affected;
	struct db_record record;
	struct db_source source;
	struct reader list;
	struct db *db;
	size_t n = 0;

	if (db_of(&db, bytes, "damaged") != OK)
		return;
	for (uint32_t i = 0; i < RECORDS + 2; i++) {
		if (db_record(db, i, &record) && i % 16 == 0)
			(void)db_texts(db, &record, arena);
		arena_reset(arena);
	}
	for (uint64_t i = 0; i < 4; i++)
		(void)db_source(db, i, &source);
	(void)db_find(db, span_str("TEST-0100"));
	if (db_package(db, span_str("PyPI"), span_str("package-50"), &list))
		while (db_affected_next(&list, &affected))
			n += affected.fields.n;
	assert_true(n <= bytes.n);
	db_close(db);
}

static void bears_damage(void **state)
{
	struct span whole = build();
	struct arena arena;

	(void)state;
	arena_init(&arena, MiB(16), NULL, NULL);
	for (size_t at = 0; at < whole.n; at += at < 400 ? 1 : 37) {
		uint8_t *copy = mem_alloc(whole.n); /* its own, so that a sanitizer sees the end */

		memcpy(copy, whole.p, whole.n);
		copy[at] ^= (uint8_t)(1 + at % 255);
		ask_all(span_of(copy, whole.n), &arena);
		mem_free(copy);
		copy = mem_alloc(at + 1);
		memcpy(copy, whole.p, at);
		ask_all(span_of(copy, at), &arena);
		mem_free(copy);
	}
	arena_free(&arena);
	free_bytes(whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_dates),
		cmocka_unit_test(fields_nest),
		cmocka_unit_test(fields_keep_to_their_room),
		cmocka_unit_test(evaluates_ranges),
		cmocka_unit_test(finds_the_nearest_fix),
		cmocka_unit_test(gives_what_was_put),
		cmocka_unit_test(bears_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
