#!/usr/bin/python3
"""Inventories of real trees against the tools that made them: packages.py --assay PROGRAM [PART...].

    dpkg    this system's /var/lib/dpkg/status against dpkg-query: names, versions, architectures,
            source packages and their versions
    npm     trees that npm installs here: node_modules, package-lock.json and the hidden lock against
            `npm ls --all`
    rpm     a database that rpm fills with packages made here, against `rpm -qa`
    go      Go programs of this system against `go version -m`

A part whose tool is not here is skipped, and counted. The last line is the sum.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PACKAGES = {"express": "4.21.2", "@modelcontextprotocol/sdk": "1.12.0", "openai": "4.104.0",
            "string-width-cjs": "npm:string-width@4.2.3"}


def output(*command, **more):
    return subprocess.run(command, capture_output=True, text=True, check=True, **more).stdout


def scan(assay, *paths):
    done = subprocess.run([assay, "scan", "--format", "json", *map(str, paths)], capture_output=True, timeout=600)
    return json.loads(done.stdout)


def full_name(component):
    return "/".join(filter(None, [component.get("namespace"), component["name"]]))


def properties(component):
    return {one["name"]: one["value"] for one in component.get("properties", [])}


def qualifiers(component):
    return dict(part.split("=") for part in (component["purl"] or "").partition("?")[2].split("&") if part)


def compare(what, wanted, got):
    """Prints what differs; (passed, failed)."""
    wrong = 0
    for word, names in (("missing", wanted - got), ("not wanted", got - wanted)):
        wrong += len(names)
        for name in sorted(map(str, names))[:10]:
            print(f"{what}: {word}: {name}")
    print(f"{what}: {len(wanted & got)} of {len(wanted)} the same")
    return len(wanted & got), wrong


def dpkg(assay, folder):
    if not shutil.which("dpkg-query") or not os.path.exists("/var/lib/dpkg/status"):
        return None
    form = "\\t".join("${%s}" % f for f in ("db:Status-Status", "Package", "Version", "Architecture",
                                          "source:Package", "source:Version")) + "\\n"
    rows = [line.split("\t") for line in output("dpkg-query", "-W", "-f", form).splitlines()]
    wanted = {tuple(row[1:]) for row in rows if row[0] not in ("config-files", "not-installed")}
    for place in ("var/lib/dpkg/status", "etc/os-release"):
        (folder / place).parent.mkdir(parents=True)
        shutil.copy(f"/{place}", folder / place)
    got = set()
    for component in scan(assay, folder)["components"]:
        if component["kind"] == "package":
            more = properties(component)
            got.add((component["name"], component["version"], qualifiers(component)["arch"],
                     more.get("source", component["name"]), more.get("source_version", component["version"])))
    return compare("dpkg", wanted, got)


def listed(tree, found):
    """(name, version) of all in the output of npm ls; an alias counts as what it stands for."""
    for name, node in tree.get("dependencies", {}).items():
        real = re.search(r"/((?:@[^/]+/)?[^/]+)/-/", node.get("resolved", ""))
        if "version" in node:
            found.add((real.group(1) if real else name, node["version"]))
        listed(node, found)
    return found


def npm(assay, folder):
    if not shutil.which("npm"):
        return None
    (folder / "package.json").write_text(json.dumps({"name": "tree", "version": "1.0.0", "dependencies": PACKAGES}))
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(["npm", "install", *quiet], cwd=folder, capture_output=True, timeout=300,
                          env={**os.environ, "npm_config_omit_lockfile_registry_resolved": "false"})
    if done.returncode:
        return None
    wanted = listed(json.loads(output("npm", "ls", "--all", "--json", cwd=folder)), set())
    passed = wrong = 0
    for what in ("node_modules", "node_modules/.package-lock.json", "package-lock.json"):
        report = scan(assay, folder / what)
        got = {(full_name(c), c["version"]) for c in report["components"] if not c["root"]}
        # A lock file also has what is for other systems.
        got = got & wanted if what == "package-lock.json" else got
        more = compare(what, wanted, got)
        passed, wrong = passed + more[0], wrong + more[1] + (report["status"] != "complete")
    return passed, wrong


SPEC = """Name: package{0}
{1}
Version: 1.{0}
Release: {0}.el9
Summary: Package {0}
License: MIT
BuildArch: noarch
%description
{2}
%package part
Summary: A part
%description part
Of it.
%files
%files part
"""


def rpm(assay, folder):
    if not shutil.which("rpmbuild"):
        return None
    for i in range(30):
        epoch = f"Epoch: {i % 3}" if i % 3 else ""
        (folder / f"{i}.spec").write_text(SPEC.format(i, epoch, "x" * (300 * i)))
    subprocess.run(["rpmbuild", "--define", f"_topdir {folder}/build", "--define", f"_rpmdir {folder}/made", "-bb",
                    *map(str, folder.glob("*.spec"))], capture_output=True, timeout=300, check=True)
    place = folder / "tree/var/lib/rpm"
    place.mkdir(parents=True)
    (folder / "tree/etc").mkdir()
    (folder / "tree/etc/os-release").write_text("ID=fedora\nVERSION_ID=39\n")
    database = ["rpm", "--dbpath", str(place), "--define", "_db_backend sqlite"]
    subprocess.run([*database, "--initdb"], check=True)
    subprocess.run([*database, "-i", "--justdb", "--nodeps", "--nodigest", "--nosignature",
                    *map(str, folder.glob("made/noarch/*.rpm"))], capture_output=True, check=True)
    form = r"%{NAME}\t%{VERSION}-%{RELEASE}\t%{ARCH}\t%{EPOCH}\t%{SOURCERPM}\n"
    wanted = {tuple(line.split("\t")) for line in output(*database, "-qa", "--qf", form).splitlines()}
    got = set()
    for component in scan(assay, folder / "tree")["components"]:
        if component["kind"] == "package":
            more = qualifiers(component)
            source = properties(component)["source"]
            got.add((component["name"], component["version"], more["arch"], more.get("epoch", "(none)"),
                     f"{source}-{component['version']}.src.rpm"))
    return compare("rpm", wanted, got)


def built_of(text):
    """(path, version) of the modules that `go version -m` prints."""
    found, last = set(), None
    for line in text.splitlines()[1:]:
        word, *rest = line.strip("\t").split("\t")
        if word == "=>":
            found.discard(last)
        if word in ("mod", "dep", "=>"):
            version = rest[1] if len(rest) > 1 and rest[1] not in ("", "(devel)") else None
            last = (rest[0], version)
            found.add(last)
    return found | {("stdlib", re.search(r": go(\S+)", text).group(1))}


def go(assay, folder):
    if not shutil.which("go"):
        return None
    programs = [pathlib.Path(shutil.which("go")).resolve(), *pathlib.Path("/usr/bin").glob("kube*")]
    passed = wrong = 0
    for program in programs:
        wanted = built_of(output("go", "version", "-m", str(program)))
        got = {(full_name(c), c["version"]) for c in scan(assay, program)["components"]}
        more = compare(program.name, wanted, got)
        passed, wrong = passed + more[0], wrong + more[1]
    return passed, wrong


PARTS = {"dpkg": dpkg, "npm": npm, "rpm": rpm, "go": go}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--assay", type=pathlib.Path, required=True)
    parser.add_argument("parts", nargs="*")
    options = parser.parse_args()
    passed = failed = skipped = 0
    for name in options.parts or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            result = PARTS[name](options.assay.resolve(), pathlib.Path(folder))
        if result is None:
            print(f"{name}: skipped: its tool is not here or cannot reach its registry")
            skipped += 1
        else:
            passed, failed = passed + result[0], failed + result[1]
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
