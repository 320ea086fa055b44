"""Go: go.mod, vendor/modules.txt, and the build info in programs of three systems."""
import struct

from sample import Sample

MOD = b"""// Deprecated: not really.
module example.invalid/team/app // main

go 1.21

toolchain go1.21.5

require example.invalid/a v1.2.3

require (
	"example.invalid/b/v2" v2.0.0-20230101000000-abcdefabcdef // indirect
	example.invalid/c v0.1.0+incompatible
	example.invalid/near v1.0.0
	example.invalid/old v1.0.0
)

exclude example.invalid/a v1.2.2

replace (
	example.invalid/old v1.0.0 => example.invalid/fork/new v1.0.1
	example.invalid/near => ../near
	example.invalid/c v9.9.9 => example.invalid/never v1.0.0
)

retract [v0.1.0, v0.2.0]
"""
REQUIRED = {"package golang:example.invalid/team/app", "package golang:example.invalid/a@v1.2.3",
            "package golang:example.invalid/b/v2@v2.0.0-20230101000000-abcdefabcdef",
            "package golang:example.invalid/c@v0.1.0+incompatible",
            "package golang:example.invalid/fork/new@v1.0.1"}
INFO = "\n".join(["path\texample.invalid/cmd", "mod\texample.invalid/cmd\t(devel)\t",
                  "dep\texample.invalid/a\tv1.0.0\th1:AAAA=", "dep\texample.invalid/b\tv1.0.0",
                  "=>\texample.invalid/fork\tv1.0.1\th1:BBBB=", "build\tCGO_ENABLED=0", ""]).encode()
BUILT = {"package golang:example.invalid/cmd", "package golang:example.invalid/a@v1.0.0",
         "package golang:example.invalid/fork@v1.0.1", "package golang:stdlib@1.20.1"}
MARK = b"\xff Go buildinf:"


def leb(n):
    out = b""
    while n > 127:
        out, n = out + bytes([n & 127 | 128]), n >> 7
    return out + bytes([n])


def marked(info):
    return bytes(range(16)) + info + bytes(range(16))


def inline(info=INFO, version=b"go1.20.1"):
    modules = marked(info)
    return MARK + b"\x08\x02" + bytes(16) + leb(len(version)) + version + leb(len(modules)) + modules


def pointed(address, big, wide=True):
    """The older form: pointers to strings, which lie behind the header."""
    word = (">" if big else "<") + ("Q" if wide else "I")
    size = 8 if wide else 4
    version, modules = b"go1.20.1", marked(INFO)
    texts = address + 32 + 4 * size
    strings = b"".join(struct.pack(word, n) for n in (texts, len(version), texts + len(version), len(modules)))
    head = MARK + bytes([size, int(big)]) + struct.pack(word, address + 32) + struct.pack(word, address + 32 + 2 * size)
    return head.ljust(32, b"\0") + strings + version + modules


def elf(section, big=False, wide=True, name=b".go.buildinfo", address=0x10000):
    order = ">" if big else "<"
    names = b"\0" + name + b"\0.shstrtab\0"
    head = 64 if wide else 52
    start = (head + len(names) + 15) // 16 * 16
    table = start + len(section)

    def row(name_at, kind, addr, offset, size):
        layout = "IIQQQQIIQQ" if wide else "IIIIIIIIII"
        return struct.pack(order + layout, name_at, kind, 2, addr, offset, size, 0, 0, 1, 0)

    rows = [row(0, 0, 0, 0, 0), row(1, 1, address, start, len(section)),
            row(2 + len(name), 3, 0, head, len(names))]
    ident = b"\x7fELF" + bytes([2 if wide else 1, 2 if big else 1, 1]) + bytes(9)
    layout = "HHIQQQIHHHHHH" if wide else "HHIIIIIHHHHHH"
    header = ident + struct.pack(order + layout, 2, 62, 1, 0, 0, table, 0, head, 0, 0, len(rows[0]), 3, 2)
    return (header + names).ljust(start, b"\0") + section + b"".join(rows)


def pe(section):
    optional = struct.pack("<H", 0x20B) + bytes(22) + struct.pack("<Q", 0x140000000) + bytes(80)
    start = 512
    sections = b".data\0\0\0" + struct.pack("<IIII", len(section), 0x1000, len(section), start) + bytes(16)
    sections += b".symtab\0" + bytes(32)
    head = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0"
    head += struct.pack("<HHIIIHH", 0x8664, 2, 0, 0, 0, len(optional), 2) + optional + sections
    return head.ljust(start, b"\0") + section


def mach(section):
    start = 512
    one = b"__go_buildinfo".ljust(16, b"\0") + b"__DATA".ljust(16, b"\0")
    one += struct.pack("<QQIIIIIIII", 0x100000, len(section), start, 4, 0, 0, 0, 0, 0, 0)
    segment = struct.pack("<II", 0x19, 72 + len(one)) + b"__DATA".ljust(16, b"\0")
    segment += struct.pack("<QQQQIIII", 0x100000, len(section), start, len(section), 7, 3, 1, 0)
    head = struct.pack("<IIIIIIII", 0xFEEDFACF, 0x01000007, 3, 2, 1, len(segment) + len(one), 0, 0)
    return (head + segment + one).ljust(start, b"\0") + section


def samples():
    def ok(name, data, components):
        return Sample("ok", f"golang/{name}", data, components=components)

    yield ok("mod/go.mod", MOD, REQUIRED)
    yield ok("bare/go.mod", b"module app\n", {"package golang:app"})
    yield ok("vendored/vendor/modules.txt", b"# example.invalid/a v1.2.3\n## explicit; go 1.20\nexample.invalid/a/x\n"
             b"# example.invalid/old v1.0.0 => example.invalid/new v1.0.1\n# example.invalid/near => ./near\n",
             {"package golang:example.invalid/a@v1.2.3", "package golang:example.invalid/new@v1.0.1"})
    yield ok("inline", elf(inline()), BUILT)
    yield ok("pointed", elf(pointed(0x10000, False)), BUILT)
    yield ok("pointed-big", elf(pointed(0x10000, True), big=True), BUILT)
    yield ok("pointed-32", elf(pointed(0x10000, False, False), wide=False), BUILT)
    yield ok("program.exe", pe(inline()), BUILT)
    yield ok("mach", mach(inline()), BUILT)
    yield Sample("ok", "golang/plain", elf(b"nothing of the kind"), status="skipped", components=set())
    yield Sample("bad", "golang/mod-odd/go.mod", b"module a\nrequire b\n", {"malformed"})
    yield Sample("bad", "golang/cut-info", elf(inline()[:60]), {"malformed"})
    yield Sample("bad", "golang/away", elf(pointed(0x90000, False)), {"malformed"})
