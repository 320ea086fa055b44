/* Opening a zip: the table of entries, and the bytes of one. */
#include "format/zip/part.h"

enum {
	UNLISTED_MAX = 1024, /* entries that hide in an archive with a directory */
	SMALLEST_LOCAL = 30,
	UNIX = 3,
	FILE_TYPE = 0170000,
	LINK_TYPE = 0120000,
};

static uint64_t table_size(const struct zip *zip)
{
	return zip->room * (sizeof(struct zip_entry) + 2 * sizeof(struct sort_item));
}

/* Each listed entry may bring a local view of its own. */
static uint64_t count_room(const struct job *job, struct span file)
{
	uint64_t listed = zip_count_ahead(file), max = job_limits(job)->max_members;
	uint64_t room = listed ? 2 * listed + UNLISTED_MAX : file.n / SMALLEST_LOCAL + 1;

	return room < max ? room : max;
}

bool zip_open(struct job *job, struct span file, bool speak, struct zip *zip)
{
	*zip = (struct zip){ .file = file, .speaks = speak ? job : NULL };
	zip->room = count_room(job, file);

	uint8_t *window = job_window(job, table_size(zip));

	if (!window) {
		job_incomplete(job, "no room for the members of the archive", OFFSET_NONE);
		return false;
	}
	zip->entries = (void *)window;
	zip->by_offset = (void *)(zip->entries + zip->room);
	zip->by_name = zip->by_offset + zip->room;
	zip_follow_ends(zip);
	zip_follow_stream(zip);
	zip_check_layout(job, zip);
	zip_check_names(zip);
	return true;
}

void zip_close(struct job *job, struct zip *zip)
{
	job_window_drop(job, (uint8_t *)zip->entries, table_size(zip));
}

struct span zip_packed(const struct zip *zip, const struct zip_entry *entry)
{
	if (entry->data == OFFSET_NONE)
		return (struct span){ 0 };
	return span_part(zip->file, entry->data, entry->packed);
}

bool zip_codec(uint16_t method, enum codec *codec)
{
	static const struct {
		uint16_t method;
		enum codec codec;
	} methods[] = {
		{ ZIP_STORED, CODEC_STORED }, { ZIP_DEFLATE, CODEC_DEFLATE },
		{ 12, CODEC_BZIP2 },	      { 14, CODEC_ZIP_LZMA },
		{ 20, CODEC_ZSTD }, /* its first number */
		{ 93, CODEC_ZSTD },	      { 95, CODEC_XZ },
	};

	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		if (methods[i].method != method)
			continue;
		*codec = methods[i].codec;
		return true;
	}
	return false;
}

bool zip_inflate(struct job *job, const struct zip *zip, const struct zip_entry *entry,
		 void (*use)(struct job *job, struct span out, void *context), void *context)
{
	enum codec codec;

	if (entry->data == OFFSET_NONE || !zip_codec(entry->method, &codec))
		return false;
	if (codec == CODEC_STORED)
		use(job, zip_packed(zip, entry), context);
	else
		(void)job_try_inflate(job, codec, zip_packed(zip, entry), entry->size, NULL, use,
				      context); /* format/zip says how it ended */
	return true;
}

bool zip_is_folder(const struct zip_entry *entry)
{
	return span_ends(entry->name, "/");
}

bool zip_is_link(const struct zip_entry *entry)
{
	return entry->system == UNIX && (entry->attributes >> 16 & FILE_TYPE) == LINK_TYPE;
}

void zip_odd(const struct zip *zip, const char *what, struct span detail, uint64_t offset)
{
	if (zip->speaks)
		job_anomaly(zip->speaks, what, detail, offset < zip->file.n ? offset : OFFSET_NONE);
}

void zip_broken(const struct zip *zip, const char *what, uint64_t offset)
{
	if (zip->speaks)
		job_malformed(zip->speaks, what, offset);
}
