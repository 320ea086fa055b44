"""Writes zips by hand, field by field, so that every one of them can be wrong (APPNOTE.TXT 6.3.10)."""
import struct
import zlib
from dataclasses import dataclass, field

STORED, DEFLATE = 0, 8
DESCRIPTOR = 8


def deflate(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


@dataclass
class Entry:
    """One member. `local` and `central` override single fields of one of its two headers."""
    name: bytes
    data: bytes = b""
    method: int = STORED
    flags: int = 0
    packed: bytes = None            # the bytes in the file; default: `data` by the method
    extra: bytes = b""              # of both headers
    mode: int = 0                   # Unix mode, with system 3
    descriptor: str = ""            # a struct format for crc, packed size, size: "<4sIII"
    gap: bytes = b""                # before the local header
    listed: bool = True
    local: dict = field(default_factory=dict)
    central: dict = field(default_factory=dict)

    def content(self):
        if self.packed is not None:
            return self.packed
        return deflate(self.data) if self.method == DEFLATE else self.data

    def fields(self):
        return {"name": self.name, "flags": self.flags, "method": self.method,
                "crc": zlib.crc32(self.data), "packed": len(self.content()),
                "size": len(self.data), "extra": self.extra}

    def local_part(self):
        f = self.fields()
        if self.descriptor:
            f.update(flags=f["flags"] | DESCRIPTOR, crc=0, packed=0, size=0)
        f.update(self.local)
        head = struct.pack("<4s5H3I2H", b"PK\3\4", 20, f["flags"], f["method"], 0, 0x21, f["crc"],
                           f["packed"], f["size"], len(f["name"]), len(f["extra"]))
        return head + f["name"] + f["extra"] + self.content() + self.descriptor_part()

    def descriptor_part(self):
        if not self.descriptor:
            return b""
        values = [zlib.crc32(self.data), len(self.content()), len(self.data)]
        if "s" in self.descriptor:
            values.insert(0, b"PK\7\10")
        return struct.pack(self.descriptor, *values)

    def central_part(self, offset):
        f = self.fields()
        f["flags"] |= DESCRIPTOR if self.descriptor else 0
        f.update(offset=offset)
        f.update(self.central)
        made_by = 0x0314 if self.mode else 20
        head = struct.pack("<4s6H3I5H2I", b"PK\1\2", made_by, 20, f["flags"], f["method"], 0, 0x21,
                           f["crc"], f["packed"], f["size"], len(f["name"]), len(f["extra"]), 0, 0,
                           0, self.mode << 16, f["offset"])
        return head + f["name"] + f["extra"]


def end(n, size, offset, comment=b"", comment_size=None):
    return struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, n, n, size, offset,
                       len(comment) if comment_size is None else comment_size) + comment


def end64(n, size, offset, at, pointer=None):
    """The ZIP64 end record that will lie at `at`, and its locator."""
    record = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, n, n, size, offset)
    return record + struct.pack("<4sIQI", b"PK\6\7", 0, at if pointer is None else pointer, 1)


def lay(entries, prefix=b"", shift=0):
    """The members and the directory: (bytes, directory's offset, its size, number of entries)."""
    body, central, n = prefix, b"", 0
    for entry in entries:
        body += entry.gap
        if entry.listed:
            central += entry.central_part(len(body) - shift)
            n += 1
        body += entry.local_part()
    return body + central, len(body), len(central), n


def make(*entries, prefix=b"", relative=False, comment=b"", tail=b"", zip64=False):
    """A whole archive. `relative`: offsets count from behind the prefix."""
    shift = len(prefix) if relative else 0
    body, at, size, n = lay(entries, prefix, shift)
    wide = end64(n, size, at - shift, len(body) - shift) if zip64 else b""
    return body + wide + end(n, size, at - shift, comment) + tail
