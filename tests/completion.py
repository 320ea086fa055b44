#!/usr/bin/env python3
"""The completion scripts offer what the program takes, in each shell that is there.

    completion.py ASSAY
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ASSAY = ""


def script(shell):
    return subprocess.run([ASSAY, "completion", shell], check=True, capture_output=True,
                          text=True).stdout


def run(shell, text, folder):
    done = subprocess.run(shell, input=text, capture_output=True, text=True, cwd=folder, timeout=60,
                          env={"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "dumb"})
    return done.stdout.split("\n"), done.stderr


def needs(test, shell):
    if not shutil.which(shell):
        test.skipTest(f"{shell} is not installed")


CASES = [
    # (words before the cursor, what must be offered, what must not)
    (["assay", ""], {"scan", "rules", "help", "completion"}, {"--format"}),
    (["assay", "sc"], {"scan"}, {"rules"}),
    (["assay", "scan", "--"], {"--format", "--fail-on", "--max-output", "--help"}, {"scan"}),
    (["assay", "rules", "--"], {"--format"}, {"--fail-on"}),
    (["assay", "scan", "--format", ""], {"text", "json", "sarif"}, {"high"}),
    (["assay", "scan", "--fail-on", "h"], {"high"}, {"low"}),
    (["assay", "rules", "malf"], {"malformed"}, {"incomplete"}),
    (["assay", "completion", ""], {"bash", "zsh", "fish"}, {"scan"}),
    (["assay", "help", "s"], {"scan"}, {"rules"}),
]


class Bash(unittest.TestCase):
    def offers(self, words):
        text = script("bash") + f"""
COMP_WORDS=({' '.join(f"'{word}'" for word in words)})
COMP_CWORD={len(words) - 1}
_assay
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
        with tempfile.TemporaryDirectory() as folder:
            out, err = run(["bash", "--norc"], text, folder)
        self.assertEqual(err, "", words)
        return set(out) - {""}

    def test_offers(self):
        for words, wanted, unwanted in CASES:
            offered = self.offers(words)
            self.assertLessEqual(wanted, offered, words)
            self.assertFalse(unwanted & offered, words)

    def test_equals_sign(self):
        self.assertEqual(self.offers(["assay", "scan", "--format", "=", "js"]), {"json"})
        self.assertEqual(self.offers(["assay", "rules", "--format", "="]), {"text", "json"})

    def test_paths_are_left_to_bash(self):
        self.assertEqual(self.offers(["assay", "scan", "mod"]), set())
        self.assertIn("complete -o default", script("bash"))


class Fish(unittest.TestCase):
    def test_offers(self):
        needs(self, "fish")
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "assay.fish").write_text(script("fish"))
            for words, wanted, unwanted in CASES:
                out, err = run(["fish", "--no-config"], "source assay.fish\n"
                               f"complete -C '{' '.join(words)}'\n", folder)
                offered = {line.split("\t")[0] for line in out}
                self.assertEqual(err, "")
                self.assertLessEqual(wanted - {"--help"}, offered, words)
                self.assertFalse(unwanted & offered, words)


class Zsh(unittest.TestCase):
    def test_syntax(self):
        needs(self, "zsh")
        with tempfile.TemporaryDirectory() as folder:
            out, err = run(["zsh", "-f"], "autoload -U compinit; compinit -D -u\n" + script("zsh") +
                           "\nwhence -w _assay; print -r -- $_comps[assay]\n", folder)
        self.assertEqual(err, "")
        self.assertEqual(out[:2], ["_assay: function", "_assay"])

    def test_names(self):
        text = script("zsh")
        for words, wanted, _ in CASES:
            for word in wanted:
                self.assertIn(word, text, words)


if __name__ == "__main__":
    ASSAY = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
