#!/usr/bin/env python3
"""A file as the bytes of a C array, ended by NUL: bytes.py INPUT OUTPUT"""
import pathlib
import sys


def main(source, target):
    data = pathlib.Path(source).read_bytes() + b"\0"
    lines = (", ".join(map(str, data[i:i + 20])) for i in range(0, len(data), 20))
    pathlib.Path(target).write_text(",\n".join(lines) + "\n")


main(*sys.argv[1:])
