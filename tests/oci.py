#!/usr/bin/env python3
"""`assay verify --oci`: what lies in an OCI image layout, by bundles that refer to it and by the tags of cosign, right and made
worse, each time refused with its reason.

    oci.py ASSAY
"""
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
from private_sigstore import ISSUER, Key, Sigstore, b64, openssl, statement               # noqa: E402

ASSAY = ""
NOW = int(time.time()) + 60
MANIFEST, INDEX = "application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json"
BUNDLE, EMPTY = "application/vnd.dev.sigstore.bundle.v0.3+json", "application/vnd.oci.empty.v1+json"
PAYLOAD, ENVELOPE = "application/vnd.dev.cosign.simplesigning.v1+json", "application/vnd.dsse.envelope.v1+json"
NOTES = {"signature": "dev.cosignproject.cosign/signature", "certificate": "dev.sigstore.cosign/certificate",
         "chain": "dev.sigstore.cosign/chain", "bundle": "dev.sigstore.cosign/bundle"}
SLSA = "https://slsa.dev/provenance/v1"
WHO = "https://example.invalid/acme/model/.github/workflows/release.yml@refs/tags/v1"
SIGNER = ("--certificate-identity", WHO, "--certificate-oidc-issuer", ISSUER)


class Layout:
    """A layout as tools write it: blobs by their digest, and an index that names some of them."""

    def __init__(self, folder):
        self.folder, self.listed = folder, []
        (folder / "blobs" / "sha256").mkdir(parents=True)
        (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
        self.config = self.blob(b"{}", EMPTY)
        self.layer = self.blob(b"weights" * 1000, "application/vnd.example.weights")
        self.image = self.manifest([self.layer], tag="v1")

    def blob(self, data, kind, notes=None, algorithm="sha256"):
        digest = hashlib.new(algorithm, data).hexdigest()
        path = self.folder / "blobs" / algorithm / digest
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return {"mediaType": kind, "digest": f"{algorithm}:{digest}", "size": len(data), **({"annotations": notes} if notes else {})}

    def document(self, content, kind, tag=None, notes=None):
        """`tag` False: nothing names it."""
        one = self.blob(json.dumps({"schemaVersion": 2, "mediaType": kind, **content}).encode(), kind)
        notes = {**(notes or {}), **({"org.opencontainers.image.ref.name": tag} if tag else {})}
        if tag is not False:
            self.listed.append({**one, "annotations": notes})
        return one

    def manifest(self, layers, tag=None, notes=None, **more):
        return self.document({"config": self.config, "layers": layers, **more}, MANIFEST, tag, notes)

    def path(self, descriptor):
        return self.folder / "blobs" / descriptor["digest"].replace(":", "/")

    def tag(self, suffix="", of=None):
        return (of or self.image)["digest"].replace(":", "-") + suffix

    def write(self, **more):
        (self.folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": self.listed, **more}))


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keep = tempfile.TemporaryDirectory()
        cls.folder, cls.count = pathlib.Path(cls.keep.name), 0
        cls.sigstore = Sigstore(cls.folder, now=NOW)
        cls.key = Key(cls.folder / "maker.key")
        (cls.folder / "maker.pub").write_bytes(cls.key.pem)
        (cls.folder / "root.json").write_text(json.dumps(cls.sigstore.root()))

    @classmethod
    def tearDownClass(cls):
        cls.keep.cleanup()

    def setUp(self):
        type(self).count += 1
        self.layout = Layout(self.folder / f"layout{self.count}")
        self.image = self.layout.path(self.layout.image).read_bytes()

    def run_assay(self, *args):
        return subprocess.run([ASSAY, "verify", *map(str, args)], capture_output=True, text=True, check=False,
                              env={**os.environ, "SOURCE_DATE_EPOCH": str(NOW), "XDG_CACHE_HOME": str(self.folder / "cache")})

    def ask(self, *args, wanted=(), by=SIGNER, **more):
        self.layout.write(**more)
        done = self.run_assay("--oci", self.layout.folder, "--format", "json", "--trusted-root", self.folder / "root.json", *by,
                              *args, *wanted)
        self.assertIn(done.returncode, (0, 4), done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual(answer["verdict"], "refused" if done.returncode else "verified")
        return answer

    def verify(self, *args, **more):
        return self.ask(*args, **more)["reason"]

    # Bundles that refer to it.

    def bundle(self, identity=WHO, digest=None, kind="https://sigstore.dev/cosign/sign/v1", key=None):
        said = statement([("model", {"sha256": digest or self.layout.image["digest"].split(":")[1]})], kind)
        return self.sigstore.sign_payload(said, identity, key=key)

    def refer(self, bundle, tag=None, subject=None, **more):
        layer = self.layout.blob(bundle if isinstance(bundle, bytes) else json.dumps(bundle).encode(), BUNDLE)
        return self.layout.manifest([layer], tag, artifactType=BUNDLE, subject=subject or self.layout.image, **more)

    # Tags of cosign.

    def payload(self, digest=None):
        return json.dumps({"critical": {"identity": {"docker-reference": "example.invalid/model"}, "image": {
            "docker-manifest-digest": digest or self.layout.image["digest"]}, "type": "cosign container image signature"},
            "optional": None}).encode()

    def notes(self, bundle):
        """Of a bundle what cosign writes beside a payload or an envelope."""
        material, notes = bundle["verificationMaterial"], {"signature": ""}
        if "messageSignature" in bundle:
            notes["signature"] = bundle["messageSignature"]["signature"]
        if "certificate" in material:
            der = openssl("base64", "-d", "-A", input=material["certificate"]["rawBytes"].encode())
            notes["certificate"] = openssl("x509", "-inform", "DER", input=der).decode()
            notes["chain"] = self.sigstore.anchor.read_text()
        for entry in material["tlogEntries"]:
            notes["bundle"] = json.dumps({"SignedEntryTimestamp": entry["inclusionPromise"]["signedEntryTimestamp"], "Payload": {
                "body": entry["canonicalizedBody"], "integratedTime": int(entry["integratedTime"]), "logIndex": 0,
                "logID": self.sigstore.log.id.hex()}})
        return {NOTES[name]: text for name, text in notes.items()}

    def sign(self, payload=None, identity=WHO, key=None, **notes):
        payload = payload or self.payload()
        made = self.notes(self.sigstore.sign_message(payload, identity, key=key))
        return self.layout.blob(payload, PAYLOAD, {**made, **{NOTES[name]: text for name, text in notes.items()}})

    def attest(self, kind=SLSA):
        bundle = self.bundle(kind=kind)
        return self.layout.blob(json.dumps(bundle["dsseEnvelope"]).encode(), ENVELOPE, self.notes(bundle))


class Bundles(Case):
    def test_right(self):
        self.refer(self.bundle())
        answer = self.ask()
        self.assertIsNone(answer["reason"])
        self.assertEqual(answer["digest"], self.layout.image["digest"])
        self.assertEqual([one["form"] for one in answer["signatures"]], ["bundle"])
        self.assertEqual((answer["right"], answer["changed"], answer["missing"]), (3, [], []))
        for wanted in "v1", self.layout.image["digest"]:
            self.assertIsNone(self.verify(wanted=[wanted]))

    def test_message(self):
        self.refer(self.sigstore.sign_message(self.image, WHO))
        self.assertIsNone(self.verify())
        self.refer(self.sigstore.sign_message(b"another", WHO))
        self.assertEqual([one["reason"] for one in self.ask()["signatures"]], [None, "artifact-other"])

    def test_tag_of_referrers(self):
        """Where a registry has no list of referrers, a tag names an index of them."""
        listed = self.refer(self.bundle(), tag=False)
        self.layout.document({"manifests": [listed]}, INDEX, tag=self.layout.tag())
        self.assertIsNone(self.verify())

    def test_by_key(self):
        bundle = self.bundle(None, key=self.key)
        self.refer(bundle)
        by = ("--key", self.folder / "maker.pub")
        self.assertIsNone(self.verify(by=by))
        self.assertEqual(self.verify(), "key-missing")
        done = self.run_assay("--oci", self.layout.folder, *by)
        self.assertEqual(done.returncode, 0, "a key needs no root")
        self.assertIn("unchecked: entries of logs", done.stdout)
        self.assertIn("3 of 3 blobs", done.stdout)

    def test_index(self):
        """An image for several machines: all that it is made of is looked at."""
        other = self.layout.blob(b"other weights", "application/vnd.example.weights", algorithm="sha512")
        parts = [self.layout.manifest([one], tag=False) for one in (self.layout.layer, other)]
        image = self.layout.document({"manifests": parts}, INDEX, tag="all")
        self.refer(self.bundle(digest=image["digest"].split(":")[1]), subject=image)
        answer = self.ask(wanted=["all"])
        self.assertEqual((answer["reason"], answer["right"]), (None, 7))
        self.layout.path(other).write_bytes(b"Other weights")
        answer = self.ask(wanted=["all"])
        self.assertEqual((answer["reason"], answer["changed"]), ("blob-changed", [other["digest"]]))
        self.layout.path(other).unlink()
        answer = self.ask(wanted=["all"])
        self.assertEqual((answer["reason"], answer["missing"]), ("blob-missing", [other["digest"]]))
        self.layout.path(parts[1]).write_bytes(b"{}")
        answer = self.ask(wanted=["all"])
        self.assertEqual((answer["reason"], answer["changed"]), ("blob-changed", [parts[1]["digest"]]))

    def test_blobs(self):
        self.refer(self.bundle())
        path = self.layout.path(self.layout.layer)
        data = path.read_bytes()
        for bad in (b"evil", data + b"x", data[:-1], data[:-1] + b"S", b""):
            path.write_bytes(bad)
            answer = self.ask()
            self.assertEqual((answer["reason"], answer["changed"]), ("blob-changed", [self.layout.layer["digest"]]))
        path.unlink()
        self.assertEqual(self.verify(), "blob-missing")
        path.symlink_to("/etc/hostname")
        self.assertEqual(self.verify(), "blob-missing", "no link leads out")
        path.unlink()
        path.write_bytes(data)
        self.layout.path(self.layout.image).write_bytes(self.image + b" ")
        self.assertEqual(self.verify(wanted=["v1"]), "blob-changed")
        self.layout.path(self.layout.image).unlink()
        self.assertEqual(self.verify(wanted=["v1"]), "blob-missing")

    def test_large(self):
        """One that is not read along with the manifests."""
        large = self.layout.blob(b"w" * (5 << 20), "application/vnd.example.weights")
        self.layout.listed.clear()
        self.layout.image = self.layout.manifest([large], tag="v1")
        self.refer(self.bundle())
        self.assertIsNone(self.verify())
        path = self.layout.path(large)
        path.write_bytes(b"x" + path.read_bytes()[1:])
        self.assertEqual(self.verify(), "blob-changed")
        self.layout.manifest([{**self.layout.blob(b"w" * (5 << 20), MANIFEST)}], tag="v2")
        self.assertEqual(self.verify(wanted=[large["digest"]]), "blob-unread")

    def test_other(self):
        """What signs something else is not its signature."""
        other = self.layout.manifest([], tag="v2")
        self.refer(self.bundle(), subject=other)
        self.assertEqual(self.verify(wanted=["v1"]), "signature-none")
        self.assertEqual(self.verify(wanted=["v2"]), "subject-missing")
        self.refer(self.bundle(WHO + "1"))
        self.assertEqual(self.verify(wanted=["v1"]), "identity-other")
        self.refer(self.bundle())
        answer = self.ask(wanted=["v1"])
        self.assertIsNone(answer["reason"], "one that holds is enough")
        self.assertEqual([one["reason"] for one in answer["signatures"]], ["identity-other", None])

    def test_tampered(self):
        one = self.refer(self.bundle())
        layer = json.loads(self.layout.path(one).read_bytes())["layers"][0]
        path = self.layout.path(layer)
        path.write_bytes(path.read_bytes().replace(b"v0.3", b"v0.2"))
        self.assertEqual(self.verify(), "blob-changed")
        path.unlink()
        self.assertEqual(self.verify(), "blob-missing")
        self.refer(b"{")
        self.assertEqual(self.ask()["signatures"][1]["reason"], "json-malformed")

    def test_policy(self):
        policy = self.folder / "policy.toml"
        policy.write_text(f'predicate = "{SLSA}"\n')
        self.refer(self.bundle())
        self.assertEqual(self.verify("--policy", policy), "provenance-predicate")
        self.refer(self.bundle(kind=SLSA))
        self.assertIsNone(self.verify("--policy", policy))

    def test_references(self):
        self.refer(self.bundle())
        for wanted in "v2", "sha256:00", "":
            self.assertEqual(self.verify(wanted=[wanted]), "reference-unknown" if wanted else None)
        self.assertEqual(self.verify(wanted=["sha256:" + "0" * 64]), "blob-missing")
        self.assertEqual(self.verify(wanted=[self.layout.layer["digest"]]), "layout-malformed")
        self.layout.manifest([], tag="v2")
        self.assertEqual(self.verify(), "reference-ambiguous")
        self.assertIsNone(self.verify(wanted=["v1"]))
        self.layout.manifest([self.layout.layer], tag="v1", notes={"a": "b"}, annotations={"x": "y"})
        self.assertEqual(self.verify(wanted=["v1"]), "reference-ambiguous")

    def test_form(self):
        self.refer(self.bundle())
        self.assertEqual(self.verify(layers=[]), "layout-malformed", "an index that could be a manifest")
        self.assertEqual(self.verify(manifests={}), "layout-malformed")
        self.assertEqual(self.verify(manifests=[{"digest": "sha256:../../x", "size": 1}]), "layout-malformed")
        self.layout.document({"layers": [], "manifests": []}, MANIFEST, tag="both")
        self.assertEqual(self.verify(wanted=["both"]), "layout-ambiguous")
        for number, bad in enumerate(({"layers": [{"digest": self.layout.layer["digest"]}]}, {"layers": [1]}, {"layers": {}}, {},
                                      {"layers": [{"digest": "sha256:0", "size": 1}]})):
            self.layout.document(bad, MANIFEST, tag=f"bad{number}")
            self.assertEqual(self.verify(wanted=[f"bad{number}"]), "layout-malformed", bad)
        for name in "oci-layout", "index.json":
            self.layout.write()
            (self.layout.folder / name).write_text('{"imageLayoutVersion": "2.0.0"}')
            done = self.run_assay("--oci", self.layout.folder, "--trusted-root", self.folder / "root.json", *SIGNER)
            self.assertIn("layout-malformed", done.stdout)
            (self.layout.folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')

    def test_many(self):
        """One blob in many layers takes no more room than there is, and hides none that came before."""
        good = self.refer(self.bundle())
        large = self.layout.blob(b'{"x": "' + b"a" * (4000 << 10) + b'"}', BUNDLE)
        self.layout.manifest([large] * 300, subject=self.layout.image)
        answer = self.ask()
        self.assertIsNone(answer["reason"])
        self.assertEqual([one["artifact"] for one in answer["signatures"] if not one["reason"]], [good["digest"]])
        self.assertEqual(answer["signatures"][-1]["reason"], "bundle-too-large")
        self.assertEqual(len(answer["signatures"]), 256)

    def test_circle(self):
        """Documents that hold each other by a lie about their digest end all the same."""
        one = self.layout.document({"manifests": [{"digest": "sha256:" + "0" * 64, "size": 1}]}, INDEX, tag="v2")
        self.layout.path({"digest": "sha256:" + "0" * 64}).write_bytes(self.layout.path(one).read_bytes())
        self.assertEqual(self.verify(wanted=["v2"]), "signature-none")

    def test_asked_wrongly(self):
        root = ("--trusted-root", self.folder / "root.json")
        self.layout.write()
        for args in (("--oci", self.layout.folder), ("--oci", self.layout.folder, *SIGNER), ("--oci", self.layout.folder, *root),
                     ("--oci", self.layout.folder, *root, *SIGNER, "a", "b"), ("--bundle", "x", *root, *SIGNER), (),
                     ("--oci", self.layout.folder, *root, *SIGNER, "--lock", "x"), ("--oci", __file__, *root, *SIGNER)):
            self.assertEqual(self.run_assay(*args).returncode, 2, args)
        self.assertEqual(self.run_assay("--oci", self.folder / "absent", *root, *SIGNER).returncode, 3)


class Tags(Case):
    def test_by_key(self):
        self.layout.manifest([self.sign(identity=None, key=self.key)], tag=self.layout.tag(".sig"))
        by = ("--key", self.folder / "maker.pub")
        answer = self.ask(by=by)
        self.assertIsNone(answer["reason"])
        self.assertEqual([one["form"] for one in answer["signatures"]], ["payload"])
        (self.folder / "other.pub").write_bytes(self.sigstore.ct.pem)
        self.assertEqual(self.verify(by=("--key", self.folder / "other.pub")), "signature-wrong")

    def test_by_key_alone(self):
        layer = self.layout.blob(self.payload(), PAYLOAD, {NOTES["signature"]: b64(self.key.sign(self.payload()))})
        self.layout.manifest([layer], tag=self.layout.tag(".sig"))
        self.layout.write()
        self.assertEqual(self.run_assay("--oci", self.layout.folder, "--key", self.folder / "maker.pub").returncode, 0)
        self.assertEqual(self.verify(by=("--key", self.folder / "maker.pub")), "entry-missing", "with a root a log is asked for")

    def test_by_identity(self):
        self.layout.manifest([self.sign()], tag=f"example.invalid/model:{self.layout.tag('.sig')}")
        self.assertIsNone(self.verify())
        self.assertEqual(self.verify(by=("--certificate-identity", "x", *SIGNER[2:])), "identity-other")

    def test_saved(self):
        """As `cosign save` marks them, which may be about any image."""
        self.layout.manifest([self.sign(self.payload("sha256:" + "0" * 64)), self.sign()],
                             notes={"kind": "dev.cosignproject.cosign/sigs"})
        answer = self.ask()
        self.assertEqual([one["reason"] for one in answer["signatures"]], [None])

    def test_other_payload(self):
        for bad, reason in ((self.payload("sha256:" + "0" * 64), "subject-missing"), (b"{}", "subject-missing"), (b"{", "json-malformed"),
                            (b'{"critical": {"image": {"docker-manifest-digest": 1}}}', "field-malformed")):
            self.setUp()
            self.layout.manifest([self.sign(bad)], tag=self.layout.tag(".sig"))
            self.assertEqual(self.verify(), reason, bad)

    def test_notes(self):
        good = self.sign()
        log = json.loads(good["annotations"][NOTES["bundle"]])
        for reason, notes in (("signature-wrong", {"signature": b64(b"x")}), ("bundle-no-signature", {"signature": ""}),
                              ("base64-malformed", {"signature": "A-_="}), ("certificate-malformed", {"certificate": "x"}),
                              ("certificate-malformed", {"chain": "x"}), ("json-malformed", {"bundle": "{"}),
                              ("promise-wrong", {"bundle": json.dumps({**log, "SignedEntryTimestamp": "AAAA"})}),
                              ("field-malformed", {"bundle": json.dumps({**log, "Payload": {**log["Payload"], "logID": "x"}})}),
                              ("base64-malformed", {"bundle": json.dumps({**log, "Payload": {**log["Payload"], "body": "*"}})}),
                              ("json-malformed", {"bundle": "{}"})):
            self.layout.listed[1:] = []
            self.layout.manifest([{**good, "annotations": {**good["annotations"], **{NOTES[n]: t for n, t in notes.items()}}}],
                                 tag=self.layout.tag(".sig"))
            self.assertEqual(self.verify(), reason, notes)

    def test_envelopes(self):
        policy = self.folder / "policy.toml"
        policy.write_text(f'predicate = "{SLSA}"\n')
        self.layout.manifest([self.sign()], tag=self.layout.tag(".sig"))
        self.assertEqual(self.verify("--policy", policy), "statement-missing")
        self.layout.manifest([self.attest()], tag=self.layout.tag(".att"))
        answer = self.ask("--policy", policy)
        self.assertIsNone(answer["reason"])
        self.assertEqual([one["form"] for one in answer["signatures"]], ["payload", "envelope"])
        self.layout.listed[1:] = []
        hidden = self.layout.blob(b'{}, "messageSignature": {}', ENVELOPE, {NOTES["signature"]: ""})
        self.layout.manifest([hidden], tag=self.layout.tag(".att"))
        self.assertEqual(self.verify(), "json-malformed", "an envelope is no place for other fields")

    def test_gone(self):
        """A tag says that there is a signature, whatever became of it."""
        one = self.layout.manifest([self.sign()], tag=self.layout.tag(".sig"))
        self.layout.path(one).write_bytes(b"{}")
        self.assertEqual(self.verify(), "blob-changed")
        self.layout.path(one).unlink()
        self.assertEqual(self.verify(), "blob-missing")


if __name__ == "__main__":
    ASSAY = sys.argv.pop(1)
    unittest.main()
