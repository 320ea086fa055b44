#!/usr/bin/python3
"""Writes model files with the real libraries, as their users would: write_models.py FOLDER.

The files lie at FOLDER/LIBRARY/FORMAT/NAME. All are harmless; what they hold is fixed by seeds. A
library that is not installed, and an object that the installed version cannot make, are named and
counted. Exit code 1 when fewer than --at-least files come out.
"""
import argparse
import importlib
import os
import random
import sys
import warnings

WRITERS = """
    cloudpickle
    dill
    joblib
    neighbours
    numpy
    pandas
    plain
    safetensors
    scipy
    sklearn
    torch
    torchscript
    user
    xgboost
""".split()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--at-least", type=int, default=300)
    parser.add_argument("--only", action="append", choices=WRITERS, help="one writer")
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    os.environ.update(OMP_NUM_THREADS="1", CUDA_VISIBLE_DEVICES="")

    written = missing = 0
    for name in args.only or WRITERS:
        done, failed = run(name, args.folder)
        written += done
        missing += failed
    print(f"{written} files written, {missing} objects not made")
    return 0 if written >= args.at_least else 1


def run(name, folder):
    try:
        writer = importlib.import_module("writers.from_" + name)
    except ImportError as error:
        print(f"{name}: not written: {error}")
        return 0, 0
    written = failed = 0
    paths = set()
    for model in writer.models():
        path = os.path.join(folder, model.library, model.format, model.name)
        assert path not in paths, "two files of one name: " + path
        paths.add(path)
        try:
            write(model, path)
            written += 1
        except Exception as error:
            failed += 1
            print(f"{name}: {model.name}: not made: {type(error).__name__}: {first_line(error)}")
    print(f"{name}: {written} files")
    return written, failed


def write(model, path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    seed()
    try:
        model.write(path)
    except BaseException:
        if os.path.isfile(path):
            os.unlink(path)
        raise


def seed():
    """The same bytes whatever was written before."""
    random.seed(1)
    for module, function in (("numpy.random", "seed"), ("torch", "manual_seed")):
        if module in sys.modules:
            getattr(sys.modules[module], function)(1)


def first_line(error):
    return (str(error).splitlines() or [""])[0][:100]


if __name__ == "__main__":
    sys.exit(main())
