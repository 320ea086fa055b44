#!/usr/bin/env python3
"""Turns a sorted table of data/ into C: one pool of text and rows of offsets, for binary search.

    embed.py allowlist data/allowlist.tsv out.inc     name, letters
    embed.py knownbad  data/knownbad.tsv  out.inc     name, what it does
"""
import hashlib
import sys

LETTERS = "icdnbsICDNBS"                       # the bits of enum allow, in order


def rows(path):
    """The fields of each row; comments and empty lines are left out."""
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if line and not line.startswith("#"):
                yield number, line.split("\t")


def literal(text):
    return '"' + "".join(c if 32 <= ord(c) < 127 and c not in '"\\?' else
                         "".join(f"\\{b:03o}" for b in c.encode()) for c in text) + '"'


def main():
    kind, source, target = sys.argv[1:]
    names, values = [], []
    for number, fields in rows(source):
        name = fields[0]
        if names and name.encode() <= names[-1].encode():
            sys.exit(f"{source}:{number}: {name} is not in order")
        names.append(name)
        if kind == "allowlist":
            if not fields[1] or set(fields[1]) - set(LETTERS):
                sys.exit(f"{source}:{number}: the letters are {fields[1]!r}")
            values.append(sum(1 << LETTERS.index(letter) for letter in fields[1]))
        else:
            values.append(fields[1])
    with open(source, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    with open(target, "w", encoding="ascii") as out:
        out.write("/* Made by embed.py: do not edit. */\n"
                  '#pragma GCC diagnostic ignored "-Woverlength-strings"\n'
                  f'#define TABLE_DIGEST "{digest}"\n'
                  "static const char pool[] =\n")
        texts = names + (values if kind == "knownbad" else [])
        offsets, at = {}, 0
        for text in texts:
            if text not in offsets:
                offsets[text] = at
                at += len(text.encode())
                out.write(f"\t{literal(text)}\n")
        out.write('\t"";\n\nstatic const struct row rows[] = {\n')
        for name, value in zip(names, values):
            out.write(f"\t{{ {offsets[name]}, {len(name.encode())}, ")
            out.write(f"{value}" if kind == "allowlist" else
                      f"{offsets[value]}, {len(value.encode())}")
            out.write(" },\n")
        if not names:
            out.write("\t{ 0 },\n")
        out.write(f"}};\n\nenum {{ ROW_COUNT = {len(names)} }};\n")


main()
