/*
 * The export of OSV: a zip of JSON records, one a member; also such records in one file, one a line
 * or a single one. It is read only where it is asked for (job_options.only), when advisories are
 * imported: in a scanned tree it says nothing of the tree.
 *
 *     ADVISORY   packed (core/advisory.h), in pieces: `packed` attributes, and more=yes where the
 *                next fact goes on with it
 *     ADVISORY   bad: the name of a member or number of a line that was passed over, why
 */
#include <stdio.h>

#include "core/advisory.h"
#include "eco/osv/record.h"
#include "format/document.h"
#include "format/format.h"
#include "format/zip.h"

enum {
	PIECE = 12 << 10, /* of one attribute */
	PIECES = 3,	  /* of one fact */
	RECORD_MAX = 32 << 20,
	LINE_DIGITS = 24,
};

struct export
{
	struct job *job;
	struct fields packed; /* room of ADVISORY_MAX bytes */
	const struct zip *zip;
	const struct zip_entry *entry; /* under way */
};

static void say_bad(struct export *export, struct span name, const char *why)
{
	JOB_FACT(export->job, FACT_ADVISORY, OFFSET_NONE, ATTR_TEXT("bad", name),
		 ATTR_WORD("why", why));
}

static void emit(struct export *export)
{
	struct span rest = fields_view(&export->packed);

	while (rest.n > 0) {
		struct attr attrs[PIECES + 1];
		size_t n = 0;

		for (; n < PIECES && rest.n > 0; n++) {
			attrs[n] = ATTR_TEXT("packed", span_part(rest, 0, PIECE));
			rest = span_from(rest, PIECE);
		}
		if (rest.n > 0)
			attrs[n++] = ATTR_WORD("more", "yes");
		job_fact(export->job, &(const struct fact){ .kind = FACT_ADVISORY,
							    .offset = OFFSET_NONE,
							    .count = 1,
							    .attrs = attrs,
							    .n_attrs = n });
	}
}

/* One record; NULL, or why it was not taken. */
static const char *pack(struct export *export, struct span text)
{
	struct document doc;
	const char *why;

	document_open(&doc, export->job, text);
	why = doc.json.why;
	if (!why && doc.json.root)
		why = osv_pack(doc.json.root, job_arena(export->job), &export->packed);
	document_close(&doc, export->job);
	return why;
}

static void read_record(struct export *export, struct span text, struct span name)
{
	struct arena *arena = job_arena(export->job);
	struct arena_mark mark = arena_mark(arena);
	const char *why = "it is larger than any";

	export->packed.n = 0;
	export->packed.over = false;
	if (text.n <= RECORD_MAX)
		why = pack(export, text);
	if (why)
		say_bad(export, name, why);
	else
		emit(export);
	arena_rewind(arena, mark);
}

/* Members. */

static void use_member(struct job *job, struct span text, void *context)
{
	struct export *export = context;
	const struct zip_entry *entry = export->entry;

	(void)job;
	if (text.n != entry->size || crc32_of(text) != entry->crc)
		say_bad(export, entry->name, "the archive holds it damaged");
	else
		read_record(export, text, entry->name);
	export->entry = NULL;
}

static void read_member(struct export *export, const struct zip_entry *entry)
{
	if (zip_is_folder(entry) || !span_ends(entry->name, ".json"))
		return;
	export->entry = entry;
	if (!(entry->flags & ZIP_LOCKED) &&
	    zip_inflate(export->job, export->zip, entry, use_member, export) && !export->entry)
		return;
	say_bad(export, entry->name, "the archive does not give it");
}

static void read_zip(struct export *export, struct span bytes)
{
	struct zip zip;

	if (!zip_open(export->job, bytes, false, &zip))
		return;
	export->zip = &zip;
	if (zip.n_directories == 0)
		job_malformed(export->job, "the archive has no directory", OFFSET_NONE);
	if (zip.is_full)
		job_incomplete(export->job, "the archive has more members than the limit",
			       OFFSET_NONE);
	for (size_t i = 0; i < zip.n; i++) {
		const struct zip_entry *entry = &zip.entries[zip.by_offset[i].index];

		if (entry->view == ZIP_CENTRAL)
			read_member(export, entry);
		if (!job_spend(export->job, 1))
			break;
	}
	zip_close(export->job, &zip);
}

static void read_lines(struct export *export, struct span bytes)
{
	struct reader r = reader_of(bytes);

	for (uint64_t line = 1; reader_left(&r) > 0; line++) {
		struct span rest = span_of(r.p, reader_left(&r));
		ptrdiff_t end = span_byte(rest, '\n');
		struct span text = reader_take(&r, end == SPAN_NONE ? rest.n : (uint64_t)end + 1);
		char name[LINE_DIGITS];

		(void)snprintf(name, sizeof(name), "line %llu", (unsigned long long)line);
		read_record(export, text, span_str(name));
	}
}

/* One record over several lines: its first line alone is no JSON. */
static bool is_one(struct job *job, struct span bytes)
{
	ptrdiff_t end = span_byte(bytes, '\n');
	struct document doc;
	bool cut;

	if (end == SPAN_NONE)
		return true;
	document_open(&doc, job, span_part(bytes, 0, (uint64_t)end));
	cut = doc.json.why != NULL;
	document_close(&doc, job);
	return cut;
}

static void read(struct job *job, struct span bytes)
{
	struct export export = { .job = job };
	uint8_t *window = job_window(job, ADVISORY_MAX);

	if (!window) {
		job_incomplete(job, "no room for a record", OFFSET_NONE);
		return;
	}
	export.packed = fields_into(window, ADVISORY_MAX);
	if (zip_present(bytes))
		read_zip(&export, bytes);
	else if (span_ends(job_name(job), ".zip"))
		job_malformed(job, "it is no zip", 0);
	else if (is_one(job, bytes))
		read_record(&export, bytes, job_name(job));
	else
		read_lines(&export, bytes);
	job_window_drop(job, window, ADVISORY_MAX);
}

static unsigned bid(const struct probe *probe)
{
	(void)probe;
	return BID_NONE;
}

const struct format format_osv_export = {
	.name = "osv",
	.bid = bid,
	.read = read,
};
