#!/usr/bin/env python3
"""`assay attest` and `assay verify --policy`: what is said is signed as openssl finds it, and what a policy asks for
and the statement does not say is refused with its reason.

    attest.py ASSAY
"""
import base64
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ASSAY = ""
SLSA = ("--type", "slsa", "--builder-id", "https://builder.example.invalid/a", "--build-type", "https://type.example.invalid/1",
        "--source", "git+https://host.example.invalid/acme/app", "--source-ref", "refs/heads/main",
        "--source-digest", "gitCommit:0123abcd", "--parameter", "workflow=release.yml",
        "--material", "pkg:pypi/x@1@sha256:" + "ab" * 32)
POLICY = """
predicate = "https://slsa.dev/provenance/v1"
[[builder]]
id = "https://builder.example.invalid/*"
build-type = "https://type.example.invalid/1"
[source]
uri = "https://host.example.invalid/acme/app"
ref = "refs/heads/main"
digest = "gitCommit:0123abcd"
[parameters]
workflow = "*.yml"
[materials]
allow = ["git+https://host.example.invalid/*", "pkg:pypi/*"]
digests = true
"""
REFUSED = {
    "provenance-predicate": ('provenance/v1"', 'provenance/v9"'),
    "provenance-builder": ("builder.example.invalid/*", "other.example.invalid/*"),
    "provenance-build-type": ("type.example.invalid/1", "type.example.invalid/2"),
    "provenance-source": ("acme/app", "acme/other"),
    "provenance-ref": ("heads/main", "tags/v1"),
    "provenance-parameter": ("*.yml", "*.toml"),
    "provenance-material": ('"pkg:pypi/*"', '"pkg:npm/*"'),
    "provenance-missing": ("workflow =", '"a.b.c" ='),
}


def pae(kind, payload):
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


class Attest(unittest.TestCase):
    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.folder = pathlib.Path(keep.name)
        self.run_ok("key", "new", "--no-passphrase", self.folder / "key")
        self.file = self.folder / "artifact"
        self.file.write_bytes(b"artifact")
        self.bundle = self.folder / "bundle.json"
        self.policy = self.folder / "policy.toml"

    def run_assay(self, *args):
        return subprocess.run([ASSAY, *map(str, args)], capture_output=True, text=True, check=False,
                              env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"})

    def run_ok(self, *args):
        done = self.run_assay(*args)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def attest(self, *args):
        self.run_ok("attest", "--key", self.folder / "key", "--output", self.bundle, *args, self.file)
        return json.loads(self.bundle.read_text())

    def verify(self, *args):
        done = self.run_assay("verify", "--bundle", self.bundle, "--key", self.folder / "key.pub", "--format", "json",
                              *args, self.file)
        return done.returncode, json.loads(done.stdout)["reason"] if done.stdout else done.stderr

    def judge(self, policy):
        self.policy.write_text(policy)
        return self.verify("--policy", self.policy)

    def test_statement(self):
        envelope = self.attest(*SLSA)["dsseEnvelope"]
        payload = base64.b64decode(envelope["payload"])
        statement = json.loads(payload)
        self.assertEqual(statement["_type"], "https://in-toto.io/Statement/v1")
        self.assertEqual(statement["subject"], [{"name": "artifact", "digest": {
            "sha256": hashlib.sha256(b"artifact").hexdigest()}}])
        definition = statement["predicate"]["buildDefinition"]
        self.assertEqual(definition["externalParameters"]["workflow"], "release.yml")
        self.assertEqual(definition["resolvedDependencies"][1], {"uri": "pkg:pypi/x@1", "digest": {"sha256": "ab" * 32}})
        (self.folder / "signed").write_bytes(pae(envelope["payloadType"].encode(), payload))
        (self.folder / "sig").write_bytes(base64.b64decode(envelope["signatures"][0]["sig"]))
        subprocess.run(["openssl", "dgst", "-sha256", "-verify", self.folder / "key.pub", "-signature",
                        self.folder / "sig", self.folder / "signed"], check=True, capture_output=True)

    def test_model(self):
        """A folder is known by the digest over its list of files, by which it is signed too."""
        model = self.folder / "tiny"
        (model / "sub").mkdir(parents=True)
        (model / ".git").mkdir()
        files = {"config.json": b"{}", "sub/model.safetensors": b"weights", ".git/HEAD": b"x"}
        for name, data in files.items():
            (model / name).write_bytes(data)
        self.file = model
        envelope = self.attest(*SLSA)["dsseEnvelope"]
        digests = [hashlib.sha256(files[name]).digest() for name in ("config.json", "sub/model.safetensors")]
        subject = json.loads(base64.b64decode(envelope["payload"]))["subject"]
        self.assertEqual(subject, [{"name": "tiny", "digest": {"sha256": hashlib.sha256(b"".join(digests)).hexdigest()}}])
        self.assertEqual(self.verify(), (0, None))
        self.assertEqual(self.judge(POLICY), (0, None))
        self.assertEqual(self.verify("--ignore-paths", "sub"), (4, "subject-missing"))
        self.assertEqual(self.verify("--no-ignore-git-paths"), (4, "subject-missing"))
        signed = json.loads(self.run_ok("sign", "--key", self.folder / "key", "--signature", self.folder / "sig", model) and
                            (self.folder / "sig").read_text())
        self.assertEqual(json.loads(base64.b64decode(signed["dsseEnvelope"]["payload"]))["subject"], subject)
        (model / "extra").write_bytes(b"")
        self.assertEqual(self.verify(), (4, "subject-missing"))
        self.attest(*SLSA, "--ignore-paths", "extra")
        self.assertEqual(self.verify("--ignore-paths", "extra"), (0, None))
        (model / "link").symlink_to("config.json")
        self.assertEqual(self.verify()[0], 3, "what no digest covers is not passed over")
        self.attest(*SLSA, "--allow-symlinks")
        self.assertEqual(self.verify("--allow-symlinks"), (0, None))

    def test_bundle_within(self):
        """The bundle may lie in the model it is about."""
        self.file = self.folder / "tiny"
        self.file.mkdir()
        (self.file / "a").write_bytes(b"a")
        self.bundle = self.file / "provenance.json"
        self.attest(*SLSA)
        self.assertEqual(self.verify(), (0, None))

    def test_same_words_same_statement(self):
        said = [self.run_ok("attest", *SLSA, "--statement-only", self.file) for _ in range(2)]
        self.assertEqual(said[0], said[1])

    def test_verified(self):
        self.attest(*SLSA)
        self.assertEqual(self.verify(), (0, None))
        self.file.write_bytes(b"another")
        self.assertEqual(self.verify(), (4, "subject-missing"))

    def test_policy(self):
        self.attest(*SLSA)
        self.assertEqual(self.judge(POLICY), (0, None))
        for reason, (old, new) in REFUSED.items():
            with self.subTest(reason):
                self.assertIn(old, POLICY)
                self.assertEqual(self.judge(POLICY.replace(old, new)), (4, reason))

    def test_ref_in_the_source(self):
        """An address with a branch asks for the branch, too."""
        self.attest(*SLSA)
        asked = '[source]\nuri = "git+https://host.example.invalid/acme/app@{}"\n'
        for ref, wanted in (("refs/heads/main", (0, None)), ("refs/heads/*", (0, None)),
                            ("refs/tags/v1", (4, "provenance-ref"))):
            self.assertEqual(self.judge(asked.format(ref)), wanted)
        self.assertEqual(self.judge(asked.format("refs/heads/*") + 'ref = "refs/tags/*"\n'), (4, "provenance-ref"))

    def test_materials_need_digests(self):
        self.attest(*SLSA, "--material", "pkg:pypi/y@2")
        self.assertEqual(self.judge(POLICY), (4, "provenance-material"))

    def test_summaries(self):
        said = ("--verifier-id", "https://verifier.example.invalid", "--resource-uri", "pkg:pypi/app@1", "--policy-uri",
                "https://policy.example.invalid", "--level", "SLSA_BUILD_LEVEL_3")
        asked = '[summary]\nverifier = "https://verifier.example.invalid"\nresource = "pkg:pypi/*"\nlevels = ["{}"]\n'
        self.attest("--type", "vsa", "--result", "passed", *said)
        self.assertEqual(self.judge(asked.format("SLSA_BUILD_LEVEL_3")), (0, None))
        self.assertEqual(self.judge(asked.format("SLSA_BUILD_LEVEL_4")), (4, "summary-level"))
        self.assertEqual(self.judge(asked.format("*").replace("pypi", "npm")), (4, "summary-resource"))
        self.assertEqual(self.judge(asked.format("*").replace("verifier.", "other.")), (4, "summary-verifier"))
        self.attest("--type", "vsa", "--result", "failed", *said)
        self.assertEqual(self.judge(asked.format("*")), (4, "summary-failed"))
        self.attest("--type", "svr", "--verifier-id", "https://verifier.example.invalid", "--property", "SCANNED")
        self.assertEqual(self.judge('[summary]\nlevels = "SCANNED"\n'), (0, None))
        self.assertEqual(self.judge('[summary]\nlevels = "OTHER"\n'), (4, "summary-level"))

    def test_own_predicate(self):
        own = self.folder / "predicate.json"
        own.write_text('{"a": 1}\n')
        bundle = self.attest("--predicate", own, "--predicate-type", "https://type.example.invalid/own")
        statement = json.loads(base64.b64decode(bundle["dsseEnvelope"]["payload"]))
        self.assertEqual((statement["predicateType"], statement["predicate"]), ("https://type.example.invalid/own", {"a": 1}))
        own.write_text('{"a": 1, "a": 2}')
        done = self.run_assay("attest", "--predicate", own, "--predicate-type", "x", "--statement-only", self.file)
        self.assertEqual(done.returncode, 2)

    def test_policies_that_are_none(self):
        self.attest(*SLSA)
        for text in ("", "a = 1\n", "predicate = 1\n", "[[builder]]\nidd = 'x'\n", "[source]\nuri = ''\n", "x =",
                     "[source]\n", "[[builder]]\n", "[materials]\n", "[parameters]\n", "[parameters]\na = ''\n",
                     "predicate = ''\n", "predicate = ['']\n", "[summary]\nlevels = []\n"):
            with self.subTest(text):
                self.assertEqual(self.judge(text)[0], 2)


if __name__ == "__main__":
    ASSAY = os.path.abspath(sys.argv.pop(1))
    unittest.main()
