"""Pieces of pickles, put together by hand: each function gives the opcodes that leave one value on
the stack, so that a stream can be what no pickler writes."""
import struct

STOP = b"."
EMPTY_TUPLE, EMPTY_LIST, EMPTY_DICT, NONE, TRUE, FALSE = b")", b"]", b"}", b"N", b"\x88", b"\x89"
NEWOBJ, REDUCE, BUILD, SETITEMS, BINPERSID = b"\x81", b"R", b"b", b"u", b"Q"


def proto(n=2):
    return bytes([0x80, n])


def frame(opcodes):
    return b"\x95" + struct.pack("<Q", len(opcodes)) + opcodes


def text(s):
    return b"X" + struct.pack("<I", len(s)) + s


def number(n):
    if 0 <= n < 256:
        return b"K" + bytes([n])
    size = (n.bit_length() + 8) // 8
    return b"\x8a" + bytes([size]) + n.to_bytes(size, "little", signed=True)


def glob(module, name):
    return b"c" + module + b"\n" + name + b"\n"


def value(v):
    """Of a Python object; bytes are opcodes already."""
    if isinstance(v, bytes):
        return v
    if v is None or isinstance(v, bool):
        return {None: NONE, True: TRUE, False: FALSE}[v]
    if isinstance(v, int):
        return number(v)
    if isinstance(v, str):
        return text(v.encode())
    if isinstance(v, tuple):
        return b"(" + b"".join(map(value, v)) + b"t"
    if isinstance(v, list):
        return b"](" + b"".join(map(value, v)) + b"e"
    return b"}(" + b"".join(value(k) + value(v[k]) for k in v) + b"u"


def call(function, *arguments):
    return function + value(arguments) + REDUCE


def new(cls, *arguments):
    return cls + value(arguments) + NEWOBJ


def build(obj, state):
    return obj + value(state) + BUILD


SYSTEM = glob(b"posix", b"system")


def evil(n=2):
    """A stream that would call posix.system('true')."""
    return proto(n) + call(SYSTEM, "true") + STOP
