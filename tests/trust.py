#!/usr/bin/env python3
"""`assay trust`: a publisher who stays is the same, one who changes or vanishes is refused with the reason.

    trust.py ASSAY

Bundles are those of the conformance data; without it only what needs none is tried.
"""
import hashlib
import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "conformance"))
import suite  # noqa: E402
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from private_sigstore import Key, Sigstore, b64, sha256, statement                       # noqa: E402

ASSAY = ""
NAME, OTHER = "pkg:pypi/foo-bar", "pkg:npm/%40scope/thing"
DATA = pathlib.Path(os.environ.get("ASSAY_CONFORMANCE") or suite.TOP.parent / "shared" / "conformance") / "sigstore"


class Case(unittest.TestCase):
    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.folder = pathlib.Path(keep.name)
        self.state = self.folder / "a" / "b" / "publishers"

    def run_trust(self, verb, *args):
        return subprocess.run([ASSAY, "trust", verb, "--state", self.state, *args], capture_output=True, text=True,
                              check=False, env={**os.environ, "SOURCE_DATE_EPOCH": "1790000000"})

    def say(self, wanted, verb, *args, reason=None):
        done = self.run_trust(verb, *args)
        self.assertEqual(done.returncode, 4 if reason else 0, done.stdout + done.stderr)
        self.assertIn(f"{'refused' if reason else wanted}: ", done.stdout)
        self.assertIn(f"({reason})" if reason else "", done.stdout)
        return done.stdout


class Remembering(Case):
    def test_nobody(self):
        self.say("new", "check", f"{NAME}@1.0")
        self.assertFalse(self.state.exists(), "checking leaves no trace")
        self.say("new", "remember", f"{NAME}@1.0")
        self.say("same", "check", f"{NAME}@1.1")
        self.say("same", "check", "pkg:PyPI/Foo_Bar@1.1")
        self.say("new", "check", f"{OTHER}@1.1")
        self.assertEqual(stat.S_IMODE(self.state.stat().st_mode), 0o600)

    def test_file(self):
        names = [f"pkg:npm/n{i * 7919 % 100}" for i in range(100)] + [OTHER]
        for name in names:
            self.say("new", "remember", f"{name}@1.0")
        lines = self.state.read_text().splitlines()
        self.assertEqual(lines[0], "assay publishers 1")
        self.assertEqual([line.split("\t")[0] for line in lines[1:]], sorted(names))
        self.say("same", "remember", f"{OTHER}@1.2")
        self.assertIn(f"{OTHER}\tnone\t\t\t1.2\t2026-09-21", self.state.read_text())
        self.assertEqual(len(self.run_trust("list").stdout.splitlines()), 2 * len(names))
        self.assertEqual(self.run_trust("forget", OTHER).returncode, 0)
        self.assertEqual(self.run_trust("forget", OTHER).returncode, 2)
        self.say("new", "check", f"{OTHER}@1.2")

    def test_damaged(self):
        self.say("new", "remember", f"{NAME}@1.0")
        good = self.state.read_text()
        line = good.splitlines()[1]
        for bad in ("", "x" + good, good + "x", good + line + "\n", good + "a\tb\n", good.replace("none", "nobody"),
                    good + "\tnone\t\t\t\t\n", good.rstrip("\n") + "\t\n", good.rstrip("\n")):
            self.state.write_text(bad)
            for verb in ("check", "remember"):
                done = self.run_trust(verb, f"{NAME}@1.1")
                self.assertEqual(done.returncode, 4, repr(bad))
                self.assertIn("damaged", done.stderr)
            self.assertEqual(self.state.read_text(), bad)

    def test_words(self):
        for args in (["check", NAME], ["check", "foo"], ["forget", f"{NAME}@1"], ["check", f"{NAME}@1", "file"], ["chek", NAME]):
            self.assertEqual(self.run_trust(*args).returncode, 2, args)


@unittest.skipUnless(DATA.is_dir(), "no sigstore in the conformance data")
class Publishers(Case):
    def release(self, case, key=False, file=None):
        folder = DATA / "bundle-verify" / case
        root = folder / "trusted_root.json"
        args = ["--bundle", folder / "bundle.sigstore.json", "--trusted-root",
                root if root.exists() else DATA / "trusted_root.production.json"]
        return [*args, *(["--key", folder / "key.pub"] if key else []), f"{NAME}@1.0", file or DATA / "bundle-verify" / "a.txt"]

    def test_same(self):
        said = self.say("new", "remember", *self.release("happy-path-v0.3"))
        self.assertIn("extremely-dangerous-oidc-beacon.yml@refs/heads/main", said)
        self.say("same", "check", *self.release("happy-path-v0.3-new-mediaType"))
        answer = json.loads(self.run_trust("check", "--format", "json", *self.release("happy-path-v0.3")).stdout)
        self.assertEqual((answer["verdict"], answer["reason"]), ("same", None))
        self.assertEqual(answer["publisher"], answer["remembered"])
        self.assertEqual(answer["publisher"]["issuer"], "https://token.actions.githubusercontent.com")

    def test_gone(self):
        self.say("new", "remember", *self.release("happy-path-v0.3"))
        self.say("", "check", f"{NAME}@1.1", reason="provenance-gone")
        before = self.state.read_text()
        self.say("", "remember", f"{NAME}@1.1", reason="provenance-gone")
        self.assertEqual(self.state.read_text(), before)
        self.say("same", "remember", "--accept", f"{NAME}@1.1")
        self.say("same", "check", f"{NAME}@1.2")

    def test_weaker_and_stronger(self):
        key = self.release("managed-key-and-trusted-root", key=True)
        self.say("new", "remember", f"{NAME}@0.9")
        self.say("same", "remember", *key)
        # Who holds no key may still have an identity: it is another publisher until somebody says that it is not.
        identity = self.release("happy-path-v0.3")
        for verb in ("check", "remember"):
            self.say("", verb, *identity, reason="publisher-other")
        self.say("same", "remember", "--accept", *identity)
        self.say("same", "check", *identity)
        self.say("", "check", *key, reason="provenance-weaker")

    def test_key(self):
        """A key needs no root; an empty file is no key, and never stands for an identity."""
        key = self.release("managed-key-and-trusted-root", key=True)
        at = key.index("--trusted-root")
        alone = key[:at] + key[at + 2:]
        self.say("new", "check", *key)
        self.say("new", "check", *alone)
        empty = self.folder / "empty"
        empty.touch()
        for args in (key, alone, [*self.release("happy-path-v0.3"), "--key", empty]):
            args = [empty if word == args[args.index("--key") + 1] else word for word in args]
            done = self.run_trust("remember", *args)
            self.assertEqual(done.returncode, 4, done.stdout)
            self.assertIn("it is empty, and no key", done.stderr)
        self.assertFalse(self.state.exists())

    def test_other(self):
        self.say("new", "remember", *self.release("happy-path-v0.3"))
        for old, new in (("/main\t", "/evil\t"), ("https://token", "https://evil")):
            good = self.state.read_text()
            self.state.write_text(good.replace(old, new))
            self.say("", "check", *self.release("happy-path-v0.3"), reason="publisher-other")
            self.state.write_text(good)

    def test_not_verified(self):
        """What does not verify says nothing: it is neither new nor the same."""
        said = self.say("", "remember", *self.release("happy-path-v0.3", file=__file__), reason="artifact-other")
        self.assertEqual(len(said.splitlines()), 1, "nothing is said of a publisher")
        self.assertFalse(self.state.exists())


class Registries(Case):
    """Releases that an index or a registry vouches for."""
    WORKFLOW = "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v{}"
    ISSUER = "https://token.actions.githubusercontent.com"
    PUBLISH = {"pypi": "https://docs.pypi.org/attestations/publish/v1",
               "npm": "https://github.com/npm/attestation/tree/main/specs/publish/v0.1"}
    SLSA = "https://slsa.dev/provenance/v1"

    @classmethod
    def setUpClass(cls):
        cls.keep = tempfile.TemporaryDirectory()
        cls.made = pathlib.Path(cls.keep.name)
        cls.sigstore = Sigstore(cls.made)
        cls.sigstore.issuer = cls.ISSUER
        cls.registry = Key(cls.made / "registry.key")
        (cls.made / "root.json").write_text(json.dumps(cls.sigstore.root()))
        (cls.made / "keys.json").write_text(json.dumps({"keys": [{"keyid": "SHA256:x", "expires": None,
                                                                  "key": b64(cls.registry.spki)}]}))

    @classmethod
    def tearDownClass(cls):
        cls.keep.cleanup()

    def run_trust(self, verb, *args):
        return subprocess.run([ASSAY, "trust", verb, "--state", self.state, "--trusted-root", self.made / "root.json", *args],
                              capture_output=True, text=True, check=False)

    def put(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    def python(self, version="1.0", publisher=None, builder=None, file=None):
        file = self.put(file or f"foo_bar-{version}.tar.gz", version.encode())
        attestations = []
        for kind, who in ((self.SLSA, builder), (self.PUBLISH["pypi"], publisher or self.WORKFLOW.format(version))):
            bundle = who and self.sigstore.sign_payload(statement([(file.name, {"sha256": sha256(version.encode()).hex()})],
                                                                  kind), who)
            if bundle:
                envelope, material = bundle["dsseEnvelope"], bundle["verificationMaterial"]
                attestations.append({"version": 1, "verification_material": {
                    "certificate": material["certificate"]["rawBytes"], "transparency_entries": material["tlogEntries"]},
                    "envelope": {"statement": envelope["payload"], "signature": envelope["signatures"][0]["sig"]}})
        provenance = self.put("provenance", {"version": 1, "attestation_bundles": [
            {"publisher": {"kind": "New"}, "attestations": attestations}]})
        return "--provenance", provenance, f"{NAME}@{version}", file

    def npm(self, version="1.0.0", builder=True, signed=False, name="@scope/thing"):
        file = self.put(f"thing-{version}.tgz", version.encode())
        digest, all_of_it = hashlib.sha512(version.encode()), []
        for kind, who in ((self.PUBLISH["npm"], None), (self.SLSA, builder and self.WORKFLOW.format(version))):
            if kind != self.SLSA or who:
                said = statement([(f"pkg:npm/{name.replace('@', '%40')}@{version}", {"sha512": digest.hexdigest()})], kind)
                bundle = self.sigstore.sign_payload(said, who, key=None if who else self.registry)
                if not who:
                    bundle["verificationMaterial"]["publicKey"]["hint"] = "SHA256:x"
                all_of_it.append({"predicateType": kind, "bundle": bundle})
        integrity = f"sha512-{b64(digest.digest())}"
        release = {"name": name, "version": version, "dist": {"integrity": integrity, "signatures": [
            {"keyid": "SHA256:x", "sig": b64(self.registry.sign(f"{name}@{version}:{integrity}".encode()))}]}}
        given = ["--packument", self.put("packument", release)] if signed else \
            ["--attestations", self.put("attestations", {"attestations": all_of_it})]
        return *given, "--keys", self.made / "keys.json", f"pkg:npm/%40scope/thing@{version}", file

    def test_python(self):
        said = self.say("new", "remember", *self.python())
        self.assertIn("release.yml@refs/tags/", said)
        self.say("same", "remember", *self.python("1.1"))
        self.say("", "check", *self.python("1.2", publisher=self.WORKFLOW.replace("acme/app", "evil/app").format("1.2")),
                 reason="publisher-other")
        self.say("", "check", f"{NAME}@1.2", reason="provenance-gone")

    def test_python_publication_counts(self):
        """Who built it may be another workflow: the one that published is remembered."""
        builder = "https://github.com/builders/slsa/.github/workflows/build.yml@refs/tags/v2"
        self.say("new", "remember", *self.python())
        self.say("same", "check", *self.python("1.1", builder=builder))

    def test_python_refused(self):
        self.say("", "remember", *self.python(file="other-1.0.tar.gz"), reason="subject-name")
        args = self.python()
        args[-1].write_bytes(b"another")
        self.say("", "remember", *args, reason="subject-missing")
        self.assertFalse(self.state.exists())

    def test_npm(self):
        said = self.say("new", "remember", *self.npm())
        self.assertIn("identity https://github.com/acme/app/", said)
        self.say("same", "remember", *self.npm("1.0.1"))
        self.say("", "check", *self.npm("1.0.2", builder=False), reason="provenance-weaker")
        self.say("", "check", *self.npm("1.0.2", signed=True), reason="provenance-weaker")
        self.say("", "check", *self.npm("1.0.2", name="@scope/other"), reason="subject-name")

    def test_npm_registry(self):
        said = self.say("new", "remember", *self.npm(signed=True))
        self.assertIn("this   registry\n", said)
        self.say("same", "remember", *self.npm("1.0.1", builder=False))
        self.say("", "check", f"{OTHER}@1.0.2", reason="provenance-gone")
        self.say("same", "remember", *self.npm("1.0.2"))
        args = list(self.npm("1.0.3", signed=True))
        args[-1].write_bytes(b"another")
        self.say("", "check", *args, reason="release-changed")

    def test_asked_wrongly(self):
        python, npm = self.python(), self.npm()
        for args in (("--provenance", "x", "--bundle", "x", *python[2:]), (*python[:2], "--key", "x", *python[2:]),
                     (*python[:2], "--keys", "x", *python[2:]), (*npm[:2], *npm[4:]), ("--packument", "x", *npm[4:]), npm[:-1],
                     ("--keys", "x", *npm[4:]), ("--keys", "x", npm[-2]), ("--key", "x", npm[-2])):
            self.assertEqual(self.run_trust("check", *args).returncode, 2, args)


if __name__ == "__main__":
    ASSAY = sys.argv.pop(1)
    unittest.main()
