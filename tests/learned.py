#!/usr/bin/env python3
"""What the learned detector says of a file is the same in any company.

    learned.py ASSAY

A package is scanned alone and with more and more harmless files beside it: neither the score nor
the lines, the reasons or the verdict change. Nor does it matter where the user keeps it.
"""
import io
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent / "corpus"))
import learned  # noqa: E402


def archive(path, files):
    with tarfile.open(path, "w:gz") as tar:
        for name, text in files:
            member = tarfile.TarInfo(f"package-1.0/{name}")
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text))


def said(assay, path):
    """(verdict, what the detector says of each file)"""
    run = subprocess.run([assay, "scan", "--format", "json", "-q", path], capture_output=True, check=False)
    report = json.loads(run.stdout)
    return report["verdict"], [(f["path"].split("!")[-1], f["rule"], f["line"], f["message"], f["evidence"])
                               for f in report["findings"] if f["rule"].startswith(("learned-", "behaviour-"))]


def main(assay):
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "package-1.0.tar.gz"
        evil = [("setup.py", learned.STEALER.encode())]
        archive(path, evil)
        alone = said(assay, path)
        rules = {row[1] for row in alone[1]}
        assert alone[0] == "malicious" and {"learned-malicious", "behaviour-decode-and-run"} <= rules, alone
        for n in (1, 25, 2000):
            plain = [(f"package/shapes{i}.py", learned.PLAIN.replace("Circle", f"Circle{i}").encode())
                     for i in range(n)]
            for files in (evil + plain, plain + evil):
                archive(path, files)
                same = said(assay, path) == alone
                failed += not same
                print(f"{'ok' if same else 'FAIL'}: {n} files {'behind' if files[0] == evil[0] else 'before'} it")
        aside = pathlib.Path(folder) / "tests" / "samples" / path.name
        aside.parent.mkdir(parents=True)
        archive(aside, evil)
        for target in (aside, aside.parent):
            same = said(assay, target) == alone
            failed += not same
            print(f"{'ok' if same else 'FAIL'}: in a folder of samples, as {'a file' if target == aside else 'all'}")
    print(f"{8 - failed} passed, {failed} failed")
    return bool(failed)


sys.exit(main(*sys.argv[1:]))
