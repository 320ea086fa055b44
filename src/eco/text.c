/* Byte order marks. */
#include "eco/text.h"

#include "base/escape.h"

enum { HIGH_FIRST = 0xd800, LOW_FIRST = 0xdc00, SURROGATES_END = 0xe000 };

static bool is_little(struct span bytes)
{
	return span_starts(bytes, "\xff\xfe");
}

bool text_is_marked(struct span bytes)
{
	return is_little(bytes) || span_starts(bytes, "\xfe\xff");
}

static uint32_t unit_at(struct span bytes, size_t at, bool little)
{
	return little ? (uint32_t)(bytes.p[at] | bytes.p[at + 1] << 8)
		      : (uint32_t)(bytes.p[at] << 8 | bytes.p[at + 1]);
}

/* The code point at `*at`, which moves behind it (RFC 2781, section 2.2). */
static uint32_t take_code(struct span bytes, size_t *at, bool little)
{
	uint32_t unit = unit_at(bytes, *at, little), low;

	*at += 2;
	if (unit < HIGH_FIRST || unit >= SURROGATES_END)
		return unit;
	if (unit >= LOW_FIRST || bytes.n - *at < 2)
		return UINT32_MAX;
	low = unit_at(bytes, *at, little);
	if (low < LOW_FIRST || low >= SURROGATES_END)
		return UINT32_MAX;
	*at += 2;
	return 0x10000 + ((unit - HIGH_FIRST) << 10) + (low - LOW_FIRST);
}

struct span text_decoded(struct span bytes, struct arena *arena)
{
	bool little = is_little(bytes);
	uint8_t *out;
	size_t n = 0;

	if (span_starts(bytes, "\xef\xbb\xbf"))
		return span_from(bytes, 3);
	if (!text_is_marked(bytes))
		return bytes;
	out = arena_array(arena, bytes.n / 2 + 1, 3); /* no unit takes more in UTF-8 */
	for (size_t at = 2; bytes.n - at >= 2;)
		n += utf8_write(out + n, take_code(bytes, &at, little));
	return span_of(out, n);
}
