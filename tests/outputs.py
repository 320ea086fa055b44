#!/usr/bin/env python3
"""The outputs are projections of one report: all show the same findings, none lets through what an
artifact says, and JSON and SARIF fit their schemas.

    outputs.py SAMPLE-REPORT    the program that prints a report made by hand (sample_report.c)
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
FORMS = ("text", "json", "sarif")
SARIF_RESULTS = 5000
SEVERITIES = ["none", "low", "medium", "high", "critical"]
PROGRAM = ""


def render(form, *words):
    env = dict(os.environ, SOURCE_DATE_EPOCH="1700000000")
    return subprocess.run([PROGRAM, form, *words], check=True, capture_output=True, env=env).stdout


def findings_in_json(report):
    return [(f["path"], f["rule"], f["severity"], f["offset"], f["line"], f["count"], f["message"],
             f["id"][:12]) for f in report["findings"]]


def plain_message(text):
    """A message of SARIF as it was before its braces were doubled and its links undone."""
    return text.replace("{{", "{").replace("}}", "}").replace("] (", "](")


def findings_in_sarif(log):
    return [(r["properties"]["path"], r["ruleId"], r["properties"]["severity"],
             r["properties"].get("offset"), r["properties"].get("line"), r["occurrenceCount"],
             plain_message(r["message"]["text"]), r["partialFingerprints"]["assayFinding/v1"][:12])
            for r in log["runs"][0]["results"]]


WHERE = re.compile(r" {12}([a-z0-9-]+)(?:, line (\d+))?(?:, byte (\d+))?(?:, (\d+) times)?, id (\w{12})$")


def findings_in_text(text):
    found, path, head = [], None, None
    for line in text.splitlines():
        where = WHERE.match(line)
        if where:
            rule, row, offset, count, finding = where.groups()
            found.append((path, rule, head[0], int(offset) if offset else None,
                          int(row) if row else None, int(count or 1), head[1], finding))
            head = None
        elif head:                              # a message over several lines
            head = (head[0], head[1] + " " + line.strip())
        elif re.match(r"  (low|medium|high|critical) ", line):
            head = tuple(line.strip().split(maxsplit=1))
        elif line and not line.startswith(" "):
            path = line.rsplit(": ", 1)[0]
    return found


class Same(unittest.TestCase):
    def test_findings(self):
        report = json.loads(render("json"))
        want = sorted(findings_in_json(report), key=repr)
        self.assertGreater(len(want), 4)
        self.assertEqual(sorted(findings_in_sarif(json.loads(render("sarif"))), key=repr), want)
        text = findings_in_text(render("text").decode())
        # A place with a line shows the line alone.
        lines = [f[:3] + (None if f[4] else f[3],) + f[4:] for f in want]
        self.assertEqual(sorted(text, key=repr), sorted(lines, key=repr))

    def test_many(self):
        report, log = json.loads(render("json", "many")), json.loads(render("sarif", "many"))
        all_of_them, listed = findings_in_json(report), findings_in_sarif(log)
        self.assertEqual(len(listed), SARIF_RESULTS)
        self.assertLessEqual(set(listed), set(all_of_them))
        run = log["runs"][0]
        self.assertEqual(run["properties"]["resultsLeftOut"], len(all_of_them) - SARIF_RESULTS)
        hidden = sum(c["not_shown"] for c in report["checks"])
        self.assertEqual(hidden, 120 * (55 - 50) * 2)
        self.assertEqual(run["properties"]["findingsNotShown"], hidden)
        notes = [n["message"]["text"] for n in run["invocations"][0]["toolExecutionNotifications"]]
        self.assertTrue(any(n.startswith(f"{len(all_of_them) - SARIF_RESULTS} more") for n in notes))
        # The verdict decides the order of the artifacts, so a file to review is left out first.
        self.assertNotIn("pickle-unknown-class", {f[1] for f in listed})

    def test_worst_first(self):
        text = findings_in_text(render("text").decode())
        ranks = [SEVERITIES.index(f[2]) for f in text]
        by_file = {}
        for finding, rank in zip(text, ranks):
            by_file.setdefault(finding[0], []).append(rank)
        self.assertEqual([max(r) for r in by_file.values()],
                         sorted((max(r) for r in by_file.values()), reverse=True))
        for of_file in by_file.values():
            self.assertEqual(of_file, sorted(of_file, reverse=True))

    def test_same_bytes(self):
        for form in FORMS:
            self.assertEqual(render(form, "all"), render(form, "all"))


class Safe(unittest.TestCase):
    def test_nothing_passes(self):
        for form in FORMS:
            text = render(form, "all").decode("utf-8")
            self.assertNotRegex(text, "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]", form)

    def test_colour_only_adds(self):
        coloured, plain = render("text", "colour"), render("text")
        self.assertNotEqual(coloured, plain)
        self.assertEqual(re.sub(rb"\x1b\[[0-9;]+m", b"", coloured), plain)

    def test_advice_once(self):
        text = render("text").decode()
        self.assertEqual(text.count("remove it and tell its maker"), 1)
        self.assertNotIn("never-found", text)


class Json(unittest.TestCase):
    def test_places(self):
        report = json.loads(render("json"))
        odd = [a for a in report["artifacts"] if "place_hex" in a]
        self.assertEqual([bytes.fromhex(h) for h in odd[0]["place_hex"]],
                         [b"odd/\xff name\n\x1b[31m%.pt"])
        member = [a for a in report["artifacts"] if len(a["place"]) == 2]
        self.assertEqual(member[0]["place"], ["models/a.pt", "archive/data.pkl"])

    def test_sums(self):
        report = json.loads(render("json"))
        self.assertEqual((report["verdict"], report["status"], report["decision"]),
                         ("malicious", "error", "block"))
        coverage = report["coverage"]
        self.assertEqual([coverage[k] for k in ("files", "complete", "inconclusive", "errors",
                                                "skipped", "clean", "review", "malicious")],
                         [6, 3, 1, 1, 1, 1, 1, 2])

    def test_skipped_only_with_all(self):
        def listed(*words):
            return {a["path"] for a in json.loads(render("json", *words))["artifacts"]}
        self.assertEqual(listed("all") - listed(), {"README.txt"})

    def test_evidence_twice(self):
        first = json.loads(render("json"))["findings"]
        twice = [f["evidence"] for f in first if "global" in f["evidence"]]
        self.assertEqual(twice, [{"call": "posix.system", "arguments": "('true',)",
                                  "global": ["posix.system", "nt.system"]}])


class Sarif(unittest.TestCase):
    def setUp(self):
        self.run_ = json.loads(render("sarif"))["runs"][0]
        self.results = self.run_["results"]

    def place(self, path):
        return next(r["locations"][0] for r in self.results if r["properties"]["path"] == path)

    def test_uris(self):
        place = self.place("odd/%FF name%0A%1B[31m%25.pt")["physicalLocation"]
        self.assertEqual(place["artifactLocation"]["uri"], "odd/%FF%20name%0A%1B%5B31m%25.pt")
        self.assertEqual(place["artifactLocation"]["uriBaseId"], "%SRCROOT%")
        self.assertEqual(place["region"], {"byteOffset": 1 << 40})
        self.assertEqual(self.place("b/chat.jinja")["physicalLocation"]["region"], {"startLine": 7})
        for result in self.results:
            where = result["locations"][0]["physicalLocation"]["artifactLocation"]
            listed = self.run_["artifacts"][where["index"]]
            self.assertEqual(listed["location"], where)
            rule = self.run_["tool"]["driver"]["rules"][result["ruleIndex"]]
            self.assertEqual(rule["id"], result["ruleId"])

    def test_members(self):
        place = self.place("models/a.pt!archive/data.pkl")
        self.assertEqual(place["physicalLocation"]["artifactLocation"]["uri"], "models/a.pt")
        self.assertNotIn("region", place["physicalLocation"])
        self.assertEqual(place["logicalLocations"][0]["name"], "archive/data.pkl")

    def test_messages_cannot_link(self):
        texts = [r["message"]["text"] for r in self.results]
        self.assertTrue(any("[here] (https" in t and "{{0}}" in t for t in texts))

    def test_invocation(self):
        invocation = self.run_["invocations"][0]
        self.assertEqual((invocation["executionSuccessful"], invocation["exitCode"]), (False, 1))
        kinds = [n["descriptor"]["id"] for n in invocation["toolExecutionNotifications"]]
        self.assertEqual(sorted(kinds), ["not-examined-whole", "not-readable"])


def validate(test, form, path):
    """Whether the file fits its schema, and what does not; skips the test when nothing can tell."""
    done = subprocess.run(["node", HERE / "validate.js", form, path], capture_output=True, text=True)
    if done.returncode == 77 and not os.environ.get("CI"):
        test.skipTest("the packages of tests/package.json are not installed")
    test.assertIn(done.returncode, (0, 1), done.stderr)
    return done.returncode == 0, done.stdout


class Schema(unittest.TestCase):
    def validate(self, form, document):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as f:
            f.write(document if isinstance(document, str) else json.dumps(document))
            f.flush()
            return validate(self, form, f.name)

    def test_valid(self):
        for form in ("json", "sarif"):
            for words in ((), ("all", "many")):
                valid, why = self.validate(form, render(form, *words).decode())
                self.assertTrue(valid, why)

    def test_schemas_refuse(self):
        report, log = json.loads(render("json")), json.loads(render("sarif"))
        report["findings"][0]["severity"] = "dreadful"
        log["runs"][0]["results"][0]["level"] = "dreadful"
        self.assertFalse(self.validate("json", report)[0])
        self.assertFalse(self.validate("sarif", log)[0])


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
