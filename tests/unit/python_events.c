/* Python source as events: names followed, constants folded, and no source that takes long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "code/python.h"
#include "../code_events.h"

enum { TEXT_MAX = 64 << 10, LARGE = 4 << 20 };

struct seen {
	struct buf text;
	bool all, follows;
};

/* Calls and imports; strings and assignments are shown when asked for. */
static void on_event(void *context, const struct code_event *event)
{
	struct seen *seen = context;

	if (seen->all || event->kind == CODE_CALL || event->kind == CODE_DECORATOR)
		print_event(&seen->text, event);
}

static struct code_end read_source(struct span source, struct seen *seen)
{
	struct arena arena;
	struct code_sink sink = { on_event, seen, seen->follows ? mark_event : NULL };
	struct code_end end;

	arena_init(&arena, MiB(24), NULL, NULL);
	buf_init(&seen->text, TEXT_MAX);
	end = code_python(source, 0, 1, code_scopes_new(&arena), &sink);
	arena_free(&arena);
	return end;
}

static void expect_some(const char *source, const char *expected, bool all)
{
	struct seen seen = { .all = all };

	read_source(span_str(source), &seen);
	assert_string_equal(buf_text(&seen.text), expected);
	buf_free(&seen.text);
}

static void expect(const char *source, const char *expected)
{
	expect_some(source, expected, false);
}

static void expect_followed(const char *source, const char *expected)
{
	struct seen seen = { .follows = true };

	read_source(span_str(source), &seen);
	assert_string_equal(buf_text(&seen.text), expected);
	buf_free(&seen.text);
}

/* What a call gives for each item of a list has that item as long as it is there itself. */
static void items_stay(void **state)
{
	(void)state;
	expect_followed("import a\na.b(list(map(set, ['xy', a.c])), 'z')",
			"2 call builtins.map(builtins.set, ['xy', a.c])\n"
			"2 call builtins.set('xy')\n"
			"2 call builtins.list([builtins.set('xy'), builtins.set(a.c)]~)\n"
			"2 call a.b([builtins.set('xy'), builtins.set(a.c)]~, 'z')\n");
}

static void names_are_followed(void **state)
{
	(void)state;
	expect("import a.b\na.b.c()", "2 call a.b.c()\n");
	expect("import a.b as x, y\nx.c(y.d)", "2 call a.b.c(y.d)\n");
	expect("from a import (b as c, # why\n d)\nc(); d()", "3 call a.b()\n3 call a.d()\n");
	expect("from a import *\nb()", "2 call a.b()\n");
	expect("from .a import b\nb()\nb.c()", "3 call ?.c()\n");
	expect("import a\nx = a.A()\ny = x\ny.b.c(1)", "2 call a.A()\n4 call a.A().b.c(1)\n");
	expect("import a\nwith a.A() as x, open('f') as y: x.b()",
	       "2 call a.A()\n2 call builtins.open('f')\n2 call a.A().b()\n");
	expect("import a\ndef f(x: a.A, y):\n x.b()\n y.c()\nx.d()",
	       "3 function call a.A().b()\n4 function call ?.c()\n5 call ?.d()\n");
	expect("import a\nclass C:\n K = 'k'\n def __init__(self):\n  self.x = a.A(self.K)\n"
	       " def f(self):\n  self.x.b(K)\nC.K.z(C.K)",
	       "5 function call a.A('k')\n7 function call a.A().b(?)\n8 call ?.z('k')\n");
	expect("import a\nwhile (x := a.A()): x.b()", "2 call a.A()\n2 call a.A().b()\n");
	expect("import a\nf = lambda x: a.b(x)\na.c(lambda: a.d())",
	       "2 function call a.b(?)\n3 function call a.d()\n3 call a.c(?)\n");
	expect("import os\ngetattr(os, 'sys' + 'tem')('x'); __import__('os').system('y')",
	       "2 call builtins.getattr(os, 'system')\n2 call os.system('x')\n"
	       "2 call builtins.__import__('os')\n2 call os.system('y')\n");
}

static void constants_are_folded(void **state)
{
	(void)state;
	expect("f.x('a' 'b' + \"c\", r'\\d', b'e', '\\x41\\\n')",
	       "1 call ?.x('abc', '\\d', 'e', 'A')\n");
	expect("H = 'h'\nf.x(f'{H}/{{v}}/{1}', f\"{H + '/'}{H!r:>{w}}\", f'{z}', f'{d['k']}')",
	       "2 call ?.x('h/{v}/'~, 'h/h', ''~, ''~)\n");
	expect("f.x('/'.join(['a', 'b']), '{}{x}'.format('a', x='b'), '%s-%s%%' % ('a', 'b'))",
	       "1 call ?.join(['a', 'b'])\n1 call ?.format('a', x='b')\n"
	       "1 call ?.x('a/b', 'ab', 'a-b%')\n");
	expect("d = {'m': 'x', **e, 'n': 1}\nf.x(d['m'], **d)", "2 call ?.x('x', m='x', n=1)~\n");
	expect("import os\nM = os.environ.get('M', 'x') or 'y'\nf.x(M)",
	       "2 call os.environ.get('M', 'x')\n3 call ?.x(<'x'~, 'y'>~)\n");
	expect("x = 'a'\nx += 'b'\ny = x if z else 'c'\nf.x(x, y)",
	       "4 call ?.x('ab', <'ab', 'c'>)\n");
	expect("for m in ['a', 'b']:\n f.x(m)", "2 call ?.x(<'a', 'b'>)\n");
	expect("a, (b, c) = 'x', ('y', 'z')\nf.x(a)", "2 call ?.x('x')\n");
	expect("f.x([1, -2, None], (3,), {4}, *g, k=True)",
	       "1 call ?.x([1, -2, None], [3], [4], k=True)~\n");
}

/* The last assignment on the way counts, those on other ways may. */
static void branches_are_joined(void **state)
{
	(void)state;
	expect("x = 'a'\nx = 'b'\nf.x(x)", "3 call ?.x('b')\n");
	expect("x = 'a'\nif c:\n x = 'b'\nf.x(x)", "4 call ?.x(<'a', 'b'>)\n");
	expect("if c:\n x = 'a'\nelse:\n x = 'b'\nf.x(x)\nx = 'c'\nf.x(x)",
	       "5 call ?.x(<'a', 'b'>)\n7 call ?.x('c')\n");
	expect("x = None\nif c: x = 'b'\nf.x(x)", "3 call ?.x('b'~)\n");
	expect("try:\n from a import b\nexcept E: b = None\nb()", "4 call a.b()\n");
	expect("x = 'a'\ndef f():\n x = 'b'\ndef g(x='c'):\n f.x(x)\nf.x(x)",
	       "5 function call ?.x('c'~)\n6 call ?.x('a')\n");
}

static void events_of_other_kinds(void **state)
{
	(void)state;
	expect_some("\"\"\"doc\"\"\"\nimport a\n@a.tool\ndef f(): 'doc'; x = 's'",
		    "2 import a\n3 decorator a.tool\n4 function string 's'\n"
		    "4 function assign x = 's'\n",
		    true);
	expect_some(
		"import os, a\nos.environ['K'] = 'v'\na.base: str = 'w'\n# x = 'y'",
		"1 import os\n1 import a\n2 string 'K'\n2 call os.environ.get('K')\n"
		"2 string 'v'\n2 assign os.environ.K = 'v'\n3 string 'w'\n3 assign a.base = 'w'\n",
		true);
}

static void faults_are_passed(void **state)
{
	struct seen seen = { 0 };
	struct code_end end = read_source(span_str("f.x('abc\nf.y(1)\n"), &seen);

	(void)state;
	assert_string_equal(end.fault, "a string has no end");
	assert_int_equal(end.fault_at, 5);
	buf_free(&seen.text);
	expect("f.x(1))\n]]\nf.y(2)", "1 call ?.x(1)\n3 call ?.y(2)\n");
	expect("if if if\nelse else\nf.y(2", "3 call ?.y(2)\n");
	expect("print 'x', f.y(1)\nmatch f.z():\n case f.a(): pass",
	       "1 call ?.y(1)\n2 call ?.z()\n3 call ?.a()\n");
}

/* Each piece makes megabytes that a careless reader takes quadratic time or endless depth for. */
static void hostile_sources(void **state)
{
	static const char *const pieces[] = {
		"(",
		"[",
		"{",
		"f(",
		"f.x(",
		"a.",
		"not ",
		"lambda: ",
		"a=",
		"a,",
		"a if b else ",
		"'a'+",
		"x+='a'\n",
		"f'{",
		"f'''{",
		"f'{{{a}'\n",
		"def f():\n",
		"class A:\n",
		"if x: ",
		"@a\n",
		"\n ",
		"a:a\n",
		"'''",
		"\\\n",
		"yield ",
		"await ",
		"**",
		"a[",
		"x=x+x\n",
		"f\"{'{\"",
		"import a\n",
		"a or ",
		"if a:\n x='b'\nx='c'\n",
		"with a as b, ",
		"for a in ",
		"\"\\",
		"%s'%",
		"''.join([",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		struct seen seen = { .all = true };
		struct buf source;

		buf_init(&source, LARGE);
		while (!source.over)
			buf_str(&source, pieces[i]);
		read_source(buf_view(&source), &seen);
		buf_free(&seen.text);
		buf_free(&source);
	}
}

/* Each line one column further right is a block of its own. */
static void deep_blocks(void **state)
{
	struct seen seen = { 0 };
	struct buf source;

	(void)state;
	buf_init(&source, LARGE);
	for (int i = 0; i < 2000; i++)
		buf_printf(&source, "%*sif a:\n", i, "");
	buf_str(&source, "f.x(1)");
	assert_true(read_source(buf_view(&source), &seen).full);
	assert_string_equal(buf_text(&seen.text), "2001 call ?.x(1)\n");
	buf_free(&seen.text);
	buf_free(&source);
}

static uint64_t no_mark(void *context, const struct code_event *event)
{
	(void)context, (void)event;
	return 0;
}

/* When no more values are kept, a name that can be several things is none of them. */
static void nothing_is_kept(void **state)
{
	struct seen seen = { 0 };
	const struct code_sink sink = { .event = on_event, .context = &seen, .mark = no_mark };
	struct buf source;
	struct arena arena;

	(void)state;
	arena_init(&arena, MiB(24), NULL, NULL);
	buf_init(&source, LARGE);
	buf_init(&seen.text, TEXT_MAX);
	for (int i = 0; i < 1000; i++) {
		buf_printf(&source, "v%d = [", i);
		for (int k = 0; k < CODE_ITEMS_MAX; k++)
			buf_str(&source, "'x',");
		buf_str(&source, "]\n");
	}
	buf_str(&source, "import a\nif b: f = a.c\nelse: f = a.d\nf(1)\na.e()\n");
	(void)code_python(buf_view(&source), 0, 1, code_scopes_new(&arena), &sink);
	assert_non_null(strstr(buf_text(&seen.text), "1005 call a.e()\n"));
	buf_free(&seen.text);
	buf_free(&source);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_followed),  cmocka_unit_test(constants_are_folded),
		cmocka_unit_test(branches_are_joined), cmocka_unit_test(events_of_other_kinds),
		cmocka_unit_test(faults_are_passed),   cmocka_unit_test(hostile_sources),
		cmocka_unit_test(deep_blocks),	       cmocka_unit_test(items_stay),
		cmocka_unit_test(nothing_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
