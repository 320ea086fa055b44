/* Reading the database. */
#include "advisory/db.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "advisory/db_layout.h"
#include "base/mem.h"
#include "sys/compress.h"
#include "sys/digest.h"

/* A table of n + 1 offsets, and what they lead into. */
struct table {
	struct span offsets, bytes;
	uint64_t n;
};

/* The block that was read last: the texts of one record are asked for more than once. Made when the
 * first is asked for. */
struct block {
	struct expander *expander;
	uint64_t number; /* UINT64_MAX: none */
	size_t n;
	uint8_t bytes[DB_BLOCK_MAX];
};

struct db {
	struct span file;
	bool is_mapped;
	struct db_head head;
	struct db_info info;
	struct span sources, ecosystems;
	struct table packages, records, blocks;
	struct block *block; /* its bytes change, what the database says does not */
};

/* The head. */

static bool read_head(struct span file, struct db_head *head)
{
	struct reader r = reader_of(file);

	if (!span_is(reader_take(&r, DB_MAGIC_SIZE), DB_MAGIC))
		return false;
	reader_skip(&r, DB_DIGEST_SIZE);
#define X(name) head->name = reader_u64le(&r);
	DB_NUMBERS(X)
#undef X
#define X(name) head->name = (struct db_place){ .at = reader_u64le(&r), .n = reader_u64le(&r) };
	DB_SECTIONS(X)
#undef X
	return !r.bad;
}

static bool section(const struct db *db, struct db_place place, struct span *out)
{
	struct reader r;
	bool inside = reader_at(db->file, place.at, place.n, &r);

	*out = reader_rest(&r);
	return inside;
}

static bool table(const struct db *db, struct db_place offsets, struct db_place bytes, uint64_t n,
		  struct table *out)
{
	out->n = n;
	return section(db, offsets, &out->offsets) && section(db, bytes, &out->bytes) &&
	       n < UINT32_MAX && out->offsets.n / DB_OFFSET_SIZE == n + 1;
}

static uint32_t offset(const struct table *t, uint64_t i)
{
	struct reader r = reader_of(span_part(t->offsets, DB_OFFSET_SIZE * i, DB_OFFSET_SIZE));

	return reader_u32le(&r);
}

/* The bytes of entry i; empty when the offsets lead nowhere. */
static struct span entry(const struct table *t, uint64_t i)
{
	uint32_t at, end;

	if (i >= t->n)
		return (struct span){ 0 };
	at = offset(t, i);
	end = offset(t, i + 1);
	return end > at ? span_part(t->bytes, at, end - at) : (struct span){ 0 };
}

static bool read_sections(struct db *db)
{
	const struct db_head *h = &db->head;

	return section(db, h->sources, &db->sources) &&
	       section(db, h->ecosystems, &db->ecosystems) &&
	       table(db, h->package_table, h->packages, h->n_packages, &db->packages) &&
	       table(db, h->record_table, h->records, h->n_records, &db->records) &&
	       table(db, h->block_table, h->blocks, h->n_blocks, &db->blocks);
}

/* Opening. */

static bool all_signed(const struct db *db)
{
	struct db_source source;
	uint64_t i = 0;

	while (db_source(db, i, &source) && source.is_signed)
		i++;
	return i > 0 && i == db->head.n_sources;
}

static void describe(struct db *db, const char *name)
{
	const struct db_head *h = &db->head;

	db->info = (struct db_info){
		.name = mem_text(name, strlen(name)),
		.built = (int64_t)h->built,
		.newest = (int64_t)h->newest,
		.n_records = h->n_records,
		.n_withdrawn = h->n_withdrawn,
		.n_malware = h->n_malware,
		.n_packages = h->n_packages,
		.n_sources = h->n_sources,
		.size = db->file.n,
		.is_signed = all_signed(db),
	};
	digest_hex(db->file.p + DB_MAGIC_SIZE, db->info.digest);
}

static enum err take(struct db *db, const char *name)
{
	if (!read_head(db->file, &db->head))
		return err_set(ERR_FORMAT, "%s: it is no database of advisories", name);
	if (db->head.version != DB_VERSION)
		return err_set(
			ERR_FORMAT,
			"%s: this program reads version %d of the database and not this one; "
			"update it with assay db update",
			name, DB_VERSION);
	if (db->head.file_size != db->file.n || !read_sections(db))
		return err_set(ERR_FORMAT, "%s: the database is damaged", name);
	describe(db, name);
	return OK;
}

enum err db_of(struct db **out, struct span bytes, const char *name)
{
	struct db *db = mem_alloc(sizeof(*db));
	enum err e;

	db->file = bytes;
	e = take(db, name);
	*out = e == OK ? db : NULL;
	if (e != OK) {
		mem_free(db);
		return e;
	}
	db->block = mem_alloc(sizeof(*db->block));
	db->block->number = UINT64_MAX;
	return OK;
}

static enum err map(int fd, const char *path, struct span *out)
{
	struct stat st;
	void *p;

	if (fstat(fd, &st) != 0)
		return err_set(ERR_IO, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode) || st.st_size < DB_HEAD_SIZE)
		return err_set(ERR_FORMAT, "%s: it is no database of advisories", path);
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return err_set(ERR_IO, "%s: %s", path, strerror(errno));
	*out = span_of(p, (size_t)st.st_size);
	return OK;
}

static void unmap(struct span bytes)
{
	void *p;

	memcpy(&p, &bytes.p, sizeof(p)); /* munmap does not write there */
	(void)munmap(p, bytes.n);
}

enum err db_open(struct db **out, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct span bytes;
	enum err e;

	*out = NULL;
	if (fd < 0)
		return err_set(ERR_IO, "%s: %s", path, strerror(errno));
	e = map(fd, path, &bytes);
	(void)close(fd); /* the mapping stays */
	if (e != OK)
		return e;
	e = db_of(out, bytes, path);
	if (e == OK)
		(*out)->is_mapped = true;
	else
		unmap(bytes);
	return e;
}

void db_close(struct db *db)
{
	char *name;

	if (!db)
		return;
	if (db->is_mapped)
		unmap(db->file);
	expander_free(db->block->expander);
	mem_free(db->block);
	memcpy(&name, &db->info.name, sizeof(name)); /* ours */
	mem_free(name);
	mem_free(db);
}

const struct db_info *db_info(const struct db *db)
{
	return &db->info;
}

bool db_intact(const struct db *db)
{
	struct digest *digest = digest_new();
	uint8_t sum[SHA256_SIZE];

	digest_of(digest, span_from(db->file, DB_MAGIC_SIZE + DB_DIGEST_SIZE), sum);
	digest_free(digest);
	return memcmp(sum, db->file.p + DB_MAGIC_SIZE, SHA256_SIZE) == 0;
}

/* Sources. */

bool db_source(const struct db *db, uint64_t i, struct db_source *source)
{
	struct reader all = reader_of(db->sources);
	struct field one, field;

	*source = (struct db_source){ 0 };
	do {
		if (!fields_next(&all, &one))
			return false;
	} while (i-- > 0);

	struct reader r = reader_of(one.bytes);

	while (fields_next(&r, &field))
		switch (field.tag) {
		case 'n':
			source->name = field.bytes;
			break;
		case 'r':
			source->n_records = fields_as_number(field.bytes);
			break;
		case 'b':
			source->n_bad = fields_as_number(field.bytes);
			break;
		case 'w':
			source->n_withdrawn = fields_as_number(field.bytes);
			break;
		case 'm':
			source->newest = (int64_t)fields_as_number(field.bytes);
			break;
		case 'd':
			source->digest =
				field.bytes.n == DB_DIGEST_SIZE ? field.bytes : (struct span){ 0 };
			break;
		case 'k':
			source->is_signed = fields_as_number(field.bytes) == 1;
			break;
		default:
			break;
		}
	return true;
}

/* Records. */

bool db_record(const struct db *db, uint32_t number, struct db_record *record)
{
	struct span bytes = entry(&db->records, number);
	struct reader r = reader_of(bytes);
	struct field field;

	*record = (struct db_record){ .number = number, .fields = bytes };
	while (fields_next(&r, &field))
		switch (field.tag) {
		case ADVISORY_ID:
			record->id = field.bytes;
			break;
		case ADVISORY_MODIFIED:
			record->modified = (int64_t)fields_as_number(field.bytes);
			break;
		case ADVISORY_PUBLISHED:
			record->published = (int64_t)fields_as_number(field.bytes);
			break;
		case ADVISORY_WITHDRAWN:
			record->withdrawn = (int64_t)fields_as_number(field.bytes);
			break;
		case DB_SOURCE:
			record->source = fields_as_number(field.bytes);
			break;
		default:
			break;
		}
	return record->id.n > 0;
}

uint32_t db_find(const struct db *db, struct span id)
{
	uint64_t low = 0, high = db->records.n;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;
		int order = span_cmp(fields_find(entry(&db->records, middle), ADVISORY_ID), id);

		if (order == 0)
			return (uint32_t)middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return DB_NONE;
}

/* Empty when there is no such block. */
static struct span read_block(const struct db *db, uint64_t number)
{
	struct block *block = db->block;

	if (!block->expander)
		block->expander = expander_new();
	if (block->number != number)
		block->n = expander_run(block->expander, entry(&db->blocks, number), block->bytes,
					DB_BLOCK_MAX);
	block->number = number;
	return span_of(block->bytes, block->n);
}

struct span db_texts(const struct db *db, const struct db_record *record, struct arena *arena)
{
	struct reader at = reader_of(fields_find(record->fields, DB_TEXTS));
	uint64_t block = reader_leb(&at), start = reader_leb(&at);
	struct reader r;

	if (at.bad || block >= db->blocks.n)
		return (struct span){ 0 };
	r = reader_of(span_from(read_block(db, block), start));
	return arena_copy(arena, reader_leb_span(&r));
}

/* Packages. */

static bool ecosystem_number(const struct db *db, struct span name, uint64_t *number)
{
	struct reader r = reader_of(db->ecosystems);
	struct field field;

	for (*number = 0; fields_next(&r, &field); ++*number)
		if (span_eq(field.bytes, name))
			return true;
	return false;
}

bool db_has_ecosystem(const struct db *db, struct span ecosystem)
{
	uint64_t number;

	return ecosystem_number(db, ecosystem, &number);
}

/* Compares the key of an entry, with `r` left behind it. */
static int compare_key(struct reader *r, uint64_t ecosystem, struct span name)
{
	uint64_t number = reader_leb(r);

	if (number != ecosystem)
		return number < ecosystem ? -1 : 1;
	return span_cmp(reader_leb_span(r), name);
}

bool db_package(const struct db *db, struct span ecosystem, struct span name, struct reader *list)
{
	uint64_t low = 0, high = db->packages.n, number;

	if (!ecosystem_number(db, ecosystem, &number))
		return false;
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		*list = reader_of(entry(&db->packages, middle));

		int order = compare_key(list, number, name);

		if (order == 0)
			return !list->bad;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

bool db_affected_next(struct reader *list, struct db_affected *affected)
{
	if (list->bad || reader_left(list) == 0)
		return false;

	struct reader r = reader_of(reader_leb_span(list));
	uint64_t record = reader_leb(&r);

	affected->record = record < DB_NONE ? (uint32_t)record : DB_NONE;
	affected->fields = reader_rest(&r);
	affected->release = fields_find(affected->fields, DB_RELEASE);
	return !list->bad && !r.bad;
}
