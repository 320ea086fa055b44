"""The table itself: analysed names, extension types, reviewed names, aliases and moves, sorted."""

import ast
import os
import re

from . import library, native
from .graph import Analysis
from .letters import Judge
from .source import Class, Func, Universe

HERE = library.HERE
VERSION = 1


def rows_of(path):
    """The fields of a table's lines."""
    with open(os.path.join(HERE, path), encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]


class Table:
    """Everything that goes into the file."""

    def __init__(self, tree, only=()):
        self.tree = tree
        self.site, self.standard = library.roots(tree)
        self.analysis = Analysis(Universe([self.site, self.standard]))
        self.judge = Judge(self.analysis)
        self.libraries = [l for l in library.libraries() if not only or l.name in only]
        self.rows, self.refused, self.things, self.offered, self.modules_read = {}, {}, [], set(), []

    def missing(self):
        """Packages of the inputs that the tree does not hold."""
        return [p for lib in self.libraries for p in lib.packages if library.version(self.tree, p) == "?"]

    def make(self):
        self.collect()
        self.extensions()
        self.judge.native = set(self.rows)
        self.judge.collect_reducers([t for _, t in self.things if isinstance(t, Class)])
        roots = [r for lib, thing in self.things if self.wanted(lib, thing) for r in self.judge.roots(thing)]
        self.analysis.settle(roots)
        for lib, thing in self.things:
            if self.wanted(lib, thing):
                self.decide(lib, thing)
        self.tuples()
        self.stubs()
        self.reviewed()
        self.aliases()
        self.moves()

    def wanted(self, lib, thing):
        return isinstance(thing, Class) or thing in self.judge.reducers or self.listed(lib, thing)

    def listed(self, lib, func):
        """Functions that models hold as values: public ones that a package offers by name."""
        if lib.functions != "all":
            return False
        return lib.name == "sklearn" or func in self.offered and not func.name.startswith("_")

    def offer(self, module):
        """The functions that a package or a module of functions offers."""
        for name in self.exported(module):
            if name.startswith("_"):
                continue
            for value in self.analysis.names.member(module.name, name):
                if value[0] == "entity" and isinstance(value[1], Func):
                    self.offered.add(value[1])

    # collecting

    def modules(self, lib):
        if lib.tops == ["*"]:
            return [(self.standard, t) for t in STANDARD]
        return [(self.site, t) for t in lib.tops]

    def collect(self):
        for lib in self.libraries:
            for root, top in self.modules(lib):
                names = [top] if root == self.standard else library.module_names(root, top)
                for name in names:
                    module = self.analysis.universe.module(name)
                    if module is not None:
                        self.collect_module(lib, module)
        for lib, module in self.modules_read:
            if lib.functions == "all" and (lib.name != "torch" or module.name in TORCH_FUNCTIONS):
                if module.package == module.name or module.name in TORCH_FUNCTIONS:
                    self.offer(module)

    def collect_module(self, lib, module):
        self.modules_read.append((lib, module))
        standard = lib.tops == ["*"] and module.name not in PRIVATE_TOO
        for name, bindings in module.bindings.items():
            for kind, node in bindings:
                if kind == "def" and not (standard and name.startswith("_")):
                    self.things.append((lib, module.object(node)))

    # deciding

    def decide(self, lib, thing):
        dangerous = ""
        if isinstance(thing, Class):
            letters, dangerous, why = self.judge.class_letters(thing)
        else:
            letters, why = self.judge.function_letters(thing)
        self.put(thing.qual, letters, lib.name, why, dangerous)

    def put(self, name, letters, lib, why, dangerous=""):
        """Adds a row; a name that is defined twice keeps what both definitions allow."""
        if name in self.refused:
            return
        if not letters and not dangerous:
            self.rows.pop(name, None)
            self.refused[name] = (dangerous, lib, why)
            return
        letters += dangerous
        if name in self.rows:
            letters = "".join(c for c in letters if c in self.rows[name][0])
        self.rows[name] = (letters, lib, why)

    def extensions(self):
        """Cython modules whose string tables name no sink: their types and unpickle functions."""
        for lib in self.libraries:
            for top in lib.tops:
                if top == "*":
                    continue
                for name, module in sorted(native.read([self.site], top).items()):
                    if not library.SKIPPED.search(name):
                        self.extension(lib, name, module)

    def extension(self, lib, name, module):
        if not module.cython or module.sinks:
            self.refused.setdefault(name, ("", lib.name, "extension names " + ",".join(module.sinks)))
            return
        for kind in module.types:
            letters = "idnb" if kind in module.reducing else "inb"
            if "PyFunc" not in kind:
                self.rows.setdefault(f"{name}.{kind}", (letters, lib.name, "cython-type"))
        for function in module.unpicklers:
            if "Enum" not in function:
                self.rows.setdefault(f"{name}.{function}", ("idb", lib.name, "cython-unpickle"))

    def reviewed(self):
        owners = {top: lib.name for lib in self.libraries for top in lib.tops}
        for names, letters, why, _ in rows_of("reviewed.tsv"):
            for name in names.split():
                self.refused.pop(name, None)
                self.rows.pop(name, None)
                if letters == "-":
                    self.refused[name] = ("", owners.get(name.partition(".")[0], "stdlib"), why)
                    continue
                self.rows[name] = (sort(letters), owners.get(name.partition(".")[0], "stdlib"), why)

    def tuples(self):
        """Module-level names bound to a new class of tuples."""
        for lib, module in self.modules_read:
            for name, bindings in module.bindings.items():
                for kind, node in bindings:
                    letters = TUPLE_MAKERS.get(called(node)) if kind == "value" else None
                    if letters and f"{module.name}.{name}" not in self.refused:
                        self.rows[f"{module.name}.{name}"] = (letters, lib.name, "namedtuple")

    def stubs(self):
        """Universal functions, whose names only the type stubs give."""
        for stub, modules in UFUNC_STUBS.items():
            path = os.path.join(self.site, stub)
            if not os.path.isfile(path):
                continue
            with open(path, encoding="utf-8") as file:
                names = re.findall(r"^(\w+): (?:_UFunc\w+|np\.ufunc)", file.read(), re.M)
            for module in modules:
                for name in names:
                    self.rows.setdefault(f"{module}.{name}", ("i", module.partition(".")[0], "ufunc"))

    def aliases(self):
        """Other public names of listed things: packages that import them from their own modules."""
        for lib, module in self.modules_read:
            public = not any(part.startswith("_") for part in module.name.split("."))
            if module.package == module.name and public and (lib.functions == "all" or lib.name == "pandas"):
                self.package_aliases(lib, module)

    def package_aliases(self, lib, module):
        for name in sorted(self.exported(module)):
            values = self.analysis.names.member(module.name, name)
            quals = [v[1].qual for v in values if v[0] == "entity"]
            alias = f"{module.name}.{name}"
            if name.startswith("_") or len(values) != 1 or len(quals) != 1 or alias in self.rows or quals[0] not in self.rows:
                continue
            letters, _, _ = self.rows[quals[0]]
            if quals[0].partition(".")[0] == module.name.partition(".")[0] and (letters != "i" or module.name in RENAMING):
                self.rows[alias] = (letters, lib.name, "alias")

    def exported(self, module, depth=0):
        """Every name that a package binds, through stars too."""
        names = set(module.bindings)
        for source in module.stars:
            inner = self.analysis.universe.module(source)
            if inner is not None and depth < 6:
                names |= {n for n in self.exported(inner, depth + 1) if not n.startswith("_")}
        return names

    def moves(self):
        """Names that libraries had before or after the versions read here, by their documented moves."""
        for old, new in rows_of("moves.tsv"):
            for name, (letters, lib, _) in sorted(self.rows.items()):
                if name == new or name.startswith(new + ".") and letters != "i":
                    moved = old + name[len(new):]
                    self.rows.setdefault(moved, (letters, lib, "moved"))

    # writing

    def write(self, path):
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            for line in self.header():
                file.write(f"# {line}\n")
            for name in sorted(self.rows, key=lambda n: n.encode()):
                file.write("\t".join((name,) + self.rows[name]) + "\n")

    def header(self):
        yield f"generator: tools/allowlist {VERSION}"
        for lib in self.libraries:
            roots = self.modules(lib)
            whole = library.digest(roots[0][0], sorted({t for _, t in roots}))
            versions = " ".join(f"{p}={library.version(self.tree, p)}" for p in lib.packages)
            yield f"input: {lib.name} {versions} sha256:{whole}"
        yield "columns: global, letters (i import, d call with data, n new, b build, s items; N B S: reaches a sink), library, why"

    def write_refused(self, path):
        with open(path, "w", encoding="utf-8") as file:
            for name in sorted(self.refused):
                file.write("\t".join((name,) + self.refused[name]) + "\n")


def sort(letters):
    return "".join(c for c in "icdnbsNBS" if c in letters)


def called(node):
    """The last word of the function that an expression calls, and "" for any other expression."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, (ast.Name, ast.Attribute)):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id


TUPLE_MAKERS = {"namedtuple": "idn", "NamedTuple": "idn", "_make_tuple_bunch": "idnb"}

# Type stubs with universal functions, and the modules under whose names pickles know them.
UFUNC_STUBS = {"numpy/__init__.pyi": ("numpy", "numpy.core._multiarray_umath", "numpy._core._multiarray_umath"),
               "scipy/special/_ufuncs.pyi": ("scipy.special._ufuncs",)}

# Packages that rename the functions they offer, so that pickles know these by the package's name.
RENAMING = {"numpy", "numpy.linalg", "numpy.fft", "numpy.ma"}

# torch has thousands of functions; these modules' are used as values in modules.
TORCH_FUNCTIONS = {"torch.functional", "torch.nn.functional", "torch.nn.init", "torch.nn.utils", "torch.nn.utils.rnn",
                   "torch.nn.utils.parametrizations", "torch.linalg", "torch.special", "torch.fft", "torch.optim.lr_scheduler"}

# Modules of the standard library whose types people keep in models.
STANDARD = """abc argparse bisect calendar collections dataclasses datetime decimal difflib email.charset email.header
    email.headerregistry email.message email._policybase email.policy enum fractions graphlib http inspect ipaddress json.decoder
    json.encoder logging numbers optparse pathlib random reprlib statistics string textwrap types typing urllib.parse uuid
    warnings""".split()

# Of these, private names too are what pickles hold.
PRIVATE_TOO = {"collections", "inspect", "email._policybase"}
