#!/usr/bin/env python3
"""`assay trust`: a publisher who stays is the same, one who changes or vanishes is refused with the reason.

    trust.py ASSAY

Bundles are those of the conformance data; without it only what needs none is tried.
"""
import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "conformance"))
import suite  # noqa: E402

ASSAY = ""
NAME, OTHER = "pkg:pypi/foo-bar", "pkg:npm/%40scope/thing"
DATA = pathlib.Path(os.environ.get("ASSAY_CONFORMANCE") or suite.TOP.parent / "shared" / "conformance") / "sigstore"


class Case(unittest.TestCase):
    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.folder = pathlib.Path(keep.name)
        self.state = self.folder / "a" / "b" / "publishers"

    def run_trust(self, verb, *args):
        return subprocess.run([ASSAY, "trust", verb, "--state", self.state, *args], capture_output=True, text=True,
                              check=False, env={**os.environ, "SOURCE_DATE_EPOCH": "1790000000"})

    def say(self, wanted, verb, *args, reason=None):
        done = self.run_trust(verb, *args)
        self.assertEqual(done.returncode, 4 if reason else 0, done.stdout + done.stderr)
        self.assertIn(f"{'refused' if reason else wanted}: ", done.stdout)
        self.assertIn(f"({reason})" if reason else "", done.stdout)
        return done.stdout


class Remembering(Case):
    def test_nobody(self):
        self.say("new", "check", f"{NAME}@1.0")
        self.assertFalse(self.state.exists(), "checking leaves no trace")
        self.say("new", "remember", f"{NAME}@1.0")
        self.say("same", "check", f"{NAME}@1.1")
        self.say("same", "check", "pkg:PyPI/Foo_Bar@1.1")
        self.say("new", "check", f"{OTHER}@1.1")
        self.assertEqual(stat.S_IMODE(self.state.stat().st_mode), 0o600)

    def test_file(self):
        names = [f"pkg:npm/n{i * 7919 % 100}" for i in range(100)] + [OTHER]
        for name in names:
            self.say("new", "remember", f"{name}@1.0")
        lines = self.state.read_text().splitlines()
        self.assertEqual(lines[0], "assay publishers 1")
        self.assertEqual([line.split("\t")[0] for line in lines[1:]], sorted(names))
        self.say("same", "remember", f"{OTHER}@1.2")
        self.assertIn(f"{OTHER}\tnone\t\t\t1.2\t2026-09-21", self.state.read_text())
        self.assertEqual(len(self.run_trust("list").stdout.splitlines()), 2 * len(names))
        self.assertEqual(self.run_trust("forget", OTHER).returncode, 0)
        self.assertEqual(self.run_trust("forget", OTHER).returncode, 2)
        self.say("new", "check", f"{OTHER}@1.2")

    def test_damaged(self):
        self.say("new", "remember", f"{NAME}@1.0")
        good = self.state.read_text()
        line = good.splitlines()[1]
        for bad in ("", "x" + good, good + "x", good + line + "\n", good + "a\tb\n", good.replace("none", "nobody"),
                    good + "\tnone\t\t\t\t\n", good.rstrip("\n") + "\t\n", good.rstrip("\n")):
            self.state.write_text(bad)
            for verb in ("check", "remember"):
                done = self.run_trust(verb, f"{NAME}@1.1")
                self.assertEqual(done.returncode, 4, repr(bad))
                self.assertIn("damaged", done.stderr)
            self.assertEqual(self.state.read_text(), bad)

    def test_words(self):
        for args in (["check", NAME], ["check", "foo"], ["forget", f"{NAME}@1"], ["check", f"{NAME}@1", "file"], ["chek", NAME]):
            self.assertEqual(self.run_trust(*args).returncode, 2, args)


@unittest.skipUnless(DATA.is_dir(), "no sigstore in the conformance data")
class Publishers(Case):
    def release(self, case, key=False, file=None):
        folder = DATA / "bundle-verify" / case
        root = folder / "trusted_root.json"
        args = ["--bundle", folder / "bundle.sigstore.json", "--trusted-root",
                root if root.exists() else DATA / "trusted_root.production.json"]
        return [*args, *(["--key", folder / "key.pub"] if key else []), f"{NAME}@1.0", file or DATA / "bundle-verify" / "a.txt"]

    def test_same(self):
        said = self.say("new", "remember", *self.release("happy-path-v0.3"))
        self.assertIn("extremely-dangerous-oidc-beacon.yml@refs/heads/main", said)
        self.say("same", "check", *self.release("happy-path-v0.3-new-mediaType"))
        answer = json.loads(self.run_trust("check", "--format", "json", *self.release("happy-path-v0.3")).stdout)
        self.assertEqual((answer["verdict"], answer["reason"]), ("same", None))
        self.assertEqual(answer["publisher"], answer["remembered"])
        self.assertEqual(answer["publisher"]["issuer"], "https://token.actions.githubusercontent.com")

    def test_gone(self):
        self.say("new", "remember", *self.release("happy-path-v0.3"))
        self.say("", "check", f"{NAME}@1.1", reason="provenance-gone")
        before = self.state.read_text()
        self.say("", "remember", f"{NAME}@1.1", reason="provenance-gone")
        self.assertEqual(self.state.read_text(), before)
        self.say("same", "remember", "--accept", f"{NAME}@1.1")
        self.say("same", "check", f"{NAME}@1.2")

    def test_weaker_and_stronger(self):
        key = self.release("managed-key-and-trusted-root", key=True)
        self.say("new", "remember", f"{NAME}@0.9")
        self.say("same", "remember", *key)
        # Who holds no key may still have an identity: it is another publisher until somebody says that it is not.
        identity = self.release("happy-path-v0.3")
        for verb in ("check", "remember"):
            self.say("", verb, *identity, reason="publisher-other")
        self.say("same", "remember", "--accept", *identity)
        self.say("same", "check", *identity)
        self.say("", "check", *key, reason="provenance-weaker")

    def test_key(self):
        """A key needs no root; an empty file is no key, and never stands for an identity."""
        key = self.release("managed-key-and-trusted-root", key=True)
        at = key.index("--trusted-root")
        alone = key[:at] + key[at + 2:]
        self.say("new", "check", *key)
        self.say("new", "check", *alone)
        empty = self.folder / "empty"
        empty.touch()
        for args in (key, alone, [*self.release("happy-path-v0.3"), "--key", empty]):
            args = [empty if word == args[args.index("--key") + 1] else word for word in args]
            done = self.run_trust("remember", *args)
            self.assertEqual(done.returncode, 4, done.stdout)
            self.assertIn("it is empty, and no key", done.stderr)
        self.assertFalse(self.state.exists())

    def test_other(self):
        self.say("new", "remember", *self.release("happy-path-v0.3"))
        for old, new in (("/main\t", "/evil\t"), ("https://token", "https://evil")):
            good = self.state.read_text()
            self.state.write_text(good.replace(old, new))
            self.say("", "check", *self.release("happy-path-v0.3"), reason="publisher-other")
            self.state.write_text(good)

    def test_not_verified(self):
        """What does not verify says nothing: it is neither new nor the same."""
        said = self.say("", "remember", *self.release("happy-path-v0.3", file=__file__), reason="artifact-other")
        self.assertEqual(len(said.splitlines()), 1, "nothing is said of a publisher")
        self.assertFalse(self.state.exists())


if __name__ == "__main__":
    ASSAY = sys.argv.pop(1)
    unittest.main()
