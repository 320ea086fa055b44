/* One compressed run as a container of one artifact. */
#include "format/compressed.h"

#include "base/arena.h"
#include "base/reader.h"

static bool ends_folded(struct span name, struct span suffix)
{
	return name.n > suffix.n && strncasecmp((const char *)name.p + name.n - suffix.n,
						(const char *)suffix.p, suffix.n) == 0;
}

/* A row of suffixes: what the name ends with, and what stands instead in the name of the content.
 */
static struct span split_row(const char *row, struct span *instead)
{
	struct span whole = span_str(row);
	ptrdiff_t equals = span_byte(whole, '=');

	if (equals == SPAN_NONE) {
		*instead = (struct span){ 0 };
		return whole;
	}
	*instead = span_from(whole, (uint64_t)equals + 1);
	return span_part(whole, 0, (uint64_t)equals);
}

/* The name of what is inside; the run's own when no suffix fits. */
static struct span inner_name(struct job *job, const char *const *suffixes)
{
	struct span name = job_name(job), instead;

	for (size_t i = 0; suffixes[i]; i++) {
		struct span suffix = split_row(suffixes[i], &instead);

		if (!ends_folded(name, suffix))
			continue;
		name.n -= suffix.n;
		if (instead.n == 0)
			return name;
		return span_str(arena_printf(job_arena(job), "%.*s%s", (int)name.n,
					     (const char *)name.p, (const char *)instead.p));
	}
	return name;
}

bool compressed_named(struct span name, const char *const *suffixes)
{
	struct span instead;

	for (size_t i = 0; suffixes[i]; i++)
		if (ends_folded(name, split_row(suffixes[i], &instead)))
			return true;
	return false;
}

unsigned compressed_bid(const struct probe *probe, struct span magic, const char *const *suffixes)
{
	struct span start = span_part(probe->head, 0, magic.n);

	if (span_eq(start, magic))
		return BID_MAGIC;
	if (probe->size == 0 || !span_eq(start, span_part(magic, 0, probe->size)))
		return BID_NONE;
	return compressed_named(probe->name, suffixes) ? BID_READ : BID_NONE;
}

static void nest(struct job *job, struct span out, void *context)
{
	const struct span *name = context;

	(void)job_nested(job, out, *name, OFFSET_NONE); /* nobody need know what it is */
}

static void read_rest(struct job *job, struct span rest, uint64_t offset)
{
	bool is_zero =
		rest.n == 0 || (rest.p[0] == 0 && memcmp(rest.p, rest.p + 1, rest.n - 1) == 0);

	if (is_zero)
		return; /* tapes and downloads are filled up so */
	job_anomaly(job, "compressed-trailing-data", (struct span){ 0 }, offset);
	(void)job_nested(job, rest, span_str("trailing-data"), offset);
}

/* The last four bytes of gzip are how much came out (RFC 1952, section 2.3.1), unless more runs or
 * other bytes follow. It is a guess. */
static uint64_t expected_of(struct span bytes, enum codec codec)
{
	struct reader end = reader_of(span_from(bytes, bytes.n - (bytes.n < 4 ? bytes.n : 4)));
	uint32_t n = reader_u32le(&end);

	return codec == CODEC_GZIP && !end.bad ? n : UINT64_MAX;
}

void compressed_read(struct job *job, struct span bytes, enum codec codec,
		     const char *const *suffixes)
{
	struct span name = inner_name(job, suffixes);
	uint64_t used = 0, expected = expected_of(bytes, codec);

	if (job_inflate(job, codec, bytes, expected, 0, &used, nest, &name) == INFLATE_DONE)
		read_rest(job, span_from(bytes, used), used);
}

/* What came out of a run that may be none. */
struct trial {
	struct span name;
	uint64_t n;
	bool claimed; /* by a module */
};

static void nest_trial(struct job *job, struct span out, void *context)
{
	struct trial *trial = context;

	trial->n = out.n;
	trial->claimed = job_nested(job, out, trial->name, OFFSET_NONE);
}

/* Whether it is a run. Other bytes may well inflate to a few bytes, even to many equal ones, but
 * not to a good end, which takes 32 right bits of zlib's checksum or of LZMA's range coder. */
static bool is_run(const struct trial *trial, enum inflate_end end)
{
	enum { BY_CHANCE = 64 << 10 };

	return trial->claimed || trial->n > BY_CHANCE ||
	       (end != INFLATE_CORRUPT && end != INFLATE_CUT);
}

void compressed_try_read(struct job *job, struct span bytes, enum codec codec,
			 const char *const *suffixes)
{
	if (compressed_named(job_name(job), suffixes)) {
		compressed_read(job, bytes, codec, suffixes);
		return;
	}

	/* The name belongs to what is here; modules must know what came out by its content. */
	struct trial trial = { .name = span_str("content") };
	uint64_t used = 0;
	enum inflate_end end =
		job_try_inflate(job, codec, bytes, UINT64_MAX, &used, nest_trial, &trial);

	if (!is_run(&trial, end)) {
		job_decline(job);
		return;
	}
	job_say_inflated(job, end, 0);
	if (end == INFLATE_DONE)
		read_rest(job, span_from(bytes, used), used);
}

bool compressed_tries(enum codec codec, struct span head, uint64_t size, bool named)
{
	uint8_t room[512];
	struct inflate_out out = { .p = room, .room = sizeof(room) };
	uint64_t used;
	enum inflate_end end = inflate_run(codec, head, &used, &out);

	if (end == INFLATE_MEMORY)
		return true; /* more than the start of a file may ask for; its header was right */
	if (end == INFLATE_CUT && size <= head.n && out.n == 0)
		return named;
	return out.n > 0;
}

struct span compressed_skip_frames(struct span head)
{
	struct reader r = reader_of(head), next = r;

	for (;;) { /* a frame has 8 bytes at least */
		uint32_t magic = reader_u32le(&next);

		if (magic >> 4 != 0x184d2a5)
			return span_from(head, reader_offset(&r));
		reader_skip(&next, reader_u32le(&next));
		if (next.bad)
			return (struct span){ 0 };
		r = next;
	}
}
