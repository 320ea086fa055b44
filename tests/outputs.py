#!/usr/bin/env python3
"""The outputs are projections of one report: all show the same findings, none lets through what an
artifact says, and JSON and SARIF fit their schemas.

    outputs.py SAMPLE-REPORT    the program that prints a report made by hand (sample_report.c)
"""
import csv
import html.parser
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
FORMS = ("text", "json", "sarif", "markdown", "junit", "html", "csv")
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


def findings_in_csv(text):
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    return [(r["path"].removeprefix("'"), r["rule"], r["severity"], int(r["offset"]) if r["offset"] else None,
             int(r["line"]) if r["line"] else None, int(r["count"]), r["message"], r["id"][:12])
            for r in rows if r["rule"]]


def findings_in_junit(text):
    """The place stands in the text of failures only, so these are path, rule, message and id."""
    found = []
    for case in xml.etree.ElementTree.fromstring(text).iter("testcase"):
        if case.get("name") != "examined":
            rule, finding = re.fullmatch(r"([a-z0-9-]+) \((\w{12})\)", case.get("name")).groups()
            said = case.find("failure")
            message = said.get("message") if said is not None else case.find("skipped").get("message")
            found.append((case.get("classname"), rule, message, finding))
    return found


class Page(html.parser.HTMLParser):
    """The tags of a page and the text of each, in order; attributes apart."""

    def __init__(self, text):
        super().__init__()
        self.open, self.texts, self.tags, self.attributes = [], [], set(), set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {(tag, key) for key, _ in attrs}
        self.texts.append((tag, dict(attrs).get("class") or "", []))
        self.open.append(self.texts[-1][2])

    def handle_endtag(self, tag):
        if self.open:
            self.open.pop()

    def handle_data(self, data):
        for text in self.open:
            text.append(data)

    def of(self, *wanted):
        return [(tag, cls, "".join(text)) for tag, cls, text in self.texts if tag in wanted]


VOID = re.compile(r"<(?:meta|input|hr|br)\b[^>]*>")


def findings_in_html(text):
    found, path = [], None
    for tag, cls, inner in Page(VOID.sub("", text)).of("summary", "article"):
        if tag == "summary":
            path = re.sub(r" (?:clean|review|malicious)(?:, [a-z]+)*$", "", inner)
            continue
        where, message = inner.strip().split("\n")[:2]
        severity, rule, rest = where.split(" ", 2)
        found.append((path, rule, severity, message, rest[-12:]))
    return found


def read_markdown(test, text):
    done = subprocess.run(["node", HERE / "markdown.js"], input=text, capture_output=True)
    if done.returncode == 77 and not os.environ.get("CI"):
        test.skipTest("the packages of tests/package.json are not installed")
    test.assertEqual(done.returncode, 0, done.stderr)
    return done.stdout.decode()


def findings_in_markdown(page):
    found, path = [], None
    for tag, _, inner in Page(VOID.sub("", page)).of("h3", "li"):
        head = re.match(r"(low|medium|high|critical) ([a-z0-9-]+)(.*?), id (\w{12}): (.*)", inner)
        if tag == "h3":
            path = inner
        elif head:
            found.append((path, head[2], head[1], head[5], head[4]))
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

    def test_tables_and_pages(self):
        want = sorted(findings_in_json(json.loads(render("json", "hostile"))), key=repr)
        self.assertEqual(sorted(findings_in_csv(render("csv", "hostile").decode()), key=repr), want)
        brief = sorted(f[:3] + f[6:] for f in want)
        self.assertEqual(sorted(findings_in_html(render("html", "hostile").decode())), brief)
        page = read_markdown(self, render("markdown", "hostile"))
        self.assertEqual(sorted(findings_in_markdown(page)), brief)
        found = sorted(findings_in_junit(render("junit", "hostile")))
        wanted = sorted(f[:2] + f[6:] for f in want)
        self.assertEqual([f[:2] + f[3:] for f in found], [f[:2] + f[3:] for f in wanted])
        for ours, theirs in zip(found, wanted):
            self.assertTrue(ours[2].endswith(theirs[2]), ours)

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
            if form == "csv":
                text = text.replace("\r\n", "\n")
            self.assertNotRegex(text, "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]", form)

    def test_colour_only_adds(self):
        coloured, plain = render("text", "colour"), render("text")
        self.assertNotEqual(coloured, plain)
        self.assertEqual(re.sub(rb"\x1b\[[0-9;]+m", b"", coloured), plain)

    def test_advice_once(self):
        text = render("text").decode()
        self.assertEqual(text.count("remove it and tell its maker"), 1)
        self.assertNotIn("never-found", text)


class Hostile(unittest.TestCase):
    """Names that would be formulas, tags, links and mentions."""

    def test_csv(self):
        rows = list(csv.reader(io.StringIO(render("csv", "hostile").decode(), newline="")))
        self.assertEqual({len(row) for row in rows}, {14})
        for row in rows:
            for cell in row:
                self.assertNotRegex(cell, "^[ ]*[=+\\-@\t\r\uff1d]")
        self.assertIn("'=cmd|' /C true'!A0", [row[4] for row in rows])

    def test_html(self):
        page = Page(VOID.sub("", render("html", "hostile").decode()))
        self.assertLessEqual(page.tags, set(
            "html head title style body main header div h1 h2 span section b fieldset label details "
            "summary code article p dl dt dd ul li table thead tbody tr th td footer".split()))
        self.assertFalse({a for _, a in page.attributes} & {"href", "src", "style", "srcset", "data"})
        self.assertFalse([a for _, a in page.attributes if a.startswith("on")])
        text = "".join(text for _, _, text in page.of("body"))
        self.assertIn("<script>alert(1)</script>", text)
        self.assertIn("</style></title><img src=x onerror=alert(1)>", text)

    def test_markdown(self):
        page = read_markdown(self, render("markdown", "hostile"))
        seen = Page(VOID.sub("", page))
        self.assertLessEqual(seen.tags, set("h1 h2 h3 p ul li code strong table thead tbody tr th td".split()))
        # Services make links of what stands outside of code.
        plain = re.sub(r"<code>.*?</code>", "", page, flags=re.S)
        self.assertNotRegex(plain, r"://|www\.|\w@|@\w|#\d|\b[0-9a-f]{7,}\b|\]\(")
        cells = [len(re.findall("<t[dh]", row)) for row in re.findall(r"<tr>.*?</tr>", page, re.S)]
        self.assertLessEqual(set(cells), {2, 4, 5})
        code = [text for _, _, text in seen.of("code")]
        self.assertIn("a|b`c``d.pkl", code)
        self.assertIn("@everyone #1 www.example.invalid", code)

    def test_junit(self):
        suites = xml.etree.ElementTree.fromstring(render("junit", "hostile"))
        for suite in [suites, *suites.iter("testsuite")]:
            cases = list(suite.iter("testcase"))
            for key, tag in ("tests", None), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped"):
                n = len(cases) if tag is None else len([c for c in cases if c.find(tag) is not None])
                self.assertEqual(int(suite.get(key)), n, key)
        self.assertEqual(len(set((c.get("classname"), c.get("name")) for c in cases)), len(cases))

    def test_acceptances(self):
        for form in FORMS:
            text = render(form).decode()
            for words in ("waived by", "2027-01-31") if form != "json" else ("waiver", "2027-01-31"):
                self.assertIn(words, text, form)


    def test_rulings(self):
        for form in ("text", "json", "markdown", "html"):
            self.assertIn("no-copyleft", render(form).decode(), form)


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
