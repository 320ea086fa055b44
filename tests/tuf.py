#!/usr/bin/env python3
"""A TUF repository on the disk leads to the trusted root, or is refused for the reason it should be.

    tuf.py ASSAY FOLDER    writes repositories to FOLDER; keys are made anew with openssl

Signatures, canonical JSON and digests are made here without any of the program's own code. The bundle
that is asked about is empty: a repository that is right ends with bundle-version.
"""
import copy
import datetime
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys

RIGHT = "bundle-version"
TRUSTED_ROOT = json.dumps({"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1"}).encode()
NOW = datetime.datetime.now(datetime.timezone.utc)
ROLES = ("root", "timestamp", "snapshot", "targets")


def date(days):
    return (NOW + datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def canonical(value):
    """OLPC canonical JSON: a line end in a string stays what it is."""
    def write(v):
        if isinstance(v, dict):
            return "{" + ",".join(f"{write(key)}:{write(v[key])}" for key in sorted(v)) + "}"
        if isinstance(v, list):
            return "[" + ",".join(map(write, v)) + "]"
        if isinstance(v, str):
            return '"' + v.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return json.dumps(v)
    return write(value).encode()


class Key:
    """A key with the form in which TUF writes it, and what signs with it."""
    made = 0

    def __init__(self, folder, kind="ed25519"):
        Key.made += 1
        self.file = folder / f"key-{Key.made}.pem"
        words = {"ed25519": ["-algorithm", "ed25519"],
                 "ecdsa": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
                 "rsa": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]}[kind]
        openssl("genpkey", *words, "-out", self.file)
        self.kind = kind
        pem = openssl("pkey", "-in", self.file, "-pubout").decode()
        der = openssl("pkey", "-in", self.file, "-pubout", "-outform", "DER")
        self.entry = {
            "ed25519": {"keytype": "ed25519", "scheme": "ed25519", "keyval": {"public": der[-32:].hex()}},
            "ecdsa": {"keytype": "ecdsa", "scheme": "ecdsa-sha2-nistp256", "keyval": {"public": pem}},
            "rsa": {"keytype": "rsa", "scheme": "rsassa-pss-sha256", "keyval": {"public": pem}}}[kind]
        self.id = hashlib.sha256(canonical(self.entry)).hexdigest()

    def sign(self, message):
        text = self.file.with_suffix(".txt")
        text.write_bytes(message)
        if self.kind == "ed25519":
            return openssl("pkeyutl", "-sign", "-rawin", "-inkey", self.file, "-in", text).hex()
        pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"] if self.kind == "rsa" else []
        return openssl("dgst", "-sha256", "-sign", self.file, *pss, text).hex()


def openssl(*words):
    return subprocess.run(["openssl", *words], check=True, capture_output=True).stdout


class Repository:
    def __init__(self, folder):
        self.folder = folder
        self.keys = {"root": [Key(folder), Key(folder, "ecdsa"), Key(folder)], "timestamp": [Key(folder)],
                     "snapshot": [Key(folder, "rsa")], "targets": [Key(folder, "ecdsa"), Key(folder)]}
        self.thresholds = {"root": 2, "timestamp": 1, "snapshot": 1, "targets": 2}
        self.versions = dict.fromkeys(ROLES, 1)
        self.expires = dict.fromkeys(ROLES, 30)
        self.target = TRUSTED_ROOT
        self.signers = {}     # others than those of the role
        self.changes = {}     # role: what is done to it before it is signed
        self.after = {}       # role: what is done to the file once it is signed

    def signed(self, role, body, signers):
        body = {"_type": role, "spec_version": "1.0.31", "version": self.versions[role],
                "expires": date(self.expires[role]), **body}
        self.changes.get(role, lambda body: None)(body)
        message = canonical(body)
        whole = {"signatures": [{"keyid": key.id, "sig": key.sign(message)} for key in signers], "signed": body}
        self.after.get(role, lambda whole: None)(whole)
        return json.dumps(whole, indent=1).encode()

    def root(self, extra_signers=()):
        keys = {key.id: key.entry for role in ROLES for key in self.keys[role]}
        roles = {role: {"keyids": [key.id for key in self.keys[role]], "threshold": self.thresholds[role]}
                 for role in ROLES}
        return self.signed("root", {"consistent_snapshot": True, "keys": keys, "roles": roles},
                           self.signers.get("root", [*self.keys["root"], *extra_signers]))

    def other(self, role, body):
        return self.signed(role, body, self.signers.get(role, self.keys[role]))

    def write(self, name, roots=()):
        """The repository without its first root, which the caller trusts."""
        out = self.folder / name
        shutil.rmtree(out, ignore_errors=True)
        (out / "targets").mkdir(parents=True)
        digest = hashlib.sha256(TRUSTED_ROOT).hexdigest()
        (out / "targets" / f"{digest}.trusted_root.json").write_bytes(self.target)
        for version, root in roots:
            (out / f"{version}.root.json").write_bytes(root)
        targets = self.other("targets", {"targets": {"trusted_root.json": {
            "length": len(TRUSTED_ROOT), "hashes": {"sha256": digest}}}})
        (out / f"{self.versions['targets']}.targets.json").write_bytes(targets)
        snapshot = self.other("snapshot", {"meta": {"targets.json": {
            "version": self.versions["targets"], "length": len(targets),
            "hashes": {"sha256": hashlib.sha256(targets).hexdigest()}}}})
        (out / f"{self.versions['snapshot']}.snapshot.json").write_bytes(snapshot)
        timestamp = self.other("timestamp", {"meta": {"snapshot.json": {
            "version": self.versions["snapshot"], "length": len(snapshot),
            "hashes": {"sha256": hashlib.sha256(snapshot).hexdigest()}}}})
        (out / "timestamp.json").write_bytes(timestamp)
        return out


def set_field(name, value):
    return lambda body: body.__setitem__(name, value)


class Test:
    def __init__(self, assay, folder):
        self.assay, self.folder = assay, folder
        self.bundle = folder / "bundle.json"
        self.bundle.write_text("{}")
        self.passed = self.failed = self.states = 0

    def ask(self, repository, first_root, state, *more):
        first = self.folder / "first-root.json"
        first.write_bytes(first_root)
        done = subprocess.run([self.assay, "verify", "--format", "json", "--bundle", self.bundle, "--key", self.bundle,
                               "--tuf", repository, "--tuf-root", first, "--tuf-state", state, *more, "sha256:" + "0" * 64],
                              capture_output=True, text=True)
        return json.loads(done.stdout)["reason"] if done.stdout else done.stderr.strip()

    def expect(self, what, repository, first_root, wanted, *more, state=None):
        if state is None:
            self.states += 1
            state = self.folder / f"state-{self.states}"
        answer = self.ask(repository, first_root, state, *more)
        self.passed += answer == wanted
        self.failed += answer != wanted
        if answer != wanted:
            print(f"  {what}: {answer}, should be {wanted}")


def single_faults(test, good):
    """Each a repository with one thing that is wrong."""
    first = good.root()
    faults = []

    def fault(what, wanted, change):
        repository = copy.copy(good)
        for name in ("keys", "thresholds", "versions", "expires", "signers", "changes", "after"):
            setattr(repository, name, dict(getattr(good, name)))
        change(repository)
        faults.append((what, repository, wanted))

    for role in ROLES[1:]:
        fault(f"{role} of another key", "tuf-signatures", lambda r, role=role: r.signers.update({role: r.keys["root"]}))
        fault(f"{role} without signatures", "tuf-signatures", lambda r, role=role: r.signers.update({role: []}))
        fault(f"{role} that has expired", "tuf-expired", lambda r, role=role: r.expires.update({role: -1}))
        fault(f"{role} changed", "tuf-signatures",
              lambda r, role=role: r.after.update({role: lambda whole: whole["signed"].update({"x": 1})}))
        fault(f"{role} of another type", "tuf-malformed",
              lambda r, role=role: r.changes.update({role: set_field("_type", "root")}))
        fault(f"{role} of another specification", "tuf-malformed",
              lambda r, role=role: r.changes.update({role: set_field("spec_version", "2.0")}))
        fault(f"{role} of version 0", "tuf-malformed",
              lambda r, role=role: r.changes.update({role: set_field("version", 0)}))
        fault(f"{role} with a fraction", "tuf-malformed",
              lambda r, role=role: r.changes.update({role: set_field("x", 1.5)}))
    fault("targets by one key twice", "tuf-signatures",
          lambda r: r.signers.update({"targets": [r.keys["targets"][0]] * 2}))
    fault("targets without the target", "tuf-target", lambda r: r.changes.update({"targets": set_field("targets", {})}))
    weak = {"length": len(TRUSTED_ROOT), "hashes": {name: hashlib.new(name, TRUSTED_ROOT).hexdigest()
                                                    for name in ("md5", "sha1")}}
    fault("a target by weak digests alone", "tuf-digest",
          lambda r: r.changes.update({"targets": set_field("targets", {"trusted_root.json": weak})}))
    fault("another target", "tuf-digest", lambda r: setattr(r, "target", TRUSTED_ROOT + b" "))
    # What is changed here was hashed before: the digests are right, the versions are not.
    fault("snapshot of another version", "tuf-version",
          lambda r: r.changes.update({"snapshot": set_field("version", 2)}))
    fault("targets of another version", "tuf-version",
          lambda r: r.changes.update({"targets": set_field("version", 2)}))
    for number, (what, repository, wanted) in enumerate(faults):
        # Digests and lengths follow what was written: only the signatures see a change after signing.
        test.expect(what, repository.write(f"fault-{number}"), first, wanted)


def missing_files(test, good):
    first = good.root()
    for name in ("timestamp.json", "1.snapshot.json", "1.targets.json"):
        repository = good.write("missing")
        (repository / name).unlink()
        test.expect(f"without {name}", repository, first, "tuf-missing")
    repository = good.write("missing")
    shutil.rmtree(repository / "targets")
    test.expect("without targets", repository, first, "tuf-missing")
    for name in ("1.snapshot.json", "1.targets.json"):
        repository = good.write("missing")
        (repository / name).write_bytes((repository / name).read_bytes() + b"\n")
        test.expect(f"one byte more in {name}", repository, first, "tuf-digest")
    repository = good.write("twice")
    text = (repository / "timestamp.json").read_text().replace('"version": 1', '"version": 1, "version": 1', 1)
    (repository / "timestamp.json").write_text(text)
    test.expect("a key twice", repository, first, "json-duplicate-key")


def expiry(test, good):
    old = copy.copy(good)
    old.expires = dict(good.expires, timestamp=-3)
    repository = old.write("expired")
    first = good.root()
    test.expect("expired for three days", repository, first, "tuf-expired", "--tuf-grace", "2")
    test.expect("expired within the grace", repository, first, RIGHT, "--tuf-grace", "4")
    old.expires = dict(good.expires, root=-1)
    test.expect("an expired root", good.write("expired"), old.root(), "tuf-expired")


def rollback(test, good):
    """What was seen once is the least that is taken afterwards."""
    first, state = good.root(), test.folder / "state-rollback"
    newer = copy.copy(good)
    newer.versions = dict(good.versions, timestamp=3, snapshot=3, targets=3)
    test.expect("newer", newer.write("newer"), first, RIGHT, state=state)
    test.expect("the same again", newer.write("newer"), first, RIGHT, state=state)
    for role in ROLES[1:]:
        older = copy.copy(newer)
        older.versions = dict(newer.versions, **{role: 2})
        test.expect(f"an older {role}", older.write("older"), first, "tuf-rollback", state=state)
    test.expect("the newer still", newer.write("newer"), first, RIGHT, state=state)


def rotation(test, good):
    first = good.root()
    old_keys = good.keys["root"]
    second = copy.copy(good)
    second.versions = dict(good.versions, root=2)
    second.keys = dict(good.keys, root=[Key(good.folder), Key(good.folder)], timestamp=[Key(good.folder)])
    both = second.root(old_keys)
    test.expect("a second root", second.write("rotated", [(2, both)]), first, RIGHT)
    test.expect("a second root without the old keys", second.write("rotated", [(2, second.root())]), first,
                "tuf-signatures")
    lonely = copy.copy(second)
    lonely.signers = {"root": old_keys}
    test.expect("a second root without its own keys", second.write("rotated", [(2, lonely.root())]), first,
                "tuf-signatures")
    few = copy.copy(second)
    few.signers = {"root": [*second.keys["root"], old_keys[0]]}
    test.expect("a second root with too few of the old keys", second.write("rotated", [(2, few.root())]), first,
                "tuf-signatures")
    third = copy.copy(second)
    third.versions = dict(second.versions, root=3)
    test.expect("a root that leaves one out", third.write("rotated", [(2, third.root(old_keys))]), first, "tuf-version")
    test.expect("three roots", third.write("rotated", [(2, both), (3, third.root())]), first, RIGHT)
    # Once the third is known, a repository that ends with the second is an old one; keys that were replaced take
    # what they signed with them.
    state = test.folder / "state-rotation"
    high = copy.copy(good)
    high.versions = dict(good.versions, timestamp=9, snapshot=9, targets=9)
    test.expect("versions before the rotation", high.write("rotated"), first, RIGHT, state=state)
    test.expect("lower ones after it", second.write("rotated", [(2, both)]), first, RIGHT, state=state)
    test.expect("the old keys afterwards", high.write("rotated"), first, "tuf-signatures", state=state)


def main(assay, folder):
    folder = pathlib.Path(folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    test = Test(assay, folder)
    good = Repository(folder)
    test.expect("all right", good.write("good"), good.root(), RIGHT)
    single_faults(test, good)
    missing_files(test, good)
    expiry(test, good)
    rollback(test, good)
    rotation(test, good)
    print(f"{test.passed} passed, {test.failed} failed")
    return test.failed > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
