/* The code of a notebook in parts. */
#include "eco/code/cells.h"

#include "base/ascii.h"
#include "base/buf.h"

enum { CELL_MAX = 4 << 20, CELLS_MAX = 20000 };

struct reading {
	struct tree *tree;
	const struct cell_sink *sink;
	struct buf text; /* of the cell at hand, its commands blanked out */
	uint64_t cell, offset;
};

bool cells_bid(const struct probe *probe)
{
	static const char *const endings[] = { ".ipynb", NULL };

	return probe_named(probe, endings);
}

static void give(const struct reading *r, bool shell, struct span text, uint64_t line)
{
	const struct cell_part part = {
		.shell = shell, .text = text, .cell = r->cell, .line = line, .offset = r->offset
	};

	r->sink->part(r->sink->context, &part);
}

/* Lines that end in a backslash go on. */
static struct span take_line(struct span *rest)
{
	size_t n = 0;

	while (n < rest->n && (rest->p[n] != '\n' || (n > 0 && rest->p[n - 1] == '\\')))
		n++;

	struct span line = span_part(*rest, 0, n);

	*rest = span_from(*rest, n + 1);
	return line;
}

static struct span first_word(struct span line)
{
	size_t n = 0;

	while (n < line.n && !ascii_is_blank(line.p[n]))
		n++;
	return span_part(line, 0, n);
}

/* The command in a line, or nothing: !pip install x, %pip install x, result = !ls, !!ls. */
static struct span command_of(struct span line)
{
	static const char *const magics[] = { "pip", "conda", "mamba",	"micromamba",
					      "uv",  "sx",    "system", NULL };
	struct span text = ascii_trim(line), word;
	ptrdiff_t assigned = span_find(text, span_str("= !"));

	if (assigned > 0 && span_byte(text, '(') == SPAN_NONE)
		return span_from(text, (uint64_t)assigned + 3);
	if (span_starts(text, "!"))
		return span_from(text, span_starts(text, "!!") ? 2 : 1);
	if (!span_starts(text, "%"))
		return (struct span){ 0 };
	text = span_from(text, 1);
	word = first_word(text);
	for (size_t i = 0; magics[i]; i++)
		if (span_is(word, magics[i]))
			return i < 5 ? text : span_from(text, word.n);
	return (struct span){ 0 };
}

/* Whole cells in another language begin with two percent signs. */
static bool read_cell_magic(const struct reading *r, struct span source)
{
	static const char *const shells[] = { "%%bash", "%%sh", "%%shell", "%%!", NULL };
	struct span rest = source, word = first_word(take_line(&rest));

	if (!span_starts(word, "%%"))
		return false;
	for (size_t i = 0; shells[i]; i++)
		if (span_is(word, shells[i]))
			give(r, true, rest, 2);
	return !span_is(word, "%%time") && !span_is(word, "%%timeit") &&
	       !span_is(word, "%%capture");
}

/* Commands go to the shell; the lines of the program keep their numbers. */
static void read_source(struct reading *r, struct span source)
{
	struct span rest = source;
	uint64_t line = 1;

	if (read_cell_magic(r, source))
		return;
	buf_clear(&r->text);
	while (rest.n) {
		struct span one = take_line(&rest), command = command_of(one);
		bool magic = span_starts(ascii_trim(one), "%");

		if (command.n)
			give(r, true, command, line);
		if (!command.n && !magic)
			buf_span(&r->text, one);
		for (size_t i = 0; i < one.n; i++)
			line += one.p[i] == '\n';
		buf_byte(&r->text, '\n');
		line++;
	}
	give(r, false, arena_copy(r->tree->arena, buf_view(&r->text)), 1);
}

/* A cell's source is a text or a list of lines. */
static void read_cell(struct reading *r, const struct value *cell)
{
	const struct value *source = value_get(cell, "source");
	struct buf text;

	if (!value_is(value_get(cell, "cell_type"), "code"))
		return;
	source = source ? source : value_get(cell, "input"); /* nbformat 3 */
	if (!source)
		return;
	buf_init(&text, CELL_MAX);
	if (value_is_kind(source, VALUE_STRING))
		buf_span(&text, value_text(source, r->tree->arena));
	value_each (line, source)
		buf_span(&text, value_text(line, r->tree->arena));
	r->offset = source->offset;
	read_source(r, arena_copy(r->tree->arena, buf_view(&text)));
	if (text.over)
		job_incomplete(r->tree->job, "a cell is longer than the limit", source->offset);
	buf_free(&text);
}

static void read_cells(struct reading *r, const struct value *cells)
{
	value_each (cell, cells) {
		if (++r->cell > CELLS_MAX) {
			job_incomplete(r->tree->job, "there are more cells than the limit",
				       cell->offset);
			return;
		}
		read_cell(r, cell);
	}
}

static bool is_python(const struct value *root)
{
	const struct value *metadata = value_get(root, "metadata");
	const struct value *language = value_get(value_get(metadata, "language_info"), "name");

	language = language ? language : value_get(value_get(metadata, "kernelspec"), "language");
	return !language || value_is(language, "python") || value_is(language, "ipython");
}

bool cells_read(struct tree *tree, const struct cell_sink *sink)
{
	struct reading r = { .tree = tree, .sink = sink };

	if (!value_get(tree->root, "nbformat") || !is_python(tree->root))
		return false;
	buf_init(&r.text, CELL_MAX);
	read_cells(&r, value_get(tree->root, "cells"));
	value_each (sheet, value_get(tree->root, "worksheets"))
		read_cells(&r, value_get(sheet, "cells"));
	buf_free(&r.text);
	return true;
}
