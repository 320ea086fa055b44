"""Files of joblib: arrays raw in the pickle, padded and not, objects in a second pickle, every
compression, and the forms before 0.10. None is written by joblib: all are put together here."""
import bz2
import gzip
import lzma
import struct
import zlib

from picklemaker import STOP, SYSTEM, build, call, evil, frame, glob, new, proto, value
from sample import Sample

WRAPPER = glob(b"joblib.numpy_pickle", b"NumpyArrayWrapper")
NDARRAY = glob(b"numpy", b"ndarray")
DATA = bytes(range(24))
PAD = b"\x07" + b"\xff" * 7     # what joblib 1.2 writes: how much, and as much
BAD_CALL = call(SYSTEM, "true")


def dtype(code="f8", order="<", size=-1, flags=0, names=None, fields=None, sub=None, extra=()):
    align = -1 if size < 0 else 1
    state = (4 if extra else 3, order, sub, names, fields, size, align, flags) + extra
    return build(call(glob(b"numpy", b"dtype"), code, False, True), state)


def attributes(shape=(3,), kind=None, **more):
    return {"subclass": NDARRAY, "shape": shape, "order": "C", "dtype": kind or dtype(),
            "allow_mmap": True, **more}


def array(raw, shape=(3,), kind=None, cls=WRAPPER, **more):
    return build(new(cls), attributes(shape, kind, **more)) + raw


def padded(data=DATA, shape=(3,), kind=None):
    return array(PAD + data, shape, kind, numpy_array_alignment_bytes=16)


def dump(*values):
    """A pickle of a tuple, so that opcodes stand before, between and behind the arrays."""
    return proto(3) + value(tuple(values)) + STOP


def objects(stream, shape=(1,), flags=63):
    return array(stream, shape, dtype("O8", "|", -1, flags))


ONE_OBJECT = proto(2) + build(
    call(glob(b"numpy.core.multiarray", b"_reconstruct"), NDARRAY, (0,), "b"),
    (1, (1,), dtype("O8", "|", flags=63), False, [{"a": 1}])) + STOP


def companion(name, module=b"joblib.numpy_pickle"):
    return build(new(glob(module, b"NDArrayWrapper")), {
        "filename": name, "subclass": NDARRAY, "allow_mmap": True})


def ok():
    yield "padded", dump("a", padded(), "b", padded(), 7)
    yield "unpadded", dump(array(DATA), array(DATA))
    yield "no-alignment", dump(array(DATA, numpy_array_alignment_bytes=None))
    yield "no-padding", dump(array(b"\0" + DATA, numpy_array_alignment_bytes=16), 1)
    yield "opcodes-as-bytes", dump(padded(b"\x80\x02}q\0(K\1.." + bytes(14)), 1)
    yield "scalar", dump(array(bytes(8), ()))
    yield "empty", dump(array(b"", (0, 1 << 40)), 1)
    yield "fortran", dump(array(DATA, (1, 3), order="F"))
    yield "record", dump(array(DATA, (2,), dtype("V12", "|", 12, 16, ("a", "b"), {
        "a": (dtype("i4"), 0), "b": (dtype("f8"), 4)})))
    yield "strings", dump(array(DATA, (2,), dtype("U3", "<", 12, 8)))
    yield "dates", dump(array(DATA, (3,), dtype("M8", "<", -1, 0, extra=(({}, ("ns", 1, 1, 1)),))))
    yield "objects", dump("a", objects(ONE_OBJECT), "b", objects(ONE_OBJECT), padded())
    yield "framed", (proto(4) + b"(" + frame(padded(b"")[:-8]) + PAD + DATA +
                     frame(value(1) + b"t" + STOP))
    yield "sklearn", dump(array(DATA, cls=glob(b"sklearn.externals.joblib.numpy_pickle",
                                               b"NumpyArrayWrapper")))
    yield "companion", dump(companion("model.pkl_01.npy"), 1)
    yield "companion-z", dump(build(new(glob(b"joblib.numpy_pickle", b"ZNDArrayWrapper")), {
        "filename": "model.pkl_02.npy.z", "state": (1, (3,), dtype(), False),
        "init_args": (NDARRAY, (0,), "b")}))


def zf(data, size=None, width=19, tail=b""):
    """What joblib up to 0.9.3 wrote: magic, size, zlib."""
    size = hex(len(data) if size is None else size).encode()
    return b"ZF" + size.ljust(width) + zlib.compress(data) + tail


def compressed(data):
    yield "zlib", zlib.compress(data, 3)
    yield "gzip", gzip.compress(data, mtime=0)
    yield "bz2", bz2.compress(data)
    yield "xz", lzma.compress(data)
    yield "lzma", lzma.compress(data, lzma.FORMAT_ALONE)


def bad():
    yield "cut-bytes", dump(padded())[:-20]
    yield "cut-at-build", (proto(3) + padded())[:-32]
    yield "too-few", dump(array(DATA, (1000,)))
    yield "negative", dump(array(DATA, (-3,)))
    yield "overflow", dump(array(DATA, (1 << 32, 1 << 32)))
    yield "overflow-bytes", dump(array(DATA, (1 << 61,)))
    yield "object-cut", (proto(3) + objects(ONE_OBJECT))[:-3]
    yield "object-none", proto(3) + objects(b"")
    yield "pad-cut", proto(3) + array(b"\xc8" + DATA, numpy_array_alignment_bytes=16) + STOP
    yield "zf-size", zf(dump(1), 9)
    yield "zf-no-size", b"ZF0x" + b" " * 17 + zlib.compress(b"a")
    yield "zf-cut", zf(dump(1))[:-9]
    yield "zf-short", b"ZF0x12"


def evils():
    yield "behind-array", dump(padded(), BAD_CALL), set()
    yield "behind-unpadded", dump(array(DATA), BAD_CALL), set()
    yield "behind-objects", dump(objects(ONE_OBJECT), BAD_CALL), set()
    yield "in-objects", dump(objects(evil())), set()
    yield "in-second-objects", dump(objects(ONE_OBJECT), padded(), objects(evil())), set()
    yield "after-many", dump(*[padded() for _ in range(50)], BAD_CALL), set()
    # The flags make an array of objects of it, whatever the type is called.
    yield "flag-only", dump(array(evil(), (1,), dtype(flags=1))), set()
    yield "field-of-objects", dump(array(evil(), (1,), dtype("V16", "|", 16, 27, ("a", "b"), {
        "a": (dtype(), 0), "b": (dtype("O8", "|", flags=63), 8)}))), set()
    # Attributes by other ways than the state.
    yield "by-arguments", dump(build(call(WRAPPER, NDARRAY, (3,), "C", dtype(), True, None), None) +
                               DATA, BAD_CALL), set()
    yield "by-slots", dump(build(new(WRAPPER), (None, attributes())) + DATA, BAD_CALL), set()
    yield "by-reconstructor", dump(build(call(glob(b"copyreg", b"_reconstructor"), WRAPPER,
                                              glob(b"builtins", b"object"), None),
                                         attributes()) + DATA, BAD_CALL), set()
    # Built twice: what the first state says holds on.
    memo = new(WRAPPER) + b"q\x63"
    first = memo + value(attributes(numpy_array_alignment_bytes=16)) + b"b" + PAD + DATA
    again = b"h\x63" + value(attributes((1,))) + b"b" + PAD + DATA[:8]
    yield "built-twice", dump(first, again, BAD_CALL), set()
    for name, path in (("up", "../other.npy"), ("absolute", "/etc/other.npy"),
                       ("windows", "c:\\other.npy")):
        yield "companion-" + name, dump(companion(path, b"joblib.numpy_pickle_compat")), {
            "joblib-companion-path"}


def samples():
    for name, data in ok():
        yield Sample("ok", name + ".joblib", data)
    for name, data in compressed(dump(padded(), objects(ONE_OBJECT), 1)):
        yield Sample("ok", name + ".joblib", data)
    for name, data in bad():
        yield Sample("bad", name + ".joblib", data, {"malformed"})
    for name, data, rules in evils():
        yield Sample("evil", name + ".joblib", data, rules or {"pickle-known-bad"})
    for name, wrapper in (("no-type", {"shape": (3,)}), ("no-shape", {"dtype": dtype()}),
                          ("other-type", attributes(kind=NDARRAY)),
                          ("float-shape", attributes((b"G" + bytes(8),)))):
        yield Sample("evil", "odd-" + name + ".joblib", dump(build(new(WRAPPER), wrapper) + DATA),
                     {"joblib-odd-array", "malformed"}, status="inconclusive")
    # With a frame open, the array lies behind the frame, and the rest of the frame runs first.
    build_in = b"(" + array(b"")
    for name, data in (
            ("in-frame", frame(build_in + BAD_CALL) + DATA + frame(b"t" + STOP)),
            ("behind-frame", frame(build_in + value(1)) + DATA + frame(BAD_CALL + b"t" + STOP))):
        yield Sample("evil", name + ".joblib", proto(4) + data, {
            "pickle-known-bad", "pickle-loader-dependent", "malformed"}, status="inconclusive")
    for name, data in compressed(dump(padded(), BAD_CALL)):
        yield Sample("evil", name + ".joblib", data, {"pickle-known-bad"})
    # Python decodes a dictionary smaller than any encoder asks for.
    for size in (0, 1 << 8):
        small = lzma.compress(evil(), lzma.FORMAT_ALONE)
        yield Sample("evil", f"lzma-{size}.joblib", small[:1] + struct.pack("<I", size) + small[5:],
                     {"pickle-known-bad"})
    old, old_evil = dump(companion("a.npy"), 1), dump(companion("a.npy"), BAD_CALL)
    for name, width in (("zf", 19), ("zf-python2", 20)):
        yield Sample("ok", name + ".joblib", zf(old, width=width))
        yield Sample("evil", name + ".joblib", zf(old_evil, width=width), {"pickle-known-bad"})
    yield Sample("ok", "zf-array.npy.z", zf(bytes(100)))
    yield Sample("ok", "zf-trailing.joblib", zf(old, tail=b"see you"), {"joblib-trailing-data"})
    yield Sample("evil", "zf-behind.joblib", zf(old, tail=evil()),
                 {"pickle-known-bad", "joblib-trailing-data"})
