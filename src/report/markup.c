/* Escaping for XML, HTML and Markdown. */
#include "report/markup.h"

#include "base/escape.h"

enum { TEXT_MAX = 1 << 20 };

static const char *entity(uint8_t c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void markup_xml(struct sink *out, struct span text)
{
	struct buf shown;

	buf_init(&shown, TEXT_MAX);
	escape_text(&shown, text);
	for (size_t i = 0; i < shown.n; i++) {
		const char *instead = entity(shown.p[i]);

		if (instead)
			sink_str(out, instead);
		else
			sink_byte(out, (char)shown.p[i]);
	}
	buf_free(&shown);
}

/* Markdown. */

static size_t longest_run(struct span s, uint8_t byte)
{
	size_t longest = 0, n = 0;

	for (size_t i = 0; i < s.n; i++) {
		n = s.p[i] == byte ? n + 1 : 0;
		longest = n > longest ? n : longest;
	}
	return longest;
}

/* CommonMark 0.31 section 6.1: as many backticks as stand nowhere inside, and space beside those at
 * the ends. */
static void write_code(struct sink *out, struct span shown, bool cell)
{
	size_t n = longest_run(shown, '`') + 1;
	const char *gap = shown.p[0] == '`' || shown.p[shown.n - 1] == '`' || shown.p[0] == ' ' ||
					  shown.p[shown.n - 1] == ' '
				  ? " "
				  : "";

	sink_fill(out, '`', n);
	sink_str(out, gap);
	for (size_t i = 0; i < shown.n; i++) {
		if (cell && shown.p[i] == '|')
			sink_byte(out, '\\');
		sink_byte(out, (char)shown.p[i]);
	}
	sink_str(out, gap);
	sink_fill(out, '`', n);
}

void markup_code(struct sink *out, struct span text, bool cell)
{
	struct buf shown;

	buf_init(&shown, TEXT_MAX);
	escape_text(&shown, text);
	if (shown.n)
		write_code(out, buf_view(&shown), cell);
	buf_free(&shown);
}

static bool is_letter(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

static bool is_hex_word(struct span word)
{
	for (size_t i = 0; i < word.n; i++)
		if (!((word.p[i] >= '0' && word.p[i] <= '9') ||
		      ((word.p[i] | 0x20) >= 'a' && (word.p[i] | 0x20) <= 'f')))
			return false;
	return word.n >= 7; /* the shortest that is taken for the digest of a commit */
}

/* Marks that end a sentence or a part of it. */
static size_t trailing_marks(struct span word)
{
	size_t n = 0;

	while (n < word.n && memchr(".,;:?!", word.p[word.n - 1 - n], 6))
		n++;
	return n;
}

/* Letters with hyphens or apostrophes, or digits alone: nothing that any reader of Markdown acts
 * on. Marks behind it do not count. */
static bool is_plain(struct span word)
{
	bool letters = false, digits = false, hyphens = false;

	word = span_part(word, 0, word.n - trailing_marks(word));
	for (size_t i = 0; i < word.n; i++) {
		uint8_t c = word.p[i];

		letters |= is_letter(c);
		digits |= c >= '0' && c <= '9';
		hyphens |= c == '-' || c == '\'';
		if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '-' && c != '\'')
			return false;
	}
	return word.n > 0 && (letters || digits) &&
	       !(hyphens && (digits || !is_letter(word.p[0]))) && !is_hex_word(word);
}

static struct span next_word(struct span rest)
{
	ptrdiff_t space = span_byte(rest, ' ');

	return span_part(rest, 0, space == SPAN_NONE ? rest.n : (uint64_t)space);
}

/* Words that are not plain and stand side by side are one piece of code. */
static struct span next_code(struct span rest)
{
	size_t n = next_word(rest).n;

	while (n < rest.n) {
		struct span word = next_word(span_from(rest, n + 1));

		if (word.n == 0 || is_plain(word))
			break;
		n += 1 + word.n;
	}
	return span_part(rest, 0, n);
}

static void write_piece(struct sink *out, struct span piece)
{
	size_t marks = trailing_marks(piece);

	if (marks == piece.n)
		marks = 0;
	write_code(out, span_part(piece, 0, piece.n - marks), false);
	sink_span(out, span_from(piece, piece.n - marks));
}

void markup_prose(struct sink *out, struct span text)
{
	struct buf shown;

	buf_init(&shown, TEXT_MAX);
	escape_text(&shown, text);
	for (struct span rest = buf_view(&shown); rest.n;) {
		struct span word = next_word(rest);

		if (word.n == 0) {
			sink_byte(out, ' ');
			rest = span_from(rest, 1);
			continue;
		}
		if (is_plain(word)) {
			sink_span(out, word);
		} else {
			word = next_code(rest);
			write_piece(out, word);
		}
		rest = span_from(rest, word.n);
	}
	buf_free(&shown);
}
