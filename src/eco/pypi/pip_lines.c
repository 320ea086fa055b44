/* Lines of requirements files. */
#include "eco/pypi/pip_lines.h"

#include "base/ascii.h"
#include "base/buf.h"

enum { LINE_MAX = 1 << 20 };

/* Lines. */

static struct span without_comment(struct span line)
{
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] == '#' && (i == 0 || ascii_is_blank(line.p[i - 1])))
			return span_part(line, 0, i);
	return line;
}

static bool is_comment(struct span line)
{
	return span_starts(ascii_trim(line), "#");
}

static struct span without_backslashes(struct span line)
{
	while (line.n && line.p[0] == '\\')
		line = span_from(line, 1);
	while (line.n && line.p[line.n - 1] == '\\')
		line.n--;
	return line;
}

/* How many bytes the line end at s takes that Python's str.splitlines() sees, which pip uses; 0
 * when there is none. Others than \n hide what follows from those who look at the file. */
static size_t line_end(struct span s)
{
	if (span_starts(s, "\r\n"))
		return 2;
	if ((s.p[0] >= '\n' && s.p[0] <= '\r') || (s.p[0] >= 0x1c && s.p[0] <= 0x1e))
		return 1;
	if (span_starts(s, "\xc2\x85"))
		return 2;
	return span_starts(s, "\xe2\x80\xa8") || span_starts(s, "\xe2\x80\xa9") ? 3 : 0;
}

struct span pip_take_line(struct reader *r)
{
	struct span rest = { .p = r->p, .n = reader_left(r) };
	size_t n = 0, end = 0;

	while (n < rest.n && (end = line_end(span_from(rest, n))) == 0)
		n++;
	reader_skip(r, n + (n < rest.n ? end : 0));
	return span_part(rest, 0, n);
}

static struct span take_line(struct pip_lines *lines)
{
	struct span line = pip_take_line(&lines->r);
	const uint8_t *end = line.p + line.n;

	lines->is_hiding |= end < lines->r.end && *end != '\n' && *end != '\r';
	lines->line++;
	return line;
}

/* A comment ends the lines before it, even one that ends in a backslash. */
static struct span join(struct pip_lines *lines, struct span line)
{
	struct buf all;

	if (!span_ends(line, "\\") || is_comment(line))
		return line;
	buf_init(&all, LINE_MAX);
	while (span_ends(line, "\\") && !is_comment(line)) {
		buf_span(&all, without_backslashes(line));
		line = reader_left(&lines->r) ? take_line(lines) : (struct span){ 0 };
	}
	if (is_comment(line))
		buf_byte(&all, ' ');
	buf_span(&all, line);

	struct span copy = arena_copy(lines->arena, buf_view(&all));

	buf_free(&all);
	return copy;
}

/* Where the first word begins that begins with '-'. */
static size_t options_at(struct span line)
{
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] == '-' && (i == 0 || line.p[i - 1] == ' '))
			return i;
	return line.n;
}

bool pip_lines_next(struct pip_lines *lines, struct pip_line *out)
{
	while (reader_left(&lines->r) > 0) {
		out->offset = reader_offset(&lines->r);
		out->line = lines->line;

		struct span line = join(lines, take_line(lines));

		line = ascii_trim(without_comment(line));
		if (line.n == 0)
			continue;

		size_t at = options_at(line);

		out->requirement = ascii_trim(span_part(line, 0, at));
		out->options = span_from(line, at);
		return true;
	}
	return false;
}

struct span pip_editable(struct span line)
{
	static const char *const options[] = { "-e ", "--editable ", "--editable=" };

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (span_starts(line, options[i]))
			return ascii_trim(span_from(line, strlen(options[i])));
	return line;
}

/* Words, as a shell parts them. */

static void take_quoted(struct span *text, struct buf *word, uint8_t quote)
{
	*text = span_from(*text, 1);
	while (text->n && text->p[0] != quote) {
		if (quote == '"' && text->p[0] == '\\' && text->n > 1)
			*text = span_from(*text, 1);
		buf_byte(word, text->p[0]);
		*text = span_from(*text, 1);
	}
	*text = span_from(*text, 1);
}

static bool take_word(struct span *text, struct span *out, struct arena *arena)
{
	struct buf word;

	*text = ascii_trim(*text);
	if (text->n == 0)
		return false;
	buf_init(&word, LINE_MAX);
	while (text->n && !ascii_is_blank(text->p[0])) {
		if (text->p[0] == '\'' || text->p[0] == '"') {
			take_quoted(text, &word, text->p[0]);
			continue;
		}
		if (text->p[0] == '\\' && text->n > 1)
			*text = span_from(*text, 1);
		buf_byte(&word, text->p[0]);
		*text = span_from(*text, 1);
	}
	*out = arena_copy(arena, buf_view(&word));
	buf_free(&word);
	return true;
}

/* Options. */

static const struct row {
	const char *name;
	char letter;
	bool alone; /* takes no value */
} rows[] = {
	{ "index-url", 'i', false },
	{ "pypi-url", 0, false },
	{ "extra-index-url", 0, false },
	{ "no-index", 0, true },
	{ "constraint", 'c', false },
	{ "requirement", 'r', false },
	{ "editable", 'e', false },
	{ "find-links", 'f', false },
	{ "no-binary", 0, false },
	{ "only-binary", 0, false },
	{ "prefer-binary", 0, true },
	{ "require-hashes", 0, true },
	{ "pre", 0, true },
	{ "trusted-host", 0, false },
	{ "use-feature", 0, false },
	{ "hash", 0, false },
	{ "install-option", 0, false },
	{ "global-option", 0, false },
	{ "config-settings", 'C', false },
	{ "config-setting", 0, false },
};

static const struct row *by_letter(uint8_t letter)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].letter && (uint8_t)rows[i].letter == letter)
			return &rows[i];
	return NULL;
}

/* The one of that name, else the only one whose name begins so. */
static const struct row *by_name(struct span name)
{
	const struct row *like = NULL;
	size_t n = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (span_is(name, rows[i].name))
			return &rows[i];
		if (name.n == 0 || name.n > strlen(rows[i].name) ||
		    memcmp(rows[i].name, name.p, name.n) != 0)
			continue;
		like = &rows[i];
		n++;
	}
	return n == 1 ? like : NULL;
}

static const struct row *read_long(struct span word, struct span *value)
{
	struct span name = span_from(word, 2);
	ptrdiff_t equals = span_byte(name, '=');

	if (equals != SPAN_NONE) {
		*value = span_from(name, (uint64_t)equals + 1);
		name.n = (size_t)equals;
	}
	return by_name(name);
}

static const struct row *read_short(struct span word, struct span *value)
{
	*value = span_from(word, 2);
	return word.n > 1 ? by_letter(word.p[1]) : NULL;
}

bool pip_option_take(struct span *options, struct pip_option *out, struct arena *arena)
{
	struct span word, value = { 0 };

	do
		if (!take_word(options, &word, arena))
			return false;
	while (!span_starts(word, "-"));

	const struct row *row =
		span_starts(word, "--") ? read_long(word, &value) : read_short(word, &value);

	if (row && !row->alone && value.n == 0)
		(void)take_word(options, &value, arena); /* without one it stays empty */
	*out = (struct pip_option){ .name = row ? row->name : NULL, .value = value };
	return true;
}
