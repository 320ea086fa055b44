#!/usr/bin/env python3
"""Makes data/popular-NAME.txt from a table of packages and their use.

    make.py pypi TABLE rank_among_15000_most_downloaded 15000 > data/popular-pypi.txt
    make.py npm  TABLE downloads_a_month 70000                > data/popular-npm.txt

TABLE is tab-separated with a line of column names, one of them `name`; the other column named is
the rank (from 1, 0 for none) or the number of downloads. The result has the names alone, the most
used first.
"""
import csv
import re
import sys


def main():
    ecosystem, table, column, most = sys.argv[1:]
    rows = []
    with open(table, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            value = int(row[column] or 0)
            name = row["name"]
            if ecosystem == "pypi":
                name = re.sub(r"[-_.]+", "-", name).lower()
            if value and name.isascii() and len(name) <= 100:
                rows.append((value if column.startswith("rank") else -value, name))
    print(f"# The most used packages of {ecosystem}, by {column}: made by tools/popular/make.py.")
    for name in list(dict.fromkeys(name for _, name in sorted(rows)))[:int(most)]:
        print(name)


main()
