"""What Python's own unpickler does with a file: each global that it uses, and how.

Import this before any library: it puts a recording unpickler, written in Python, in the place of
the fast one, so that joblib's, torch's, pandas' and dill's loaders build on it. Only for files that
write_models.py made: they are really loaded.
"""
import functools
import pickle
import types
from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING

Unpickler = pickle._Unpickler
PLAIN = (list, dict, set)
NAMED = (type, types.FunctionType, types.BuiltinFunctionType, types.MethodType)

done = set()        # (operation, whether the target has a name, dotted names that stand for it)
kept = []           # objects whose identity is a key below
names = {}          # id of a global: its dotted path
makers = {}         # id of an object: the path of what made it


def start():
    for each in (done, kept, names, makers):
        each.clear()


def note(operation, target):
    """A global has one name; what a call returned is known by its maker, or by what it is."""
    name = names.get(id(target))
    known = [name] if name else filter(None, (makers.get(id(target)), *described(target)))
    done.add((operation, bool(name), *known))


def described(thing):
    """How it calls itself, or the function that it wraps; an instance is known by its class."""
    if isinstance(thing, functools.partial):
        yield "functools.partial"
        thing = thing.func
    if not isinstance(thing, NAMED):
        thing = type(thing)
    if id(thing) in names:
        yield names[id(thing)]
    yield f"{thing.__module__}.{thing.__qualname__}"


def remember(table, thing, name):
    kept.append(thing)
    table[id(thing)] = name


def find_class(self, module, name, original=Unpickler.find_class):
    found = original(self, module, name)
    if self.proto < 3 and self.fix_imports:
        module, name = NAME_MAPPING.get((module, name), (IMPORT_MAPPING.get(module, module), name))
    remember(names, found, f"{module}.{name}")
    note("import", found)
    return found


def instantiate(self, kind, arguments, original=Unpickler._instantiate):
    """INST and OBJ; a class that takes nothing is made by __new__ alone."""
    plain = not arguments and isinstance(kind, type) and not hasattr(kind, "__getinitargs__")
    note("new" if plain else "call", kind)
    original(self, kind, arguments)
    remember(makers, self.stack[-1], names.get(id(kind)))


def making(operation, depth):
    """An opcode that makes an object out of what lies `depth` below the top of the stack."""
    def wrapped(self, original):
        maker, arguments = self.stack[-depth], self.stack[-1]
        note(operation, maker)
        original(self)
        remember(makers, self.stack[-1], names.get(id(maker)))
        if maker is getattr and id(arguments[0]) in names:
            remember(names, self.stack[-1], f"{names[id(arguments[0])]}.{arguments[1]}")
    return wrapped


def changing(operation, target):
    """An opcode that changes an object: known by what made it, or by its class."""
    def wrapped(self, original):
        thing = target(self)
        if operation == "build" or type(thing) not in PLAIN:
            note(operation, thing)
        original(self)
    return wrapped


def install():
    Unpickler.find_class = find_class
    Unpickler._instantiate = instantiate
    marked = changing("items", lambda self: self.metastack[-1][-1])
    for opcode, wrapper in {
            pickle.REDUCE: making("call", 2), pickle.NEWOBJ: making("new", 2),
            pickle.NEWOBJ_EX: making("new", 3),
            pickle.BUILD: changing("build", lambda self: self.stack[-2]),
            pickle.SETITEM: changing("items", lambda self: self.stack[-3]),
            pickle.APPEND: changing("items", lambda self: self.stack[-2]),
            pickle.SETITEMS: marked, pickle.APPENDS: marked, pickle.ADDITEMS: marked}.items():
        wrap(opcode[0], wrapper)
    pickle.Unpickler, pickle.load, pickle.loads = Unpickler, pickle._load, pickle._loads


def wrap(opcode, wrapper):
    original = Unpickler.dispatch[opcode]
    Unpickler.dispatch[opcode] = lambda self: wrapper(self, original)


install()
