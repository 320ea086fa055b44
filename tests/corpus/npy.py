"""NumPy arrays written by hand: headers of every kind, and pickles where objects are announced."""
import struct

from picklemaker import evil
from sample import Sample

MAGIC = b"\x93NUMPY"


def header(text, version=1, pad=64):
    """The start of a .npy file whose header is `text`."""
    size = 2 if version == 1 else 4
    room = -(len(MAGIC) + 2 + size + len(text) + 1) % pad
    text = text + b" " * room + b"\n"
    return MAGIC + bytes([version, 0]) + len(text).to_bytes(size, "little") + text


def array(descr, shape, data, order=b"False", version=1):
    text = b"{'descr': %s, 'fortran_order': %s, 'shape': %s, }" % (descr, order, shape)
    return header(text, version) + data


OBJECTS = (b"\x80\x03cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85C\x01b\x87R"
           b"(K\x01K\x01\x85cnumpy\ndtype\nX\x02\x00\x00\x00O8\x89\x88\x87R"
           b"(K\x03X\x01\x00\x00\x00|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK?tb\x89]K\x07atb.")


def ok():
    floats = struct.pack("<3d", 1, 2, 3)
    yield "float64.npy", array(b"'<f8'", b"(3,)", floats), set()
    yield "fortran.npy", array(b"'<f4'", b"(2, 3)", bytes(24), b"True"), set()
    yield "scalar.npy", array(b"'<i4'", b"()", bytes(4)), set()
    yield "empty.npy", array(b"'<f8'", b"(0, 9223372036854775807)", b""), set()
    yield "version2.npy", array(b"'|u1'", b"(5,)", bytes(5), version=2), set()
    yield "version3.npy", array("[('\u03b1', '<f8')]".encode(), b"(1,)", bytes(8), version=3), set()
    yield "python2.npy", array(b"'<f8'", b"(3L,)", floats), set()
    yield "unicode.npy", array(b"'<U3'", b"(2,)", bytes(24)), set()
    yield "dates.npy", array(b"'<M8[ns]'", b"(2,)", bytes(16)), set()
    yield "void.npy", array(b"'|V0'", b"(4,)", b""), set()
    yield "record.npy", array(b"[('a', '<i4'), ('', '|V4'), (('title', 'b'), '<f8', (2, 2))]",
                              b"(2,)", bytes(80)), set()
    yield "nested.npy", array(b"[('a', [('b', [('c', '|u1')])])]", b"(7,)", bytes(7)), set()
    yield "subarray.npy", array(b"('<f8', (3,))", b"(1,)", floats), set()
    yield "spelling.npy", header(b"{\"shape\":(3,),'des' 'cr':'\\x3cf\\70',\n'fortran_order':False}"
                                 ) + floats, set()
    yield "stream.npy", array(b"'<f8'", b"(3,)", floats) * 3, set()
    yield "no-extension", array(b"'<f8'", b"(3,)", floats), set()
    yield "trailing.npy", array(b"'<f8'", b"(3,)", floats) + b"see you", {"npy-trailing-data"}


def bad():
    data = bytes(64)
    for name, descr, shape in (
            ("negative", b"'<f8'", b"(-1,)"),
            ("float-dim", b"'<f8'", b"(8.0,)"),
            ("text-dim", b"'<f8'", b"('8',)"),
            ("list-shape", b"'<f8'", b"[8]"),
            ("int-shape", b"'<f8'", b"(8)"),
            ("huge-dim", b"'<f8'", b"(9223372036854775808,)"),
            ("overflow", b"'<f8'", b"(4294967296, 4294967296)"),
            ("overflow-bytes", b"'<f8'", b"(2305843009213693952,)"),
            ("many-dims", b"'<f8'", b"(" + b"1, " * 100 + b")"),
            ("short", b"'<f8'", b"(9,)"),
            ("unknown-type", b"'<f3'", b"(8,)"),
            ("list-of-types", b"'f4,f4'", b"(8,)"),
            ("huge-type", b"'|S9999999999'", b"(0,)"),
            ("deep", b"[('a', " * 100 + b"'<f8'" + b")]" * 100, b"(8,)"),
            ("deep-dict", b"{'a': " * 5000 + b"1" + b"}" * 5000, b"(8,)"),
            ("dict-type", b"{'names': ['a'], 'formats': ['<f8']}", b"(8,)"),
            ("call", b"__import__('os')", b"(8,)"),
            ("comment", b"'<f8' #", b"(8,)")):
        yield name + ".npy", array(descr, shape, data, version=2)
    yield "extra-key.npy", header(b"{'descr': '<f8', 'fortran_order': False, 'shape': (8,), 'x': 1}"
                                  ) + data
    yield "missing-key.npy", header(b"{'descr': '<f8', 'shape': (8,)}") + data
    yield "no-literal.npy", header(b"\0" * 80) + data
    yield "no-dict.npy", header(b"'descr'") + data
    yield "version9.npy", MAGIC + b"\x09\x00" + bytes(60)
    yield "4GB-header.npy", MAGIC + b"\x02\x00\xff\xff\xff\xff{'descr'"
    yield "magic-only.npy", MAGIC
    yield "cut.npy", array(b"'<f8'", b"(3,)", b"")[:40]
    yield "no-magic.npy", b"\x92" + array(b"'<f8'", b"(8,)", data)[1:]
    yield "no-pickle.npy", array(b"'|O'", b"(1,)", b"\xff" * 40)
    yield "cut-pickle.npy", array(b"'|O'", b"(1,)", OBJECTS[:-1])


def objects():
    """Every way to announce objects: (descr, shape)."""
    yield "objects", b"'|O'", b"(1,)"
    yield "field", b"[('a', '<f8'), ('b', 'O')]", b"(1,)"
    yield "deep-field", b"[('a', [('b', '|O8')], (2,))]", b"(1,)"
    yield "object-subarray", b"('O', (3,))", b"(1,)"
    yield "escaped", b"'\\x4f'", b"(1,)"
    yield "no-elements", b"'|O'", b"(0,)"


def samples():
    for name, data, rules in ok():
        yield Sample("ok", name, data, rules)
    for name, data in bad():
        yield Sample("bad", name, data, {"malformed"})
    for name, descr, shape in objects():
        yield Sample("ok", name + ".npy", array(descr, shape, OBJECTS))
        yield Sample("evil", name + ".npy", array(descr, shape, evil()), {"pickle-known-bad"})
    # The last of two equal keys counts.
    twice = b"{'descr': '<f8', 'fortran_order': False, 'shape': (3,), 'descr': '|O'}"
    yield Sample("evil", "key-twice.npy", header(twice) + evil(), {"pickle-known-bad"})
    # What is not understood may be objects to another reader.
    for name, descr in (("types", b"'f8,O'"), ("dict", b"{'names': ['a'], 'formats': ['O']}"),
                        ("letters", b"['xO']")):
        yield Sample("evil", f"unclear-{name}.npy", array(descr, b"(1,)", evil()),
                     {"malformed", "pickle-known-bad"}, status="inconclusive")
    yield Sample("evil", "behind.npy", array(b"'<u1'", b"(2,)", b"hi") + evil(),
                 {"npy-trailing-data", "pickle-known-bad"})
    yield Sample("evil", "second.npy", array(b"'<u1'", b"(2,)", b"hi") +
                 array(b"'O'", b"(1,)", evil()), {"pickle-known-bad"})
