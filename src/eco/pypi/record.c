/*
 * RECORD of an installed distribution or wheel: each file that the distribution put there, with its
 * digest (PEP 376, PEP 427; "Recording installed projects"). The paths are relative to the folder
 * around that of the file itself.
 */
#include "base/ascii.h"
#include "base/base64.h"
#include "base/hex.h"
#include "eco/csv.h"
#include "eco/pypi/installed.h"
#include "format/format.h"

enum { DIGEST_MAX = 64, FIELDS = 3 };

static unsigned bid(const struct probe *probe)
{
	struct installed installed;

	return span_is(probe->name, "RECORD") && installed_read(probe->path, &installed) &&
			       !installed_is_left(probe->path)
		       ? BID_LIKELY
		       : BID_NONE;
}

static bool read_size(struct span text, uint64_t *size)
{
	*size = 0;
	for (size_t i = 0; i < text.n; i++)
		if (!ascii_is_digit(text.p[i]) || __builtin_mul_overflow(*size, 10, size) ||
		    __builtin_add_overflow(*size, (uint64_t)(text.p[i] - '0'), size))
			return false;
	return text.n > 0;
}

/* The digest is base64 for URLs, without padding. */
static void add_digest(struct job *job, struct span field, struct entry *entry)
{
	ptrdiff_t equals = span_byte(field, '=');
	struct span text = span_from(field, equals == SPAN_NONE ? field.n : (uint64_t)equals + 1);

	if (equals == SPAN_NONE || text.n > 2 * DIGEST_MAX)
		return;
	entry_text(entry, "algorithm", span_part(field, 0, (uint64_t)equals));
	entry_text(entry, "digest", hex_text(base64_decode(text, job_arena(job)), job_arena(job)));
}

static struct span beside(struct job *job, struct span path)
{
	struct arena *arena = job_arena(job);

	if (path.p[0] == '/')
		return path;
	return span_str(arena_printf(arena, "../%.*s", (int)path.n, (const char *)path.p));
}

static void tell(struct job *job, const struct csv_row *row)
{
	struct entry entry = { .kind = FACT_LISTED };
	uint64_t size;

	entry_text(&entry, "path", beside(job, row->fields[0]));
	add_digest(job, row->fields[1], &entry);
	if (read_size(row->fields[2], &size))
		entry_number(&entry, "size", size);
	entry_emit(&entry, job, row->offset);
}

static void read(struct job *job, struct span bytes)
{
	struct csv csv = csv_of(bytes, job_arena(job));
	struct csv_row row;

	while (csv_next(&csv, &row)) {
		if (!job_spend(job, 1)) {
			job_incomplete(job, "the budget of operations is used up", row.offset);
			return;
		}
		if (row.n != FIELDS || row.fields[0].n == 0 ||
		    span_byte(row.fields[0], 0) != SPAN_NONE)
			job_malformed(job, "a row of the record is not path, digest and size",
				      row.offset);
		else
			tell(job, &row);
	}
	if (csv.fault)
		job_malformed(job, csv.fault, row.offset);
}

const struct format format_pypi_record = {
	.name = "python-record",
	.bid = bid,
	.read = read,
};
