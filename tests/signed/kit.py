"""Signed models made and taken apart by hand: JSON, base64, DSSE and openssl, and nothing of ours."""
import atexit
import base64
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

IN_TOTO = "application/vnd.in-toto+json"
MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json"
PREDICATE = "https://model_signing/signature/v1.0"
CACHE = tempfile.mkdtemp()  # digests that are remembered are no business of the user's
atexit.register(shutil.rmtree, CACHE)
ENVIRONMENT = os.environ | {"XDG_CACHE_HOME": CACHE}
HASHES = {"p256": "-sha256", "p384": "-sha384", "p521": "-sha512"}


def openssl(*words, data=None):
    return subprocess.run(["openssl", *map(str, words)], input=data, check=True, capture_output=True).stdout


def new_key(folder, name="key", curve="p256"):
    """The files of a secret and a public key."""
    group = {"p256": "P-256", "p384": "P-384", "p521": "P-521"}[curve]
    secret, public = folder / f"{name}.pem", folder / f"{name}.pub"
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{group}", "-out", secret)
    openssl("pkey", "-in", secret, "-pubout", "-out", public)
    return secret, public


def signed_bytes(payload, type_=IN_TOTO):
    """PAE of DSSE."""
    head = f"DSSEv1 {len(type_)} {type_} {len(payload)} "
    return head.encode() + payload


def sign(secret, data, curve="p256"):
    return openssl("dgst", HASHES[curve], "-sign", secret, data=data)


def bundle(payload, secret, curve="p256", material=None, data=None):
    """A bundle around payload bytes, signed with the key as it should be, or over other data."""
    signature = sign(secret, signed_bytes(payload) if data is None else data, curve)
    return {
        "mediaType": MEDIA_TYPE,
        "verificationMaterial": material or {"publicKey": {"rawBytes": ""}},
        "dsseEnvelope": {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": IN_TOTO,
            "signatures": [{"sig": base64.b64encode(signature).decode(), "keyid": ""}],
        },
    }


def root_digest(resources):
    return hashlib.sha256(b"".join(bytes.fromhex(each["digest"]) for each in resources)).hexdigest()


def resource(name, data, algorithm="sha256"):
    return {"name": name, "algorithm": algorithm, "digest": hashlib.sha256(data).hexdigest()}


def statement(resources, serialization=None, **changes):
    """A statement over resources, with other top-level fields where they are given."""
    serialization = serialization or {"method": "files", "hash_type": "sha256", "allow_symlinks": False}
    whole = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "model", "digest": {"sha256": root_digest(resources)}}],
        "predicateType": PREDICATE,
        "predicate": {"serialization": serialization, "resources": resources},
    }
    return whole | changes


def payload_of(path):
    return base64.b64decode(json.loads(pathlib.Path(path).read_text())["dsseEnvelope"]["payload"])


def check_with_openssl(path, public, hash_="-sha256"):
    """Whether the signature in a bundle is by the key over PAE, says openssl."""
    envelope = json.loads(pathlib.Path(path).read_text())["dsseEnvelope"]
    signature = pathlib.Path(str(path) + ".raw")
    signature.write_bytes(base64.b64decode(envelope["signatures"][0]["sig"]))
    payload = base64.b64decode(envelope["payload"])
    done = subprocess.run(["openssl", "dgst", hash_, "-verify", public, "-signature", signature],
                          input=signed_bytes(payload, envelope["payloadType"]), capture_output=True)
    return done.returncode == 0


def ask(assay, *words):
    """(exit code, answer) of assay verify."""
    done = subprocess.run([assay, "verify", "--format", "json", *map(str, words)], capture_output=True, text=True,
                          env=ENVIRONMENT)
    answer = json.loads(done.stdout) if done.stdout else {"verdict": "none", "reason": done.stderr.strip()}
    return done.returncode, answer


def outcome(assay, *words):
    """"verified", or the reason for which it is refused; anything else is a sentence."""
    code, answer = ask(assay, *words)
    if code == 0 and answer["verdict"] == "verified":
        return "verified"
    return answer["reason"] if code == 4 else f"exit {code}: {answer['reason']}"


def write_model(folder, files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def fields(tree):
    """Where the fields that a signature covers, or consists of, stand in a bundle."""
    envelope = tree["dsseEnvelope"]
    yield ("dsseEnvelope", "payload"), base64.b64decode(envelope["payload"])
    yield ("dsseEnvelope", "payloadType"), envelope["payloadType"].encode()
    yield ("dsseEnvelope", "signatures", 0, "sig"), base64.b64decode(envelope["signatures"][0]["sig"])
    chain = tree["verificationMaterial"].get("x509CertificateChain", {}).get("certificates", [])
    for i, each in enumerate(chain[:1]):
        yield ("verificationMaterial", "x509CertificateChain", "certificates", i, "rawBytes"), \
            base64.b64decode(each["rawBytes"])


def flipped(tree, lots, every):
    """Copies of a bundle with one bit of a field flipped: a random one of each byte, or each."""
    for path, data in fields(tree):
        for at in range(len(data)):
            for bit in range(8) if every else [lots.randrange(8)]:
                changed = bytearray(data)
                changed[at] ^= 1 << bit
                copy = json.loads(json.dumps(tree))
                place = copy
                for step in path[:-1]:
                    place = place[step]
                text = bytes(changed).decode("latin-1") if path[-1] == "payloadType" \
                    else base64.b64encode(bytes(changed)).decode()
                place[path[-1]] = text
                yield copy
