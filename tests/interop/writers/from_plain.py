"""What people put into pickles from Python itself."""
import argparse
import array
import collections
import datetime
import decimal
import difflib
import email.message
import enum
import fractions
import functools
import http
import inspect
import ipaddress
import itertools
import logging
import operator
import pathlib
import random
import re
import signal
import socket
import statistics
import string
import time
import types
import urllib.parse
import uuid
import zoneinfo

from kit import pickled, rotated

UTC = datetime.timezone.utc
DATE = datetime.datetime(2024, 2, 29, 12, 30, 15, 999, tzinfo=UTC)


def loop():
    outer = ["first"]
    outer.append({"back": outer})
    return outer


def shared():
    row = [1.5, 2.5]
    return [row, row, {"again": row}, (row, row)]


def deep(depth):
    value = None
    for _ in range(depth):
        value = [value]
    return value


DATA = {
    "none": lambda: None,
    "numbers": lambda: [0, 1, -1, 255, 256, 65535, 65536, 2**31, -2**31, 2**63, -2**63, 2**2100,
                        True, False],
    "floats": lambda: [0.0, -0.0, 1.5, 1e300, float("inf"), float("-inf"), float("nan"), 3 + 4j],
    "text": lambda: ["", "plain", "ünïcödé ☃ 𝄞", "line\nbreak\ttab\\ 'quote' \"two\"", "\x00\x7f",
                     "x" * 300, "y" * 70000],
    "surrogate": lambda: ["\ud800 alone", "\udcff"],
    "bytes": lambda: [b"", b"\x00\xff", bytes(range(256)), b"z" * 70000, bytearray(b"mutable"),
                      bytearray(300)],
    "containers": lambda: {"list": list(range(3000)), "tuple": tuple(range(5)),
                           "pairs": (((), (1,)), (1, 2), (1, 2, 3)),
                           "set": {1, 2, 3}, "frozen": frozenset("abc"),
                           "empty": [[], (), {}, set()], 5: None, (1, 2): b""},
    "many": lambda: {f"key {i}": i * 0.5 for i in range(2500)},
    "loop": loop,
    "shared": shared,
    "deep": lambda: deep(80),
    "collections": lambda: [collections.OrderedDict(a=1, b=2), collections.Counter("abracadabra"),
                            collections.deque([1, 2, 3], maxlen=5),
                            collections.ChainMap({1: 2}, {3: 4}),
                            collections.UserDict(a=1), collections.UserList([1]),
                            collections.UserString("s")],
    "defaultdict": lambda: collections.defaultdict(list, {"a": [1], "b": []}),
    "defaultdicts": lambda: [collections.defaultdict(int, a=1), collections.defaultdict(set),
                             collections.defaultdict(dict),
                             collections.defaultdict(None, a=1), collections.defaultdict(float),
                             collections.defaultdict(str)],
    "dates": lambda: [DATE, DATE.date(), DATE.timetz(), DATE.replace(tzinfo=None, fold=1),
                      datetime.timedelta(days=1, microseconds=5),
                      datetime.timezone(datetime.timedelta(hours=2), "two")],
    "decimals": lambda: [decimal.Decimal("1.10"), decimal.Decimal("NaN"), fractions.Fraction(3, 7)],
    "identifiers": lambda: [uuid.UUID(int=7), uuid.uuid5(uuid.NAMESPACE_DNS, "example.invalid")],
    "paths": lambda: [pathlib.Path("/models/a.bin"), pathlib.PurePosixPath("b"),
                      pathlib.PureWindowsPath("c:\\d")],
    "patterns": lambda: [re.compile(r"(?i)\b\w+\b"), re.compile(rb"\d", re.S | re.M)],
    "namespace": lambda: argparse.Namespace(lr=1e-3, epochs=3, betas=(0.9, 0.999),
                                            data=pathlib.Path("data"), resume=None),
    "random": lambda: random.Random(7),
    "slices": lambda: [range(3, 30, 4), slice(1, None, 2), Ellipsis, NotImplemented],
    "types": lambda: [int, float, str, list, dict, bytes, type(None), object, complex, bool,
                      bytearray, frozenset],
}

MORE = {
    "arrays": lambda: [array.array(code, [1, 2, 3])
                       for code in "bBhHiIlLqQfd"] + [array.array("u", "text")],
    "enums": lambda: [http.HTTPStatus.NOT_FOUND, signal.SIGTERM, socket.AF_INET, re.I | re.M,
                      inspect.Parameter.KEYWORD_ONLY],
    "flags": lambda: [enum.EnumCheck.UNIQUE, enum.FlagBoundary.KEEP, re.RegexFlag.VERBOSE],
    "zones": lambda: [zoneinfo.ZoneInfo("UTC"), datetime.datetime(2024, 1, 1,
                                                                  tzinfo=zoneinfo.ZoneInfo("UTC"))],
    "tuples": lambda: [urllib.parse.urlparse("https://example.invalid/a?b#c"),
                       difflib.Match(1, 2, 3), time.gmtime(0)],
    "addresses": lambda: [ipaddress.ip_address("192.0.2.1"), ipaddress.ip_network("2001:db8::/32"),
                          ipaddress.ip_interface("192.0.2.1/24")],
    "errors": lambda: [ValueError("bad", 3), KeyError("k"), OSError(2, "No such file"),
                       StopIteration(4), UnicodeError("u")],
    "simple-namespace": lambda: types.SimpleNamespace(a=1, b=[2], c=types.SimpleNamespace()),
    "partial": lambda: [functools.partial(int, base=2), functools.partial(max, 1, default=0)],
    "getters": lambda: [operator.itemgetter(1), operator.itemgetter("a", "b"),
                        operator.attrgetter("shape")],
    "functions": lambda: [len, sum, max, abs, sorted, operator.add, operator.mul, str.lower,
                          dict.get, "x".join],
    "iterators": lambda: [iter([1, 2]), iter((1,)), iter("ab"), iter(range(3)), reversed([1, 2])],
    "itertools": lambda: [itertools.count(3), itertools.chain([1], [2]), itertools.repeat(1, 3),
                          itertools.product("ab", "cd"),
                          itertools.islice([1, 2, 3], 2), itertools.zip_longest([1], [2, 3])],
    "enumerate": lambda: [enumerate(["a", "b"]), zip([1], [2])],
    "statistics": lambda: statistics.NormalDist(1, 2),
    "logger": lambda: logging.getLogger("train"),
    "template": lambda: string.Template("$a and $b"),
    "message": lambda: email.message.Message(),
    "decimal-context": lambda: decimal.Context(prec=9),
    "signature": lambda: inspect.Signature([inspect.Parameter("x",
                                                              inspect.Parameter.POSITIONAL_ONLY)]),
    "mapping-keys": lambda: [list({"a": 1}.keys()),
                             collections.OrderedDict([(("a", 1), {"b": {3, 4}})])],
    "checkpoint": lambda: {"args": argparse.Namespace(seed=1), "time": DATE,
                           "metrics": collections.defaultdict(list, loss=[0.5]),
                           "rng": random.Random(3).getstate(), "path": pathlib.Path("out")},
    "vocabulary": lambda: {f"token{i}": i for i in range(20000)},
    "floats-only": lambda: [i / 7 for i in range(20000)],
}


def models():
    yield from pickled("plain", DATA)
    yield from rotated("plain", MORE)
    yield from pickled("plain", {"more-" + name: make for name, make in MORE.items()},
                       protocols=[4])
