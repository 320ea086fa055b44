#!/usr/bin/env python3
"""`assay verify --lock`: files that were downloaded are those that the lock of a project names, whichever tool wrote it; and
with `--provenance`, attested by whom it names.

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

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from private_sigstore import Sigstore, statement                                        # noqa: E402

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


PUBLISHER = '{ kind = "GitHub", repository = "acme/app", workflow = "release.yml" }'
SIGNER = "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1"
GITHUB = "https://token.actions.githubusercontent.com"


class Attested(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keep = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.keep.name)
        cls.sigstore = Sigstore(cls.folder)
        cls.sigstore.issuer = GITHUB
        (cls.folder / "root.json").write_text(json.dumps(cls.sigstore.root()))
        for name, data in CONTENT.items():
            (cls.folder / name).write_bytes(data)

    @classmethod
    def tearDownClass(cls):
        cls.keep.cleanup()

    def attestation(self, name=WHEEL, identity=SIGNER):
        said = statement([(name, {"sha256": digest(name)})], "https://docs.pypi.org/attestations/publish/v1")
        bundle = self.sigstore.sign_payload(said, identity)
        return {"version": 1, "verification_material": {
            "certificate": bundle["verificationMaterial"]["certificate"]["rawBytes"],
            "transparency_entries": bundle["verificationMaterial"]["tlogEntries"]}, "envelope": {
                "statement": bundle["dsseEnvelope"]["payload"], "signature": bundle["dsseEnvelope"]["signatures"][0]["sig"]}}

    def run_assay(self, publishers, attestations, *args, operand=WHEEL, lock=PYLOCK):
        """The publishers belong to the first package of the lock."""
        marker = 'name = "acme-app"\nversion = "1.0"\n'
        if publishers is not None:
            lock = lock.replace(marker, f"{marker}attestation-identities = [{publishers}]\n", 1)
        (self.folder / "pylock.toml").write_text(lock)
        (self.folder / "provenance").write_text(json.dumps({"version": 1, "attestation_bundles": [
            {"publisher": {"kind": "New"}, "attestations": attestations}]}))
        return subprocess.run([ASSAY, "verify", "--format", "json", "--lock", self.folder / "pylock.toml", "--provenance",
                               self.folder / "provenance", "--trusted-root", self.folder / "root.json", *args,
                               self.folder / operand], capture_output=True, text=True, check=False)

    def verify(self, *args, **more):
        done = self.run_assay(*args, **more)
        self.assertIn(done.returncode, (0, 4), done.stderr)
        answer = json.loads(done.stdout)
        reasons = [one["reason"] for one in answer.get("artifacts", [answer])]
        self.assertEqual(done.returncode, 4 if any(reasons) else 0)
        return reasons

    def test_named(self):
        one, other = self.attestation(), self.attestation(identity=SIGNER.replace("release", "nightly"))
        self.assertEqual(self.verify(PUBLISHER, [one]), [None])
        self.assertEqual(self.verify('{ kind = "Google", email = "x@example.invalid" }, ' + PUBLISHER, [one]), [None])
        self.assertEqual(self.verify(PUBLISHER, [one, other]), [None, "lock-publisher"])
        self.assertEqual(self.verify(PUBLISHER.replace("acme/app", "acme/ap*"), [one]), ["lock-publisher"])
        self.assertEqual(self.verify(PUBLISHER.replace("GitHub", "GitLab"), [one]), ["lock-publisher"])
        self.assertEqual(self.verify('{ kind = "New" }', [one]), ["lock-publisher"], "of a kind that is not known")
        both = ("--certificate-identity", SIGNER, "--certificate-oidc-issuer", GITHUB)
        self.assertEqual(self.verify(PUBLISHER, [one], *both), [None])
        self.assertEqual(self.verify(None, [one], *both), [None], "the lock names nobody, the user does")
        self.assertEqual(self.verify(PUBLISHER, [one], both[0], "x", *both[2:]), ["identity-other"])

    def test_lock_comes_first(self):
        self.assertEqual(self.verify(PUBLISHER, [self.attestation()], lock=PYLOCK.replace(digest(WHEEL), "00" * 32)),
                         ["lock-changed"])
        self.assertEqual(self.verify(PUBLISHER, [self.attestation()], lock=PYLOCK + "[["), ["lock-malformed"])
        self.assertEqual(self.verify(PUBLISHER, [self.attestation(SDIST)]), ["subject-name"])

    def test_asked_wrongly(self):
        one = self.attestation()
        self.assertEqual(self.run_assay(None, [one]).returncode, 2, "by whom?")
        self.assertEqual(self.run_assay(PUBLISHER, [one], "--key", "x").returncode, 2)
        self.assertEqual(self.run_assay(PUBLISHER, [one], operand=f"sha256:{digest(WHEEL)}").returncode, 3)


if __name__ == "__main__":
    ASSAY = sys.argv.pop(1)
    unittest.main()
