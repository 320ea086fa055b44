#!/usr/bin/python3
"""Scans a folder of real, harmless model files and holds the result against its bounds.

    check.py [--review PERCENT] [--beyond LIBRARY] [--assay PROGRAM] FOLDER

The folder is as write_models.py lays it: LIBRARY/FORMAT/NAME. None may be malicious, inconclusive
or in error, and all must be recognized; at most PERCENT of all may want a review. Ends with `N passed,
N failed`, exit code 1 when one failed.
"""
import argparse
import sys

import scanned

COLUMNS = ("clean", "review", "malicious", "inconclusive", "error", "skipped")
NEVER = ("malicious", "inconclusive", "error", "skipped")
# Harmless today, but their loader evaluates text of the file as Python: to be found, always.
EVALUATED = (
    "dill/pickle/plain-slices-",    # dill evaluates "range(3, 30, 4)"
    "statsmodels/pickle/formula-",  # patsy evaluates "y ~ x + C(g)"
)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--review", type=float, default=5, help="percent that may want a review")
    parser.add_argument("--beyond", action="append", default=[], metavar="LIBRARY",
                        help="nothing is promised for it: what is found in its files is printed, and "
                             "counts as to be reviewed")
    parser.add_argument("--assay", default="build/assay")
    args = parser.parse_args()

    files, _ = scanned.scan(args.assay, args.folder)
    for file in files.values():
        if scanned.word(file) == "review" or wrong(file, ()):
            print("\n".join(scanned.explain(file)))
    table(files)
    return verdict(files, args.review, args.beyond)


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


def wrong(file, beyond):
    """Whether this file alone is a failure; reviews are only past their bound."""
    word = scanned.word(file)
    if word == "malicious" and file.path.split("/")[0] in beyond:
        return False
    if file.path.startswith(EVALUATED):
        return word != "malicious"
    return word in NEVER


def verdict(files, percent, beyond):
    failed = sum(wrong(file, beyond) for file in files.values())
    review = sum(scanned.word(file) == "review" or
                 (scanned.word(file) == "malicious" and file.path.split("/")[0] in beyond)
                 for file in files.values())
    share = 100 * review / max(1, len(files))
    if share > percent:
        failed += review
    print(f"\n{share:.1f} % to be reviewed, {percent:g} % may be")
    print(f"{len(files) - failed} passed, {failed} failed")
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main())
