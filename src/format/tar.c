/* Tar: every member is read as an artifact of its own, and so is what follows the archive's end.
 * The walk comes from tar.h. */
#include "format/tar.h"

#include "base/sort.h"
#include "format/format.h"
#include "format/member.h"

enum {
	SPARSE_MAX = 256 << 20, /* of an unpacked sparse member */
	SMALLEST_MEMBER = TAR_BLOCK,
	FOLDED_MAX = 4096,
};

/* Names seen, by hash: a twin of 64 bits that is none would be an accident of the archive's author.
 */
struct names {
	struct sort_item *items;
	uint64_t room;
	size_t n;
};

struct reading {
	struct span file;
	struct names names, links;
	uint64_t n, size; /* of members */
	bool is_second;	  /* the walk that looks for members below links */
	uint64_t at;	  /* where the next one began */
};

/* A file shorter than one block may be the start of a header: a name, then zeros up to 100 bytes.
 */
static bool is_cut_header(struct span block)
{
	struct span field = span_part(block, 0, 100);
	ptrdiff_t nul = span_byte(field, 0);

	if (block.n == 0 || block.n >= TAR_BLOCK || block.p[0] < ' ')
		return false;
	for (size_t i = nul == SPAN_NONE ? field.n : (size_t)nul; i < field.n; i++)
		if (field.p[i] != 0)
			return false;
	return true;
}

static unsigned bid(const struct probe *probe)
{
	static const char *const names[] = { ".tar", NULL };
	struct span block = span_part(probe->head, 0, TAR_BLOCK);
	bool marked = span_eq(span_part(block, 257, 5), span_str("ustar"));

	if (tar_is_header(block) && block.p[0] != 0)
		return marked ? BID_MAGIC : BID_LIKELY;
	if (marked || (is_cut_header(block) && probe_named(probe, names)))
		return BID_READ;
	return BID_NONE;
}

/* Names. */

/* "./a//b/" and "a/b" are one. */
static uint64_t hash(struct span path)
{
	uint64_t value = UINT64_C(0xcbf29ce484222325);
	bool fresh = true;

	for (size_t i = 0; i < path.n; i++) {
		bool slash = path.p[i] == '/';

		if (slash ||
		    (fresh && path.p[i] == '.' && (i + 1 == path.n || path.p[i + 1] == '/'))) {
			fresh = true;
			continue;
		}
		if (fresh)
			value = (value ^ '/') * UINT64_C(0x100000001b3);
		fresh = false;
		value = (value ^ path.p[i]) * UINT64_C(0x100000001b3);
	}
	return value;
}

static void keep(struct names *names, struct span name, uint64_t header)
{
	if (names->n < names->room)
		names->items[names->n++] = (struct sort_item){ .key = hash(name), .index = header };
}

/* As the header block has it. */
static struct span name_at(struct span file, uint64_t header)
{
	struct span name = span_part(file, header, 100);
	ptrdiff_t nul = span_byte(name, 0);

	return nul == SPAN_NONE ? name : span_part(name, 0, (uint64_t)nul);
}

static void check_doubles(struct job *job, const struct reading *reading)
{
	const struct names *names = &reading->names;

	for (size_t i = 1; i < names->n; i++) {
		struct sort_item a = names->items[i - 1], b = names->items[i];

		if (a.key == b.key && a.index != b.index)
			job_anomaly(job, "tar-duplicate-name", name_at(reading->file, b.index),
				    b.index);
	}
}

/* Whether a link of that name stands before `header`. */
static bool is_link_before(const struct names *links, uint64_t key, uint64_t header)
{
	size_t low = 0, high = links->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (links->items[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low < links->n && links->items[low].key == key && links->items[low].index < header;
}

/* A member unpacked through a link lands where the link points. */
static void check_below_link(struct job *job, const struct reading *reading,
			     const struct tar_entry *entry)
{
	struct span name = span_part(entry->name, 0, FOLDED_MAX);

	for (size_t i = 1; i < name.n; i++) {
		if (name.p[i] != '/' ||
		    !is_link_before(&reading->links, hash(span_part(name, 0, i)), entry->header))
			continue;
		job_anomaly(job, "archive-link-write", entry->name, entry->header);
		return;
	}
}

/* Members. */

static bool is_content(const struct tar_entry *entry)
{
	switch (entry->type) {
	case TAR_HARD_LINK:
	case TAR_LINK:
	case TAR_CHARACTER_DEVICE:
	case TAR_BLOCK_DEVICE:
	case TAR_FOLDER:
	case TAR_FIFO:
		return false;
	default:
		return true;
	}
}

static void check_member(struct job *job, struct reading *reading, const struct tar_entry *entry)
{
	member_check_name(job, entry->name, entry->header);
	if (entry->type == TAR_LINK)
		member_check_link(job, entry->name, entry->link, entry->header);
	if (entry->type == TAR_HARD_LINK)
		member_check_link(job, span_str("."), entry->link, entry->header);
	if (entry->type == TAR_CHARACTER_DEVICE || entry->type == TAR_BLOCK_DEVICE)
		job_anomaly(job, "archive-device", entry->name, entry->header);
	if (entry->type == TAR_LINK)
		keep(&reading->links, entry->name, entry->header);
	if (is_content(entry) && !entry->is_other_view)
		keep(&reading->names, entry->name, entry->header);
}

/* In a layer of an image a name that begins so deletes what lower layers have (OCI image-spec,
 * layer.md, "Whiteouts"): who puts layers together has to know it. */
static bool is_whiteout(struct span name)
{
	const uint8_t *slash = name.n ? memrchr(name.p, '/', name.n) : NULL;
	struct span last = slash ? span_from(name, (uint64_t)(slash + 1 - name.p)) : name;

	return span_starts(last, ".wh.");
}

static void tell_member(struct job *job, struct reading *reading, const struct tar_entry *entry)
{
	const char type[] = { entry->type ? (char)entry->type : '0', 0 };

	reading->n += !entry->is_other_view;
	reading->size += entry->is_other_view ? 0 : entry->packed;
	if (job_inspects(job) || is_whiteout(entry->name))
		JOB_FACT(job, FACT_MEMBER, entry->header, ATTR_TEXT("name", entry->name),
			 ATTR_NUMBER("size", entry->size), ATTR_NUMBER("packed", entry->packed),
			 ATTR_WORD("type", type), ATTR_TEXT("link", entry->link));
}

static void read_sparse(struct job *job, const struct reading *reading,
			const struct tar_entry *entry)
{
	uint8_t *room = entry->size <= SPARSE_MAX ? job_window(job, entry->size) : NULL;

	if (!room) {
		job_incomplete(job, "a sparse member is too large to be unpacked", entry->header);
		return;
	}
	memset(room, 0, entry->size);
	if (!tar_expand(reading->file, entry, room))
		job_malformed(job, "the map of a sparse member is broken", entry->header);
	(void)job_nested(job, span_of(room, entry->size), entry->name, OFFSET_NONE);
	job_window_drop(job, room, entry->size);
}

static bool each(struct job *job, const struct tar_entry *entry, void *context)
{
	struct reading *reading = context;

	if (reading->is_second) {
		check_below_link(job, reading, entry);
		return true;
	}
	if (reading->n == job_limits(job)->max_members) {
		job_incomplete(job, "the archive has more members than the limit", entry->header);
		return false;
	}
	tell_member(job, reading, entry);
	check_member(job, reading, entry);
	if (!is_content(entry))
		return true;
	(void)job_nested(job, span_part(reading->file, entry->data, entry->packed), entry->name,
			 entry->data);
	if (entry->sparse_form != TAR_NOT_SPARSE)
		read_sparse(job, reading, entry);
	return true;
}

/* The end. */

static uint64_t skip_zeros(struct span file, uint64_t at)
{
	while (at < file.n && file.p[at] == 0)
		at++;
	return at;
}

/* Bytes behind the end: one more archive (tar -A, cat) is walked on, anything else read by itself.
 */
static void read_on(struct job *job, struct reading *reading, struct tar_end end)
{
	struct span file = reading->file;
	uint64_t at = skip_zeros(file, end.at);

	for (int i = 0; at < file.n; i++) {
		uint64_t block = at / TAR_BLOCK * TAR_BLOCK;

		if (i == 0)
			job_anomaly(job, "tar-data-after-end", (struct span){ 0 }, at);
		if (block < end.at || !tar_is_header(span_part(file, block, TAR_BLOCK))) {
			(void)job_nested(job, span_from(file, at), span_str("trailing-data"), at);
			return;
		}
		end = tar_walk(job, file, block, true, each, reading);
		if (!end.is_marked)
			return;
		at = skip_zeros(file, end.at);
	}
}

static void walk_all(struct job *job, struct reading *reading)
{
	struct tar_end end = tar_walk(job, reading->file, 0, !reading->is_second, each, reading);

	if (!end.is_marked && !reading->is_second)
		job_malformed(job, "the archive has no end", end.at);
	if (end.is_marked && !reading->is_second)
		read_on(job, reading, end);
}

static void check_names(struct job *job, struct reading *reading)
{
	sort_items(reading->names.items, reading->names.n);
	check_doubles(job, reading);
	if (reading->links.n == 0)
		return;
	sort_items(reading->links.items, reading->links.n);
	reading->is_second = true;
	walk_all(job, reading);
}

static void read(struct job *job, struct span bytes)
{
	uint64_t most = bytes.n / SMALLEST_MEMBER + 1, size = 2 * most * sizeof(struct sort_item);
	uint8_t *window = job_window(job, size);
	struct reading reading = { .file = bytes };

	if (!window) {
		job_incomplete(job, "no room for the members of the archive", OFFSET_NONE);
		return;
	}
	reading.names = (struct names){ .items = (void *)window, .room = most };
	reading.links = (struct names){ .items = reading.names.items + most, .room = most };
	walk_all(job, &reading);
	check_names(job, &reading);
	if (!job_inspects(job))
		JOB_FACT(job, FACT_MEMBER, OFFSET_NONE, ATTR_NUMBER("members", reading.n),
			 ATTR_NUMBER("size", reading.size));
	job_window_drop(job, window, size);
}

const struct format format_tar = {
	.name = "tar",
	.bid = bid,
	.read = read,
	.opens = true,
};
