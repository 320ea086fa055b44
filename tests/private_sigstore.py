"""A Sigstore of the tests' own: an authority for certificates, a certificate log and a log of signatures, made with openssl
and what of DER it has no words for. Each has its trusted root; bundles are signed by an identity or with a key.
"""
import base64
import hashlib
import json
import pathlib
import subprocess
import time

ISSUER = "https://token.example.invalid"
IN_TOTO = "application/vnd.in-toto+json"
LOG, CT_LOG = "https://rekor.example.invalid", "https://ctfe.example.invalid"
CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
LEAF = """keyUsage=critical,digitalSignature
extendedKeyUsage=codeSigning
subjectAltName=critical,URI:{}
1.3.6.1.4.1.57264.1.8=ASN1:UTF8String:{}
"""
SCT_LIST = bytes.fromhex("060a2b06010401d679020402")             # 1.3.6.1.4.1.11129.2.4.2


def openssl(*words, **more):
    return subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, **more).stdout


def b64(data):
    return base64.b64encode(data).decode()


def sha256(data):
    return hashlib.sha256(data).digest()


def pae(kind, payload):
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def statement(subjects, kind, predicate=None, form="https://in-toto.io/Statement/v1"):
    return json.dumps({"_type": form, "subject": [{"name": n, "digest": d} for n, d in subjects],
                       "predicateType": kind, "predicate": predicate or {}}).encode()


# DER: a value is its tag, its length and its bytes.

def value(tag, *parts):
    body = b"".join(parts)
    n = len(body)
    length = bytes([n]) if n < 128 else bytes([0x80 | (n.bit_length() + 7) // 8]) + n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([tag]) + length + body


def values(data):
    """What stands behind each other: (tag, body, whole)."""
    while data:
        n, head = data[1], 2
        if n & 0x80:
            head += n & 0x7f
            n = int.from_bytes(data[2:head], "big")
        yield data[0], data[head:head + n], data[:head + n]
        data = data[head + n:]


def with_extension(tbs, extension):
    """The TBSCertificate with one more, the last."""
    parts = [whole for _, _, whole in values(next(values(tbs))[1])]
    listed = next(values(next(values(parts[-1]))[1]))[1]
    parts[-1] = value(0xa3, value(0x30, listed, extension))
    return value(0x30, *parts)


class Key:
    def __init__(self, path, *words):
        self.path = pathlib.Path(path)
        openssl("genpkey", *(words or ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")), "-out", self.path)
        self.pem = openssl("pkey", "-in", self.path, "-pubout")
        self.spki = openssl("pkey", "-in", self.path, "-pubout", "-outform", "DER")
        self.id = sha256(self.spki)

    def sign(self, data):
        return openssl("dgst", "-sha256", "-sign", self.path, input=data)


class Sigstore:
    leaf = LEAF

    def __init__(self, folder, now=None):
        self.folder, self.issuer = pathlib.Path(folder), ISSUER
        self.now = now or int(time.time()) + 60                 # openssl issues certificates from now on
        self.log, self.ct, self.n = Key(self.folder / "log.key"), Key(self.folder / "ct.key"), 0
        self.authority = Key(self.folder / "ca.key")
        self.anchor = self.folder / "ca.pem"
        self.anchor.write_bytes(self.issue("/CN=authority", CA, self.authority))

    def issue(self, subject, extensions, key):
        """PEM, by the authority; the first one is its own."""
        config, request = self.folder / "extensions", openssl("req", "-new", "-key", key.path, "-subj", subject)
        config.write_text(extensions)
        by = ["-CA", self.anchor, "-CAkey", self.authority.path, "-CAcreateserial"] if self.anchor.exists() \
            else ["-signkey", key.path]
        return openssl("x509", "-req", *by, "-days", "3", "-sha256", "-extfile", config, input=request)

    def promises(self, tbs):
        """What the certificate log says of a certificate: timestamps behind their lengths (RFC 6962 section 3.3)."""
        moment = (self.now * 1000).to_bytes(8, "big")
        signed = b"\0\0" + moment + b"\0\x01" + sha256(self.authority.spki) + len(tbs).to_bytes(3, "big") + tbs + b"\0\0"
        promise = self.ct.sign(signed)
        sct = b"\0" + self.ct.id + moment + b"\0\0" + b"\x04\x03" + len(promise).to_bytes(2, "big") + promise
        return len(sct).to_bytes(2, "big") + sct

    def certificate(self, identity, key):
        """DER of one for a moment, which the certificate log has promised to show."""
        first = openssl("x509", "-outform", "DER", input=self.issue("/", self.leaf.format(identity, self.issuer), key))
        _, body, _ = next(values(first))
        tbs, algorithm, _ = (whole for _, _, whole in values(body))
        promises = self.promises(tbs)
        listed = len(promises).to_bytes(2, "big") + promises
        whole = with_extension(tbs, value(0x30, SCT_LIST, value(0x04, value(0x04, listed))))
        return value(0x30, whole, algorithm, value(0x03, b"\0", self.authority.sign(whole)))

    def root(self):
        period = {"start": "2020-01-01T00:00:00Z"}

        def log(url, key):
            return {"baseUrl": url, "hashAlgorithm": "SHA2_256", "logId": {"keyId": b64(key.id)},
                    "publicKey": {"rawBytes": b64(key.spki), "keyDetails": "PKIX_ECDSA_P256_SHA_256", "validFor": period}}

        anchor = openssl("x509", "-in", self.anchor, "-outform", "DER")
        return {"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
                "tlogs": [log(LOG, self.log)], "ctlogs": [log(CT_LOG, self.ct)],
                "certificateAuthorities": [{"uri": "https://fulcio.example.invalid", "validFor": period,
                                            "certChain": {"certificates": [{"rawBytes": b64(anchor)}]}}]}

    def entry(self, kind, spec, at=None):
        """An entry that is alone in its log: with the promise and the proof."""
        body = json.dumps({"apiVersion": "0.0.1", "kind": kind, "spec": spec}, sort_keys=True).encode()
        seconds, leaf = at or self.now, sha256(b"\0" + body)
        promised = json.dumps({"body": b64(body), "integratedTime": seconds, "logID": self.log.id.hex(), "logIndex": 0},
                              separators=(",", ":")).encode()
        text = f"rekor.example.invalid\n1\n{b64(leaf)}\n"
        note = f"{text}\n\u2014 rekor.example.invalid {b64(self.log.id[:4] + self.log.sign(text.encode()))}\n"
        return {"logIndex": "0", "logId": {"keyId": b64(self.log.id)}, "kindVersion": {"kind": kind, "version": "0.0.1"},
                "integratedTime": str(seconds), "canonicalizedBody": b64(body),
                "inclusionPromise": {"signedEntryTimestamp": b64(self.log.sign(promised))},
                "inclusionProof": {"logIndex": "0", "rootHash": b64(leaf), "treeSize": "1", "hashes": [],
                                   "checkpoint": {"envelope": note}}}

    # What is signed is an envelope around a payload, or a message.

    def signer(self, identity, key):
        """What the bundle and the log say of it, and the key: an identity takes one for a moment."""
        if key:
            return key, {"publicKey": {"hint": b64(key.id)}}, key.pem
        self.n += 1
        key = Key(self.folder / f"{self.n}.key")
        der = self.certificate(identity, key)
        return key, {"certificate": {"rawBytes": b64(der)}}, openssl("x509", "-inform", "DER", input=der)

    def bundle(self, material, content, entries):
        return {"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
                "verificationMaterial": {**material, "tlogEntries": entries}, **content}

    def sign_payload(self, payload, identity=None, key=None, at=None, kind=IN_TOTO, keyid=""):
        key, material, pem = self.signer(identity, key)
        signature = b64(key.sign(pae(kind.encode(), payload)))
        entry = self.entry("dsse", {"envelopeHash": {"algorithm": "sha256", "value": "00" * 32},
                                    "payloadHash": {"algorithm": "sha256", "value": sha256(payload).hex()},
                                    "signatures": [{"signature": signature, "verifier": b64(pem)}]}, at)
        return self.bundle(material, {"dsseEnvelope": {"payload": b64(payload), "payloadType": kind,
                                                       "signatures": [{"sig": signature, "keyid": keyid}]}}, [entry])

    def sign_message(self, message, identity=None, key=None, at=None):
        key, material, pem = self.signer(identity, key)
        signature = b64(key.sign(message))
        entry = self.entry("hashedrekord", {"data": {"hash": {"algorithm": "sha256", "value": sha256(message).hex()}},
                                            "signature": {"content": signature, "publicKey": {"content": b64(pem)}}}, at)
        return self.bundle(material, {"messageSignature": {"messageDigest": {"algorithm": "SHA2_256", "digest": b64(
            sha256(message))}, "signature": signature}}, [entry])
