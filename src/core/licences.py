#!/usr/bin/env python3
"""The identifiers of licences as the rows of a C table, in the order of bytes.

    licences.py INPUT OUTPUT
"""
import pathlib
import sys


def main(source, target):
    words = sorted(pathlib.Path(source).read_text().split(), key=str.encode)
    pathlib.Path(target).write_text("".join(f'"{word}",\n' for word in words))


main(*sys.argv[1:])
