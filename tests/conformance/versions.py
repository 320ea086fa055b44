#!/usr/bin/python3
"""Every line of the version suite, ECOSYSTEM-versions*.txt with lines of A < B, A = B or A > B, is judged.

    versions.py PROGRAM
"""
import pathlib
import re
import subprocess
import sys

import suite

ORDERS = {
    "alpine": "alpine", "cran": "cran", "debian": "debian", "hackage": "hackage", "maven": "maven", "nuget": "nuget",
    "packagist": "packagist", "pub": "pub", "pypi": "pep440", "redhat": "rpm", "rubygems": "gem", "semver": "semver",
}
LINE = re.compile(r"(.*?) ([<=>]) (.*)")
SIGNS = {"<": "-1", "=": "0", ">": "1"}


def claims(path):
    """(line number, a, sign, b) of each line that claims something."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = line.strip()
        if not line or line.startswith(("#", "//")):
            continue
        found = LINE.fullmatch(line)
        if not found:
            raise SystemExit(f"{path.name}:{number}: not a claim: {line}")
        yield number, found[1], found[2], found[3]


def judge(program, path):
    """The claims of one file that are not ours, as sentences, and how many there are in all."""
    order = ORDERS[path.name.split("-")[0]]
    asked = list(claims(path))
    questions = "".join(f"{order}\t{a}\t{b}\n" for _, a, _, b in asked)
    said = subprocess.run([program], input=questions, capture_output=True, encoding="utf-8", check=True)
    answers = said.stdout.splitlines()
    assert len(answers) == len(asked)
    wrong = [f"{path.name}:{number}: {a} {sign} {b}: we say {answer.split()[2]}"
             for (number, a, sign, b), answer in zip(asked, answers) if answer.split()[2] != SIGNS[sign]]
    return wrong, len(asked)


def main():
    folder = suite.folder("versions")
    total, failed = 0, 0
    for path in sorted(folder.glob("*-versions*.txt")):
        wrong, n = judge(sys.argv[1], pathlib.Path(path))
        total += n
        failed += len(wrong)
        print(f"{path.name}: {n - len(wrong)} of {n}")
        for sentence in wrong[:50]:
            print("  " + sentence)
    print(f"{total - failed} passed, {failed} failed")
    return 1 if failed or not total else 0


if __name__ == "__main__":
    sys.exit(main())
