#!/usr/bin/python3
"""Every inclusion and consistency proof of the suite is judged as it says.

    merkle.py PROGRAM
"""
import base64
import json
import subprocess
import sys

import suite


def hexed(text):
    return base64.b64decode(text or "").hex() or "-"


def question(case):
    proof = [hexed(each) for each in case["proof"] or []]
    if "leafIdx" in case:
        words = ["inclusion", case["leafIdx"], case["treeSize"], hexed(case["root"]), hexed(case["leafHash"])]
    else:
        words = ["consistency", case["size1"], hexed(case["root1"]), case["size2"], hexed(case["root2"])]
    return " ".join(str(word) for word in words + proof) + "\n"


def main():
    folder = suite.folder("merkle")
    paths = sorted(folder.glob("*/**/*.json"))
    cases = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    lines = "".join(map(question, cases))
    answers = subprocess.run([sys.argv[1]], input=lines, text=True, capture_output=True, check=True).stdout.split()
    assert len(answers) == len(cases)
    failed = 0
    for path, case, answer in zip(paths, cases, answers):
        if (answer != "none") != case["wantErr"]:
            failed += 1
            print(f"  {path.relative_to(folder)}: we say {answer}")
    print(f"{len(cases)} proofs, {sum(case['wantErr'] for case in cases)} of them must be refused")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
