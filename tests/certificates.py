#!/usr/bin/env python3
"""Paths of certificates that openssl makes: each rule they are under is broken once.

    certificates.py ASSAY FOLDER

Every bundle is right up to the certificate: signature, log entry and time. One whose path is right ends with
sct-missing, since no certificate log has seen it.
"""
import base64
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

RIGHT = "sct-missing"
DAY = 86400
NOW = int(time.time()) - 30 * DAY  # when all is signed: what comes later than the clock is another matter
CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
LEAF = "keyUsage=critical,digitalSignature\nextendedKeyUsage=codeSigning\nsubjectAltName=critical,URI:https://example.invalid/a\n"


def openssl(*words, **more):
    return subprocess.run(["openssl", *words], check=True, capture_output=True, **more).stdout


def stamp(seconds):
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(seconds))


AUTHORITY = """[ca]
default_ca = all
[all]
database = {0}/index
new_certs_dir = {0}
policy = names
rand_serial = yes
unique_subject = no
[names]
commonName = supplied
"""


class Maker:
    def __init__(self, folder):
        self.folder, self.n = folder, 0
        self.config = folder / "ca.cnf"
        self.config.write_text(AUTHORITY.format(folder))
        (folder / "index").touch()

    def key(self, *words):
        self.n += 1
        path = self.folder / f"{self.n}.key"
        openssl("genpkey", *(words or ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")), "-out", path)
        return path

    def certificate(self, name, extensions, issuer=None, key=None, days=30, digest="-sha256"):
        """{pem, key}: by an issuer of the same form, or by itself; from a minute before NOW on."""
        self.n += 1
        path, request, config = (self.folder / f"{self.n}.{end}" for end in ("pem", "csr", "cnf"))
        key = key or self.key()
        openssl("req", "-new", "-key", key, "-subj", f"/CN={name}", "-out", request)
        config.write_text(extensions)
        by = ["-cert", issuer["pem"], "-keyfile", issuer["key"]] if issuer else ["-selfsign", "-keyfile", key]
        openssl("ca", "-batch", "-notext", "-config", self.config, *by, "-startdate", stamp(NOW - 60), "-enddate",
                stamp(NOW + days * DAY), "-md", digest[1:], "-extfile", config, "-in", request, "-out", path)
        return {"pem": path, "key": key}


def der(certificate):
    return base64.b64encode(openssl("x509", "-in", certificate["pem"], "-outform", "DER")).decode()


def root_of(chain, start=0, end=None):
    moment = lambda seconds: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))  # noqa: E731
    period = {"start": moment(start), **({"end": moment(end)} if end else {})}
    return {"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "certificateAuthorities": [{"validFor": period, "certChain": {
                "certificates": [{"rawBytes": der(each)} for each in chain]}}]}


class Test:
    def __init__(self, assay, folder):
        self.assay, self.folder, self.passed, self.failed = assay, folder, 0, 0
        self.artifact = folder / "artifact"
        self.artifact.write_bytes(b"an artifact\n")

    def bundle(self, leaf, others, seconds):
        digest = hashlib.sha256(self.artifact.read_bytes()).hexdigest()
        signature = base64.b64encode(openssl("dgst", "-sha256", "-sign", leaf["key"], self.artifact)).decode()
        body = {"apiVersion": "0.0.1", "kind": "hashedrekord", "spec": {
            "data": {"hash": {"algorithm": "sha256", "value": digest}},
            "signature": {"content": signature, "publicKey": {
                "content": base64.b64encode(openssl("x509", "-in", leaf["pem"])).decode()}}}}
        return {"mediaType": "application/vnd.dev.sigstore.bundle+json;version=0.1",
                "verificationMaterial": {
                    "x509CertificateChain": {"certificates": [{"rawBytes": der(each)} for each in [leaf, *others]]},
                    "tlogEntries": [{"logIndex": "1", "logId": {"keyId": "AAAA"}, "integratedTime": str(seconds),
                                     "kindVersion": {"kind": "hashedrekord", "version": "0.0.1"},
                                     "inclusionPromise": {"signedEntryTimestamp": "AAAA"},
                                     "canonicalizedBody": base64.b64encode(json.dumps(body).encode()).decode()}]},
                "messageSignature": {"messageDigest": {"algorithm": "SHA2_256", "digest": base64.b64encode(
                    bytes.fromhex(digest)).decode()}, "signature": signature}}

    def expect(self, what, wanted, leaf, root, others=(), at=NOW, epoch=NOW):
        (self.folder / "bundle.json").write_text(json.dumps(self.bundle(leaf, others, at)))
        (self.folder / "root.json").write_text(json.dumps(root))
        done = subprocess.run([self.assay, "verify", "--format", "json", "--bundle", self.folder / "bundle.json",
                               "--trusted-root", self.folder / "root.json", "--certificate-identity", "*",
                               "--certificate-oidc-issuer", "*", self.artifact], capture_output=True, text=True,
                              env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)})
        answer = json.loads(done.stdout)["reason"] if done.stdout else done.stderr.strip()
        self.passed += answer == wanted
        self.failed += answer != wanted
        if answer != wanted:
            print(f"  {what}: {answer}, should be {wanted}")


def paths(test, make):
    root = make.certificate("root", CA)
    middle = make.certificate("middle", CA, root)
    leaf = make.certificate("leaf", LEAF, middle)
    test.expect("a path of three", RIGHT, leaf, root_of([middle, root]))
    test.expect("by the root itself", RIGHT, make.certificate("leaf", LEAF, root), root_of([root]))
    test.expect("the middle as the anchor", RIGHT, leaf, root_of([middle]))
    test.expect("the middle from the bundle", RIGHT, leaf, root_of([root]), [middle])
    test.expect("without the middle", "certificate-untrusted", leaf, root_of([root]))
    test.expect("no authorities", "certificate-untrusted", leaf, {**root_of([root]), "certificateAuthorities": []})
    test.expect("a root from the bundle", "bundle-root-certificate", leaf, root_of([root]), [middle, root])
    other = make.certificate("root", CA)
    test.expect("another root of that name", "certificate-untrusted", leaf, root_of([other]), [middle])
    test.expect("a chain that does not hold together", "certificate-untrusted", leaf, root_of([middle, other]))
    test.expect("itself", "certificate-untrusted", make.certificate("alone", LEAF), root_of([root]))


def limits(test, make):
    root = make.certificate("root", CA)
    for what, extensions in (
            ("no authority", "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,keyCertSign\n"),
            ("no constraints", "keyUsage=critical,keyCertSign\n"),
            ("may not sign certificates", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature\n"),
            ("for servers only", CA + "extendedKeyUsage=serverAuth\n"),
            ("for some names only", CA + "nameConstraints=critical,permitted;URI:example.invalid\n"),
            ("with a critical extension", CA + "1.2.3.4=critical,DER:0500\n")):
        middle = make.certificate("middle", extensions, root)
        leaf = make.certificate("leaf", LEAF, middle)
        test.expect(f"a middle: {what}", "certificate-purpose", leaf, root_of([middle, root]))
        test.expect(f"a middle in the bundle: {what}", "certificate-purpose", leaf, root_of([root]), [middle])
    short = make.certificate("short", CA.replace("CA:TRUE", "CA:TRUE,pathlen:0"), root)
    below = make.certificate("below", CA, short)
    test.expect("right below pathlen 0", RIGHT, make.certificate("leaf", LEAF, short), root_of([short, root]))
    leaf = make.certificate("leaf", LEAF, below)
    test.expect("two below pathlen 0", "certificate-purpose", leaf, root_of([below, short, root]))
    test.expect("the same in the bundle", "certificate-purpose", leaf, root_of([short, root]), [below])
    for what, extensions in (
            ("no purpose", LEAF.replace("extendedKeyUsage=codeSigning\n", "")),
            ("for servers", LEAF.replace("codeSigning", "serverAuth")),
            ("for anything", LEAF.replace("codeSigning", "anyExtendedKeyUsage")),
            ("may not sign", LEAF.replace("digitalSignature", "keyEncipherment")),
            ("an authority", LEAF + "basicConstraints=critical,CA:TRUE\n"),
            ("with a critical extension", LEAF + "1.2.3.4=critical,DER:0500\n")):
        test.expect(f"a leaf: {what}", "certificate-purpose", make.certificate("leaf", extensions, root), root_of([root]))


def times(test, make):
    root = make.certificate("root", CA, days=60)
    brief = make.certificate("brief", CA, root, days=2)
    leaf = make.certificate("leaf", LEAF, brief, days=9)
    chain = [brief, root]
    test.expect("in time", RIGHT, leaf, root_of(chain), at=NOW + DAY)
    test.expect("before the leaf", "certificate-time", leaf, root_of(chain), at=NOW - DAY)
    test.expect("after the leaf", "certificate-time", leaf, root_of(chain), at=NOW + 10 * DAY)
    test.expect("after the middle", "authority-time", leaf, root_of(chain), at=NOW + 5 * DAY)
    test.expect("after the middle of the bundle", "authority-time", leaf, root_of([root]), [brief], at=NOW + 5 * DAY)
    test.expect("before the root is trusted", "authority-time", leaf, root_of(chain, start=NOW + 1), at=NOW)
    test.expect("as it begins to be", RIGHT, leaf, root_of(chain, start=NOW), at=NOW)
    test.expect("as it ends to be", RIGHT, leaf, root_of(chain, end=NOW), at=NOW)
    test.expect("after the root is trusted", "authority-time", leaf, root_of(chain, end=NOW - 1), at=NOW)
    late = make.certificate("late", CA, root, days=60)
    leaf, chain = make.certificate("leaf", LEAF, late, days=60), [late, root]
    now = int(time.time())
    test.expect("now", RIGHT, leaf, root_of(chain), at=now - 60)
    for epoch in (NOW, now + 30 * DAY):  # a report may bear another date: that makes nothing true
        test.expect("from the future", "time-future", leaf, root_of(chain), at=now + 2 * 3600, epoch=epoch)


def algorithms(test, make):
    root = make.certificate("root", CA)
    rsa = make.certificate("rsa", CA, key=make.key("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"))
    test.expect("by RSA", RIGHT, make.certificate("leaf", LEAF, rsa), root_of([rsa]))
    test.expect("by RSA and SHA-384", RIGHT, make.certificate("leaf", LEAF, rsa, digest="-sha384"), root_of([rsa]))
    for digest in ("-sha1", "-sha224"):
        test.expect(digest, "certificate-untrusted", make.certificate("leaf", LEAF, root, digest=digest), root_of([root]))
    for curve in ("P-384", "P-521"):
        by = make.certificate("root", CA, key=make.key("-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{curve}"))
        test.expect(f"by {curve}", RIGHT, make.certificate("leaf", LEAF, by, digest="-sha512"), root_of([by]))
    edwards = make.certificate("root", CA, key=make.key("-algorithm", "ed25519"))
    test.expect("by Ed25519", RIGHT, make.certificate("leaf", LEAF, edwards), root_of([edwards]))
    small = make.certificate("small", CA, key=make.key("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"))
    test.expect("by a small RSA key", "root-chain", make.certificate("leaf", LEAF, small), root_of([small]))
    odd = make.key("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1")
    test.expect("of another curve", "certificate-key", make.certificate("leaf", LEAF, root, key=odd), root_of([root]))


def main(assay, folder):
    folder = pathlib.Path(folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    test, make = Test(assay, folder), Maker(folder)
    for part in (paths, limits, times, algorithms):
        part(test, make)
    print(f"{test.passed} passed, {test.failed} failed")
    return test.failed > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
