"""Files of PyTorch: zip archives, TorchScript, packages, the stacks of pickles before 1.6, and the
tar before those. All are put together by hand."""
import io
import struct
import tarfile

from picklemaker import BINPERSID, REDUCE, STOP, SYSTEM, call, evil, glob, new, number, proto, value
from sample import Sample
from zipmaker import DEFLATE, Entry, make

BAD_CALL = call(SYSTEM, "true")
FLOAT = glob(b"torch", b"FloatStorage")
MAGIC = 0x1950A86A20F9469CFC6C
SYSTEM_INFO = {"protocol_version": 1001, "little_endian": True,
               "type_sizes": {"short": 2, "int": 4, "long": 4}}


def storage(key="0", numel=4, cls=FLOAT, more=()):
    return value(("storage", cls, key, "cpu", numel) + more) + BINPERSID


def tensor(*storage_arguments, **more):
    return call(glob(b"torch._utils", b"_rebuild_tensor_v2"), storage(*storage_arguments, **more),
                0, (4,), (1,), False, call(glob(b"collections", b"OrderedDict")))


def dump(v, n=2):
    return proto(n) + value(v) + STOP


# Zip archives.

def members(pickle, *more, data=(bytes(16),), root=b"archive/", version=b"3\n"):
    yield Entry(root + b"data.pkl", pickle)
    for key, content in enumerate(data):
        yield Entry(root + b"data/%d" % key, content)
    if version:
        yield Entry(root + b"version", version)
    for name, content in more:
        yield Entry(root + name, content, method=DEFLATE if name.endswith(b".py") else 0)


def archive(pickle, *more, **options):
    return make(*members(pickle, *more, **options))


ONE = dump({"weight": tensor()})
SCRIPT = (b"class M(Module):\n  __parameters__ = []\n  training : bool\n"
          b"  def forward(self: __torch__.M,\n    x: Tensor) -> Tensor:\n    %s\n"
          b"    return torch.add(x, x)\n")
MODULE = proto(2) + new(glob(b"__torch__", b"M")) + value({"training": True}) + b"b" + STOP


def script(line, pickle=MODULE, name=b"code/__torch__.py"):
    return archive(pickle, (b"constants.pkl", dump(())), (name, SCRIPT % line), data=())


def zips():
    yield "one", archive(ONE)
    yield "none", archive(dump({}), data=())
    yield "two-of-one", archive(dump([tensor(), tensor()]))
    yield "untyped", archive(dump(tensor("0", 16, glob(b"torch.storage", b"UntypedStorage"))))
    yield "order", archive(ONE, (b"byteorder", b"little"), (b".data/serialization_id", b"1" * 40))
    yield "data-version", archive(ONE, (b".data/version", b"3\n"), version=None)
    yield "other-root", archive(ONE, root=b"model v1.0/")
    yield "begins-with-p", archive(dump(new(glob(b"torch.nn.modules.container", b"ParameterDict"))),
                                   data=())
    yield "script", script(b"y = torch.relu(x)")
    yield "script-ops", script(b"y = ops.quantized.add(ops.prim.data(x), x, 0.5, 0)")
    # What looks like an operator in a comment or a string is none.
    yield "script-strings", script(b"s = 'torch.save(x)' # torch.save(x)\n    t = \"ops.x.y\"")
    yield "script-attribute", script(b"y = (self.ops.torch).save(x)")


def legacy(*objects, keys=("7",), raw=None, magic=None, version=1001, n=2, tail=b""):
    """Five pickles, then for each key a count and its elements."""
    first = number(MAGIC) if magic is None else magic
    parts = [proto(n) + first + STOP, dump(version, n), dump(SYSTEM_INFO, n),
             dump(list(objects), n), dump(list(keys), n)]
    if raw is None:
        raw = [struct.pack("<q", 4) + bytes(16)] * len(keys)
    return b"".join(parts) + b"".join(raw) + tail


VIEW = (None,)      # a legacy id has a sixth part


def legacies():
    yield "one", legacy(tensor("7", more=VIEW))
    yield "many", legacy(*[tensor(str(i), more=VIEW) for i in range(300)],
                         keys=sorted(map(str, range(300))))
    yield "module", legacy(new(value(("module", glob(b"torch.nn.modules.linear", b"Linear"),
                                      "linear.py", "class Linear")) + BINPERSID), keys=())
    yield "doubles", legacy(tensor("7", 4, glob(b"torch", b"DoubleStorage"), more=VIEW),
                            raw=[struct.pack("<q", 4) + bytes(32)])
    yield "shared", legacy(tensor("7", more=VIEW), tensor("7", more=VIEW))
    # The bytes of a tensor may look like anything.
    yield "opcodes", legacy(tensor("7", more=VIEW), raw=[struct.pack("<q", 4) + evil()[:16]])


def tar(pickle, storages=None, tensors=None):
    if storages is None:
        storages = (dump(1) + dump((5, "cpu", FLOAT)) + struct.pack("<q", 4) + bytes(16) + dump([]))
    if tensors is None:
        tensors = (dump(1) + dump((9, 5, glob(b"torch", b"FloatTensor"))) +
                   struct.pack("<ii3q", 1, 0, 4, 1, 0))
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as f:
        for name, data in (("sys_info", dump(SYSTEM_INFO)), ("pickle", pickle),
                           ("storages", storages), ("tensors", tensors)):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            f.addfile(info, io.BytesIO(data))
    return out.getvalue()


TAR_OBJECT = proto(2) + value({"weight": number(9) + BINPERSID}) + STOP


def bad():
    yield "no-storage.pt", archive(dump({"a": tensor(), "b": tensor("1")}))
    yield "no-version.pt", archive(ONE, version=None)
    yield "no-number.pt", archive(ONE, version=b"three")
    yield "odd-order.pt", archive(ONE, (b"byteorder", b"middle"))
    one = legacy(tensor("7", more=VIEW))
    yield "legacy-cut-storage.pt", one[:-1]
    yield "legacy-cut-keys.pt", one[:-26]
    yield "legacy-cut-object.pt", one[:200]
    yield "legacy-only-magic.pt", dump(MAGIC)
    yield "legacy-version.pt", legacy(tensor("7", more=VIEW), version=1002)
    yield "legacy-count.pt", legacy(tensor("7", more=VIEW), raw=[struct.pack("<q", 1 << 62)])
    yield "legacy-negative.pt", legacy(tensor("7", more=VIEW), raw=[struct.pack("<q", -1)])
    yield "legacy-few.pt", legacy(tensor("7", more=VIEW), raw=[struct.pack("<q", 2) + bytes(8)])
    yield "legacy-more.pt", legacy(tensor("7", more=VIEW), raw=[struct.pack("<q", 8) + bytes(32)])
    yield "legacy-twice.pt", legacy(tensor("7", more=VIEW), tensor("7", 8, more=VIEW))
    yield "legacy-unknown-key.pt", legacy(tensor("7", more=VIEW), keys=("8",))
    yield "legacy-no-keys.pt", legacy(tensor("7", more=VIEW), keys=()).replace(
        dump([]), dump(None))
    yield "tar-cut-storage.pt", tar(TAR_OBJECT, storages=dump(1) + dump((5, "cpu", FLOAT)) + b"\4")
    yield "tar-huge.pt", tar(TAR_OBJECT, storages=dump(1 << 60) + dump((5, "cpu", FLOAT)) +
                             struct.pack("<q", 1 << 60))
    yield "tar-dims.pt", tar(TAR_OBJECT, tensors=dump(1) + dump((9, 5, FLOAT)) + b"\xff" * 16)


def evil_archives():
    known = {"pickle-known-bad"}
    yield "call.pt", archive(dump({"weight": tensor(), "x": BAD_CALL})), known
    yield "call-in-constants.pt", archive(MODULE, (b"constants.pkl", evil()), data=()), known
    yield "call-in-extra.pt", archive(ONE, (b"extra/notes", evil())), known
    yield "short.pt", archive(dump(tensor("0", 1000))), {"torch-storage-short"}
    yield "short-overflow.pt", archive(dump(tensor("0", 1 << 62))), {"torch-storage-short"}
    yield "short-second.pt", archive(dump([tensor(), tensor("0", 5)])), {"torch-storage-short"}
    yield "short-constant.pt", archive(
        MODULE, (b"constants.pkl", dump((tensor(),))), (b"constants/0", bytes(8)),
        (b"code/__torch__.py", SCRIPT % b"pass"), data=()), {"torch-storage-short"}
    for name, key in (("up", "../data/0"), ("folder", "a/0"), ("windows", "..\\0"), ("empty", "")):
        yield f"key-{name}.pt", archive(dump(tensor(key)), data=()), {"torch-storage-key"}
    file = {"torchscript-file-access"}
    yield "save.pt", script(b'torch.save(x, "file")'), file
    yield "save-ops.pt", script(b'ops.aten.save(x, "file")'), file
    yield "save-apart.pt", script(b'(torch)\\\n   . save (x, "file")'), file
    yield "save-after-string.pt", script(b'"""a\n    b"""; torch.save(x, "file")'), file
    yield "save-after-comment.pt", script(b'# """\n    torch.save(x, "file")'), file
    yield "from-file.pt", script(b'y = torch.from_file("file", True, 4)'), file
    yield "bytecode.pt", archive(MODULE, (b"constants.pkl", dump(())),
                                 (b"bytecode.pkl", dump((5, ("f", (("aten::save", ""),))))),
                                 data=()), file
    many = b"; ".join(b"ops.lib.f%d(x)" % i for i in range(200))
    yield "save-behind-many.pt", script(many + b'; torch.save(x, "file")'), file | {
        "torchscript-custom-operator"}
    # PyTorch looks its records up without case.
    upper = script(b'torch.save(x, "file")')
    for name in (b"data.pkl", b"constants.pkl", b"code/__torch__.py"):
        upper = upper.replace(b"archive/" + name, b"archive/" + name.upper())
    yield "save-upper.pt", upper, file
    yield "short-upper.pt", archive(dump(tensor("0", 9))).replace(b"data/0", b"DATA/0").replace(
        b"data.pkl", b"Data.pkl"), {"torch-storage-short"}
    yield "before-1.2.pt", make(
        Entry(b"m/version", b"1"), Entry(b"m/model.json", b"{}"), Entry(b"m/tensors/0", bytes(16)),
        Entry(b"m/code/m.py", SCRIPT % b'torch.save(x, "file")')), file
    yield "in-package.pt", archive(
        ONE, (b".data/extern_modules", b""), (b".data/ts_code/code/__torch__.py",
                                              SCRIPT % b'torch.save(x, "file")')), file
    yield "in-folder.pt", script(b'torch.save(x, "f")', name=b"code/__torch__/torch/nn/m.py"), file
    by_module = value(("module", SYSTEM, "a.py", "source")) + BINPERSID + value(("true",)) + REDUCE
    yield "legacy-call.pt", legacy(tensor("7", more=VIEW), BAD_CALL), known
    yield "legacy-call-protocol5.pt", legacy(tensor("7", more=VIEW), BAD_CALL, n=5), known
    yield "legacy-call-by-module.pt", legacy(by_module, keys=()), known
    yield "legacy-magic.pt", legacy(tensor("7", more=VIEW), magic=call(
        glob(b"builtins", b"int"), str(MAGIC))), {"torch-magic"}
    yield "legacy-magic-hidden.pt", legacy(keys=(), magic=call(
        glob(b"builtins", b"eval"), "0x1950A86A20F9469CFC6 << 4 | 12")), {"torch-magic"} | known
    yield "legacy-behind.pt", legacy(tensor("7", more=VIEW), tail=evil()), {
        "torch-trailing-data"} | known
    yield "tar-call.pt", tar(proto(2) + value({"weight": number(9) + BINPERSID, "x": BAD_CALL}) +
                             STOP), known
    yield "tar-call-in-storages.pt", tar(TAR_OBJECT, storages=dump(1) + dump((
        5, "cpu", FLOAT, BAD_CALL)) + struct.pack("<q", 4) + bytes(16) + dump([])), known


def samples():
    for name, data in zips():
        yield Sample("ok", name + ".pt", data)
    yield Sample("ok", "script-custom.pt", script(b"y = ops.torchvision.nms(x, x, 0.5)"),
                 {"torchscript-custom-operator"})
    yield Sample("ok", "script-class.pt", script(
        b"y = unchecked_cast(__torch__.torch.classes.tensorrt.Engine, self.engine)"),
                 {"torchscript-custom-operator"})
    yield Sample("ok", "script-own-class.pt", script(
        b"y = unchecked_cast(__torch__.torch.classes.quantized.LinearPackedParamsBase, self.p)"))
    yield Sample("ok", "long.pt", archive(dump(tensor("0", 3))), {"torch-storage-long"})
    yield Sample("ok", "unused.pt", archive(ONE, (b"data/1", bytes(4))), {"torch-unused-storage"})
    for name, data in legacies():
        yield Sample("ok", "legacy-" + name + ".pt", data)
    yield Sample("ok", "legacy-trailing.pt", legacy(tensor("7", more=VIEW), tail=b"see you"),
                 {"torch-trailing-data"})
    yield Sample("ok", "tar.pt", tar(TAR_OBJECT))
    for name, data in bad():
        yield Sample("bad", name, data, {"malformed"})
    yield Sample("bad", "late-version.pt", archive(ONE, version=b"99\n"), {"incomplete"})
    for name, data, rules in evil_archives():
        yield Sample("evil", name, data, rules)
    yield Sample("evil", "script-alias.pt", script(b't = torch\n    t.save(x, "file")'),
                 {"torchscript-hidden-operator"}, verdict="review")
    yield Sample("evil", "script-getattr.pt", script(b'getattr(torch, "save")(x, "file")'),
                 {"torchscript-hidden-operator"}, verdict="review")
    yield Sample("evil", "package.pt", archive(
        ONE, (b".data/extern_modules", b"torch\n"), (b"model/net.py", b"import os\n")),
        {"torch-package-code"}, verdict="review")
    yield Sample("evil", "native.pt2", archive(
        ONE, (b"data/aotinductor/model/m.so", b"\x7fELF" + bytes(60))),
        {"torch-native-code"}, verdict="review")
    both = {"malformed", "pickle-known-bad"}
    yield Sample("evil", "legacy-call-in-keys.pt", legacy(
        tensor("7", more=VIEW), keys=("7", BAD_CALL)), both, status="inconclusive")
    yield Sample("evil", "tar-call-in-tensors.pt", tar(TAR_OBJECT, tensors=dump(2) + dump((
        9, 5, FLOAT)) + struct.pack("<ii3q", 1, 0, 4, 1, 0) + evil()), both, status="inconclusive")
