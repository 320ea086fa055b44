/*
 * Jupyter notebooks: what services, models and data sets the cells use, as one program, and what
 * their commands install (`%pip install`, `!conda install`).
 */
#include "code/python.h"
#include "code/shell.h"
#include "eco/code/cells.h"
#include "eco/code/uses.h"
#include "eco/install.h"
#include "eco/place.h"

struct notebook {
	struct tree *tree;
	struct uses *uses;
	struct code_scopes *python, *shell;
	uint64_t cell;
	bool told;
};

static unsigned bid(const struct probe *probe)
{
	return cells_bid(probe) && !place_is_foreign(probe->path) ? BID_LIKELY : BID_NONE;
}

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

static void on_part(void *context, const struct cell_part *part)
{
	struct notebook *n = context;
	struct code_sink commands = { on_command, n }, uses = { uses_event, n->uses };

	n->cell = part->cell;
	uses_set_cell(n->uses, part->cell);
	if (part->shell)
		(void)code_shell(part->text, part->offset, part->line, n->shell, &commands);
	else
		(void)code_python(part->text, part->offset, part->line, n->python, &uses);
}

static bool tell(struct tree *tree)
{
	struct notebook n = { .tree = tree, .uses = uses_new(tree->job, LANGUAGE_PYTHON) };
	const struct cell_sink sink = { on_part, &n };

	n.python = code_scopes_new(tree->arena);
	n.shell = code_scopes_new(tree->arena);
	if (!cells_read(tree, &sink))
		return false;
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
