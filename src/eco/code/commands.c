/* Commands that a program runs by itself. */
#include "eco/code/commands.h"

#include "code/scope.h"
#include "code/shell.h"
#include "eco/install.h"

enum { WORDS_MAX = 64 };

struct telling {
	struct job *job;
	uint64_t offset, line; /* of the call */
	bool told;
};

static void on_install(void *context, const struct install *install)
{
	struct telling *telling = context;

	if (install->kind == INSTALL_SCRIPT)
		return; /* what a program pipes into a shell is judged as behaviour (check/code.c)
			 */
	telling->told = true;
	install_tell(telling->job, install);
}

static void on_event(void *context, const struct code_event *event)
{
	struct telling *telling = context;

	if (event->kind == CODE_COMMAND)
		install_command(event, "code", job_arena(telling->job), on_install, telling);
}

/* A program without its name in front: `command` with `args`. */
static void add_words(struct span *words, size_t *n, const struct code_value *v)
{
	static const struct span python = SPAN("python");
	struct code_item one;
	const struct code_item *i =
		v && v->kind == CODE_LIST ? v->items : code_alternatives(v, &one);

	for (; i && *n < WORDS_MAX; i = i->next) {
		if (i->value.kind == CODE_NAME && span_is(i->value.text, "sys.executable"))
			words[(*n)++] = python;
		else if (i->value.kind == CODE_TEXT && !i->value.partial)
			words[(*n)++] = i->value.text;
	}
}

static void read_words(struct telling *telling, const struct code_value *first,
		       const struct code_value *rest)
{
	struct span words[WORDS_MAX];
	size_t n = 0;

	add_words(words, &n, first);
	add_words(words, &n, rest);
	install_words(words, n, telling->offset, telling->line, "code", job_arena(telling->job),
		      on_install, telling);
}

static void read_script(struct telling *telling, const struct code_value *script)
{
	struct code_sink sink = { on_event, telling };

	if (script->kind == CODE_TEXT)
		(void)code_shell(script->text, telling->offset, telling->line,
				 code_scopes_new(job_arena(telling->job)), &sink);
}

/* Functions by the ends of their names. */
static const struct {
	const char *module, *suffix;
	enum { SCRIPT, WORDS, SERVER, MAGIC } takes;
} functions[] = {
	{ "os.", "system", SCRIPT },
	{ "os.", "popen", SCRIPT },
	{ "subprocess.", "run", WORDS },
	{ "subprocess.", "call", WORDS },
	{ "subprocess.", "check_call", WORDS },
	{ "subprocess.", "check_output", WORDS },
	{ "subprocess.", "Popen", WORDS },
	{ "subprocess.", "getoutput", SCRIPT },
	{ "asyncio.", "create_subprocess_shell", SCRIPT },
	{ "builtins.get_ipython()", ".system", SCRIPT },
	{ "builtins.get_ipython()", ".getoutput", SCRIPT },
	{ "builtins.get_ipython()", ".run_line_magic", MAGIC },
	{ "pip.", "main", MAGIC },
	{ "child_process.", "exec", SCRIPT },
	{ "child_process.", "execSync", SCRIPT },
	{ "child_process.", "spawn", SERVER },
	{ "child_process.", "spawnSync", SERVER },
	{ "child_process.", "execFile", SERVER },
	{ "child_process.", "execFileSync", SERVER },
	{ "", "StdioServerParameters", SERVER },
	{ "", "MCPServerStdio", SERVER },
	{ "", "StdioClientTransport", SERVER },
	{ "", "StdioTransport", SERVER },
};

/* In JavaScript named arguments are those of an object. */
static const struct code_value *named(const struct code_value *call, const char *name, size_t at)
{
	const struct code_value *v = code_argument(call, name, SIZE_MAX), *first = code_at(call, 0);

	if (!v && first && first->kind == CODE_DICT)
		return code_get(first, span_str(name));
	return v ? v : code_at(call, at);
}

static void read_call(struct telling *telling, const struct code_value *call, int takes)
{
	static const struct span pip = SPAN("pip");
	struct code_value program = code_text(pip);
	const struct code_value *first = code_argument(call, "args", 0);

	switch (takes) {
	case SERVER:
		read_words(telling, named(call, "command", 0), named(call, "args", 1));
		return;
	case MAGIC:
		if (span_is(call->text, "pip.main"))
			read_words(telling, &program, first);
		else if (span_is(code_constant(first), "pip") && code_at(call, 1)) {
			const struct code_value *words[] = { first, code_at(call, 1) };
			struct span text = code_constant(words[1]);

			program.text = span_str(arena_printf(job_arena(telling->job), "pip %.*s",
							     (int)text.n, (const char *)text.p));
			read_script(telling, &program);
		}
		return;
	default:
		if (first && first->kind == CODE_LIST)
			read_words(telling, first, NULL);
		else if (first)
			read_script(telling, first);
	}
}

bool commands_tell(struct job *job, const struct code_event *call)
{
	struct telling telling = { .job = job, .offset = call->offset, .line = call->line };

	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++) {
		if (!span_starts(call->name, functions[i].module) ||
		    !span_ends(call->name, functions[i].suffix))
			continue;
		read_call(&telling, &call->value, (int)functions[i].takes);
		break;
	}
	return telling.told;
}
