"""Runs `assay scan` over a folder and folds its JSON report into one result a file."""
import collections
import json
import os
import subprocess
from dataclasses import dataclass, field

VERDICTS = ("clean", "review", "malicious")
STATUSES = ("complete", "skipped", "inconclusive", "error")
LISTED = 30


@dataclass
class File:
    path: str
    verdict: str = "clean"
    status: str = "complete"
    formats: list = field(default_factory=list)     # its own and its members', each once
    findings: list = field(default_factory=list)

    def take(self, artifact):
        """The worst of all that lies within it; members that are no models say nothing."""
        inner = len(artifact["place"]) > 1
        self.formats += [name for name in artifact["formats"] if name not in self.formats]
        self.verdict = max(self.verdict, artifact["verdict"], key=VERDICTS.index)
        if not (inner and artifact["status"] == "skipped"):
            self.status = max(self.status, artifact["status"], key=STATUSES.index)


def scan(assay, folder, *options, seconds=900):
    """{path inside folder: File} of every file there, and the exit code."""
    run = subprocess.run([assay, "scan", "--all", "--format", "json", *options, folder],
                         stdout=subprocess.PIPE, timeout=seconds)
    if run.returncode not in (0, 1, 3):
        raise SystemExit(f"{assay} scan {folder}: exit code {run.returncode}")
    report = json.loads(run.stdout)
    files = {path: File(path) for path in names(folder)}
    seen = set()
    for artifact in report["artifacts"]:
        path = inside(folder, artifact["place"][0])
        seen.add(path)
        files[path].take(artifact)
    for path in set(files) - seen:
        files[path].status = "error"
        files[path].findings.append({"rule": "not in the report", "message": ""})
    for finding in report["findings"]:
        files[inside(folder, finding["path"].split("!")[0])].findings.append(finding)
    return files, run.returncode


def names(folder):
    return [os.path.relpath(os.path.join(root, name), folder)
            for root, _, found in sorted(os.walk(folder)) for name in sorted(found)]


def inside(folder, path):
    return os.path.relpath(path, folder) if path.startswith(folder.rstrip("/") + "/") else path


def counts(files):
    """How many of each verdict and status; a file that was not seen whole counts as that."""
    return collections.Counter(word(file) for file in files)


def word(file):
    if file.verdict == "malicious":
        return file.verdict
    return file.verdict if file.status == "complete" else file.status


def explain(file):
    """The findings of a file in a few lines, each different one once."""
    lines = dict.fromkeys(line(finding) for finding in file.findings)
    return [f"{word(file):12} {file.path}", *(13 * " " + text for text in list(lines)[:LISTED])]


def line(finding):
    evidence = finding.get("evidence") or {}
    shown = " ".join(f"{key}={value}" for key, value in evidence.items())[:160]
    return f"{finding['rule']}: {shown or finding['message'][:160]}"
