"""Trees that are made here, each a mixture as machines and repositories are. Names are made up, one
list a file, so that nothing is found by way of another."""
import gzip
import io
import json
import tarfile
import zipfile

from tree import Tree, corpus, titles

VERSIONS = ("0.1.0", "1.2.3", "2.0.0", "10.4.1", "3.5.8", "7.0.11")
SHA, DIGEST = "0123456789abcdef0123456789abcdef01234567", "sha256:" + "5a" * 32


def pairs(prefix, n=6):
    return [(f"{prefix}-{word}", version)
            for word, version in zip(("ash", "birch", "cedar", "elm", "fir", "gum"), VERSIONS[:n])]


def pypi(some):
    return titles("package pypi:", some)


def toml_packages(some, table="package", extra=""):
    return "".join(f'[[{table}]]\nname = "{name}"\nversion = "{version}"\n{extra}\n' for name, version in some)


def python_locks():
    """One project a tool of Python."""
    tree = Tree("python-locks")
    some = pairs("poetry")
    tree.add("a/poetry.lock", toml_packages(some, extra='optional = false\npython-versions = "*"\nfiles = []\n') +
             '[metadata]\nlock-version = "2.1"\npython-versions = "*"\ncontent-hash = "00"\n', *pypi(some))
    some = pairs("uv")
    tree.add("b/uv.lock", 'version = 1\nrequires-python = ">=3.9"\n' + toml_packages(
        some, extra='source = { registry = "https://pypi.example.invalid/simple" }\n'), *pypi(some))
    some = pairs("pdm")
    tree.add("c/pdm.lock", '[metadata]\ngroups = ["default"]\nlock_version = "4.5.0"\n\n' + toml_packages(
        some, extra='groups = ["default"]\nfiles = []\n'), *pypi(some))
    some = pairs("pylock")
    tree.add("d/pylock.toml", 'lock-version = "1.0"\ncreated-by = "x"\n' + toml_packages(some, "packages"), *pypi(some))
    some = pairs("pipenv")
    tree.add("e/Pipfile.lock", json.dumps({
        "_meta": {"pipfile-spec": 6, "hash": {"sha256": "0"}, "requires": {}, "sources": []}, "develop": {},
        "default": {name: {"version": f"=={version}", "hashes": []} for name, version in some}}), *pypi(some))
    some = pairs("pin")
    tree.add("f/requirements.txt", "-r requirements/more.txt\n# a comment\n" + "".join(
        f"{name}=={version} \\\n    --hash=sha256:{'0' * 64}\n" for name, version in some), *pypi(some))
    tree.add("f/requirements/more.txt", "range-one>=1,<2 ; python_version > '3'\nrange-two~=4.0\nnaked[extra]\n",
             "package pypi:range-one >=1,<2", "package pypi:range-two ~=4.0", "package pypi:naked")
    some = pairs("declared", 3)
    tree.add("g/pyproject.toml", '[project]\nname = "labelled-project"\nversion = "0.3"\ndependencies = [\n' +
             "".join(f'  "{name}=={version}",\n' for name, version in some) + '  "declared-range>=2",\n]\n',
             "package pypi:labelled-project@0.3", "package pypi:declared-range >=2", *pypi(some))
    tree.add("h/tool.py", '# /// script\n# dependencies = ["script-one==1.0", "script-two>=2"]\n# ///\nprint(1)\n',
             "package pypi:script-one@1.0", "package pypi:script-two >=2")
    tree.add("h/notes.md", "pip install never-this\n")
    return tree


def other_locks():
    """Node, Rust and Go in one repository."""
    npm, cargo, golang = corpus("npm"), corpus("cargo"), corpus("golang")
    tree = Tree("other-locks")
    some = pairs("node")
    tree.add("web/package-lock.json", npm.dump(npm.lock(
        {f"node_modules/{name}": npm.entry(name, version) for name, version in some})),
        "package npm:app@1.0.0", *titles("package npm:", some))
    tree.add("web/package.json", npm.dump({"name": "app", "version": "1.0.0",
                                           "dependencies": {"node-ash": "^0.1.0", "node-away": ">=5"}}),
             "package npm:node-away >=5")
    some = pairs("yarn")
    tree.add("yarn/yarn.lock", "# yarn lockfile v1\n\n" + "".join(
        f'{name}@^{version}:\n  version "{version}"\n  resolved "{npm.url(name, version)}#{"ab" * 20}"\n'
        f"  integrity {npm.sri(name)}\n\n" for name, version in some), *titles("package npm:", some))
    some = pairs("berry")
    tree.add("berry/yarn.lock", "__metadata:\n  version: 8\n\n" + "".join(
        f'"{name}@npm:^{version}":\n  version: {version}\n  resolution: "{name}@npm:{version}"\n  linkType: hard\n\n'
        for name, version in some), *titles("package npm:", some))
    some = pairs("pnpm")
    tree.add("pnpm/pnpm-lock.yaml", "lockfileVersion: '9.0'\npackages:\n" + "".join(
        f"  {name}@{version}:\n    resolution: {{integrity: {npm.sri(name)}}}\n" for name, version in some) +
        "snapshots:\n" + "".join(f"  {name}@{version}: {{}}\n" for name, version in some),
        *titles("package npm:", some))
    some = pairs("crate")
    tree.add("rust/Cargo.lock", cargo.lock(*(cargo.package(*one) for one in some)), *titles("package cargo:", some))
    some = [(f"example.invalid/{name}", f"v{version}") for name, version in pairs("module")]
    tree.add("go/go.mod", "module example.invalid/labelled\n\ngo 1.22\n\nrequire (\n" + "".join(
        f"\t{name} {version}\n" for name, version in some) + ")\n",
        "package golang:example.invalid/labelled", *titles("package golang:", some))
    tree.add("bin/tool", golang.elf(golang.inline()), *golang.BUILT)
    return tree


def builds():
    """How a repository is built, and what its agents are told and may call."""
    tree = Tree("builds")
    tree.add(".github/workflows/ci.yml", f"""\
on: push
jobs:
  one:
    container: node:22@{DIGEST}
    steps:
      - uses: acme/checkout@{SHA}
      - uses: acme/setup@v2
      - run: pip install ci-one==1.0 && npm install ci-two@2.0.0
""", f"image docker:node@{DIGEST}", f"package github:acme/checkout@{SHA}", "package github:acme/setup@v2",
             "package pypi:ci-one@1.0", "package npm:ci-two@2.0.0")
    tree.add("Dockerfile", f"FROM debian@{DIGEST}\nRUN pip install docker-one==1.0\nRUN npx -y docker-two@3.0.0\n",
             f"image docker:debian@{DIGEST}", "package pypi:docker-one@1.0", "package npm:docker-two@3.0.0")
    tree.add("compose.yaml", f"services:\n  web: {{image: 'nginx@{DIGEST}'}}\n", f"image docker:nginx@{DIGEST}")
    tree.add(".pre-commit-config.yaml", f"repos: [{{repo: 'https://github.com/acme/hook', rev: {SHA}, hooks: []}}]\n",
             f"package github:acme/hook@{SHA}")
    tree.add(".mcp.json", json.dumps({"mcpServers": {
        "files": {"command": "npx", "args": ["-y", "@acme/mcp-files@1.0.1"]},
        "search": {"command": "uvx", "args": ["mcp-search==0.4"]},
        "far": {"type": "http", "url": "https://mcp.example.invalid/x"}}}),
        "service files", "service search", "service far", "package npm:@acme/mcp-files@1.0.1",
        "package pypi:mcp-search@0.4")
    tree.add(".claude/agents/reviewer.md", "---\nname: reviewer\n---\nReview.\n", "agent reviewer")
    tree.add("skills/tidy/SKILL.md", "---\nname: tidy\ndescription: Tidies.\nversion: 1.0.0\n---\nTidy.\n",
             "agent tidy@1.0.0")
    tree.add("AGENTS.md", "Run the tests.\n", "file AGENTS.md")
    tree.add(".vscode/extensions.json", '{"recommendations": ["acme.lint"]}', "package vscode-extension:acme/lint")
    tree.add("src/ask.py", """\
from openai import OpenAI
from transformers import AutoModel
model = AutoModel.from_pretrained("acme/encoder")
OpenAI().chat.completions.create(model="gpt-4o-mini", messages=[])
""", "service openai", "model gpt-4o-mini", "model huggingface:acme/encoder")
    tree.add("notes.ipynb", json.dumps({
        "nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"language": "python"}},
        "cells": [{"cell_type": "code", "metadata": {}, "source": "!pip install book-one==1.1 book-two\n"}]}),
        "package pypi:book-one@1.1", "package pypi:book-two")
    tree.add("README.md", "Run `pip install readme-one` and openai gpt-4.\n")
    return tree


def info(name, version):
    return f"{name.replace('-', '_')}-{version}.dist-info/METADATA", \
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\nText\n"


def host():
    """A machine: packages of Debian, environments of Python, modules of Node, a program of Go."""
    os_, golang = corpus("os"), corpus("golang")
    tree = Tree("host")
    tree.add("etc/os-release", os_.DEBIAN, os_.SYSTEM)
    some = pairs("deb", 5)
    tree.add("var/lib/dpkg/status", "\n".join(os_.paragraph(*one) for one in some) + "\n" +
             os_.paragraph("deb-gone", "1", "deinstall ok config-files"), *titles("package deb:debian/", some))
    for prefix, site in (("system", "usr/lib/python3/dist-packages"), ("venv", "srv/app/lib/python3.12/site-packages")):
        for name, version in pairs(prefix):
            path, text = info(name, version)
            tree.add(f"{site}/{path}", text, f"package pypi:{name}@{version}")
            tree.add(f"{site}/{name}/requirements.txt", f"{prefix}-left-over==1.0\n")
    tree.add("srv/app/lib/python3.12/site-packages/egg-1.0.egg-info/PKG-INFO",
             "Metadata-Version: 1.1\nName: egg\nVersion: 1.0\n\n", "package pypi:egg@1.0")
    for name, version in pairs("global"):
        tree.add(f"usr/lib/node_modules/{name}/package.json", json.dumps({
            "name": name, "version": version, "dependencies": {"global-absent": "^1"}}), f"package npm:{name}@{version}")
        tree.add(f"usr/lib/node_modules/{name}/test/package.json", '{"name": "fixture", "version": "1.0.0"}')
    tree.add("usr/local/bin/served", golang.elf(golang.inline()), *golang.BUILT)
    tree.add("home/me/.vscode/extensions/extensions.json", json.dumps(
        [{"identifier": {"id": "acme.tools"}, "version": "1.2.3"}]), "package vscode-extension:acme/tools@1.2.3")
    return tree


def systems():
    """Packages of other systems, each database in the notation of its own."""
    os_ = corpus("os")
    tree = Tree("systems")
    rows = [os_.header(name=name, version=version, release="3.fc40", arch="x86_64",
                       source=f"{name}-{version}-3.fc40.src.rpm") for name, version in pairs("rpm")]
    for store, place, make in (("sqlite", "var/lib/rpm/rpmdb.sqlite", os_.sqlite_store),
                               ("ndb", "usr/lib/sysimage/rpm/Packages.db", os_.ndb_store),
                               ("bdb", "var/lib/rpm/Packages", os_.bdb_store)):
        tree.add(f"{store}/{place}", make(rows))
        tree.add(f"{store}/etc/os-release", 'ID=fedora\nVERSION_ID="40"\n', "operating-system fedora@40")
    tree.labels |= titles("package rpm:fedora/", [(name, f"{version}-3.fc40") for name, version in pairs("rpm")])
    some = [(name, f"{version}-r1") for name, version in pairs("apk", 5)]
    tree.add("alpine/lib/apk/db/installed", "\n".join(
        f"P:{name}\nV:{version}\nA:x86_64\nL:MIT\no:{name}\n" for name, version in some) + "\n",
        *titles("package apk:alpine/", some))
    tree.add("alpine/etc/os-release", "ID=alpine\nVERSION_ID=3.20.1\n", "operating-system alpine@3.20.1")
    return tree


def image():
    """A docker archive and an OCI layout; what an upper layer deletes says so."""
    oci, os_ = corpus("oci"), corpus("os")
    tree = Tree("image")
    some = pairs("layer", 5)
    upper = [(f"{oci.SITE}/.wh.{name}-{version}.dist-info", b"") for name, version in some[3:]]
    layers = [oci.tar(("etc/os-release", os_.DEBIAN),
                      ("var/lib/dpkg/status", "\n".join(os_.paragraph(*one) for one in pairs("base")).encode())),
              oci.tar(*(oci.installed(*one) for one in some)), oci.tar(*upper)]
    tree.add("saved.tar", oci.docker(layers), oci.image_of("app", oci.CONFIG), os_.SYSTEM, *pypi(some[:3]),
             *titles("package deb:debian/", pairs("base")), *(f"{one} (removed)" for one in pypi(some[3:])))
    some = pairs("oci")
    files = oci.layout([gzip.compress(oci.tar(*(oci.installed(*one) for one in some)), mtime=0)], "tar+gzip")
    digest = json.loads(files["index.json"])["manifests"][0]["digest"]
    for path, data in files.items():
        tree.add(f"layout/{path}", data)
    tree.labels |= pypi(some) | {f"image oci:latest@{digest}"}
    return tree


def models():
    """A cache of models, models of one file, and data sets."""
    made, hfconfig = corpus("models"), corpus("hfconfig")
    tree = Tree("models")
    for name in ("one", "two", "three"):
        place = f"hub/models--acme--{name}/snapshots/{SHA}"
        tree.add(f"{place}/config.json", hfconfig.dump(hfconfig.CONFIG), f"model huggingface:acme/{name}@{SHA}")
        tree.add(f"{place}/model.safetensors", made.weights(name))
    for name in ("Alpha", "Beta", "Gamma"):
        tree.add(f"gguf/{name.lower()}.gguf", made.gguf(name), f"model generic:{name}")
    for path, data, labels in made.ollama():
        tree.add(f"ollama/{path}", data, *labels)
    tree.add("sk/forest/model.pkl", made.estimator(b"sklearn.tree._classes", b"DecisionTreeClassifier"),
             "model generic:forest")
    tree.add("flow/churn/model/MLmodel", made.MLMODEL, "model mlflow:churn")
    tree.add("carded/README.md", made.CARD, "model generic:carded")
    tree.add("carded/model.safetensors", made.weights("carded"))
    tree.add("data/croissant.json", hfconfig.dump(made.CROISSANT), "dataset generic:numbers@1.0.0")
    tree.add("data/rows/README.md", made.DATA_CARD, "dataset generic:rows")
    tree.add("keras/digits.keras", made.keras(), "model generic:digits")
    return tree


def archives():
    """What lies in archives is found as what lies beside them."""
    bom = corpus("bom")
    tree = Tree("archives")
    for name, version in pairs("wheel"):
        path, text = info(name, version)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(path, text)
            archive.writestr(path.replace("METADATA", "WHEEL"), "Wheel-Version: 1.0\nTag: py3-none-any\n")
        tree.add(f"wheels/{name.replace('-', '_')}-{version}-py3-none-any.whl", out.getvalue(),
                 f"package pypi:{name}@{version}")
    for name, version in pairs("sdist"):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w:gz") as archive:
            data = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\n".encode()
            member = tarfile.TarInfo(f"{name}-{version}/PKG-INFO")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        tree.add(f"sdists/{name}-{version}.tar.gz", out.getvalue(), f"package pypi:{name}@{version}")
    some = pairs("listed")
    tree.add("cyclonedx/bom.json", bom.dump(bom.cyclonedx("1.6", components=[
        bom.component(name, version, purl=f"pkg:npm/{name}@{version}") for name, version in some])),
        *titles("package npm:", some))
    tree.add("spdx-2/app.spdx.json", bom.dump(bom.spdx2()), "package pypi:litellm@1.82.8", "package app@1")
    tree.add("spdx-3/app.json", bom.dump(bom.spdx3()), "package pypi:litellm@1.82.8", "model huggingface:acme/bert@3",
             "dataset squad")
    return tree


def trees(below):
    for make in (python_locks, other_locks, builds, host, systems, image, models, archives):
        tree = make()
        tree.write(below / "made")
        yield tree
