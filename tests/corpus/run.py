#!/usr/bin/env python3
"""Scans the samples of one corpus generator with the whole program and compares what it says.

    run.py NAME FOLDER ASSAY    samples of tests/corpus/NAME.py, written to FOLDER/NAME
    run.py --list               the generators there are

Each group (ok, bad, evil) is one run of the program. A file's verdict and status are the worst of
its own and its members'; its rules are those of all findings in it.
"""
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
NOT_GENERATORS = {"run", "sample"}
GROUPS = ("ok", "bad", "evil")
VERDICTS = ["clean", "review", "malicious"]
STATUSES = ["skipped", "complete", "inconclusive", "error"]


def generators():
    """Every module of this folder with a function samples()."""
    return sorted(path.stem for path in HERE.glob("*.py")
                  if path.stem not in NOT_GENERATORS and "\ndef samples(" in path.read_text())


def samples_of(name):
    """The samples of a generator, made as they are asked for."""
    sys.path.insert(0, str(HERE))
    spec = importlib.util.spec_from_file_location(f"corpus_{name}", HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.samples()


def write(samples, folder):
    """Writes the samples below folder/GROUP; gives them by group and name."""
    shutil.rmtree(folder, ignore_errors=True)
    written = {group: {} for group in GROUPS}
    for sample in samples:
        name = os.fsencode(sample.name)
        if name in written[sample.group]:
            sys.exit(f"{sample.group}/{sample.name}: two samples have this name")
        path = os.path.join(os.fsencode(folder), sample.group.encode(), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(sample.data)
        written[sample.group][name] = sample
    return written


class Seen:
    """What a report says of one file."""

    def __init__(self):
        self.verdict, self.status, self.rules, self.lines = "clean", "skipped", set(), []
        self.components = set()

    def add_artifact(self, artifact):
        # A member that nothing reads does not make its archive less than complete.
        self.status = max(self.status, artifact["status"], key=STATUSES.index)
        self.verdict = max(self.verdict, artifact["verdict"], key=VERDICTS.index)

    def add_finding(self, finding):
        self.rules.add(finding["rule"])
        self.lines.append(f"{finding['path']}: {finding['rule']}: {finding['message']}")


def title(component, occurrence):
    """A component in one line: KIND ECOSYSTEM:NAMESPACE/NAME@VERSION, or its range after a blank;
    what a higher layer of an image deletes ends with (removed)."""
    name = "/".join(filter(None, [component.get("namespace"), component["name"]]))
    place = f"{component['ecosystem']}:" if "ecosystem" in component else ""
    version = f"@{component['version']}" if component["version"] else ""
    range_ = f" {component['range']}" if "range" in component else ""
    removed = " (removed)" if "removed" in occurrence else ""
    return f"{component['kind']} {place}{name}{version}{range_}{removed}"


def file_name(entry, group):
    """The name of the file that an entry of the report lies in, below its group."""
    name = bytes.fromhex(entry["place_hex"][0]) if "place_hex" in entry else entry["place"][0].encode()
    return name.removeprefix(group.encode() + b"/")


def expected_exit(report):
    if any(f["severity"] in ("high", "critical") for f in report["findings"]):
        return 1
    return 0 if report["status"] == "complete" else 3


def scan(assay, folder, group):
    # What advisories say of the packages in samples is for the samples about advisories.
    known = [] if folder.name == "advisories" else ["--db", "none"]
    done = subprocess.run([assay, "scan", "--format", "json", "--all", *known, group], cwd=folder,
                          capture_output=True, timeout=600, env=os.environ | {"ASSAY_DB": "", "HOME": "/", "XDG_CONFIG_HOME": ""})
    try:
        report = json.loads(done.stdout)
    except ValueError:
        sys.exit(f"{group}: exit {done.returncode}, and no report: {done.stderr.decode()}")
    seen = {}
    for artifact in report["artifacts"]:
        seen.setdefault(file_name(artifact, group), Seen()).add_artifact(artifact)
    for finding in report["findings"]:
        seen.setdefault(file_name(finding, group), Seen()).add_finding(finding)
    for component in report["components"]:
        for occurrence in component["occurrences"]:
            name = occurrence["path"].split("!")[0].removeprefix(f"{group}/").encode()
            seen.setdefault(name, Seen()).components.add(title(component, occurrence))
    wrong = []
    if done.returncode != expected_exit(report):
        wrong.append(f"{group}: exit {done.returncode}, wanted {expected_exit(report)}")
    return seen, wrong


LEARNED_COUNTS = False                  # only in the corpus of its own


def differences(sample, seen):
    # The learned detector is trained anew now and then; it may only raise a verdict.
    learned = {rule for rule in seen.rules if rule.startswith("learned-")} - sample.rules
    if LEARNED_COUNTS:
        learned = set()
    if seen.verdict != sample.verdict and not (learned and seen.verdict != "clean"):
        yield f"verdict: wanted {sample.verdict}, got {seen.verdict}"
    if seen.status != sample.status:
        yield f"status: wanted {sample.status}, got {seen.status}"
    seen.rules -= learned
    if sample.rules - seen.rules:
        yield f"rules missing: {', '.join(sorted(sample.rules - seen.rules))}"
    if seen.rules - sample.rules:
        yield f"rules not wanted: {', '.join(sorted(seen.rules - sample.rules))}"
    if sample.components is None:
        return
    for component in sorted(sample.components - seen.components):
        yield f"component missing: {component}"
    for component in sorted(seen.components - sample.components):
        yield f"component not wanted: {component}"


def compare(group, samples, seen):
    """Prints what differs and gives how many samples failed."""
    failed = 0
    for name, sample in sorted(samples.items()):
        one = seen.get(name, Seen())
        wrong = list(differences(sample, one))
        if not wrong:
            continue
        failed += 1
        print(f"{group}/{os.fsdecode(name)}")
        for line in wrong:
            print(f"    {line}")
        for line in one.lines[:8]:
            print(f"        {line}")
    return failed


def main(name, folder, assay):
    global LEARNED_COUNTS
    LEARNED_COUNTS = name == "learned"
    folder = pathlib.Path(folder).resolve() / name
    written = write(samples_of(name), folder)
    passed = failed = 0
    for group, samples in written.items():
        if not samples:
            continue
        seen, wrong = scan(pathlib.Path(assay).resolve(), folder, group)
        for line in wrong:
            print(line)
        bad = compare(group, samples, seen)
        failed += bad + len(wrong)
        passed += len(samples) - bad
    print(f"{passed} passed, {failed} failed")
    return failed > 0 or passed == 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--list"]:
        print("\n".join(generators()))
    else:
        sys.exit(main(*sys.argv[1:]))
