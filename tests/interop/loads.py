#!/usr/bin/python3
"""All that real loaders do with real files must be in the facts that `assay inspect` shows.

    loads.py [--assay PROGRAM] FOLDER

FOLDER was written by write_models.py on this machine. Each file is loaded by its own library on a
recording unpickler, and each import, call, instantiation, __setstate__ and item assignment is
looked for. Files that a library reads in C++ (TorchScript) are left out. Ends with
`N passed, N failed`.
"""
import recorder  # first, it changes pickle for the libraries

import argparse
import json
import os
import subprocess
import sys
import warnings

import dill
import joblib
import numpy
import pandas
import torch

import scanned
from writers import from_user

AT_ONCE = 200


def load_arrays(path):
    arrays = numpy.load(path, allow_pickle=True)
    return [arrays[name] for name in arrays.files] if hasattr(arrays, "files") else arrays


def load_torch(path):
    return torch.load(path, map_location="cpu")


def load_pickle(path):
    with open(path, "rb") as file:
        return recorder.pickle.load(file)


def load_dill(path):
    with open(path, "rb") as file:
        return dill.load(file)


def loader(path):
    """Of the library that wrote it; None when that reads it in C or C++."""
    library, form = path.split("/")[:2]
    if form == "pickle":
        return load_dill if library == "dill" else load_pickle
    if form.startswith("joblib-"):
        return joblib.load
    return {"npy": load_arrays, "npz": load_arrays, "zip": load_torch, "legacy": load_torch,
            "pickle-raw": pandas.read_pickle, "pickle-gzip": pandas.read_pickle}.get(form)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--assay", default="build/assay")
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    from_user.of_main()

    paths = [path for path in scanned.names(args.folder) if loader(path)]
    failed = 0
    for start in range(0, len(paths), AT_ONCE):
        some = paths[start:start + AT_ONCE]
        facts = inspected(args.assay, args.folder, some)
        failed += sum(not same(args.folder, path, facts[path]) for path in some)
    print(f"{len(paths) - failed} passed, {failed} failed")
    return 1 if failed or not paths else 0


def inspected(assay, folder, paths):
    """{path: {(operation, global or None)}}; None for what has no name."""
    command = [assay, "inspect", "--format", "json", *(os.path.join(folder, p) for p in paths)]
    run = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    found = {path: set() for path in paths}
    for artifact in json.loads(run.stdout)["artifacts"]:
        path = scanned.inside(folder, artifact["path"].split("!")[0])
        found[path].update(map(operation, artifact["facts"]))
    return found


def operation(fact):
    about = {each["key"]: each["value"] for each in fact["attributes"]}
    named = about.get("on") != "expression"
    return about.get("operation"), about.get("global") if named else None


def same(folder, path, facts):
    recorder.start()
    loader(path)(os.path.join(folder, path))
    missing = [each for each in recorder.done if not found(each, facts)]
    for word, _, *known in missing:
        print(f"{path}: not in the facts: {word} {' or '.join(known)}")
    return not missing


def found(done, facts):
    """Whether one of its names is there; what came from a call may be there without a name."""
    word, named, *known = done
    return any((word, name) in facts for name in known) or (not named and (word, None) in facts)


if __name__ == "__main__":
    sys.exit(main())
