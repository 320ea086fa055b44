"""Databases of operating systems' packages, and the os-release beside them."""
import io
import tarfile

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


def samples():
    yield from dpkg()
    yield from apk()
