/* Where the parts of a zip lie: overlaps, bytes that belong to nothing, and the entries and data
 * that hide there. */
#include "format/zip/part.h"

/* A run of bytes that something accounts for. */
struct range {
	uint64_t at, end;
};

void zip_order(struct zip *zip)
{
	for (size_t i = 0; i < zip->n; i++)
		zip->by_offset[i] = (struct sort_item){ .key = zip->entries[i].header, .index = i };
	sort_items(zip->by_offset, zip->n);
	zip->n_ordered = zip->n;
}

/* The place in by_offset of the last entry with a header at or before `at`, or n_ordered. */
static size_t find_before(const struct zip *zip, uint64_t at)
{
	size_t low = 0, high = zip->n_ordered;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (zip->by_offset[middle].key <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? low - 1 : zip->n_ordered;
}

/* The raw bytes of a packed member may hold an end record too (deflate stores what it cannot pack).
 * A reader comes to it only if it refuses the main one, which it does not when that ends the file.
 */
static bool is_read_as_such(const struct zip *zip, const struct zip_entry *entry)
{
	if (entry->method == ZIP_STORED && !(entry->flags & ZIP_LOCKED))
		return true;
	return zip->n_ends == 1 && zip->ends[0].end == zip->file.n;
}

bool zip_is_content(const struct zip *zip, uint64_t at, uint64_t end)
{
	size_t i = find_before(zip, at);

	if (i == zip->n_ordered)
		return false;

	const struct zip_entry *entry = &zip->entries[zip->by_offset[i].index];

	return entry->data != OFFSET_NONE && at >= entry->data &&
	       end <= entry->data + entry->packed && is_read_as_such(zip, entry);
}

static bool is_zero(struct span s)
{
	return s.n == 0 || (s.p[0] == 0 && memcmp(s.p, s.p + 1, s.n - 1) == 0);
}

static void note_gap(struct zip *zip, uint64_t at, uint64_t end)
{
	if (is_zero(span_part(zip->file, at, end - at)))
		return;
	if (zip->n_gaps < ZIP_GAPS_MAX)
		zip->gaps[zip->n_gaps++] = (struct zip_gap){ .at = at, .end = end };
	else if (zip->speaks && zip->n_gaps == ZIP_GAPS_MAX)
		job_incomplete(zip->speaks, "too many runs of bytes belong to no member", at);
}

/* The entry of that view with its local header there, or NULL. */
static const struct zip_entry *find_entry(const struct zip *zip, uint64_t header,
					  enum zip_view view)
{
	for (size_t i = find_before(zip, header); i < zip->n_ordered; i--) {
		const struct zip_entry *entry = &zip->entries[zip->by_offset[i].index];

		if (entry->header != header)
			break;
		if (entry->view == view)
			return entry;
	}
	return NULL;
}

/* From the first header on as one reads that never seeks. */
static void follow_stream(struct zip *zip, bool by_data)
{
	size_t n_before = zip->n;
	uint64_t at = zip_next_mark(zip->file, 0, zip->file.n, 3, 4);

	while (at < zip->file.n) { /* each turn is a header further */
		const struct zip_entry *listed = find_entry(zip, at, ZIP_CENTRAL);
		uint64_t next = zip_next_in_stream(zip, listed, at, by_data);

		if (next == OFFSET_NONE)
			break;
		if (!listed && !find_entry(zip, at, ZIP_UNLISTED) &&
		    zip_read_unlisted(zip, at, zip->file.n))
			zip_odd(zip, "zip-unlisted-entry", zip->entries[zip->n - 1].name, at);
		at = next;
	}
	if (zip->n > n_before)
		zip_order(zip);
}

void zip_follow_stream(struct zip *zip)
{
	if (zip->n_directories == 0)
		return; /* the gaps are all there is, and are searched anyhow */
	follow_stream(zip, false);
	follow_stream(zip, true);
}

/* Local headers that no directory lists; without a directory at all the archive is merely cut. One
 * may be made up to cover another, so the search goes on right behind each header. */
static void search_gap(struct zip *zip, uint64_t at, uint64_t end)
{
	uint64_t from = at; /* the bytes before are accounted for */

	while (at < end) { /* each turn moves on by the four bytes of a mark at least */
		uint64_t mark = zip_next_mark(zip->file, at, end, 3, 4);
		const struct zip_entry *entry = find_entry(zip, mark, ZIP_UNLISTED);

		if (mark == OFFSET_NONE)
			break;
		at = mark + 4;
		if (!entry) {
			entry = &zip->entries[zip->n];
			if (!zip_read_unlisted(zip, mark, end))
				continue;
			if (zip->n_directories)
				zip_odd(zip, "zip-unlisted-entry", entry->name, mark);
		}
		if (mark > from)
			note_gap(zip, from, mark);
		from = entry->end > from ? entry->end : from;
	}
	if (end > from)
		note_gap(zip, from, end);
}

/* What accounts for the bytes of the file: entries first, then directories and end records. */
static struct range range_of(const struct zip *zip, size_t n_entries, uint64_t index)
{
	if (index < n_entries) {
		const struct zip_entry *entry = &zip->entries[index];
		bool is_there = entry->data != OFFSET_NONE && entry->view != ZIP_UNLISTED;

		return (struct range){ is_there ? entry->header : OFFSET_NONE, entry->end };
	}
	index -= n_entries;
	if (index < zip->n_directories)
		return (struct range){ zip->directories[index].at, zip->directories[index].end };
	index -= zip->n_directories;
	return (struct range){ zip->ends[index].at, zip->ends[index].end };
}

/* How far the file is accounted for, and what came last. */
struct walk {
	struct zip *zip;
	size_t n; /* entries; what has a higher index is a directory or an end record */
	uint64_t done;
	bool done_by_entry;
	struct sort_item last;
};

/* Views of one local header share its bytes rightly. Directories and end records inside one another
 * are said by the end records. */
static bool overlaps(const struct walk *walk, struct sort_item item, struct range range)
{
	bool is_entry = item.index < walk->n;
	bool is_view = is_entry && walk->last.index < walk->n && walk->last.key == item.key;

	return range.at < walk->done && range.end > range.at && !is_view &&
	       (is_entry || walk->done_by_entry);
}

static void step(struct walk *walk, struct sort_item item)
{
	struct range range = range_of(walk->zip, walk->n, item.index);

	if (range.at > walk->done)
		search_gap(walk->zip, walk->done, range.at);
	if (overlaps(walk, item, range))
		zip_odd(walk->zip, "zip-overlap", (struct span){ 0 }, range.at);
	if (range.end >= walk->done) {
		walk->done = range.end;
		walk->done_by_entry = item.index < walk->n;
	}
	walk->last = item;
}

void zip_check_layout(struct job *job, struct zip *zip)
{
	struct walk walk = { .zip = zip, .n = zip->n, .last.index = UINT64_MAX };
	size_t n_items = zip->n + zip->n_directories + zip->n_ends;
	uint64_t room = n_items * sizeof(struct sort_item);
	uint8_t *window = job_window(job, room);
	struct sort_item *items = (void *)window;

	if (!window) {
		job_incomplete(job, "no room for the members of the archive", OFFSET_NONE);
		return;
	}
	for (size_t i = 0; i < n_items; i++)
		items[i] = (struct sort_item){ range_of(zip, walk.n, i).at, i };
	sort_items(items, n_items);
	for (size_t i = 0; i < n_items && items[i].key < zip->file.n; i++)
		step(&walk, items[i]);
	if (walk.done < zip->file.n)
		search_gap(zip, walk.done, zip->file.n);
	job_window_drop(job, window, room);
	zip_order(zip);
}
