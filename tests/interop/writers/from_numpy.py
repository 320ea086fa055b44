"""Arrays of all kinds: pickled, .npy, .npz."""
import functools

import numpy as np

from kit import Model, one_pickle, pickled, rotated

PLAIN = "? b B h H i I l L q Q e f d g F D G".split()
OTHER = {
    "big-endian": ">f8", "big-endian-int": ">i4", "bytes": "S5", "text": "U7", "void": "V6",
    "time": "M8[ns]", "time-days": "M8[D]", "duration": "m8[25s]",
    "struct": [("x", "<f4"), ("y", "<i8", (2, 3)), ("name", "U4")],
    "aligned": np.dtype([("a", "u1"), ("b", "f8")], align=True),
    "titled": [(("the title", "t"), "i4"), ("inner", [("deep", "u2")])],
    "offsets": np.dtype({"names": ["a", "b"], "formats": ["i2", "f4"], "offsets": [0, 8],
                         "itemsize": 24}),
}


def array(dtype, shape=(3, 4)):
    """Some values of that type; the bytes of random numbers would be no valid text or times."""
    count = int(np.prod(shape))
    if np.dtype(dtype).names:
        return np.zeros(shape, dtype)
    return np.resize(np.arange(count) % 7, shape).astype(dtype)


def objects(shape=(2, 3)):
    values = np.empty(shape, object)
    values.flat[:] = [1, "two", [3.0], {"four": 4}, None, (6,)][:values.size]
    return values


def big():
    return np.random.default_rng(5).standard_normal((400, 300))


ARRAYS = {f"dtype-{i}-{np.dtype(code).name}": functools.partial(array, code) for i,
          code in enumerate(PLAIN)}
ARRAYS |= {f"dtype-{name}": functools.partial(array, dtype) for name, dtype in OTHER.items()}
SHAPES = {
    "scalar-array": lambda: np.array(3.5),
    "empty": lambda: np.empty((0,)),
    "empty-2d": lambda: np.zeros((3, 0, 2), "f4"),
    "fortran": lambda: np.asfortranarray(array("f8", (5, 6))),
    "strided": lambda: array("i4", (8, 9))[::2, ::-3],
    "transposed": lambda: array("f4", (2, 3, 4)).T,
    "dimensions": lambda: np.zeros((1,) * 20),
    "object": objects,
    "object-empty": lambda: np.empty(0, object),
    "object-fortran": lambda: np.asfortranarray(objects()),
    "object-nested": lambda: np.array([objects(), None, array("f8")], dtype=object),
    "object-struct": lambda: np.array([(1, "a"), (2, [3])], dtype=[("n", "i4"), ("o", "O")]),
    "strings-object": lambda: np.array(["a", "bb", "ccc"], dtype=object),
    "big": big,
}
VALUES = {
    "scalars": lambda: [np.float32(1), np.int64(2), np.bool_(True), np.complex128(1j), np.str_("s"),
                        np.bytes_(b"b"),
                        np.datetime64("2024-01-01"), np.timedelta64(3, "s"), np.float16(.5),
                        np.longdouble(2)],
    "dtypes": lambda: [np.dtype(dtype) for dtype in [*PLAIN, *OTHER.values(), "O"]],
    "types": lambda: [np.float64, np.int8, np.ndarray, np.generic, np.dtype, np.bool_],
    "ufuncs": lambda: [np.add, np.log1p, np.exp, np.maximum],
    "functions": lambda: [np.mean, np.median, np.linalg.norm, np.argmax],
    "partial": lambda: [functools.partial(np.mean, axis=0),
                        functools.partial(np.clip, a_min=0, a_max=1), functools.partial(np.add, 1)],
    "masked": lambda: np.ma.array([1., 2., 3.], mask=[0, 1, 0], fill_value=-1),
    "masked-struct": lambda: np.ma.zeros(3, dtype=[("a", "f4"), ("b", "i4")]),
    "masked-constant": lambda: [np.ma.masked, np.ma.nomask],
    "matrix": lambda: np.matrix([[1, 2], [3, 4]]),
    "recarray": lambda: np.rec.array([(1, 2.0, "x")], dtype=[("a", "i4"), ("b", "f8"),
                                                             ("c", "U1")]),
    "chararray": lambda: np.char.array(["a", "bc"]),
    "memmap-copy": lambda: np.array(np.arange(4)).view(np.memmap),
    "random-state": lambda: np.random.RandomState(3),
    "generator": lambda: np.random.default_rng(3),
    "generators": lambda: [np.random.Generator(kind(3)) for kind in
                           (np.random.MT19937, np.random.Philox, np.random.SFC64,
                            np.random.PCG64DXSM)],
    "bit-generator": lambda: np.random.PCG64(3),
    "seed-sequence": lambda: np.random.SeedSequence(3).spawn(2),
    "global-state": lambda: np.random.get_state(),
    "poly1d": lambda: np.poly1d([1, 2, 3]),
    "polynomials": lambda: [np.polynomial.Polynomial([1, 2]), np.polynomial.Chebyshev([1, 2]),
                            np.polynomial.Hermite([3])],
    "vectorize": lambda: np.vectorize(np.log1p),
    "shared": lambda: (lambda a: {"first": a, "again": a, "view": a[1:]})(array("f8")),
    "dict": lambda: {"weights": [array("f4"), array("f8")], "bias": array("f4", (3,)),
                     "names": np.array(["a", "b"])},
    "iinfo": lambda: np.iinfo("i4"),
    "ndindex": lambda: [np.s_[1:2, ..., None], np.index_exp[3]],
    "errors": lambda: [np.linalg.LinAlgError("singular")],
}


def npy(name, make, version=None):
    def write(path):
        with open(path, "wb") as file:
            np.lib.format.write_array(file, make(), version=version, allow_pickle=True)
    return Model("numpy", "npy", name + ".npy", write)


def npz(name, table, save):
    return Model("numpy", "npz", name + ".npz", lambda path: save(path,
                                                                  **{key: make() for key,
                                                                     make in table.items()}))


def models():
    for turn, (name, make) in enumerate(ARRAYS.items()):
        yield npy(name, make)
        yield one_pickle("numpy", name, make, turn % 6)
        yield one_pickle("numpy", name, make, (turn + 3) % 6)
    for name, make in SHAPES.items():
        yield npy(name, make)
    for version in ((1, 0), (2, 0), (3, 0)):
        yield npy("version-%d-%d" % version, SHAPES["fortran"], version)
    yield npy("unicode-field", lambda: np.zeros(2, [("é☃", "f4")]), (3, 0))
    yield npy("long-header", lambda: np.zeros(1, [(f"field number {i:05}", "f4")
                                                  for i in range(4000)]))
    yield npz("arrays", ARRAYS, np.savez)
    yield npz("arrays-compressed", ARRAYS, np.savez_compressed)
    yield npz("objects", SHAPES, np.savez)
    yield npz("objects-compressed", SHAPES, np.savez_compressed)
    yield npz("none", {}, np.savez)
    yield npz("names", {"layer/0/weight": SHAPES["fortran"], "bias.npy": SHAPES["empty"],
                        "é": SHAPES["object"]}, np.savez)
    yield Model("numpy", "npz", "positional.npz", lambda path: np.savez(path, array("f4"),
                                                                        array("i8")))
    yield from pickled("numpy", SHAPES)
    yield from rotated("numpy", VALUES)
    yield from pickled("numpy", {"value-" + name: make for name, make in VALUES.items()},
                       protocols=[2, 5])
