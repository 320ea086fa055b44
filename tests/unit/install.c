/* What commands install: shell scripts go in, components come out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "code/scope.h"
#include "code/shell.h"
#include "eco/install.h"

enum { TEXT_MAX = 64 << 10 };

#define ZEROS "00000000000000000000000000000000"

struct seen {
	struct arena arena;
	struct buf text;
};

static struct span attr(const struct entry *entry, const char *key)
{
	for (size_t i = 0; i < entry->n; i++)
		if (span_is(entry->attrs[i].key, key))
			return entry->attrs[i].text;
	return (struct span){ 0 };
}

static void add(struct buf *text, const char *before, struct span s)
{
	if (!s.n)
		return;
	buf_str(text, before);
	buf_span(text, s);
}

/* "package pypi:litellm@1.82.7 line 2", with '!' for what is run unpinned. */
static void on_install(void *context, const struct install *install)
{
	struct seen *seen = context;
	struct buf *text = &seen->text;

	if (install->kind == INSTALL_SCRIPT) {
		add(text, "script ", install->spec);
	} else {
		add(text, "", attr(&install->entry, "kind"));
		add(text, " ", attr(&install->entry, "ecosystem"));
		add(text, ":", attr(&install->entry, "namespace"));
		add(text, "/", attr(&install->entry, "name"));
		add(text, "@", attr(&install->entry, "version"));
		add(text, " ", attr(&install->entry, "range"));
		add(text, " from ", attr(&install->entry, "origin"));
		buf_str(text, install->runs && !install->pinned ? " !" : "");
	}
	buf_printf(text, " %llu\n", (unsigned long long)install->line);
}

static void on_event(void *context, const struct code_event *event)
{
	struct seen *seen = context;

	if (event->kind == CODE_COMMAND)
		install_command(event, "code", &seen->arena, on_install, seen);
}

static void expect(const char *script, const char *expected)
{
	struct seen seen = { 0 };
	struct code_sink sink = { on_event, &seen };

	arena_init(&seen.arena, MiB(16), NULL, NULL);
	buf_init(&seen.text, TEXT_MAX);
	code_shell(span_str(script), 0, 1, code_scopes_new(&seen.arena), &sink);
	assert_string_equal(buf_text(&seen.text), expected);
	buf_free(&seen.text);
	arena_free(&seen.arena);
}

static void python_packages(void **state)
{
	(void)state;
	expect("pip install litellm==1.82.7", "package pypi/litellm@1.82.7 1\n");
	expect("pip3.11 install -q -U 'torch>=2.1,<3' numpy -r requirements.txt -i https://u:p@h/s",
	       "package pypi/torch >=2.1,<3 1\npackage pypi/numpy 1\n");
	expect("#!/bin/sh\nset -e\n\npython3 -m pip install \\\n  --no-cache-dir \\\n  a==1 \\\n  "
	       "b\n",
	       "package pypi/a@1 6\npackage pypi/b 7\n");
	expect("uv pip install --system foo[x]==2; uv add 'bar~=1.0' && uv tool install baz@1.2",
	       "package pypi/foo@2 1\npackage pypi/bar ~=1.0 1\npackage pypi/baz@1.2 1\n");
	expect("uvx mcp-server-git --repository /x", "package pypi/mcp-server-git ! 1\n");
	expect("uvx --from mcp==1.0 mcp run x", "package pypi/mcp@1.0 1\n");
	expect("uv run --with rich --with 'x==1' script.py arg",
	       "package pypi/rich ! 1\npackage pypi/x@1 1\n");
	expect("pipx run --spec black==24.1 black .", "package pypi/black@24.1 1\n");
	expect("pip install "
	       "git+https://github.com/a/b@0123456789012345678901234567890123456789#egg=b",
	       "package pypi/b from https://github.com/a/b 1\n");
	expect("pip install https://h/torch-2.1-cp311-cp311-linux_x86_64.whl . ./x -e .",
	       "package pypi/torch@2.1 from https://h/torch-2.1-cp311-cp311-linux_x86_64.whl 1\n");
	expect("pip uninstall x; pip list; echo pip install x; # pip install y\npip freeze", "");
}

static void words_that_are_not_known(void **state)
{
	(void)state;
	expect("pip install litellm==$VERSION $PACKAGE my-$X", "package pypi/litellm 1\n");
	expect("V=1.2\nP=\"a b\"\npip install x==${V} $P \"y==$V\"",
	       "package pypi/x@1.2 3\npackage pypi/a 3\npackage pypi/b 3\npackage pypi/y@1.2 3\n");
	expect("pip install x==${V:-1.2}", "package pypi/x 1\n");
	expect("for p in a b==2; do pip install $p; done",
	       "package pypi/a 1\npackage pypi/b@2 1\n");
	expect("pip install a==${{ inputs.version }} b", "package pypi/a 1\npackage pypi/b 1\n");
}

static void other_packages(void **state)
{
	(void)state;
	expect("npm i -g @scope/a@1.2.3 b@^2 express --save-dev",
	       "package npm:@scope/a@1.2.3 1\npackage npm/b ^2 1\npackage npm/express 1\n");
	expect("npx -y @modelcontextprotocol/server-filesystem /data",
	       "package npm:@modelcontextprotocol/server-filesystem ! 1\n");
	expect("npx --package=cowsay@1.5.0 cowsay hi", "package npm/cowsay@1.5.0 1\n");
	expect("yarn global add x@latest; yarn add y; pnpm dlx z@1.0.0; npm ci; npm run add",
	       "package npm/x 1\npackage npm/y 1\npackage npm/z@1.0.0 1\n");
	expect("conda install -y -c conda-forge numpy=1.26 pytorch::torch=2.1.0=py3 'x>=2'",
	       "package conda/numpy =1.26 1\npackage conda/torch@2.1.0 1\npackage conda/x >=2 1\n");
	expect("sudo -E apt-get -y install --no-install-recommends curl=7.88.1-10 git:amd64 "
	       "./x.deb",
	       "package deb/curl@7.88.1-10 1\npackage deb/git 1\n");
	expect("apk add --no-cache 'bash=5.2.15-r5' curl~8", "package apk/bash@5.2.15-r5 1\n"
							     "package apk/curl ~8 1\n");
	expect("gem install rails -v 7.1.2; cargo install ripgrep@14.1.0 --locked",
	       "package gem/rails@7.1.2 1\npackage cargo/ripgrep@14.1.0 1\n");
	expect("go install golang.org/x/tools/gopls@v0.14.2 ./...",
	       "package golang:golang.org/x/tools/gopls@v0.14.2 1\n");
}

static void images_and_models(void **state)
{
	(void)state;
	expect("docker run -i --rm -e TOKEN mcp/github:1.2 stdio",
	       "image docker:mcp/github@1.2 ! 1\n");
	expect("docker pull r.io:5000/a/b@sha256:" ZEROS, "image docker:a/b@sha256:" ZEROS " 1\n");
	expect("ollama pull llama3.1:8b", "model ollama/llama3.1 8b 1\n");
	expect("ollama run hf.co/bartowski/X-GGUF:Q4_K_M",
	       "model huggingface:bartowski/X-GGUF 1\n");
	expect("huggingface-cli download a/b --revision abc f.bin",
	       "model huggingface:a/b@abc 1\n");
	expect("hf download --repo-type dataset a/b", "dataset huggingface:a/b 1\n");
	expect("git clone https://huggingface.co/datasets/a/b; git clone https://h/x",
	       "dataset huggingface:a/b 1\n");
	expect("python -m vllm.entrypoints.openai.api_server --port 1 --model=a/b",
	       "model huggingface:a/b 1\n");
	expect("wget -q https://huggingface.co/a/b/resolve/main/x.gguf -O x.gguf",
	       "model huggingface:a/b 1\n");
	expect("curl -L -o x https://huggingface.co/docs/hub/index "
	       "https://hf.co/datasets/a/b/raw/v1/x",
	       "dataset huggingface:a/b 1\n");
	expect("vllm serve /models/x", "");
}

static void scripts_from_the_network(void **state)
{
	(void)state;
	expect("curl -LsSf https://example.invalid/i.sh | sh",
	       "script https://example.invalid/i.sh 1\n");
	expect("wget -qO- 'https://example.invalid/i' | sudo -E bash -s -- -y",
	       "script https://example.invalid/i 1\n");
	expect("sh -c \"$(curl -fsSL https://example.invalid/i.sh)\"",
	       "script https://example.invalid/i.sh 1\n");
	expect("bash <(curl -s https://example.invalid/i)", "script https://example.invalid/i 1\n");
	expect("curl https://example.invalid/x -o x; sh x; curl https://h/ | jq .", "");
	expect("bash -lc 'pip install a==1 && (npm i b)'", "package pypi/a@1 1\npackage npm/b 1\n");
	expect("case $1 in\n pip) pip install x ;;\nesac\ncat <<E\npip install no\nE\npip install "
	       "y",
	       "package pypi/x 2\npackage pypi/y 7\n");
}

static void words_in_a_list(void **state)
{
	static const struct span words[] = { SPAN("env"), SPAN("A=1"), SPAN("npx"), SPAN("-y"),
					     SPAN("pkg@1.0.0") };
	struct seen seen = { 0 };

	(void)state;
	arena_init(&seen.arena, MiB(1), NULL, NULL);
	buf_init(&seen.text, TEXT_MAX);
	install_words(words, 5, 0, 7, "config", &seen.arena, on_install, &seen);
	assert_string_equal(buf_text(&seen.text), "package npm/pkg@1.0.0 7\n");
	buf_free(&seen.text);
	arena_free(&seen.arena);
}

/* Brackets without end, and a million of them, cost a bounded number of passes. */
static void hostile_scripts(void **state)
{
	static const char *const pieces[] = { "$(", "`",  "${",	   "\"$(",    "<(", "$((",
					      "(",  "{ ", "<<a\n", "a=$a$a;", "'" };
	struct buf script;

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		buf_init(&script, MiB(1));
		while (!script.over)
			buf_str(&script, pieces[i]);
		expect(buf_text(&script), "");
		buf_free(&script);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(python_packages),
		cmocka_unit_test(words_that_are_not_known),
		cmocka_unit_test(other_packages),
		cmocka_unit_test(images_and_models),
		cmocka_unit_test(scripts_from_the_network),
		cmocka_unit_test(words_in_a_list),
		cmocka_unit_test(hostile_scripts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
