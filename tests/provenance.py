#!/usr/bin/env python3
"""`assay verify --provenance`: attestations of Python packages, a real one against the public trusted root and many that were
made worse, each refused with its reason.

    provenance.py ASSAY
"""
import base64
import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOP = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(TOP / "conformance"))
import suite                                                                            # noqa: E402

ASSAY = ""
ROOT = pathlib.Path(os.environ.get("ASSAY_CONFORMANCE") or suite.TOP.parent / "shared" / "conformance") \
    / "sigstore" / "trusted_root.production.json"
NAME = "gcb_attestation_test-0.0.0.tar.gz"
REAL = json.loads((TOP / "provenance" / f"{NAME}.provenance").read_text())
DIGEST = "sha256:461317362419124b6012e855423a9078d6de8aed3e74fa78cc74d669b23dc6cf"
SIGNER = ("--certificate-identity", "919436158236-compute@developer.gserviceaccount.com",
          "--certificate-oidc-issuer", "https://accounts.google.com")


def first(document):
    return document["attestation_bundles"][0]["attestations"][0]


def with_statement(**changes):
    document = copy.deepcopy(REAL)
    envelope = first(document)["envelope"]
    statement = json.loads(base64.b64decode(envelope["statement"]))
    statement.update(changes)
    envelope["statement"] = base64.b64encode(json.dumps(statement).encode()).decode()
    return document


def changed(change):
    document = copy.deepcopy(REAL)
    change(document)
    return document


class Provenance(unittest.TestCase):
    def setUp(self):
        if not ROOT.exists():
            if os.environ.get("CI"):
                self.fail(f"{ROOT} is not there")
            self.skipTest("the published trusted root is not there")
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.folder = pathlib.Path(keep.name)

    def run_assay(self, *args):
        return subprocess.run([ASSAY, "verify", *map(str, args)], capture_output=True, text=True, check=False)

    def verify(self, document, operand=DIGEST, signer=SIGNER):
        path = self.folder / "provenance"
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        done = self.run_assay("--provenance", path, "--trusted-root", ROOT, "--format", "json", *signer, operand)
        self.assertIn(done.returncode, (0, 4), done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual(answer["verdict"], "refused" if done.returncode else "verified")
        return answer

    def refused(self, reason, document, *args):
        self.assertEqual(self.verify(document, *args)["reason"], reason)

    def test_right(self):
        self.assertIsNone(self.verify(REAL)["reason"])

    def test_one_alone(self):
        self.assertIsNone(self.verify(first(REAL))["reason"])

    def test_artifact(self):
        self.refused("subject-missing", REAL, DIGEST[:-1] + "e")

    def test_name(self):
        """A name may be written otherwise, and then the content is looked at."""
        for name in NAME, "GCB-attestation.Test-0.0.0.TAR.GZ", "gcb__attestation_test-0.0.0.tar.gz":
            (self.folder / name).write_bytes(b"other")
            self.refused("subject-missing", REAL, self.folder / name)
        for name in "gcb_attestation_test-0-0.0.tar.gz", "gcb_attestation_test-0.0.1.tar.gz", "gcb-0.0.0.tar.gz", "x", "-":
            (self.folder / name).write_bytes(b"other")
            self.refused("subject-name", REAL, self.folder / name)

    def test_signer(self):
        self.refused("identity-other", REAL, DIGEST, ("--certificate-identity", "x@example.invalid", *SIGNER[2:]))
        self.refused("issuer-other", REAL, DIGEST, (*SIGNER[:2], "--certificate-oidc-issuer", "https://example.invalid"))

    def test_publisher(self):
        for publisher in ({"kind": "Google", "email": "x@example.invalid"},
                          {"kind": "GitHub", "repository": "acme/app", "workflow": "release.yml"},
                          {"kind": "GitLab", "repository": "acme/app", "workflow_filepath": ".gitlab-ci.yml"}):
            self.refused("publisher-unsigned", changed(lambda d, p=publisher: d["attestation_bundles"][0].update(publisher=p)))
        for publisher in ({"kind": "Google"}, {"kind": "GitHub"}, {"kind": "GitHub", "repository": "acme/app"}, "x",
                          {"kind": "Google", "email": "*"}):
            self.refused("field-malformed", changed(lambda d, p=publisher: d["attestation_bundles"][0].update(publisher=p)))
        self.assertIsNone(self.verify(changed(lambda d: d["attestation_bundles"][0].update(publisher={"kind": "New"})))["reason"])

    def test_signature(self):
        self.refused("signature-wrong", with_statement(predicate={}))
        self.refused("signature-wrong", changed(lambda d: first(d)["envelope"].update(signature="AA==")))

    def test_form(self):
        self.refused("attestation-kind", with_statement(predicateType="https://example.invalid/other"))
        subject = json.loads(base64.b64decode(first(REAL)["envelope"]["statement"]))["subject"]
        self.refused("statement-malformed", with_statement(subject=subject * 2))
        self.refused("statement-malformed", with_statement(_type="https://in-toto.io/Statement/v0.1"))
        self.refused("attestation-version", changed(lambda d: d.update(version=2)))
        self.refused("attestation-version", changed(lambda d: first(d).update(version=2)))
        self.refused("attestation-none", changed(lambda d: d.update(attestation_bundles=[])))
        self.refused("attestation-none", {"version": 1})
        self.refused("field-malformed", changed(lambda d: first(d)["envelope"].pop("signature")))
        self.refused("field-malformed", changed(lambda d: first(d)["verification_material"].pop("certificate")))
        self.refused("field-malformed", changed(lambda d: first(d)["verification_material"].pop("transparency_entries")))
        self.refused("field-malformed", changed(lambda d: d.update(attestation_bundles={})))
        self.refused("json-malformed", "{")
        self.refused("json-duplicate-key", json.dumps(REAL)[:-1] + ', "version": 1}')
        self.refused("base64-malformed", changed(lambda d: first(d)["envelope"].update(signature="A-_=")))

    def test_log(self):
        self.refused("time-missing", changed(lambda d: first(d)["verification_material"].update(transparency_entries=[])))

    def test_many(self):
        """Each is told of, and one that is wrong spoils all."""
        two = changed(lambda d: d["attestation_bundles"].append(copy.deepcopy(d["attestation_bundles"][0])))
        answer = self.verify(two)
        self.assertEqual([a["reason"] for a in answer["artifacts"]], [None, None])
        two["attestation_bundles"][1]["publisher"]["email"] = "x@example.invalid"
        answer = self.verify(two)
        self.assertEqual([a["reason"] for a in answer["artifacts"]], [None, "publisher-unsigned"])
        self.refused("bundle-too-large", changed(lambda d: d["attestation_bundles"][0].update(attestations=[first(d)] * 65)))

    def test_asked_wrongly(self):
        path = TOP / "provenance" / f"{NAME}.provenance"
        for args in ((), SIGNER[:2], ("--key", path), (*SIGNER, "--provenance", path), (*SIGNER, "--bundle", path)):
            self.assertEqual(self.run_assay("--provenance", path, "--trusted-root", ROOT, *args, DIGEST).returncode, 2)


if __name__ == "__main__":
    ASSAY = sys.argv.pop(1)
    unittest.main()
