/* What no row of the table of Python says. */
#include "code/behaviour/python.h"

#include "base/ascii.h"
#include "code/behaviour/place.h"
#include "code/behaviour/state.h"

enum { PROGRAM_MIN = 24 };

/* Files. */

static bool is_open(struct span name)
{
	return span_is(name, "builtins.open") || span_is(name, "io.open") ||
	       span_is(name, "codecs.open") || span_is(name, "aiofiles.open");
}

static bool writes(const struct code_value *call)
{
	struct span mode = code_constant(code_argument(call, "mode", 1));

	for (size_t i = 0; i < mode.n; i++)
		if (strchr("wax+", mode.p[i]))
			return true;
	return false;
}

static void see_open(struct behaviours *b, const struct code_event *event)
{
	const struct code_value *path = code_argument(&event->value, "file", 0);

	if (writes(&event->value))
		behaviour_write_path(b, event, path, 0);
	else
		behaviour_read_path(b, event, path);
}

/* What is written may be a program that is started next. */
static void see_program(struct behaviours *b, const struct code_event *event)
{
	const struct code_value *text = code_at(&event->value, 0);
	const struct behaviour_language *language;

	if (!text || text->kind != CODE_TEXT || text->text.n < PROGRAM_MIN)
		return;
	language = behaviour_language_of(text->text);
	if (language)
		behaviour_layer(b, language, text, event, false);
}

/* open(path, "wb").write(data): the file holds what the data are. */
static void see_write(struct behaviours *b, const struct code_event *event)
{
	const struct code_value *of = event->receiver, *path;
	bool dump = span_ends(event->name, ".dump");

	if (dump)
		of = code_at(&event->value, 1);
	else if (!span_ends(event->name, ".write") && !span_ends(event->name, ".writelines"))
		return;
	if (!dump)
		see_program(b, event);
	of = of ? code_callable(of) : NULL;
	if (!of || of->kind != CODE_RESULT || !is_open(of->text))
		return;
	path = code_argument(of, "file", 0);
	behaviour_write_path(b, event, path, event->value.marks);
}

/* The environment. */

static void see_variable(struct behaviours *b, const struct code_event *event)
{
	const struct code_value *key = code_at(&event->value, 0);

	if ((!span_is(event->name, "os.environ.get") && !span_is(event->name, "os.getenv")) ||
	    !place_is_secret_variable(code_constant(key)))
		return;
	behaviours_say(b, event, BEHAVIOUR_SECRET_READ, "environment", event->name, key);
	behaviour_comes(b, BEHAVIOUR_SECRET_READ, "environment", event);
	b->given |= MARK_ENVIRONMENT;
}

/* Options of programs that are started. */

static bool is_number(const struct code_value *v, const char *decimal, const char *hex)
{
	return v && v->kind == CODE_WORD && (span_is(v->text, decimal) || ascii_same(v->text, hex));
}

/* A session of its own outlives the terminal, and the program that has started it. */
static bool is_detached(const struct code_value *call)
{
	static const char *const names[] = { "os.setsid", "os.setpgrp", "os.setpgid", NULL };
	const struct code_value *session = code_argument(call, "start_new_session", SIZE_MAX);
	const struct code_value *before = code_argument(call, "preexec_fn", SIZE_MAX);

	if (session && span_is(session->text, "True"))
		return true;
	for (size_t i = 0; before && before->kind == CODE_NAME && names[i]; i++)
		if (span_is(before->text, names[i]))
			return true;
	return false;
}

static void see_options(struct behaviours *b, const struct code_event *event)
{
	const struct code_value *flags = code_argument(&event->value, "creationflags", SIZE_MAX);

	if (!span_starts(event->name, "subprocess."))
		return;
	if (is_number(flags, "134217728", "0x08000000") ||
	    (flags && flags->kind == CODE_NAME && span_ends(flags->text, ".CREATE_NO_WINDOW")))
		behaviours_say(b, event, BEHAVIOUR_HIDE, "window", event->name, NULL);
	if (is_detached(&event->value))
		behaviours_say(b, event, BEHAVIOUR_HIDE, "detach", event->name, NULL);
}

/* os.remove(__file__) */
static void see_removal(struct behaviours *b, const struct code_event *event)
{
	const struct code_value *path = code_at(&event->value, 0);

	if (path && span_is(path->source, "__file__") &&
	    (span_is(event->name, "os.remove") || span_is(event->name, "os.unlink")))
		behaviours_say(b, event, BEHAVIOUR_HIDE, "delete", event->name, NULL);
}

/* Keys of the registry whose values are programs: those started with every session, and those that
 * a program with all rights starts in place of another. */
static const char *key_kind(const struct code_value *v)
{
	struct span text = span_part(code_constant(v), 0, BEHAVIOUR_DETAIL_MAX);

	for (size_t i = 0; i < text.n; i++) {
		struct span rest = span_from(text, i);

		if (rest.n >= 17 &&
		    strncasecmp((const char *)rest.p, "ms-settings\\shell", 17) == 0)
			return "elevate";
		if (rest.n >= 18 &&
		    strncasecmp((const char *)rest.p, "currentversion\\run", 18) == 0)
			return "registry";
	}
	return NULL;
}

static void see_registry(struct behaviours *b, const struct code_event *event)
{
	if (!span_starts(event->name, "winreg.") && !span_starts(event->name, "_winreg."))
		return;
	for (const struct code_item *i = event->value.items; i; i = i->next) {
		const char *kind = key_kind(&i->value);

		if (kind)
			behaviours_say(b, event, BEHAVIOUR_PERSIST, kind, event->name, &i->value);
	}
}

/* A connection that becomes the standard input makes whatever is started next its servant. */

static bool is_connection(const struct code_value *v)
{
	return v && v->kind == CODE_RESULT && span_starts(v->text, "socket.");
}

static void see_tie(struct behaviours *b, const struct code_event *event)
{
	const struct code_value *in = code_argument(&event->value, "stdin", SIZE_MAX);
	bool starts = span_starts(event->name, "subprocess.") ||
		      span_is(event->name, "pty.spawn") || span_is(event->name, "os.system") ||
		      span_starts(event->name, "os.exec");

	if (span_is(event->name, "os.dup2") && is_connection(code_at(&event->value, 0)))
		b->tied = true;
	if (!starts || !(b->tied || is_connection(in)))
		return;
	behaviour_comes(b, BEHAVIOUR_DOWNLOAD, "socket", event);
	(void)behaviour_flow(b, event, BEHAVIOUR_RUN_CODE, "reverse-shell",
			     behaviour_mark(BEHAVIOUR_DOWNLOAD), code_at(&event->value, 0));
}

/* Assignments to what belongs to others. */
static void see_assignment(struct behaviours *b, const struct code_event *event)
{
	static const char *const others[] = { "builtins.",    "requests.",   "urllib3.", "socket.",
					      "http.client.", "subprocess.", NULL };

	if (span_is(event->name, "builtins.__import__") || span_is(event->name, "sys.meta_path")) {
		behaviours_say(b, event, BEHAVIOUR_IMPORT_HOOK, NULL, event->name, NULL);
		return;
	}
	for (size_t i = 0; others[i]; i++)
		if (span_starts(event->name, others[i]))
			behaviours_say(b, event, BEHAVIOUR_MONKEY_PATCH, NULL, event->name, NULL);
}

/* @exec and the like: what follows is the argument. */
static void see_decorator(struct behaviours *b, const struct code_event *event)
{
	static const char *const runners[] = { "builtins.exec", "builtins.eval", "os.system",
					       NULL };

	for (size_t i = 0; runners[i]; i++)
		if (span_is(event->name, runners[i]))
			behaviours_say(b, event, BEHAVIOUR_RUN_CODE, NULL, event->name, NULL);
}

static void see_decoded(struct behaviours *b, const struct code_event *event)
{
	const struct behaviour_language *language = behaviour_language_of(event->value.text);

	if (language)
		behaviour_layer(b, language, &event->value, event, true);
}

/* A name that is looked up carries out what stands in front of its own: text put together with what
 * was read. The machine's own name alone is looked up by honest programs. */
static void see_lookup(struct behaviours *b, const struct code_event *event)
{
	const struct code_value *name = code_at(&event->value, 0);

	if ((span_is(event->name, "socket.gethostbyname") ||
	     span_is(event->name, "socket.getaddrinfo")) &&
	    name && name->kind == CODE_TEXT)
		(void)behaviour_flow(b, event, BEHAVIOUR_NETWORK, "dns", name->marks, name);
}

/* __import__("os"), getattr(os, "system") */
static void see_module(struct behaviours *b, const struct code_event *event)
{
	static const char *const names[] = { "builtins.__import__", "importlib.import_module",
					     "importlib.__import__", NULL };
	bool named = span_is(event->name, "builtins.getattr");

	for (size_t i = 0; names[i] && !named; i++) {
		named = span_is(event->name, names[i]);
		if (named)
			behaviour_module(b, event, code_at(&event->value, 0));
	}
	if (named)
		b->given |= MARK_NAMED;
}

/* __import__("os").system(...): what is called at once by a name in a text was not to be found by
 * its own. Bound to a variable it is what old and lazy code does. */
static void see_named(struct behaviours *b, const struct code_event *event)
{
	const struct code_value *of = event->receiver;
	struct behaviour_rows rows;
	const struct behaviour_call *row;

	if (!(event->value.marks & MARK_NAMED) || event->value.source.n || (of && of->source.n))
		return;
	rows = behaviour_rows(b, event->name);
	while ((row = behaviour_row(&rows)))
		if (row->class == BEHAVIOUR_SPAWN && !(row->flags & CALL_QUIET)) {
			behaviours_say(b, event, BEHAVIOUR_HIDE, "name", event->name, NULL);
			return;
		}
}

/* Bytecode is loaded from caches all day; out of the source itself it is hidden code. */
static void see_bytecode(struct behaviours *b, const struct code_event *event)
{
	const struct code_value *code = code_at(&event->value, 0);

	if (!span_is(event->name, "marshal.loads") || !code || code->kind != CODE_TEXT)
		return;
	behaviour_comes(b, BEHAVIOUR_DECODE, "marshal", event);
	b->given |= behaviour_mark(BEHAVIOUR_DECODE);
}

static void see_call(struct behaviours *b, const struct code_event *event)
{
	if (is_open(event->name))
		see_open(b, event);
	see_write(b, event);
	see_variable(b, event);
	see_options(b, event);
	see_removal(b, event);
	see_registry(b, event);
	see_lookup(b, event);
	see_bytecode(b, event);
	see_module(b, event);
	see_named(b, event);
	see_tie(b, event);
}

behaviour_see *const behaviour_python_see[CODE_EVENT_COUNT] = {
	[CODE_CALL] = see_call,
	[CODE_ASSIGN] = see_assignment,
	[CODE_DECORATOR] = see_decorator,
	[CODE_DECODED] = see_decoded,
};
