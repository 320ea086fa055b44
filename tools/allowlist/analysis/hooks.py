"""What a pickle loader may run of a class, operation by operation."""

import ast

from .source import Class, Func
from .tables import DATA_METHODS
from .values import HOSTILE

LOOKUPS = ("__getattr__", "__getattribute__")
NEVER_AT_LOAD = {"__new__", "__init__", "__setstate__", "__post_init__", "__reduce__", "__reduce_ex__", "__getstate__", "__deepcopy__", "__copy__", "__enter__", "__exit__", "__init_subclass__",
                 "__class_getitem__", "__dir__", "__sizeof__", "__aenter__", "__aexit__", "__subclasshook__", "__prepare__",
                 "__await__", "__aiter__", "__anext__", "__getnewargs__", "__getnewargs_ex__", "__getinitargs__", "__format__"}
CONSTRUCT = ("__new__", "__init__", "__post_init__", "_missing_")


class Hooks:
    """The functions behind each operation on one class, and what about it cannot be seen."""

    def __init__(self, analysis, cls):
        self.analysis, self.names, self.cls = analysis, analysis.names, cls
        self.order = self.names.order(cls)
        self.outside = [b for b in self.order if isinstance(b, str)]
        self.hidden = [b for b in self.outside if not analysis.tables.safe_base(b)]

    def functions(self, name, known=None):
        """The functions that attribute `name` of the class may be, as roots of the graph."""
        owner, bindings = self.names.attribute(self.cls, name)
        if not isinstance(owner, Class):
            return []
        found = []
        for value in self.names.bound(owner.module, bindings, owner):
            if value[0] == "entity" and isinstance(value[1], Func):
                found.append((value[1], self.cls, known))
            elif value[0] in ("method", "unbound"):
                found.append((value[2], self.cls, known))
        return [root for root in found if self.analysis.tables.reviewed(root[0].qual) not in ("pure", "data")]

    def obscure(self, name):
        """Whether the attribute is something other than functions, plain values or names of outside types."""
        owner, bindings = self.names.attribute(self.cls, name)
        if not isinstance(owner, Class):
            return False
        values = self.names.bound(owner.module, bindings, owner)
        return any(v[0] in ("unknown", "hostile", "instance") for v in values)

    def some(self, names):
        return [pair for name in names for pair in self.functions(name)]

    def new(self):
        return self.some(["__new__", "__del__"])

    def lookups(self, names):
        """What the loader's own getattr(object, name) runs."""
        return [root for hook in LOOKUPS for name in names for root in self.functions(hook, name)]

    def build(self):
        seen = self.lookups(["__setstate__"]) + self.functions("__del__")
        if self.functions("__setstate__") or self.obscure("__setstate__"):
            return seen + self.functions("__setstate__")
        setters = [(f, self.cls, None) for f in self.analysis.setters(self.cls, None)]
        return seen + self.functions("__setattr__") + setters

    def items(self):
        return self.some(["__setitem__", "append", "extend", "add"]) + self.lookups(["append", "extend", "add"])

    def construct(self):
        meta = self.names.metaclass(self.cls)
        called = []
        if isinstance(meta, Class) and not self.analysis.is_enum(self.cls):
            called = Hooks(self.analysis, meta).functions("__call__")
        return [p for p in self.some(CONSTRUCT) if p[0].module.name != "enum"] + called + self.some(["__del__"])

    def operators(self):
        """Everything that other code runs on an object without naming it: operators, properties, methods of data."""
        found = []
        for entry in self.order:
            if not isinstance(entry, Class) or entry.module.name in ("enum", "typing", "abc"):
                continue
            for name, bindings in entry.bindings.items():
                if self.names.attribute(self.cls, name)[0] is not entry:
                    continue
                special = name.startswith("__") and name.endswith("__") and name not in NEVER_AT_LOAD
                if special or name in DATA_METHODS:
                    found.extend(self.functions(name))
        return found

    def item_like(self):
        if any(self.functions(n) for n in ("__setitem__", "append", "extend", "add")):
            return True
        kinds = ("dict", "list", "set", "collections", "deque", "OrderedDict", "defaultdict", "Counter", "ndarray")
        return any(o in kinds or o.rpartition(".")[2] in kinds for o in self.outside)


def reduce_targets(analysis, cls):
    """What the class's own __reduce__ names: values called by the loader, with whether a state follows."""
    found = []
    for name in ("__reduce__", "__reduce_ex__"):
        if name in cls.bindings:
            for kind, node in cls.bindings[name]:
                if kind == "def":
                    found.extend(returned_calls(analysis, cls.function(node), cls))
    return found


def returned_calls(analysis, func, cls):
    """The (callable, has state) of each tuple that a reducer returns."""
    from .walker import Walker
    walker = Walker(analysis, func, cls)
    walker.walk()
    for node in ast.walk(func.node):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) >= 2:
            has_state = len(node.value.elts) > 2
            for value in walker.eval(node.value.elts[0]) or HOSTILE:
                yield value, has_state
        elif isinstance(node, ast.Return) and node.value is not None:
            for value in walker.eval(node.value):
                if value[0] == "many":
                    for inner in value[1]:
                        if inner[0] == "entity":
                            yield inner, True
