/* Zip: every member that any reader could pick is read as an artifact of its own, and so is what
 * lies between, before and behind the members. The table of members comes from zip.h. */
#include "format/zip.h"

#include "format/format.h"
#include "format/member.h"

enum {
	CRC_STORED_MAX =
		64 << 10, /* a stored member that nobody claims is not read for its CRC alone */
	CRC_CLAIMED_MAX = 8 << 20, /* nor a long one of which its module needs little */
	FULL_MAX = 8,		   /* members over a cap, before the rest is left */
	RAW_FOLDERS_MAX = 8,
	COMPARED_MAX = 8, /* views of one local header */
	LINK_MAX = 4096,
};

struct reading {
	struct zip *zip;
	uint64_t packed_left[2]; /* overlapping members are not read without end; listed ones first
				  */
	bool is_left_out;
	unsigned n_full;
	uint64_t n, size;		  /* of members */
	struct span raw[RAW_FOLDERS_MAX]; /* folders with a data.pkl */
	size_t n_raw;
};

static unsigned bid(const struct probe *probe)
{
	if (zip_begins(probe->head))
		return BID_MAGIC;
	if (probe->size == 2 || probe->size == 3) /* cut within its first mark */
		return span_starts(probe->head, "PK") ? BID_READ : BID_NONE;
	if (span_eq(span_part(probe->head, 257, 5), span_str("ustar")))
		return BID_NONE; /* the members of a tar, and what follows them, come here by
				    themselves */
	return zip_ends(probe->tail) ? BID_LIKELY : BID_NONE;
}

/* Tensors. PyTorch never takes a storage (DIR/data/KEY beside DIR/data.pkl) for anything but raw
 * numbers, and by chance they begin like many formats. */

static void find_raw_folders(struct reading *reading)
{
	const struct zip *zip = reading->zip;

	for (size_t i = 0; i < zip->n && reading->n_raw < RAW_FOLDERS_MAX; i++) {
		struct span name = zip->entries[i].name;

		if (span_ends(name, "/data.pkl"))
			reading->raw[reading->n_raw++] =
				span_part(name, 0, name.n - strlen(".pkl"));
	}
}

static bool is_raw(const struct reading *reading, const struct zip_entry *entry)
{
	for (size_t i = 0; i < reading->n_raw; i++) {
		struct span folder = reading->raw[i];
		struct span rest = span_from(entry->name, folder.n + 1);

		if (span_eq(span_part(entry->name, 0, folder.n), folder) && rest.n &&
		    entry->name.p[folder.n] == '/' && span_byte(rest, '/') == SPAN_NONE)
			return true;
	}
	return false;
}

/* Members. */

struct content {
	struct reading *reading;
	const struct zip_entry *entry;
	uint64_t n; /* bytes that came out */
	bool has_crc;
	uint32_t crc;
};

static bool nest(struct job *job, const struct content *content, struct span bytes)
{
	const struct zip_entry *entry = content->entry;
	bool stored = entry->method == ZIP_STORED;
	uint64_t offset = stored ? entry->data : OFFSET_NONE;
	unsigned least = is_raw(content->reading, entry) ? BID_MAGIC : BID_READ;
	bool claimed = job_nested_least(job, bytes, entry->name, offset, least);

	if (!span_eq(entry->name, entry->local_name))
		claimed |= job_nested_least(job, bytes, entry->local_name, offset, least);
	return claimed;
}

static void use_content(struct job *job, struct span bytes, void *context)
{
	struct content *content = context;
	const struct zip_entry *entry = content->entry;
	bool claimed = nest(job, content, bytes);
	uint64_t most = claimed ? CRC_CLAIMED_MAX : CRC_STORED_MAX;

	if (zip_is_link(entry) && bytes.n <= LINK_MAX)
		member_check_link(job, entry->name, bytes, entry->header);
	content->n = bytes.n;
	content->has_crc = entry->method != ZIP_STORED || bytes.n <= most;
	if (content->has_crc)
		content->crc = crc32_of(bytes);
}

static bool is_as_said(const struct content *content)
{
	return content->n == content->entry->size && content->has_crc &&
	       content->crc == content->entry->crc;
}

/* Encrypted bytes do not have the checksum of the plain ones: where it fits, the flag is a lie that
 * stops some readers, and others pass it by. */
static void judge_locked(struct job *job, const struct content *content)
{
	const struct zip_entry *entry = content->entry;

	if (entry->size == 0)
		return;
	if (is_as_said(content))
		job_anomaly(job, "zip-false-encryption", entry->name, entry->header);
	else
		job_incomplete(job, "a member is encrypted", entry->header);
}

static void judge_content(struct job *job, const struct content *content, enum inflate_end end)
{
	const struct zip_entry *entry = content->entry;

	if (entry->flags & ZIP_LOCKED || entry->method == ZIP_AES) {
		judge_locked(job, content);
		return;
	}
	if (end != INFLATE_DONE || entry->view != ZIP_CENTRAL)
		return;
	if (content->n != entry->size)
		job_anomaly(job, "zip-size-wrong", entry->name, entry->header);
	else if (content->has_crc && content->crc != entry->crc)
		job_anomaly(job, "zip-crc-wrong", entry->name, entry->header);
}

static void read_stored(struct job *job, struct content *content)
{
	use_content(job, zip_packed(content->reading->zip, content->entry), content);
	judge_content(job, content, INFLATE_DONE);
}

/* What the decoder left is skipped by most readers, and the next header for one that streams. */
static void read_rest(struct job *job, const struct content *content, struct span rest)
{
	const struct zip_entry *entry = content->entry;

	if (rest.n == 0)
		return;
	job_anomaly(job, "zip-data-after-stream", entry->name, entry->header);
	(void)job_nested(job, rest, span_str("data-after-stream"), OFFSET_NONE);
}

/* A reader that goes by the end of the compressed data reads past the size in the headers. */
static void read_past(struct job *job, struct content *content, enum codec codec)
{
	const struct zip_entry *entry = content->entry;
	struct span rest = span_from(content->reading->zip->file, entry->data);
	uint64_t before = content->n;

	if (rest.n <= entry->packed)
		return;
	(void)job_try_inflate(job, codec, rest, entry->size, NULL, use_content, content);
	if (content->n > before)
		job_anomaly(job, "zip-size-wrong", entry->name, entry->header);
}

static void read_packed(struct job *job, struct content *content, enum codec codec)
{
	struct reading *reading = content->reading;
	const struct zip_entry *entry = content->entry;
	struct span packed = zip_packed(reading->zip, entry);
	uint64_t used = 0;
	enum inflate_end end = entry->flags & ZIP_LOCKED
				       ? job_try_inflate(job, codec, packed, entry->size, &used,
							 use_content, content)
				       : job_inflate(job, codec, packed, entry->size, entry->header,
						     &used, use_content, content);

	judge_content(job, content, end);
	if (end == INFLATE_DONE)
		read_rest(job, content, span_from(packed, used));
	else if (end == INFLATE_CUT)
		read_past(job, content, codec);
	reading->n_full += end == INFLATE_FULL;
}

static void read_content(struct job *job, struct reading *reading, const struct zip_entry *entry)
{
	struct content content = { .reading = reading, .entry = entry };
	enum codec codec;

	if (entry->method == ZIP_AES)
		judge_locked(job, &content);
	else if (!zip_codec(entry->method, &codec))
		job_incomplete(job, "a member uses a compression method that has no reader",
			       entry->header);
	else if (codec == CODEC_STORED)
		read_stored(job, &content);
	else
		read_packed(job, &content, codec);
}

static void tell_member(struct job *job, struct reading *reading, const struct zip_entry *entry)
{
	static const char *const views[] = { "listed", "local", "unlisted" };

	reading->n++;
	reading->size += entry->size;
	if (job_inspects(job))
		JOB_FACT(job, FACT_MEMBER, entry->header, ATTR_TEXT("name", entry->name),
			 ATTR_NUMBER("size", entry->size), ATTR_NUMBER("packed", entry->packed),
			 ATTR_NUMBER("method", entry->method), ATTR_NUMBER("crc", entry->crc),
			 ATTR_WORD("view", views[entry->view]));
}

/* False when the budget of bytes to read is used up. */
static bool charge(struct job *job, struct reading *reading, const struct zip_entry *entry)
{
	uint64_t n = zip_packed(reading->zip, entry).n;
	uint64_t *left = &reading->packed_left[entry->view != ZIP_CENTRAL];

	if (n <= *left && job_spend(job, 1)) {
		*left -= n;
		return true;
	}
	if (!reading->is_left_out)
		job_incomplete(job, "members overlap so much that not all of them were read",
			       entry->header);
	reading->is_left_out = true;
	return false;
}

/* Several directories, or several entries, may lead to the same bytes. */
static bool is_read(const struct zip *zip, size_t i)
{
	const struct zip_entry *entry = &zip->entries[zip->by_offset[i].index];

	for (size_t back = 1; back <= i && back <= COMPARED_MAX; back++) {
		const struct zip_entry *other = &zip->entries[zip->by_offset[i - back].index];

		if (other->header != entry->header)
			return false;
		if (other->data == entry->data && other->packed == entry->packed &&
		    other->method == entry->method && span_eq(other->name, entry->name))
			return true;
	}
	return false;
}

static void read_members(struct job *job, struct reading *reading)
{
	const struct zip *zip = reading->zip;

	for (size_t i = 0; i < zip->n; i++) {
		const struct zip_entry *entry = &zip->entries[zip->by_offset[i].index];

		if (is_read(zip, i))
			continue;
		tell_member(job, reading, entry);
		member_check_name(job, entry->name, entry->header);
		if (zip_is_folder(entry) && entry->size == 0)
			continue;
		if (entry->data == OFFSET_NONE)
			continue;
		if (!charge(job, reading, entry))
			continue;
		read_content(job, reading, entry);
		if (reading->n_full > FULL_MAX) {
			job_incomplete(job, "too many members inflate past the limits",
				       entry->header);
			return;
		}
	}
}

/* Bytes of no member. */

static void read_gap(struct job *job, const struct zip *zip, struct zip_gap gap)
{
	struct span bytes = span_part(zip->file, gap.at, gap.end - gap.at);
	bool split_mark = gap.at == 0 && bytes.n == 4 && zip_begins(zip->file);
	const char *what = "zip-gap", *name = "gap";

	if (split_mark)
		return;
	if (gap.at == 0) {
		what = "zip-prepended-data";
		name = "prepended-data";
	} else if (gap.end == zip->file.n) {
		what = "zip-trailing-data";
		name = "trailing-data";
	}
	if (zip->n_directories)
		job_anomaly(job, what, (struct span){ 0 }, gap.at);
	(void)job_nested(job, bytes, span_str(name), gap.at);
}

static void read(struct job *job, struct span bytes)
{
	struct zip zip;
	struct reading reading = { .zip = &zip };

	if (!zip_present(bytes)) {
		job_decline(job);
		return;
	}
	if (!zip_open(job, bytes, true, &zip))
		return;
	reading.packed_left[0] = reading.packed_left[1] = 2 * (uint64_t)bytes.n;
	if (zip.n_ends == 0)
		job_malformed(job, "the end record of the archive is missing", bytes.n);
	if (zip.is_full)
		job_incomplete(job, "the archive has more members than the limit", OFFSET_NONE);
	find_raw_folders(&reading);
	read_members(job, &reading);
	for (size_t i = 0; i < zip.n_gaps; i++)
		read_gap(job, &zip, zip.gaps[i]);
	if (!job_inspects(job))
		JOB_FACT(job, FACT_MEMBER, OFFSET_NONE, ATTR_NUMBER("members", reading.n),
			 ATTR_NUMBER("size", reading.size));
	zip_close(job, &zip);
}

const struct format format_zip = {
	.name = "zip",
	.bid = bid,
	.read = read,
	.opens = true,
};
