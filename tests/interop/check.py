#!/usr/bin/python3
"""Scans a folder of real, harmless model files and holds the result against its bounds.

    check.py [--review PERCENT] [--assay PROGRAM] FOLDER

The folder is as write_models.py lays it: LIBRARY/FORMAT/NAME. None may be malicious, inconclusive
or in error; at most PERCENT of all may want a review. Files of formats that are not read yet are
skipped and counted. Ends with `N passed, N failed, N skipped`, exit code 1 when one failed.
"""
import argparse
import sys

import scanned

COLUMNS = ("clean", "review", "malicious", "inconclusive", "error", "skipped")
NEVER = ("malicious", "inconclusive", "error")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--review", type=float, default=5, help="percent that may want a review")
    parser.add_argument("--assay", default="build/assay")
    args = parser.parse_args()

    files, _ = scanned.scan(args.assay, args.folder)
    for file in files.values():
        if scanned.word(file) in ("review", *NEVER):
            print("\n".join(scanned.explain(file)))
    table(files)
    return verdict(files, args.review)


def table(files):
    groups = {}
    for file in files.values():
        library, form, _ = (file.path + "//").split("/", 2)
        groups.setdefault((library, form.rstrip("/")), []).append(file)
    print(f"\n{'library':14}{'format':16}" + "".join(f"{name:>13}" for name in COLUMNS))
    for (library, form), members in sorted(groups.items()):
        row(library, form, members)
    row("all", "", files.values())


def row(library, form, files):
    found = scanned.counts(files)
    print(f"{library:14}{form:16}" + "".join(f"{found[name] or '':>13}" for name in COLUMNS))


def verdict(files, percent):
    found = scanned.counts(files.values())
    failed = sum(found[name] for name in NEVER)
    share = 100 * found["review"] / max(1, len(files))
    if share > percent:
        failed += found["review"]
    print(f"\n{share:.1f} % to be reviewed, {percent:g} % may be")
    print(f"{len(files) - failed - found['skipped']} passed, {failed} failed, "
          f"{found['skipped']} skipped")
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main())
