"""Compressed runs: one, several, damaged, too large; what is inside is told from the members of a tar."""
import bz2
import gzip
import lzma
import random
import struct
import zlib

import picklemaker
from sample import Sample
from tar import END, member
from zipmaker import Entry, make

TAR = member(b"a.txt") + END
EVIL = member(b"../a.txt") + END      # told by a rule of its own: it was really looked into
INSIDE = {"archive-path-traversal"}


def zstd(data, size=None, skippable=False):
    """A frame of raw blocks (RFC 8878 section 3.1.1); `size` is the content size that it states."""
    head = b"\x28\xb5\x2f\xfd"
    head += b"\0\x58" if size is None else b"\xc0\x58" + struct.pack("<Q", size)
    chunks = [data[i:i + 65536] for i in range(0, len(data), 65536)] or [b""]
    for i, chunk in enumerate(chunks):
        last = i == len(chunks) - 1
        head += (len(chunk) << 3 | last).to_bytes(3, "little") + chunk
    return (b"\x53\x2a\x4d\x18" + struct.pack("<I", 5) + b"skip!" if skippable else b"") + head


def lz4(data):
    """A frame of stored blocks without checksums; the header's is xxHash32 of b"\\x60\\x70" >> 8."""
    body = b"".join(struct.pack("<I", len(data[i:i + 65536]) | 1 << 31) + data[i:i + 65536]
                    for i in range(0, len(data), 65536))
    return b"\x04\x22\x4d\x18\x60\x70\x73" + body + bytes(4)


def alone(data, **more):
    return lzma.compress(data, lzma.FORMAT_ALONE, **more)


def gzip_with(flags, data, crc=None):
    """A gzip member with every optional field that `flags` asks for."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    fields = b""
    if flags & 4:
        fields += b"\2\0xy"
    if flags & 8:
        fields += b"name\0"
    if flags & 16:
        fields += b"comment\0"
    if flags & 2:
        fields += b"\xde\xad"
    return b"\x1f\x8b\x08" + bytes([flags]) + bytes(6) + fields + packer.compress(data) + packer.flush() + \
        struct.pack("<II", zlib.crc32(data) if crc is None else crc, len(data))


CODECS = (("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress), ("lzma", alone),
          ("z", zlib.compress), ("zst", zstd), ("lz4", lz4))


def zeros_gz(mebibytes):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(mebibytes)) + packer.flush()


def ok():
    for suffix, pack in CODECS:
        yield "a.tar.%s" % suffix, pack(TAR)
        if suffix not in ("z", "lzma"):  # without a magic number nothing is no format
            yield "empty.%s" % suffix, pack(b"")
    yield "no-suffix", gzip.compress(TAR)
    yield "wrong-suffix.tar.bz2", gzip.compress(TAR)
    yield "padded.tar.gz", gzip.compress(TAR) + bytes(512)
    yield "largest-dictionary.tar.xz", lzma.compress(TAR, preset=9)
    yield "largest-dictionary.tar.lzma", alone(TAR, preset=9)
    yield "no-compression.tar.z", zlib.compress(TAR, 0)
    yield "skippable.tar.zst", zstd(TAR, skippable=True)
    yield "a.tgz", gzip.compress(TAR)


def bad():
    for suffix, pack in CODECS:
        whole = pack(TAR)
        yield "cut.tar.%s" % suffix, whole[:len(whole) // 2 + 8], {"malformed"}
        yield "cut-start.tar.%s" % suffix, whole[:2], {"malformed"}
    yield "crc.txt.gz", gzip_with(0, b"text", crc=1), {"malformed"}
    yield "bomb.gz", zeros_gz(1024), {"incomplete"}
    yield "bomb-in-bomb.gz.gz", gzip.compress(zeros_gz(1024)), {"incomplete"}
    yield "bomb-of-many.zip", make(*[Entry(b"%d.gz" % i, zeros_gz(60)) for i in range(6)]), \
        {"incomplete"}
    deep = TAR
    for _ in range(20):
        deep = gzip.compress(deep)
    yield "deep.gz", deep, {"incomplete"}
    dictionary = b"\x5d" + struct.pack("<I", 0xC0000000) + b"\xff" * 8 + alone(TAR)[13:]
    yield "dictionary-3-gib.tar.lzma", dictionary, {"incomplete"}


def pickles():
    """A pickle cut in two members is whole for the loaders that read on."""
    whole = picklemaker.evil()
    for suffix, pack in CODECS:
        yield "evil.pkl.%s" % suffix, pack(whole)
        yield "evil-in-two.pkl.%s" % suffix, pack(whole[:9]) + pack(whole[9:])


def numbers(seed):
    """A pickle that begins as zlib does and inflates to more than 512 bytes before it is corrupt."""
    draw = random.Random(seed)
    return b"(\x91" + b"".join(b"K" + bytes([draw.getrandbits(8)]) for _ in range(500)) + b"."


def alike():
    """Pickles that begin as a codec without a magic number does."""
    for seed in 19601, 25078, 95381:
        yield "zlib-%d.pkl" % seed, numbers(seed)
    for low in 0x09, 0x47, 0x85, 0xC3:
        text = b"\t\3\3 \1 with some text".ljust(0x300 | low, b"l")
        yield "zlib-text-%02x.pkl" % low, b"X" + struct.pack("<I", len(text)) + text + b"."
    text = struct.pack("<2q", 5, 0) + bytes(range(256)) * 15 + bytes(240)
    yield "lzma.pkl", b"T" + struct.pack("<I", len(text)) + text + b"."


def evil():
    # joblib runs what comes out before it finds that the rest is broken
    for data in zlib.compress(picklemaker.evil())[:-4] + bytes(4), zlib.compress(picklemaker.evil())[:-4]:
        yield "broken-%d" % len(data), data, {"pickle-known-bad", "malformed"}, "inconclusive"
    for suffix, pack in CODECS:
        yield "evil.tar.%s" % suffix, pack(EVIL), INSIDE
        if suffix not in ("z", "lzma"):
            yield "two-members.tar.%s" % suffix, pack(EVIL[:700]) + pack(EVIL[700:]), INSIDE
    # joblib reads zlib streams on, CPython's lzma module lzma and xz in any order
    yield "two-members.tar.z", zlib.compress(EVIL[:700]) + zlib.compress(EVIL[700:]), INSIDE
    yield "two-members.tar.lzma", alone(EVIL[:700]) + lzma.compress(EVIL[700:]), INSIDE
    yield "zeros-between.tar.gz", gzip.compress(EVIL[:700]) + bytes(100) + gzip.compress(EVIL[700:]), INSIDE
    yield "evil-in-all.tar.gz.xz.bz2", bz2.compress(lzma.compress(gzip.compress(EVIL))), INSIDE
    # what loaders read that strict decoders refuse
    yield "reserved-flags.tar.gz", gzip_with(0xE0 | 2 | 4 | 8 | 16, EVIL), INSIDE
    yield "crc-wrong.tar.gz", gzip_with(0, EVIL, crc=1), INSIDE | {"malformed"}, "inconclusive"
    yield "adler-wrong.tar.z", zlib.compress(EVIL)[:-4] + bytes(4), INSIDE | {"malformed"}, "inconclusive"
    yield "cut.tar.zst", zstd(EVIL + bytes(70000), size=1 << 62)[:-9], INSIDE | {"malformed"}, "inconclusive"
    yield "trailing.gz", gzip.compress(b"text") + EVIL, INSIDE | {"compressed-trailing-data"}


def samples():
    for name, data in ok():
        yield Sample("ok", "compressed/" + name, data)
    for name, data in alike():
        yield Sample("ok", "compressed/alike-" + name, data)
    yield Sample("evil", "compressed/trailing.bz2", bz2.compress(TAR) + b"more", \
        {"compressed-trailing-data"},
                 "review")
    for name, data, rules in bad():
        yield Sample("bad", "compressed/" + name, data, rules)
    for name, data in pickles():
        yield Sample("evil", "compressed/" + name, data, {"pickle-known-bad"})
    for name, data, rules, *status in evil():
        yield Sample("evil", "compressed/" + name, data, rules, status=status[0] if status else "")
