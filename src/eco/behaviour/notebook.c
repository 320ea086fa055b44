/* What the cells of notebooks do (tell.h): as one program, and the commands in them as another. */
#include "eco/behaviour/tell.h"
#include "eco/code/cells.h"

enum { PARTS_MAX = 4096 };

struct parts {
	struct tree *tree;
	struct behaviour_part *python, *shell;
	size_t n_python, n_shell;
	bool full;
};

static unsigned bid(const struct probe *probe)
{
	return cells_bid(probe) ? BID_LIKELY : BID_NONE;
}

static void on_part(void *context, const struct cell_part *part)
{
	struct parts *p = context;
	size_t *n = part->shell ? &p->n_shell : &p->n_python;

	if (*n == PARTS_MAX) {
		p->full = true;
		return;
	}
	(part->shell ? p->shell : p->python)[(*n)++] = (struct behaviour_part){
		.text = part->text, .offset = part->offset, .line = part->line
	};
}

static bool tell(struct tree *tree)
{
	struct parts p = {
		.tree = tree,
		.python = arena_array(tree->arena, PARTS_MAX, sizeof(*p.python)),
		.shell = arena_array(tree->arena, PARTS_MAX, sizeof(*p.shell)),
	};
	const struct cell_sink sink = { on_part, &p };
	bool told;

	if (!cells_read(tree, &sink))
		return false;
	told = behaviour_tell_mixed(tree->job, &behaviour_python, p.python, p.n_python);
	told |= behaviour_tell_mixed(tree->job, &behaviour_shell, p.shell, p.n_shell);
	if (p.full)
		job_incomplete(tree->job, "there are more cells than the limit", 0);
	return told || p.full;
}

static void read(struct job *job, struct span bytes)
{
	tree_read(job, bytes, NOTATION_JSON, tell);
}

const struct format format_behaviour_notebook = {
	.name = "notebook-behaviour",
	.bid = bid,
	.read = read,
	.behaviours = true,
};
