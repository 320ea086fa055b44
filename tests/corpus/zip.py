"""Zips of every honest kind, damaged ones, and those that readers do not agree about."""
import bz2
import lzma
import struct
import zlib

import picklemaker
from sample import Sample
from zipmaker import DEFLATE, Entry, deflate, end, end64, lay, make

TEXT = b"nothing to see here\n" * 8
OTHER = b"something else to see\n" * 8
LINK = 0o120777


def a(**more):
    return Entry(b"a.txt", TEXT, **more)


def b(**more):
    return Entry(b"b.txt", OTHER, **more)


def lzma_member(data):
    """Method 14: version, size of the properties, the properties, LZMA1 (APPNOTE.TXT 5.8.8)."""
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16}]
    raw = lzma.compress(data, lzma.FORMAT_RAW, filters=filters)
    return struct.pack("<2BH", 9, 4, 5) + struct.pack("<BI", 0x5D, 1 << 16) + raw


def unicode_path(name, path):
    """Info-ZIP's extra field 0x7075 (4.6.9) for an entry called `name`."""
    body = struct.pack("<BI", 1, zlib.crc32(name)) + path
    return struct.pack("<2H", 0x7075, len(body)) + body


def zeros(mebibytes):
    """A deflate stream of that many zeros: about a thousandth of it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(mebibytes)) + packer.flush()


def zip64_extra(*values):
    return struct.pack("<2H%dQ" % len(values), 1, 8 * len(values), *values)


def ok():
    yield "empty.zip", make()
    yield "stored.zip", make(a(), b())
    yield "deflated.zip", make(a(method=DEFLATE), b(method=DEFLATE))
    yield "bzip2.zip", make(a(method=12, packed=bz2.compress(TEXT)))
    yield "lzma.zip", make(a(method=14, packed=lzma_member(TEXT)))
    yield "xz.zip", make(a(method=95, packed=lzma.compress(TEXT)))
    yield "folders.zip", make(Entry(b"d/"), Entry(b"d/e/"), Entry(b"d/e/a.txt", TEXT), Entry(b"d/"))
    yield "comment.zip", make(a(), comment=b"made by hand")
    yield "no-extension", make(a())
    for name, layout in (("mark32", "<4sIII"), ("bare32", "<III"), ("mark64", "<4sIQQ"), ("bare64", "<IQQ")):
        yield "descriptor-%s.zip" % name, make(a(method=DEFLATE, descriptor=layout), b(descriptor=layout))
    yield "zip64-not-needed.zip", make(a(), b(), zip64=True)
    yield "zip64-local.zip", make(a(local={"size": 0xFFFFFFFF, "packed": 0xFFFFFFFF,
                                           "extra": zip64_extra(len(TEXT), len(TEXT))}), b())
    yield "zip64-central.zip", make(a(central={"size": 0xFFFFFFFF, "packed": 0xFFFFFFFF,
                                               "extra": zip64_extra(len(TEXT), len(TEXT))}))
    # 64-byte alignment as PyTorch writes it: an extra field FB full of Z in the local header only
    padding = b"FB" + struct.pack("<H", 17) + b"Z" * 17
    yield "aligned.zip", make(a(local={"extra": padding}), b(local={"extra": padding}))
    yield "aligned-by-zeros.zip", make(a(), b(gap=bytes(29)), tail=bytes(512))
    yield "split-mark.zip", make(a(gap=b"PK\7\10"), b())
    yield "utf8.zip", make(Entry("schön.txt".encode(), TEXT, flags=0x800))
    yield "unicode-path.zip", make(Entry(b"sch\x94n.txt", TEXT, extra=unicode_path(b"sch\x94n.txt", "schön.txt".encode())))
    yield "link-inside.zip", make(Entry(b"d/a.txt", TEXT), Entry(b"d/e/l", b"../a.txt", mode=LINK))
    yield "dots-inside.zip", make(Entry(b"d/../a.txt", TEXT))
    # the end record of a stored inner archive lies in the outer one's tail
    inner = make(a(), b())
    yield "nested.zip", make(Entry(b"inner.zip", inner), b())
    yield "nested-twice.zip", make(Entry(b"inner.zip", make(Entry(b"x.zip", inner), b())))
    yield "nested-deflated.zip", make(Entry(b"inner.zip", inner, method=DEFLATE))
    yield "many.zip", make(*[Entry(b"%d.txt" % i, b"%d" % i) for i in range(300)])


def bad():
    whole = make(a(), b(method=DEFLATE))
    yield "cut-in-end.zip", whole[:-5], {"malformed"}
    yield "cut-in-directory.zip", whole[:-60], {"malformed"}
    yield "cut-in-member.zip", whole[:100], {"malformed"}
    yield "comment-cut.zip", make(a())[:-2] + b"\x10\0ab", {"malformed"}
    yield "encrypted.zip", make(a(flags=1, packed=bytes(range(200)))), {"incomplete"}
    yield "encrypted-aes.zip", make(a(method=99, flags=1, packed=bytes(range(200)))), {"incomplete"}
    yield "unknown-method.zip", make(a(method=98)), {"incomplete"}
    yield "deflate64.zip", make(a(method=9)), {"incomplete"}
    yield "broken-deflate.zip", make(a(method=DEFLATE, packed=b"\xff" + deflate(TEXT))), \
        {"malformed"}
    yield "no-local-header.zip", make(a(central={"offset": 7})), \
        {"malformed", "zip-unlisted-entry"}, "malicious"
    yield "member-past-end.zip", make(a(), b(central={"packed": 1 << 20}, local={"packed": 1 << 20})), \
        {"malformed", "zip-overlap", "zip-size-wrong", "zip-prepended-data"}, "malicious"
    bomb = {"size": 1 << 28}
    yield "bomb.zip", make(Entry(b"zeros", method=DEFLATE, packed=zeros(256), local=bomb, central=bomb)), \
        {"incomplete"}
    deep = make(Entry(b"bottom.txt", TEXT))
    for _ in range(20):
        deep = make(Entry(b"z.zip", deep, method=DEFLATE))
    yield "deep.zip", deep, {"incomplete"}


def evil():
    doubled = {"zip-duplicate-name"}
    yield "duplicate.zip", make(a(), Entry(b"a.txt", OTHER)), doubled
    yield "duplicate-nul.zip", make(a(), Entry(b"a.txt\0.png", OTHER)), doubled | {"archive-name-nul"}
    yield "name-mismatch.zip", make(a(local={"name": b"b.txt"})), {"zip-name-mismatch"}
    yield "name-mismatch-longer.zip", make(a(local={"name": b"folder/b.txt"}), b()), \
        {"zip-name-mismatch"}
    yield "unicode-path-other.zip", make(a(extra=unicode_path(b"a.txt", b"b.txt"))), \
        {"zip-name-mismatch"}
    yield "method-mismatch.zip", make(a(local={"method": DEFLATE})), \
        {"zip-method-mismatch", "malformed"}, "inconclusive"
    yield "size-mismatch.zip", make(a(local={"size": 3, "packed": 3}), b()), {"zip-size-mismatch"}
    yield "size-mismatch-central.zip", make(a(central={"size": 3, "packed": 3}), b()), \
        {"zip-size-mismatch", "zip-crc-wrong"}
    yield "crc-mismatch.zip", make(a(local={"crc": 1})), {"zip-crc-mismatch"}
    for bit in (0x1, 0x20, 0x40):
        flag = {"flags": bit}
        yield "flag-%#x-central.zip" % bit, make(a(central=flag)), \
            {"zip-flag-mismatch", "zip-false-encryption"}
        yield "flag-%#x-local.zip" % bit, make(a(local=flag)), \
            {"zip-flag-mismatch", "zip-false-encryption"}
        yield "flag-%#x-both.zip" % bit, make(a(flags=bit)), {"zip-false-encryption"}
        yield "flag-%#x-deflated.zip" % bit, make(a(flags=bit, method=DEFLATE)), \
            {"zip-false-encryption"}
    yield "utf8-flag-mismatch.zip", make(Entry("schön.txt".encode(), TEXT, central={"flags": 0x800})), \
        {"zip-flag-mismatch"}
    yield "size-wrong.zip", make(a(method=DEFLATE, local={"size": 5}, central={"size": 5})), \
        {"zip-size-wrong"}
    yield "stored-size-wrong.zip", make(a(local={"size": 5}, central={"size": 5})), \
        {"zip-size-wrong"}
    yield "after-stream.zip", make(a(method=DEFLATE, packed=deflate(TEXT) + OTHER)), \
        {"zip-data-after-stream"}
    yield "unlisted.zip", make(a(), b(listed=False)), {"zip-unlisted-entry"}
    yield "unlisted-first.zip", make(b(listed=False), a()), {"zip-unlisted-entry"}
    yield "unlisted-descriptor.zip", make(a(), b(listed=False, method=DEFLATE, descriptor="<4sIII"), Entry(b"c", TEXT)), \
        {"zip-unlisted-entry"}
    yield "overlap.zip", overlap(), {"zip-overlap", "malformed"}, "inconclusive"
    yield "overlap-quoted.zip", quoted(), \
        {"zip-overlap", "zip-size-mismatch", "zip-crc-wrong", "incomplete"}, "inconclusive"
    yield from wide()
    yield from ends()
    yield "traversal.zip", make(Entry(b"../../etc/a", TEXT)), {"archive-path-traversal"}
    yield "traversal-inside.zip", make(Entry(b"d/../../a", TEXT)), {"archive-path-traversal"}
    yield "traversal-backslash.zip", make(Entry(b"..\\a", TEXT)), {"archive-path-traversal"}
    yield "link-escape.zip", make(Entry(b"d/l", b"../../a", mode=LINK)), {"archive-link-escape"}


def pickles():
    """One harmless and one dangerous pickle, the latter where only some readers find it."""
    good, bad_one, found = picklemaker.proto() + b"N.", picklemaker.evil(), {"pickle-known-bad"}
    first, last = Entry(b"m/model.pkl", good), Entry(b"m/model.pkl", bad_one)
    double = found | {"zip-duplicate-name"}
    yield "pickle.zip", make(last), found
    yield "pickle-wrong-extension.zip", make(Entry(b"notes.png", bad_one, method=DEFLATE)), found
    yield "pickle-last.zip", make(first, last), double
    yield "pickle-first.zip", make(last, first), double
    yield "pickle-crc.zip", make(Entry(b"data.pkl", bad_one, local={"crc": 1}, central={"crc": 1})), \
        found | {"zip-crc-wrong"}
    yield "pickle-flag.zip", make(Entry(b"data.pkl", bad_one, flags=0x21)), found | {"zip-false-encryption"}
    yield "pickle-unlisted.zip", make(a(), Entry(b"data.pkl", bad_one, listed=False)), found | {"zip-unlisted-entry"}
    yield "pickle-gap.zip", make(a(), b(gap=bad_one)), found | {"zip-gap"}
    yield "pickle-behind-stream.zip", make(a(method=DEFLATE, packed=deflate(TEXT) + bad_one)), \
        found | {"zip-data-after-stream"}
    yield "pickle-nested.zip", make(Entry(b"a.zip", make(Entry(b"b.zip", make(last), method=DEFLATE)))), found


def review():
    yield "prepended.zip", make(a(), prefix=b"#!/bin/true\n"), {"zip-prepended-data"}
    yield "prepended-relative.zip", make(a(), prefix=b"#!/bin/true\n", relative=True), \
        {"zip-prepended-data"}
    yield "trailing.zip", make(a(), tail=b"and more"), {"zip-trailing-data"}
    yield "gap.zip", make(a(), b(gap=b"what is this")), {"zip-gap"}
    yield "crc-wrong.zip", make(a(local={"crc": 1}, central={"crc": 1})), {"zip-crc-wrong"}
    yield "crc-wrong-deflated.zip", make(a(method=DEFLATE, local={"crc": 1}, central={"crc": 1})), \
        {"zip-crc-wrong"}
    yield "no-descriptor.zip", make(a(local={"flags": 8, "size": 0, "packed": 0, "crc": 0}), b()), \
        {"zip-descriptor-mismatch"}
    yield "extra-field.zip", make(a(central={"extra": b"XX\x10\0ab"})), {"zip-extra-field"}
    yield "twin-case.zip", make(a(), Entry(b"A.TXT", OTHER)), {"zip-name-twin"}
    yield "twin-slash.zip", make(Entry(b"d/a", TEXT), Entry(b"d\\a", OTHER)), {"zip-name-twin"}
    yield "file-and-folder.zip", make(Entry(b"d", TEXT), Entry(b"d/")), {"zip-name-twin"}
    yield "absolute.zip", make(Entry(b"/etc/a", TEXT)), {"archive-absolute-path"}
    yield "drive.zip", make(Entry(b"C:\\a", TEXT)), {"archive-absolute-path"}
    yield "link-absolute.zip", make(Entry(b"l", b"/etc/a", mode=LINK)), {"archive-link-absolute"}


def overlap():
    """The second entry's local header is content of the first."""
    inner = b()
    outer = Entry(b"a.bin", inner.local_part())
    body = outer.local_part()
    central = outer.central_part(0) + inner.central_part(30 + len(outer.name))
    return body + central + end(2, len(central), len(body))


def quoted():
    """Each member's data run over all later ones, as in bombs that do not nest."""
    at = 0
    entries = [Entry(b"%d" % i, TEXT) for i in range(10)]
    body = b"".join(e.local_part() for e in entries)
    central = b""
    for e in entries:
        left = len(body) - at - 31
        central += Entry(e.name, TEXT, central={"packed": left, "size": left}).central_part(at)
        at += len(e.local_part())
    return body + central + end(len(entries), len(central), len(body))


def wide():
    mismatch = {"zip-zip64-mismatch"}
    body, at, size, n = lay([a(), b()])
    yield "zip64-end-mismatch.zip", body + end64(1, size, at, len(body)) + end(n, size, at), \
        mismatch | {"zip-entry-count"}
    yield "zip64-other-directory.zip", other_directory(), mismatch
    yield "zip64-entry-mismatch.zip", make(a(central={"extra": zip64_extra(1, 1)})), mismatch


def other_directory():
    """The classic fields lead to one directory, the ZIP64 ones to another."""
    first, at, size, n = lay([a()])
    more, more_at, more_size, more_n = lay([b()], first)
    return more + end64(more_n, more_size, more_at, len(more)) + end(n, size, at)


def ends():
    two = {"zip-two-directories"}
    body, at, size, n = lay([a()])
    more, more_at, more_size, more_n = lay([b()], body)
    inner = end(n, size, at)
    yield "end-in-comment.zip", more + end(more_n, more_size, more_at, comment=inner), two
    yield "end-before-end.zip", more + inner + end(more_n, more_size, more_at), two | {"malformed"}, \
        "inconclusive"
    yield "empty-end-in-comment.zip", body + end(n, size, at, comment=end(0, 0, 0)), two
    yield "appended-archive.zip", make(a()) + make(b()), two
    yield "count-less.zip", make(a(), b())[:-22] + end(1, 0x66, len(lay([a(), b()])[0]) - 0x66), \
        {"zip-entry-count"}
    yield "count-more.zip", body + end(7, size, at), {"zip-entry-count"}


def samples():
    for name, data in ok():
        yield Sample("ok", "zip/" + name, data)
    for name, data, rules, *verdict in bad():
        yield Sample("bad", "zip/" + name, data, rules, *verdict)
    for name, data, rules, *status in evil():
        yield Sample("evil", "zip/" + name, data, rules, status=status[0] if status else "")
    for name, data, rules in pickles():
        yield Sample("evil", "zip/" + name, data, rules)
    for name, data, rules in review():
        yield Sample("evil", "zip/" + name, data, rules, "review")
