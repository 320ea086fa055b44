#!/usr/bin/env python3
"""Bundles and roots of the tests' own, each right but for one thing, are refused for the reason that names it.

    bundles.py ASSAY

What is changed is signed anew where a signature is over it: so it is the thing itself that is refused.
"""
import base64
import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

from private_sigstore import ISSUER, LEAF, Key, Sigstore, b64, openssl, sha256, statement, value

ASSAY = ""
ARTIFACT, IDENTITY = b"an artifact\n", "https://example.invalid/workflow@refs/heads/main"
STAMPER = "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n"
TSA = """[tsa]
default_tsa = own
[own]
serial = {0}/serial
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256, sha384
ess_cert_id_alg = {1}
"""


def moment(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keep = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.keep.name)
        cls.sigstore = Sigstore(cls.folder)
        cls.root = cls.sigstore.root()
        cls.bundle = cls.sigstore.sign_message(ARTIFACT, IDENTITY)
        cls.artifact = cls.folder / "artifact"
        cls.artifact.write_bytes(ARTIFACT)

    @classmethod
    def tearDownClass(cls):
        cls.keep.cleanup()

    def put(self, name, data):
        path = self.folder / name
        path.write_text(data if isinstance(data, str) else json.dumps(data))
        return path

    def ask(self, bundle, *args, root=None, by=("--certificate-identity", IDENTITY, "--certificate-oidc-issuer", ISSUER)):
        done = subprocess.run([ASSAY, "verify", "--format", "json", "--bundle", self.put("bundle.json", bundle),
                               "--trusted-root", self.put("root.json", root or self.root), *by, *args, self.artifact],
                              capture_output=True, text=True, check=False)
        self.assertIn(done.returncode, (0, 4), done.stderr)
        reason = json.loads(done.stdout)["reason"]
        self.assertEqual(done.returncode, 4 if reason else 0)
        return reason

    def changed(self, path, new):
        """A copy of the bundle; `new` makes of what is there what is there instead."""
        bundle = copy.deepcopy(self.bundle)
        place = bundle
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = new(place.get(path[-1]) if isinstance(place, dict) else place[path[-1]])
        return bundle


class Bundles(Case):
    def test_right(self):
        self.assertIsNone(self.ask(self.bundle))

    def test_one_thing_wrong(self):
        entries = ["verificationMaterial", "tlogEntries"]
        entry = [*entries, 0]
        chain = {"x509CertificateChain": {"certificates": [self.bundle["verificationMaterial"]["certificate"]]}}
        for reason, path, new in (
                ("bundle-chain", ["verificationMaterial"], lambda old: {"tlogEntries": old["tlogEntries"], **chain}),
                ("digest-malformed", ["messageSignature", "messageDigest", "digest"], lambda old: ""),
                ("message-digest", ["messageSignature", "messageDigest", "digest"], lambda old: b64(sha256(b"another"))),
                ("message-digest", ["messageSignature", "messageDigest", "algorithm"], lambda old: "MD5"),
                ("entry-kind", [*entry, "kindVersion", "kind"], lambda old: "dsse"),
                ("entry-kind", [*entry, "kindVersion", "version"], lambda old: "0.0.9"),
                ("entry-malformed", [*entry, "canonicalizedBody"], lambda old: b64(b"{")),
                ("entry-malformed", [*entry, "canonicalizedBody"], lambda old: b64(b"[]")),
                ("entry-twice", entries, lambda old: old * 2),
                ("time-missing", entries, lambda old: []),
                ("promise-missing", [*entry, "inclusionPromise"], lambda old: {}),
                ("inclusion-missing", [*entry, "inclusionProof"], lambda old: None),
                ("checkpoint-missing", [*entry, "inclusionProof", "checkpoint"], lambda old: None),
                ("time-missing", [*entry, "inclusionPromise"], lambda old: None),
                ("json-too-large", ["x"], lambda old: [0] * (2 << 20)),
                ("base64-malformed", ["messageSignature", "signature"], lambda old: old[:-2] + "\n" + old[-2:])):
            with self.subTest(reason=reason, path=path):
                self.assertEqual(self.ask(self.changed(path, new)), reason)

    def test_who(self):
        key = Key(self.folder / "key")
        (self.folder / "key.pub").write_bytes(key.pem)
        by = ("--key", self.folder / "key.pub")
        self.assertEqual(self.ask(self.bundle, by=by), "key-unused")
        self.assertIsNone(self.ask(self.sigstore.sign_message(ARTIFACT, key=key), by=by))
        self.assertEqual(self.ask(self.sigstore.sign_message(ARTIFACT, key=key)), "key-missing")
        late = int(time.time()) + 2 * 3600
        self.assertEqual(self.ask(self.sigstore.sign_message(ARTIFACT, key=key, at=late), by=by), "time-future")
        self.assertEqual(self.ask(self.sigstore.sign_message(ARTIFACT, IDENTITY, at=late)), "time-future")
        self.assertEqual(self.ask(self.bundle, "--claim", "source-repository-uri=*"), "claim-other")
        self.assertEqual(self.ask(self.bundle, "--claim", f"issuer={ISSUER}/x"), "claim-other")
        self.assertIsNone(self.ask(self.bundle, "--claim", f"issuer={ISSUER}"))

    def test_how_many(self):
        for option, reason in (("--min-logs", "entry-missing"), ("--min-scts", "sct-few"), ("--min-times", "time-missing")):
            self.assertIsNone(self.ask(self.bundle, option, "1"))
            self.assertEqual(self.ask(self.bundle, option, "2"), reason)
        key = Key(self.folder / "own")
        (self.folder / "own.pub").write_bytes(key.pem)
        bundle = self.sigstore.sign_message(ARTIFACT, key=key)
        bundle["verificationMaterial"]["tlogEntries"][0].pop("inclusionPromise")
        by = ("--key", self.folder / "own.pub")
        self.assertIsNone(self.ask(bundle, by=by), "a key has no moment to be valid at")
        self.assertEqual(self.ask(bundle, "--min-times", "1", by=by), "time-missing")
        done = subprocess.run([ASSAY, "verify", "--bundle", self.put("bundle.json", bundle), *by, "--min-logs", "1",
                               self.artifact], capture_output=True, text=True, check=False, env={"PATH": "/"})
        self.assertEqual(done.returncode, 2, "nothing would be counted without a root")

    def test_policies_are_of_statements(self):
        policy = self.put("policy.toml", 'predicate = "https://example.invalid/*"\n')
        self.assertEqual(self.ask(self.bundle, "--policy", policy), "statement-missing")
        said = statement([("artifact", {"sha256": sha256(ARTIFACT).hex()})], "https://example.invalid/p")
        self.assertIsNone(self.ask(self.sigstore.sign_payload(said, IDENTITY), "--policy", policy))


class Roots(Case):
    def changed_root(self, **more):
        return {**copy.deepcopy(self.root), **more}

    def with_period(self, which, **period):
        root = copy.deepcopy(self.root)
        of = root[which][0]
        of = of if which == "certificateAuthorities" else of["publicKey"]
        of["validFor"] = period
        return root

    def test_one_thing_wrong(self):
        now = self.sigstore.now
        for reason, root in (
                ("root-version", self.changed_root(mediaType="application/json")),
                ("root-too-large", self.changed_root(tlogs=self.root["tlogs"] * 257)),
                ("root-validity", self.with_period("tlogs")),
                ("log-unknown", self.changed_root(tlogs=[])),
                ("log-time", self.with_period("tlogs", start=moment(0), end=moment(now - 1))),
                ("log-time", self.with_period("tlogs", start=moment(now + 1))),
                ("sct-untrusted", self.changed_root(ctlogs=[])),
                ("sct-time", self.with_period("ctlogs", start=moment(0), end=moment(now - 1))),
                ("authority-time", self.with_period("certificateAuthorities", start=moment(now + 1))),
                ("certificate-untrusted", self.changed_root(certificateAuthorities=[]))):
            with self.subTest(reason=reason):
                self.assertEqual(self.ask(self.bundle, root=root), reason)
        for which in ("tlogs", "ctlogs"):
            self.assertIsNone(self.ask(self.bundle, root=self.with_period(which, start=moment(now), end=moment(now))))


class Certificates(Case):
    """Of a bundle that is signed anew with each."""

    def certified(self, leaf=LEAF, promises=None):
        own = copy.copy(self.sigstore)
        own.leaf = leaf
        if promises:
            own.promises = lambda tbs: promises(Sigstore.promises(own, tbs))
        self.sigstore.n += 10
        own.n = self.sigstore.n
        return self.ask(own.sign_message(ARTIFACT, IDENTITY))

    def test_names(self):
        both = LEAF.replace("URI:{}", "URI:{},email:someone@example.invalid")
        for leaf in (both, LEAF.replace("URI:{}", "DNS:example.invalid"), LEAF.replace("subjectAltName", "1.2.3.4").replace(
                "critical,URI:{}", "ASN1:UTF8String:{}")):
            self.assertEqual(self.certified(leaf), "identity-malformed")
        self.assertEqual(self.certified(LEAF.replace("{}\n1", "{}/more\n1", 1)), "identity-other")
        self.assertEqual(self.certified(LEAF.replace("UTF8String:{}", "UTF8String:{}/more")), "issuer-other")

    def test_promises_of_certificate_logs(self):
        def flipped(sct, at):
            return sct[:at] + bytes([sct[at] ^ 1]) + sct[at + 1:]

        self.assertIsNone(self.certified(promises=lambda sct: sct * 2), "the same twice counts once")
        for reason, promises in (
                ("sct-malformed", lambda sct: sct[:-1]), ("sct-malformed", lambda sct: sct + b"\0"),
                ("sct-malformed", lambda sct: sct + b"\0\0"), ("sct-malformed", lambda sct: flipped(sct, 2)),  # its version
                ("sct-untrusted", lambda sct: flipped(sct, 3)), ("sct-wrong", lambda sct: flipped(sct, 40)),  # log, time
                ("sct-wrong", lambda sct: flipped(sct, len(sct) - 1)), ("sct-missing", lambda sct: b""),
                ("sct-wrong", lambda sct: sct + flipped(sct, len(sct) - 1))):
            with self.subTest(reason=reason):
                self.assertEqual(self.certified(promises=promises), reason)


class Timestamps(Case):
    """RFC 3161, by an authority of openssl's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.folder / "serial").write_text("01")
        cls.stamper = Key(cls.folder / "tsa.key")
        cls.by = cls.folder / "tsa.pem"
        cls.by.write_bytes(cls.sigstore.issue("/CN=stamper", STAMPER, cls.stamper))
        cls.chain = [openssl("x509", "-in", path, "-outform", "DER") for path in (cls.by, cls.sigstore.anchor)]
        cls.signature = base64.b64decode(cls.bundle["messageSignature"]["signature"])

    def stamp(self, data, ess="sha256"):
        config = self.put("tsa.cnf", TSA.format(self.folder, ess))
        query = openssl("ts", "-query", "-data", self.put_bytes("stamped", data), "-sha256", "-cert")
        return openssl("ts", "-reply", "-config", config, "-section", "own", "-signer", self.by, "-inkey", self.stamper.path,
                       "-queryfile", self.put_bytes("query", query))

    def put_bytes(self, name, data):
        path = self.folder / name
        path.write_bytes(data)
        return path

    def root_of(self, chain, **period):
        return {**self.root, "timestampAuthorities": [{"uri": "https://tsa.example.invalid", "validFor": period or {
            "start": moment(0)}, "certChain": {"certificates": [{"rawBytes": b64(der)} for der in chain]}}]}

    def stamped(self, *stamps, root=None):
        bundle = self.changed(["verificationMaterial", "timestampVerificationData"], lambda old: {
            "rfc3161Timestamps": [{"signedTimestamp": b64(stamp)} for stamp in stamps]})
        return self.ask(bundle, root=root or self.root_of(self.chain))

    def test_right(self):
        for ess in ("sha1", "sha256", "sha512"):
            self.assertIsNone(self.stamped(self.stamp(self.signature, ess)), ess)

    def test_one_thing_wrong(self):
        stamp = self.stamp(self.signature)
        self.assertIn(b"stamper", stamp)
        self.assertIsNone(self.stamped(stamp, self.stamp(self.signature)), "two of one moment are two")
        for reason, stamps in (
                ("timestamp-malformed", [b"x"]), ("timestamp-malformed", [stamp + b"\0"]),
                ("timestamp-malformed", [value(0x30, value(0x30, value(0x02, b"\2")))]),  # the authority refused
                ("timestamp-twice", [stamp, stamp]),
                ("timestamp-twice", [stamp, stamp.replace(b"stamper", b"another")]),  # a certificate, which nobody signed
                ("timestamp-wrong", [stamp[:-1] + bytes([stamp[-1] ^ 1])]),
                ("timestamp-other", [self.stamp(b"another signature")])):
            with self.subTest(reason=reason):
                self.assertEqual(self.stamped(*stamps), reason)

    def test_authorities(self):
        stamp, now = self.stamp(self.signature), int(time.time())
        other = Key(self.folder / "other.key")
        strange = openssl("req", "-x509", "-new", "-key", other.path, "-subj", "/CN=strange", "-days", "2", "-outform", "DER")
        plain = self.folder / "plain.pem"
        plain.write_bytes(self.sigstore.issue("/CN=stamper", LEAF.format(IDENTITY, ISSUER), self.stamper))
        for reason, root in (
                ("timestamp-untrusted", self.root), ("timestamp-untrusted", self.root_of([strange])),
                ("authority-broken", self.root_of([self.chain[0], strange])),
                ("timestamp-time", self.root_of(self.chain, start=moment(now + 3600))),
                ("timestamp-time", self.root_of(self.chain, start=moment(0), end=moment(now - 3600)))):
            with self.subTest(reason=reason):
                self.assertEqual(self.stamped(stamp, root=root), reason)

    def test_alone(self):
        """Without the promise of a log it is the timestamp that says when."""
        bundle = self.changed(["verificationMaterial", "timestampVerificationData"], lambda old: {
            "rfc3161Timestamps": [{"signedTimestamp": b64(self.stamp(self.signature))}]})
        bundle["verificationMaterial"]["tlogEntries"][0].pop("inclusionPromise")
        self.assertIsNone(self.ask(bundle, root=self.root_of(self.chain)))
        self.assertEqual(self.ask(bundle), "timestamp-untrusted")
        both = self.changed(["verificationMaterial", "timestampVerificationData"], lambda old: bundle[
            "verificationMaterial"]["timestampVerificationData"])
        self.assertIsNone(self.ask(both, "--min-times", "2", root=self.root_of(self.chain)))
        self.assertEqual(self.ask(both, "--min-times", "3", root=self.root_of(self.chain)), "time-missing")
        bundle["verificationMaterial"]["tlogEntries"] = []
        self.assertEqual(self.ask(bundle, root=self.root_of(self.chain)), "entry-missing")


if __name__ == "__main__":
    ASSAY = os.path.abspath(sys.argv.pop(1))
    unittest.main()
