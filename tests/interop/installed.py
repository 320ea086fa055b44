#!/usr/bin/env python3
"""Installed Python distributions as `assay scan` lists them against importlib.metadata.

    installed.py ASSAY [FOLDER...]

Of each FOLDER (default: the folders of this interpreter that hold distributions) the same names and
versions must come out, no more and no fewer. Exit 77: there is none here.
"""
import importlib.metadata
import json
import pathlib
import re
import subprocess
import sys
import tempfile


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def oracle(folder):
    found = set()
    for distribution in importlib.metadata.distributions(path=[str(folder)]):
        name, version = distribution.metadata["Name"], distribution.metadata["Version"]
        if name and version:
            found.add((normal(name), version))
    return found


def ours(assay, folder):
    with tempfile.TemporaryDirectory() as scratch:
        out = pathlib.Path(scratch, "report.json")
        done = subprocess.run([assay, "scan", "--quiet", "--format", "json", "--no-digests", "--output", f"json={out}",
                               "--include", "METADATA", "--include", "PKG-INFO", "--include", "*.egg-info",
                               str(folder)], stdout=subprocess.DEVNULL, timeout=600)
        if done.returncode not in (0, 1, 3):
            sys.exit(f"assay scan {folder}: exit {done.returncode}")
        report = json.loads(out.read_text())
    found = set()
    for component in report["components"]:
        # Distributions inside others (vendored ones) are installed too, but no neighbours of theirs.
        direct = [o for o in component["occurrences"]
                  if re.fullmatch(r"[^/]+\.(dist|egg)-info(/(METADATA|PKG-INFO))?", o["path"][len(str(folder)) + 1:])]
        if direct:
            found.add((normal(component["name"]), component["version"]))
    return found


def main():
    assay = sys.argv[1]
    folders = [pathlib.Path(f) for f in sys.argv[2:] or sys.path if f and pathlib.Path(f).is_dir()]
    compared = wrong = 0
    for folder in folders:
        wanted = oracle(folder)
        if not wanted:
            continue
        got = ours(assay, folder)
        compared += len(wanted)
        for what, names in (("missing", wanted - got), ("not wanted", got - wanted)):
            for name, version in sorted(names):
                wrong += 1
                print(f"{folder}: {what}: {name} {version}")
    print(f"{compared} distributions, {wrong} differences")
    return 77 if not compared else wrong > 0


sys.exit(main())
