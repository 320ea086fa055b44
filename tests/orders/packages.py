#!/usr/bin/python3
"""The answers of packaging: "pep440 TAB a TAB b" gives "P Q C", "specifier TAB set TAB version" 1, 0 or ?."""
import sys

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version


def parsed(text):
    try:
        return Version(text)
    except InvalidVersion:
        return None


def order(a, b):
    left, right = parsed(a), parsed(b)
    both = left is not None and right is not None
    return f"{int(left is not None)} {int(right is not None)} {(left > right) - (left < right) if both else 0}"


def in_set(text, version):
    try:
        return str(int(SpecifierSet(text).contains(Version(version), prereleases=True)))
    except (InvalidSpecifier, InvalidVersion):
        return "?"


for line in sys.stdin:
    what, first, second = line.rstrip("\n").split("\t")
    print(order(first, second) if what == "pep440" else in_set(first, second))
