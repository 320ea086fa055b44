"""Lists what a pickle could call: functions, classes and methods of a Python installation.

Sources are read as text, never imported. Native modules have no text: Debian's own are imported and
their members looked at. Nothing is called.
"""
import ast
import importlib
import os
import random
import sys
import sysconfig
import warnings
from dataclasses import dataclass

LIBRARIES = "numpy scipy sklearn pandas joblib torch xgboost".split()
SITE = "/usr/lib/python3/dist-packages"
NATIVE = """
    numpy.core._multiarray_umath numpy.linalg._umath_linalg numpy.random.mtrand pandas._libs.lib
    pandas._libs.tslibs.timestamps scipy.sparse._sparsetools sklearn.tree._tree torch._C
""".split()


@dataclass(frozen=True)
class Name:
    """`module` imports; `path` is walked from there, with a dot for what lies in a class."""
    module: str
    path: str

    @property
    def full(self):
        return f"{self.module}.{self.path}"


def draw(count, seed):
    """About `count` names, evenly from the standard library, the libraries and native modules."""
    rng = random.Random(seed)
    drawn = []
    stdlib = sources(sysconfig.get_path("stdlib"), "")
    installed = [each for name in LIBRARIES for each in sources(f"{SITE}/{name}", name)]
    for files in (stdlib, installed):
        drawn += of_sources(files, count * 2 // 5, rng)
    return drawn + rng.sample(native(), count // 5)


def sources(folder, package):
    """(module, file) of each source below a folder."""
    found = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name.isidentifier())
        inside = os.path.relpath(root, folder).replace(os.sep, ".").strip(".")
        parts = [part for part in (package, inside) if part]
        for name in sorted(names):
            stem, extension = os.path.splitext(name)
            if extension == ".py" and stem.isidentifier():
                module = parts if stem == "__init__" else [*parts, stem]
                found.append((".".join(module), os.path.join(root, name)))
    return [(module, file) for module, file in found if module]


def of_sources(files, count, rng):
    """Up to three names a file, so that no large module outweighs the rest."""
    files = rng.sample(files, len(files))
    drawn = []
    for module, file in files:
        names = [Name(module, path) for path in callables(file)]
        drawn += rng.sample(names, min(3, len(names)))
        if len(drawn) >= count:
            break
    return drawn[:count]


def callables(file):
    """Dotted paths of the functions, classes and methods that a source defines."""
    try:
        with open(file, "rb") as source, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source.read())
    except (SyntaxError, ValueError):
        return []
    return list(dict.fromkeys(paths(tree, "")))


def paths(node, prefix):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield prefix + child.name
        elif isinstance(child, ast.ClassDef):
            yield prefix + child.name
            yield from paths(child, prefix + child.name + ".")
        elif isinstance(child, (ast.If, ast.Try)):
            yield from paths(child, prefix)


def native():
    modules = [*sys.builtin_module_names, *NATIVE, *dynamic()]
    return sorted({name for module in modules for name in members(module)}, key=lambda n: n.full)


def dynamic():
    """Extension modules of the standard library."""
    folder = os.path.join(sysconfig.get_path("stdlib"), "lib-dynload")
    return sorted({name.split(".")[0] for name in os.listdir(folder)})


def members(module):
    try:
        namespace = vars(importlib.import_module(module))
    except ImportError:
        return []
    return [Name(module, key) for key, value in namespace.items()
            if callable(value) and (not key.startswith("__") or key == "__import__")]
