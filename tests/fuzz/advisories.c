/*
 * The database of advisories from hostile bytes: everything that a reader asks of it.
 */
#include <assert.h>
#include <stdint.h>

#include "advisory/match.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void on_match(void *context, const struct match *match)
{
	size_t *n = context;

	*n += match->fields.n + match->fixed.n;
}

static void ask(const struct db *db, struct arena *arena)
{
	struct match_package package = { .ecosystem = span_str("PyPI"),
					 .name = span_str("litellm"),
					 .version = span_str("1.82.8"),
					 .order = version_order_find("pep440") };
	struct db_record record;
	struct db_source source;
	size_t n = 0;

	for (uint32_t i = 0; i < 64 && db_record(db, i, &record); i++) {
		(void)db_texts(db, &record, arena);
		assert(db_find(db, record.id) == DB_NONE || record.id.n > 0);
	}
	for (uint64_t i = 0; i < 64 && db_source(db, i, &source); i++)
		n += source.name.n;
	match_package(db, &package, on_match, &n);
	package.version = (struct span){ 0 };
	package.range = span_str(">=1");
	match_package(db, &package, on_match, &n);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena arena;
	struct db *db;

	arena_init(&arena, MiB(64), NULL, NULL);
	if (db_of(&db, span_of(p, n), "fuzz") == OK) {
		ask(db, &arena);
		db_close(db);
	}
	arena_free(&arena);
	return 0;
}
