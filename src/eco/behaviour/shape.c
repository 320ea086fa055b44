/*
 * How source is written, as far as it says whether anybody can read it. What an update hides that
 * was readable before is seen by it.
 *
 *     METADATA {key "shape", value language, hex_names, escapes, opaque, lines, size}
 *
 * `hex_names` counts names such as _0x3fa2, as obfuscators of JavaScript make them; `escapes` bytes
 * that strings spell as \xNN or \uNNNN; `opaque` is the longest run of letters and digits without a
 * blank, as base64 and hexadecimal digits are.
 */
#include "base/ascii.h"
#include "format/format.h"
#include "format/job.h"

enum { SIZE_LEAST = 200 };

static const char *language_of(struct span name)
{
	static const struct {
		const char *ending, *language;
	} rows[] = { { ".py", "python" },
		     { ".pyw", "python" },
		     { ".js", "javascript" },
		     { ".mjs", "javascript" },
		     { ".cjs", "javascript" } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (span_ends(name, rows[i].ending))
			return rows[i].language;
	return NULL;
}

static unsigned bid(const struct probe *probe)
{
	return probe->size >= SIZE_LEAST && language_of(probe->name) ? BID_LIKELY : BID_NONE;
}

struct shape {
	uint64_t hex_names, escapes, opaque, lines;
};

static bool is_hex(int c)
{
	return ascii_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_word(int c)
{
	return ascii_is_alnum(c) || c == '_' || c == '$';
}

/* "_0x" and at least three digits, as a name of its own. */
static bool is_hex_name(struct span s, size_t at)
{
	size_t n = at + 3;

	if (span_part(s, at, 3).n < 3 || memcmp(s.p + at, "_0x", 3) != 0 ||
	    (at > 0 && is_word(s.p[at - 1])))
		return false;
	while (n < s.n && is_hex(s.p[n]))
		n++;
	return n - at >= 6 && (n == s.n || !is_word(s.p[n]));
}

static bool is_escape(struct span s, size_t at)
{
	return at + 3 < s.n && s.p[at] == '\\' &&
	       (s.p[at + 1] == 'x' || (s.p[at + 1] == 'u' && s.p[at + 2] != '{')) &&
	       is_hex(s.p[at + 2]) && is_hex(s.p[at + 3]);
}

/* What base64 is made of. */
__extension__ static const bool opaque[256] = {
	['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true,
	['+'] = true,	      ['/'] = true,
};

static struct shape shape_of(struct span s)
{
	struct shape shape = { .lines = 1 };

	for (size_t i = 0; i < s.n; i++) {
		size_t from = i;
		uint8_t c;

		while (i < s.n && opaque[s.p[i]])
			i++;
		if (i - from > shape.opaque)
			shape.opaque = i - from;
		if (i == s.n)
			break;
		c = s.p[i];
		shape.lines += c == '\n';
		if (c == '_')
			shape.hex_names += is_hex_name(s, i);
		else if (c == '\\')
			shape.escapes += is_escape(s, i);
	}
	return shape;
}

static void read(struct job *job, struct span bytes)
{
	const char *language = language_of(job_name(job));
	struct shape shape = shape_of(bytes);

	if (!language) {
		job_decline(job);
		return;
	}
	JOB_FACT(job, FACT_METADATA, OFFSET_NONE, ATTR_WORD("key", "shape"),
		 ATTR_WORD("value", language), ATTR_NUMBER("hex_names", shape.hex_names),
		 ATTR_NUMBER("escapes", shape.escapes), ATTR_NUMBER("opaque", shape.opaque),
		 ATTR_NUMBER("lines", shape.lines), ATTR_NUMBER("size", bytes.n));
}

const struct format format_behaviour_shape = {
	.name = "shape",
	.bid = bid,
	.read = read,
	.releases = true,
};
