"""Tar archives of every form, damaged ones, and those that readers walk differently."""
import io
import struct
import tarfile

from sample import Sample

TEXT = b"nothing to see here\n" * 8
OTHER = b"something else to see\n" * 40
BLOCK = 512
END = bytes(2 * BLOCK)


def pad(data):
    return data + bytes(-len(data) % BLOCK)


def header(name, size=0, kind=b"0", link=b"", magic=b"ustar\x0000", prefix=b"", raw_size=None, tail=b"",
           signed=False):
    """One header block; `tail` replaces what follows the prefix's place."""
    block = bytearray(BLOCK)
    block[0:len(name)] = name
    block[100:124] = b"0000644\0" + b"0000000\0" + b"0000000\0"
    block[124:136] = raw_size if raw_size is not None else b"%011o\0" % size
    block[136:148] = b"00000000000\0"
    block[148:156] = b" " * 8
    block[156:157] = kind
    block[157:157 + len(link)] = link
    block[257:257 + len(magic)] = magic
    block[345:345 + len(prefix)] = prefix
    if tail:
        block[345:345 + len(tail)] = tail
    total = sum(struct.unpack("512b", block)) if signed else sum(block)
    block[148:156] = b"%06o\0 " % total
    return bytes(block)


def member(name, data=TEXT, **more):
    return header(name, len(data), **more) + pad(data)


def pax(*records, kind=b"x"):
    text = b""
    for key, value in records:
        body = b" %s=%s\n" % (key, value)
        size = len(body) + 1
        while len(b"%d" % size) + len(body) != size:
            size += 1
        text += b"%d" % size + body
    return member(b"PaxHeaders/x", text, kind=kind)


def long_name(name, kind=b"L"):
    return member(b"././@LongLink", name + b"\0", kind=kind, magic=b"ustar  \0")


def by_tarfile(fmt):
    """What CPython writes: long names, links, a folder, non-ASCII names."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=fmt) as tar:
        for name in ("a.txt", "d/b.txt", "long/" * 30 + "name.txt", "schön.txt"):
            info = tarfile.TarInfo(name)
            info.size = len(TEXT)
            tar.addfile(info, io.BytesIO(TEXT))
        for name, kind, link in (("d", tarfile.DIRTYPE, ""), ("d/l", tarfile.SYMTYPE, "../a.txt"),
                                 ("hard", tarfile.LNKTYPE, "a.txt")):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, link
            tar.addfile(info)
    return out.getvalue()


def gnu_sparse():
    """Two pieces of a block each in 64 KiB, by GNU's own header."""
    pairs = b"".join(b"%011o\0%011o\0" % pair for pair in ((1024, BLOCK), (65024, BLOCK)))
    tail = (bytes(386 - 345) + pairs).ljust(482 - 345, b"\0") + b"\0" + b"%011o\0" % 65536
    return header(b"sparse", 2 * BLOCK, b"S", magic=b"ustar  \0", tail=tail) + bytes([65]) * 1024


def pax_sparse():
    """The same by the pax form 1.0."""
    records = ((b"GNU.sparse.major", b"1"), (b"GNU.sparse.minor", b"0"),
               (b"GNU.sparse.name", b"sparse"), (b"GNU.sparse.realsize", b"65536"))
    return pax(*records) + member(b"GNUSparseFile.0/sparse", pad(b"2\n1024\n512\n65024\n512\n") + b"A" * 1024)


def list_sparse():
    records = ((b"GNU.sparse.size", b"65536"), (b"GNU.sparse.numblocks", b"2"),
               (b"GNU.sparse.map", b"1024,512,65024,512"))
    return pax(*records) + member(b"sparse", b"A" * 1024)


def ok():
    yield "ustar.tar", member(b"a.txt") + member(b"d/b.txt") + END
    yield "old.tar", member(b"a.txt", kind=b"\0", magic=b"") + END
    yield "signed-checksum.tar", header("sch\xf6n".encode("latin-1"), len(TEXT), signed=True) + pad(TEXT) + END
    yield "prefix.tar", member(b"a.txt", prefix=b"some/folder") + END
    yield "one-zero-block.tar", member(b"a.txt") + bytes(BLOCK)
    yield "blocked.tar", member(b"a.txt") + bytes(18 * BLOCK)
    for name, fmt in (("ustar", tarfile.USTAR_FORMAT), ("gnu", tarfile.GNU_FORMAT), ("pax", tarfile.PAX_FORMAT)):
        if fmt != tarfile.USTAR_FORMAT:
            yield "python-%s.tar" % name, by_tarfile(fmt)
    yield "binary-size.tar", header(b"a.txt", raw_size=b"\x80" + len(TEXT).to_bytes(11, "big")) + pad(TEXT) + END
    yield "pax-global-comment.tar", pax((b"comment", b"0123456789"), kind=b"g") + member(b"a.txt") + END
    yield "pax-size.tar", pax((b"size", b"%d" % len(TEXT))) + member(b"a.txt") + END
    yield "sparse-gnu.tar", gnu_sparse() + END
    yield "sparse-pax.tar", pax_sparse() + END
    yield "sparse-list.tar", list_sparse() + END
    yield "dots.tar", member(b"./a.txt") + member(b"./d/../b.txt") + END
    yield "hard-link-with-size.tar", member(b"a.txt") + header(b"b.txt", len(TEXT), b"1", b"a.txt") + END
    yield "link-inside.tar", member(b"a.txt") + header(b"d/l", 0, b"2", b"../a.txt") + END
    yield "nested.tar", member(b"inner.tar", member(b"a.txt") + END) + END
    yield "many.tar", b"".join(member(b"%d.txt" % i, b"%d" % i) for i in range(300)) + END


def bad():
    yield "cut-in-member.tar", member(b"a.txt", OTHER)[:700], {"malformed"}
    yield "cut-between.tar", member(b"a.txt"), {"malformed"}
    yield "cut-in-header.tar", member(b"a.txt") + member(b"b.txt")[:100], {"malformed"}
    wrong = bytearray(member(b"a.txt") + member(b"b.txt") + member(b"c.txt") + END)
    wrong[1024 + 10] ^= 1
    yield "wrong-checksum.tar", bytes(wrong), {"malformed"}
    yield "size-no-number.tar", header(b"a.txt", raw_size=b"12x45\0      ") + END, {"malformed"}
    yield "size-negative.tar", header(b"a.txt", raw_size=b"\xff" * 12) + END, {"malformed"}
    yield "size-2-63.tar", header(b"a.txt", raw_size=b"\x80" + b"\0\0\0\x7f" + b"\xff" * 7) + END, \
        {"malformed"}
    yield "pax-broken.tar", member(b"x", b"99 path=b.txt\n", kind=b"x") + member(b"a.txt") + END, \
        {"malformed"}
    yield "pax-size-no-number.tar", pax((b"size", b"1e3")) + member(b"a.txt") + END, {"malformed"}
    yield "pax-alone.tar", member(b"a.txt") + pax((b"path", b"b.txt")) + END, {"malformed"}
    yield "sparse-broken.tar", gnu_sparse().replace(b"%011o" % 65024, b"%011o" % 99999) + END, \
        {"malformed"}
    yield "sparse-map-past-size.tar", list_sparse().replace(b"65024,512", b"65025,512") + END, \
        {"malformed"}


def evil():
    size = {"tar-size-mismatch"}
    hidden = member(b"b.txt", OTHER)
    # a reader without pax sizes sees a member in what is content for the others
    yield "pax-size-hides.tar", pax((b"size", b"%d" % len(hidden))) + header(b"a.txt", 0) + hidden + END, \
        size | {"malformed"}, "inconclusive"
    yield "pax-size-less.tar", pax((b"size", b"0")) + member(b"a.txt") + END, size | {"malformed"}, "inconclusive"
    yield "link-with-data.tar", header(b"l", len(hidden), b"2", b"a.txt") + hidden + member(b"c.txt") + END, size
    yield "folder-with-data.tar", header(b"d/", len(hidden), b"5") + hidden + END, size
    yield "old-folder-with-data.tar", header(b"d/", len(hidden), b"\0") + hidden + END, size
    yield "global-path.tar", pax((b"path", b"b.txt"), kind=b"g") + member(b"a.txt") + END, \
        {"tar-global-override"}
    yield "traversal.tar", member(b"../../etc/a") + END, {"archive-path-traversal"}
    yield "traversal-pax.tar", pax((b"path", b"../a")) + member(b"a.txt") + END, \
        {"archive-path-traversal"}
    yield "traversal-long.tar", long_name(b"d/" * 60 + b"../" * 61 + b"a") + member(b"a.txt") + END, \
        {"archive-path-traversal"}
    yield "pax-name-nul.tar", pax((b"path", b"a.txt\0.png")) + member(b"a.txt") + END, \
        {"archive-name-nul"}
    yield "link-escape.tar", header(b"d/l", 0, b"2", b"../../a") + END, {"archive-link-escape"}
    yield "hard-link-escape.tar", header(b"d/l", 0, b"1", b"../a") + END, {"archive-link-escape"}
    yield "write-through-link.tar", header(b"d", 0, b"2", b"e") + member(b"d/a.txt") + END, \
        {"archive-link-write"}
    yield "write-through-link-dots.tar", header(b"./x/d", 0, b"2", b"e") + member(b"x//d/./a.txt") + END, \
        {"archive-link-write"}


def review():
    yield "duplicate.tar", member(b"a.txt") + member(b"./a.txt", OTHER) + END, \
        {"tar-duplicate-name"}
    yield "two-names.tar", long_name(b"b.txt") + pax((b"path", b"c.txt")) + member(b"a.txt") + END, \
        {"tar-name-mismatch"}
    yield "prefix-not-posix.tar", member(b"a.txt", magic=b"ustar  \0", prefix=b"d") + END, \
        {"tar-name-mismatch"}
    yield "joined.tar", member(b"a.txt") + END + member(b"b.txt") + END, {"tar-data-after-end"}
    yield "trailing.tar", member(b"a.txt") + END + OTHER, {"tar-data-after-end"}
    yield "absolute.tar", member(b"/etc/a") + END, {"archive-absolute-path"}
    yield "link-absolute.tar", header(b"l", 0, b"2", b"/etc/a") + END, {"archive-link-absolute"}
    yield "device.tar", header(b"null", 0, b"3") + END, {"archive-device"}


def samples():
    for name, data in ok():
        yield Sample("ok", "tar/" + name, data)
    for name, data, rules in bad():
        yield Sample("bad", "tar/" + name, data, rules)
    for name, data, rules, *status in evil():
        yield Sample("evil", "tar/" + name, data, rules, status=status[0] if status else "")
    for name, data, rules in review():
        yield Sample("evil", "tar/" + name, data, rules, "review")
