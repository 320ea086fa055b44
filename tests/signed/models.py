#!/usr/bin/python3
"""Models that we sign are right for openssl, and whatever is done to a signed model is told by its reason.

    models.py ASSAY
"""
import base64
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import kit

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from private_sigstore import ISSUER, Sigstore  # noqa: E402

ASSAY = ""
FILES = {"config.json": b"{}", "weights/a.bin": b"a" * 100, "weights-b": b"b", "tool.py": b"pass\n", "empty": b""}
FILES_ONLY = {"method": "files", "hash_type": "sha256", "allow_symlinks": False}


class Case(unittest.TestCase):
    def setUp(self):
        self.top = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.top)
        self.secret, self.public = kit.new_key(self.top)
        self.model = kit.write_model(self.top / "model", FILES)
        self.signature = self.top / "model.sig"

    def sign(self, *words, model=None, code=0):
        done = subprocess.run([ASSAY, "sign", "--key", self.secret, "--signature", self.signature, *words,
                               model or self.model], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def outcome(self, *words, model=None):
        return kit.outcome(ASSAY, "--key", self.public, "--signature", self.signature, *words, model or self.model)

    def answer(self, *words):
        return kit.ask(ASSAY, "--key", self.public, "--signature", self.signature, *words, self.model)[1]

    def statement(self):
        return json.loads(kit.payload_of(self.signature))

    def write(self, payload, **words):
        if not isinstance(payload, bytes):
            payload = json.dumps(payload).encode()
        self.signature.write_text(json.dumps(kit.bundle(payload, self.secret, **words)))

    def resources(self):
        return [kit.resource(name, data) for name, data in sorted(FILES.items())]


class Signing(Case):
    def test_openssl_agrees(self):
        for curve, hash_ in (("p256", "-sha256"), ("p384", "-sha384"), ("p521", "-sha512")):
            self.secret, self.public = kit.new_key(self.top, curve, curve)
            self.sign()
            self.assertTrue(kit.check_with_openssl(self.signature, self.public, hash_), curve)
            self.assertEqual(self.outcome(), "verified")

    def test_statement(self):
        self.sign()
        statement = self.statement()
        self.assertEqual(statement["subject"][0]["name"], "model")
        self.assertEqual(statement["subject"][0]["digest"]["sha256"], kit.root_digest(self.resources()))
        self.assertEqual(statement["predicate"]["resources"], self.resources())
        self.assertEqual(statement["predicate"]["serialization"], FILES_ONLY | {
            "ignore_paths": [".git", ".gitattributes", ".github", ".gitignore"]})

    def test_hint(self):
        self.sign()
        hint = json.loads(self.signature.read_text())["verificationMaterial"]["publicKey"]["hint"]
        self.assertEqual(hint, hashlib.sha256(self.public.read_bytes()).hexdigest())

    def test_signature_within(self):
        self.signature = self.model / "model.sig"
        for _ in range(2):  # the second time it is there already
            self.sign()
            self.assertEqual(self.outcome(), "verified")

    def test_ed25519(self):
        subprocess.run([ASSAY, "key", "new", "--kind", "ed25519", "--no-passphrase", self.top / "ed"], check=True,
                       capture_output=True)
        self.secret, self.public = self.top / "ed", self.top / "ed.pub"
        self.sign()
        self.assertEqual(self.outcome(), "verified")

    def test_passphrase(self):
        sealed = self.top / "sealed"
        kit.openssl("pkcs8", "-topk8", "-in", self.secret, "-passout", "pass:geheim", "-out", sealed)
        self.secret = sealed
        for passphrase, code in ((b"geheim\n", 0), (b"falsch\n", 2)):
            read, write = os.pipe()
            os.write(write, passphrase)
            os.close(write)
            done = subprocess.run([ASSAY, "sign", "--key", sealed, "--passphrase-fd", str(read), "--signature",
                                   self.signature, self.model], pass_fds=[read], capture_output=True, check=False)
            os.close(read)
            self.assertEqual(done.returncode, code)
        self.assertEqual(self.outcome(), "verified")

    def test_hashes_and_parts(self):
        for hash_, size in (("sha256", 7), ("blake2b", 0), ("blake2b", 30), ("sha256", 1000), ("blake3", 0)):
            self.sign("--hash", hash_, *(["--shard-size", str(size)] if size else []))
            self.assertEqual(self.outcome(), "verified", (hash_, size))
            (self.model / "weights-b").write_bytes(b"B")
            self.assertEqual(self.outcome(), "file-changed", (hash_, size))
            (self.model / "weights-b").write_bytes(b"b")

    def test_dialects(self):
        self.sign("--shard-size", "30", "--dialect", "specification")
        resources = self.statement()["predicate"]["resources"]
        self.assertEqual({each["algorithm"] for each in resources}, {"sha256"})
        self.assertEqual([each["name"] for each in resources], sorted(each["name"] for each in resources))
        self.assertEqual(self.outcome(), "verified")
        self.sign("--shard-size", "30")
        resources = self.statement()["predicate"]["resources"]
        self.assertEqual({each["algorithm"] for each in resources}, {"sha256-sharded-30"})
        self.assertEqual(self.outcome(), "verified")
        for dialect, name in (("specification", "tool.py"), ("reference", ".")):
            self.sign("--dialect", dialect, model=self.model / "tool.py")
            self.assertEqual(self.statement()["predicate"]["resources"][0]["name"], name)
            self.assertEqual(self.outcome(model=self.model / "tool.py"), "verified")

    def test_colons_in_names(self):
        kit.write_model(self.model, {"a:0:5": b"12345678", "a": b"12345"})
        self.sign("--shard-size", "5")
        self.assertEqual(self.outcome(), "verified")

    def test_known_digests(self):
        listed = subprocess.run(["sha256sum", *FILES], cwd=self.model, capture_output=True, check=True).stdout
        (self.top / "sums").write_bytes(listed)
        for name in FILES:  # they are not read
            (self.model / name).write_bytes(b"other" if FILES[name] else b"")
        self.sign("--digests", self.top / "sums")
        self.assertEqual(self.outcome(), "file-changed")
        kit.write_model(self.model, FILES)
        self.assertEqual(self.outcome(), "verified")
        (self.model / "more").write_bytes(b"")
        self.sign("--digests", self.top / "sums", code=3)

    def test_sign_again(self):
        self.sign("--shard-size", "30")
        old, old_key = self.top / "old.sig", self.public
        shutil.copy(self.signature, old)
        self.secret, self.public = kit.new_key(self.top, "new")
        self.sign("--from", old, "--from-key", old_key)
        self.assertEqual(self.outcome(), "verified")
        self.sign("--from", old, code=3)  # it is not by the new key

    def test_what_cannot_be_signed(self):
        (self.model / "link").symlink_to("tool.py")
        self.assertIn("symbolic link", self.sign(code=3).stderr)
        self.sign("--allow-symlinks")
        self.assertEqual(self.outcome(), "verified")
        (self.model / "link").unlink()
        (self.model / "link").symlink_to("/etc/passwd")
        self.assertIn("out of the model", self.sign("--allow-symlinks", code=3).stderr)
        (self.model / "link").unlink()
        os.mkfifo(self.model / "pipe")
        self.assertIn("neither a file", self.sign(code=3).stderr)
        (self.model / "pipe").unlink()
        pathlib.Path(os.fsdecode(os.fsencode(self.model) + b"/\xff")).write_bytes(b"")
        self.assertIn("not UTF-8", self.sign(code=3).stderr)
        nothing = self.top / "nothing"
        nothing.mkdir()
        self.assertIn("nothing to sign", self.sign(model=nothing, code=3).stderr)


class Files(Case):
    """What is done to a model after it was signed."""

    def setUp(self):
        super().setUp()
        self.sign()

    def test_changed(self):
        (self.model / "tool.py").write_bytes(b"exit\n")
        self.assertEqual(self.outcome(), "file-changed")
        self.assertEqual(self.answer()["changed"], ["tool.py"])
        self.assertEqual(len(self.answer()["signed"]), len(FILES) - 1)

    def test_missing(self):
        (self.model / "tool.py").unlink()
        self.assertEqual(self.outcome("--ignore-unsigned-files"), "file-missing")
        self.assertEqual(self.answer()["missing"], ["tool.py"])

    def test_folder_in_place_of_a_file(self):
        (self.model / "tool.py").unlink()
        kit.write_model(self.model, {"tool.py/x": b""})
        self.assertEqual(self.outcome("--ignore-unsigned-files"), "file-changed")

    def test_unsigned(self):
        kit.write_model(self.model, {"weights/evil.py": b""})
        self.assertEqual(self.outcome(), "file-unsigned")
        self.assertEqual(self.answer()["unsigned"], ["weights/evil.py"])
        self.assertEqual(self.outcome("--ignore-unsigned-files"), "verified")
        self.assertEqual(self.answer("--ignore-unsigned-files")["unsigned"], ["weights/evil.py"])

    def test_ignored_is_told(self):
        kit.write_model(self.model, {".git/hooks/x": b"", "cache/y": b"", "weights/.git": b""})
        self.assertEqual(self.outcome("--ignore-paths", "cache"), "file-unsigned")  # only at the top
        (self.model / "weights/.git").unlink()
        self.assertEqual(self.answer("--ignore-paths", "cache")["ignored"], [".git", "cache"])
        self.assertEqual(self.outcome("--ignore-paths", self.model / "cache/"), "verified")
        self.assertEqual(self.outcome("--ignore-paths", "cache", "--no-ignore-git-paths"), "verified")  # recorded

    def test_signed_and_ignored(self):
        (self.model / "weights/a.bin").write_bytes(b"x")
        self.assertEqual(self.outcome("--ignore-paths", "weights"), "file-changed")

    def test_links(self):
        os.rename(self.model / "tool.py", self.top / "tool.py")
        (self.model / "tool.py").symlink_to("../tool.py")
        for words in ([], ["--allow-symlinks"], ["--ignore-unsigned-files", "--allow-symlinks"]):
            self.assertEqual(self.outcome(*words), "file-link-away")
        (self.model / "tool.py").unlink()
        os.rename(self.top / "tool.py", self.model / "aside")
        (self.model / "tool.py").symlink_to("aside")
        self.assertEqual(self.outcome("--ignore-unsigned-files"), "file-link")
        self.assertEqual(self.outcome("--ignore-unsigned-files", "--allow-symlinks"), "verified")

    def test_link_to_a_folder(self):
        """One that is looked at anyhow, or one that nobody looks at."""
        self.sign("--allow-symlinks")
        (self.model / ".git").mkdir()
        (self.model / ".git" / "evil.py").write_text("pass")
        (self.model / "aside").symlink_to("weights")
        self.assertEqual(self.outcome(), "verified")
        self.assertEqual(self.outcome("--require-coverage"), "file-uncovered")
        for to in (".git", "weights/../.git", ".git/deeper"):
            (self.model / ".git" / "deeper").mkdir(exist_ok=True)
            (self.model / "aside").unlink()
            (self.model / "aside").symlink_to(to)
            self.assertEqual(self.outcome(), "file-link-away", to)
            self.assertEqual(self.outcome("--ignore-paths", "aside"), "verified")
        (self.model / "aside").unlink()
        (self.model / "weights" / "up").symlink_to("..")
        self.assertEqual(self.outcome(), "verified")

    def test_link_to_the_outside(self):
        (self.model / "more").symlink_to("/etc")
        self.assertEqual(self.outcome(), "file-link-away")

    def test_special(self):
        os.mkfifo(self.model / "pipe")
        self.assertEqual(self.outcome(), "file-special")
        os.rename(self.model / "pipe", self.model / "tool.py")
        self.assertEqual(self.outcome(), "file-changed")

    def test_only(self):
        (self.model / "tool.py").write_bytes(b"exit\n")
        kit.write_model(self.model, {"new.py": b""})
        answer = self.answer("--only", "weights/**")
        self.assertEqual((answer["verdict"], answer["signed"], answer["unsigned"]),
                         ("verified", ["weights/a.bin"], []))
        self.assertEqual(answer["unchecked"], ["config.json", "empty", "tool.py", "weights-b"])
        self.assertEqual(self.outcome("--only", "*.py"), "file-changed")
        self.assertTrue(self.outcome("--only", "nothing").startswith("exit 2"))

    def test_empty_files_beside_parts(self):
        self.sign("--shard-size", "30")
        self.assertEqual(self.answer()["uncovered"], ["empty"])
        (self.model / "__init__.py").write_bytes(b"")
        self.assertEqual(self.outcome(), "verified")  # no signature of parts covers it
        self.assertEqual(self.answer()["uncovered"], ["__init__.py", "empty"])
        self.assertEqual(self.outcome("--require-coverage"), "file-uncovered")

    def test_longer_than_its_parts(self):
        self.sign("--shard-size", "30")
        with open(self.model / "weights-b", "ab") as file:
            file.write(b"more")
        self.assertEqual(self.outcome(), "file-changed")

    def test_cached_digests_notice(self):
        for _ in range(2):
            self.assertEqual(self.outcome(), "verified")
        (self.model / "weights-b").write_bytes(b"c")
        self.assertEqual(self.outcome(), "file-changed")
        self.assertEqual(self.outcome("--paranoid"), "file-changed")

    def test_names_are_escaped(self):
        (self.model / "\x1b[31m").write_bytes(b"")
        done = subprocess.run([ASSAY, "verify", "--key", self.public, "--signature", self.signature, self.model],
                              capture_output=True, env=kit.ENVIRONMENT, check=False)
        self.assertNotIn(b"\x1b", done.stdout)
        self.assertIn(b"\\x1b[31m", done.stdout)


class Identities(Case):
    """Signed by an identity, through sigstore."""
    WHO = "https://example.invalid/workflow@refs/heads/main"

    def setUp(self):
        super().setUp()
        sigstore = Sigstore(self.top)
        self.signature.write_text(json.dumps(sigstore.sign_payload(json.dumps(kit.statement(self.resources())).encode(),
                                                                   self.WHO)))
        (self.top / "root.json").write_text(json.dumps(sigstore.root()))

    def by(self, *words, who=WHO, issuer=ISSUER):
        done = subprocess.run([ASSAY, "verify", "-f", "json", "--signature", self.signature, "--trusted-root",
                               self.top / "root.json", "--identity", who, "--identity-provider", issuer, *words, self.model],
                              capture_output=True, env=kit.ENVIRONMENT, check=False)
        answer = json.loads(done.stdout) if done.stdout else {"reason": done.stderr.decode()}
        self.assertEqual(done.returncode, 0 if answer["reason"] is None else 4 if done.stdout else 2)
        return answer

    def test_whom(self):
        answer = self.by()
        self.assertIsNone(answer["reason"])
        self.assertIn({"name": "identity", "value": self.WHO}, answer["facts"])
        self.assertNotIn("payload", [fact["name"] for fact in answer["facts"]])
        self.assertEqual(self.by(who="https://example.invalid/other")["reason"], "identity-other")
        self.assertEqual(self.by(issuer="https://example.invalid")["reason"], "issuer-other")
        self.assertIsNone(self.by("--claim", f"issuer={ISSUER}")["reason"])
        self.assertEqual(self.by("--claim", "source-repository-uri=*")["reason"], "claim-other")
        self.assertIn("by whom?", self.by(who="")["reason"])
        self.assertIn("only one of", self.by("--key", self.public)["reason"])

    def test_what(self):
        (self.model / "tool.py").write_bytes(b"exit\n")
        self.assertEqual(self.by()["reason"], "file-changed")
        self.assertEqual(self.outcome(), "method-other")


class HubCache(Case):
    """A snapshot is links to blobs beside it."""

    def test_snapshot(self):
        cache = self.top / "models--a--b"
        blobs = kit.write_model(cache / "blobs", {hashlib.sha256(data).hexdigest(): data for data in FILES.values()})
        snapshot = cache / "snapshots" / "0123abc"
        for name, data in FILES.items():
            (snapshot / name).parent.mkdir(parents=True, exist_ok=True)
            (snapshot / name).symlink_to(os.path.relpath(blobs / hashlib.sha256(data).hexdigest(),
                                                         (snapshot / name).parent))
        self.sign(code=3, model=snapshot)
        self.sign("--allow-symlinks", model=snapshot)
        self.assertEqual(self.outcome(model=snapshot), "verified")
        self.assertEqual(self.outcome(), "verified")  # as files
        other = cache / "snapshots" / "4567def"
        other.mkdir()
        (snapshot / "more").symlink_to("../4567def")  # in the cache, and not in the snapshot
        self.assertEqual(self.outcome(model=snapshot), "file-link-away")
        (snapshot / "more").unlink()
        (blobs / hashlib.sha256(b"pass\n").hexdigest()).write_bytes(b"exit\n")
        self.assertEqual(self.outcome(model=snapshot), "file-changed")
        (snapshot / "tool.py").unlink()
        (snapshot / "tool.py").symlink_to("../../../outside")
        (self.top / "outside").write_bytes(b"pass\n")
        self.assertEqual(self.outcome(model=snapshot), "file-link-away")


class Statements(Case):
    """Signatures that are right over lists that are not."""

    def refused(self, reason, payload, *words):
        self.write(payload)
        self.assertEqual(self.outcome(*words), reason)

    def test_as_it_should_be(self):
        self.refused("verified", kit.statement(self.resources()))
        self.assertNotIn("list-order", str(self.answer()["facts"]))
        self.refused("verified", kit.statement(self.resources()[::-1]))  # in any order
        self.assertIn({"name": "list-order", "value": "of neither dialect"}, self.answer()["facts"])
        extra = [each | {"annotations": {}, "uri": "x"} for each in self.resources()]
        self.refused("verified", kit.statement(extra))

    def test_names(self):
        for name in ("../x", "/etc/passwd", "a/../tool.py", "./tool.py", "a//b", "a/", "", "a\0b", ".."):
            kit.write_model(self.top, {"x": b"x"})
            more = [*self.resources(), kit.resource(name, b"x")]
            self.refused("manifest-name", kit.statement(more), "--ignore-unsigned-files")
        self.refused("json-malformed", kit.statement([*self.resources(), kit.resource("a\ud800", b"x")]))

    def test_twice(self):
        self.refused("manifest-twice", kit.statement([*self.resources(), kit.resource("tool.py", b"other")]))
        self.refused("manifest-twice", kit.statement([*self.resources(), self.resources()[0]]))

    def test_duplicate_keys(self):
        text = json.dumps(kit.statement(self.resources()))
        twice = text.replace('"method": "files"', '"method": "shards", "method": "files"')
        self.refused("json-duplicate-key", twice.encode())
        escaped = text.replace('"predicate":', '"\\u0070redicate": {}, "predicate":')
        self.refused("json-duplicate-key", escaped.encode())

    def test_root(self):
        self.refused("manifest-root", kit.statement(self.resources(), subject=[
            {"name": "model", "digest": {"sha256": "0" * 64}}]))
        self.refused("manifest-malformed", kit.statement(self.resources(), subject=[
            {"name": "", "digest": {"sha256": kit.root_digest(self.resources())}}]))

    def test_types(self):
        statement = kit.statement(self.resources())
        for change, reason in (({"_type": "https://in-toto.io/Statement/v0.1"}, "statement-malformed"),
                               ({"_type": "x"}, "statement-malformed"),
                               ({"predicateType": "https://slsa.dev/provenance/v1"}, "predicate-other"),
                               ({"predicate": None}, "manifest-malformed"),
                               ({"subject": []}, "statement-malformed"),
                               ({"subject": statement["subject"] * 2}, "manifest-malformed")):
            self.refused(reason, statement | change)

    def test_serialization(self):
        for change, reason in (({"method": "tensors"}, "manifest-unknown"), ({"hash_type": "md5"}, "manifest-unknown"),
                               ({"shard_size": 8}, "manifest-malformed"),
                               ({"allow_symlinks": "false"}, "manifest-malformed"),
                               ({"allow_symlinks": None}, "manifest-malformed"),
                               ({"ignore_paths": ["../x"]}, "manifest-name"),
                               ({"ignore_paths": "x"}, "field-malformed")):
            self.refused(reason, kit.statement(self.resources(), FILES_ONLY | change))

    def test_digests(self):
        for digest, reason in (("ABCD" * 16, "manifest-malformed"), ("00", "manifest-malformed"),
                               (None, "manifest-malformed")):
            first = self.resources()[0] | {"digest": digest}
            statement = kit.statement(self.resources())
            statement["predicate"]["resources"][0] = first
            self.refused(reason, statement)
        other = [each | {"algorithm": "sha512"} for each in self.resources()]
        self.refused("manifest-unknown", kit.statement(other))

    def parts(self, ranges, size=30, **changes):
        data = FILES["weights/a.bin"]
        resources = [kit.resource(f"weights/a.bin:{start}:{end}", data[start:end]) | changes for start, end in ranges]
        return kit.statement(resources, FILES_ONLY | {"method": "shards", "shard_size": size})

    def test_parts(self):
        whole = [(0, 30), (30, 60), (60, 90), (90, 100)]
        for spelling in (30, 30.0):
            self.refused("verified", self.parts(whole, spelling), "--ignore-unsigned-files")
        text = json.dumps(self.parts(whole))
        for spelling, reason in (("3e1", "verified"), ("3.0E+01", "verified"), ("0.3e2", "verified"), ("300e-1", None),
                                 ("3.05e1", None), ("3e0", "manifest-parts"), ("0e99999999999", None), ("1e19", None)):
            payload = text.replace('"shard_size": 30', f'"shard_size": {spelling}').encode()
            self.refused(reason or "manifest-malformed", payload, "--ignore-unsigned-files")
        sharded = self.parts(whole, algorithm="sha256-sharded-30")
        self.refused("verified", sharded, "--ignore-unsigned-files")
        for ranges in (whole[1:], whole[:1] + whole[2:], [(0, 20), (20, 40)], [(0, 30), (30, 30)], [(30, 0)]):
            self.refused("manifest-parts", self.parts(ranges), "--ignore-unsigned-files")
        self.refused("file-changed", self.parts(whole[:3]), "--ignore-unsigned-files")  # the end is not signed
        self.refused("manifest-unknown", self.parts(whole, algorithm="sha256-sharded-31"))
        for size in (0, -1, 30.5, "30", 1e300):
            self.refused("manifest-malformed", self.parts(whole, size))

    def test_nothing_is_signed(self):
        self.refused("file-unsigned", kit.statement([]))
        nothing = self.top / "nothing"
        nothing.mkdir()
        self.assertEqual(self.outcome(model=nothing), "verified")

    def test_legacy(self):
        """Version 0.2 signed the form that the payload has in Python source."""
        subjects = [{"name": each["name"], "digest": {"sha256": each["digest"]}} for each in self.resources()]
        statement = {"_type": "https://in-toto.io/Statement/v1", "subject": subjects, "predicate": {},
                     "predicateType": "https://model_signing/Digests/v0.1"}
        for note in ("", "it's", "it's \"so\"", "\\ \u00e9 \x7f"):
            payload = json.dumps(statement | {"note": note}, indent=2, ensure_ascii=False).encode()
            legacy = f"DSSEV1 {len(kit.IN_TOTO)} {kit.IN_TOTO} {len(payload)} {payload!r}".encode()
            self.write(payload, data=legacy)
            self.assertEqual(self.outcome(), "verified", note)
        self.write(json.dumps(kit.statement(self.resources())).encode(), data=legacy)
        self.assertEqual(self.outcome(), "signature-wrong")


class Bundles(Case):
    """What is wrong with the file of the signature."""

    def setUp(self):
        super().setUp()
        self.sign()
        self.tree = json.loads(self.signature.read_text())

    def refused(self, reason, tree):
        self.signature.write_text(tree if isinstance(tree, str) else json.dumps(tree))
        self.assertEqual(self.outcome(), reason)

    def change(self, path, value):
        copy = json.loads(json.dumps(self.tree))
        place = copy
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        return copy

    def test_other_key(self):
        _, self.public = kit.new_key(self.top, "other")
        self.assertEqual(self.outcome(), "key-other")
        self.refused("signature-wrong", self.change(["verificationMaterial", "publicKey"], {"rawBytes": ""}))

    def test_hint_is_only_a_hint(self):
        self.refused("verified", self.change(["verificationMaterial", "publicKey", "hint"], "0" * 64))

    def test_structure(self):
        envelope = self.tree["dsseEnvelope"]
        signature = envelope["signatures"][0]
        for path, value, reason in (
                (["mediaType"], "application/json", "bundle-version"),
                (["dsseEnvelope", "payloadType"], "text/plain", "payload-type"),
                (["dsseEnvelope", "signatures"], [], "envelope-signatures"),
                (["dsseEnvelope", "signatures"], [signature, signature], "envelope-signatures"),
                (["dsseEnvelope", "signatures"], [{"sig": ""}], "bundle-no-signature"),
                (["dsseEnvelope", "payload"], " " + envelope["payload"], "base64-malformed"),
                (["dsseEnvelope", "payload"], envelope["payload"][:76] + "\n" + envelope["payload"][76:], "base64-malformed"),
                (["dsseEnvelope", "signatures", 0, "sig"], signature["sig"] + "\n", "base64-malformed"),
                (["dsseEnvelope", "signatures", 0, "sig"], "-" + signature["sig"][1:], "base64-malformed"),
                (["verificationMaterial"], {}, "bundle-no-certificate"),
                (["verificationMaterial", "certificate"], {"rawBytes": ""}, "bundle-ambiguous"),
                (["messageSignature"], {}, "bundle-ambiguous"),
                (["dsseEnvelope"], [], "field-malformed")):
            self.refused(reason, self.change(path, value))
        for keyid in ("", None, "x"):
            self.refused("verified", self.change(["dsseEnvelope", "signatures", 0, "keyid"], keyid))
        self.refused("json-malformed", "{")
        text = json.dumps(self.tree)
        self.refused("json-duplicate-key", text.replace('"mediaType"', '"mediaType": "x", "mediaType"'))

    def test_another_algorithm(self):
        """The key decides: a signature over another digest is none."""
        payload = kit.payload_of(self.signature)
        secret, public = kit.new_key(self.top, "p384", "p384")
        self.public = public
        self.tree["verificationMaterial"] = {"publicKey": {"rawBytes": ""}}
        other = kit.openssl("dgst", "-sha256", "-sign", secret, data=kit.signed_bytes(payload))
        self.refused("signature-wrong", self.change(["dsseEnvelope", "signatures", 0, "sig"],
                                                    base64.b64encode(other).decode()))


class Certificates(Case):
    def authority(self, name, issuer=None, days=30, extensions="basicConstraints=critical,CA:TRUE\n"
                                                              "keyUsage=critical,keyCertSign\n", key=None):
        """(key, certificate) issued by another pair, or by itself."""
        secret = key or kit.new_key(self.top, name)[0]
        request, certificate, config = (self.top / f"{name}.{end}" for end in ("csr", "crt", "cnf"))
        config.write_text(f"[e]\n{extensions}")
        kit.openssl("req", "-new", "-key", secret, "-subj", f"/O=Example/CN={name}", "-out", request)
        by = ["-CA", issuer[1], "-CAkey", issuer[0]] if issuer else ["-signkey", secret]
        kit.openssl("x509", "-req", "-in", request, *by, "-days", days, "-extfile", config, "-extensions", "e",
                    "-set_serial", len(name) + 7, "-out", certificate)
        return secret, certificate

    LEAF = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"

    def chain(self, leaf=LEAF):
        root = self.authority("root")
        between = self.authority("between", root)
        own = self.authority("signer", between, extensions=leaf, key=self.secret)
        return root[1], between[1], own[1]

    def signed(self, chain):
        self.sign("--signing-certificate", chain[2], "--certificate-chain", chain[1])

    def by(self, *files):
        return [word for file in files for word in ("--certificate-chain", file)]

    def outcome(self, *words, model=None):
        return kit.outcome(ASSAY, "--signature", self.signature, *words, model or self.model)

    def test_right(self):
        root, between, own = chain = self.chain()
        self.signed(chain)
        self.assertEqual(self.outcome(*self.by(root)), "verified")
        self.assertEqual(self.outcome(*self.by(between)), "verified")
        self.assertEqual(self.outcome(*self.by(own)), "verified")
        self.assertTrue(kit.check_with_openssl(self.signature, self.public))
        facts = kit.ask(ASSAY, "--signature", self.signature, *self.by(root), self.model)[1]["facts"]
        self.assertIn({"name": "certificate-subject", "value": "O=Example, CN=signer"}, facts)

    def test_code_signing_instead(self):
        chain = self.chain("basicConstraints=critical,CA:FALSE\nextendedKeyUsage=codeSigning\n")
        self.signed(chain)
        self.assertEqual(self.outcome(*self.by(chain[0])), "verified")

    def test_purposes(self):
        for leaf in ("keyUsage=critical,keyEncipherment\n", "basicConstraints=CA:FALSE\n",
                     "extendedKeyUsage=serverAuth\n"):
            chain = self.chain(leaf)
            self.signed(chain)
            self.assertEqual(self.outcome(*self.by(chain[0])), "certificate-purpose", leaf)

    def test_untrusted(self):
        chain = self.chain()
        self.signed(chain)
        other = self.authority("other")
        self.assertEqual(self.outcome(*self.by(other[1])), "certificate-untrusted")
        self.sign("--signing-certificate", chain[2])  # without what lies between
        self.assertEqual(self.outcome(*self.by(chain[0])), "certificate-untrusted")
        (self.top / "none").write_text("no certificate")
        self.assertEqual(self.outcome(*self.by(self.top / "none")), "authority-malformed")

    def test_no_authority_between(self):
        """A certificate that may sign models may not issue others."""
        root = self.authority("root")
        leaf = self.authority("leaf", root, extensions=self.LEAF)
        own = self.authority("signer", leaf, extensions=self.LEAF, key=self.secret)
        self.sign("--signing-certificate", own[1], "--certificate-chain", leaf[1])
        self.assertEqual(self.outcome(*self.by(root[1])), "certificate-purpose")

    def test_expired(self):
        root = self.authority("root")
        own = self.authority("signer", root, extensions=self.LEAF, key=self.secret, days=0)  # until it begins
        self.sign("--signing-certificate", own[1])
        time.sleep(1.1)
        for when, code in (("now", 4), ("signing-time", 0)):
            for epoch in (int(time.time()) - 60, 0, 4000000000):  # reports may bear any date
                done = subprocess.run([ASSAY, "verify", "-f", "json", "--signature", self.signature, *self.by(root[1]),
                                       "--at", when, self.model], capture_output=True, check=False,
                                      env=kit.ENVIRONMENT | {"SOURCE_DATE_EPOCH": str(epoch)})
                answer = json.loads(done.stdout)
                self.assertEqual((done.returncode, answer["reason"]), (code, "certificate-time" if code else None))
        self.assertIn({"name": "certificate-valid-now", "value": "no"}, answer["facts"])

    def test_another_key(self):
        chain = self.chain()
        self.secret, _ = kit.new_key(self.top, "another")
        self.sign("--signing-certificate", chain[2], code=2)

    def test_not_der(self):
        chain = self.chain()
        self.signed(chain)
        tree = json.loads(self.signature.read_text())
        first = tree["verificationMaterial"]["x509CertificateChain"]["certificates"][0]
        first["rawBytes"] = base64.b64encode(base64.b64decode(first["rawBytes"]) + b"\0").decode()
        self.signature.write_text(json.dumps(tree))
        self.assertEqual(self.outcome(*self.by(chain[0])), "certificate-malformed")


if __name__ == "__main__":
    ASSAY = sys.argv.pop(1)
    unittest.main()
