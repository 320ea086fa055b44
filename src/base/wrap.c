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

void wrap_text(struct sink *out, struct span text, size_t at, size_t indent, size_t width)
{
	while (text.n) {
		size_t n = word_length(text), columns = wrap_columns(span_part(text, 0, n));

		if (n && at > indent && at + 1 + columns > width) {
			next_line(out, indent);
			at = indent;
		} else if (n && at > indent) {
			sink_byte(out, ' ');
			at++;
		}
		sink_span(out, span_part(text, 0, n));
		at += columns;
		text = span_from(text, n);
		if (span_starts(text, "\n\n")) {
			sink_byte(out, '\n');
			next_line(out, indent);
			at = indent;
		}
		while (text.n && (text.p[0] == ' ' || text.p[0] == '\n'))
			text = span_from(text, 1);
	}
	sink_byte(out, '\n');
}
