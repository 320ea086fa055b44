#!/usr/bin/python3
"""Signed models of real releases, golden statements and manifests, and the vectors of the specification.

    oms.py ASSAY JUDGE      with ASSAY_ALL=1 in the environment each bit is flipped
"""
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import suite

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "signed"))
import kit  # noqa: E402

KNOWN = b"This is a simple model"
IBM = ["--identity", "stefanb@us.ibm.com", "--identity-provider", "https://sigstore.verify.ibm.com/oauth2"]
INVALID = {
    "empty": "json-malformed",
    "missing-envelope": "bundle-no-signature",
    "missing-tlog-entries": "entry-missing",
    "missing-verification-material": "bundle-no-certificate",
    "wrong-predicate": "signature-wrong",  # it was changed after it was signed
}


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, name, got, wanted):
        if got == wanted:
            self.passed += 1
            return
        self.failed += 1
        print(f"  {name}: {got}; should be {wanted}")


def ways(folder):
    """How each kind of signature is verified."""
    keys = folder / "models" / "keys" / "certificate"
    root = folder.parent / "sigstore" / "trusted_root.production.json"
    return {
        "certificate": ["--certificate-chain", keys / "ca-cert.pem"],
        "key": ["--key", keys / "signing-key-pub.pem"],
        "sigstore": [*IBM, "--trusted-root", root],
    }


# Signed models of releases.

def models(assay, folder, tally):
    for case in sorted((folder / "models").glob("v*")):
        kind = case.name.split("-")[-1]
        model = case / "signme-1" if kind == "key" else case
        words = ["--signature", case / "model.sig", *ways(folder)[kind], model]
        tally.check(case.name, kit.outcome(assay, *words), "verified")
        others = next(words for name, words in ways(folder).items() if name != kind)
        tally.check(f"{case.name} by another way",
                    kit.outcome(assay, "--signature", case / "model.sig", *others, model), "method-other")


def flips(judge, folder, tally, every):
    """A bit of each byte of what is signed, or every bit."""
    lots = random.Random("flips")
    for case in sorted((folder / "models").glob("v*-key")) + sorted((folder / "models").glob("v*-certificate")):
        kind = "key" if case.name.endswith("-key") else "certificate"
        text = json.loads((case / "model.sig").read_text())
        lines = [json.dumps(text), *map(json.dumps, kit.flipped(text, lots, every))]
        answers = subprocess.run([judge, kind, ways(folder)[kind][1]], input="\n".join(lines) + "\n", text=True,
                                 capture_output=True, check=True).stdout.split()
        tally.check(f"{case.name}, answers", len(answers), len(lines))
        tally.check(f"{case.name}, as it is", answers[0], "none")
        tally.check(f"{case.name}, flipped bits that are taken", answers[1:].count("none"), 0)
        print(f"{case.name}: {len(lines) - 1} flipped bits")


# The vectors of the specification.

def vectors(assay, folder, tally):
    models_ = folder / "models"
    with tempfile.TemporaryDirectory() as temporary:
        model = kit.write_model(pathlib.Path(temporary), {
            "signme-1": (models_ / "v1.0.0-elliptic-key" / "signme-1").read_bytes(),
            "signme-2": (models_ / "v1.0.0-certificate" / "signme-2").read_bytes(),
            "ignore-me": b"what the signature leaves out",
        })
        for path in sorted((folder / "spec-vectors").glob("v1.0/valid/*.json")):
            kind = path.name.split(".")[0]
            if kind == "sigstore":  # the others were made of other bytes
                (model / "signme-1").write_bytes((models_ / "v1.0.0-certificate" / "signme-1").read_bytes())
            words = ["--signature", path, *ways(folder)[kind], model]
            tally.check(f"valid/{path.name}", kit.outcome(assay, *words), "verified")
        for path in sorted((folder / "spec-vectors").glob("v1.0/invalid*/*.json")):
            name = path.name.split(".")[0]
            kind = "sigstore" if name == "missing-tlog-entries" else "key"
            words = ["--signature", path, *ways(folder)[kind], model]
            tally.check(f"invalid/{path.name}", kit.outcome(assay, *words), INVALID[name])


# Golden statements and manifests.

def build(folder, name):
    """A model of the goldens, as the Python implementation's project makes it."""
    if name.startswith("sample_model_file"):
        return kit.write_model(folder, {"file_model": KNOWN}) / "file_model"
    if name.startswith("empty_model_file"):
        return kit.write_model(folder, {"empty_file_model": b""}) / "empty_file_model"
    if name.startswith("sample_model_folder"):
        files = {f"d{i}/f{i}{j}": f"This is file f{i}{j} in d{i}.".encode() for i in range(2) for j in range(3)}
        files |= {f"f{i}": f"This is file f{i} in root.".encode() for i in range(4)}
        return kit.write_model(folder / "sample_model", files)
    if name.startswith("deep_model_folder"):
        return kit.write_model(folder / "deep_model",
                               {f"d0/d1/d2/d3/d4/f{i}": f"This is file f{i}.".encode() for i in range(4)})
    if name.startswith("model_folder_with_empty_file"):
        return kit.write_model(folder / "empty_file_inside_model", {"empty_file": b""})
    if name.startswith("empty_model_folder"):
        (folder / "empty_folder_model").mkdir()
        return folder / "empty_folder_model"
    # The link leads within the model, where the original leads out of it: that we do not follow.
    model = kit.write_model(folder / "symlink_model", {".git/file": KNOWN})
    (model / "symlink_file").symlink_to(".git/file")
    return model


def shards(name):
    """How the name of a golden says that it is cut."""
    if name.endswith("_small_shards"):
        return ["--shard-size", "8"]
    return ["--shard-size", "1000000000"] if name.endswith("_shard") else []


def signing_goldens(assay, folder, tally):
    for path in sorted((folder / "signing-golden" / "signing" / "TestPayload").iterdir()):
        with tempfile.TemporaryDirectory() as temporary:
            top = pathlib.Path(temporary)
            secret, public = kit.new_key(top)
            model = build(top, path.name)
            golden = path.read_bytes()
            words = ["--key", public, "--signature", top / "golden.sig", model]
            (top / "golden.sig").write_text(json.dumps(kit.bundle(golden, secret)))
            tally.check(f"golden {path.name}", kit.outcome(assay, *words), "verified")
            if json.loads(golden)["predicate"]["resources"]:
                tally.check(f"signing {path.name}", made(assay, top, secret, model, path.name),
                            json.loads(golden))


def made(assay, top, secret, model, name):
    """The statement that we sign, without the record of what is left out, which those of then had not."""
    subprocess.run([assay, "sign", "--quiet", "--key", secret, "--allow-symlinks", *shards(name),
                    "--signature", top / "own.sig", model], check=True)
    ours = json.loads(kit.payload_of(top / "own.sig"))
    ours["predicate"]["serialization"].pop("ignore_paths", None)
    return ours


def serialization_goldens(assay, folder, tally):
    for kind in ("file", "file_shard"):
        for path in sorted((folder / "serialization-golden" / kind / "TestSerializer").iterdir()):
            lines = [line for line in path.read_text().split("\n") if line]
            name = path.name
            if kind == "file_shard" and not name.endswith("_small_shards"):
                name += "_shard"
            with tempfile.TemporaryDirectory() as temporary:
                top = pathlib.Path(temporary)
                secret, _ = kit.new_key(top)
                model = build(top, name)
                if not lines:
                    done = subprocess.run([assay, "sign", "--key", secret, "--signature", top / "own.sig",
                                           *shards(name), model], capture_output=True, check=False)
                    tally.check(f"nothing to sign in {kind}/{path.name}", done.returncode, 3)
                    continue
                statement = made(assay, top, secret, model, name)
                ours = [f"{each['name']}:{each['digest']}" for each in statement["predicate"]["resources"]]
                tally.check(f"manifest {kind}/{path.name}", sorted(ours), sorted(lines))


def main(assay, judge):
    folder = suite.folder("oms")
    tally = Tally()
    models(assay, folder, tally)
    vectors(assay, folder, tally)
    signing_goldens(assay, folder, tally)
    serialization_goldens(assay, folder, tally)
    flips(judge, folder, tally, os.environ.get("ASSAY_ALL") == "1")
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed or not tally.passed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
