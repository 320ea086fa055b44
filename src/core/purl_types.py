#!/usr/bin/env python3
"""The rows of data/purl-types.tsv as rows of a C table.

    purl_types.py INPUT OUTPUT
"""
import pathlib
import sys


def flags(prefix, words):
    return " | ".join(prefix + word.upper().replace("-", "_") for word in words) or "0"


def main(source, target):
    out = []
    for line in pathlib.Path(source).read_text().splitlines():
        if line.startswith("#"):
            continue
        kind, namespace, lower, rules, needed = (field.split(",") if field != "-" else [] for field in line.split("\t"))
        pairs = [rule.split(":") for rule in rules]
        parts = ", ".join(f"[PURL_{part.upper()}] = " + flags("RULE_", ["lower"] * (part in lower) +
                                                              [rule for of, rule in pairs if of == part])
                          for part in ("namespace", "name", "version", "subpath"))
        out.append(f'{{ SPAN("{kind[0]}"), NAMESPACE_{namespace[0].upper()}, {{ {parts} }}, '
                   f'"{"".join(needed)}" }},\n')
    pathlib.Path(target).write_text("".join(out))


main(*sys.argv[1:])
