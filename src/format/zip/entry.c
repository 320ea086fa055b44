/* Entries of a zip: the directory's words, the local header's, and where they differ. */
#include "format/zip/part.h"

#include "base/reader.h"

enum {
	ENTRY_MARK = 0x02014b50,
	LOCAL_MARK = 0x04034b50,
	DESCRIPTOR_MARK = 0x08074b50,
	SIGNATURE_MARK = 0x05054b50,
	EXTRA_ZIP64 = 0x0001,
	EXTRA_UNICODE_PATH = 0x7075,
};

/* The first extra field of that id (4.5.1); empty when there is none. */
static struct span find_extra(struct span extra, uint16_t id)
{
	struct reader r = reader_of(extra);

	while (!r.bad && reader_left(&r) >= 4) {
		uint16_t here = reader_u16le(&r);
		struct span field = reader_take(&r, reader_u16le(&r));

		if (here == id && !r.bad)
			return field;
	}
	return (struct span){ 0 };
}

/* Some readers refuse fields that run out of the extra bytes, others do not look (CPython refuses).
 */
static bool extra_is_whole(struct span extra)
{
	struct reader r = reader_of(extra);

	while (!r.bad && reader_left(&r) >= 4) {
		reader_skip(&r, 2);
		reader_skip(&r, reader_u16le(&r));
	}
	return !r.bad;
}

/* ZIP64 values stand in for the saturated fields, in this order (4.5.3). False when one is missing.
 */
static bool widen(struct zip_entry *entry, bool has_header, struct span field)
{
	struct reader r = reader_of(field);

	if (entry->size == UINT32_MAX)
		entry->size = reader_u64le(&r);
	if (entry->packed == UINT32_MAX)
		entry->packed = reader_u64le(&r);
	if (has_header && entry->header == UINT32_MAX)
		entry->header = reader_u64le(&r);
	return !r.bad;
}

/* A reader that always prefers ZIP64 values would see other sizes. */
static bool contradicts(const struct zip_entry *entry, struct span field)
{
	struct reader r = reader_of(field);
	uint64_t size = reader_u64le(&r), packed = reader_u64le(&r);

	if (r.bad || entry->size == UINT32_MAX || entry->packed == UINT32_MAX)
		return false;
	return (size && size != entry->size) || (packed && packed != entry->packed);
}

static void take_zip64(const struct zip *zip, struct zip_entry *entry, bool has_header,
		       struct span extra, uint64_t at)
{
	struct span field = find_extra(extra, EXTRA_ZIP64);

	if (contradicts(entry, field))
		zip_odd(zip, "zip-zip64-mismatch", entry->name, at);
	if (field.n && !widen(entry, has_header, field))
		zip_broken(zip, "a ZIP64 extra field is too short", at);
}

static bool is_ascii(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] & 0x80)
			return false;
	return true;
}

/* Info-ZIP's Unicode path (4.6.9) replaces the name in some readers. Honest writers give it to
 * names that are not ASCII. */
static void check_unicode_path(const struct zip *zip, const struct zip_entry *entry,
			       struct span extra, uint64_t at)
{
	struct reader r = reader_of(find_extra(extra, EXTRA_UNICODE_PATH));
	uint8_t version = reader_u8(&r);
	uint32_t crc = reader_u32le(&r);
	struct span path = reader_rest(&r);

	if (r.bad || version != 1 || crc != crc32_of(entry->name))
		return;
	if (is_ascii(entry->name) && !span_eq(path, entry->name))
		zip_odd(zip, "zip-name-mismatch", entry->name, at);
}

/* The local header at `at` (4.3.7) as an entry of its own; false when there is none. */
static bool read_local(const struct zip *zip, uint64_t at, struct zip_entry *local)
{
	struct reader r = reader_of(span_from(zip->file, at));

	*local = (struct zip_entry){ .header = at, .view = ZIP_LOCAL, .data = OFFSET_NONE };
	if (reader_u32le(&r) != LOCAL_MARK)
		return false;
	reader_skip(&r, 2); /* version */
	local->flags = reader_u16le(&r);
	local->method = reader_u16le(&r);
	reader_skip(&r, 4); /* time */
	local->crc = reader_u32le(&r);
	local->packed = reader_u32le(&r);
	local->size = reader_u32le(&r);

	uint16_t name_size = reader_u16le(&r), extra_size = reader_u16le(&r);
	struct span extra;

	local->name = reader_take(&r, name_size);
	extra = reader_take(&r, extra_size);
	if (r.bad)
		return false;
	local->local_name = local->name;
	local->data = at + reader_offset(&r);
	take_zip64(zip, local, false, extra, at);
	return true;
}

/* Its size when the descriptor at `at` (4.3.9: with or without a mark, 32 or 64 bits) says what the
 * entry says, else 0. */
static unsigned descriptor_size(const struct zip *zip, const struct zip_entry *entry, uint64_t at)
{
	for (unsigned i = 0; i < 4; i++) {
		unsigned width = i & 1 ? 8 : 4, size = 4 + 2 * width;
		struct reader r = reader_of(span_part(zip->file, at, size + 4));

		if (i < 2 && reader_u32le(&r) != DESCRIPTOR_MARK)
			continue;
		if (reader_u32le(&r) == entry->crc && reader_le(&r, width) == entry->packed &&
		    reader_le(&r, width) == entry->size && !r.bad)
			return (unsigned)reader_offset(&r);
	}
	return 0;
}

static bool has_mark(const struct zip *zip, uint64_t at, uint32_t mark)
{
	struct reader r = reader_of(span_part(zip->file, at, 4));

	return reader_u32le(&r) == mark;
}

/* Sets where the entry ends, its descriptor included. False when that should be there and is not.
 */
static bool find_end(const struct zip *zip, struct zip_entry *entry, bool has_descriptor)
{
	enum { SMALL = 16 };

	if (__builtin_add_overflow(entry->data, entry->packed, &entry->end) ||
	    entry->end > zip->file.n) {
		entry->end = zip->file.n;
		zip_broken(zip, "a member runs past the end of the file", entry->header);
		return true;
	}
	if (!has_descriptor)
		return true;

	unsigned size = descriptor_size(zip, entry, entry->end);
	bool is_there = size > 0;

	if (!is_there && has_mark(zip, entry->end, DESCRIPTOR_MARK))
		size = SMALL;
	entry->end += size;
	return is_there;
}

static struct zip_entry *append(struct zip *zip)
{
	zip->is_full |= zip->n == zip->room;
	return zip->is_full ? NULL : &zip->entries[zip->n++];
}

/* A field of the local header may be left to the descriptor: zero, or saturated for ZIP64. */
static bool differs(const struct zip_entry *local, uint64_t here, uint64_t there)
{
	if (local->flags & ZIP_DESCRIPTOR && (here == 0 || here == UINT32_MAX))
		return false;
	return here != there;
}

static bool names_differ(const struct zip_entry *entry, const struct zip_entry *local)
{
	return !(local->flags & ZIP_MASKED) && !span_eq(entry->name, local->name);
}

static bool flags_differ(const struct zip_entry *entry, const struct zip_entry *local)
{
	uint16_t matter = ZIP_LOCKED | (is_ascii(entry->name) ? 0 : ZIP_UTF8);

	return (entry->flags ^ local->flags) & matter;
}

uint64_t zip_next_mark(struct span file, uint64_t at, uint64_t end, uint8_t third, uint8_t fourth)
{
	const uint8_t mark[] = { 'P', 'K', third, fourth };
	struct span rest = span_part(file, at, end > at ? end - at : 0);
	ptrdiff_t found = span_find(rest, span_of(mark, sizeof(mark)));

	return found == SPAN_NONE ? OFFSET_NONE : at + (uint64_t)found;
}

/* The nearest thing that can follow data of unknown size: a descriptor, or a header of any kind. */
static uint64_t find_data_end(struct span file, uint64_t at, uint64_t limit)
{
	static const uint8_t marks[][2] = { { 7, 8 }, { 3, 4 }, { 1, 2 } };
	uint64_t end = limit;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		uint64_t mark = zip_next_mark(file, at, end, marks[i][0], marks[i][1]);

		end = mark < end ? mark : end;
	}
	return end;
}

/* The entry as a reader has it that takes the method and the packed size from these headers. */
static void add_view(struct zip *zip, const struct zip_entry *entry, const struct zip_entry *method,
		     const struct zip_entry *size)
{
	struct zip_entry *view = append(zip);

	if (!view)
		return;
	*view = *entry;
	view->view = ZIP_LOCAL;
	view->method = method->method;
	view->packed = size->packed;
	view->size = size->size;
	(void)find_end(zip, view, false); /* no descriptor is looked for */
}

static void add_views(struct zip *zip, const struct zip_entry *entry, const struct zip_entry *local,
		      bool packed)
{
	bool method = entry->method != local->method;

	if (method)
		add_view(zip, entry, local, entry);
	if (packed)
		add_view(zip, entry, entry, local);
	if (method && packed)
		add_view(zip, entry, local, local);
}

/* The local header leaves the sizes to a descriptor that is not where the directory has the data
 * end: a reader that streams the archive goes on to where it finds one. */
static void add_streamed_view(struct zip *zip, const struct zip_entry *entry)
{
	struct zip_entry streamed = *entry;
	uint64_t end = find_data_end(zip->file, entry->data, zip->file.n);

	streamed.packed = end - entry->data;
	if (has_mark(zip, end, DESCRIPTOR_MARK) && streamed.packed != entry->packed)
		zip_odd(zip, "zip-size-mismatch", entry->name, entry->header);
	else
		zip_odd(zip, "zip-descriptor-mismatch", entry->name, entry->header);
	if (streamed.packed != entry->packed)
		add_view(zip, entry, entry, &streamed);
}

/* Says each disagreement. What a reader of the local header would unpack otherwise becomes an entry
 * of its own. */
static void compare(struct zip *zip, struct zip_entry *entry, const struct zip_entry *local)
{
	bool size = differs(local, local->size, entry->size);
	bool packed = differs(local, local->packed, entry->packed);

	if (names_differ(entry, local))
		zip_odd(zip, "zip-name-mismatch", entry->name, entry->header);
	if (entry->method != local->method)
		zip_odd(zip, "zip-method-mismatch", entry->name, entry->header);
	if (size || packed)
		zip_odd(zip, "zip-size-mismatch", entry->name, entry->header);
	if (differs(local, local->crc, entry->crc))
		zip_odd(zip, "zip-crc-mismatch", entry->name, entry->header);
	if (flags_differ(entry, local))
		zip_odd(zip, "zip-flag-mismatch", entry->name, entry->header);
	entry->data = local->data;
	entry->local_name = local->name;
	entry->flags |= local->flags;
	if (!find_end(zip, entry, entry->flags & ZIP_DESCRIPTOR) && entry->packed &&
	    local->flags & ZIP_DESCRIPTOR && local->packed == 0)
		add_streamed_view(zip, entry);
	add_views(zip, entry, local, packed);
}

static void meet_local(struct zip *zip, struct zip_entry *entry, uint64_t at)
{
	struct zip_entry local;

	if (!read_local(zip, entry->header, &local)) {
		entry->data = OFFSET_NONE;
		entry->end = entry->header;
		zip_broken(zip, "a directory entry has no local header", at);
		return;
	}
	compare(zip, entry, &local);
}

static uint64_t clip(const struct reader *r, uint64_t n)
{
	return n < reader_left(r) ? n : reader_left(r);
}

/* One entry of the directory, 4.3.12. */
static bool read_central(struct zip *zip, struct reader *r, size_t directory)
{
	const struct zip_directory *home = &zip->directories[directory];
	uint64_t at = home->at + reader_offset(r);
	struct zip_entry entry = { .view = ZIP_CENTRAL, .directory = (uint8_t)directory };

	if (reader_u32le(r) != ENTRY_MARK)
		return false;
	entry.system = (uint8_t)(reader_u16le(r) >> 8);
	reader_skip(r, 2); /* version needed */
	entry.flags = reader_u16le(r);
	entry.method = reader_u16le(r);
	reader_skip(r, 4); /* time */
	entry.crc = reader_u32le(r);
	entry.packed = reader_u32le(r);
	entry.size = reader_u32le(r);

	uint16_t name_size = reader_u16le(r), extra_size = reader_u16le(r);
	uint16_t comment_size = reader_u16le(r);

	reader_skip(r, 2 + 2); /* disk, internal attributes */
	entry.attributes = reader_u32le(r);
	entry.header = reader_u32le(r);
	if (r->bad)
		return false;
	entry.name = reader_take(r, clip(r, name_size));

	struct span extra = reader_take(r, clip(r, extra_size));
	bool whole = entry.name.n == name_size && extra.n == extra_size &&
		     comment_size <= reader_left(r);

	reader_skip(r, clip(r, comment_size));
	if (!whole) /* CPython takes what is there */
		zip_broken(zip, "a directory entry is cut short", at);
	if (!extra_is_whole(extra))
		zip_odd(zip, "zip-extra-field", entry.name, at);
	take_zip64(zip, &entry, true, extra, at);
	check_unicode_path(zip, &entry, extra, at);
	entry.header += home->base;

	struct zip_entry *slot = append(zip);

	if (!slot)
		return false;
	meet_local(zip, &entry, at);
	*slot = entry;
	return true;
}

/* A digital signature may end a directory (4.3.13). */
static void skip_signature(struct reader *r)
{
	struct reader ahead = *r;

	if (reader_u32le(&ahead) != SIGNATURE_MARK)
		return;
	reader_skip(&ahead, reader_u16le(&ahead));
	if (!ahead.bad)
		*r = ahead;
}

static void check_totals(const struct zip *zip, const struct zip_directory *home, uint64_t n,
			 uint64_t size)
{
	uint64_t said = home->said_n;
	bool same = said == n || (!home->is_zip64 && said == (n & UINT16_MAX));

	if (zip->is_full && zip->speaks)
		job_incomplete(zip->speaks, "the archive has more members than the limit",
			       home->at);
	else if (!same || home->said_size != size)
		zip_odd(zip, "zip-entry-count", (struct span){ 0 }, home->at);
}

void zip_read_directory(struct zip *zip, size_t directory)
{
	struct zip_directory *home = &zip->directories[directory];
	struct reader r = reader_of(span_part(zip->file, home->at, home->limit - home->at));
	struct reader next = r;
	uint64_t n = 0;

	for (; read_central(zip, &next, directory); n++) /* an entry has 46 bytes at least */
		r = next;

	uint64_t size = reader_offset(&r);

	skip_signature(&r);
	home->end = home->at + reader_offset(&r);
	if (home->said_size == home->end - home->at)
		size = home->said_size;
	check_totals(zip, home, n, size);
}

/* The data of a local header that leaves their size to a descriptor, up to `limit`. */
static void measure(const struct zip *zip, struct zip_entry *local, uint64_t limit)
{
	struct reader r;
	uint64_t end = find_data_end(zip->file, local->data, limit);

	local->packed = end > local->data ? end - local->data : 0;
	if (!reader_at(zip->file, local->data + local->packed, 16, &r) ||
	    reader_u32le(&r) != DESCRIPTOR_MARK)
		return;
	local->crc = reader_u32le(&r);
	reader_skip(&r, 4);
	local->size = reader_u32le(&r);
}

bool zip_read_unlisted(struct zip *zip, uint64_t at, uint64_t limit)
{
	struct zip_entry local, *slot;

	if (!read_local(zip, at, &local))
		return false;
	local.view = ZIP_UNLISTED;
	if (local.flags & ZIP_DESCRIPTOR && local.packed == 0)
		measure(zip, &local, limit);
	(void)find_end(zip, &local, local.flags & ZIP_DESCRIPTOR); /* it may have none */
	slot = append(zip);
	if (!slot)
		return false;
	*slot = local;

	/* A reader that streams goes by the data's own end whatever the header says. */
	uint64_t packed = local.packed;

	measure(zip, &local, limit);
	if (local.packed != packed)
		add_view(zip, slot, slot, &local);
	return true;
}

uint64_t zip_next_in_stream(const struct zip *zip, const struct zip_entry *listed, uint64_t at,
			    bool by_data)
{
	struct zip quiet = { .file = zip->file };
	struct zip_entry local;

	if (!read_local(&quiet, at, &local))
		return OFFSET_NONE;
	if (local.flags & ZIP_DESCRIPTOR && (by_data || local.packed == 0)) {
		if (listed && descriptor_size(zip, listed, listed->data + listed->packed))
			return listed->end;
		measure(zip, &local, zip->file.n);
	}
	(void)find_end(&quiet, &local, local.flags & ZIP_DESCRIPTOR); /* it may have none */
	return local.end;
}
