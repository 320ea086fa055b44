#!/usr/bin/python3
"""Every valid bundle of the suite with one bit flipped in what is signed is refused.

    flips.py PROGRAM    one random bit of every byte; with ASSAY_ALL=1 each bit
"""
import concurrent.futures
import os
import random
import subprocess
import sys

import sigstore
import suite


def flip(program, case, seed):
    root = case / "trusted_root.json"
    if not root.exists():
        root = case.parent.parent / "trusted_root.production.json"
    who = case / "key.pub"
    if not who.exists():
        who = sigstore.said(case, "identity", sigstore.IDENTITY)
    words = [program, root, case / "bundle.sigstore.json", sigstore.artifact(case), who, seed]
    done = subprocess.run(words, capture_output=True, text=True)
    return done.returncode, done.stdout.splitlines() or [done.stderr.strip()]


def main(program):
    folder = suite.folder("sigstore") / "bundle-verify"
    cases = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.endswith("_fail"))
    seed = "all" if os.environ.get("ASSAY_ALL") == "1" else str(random.randrange(1 << 32))
    print(f"seed {seed}")
    passed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for case, (code, lines) in zip(cases, pool.map(lambda case: flip(program, case, seed), cases)):
            passed += code == 0
            print(f"  {case.name}: {lines[-1]}")
            if code:
                print(*lines[:20], sep="\n    ")
    print(f"{passed} passed, {len(cases) - passed} failed")
    return passed < len(cases) or not cases


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
