#!/usr/bin/env python3
"""Turns lists of names, the most used first, into C: all names in order, in blocks whose names each
say how many bytes they share with the one before; and the first of the list as it is, each with
the kinds of letters it is made of.

    embed_names.py OUT.inc NAME=LIST...
"""
import os
import sys

BLOCK, TARGETS = 16, 3000                               # eco/popular.c knows them

# Letters that are taken for each other are of one kind; separators and all else are of none.
KINDS = ["a", "b", "c", "d", "e", "f", "g", "h", "i1l", "j", "k", "mrn", "o0", "p", "q", "s5", "t", "u",
         "vw", "x", "y", "z", "2", "3", "4", "6", "7", "8", "9"]
KIND_OF = {letter: 1 << i for i, kind in enumerate(KINDS) for letter in kind}


def names_of(path):
    with open(path, encoding="ascii") as file:
        names = [line.rstrip("\n") for line in file if not line.startswith("#")]
    if len(set(names)) != len(names) or max(map(len, names)) > 127:
        sys.exit(f"{path}: a name stands twice, or is too long")
    return names


def literal(data):
    return '"' + "".join(chr(b) if 32 <= b < 127 and chr(b) not in '"\\?' else f"\\{b:03o}" for b in data) + '"'


def kinds_of(name):
    kinds = 0
    for letter in name:
        kinds |= KIND_OF.get(letter, 0)
    return kinds


def write_targets(out, word, names):
    at = 0
    out.write(f"static const char {word}_target_pool[] =\n")
    for name in names:
        out.write(f"\t{literal(name.encode())}\n")
    out.write(f'\t"";\n\nstatic const struct target {word}_targets[] = {{\n')
    for name in names:
        out.write(f"\t{{ {kinds_of(name):#x}, {at}, {len(name)} }},\n")
        at += len(name)
    out.write("};\n\n")


def write_blocks(out, word, names):
    before, at, starts = b"", 0, []
    out.write(f"static const char {word}_pool[] =\n")
    for i, name in enumerate(sorted(name.encode() for name in names)):
        if i % BLOCK == 0:
            starts.append(at)
            before = b""
        shared = len(os.path.commonprefix([before, name]))
        row = bytes([shared, len(name) - shared]) + name[shared:]
        out.write(f"\t{literal(row)}\n")
        at += len(row)
        before = name
    out.write(f'\t"";\n\nstatic const uint32_t {word}_blocks[] = {{\n')
    for start in starts + [at]:
        out.write(f"\t{start},\n")
    out.write("};\n\n")


def main():
    with open(sys.argv[1], "w", encoding="ascii") as out:
        out.write("/* Made by embed_names.py: do not edit. */\n"
                  '#pragma GCC diagnostic ignored "-Woverlength-strings"\n')
        out.write("static const uint32_t kind_of_letter[256] = {\n")
        for letter, kind in sorted(KIND_OF.items()):
            out.write(f"\t['{letter}'] = {kind:#x},\n")
        out.write("};\n\n")
        for word, path in (argument.split("=") for argument in sys.argv[2:]):
            names = names_of(path)
            write_blocks(out, word, names)
            write_targets(out, word, names[:TARGETS])


main()
