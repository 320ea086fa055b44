"""joblib: every compressor, protocol and kind of array, alone and inside other objects."""
import os
import shutil
import tempfile

import joblib
import numpy as np

from kit import PROTOCOLS, Model
from writers import from_numpy

COMPRESSORS = "zlib gzip bz2 xz lzma lz4".split()
EXTENSIONS = {"zlib": "z", "gzip": "gz", "bz2": "bz2", "xz": "xz", "lzma": "lzma", "lz4": "lz4"}


def model():
    rng = np.random.default_rng(1)
    return {"weights": rng.standard_normal((30, 20)).astype("f4"), "bias": np.zeros(20),
            "classes": np.array(["a", "b"]),
            "objects": from_numpy.objects(), "fortran": np.asfortranarray(np.eye(3)),
            "empty": np.empty((0, 3)),
            "step": 17, "nested": [np.arange(3), {"again": np.ones((2, 2), "?")}]}


def dumped(name, make, compress=0, protocol=None):
    def write(path):
        joblib.dump(make(), path, compress=compress, protocol=protocol)
    kind = "raw" if not compress else compress[0] if isinstance(compress, tuple) else "zlib"
    return Model("joblib", "joblib-" + kind, name + ".joblib", write)


def shared():
    array = np.arange(24.).reshape(4, 6)
    return [array, array, array[1:], {"t": array.T}]


def by_extension(path):
    """joblib picks the compressor by the name."""
    joblib.dump(model(), path)


def cached(path):
    """The results that joblib.Memory keeps in its folder."""
    with tempfile.TemporaryDirectory() as folder:
        memory = joblib.Memory(folder, verbose=0)
        memory.cache(np.linalg.norm)(np.arange(5.))
        memory.cache(np.diag)(np.arange(3.))
        found = sorted(os.path.join(root, name) for root, _,
                       names in os.walk(folder) for name in names if name == "output.pkl")
        shutil.copy(found[0], path)


def models():
    values = from_numpy.ARRAYS | from_numpy.SHAPES
    for turn, (name, make) in enumerate(values.items()):
        yield dumped("array-" + name, make)
        method = COMPRESSORS[turn % len(COMPRESSORS)]
        yield dumped("array-" + name, make, (method, 1 + turn % 9))
    for protocol in PROTOCOLS:
        yield dumped(f"model-p{protocol}", model, protocol=protocol)
        yield dumped(f"model-default-p{protocol}", model, 3, protocol)
        for method in COMPRESSORS:
            yield dumped(f"model-p{protocol}", model, (method, 3), protocol)
    for method, extension in EXTENSIONS.items():
        yield Model("joblib", "joblib-" + method, "by-name.pkl." + extension, by_extension)
        yield dumped("big", lambda: {"a": from_numpy.big(), "b": np.zeros(100000)}, (method, 1))
    yield dumped("shared", shared)
    yield dumped("masked", from_numpy.VALUES["masked"])
    yield dumped("matrix", from_numpy.VALUES["matrix"])
    yield dumped("random-state", from_numpy.VALUES["random-state"])
    yield dumped("plain", lambda: {"no": "array"})
    yield dumped("list", lambda: [np.full(n, n, "u1") for n in range(200)])
    yield dumped("unaligned", lambda: [b"x" * n for n in range(40)] + [np.arange(5.)])
    yield Model("joblib", "joblib-raw", "memory.pkl", cached)
