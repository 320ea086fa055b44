#!/usr/bin/env python3
"""`assay verify --lock`: files that were downloaded are those that the lock of a project names, whichever tool wrote it.

    locked.py ASSAY
"""
import base64
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

ASSAY = ""
WHEEL, SDIST, TARBALL = "Acme_App-1.0-py3-none-any.whl", "acme-app-1.0.tar.gz", "thing-2.0.0.tgz"
CONTENT = {WHEEL: b"wheel", SDIST: b"sdist", TARBALL: b"tarball", "other-3.0.tar.gz": b"other"}


def digest(name, algorithm="sha256"):
    return hashlib.new(algorithm, CONTENT[name]).hexdigest()


def integrity(name, algorithm="sha512"):
    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, CONTENT[name]).digest()).decode()}"


PYLOCK = """lock-version = "1.0"
created-by = "test"
[[packages]]
name = "acme-app"
version = "1.0"
sdist = {{ name = "{sdist}", hashes = {{ sha256 = "{0}" }} }}
[[packages.wheels]]
name = "{wheel}"
hashes = {{ sha256 = "{1}" }}
[[packages]]
name = "other"
version = "3.0"
sdist = {{ name = "other-3.0.tar.gz", hashes = {{ sha512 = "{2}" }} }}
""".format(digest(SDIST), digest(WHEEL), digest("other-3.0.tar.gz", "sha512"), sdist=SDIST, wheel=WHEEL)
UV = """version = 1
[[package]]
name = "acme-app"
version = "1.0"
source = {{ registry = "https://example.invalid/simple" }}
sdist = {{ url = "https://example.invalid/{sdist}", hash = "sha256:{0}", size = 5 }}
wheels = [
    {{ url = "https://example.invalid/{wheel}", hash = "sha256:{1}", size = 5 }},
]
""".format(digest(SDIST), digest(WHEEL), sdist=SDIST, wheel=WHEEL)
POETRY = """[[package]]
name = "acme-app"
version = "1.0"
files = [
    {{file = "{wheel}", hash = "sha256:{1}"}},
    {{file = "{sdist}", hash = "sha256:{0}"}},
]
""".format(digest(SDIST), digest(WHEEL), sdist=SDIST, wheel=WHEEL)
REQUIREMENTS = f"acme-app==1.0 \\\n    --hash=sha256:{digest(SDIST)} \\\n    --hash=sha256:{digest(WHEEL)}\n"
NPM = json.dumps({"name": "x", "version": "1.0.0", "lockfileVersion": 3, "packages": {
    "": {"name": "x", "version": "1.0.0", "dependencies": {"@acme/thing": "2.0.0"}},
    "node_modules/@acme/thing": {"version": "2.0.0", "resolved": "https://example.invalid/@acme/thing/-/thing-2.0.0.tgz",
                                 "integrity": integrity(TARBALL)}}})
LOCKS = {"pylock.toml": PYLOCK, "uv.lock": UV, "poetry.lock": POETRY, "requirements.txt": REQUIREMENTS}


class Locked(unittest.TestCase):
    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.folder = pathlib.Path(keep.name)
        for name, data in CONTENT.items():
            (self.folder / name).write_bytes(data)

    def run_assay(self, name, lock, files, *args):
        (self.folder / name).write_text(lock)
        return subprocess.run([ASSAY, "verify", "--lock", self.folder / name, *args, *(self.folder / f for f in files)],
                              capture_output=True, text=True, check=False)

    def verify(self, name, lock, *files):
        done = self.run_assay(name, lock, files, "--format", "json")
        self.assertIn(done.returncode, (0, 4), done.stderr)
        answer = json.loads(done.stdout)
        reasons = [one["reason"] for one in answer.get("artifacts", [answer])]
        self.assertEqual(done.returncode, 4 if any(reasons) else 0)
        self.assertEqual(answer["verdict"], "refused" if any(reasons) else "verified")
        return reasons

    def test_right(self):
        for name, lock in LOCKS.items():
            with self.subTest(name):
                self.assertEqual(self.verify(name, lock, WHEEL, SDIST), [None, None])
        self.assertEqual(self.verify("pylock.toml", PYLOCK, "other-3.0.tar.gz"), [None])
        self.assertEqual(self.verify("package-lock.json", NPM, TARBALL), [None])

    def test_scope_in_the_name(self):
        (self.folder / "acme-thing-2.0.0.tgz").write_bytes(CONTENT[TARBALL])
        self.assertEqual(self.verify("package-lock.json", NPM, "acme-thing-2.0.0.tgz"), [None])

    def test_changed(self):
        for name in WHEEL, SDIST, TARBALL:
            (self.folder / name).write_bytes(b"another")
        for name, lock in LOCKS.items():
            with self.subTest(name):
                self.assertEqual(self.verify(name, lock, WHEEL, SDIST), ["lock-changed"] * 2)
        self.assertEqual(self.verify("package-lock.json", NPM, TARBALL), ["lock-changed"])

    def test_swapped(self):
        """A file that the lock names, under the name of another that it names too."""
        (self.folder / WHEEL).write_bytes(CONTENT["other-3.0.tar.gz"])
        self.assertEqual(self.verify("pylock.toml", PYLOCK, WHEEL), ["lock-other"])

    def test_unlisted(self):
        for name, lock in LOCKS.items() - {("pylock.toml", PYLOCK)}:
            with self.subTest(name):
                self.assertEqual(self.verify(name, lock, "other-3.0.tar.gz", SDIST), ["lock-unlisted", None])

    def test_weak(self):
        lock = json.loads(NPM)
        lock["packages"]["node_modules/@acme/thing"]["integrity"] = integrity(TARBALL, "sha1")
        self.assertEqual(self.verify("package-lock.json", json.dumps(lock), TARBALL), ["lock-empty"])
        self.assertEqual(self.verify("requirements.txt", f"acme-app==1.0 --hash=md5:{digest(SDIST, 'md5')}\n", SDIST), ["lock-empty"])

    def test_lock(self):
        self.assertEqual(self.verify("requirements.txt", "acme-app==1.0\n", SDIST), ["lock-empty"])
        self.assertEqual(self.verify("notes.txt", UV, SDIST), ["lock-empty"])
        self.assertEqual(self.verify("uv.lock", "", SDIST), ["lock-empty"])
        self.assertEqual(self.verify("uv.lock", UV + "[[", SDIST), ["lock-malformed"])
        self.assertEqual(self.verify("package-lock.json", NPM[:-2], TARBALL), ["lock-malformed"])

    def test_asked_wrongly(self):
        for args in (["--key", "key.pub"], ["--bundle", "b"], ["--provenance", "p"], ["--signature", "s"],
                     ["--certificate-identity", "*"]):
            self.assertEqual(self.run_assay("uv.lock", UV, [SDIST], *args).returncode, 2)
        self.assertEqual(self.run_assay("uv.lock", UV, ["absent"]).returncode, 3)

    def test_said(self):
        text = self.run_assay("uv.lock", UV, [SDIST]).stdout
        self.assertIn("package: acme-app\n  version: 1.0", text)
        self.assertEqual(self.run_assay("uv.lock", UV, [SDIST], "-q").stdout, "")


if __name__ == "__main__":
    ASSAY = sys.argv.pop(1)
    unittest.main()
