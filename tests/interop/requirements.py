#!/usr/bin/env python3
"""The reader of requirements against that of `packaging`, on lines made at random.

    requirements.py PROGRAM [LINES [SEED]]

PROGRAM is tests/requirements. Both must take the same lines, and see the same name, extras, clauses,
version, address and need of an extra. Exit 77: packaging is not installed.
"""
import random
import re
import subprocess
import sys

try:
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
except ImportError:
    sys.exit(77)

NAMES = ["litellm", "a", "A.b-c_d", "zope.interface", "0x", "ruamel.yaml.clib", "x_", "Foo-", ".x", "-y", "q--r",
         "in", "extra", "\u00e9a", "a\u00e9", ""]
SIGNS = ["==", "===", "~=", "!=", "<=", ">=", "<", ">", "=", "=>", "~", "", "== ", ">= ", "<\t"]
RELEASES = ["1", "1.0", "0.3.1", "1.2.*", "1.*", "2!1.0", "v1.0", "V2", "1.", ".1", "1..2", "x", "*", "",
            "2023.10.01", "00.01", "1!", "99999999999999999999"]
SUFFIXES = ["", "a", "a1", ".rc.2", "-alpha-3", "_beta", "preview4", "pre", "c0", "-1", ".post2", "post", "-r3",
            "rev", ".dev4", "dev", "-dev-5", "+local", "+l.1-2_x", "+", "+-", "rc1.post2.dev3+abc", ".*", "-", ".",
            "a-", "-1-1", "rc1-2", "~1", "_"]
VARIABLES = ["python_version", "os_name", "os.name", "sys_platform", "platform_machine", "extra", "extras_",
             "implementation_name", "platform.python_implementation", "python_full_version", "pytho_version"]
VALUES = ["'3.8'", '"win32"', "'test'", "''", "'a b'", "'unended", '"x\'y"', "3.8"]
BLANKS = ["", "", "", " ", "  ", "\t"]
URLS = ["https://example.invalid/a-1.0-py3-none-any.whl", "git+https://example.invalid/a.git@v1#egg=a",
        "git+ssh://git@example.invalid/a@" + "0" * 40, "https://u:p@example.invalid/a-1.0.tar.gz;x"]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def one(self, choices):
        return self.random.choice(choices)

    def blank(self):
        return self.one(BLANKS)

    def chance(self, share):
        return self.random.random() < share

    def clause(self):
        return self.one(SIGNS) + self.blank() + self.one(RELEASES) + self.one(SUFFIXES)

    def good_clause(self):
        return self.one(SIGNS[:8]) + self.blank() + self.one(RELEASES[:8]) + self.one(SUFFIXES[:20])

    def specifier(self):
        make = self.good_clause if self.chance(0.7) else self.clause
        parts = [make() for _ in range(self.one([0, 1, 1, 1, 2, 3]))]
        parts = [p for p in parts[:-1] if not p.startswith("===")] + parts[-1:]
        text = (self.blank() + "," + self.blank()).join(parts)
        text += "," if self.chance(0.03) and not text.count("===") else ""
        return f"({self.blank()}{text}{self.blank()})" if self.chance(0.2) else text

    def extras(self):
        if self.chance(0.7):
            return ""
        inside = (self.blank() + "," + self.blank()).join(self.one(NAMES) for _ in range(self.one([0, 1, 2])))
        return "[" + self.blank() + inside + self.blank() + self.one(["]", "]", "]", "]", "", ",]"])

    def marker(self, depth=0):
        kind = self.random.random()
        if depth < 4 and kind < 0.15:
            return "(" + self.blank() + self.marker(depth + 1) + self.blank() + self.one([")", ")", ")", ""])
        if depth < 4 and kind < 0.4:
            word = self.one([" and ", " or ", "and", " or", " xor "])
            return self.marker(depth + 1) + word + self.marker(depth + 1)
        sides = [self.one(VARIABLES), self.one(VALUES)]
        self.random.shuffle(sides)
        sign = self.one([" == ", "==", "!=", " in ", " not in ", " not  in ", "in", "<", "===", " notin ", "~="])
        return sides[0] + sign + sides[1]

    def line(self):
        head = self.blank() + self.one(NAMES if self.chance(0.2) else NAMES[:7]) + self.blank() + self.extras()
        if self.chance(0.1):
            text = head + self.blank() + "@" + self.blank() + self.one(URLS)
        else:
            text = head + self.blank() + self.specifier()
        if self.chance(0.3):
            text += self.blank() + self.one([";", ";", ";", "; ", " ;", ""]) + self.marker()
        if self.chance(0.05):
            i = self.random.randrange(len(text) + 1)
            text = text[:i] + self.one(list("()[];,=<>!~@'\" .-_*+v1a")) + text[i + self.random.randrange(2):]
        return text + self.blank()


def uses_extra(markers):
    """Whether the variable `extra` stands in a parsed marker."""
    if isinstance(markers, list):
        return any(uses_extra(m) for m in markers)
    if isinstance(markers, tuple):
        return any(type(side).__name__ == "Variable" and side.value == "extra" for side in markers)
    return False


def clauses(text):
    return sorted("".join(c.split()) for c in text.split(",") if c.strip())


def exact_of(specifiers):
    exact = {s.version for s in specifiers if s.operator in ("==", "===") and s.version and
             not (s.operator == "==" and s.version.endswith(".*"))}
    return exact.pop() if len(exact) == 1 else ""


def oracle(line):
    """What `packaging` makes of a line; "skip" when it only dislikes the address, which releases since
    24 leave to the installer, for its "===" that swallows a comma and what follows, and for two "==",
    which it takes for one when they only look different."""
    if re.search("===[^;]*,", line) or line.split(";")[0].count("==") > 1:
        return "skip"
    try:
        r = Requirement(line)
    except (InvalidRequirement, InvalidSpecifier) as e:
        return "skip" if "Invalid URL" in str(e) else None
    except ValueError:
        return "skip"
    return {"name": r.name, "extras": sorted(r.extras), "specifier": clauses(str(r.specifier)),
            "exact": exact_of(r.specifier), "url": r.url or "",
            "optional": uses_extra(r.marker._markers) if r.marker else False}


def ours(line):
    word, *fields = line.split("\t", 1)
    if word == "bad":
        return None
    # A tabulator may stand inside a part: split at the keys, whose order is fixed.
    text, out = fields[0], {}
    for key in ["optional", "url", "exact", "specifier", "extras", "name"]:
        text, _, out[key] = text.rpartition(f"{key}=")
        out[key] = out[key].removesuffix("\t")
    return {"name": out["name"], "extras": sorted({e.strip() for e in out["extras"].split(",") if e.strip()}),
            "specifier": clauses(str(SpecifierSet(out["specifier"]))), "exact": out["exact"], "url": out["url"],
            "optional": out["optional"] == "yes"}


def main():
    program = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100000
    maker = Maker(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    lines = [maker.line() for _ in range(count)]
    done = subprocess.run([program], input="\n".join(lines).encode() + b"\n", stdout=subprocess.PIPE, check=True)
    answers = done.stdout.decode().split("\n")[:-1]
    assert len(answers) == count
    wrong = good = 0
    for line, answer in zip(lines, answers):
        want, got = oracle(line), ours(answer)
        good += want is not None
        if want not in ("skip", got):
            wrong += 1
            if wrong <= 20:
                print(f"{line!r}\n    wanted {want}\n    got    {got}")
    print(f"{count} lines, {good} of them requirements, {wrong} read differently")
    return wrong > 0


sys.exit(main())
