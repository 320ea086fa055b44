/*
 * Files of joblib before 0.10 (joblib/numpy_pickle_compat.py): "ZF", the size in hexadecimal,
 * padded with blanks, and a zlib stream. It holds a pickle, or the bytes of an array that a pickle
 * beside it names. Later files are pickles, plain or compressed, and read as such
 * (format/joblib_array.h).
 */
#include "base/reader.h"
#include "format/format.h"
#include "format/job.h"

enum { SIZE_TEXT = 19 }; /* "0x" and the digits of 2^64 */

static const struct span magic = SPAN("ZF0x");

struct payload {
	uint64_t size; /* as stated */
	uint64_t offset;
};

static unsigned bid(const struct probe *probe)
{
	return span_eq(span_part(probe->head, 0, magic.n), magic) ? BID_MAGIC : BID_NONE;
}

/* int(text, 16), which takes blanks around. */
static bool parse_size(struct span text, uint64_t *size)
{
	size_t i = 2, n = text.n;

	*size = 0;
	while (n > i && text.p[n - 1] == ' ')
		n--;
	if (n == i)
		return false;
	for (; i < n; i++) {
		uint8_t c = text.p[i] | 0x20;
		uint8_t digit = c >= 'a' ? (uint8_t)(c - 'a' + 10) : (uint8_t)(text.p[i] - '0');

		if (digit > 15 || (c < 'a' && digit > 9) || *size >> 60)
			return false;
		*size = *size << 4 | digit;
	}
	return true;
}

static void use(struct job *job, struct span out, void *context)
{
	const struct payload *payload = context;

	if (out.n != payload->size)
		job_malformed(job, "the file states another size than it inflates to", 0);
	(void)job_nested(job, out, job_name(job), OFFSET_NONE); /* or it is an array's bytes */
}

static void read(struct job *job, struct span bytes)
{
	struct reader r = reader_of(bytes);
	struct payload payload = { 0 };
	uint64_t used;

	reader_skip(&r, 2);
	if (!parse_size(reader_take(&r, SIZE_TEXT), &payload.size) || r.bad) {
		job_malformed(job, "the size of the file is not a number", 2);
		return;
	}
	if (reader_left(&r) && *r.p == ' ')
		reader_skip(&r, 1); /* Python 2 padded one blank further */
	payload.offset = reader_offset(&r);
	(void)job_inflate(job, CODEC_ZLIB, reader_rest(&r), payload.size, payload.offset, &used,
			  use, &payload);
	if (payload.offset + used < bytes.n) {
		struct span rest = span_from(bytes, payload.offset + used);

		job_anomaly(job, "joblib-trailing-data", (struct span){ 0 }, payload.offset + used);
		(void)job_nested(job, rest, span_str("trailing data"), payload.offset + used);
	}
}

const struct format format_joblib = {
	.name = "joblib",
	.bid = bid,
	.read = read,
};
