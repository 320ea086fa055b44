"""Where the public conformance data is. Without it a test is skipped (77); in CI that is a failure."""
import os
import pathlib
import sys

SKIPPED = 77
TOP = pathlib.Path(__file__).resolve().parents[2]


def folder(name):
    """The folder of one suite; ends the test when it is not there."""
    root = pathlib.Path(os.environ.get("ASSAY_CONFORMANCE") or TOP.parent / "shared" / "conformance")
    if (root / name).is_dir():
        return root / name
    in_ci = os.environ.get("CI") == "true"
    print(f"no {name} in the conformance data; 0 passed, {int(in_ci)} failed, {int(not in_ci)} skipped")
    sys.exit(1 if in_ci else SKIPPED)
