"""The call graph from the hooks of classes to the sinks, and the shortest way to each."""

import ast
from collections import deque

from .names import Names
from .source import Class, Func
from .tables import Tables
from .values import HOSTILE, unknown
from .walker import DEPTH, Walker, order_key

SINKS = ("exec", "code", "import", "process", "file", "read", "network", "native", "pickle")


class Node:
    """One function in the context of one class of self."""

    __slots__ = ("key", "walker", "effects", "edges", "calls", "callers", "reached")

    def __init__(self, key, walker):
        self.key, self.walker = key, walker
        self.effects = list(walker.effects)
        self.edges = list(walker.edges)
        self.calls = dict(walker.calls)
        self.callers = []
        self.reached = {}


class Analysis:
    """Everything known so far. Nodes are made on demand and then settled together."""

    def __init__(self, universe, tables=None):
        self.universe = universe
        self.tables = tables or Tables()
        self.names = Names(universe, self.evaluate)
        self.nodes, self.environments, self.inners, self.results = {}, {}, {}, {}
        self.module_walkers, self.property_cache, self.evaluating = {}, {}, set()

    # services for names and walkers

    def evaluate(self, expr, module, owner):
        """The value of an expression at the top level of a module, or in a class body."""
        key = (id(expr), owner)
        if key in self.evaluating:
            return frozenset()
        self.evaluating.add(key)
        try:
            return ModuleWalker(self, module, owner).eval(expr)
        finally:
            self.evaluating.discard(key)

    def inner(self, outer, node):
        """The one Func of a def or lambda inside a function."""
        if node not in self.inners:
            name = getattr(node, "name", "<lambda>")
            self.inners[node] = Func(outer.module, node, f"{outer.qual}.<locals>.{name}", None, outer)
        return self.inners[node]

    def environment(self, func):
        """The local names of an outer function, as its inner functions see them."""
        if func not in self.environments:
            self.environments[func] = {}
            walker = Walker(self, func, func.owner)
            walker.walk()
            self.environments[func] = walker.env
        return self.environments[func]

    def returns(self, func, cls, depth):
        """What a function gives back; hostile when that is not plain from its text."""
        key = (func, cls)
        if key in self.results:
            return self.results[key]
        if depth > DEPTH:
            return HOSTILE
        self.results[key] = HOSTILE
        walker = Walker(self, func, cls, depth).walk()
        values = frozenset().union(*walker.returned) if walker.returned else frozenset()
        kept = frozenset(self.outward(v, func) for v in values if v[0] != "part")
        if len(kept) < len(values) or not kept:
            kept |= HOSTILE
        self.results[key] = kept
        return kept

    @staticmethod
    def outward(value, func):
        return ("hostile",) if value[0] == "given" else value

    def setters(self, cls, name):
        """The functions that storing attribute `name` (None: any) on an object of the class may run."""
        key = (cls, name)
        if key not in self.property_cache:
            self.property_cache[key] = list(self._setters(cls, name))
        return self.property_cache[key]

    def _setters(self, cls, name):
        for entry in self.names.order(cls):
            if not isinstance(entry, Class):
                continue
            for bound, bindings in entry.bindings.items():
                if name is not None and bound != name:
                    continue
                for kind, node in bindings:
                    if kind == "def" and not isinstance(node, type(entry.node)) and is_setter(node):
                        yield entry.function(node)
                    elif kind == "value" and node is not None and is_call(node):
                        yield from self.descriptor(node, entry)

    def descriptor(self, expr, owner):
        """`name = property(get, set)` and objects with __set__ in a class body."""
        for value in self.evaluate(expr.func, owner.module, owner):
            if value == ("outside", "property") and len(expr.args) > 1:
                for made in self.evaluate(expr.args[1], owner.module, owner):
                    if made[0] == "entity" and isinstance(made[1], Func):
                        yield made[1]
            elif value[0] == "entity" and isinstance(value[1], Class):
                holder, bindings = self.names.attribute(value[1], "__set__")
                if isinstance(holder, Class):
                    for made in self.names.bound(holder.module, bindings, holder):
                        if made[0] == "entity" and isinstance(made[1], Func):
                            yield made[1]

    def is_enum(self, cls):
        return any(isinstance(e, Class) and e.qual == "enum.Enum" or e in ("enum.Enum", "enum.IntEnum") for e in self.names.order(cls))

    # the graph

    def node(self, func, cls, known=None):
        key = (func, cls, known)
        if key not in self.nodes:
            context = cls if cls is not None else func.owner
            self.nodes[key] = Node(key, Walker(self, func, context, 0, known).walk())
            self.fresh.append(self.nodes[key])
        return self.nodes[key]

    def settle(self, roots):
        """Builds all nodes below the roots and lets sinks and callbacks flow up to them."""
        self.fresh = deque()
        for root in roots:
            self.node(*root)
        work = deque()
        while self.fresh or work:
            while self.fresh:
                node = self.fresh.popleft()
                for edge in list(node.edges):
                    self.link(node, edge, work)
            if work:
                self.pass_callback(*work.popleft(), work)
        self.flow()

    def link(self, node, edge, work):
        callee = self.node(*edge.callee)
        callee.callers.append((node, edge))
        for name in callee.calls:
            work.append((node, edge, callee, name))

    def pass_callback(self, node, edge, callee, use, work):
        """The callee calls its parameter, or takes a name from it: what did this call site pass?"""
        how, name = use
        for value in sorted(self.argument(edge, callee, name), key=order_key):
            if value[0] == "given":
                self.will_call(node, (how, value[1]), edge.line, work)
            elif how != "call":
                self.pass_name(node, how, value, edge)
            elif value[0] == "entity" and isinstance(value[1], Func) and value[1] is callee.key[0]:
                continue
            elif value[0] not in ("constant",):
                self.call_passed(node, value, edge, work)

    def argument(self, edge, callee, name):
        func = callee.key[0]
        if name in edge.passed:
            return edge.passed[name]
        if "*" in edge.passed:
            return edge.passed["*"]
        if edge.free:
            return frozenset() if name in func.every_parameter() else frozenset([("given", name)])
        if edge.starred:
            return HOSTILE
        default = func.defaults().get(name)
        if default is not None:
            return self.evaluate(default, func.module, func.owner)
        return frozenset() if name in func.every_parameter() else frozenset([("given", name)])

    def pass_name(self, node, how, value, edge):
        values = value[1] if value[0] == "many" else [value]
        for inner in values:
            effect = (how, f"passes a name from data for {how}", edge.line)
            if inner[0] != "constant" and effect not in node.effects:
                node.effects.append(effect)

    def will_call(self, node, use, line, work):
        if use in node.calls:
            return
        node.calls[use] = line
        for caller, edge in node.callers:
            work.append((caller, edge, node, use))

    def call_passed(self, node, value, edge, work):
        """A known function handed over as a callback is one more call of the handing function."""
        walker = node.walker
        walker.effects, walker.edges, walker.quiet = [], [], False
        place = Place(edge.line)
        walker.call(value, [], {}, True, place)
        for effect in walker.effects:
            if effect not in node.effects:
                node.effects.append(effect)
        known = {(e.callee, e.line) for e in node.edges}
        for made in walker.edges:
            if (made.callee, made.line) not in known:
                node.edges.append(made)
                self.link(node, made, work)

    def flow(self):
        """Each kind of effect flows from callee to caller along shortest ways."""
        queue = deque()
        for node in self.nodes.values():
            node.reached = {}
            for kind, text, line in node.effects:
                if kind not in node.reached:
                    node.reached[kind] = (line, text, None)
                    queue.append((node, kind))
        while queue:
            node, kind = queue.popleft()
            for caller, edge in node.callers:
                if kind not in caller.reached:
                    caller.reached[kind] = (edge.line, "", node)
                    queue.append((caller, kind))

    def path(self, node, kind):
        """The way from a node to a sink, one line a step."""
        steps = []
        while node is not None and len(steps) < 40:
            line, text, following = node.reached[kind]
            steps.append(f"{node.key[0].qual} ({node.key[0].module.name}:{line}) {text}".rstrip())
            node = following
        return steps


class Place:
    """Stands for a call expression at a line when there is no syntax at hand."""

    def __init__(self, line):
        self.lineno = line
        self.func = ast.Name("callback")


class ModuleWalker(Walker):
    """Evaluates expressions at the top level of a module or in a class body, recording nothing."""

    def __init__(self, analysis, module, owner):
        self.analysis, self.names = analysis, analysis.names
        self.module, self.owner, self.cls, self.depth, self.known = module, owner, None, DEPTH - 1, None
        self.env, self.effects, self.edges, self.calls = {}, [], [], {}
        self.quiet, self.globals, self.nested = True, set(), {}
        self.func = TopLevel(module, owner)

    def inner(self, node):
        if node not in self.analysis.inners:
            self.analysis.inners[node] = Func(self.module, node, f"{self.module.name}.<lambda>", self.owner)
        return self.analysis.inners[node]

    def eval_Name(self, node):
        if node.id in self.env:
            return self.env[node.id]
        if self.owner is not None and node.id in self.owner.bindings:
            return self.names.bound(self.module, self.owner.bindings[node.id], self.owner)
        outer = self.owner.outer if self.owner is not None else None
        if outer is not None and node.id in (env := self.analysis.environment(outer)):
            return env[node.id]
        return self.names.name(self.module, node.id)


class TopLevel:
    """The function that a module's or class's body would be."""

    def __init__(self, module, owner):
        self.module, self.owner, self.outer = module, owner, None
        self.qual = f"{module.name}.<module>"
        self.node = Place(0)


def is_setter(node):
    return any(getattr(d, "attr", "") == "setter" for d in getattr(node, "decorator_list", []))


def is_call(node):
    return isinstance(node, ast.Call)
