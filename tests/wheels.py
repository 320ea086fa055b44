#!/usr/bin/env python3
"""`assay verify WHEEL`: every member is what the wheel's own RECORD says, and whatever else is found is refused with its reason.

    wheels.py ASSAY
"""
import base64
import csv
import hashlib
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
import zipfile

ASSAY = ""
HOME = "name-1.0.dist-info"
FILES = {"name/__init__.py": b"x = 1\n", "name/data.bin": bytes(range(256)) * 4096, "name/empty.py": b"",
         f"{HOME}/METADATA": b"Metadata-Version: 2.1\nName: name\nVersion: 1.0\n", f"{HOME}/WHEEL": b"Wheel-Version: 1.0\n"}


def row(path, data, algorithm="sha256"):
    digest = base64.urlsafe_b64encode(hashlib.new(algorithm, data).digest()).decode().rstrip("=")
    return [path, f"{algorithm}={digest}", str(len(data))]


def rows_of(files, algorithm="sha256"):
    return [row(path, data, algorithm) for path, data in files.items()] + [[f"{HOME}/RECORD", "", ""]]


def record_of(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def wheel(files=None, rows=None, record=f"{HOME}/RECORD", method=zipfile.ZIP_DEFLATED, folders=()):
    files = FILES if files is None else files
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for path in folders:
            archive.writestr(path, b"")
        for path, data in files.items():
            archive.writestr(path, data)
        if record:
            archive.writestr(record, record_of(rows_of(FILES) if rows is None else rows))
    return out.getvalue()


def without(path):
    return {name: data for name, data in FILES.items() if name != path}


def changed(path, field, text):
    return [[text if i == field and r[0] == path else word for i, word in enumerate(r)] for r in rows_of(FILES)]


class Wheels(unittest.TestCase):
    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.file = pathlib.Path(keep.name) / "name-1.0-py3-none-any.whl"

    def verify(self, data, *args):
        self.file.write_bytes(data)
        return subprocess.run([ASSAY, "verify", *args, self.file], capture_output=True, text=True, check=False)

    def answer(self, data):
        done = self.verify(data, "--format", "json")
        self.assertIn(done.returncode, (0, 4), done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual(answer["verdict"], "refused" if done.returncode else "verified")
        return answer

    def refused(self, reason, data, **lists):
        answer = self.answer(data)
        self.assertEqual(answer["reason"], reason)
        for name, paths in lists.items():
            self.assertEqual(answer[name], paths)

    def test_right(self):
        for method in zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA:
            answer = self.answer(wheel(method=method))
            self.assertEqual((answer["reason"], answer["right"]), (None, len(FILES) + 1))

    def test_other_digests(self):
        for algorithm in "sha384", "sha512":
            self.assertIsNone(self.answer(wheel(rows=rows_of(FILES, algorithm)))["reason"])
            wrong = dict(FILES, **{"name/empty.py": b"y"})
            rows = [r[:2] + [""] for r in rows_of(FILES, algorithm)]
            self.refused("record-changed", wheel(wrong, rows), changed=["name/empty.py"])

    def test_signatures_over_it_are_not_listed(self):
        for end in ".jws", ".p7s":
            self.assertIsNone(self.answer(wheel(dict(FILES, **{f"{HOME}/RECORD{end}": b"{}"}), rows_of(FILES)))["reason"])

    def test_folders_are_not_listed(self):
        self.assertIsNone(self.answer(wheel(folders=["name/"]))["reason"])

    def test_long_rows(self):
        self.assertIsNone(self.answer(wheel(dict(FILES, **{'name/a,"b".py': b""}), rows_of(dict(FILES, **{'name/a,"b".py': b""}))))["reason"])

    def test_changed(self):
        path = "name/__init__.py"
        self.refused("record-changed", wheel(dict(FILES, **{path: b"x = 2\n"})), changed=[path])
        self.refused("record-changed", wheel(rows=changed(path, 2, "7")), changed=[path])
        digest = row(path, FILES[path])[1]
        for text in digest + "=", digest[:-1], digest.swapcase().replace("SHA256", "sha256"):
            self.refused("record-changed", wheel(rows=changed(path, 1, text)), changed=[path])

    def test_missing(self):
        self.refused("record-missing", wheel(without("name/empty.py")), missing=["name/empty.py"])

    def test_unlisted(self):
        self.refused("record-unlisted", wheel(dict(FILES, **{"evil.pth": b"import os\n"})), unlisted=["evil.pth"])
        self.refused("record-unlisted", wheel(dict(FILES, **{f"{HOME}/RECORD.txt": b""})), unlisted=[f"{HOME}/RECORD.txt"])

    def test_uncovered(self):
        path = "name/empty.py"
        for text in "", "md5=" + "A" * 22, "sha1=" + "A" * 27, "SHA256=" + "A" * 43:
            self.refused("record-uncovered", wheel(rows=changed(path, 1, text)), uncovered=[path])

    def test_record(self):
        self.refused("record-none", wheel(record=None))
        self.refused("record-none", wheel(record="RECORD"))
        self.refused("record-none", wheel(record=f"name/{HOME}/RECORD"))
        self.refused("record-ambiguous", wheel(dict(FILES, **{"other-1.0.dist-info/RECORD": b""})))
        self.refused("manifest-malformed", wheel(rows=[["a"], *rows_of(FILES)]))
        self.refused("manifest-malformed", wheel(rows=changed("name/empty.py", 2, "-1")))
        self.refused("manifest-twice", wheel(rows=[row("name/empty.py", b"other"), *rows_of(FILES)]))
        for path in "/name/x.py", "../x.py", "name/../x.py", "./x.py", "name//x.py", "name\\x.py", "name/x\0.py":
            self.refused("manifest-name", wheel(rows=[row(path, b""), *rows_of(FILES)]))

    def test_archive(self):
        good = wheel()
        self.refused("archive-malformed", b"PK\3\4junk" + good)
        self.refused("archive-ambiguous", good + b"behind")
        self.refused("archive-malformed", good[:-30])
        at = good.index(b"name/empty.py")
        self.refused("archive-ambiguous", good[:at] + b"name/Empty.py" + good[at + 13:])
        out = io.BytesIO(good)
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("name/Empty.py", b"")
        self.refused("archive-ambiguous", out.getvalue())
        locked = bytearray(wheel(method=zipfile.ZIP_STORED))
        at = locked.rindex(b"PK\1\2", 0, locked.rindex(f"{HOME}/WHEEL".encode()))
        locked[at + 8] |= 1
        self.refused("archive-ambiguous", bytes(locked))

    def test_bytes(self):
        """Whatever byte of a file's content is another, it is noticed."""
        good = wheel(method=zipfile.ZIP_STORED)
        at = good.index(FILES["name/__init__.py"])
        for i in range(len(FILES["name/__init__.py"])):
            bad = bytearray(good)
            bad[at + i] ^= 1
            self.assertEqual(self.verify(bytes(bad)).returncode, 4)

    def test_not_asked(self):
        self.assertEqual(self.verify(b"no archive").returncode, 2)
        self.assertEqual(self.verify(wheel(), "--key", "key.pub").returncode, 2)
        self.assertEqual(self.verify(wheel(), "--certificate-identity", "*").returncode, 2)

    def test_said(self):
        text = self.verify(wheel()).stdout
        self.assertIn("6 files as listed", text)
        self.assertIn("says nothing of who made it", text)
        self.assertEqual(self.verify(wheel(), "-q").stdout, "")
        text = self.verify(wheel(dict(FILES, **{"evil\x1b[2J.pth": b""}))).stdout
        self.assertNotIn("\x1b", text)
        self.assertIn("unlisted: evil", text)


if __name__ == "__main__":
    ASSAY = sys.argv.pop(1)
    unittest.main()
