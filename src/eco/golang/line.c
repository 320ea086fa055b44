/* The lines of go.mod. */
#include "eco/golang/line.h"

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* A word, a "string" or a `string`. */
static struct span cut_word(struct span *text)
{
	uint8_t quote = text->p[0] == '"' || text->p[0] == '`' ? text->p[0] : 0;
	size_t n = 0;

	if (quote) {
		ptrdiff_t end = span_byte(span_from(*text, 1), quote);
		struct span word = span_part(*text, 1, end == SPAN_NONE ? text->n : (uint64_t)end);

		*text = span_from(*text, word.n + 2);
		return word;
	}
	if (memchr("(),", text->p[0], 3))
		n = 1;
	while (n < text->n && !is_blank(text->p[n]) && !memchr("(),", text->p[n], 3))
		n++;

	struct span word = span_part(*text, 0, n);

	*text = span_from(*text, n);
	return word;
}

static void cut_words(struct span text, struct go_line *line)
{
	while (line->n < GO_WORDS_MAX) {
		while (text.n && is_blank(text.p[0]))
			text = span_from(text, 1);
		if (text.n == 0)
			return;
		if (span_starts(text, "//")) {
			line->comment = span_from(text, 2);
			return;
		}
		line->words[line->n++] = cut_word(&text);
	}
}

/* Whether it is a line of a block or on its own, and not one that opens or closes a block. */
static bool has_meaning(struct go_lines *lines, const struct go_line *line)
{
	size_t n = line->n - (lines->block.n > 0);

	if (n == 0)
		return false;
	if (span_is(line->words[line->n - 1], ")") && n == 1) {
		lines->block.n = 0;
		return false;
	}
	if (lines->block.n == 0 && n == 2 && span_is(line->words[1], "(")) {
		lines->block = line->words[0];
		return false;
	}
	return true;
}

bool go_line_next(struct go_lines *lines, struct go_line *line)
{
	while (lines->at < lines->text.n) {
		struct span rest = span_from(lines->text, lines->at);
		ptrdiff_t end = span_byte(rest, '\n');
		struct span text = span_part(rest, 0, end == SPAN_NONE ? rest.n : (uint64_t)end);

		*line = (struct go_line){ .offset = lines->at };
		lines->at += text.n + 1;
		if (lines->block.n)
			line->words[line->n++] = lines->block;
		cut_words(text, line);
		if (has_meaning(lines, line))
			return true;
	}
	return false;
}
