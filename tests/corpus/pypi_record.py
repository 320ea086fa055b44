"""Installed distributions whose files are, or are not, those that RECORD lists. What differs is said of
the RECORD, so that its sample carries the rules."""
import base64
import hashlib

from pypi import digest, metadata, record
from sample import Sample

TINY = b"def one():\n    return 1\n"
INFO = "tiny-1.2.dist-info"


class Site:
    """A site-packages folder with one distribution."""

    def __init__(self, group, name, files=None):
        self.group, self.folder = group, f"{name}/lib/python3/site-packages"
        self.listed = {"tiny/__init__.py": TINY, "tiny/sub/mod.py": b"x = 1\n", f"{INFO}/METADATA": metadata()}
        self.listed.update(files or {})
        self.there = dict(self.listed)
        self.extra = []

    def samples(self, *rules, **more):
        rows = record(self.listed, f"{INFO}/RECORD") + "".join(row + "\r\n" for row in self.extra).encode()
        yield Sample(self.group, f"{self.folder}/{INFO}/RECORD", rows, rules=set(rules), **more)
        for path, data in self.there.items():
            code = path.endswith((".py", "METADATA"))
            yield Sample("ok", f"{self.folder}/{path}", data, status="complete" if code else "skipped") \
                if self.group == "ok" else Sample(self.group, f"{self.folder}/{path}", data, verdict="clean",
                                                  status="complete" if code else "skipped")


def sha(name, data):
    return f"{name}=" + base64.urlsafe_b64encode(hashlib.new(name, data).digest()).rstrip(b"=").decode()


def honest():
    site = Site("ok", "whole", {"tiny/odd, name.py": TINY, "../../../bin/tiny": b"#!/bin/sh\ntrue\n"})
    # Compiled files and the list itself have no digest; they may be there or not.
    site.extra = ["tiny/__pycache__/__init__.cpython-311.pyc,,", "tiny/__pycache__/gone.cpython-311.pyc,,"]
    site.there["tiny/__pycache__/__init__.cpython-311.pyc"] = b"\0"
    site.there["tiny/data.json5"] = b"{}"
    yield from site.samples()

    site = Site("ok", "others")
    for name in "sha384", "sha512", "sha1", "md5", "blake2b":
        site.extra.append(f"tiny/{name}.bin,{sha(name, b'abc')},3")
        site.there[f"tiny/{name}.bin"] = b"abc"
    site.extra.append(f"tiny/unknown.bin,sha3_256={'A' * 43},3")
    yield from site.samples()

    # What leads out of the target is left alone, as is what is listed twice.
    site = Site("ok", "outside")
    site.extra = [f"{'../' * 20}etc/passwd,{digest(b'x')},1", f"/etc/passwd,{digest(b'x')},1",
                  f"tiny/__init__.py,{digest(b'x')},1"]
    yield from site.samples()

    site = Site("ok", "missing", {"tiny/tests.py": b"x"})
    del site.there["tiny/tests.py"]
    yield from site.samples("listed-missing")

    site = Site("ok", "debian")
    site.folder = "debian/usr/lib/python3/dist-packages"
    site.there["tiny/sub/mod.py"] = b"x = 2\n"
    yield from site.samples("listed-changed-distributor")

    site = Site("ok", "orphan")
    site.there["tiny/__pycache__/evil.cpython-311.pyc"] = b"\0"
    yield from site.samples("python-pyc-orphan")


def changed():
    site = Site("evil", "digest")
    site.there["tiny/sub/mod.py"] = b"x = 2\n"
    yield from site.samples("listed-changed", verdict="review")

    # A list of nothing that is known by name.
    site = Site("evil", "nameless")
    del site.listed[f"{INFO}/METADATA"], site.there[f"{INFO}/METADATA"]
    site.there["tiny/sub/mod.py"] = b"x = 2\n"
    yield from site.samples("listed-changed", verdict="review")

    site = Site("evil", "size")
    site.extra = ["tiny/sized.bin,,3"]  # without a digest a size says nothing
    site.listed["tiny/longer.bin"] = b"abc"
    site.there["tiny/longer.bin"] = b"abcd"
    yield from site.samples("listed-changed", verdict="review")

    site = Site("evil", "far", {"../../../bin/tiny": b"#!/bin/sh\ntrue\n"})
    site.there["../../../bin/tiny"] = b"#!/bin/sh\ntru3\n"
    yield from site.samples("listed-changed", verdict="review")

    site = Site("evil", "unlisted")
    for path in "tiny/evil.py", "tiny/sub/evil.so", "tiny/stray.pyc":
        site.there[path] = b"#"
    yield from site.samples("listed-unlisted", verdict="review")


def samples():
    for sample in [*honest(), *changed()]:
        parts = []
        for part in sample.name.split("/"):
            parts[len(parts) - (part == ".."):] = [] if part == ".." else [part]
        sample.name = "/".join(parts)
        yield sample
