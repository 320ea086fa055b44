"""Reads one function body: what it calls, what it may do, what it gives back."""

import ast
import builtins

from .source import Class, Func
from .tables import BUILTINS, DATA_METHODS, PASSING_DECORATORS
from .values import HOSTILE, NOTHING, join, one, plain, unknown

DEPTH = 4
METHODS = {name: set(dir(getattr(builtins, name))) for name in
           ("str", "bytes", "bytearray", "int", "float", "bool", "complex", "list", "tuple", "dict", "set", "frozenset", "range", "slice")}
METHODS["data"] = set().union(*METHODS.values())


class Edge:
    """One call site: the callee in its context, and what it passes by parameter name."""

    __slots__ = ("callee", "line", "passed", "starred", "free")

    def __init__(self, callee, line, passed, starred=False, free=False):
        self.callee, self.line, self.passed, self.starred, self.free = callee, line, passed, starred, free


class Walker:
    """Walks one function, with `cls` as the exact class of self. Flow does not matter; every branch counts."""

    def __init__(self, analysis, func, cls, depth=0, known=None):
        self.analysis, self.names = analysis, analysis.names
        self.func, self.cls, self.depth, self.known = func, cls, depth, known
        self.module = func.module
        self.env, self.effects, self.edges, self.calls = {}, [], [], {}
        self.returned, self.globals, self.quiet = [], set(), True
        self.nested = {}

    def walk(self):
        self.bind_parameters()
        for quiet in (True, False):
            self.quiet = quiet
            self.effects, self.edges, self.returned = [], [], []
            for statement in self.func.body():
                if isinstance(self.func.node, ast.Lambda):
                    self.returned.append(self.eval(statement))
                else:
                    self.statement(statement)
        self.decorations()
        return self

    def bind_parameters(self):
        args = self.func.node.args
        for name in self.func.every_parameter():
            self.env[name] = one("given", name)
        if args.vararg:
            self.env[args.vararg.arg] = one("given", args.vararg.arg)
        if args.kwarg:
            self.env[args.kwarg.arg] = one("given", args.kwarg.arg)
        names = self.func.parameters()
        if self.cls and names and self.func.owner and self.func.kind != "staticmethod":
            value = ("entity", self.cls) if self.func.kind == "classmethod" else ("instance", self.cls)
            self.env[names[0]] = frozenset([value])
        if self.cls and names and self.func.owner and self.func.name == "__new__":
            self.env[names[0]] = one("entity", self.cls)
        if self.known is not None and len(names) > 1:
            self.env[names[1]] = one("constant", self.known)

    # what is found

    def effect(self, kind, text, node):
        if not self.quiet:
            self.effects.append((kind, text, getattr(node, "lineno", self.func.node.lineno)))

    def edge(self, func, cls, node, passed=None, starred=False, free=False, known=None):
        if self.quiet:
            return
        verdict = self.verdict(func.qual)
        if verdict is None:
            self.edges.append(Edge((func, cls, known), getattr(node, "lineno", 0), passed or {}, starred, free))
        else:
            self.apply(verdict, func.qual, [], {}, node)

    def verdict(self, qual):
        """What the tables say of something with source; a library is not excused from its own rows for whole modules."""
        if qual.partition(".")[0] == self.module.name.partition(".")[0]:
            return self.analysis.tables.reviewed(qual)
        return self.analysis.tables.effect(qual)

    def uses(self, how, name, node):
        """The function calls its parameter, or uses it as the name of a module or attribute: the caller decides."""
        if not self.quiet:
            self.calls.setdefault((how, name), getattr(node, "lineno", 0))

    def named_by(self, how, values, node, effect, text):
        """Names from data are an effect; names from parameters are for the caller to judge."""
        for value in sorted(values, key=order_key):
            if value[0] == "given":
                self.uses(how, value[1], node)
            elif value[0] == "many":
                self.named_by(how, value[1], node, effect, text)
            elif value[0] != "constant":
                self.effect(effect, text, node)

    def decorations(self):
        """A decorated function runs what its decorator wrapped around it."""
        for expr in self.func.decorators:
            call = expr if isinstance(expr, ast.Call) else None
            target = call.func if call else expr
            word = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "?")
            if word in PASSING_DECORATORS:
                continue
            self.decoration(expr, target, word)

    def decoration(self, expr, target, word):
        values = self.analysis.evaluate(target, self.module, self.func.owner)
        itself = one("entity", self.func)
        for value in values:
            if value[0] == "entity" and isinstance(value[1], Func):
                for inner in inner_functions(value[1], self.analysis):
                    self.edge(inner, None, expr, {"*": itself}, free=True)
            elif value[0] == "entity":
                for name in ("__call__", "__get__"):
                    self.edge_method(value[1], name, expr, {"*": itself})
            elif value[0] == "outside" and self.analysis.tables.effect(value[1]) in ("pure", "data"):
                continue
            elif value[0] != "constant":
                self.effect("unknown", f"decorator {ast.unparse(target)}", expr)

    def edge_method(self, cls, name, node, passed=None, known=None):
        """An edge to a special method of a class, if it has one in source."""
        owner, bindings = self.names.attribute(cls, name)
        if not isinstance(owner, Class):
            return
        for value in self.names.bound(owner.module, bindings, owner):
            if value[0] == "entity" and isinstance(value[1], Func):
                self.edge(value[1], cls, node, passed, known=known)
            elif value[0] == "entity" and isinstance(value[1], Class):
                self.construct(value[1], node, {})
            elif value[0] == "unknown":
                self.effect("unknown", f"{cls.node.name}.{name} = {value[1]}", node)

    # statements

    def statement(self, node):
        handler = getattr(self, "on_" + type(node).__name__, None)
        if handler:
            handler(node)
            return
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.stmt):
                self.statement(child)
            elif isinstance(child, ast.expr):
                self.eval(child)
            elif isinstance(child, (ast.ExceptHandler, ast.match_case, ast.withitem)):
                self.statement(child)

    def block(self, body):
        for child in body:
            self.statement(child)

    def on_Global(self, node):
        self.globals.update(node.names)

    def on_Return(self, node):
        self.returned.append(self.eval(node.value) if node.value else NOTHING)

    def on_Expr(self, node):
        self.eval(node.value)

    def on_If(self, node):
        self.eval(node.test)
        outcome = self.outcome(node.test)
        if outcome is not False:
            self.block(node.body)
        if outcome is not True:
            self.block(node.orelse)

    def outcome(self, test):
        """True or False when a test is decided by the known name of an attribute, else None."""
        if isinstance(test, ast.Name) and test.id == "TYPE_CHECKING":
            return False
        if self.known is None:
            return None
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inner = self.outcome(test.operand)
            return None if inner is None else not inner
        if isinstance(test, ast.BoolOp):
            outcomes = [self.outcome(v) for v in test.values]
            final = isinstance(test.op, ast.Or)
            return final if final in outcomes else None if None in outcomes else not final
        if isinstance(test, ast.Compare) and len(test.ops) == 1:
            return self.compared(test)
        return None

    def compared(self, test):
        names = self.func.parameters()
        if not (isinstance(test.left, ast.Name) and test.left.id == names[1] and self.env[names[1]] == one("constant", self.known)):
            return None
        texts = constant_text(self.eval(test.comparators[0]))
        operator = type(test.ops[0])
        if texts is None or operator not in (ast.Eq, ast.NotEq, ast.In, ast.NotIn):
            return None
        return (self.known in texts) == (operator in (ast.Eq, ast.In))

    def on_Assign(self, node):
        value = self.eval(node.value)
        for target in node.targets:
            self.assign(target, value, node)

    def on_AnnAssign(self, node):
        if node.value:
            self.assign(node.target, self.eval(node.value), node)

    def on_AugAssign(self, node):
        value = join(self.eval(node.target), self.eval(node.value))
        self.assign(node.target, value, node)

    def on_For(self, node):
        self.assign(node.target, self.items(self.eval(node.iter)), node)
        self.block(node.body)
        self.block(node.orelse)

    on_AsyncFor = on_For

    def on_With(self, node):
        for item in node.items:
            value = self.eval(item.context_expr)
            for v in value:
                if v[0] == "instance":
                    self.edge_method(v[1], "__enter__", node)
                    self.edge_method(v[1], "__exit__", node)
            if item.optional_vars is not None:
                entered = frozenset(v for v in value if v[0] in ("instance", "given")) or HOSTILE
                self.assign(item.optional_vars, entered, node)
        self.block(node.body)

    on_AsyncWith = on_With

    def on_ExceptHandler(self, node):
        if node.name:
            self.bind(node.name, plain("data"))
        self.block(node.body)

    def on_Delete(self, node):
        for target in node.targets:
            if isinstance(target, ast.Attribute):
                for value in self.eval(target.value):
                    if value[0] == "instance":
                        self.edge_method(value[1], "__delattr__", node)
            elif isinstance(target, ast.Subscript):
                self.eval(target.value)

    def on_Import(self, node):
        for alias in node.names:
            name = alias.name if alias.asname else alias.name.partition(".")[0]
            self.bind(alias.asname or name, self.names.module_value(name))

    def on_ImportFrom(self, node):
        source = self.module.absolute(node.level, node.module)
        for alias in node.names:
            if alias.name != "*":
                self.bind(alias.asname or alias.name, self.names.member(source, alias.name))

    def on_FunctionDef(self, node):
        func = self.inner(node)
        for default in node.args.defaults + [d for d in node.args.kw_defaults if d]:
            self.eval(default)
        self.bind(node.name, one("entity", func))

    on_AsyncFunctionDef = on_FunctionDef

    def on_ClassDef(self, node):
        if node not in self.nested:
            self.nested[node] = Class(self.module, node, f"{self.func.qual}.<locals>.{node.name}", self.func)
        self.bind(node.name, one("entity", self.nested[node]))

    def inner(self, node):
        return self.analysis.inner(self.func, node)

    # storing

    def bind(self, name, value):
        self.env[name] = join(self.env.get(name, frozenset()), value)

    def assign(self, target, value, node):
        if isinstance(target, ast.Name):
            if target.id in self.globals:
                self.effect("global", f"assigns the global {target.id}", node)
            self.bind(target.id, value)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for part in target.elts:
                self.assign(part, self.items(value), node)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, value, node)
        elif isinstance(target, ast.Attribute):
            self.store(self.eval(target.value), target.attr, value, node)
        elif isinstance(target, ast.Subscript):
            self.eval(target.slice)
            self.store_item(self.eval(target.value), target, node)

    def store_item(self, values, target, node):
        for value in values:
            if value[0] == "instance":
                self.edge_method(value[1], "__setitem__", node)
        if self.is_global(target.value):
            self.effect("global", f"stores in the global {ast.unparse(target.value)}", node)

    def is_global(self, expr):
        """A container that belongs to a module, not to this call."""
        while isinstance(expr, (ast.Attribute, ast.Subscript)):
            expr = expr.value
        if not isinstance(expr, ast.Name) or expr.id in self.env:
            return False
        return expr.id in self.module.bindings

    def store(self, values, name, stored, node):
        """`value.name = stored`, with the setters it may run."""
        for value in values:
            kind = value[0]
            if kind == "instance":
                self.store_on_instance(value[1], name, node)
            elif kind in ("module", "outside") or (kind == "entity" and value[1] is not self.cls):
                if kind == "entity" and isinstance(value[1], Func) and value[1].outer is self.func:
                    continue
                self.effect("global", f"sets {value[1]}.{name}", node)

    def store_on_instance(self, cls, name, node):
        owner, bindings = self.names.attribute(cls, "__setattr__")
        if isinstance(owner, Class):
            self.edge_method(cls, "__setattr__", node)
        for setter in self.analysis.setters(cls, name):
            self.edge(setter, cls, node)

    # expressions

    def eval(self, node):
        if node is None:
            return NOTHING
        handler = getattr(self, "eval_" + type(node).__name__, None)
        if handler:
            return handler(node)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.eval(child)
        return HOSTILE

    def eval_Constant(self, node):
        return one("constant", node.value)

    def eval_JoinedStr(self, node):
        for part in node.values:
            self.eval(part)
        return plain("str")

    def eval_FormattedValue(self, node):
        self.eval(node.value)
        return plain("str")

    def eval_Compare(self, node):
        self.eval(node.left)
        for part in node.comparators:
            self.eval(part)
        return plain("bool")

    def eval_BoolOp(self, node):
        return join(*[self.eval(v) for v in node.values])

    def eval_IfExp(self, node):
        self.eval(node.test)
        return join(self.eval(node.body), self.eval(node.orelse))

    def eval_NamedExpr(self, node):
        value = self.eval(node.value)
        self.assign(node.target, value, node)
        return value

    def eval_BinOp(self, node):
        sides = (self.eval(node.left), self.eval(node.right))
        made = all(v[0] in ("plain", "constant", "many") for side in sides for v in side)
        if isinstance(node.op, ast.Mod) and any(v[0] == "constant" and isinstance(v[1], str) for v in sides[0]):
            return plain("str")
        return plain("data") if made else HOSTILE

    def eval_UnaryOp(self, node):
        value = self.eval(node.operand)
        return plain("bool") if isinstance(node.op, ast.Not) else value if value else HOSTILE

    def eval_Tuple(self, node):
        items = join(*[self.eval(e) for e in node.elts]) if node.elts else frozenset()
        return one("many", items)

    eval_List = eval_Set = eval_Tuple

    def eval_Dict(self, node):
        for key in node.keys:
            if key is not None:
                self.eval(key)
        items = join(*[self.eval(v) for v in node.values]) if node.values else frozenset()
        return one("many", items)

    def eval_ListComp(self, node):
        self.generators(node)
        return one("many", self.eval(node.elt))

    eval_SetComp = eval_GeneratorExp = eval_ListComp

    def eval_DictComp(self, node):
        self.generators(node)
        self.eval(node.key)
        return one("many", self.eval(node.value))

    def generators(self, node):
        for generator in node.generators:
            self.assign(generator.target, self.items(self.eval(generator.iter)), node)
            for test in generator.ifs:
                self.eval(test)

    def eval_Starred(self, node):
        return self.items(self.eval(node.value))

    def eval_Await(self, node):
        return self.eval(node.value)

    def eval_Yield(self, node):
        self.eval(node.value)
        return HOSTILE

    eval_YieldFrom = eval_Yield

    def eval_Lambda(self, node):
        return one("entity", self.inner(node))

    def eval_Name(self, node):
        if node.id in self.env:
            return self.env[node.id]
        outer = self.func.outer
        while outer is not None:
            env = self.analysis.environment(outer)
            if node.id in env:
                return env[node.id]
            outer = outer.outer
        if node.id == "__class__" and self.func.owner:
            return one("entity", self.func.owner)
        return self.names.name(self.module, node.id)

    def eval_Subscript(self, node):
        values = self.eval(node.value)
        key = self.eval(node.slice)
        found = []
        for value in values:
            if value[0] == "entity" and isinstance(value[1], Class):
                found.append(frozenset([value]))
            elif value[0] == "many":
                found.append(value[1] or HOSTILE)
            elif value[0] == "namespace":
                found.append(self.namespace_item(value, key, node))
            elif value[0] == "outside" and value[1] in ("sys.modules", "os.environ"):
                found.append(self.table_item(value[1], key))
            elif value[0] == "instance":
                self.edge_method(value[1], "__getitem__", node)
                found.append(HOSTILE)
            elif value[0] in ("plain", "constant"):
                found.append(plain("data"))
            elif value[0] == "unknown":
                found.append(frozenset([value]))
            elif value[0] == "outside":
                found.append(frozenset([value]) if self.analysis.tables.effect(value[1]) in ("pure", "data") else HOSTILE)
            else:
                found.append(HOSTILE)
        return join(*found) if found else HOSTILE

    def namespace_item(self, value, key, node):
        """`globals()[key]` or `vars(x)[key]`."""
        names = [k[1] for k in key if k[0] == "constant" and isinstance(k[1], str)]
        if value[1] == "globals" and names and len(names) == len(key):
            return join(*[self.names.name(self.module, n) for n in names])
        if value[1] == "globals":
            self.effect("attribute", "globals()[name from data]", node)
            return unknown("globals()[...]")
        return HOSTILE

    def table_item(self, table, key):
        if table == "os.environ":
            return plain("str")
        names = [k[1] for k in key if k[0] == "constant" and isinstance(k[1], str)]
        return join(*[self.names.module_value(n) for n in names]) if names else unknown("sys.modules[...]")

    def items(self, values):
        """What iterating over a value gives."""
        found = []
        for value in values:
            if value[0] == "many":
                found.append(value[1])
            elif value[0] in ("plain", "constant"):
                found.append(plain("data"))
            elif value[0] == "unknown":
                found.append(frozenset([value]))
            else:
                found.append(HOSTILE)
        return join(*found) if found else HOSTILE

    def eval_Attribute(self, node):
        return self.attribute(self.eval(node.value), node.attr, node)

    def attribute(self, values, name, node):
        found = []
        for value in values:
            found.append(self.attribute_of(value, name, node))
        return join(*found) if found else HOSTILE

    def attribute_of(self, value, name, node):
        kind = value[0]
        if kind == "module":
            return self.names.member(value[1], name)
        if kind == "outside":
            return self.outside_attribute(value[1], name)
        if kind == "instance":
            return self.instance_attribute(value[1], name, node)
        if kind == "super":
            return self.super_attribute(value, name, node)
        if kind == "entity" and isinstance(value[1], Class):
            return self.class_attribute(value[1], name)
        if kind == "entity":
            return plain("data") if name in ("__name__", "__doc__", "__module__", "__qualname__") else HOSTILE
        if kind == "unknown":
            return unknown(f"{value[1]}.{name}"[:80])
        return one("part", value, name)

    def outside_attribute(self, dotted, name):
        if name in ("__name__", "__module__", "__doc__", "__qualname__"):
            return plain("str")
        whole = f"{dotted}.{name}"
        module, _, rest = whole.rpartition(".")
        if self.names.universe.find(module)[0]:
            return self.names.member(module, rest)
        return self.names.module_value(whole) if self.names.universe.find(whole)[0] else one("outside", whole)

    def super_attribute(self, value, name, node):
        holder, after = value[1], value[2]
        cls = holder[1]
        owner, bindings = self.names.attribute(cls, name, after)
        if isinstance(owner, Class):
            return self.class_values(owner, bindings, cls, holder, node)
        return one("outside", f"{owner or 'object'}.{name}")

    def instance_attribute(self, cls, name, node):
        if name == "__dict__":
            return one("namespace", "instance")
        if name == "__class__":
            return one("entity", cls)
        owner, bindings = self.names.attribute(cls, name)
        if isinstance(owner, Class):
            return self.class_values(owner, bindings, cls, ("instance", cls), node)
        self.edge_method(cls, "__getattr__", node, known=name)
        if owner and name in METHODS["data"]:
            return one("outside", f"{owner}.{name}")
        return one("part", ("hostile",), name)

    def class_attribute(self, cls, name):
        if name in ("__name__", "__module__", "__doc__", "__qualname__"):
            return plain("str")
        if name in ("__mro__", "__bases__", "__subclasses__"):
            return HOSTILE
        owner, bindings = self.names.attribute(cls, name)
        if not isinstance(owner, Class):
            if name in ("__new__", "__init__", "__setattr__", "__getattribute__", "__reduce__", "__setstate__", "__dict__") or owner:
                return one("outside", f"{owner or 'object'}.{name}")
            return HOSTILE
        found = []
        for value in self.names.bound(owner.module, bindings, owner):
            if value[0] == "entity" and isinstance(value[1], Func) and value[1].kind == "classmethod":
                found.append(one("method", ("entity", cls), value[1]))
            elif value[0] == "entity" and isinstance(value[1], Func):
                found.append(one("unbound", cls, value[1]))
            else:
                found.append(frozenset([value]))
        return join(*found) if found else HOSTILE

    def class_values(self, owner, bindings, cls, holder, node):
        """A class attribute read through an object: properties run, functions bind, the rest is itself."""
        found = []
        for value in self.names.bound(owner.module, bindings, owner):
            if value[0] == "entity" and isinstance(value[1], Func):
                found.append(self.bind_method(value[1], cls, holder, node))
            elif value[0] == "instance":
                self.edge_method(value[1], "__get__", node)
                found.append(HOSTILE)
            elif value[0] in ("constant", "many", "plain"):
                found.append(HOSTILE)
            else:
                found.append(frozenset([value]))
        return join(*found) if found else HOSTILE

    def bind_method(self, func, cls, holder, node):
        if is_property(func):
            self.edge(func, cls, node)
            return self.analysis.returns(func, cls, self.depth + 1)
        if func.kind == "staticmethod":
            return one("entity", func)
        if func.kind == "classmethod":
            return one("method", ("entity", cls), func)
        return one("method", ("instance", cls), func)

    # calls

    def eval_Call(self, node):
        values = self.eval(node.func)
        given = [self.eval(a) for a in node.args]
        named = {k.arg: self.eval(k.value) for k in node.keywords if k.arg}
        spread = [self.eval(k.value) for k in node.keywords if not k.arg]
        starred = bool(spread) or any(isinstance(a, ast.Starred) for a in node.args)
        found = [self.call(value, given, named, starred, node) for value in sorted(values, key=order_key)]
        return join(*found) if found else HOSTILE

    def call(self, value, given, named, starred, node):
        kind = value[0]
        if kind == "entity" and value[1].qual in BUILTINS:
            return SPECIAL[BUILTINS[value[1].qual]](self, given, named, node)
        if kind == "entity" and isinstance(value[1], Func):
            return self.call_function(value[1], None, given, named, starred, node)
        if kind == "entity":
            return self.construct(value[1], node, named, given, starred)
        if kind == "method":
            return self.call_method(value, given, named, starred, node)
        if kind == "unbound":
            return self.call_function(value[2], self.context(value[1], given), given, named, starred, node)
        if kind == "outside":
            return self.call_outside(value[1], given, named, node)
        if kind == "part":
            return self.call_part(value, given, named, node)
        if kind == "given":
            self.uses("call", value[1], node)
            return HOSTILE
        if kind == "instance":
            self.edge_method(value[1], "__call__", node)
            return HOSTILE
        if kind == "hostile":
            self.effect("callback", f"calls {ast.unparse(node.func)[:60]}", node)
        elif kind in ("unknown", "namespace", "super"):
            self.effect("unknown", f"calls {value[1]}", node)
        elif kind == "module":
            self.effect("unknown", f"calls the module {value[1]}", node)
        return HOSTILE

    @staticmethod
    def context(cls, given):
        """The class of self in `Base.method(self, ...)`."""
        for value in given[0] if given else ():
            if value[0] == "instance":
                return value[1]
        return cls

    def passed(self, func, given, named, bound):
        """Arguments by the callee's parameter names."""
        names = func.parameters()
        passed = dict(zip(names[1:] if bound else names, given))
        for value in given[len(names):]:
            passed["*"] = join(passed.get("*", frozenset()), value)
        passed.update(named)
        return passed

    def call_function(self, func, cls, given, named, starred, node):
        verdict = self.verdict(func.qual)
        if verdict:
            return self.apply(verdict, func.qual, given, named, node)
        self.edge(func, cls, node, self.passed(func, given, named, False), starred)
        return self.analysis.returns(func, cls, self.depth + 1)

    def call_method(self, value, given, named, starred, node):
        func, cls = value[2], value[1][1]
        verdict = self.verdict(func.qual)
        if verdict:
            return self.apply(verdict, func.qual, given, named, node)
        self.edge(func, cls, node, self.passed(func, given, named, True), starred)
        return self.analysis.returns(func, cls, self.depth + 1)

    def construct(self, cls, node, named=None, given=(), starred=False):
        """`cls(...)`: metaclass, __new__, __init__ and dataclass hooks."""
        verdict = self.verdict(cls.qual)
        if verdict:
            self.apply(verdict, cls.qual, list(given), named or {}, node)
            return one("instance", cls)
        order = self.names.order(cls)
        if "type" in order:
            self.effect("code", f"makes a class with {cls.node.name}", node)
            return HOSTILE
        for base in order:
            if isinstance(base, str) and not self.analysis.tables.safe_base(base):
                self.effect("unknown", f"constructs {cls.node.name}, whose base {base} has no source", node)
        meta = self.names.metaclass(cls)
        if isinstance(meta, Class) and not self.analysis.is_enum(cls):
            self.edge_method(meta, "__call__", node)
        for name in ("__new__", "__init__", "__post_init__", "_missing_"):
            owner, bindings = self.names.attribute(cls, name)
            if not isinstance(owner, Class) or owner.module.name == "enum":
                continue
            for value in self.names.bound(owner.module, bindings, owner):
                if value[0] == "entity" and isinstance(value[1], Func):
                    passed = self.passed(value[1], list(given), named or {}, True)
                    self.edge(value[1], cls, node, passed, starred)
        return one("instance", cls)

    def call_part(self, value, given, named, node):
        """A method of data, or of an object that the pickle chose."""
        base, name = value[1], value[2]
        if base[0] in ("plain", "constant", "many", "namespace"):
            self.callback_argument("key", named, node)
            typename = base[1] if base[0] == "plain" else "data"
            if base[0] == "constant" and isinstance(base[1], str):
                typename = "str"
            if name not in METHODS.get(typename, METHODS["data"]):
                self.effect("method", f".{name}()", node)
            return HOSTILE if base[0] in ("many", "namespace") else plain("data")
        self.callback_argument("key", named, node)
        if name not in DATA_METHODS:
            self.effect("method", f".{name}() of {'an argument' if base[0] == 'given' else 'a value'} the pickle chose", node)
        return HOSTILE

    def callback_argument(self, name, named, node):
        if name in named:
            self.called_back(named[name], node)

    def called_back(self, values, node):
        """Something calls these values with arguments of its own."""
        for value in sorted(values, key=order_key):
            if value[0] != "constant":
                self.call(value, [], {}, True, node)

    def call_outside(self, dotted, given, named, node):
        special = BUILTINS.get(dotted)
        if special in SPECIAL:
            return SPECIAL[special](self, given, named, node)
        verdict = self.analysis.tables.effect(dotted)
        if verdict is None:
            self.effect("unknown", f"calls {dotted}, which has no source", node)
            return HOSTILE
        return self.apply(verdict, dotted, given, named, node)

    def apply(self, verdict, dotted, given, named, node):
        """What a table says of a call: pure, data, callback of some arguments, or an effect."""
        word, _, rest = verdict.partition(":")
        if word == "callback":
            for place in rest.split(","):
                if place.isdigit() and int(place) < len(given):
                    self.called_back(given[int(place)], node)
                elif place in named:
                    self.called_back(named[place], node)
            return HOSTILE
        if word == "data":
            return plain("data")
        if word != "pure":
            self.effect(word, f"calls {dotted}", node)
        return HOSTILE


def order_key(value):
    return (value[0], str(value[1:]))


def is_property(func):
    for expr in func.decorators:
        word = ast.unparse(expr.func if isinstance(expr, ast.Call) else expr).rpartition(".")[2]
        if word in ("property", "cached_property", "cache_readonly", "lazy_property", "abstractproperty", "classproperty"):
            return True
    return False


def inner_functions(func, analysis):
    """All functions defined anywhere inside one, each with the right outer function."""
    found = []
    stack = [(child, func) for child in func.body()]
    while stack:
        node, outer = stack.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            inner = analysis.inner(outer, node)
            found.append(inner)
            stack.extend((child, inner) for child in inner.body())
        else:
            stack.extend((child, outer) for child in ast.iter_child_nodes(node))
    return found


# Builtins whose meaning depends on their arguments.

def constant_text(values):
    """The strings, when a value is surely one of some literal strings."""
    texts = [v[1] for v in values if v[0] == "constant" and isinstance(v[1], str)]
    for value in values:
        if value[0] == "many":
            more = constant_text(value[1])
            if more is None:
                return None
            texts += more
        elif value[0] != "constant":
            return None
    return texts or None


def do_getattr(walker, given, named, node):
    if len(given) < 2:
        return HOSTILE
    names = constant_text(given[1])
    if names is None:
        itself = all(v[0] in ("instance", "super") for v in given[0])
        effect = "self attribute" if itself else "attribute"
        walker.named_by(effect, given[1], node, effect, "getattr(x, name from data)")
        return HOSTILE
    found = [walker.attribute(given[0], name, node) for name in names]
    return join(*found, given[2] if len(given) > 2 else frozenset())


def do_setattr(walker, given, named, node):
    names = constant_text(given[1]) if len(given) > 1 else None
    if names:
        for name in names:
            walker.store(given[0], name, given[2] if len(given) > 2 else HOSTILE, node)
        return NOTHING
    for value in given[0] if given else ():
        if value[0] == "instance":
            walker.edge_method(value[1], "__setattr__", node)
            for setter in walker.analysis.setters(value[1], None):
                walker.edge(setter, value[1], node)
        else:
            walker.named_by("attribute", given[1] if len(given) > 1 else HOSTILE, node, "attribute", "setattr(x, name from data)")
    return NOTHING


def do_import(walker, given, named, node):
    names = constant_text(given[0]) if given else None
    if names is None:
        walker.named_by("import", given[0] if given else HOSTILE, node, "import", f"imports by data: {ast.unparse(node)[:60]}")
        return unknown("a module named by data")
    names = [walker.module.absolute(len(n) - len(n.lstrip(".")), n.lstrip(".")) for n in names]
    return join(*[walker.names.module_value(n) for n in names])


def do_super(walker, given, named, node):
    owner = walker.func.owner
    outer = walker.func.outer
    while owner is None and outer is not None:
        owner, outer = outer.owner, outer.outer
    if given:
        classes = [v[1] for v in given[0] if v[0] == "entity" and isinstance(v[1], Class)]
        owner = classes[0] if classes else owner
    if walker.cls is None or owner is None:
        return HOSTILE if owner is None else one("super", ("instance", owner), owner)
    return one("super", ("instance", walker.cls), owner)


def do_type(walker, given, named, node):
    if len(given) >= 3:
        walker.effect("code", "makes a class with type()", node)
        return HOSTILE
    found = [one("entity", v[1]) if v[0] == "instance" else HOSTILE for v in (given[0] if given else ())]
    return join(*found) if found else HOSTILE


def do_namespace(walker, given, named, node):
    return one("namespace", "globals" if not given and ast.unparse(node.func) == "globals" else "instance")


def do_open(walker, given, named, node):
    mode = given[1] if len(given) > 1 else named.get("mode", one("constant", "r"))
    texts = constant_text(mode)
    reading = texts is not None and not any(c in t for t in texts for c in "wax+")
    walker.effect("read" if reading else "file", f"opens a file: {ast.unparse(node)[:60]}", node)
    return HOSTILE


def do_callback(walker, given, named, node):
    """map, filter: the first argument is called."""
    if given:
        walker.called_back(given[0], node)
    return HOSTILE


def do_key(walker, given, named, node):
    """sorted, min, max: the key is called."""
    walker.callback_argument("key", named, node)
    return join(*[walker.items(g) for g in given]) if given else HOSTILE


def do_iter(walker, given, named, node):
    if len(given) == 2:
        walker.called_back(given[0], node)
    return given[0] if given else HOSTILE


def do_same(walker, given, named, node):
    """list(x), tuple(x), reversed(x): a container of the same items."""
    return one("many", walker.items(given[0])) if given else one("many", frozenset())


def do_partial(walker, given, named, node):
    return given[0] if given else HOSTILE


def do_namedtuple(walker, given, named, node):
    """A class of tuples: its fields come from the code, or this is code made from data."""
    for values in given[:2]:
        walker.named_by("exec", values, node, "exec", "makes a class from data")
    return one("outside", "tuple")


SPECIAL = {"getattr": do_getattr, "setattr": do_setattr, "import": do_import, "super": do_super, "type": do_type,
           "namespace": do_namespace, "open": do_open, "map": do_callback, "key": do_key, "iter": do_iter,
           "same": do_same, "partial": do_partial, "namedtuple": do_namedtuple}
