"""Trees that real tools installed, labelled by what those tools say is there: dpkg-query,
importlib.metadata, npm ls. Nothing of them is run but the installers, without scripts."""
import base64
import hashlib
import http.server
import importlib.metadata
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import threading
import zipfile

from tree import Tree, titles

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(os.fspath(TOP / "tests" / "differential"))
import interpreters  # noqa: E402


# Debian: the databases of this machine and of the trees that other tests keep.

def dpkg(name, root, below):
    admin = root / "var/lib/dpkg"
    told = subprocess.run(["dpkg-query", f"--admindir={admin}", "-W", "-f",
                           "${Package} ${Version} ${db:Status-Status}\n"],
                          check=True, capture_output=True, text=True).stdout
    release = dict(line.rstrip().replace('"', "").split("=", 1)
                   for line in (root / "etc/os-release").read_text().splitlines() if "=" in line)
    rows = [line.split(" ") for line in told.splitlines()]
    tree = Tree(name, labels=titles(f"package deb:{release['ID']}/", [
        (row[0], row[1]) for row in rows if row[2] not in ("config-files", "not-installed")]))
    tree.add("var/lib/dpkg/status", (admin / "status").read_bytes())
    tree.add("etc/os-release", (root / "etc/os-release").read_bytes(),
             f"operating-system {release['ID']}@{release['VERSION_ID']}")
    tree.write(below)
    return tree


def debian(below):
    fresh = pathlib.Path(os.environ.get("ASSAY_FRESH", TOP / "build/fresh"), "base")
    trixie = pathlib.Path(os.environ.get("ASSAY_DEBIAN13", TOP / "build/debian13"), "tree")
    for name, root in (("debian-here", pathlib.Path("/")), ("debian-fresh", fresh), ("debian-13", trixie)):
        if shutil.which("dpkg-query") and (root / "var/lib/dpkg/status").exists():
            yield dpkg(name, root, below)


# Python: wheels and source distributions that are made here, installed from an index on loopback.

BACKEND = """\
import base64, hashlib, os, zipfile
NAME, VERSION, FILE = {name!r}, {version!r}, {file!r}
def build_wheel(folder, settings=None, metadata=None):
    info = FILE + "-" + VERSION + ".dist-info/"
    members = {{FILE + "/__init__.py": "",
               info + "METADATA": "Metadata-Version: 2.1\\nName: %s\\nVersion: %s\\n\\n" % (NAME, VERSION),
               info + "WHEEL": "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"}}
    wheel = FILE + "-" + VERSION + "-py3-none-any.whl"
    rows = []
    with zipfile.ZipFile(os.path.join(folder, wheel), "w") as z:
        for path, text in members.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            rows.append("%s,sha256=%s,%d" % (path, digest, len(text)))
            z.writestr(path, text)
        z.writestr(info + "RECORD", "\\n".join(rows + [info + "RECORD,,", ""]))
    return wheel
build_editable = build_wheel
"""
VERSIONS = ("3.6", "3.9", "3.11", "3.13")  # of pip, from the one that knows no PEP 517 to the newest
# Name, version and requirements; an `x` behind is one that nothing installs.
WHEELS = [("labelled-one", "1.0", ["labelled-two>=2,<3", "labelled-never; extra == 'x'"]),
          ("Labelled.Two", "2.0.1", ["labelled_three"]), ("labelled_three", "3.0rc1", []),
          ("labelled-epoch", "1!4.0", []), ("labelled-local", "5.0+cpu.1", []), ("labelled-post", "6.0.post2", []),
          ("labelled-dev", "7.0.dev3", ["labelled-post"]), ("LabelledCase", "8.2024.1", [])]
SOURCES = [("labelled-source", "0.9"), ("Labelled-Source.Two", "1.9.1")]
# What packages carry about from where they were made. Nothing of it is there.
LEFT_OVER = {"ask.py": "import openai\nopenai.OpenAI()\n", "requirements.txt": "labelled-absent==1.0\n",
             "package.json": '{"name": "absent", "version": "1.0.0"}',
             ".github/workflows/ci.yml": "on: push\njobs: {a: {steps: [{uses: absent/action@v1}]}}\n"}


def file_name(name):
    return name.replace("-", "_").replace(".", "_")


def wheel(name, version, needs):
    stem = f"{file_name(name)}-{version}"
    package = file_name(name).lower()
    head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    members = {f"{package}/__init__.py": "",
               f"{stem}.dist-info/METADATA": head + "".join(f"Requires-Dist: {need}\n" for need in needs) + "\nText\n",
               f"{stem}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    if needs:
        members.update({f"{package}/{path}": text for path, text in LEFT_OVER.items()})
    rows, out = [], io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, text in members.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            rows.append(f"{path},sha256={digest},{len(text)}")
            archive.writestr(path, text)
        archive.writestr(f"{stem}.dist-info/RECORD", "\n".join([*rows, f"{stem}.dist-info/RECORD,,", ""]))
    return f"{stem}-py3-none-any.whl", out.getvalue()


def source_files(name, version):
    return {"pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "own"\nbackend-path = ["."]\n'
                              f'[project]\nname = "{name}"\nversion = "{version}"\n',
            "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
            "own.py": BACKEND.format(name=name, version=version, file=file_name(name))}


def source(name, version):
    stem, out = f"{file_name(name)}-{version}", io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for path, text in source_files(name, version).items():
            info = tarfile.TarInfo(f"{stem}/{path}")
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    return f"{stem}.tar.gz", out.getvalue()


def normal(name):
    return name.replace("_", "-").replace(".", "-").lower()


class Index(http.server.BaseHTTPRequestHandler):
    """The simple repository interface (PEP 503) over what is made here."""
    files = {}      # file name to bytes
    projects = {}   # normalised name to file names

    def do_GET(self):
        last = self.path.rstrip("/").split("/")[-1]
        found = self.files.get(last.replace("%2B", "+").replace("%21", "!"))
        if found is None and normal(last) in self.projects:
            found = "".join(f'<a href="/files/{name}">{name}</a>' for name in self.projects[normal(last)]).encode()
        self.send_response(200 if found is not None else 404)
        self.send_header("Content-Type", "text/html" if last not in self.files else "application/octet-stream")
        self.send_header("Content-Length", str(len(found or b"")))
        self.end_headers()
        self.wfile.write(found or b"")

    def log_message(self, *_):
        pass


def serve():
    made = [(row[0], wheel(*row)) for row in WHEELS] + [(row[0], source(*row)) for row in SOURCES]
    for name, (file, data) in made:
        Index.files[file] = data
        Index.projects.setdefault(normal(name), []).append(file)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Index)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def quietly(*command, **more):
    done = subprocess.run([os.fspath(word) for word in command], capture_output=True, text=True, timeout=300, **more)
    if done.returncode:
        print(f"    {' '.join(map(str, command[:6]))}: {(done.stderr or done.stdout)[-400:]}", file=sys.stderr)
    return done.returncode == 0


def distributions(folder):
    """Of every folder that holds any; those that packages carry about in one of theirs are there too."""
    found = set()
    for info in [*folder.rglob("*.dist-info"), *folder.rglob("*.egg-info")]:
        for one in importlib.metadata.distributions(path=[os.fspath(info.parent)]):
            found.add((normal(one.metadata["Name"]), one.metadata["Version"]))
    return found


def environment(version, program, folder, index):
    """An environment with everything; whether that could be made."""
    pip = [folder / "bin/python", "-m", "pip", "--isolated", "--disable-pip-version-check", "--no-cache-dir", "install",
           "-q", "--index-url", index]
    modern = tuple(map(int, version.split("."))) >= (3, 8)
    if not quietly(program, "-m", "venv", folder) or not quietly(*pip, *(f"{n}=={v}" for n, v, _ in WHEELS)):
        return False
    if not modern:
        return True
    project = folder / "project"
    project.mkdir()
    for path, text in source_files("labelled-project", "0.1").items():
        if path != "PKG-INFO":
            (project / path).write_text(text)
    return (quietly(*pip, "--no-build-isolation", *(f"{n}=={v}" for n, v in SOURCES)) and
            quietly(*pip, "--target", folder / "vendored", "labelled-post==6.0.post2") and
            quietly(*pip, "--no-build-isolation", "-e", project))


def python(below):
    found, _ = interpreters.find()
    found = {version: found[version] for version in VERSIONS if version in found}
    server = serve()
    index = f"http://127.0.0.1:{server.server_port}/simple"
    for version, program in found.items():
        folder, complete = below / f"python-{version}", below / f"python-{version}.complete"
        if not complete.exists():
            shutil.rmtree(folder, ignore_errors=True)
            if environment(version, program, folder, index):
                complete.touch()
        if complete.exists():
            yield Tree(folder.name, folder, titles("package pypi:", distributions(folder)))
        else:
            print(f"    python {version}: could not be installed", file=sys.stderr)
    server.shutdown()


# npm: packages of the registry.

NPM = {"name": "labelled-app", "version": "1.0.0", "private": True,
       "dependencies": {"express": "4.19.2", "ajv": "^8.17.0", "chalk5": "npm:chalk@5.3.0", "@noble/hashes": "1.4.0"},
       "devDependencies": {"eslint": "8.57.0"}}


def walk(node):
    for name, one in node.get("dependencies", {}).items():
        if "version" in one:
            yield one.get("name", name), one["version"]
        yield from walk(one)


def npm(below):
    folder = below / "npm"
    if not (folder / "node_modules/.package-lock.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(json.dumps(NPM))
        if not shutil.which("npm") or not quietly("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund",
                                                  cwd=folder):
            shutil.rmtree(folder)
            return
    # `npm ls` calls an alias by its alias; the package's own file knows better.
    told = json.loads(subprocess.run(["npm", "ls", "--all", "--json", "--long"], cwd=folder, capture_output=True,
                                     text=True).stdout)
    tree = Tree("npm", folder, titles("package npm:", walk(told)) | {"package npm:labelled-app@1.0.0"})
    yield tree
    lock = Tree("npm-lock", labels=tree.labels)
    for name in ("package.json", "package-lock.json"):
        lock.add(name, (folder / name).read_bytes())
    lock.write(below)
    yield lock


def trees(below, names=("debian", "python", "npm")):
    for name in names:
        found = 0
        for tree in {"debian": debian, "python": python, "npm": npm}[name](below):
            found += 1
            yield tree
        if not found:
            print(f"    {name}: skipped: its tools are not here", file=sys.stderr)
