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


class Text(unittest.TestCase):
    def test_lists_everything(self):
        for tree in TREES:
            report = json.loads(run("bom", "--format", "json", f"{tree}/ok"))
            lines = run("bom", "--format", "text", f"{tree}/ok").decode().splitlines()
            self.assertEqual(len(lines), len(report["components"]) + 1)
            for line, component in zip(lines, report["components"]):
                self.assertTrue(line.startswith(component["kind"] + " "), line)
                self.assertIn(component["occurrences"][0]["path"], line)
            self.assertRegex(lines[-1], r"^\d+ packages?\b.*\.$")

    def test_nothing(self):
        (FOLDER / "empty").mkdir(exist_ok=True)
        self.assertEqual(run("bom", "--format", "text", "empty"), b"No components.\n")


class Diff(unittest.TestCase):
    def bill(self, name, components):
        path = FOLDER / f"{name}.json"
        path.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
                                    "components": components}))
        return path.name

    def package(self, name, version, digest="", licence=""):
        fields = {"type": "library", "name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}"}
        if digest:
            fields["hashes"] = [{"alg": "SHA-256", "content": digest * 32}]
        if licence:
            fields["licenses"] = [{"license": {"id": licence}}]
        return fields

    def diff(self, before, after, *words):
        a, b = self.bill("before", before), self.bill("after", after)
        done = subprocess.run([ASSAY, "bom", *words, "diff", a, b], cwd=FOLDER, capture_output=True, text=True)
        return done.returncode, done.stdout

    def test_every_kind_of_change(self):
        p = self.package
        before = [p("same", "1", "aa", "MIT"), p("gone", "1"), p("up", "1.0"), p("bytes", "1", "aa"),
                  p("free", "1", licence="MIT"), p("two", "1"), p("two", "2"), p("undigested", "1")]
        after = [p("same", "1", "aa", "MIT"), p("new", "1"), p("up", "1.1"), p("bytes", "1", "bb"),
                 p("free", "1", licence="BSD-3-Clause"), p("two", "2"), p("two", "3"), p("undigested", "1", "cc")]
        code, text = self.diff(before, after)
        self.assertEqual(code, 1)
        self.assertEqual(text.splitlines(), [
            f"! package pypi:bytes 1: digest {'aa' * 32} -> {'bb' * 32}",
            "# package pypi:free 1: licence MIT -> BSD-3-Clause",
            "- package pypi:gone 1",
            "+ package pypi:new 1",
            "~ package pypi:two 3: version 1 -> 3",
            "~ package pypi:up 1.1: version 1.0 -> 1.1",
            "1 appeared, 1 vanished, 2 changed version, 1 digest, 1 licence."])
        code, text = self.diff(before, after, "--format", "json")
        changes = json.loads(text)
        self.assertEqual((code, changes["schema"]), (1, "assay.bom-diff/1"))
        self.assertEqual(changes["counts"], {"appeared": 1, "vanished": 1, "version": 2, "digest": 1, "licence": 1})
        self.assertEqual([(c["change"], c["name"]) for c in changes["changes"]],
                         [("digest", "bytes"), ("licence", "free"), ("vanished", "gone"), ("appeared", "new"),
                          ("version", "two"), ("version", "up")])

    def test_nothing_changed(self):
        same = [self.package("a", "1"), self.package("b", "2")]
        code, text = self.diff(same, same[::-1])
        self.assertEqual((code, text), (0, "0 appeared, 0 vanished, 0 changed version, 0 digest, 0 licence.\n"))

    def test_a_damaged_bill_is_not_the_same(self):
        (FOLDER / "cut.json").write_text('{"bomFormat": "CycloneDX", "specVersion": "1.6"')
        done = subprocess.run([ASSAY, "bom", "diff", "cut.json", "cut.json"], cwd=FOLDER, capture_output=True, text=True)
        self.assertEqual(done.returncode, 3)
        self.assertEqual(done.stderr, 2 * "assay bom: cut.json: Malformed: the text ends too early.\n")

    def test_what_is_no_bill(self):
        (FOLDER / "none.txt").write_text("nothing of the kind\n")
        bill = self.bill("one", [self.package("a", "1")])
        for words in (["diff", bill, "none.txt"], ["diff", "none.txt", bill], ["diff", bill, "not-there"],
                      ["check", "not-there"], ["not-there"]):
            done = subprocess.run([ASSAY, "bom", *words], cwd=FOLDER, capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout), (2, ""), words)
            self.assertRegex(done.stderr, "none.txt: it is no bill|not-there: No such file")


class Check(unittest.TestCase):
    def elements(self, path):
        done = subprocess.run([ASSAY, "bom", "--format", "json", "check", path], cwd=FOLDER,
                              capture_output=True, text=True)
        answer = json.loads(done.stdout)
        self.assertEqual(answer["schema"], "assay.bom-check/1")
        self.assertAlmostEqual(sum(answer["share"].values()), 1, delta=0.02)
        return {e["id"]: e for e in answer["elements"]}

    def test_asserted_derived_missing(self):
        stated = self.elements("bom/ok/model/bom.json")
        self.assertEqual(stated["MDL-4"]["asserted"], 1)        # the architecture
        self.assertEqual(stated["MDL-9"]["missing"], 1)         # limitations
        self.assertEqual(stated["MDL-9"]["first_missing"], "pkg:huggingface/acme/bert@3")
        self.assertEqual(stated["MD-5"]["missing"], 1)          # the time
        self.assertFalse(stated["DP-1"]["applies"])
        derived = self.elements("pypi/ok")
        self.assertGreater(derived["SLP-3"]["derived"], 0)
        self.assertEqual(derived["SLP-3"]["asserted"], 0)
        self.assertEqual(derived["MD-1"]["missing"], 1)


if __name__ == "__main__":
    ASSAY, FOLDER = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve()
    unittest.main(argv=sys.argv[:1])
