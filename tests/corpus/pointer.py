"""Text files in the place of weights: Git LFS, Xet, git-annex, DVC."""
from sample import Sample

OID = b"4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393"
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 12345\n" % OID
XET = b"# xet version 0\nfilesize = 12345\nhash = '%s'\n" % OID
ANNEX = b"/annex/objects/SHA256E-s12345--%s.bin\n" % OID
DVC = b"outs:\n- md5: a304afb96060aad90176268345e10355\n  size: 12345\n  path: model.bin\n"


def samples():
    absent = {"incomplete"}
    yield Sample("bad", "pointer/lfs.safetensors", LFS, absent)
    yield Sample("bad", "pointer/lfs-no-extension", LFS, absent)
    yield Sample("bad", "pointer/lfs-extended.bin", LFS.replace(b"oid", b"ext-0-foo sha256:%s\noid" % OID), absent)
    yield Sample("bad", "pointer/lfs-old.bin", LFS.replace(b"git-lfs", b"hawser"), absent)
    yield Sample("bad", "pointer/xet.bin", XET, absent)
    yield Sample("bad", "pointer/annex.bin", ANNEX, absent)
    yield Sample("bad", "pointer/model.bin.dvc", DVC, absent)
    yield Sample("bad", "pointer/lfs-cut.bin", LFS[:50], absent | {"malformed"})
    yield Sample("bad", "pointer/lfs-binary.bin", LFS + b"\x80\x02N.", absent | {"malformed"})
