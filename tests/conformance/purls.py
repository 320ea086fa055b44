#!/usr/bin/python3
"""Every case of the package URL suite is judged: parse, build, and both ways round; failures must fail.

    purls.py PROGRAM
"""
import json
import subprocess
import sys

import suite

PARTS = ("type", "namespace", "name", "version", "subpath")


def question(case):
    """The line that asks for a case. What is recommended forgives what people write; what is required does not."""
    given = case["input"]
    if case["test_type"] == "build":
        pairs = [word for pair in (given.get("qualifiers") or {}).items() for word in pair]
        return "\t".join(["build", *(given.get(part) or "" for part in PARTS), *pairs])
    if case["test_type"] == "parse" and case["test_group"] == "recommended":
        return "parse-lenient\t" + given
    return f"{case['test_type']}\t{given}"


def wanted(case):
    """The answer that the suite asks for."""
    out = case["expected_output"]
    if isinstance(out, str):
        return out
    pairs = [word for pair in sorted((out.get("qualifiers") or {}).items()) for word in pair]
    return "\t".join([*(out.get(part) or "" for part in PARTS), *pairs])


def round_trips(cases):
    """What is canonical is read and written unchanged: every text that the suite expects."""
    for case in cases:
        if not case["expected_failure"] and isinstance(case["expected_output"], str):
            yield {**case, "test_type": "validate", "input": case["expected_output"]}


def judge(program, name, cases):
    lines = "".join(question(case) + "\n" for case in cases)
    answers = subprocess.run([program], input=lines.encode(), capture_output=True, check=True)
    answers = answers.stdout.decode().split("\n")[:-1]
    assert len(answers) == len(cases)
    wrong = 0
    for case, answer in zip(cases, answers):
        good = answer.startswith("!") if case["expected_failure"] else answer == wanted(case)
        if not good:
            wrong += 1
            print(f"  {name}: {case['test_type']} {json.dumps(case['input'])}: we say {answer!r}")
    return wrong


def main():
    folder = suite.folder("purl")
    total = failed = must_fail = 0
    for path in sorted(folder.glob("*/*-test.json")):
        cases = json.loads(path.read_text(encoding="utf-8"))["tests"]
        failed += judge(sys.argv[1], path.name, cases)
        failed += judge(sys.argv[1], path.name + ", again", list(round_trips(cases)))
        total += len(cases)
        must_fail += sum(case["expected_failure"] for case in cases)
    print(f"{total} cases, {must_fail} of them must fail")
    print(f"{total - failed} passed, {failed} failed")
    return 1 if failed or not total else 0


if __name__ == "__main__":
    sys.exit(main())
