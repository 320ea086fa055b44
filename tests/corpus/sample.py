"""What a corpus generator gives: one file and what a scan must say about it.

tests/corpus/NAME.py has a function samples() that yields Sample objects. Everything is made by
code, from the standard library only, and inert: the command is `true`, the host is
`example.invalid`. run.py writes them to a folder of the build, scans it and compares.

    ok    well formed and harmless: complete, clean, no findings (unless `rules` names notes)
    bad   damaged or not to be seen whole: never complete-and-clean
    evil  dangerous: the verdict is `verdict` (malicious unless said), with exactly these `rules`
"""
from dataclasses import dataclass, field


@dataclass
class Sample:
    group: str                      # ok, bad or evil
    name: str                       # a file name; may contain '/'
    data: bytes
    rules: set = field(default_factory=set)   # ids of all findings, members' too
    verdict: str = ""               # default: clean for ok and bad, malicious for evil
    status: str = ""                # default: complete for ok and evil, inconclusive for bad
    components: set = None          # when given: exactly these, as run.py's title() writes them. Requirements
                                # find their answers in folders around them: give each such sample
                                # a folder of its own

    def __post_init__(self):
        self.verdict = self.verdict or {"ok": "clean", "bad": "clean", "evil": "malicious"}[self.group]
        self.status = self.status or {"ok": "complete", "bad": "inconclusive", "evil": "complete"}[self.group]
        self.rules = set(self.rules)
