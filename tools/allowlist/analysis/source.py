"""Library sources as modules, classes and functions. Nothing is ever imported: text goes in, names come out."""

import ast
import os
import warnings

COMPOUND = (ast.If, ast.Try, ast.With, ast.For, ast.While)


class Func:
    """A function, method or lambda. `outer` is the function whose variables it may see."""

    def __init__(self, module, node, qual, owner=None, outer=None):
        self.module, self.node, self.qual = module, node, qual
        self.owner, self.outer = owner, outer
        self.kind = "method" if owner else "function"
        self.name = getattr(node, "name", "<lambda>")
        if isinstance(node, ast.Lambda):
            self.decorators = []
            return
        self.decorators = node.decorator_list
        for decorator in self.decorators:
            word = decorator.attr if isinstance(decorator, ast.Attribute) else getattr(decorator, "id", "")
            if word in ("staticmethod", "classmethod"):
                self.kind = word
        if owner and self.name in ("__new__", "__class_getitem__", "__init_subclass__"):
            self.kind = "staticmethod" if node.name == "__new__" else "classmethod"

    def body(self):
        return [self.node.body] if isinstance(self.node, ast.Lambda) else self.node.body

    def parameters(self):
        args = self.node.args
        return [a.arg for a in args.posonlyargs + args.args]

    def every_parameter(self):
        args = self.node.args
        return self.parameters() + [a.arg for a in args.kwonlyargs]

    def defaults(self):
        """Parameter name to the expression of its default."""
        args = self.node.args
        names = self.parameters()
        pairs = dict(zip(names[len(names) - len(args.defaults):], args.defaults))
        pairs.update({a.arg: d for a, d in zip(args.kwonlyargs, args.kw_defaults) if d is not None})
        return pairs

    def place(self, line=None):
        return f"{self.module.name}:{line or getattr(self.node, 'lineno', 0)}"

    def __repr__(self):
        return f"<Func {self.qual}>"


class Class:
    """A class statement with the bindings of its body."""

    def __init__(self, module, node, qual, outer=None):
        self.module, self.node, self.qual, self.outer = module, node, qual, outer
        self.bindings = {}
        collect(node.body, self.bindings, module)
        self.slots = {}
        self.functions = {}

    def function(self, node):
        """The one Func of a def in this class's body."""
        if node not in self.functions:
            self.functions[node] = Func(self.module, node, f"{self.qual}.{node.name}", self, self.outer)
        return self.functions[node]

    def place(self):
        return f"{self.module.name}:{self.node.lineno}"

    def __repr__(self):
        return f"<Class {self.qual}>"


class Module:
    """One source file. `bindings` maps a name to everything that may be bound to it at the top level."""

    def __init__(self, name, path, tree):
        self.name, self.path = name, path
        self.package = name if os.path.basename(path).startswith("__init__.") else name.rpartition(".")[0]
        self.bindings, self.stars, self.objects = {}, [], {}
        collect(tree.body, self.bindings, self)

    def absolute(self, level, name):
        """The full name of a relative import."""
        if not level:
            return name or ""
        parts = self.package.split(".")
        parts = parts[:len(parts) - level + 1]
        return ".".join(parts + ([name] if name else []))

    def object(self, node):
        """The one Func or Class of a top-level statement."""
        if node not in self.objects:
            make = Class if isinstance(node, ast.ClassDef) else Func
            self.objects[node] = make(self, node, f"{self.name}.{node.name}")
        return self.objects[node]

    def __repr__(self):
        return f"<Module {self.name}>"


def _never_runs(test):
    """TYPE_CHECKING and `__name__ == "__main__"` guards."""
    text = ast.unparse(test)
    return "TYPE_CHECKING" in text or "__main__" in text


def _bind(bindings, name, kind, node):
    bindings.setdefault(name, []).append((kind, node))


def _bind_target(target, value, bindings):
    if isinstance(target, ast.Name):
        _bind(bindings, target.id, "value", value)
    elif isinstance(target, (ast.Tuple, ast.List)):
        for part in target.elts:
            _bind_target(part, None, bindings)
    elif isinstance(target, ast.Starred):
        _bind_target(target.value, None, bindings)


def _collect_import(node, bindings, module):
    if isinstance(node, ast.Import):
        for alias in node.names:
            name = alias.name if alias.asname else alias.name.partition(".")[0]
            _bind(bindings, alias.asname or name, "module", name)
        return
    source = module.absolute(node.level, node.module)
    for alias in node.names:
        if alias.name == "*":
            module.stars.append(source)
        else:
            _bind(bindings, alias.asname or alias.name, "from", (source, alias.name))


def collect(body, bindings, module):
    """Records what each statement of a module or class body binds; both arms of every branch count."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            _bind(bindings, node.name, "def", node)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            _collect_import(node, bindings, module)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                _bind_target(target, node.value, bindings)
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign)) and node.value is not None:
            _bind_target(node.target, node.value, bindings)
        elif isinstance(node, COMPOUND):
            if not (isinstance(node, ast.If) and _never_runs(node.test)):
                collect(node.body, bindings, module)
            for handler in getattr(node, "handlers", []):
                collect(handler.body, bindings, module)
            if isinstance(node, (ast.For, ast.While)):
                if isinstance(node, ast.For):
                    _bind_target(node.target, None, bindings)
            collect(getattr(node, "orelse", []), bindings, module)
            collect(getattr(node, "finalbody", []), bindings, module)
            for item in getattr(node, "items", []):
                if item.optional_vars is not None:
                    _bind_target(item.optional_vars, None, bindings)


class Universe:
    """All modules below some roots, read when first asked for."""

    def __init__(self, roots):
        self.roots = roots
        self.modules = {}
        self.natives = {}

    def find(self, name):
        """The file of a module, as (path, is source), or (None, False)."""
        relative = name.replace(".", "/")
        for root in self.roots:
            base = os.path.join(root, relative)
            for path in (os.path.join(base, "__init__.py"), base + ".py"):
                if os.path.isfile(path):
                    return path, True
        return None, False

    def module(self, name):
        """The parsed module, or None when it has no source here."""
        if name in self.modules:
            return self.modules[name]
        path, _ = self.find(name)
        found = None
        if path:
            with open(path, "rb") as file, warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    found = Module(name, path, ast.parse(file.read(), path))
                except (SyntaxError, ValueError):
                    found = None
        self.modules[name] = found
        return found
