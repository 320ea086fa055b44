#!/usr/bin/env python3
"""Each command has a man page that names each of its options and no other, and the pages are clean.

    man.py ASSAY FOLDER    the program and the folder of the pages
"""
import json
import pathlib
import re
import subprocess
import sys
import unittest

ASSAY, PAGES = "", pathlib.Path()


def say(*args):
    return subprocess.run([ASSAY, *args], check=True, capture_output=True, text=True).stdout


def commands():
    return re.findall(r"^  ([a-z]+) {2,}[a-zA-Z]", say("help").split("Exit codes:")[0], re.M)


def options_in_help(command):
    """{long name: letter or ""} of a command, --help apart, which all have."""
    rows = re.findall(r"^ {2}(?:-(\w), |    )--([a-z-]+)", say("help", command), re.M)
    return {name: letter for letter, name in rows if name != "help"}


def options_in_page(page):
    rows = re.findall(r"^\.It (?:Fl (\w) , )?Fl -([a-z-]+)", page, re.M)
    return {name: letter for letter, name in rows}


def words_in_help(command):
    """{option: its words} of those that are a choice."""
    return {name: set(words.split("|")) for name, words in
            re.findall(r"--([a-z-]+) ([a-z0-9.-]+(?:\|[a-z0-9.-]+)+)", say("help", command))}


class Pages(unittest.TestCase):
    def test_options(self):
        self.assertGreater(len(commands()), 4)
        for command in commands():
            page = (PAGES / f"assay-{command}.1").read_text()
            self.assertEqual(options_in_page(page), options_in_help(command), command)
            for option, words in words_in_help(command).items():
                row = re.search(rf"^\.It .*Fl -{option} Cm (.*)$", page, re.M)
                self.assertIsNotNone(row, f"{command} --{option}")
                self.assertEqual(set(row[1].split(" | ")), words, f"{command} --{option}")

    def test_all_are_named(self):
        page = (PAGES / "assay.1").read_text()
        for command in commands():
            self.assertIn(f".It Ic {command}\n", page)
            self.assertIn(f".Xr assay-{command} 1", page)

    def test_no_page_too_many(self):
        pages = {path.name for path in PAGES.iterdir()}
        self.assertEqual(pages, {f"assay-{c}.1" for c in commands()} | {"assay.1", "assay-report.5", "assay.toml.5"})

    def test_policy(self):
        """The page of the policy has a row for each field of its expressions, with its type."""
        source = (PAGES.parent.parent / "src/policy/field.c").read_text()
        rows = re.findall(r'{ "(\w+)",\s*([FCA |]+),\s*FIELD_(\w+)', source)
        self.assertGreater(len(rows), 20)
        page = (PAGES / "assay.toml.5").read_text()
        for name, subjects, kind in rows:
            self.assertRegex(page, rf"(?m)^\.It Cm {name} .*{kind.lower()}", name)

    def test_exit_codes(self):
        codes = re.findall(r"^  (\d)  ", say("help"), re.M)
        page = (PAGES / "assay.1").read_text()
        self.assertEqual(re.findall(r"^\.It (\d)$", page, re.M), codes)

    def test_report(self):
        schema = json.loads((PAGES.parent / "report.schema.json").read_text())
        page = (PAGES / "assay-report.5").read_text()
        for keys in (schema["properties"], schema["$defs"]["artifact"]["properties"],
                     schema["$defs"]["finding"]["properties"]):
            for key in keys:
                self.assertRegex(page, rf"(?m)^\.(It )?Cm (.* , )?{key}( , .*| ,)?$")

    def test_lint(self):
        for path in sorted(PAGES.iterdir()):
            done = subprocess.run(["mandoc", "-T", "lint", "-W", "style", path], capture_output=True,
                                  text=True)
            # Our own pages are not installed where the test runs.
            lines = [line for line in done.stdout.splitlines()
                     if "referenced manual not found" not in line]
            self.assertEqual(lines, [])


if __name__ == "__main__":
    ASSAY, PAGES = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
    unittest.main()
