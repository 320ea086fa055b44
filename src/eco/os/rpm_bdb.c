/*
 * The hash of Berkeley DB, Packages of rpm before 4.16 (Berkeley DB's dbinc/db_page.h). A value is
 * a header on overflow pages; the tables of the hash itself do not matter for reading all.
 */
#include "base/reader.h"
#include "eco/os/rpm_store.h"

enum {
	MAGIC_AT = 12,
	HASH_MAGIC = 0x061561,
	PAGE_SIZE_AT = 20,
	PAGE_HEAD = 26,
	KIND_AT = 25,
	ENTRIES_AT = 20,
	NEXT_AT = 16,
	FREE_AT = 22, /* on an overflow page: how many bytes it holds */
	UNSORTED = 2,
	OVERFLOW = 7,
	HASH = 13,
	OFF_PAGE = 3, /* a value that lies on overflow pages */
	VALUE_MAX = 64 << 20,
};

struct bdb {
	const struct rpm_store *store;
	struct span file;
	uint64_t page_size, pages_left;
	bool big;
};

static uint64_t number(const struct bdb *db, struct span s, uint64_t at, unsigned n)
{
	struct reader r;

	if (!reader_at(s, at, n, &r))
		return 0;
	return db->big ? reader_be(&r, n) : reader_le(&r, n);
}

static struct span page_of(const struct bdb *db, uint64_t i)
{
	return i < db->file.n / db->page_size
		       ? span_part(db->file, i * db->page_size, db->page_size)
		       : (struct span){ 0 };
}

static bool collect(struct bdb *db, uint64_t next, uint64_t n, uint8_t *out)
{
	for (uint64_t done = 0; done < n; db->pages_left--) {
		struct span page = page_of(db, next);
		struct span part = span_part(page, PAGE_HEAD, number(db, page, FREE_AT, 2));

		if (number(db, page, KIND_AT, 1) != OVERFLOW || part.n == 0 || db->pages_left == 0)
			return false;
		part.n = part.n < n - done ? part.n : (size_t)(n - done);
		memcpy(out + done, part.p, part.n);
		done += part.n;
		next = number(db, page, NEXT_AT, 4);
	}
	return true;
}

static void use_value(struct bdb *db, struct span page, uint64_t at)
{
	uint64_t first = number(db, page, at + 4, 4), n = number(db, page, at + 8, 4);
	uint64_t offset = (uint64_t)(page.p - db->file.p) + at;

	if (number(db, page, at, 1) != OFF_PAGE)
		return; /* the number of the next package */
	if (n > VALUE_MAX) {
		rpm_store_say(db->store, "a package of the database is too large", offset);
		return;
	}

	uint8_t *window = job_window(db->store->job, n);

	if (window && collect(db, first, n, window))
		db->store->use(db->store->context, span_of(window, n));
	else
		rpm_store_say(db->store, "a package of the database is broken", offset);
	if (window)
		job_window_drop(db->store->job, window, n);
}

/* Keys and values take turns. */
static void use_page(struct bdb *db, struct span page)
{
	uint64_t kind = number(db, page, KIND_AT, 1), n = number(db, page, ENTRIES_AT, 2);

	if (kind != HASH && kind != UNSORTED)
		return;
	for (uint64_t i = 1; i < n && PAGE_HEAD + 2 * i < page.n; i += 2)
		use_value(db, page, number(db, page, PAGE_HEAD + 2 * i, 2));
}

bool rpm_bdb_each(const struct rpm_store *store)
{
	struct span file = store->file;
	struct bdb db = { .store = store, .file = file };

	db.big = number(&db, file, MAGIC_AT, 4) != HASH_MAGIC;
	if (number(&db, file, MAGIC_AT, 4) != HASH_MAGIC)
		return false;
	db.page_size = number(&db, file, PAGE_SIZE_AT, 4);
	if (db.page_size < 512 || db.page_size > 65536) {
		rpm_store_say(store, "the database's page size is none", PAGE_SIZE_AT);
		return true;
	}
	db.pages_left = file.n / db.page_size;
	for (uint64_t i = 1; i < file.n / db.page_size; i++)
		use_page(&db, page_of(&db, i));
	return true;
}
