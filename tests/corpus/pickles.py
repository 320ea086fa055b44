"""Pickles: what picklers write, what is damaged, and every way that is known of hiding a call."""
import collections
import datetime
import decimal
import fractions
import pickle
import struct

from picklemaker import (BINPERSID, BUILD, NONE, REDUCE, STOP, SYSTEM, build, call, evil, frame, glob,
                         new, number, proto, text, value)
from sample import Sample

BAD = {"pickle-known-bad"}
UNKNOWN = {"pickle-unknown-call"}
LOADER = {"pickle-loader-dependent"}
CLASS = {"pickle-unknown-class"}
BROKEN = {"malformed"}

RUN = call(SYSTEM, "true")
ORDERED = glob(b"collections", b"OrderedDict")
GETATTR = glob(b"builtins", b"getattr")
LOADS = glob(b"pickle", b"loads")
LOAD_TYPE = glob(b"dill._dill", b"_load_type")
NAMEDTUPLE = glob(b"dill._dill", b"_create_namedtuple")  # imports what it is told
NOBODY = glob(b"nobody", b"Knows")      # a class or function in no list


def short(s):
    return b"\x8c" + bytes([len(s)]) + s


def binary(s):
    return b"B" + struct.pack("<I", len(s)) + s


def stack_global(module, name):
    return short(module) + short(name) + b"\x93"


def stream(opcodes, n=4):
    return proto(n) + opcodes + STOP


def slots(**more):
    """A state of slots with more names than facts show."""
    return {f"slot{i}": i for i in range(10)} | more


def objects():
    """One of each kind of thing that is plain data."""
    yield "numbers", [0, 1, 255, 256, 65535, -1, 2**31, -2**31, 2**63, 10**40, 1.5, 1j, True, None]
    yield "texts", ["", "a", "ä", "\0", "long" * 100, b"", b"bytes", b"\0" * 300, bytearray(b"ba")]
    shared = [1, [2]]
    yield "containers", [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [], {}, {1: {2: [3]}}, {4, 5},
                         frozenset((6,)), shared, shared]
    loop = [1]
    loop.append(loop)
    yield "loop", loop
    yield "collections", [collections.OrderedDict(a=1), collections.Counter("abca"),
                          collections.defaultdict(list, {1: [2]}), collections.deque([1, 2], 3)]
    yield "times", [datetime.datetime(2026, 1, 2, 3, 4), datetime.date(2026, 1, 2),
                    datetime.timedelta(1), datetime.timezone.utc]
    yield "exact", [decimal.Decimal("1.10"), fractions.Fraction(1, 3)]
    yield "many", [(i, float(i), str(i)) for i in range(3000)]
    yield "ranges", [range(5), slice(1, 2)]


def ok():
    for name, thing in objects():
        for n in range(6):
            yield f"{name}-{n}.pkl", pickle.dumps(thing, n), ()
    yield "stacked.pkl", pickle.dumps(1) + pickle.dumps([2], 0) + pickle.dumps({3: 4}, 2), ()
    yield "unannounced", pickle.dumps({"a": [1, 2.5, "text"]}, 0), ()
    yield "nested-loads.pkl", stream(call(LOADS, binary(pickle.dumps([1, 2, 3])))), ()
    yield "getattr-of-class.pkl", stream(call(GETATTR, ORDERED, "fromkeys")), ()
    yield "latin1.pkl", stream(call(glob(b"_codecs", b"encode"), "\u00e9", "latin1"), 2), ()
    yield "type-by-name.pkl", stream(call(call(LOAD_TYPE, "bytes")), 2), ()
    yield "many-slots.pkl", stream(build(call(ORDERED), (None, slots()))), ()
    yield "none-state.pkl", stream(call(ORDERED) + NONE + BUILD), ()
    yield "popped.pkl", stream(number(1) + b"200" + number(2)), ()
    yield "trailing-newline.pkl", pickle.dumps([1]) + b"\n", {"pickle-trailing-bytes"}
    yield "persistent.pkl", stream(text(b"key") + BINPERSID), {"pickle-persistent-id"}


def bad():
    whole = pickle.dumps({"a": [1, "b", 2.5]}, 4)
    yield "cut.pkl", whole[:-5]
    yield "no-stop.pkl", whole[:-1]
    yield "empty.pkl", b""
    yield "junk.pkl", b"\xfe\xfd junk"
    yield "protocol-6.pkl", b"\x80\x06N."
    yield "unknown-opcode.pkl", b"\x80\x04\xffN."
    yield "underflow.pkl", b"\x80\x04."
    yield "no-mark.pkl", b"\x80\x04Nt."
    yield "memo-never-set.pkl", b"\x80\x04h\x05."
    yield "negative-size.pkl", b"\x80\x02T\xff\xff\xff\xffabc."
    yield "huge-size.pkl", b"\x80\x04\x8e" + b"\xff" * 8 + b"abc."
    yield "huge-frame.pkl", b"\x80\x04\x95" + b"\xff" * 7 + b"\x7fN."
    yield "call-of-number.pkl", b"\x80\x04K\x01)R."
    yield "name-of-number.pkl", b"\x80\x04K\x01K\x02\x93."
    yield "item-of-number.pkl", b"\x80\x04K\x01K\x02a."
    yield "state-of-list.pkl", stream(b"]" + value({"a": 1}) + BUILD)
    yield "odd-dict.pkl", b"\x80\x04(K\x01K\x02K\x03d."


def plain_calls():
    """The same call by every opcode that makes one."""
    yield "reduce", evil()
    yield "protocol-0", b"cposix\nsystem\n(S'true'\ntR."
    yield "protocol-0-named", b"cposix\nsystem\np0\n(S'true'\np1\ntp2\nRp3\n."
    yield "stack-global", stream(stack_global(b"posix", b"system") + value(("true",)) + REDUCE)
    yield "inst", b"(S'true'\niposix\nsystem\n."
    yield "obj", b"(" + SYSTEM + b"S'true'\no."
    yield "obj-then-pop", proto(2) + b"N(" + SYSTEM + b"S'true'\no0."
    yield "no-newline", b"(S'true'\niposix\nsystem!"
    yield "memoized", stream(SYSTEM + b"\x94" + short(b"true") + b"\x94\x85\x94R\x94", 4)
    yield "arguments-from-memo", stream(b"]\x94" + SYSTEM + b"h\x00" + text(b"true") + b"a\x85R")
    yield "list-for-arguments", stream(SYSTEM + value(["true"]) + REDUCE)
    yield "in-a-list", stream(value([1, RUN, 2]))
    yield "as-a-key", stream(b"}" + RUN + NONE + b"s")
    yield "discarded", stream(RUN + b"0N")
    yield "discarded-by-mark", stream(b"(" + RUN + b"1N")
    yield "before-stop-of-another", stream(NONE) + evil()
    yield "third-stream", stream(NONE) + stream(NONE, 2) + evil()
    yield "by-newobj-then-call", stream(new(ORDERED) + b"0" + RUN)
    yield "operand-is-string", proto(4) + b"S'posix'\nS'system'\n\x93" + value(("true",)) + b"R."
    yield "escaped-name", proto(4) + b"S'\\x70osix'\nS'syst\\145m'\n\x93" + value(("true",)) + b"R."
    yield "unicode-name", proto(4) + b"V\\u0070osix\nV\\U00000073ystem\n\x93" + value(("true",)) + b"R."
    yield "two-names-in-memo", stream(short(b"system") + b"q\x07" + short(b"posix") + b"q\x080" +
                                      b"0h\x08h\x07\x93" + value(("true",)) + REDUCE)
    yield "python-2-name", b"c__builtin__\neval\n(S'1'\ntR."
    yield "python-2-module", b"ccommands\ngetoutput\n(S'true'\ntR."
    yield "proto-lowered", proto(4) + proto(2) + call(glob(b"__builtin__", b"eval"), "1") + STOP
    yield "large-memo-key", stream(SYSTEM + b"r\xff\xff\xff\xff0j\xff\xff\xff\xff" +
                                   value(("true",)) + REDUCE)
    yield "memo-after-pop", stream(SYSTEM + NONE + b"0q\x000h\x00" + value(("true",)) + REDUCE)
    yield "dup-of-function", stream(SYSTEM + b"20" + value(("true",)) + REDUCE)
    yield "mark-popped", stream(SYSTEM + b"(0" + value(("true",)) + REDUCE)
    yield "newobj-spelt-out", stream(call(glob(b"copyreg", b"__newobj__"), ORDERED) + b"0" + RUN)
    yield "nested-loads", stream(call(LOADS, binary(evil())))
    yield "nested-twice", stream(call(LOADS, binary(stream(call(LOADS, binary(evil()))))))
    yield "nested-latin1", stream(call(LOADS, call(glob(b"_codecs", b"encode"),
                                                   evil().decode("latin1"), "latin1")), 2)
    yield "nested-bytearray", stream(call(LOADS, call(glob(b"builtins", b"bytearray"),
                                                      binary(evil()))))
    yield "nested-string", b"cpickle\nloads\n(S'cposix\\nsystem\\n(S\\'true\\'\\ntR.'\ntR."
    yield "cloudpickle-loads", stream(call(glob(b"cloudpickle", b"loads"), binary(evil())))


def names():
    """What can be called; the arguments do not matter."""
    for path in ("os system", "nt system", "subprocess Popen", "builtins eval", "builtins exec",
                 "builtins __import__", "runpy run_path", "importlib import_module", "pty spawn",
                 "socket create_connection", "shutil rmtree", "ctypes CDLL", "marshal loads",
                 "types CodeType", "types FunctionType", "pkgutil resolve_name", "webbrowser open",
                 "asyncio.unix_events _UnixSubprocessTransport._start", "profile run", "timeit timeit",
                 "cProfile run", "code InteractiveInterpreter.runcode", "ensurepip _run_pip",
                 "distutils.file_util write_file", "ssl get_server_certificate", "pip main",
                 "lib2to3.pgen2.grammar Grammar.loads", "doctest debug_script", "trace Trace.run",
                 "idlelib.run Executive.runcode", "torch.utils.collect_env run", "uuid _popen",
                 "numpy.f2py.crackfortran getlincoef", "joblib.testing check_subprocess_call",
                 "cloudpickle.cloudpickle _make_function", "dill._dill _create_code",
                 "bdb Bdb.run", "logging FileHandler", "io open", "io FileIO", "sys exit"):
        module, name = path.encode().split()
        yield path.replace(" ", "."), stream(call(stack_global(module, name), "true"))


def unknown():
    """Nothing is known of what is called, so it counts as code. What is only named on the way is
    reported as well."""
    yield ("imported-by-dill", stream(call(call(NAMEDTUPLE, "system", "a", "os"), "true")),
           {"pickle-attribute"})
    yield "unknown-function", stream(call(NOBODY, 1))
    yield "unknown-by-inst", b"(S'1'\ninobody\nKnows\n."
    yield "dotted-through-allowed", stream(call(stack_global(b"collections", b"abc.sys"), 1))
    yield "longer-than-allowed", stream(call(stack_global(b"collections", b"OrderedDict.fromkeys"), 1))
    yield "result-is-called", stream(call(call(ORDERED), 1))
    yield "getattr-then-call", stream(call(call(GETATTR, ORDERED, "fromkeys"), 1))
    yield "getattr-special", stream(call(GETATTR, ORDERED, "__init__"))
    yield "getattr-computed", stream(call(GETATTR, ORDERED, call(ORDERED)))
    yield "attrgetter-special", stream(call(glob(b"operator", b"attrgetter"), "a.__globals__"))
    yield "codec", stream(call(glob(b"_codecs", b"encode"), "a", "nobody"), 2)
    yield "defaultdict", stream(call(glob(b"collections", b"defaultdict"), NOBODY)), CLASS
    yield "map", stream(call(glob(b"builtins", b"map"), NOBODY, ["a"])), CLASS
    yield "map-by-newobj", stream(new(glob(b"builtins", b"map"), NOBODY, ["a"])), CLASS
    yield "class-from-data", stream(call(glob(b"builtins", b"type"), "A", (), {}))
    yield "loads-of-what-is-computed", stream(call(LOADS, call(ORDERED)))
    yield "callable-for-data", stream(call(glob(b"numpy", b"dtype"), NOBODY)), CLASS
    yield "build-on-class", stream(ORDERED + value({"a": 1}) + BUILD)
    yield "items-into-module", stream(ORDERED + text(b"a") + number(1) + b"s")
    yield "setstate-hook", stream(new(NOBODY) + value({"__setstate__": NOBODY}) + BUILD), CLASS
    yield "class-by-last-slot", stream(build(call(ORDERED), (None, slots(__class__=NOBODY)))), CLASS
    yield "class-by-slot", stream(new(NOBODY) + value((None, {"__class__": NOBODY})) + BUILD), CLASS
    yield "computed-key", stream(new(NOBODY) + b"}" + call(ORDERED) + NOBODY + b"s" + BUILD), CLASS


def hidden():
    """By what only some loaders see, or the others."""
    known = call(stack_global(b"posix", b"system"), "true")
    tail = b"N0" * 3
    yield "frame-cut-in-argument", (proto(4) + b"\x95" + struct.pack("<Q", 4) + b"cosi" + b"posix\n" +
                                    b"system\n" + value(("true",)) + REDUCE + STOP), LOADER | BAD | UNKNOWN
    # Before 3.8 bytes that straddle a frame lose what of them is in it: here one, so that what 3.8
    # has as 78 bytes more are None and a call.
    yield "frame-cut-in-bytes", (proto(4) + frame(b"B\2\0\0\0_") + b"_CN" + (known + STOP).ljust(78) +
                                 STOP), LOADER | BAD
    yield "frame-in-frame", (proto(4) + b"\x95" + struct.pack("<Q", 16) + b"N0" + b"\x95" + struct.pack(
        "<Q", len(known) + 1) + b"N0N0N" + known + STOP), LOADER | BAD
    yield "stop-in-frame", (proto(4) + b"\x95" + struct.pack("<Q", 2 + len(tail)) + NONE + STOP + tail +
                            evil()), LOADER | BAD
    yield "base-is-called", stream(call(glob(b"copyreg", b"_reconstructor"), ORDERED, SYSTEM,
                                        "true")), UNKNOWN | BAD
    yield "extension-1", proto(2) + b"\x82\x05)R.", LOADER | UNKNOWN
    yield "extension-4", proto(2) + b"\x84\x05\0\0\x01.", LOADER
    yield "computed-name", stream(call(ORDERED) + short(b"system") + b"\x93"), LOADER
    yield "below-a-mark", b"cposix\nsystem\n(S'true'\n\x85R.", None
    yield "mark-on-stack", b"cposix\nsystem\n(\x85R.", None
    yield "memo-key-with-zero", (b"cposix\nsystem\np05\n0ccollections\nOrderedDict\np5\n0g05\n"
                                 b"(S'true'\ntR."), LOADER | BAD


def broken():
    """The call runs before the loader finds out."""
    yield "broken-after", proto(4) + RUN + b"\xff"
    yield "cut-after", proto(2) + RUN
    yield "missing-memo-after", proto(2) + RUN + b"h\x63."
    yield "type-error-after", proto(2) + RUN + b"0K\x01)R."
    yield "behind-junk", proto(4) + b"\xff" * 30 + evil()
    yield "behind-junk-0", proto(4) + b"\xff" * 30 + b"cposix\nsystem\n(S'true'\ntR."
    yield "behind-cut", pickle.dumps([1, 2, 3], 4)[:-3] + b"\xff\xff" + evil(4)


def trailing():
    yield "behind-zeros", stream(NONE) + bytes(40) + evil()
    yield "behind-text", stream(NONE) + b"a few words\n" + evil(4)


def reviews():
    yield "class", stream(new(NOBODY) + value({"a": 1}) + BUILD), CLASS
    yield "import", stream(NOBODY), CLASS
    kd_tree = glob(b"sklearn.neighbors._kd_tree", b"newObj")
    yield "reducer-of-unknown", stream(build(call(kd_tree, NOBODY), {"a": 1})), CLASS
    yield "items", stream(new(NOBODY) + value(1) + b"a"), CLASS
    yield "attribute-of-instance", stream(call(GETATTR, call(ORDERED), "keys")), {"pickle-attribute"}
    yield "partial-of-unknown", stream(call(glob(b"functools", b"partial"), NOBODY)), CLASS | {
        "pickle-attribute"}


def texts():
    """Text whose first letters fit together as opcodes, and nobody's pickle."""
    yield "SOURCES.txt", "CHANGES.txt\nLICENSE\nMANIFEST.in\nsetup.cfg\nsetup.py\nsrc/a.py\n"
    yield "cfg.txt", "setup.cfg\nsetup.py\n"
    yield "installation.md", "(installation)=\n\n# Installation\n\nInstall this by `pip`.\n"
    yield "gitignore", "PermissionsVerifier.d.ts\nPermissionsVerifier.js\nRouter.js\n"
    yield "Makefile", "PYTHON_VERSION ?= 3.12\nN=1\nb: a\n"
    yield "stop.txt", "N. What is not said.\n"
    yield "import.txt", "char\nendif\nif\n"


def samples():
    for name, text in texts():
        yield Sample("ok", f"texts/{name}", text.encode(), status="skipped")
    yield Sample("evil", "texts/README.md", b"cos\nsystem\n(S'true'\ntR. is how it is done.\n", BAD | {"pickle-trailing-bytes"})
    for name, data, rules in ok():
        yield Sample("ok", name, data, rules)
    for name, data in bad():
        yield Sample("bad", name, data, BROKEN)
    for name, data in plain_calls():
        broken_too = name == "no-newline"
        yield Sample("evil", f"{name}.pkl", data, BAD | (BROKEN if broken_too else set()),
                     status="inconclusive" if broken_too else "")
    for name, data in names():
        yield Sample("evil", f"name-{name}", data, BAD)
    for name, data, *more in unknown():
        yield Sample("evil", f"{name}.pkl", data, UNKNOWN.union(*more))
    for name, data, rules in hidden():
        yield Sample("evil", f"{name}.pkl", data, rules or LOADER | BAD | BROKEN,
                     status="" if rules else "inconclusive")
    for name, data in broken():
        yield Sample("evil", f"{name}.pkl", data, BAD | BROKEN, status="inconclusive")
    for name, data in trailing():
        yield Sample("evil", f"{name}.pkl", data, BAD | {"pickle-trailing-bytes"})
    for name, data, rules in reviews():
        yield Sample("evil", f"{name}.pkl", data, rules, verdict="review")
