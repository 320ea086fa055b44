/* JavaScript and TypeScript as events: names followed, constants folded, types and elements passed
 * over, and no source that takes long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "code/javascript.h"
#include "../code_events.h"

enum { TEXT_MAX = 64 << 10, LARGE = 256 << 10 };

static void on_event(void *context, const struct code_event *event)
{
	if (event->kind == CODE_CALL || event->kind == CODE_IMPORT)
		print_event(context, event);
}

static struct code_end read_source(struct span source, struct buf *seen)
{
	struct arena arena;
	struct code_sink sink = { on_event, seen };
	struct code_end end;

	arena_init(&arena, MiB(24), NULL, NULL);
	buf_init(seen, TEXT_MAX);
	end = code_javascript(source, 0, 1, code_scopes_new(&arena), &sink);
	arena_free(&arena);
	return end;
}

static void expect(const char *source, const char *expected)
{
	struct buf seen;
	struct code_end end = read_source(span_str(source), &seen);

	assert_null(end.fault);
	assert_string_equal(buf_text(&seen), expected);
	buf_free(&seen);
}

static void modules_are_followed(void **state)
{
	(void)state;
	expect("import A, { b as c, type D, default as E } from 'm';\nnew A(); c(); E()",
	       "1 import m\n1 import m.b\n1 import m.D\n1 import m\n2 call m()\n2 call m.b()\n"
	       "2 call m()\n");
	expect("import * as n from '@s/m/x'; import type T from 't'; import './own'; n.f()",
	       "1 import @s/m/x\n1 call @s/m/x.f()\n");
	expect("const { a: b, ...c } = require('m'); b(); c.d(); import('x'); import f from "
	       "'npm:y@2'",
	       "1 call require('m')\n1 import m\n1 call m.a()\n1 call m.d()\n1 import x\n1 import "
	       "y\n");
	expect("import z from './z'; z.f(); export { q } from 'w'; export * from 'v'",
	       "1 call ?.f()\n1 import w\n1 import v\n");
}

static void values_are_folded(void **state)
{
	(void)state;
	expect("const a = 'x', b = `${a}/y`; f.g(b + \"z\", ['p', 'q'].join('-'), `\\``)",
	       "1 call ?.join('-')\n1 call ?.g('x/yz', 'p-q', '`')\n");
	expect("const o = { k: 'v', m() { f.n(1) } }; f.g(o.k, o['k'], { ...o, z })",
	       "1 function call ?.n(1)\n1 call ?.g('v', 'v', {k='v', z=?})\n");
	expect("let m = 'a'; if (x) m = 'b'; f.g(m, c ? 'd' : 'e', process.env.X || 'h')",
	       "1 call ?.g(<'a', 'b'>, <'d', 'e'>, <process.env.X, 'h'>)\n");
	expect("enum M { A = 'x' } class C { static k = 'y'; p = 'z'; q() { f.g(this.p) } }\n"
	       "f.h(M.A, C.k)",
	       "1 function call ?.g('z')\n2 call ?.h('x', 'y')\n");
	expect("const f = (a = 'x', { b }) => g.h(a, b); const k = a => g.i(a)",
	       "1 function call ?.h('x', ?)\n1 function call ?.i(?)\n");
}

static void types_are_passed(void **state)
{
	(void)state;
	expect("import A from 'm'; class C<T> extends D<T> { private a: A; constructor(readonly b: "
	       "A) {}\n"
	       " async f<U>(x: U): Promise<Map<string, U[]>> { this.a.g(x as string); this.b.h!(1) "
	       "} }",
	       "1 import m\n2 function call m().g(?)\n2 function call m().h(1)\n");
	expect("const f = async (a: string): Promise<void> => { g.h<Array<X>>(a) }; type T = { a: "
	       "'x' }\n"
	       "interface I extends J<K> { m(): void; n: () => string }\ng.i(a < b, c >= (d))",
	       "1 function call ?.h(?)\n3 call ?.i(?, ?)\n");
	expect("let x: (a: A) => B = y, z: { q: string }[] = []; g.h(x ? (a) : b)",
	       "1 call ?.h(?)\n");
}

static void texts_that_look_like_code(void **state)
{
	(void)state;
	expect("const r = /[/'\"]+\\/`/g.test(s), d = 4 / 2 / g.h(1) // f.x()\n/* f.y() */ f.z()",
	       "1 call ?.test(?)\n1 call ?.h(1)\n2 call ?.z()\n");
	expect("f.g(`${a.replace(/'/g, `'\\\\''`)}'`); f.h()",
	       "1 call ?.replace(?, ''\\''')\n1 call ?.g('''~)\n1 call ?.h()\n");
	expect("f.g(`${x ? \"a\" /* } ' */ : b // `\n}`); f.h()",
	       "1 call ?.g('a'~)\n2 call ?.h()\n");
	expect("const e = <A b=\"it's\" c={f.g(1)} {...h}>isn't {f.i(`}`)} <br/> f.j() </A>; f.k()",
	       "1 call ?.g(1)\n1 call ?.i('}')\n1 call ?.k()\n");
	expect("'use strict'\nf.g(1)\nlabel: for (const x of ['a', 'b']) f.h(x)\n",
	       "2 call ?.g(1)\n3 call ?.h(<'a', 'b'>)\n");
}

static void hostile_sources(void **state)
{
	static const char *const pieces[] = {
		"(",
		"[",
		"{",
		"f(",
		"a.",
		"!",
		"x=>",
		"(x)=>{",
		"a=",
		"a?b:",
		"'a'+",
		"`${",
		"`${`",
		"class A{",
		"if(x)",
		"@a ",
		"'",
		"`",
		"/*",
		"/",
		"new ",
		"<a>",
		"<a b={",
		"a<b",
		"x:a<",
		"const {a:{",
		"(a):",
		"type A=",
		"import{a as b",
		"x+='a';",
		"interface A{",
		"async(",
		"s=s+s;",
		"case ",
		"'\\",
		"(a?",
		"a:(",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		struct buf seen, source;

		buf_init(&source, LARGE);
		buf_str(&source, "a = '</';");
		while (!source.over)
			buf_str(&source, pieces[i]);
		read_source(buf_view(&source), &seen);
		buf_free(&seen);
		buf_free(&source);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modules_are_followed), cmocka_unit_test(values_are_folded),
		cmocka_unit_test(types_are_passed),	cmocka_unit_test(texts_that_look_like_code),
		cmocka_unit_test(hostile_sources),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
