"""Releases of packages in memory, and as archives. Members are a dict from path to bytes."""
import gzip
import io
import json
import os
import subprocess
import tarfile
import zipfile
from pathlib import Path

import noise

NOW = 1_700_000_000


def as_bytes(data):
    return data.encode() if isinstance(data, str) else data


def tar(path, top, members, mode="w:gz"):
    with open(path, "wb") as out, gzip.GzipFile("", "wb", 6, out, mtime=NOW) as squeezed, \
            tarfile.open(fileobj=squeezed, mode="w") as archive:
        for name in sorted(members):
            data = as_bytes(members[name])
            info = tarfile.TarInfo(f"{top}/{name}")
            info.size, info.mtime, info.mode = len(data), NOW, 0o644
            archive.addfile(info, io.BytesIO(data))


def untar(path):
    """The files of an archive without its first folder."""
    members = {}
    with tarfile.open(path) as archive:
        for info in archive:
            if info.isfile():
                members[info.name.partition("/")[2]] = archive.extractfile(info).read()
    return members


class Npm:
    """A release for npm."""
    def __init__(self, name, version, members, **manifest):
        self.name, self.version = name, version
        self.members = dict(members)
        if manifest or "package.json" not in self.members:
            self.edit(lambda old: old.update(manifest))
        self.edit(lambda old: old.update(name=name, version=version))

    def edit(self, change):
        manifest = json.loads(self.members.get("package.json", b"{}"))
        change(manifest)
        self.members["package.json"] = json.dumps(manifest, indent=2) + "\n"

    def script(self, when, command):
        self.edit(lambda manifest: manifest.setdefault("scripts", {}).update({when: command}))

    def need(self, name, versions, group="dependencies"):
        self.edit(lambda manifest: manifest.setdefault(group, {}).update({name: versions}))

    def put(self, path, data):
        self.members[path] = data

    def add(self, path, text, first=False):
        """Text at the end of a file that is there, or at its start."""
        old = as_bytes(self.members[path]).decode()
        self.members[path] = text + old if first else old + text

    def replace(self, path, old, new):
        text = as_bytes(self.members[path]).decode()
        assert old in text, (path, old)
        self.members[path] = text.replace(old, new, 1)

    def save(self, folder):
        path = Path(folder) / f"{self.name.replace('/', '-').lstrip('@')}-{self.version}.tgz"
        tar(path, "package", self.members)
        return path


class Wheel(Npm):
    """A release for Python, as a wheel."""
    def __init__(self, name, version, members, requires=(), tag="py3-none-any"):
        self.name, self.version, self.tag = name, version, tag
        self.members = dict(members)
        self.requires = list(requires)

    def need(self, name, versions, group=None):
        self.requires.append(name + versions)

    def metadata(self):
        return (f"Metadata-Version: 2.1\nName: {self.name}\nVersion: {self.version}\n"
                "Summary: A library\nRequires-Python: >=3.8\n"
                + "".join(f"Requires-Dist: {one}\n" for one in self.requires) + "\nA library.\n")

    def save(self, folder):
        name = self.name.replace("-", "_")
        path = Path(folder) / f"{name}-{self.version}-{self.tag}.whl"
        info = f"{name}-{self.version}.dist-info"
        members = {where: as_bytes(data) for where, data in self.members.items()}
        members[f"{info}/METADATA"] = self.metadata().encode()
        members[f"{info}/WHEEL"] = (
            "Wheel-Version: 1.0\nGenerator: bdist_wheel (0.43.0)\n"
            f"Root-Is-Purelib: {str('-none-' in self.tag).lower()}\nTag: {self.tag}\n").encode()
        record = "".join(f"{where},sha256={noise.digest(data)},{len(data)}\n" for where, data in members.items())
        members[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\n").encode()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for where, data in members.items():
                archive.writestr(zipfile.ZipInfo(where, (2024, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
        return path


class Source(Npm):
    """A source archive, of any language."""
    def __init__(self, name, version, members):
        self.name, self.version = name, version
        self.members = dict(members)

    def save(self, folder):
        path = Path(folder) / f"{self.name}-{self.version}.tar.gz"
        tar(path, f"{self.name}-{self.version}", self.members)
        return path

    def tree(self, folder, members):
        """The tree of the tag, beside what was released."""
        top = Path(folder) / "tag"
        for name, data in members.items():
            (top / name).parent.mkdir(parents=True, exist_ok=True)
            (top / name).write_bytes(as_bytes(data))
        return top


def fetched(name, version):
    """An archive of the registry the user has configured, kept under ASSAY_PAIRS; None without one."""
    cache = Path(os.environ.get("ASSAY_PAIRS", "build/pairs"))
    plain = name.replace("/", "+")
    for path in (cache / plain / f"{version}.tgz", cache / "train" / plain / f"{version}.tgz",
                 cache / "test" / plain / f"{version}.tgz"):
        if path.is_file():
            return path
    if os.environ.get("ASSAY_OFFLINE"):
        return None
    folder = cache / plain
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder),
                           f"{name}@{version}"], capture_output=True, text=True, check=False)
    made = list(folder.glob(f"*-{version}.tgz"))
    if done.returncode or not made:
        return None
    made[0].rename(folder / f"{version}.tgz")
    return folder / f"{version}.tgz"
