#!/usr/bin/env python3
"""The windows that are kept beside the model give that model, to the last bit, and no other.

    model.py ASSAY-TRAIN WINDOWS MODEL CARD

A model with one weight changed by one, whose digest is right again and whose canaries do not see
it, is found out; so are windows of which one feature is changed. What the card says of the model in
the program is of that model.
"""
import hashlib
import pathlib
import struct
import subprocess
import sys
import tempfile

WEIGHTS, DIGEST, CAMPAIGN, HEAD, AT_THRESHOLDS = 65536, 32, 40, 132, 108


def canaries(model):
    """The features that canaries have."""
    at, seen = HEAD, set()
    (n,) = struct.unpack_from("<I", model, at)
    at += 4 + n * CAMPAIGN
    (n,) = struct.unpack_from("<I", model, at)
    at += 4
    for _ in range(n):
        _, length = struct.unpack_from("<II", model, at)
        seen.update(struct.unpack_from(f"<{length}H", model, at + 8))
        at += 8 + 2 * length
    assert at == len(model) - DIGEST - WEIGHTS, at
    return seen


def changed(model):
    """The same with one weight changed that no canary has, sealed again."""
    base = len(model) - DIGEST - WEIGHTS
    feature = next(f for f in range(WEIGHTS // 2, WEIGHTS) if f not in canaries(model) and model[base + f] not in (0, 127, 128))
    body = bytearray(model[:-DIGEST])
    body[base + feature] ^= 1
    return bytes(body) + hashlib.sha256(body).digest()


def main(train, windows, model, card):
    windows, model = pathlib.Path(windows).read_bytes(), pathlib.Path(model).read_bytes()
    failed = 0

    def expect(what, holds):
        nonlocal failed
        failed += not holds
        print(f"{'ok' if holds else 'FAIL'}: {what}")

    with tempfile.TemporaryDirectory() as folder:
        def check(windows, model):
            paths = [pathlib.Path(folder) / name for name in ("windows", "model")]
            for path, data in zip(paths, (windows, model)):
                path.write_bytes(data)
            run = subprocess.run([train, "check", *paths], capture_output=True, text=True, check=False)
            return run.returncode, run.stderr

        expect("the windows give the model", check(windows, model) == (0, ""))
        code, said = check(windows, changed(model))
        expect("one weight is changed", code == 1 and "give another model" in said)
        code, said = check(windows[:-1] + bytes([windows[-1] ^ 1]), model)
        expect("one feature of a window is changed", code == 1 and "give another model" in said)
    text = pathlib.Path(card).read_text(encoding="utf-8")
    digest = hashlib.sha256(model[:-DIGEST]).hexdigest()
    expect("the card is of the model", model[-DIGEST:].hex() == digest and digest in text)
    thresholds = struct.unpack_from("<6I", model, AT_THRESHOLDS)
    for word, points, alarms, of in (("review", *thresholds[:3]), ("block", *thresholds[3:])):
        expect(f"the card has the threshold for {word}", f"| {word} | {points} | {alarms} of {of} |" in text)
    print(f"{6 - failed} passed, {failed} failed")
    return bool(failed)


sys.exit(main(*sys.argv[1:]))
