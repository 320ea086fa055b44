#!/usr/bin/env python3
"""`assay verify --attestations` and `--packument`: what a registry of npm serves beside an archive, right and made worse, each
time refused with its reason.

    npm.py ASSAY
"""
import copy
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from private_sigstore import ISSUER, Key, Sigstore, b64, openssl, statement                       # noqa: E402

ASSAY = ""
TOP = pathlib.Path(__file__).resolve().parent / "provenance"
ROOT = pathlib.Path(os.environ.get("ASSAY_CONFORMANCE") or TOP.parents[2] / "shared" / "conformance")
NOW = int(time.time()) + 60                             # within what openssl issues
NAME, VERSION, FILE = "@acme/thing", "2.0.0-rc.1", "thing-2.0.0-rc.1.tgz"
PURL = "pkg:npm/%40acme/thing@2.0.0-rc.1"
PUBLISH, SLSA = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1", "https://slsa.dev/provenance/v1"
WORKFLOW = "https://example.invalid/acme/thing/.github/workflows/release.yml@refs/tags/v2.0.0"
SIGNER = ("--certificate-identity", WORKFLOW, "--certificate-oidc-issuer", ISSUER)
CONTENT = b"archive"


def moment(seconds):
    return subprocess.run(["date", "-u", "-d", f"@{seconds}", "+%Y-%m-%dT%H:%M:%S.000Z"], capture_output=True, text=True,
                          check=True).stdout.strip()


def integrity(data=CONTENT, algorithm="sha512"):
    return f"{algorithm}-{b64(hashlib.new(algorithm, data).digest())}"


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keep = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.keep.name)
        cls.sigstore = Sigstore(cls.folder, now=NOW)
        cls.key, cls.other = Key(cls.folder / "registry.key"), Key(cls.folder / "other.key")
        cls.id = f"SHA256:{b64(cls.key.id).rstrip('=')}"
        (cls.folder / "root.json").write_text(json.dumps(cls.sigstore.root()))

    @classmethod
    def tearDownClass(cls):
        cls.keep.cleanup()

    def setUp(self):
        self.put(FILE, CONTENT)
        self.set_keys()

    def put(self, name, data):
        path = self.folder / name
        path.write_bytes(data if isinstance(data, bytes) else (data if isinstance(data, str) else json.dumps(data)).encode())
        return path

    def set_keys(self, expires=None, key=None, **more):
        self.put("keys.json", {"keys": [{"expires": expires and moment(expires), "keyid": self.id,
                                         "keytype": "ecdsa-sha2-nistp256", "scheme": "ecdsa-sha2-nistp256",
                                         "key": b64((key or self.key).spki), **more}]})

    def set_tuf_keys(self, uses=("npm:signatures", "npm:attestations"), start=0, end=None):
        self.put("keys.json", {"keys": [{"keyId": self.id, "keyUsage": use, "publicKey": {
            "rawBytes": b64(self.key.spki), "keyDetails": "PKIX_ECDSA_P256_SHA_256",
            "validFor": {"start": moment(start), **({"end": moment(end)} if end else {})}}} for use in uses]})

    def run_assay(self, *args):
        return subprocess.run([ASSAY, "verify", *map(str, args)], capture_output=True, text=True, check=False,
                              env={**os.environ, "SOURCE_DATE_EPOCH": str(NOW)})

    def reasons(self, *args):
        done = self.run_assay("--format", "json", "--keys", self.folder / "keys.json", *args)
        self.assertIn(done.returncode, (0, 4), done.stderr)
        answer = json.loads(done.stdout)
        reasons = [one["reason"] for one in answer.get("artifacts", [answer])]
        self.assertEqual(done.returncode, 4 if any(reasons) else 0)
        return reasons


class Signatures(Case):
    def release(self, name=NAME, version=VERSION, digests=None, key=None, message=None, **dist):
        digests = digests or integrity()
        message = message or f"{name}@{version}:{digests}"
        return {"name": name, "version": version, "dist": {
            "integrity": digests, "tarball": "https://example.invalid/x.tgz",
            "signatures": [{"keyid": self.id, "sig": b64((key or self.key).sign(message.encode()))}], **dist}}

    def packument(self, *releases, published=NOW - 200):
        return {"name": NAME, "versions": {one["version"]: one for one in releases},
                "time": {one["version"]: moment(published) for one in releases}}

    def verify(self, document, *args, operand=FILE):
        path = self.put("packument.json", document)
        return self.reasons("--packument", path, *args, operand if ":" in operand else self.folder / operand)[0]

    def test_right(self):
        old = self.release(version="1.0.0", digests=integrity(b"old"))
        self.assertIsNone(self.verify(self.packument(old, self.release())))
        self.assertIsNone(self.verify(self.release()), "the document of one version")
        self.assertIsNone(self.verify(self.release(digests=f"{integrity(b'x', 'sha1')} {integrity()}")))
        self.assertIsNone(self.verify(self.release(digests=integrity(algorithm="sha256"))))
        self.assertIsNone(self.verify(self.release(), operand=f"sha512:{hashlib.sha512(CONTENT).hexdigest()}"))

    def test_said(self):
        path = self.put("packument.json", self.packument(self.release()))
        text = self.run_assay("--packument", path, "--keys", self.folder / "keys.json", self.folder / FILE).stdout
        for row in f"package: {NAME}", f"version: {VERSION}", f"integrity: {integrity()}", f"key: {self.id}", "unchecked: when":
            self.assertIn(f"  {row}", text)

    def test_names(self):
        for name, version, file in ((NAME, VERSION, "acme-thing-2.0.0-rc.1.tgz"), ("thing", VERSION, FILE)):
            self.put(file, CONTENT)
            self.assertIsNone(self.verify(self.release(name, version), operand=file))
        for name, version in (("@other/things", VERSION), (NAME, "2.0.0"), ("@acme/2.0.0-rc.1", "thing")):
            self.assertEqual(self.verify(self.release(name, version)), "release-other")
        self.put("any.tgz", CONTENT)
        self.assertEqual(self.verify(self.release(), operand="any.tgz"), "release-other")
        said = ("--package-name", NAME, "--package-version", VERSION)
        self.assertIsNone(self.verify(self.release(), *said, operand="any.tgz"))
        self.assertEqual(self.verify(self.release(), "--package-name", "thing"), "release-other")
        self.assertEqual(self.verify(self.release(), "--package-name", NAME, "--package-version", "1"), "release-other")

    def test_changed(self):
        other = integrity(b"other")
        self.assertEqual(self.verify(self.release(digests=other)), "release-changed")
        self.assertEqual(self.verify(self.packument(self.release(version="1", digests=other), self.release(version="2"))),
                         "release-other")
        self.assertEqual(self.verify(self.packument(self.release(version="1", digests=other))), "release-unlisted")
        self.assertEqual(self.verify(self.release(digests=f"{integrity(algorithm='sha256')} {other}")), "release-changed",
                         "the strongest kind counts")
        self.assertEqual(self.verify(self.release(digests=integrity(algorithm="sha1"))), "release-weak")
        self.assertEqual(self.verify(self.release(digests="sha512-x")), "release-changed")

    def test_signature(self):
        self.assertEqual(self.verify(self.release(key=self.other)), "signature-wrong")
        self.assertEqual(self.verify(self.release(message=f"{NAME}@2.0.0:{integrity()}")), "signature-wrong")
        self.assertEqual(self.verify(self.release(signatures=[])), "release-unsigned")
        unsigned = self.release()
        del unsigned["dist"]["signatures"]
        self.assertEqual(self.verify(unsigned), "release-unsigned")
        two = self.release()
        two["dist"]["signatures"].append({"keyid": "SHA256:other", "sig": "AAAA"})
        self.assertEqual(self.verify(two), "key-unknown", "all have to hold")
        two["dist"]["signatures"][1]["keyid"] = self.id
        self.assertEqual(self.verify(two), "signature-wrong")
        two["dist"]["signatures"][1]["sig"] = "A-_="
        self.assertEqual(self.verify(two), "base64-malformed")
        two["dist"]["signatures"] *= 9
        self.assertEqual(self.verify(two), "bundle-too-large")

    def test_key_time(self):
        self.set_keys(expires=NOW - 150)
        self.assertIsNone(self.verify(self.packument(self.release())), "it was valid when it was published")
        self.assertEqual(self.verify(self.packument(self.release(), published=NOW - 150)), "key-time")
        self.assertEqual(self.verify(self.release()), "key-time", "nobody says when: then it is now")
        self.set_tuf_keys(start=NOW - 200, end=NOW - 150)
        self.assertIsNone(self.verify(self.packument(self.release())))
        self.assertEqual(self.verify(self.packument(self.release(), published=NOW - 201)), "key-time")
        self.assertEqual(self.verify(self.packument(self.release(), published=NOW - 149)), "key-time")

    def test_keys(self):
        self.set_tuf_keys(uses=["npm:attestations"])
        self.assertEqual(self.verify(self.release()), "key-purpose")
        self.set_keys(keyid="SHA256:other")
        self.assertEqual(self.verify(self.release()), "key-unknown")
        self.set_keys(key=self.other)
        self.assertEqual(self.verify(self.release()), "signature-wrong")
        self.put("keys.json", {"keys": [{"keyid": self.id, "key": "MAA="}]})
        self.assertEqual(self.verify(self.release()), "key-malformed")
        for bad in ("{", {}, {"keys": []}, {"keys": [{}]}, {"keys": [{"keyid": "x", "key": "*"}]}, {"keys": [1] * 300},
                    {"keys": [{"keyId": "x", "publicKey": {"rawBytes": b64(self.key.spki)}}]}):
            self.put("keys.json", bad)
            self.assertEqual(self.verify(self.release()), "keys-malformed", bad)

    def test_form(self):
        whole = json.dumps(self.release())
        self.assertEqual(self.verify("{"), "json-malformed")
        self.assertEqual(self.verify(whole[:-1] + ', "version": "1"}'), "json-duplicate-key")
        for bad in ({}, {"versions": []}, {"versions": {"1": 1}}, {"name": NAME, "version": VERSION},
                    {**self.release(), "name": 1}):
            self.assertEqual(self.verify(bad), "field-malformed", bad)
        self.assertEqual(self.verify({"versions": {}}), "release-unlisted")


class Attestations(Case):
    def statement(self, kind, purl=PURL, data=CONTENT, **digests):
        digests = digests or {"sha512": hashlib.sha512(data).hexdigest()}
        return statement([(purl, digests)], kind)

    def publish(self, *args, key=None, hint=None, at=None, keyid="", **more):
        bundle = self.sigstore.sign_payload(self.statement(PUBLISH, *args, **more), key=key or self.key, at=at, keyid=keyid)
        bundle["verificationMaterial"]["publicKey"]["hint"] = self.id if hint is None else hint
        return {"predicateType": PUBLISH, "bundle": bundle}

    def built(self, *args, identity=WORKFLOW, kind=SLSA, **more):
        return {"predicateType": kind, "bundle": self.sigstore.sign_payload(self.statement(kind, *args, **more), identity)}

    def verify(self, *all, args=SIGNER, operand=FILE):
        document = all[0] if isinstance(all[0], (str, dict)) and "bundle" not in all[0] else {"attestations": list(all)}
        path = self.put("attestations.json", document)
        return self.reasons("--attestations", path, "--trusted-root", self.folder / "root.json", *args,
                            operand if ":" in operand else self.folder / operand)

    def test_right(self):
        self.assertEqual(self.verify(self.publish(), self.built()), [None, None])
        self.assertEqual(self.verify(self.built(kind="https://slsa.dev/provenance/v0.2")), [None])
        self.assertEqual(self.verify(self.publish(), args=()), [None], "by the registry alone")
        self.assertEqual(self.verify(self.publish(f"{PURL}?repository_url=https://example.invalid"), args=()), [None])
        self.assertEqual(self.verify(self.publish(), self.built(), operand=f"sha512:{hashlib.sha512(CONTENT).hexdigest()}"),
                         [None, None])
        self.set_tuf_keys()
        self.assertEqual(self.verify(self.publish(keyid=self.id), self.built()), [None, None])

    def test_first_year(self):
        """Bundles that bring the root along, as registries wrote them in version 0.1."""
        one = self.built()
        material = one["bundle"]["verificationMaterial"]
        root = openssl("x509", "-in", self.sigstore.anchor, "-outform", "DER")
        material["x509CertificateChain"] = {"certificates": [material.pop("certificate"), {"rawBytes": b64(root)}]}
        for version, reason in (("0.1", None), ("0.2", "bundle-root-certificate")):
            one["bundle"]["mediaType"] = f"application/vnd.dev.sigstore.bundle+json;version={version}"
            self.assertEqual(self.verify(one), [reason])
        one["bundle"]["mediaType"] = "application/vnd.dev.sigstore.bundle+json;version=0.1"
        path = self.put("bundle.json", one["bundle"])
        done = self.run_assay("--bundle", path, "--trusted-root", self.folder / "root.json", *SIGNER, self.folder / FILE)
        self.assertIn("bundle-root-certificate", done.stdout, "nowhere else")
        other = Sigstore(pathlib.Path(tempfile.mkdtemp(dir=self.folder)), now=NOW)
        mine = other.sign_payload(self.statement(SLSA), WORKFLOW)
        mine["verificationMaterial"]["tlogEntries"] = self.sigstore.sign_payload(self.statement(SLSA), WORKFLOW)[
            "verificationMaterial"]["tlogEntries"]
        leaf = mine["verificationMaterial"].pop("certificate")
        mine["verificationMaterial"]["x509CertificateChain"] = {"certificates": [leaf, {"rawBytes": b64(
            openssl("x509", "-in", other.anchor, "-outform", "DER"))}]}
        mine["mediaType"] = one["bundle"]["mediaType"]
        self.assertNotEqual(self.verify({"predicateType": SLSA, "bundle": mine}), [None], "it is not trusted for that")

    def test_both(self):
        """The registry's signatures and the attestations, and what the statement has to say."""
        release = Signatures.release(self)
        path = self.put("packument.json", release)
        self.assertEqual(self.verify(self.publish(), self.built(), args=("--packument", path, *SIGNER)), [None] * 3)
        policy = self.put("policy.toml", f'predicate = "{SLSA}"\n')
        said = ("--policy", policy, *SIGNER)
        self.assertEqual(self.verify(self.publish(), self.built(), args=said), [None] * 2, "one of them has to fit")
        self.assertEqual(self.verify(self.publish(), args=("--policy", policy)), ["provenance-predicate"])

    def test_subject(self):
        for purl in ("pkg:npm/%40acme/thing@2.0.0", "pkg:npm/%40acme/other@2.0.0-rc.1", "pkg:npm/Thing@2.0.0-rc.1"):
            self.assertEqual(self.verify(self.publish(purl), args=()), ["subject-name"], purl)
        for purl in ("thing", "pkg:pypi/thing@2.0.0-rc.1", "pkg:npm/thing", "pkg:npm/@1", ""):
            self.assertEqual(self.verify(self.publish(purl), args=()), ["statement-malformed"], purl)
        self.assertEqual(self.verify(self.publish(data=b"other"), self.built()), ["subject-missing", None])
        self.assertEqual(self.verify(self.publish(sha256=hashlib.sha256(CONTENT).hexdigest()), args=()), ["statement-malformed"])
        self.assertEqual(self.verify(self.publish(sha512="ab"), args=()), ["statement-malformed"])
        two = self.publish()
        two["bundle"] = {**two["bundle"], "dsseEnvelope": {**two["bundle"]["dsseEnvelope"], "payload": b64(
            statement([(PURL, {"sha512": "00" * 64})] * 2, PUBLISH))}}
        self.assertEqual(self.verify(two, args=()), ["statement-malformed"])

    def test_signer(self):
        self.assertEqual(self.verify(self.publish(), self.built(identity=WORKFLOW + "1")), [None, "identity-other"])
        self.assertEqual(self.verify(self.publish()), [None, "attestation-identity"], "somebody is named, and nobody is there")
        self.assertEqual(self.verify(self.publish(key=self.other), args=()), ["signature-wrong"])
        changed = self.publish()
        changed["bundle"]["dsseEnvelope"]["signatures"][0]["sig"] = "AAAA"
        self.assertEqual(self.verify(changed, args=()), ["signature-wrong"])

    def test_kind(self):
        """Who may say what: the registry that it was published, an identity how it was built."""
        by_nobody = self.built(kind=PUBLISH)
        self.assertEqual(self.verify(by_nobody), ["method-other"])
        by_key = self.publish()
        by_key["bundle"] = self.sigstore.sign_payload(self.statement(SLSA), key=self.key)
        by_key["predicateType"] = SLSA
        self.assertEqual(self.verify(by_key), ["method-other"])
        self.assertEqual(self.verify(self.built(kind="https://example.invalid/other")), ["attestation-kind"])
        self.assertEqual(self.verify({**self.built(), "predicateType": PUBLISH}), ["attestation-kind"])

    def test_key(self):
        self.assertEqual(self.verify(self.publish(hint="SHA256:other"), args=()), ["key-unknown"])
        self.assertEqual(self.verify(self.publish(keyid="SHA256:other"), args=()), ["key-other"])
        self.assertEqual(self.verify(self.publish(hint="", keyid=self.id), args=()), [None])
        self.set_tuf_keys(uses=["npm:signatures"])
        self.assertEqual(self.verify(self.publish(), args=()), ["key-purpose"])
        self.set_keys(expires=NOW)
        self.assertEqual(self.verify(self.publish(at=NOW - 1), args=()), [None])
        self.assertEqual(self.verify(self.publish(at=NOW), args=()), ["key-time"], "the log says when")
        self.put("keys.json", "{")
        self.assertEqual(self.verify(self.publish(), args=()), ["keys-malformed"])

    def test_log(self):
        unlogged = self.publish()
        unlogged["bundle"]["verificationMaterial"]["tlogEntries"] = []
        self.assertEqual(self.verify(unlogged, args=()), ["time-missing"])

    def test_form(self):
        good = self.publish()
        self.assertEqual(self.verify("{"), ["json-malformed"])
        self.assertEqual(self.verify('{"attestations": [], "attestations": []}'), ["json-duplicate-key"])
        self.assertEqual(self.verify({"attestations": []}), ["attestation-none"])
        self.assertEqual(self.verify({}), ["attestation-none"])
        self.assertEqual(self.verify({"attestations": {}}), ["field-malformed"])
        self.assertEqual(self.verify({"attestations": [good] * 65}), ["bundle-too-large"])
        for path in (["bundle"], ["bundle", "dsseEnvelope"], ["bundle", "verificationMaterial"]):
            bad = copy.deepcopy(good)
            parent = bad
            for key in path[:-1]:
                parent = parent[key]
            del parent[path[-1]]
            self.assertIn(self.verify({"attestations": [bad]})[0], ("envelope-signatures", "field-malformed"), path)
        self.assertEqual(self.verify({"attestations": [1]}), ["envelope-signatures"])

    def test_asked_wrongly(self):
        keys, path = ("--keys", self.folder / "keys.json"), self.put("a.json", {"attestations": [self.publish(), self.built()]})
        root = ("--trusted-root", self.folder / "root.json")
        for args in ((), SIGNER, keys, (*keys, *SIGNER[:2]), (*keys, *SIGNER, "--key", path), (*keys, *SIGNER, "--bundle", path),
                     (*keys, *SIGNER, "--attestations", path), (*keys, *SIGNER, "--packument", path, "--packument", path)):
            done = self.run_assay("--attestations", path, *root, *args, self.folder / FILE)
            self.assertEqual(done.returncode, 2, args)
        for args in (("--packument", path), ("--packument", path, *keys, "--provenance", path),
                     ("--packument", path, *keys, *SIGNER), ("--packument", path, *keys, "--policy", path), keys):
            self.assertEqual(self.run_assay(*args, self.folder / FILE).returncode, 2)
        self.assertEqual(self.run_assay("--attestations", path, *keys, *SIGNER, self.folder / FILE).returncode, 2, "no root")
        self.assertEqual(self.run_assay("--packument", path, *keys, "--package-name", NAME, self.folder / FILE,
                                        self.folder / FILE).returncode, 2)


class Real(unittest.TestCase):
    """What the registry of npm has answered, against the public trusted root."""
    DIGEST = "sha512:8d9d7972f676516c75014aa074e11ae604d98f0b64ec6725a61e2838ff3dab162118fa71433fb31e1550d30bd0dec9d086ce032b" \
        "94457b583900c507acf39c40"
    BY = ("--certificate-identity", "https://github.com/ramonpetgrave64/gundam-visor/.github/workflows/npm-publish.yml@refs/tags/*",
          "--certificate-oidc-issuer", "https://token.actions.githubusercontent.com")

    def verify(self, *args, digest=DIGEST):
        root = ROOT / "sigstore" / "trusted_root.production.json"
        if not root.exists():
            if os.environ.get("CI"):
                self.fail(f"{root} is not there")
            self.skipTest("the published trusted root is not there")
        done = subprocess.run([ASSAY, "verify", "--format", "json", "--attestations", TOP / "gundam-visor-1.0.1.attestations.json",
                               "--keys", TOP / "npm-keys.json", "--trusted-root", root, *self.BY, *args, digest],
                              capture_output=True, text=True, check=False)
        return [one["reason"] for one in json.loads(done.stdout)["artifacts"]]

    def test_right(self):
        self.assertEqual(self.verify(), [None, None])
        self.assertEqual(self.verify("--package-name", "gundam-visor", "--package-version", "1.0.1"), [None, None])

    def test_wrong(self):
        self.assertEqual(self.verify("--package-name", "gundam-vizor"), ["subject-name"] * 2)
        self.assertEqual(self.verify(digest=self.DIGEST[:-1] + "1"), ["subject-missing"] * 2)


if __name__ == "__main__":
    ASSAY = sys.argv.pop(1)
    unittest.main()
