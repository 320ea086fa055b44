#!/usr/bin/env python3
"""The house has floors: an include may only point down, or stay on its own floor.

And <sys/NAME.h> is the system's: no header of src/sys may stand in its place.
"""
import pathlib
import re
import sys

FLOORS = ["base", "sys", "core", "version", "code", "detect", "format", "eco", "check", "advisory",
          "jail", "trust", "policy", "report", "scan", "vet", "cmd"]
LODGERS = {"net": "sys", "train": "vet"}                # programs of their own, and the highest floor they stand on


def floor_of(folder):
    return FLOORS.index(LODGERS.get(folder, folder))


def main():
    src = pathlib.Path(sys.argv[1]) / "src"
    wrong = []
    for path in sorted(src.rglob("*.[ch]")):
        parts = path.relative_to(src).parts
        here = floor_of(parts[0]) if len(parts) > 1 else len(FLOORS)
        for floor in re.findall(r'^#include "(\w+)/', path.read_text(), re.M):
            if floor != parts[0] and FLOORS.index(floor) > here:
                wrong.append(f"{path}: includes {floor}/, which is above it")
    folder = pathlib.Path("/usr/include")
    for path in sorted((src / "sys").glob("*.h")):
        if any(any(folder.glob(f"{at}sys/{path.name}")) for at in ("", "*/")):
            wrong.append(f"{path}: the system has <sys/{path.name}>")
    print("\n".join(wrong))
    return bool(wrong)


sys.exit(main())
