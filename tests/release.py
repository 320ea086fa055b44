#!/usr/bin/env python3
"""A release signs itself: the program, its bill of materials and their provenance verify, and nothing else does.

    release.py ASSAY SOURCE
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ASSAY, SOURCE = "", pathlib.Path()


class Release(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keep = tempfile.TemporaryDirectory()
        cls.top = pathlib.Path(cls.keep.name)
        cls.folder = cls.top / "release"
        cls.run_ok(ASSAY, "key", "new", "--no-passphrase", cls.top / "key")
        cls.run_ok(SOURCE / "tools" / "release", ASSAY, SOURCE, cls.top / "key", cls.folder)

    @classmethod
    def tearDownClass(cls):
        cls.keep.cleanup()

    @staticmethod
    def run_ok(*args):
        done = subprocess.run(args, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (args, done.stdout, done.stderr)
        return done.stdout

    def verify(self, *args):
        return subprocess.run([ASSAY, "verify", "--key", self.top / "key.pub", *args], capture_output=True,
                              check=False).returncode

    def test_all_files(self):
        signature = self.top / "release.sig"
        self.assertEqual(self.verify("--signature", signature, self.folder), 0)
        more = self.folder / "more"
        more.write_text("x")
        self.assertEqual(self.verify("--signature", signature, self.folder), 4)
        more.unlink()
        self.assertEqual(self.verify("--signature", signature, self.folder), 0)

    def test_provenance(self):
        bundle = self.folder / "assay.slsa.json"
        for name in ("assay", "assay.cdx.json"):
            self.assertEqual(self.verify("--bundle", bundle, self.folder / name), 0, name)
        self.assertEqual(self.verify("--bundle", bundle, self.top / "key.pub"), 4)

    def test_bill(self):
        bill = json.loads((self.folder / "assay.cdx.json").read_text())
        models = [c["name"] for c in bill["components"] if c["type"] == "machine-learning-model"]
        self.assertTrue(models, "the learned detector is no component")
        linked = {c["name"]: c.get("version") for c in bill["components"] if c.get("purl", "").startswith("pkg:generic/")}
        self.assertLessEqual({"openssl", "zlib", "zstd", "libyaml", "expat"}, linked.keys())
        self.assertRegex(linked["openssl"], r"^3\.")


if __name__ == "__main__":
    SOURCE = pathlib.Path(os.path.abspath(sys.argv.pop(2)))
    ASSAY = os.path.abspath(sys.argv.pop(1))
    unittest.main()
