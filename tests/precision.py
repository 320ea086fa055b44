#!/usr/bin/env python3
"""Source that uses no service and names no model must tell of none: the system's own Python files
are read by the module for source code as if they were a project's.

    precision.py FACTS [FOLDER...]

A file of ours that does use one must tell of it, so that silence means something.
"""
import pathlib
import subprocess
import sys
import sysconfig
import tempfile

BATCH = 500
CONTROL = b"import openai\nopenai.OpenAI().responses.create(model='gpt-4o')\n"


def facts(program, paths):
    done = subprocess.run([program, "-f", "python-uses", *paths], capture_output=True, check=True)
    return done.stdout.decode(errors="replace").splitlines()


def components(lines):
    """Lines of components and anomalies with the file they are of; packages that a file installs by
    commands of its own are what it says."""
    path = ""
    for line in lines:
        if line.startswith("artifact "):
            path = line.split()[1]
        elif 'kind="package"' not in line and line.strip().startswith(("component ", "anomaly ", "incomplete ", "malformed ")):
            yield f"{path}: {line.strip()}"


def main(program, folders):
    folders = folders or [sysconfig.get_path("stdlib"), "/usr/lib/python3/dist-packages"]
    files = sorted(str(p) for folder in folders for p in pathlib.Path(folder).rglob("*.py"))
    with tempfile.NamedTemporaryFile(suffix=".py") as control:
        control.write(CONTROL)
        control.flush()
        if len(list(components(facts(program, [control.name])))) != 2:
            sys.exit("the control told of something else than its service and its model")
    wrong = []
    for at in range(0, len(files), BATCH):
        wrong += components(facts(program, files[at:at + BATCH]))
    print("\n".join(wrong[:50]))
    print(f"{len(files)} files, {len(wrong)} false")
    return bool(wrong) or not files


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
