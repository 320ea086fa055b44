/* Header blocks. */
#include "eco/pypi/headers.h"

#include "base/ascii.h"

static struct span take_line(struct headers *h)
{
	ptrdiff_t end = span_byte(h->text, '\n');
	uint64_t n = end == SPAN_NONE ? h->text.n : (uint64_t)end + 1;
	struct span line = span_part(h->text, 0, n);

	h->text = span_from(h->text, n);
	h->offset += n;
	return line;
}

static bool goes_on(const struct headers *h)
{
	return h->text.n && (h->text.p[0] == ' ' || h->text.p[0] == '\t');
}

/* Where the key ends: it holds printable ASCII only (RFC 5322, section 2.2). */
static ptrdiff_t colon_of(struct span line)
{
	ptrdiff_t colon = span_byte(line, ':');

	for (ptrdiff_t i = 0; i < colon; i++)
		if (line.p[i] <= ' ' || line.p[i] > '~')
			return SPAN_NONE;
	return colon;
}

bool headers_next(struct headers *h, struct header *header)
{
	uint64_t offset = h->offset;
	struct span line = take_line(h);
	ptrdiff_t colon = colon_of(line);

	if (colon == SPAN_NONE)
		return false;
	header->offset = offset;
	header->key = span_part(line, 0, (uint64_t)colon);
	header->value = span_from(line, (uint64_t)colon + 1);
	while (goes_on(h))
		header->value.n += take_line(h).n;
	header->value = ascii_trim(header->value);
	return true;
}

bool headers_is_metadata(struct span text)
{
	struct headers headers = headers_of(text);
	struct header header;

	for (int i = 0; i < 8 && headers_next(&headers, &header); i++)
		if (ascii_same(header.key, "Metadata-Version"))
			return true;
	return false;
}
