#!/usr/bin/env python3
"""Runs command lines and compares what they print. A case is a text file, one step a line:

    # a comment
    file PATH               a file of the `|` lines that follow
    hex PATH                the same, of hexadecimal bytes
    sample PATH GENERATOR GROUP/NAME    a sample of tests/corpus/GENERATOR.py
    folder PATH | fifo PATH | link PATH TARGET | sparse PATH BYTES
    env NAME=VALUE
    stdin                   of the `|` lines that follow, for the next run
    run assay scan ...      in the folder of the files; words as a shell would split them
    exit N                  wanted, as are the `|` lines after
    stdout
    stderr                  (each empty when it is not there)

A wanted line `~ REGEX` is matched, not compared, and a line `...` stands for any number of lines.
PATHs may have Python escapes (\\xff). Files lie in a folder of their own for each case.

    run.py ASSAY CASE...            compares
    run.py --accept ASSAY CASE...   writes what was printed into the cases
"""
import importlib.util
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SETUP = {"file", "hex", "sample", "folder", "fifo", "link", "sparse", "env", "stdin"}
WANTED = {"exit", "stdout", "stderr"}
TIME = 60
SHOWN = 60                      # lines of what a run printed instead


class Step:
    def __init__(self, verb, rest):
        self.verb, self.rest, self.lines = verb, rest, []

    def text(self):
        return "".join(line + "\n" for line in self.lines)


def read(path):
    steps = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith(("| ", "~ ")) or line in ("|", "..."):
            steps[-1].lines.append(line[2:] if line.startswith("| ") else "" if line == "|" else line)
        elif line and not line.startswith("#"):
            verb, _, rest = line.partition(" ")
            if verb not in SETUP | WANTED | {"run"}:
                sys.exit(f"{path}:{number}: there is no step {verb}")
            steps.append(Step(verb, rest))
    return steps


def bytes_of(text):
    """A path with its escapes; others are UTF-8."""
    return re.sub(rb"\\x([0-9a-f]{2})", lambda m: bytes([int(m[1], 16)]), text.encode())


def corpus_sample(generator, name):
    spec = importlib.util.spec_from_file_location("corpus_run", HERE.parent / "corpus" / "run.py")
    runner = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(runner)
    for sample in runner.samples_of(generator):
        if f"{sample.group}/{sample.name}" == name:
            return sample.data
    sys.exit(f"{generator} has no sample {name}")


def put(path, data):
    with open(path, "wb") as f:
        f.write(data)


def sparse(path, size):
    put(path, b"")
    os.truncate(path, size)


def set_up(step, folder, state):
    words = step.rest.split(" ")
    path = os.path.join(os.fsencode(folder), bytes_of(words[0]))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    {
        "file": lambda: put(path, step.text().encode()),
        "hex": lambda: put(path, bytes.fromhex(step.text())),
        "sample": lambda: put(path, corpus_sample(*words[1:])),
        "folder": lambda: os.makedirs(path),
        "fifo": lambda: os.mkfifo(path),
        "link": lambda: os.symlink(bytes_of(words[1]), path),
        "sparse": lambda: sparse(path, int(words[1])),
        "env": lambda: state["env"].update([step.rest.split("=", 1)]),
        "stdin": lambda: state.update(stdin=step.text().encode()),
    }[step.verb]()


def run(step, assay, folder, state):
    argv = [bytes_of(word) for word in shlex.split(step.rest.replace("\\x", "\\\\x"))]
    if argv[0] != b"assay":
        sys.exit(f"a case runs assay, not {argv[0]}")
    done = subprocess.run([assay, *argv[1:]], cwd=folder, input=state.pop("stdin", b""),
                          capture_output=True, timeout=TIME, env=state["env"])
    return {"exit": str(done.returncode), "stdout": done.stdout.decode("utf-8", "backslashreplace"),
            "stderr": done.stderr.decode("utf-8", "backslashreplace")}


def matches(wanted, got):
    """Lines against lines; a pattern of `...` takes as few as it can."""
    if not wanted:
        return not got
    if wanted[0] == "...":
        return any(matches(wanted[1:], got[i:]) for i in range(len(got) + 1))
    if not got:
        return False
    same = re.fullmatch(wanted[0][2:], got[0]) if wanted[0].startswith("~ ") else wanted[0] == got[0]
    return bool(same) and matches(wanted[1:], got[1:])


def compare(what, wanted, got):
    """Lines that say how they differ."""
    if what == "exit":
        return [] if wanted == got else [f"exit: wanted {wanted}, got {got}"]
    lines = got.split("\n")
    if lines.pop():
        lines.append("(no newline at the end)")
    if matches(wanted, lines):
        return []
    return [f"{what}: wanted"] + [f"    {line}" for line in wanted] + ["  got"] + \
           [f"    {line}" for line in lines[:SHOWN]] + ["    (and more)"] * (len(lines) > SHOWN)


def environment():
    env = {k: v for k, v in os.environ.items() if k in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS")}
    return env | {"SOURCE_DATE_EPOCH": "1700000000", "TERM": "dumb", "LC_ALL": "C.UTF-8"}


def play(path, assay):
    """Gives (step of the run, what it printed, what was wanted) for each run of the case."""
    runs, state = [], {"env": environment()}
    with tempfile.TemporaryDirectory(prefix="assay-case-") as folder:
        for step in read(path):
            if step.verb in SETUP:
                set_up(step, folder, state)
            elif step.verb == "run":
                runs.append((step, run(step, assay, folder, state),
                             {"exit": "0", "stdout": [], "stderr": []}))
            else:
                runs[-1][2][step.verb] = step.rest if step.verb == "exit" else step.lines
    return runs


def accept(path, runs):
    """The case again, with what was printed as what is wanted; comments and patterns stay."""
    out, skip, runs = [], False, iter(runs)
    for line in path.read_text().splitlines():
        verb = line.partition(" ")[0]
        if verb in WANTED:
            skip = True
        elif not (line.startswith(("| ", "~ ")) or line in ("|", "...")):
            skip = False
        if skip:
            continue
        out.append(line)
        if verb == "run":
            _, got, _ = next(runs)
            out.append(f"exit {got['exit']}")
            for what in ("stdout", "stderr"):
                if got[what]:
                    out.append(what)
                    out += [f"| {text}".rstrip() for text in got[what].splitlines()]
    path.write_text("\n".join(out) + "\n")


def main(args):
    accepting = args[0] == "--accept"
    assay, *cases = args[accepting:]
    assay = str(pathlib.Path(assay).resolve())
    passed = failed = 0
    for path in map(pathlib.Path, cases):
        runs = play(path, assay)
        wrong = [f"  $ {step.rest}\n  " + "\n  ".join(difference)
                 for step, got, wanted in runs for what in ("exit", "stdout", "stderr")
                 if (difference := compare(what, wanted[what], got[what]))]
        if wrong and accepting:
            accept(path, runs)
        if wrong or not runs:
            failed += 1
            print(f"{path.name}:", *(wrong or ["  runs nothing"]), sep="\n")
        else:
            passed += 1
    print(f"{passed} passed, {failed} failed")
    return failed > 0 or passed == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
