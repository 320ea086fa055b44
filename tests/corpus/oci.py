"""Images of containers: docker archives and OCI layouts, with what higher layers delete."""
import bz2
import gzip
import hashlib
import io
import json
import lzma
import tarfile

from sample import Sample

SITE = "usr/lib/python3/site-packages"


def tar(*members):
    """(name, bytes) as a tar archive; None instead of bytes is a folder."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            if data is None:
                info.type = tarfile.DIRTYPE
                archive.addfile(info)
                continue
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def installed(name, version, site=SITE):
    text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\n"
    return f"{site}/{name}-{version}.dist-info/METADATA", text.encode()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


CONFIG = json.dumps({"architecture": "amd64", "os": "linux", "config": {},
                     "rootfs": {"type": "layers", "diff_ids": []}}).encode()


def docker(layers, tags=("example.invalid/acme/app:1.2",)):
    """What `docker save` wrote before it wrote OCI layouts."""
    config = sha256(CONFIG) + ".json"
    names = [f"{number:064x}/layer.tar" for number in range(len(layers))]
    manifest = [{"Config": config, "RepoTags": list(tags), "Layers": names}]
    return tar(*zip(names, layers), (config, CONFIG), ("manifest.json", json.dumps(manifest).encode()))


def layout(layers, suffix="tar", note=None):
    """The files of an OCI layout: names and bytes."""
    def descriptor(data, kind):
        return {"mediaType": f"application/vnd.oci.image.{kind}", "digest": f"sha256:{sha256(data)}",
                "size": len(data)}

    manifest = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "config": descriptor(CONFIG, "config.v1+json"),
                "layers": [descriptor(layer, f"layer.v1.{suffix}") for layer in layers]}
    text = json.dumps(manifest).encode()
    entry = descriptor(text, "manifest.v1+json")
    entry["annotations"] = {"org.opencontainers.image.ref.name": note or "latest"}
    index = {"schemaVersion": 2, "manifests": [entry]}
    files = {f"blobs/sha256/{sha256(data)}": data for data in [*layers, text, CONFIG]}
    return {"oci-layout": b'{"imageLayoutVersion": "1.0.0"}', "index.json": json.dumps(index).encode(), **files}


def image_of(name, data):
    return f"image oci:{name}@sha256:{sha256(data)}"


def whiteouts():
    """(what it shows, layers, components without the image)."""
    one, two = installed("one", "1.0"), installed("two", "2.0")
    yield ("kept", [tar(one), tar(two)], {"package pypi:one@1.0", "package pypi:two@2.0"})
    yield ("file", [tar(one, two), tar((f"{SITE}/one-1.0.dist-info/.wh.METADATA", b""))],
           {"package pypi:one@1.0 (removed)", "package pypi:two@2.0"})
    yield ("folder", [tar(one, two), tar((f"{SITE}/.wh.one-1.0.dist-info", b""))],
           {"package pypi:one@1.0 (removed)", "package pypi:two@2.0"})
    yield ("opaque", [tar(one), tar((f"{SITE}/.wh..wh..opq", b""), two)],
           {"package pypi:one@1.0 (removed)", "package pypi:two@2.0"})
    yield ("dotted", [tar(one), tar((f"./{SITE}/.wh.one-1.0.dist-info", b""))],
           {"package pypi:one@1.0 (removed)"})
    yield ("below", [tar((f"{SITE}/.wh.one-1.0.dist-info", b"")), tar(one)], {"package pypi:one@1.0"})
    yield ("again", [tar(one), tar((f"{SITE}/.wh.one-1.0.dist-info", b"")), tar(one)],
           {"package pypi:one@1.0", "package pypi:one@1.0 (removed)"})
    yield ("other", [tar(one), tar((f"{SITE}/.wh.one-1.0.dist", b""))], {"package pypi:one@1.0"})
    path, _ = one
    yield ("replaced", [tar(one), tar((path, installed("one", "1.1")[1]))],
           {"package pypi:one@1.0 (removed)", "package pypi:one@1.1"})


def samples():
    app = "image oci:app@sha256:" + sha256(CONFIG)
    for name, layers, components in whiteouts():
        yield Sample("ok", f"docker-{name}/image.tar", docker(layers), components={app} | components)
    packers = {"tar+gzip": lambda d: gzip.compress(d, mtime=0), "tar+xz": lzma.compress,
               "tar+bzip2": bz2.compress}
    for suffix, pack in packers.items():
        layers = [pack(layer) for layer in next(l for n, l, _ in whiteouts() if n == "folder")]
        files = layout(layers, suffix)
        manifest = json.loads(files["index.json"])["manifests"][0]["digest"].removeprefix("sha256:")
        yield Sample("ok", f"archive-{suffix}/image.tar", tar(*files.items()), components={
            f"image oci:latest@sha256:{manifest}", "package pypi:one@1.0 (removed)",
            "package pypi:two@2.0"})
        wanted = {"index.json": {f"image oci:latest@sha256:{manifest}"},
                  f"blobs/sha256/{sha256(layers[0])}": {"package pypi:one@1.0 (removed)",
                                                        "package pypi:two@2.0"}}
        for path, data in files.items():
            yield Sample("ok", f"layout-{suffix}/{path}", data, components=wanted.get(path, set()),
                         status="skipped" if path == "oci-layout" or data == CONFIG else "complete")
