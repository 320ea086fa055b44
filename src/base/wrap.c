/* Words over lines. */
#include "base/wrap.h"

size_t wrap_columns(struct span text)
{
	size_t columns = 0;

	for (size_t i = 0; i < text.n; i++)
		columns += (text.p[i] & 0xc0) != 0x80;
	return columns;
}

static size_t word_length(struct span text)
{
	size_t n = 0;

	while (n < text.n && text.p[n] != ' ' && text.p[n] != '\n')
		n++;
	return n;
}

static void next_line(struct sink *out, size_t indent)
{
	sink_byte(out, '\n');
	sink_fill(out, ' ', indent);
}

/* The blanks and line ends at the head. */
static size_t gap_length(struct span text)
{
	size_t n = 0;

	while (n < text.n && (text.p[n] == ' ' || text.p[n] == '\n'))
		n++;
	return n;
}

void wrap_text(struct sink *out, struct span text, size_t at, size_t indent, size_t width)
{
	size_t gap = 0; /* columns before the next word, when it stays on the line */

	while (text.n) {
		struct span word = span_part(text, 0, word_length(text));
		size_t columns = wrap_columns(word);

		if (at > indent && at + gap + columns > width) {
			next_line(out, indent);
			at = indent;
		} else {
			sink_fill(out, ' ', gap);
			at += gap;
		}
		sink_span(out, word);
		at += columns;
		text = span_from(text, word.n);
		if (span_starts(text, "\n\n")) {
			sink_byte(out, '\n');
			next_line(out, indent);
			at = indent;
		}
		gap = at > indent ? gap_length(text) : 0;
		text = span_from(text, gap_length(text));
	}
	sink_byte(out, '\n');
}
