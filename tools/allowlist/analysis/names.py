"""What a name means: through imports, stars, aliases and class bodies, over all modules of the universe."""

import ast
import builtins

from .source import Class, Func
from .values import HOSTILE, join, one, unknown

# Functions that stand as bases and become something else.
SPECIAL_BASES = {"typing.NamedTuple": "tuple", "typing.TypedDict": "dict", "typing_extensions.NamedTuple": "tuple",
                 "typing_extensions.TypedDict": "dict"}


class Names:
    """Resolves names to values. `evaluate(expr, module, owner)` is given by the walker for assigned values."""

    def __init__(self, universe, evaluate):
        self.universe, self.evaluate = universe, evaluate
        self.cache, self.orders, self.busy = {}, {}, set()

    def member(self, module_name, name):
        """The values of `name` in a module, found as `from module import name` would."""
        key = (module_name, name)
        if key in self.cache:
            return self.cache[key]
        if key in self.busy:
            return frozenset()
        self.busy.add(key)
        try:
            found = self._member(module_name, name)
        finally:
            self.busy.discard(key)
        self.cache[key] = found
        return found

    def _member(self, module_name, name):
        module = self.universe.module(module_name)
        if module is None:
            return one("outside", f"{module_name}.{name}")
        if name in module.bindings:
            return self.bound(module, module.bindings[name], None)
        for source in module.stars:
            if self.exports(source, name):
                return self.member(source, name)
        submodule = f"{module_name}.{name}"
        if self.universe.find(submodule)[0]:
            return one("module", submodule)
        if name.startswith("__") and name.endswith("__"):
            return frozenset([("plain", "str")])
        for source in module.stars:
            if self.universe.module(source) is None:
                return one("outside", f"{source}.{name}")
        if "__getattr__" in module.bindings:
            return unknown(f"{submodule} (made by a module's __getattr__)")
        return one("outside", submodule)

    def exports(self, module_name, name, depth=0):
        """Whether `from module import *` may bind the name (source modules only)."""
        module = self.universe.module(module_name)
        if module is None or depth > 8:
            return False
        if name in module.bindings:
            return True
        return any(self.exports(s, name, depth + 1) for s in module.stars if s != module_name)

    def bound(self, module, bindings, owner):
        """The union of everything bound to one name."""
        values = []
        for kind, what in bindings:
            if kind == "def":
                if owner is None:
                    thing = module.object(what)
                elif isinstance(what, ast.ClassDef):
                    thing = owner.functions.setdefault(what, Class(module, what, f"{owner.qual}.{what.name}"))
                else:
                    thing = owner.function(what)
                values.append(one("entity", thing))
            elif kind == "module":
                values.append(self.module_value(what))
            elif kind == "from" and what[0] == module.name:
                values.append(self.module_value(f"{what[0]}.{what[1]}"))
            elif kind == "from":
                values.append(self.member(*what))
            elif what is None:
                values.append(HOSTILE)
            else:
                values.append(self.evaluate(what, module, owner))
        return join(*values)

    def module_value(self, name):
        if self.universe.find(name)[0]:
            return one("module", name)
        return one("outside", name)

    def name(self, module, name):
        """A global name as code in the module sees it."""
        if name in module.bindings or any(self.exports(s, name) for s in module.stars):
            return self.member(module.name, name)
        if hasattr(builtins, name):
            return one("outside", name)
        found = self.member(module.name, name)
        if found and next(iter(found))[0] == "outside":
            return found if module.stars else unknown(f"{module.name}.{name}")
        return found

    # classes

    def bases(self, cls):
        """The base classes, as Class or the dotted name of one without source."""
        found = []
        for expr in cls.node.bases:
            found.extend(self._base(expr, cls))
        return found or ["object"]

    def _base(self, expr, cls):
        if isinstance(expr, ast.Subscript):
            expr = expr.value
        if isinstance(expr, ast.Call):
            word = ast.unparse(expr.func).rpartition(".")[2]
            if word == "namedtuple" or word == "NamedTuple":
                return ["tuple"]
            if word == "with_metaclass":
                return [b for e in expr.args[1:] for b in self._base(e, cls)] or ["object"]
            return [f"{word}()"]
        bases = []
        for value in sorted(self.evaluate(expr, cls.module, None), key=str):
            if value[0] == "entity" and isinstance(value[1], Class):
                bases.append(value[1])
            elif value[0] == "entity" and value[1].qual in SPECIAL_BASES:
                bases.append(SPECIAL_BASES[value[1].qual])
            elif value[0] == "outside":
                bases.append(value[1])
            elif value[0] == "constant" and value[1] is None:
                continue
            else:
                bases.append(f"?{ast.unparse(expr)}")
        known = [b for b in bases if isinstance(b, Class)]
        if known and any(isinstance(b, str) and b.rpartition(".")[2] == known[0].node.name for b in bases):
            return known
        return bases or [f"?{ast.unparse(expr)}"]

    def order(self, cls):
        """The method resolution order: Class objects and, last, dotted names of classes without source."""
        if cls in self.orders:
            return self.orders[cls]
        self.orders[cls] = [cls]
        lists = []
        bases = self.bases(cls)
        for base in bases:
            lists.append(list(self.order(base)) if isinstance(base, Class) else [base])
        merged = merge(lists + [list(bases)])
        self.orders[cls] = [cls] + merged
        return self.orders[cls]

    def outside_bases(self, cls):
        return [b for b in self.order(cls) if isinstance(b, str)]

    def attribute(self, cls, name, after=None):
        """(owner, bindings) of a class attribute along the order, or (outside base, None), or (None, None)."""
        order = self.order(cls)
        if after is not None:
            order = order[order.index(after) + 1:] if after in order else order
        outside = [b for b in order if isinstance(b, str) and b != "object"]
        for entry in order:
            if isinstance(entry, Class) and name in entry.bindings:
                return entry, entry.bindings[name]
        return (outside[0], None) if outside else (None, None)

    def metaclass(self, cls):
        """The metaclass with source, if any class in the order names one."""
        for entry in self.order(cls):
            if not isinstance(entry, Class):
                continue
            for keyword in entry.node.keywords:
                if keyword.arg == "metaclass":
                    return self._as_class(self.evaluate(keyword.value, entry.module, None))
            for expr in entry.node.bases:
                if isinstance(expr, ast.Call) and ast.unparse(expr.func).endswith("with_metaclass"):
                    return self._as_class(self.evaluate(expr.args[0], entry.module, None))
            for decorator in entry.node.decorator_list:
                if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("add_metaclass"):
                    return self._as_class(self.evaluate(decorator.args[0], entry.module, None))
        return None

    def _as_class(self, values):
        for value in sorted(values, key=str):
            if value[0] == "entity" and isinstance(value[1], Class):
                return value[1]
            if value[0] == "outside":
                return value[1]
        return "?"


def merge(lists):
    """C3 linearisation; where the lists contradict each other the first wins."""
    merged = []
    lists = [l for l in lists if l]
    while lists:
        for candidates in lists:
            head = candidates[0]
            if not any(head in l[1:] for l in lists):
                break
        else:
            head = lists[0][0]
        merged.append(head)
        lists = [[x for x in l if x is not head and x != head] for l in lists]
        lists = [l for l in lists if l]
    if "object" in merged:
        merged = [m for m in merged if m != "object"] + ["object"]
    return merged
