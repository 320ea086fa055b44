/* End records of a zip, and the directories that one reader or another finds by them. */
#include "format/zip/part.h"

#include "base/reader.h"

enum {
	END_MARK = 0x06054b50,
	END64_MARK = 0x06064b50,
	LOCATOR_MARK = 0x07064b50,
	ENTRY_MARK = 0x02014b50,
	LOCATOR_SIZE = 20,
	END64_SIZE = 56,
};

/* What an end record says: 4.3.16, or 4.3.14 for ZIP64. */
struct said {
	uint64_t at; /* of the record itself */
	uint64_t n, size, offset;
	bool is_zip64;
};

static uint32_t mark_at(struct span file, uint64_t at)
{
	struct reader r = reader_of(span_part(file, at, 4));

	return reader_u32le(&r);
}

static uint64_t comment_end(struct span file, uint64_t at)
{
	struct reader r = reader_of(span_part(file, at, ZIP_END_SIZE));

	reader_skip(&r, ZIP_END_SIZE - 2);
	return at + ZIP_END_SIZE + reader_u16le(&r);
}

static struct said read_end(struct span file, uint64_t at)
{
	struct reader r = reader_of(span_part(file, at, ZIP_END_SIZE));
	struct said said = { .at = at };

	reader_skip(&r, 4 + 2 + 2 + 2); /* mark, disks, entries on this disk */
	said.n = reader_u16le(&r);
	said.size = reader_u32le(&r);
	said.offset = reader_u32le(&r);
	return said;
}

static bool read_end64(struct span file, uint64_t at, struct said *said)
{
	struct reader r = reader_of(span_part(file, at, END64_SIZE));

	*said = (struct said){ .at = at, .is_zip64 = true };
	if (reader_u32le(&r) != END64_MARK)
		return false;
	reader_skip(&r, 8 + 2 + 2 + 4 + 4 + 8); /* size, versions, disks, entries on this disk */
	said->n = reader_u64le(&r);
	said->size = reader_u64le(&r);
	said->offset = reader_u64le(&r);
	return !r.bad;
}

/* Readers differ in where they look for the ZIP64 record: right before the locator (CPython), or
 * where the locator points (miniz, Go, Java). Gives how many there are. */
static size_t find_end64(struct span file, uint64_t end, struct said said[2])
{
	size_t n = 0;

	if (end < LOCATOR_SIZE || mark_at(file, end - LOCATOR_SIZE) != LOCATOR_MARK)
		return 0;

	struct reader r = reader_of(span_part(file, end - LOCATOR_SIZE, LOCATOR_SIZE));
	uint64_t before = end - LOCATOR_SIZE - END64_SIZE, pointed;

	reader_skip(&r, 4 + 4);
	pointed = reader_u64le(&r);
	if (end >= LOCATOR_SIZE + END64_SIZE)
		n += read_end64(file, before, &said[n]);
	if (pointed != before && pointed < end)
		n += read_end64(file, pointed, &said[n]);
	return n;
}

/* Whether the classic fields give way to the ZIP64 ones, or say the same. */
static bool agrees(const struct said *classic, const struct said *wide)
{
	return (classic->n == UINT16_MAX || classic->n == wide->n) &&
	       (classic->size == UINT32_MAX || classic->size == wide->size) &&
	       (classic->offset == UINT32_MAX || classic->offset == wide->offset);
}

static bool begins_directory(struct span file, uint64_t at, const struct said *said)
{
	if (at > said->at)
		return false;
	if (said->size == 0 && said->n == 0)
		return at == said->at;
	return at < said->at && mark_at(file, at) == ENTRY_MARK;
}

/* The two places at which readers look for what one record says: at the offset as it is (miniz), or
 * before the record, all offsets then being shifted by the difference (CPython, Info-ZIP, Go). */
static size_t find_places(struct span file, const struct said *said, struct zip_directory places[2])
{
	uint64_t before = said->at - said->size;
	size_t n = 0;

	if (said->size <= said->at && begins_directory(file, before, said))
		places[n++] = (struct zip_directory){ .at = before, .base = before - said->offset };
	if (said->offset != before && begins_directory(file, said->offset, said))
		places[n++] = (struct zip_directory){ .at = said->offset };
	for (size_t i = 0; i < n; i++) {
		places[i].end = places[i].at;
		places[i].limit = said->at;
		places[i].said_n = said->n;
		places[i].said_size = said->size;
		places[i].is_zip64 = said->is_zip64;
	}
	return n;
}

/* All that the end record at `at` leads to, for any reader. */
struct found {
	struct said said[3];
	size_t n_said;
	struct zip_directory places[6];
	size_t n_places;
	bool in_two_places; /* one statement, two places where a directory begins */
};

static void follow(struct span file, uint64_t at, struct found *found)
{
	struct said classic = read_end(file, at);

	*found = (struct found){ 0 };
	found->n_said = find_end64(file, at, found->said);
	if (found->n_said == 0 || !agrees(&classic, &found->said[0]))
		found->said[found->n_said++] = classic;
	for (size_t i = 0; i < found->n_said; i++) {
		size_t n = find_places(file, &found->said[i], found->places + found->n_places);

		found->in_two_places |= n > 1;
		found->n_places += n;
	}
}

static bool is_known(const struct zip *zip, const struct zip_directory *place)
{
	for (size_t i = 0; i < zip->n_directories; i++)
		if (zip->directories[i].at == place->at && zip->directories[i].base == place->base)
			return true;
	return false;
}

/* Gives how many directories were new. */
static size_t add_places(struct zip *zip, const struct found *found)
{
	size_t before = zip->n_directories;

	for (size_t i = 0; i < found->n_places; i++) {
		if (is_known(zip, &found->places[i]) || zip->n_directories == ZIP_DIRECTORIES_MAX)
			continue;
		zip->directories[zip->n_directories++] = found->places[i];
		zip_read_directory(zip, zip->n_directories - 1);
	}
	return zip->n_directories - before;
}

static void add_end(struct zip *zip, uint64_t at, const struct found *found)
{
	struct zip_end *end = &zip->ends[zip->n_ends++];

	*end = (struct zip_end){ .at = at, .end = comment_end(zip->file, at) };
	for (size_t i = 0; i < found->n_said; i++)
		if (found->said[i].at < end->at &&
		    at - found->said[i].at <= END64_SIZE + LOCATOR_SIZE)
			end->at = found->said[i].at;
	if (end->end > zip->file.n) {
		zip_broken(zip, "the archive comment is cut short", at);
		end->end = zip->file.n;
	}
}

static void judge_end(struct zip *zip, uint64_t at, const struct found *found)
{
	struct said classic = read_end(zip->file, at);

	for (size_t i = 0; i < found->n_said; i++)
		if (found->said[i].is_zip64 && !agrees(&classic, &found->said[i]))
			zip_odd(zip, "zip-zip64-mismatch", span_str("end record"), at);
	if (found->n_said > 1 && found->said[1].is_zip64)
		zip_odd(zip, "zip-zip64-mismatch", span_str("two ZIP64 end records"), at);
	if (found->n_said == 1 && !found->said[0].is_zip64 && classic.offset == UINT32_MAX)
		zip_broken(zip, "the ZIP64 end record is missing", at);
	if (found->in_two_places)
		zip_odd(zip, "zip-two-directories", span_str("offset and size name two places"),
			at);
}

static uint64_t previous_end(struct span file, uint64_t before)
{
	uint64_t floor = file.n > ZIP_END_SIZE + ZIP_COMMENT_MAX
				 ? file.n - ZIP_END_SIZE - ZIP_COMMENT_MAX
				 : 0;

	for (uint64_t at = before; at > floor; at--) {
		const uint8_t *p = memrchr(file.p + floor, 'P', at - floor);

		if (!p)
			break;
		at = (uint64_t)(p - file.p) + 1;
		if (file.n - (at - 1) >= ZIP_END_SIZE && mark_at(file, at - 1) == END_MARK)
			return at - 1;
	}
	return OFFSET_NONE;
}

/* The last end record that leads to a directory: what nearly all readers follow. */
static uint64_t main_end(struct span file, struct found *found)
{
	uint64_t at = file.n;

	do {
		at = previous_end(file, at);
		if (at == OFFSET_NONE)
			return at;
		follow(file, at, found);
	} while (found->n_places == 0);
	return at;
}

/* One more end record than the main one: content of a member, a coincidence, or a trap. */
static void add_other_end(struct zip *zip, uint64_t at)
{
	struct found found;
	uint64_t first;

	follow(zip->file, at, &found);
	first = at;
	for (size_t i = 0; i < found.n_places; i++)
		first = found.places[i].at < first ? found.places[i].at : first;
	if (zip_is_content(zip, first, comment_end(zip->file, at)))
		return;
	zip_odd(zip, "zip-two-directories", span_str("a further end record"), at);
	if (zip->n_ends == ZIP_ENDS_MAX) {
		if (zip->speaks)
			job_incomplete(zip->speaks, "there are too many end records", at);
		return;
	}
	judge_end(zip, at, &found);
	add_end(zip, at, &found);
	if (add_places(zip, &found))
		zip_order(zip);
}

void zip_follow_ends(struct zip *zip)
{
	struct found found;
	uint64_t main = main_end(zip->file, &found), at = zip->file.n;

	if (main == OFFSET_NONE)
		return;
	judge_end(zip, main, &found);
	add_end(zip, main, &found);
	(void)add_places(zip, &found);
	zip_order(zip);
	while ((at = previous_end(zip->file, at)) != OFFSET_NONE)
		if (at != main)
			add_other_end(zip, at);
}

uint64_t zip_count_ahead(struct span file)
{
	enum { SMALLEST_ENTRY = 46 };
	struct found found;
	uint64_t first = file.n;

	if (main_end(file, &found) == OFFSET_NONE)
		return 0;
	for (size_t i = 0; i < found.n_places; i++)
		first = found.places[i].at < first ? found.places[i].at : first;
	return (file.n - first) / SMALLEST_ENTRY;
}

/* "PK\3\4", an empty archive, or the marks of a split or once split one before the first header. */
bool zip_begins(struct span head)
{
	static const struct span marks[] = { SPAN("PK\3\4"), SPAN("PK\5\6"), SPAN("PK\7\10PK\3\4"),
					     SPAN("PK00PK\3\4") };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (span_eq(span_part(head, 0, marks[i].n), marks[i]))
			return true;
	return false;
}

bool zip_present(struct span file)
{
	struct found found;

	return zip_begins(file) || main_end(file, &found) != OFFSET_NONE;
}

bool zip_ends(struct span tail)
{
	uint64_t at = tail.n;

	while ((at = previous_end(tail, at)) != OFFSET_NONE) {
		struct said said = read_end(tail, at);
		bool is_wide =
			at >= LOCATOR_SIZE && mark_at(tail, at - LOCATOR_SIZE) == LOCATOR_MARK;

		if (said.n || said.size || is_wide)
			return true;
	}
	return false;
}
