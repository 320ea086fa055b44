/* The walk from header to header, with what extension headers say about the next member. */
#include "format/tar/part.h"

#include "base/reader.h"

enum {
	LONG_NAME = 'L', /* GNU */
	LONG_LINK = 'K',
	PAX = 'x',
	PAX_SOLARIS = 'X',
	PAX_GLOBAL = 'g',
	VOLUME = 'V',
	NAME_MAX_SIZE = 155 + 1 + 100,
	SPARSE_EXTENDED = 504, /* of a block behind a GNU sparse header: one more follows */
};

/* What extension headers said about the next member. */
struct pending {
	bool any;
	struct span long_name, long_link;
	struct span path, link;
	bool has_size, has_sparse_size;
	uint64_t size, sparse_size;
	struct span sparse_name, sparse_map;
	uint8_t sparse_form;
};

struct walk {
	struct job *job;
	struct span file;
	uint64_t at;
	bool speaks;
	struct pending pending;
	uint8_t name[NAME_MAX_SIZE];
	bool stopped;
	bool forked; /* the way of another reader was taken once */
	bool (*each)(struct job *job, const struct tar_entry *entry, void *context);
	void *context;
	uint64_t forgotten; /* what is behind the walk, and was let go */
};

static void odd(const struct walk *walk, const char *what, struct span detail)
{
	if (walk->speaks)
		job_anomaly(walk->job, what, detail, walk->at);
}

static void broken(const struct walk *walk, const char *what)
{
	if (walk->speaks)
		job_malformed(walk->job, what, walk->at);
}

static bool is_zero_block(struct span block)
{
	return block.p[0] == 0 && memcmp(block.p, block.p + 1, block.n - 1) == 0;
}

/* Extension headers. */

static void take_sparse(struct pending *pending, struct span key, struct span value)
{
	if (span_is(key, "GNU.sparse.name"))
		pending->sparse_name = value;
	else if (span_is(key, "GNU.sparse.size") || span_is(key, "GNU.sparse.realsize"))
		pending->has_sparse_size = tar_decimal(value, &pending->sparse_size);
	else if (span_is(key, "GNU.sparse.major"))
		pending->sparse_form = TAR_SPARSE_TEXT;
	else if (span_is(key, "GNU.sparse.map"))
		pending->sparse_form = TAR_SPARSE_LIST;
	else if (span_is(key, "GNU.sparse.offset"))
		pending->sparse_form = TAR_SPARSE_PAIRS;
	else
		return;
	if (span_is(key, "GNU.sparse.map"))
		pending->sparse_map = value;
}

static void take_record(struct walk *walk, struct span key, struct span value)
{
	struct pending *pending = &walk->pending;

	if (span_is(key, "path"))
		pending->path = value;
	else if (span_is(key, "linkpath"))
		pending->link = value;
	else if (!span_is(key, "size"))
		take_sparse(pending, key, value);
	else if (tar_decimal(value, &pending->size))
		pending->has_size = true;
	else
		broken(walk, "the size in a pax header is no number");
}

/* One that names a single member's properties for all has no honest use. */
static void take_global(struct walk *walk, struct span key)
{
	if (span_is(key, "path") || span_is(key, "linkpath") || span_is(key, "size") ||
	    span_starts(key, "GNU.sparse."))
		odd(walk, "tar-global-override", key);
}

static void read_pax(struct walk *walk, struct span records, bool is_global)
{
	struct reader r = reader_of(records);
	struct span key, value;
	bool is_broken;

	while (tar_record(&r, &key, &value, &is_broken)) { /* a record has 5 bytes at least */
		if (is_global)
			take_global(walk, key);
		else
			take_record(walk, key, value);
	}
	if (is_broken)
		broken(walk, "a pax header has a broken record");
	if (walk->pending.sparse_form == TAR_SPARSE_PAIRS)
		walk->pending.sparse_map = records;
}

/* Whether the header was an extension, which is then taken in. */
static bool take_extension(struct walk *walk, const struct tar_header *header, struct span data)
{
	struct pending *pending = &walk->pending;

	switch (header->type) {
	case LONG_NAME:
		pending->long_name = tar_text(data);
		break;
	case LONG_LINK:
		pending->long_link = tar_text(data);
		break;
	case PAX:
	case PAX_SOLARIS:
		read_pax(walk, data, false);
		break;
	case PAX_GLOBAL:
		read_pax(walk, data, true);
		return true;
	default:
		return false;
	}
	pending->any = true;
	return true;
}

/* Members. */

static struct span join_name(struct walk *walk, const struct tar_header *header)
{
	size_t n = header->prefix.n;

	if (n == 0)
		return header->name;
	memcpy(walk->name, header->prefix.p, n);
	walk->name[n++] = '/';
	if (header->name.n)
		memcpy(walk->name + n, header->name.p, header->name.n);
	return span_of(walk->name, n + header->name.n);
}

/* pax goes before GNU, GNU before the header. CPython takes a prefix whatever the magic says. */
static struct span pick_name(struct walk *walk, const struct tar_header *header)
{
	const struct pending *pending = &walk->pending;

	if (pending->path.n && pending->long_name.n && !span_eq(pending->path, pending->long_name))
		odd(walk, "tar-name-mismatch", pending->path);
	if (pending->sparse_name.n)
		return pending->sparse_name;
	if (pending->path.n)
		return pending->path;
	if (pending->long_name.n)
		return pending->long_name;
	if (header->prefix.n && !header->is_posix && header->type != TAR_SPARSE)
		odd(walk, "tar-name-mismatch", header->name);
	return header->type == TAR_SPARSE ? header->name : join_name(walk, header);
}

static struct span pick_link(const struct walk *walk, const struct tar_header *header)
{
	const struct pending *pending = &walk->pending;

	if (pending->link.n)
		return pending->link;
	return pending->long_link.n ? pending->long_link : header->link;
}

/* CPython skips no data behind these; GNU tar does, but for hard links. */
static bool has_no_data(const struct tar_header *header, struct span name)
{
	if (header->type == TAR_OLD_FILE)
		return span_ends(name, "/");
	return (header->type >= TAR_HARD_LINK && header->type <= TAR_FIFO) ||
	       header->type == VOLUME;
}

/* A size that the octal field cannot hold is left to pax, and the field is then often zero. */
static bool sizes_differ(const struct pending *pending, const struct tar_header *header)
{
	const uint64_t octal_max = UINT64_C(1) << 33;

	return pending->has_size && pending->size != header->size && pending->size < octal_max;
}

static bool give(struct walk *walk, const struct tar_entry *entry)
{
	if (!walk->stopped)
		walk->stopped = !walk->each(walk->job, entry, walk->context);
	return !walk->stopped;
}

static void cut_to_file(struct walk *walk, struct tar_entry *entry)
{
	uint64_t left = entry->data < walk->file.n ? walk->file.n - entry->data : 0;

	if (entry->packed <= left)
		return;
	broken(walk, "a member runs past the end of the archive");
	entry->packed = left;
}

/* Blocks of a GNU sparse map that follow the header. */
static uint64_t skip_sparse_blocks(const struct walk *walk, uint64_t at)
{
	enum { HEADER_EXTENDED = 482 };
	struct span block = span_part(walk->file, at - TAR_BLOCK, TAR_BLOCK);
	size_t flag = HEADER_EXTENDED;

	while (block.n == TAR_BLOCK && block.p[flag]) { /* each turn is a block further */
		block = span_part(walk->file, at, TAR_BLOCK);
		at += block.n;
		flag = SPARSE_EXTENDED;
	}
	return at;
}

static void describe_sparse(const struct walk *walk, const struct tar_header *header,
			    struct tar_entry *entry)
{
	const struct pending *pending = &walk->pending;

	if (header->type == TAR_SPARSE) {
		entry->data = skip_sparse_blocks(walk, entry->data);
		entry->sparse_form = TAR_SPARSE_GNU;
		entry->sparse_map =
			span_part(walk->file, entry->header, entry->data - entry->header);
		if (!tar_number(span_part(entry->sparse_map, 483, 12), &entry->size))
			entry->size = UINT64_MAX; /* tar_expand() refuses it */
		return;
	}
	if (pending->sparse_form == TAR_NOT_SPARSE)
		return;
	entry->sparse_form = pending->sparse_form;
	entry->sparse_map = pending->sparse_map;
	entry->size = pending->has_sparse_size ? pending->sparse_size : UINT64_MAX;
}

/* The member again as a reader sees it that knows no pax sizes (or only those). */
static void give_other_view(struct walk *walk, const struct tar_entry *entry, uint64_t size)
{
	struct tar_entry other = *entry;

	odd(walk, "tar-size-mismatch", entry->name);
	if (size == 0)
		return;
	other.packed = other.size = size;
	other.is_other_view = true;
	cut_to_file(walk, &other);
	(void)give(walk, &other); /* the walk asks walk->stopped */
}

/* GNU tar skips what CPython takes for the next header: the walk goes the way of CPython, which
 * meets every block; what begins where GNU tar goes on is read as an archive of its own. */
static void fork_way(struct walk *walk, const struct tar_entry *entry, uint64_t size)
{
	uint64_t way = entry->data + tar_blocks(size);

	odd(walk, "tar-size-mismatch", entry->name);
	if (walk->forked || !walk->speaks || way >= walk->file.n)
		return;
	walk->forked = true;
	(void)job_nested(walk->job, span_from(walk->file, way), span_str("other-way.tar"), way);
}

static void read_member(struct walk *walk, const struct tar_header *header)
{
	struct pending *pending = &walk->pending;
	struct tar_entry entry = {
		.header = walk->at,
		.data = walk->at + TAR_BLOCK,
		.type = header->type,
		.packed = pending->has_size ? pending->size : header->size,
		.name = pick_name(walk, header),
		.link = pick_link(walk, header),
	};

	if (has_no_data(header, entry.name)) {
		if (entry.packed && header->type != TAR_HARD_LINK)
			fork_way(walk, &entry, entry.packed);
		entry.packed = 0;
	}
	entry.size = entry.packed;
	describe_sparse(walk, header, &entry);

	uint64_t next = entry.data + tar_blocks(entry.packed);

	cut_to_file(walk, &entry);
	if (give(walk, &entry) && sizes_differ(pending, header))
		give_other_view(walk, &entry, header->size);
	*pending = (struct pending){ 0 };
	walk->at = next < walk->file.n ? next : walk->file.n;
}

/* The next block from `at` on that is a header. Every reader that goes on after a broken one looks
 * at block boundaries. */
static uint64_t find_header(struct span file, uint64_t at)
{
	for (; at + TAR_BLOCK <= file.n; at += TAR_BLOCK)
		if (tar_is_header(span_part(file, at, TAR_BLOCK)))
			return at;
	return file.n;
}

static void step(struct walk *walk, struct span block)
{
	struct tar_header header;

	if (!tar_read_header(block, &header)) {
		broken(walk, "a header block is damaged");
		walk->at = find_header(walk->file, walk->at + TAR_BLOCK);
		return;
	}

	uint64_t end = walk->at + TAR_BLOCK + tar_blocks(header.size);
	struct span data = span_part(walk->file, walk->at + TAR_BLOCK, header.size);

	if (!take_extension(walk, &header, data)) {
		read_member(walk, &header);
		return;
	}
	if (data.n < header.size)
		broken(walk, "an extension header runs past the end of the archive");
	walk->at = end < walk->file.n ? end : walk->file.n;
}

/* Layers of images have gigabytes. */
static void forget_behind(struct walk *walk)
{
	enum { STEP = 16 << 20 };
	uint64_t n = walk->at - walk->forgotten;

	if (walk->at < walk->forgotten + STEP)
		return;
	job_forget(walk->job, span_part(walk->file, walk->forgotten, n));
	walk->forgotten = walk->at;
}

struct tar_end tar_walk(struct job *job, struct span file, uint64_t at, bool speak,
			bool (*each)(struct job *job, const struct tar_entry *entry, void *context),
			void *context)
{
	struct walk walk = { .job = job,
			     .file = file,
			     .at = at,
			     .forgotten = at,
			     .speaks = speak,
			     .each = each,
			     .context = context };
	bool is_marked = false;

	while (!walk.stopped && !is_marked && file.n - walk.at >= TAR_BLOCK) {
		struct span block = span_part(file, walk.at, TAR_BLOCK);

		if (!job_spend(job, 1)) {
			if (speak)
				job_incomplete(job, "the limit of operations is reached", walk.at);
			break;
		}
		is_marked = is_zero_block(block);
		if (!is_marked)
			step(&walk, block); /* goes on by a block at least */
		forget_behind(&walk);
	}
	if (walk.pending.any && !walk.stopped)
		broken(&walk, "an extension header belongs to no member");
	return (struct tar_end){ .at = walk.at, .is_marked = is_marked };
}
