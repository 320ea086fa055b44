#!/usr/bin/python3
"""Calls that no list of bad names knows: all must be malicious, but the ones known to be safe.

    callables.py [--count N] [--seed N] [--assay PROGRAM] [FOLDER]

Draws callables at random from the standard library and the machine learning libraries, writes
pickles that would call each with the text 'true', in two of the ways a pickle has, and scans them
with the list of known-bad names empty. Nothing is ever unpickled. A call that is not found
malicious must be one that data/allowlist.tsv, or the judge of arguments, names callable; those are
printed for review. Ends with `N passed, N failed`.
"""
import argparse
import os
import re
import sys
import tempfile
import textwrap
from _compat_pickle import (IMPORT_MAPPING, NAME_MAPPING, REVERSE_IMPORT_MAPPING,
                            REVERSE_NAME_MAPPING)

import listing
import scanned

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
ALLOWLIST = os.path.join(ROOT, "data", "allowlist.tsv")
JUDGE = os.path.join(ROOT, "src", "check", "pickle_arguments.c")
TRUE = b"\x8c\x04true"


def text(value):
    data = value.encode()
    return b"\x8c" + bytes([len(data)]) + data


def stack_global(module, path):
    return text(module) + text(path) + b"\x93"


def line_global(name):
    return "{}\n{}\n".format(*python2(name)).encode()


def python2(name):
    """What protocols below 3 write, as loaders map that to `name`; None when nothing does."""
    module, path = REVERSE_NAME_MAPPING.get((name.module, name.path), (name.module, name.path))
    own = name.module, name.path
    for module, path in ((REVERSE_IMPORT_MAPPING.get(module, module), path), own):
        mapped = NAME_MAPPING.get((module, path), (IMPORT_MAPPING.get(module, module), path))
        if mapped == own:
            return module, path
    return None


def by_stack_global(name):
    return b"\x80\x04" + stack_global(name.module, name.path) + TRUE + b"\x85R."


def by_global(name):
    return b"\x80\x02c" + line_global(name) + b"X\x04\0\0\0true\x85R."


def by_inst(name):
    return b"(S'true'\ni" + line_global(name) + b"."


def by_obj(name):
    return b"(c" + line_global(name) + b"U\x04trueo."


def by_parent(name):
    """Walked to from the package above, as protocol 4 allows."""
    parent, _, last = name.module.rpartition(".")
    return b"\x80\x04" + stack_global(parent, f"{last}.{name.path}") + TRUE + b"\x85R."


def by_getattr(name):
    """getattr(Class, 'method')('true')."""
    owner, _, method = name.path.rpartition(".")
    return (b"\x80\x04" + stack_global("builtins", "getattr") + stack_global(name.module, owner) +
            text(method) + b"\x86R" + TRUE + b"\x85R.")


def popped(name):
    """The result is thrown away: it was called all the same."""
    return b"\x80\x04" + stack_global(name.module, name.path) + TRUE + b"\x85R0N."


def ways(name):
    """The ways beside the plain one that can express this name."""
    if "." in name.path:
        return [by_getattr, popped]
    below = [by_global, by_inst, by_obj] if python2(name) else []
    return below + [popped] + ([by_parent] if "." in name.module else [])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", help="keeps the pickles there")
    parser.add_argument("--count", type=int, default=2500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--assay", default="build/assay")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or temporary
        names = written(folder, listing.draw(args.count, args.seed))
        files, _ = scanned.scan(args.assay, folder, "--no-known-bad")
    return judged(files, names)


def written(folder, drawn):
    """{file name: Name} of the pickles."""
    os.makedirs(folder, exist_ok=True)
    names = {}
    for turn, name in enumerate(drawn):
        others = ways(name)
        for way in (by_stack_global, others[turn % len(others)]):
            file = f"{turn:05}-{way.__name__}.pkl"
            with open(os.path.join(folder, file), "wb") as pickle:
                pickle.write(way(name))
            names[file] = name
    return names


def callable_names():
    """What the allowlist lets be called, and what is judged by its arguments."""
    with open(ALLOWLIST, encoding="utf-8") as rows:
        fields = [row.rstrip("\n").split("\t") for row in rows if not row.startswith("#")]
    listed = {row[0] for row in fields if set(row[1]) & {"c", "d"}}
    with open(JUDGE, encoding="utf-8") as source:
        return listed, set(re.findall(r'"(\w+(?:\.\w+)+)"', source.read()))


def judged(files, names):
    listed, by_arguments = callable_names()
    failed = []
    excepted = {}
    for path, name in sorted(names.items()):
        if files[path].verdict == "malicious":
            continue
        if name.full in listed:
            excepted.setdefault("listed as callable", set()).add(name.full)
        elif name.full in by_arguments:
            excepted.setdefault("judged by arguments", set()).add(name.full)
        else:
            failed.append(path)
    for reason, found in sorted(excepted.items()):
        print(f"{len(found)} {reason}:")
        print(textwrap.fill(" ".join(sorted(found)), 100, initial_indent="    ",
                            subsequent_indent="    ", break_on_hyphens=False))
    for path in failed:
        print(f"not malicious: {names[path].full}")
        print("\n".join(scanned.explain(files[path])))
    print(f"{len(set(names.values()))} callables in {len(names)} pickles")
    print(f"{len(names) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed or not names else 0


if __name__ == "__main__":
    sys.exit(main())
