"""The inputs: which packages, which modules, which versions."""

import hashlib
import os
import re

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# Trees that are no part of a model's vocabulary: tests, examples, tools, builders, compilers.
KEPT = {"torch.nn.parallel.distributed"}
SKIPPED = re.compile(r"""(^|\.)(tests?|_?testing|testutils|test_.*|conftest|setup|setup_common|generate_.*|_?examples?|_?benchmarks?|cli|__main__|_build_utils|f2py|distutils|doc|docs|
    _header_value_parser|_encoded_words|idlelib|lib2to3|turtledemo|turtle|tkinter|ensurepip|venv|pydoc_data|antigravity|this|site-packages|dist-packages|__phello__|_sysconfigdata.*|
    config-.*|contrib|app|sandbox|externals|loky|fx|computation|_show_versions|_testutils|_datasource|npyio|multiprocessing|datapipes|distributed|_ops|twitter|inference|reader|datasets|_dynamo|_inductor|_decomp|_prims|_refs|_lazy|collect_env|cpp_extension|hipify|bottleneck|tensorboard|
    xla|caffe2|onnx|package|elastic|rpc|launch|pipeline\.sync|hub|_masked|jit|_pytree_test|kaldi_io|io|plotting|viz|graphics|drawing|joblib\.(parallel|memory|executor|_.*)|models\.download.*)(\.|$)""", re.X)


class Library:
    """One row of inputs.tsv."""

    def __init__(self, line):
        self.name, packages, tops, self.functions = line.split("\t")
        self.packages, self.tops = packages.split(), tops.split()


def libraries(path=None):
    with open(path or os.path.join(HERE, "inputs.tsv"), encoding="utf-8") as file:
        return [Library(line.rstrip("\n")) for line in file if line.strip() and not line.startswith("#")]


def roots(tree):
    """(site folder, standard library folder) of a file system tree."""
    return os.path.join(tree, "usr/lib/python3/dist-packages"), os.path.join(tree, "usr/lib/python3.11")


def module_names(root, top):
    """All source modules of one top-level name, sorted, without the skipped trees."""
    single = os.path.join(root, top + ".py")
    if os.path.isfile(single):
        return [top]
    found = []
    for folder, folders, files in os.walk(os.path.join(root, top)):
        folders.sort()
        package = os.path.relpath(folder, root).replace("/", ".")
        for file in sorted(files):
            if file.endswith(".py"):
                name = package if file == "__init__.py" else f"{package}.{file[:-3]}"
                if not SKIPPED.search(name) or name in KEPT:
                    found.append(name)
    return found


def stdlib_names(root):
    """The standard library's top-level modules."""
    names = []
    for entry in sorted(os.listdir(root)):
        stem = entry[:-3] if entry.endswith(".py") else entry
        if SKIPPED.search(stem) or not stem.isidentifier():
            continue
        if entry.endswith(".py") or os.path.isfile(os.path.join(root, entry, "__init__.py")):
            names.append(stem)
    return names


def digest(root, tops):
    """SHA-256 over names and contents of all sources and extension modules of some top-level names."""
    whole = hashlib.sha256()
    for top in tops:
        base = os.path.join(root, top.replace(".", "/"))
        paths = [base + ".py"]
        for folder, folders, files in os.walk(base):
            folders.sort()
            paths.extend(os.path.join(folder, f) for f in sorted(files))
        for path in paths:
            if path.endswith((".py", ".so", ".pyi", ".pyx")) and os.path.isfile(path):
                with open(path, "rb") as file:
                    whole.update(os.path.relpath(path, root).encode() + b"\0" + hashlib.sha256(file.read()).digest())
    return whole.hexdigest()


def version(tree, package):
    """A package's version in the tree: from the list that fetch leaves, or from dpkg's own."""
    listed = os.path.join(tree, "packages.tsv")
    if os.path.isfile(listed):
        with open(listed, encoding="utf-8") as file:
            known = dict(line.rstrip("\n").split("\t") for line in file)
        return known.get(package, "?")
    with open(os.path.join(tree, "var/lib/dpkg/status"), encoding="utf-8") as file:
        for entry in file.read().split("\n\n"):
            if entry.startswith(f"Package: {package}\n"):
                return re.search(r"^Version: (.*)$", entry, re.M).group(1)
    return "?"
