/* Building the database: what is added is kept as it came, then ordered, shared out to the sections
 * and written. */
#include "advisory/db_write.h"

#include <assert.h>
#include <stdlib.h>

#include "advisory/db_file.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "sys/compress.h"

enum { ECOSYSTEMS_MAX = 1024 };

static const size_t store_max = (size_t)1 << 30, section_max = (size_t)UINT32_MAX - 1;

struct source {
	struct span name, digest; /* in `names` */
	uint64_t n_records, n_bad, n_withdrawn, newest;
	bool is_signed;
};

/* An advisory as it came. */
struct item {
	uint64_t at;
	uint32_t n, source;
};

struct record {
	struct span packed, id;
	uint64_t modified, newest, order; /* newest: modified or published, the later */
	uint32_t source;
};

struct affected {
	struct span name, fields, release;
	uint32_t ecosystem, record;
	uint64_t order;
};

/* A table of offsets and what they lead into. */
struct section {
	struct buf offsets, bytes;
	uint64_t n;
};

struct db_writer {
	struct buf store, items; /* packed advisories; struct item */
	struct arena names;
	struct source sources[DB_SOURCES_MAX];
	size_t n_sources;
	struct record *records;
	struct affected *affected;
	size_t n_records, n_affected;
	struct span ecosystems[ECOSYSTEMS_MAX];
	size_t n_ecosystems;
	struct section package_section, record_section, block_section;
	struct fields scratch, texts; /* an entry and a block under way */
	struct db_head head;
};

/* For a package's entry under way, and the advisory in it. */
static const size_t scratch_size = 4 * (size_t)ADVISORY_MAX;

static void section_init(struct section *section)
{
	buf_init(&section->offsets, section_max);
	buf_init(&section->bytes, section_max);
	buf_le(&section->offsets, 0, DB_OFFSET_SIZE);
}

static void section_free(struct section *section)
{
	buf_free(&section->offsets);
	buf_free(&section->bytes);
}

static void section_add(struct section *section, struct span bytes)
{
	buf_span(&section->bytes, bytes);
	buf_le(&section->offsets, section->bytes.n, DB_OFFSET_SIZE);
	section->n++;
}

struct db_writer *db_writer_new(void)
{
	struct db_writer *writer = mem_alloc(sizeof(*writer));

	buf_init(&writer->store, store_max);
	buf_init(&writer->items, store_max);
	arena_init(&writer->names, MiB(1), NULL, NULL);
	section_init(&writer->package_section);
	section_init(&writer->record_section);
	section_init(&writer->block_section);
	writer->scratch = fields_into(mem_alloc(scratch_size), scratch_size);
	writer->texts = fields_into(mem_alloc(DB_BLOCK_MAX), DB_BLOCK_MAX);
	return writer;
}

void db_writer_free(struct db_writer *writer)
{
	if (!writer)
		return;
	buf_free(&writer->store);
	buf_free(&writer->items);
	arena_free(&writer->names);
	section_free(&writer->package_section);
	section_free(&writer->record_section);
	section_free(&writer->block_section);
	mem_free(writer->scratch.p);
	mem_free(writer->texts.p);
	mem_free(writer->records);
	mem_free(writer->affected);
	mem_free(writer);
}

/* What comes in. */

enum { SOURCE_NAME_MAX = 128 };

uint32_t db_writer_source(struct db_writer *writer, struct span name, struct span digest,
			  bool is_signed)
{
	assert(writer->n_sources < DB_SOURCES_MAX);
	writer->sources[writer->n_sources] = (struct source){
		.name = arena_copy(&writer->names, span_part(name, 0, SOURCE_NAME_MAX)),
		.digest = arena_copy(&writer->names, span_part(digest, 0, DB_DIGEST_SIZE)),
		.is_signed = is_signed,
	};
	return (uint32_t)writer->n_sources++;
}

static bool is_affected(struct span bytes)
{
	struct reader r = reader_of(bytes);
	struct field field;

	while (fields_next(&r, &field))
		;
	return !r.bad && fields_find(bytes, AFFECTED_ECOSYSTEM).n > 0 &&
	       fields_find(bytes, AFFECTED_NAME).n > 0;
}

static bool is_advisory(struct span packed)
{
	struct reader r = reader_of(packed);
	struct field field;

	while (fields_next(&r, &field))
		if (field.tag == ADVISORY_AFFECTED && !is_affected(field.bytes))
			return false;
	return !r.bad && fields_find(packed, ADVISORY_ID).n > 0;
}

bool db_writer_add(struct db_writer *writer, uint32_t source, struct span packed)
{
	const struct item item = { .at = writer->store.n,
				   .n = (uint32_t)packed.n,
				   .source = source };

	assert(source < writer->n_sources);
	if (packed.n > ADVISORY_MAX || !is_advisory(packed))
		return false;
	buf_span(&writer->store, packed);
	buf_add(&writer->items, &item, sizeof(item));
	return true;
}

void db_writer_bad(struct db_writer *writer, uint32_t source)
{
	assert(source < writer->n_sources);
	writer->sources[source].n_bad++;
}

uint64_t db_writer_count(const struct db_writer *writer)
{
	return writer->items.n / sizeof(struct item);
}

/* Records, in the order of their ids. */

static int by_id(const void *a, const void *b)
{
	const struct record *x = a, *y = b;
	int order = span_cmp(x->id, y->id);

	if (order == 0)
		order = (x->modified < y->modified) - (x->modified > y->modified);
	if (order == 0)
		order = (x->source > y->source) - (x->source < y->source);
	return order ? order : (x->order > y->order) - (x->order < y->order);
}

static uint64_t number(struct span packed, char tag)
{
	return fields_as_number(fields_find(packed, tag));
}

/* Some sources do not say when a record was modified. */
static uint64_t latest(struct span packed)
{
	uint64_t modified = number(packed, ADVISORY_MODIFIED);
	uint64_t published = number(packed, ADVISORY_PUBLISHED);

	return modified > published ? modified : published;
}

static void gather(struct db_writer *writer)
{
	size_t n = db_writer_count(writer), kept = 0;
	struct record *all = mem_alloc((n + 1) * sizeof(*all));

	for (size_t i = 0; i < n; i++) {
		struct item item;

		memcpy(&item, writer->items.p + i * sizeof(item), sizeof(item));

		struct span packed = span_part(buf_view(&writer->store), item.at, item.n);

		all[i] = (struct record){
			.packed = packed,
			.id = fields_find(packed, ADVISORY_ID),
			.modified = number(packed, ADVISORY_MODIFIED),
			.newest = latest(packed),
			.order = i,
			.source = item.source,
		};
	}
	qsort(all, n, sizeof(*all), by_id);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || !span_eq(all[kept - 1].id, all[i].id))
			all[kept++] = all[i];
	writer->records = all;
	writer->n_records = kept;
}

/* Texts. */

static void close_block(struct db_writer *writer)
{
	size_t room = compress_room(writer->texts.n);
	uint8_t *packed = mem_alloc(room);

	if (writer->texts.n > 0)
		section_add(
			&writer->block_section,
			span_of(packed, compress_zstd(fields_view(&writer->texts), packed, room)));
	mem_free(packed);
	writer->texts.n = 0;
}

static bool is_text(char tag)
{
	return tag == ADVISORY_SUMMARY || tag == ADVISORY_REFERENCE || tag == ADVISORY_INDICATOR;
}

/* What is shown of a record, as far as it fits. */
static void put_texts(struct fields *texts, struct span packed)
{
	struct reader r = reader_of(packed);
	struct field field;

	while (fields_next(&r, &field)) {
		struct fields before = *texts;

		if (is_text(field.tag))
			fields_put(texts, field.tag, field.bytes);
		if (texts->over)
			*texts = before;
	}
}

/* Puts it into the block under way, and where it lies into the scratch. */
static void add_texts(struct db_writer *writer, struct span packed)
{
	uint8_t room[DB_BLOCK];
	struct fields texts = fields_into(room, sizeof(room));
	size_t begin;

	put_texts(&texts, packed);
	if (texts.n == 0)
		return;
	if (writer->texts.n > DB_BLOCK)
		close_block(writer);
	begin = fields_begin(&writer->scratch, DB_TEXTS);
	fields_raw_number(&writer->scratch, writer->block_section.n);
	fields_raw_number(&writer->scratch, writer->texts.n);
	fields_end(&writer->scratch, begin);
	fields_raw(&writer->texts, fields_view(&texts));
}

static void add_record(struct db_writer *writer, const struct record *record)
{
	struct source *source = &writer->sources[record->source];
	struct reader r = reader_of(record->packed);
	struct field field;

	writer->scratch.n = 0;
	while (fields_next(&r, &field))
		if (!is_text(field.tag) && field.tag != ADVISORY_AFFECTED)
			fields_put(&writer->scratch, field.tag, field.bytes);
	if (record->source > 0)
		fields_number(&writer->scratch, DB_SOURCE, record->source);
	add_texts(writer, record->packed);
	section_add(&writer->record_section, fields_view(&writer->scratch));
	source->n_records++;
	if (record->newest > source->newest)
		source->newest = record->newest;
	writer->head.n_malware += advisory_is_malware(record->id);
}

/* Packages. */

static uint32_t ecosystem_number(struct db_writer *writer, struct span name)
{
	for (uint32_t i = 0; i < writer->n_ecosystems; i++)
		if (span_eq(writer->ecosystems[i], name))
			return i;
	if (writer->n_ecosystems == ECOSYSTEMS_MAX)
		return ECOSYSTEMS_MAX;
	writer->ecosystems[writer->n_ecosystems] = name;
	return (uint32_t)writer->n_ecosystems++;
}

static void add_affected(struct db_writer *writer, struct span bytes, uint32_t record)
{
	struct span whole = fields_find(bytes, AFFECTED_ECOSYSTEM);
	ptrdiff_t colon = span_byte(whole, ':');
	struct span base = colon == SPAN_NONE ? whole : span_part(whole, 0, (uint64_t)colon);
	uint32_t number = ecosystem_number(writer, base);

	if (number == ECOSYSTEMS_MAX)
		return;
	writer->affected[writer->n_affected] = (struct affected){
		.name = fields_find(bytes, AFFECTED_NAME),
		.fields = bytes,
		.release = colon == SPAN_NONE ? (struct span){ 0 }
					      : span_from(whole, (uint64_t)colon + 1),
		.ecosystem = number,
		.record = record,
		.order = writer->n_affected,
	};
	writer->n_affected++;
}

static size_t count_affected(const struct db_writer *writer)
{
	size_t n = 0;

	for (size_t i = 0; i < writer->n_records; i++) {
		struct reader r = reader_of(writer->records[i].packed);
		struct field field;

		while (fields_next(&r, &field))
			n += field.tag == ADVISORY_AFFECTED;
	}
	return n;
}

/* What was withdrawn affects nothing. */
static void share_out(struct db_writer *writer)
{
	writer->affected = mem_alloc((count_affected(writer) + 1) * sizeof(struct affected));
	for (size_t i = 0; i < writer->n_records; i++) {
		const struct record *record = &writer->records[i];
		struct reader r = reader_of(record->packed);
		struct field field;

		add_record(writer, record);
		if (fields_find(record->packed, ADVISORY_WITHDRAWN).n > 0) {
			writer->sources[record->source].n_withdrawn++;
			continue;
		}
		while (fields_next(&r, &field))
			if (field.tag == ADVISORY_AFFECTED)
				add_affected(writer, field.bytes, (uint32_t)i);
	}
	close_block(writer);
}

static int by_package(const void *a, const void *b)
{
	const struct affected *x = a, *y = b;
	int order = (x->ecosystem > y->ecosystem) - (x->ecosystem < y->ecosystem);

	if (order == 0)
		order = span_cmp(x->name, y->name);
	return order ? order : (x->order > y->order) - (x->order < y->order);
}

/* An entry: the key of its package before the first. */
static void put_entry(struct db_writer *writer, const struct affected *one, struct fields *out)
{
	struct fields inner = fields_into(writer->scratch.p + scratch_size / 2, scratch_size / 2);
	struct reader r = reader_of(one->fields);
	struct field field;

	fields_raw_number(&inner, one->record);
	if (one->release.n > 0)
		fields_put(&inner, DB_RELEASE, one->release);
	while (fields_next(&r, &field))
		if (field.tag != AFFECTED_ECOSYSTEM && field.tag != AFFECTED_NAME)
			fields_put(&inner, field.tag, field.bytes);
	fields_raw(out, fields_view(&inner));
}

static bool same_package(const struct affected *a, const struct affected *b)
{
	return a->ecosystem == b->ecosystem && span_eq(a->name, b->name);
}

static void write_packages(struct db_writer *writer)
{
	qsort(writer->affected, writer->n_affected, sizeof(struct affected), by_package);
	for (size_t i = 0; i < writer->n_affected; i++) {
		const struct affected *one = &writer->affected[i];
		struct fields out = fields_into(writer->scratch.p, scratch_size / 2);
		bool is_last = i + 1 == writer->n_affected || !same_package(one, one + 1);

		if (i == 0 || !same_package(one, one - 1)) {
			fields_raw_number(&out, one->ecosystem);
			fields_raw(&out, one->name);
		}
		put_entry(writer, one, &out);
		if (is_last)
			section_add(&writer->package_section, fields_view(&out));
		else
			buf_span(&writer->package_section.bytes, fields_view(&out));
	}
}

/* The file. */

static struct span write_sources(struct db_writer *writer, struct buf *out)
{
	uint8_t room[SOURCE_NAME_MAX + 128];

	for (size_t i = 0; i < writer->n_sources; i++) {
		const struct source *source = &writer->sources[i];
		struct fields f = fields_into(room, sizeof(room));

		fields_put(&f, 'n', source->name);
		fields_number(&f, 'r', source->n_records);
		fields_number(&f, 'b', source->n_bad);
		fields_number(&f, 'w', source->n_withdrawn);
		fields_number(&f, 'm', source->newest);
		fields_put(&f, 'd', source->digest);
		fields_number(&f, 'k', source->is_signed);

		struct fields whole = fields_into(writer->scratch.p, scratch_size);

		fields_put(&whole, 'S', fields_view(&f));
		buf_span(out, fields_view(&whole));
		writer->head.n_withdrawn += source->n_withdrawn;
		if (source->newest > writer->head.newest)
			writer->head.newest = source->newest;
	}
	return buf_view(out);
}

static struct span write_ecosystems(struct db_writer *writer, struct buf *out)
{
	for (size_t i = 0; i < writer->n_ecosystems; i++) {
		struct fields f = fields_into(writer->scratch.p, scratch_size);

		fields_put(&f, 'e', writer->ecosystems[i]);
		buf_span(out, fields_view(&f));
	}
	return buf_view(out);
}

static bool is_over(const struct db_writer *writer)
{
	const struct section *all[] = { &writer->package_section, &writer->record_section,
					&writer->block_section };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i]->bytes.over || all[i]->offsets.over)
			return true;
	return writer->store.over || writer->items.over;
}

static enum err write_file(struct db_writer *writer, int fd, const char *name, int64_t built)
{
	struct buf sources, ecosystems;
	enum err e;

	buf_init(&sources, MiB(1));
	buf_init(&ecosystems, MiB(1));

	const struct db_sections sections = {
		.sources = write_sources(writer, &sources),
		.ecosystems = write_ecosystems(writer, &ecosystems),
		.package_table = buf_view(&writer->package_section.offsets),
		.packages = buf_view(&writer->package_section.bytes),
		.record_table = buf_view(&writer->record_section.offsets),
		.records = buf_view(&writer->record_section.bytes),
		.block_table = buf_view(&writer->block_section.offsets),
		.blocks = buf_view(&writer->block_section.bytes),
	};

	writer->head.built = built < 0 ? writer->head.newest : (uint64_t)built;
	e = db_file_write(&writer->head, &sections, fd, name);

	buf_free(&sources);
	buf_free(&ecosystems);
	return e;
}

enum err db_writer_finish(struct db_writer *writer, int fd, const char *name, int64_t built)
{
	struct db_head *head = &writer->head;

	gather(writer);
	share_out(writer);
	write_packages(writer);
	if (is_over(writer))
		return err_set(ERR_LIMIT, "%s: there are more advisories than a database holds",
			       name);
	head->version = DB_VERSION;
	head->n_records = writer->n_records;
	head->n_packages = writer->package_section.n;
	head->n_sources = writer->n_sources;
	head->n_ecosystems = writer->n_ecosystems;
	head->n_blocks = writer->block_section.n;
	return write_file(writer, fd, name, built);
}
