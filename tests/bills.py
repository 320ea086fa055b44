#!/usr/bin/env python3
"""Bills of materials of the corpus are valid, the same in every run, and say what the scan found.

    bills.py ASSAY FOLDER    the program, and a folder to write to
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
FORMS = ("cyclonedx", "cyclonedx-1.7", "spdx")
TREES = ("bom", "oci", "pypi")
ASSAY, FOLDER = "", pathlib.Path()


def run(*words):
    env = dict(os.environ, SOURCE_DATE_EPOCH="1700000000")
    done = subprocess.run([ASSAY, *words], cwd=FOLDER, env=env, capture_output=True, timeout=300)
    if done.returncode == 2:
        raise AssertionError(done.stderr.decode())
    return done.stdout


def setUpModule():
    sys.path.insert(0, str(HERE / "corpus"))
    import run as corpus
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for tree in TREES:
        corpus.write(corpus.samples_of(tree), FOLDER / tree)
    for tree in TREES:
        for form in FORMS:
            (FOLDER / f"{tree}.{form}.json").write_bytes(run("bom", "--format", form, f"{tree}/ok"))


def bill(tree, form):
    return json.loads((FOLDER / f"{tree}.{form}.json").read_text())


def listed(report):
    """What a bill should list of a report: purl, else name and version, of what is left."""
    return sorted((c["purl"] or "", c["name"], c["version"] or "") for c in report["components"]
                  if "removed" not in c)


class Bills(unittest.TestCase):
    def test_valid(self):
        files = [str(FOLDER / f"{tree}.{form}.json") for tree in TREES for form in FORMS[:2]]
        done = subprocess.run(["node", HERE / "validate.js", "cyclonedx", *files],
                              capture_output=True, text=True)
        if done.returncode == 77:
            self.skipTest("the validator is not installed")
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_same_again(self):
        for tree in TREES:
            for form in FORMS:
                again = run("bom", "--format", form, "--jobs", "1", f"{tree}/ok")
                self.assertEqual(again, (FOLDER / f"{tree}.{form}.json").read_bytes(), (tree, form))

    def test_lists_what_was_found(self):
        for tree in TREES:
            want = listed(json.loads(run("scan", "--format", "json", f"{tree}/ok")))
            self.assertGreater(len(want), 3)
            document = bill(tree, "cyclonedx")
            root = document["metadata"]["component"]
            got = [(c.get("purl", ""), c["name"], c.get("version", ""))
                   for c in document["components"] + document["services"]]
            if len(got) < len(want):            # the one project of a tree is what the bill is about
                got.append((root.get("purl", ""), root["name"], root.get("version", "")))
            self.assertEqual(sorted(got), want, tree)

    def test_round_trip(self):
        """Reading a bill gives what it lists."""
        for tree in TREES:
            for form in FORMS:
                before = bill(tree, form)
                report = json.loads(run("scan", "--format", "json", f"{tree}.{form}.json"))
                self.assertEqual(report["status"], "complete")
                purls = {c["purl"] for c in report["components"] if c["purl"]}
                if form == "spdx":
                    want = {e["software_packageUrl"] for e in before["@graph"]
                            if "software_packageUrl" in e}
                else:
                    want = {c["purl"] for c in before["components"] if "purl" in c}
                    want |= {p for p in [before["metadata"]["component"].get("purl")] if p}
                self.assertEqual(purls, want, (tree, form))

    def test_references(self):
        """Every reference of a document names an element of it, and no name stands twice."""
        for tree in TREES:
            document = bill(tree, "cyclonedx")
            refs = [c["bom-ref"] for c in document["components"] + document["services"]]
            refs.append(document["metadata"]["component"]["bom-ref"])
            self.assertEqual(len(refs), len(set(refs)))
            for row in document["dependencies"]:
                self.assertLessEqual({row["ref"], *row["dependsOn"]}, set(refs))
            graph = bill(tree, "spdx")["@graph"]
            ids = [e.get("spdxId") or e.get("@id") for e in graph]
            self.assertEqual(len(ids), len(set(ids)))
            for element in graph:
                for key in ("from", "to", "suppliedBy", "creationInfo", "rootElement", "element"):
                    named = element.get(key, [])
                    self.assertLessEqual(set([named] if isinstance(named, str) else named), set(ids))


if __name__ == "__main__":
    ASSAY, FOLDER = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve()
    unittest.main(argv=sys.argv[:1])
