#!/usr/bin/env python3
"""The whole program over the demo workspace, all outputs in one run: they show the same findings,
fit their schemas, and say of each file what the workspace is made to show.

    whole.py ASSAY
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import demo
import outputs

ASSAY = ""


class Whole(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="assay-whole-")
        folder = pathlib.Path(cls.temporary.name)
        demo.main(folder / "workspace")
        cls.done = subprocess.run(
            [ASSAY, "scan", "--all", "-o", "json=r.json", "-o", "sarif=r.sarif", "workspace"],
            cwd=folder, capture_output=True, timeout=120,
            env=dict(os.environ, SOURCE_DATE_EPOCH="1700000000", HOME="/", XDG_CONFIG_HOME=""))
        cls.text = cls.done.stdout.decode()
        cls.files = [folder / "r.json", folder / "r.sarif"]
        cls.report, cls.log = (json.loads(path.read_text()) for path in cls.files)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def test_exit(self):
        self.assertEqual((self.done.returncode, self.done.stderr), (1, b""))
        self.assertEqual(self.log["runs"][0]["invocations"][0]["exitCode"], 1)

    def test_same_findings(self):
        want = sorted(outputs.findings_in_json(self.report), key=repr)
        self.assertEqual(sorted(outputs.findings_in_sarif(self.log), key=repr), want)
        lines = [f[:3] + (None if f[4] else f[3],) + f[4:] for f in want]
        self.assertEqual(sorted(outputs.findings_in_text(self.text), key=repr),
                         sorted(lines, key=repr))

    def test_schemas(self):
        for form, path in zip(("json", "sarif"), self.files):
            valid, why = outputs.validate(self, form, path)
            self.assertTrue(valid, why)

    def test_verdicts(self):
        bad, files = set(), set()
        for artifact in self.report["artifacts"]:
            files.add(artifact["place"][0])
            if artifact["verdict"] != "clean" or artifact["status"] not in ("complete", "skipped"):
                bad.add(artifact["place"][0])
        names = {f"workspace/{path}" for path in demo.WORKSPACE}
        self.assertLessEqual(names, files)
        self.assertEqual(bad, {name for name in names if "/from-the-internet/" in name})


if __name__ == "__main__":
    ASSAY = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
