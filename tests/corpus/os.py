"""Databases of operating systems' packages, and the os-release beside them."""
import io
import os
import sqlite3
import struct
import tarfile
import tempfile

from sample import Sample

DEBIAN = b'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian"\nVERSION_ID="12"\nID=debian\n'
UBUNTU = b"ID=ubuntu\nVERSION_ID='22.04'\n"
SYSTEM = "operating-system debian@12"


def paragraph(name, version, state="install ok installed", **fields):
    lines = [f"Package: {name}", f"Status: {state}", "Architecture: " + fields.pop("arch", "amd64"),
             f"Version: {version}", "Description: one line", " and more of it", " ."]
    return "\n".join(lines + [f"{k.replace('_', '-')}: {v}" for k, v in fields.items()]) + "\n"


STATUS = "\n".join([
    paragraph("libc6", "2.36-9", Source="glibc"),
    paragraph("gcc-12-base", "12.2.0-14", Source="gcc-12 (12.2.0-13)"),
    paragraph("mawk", "1:1.3.4", Provides="awk (= 1), other"),
    paragraph("base-files", "12.4", Pre_Depends="awk", Depends="libc6 (>= 2.3),\n gone | mawk:any"),
    paragraph("old", "1", "deinstall ok config-files"),
    paragraph("half", "1", "install ok half-configured"),
]).encode()
PACKAGES = [("libc6", "2.36-9"), ("gcc-12-base", "12.2.0-14"), ("mawk", "1:1.3.4"),
            ("base-files", "12.4"), ("half", "1")]


def titles(vendor, packages=PACKAGES):
    return {f"package deb:{vendor}/{name}@{version}" for name, version in packages}


def tar(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def dpkg():
    status, release = "var/lib/dpkg/status", "etc/os-release"
    yield Sample("ok", f"os/debian/{status}", STATUS, components=titles("debian"))
    yield Sample("ok", f"os/debian/{release}", DEBIAN, components={SYSTEM})
    yield Sample("ok", f"os/ubuntu/{status}", STATUS, components=titles("ubuntu"))
    yield Sample("ok", f"os/ubuntu/usr/lib/os-release", UBUNTU, components={"operating-system ubuntu@22.04"})
    yield Sample("ok", f"os/alone/{status}", STATUS, components=titles("debian"))
    one = paragraph("netbase", "6.4").replace("Status: install ok installed\n", "").encode()
    yield Sample("ok", f"os/distroless/{status}.d/netbase", one, components=titles("debian", [("netbase", "6.4")]))
    yield Sample("ok", "os/empty/var/lib/dpkg/status", b"", components=set())
    yield Sample("ok", "os/elsewhere/status", STATUS, status="skipped", components=set())
    layers = {"a/layer.tar": tar({"./etc/os-release": UBUNTU}), "b/layer.tar": tar({f"./{status}": STATUS})}
    yield Sample("ok", "os/layers.tar", tar(layers), components=titles("ubuntu") | {"operating-system ubuntu@22.04"})
    trees = {f"one/{release}": UBUNTU, f"two/{release}": DEBIAN, f"two/{status}": STATUS}
    yield Sample("ok", "os/trees.tar", tar(trees),
                 components=titles("debian") | {SYSTEM, "operating-system ubuntu@22.04"})
    yield Sample("bad", f"os/odd/{status}", STATUS + b"\nnonsense\n", {"malformed"})
    yield Sample("bad", f"os/nameless/{status}", b"Version: 1\nStatus: install ok installed\n", {"malformed"})


ALPINE = b'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.18.4\n'
INSTALLED = b"""C:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=
P:musl
V:1.2.4-r1
A:x86_64
L:MIT
o:musl
m:Someone <a@example.invalid>
p:so:libc.musl-x86_64.so.1=1
F:lib
R:ld-musl-x86_64.so.1
a:0:0:755
Z:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=

C:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAB=
P:busybox-binsh
V:1.36.1-r2
A:x86_64
o:busybox
D:so:libc.musl-x86_64.so.1 !nothing gone>1
p:cmd:sh=1.36.1-r2
"""


def apk():
    place = "lib/apk/db/installed"
    titles = {"package apk:alpine/musl@1.2.4-r1", "package apk:alpine/busybox-binsh@1.36.1-r2"}
    yield Sample("ok", f"os/alpine/{place}", INSTALLED, components=titles)
    yield Sample("ok", "os/alpine/etc/os-release", ALPINE, components={"operating-system alpine@3.18.4"})
    yield Sample("ok", f"os/alpine-new/usr/{place}", INSTALLED,
                 components={title.replace("alpine", "wolfi") for title in titles})
    yield Sample("ok", "os/alpine-new/usr/lib/os-release", b"ID=wolfi\nVERSION_ID=20230201\n",
                 components={"operating-system wolfi@20230201"})
    yield Sample("bad", f"os/alpine-odd/{place}", INSTALLED + b"\nA:x86_64\n", {"malformed"})


def header(**tags):
    """A header as rpm's databases hold it; lists are arrays of texts, numbers 32 bits."""
    index, store = b"", b""
    for number, value in sorted((TAGS[name], value) for name, value in tags.items()):
        values = value if isinstance(value, list) else [value]
        if isinstance(value, int):
            store += bytes(-len(store) % 4)
        kind = 4 if isinstance(value, int) else 8 if isinstance(value, list) else 6
        index += struct.pack(">IIII", number, kind, len(store), len(values))
        store += b"".join(struct.pack(">I", v) if isinstance(v, int) else v.encode() + b"\0" for v in values)
    return struct.pack(">II", len(index) // 16, len(store)) + index + store


TAGS = {"name": 1000, "version": 1001, "release": 1002, "epoch": 1003, "summary": 1004, "licence": 1014,
        "arch": 1022, "source": 1044, "provides": 1047, "requires": 1049}
HEADERS = [
    header(name="bash", version="5.1", release="2.el9", arch="x86_64", source="bash-5.1-2.el9.src.rpm",
           provides=["bash", "/bin/sh"], licence="GPLv3+", requires=["libc.so.6", "rpmlib(x)"]),
    header(name="glibc", version="2.34", release="60.el9", epoch=1, arch="x86_64", summary="x" * 9000,
           source="glibc-2.34-60.el9.src.rpm", provides=["libc.so.6"], requires=["/bin/sh"]),
    header(name="gpg-pubkey", version="0a0b", release="1"),
]


def sqlite_store(headers, page_size=4096):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rpmdb.sqlite")
        db = sqlite3.connect(path)
        db.execute(f"PRAGMA page_size = {page_size}")
        db.execute("CREATE TABLE Other (a TEXT)")
        db.execute("CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)")
        db.executemany("INSERT INTO Packages (blob) VALUES (?)", [(one,) for one in headers])
        db.commit()
        db.close()
        with open(path, "rb") as f:
            return f.read()


def ndb_store(headers):
    slots = b"RpmP" + struct.pack("<IIII", 0, 1, 1, len(headers) + 1) + bytes(12)
    blobs, at = b"", 4096
    for number, one in enumerate(headers, 1):
        blob = b"BlbS" + struct.pack("<III", number, 1, len(one)) + one
        blob += bytes(-(len(blob) + 12) % 16) + struct.pack("<II", 0, len(one)) + b"BlbE"
        slots += b"Slot" + struct.pack("<III", number, (at + len(blobs)) // 16, len(blob) // 16)
        blobs += blob
    return slots.ljust(4096, b"\0") + blobs


def bdb_store(headers, big=False):
    """Page 0 the metadata, page 1 the hash with all pairs, overflow pages behind."""
    order, size = (">" if big else "<"), 4096
    meta = bytes(8) + struct.pack(order + "IIII", 0, 0x61561, 9, size) + bytes([0, 8])
    items, overflow = [], []
    for number, one in enumerate(headers, 1):
        first = 2 + len(overflow)
        items += [b"\1" + struct.pack(order + "I", number), b"\3" + bytes(3) + struct.pack(order + "II", first, len(one))]
        parts = [one[i:i + size - 26] for i in range(0, len(one), size - 26)]
        for i, part in enumerate(parts):
            after = first + i + 1 if i + 1 < len(parts) else 0
            overflow.append((struct.pack(order + "QIIIHHBB", 0, first + i, 0, after, 1, len(part), 0, 7) + part)
                            .ljust(size, b"\0"))
    places, body, at = b"", b"", size
    for item in items:
        at -= len(item)
        places += struct.pack(order + "H", at)
        body = item + body
    page = struct.pack(order + "QIIIHHBB", 0, 1, 0, 0, len(items), at, 0, 13) + places
    return meta.ljust(size, b"\0") + page.ljust(at, b"\0") + body + b"".join(overflow)


def rpm():
    titles = {"package rpm:redhat/bash@5.1-2.el9", "package rpm:redhat/glibc@2.34-60.el9"}
    system = b'ID="rhel"\nVERSION_ID="9.2"\n'
    stores = {"sqlite/var/lib/rpm/rpmdb.sqlite": sqlite_store(HEADERS),
              "sqlite-small/usr/lib/sysimage/rpm/rpmdb.sqlite": sqlite_store(HEADERS, 512),
              "ndb/usr/lib/sysimage/rpm/Packages.db": ndb_store(HEADERS),
              "bdb/var/lib/rpm/Packages": bdb_store(HEADERS),
              "bdb-big/var/lib/rpm/Packages": bdb_store(HEADERS, True)}
    for name, data in stores.items():
        yield Sample("ok", f"os/rpm-{name}", data, components=titles)
        yield Sample("ok", f"os/rpm-{name.split('/')[0]}/etc/os-release", system,
                     components={"operating-system rhel@9.2"})
        yield Sample("bad", f"os/rpm-cut-{name}", data[:-3000], {"malformed"})
    many = [header(name=f"p{i}", version="1", release="1") for i in range(300)]
    yield Sample("ok", "os/rpm-many/var/lib/rpm/rpmdb.sqlite", sqlite_store(many, 512),
                 components={f"package rpm:p{i}@1-1" for i in range(300)})
    yield Sample("bad", "os/rpm-other/var/lib/rpm/Packages", b"x" * 8192, {"incomplete"})
    yield Sample("bad", "os/rpm-short/var/lib/rpm/rpmdb.sqlite", sqlite_store([b"\0\0\0\5"]), {"malformed"})


def samples():
    yield from dpkg()
    yield from apk()
    yield from rpm()
