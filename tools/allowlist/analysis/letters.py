"""From the call graph to letters: what is safe to do with each name, and why."""

from .hooks import Hooks, reduce_targets
from .graph import SINKS
from .source import Class, Func

# Effects that make an operation of a loader unsafe, whatever else is known.
LOAD_SINKS = SINKS + ("attribute", "callback", "global", "method", "unknown")
# Effects that a thing in the hands of other code must not have when that code calls it or computes with it.
HELD = tuple(k for k in SINKS if k != "read")
# Classes of the interpreter that are pickled as a call of the class, which their subclasses inherit.
CALLED_BY_REDUCE = {"set", "frozenset", "bytearray", "deque", "collections.deque", "collections.OrderedDict", "collections.Counter",
                    "collections.defaultdict", "array.array", "datetime.tzinfo", "datetime.date", "datetime.datetime", "datetime.timedelta"}
# Effects of an operation that are as bad as a call of something unknown. Loading a pickle or a file in turn is not among
# them: there it depends on what is loaded.
PROVEN = ("exec", "code", "process")
OPERATIONS = (("n", "new"), ("b", "build"), ("s", "items"))


class Judge:
    """Letters for classes and functions, once the graph is settled."""

    def __init__(self, analysis):
        self.analysis = analysis
        self.reducers, self.native = {}, set()

    def roots(self, thing):
        """All graph roots that the letters of a class or function need."""
        if isinstance(thing, Func):
            return [(thing, None, None)]
        hooks = Hooks(self.analysis, thing)
        found = []
        for operation in ("new", "build", "items", "construct", "operators"):
            found.extend(getattr(hooks, operation)())
        return found

    def collect_reducers(self, classes):
        """What the __reduce__ methods of the classes name as callables: thing to whether a state may follow."""
        for cls in classes:
            for value, has_state in reduce_targets(self.analysis, cls):
                if value[0] == "entity":
                    self.reducers[value[1]] = self.reducers.get(value[1], False) or has_state

    def blockers(self, roots, kinds):
        """The first root that reaches each of these effects."""
        found = {}
        for key in roots:
            node = self.analysis.nodes[key]
            for kind in kinds:
                if kind in node.reached and kind not in found:
                    found[kind] = node
            if "callback" in kinds and node.calls and "callback" not in found:
                found["callback"] = node
        return found

    def class_letters(self, cls):
        """(letters, dangerous operations, why) of a class; no letters when its import alone hands out a sink."""
        hooks = Hooks(self.analysis, cls)
        if "type" in hooks.order:
            return "", "", "metaclass"
        held = self.blockers(hooks.construct() + hooks.operators(), HELD)
        dangerous = self.dangerous(hooks)
        if held:
            return "", dangerous, "reaches " + "/".join(sorted(held))
        letters = "i" + self.call_letter(cls, hooks)
        for letter, operation in OPERATIONS:
            if letter == "b" and self.analysis.is_enum(cls) or letter == "s" and not hooks.item_like():
                continue
            if self.safe(hooks, operation):
                letters += letter
        return letters, dangerous, self.why(cls, hooks)

    def hidden(self, hooks):
        """Bases without source that nobody vouches for."""
        return [b for b in hooks.hidden if b not in self.native]

    def safe(self, hooks, operation):
        if self.hidden(hooks):
            return False
        names = {"new": ["__new__", "__del__"], "build": ["__setstate__", "__setattr__", "__getattr__"], "items": ["__setitem__", "append", "extend", "add"]}
        if any(hooks.obscure(n) for n in names[operation]):
            return False
        return not self.blockers(getattr(hooks, operation)(), LOAD_SINKS)

    def dangerous(self, hooks):
        """Operations that surely reach a sink: as bad as a call."""
        found = ""
        for letter, operation in OPERATIONS:
            if self.blockers(getattr(hooks, operation)(), PROVEN):
                found += letter.upper()
        return found

    def call_letter(self, cls, hooks):
        """`d` when loaders do call the class and its construction is proven."""
        called = any(isinstance(e, Class) and e in self.reducers for e in hooks.order)
        exception = any(isinstance(o, str) and (o.endswith("Error") or o.endswith("Exception") or o.endswith("Warning")) for o in hooks.order)
        container = any(o in CALLED_BY_REDUCE for o in hooks.outside)
        named = any(isinstance(e, Class) and e.qual in CALLED_BY_REDUCE for e in hooks.order)
        if not (called or exception or container or named or self.analysis.is_enum(cls)):
            return ""
        if self.hidden(hooks) or self.blockers(hooks.construct(), LOAD_SINKS):
            return ""
        return "d"

    def why(self, cls, hooks):
        if self.analysis.is_enum(cls):
            return "enum"
        if any(str(o).endswith(("Error", "Exception", "Warning")) for o in hooks.outside):
            return "exception"
        if not (hooks.new() or hooks.build() or hooks.items()):
            return "plain"
        return "hooks-proven"

    def function_letters(self, func):
        """(letters, why) of a module-level function."""
        node = self.analysis.nodes[(func, None, None)]
        if any(kind in node.reached for kind in SINKS):
            return "", "reaches " + "/".join(k for k in SINKS if k in node.reached)
        if func in self.reducers:
            if not node.calls and not any(kind in node.reached for kind in LOAD_SINKS + ("self attribute",)):
                return "id", "reducer-proven"
            return "i", "reaches-no-sink"
        return "i", "reaches-no-sink"
