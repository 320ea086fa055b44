/* Rows of a table in an SQLite database. */
#include "eco/sqlite.h"

#include "base/reader.h"

enum {
	HEADER = 100,
	INTERIOR = 5,
	LEAF = 13,
	DEPTH_MAX = 20,
	RECORD_MAX = 64 << 20,
	COLUMNS_MAX = 64,
};

/* A big-endian number of seven bits a byte; the ninth byte counts whole. */
static uint64_t varint(struct reader *r)
{
	uint64_t value = 0;

	for (int i = 0; i < 8; i++) {
		uint8_t byte = reader_u8(r);

		value = value << 7 | (byte & 0x7f);
		if (!(byte & 0x80))
			return value;
	}
	return value << 8 | reader_u8(r);
}

bool sqlite_open(struct sqlite *db, struct job *job, struct span file)
{
	struct reader r = reader_of(file);

	*db = (struct sqlite){ .job = job, .file = file };
	if (!span_eq(reader_take(&r, 16), span_of("SQLite format 3", 16)))
		return false;
	db->page_size = reader_be(&r, 2);
	db->page_size = db->page_size == 1 ? 65536 : db->page_size;
	reader_skip(&r, 2);
	db->usable = db->page_size - reader_u8(&r);
	if (r.bad || db->page_size < 512 || (db->page_size & (db->page_size - 1)) != 0 ||
	    db->usable < 480 || db->usable > db->page_size)
		return false;
	db->n_pages = file.n / db->page_size;
	return true;
}

static struct span page_of(const struct sqlite *db, uint64_t number)
{
	return number == 0 || number > db->n_pages
		       ? (struct span){ 0 }
		       : span_part(db->file, (number - 1) * db->page_size, db->page_size);
}

static void broken(struct sqlite *db, uint64_t page)
{
	if (db->quiet)
		return;
	job_malformed(db->job, "a page of the database is broken",
		      page ? (page - 1) * db->page_size : 0);
}

/* Records. */

/* How much of a record of n bytes stands in its leaf; the rest lies on overflow pages. */
static uint64_t local_size(const struct sqlite *db, uint64_t n)
{
	uint64_t most = db->usable - 35, least = (db->usable - 12) * 32 / 255 - 23;

	if (n <= most)
		return n;

	uint64_t local = least + (n - least) % (db->usable - 4);

	return local <= most ? local : least;
}

/* Collects a record of n bytes that begins with `local`; false when a page is missing. */
static bool collect(struct sqlite *db, struct span local, uint64_t next, uint64_t n, uint8_t *out)
{
	uint64_t done = local.n;

	memcpy(out, local.p, local.n);
	while (done < n) {
		struct span page = page_of(db, next);
		struct span part = span_part(page, 4, db->usable - 4);
		struct reader r = reader_of(page);

		if (page.n == 0 || db->pages_left == 0)
			return false;
		db->pages_left--;
		next = reader_be(&r, 4);
		part.n = part.n < n - done ? part.n : (size_t)(n - done);
		memcpy(out + done, part.p, part.n);
		done += part.n;
	}
	return true;
}

struct visitor {
	void (*row)(void *context, struct span record);
	void *context;
};

static void visit_cell(struct sqlite *db, uint64_t page, struct reader cell,
		       const struct visitor *visitor)
{
	uint64_t n = varint(&cell), rowid = varint(&cell), size = local_size(db, n);
	struct span local = reader_take(&cell, size);
	uint64_t next = size < n ? reader_be(&cell, 4) : 0;

	(void)rowid; /* an alias of it is a column without bytes */
	if (cell.bad) {
		broken(db, page);
		return;
	}
	if (size == n) {
		visitor->row(visitor->context, local);
		return;
	}
	if (n > RECORD_MAX) {
		if (!db->quiet)
			job_incomplete(db->job, "a row of the database is larger than the limit",
				       (page - 1) * db->page_size);
		return;
	}

	uint8_t *window = job_window(db->job, n);

	if (window && collect(db, local, next, n, window))
		visitor->row(visitor->context, span_of(window, n));
	else
		broken(db, page);
	if (window)
		job_window_drop(db->job, window, n);
}

/* Pages. */

struct page {
	struct span bytes;
	uint64_t number, kind, n, first; /* cells, and where their pointers begin */
	uint64_t at;			 /* the next of them */
};

static bool open_page(struct sqlite *db, uint64_t number, struct page *page)
{
	struct span bytes = page_of(db, number);
	struct reader r = reader_of(bytes);
	uint64_t start = number == 1 ? HEADER : 0;

	if (bytes.n == 0 || db->pages_left == 0)
		return false;
	db->pages_left--;
	*page = (struct page){ .bytes = bytes, .number = number };
	reader_skip(&r, start);
	page->kind = reader_u8(&r);
	reader_skip(&r, 2);
	page->n = reader_be(&r, 2);
	page->first = start + (page->kind == INTERIOR ? 12 : 8);
	return (page->kind == INTERIOR || page->kind == LEAF) &&
	       page->n <= (bytes.n - page->first) / 2;
}

static struct reader cell_of(const struct page *page, uint64_t i)
{
	struct reader r = reader_of(page->bytes), cell;

	reader_skip(&r, page->first + 2 * i);
	(void)reader_at(page->bytes, reader_be(&r, 2), 0, &cell); /* an empty one fails at once */
	if (!cell.bad)
		cell.end = page->bytes.p + page->bytes.n;
	return cell;
}

/* The page behind the i-th cell of an interior page; behind the last one the rightmost. */
static uint64_t child_of(const struct page *page, uint64_t i)
{
	struct reader r = reader_of(page->bytes);

	if (i < page->n)
		r = cell_of(page, i);
	else
		reader_skip(&r, page->first - 4);
	return reader_be(&r, 4);
}

static void visit_leaf(struct sqlite *db, const struct page *page, const struct visitor *visitor)
{
	for (uint64_t i = 0; i < page->n; i++)
		visit_cell(db, page->number, cell_of(page, i), visitor);
}

static void visit_tree(struct sqlite *db, uint64_t root, const struct visitor *visitor)
{
	struct page stack[DEPTH_MAX];
	size_t depth = 0;
	uint64_t next = root;

	db->pages_left = db->n_pages;
	for (;;) {
		if (depth == DEPTH_MAX || !open_page(db, next, &stack[depth])) {
			broken(db, next);
			if (depth == 0)
				return;
		} else if (stack[depth].kind == LEAF) {
			visit_leaf(db, &stack[depth], visitor);
			if (depth == 0)
				return;
		} else {
			depth++;
		}
		while (stack[depth - 1].at > stack[depth - 1].n)
			if (--depth == 0)
				return;
		next = child_of(&stack[depth - 1], stack[depth - 1].at++);
	}
}

/* Columns. */

/* The size of a value by its serial type. */
static uint64_t size_of(uint64_t type)
{
	static const uint8_t sizes[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0 };

	return type < sizeof(sizes) ? sizes[type] : (type - 12) / 2;
}

static struct span column_of(struct span record, unsigned column, uint64_t *type)
{
	struct reader r = reader_of(record), values;
	uint64_t header = varint(&r), at = header;

	for (unsigned i = 0; i <= column && i < COLUMNS_MAX; i++) {
		if (r.bad || reader_offset(&r) >= header)
			break;
		*type = varint(&r);
		if (i == column)
			return reader_at(record, at, size_of(*type), &values) ? reader_rest(&values)
									      : (struct span){ 0 };
		if (size_of(*type) > record.n)
			break;
		at += size_of(*type);
	}
	*type = 0;
	return (struct span){ 0 };
}

struct span sqlite_bytes(struct span record, unsigned column)
{
	uint64_t type;
	struct span bytes = column_of(record, column, &type);

	return type >= 12 ? bytes : (struct span){ 0 };
}

uint64_t sqlite_number(struct span record, unsigned column)
{
	uint64_t type;
	struct reader r = reader_of(column_of(record, column, &type));

	return type == 9 ? 1 : type >= 1 && type <= 6 ? reader_be(&r, (unsigned)size_of(type)) : 0;
}

/* Tables: rows of sqlite_schema (type, name, tbl_name, rootpage, sql), whose tree is page 1. */

struct search {
	const char *table;
	uint64_t root;
};

static void look(void *context, struct span record)
{
	struct search *search = context;

	if (span_is(sqlite_bytes(record, 0), "table") &&
	    span_is(sqlite_bytes(record, 1), search->table))
		search->root = sqlite_number(record, 3);
}

bool sqlite_rows(struct sqlite *db, const char *table,
		 void (*row)(void *context, struct span record), void *context)
{
	struct search search = { .table = table };

	visit_tree(db, 1, &(const struct visitor){ look, &search });
	if (search.root == 0)
		return false;
	visit_tree(db, search.root, &(const struct visitor){ row, context });
	return true;
}
