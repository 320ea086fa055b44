#!/usr/bin/python3
"""Every bundle of the suite is verified, or refused for the reason it was made for.

    sigstore.py ASSAY
"""
import json
import pathlib
import subprocess
import sys

import suite

HERE = pathlib.Path(__file__).resolve().parent
# Where a case says nothing else (the suite's docs/cli_protocol.md).
IDENTITY = ("https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/"
            "extremely-dangerous-oidc-beacon.yml@refs/heads/main")
ISSUER = "https://token.actions.githubusercontent.com"


def reasons():
    rows = (HERE / "sigstore.tsv").read_text(encoding="utf-8").splitlines()
    return dict(row.split("\t") for row in rows if not row.startswith("#"))


def said(case, name, otherwise):
    path = case / name
    return path.read_text(encoding="utf-8").strip() if path.exists() else otherwise


def options(case):
    """How the case is asked about, the operand apart."""
    root = case / "trusted_root.json"
    if not root.exists():
        root = case.parent.parent / "trusted_root.production.json"
    words = ["--bundle", case / "bundle.sigstore.json", "--trusted-root", root]
    if (case / "key.pub").exists():
        return [*words, "--key", case / "key.pub"]
    return [*words, "--certificate-identity", said(case, "identity", IDENTITY),
            "--certificate-oidc-issuer", said(case, "issuer", ISSUER)]


def artifact(case):
    own = case / "artifact"
    return own if own.exists() else case.parent / "a.txt"


def ask(assay, words):
    done = subprocess.run([assay, "verify", "--format", "json", *words], capture_output=True, text=True)
    answer = json.loads(done.stdout) if done.stdout else {"verdict": "none", "reason": done.stderr.strip()}
    return done.returncode, answer["reason"] or answer["verdict"]


def by_digest(case):
    done = subprocess.run(["sha256sum", artifact(case)], capture_output=True, text=True, check=True)
    return "sha256:" + done.stdout.split()[0]


def main(assay):
    folder = suite.folder("sigstore") / "bundle-verify"
    wanted = reasons()
    cases = sorted(path for path in folder.iterdir() if path.is_dir())
    failed = 0
    for case in cases:
        right = (0 if wanted.get(case.name) == "verified" else 4, wanted.get(case.name))
        for operand in (artifact(case), by_digest(case)):
            answer = ask(assay, [*options(case), operand])
            if answer != right or (answer[0] == 0) == case.name.endswith("_fail"):
                failed += 1
                print(f"  {case.name}, {operand}: exit {answer[0]}, {answer[1]}; should be {right[1]}")
    if set(wanted) != {case.name for case in cases}:
        failed += 1
        print("  the suite and sigstore.tsv have not the same cases")
    refused = sum(case.name.endswith("_fail") for case in cases)
    print(f"{len(cases)} bundles, {refused} of them must be refused, each by file and by digest")
    print(f"{2 * len(cases) - failed} passed, {failed} failed")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
