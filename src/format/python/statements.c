/* Statements of Python: imports, blocks, assignments. */
#include "format/python.h"

static void read_dotted(struct python_source *s, char name[PYTHON_NAME_BYTES_MAX])
{
	name[0] = '\0';
	while (python_is(s, PYTHON_NAME, NULL)) {
		python_extend(name, s->token.text);
		python_step(s);
		if (!python_take(s, PYTHON_OPERATOR, "."))
			break;
	}
}

/* import a.b as c, d */
static void read_import(struct python_source *s)
{
	char name[PYTHON_NAME_BYTES_MAX];

	do {
		struct span first = s->token.text;

		read_dotted(s, name);
		if (name[0] == '\0')
			return;
		python_keep(s, "python-import", span_str(name), NULL);
		if (python_take(s, PYTHON_NAME, "as"))
			python_bind(s, &s->imports, s->token.text, span_str(name),
				    (struct span){ 0 });
		else
			python_bind(s, &s->imports, first, first, (struct span){ 0 });
		if (python_is(s, PYTHON_NAME, NULL))
			python_step(s);
	} while (python_take(s, PYTHON_OPERATOR, ","));
}

/* from a.b import (c as d, e) */
static void read_from(struct python_source *s)
{
	char module[PYTHON_NAME_BYTES_MAX], name[PYTHON_NAME_BYTES_MAX];
	bool relative = false;

	while (python_take(s, PYTHON_OPERATOR, "."))
		relative = true;
	read_dotted(s, module);
	if (!python_take(s, PYTHON_NAME, "import"))
		return;
	if (!relative)
		python_keep(s, "python-import", span_str(module), NULL);
	if (python_take(s, PYTHON_OPERATOR, "*") && !relative && s->n_stars < PYTHON_STARS_MAX)
		s->stars[s->n_stars++] = arena_copy(job_arena(s->job), span_str(module));
	(void)python_take(s, PYTHON_OPERATOR, "(");
	while (python_is(s, PYTHON_NAME, NULL)) {
		struct span local = s->token.text;

		name[0] = '\0';
		if (!relative) {
			python_extend(name, span_str(module));
			python_extend(name, s->token.text);
		}
		python_step(s);
		if (python_take(s, PYTHON_NAME, "as")) {
			local = s->token.text;
			python_step(s);
		}
		python_bind(s, &s->imports, local, span_str(name), (struct span){ 0 });
		if (!python_take(s, PYTHON_OPERATOR, ","))
			break;
	}
}

static void leave_blocks(struct python_source *s, unsigned column)
{
	while (s->n_blocks > 0 && s->blocks[s->n_blocks - 1].column >= column)
		python_unbind(&s->variables, s->blocks[--s->n_blocks].variables);
}

static void open_block(struct python_source *s, unsigned column, bool function)
{
	if (s->n_blocks == PYTHON_BLOCKS_MAX) {
		s->full = true;
		return;
	}
	s->blocks[s->n_blocks].column = column;
	s->blocks[s->n_blocks].variables = s->variables.newest;
	s->blocks[s->n_blocks++].function = function;
}

/* The rest of a statement; `target` is bound when it assigns to it. Behind a colon another one may
 * stand on the same line. */
static void read_rest(struct python_source *s, struct span target)
{
	bool assigned = false, colon = false;

	while (!python_line_ended(s) &&
	       !(s->lexer.brackets == 0 && python_is(s, PYTHON_OPERATOR, ";"))) {
		bool top_level = s->n_calls == 1 && s->lexer.brackets == 0;

		if (colon &&
		    (python_is(s, PYTHON_NAME, "import") || python_is(s, PYTHON_NAME, "from")))
			break;
		colon = top_level && python_is(s, PYTHON_OPERATOR, ":");
		assigned |= top_level && python_is(s, PYTHON_OPERATOR, "=");
		python_read_token(s);
	}
	while (s->n_calls > 1)
		python_close_call(s);
	if (assigned && target.n && s->calls[0].inside[0])
		python_bind_variable(s, target, span_str(s->calls[0].inside));
}

static void read_statement(struct python_source *s, unsigned column)
{
	struct span target = { 0 };
	bool function = false;

	s->n_calls = 1;
	s->calls[0] = (struct python_call){ 0 };
	(void)python_take(s, PYTHON_NAME, "async");
	if (python_take(s, PYTHON_NAME, "import")) {
		read_import(s);
	} else if (python_take(s, PYTHON_NAME, "from")) {
		read_from(s);
	} else if ((function = python_take(s, PYTHON_NAME, "def")) ||
		   python_take(s, PYTHON_NAME, "class")) {
		if (python_is(s, PYTHON_NAME, NULL))
			python_step(s);
		read_rest(s, target); /* defaults and bases run now */
		open_block(s, column, function);
		return;
	} else if (python_is(s, PYTHON_NAME, NULL)) {
		target = s->token.text;
	}
	read_rest(s, target);
}

void python_read_line(struct python_source *s)
{
	unsigned column = s->token.column;

	python_step(s);
	leave_blocks(s, column);
	do
		read_statement(s, column);
	while (python_take(s, PYTHON_OPERATOR, ";") || !python_line_ended(s));
}
