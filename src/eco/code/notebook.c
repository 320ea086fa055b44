/*
 * Jupyter notebooks (nbformat 3 and 4): the cells of code one after the other, as one program. What
 * follows an exclamation mark is a command of the shell, what follows a percent sign one of the
 * notebook; `%pip install` and `%conda install` install, whole cells of `%%bash` are scripts.
 */
#include "base/ascii.h"
#include "base/buf.h"
#include "code/python.h"
#include "code/shell.h"
#include "eco/code/uses.h"
#include "eco/install.h"
#include "eco/place.h"
#include "eco/tree.h"
#include "format/format.h"

enum { CELL_MAX = 4 << 20, CELLS_MAX = 20000 };

struct notebook {
	struct tree *tree;
	struct uses *uses;
	struct code_scopes *python, *shell;
	struct buf text; /* of the cell at hand, its commands blanked out */
	uint64_t cell, line, offset;
	bool told;
};

static unsigned bid(const struct probe *probe)
{
	static const char *const endings[] = { ".ipynb", NULL };

	if (!probe_named(probe, endings))
		return BID_NONE;
	return place_is_foreign(probe->path) ? BID_NONE : BID_LIKELY;
}

/* Commands. */

static void on_install(void *context, const struct install *install)
{
	struct notebook *n = context;
	struct install one = *install;

	n->told = true;
	if (one.kind == INSTALL_COMPONENT)
		entry_number(&one.entry, "cell", n->cell);
	install_tell(n->tree->job, &one);
}

static void on_command(void *context, const struct code_event *event)
{
	struct notebook *n = context;

	if (event->kind == CODE_COMMAND)
		install_command(event, "code", n->tree->arena, on_install, n);
}

static void read_script(struct notebook *n, struct span script, uint64_t line)
{
	struct code_sink sink = { on_command, n };

	(void)code_shell(script, n->offset, line, n->shell, &sink);
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
static bool read_cell_magic(struct notebook *n, struct span source)
{
	static const char *const shells[] = { "%%bash", "%%sh", "%%shell", "%%!", NULL };
	struct span rest = source, word = first_word(take_line(&rest));

	if (!span_starts(word, "%%"))
		return false;
	for (size_t i = 0; shells[i]; i++)
		if (span_is(word, shells[i]))
			read_script(n, rest, n->line + 1);
	return !span_is(word, "%%time") && !span_is(word, "%%timeit") &&
	       !span_is(word, "%%capture");
}

/* Commands go to the shell; the lines of the program keep their numbers. */
static void read_source(struct notebook *n, struct span source)
{
	struct span rest = source;
	uint64_t line = n->line;
	struct code_sink sink = { uses_event, n->uses };

	if (read_cell_magic(n, source))
		return;
	buf_clear(&n->text);
	while (rest.n) {
		struct span one = take_line(&rest), command = command_of(one);
		bool magic = span_starts(ascii_trim(one), "%");

		if (command.n)
			read_script(n, command, line);
		if (!command.n && !magic)
			buf_span(&n->text, one);
		for (size_t i = 0; i < one.n; i++)
			line += one.p[i] == '\n';
		buf_byte(&n->text, '\n');
		line++;
	}
	(void)code_python(arena_copy(n->tree->arena, buf_view(&n->text)), n->offset, n->line,
			  n->python, &sink);
}

/* A cell's source is a text or a list of lines. */
static void read_cell(struct notebook *n, const struct value *cell)
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
		buf_span(&text, value_text(source, n->tree->arena));
	value_each (line, source)
		buf_span(&text, value_text(line, n->tree->arena));
	n->offset = source->offset;
	n->line = 1;
	uses_set_cell(n->uses, n->cell);
	read_source(n, arena_copy(n->tree->arena, buf_view(&text)));
	if (text.over)
		job_incomplete(n->tree->job, "a cell is longer than the limit", source->offset);
	buf_free(&text);
}

static void read_cells(struct notebook *n, const struct value *cells)
{
	value_each (cell, cells) {
		if (++n->cell > CELLS_MAX) {
			job_incomplete(n->tree->job, "there are more cells than the limit",
				       cell->offset);
			return;
		}
		read_cell(n, cell);
	}
}

static bool is_python(const struct value *root)
{
	const struct value *metadata = value_get(root, "metadata");
	const struct value *language = value_get(value_get(metadata, "language_info"), "name");

	language = language ? language : value_get(value_get(metadata, "kernelspec"), "language");
	return !language || value_is(language, "python") || value_is(language, "ipython");
}

static bool tell(struct tree *tree)
{
	struct notebook n = { .tree = tree, .uses = uses_new(tree->job, LANGUAGE_PYTHON) };

	if (!value_get(tree->root, "nbformat") || !is_python(tree->root))
		return false;
	n.python = code_scopes_new(tree->arena);
	n.shell = code_scopes_new(tree->arena);
	buf_init(&n.text, CELL_MAX);
	read_cells(&n, value_get(tree->root, "cells"));
	value_each (sheet, value_get(tree->root, "worksheets"))
		read_cells(&n, value_get(sheet, "cells"));
	buf_free(&n.text);
	n.told |= uses_finish(n.uses);
	if (n.python->full || n.shell->full)
		job_incomplete(tree->job,
			       "the source uses more names or deeper nesting than the limits", 0);
	return n.told || n.python->full || n.shell->full;
}

static void read(struct job *job, struct span bytes)
{
	tree_read(job, bytes, NOTATION_JSON, tell);
}

const struct format format_code_notebook = {
	.name = "notebook",
	.bid = bid,
	.read = read,
	.uses = true,
};
