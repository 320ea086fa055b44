"""Packages that advisories are about, in the files that name them. What is known is what the program
brings along, so that the samples keep their meaning: litellm 1.82.7 and 1.82.8, telnyx 4.87.1,
axios 1.14.1 are malicious, requests 2.19.0 is vulnerable without a score.
"""
import io
import json
import tarfile
import zipfile

from sample import Sample

MALICIOUS, POSSIBLE = {"malicious-package"}, {"malicious-package-possible"}
METADATA = "Metadata-Version: 2.1\nName: LiteLLM\nVersion: 1.82.8\n"


def poetry(name, version):
    return (f'[[package]]\nname = "{name}"\nversion = "{version}"\ndescription = ""\noptional = false\n'
            'python-versions = ">=3.8"\nfiles = []\n\n[metadata]\nlock-version = "2.0"\n'
            f'python-versions = "*"\ncontent-hash = "{"0" * 64}"\n').encode()


def uv(name, version):
    return (f'version = 1\nrequires-python = ">=3.9"\n\n[[package]]\nname = "{name}"\n'
            f'version = "{version}"\nsource = {{ registry = "https://example.invalid/simple" }}\n').encode()


def npm_lock(name, version):
    return json.dumps({"name": "app", "version": "1.0.0", "lockfileVersion": 3, "requires": True,
                       "packages": {"": {"name": "app", "version": "1.0.0",
                                         "dependencies": {name: f"^{version}"}},
                                    f"node_modules/{name}": {"version": version}}}).encode()


def cyclonedx(purl, name, version):
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [
        {"type": "library", "name": name, "version": version, "purl": purl}]}).encode()


def wheel(metadata):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("litellm/__init__.py", "")
        archive.writestr("litellm-1.82.8.dist-info/METADATA", metadata)
        archive.writestr("litellm-1.82.8.dist-info/RECORD", "litellm/__init__.py,,\n"
                         "litellm-1.82.8.dist-info/METADATA,,\nlitellm-1.82.8.dist-info/RECORD,,\n")
    return out.getvalue()


def tarball(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def image(path, data):
    """An archive of `docker save` with one layer that holds one file."""
    config = {"architecture": "amd64", "os": "linux", "config": {},
              "rootfs": {"type": "layers", "diff_ids": ["sha256:" + "0" * 64]}}
    return tarball({"manifest.json": json.dumps([{"Config": "c.json", "RepoTags": ["app:1"],
                                                  "Layers": ["l/layer.tar"]}]).encode(),
                    "c.json": json.dumps(config).encode(), "l/layer.tar": tarball({path: data})})


def notebook(*lines):
    return json.dumps({"cells": [{"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [],
                                  "source": [line + "\n" for line in lines]}],
                       "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def samples():
    def requirement(group, folder, text, **more):
        return Sample(group, f"{folder}/requirements.txt", text.encode() + b"\n", **more)

    for version in ("1.82.7", "1.82.8"):
        yield requirement("evil", f"req-{version}", f"litellm=={version}", rules=MALICIOUS)
        yield requirement("evil", f"spelt-{version}", f"LiteLLM=={version}", rules=MALICIOUS)
        yield Sample("evil", f"poetry-{version}/poetry.lock", poetry("litellm", version), rules=MALICIOUS)
        yield Sample("evil", f"uv-{version}/uv.lock", uv("litellm", version), rules=MALICIOUS)
        yield Sample("evil", f"bom-{version}/bom.json",
                     cyclonedx(f"pkg:pypi/litellm@{version}", "litellm", version), rules=MALICIOUS)
    yield Sample("evil", "installed/site-packages/litellm-1.82.8.dist-info/METADATA", METADATA.encode(),
                 rules=MALICIOUS)
    yield Sample("evil", "wheel/litellm-1.82.8-py3-none-any.whl", wheel(METADATA), rules=MALICIOUS)
    yield Sample("evil", "image/image.tar",
                 image("usr/lib/python3/site-packages/litellm-1.82.8.dist-info/METADATA", METADATA.encode()),
                 rules=MALICIOUS)
    yield Sample("evil", "notebook/a.ipynb", notebook("!pip install litellm==1.82.7", "import litellm"),
                 rules=MALICIOUS)
    yield Sample("evil", "npm-bad/package-lock.json", npm_lock("axios", "1.14.1"), rules=MALICIOUS)

    # The releases around them are not.
    for version in ("1.82.6", "1.82.9", "1.83.0", "1.82.8.1", "1.82.8rc1"):
        yield requirement("ok", f"req-{version}", f"litellm=={version}")
    yield Sample("ok", "npm-good/package-lock.json", npm_lock("axios", "1.14.2"))
    # The same name in another ecosystem is another package.
    yield Sample("ok", "npm-other/package-lock.json", npm_lock("litellm", "1.82.8"))

    # A requirement that allows them, and one that does not.
    for name, text in {"open": "litellm>=1.80", "bare": "litellm", "compatible": "litellm~=1.82.0"}.items():
        yield requirement("evil", f"range-{name}", text, verdict="review", rules=POSSIBLE)
    yield requirement("ok", "range-below", "litellm<1.80")
    yield requirement("ok", "range-but", "litellm>=1.82,!=1.82.7,!=1.82.8")

    # Vulnerable, without a score.
    yield requirement("evil", "vulnerable", "requests==2.19.0", verdict="review",
                      rules={"vulnerable-package-unrated"})
    yield requirement("ok", "fixed", "requests==2.32.0")
    yield requirement("ok", "vulnerable-range", "requests>=2.0,<2.20", rules={"vulnerable-package-possible"})
