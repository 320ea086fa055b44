#!/usr/bin/env python3
"""A scan starts no program and makes no socket but its own pairs of AF_UNIX; signing and verifying do neither.

    confined.py ASSAY FOLDER

Over the samples of every corpus generator, written to FOLDER, each way to look runs under
`strace -f`. Of the traced calls only the first execve may be there, sockets only as pairs, and none
may be bound or connected. That the trace sees such calls at all is tried first.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, os.fspath(HERE / "corpus"))
sys.path.insert(0, os.fspath(HERE / "conformance"))
import run as corpus  # noqa: E402
import sigstore  # noqa: E402

# What starts a program, and what reaches another one.
TRACED = "execve,execveat,socket,socketpair,connect,bind,listen,accept,accept4,sendto,sendmsg,uselib"
CALL = re.compile(r"^(?:\d+ +)?(?:\[pid +\d+\] +)?(\w+)\((.*)")
WAYS = (["scan", "--all", "--format", "json"], ["scan", "--jobs", "2", "--format", "sarif"], ["bom"],
        ["bom", "--format", "spdx"])
# The same for what signs and verifies, one after the other, and how each ends.
SIGNING = ((["key", "new", "--no-passphrase", "key"], 0), (["key", "show", "key.pub"], 0),
           (["sign", "--key", "key", "--allow-symlinks", "samples"], 0),
           (["verify", "--key", "key.pub", "--signature", "model.sig", "--paranoid", "samples"], 0),
           (["verify", "--key", "key.pub", "--signature", "key", "key.pub"], 4),
           (["attest", "--key", "key", "--allow-symlinks", "--builder-id", "a", "--build-type", "b", "--output", "bundle", "samples"], 0),
           (["verify", "--key", "key.pub", "--bundle", "bundle", "--allow-symlinks", "samples"], 0),
           (["verify", "--keys", "key.pub", "--packument", "key.pub", "key.pub"], 4),
           (["verify", "--key", "key.pub", "--oci", "samples"], 4), (["verify", "--hub-cache", "samples"], 4))


def traced(command, log, **more):
    done = subprocess.run(["strace", "-f", "-q", "-s", "64", "-e", f"trace={TRACED}", "-o", os.fspath(log), *command],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=900, **more)
    calls = [match.groups() for match in map(CALL.match, log.read_text(errors="replace").splitlines()) if match]
    return done.returncode, calls, done.stderr.decode(errors="replace")


def wrong(calls):
    """The calls that may not be there. A message on a pair that is already there names no address."""
    programs = 0
    for name, arguments in calls:
        if name in ("execve", "execveat"):
            programs += 1
            if programs > 1:
                yield f"{name}({arguments}"
        elif name == "socketpair":
            if not arguments.startswith("AF_UNIX"):
                yield f"{name}({arguments}"
        elif name == "sendmsg":
            if "msg_name=NULL" not in arguments and "resumed" not in arguments:
                yield f"{name}({arguments}"
        elif name == "sendto":
            if "NULL, 0)" not in arguments:
                yield f"{name}({arguments}"
        else:
            yield f"{name}({arguments}"


def write_samples(folder):
    """The files of all generators in one tree: every kind that the program reads."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in corpus.generators():
        for sample in corpus.samples_of(name):
            place = os.path.join(os.fsencode(folder), name.encode(), sample.group.encode(), os.fsencode(sample.name))
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "wb") as f:
                f.write(sample.data)


def write_signed(folder):
    """A valid bundle, where the conformance data is, and one that is refused: the words to verify each."""
    folder.mkdir(exist_ok=True)
    for name, text in (("bundle.json", "{}"), ("artifact", "x"), ("key.pub", "x")):
        (folder / name).write_text(text)
    (folder / "root.json").write_text('{"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1"}')
    yield ["--bundle", folder / "bundle.json", "--key", folder / "key.pub", "--trusted-root", folder / "root.json",
           folder / "artifact"], 4
    published = sigstore.suite.TOP.parent / "shared" / "conformance"
    cases = pathlib.Path(os.environ.get("ASSAY_CONFORMANCE") or published) / "sigstore" / "bundle-verify"
    for name in ("happy-path-v0.3", "rekor2-dsse-happy-path", "managed-key-happy-path"):
        if (cases / name).is_dir():
            yield [*sigstore.options(cases / name), sigstore.artifact(cases / name)], 0


def sees_programs_and_sockets(log):
    """A trace that shows nothing would prove nothing."""
    code = "import os, socket; socket.socket().close(); os.system('true')"
    _, calls, _ = traced([sys.executable, "-c", code], log)
    names = [line.split("(")[0] for line in wrong(calls)]
    return "execve" in names and "socket" in names


def main(assay, folder):
    folder = pathlib.Path(folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "trace"
    if not shutil.which("strace"):
        print("confined: skipped: strace is not installed")
        return 77
    if not sees_programs_and_sockets(log):
        print("confined: strace sees no calls here")
        return 77
    write_samples(folder / "samples")
    failed = 0
    for way in WAYS:
        code, calls, said = traced([os.path.abspath(assay), *way, "samples"], log, cwd=folder)
        found = [*wrong(calls)]
        if code not in (0, 1, 3):
            found.append(f"exit {code}: {said[-300:]}")
        if not any(name == "socketpair" for name, _ in calls):
            found.append("no worker was started")
        for line in found[:10]:
            print(f"assay {' '.join(way)}: {line}")
        failed += bool(found)
    signed = [*write_signed(folder / "signed")]
    for words, wanted in signed:
        code, calls, said = traced([os.path.abspath(assay), "verify", *map(os.fspath, words)], log, cwd=folder)
        found = [*wrong(calls)] + [name for name, _ in calls if name == "socketpair"]
        if code != wanted:
            found.append(f"exit {code}: {said[-300:]}")
        for line in found[:10]:
            print(f"assay verify {words[1]}: {line}")
        failed += bool(found)
    for name in ("key", "key.pub", "model.sig"):
        (folder / name).unlink(missing_ok=True)
    for way, wanted in SIGNING:
        code, calls, said = traced([os.path.abspath(assay), *way], log, cwd=folder)
        found = [*wrong(calls)]
        if code != wanted:
            found.append(f"exit {code}: {said[-300:]}")
        for line in found[:10]:
            print(f"assay {' '.join(way)}: {line}")
        failed += bool(found)
    print(f"{len(WAYS) + len(signed) + len(SIGNING) - failed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
