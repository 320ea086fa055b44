"""One interpreter as an oracle: it unpickles streams with recording stubs and says what it did.

Runs under CPython 2.7 and 3.6 or later, as a long-lived process, with nothing but that interpreter's
own library. Every global is a stub: nothing that a stream names is ever imported or called. The
streams come on standard input and the answers leave on standard output:

    batch   count:u32le, then a stream each: options:u8 length:u32le bytes
    answer  per stream a line: status TAB ends TAB events

`status` is `ok`, or the class of the exception that ended the last load. `ends` are the offsets after
each STOP, with commas. `events` are joined by 0x1f, each an operation's letter and an origin:

    i import   c call   n __new__   b __setstate__, __dict__ or setattr   s item, append, extend, add
    p persistent id (the origin is the kind of the id)

An origin is the dotted name of a global, with `()` for an object that came out of it and `()()` for one
that came out of that. Bytes below 0x20, backslash and 0x7f in names are written \\xNN.

After c and n come 0x1e and the arguments, at the time of the call, as a list with 0x1d between: their
number, a letter for each of the first (as the attribute `argument` of the machine's facts), then `|`
and each thing in them, at any depth, that is not plain data: g, c or n and its origin, `?` when that is
not all. Keyword arguments count only there, and then the number is `*`.
"""
import binascii
import gc
import io
import os
import re
import resource
import struct
import sys
import zlib

PY2 = sys.version_info[0] == 2

# The options byte of a stream.
PEEK, SMALL_PEEK = 1, 2         # the file of the C unpickler: neither bit is one that cannot peek
LATIN1, BYTES = 4, 8            # encoding= of the 8-bit strings; neither is ASCII
BUFFERS = 16                    # out-of-band buffers are given
PYTHON = 32                     # the unpickler written in Python, not the one in C
UNMAPPED = 64                   # fix_imports=False
ALIKE = 128                     # every stub is a class with a __setstate__

LOADS_MAX = 8                   # stacked streams that are read
SHOWN_MAX = 12                  # arguments that have a letter
INSIDE_MAX = 300                # things in the arguments that are looked at
COLLECT_AFTER = 1000
MEMORY_MAX = 512 << 20
STUBS_MAX = 4096
EXTENSIONS = list(range(1, 300)) + [0x1234, 65535, 65536, 0x01020304, 0x7fffffff]

PERSISTENT = '<persistent>'

events = []                     # of the stream being read: each a list of strings


def note(letter, origin):
    events.append((letter, origin))


def note_call(letter, origin, args, kwargs):
    things = ['*' if kwargs else str(len(args))]
    things += [letter_of(a) for a in args[:SHOWN_MAX]]
    things.append('|')
    look_inside((args, kwargs), things)
    events.append((letter, origin, things))


def made(origin):
    """The origin of what comes out of `origin`; the chain is cut so that it stays finite."""
    return origin if origin.endswith('()()()') else origin + '()'


class Record(object):
    """A method that records: on an object as its origin, on its class as the global itself."""

    def __init__(self, letter):
        self.letter = letter

    def __get__(self, instance, owner):
        origin = owner.origin if instance is None else instance.result

        def method(*args, **kwargs):
            note(self.letter, origin)
        return method


def state_of_instance(self):
    note('b', self.result)
    return {}


def set_on_instance(self, name, value):
    note('b', self.result)


def item_on_instance(self, key, value):
    note('s', self.result)


def call_instance(self, *args, **kwargs):
    note_call('c', self.result, args, kwargs)
    return Thing(made(self.result))


class Thing(object):
    """What a call gave, or a global that is no class: whatever a loader may ask of an object."""

    __slots__ = ('result',)

    def __init__(self, origin):
        object.__setattr__(self, 'result', origin)

    __dict__ = property(state_of_instance)
    __setattr__ = set_on_instance
    __setitem__ = item_on_instance
    __call__ = call_instance
    append = Record('s')
    extend = Record('s')
    add = Record('s')

    def __iter__(self):
        return iter(())

    def keys(self):
        return ()

    items = keys


class Factory(Thing):
    """A global function whose result is a class."""

    __slots__ = ()

    def __call__(self, *args, **kwargs):
        note_call('c', self.result, args, kwargs)
        return class_stub(made(self.result), PLAIN)


class Meta(type):
    """The class of class stubs: sees calls of a class and changes to the class itself."""

    def __call__(cls, *args, **kwargs):
        note_call('c', cls.origin, args, kwargs)
        return object.__new__(cls)

    def __setattr__(cls, name, value):
        note('b', cls.origin)

    @property
    def __dict__(cls):
        note('b', cls.origin)
        return {}

    def __setitem__(cls, key, value):
        note('s', cls.origin)


def new_of_class(cls, *args, **kwargs):
    note_call('n', cls.origin, args, kwargs)
    new = object.__new__(cls)
    object.__setattr__(new, 'by', 'n')
    return new


PLAIN, STATEFUL, FUNCTION, FACTORY, OLD, INITARGS, APPENDER = range(7)


def class_stub(origin, kind):
    body = {
        '__slots__': ('by',), 'origin': origin, 'result': made(origin), '__new__': new_of_class,
        '__setattr__': set_on_instance, '__dict__': property(state_of_instance),
        '__setitem__': item_on_instance, '__call__': call_instance, 'append': Record('s'),
    }
    if kind != APPENDER:
        body['extend'] = body['add'] = Record('s')
    if kind == STATEFUL:
        body['__setstate__'] = Record('b')
    if kind == INITARGS:
        body['__getinitargs__'] = None
    return Meta('Stub', (object,), body)


def old_class_stub(origin):
    """A class of Python 2's old kind. The writes to its __dict__ cannot be seen: it has a state."""
    def init(self, *args, **kwargs):
        note_call('c', origin, args, kwargs)

    def setstate(self, state):
        note('b', origin + '()')
    from types import ClassType
    return ClassType('Stub', (), {'__init__': init, '__setstate__': setstate, 'origin': origin,
                                  'result': made(origin), 'by': 'c'})


TEXT = type(u'')
LETTERS = {type(None): '-', bool: 'b', int: 'i', float: 'f', bytes: 'y', bytearray: 'y', tuple: 't', list: 'l',
           dict: 'd', set: 'e', frozenset: 'e', TEXT: 's'}
if PY2:
    LETTERS[type(1 << 70)] = 'i'


def letter_of(thing):
    letter = LETTERS.get(type(thing))
    return letter or thing_of(thing) or '?'


def thing_of(thing):
    """The letter and the origin of a global or of what came out of one, '' for anything else."""
    kind = type(thing)
    if kind is Thing or kind is Factory:
        origin = thing.result
        return ('p' if origin == PERSISTENT else 'c' if origin.endswith('()') else 'g') + origin
    if kind is Meta:
        return ('c' if thing.origin.endswith('()') else 'g') + thing.origin
    if type(kind) is Meta:
        return getattr(thing, 'by', 'c') + thing.result
    if hasattr(thing, 'result'):        # of Python 2's old kind
        return 'c' + thing.result if hasattr(thing, '__class__') else 'g' + thing.origin
    return ''


def look_inside(things, found):
    """Appends what is not plain data in `things` at any depth, once each."""
    met, left, names = set(), list(things), set()
    while left:
        thing = left.pop()
        if isinstance(thing, (tuple, list, set, frozenset, dict)):
            if id(thing) in met:
                continue
            met.add(id(thing))
            if len(met) + len(thing) > INSIDE_MAX:
                found.append('?')
                return
            left.extend(thing)
            if isinstance(thing, dict):
                left.extend(thing.values())
        elif type(thing) not in LETTERS:
            name = thing_of(thing)
            if name and name not in names:
                names.add(name)
                found.append(name)


def kind_of(name):
    return (zlib.crc32(name) & 0xffffffff) % 7


stubs = {}
alike = {}                      # for streams with ALIKE
kinds = []                      # whether it is one of those


def stub(origin):
    """The stub of a global: the same object, of the same kind, whenever it is asked for."""
    known = alike if kinds else stubs
    if origin not in known:
        if len(known) >= STUBS_MAX:
            known.clear()
        known[origin] = new_stub(origin)
    return known[origin]


def new_stub(origin):
    if kinds:
        return class_stub(origin, STATEFUL)
    name = origin if isinstance(origin, bytes) else origin.encode('utf-8', 'surrogatepass')
    kind = kind_of(name)
    if kind == FUNCTION:
        return Thing(origin)
    if kind == FACTORY:
        return Factory(origin)
    if kind == OLD and PY2:
        return old_class_stub(origin)
    return class_stub(origin, kind)


def find(module, name):
    if not module or not name:
        raise ImportError('no loader gets past an empty name')
    origin = module + '.' + name
    note('i', origin)
    return stub(origin)


def persistent(pid):
    note('p', type(pid).__name__)
    return Thing(PERSISTENT)


if PY2:
    import cPickle
    import cStringIO
    import copy_reg as registry
    import pickle

    class PythonUnpickler(pickle.Unpickler):
        def find_class(self, module, name):
            return find(module, name)

        def persistent_load(self, pid):
            return persistent(pid)

    def next_unpickler(f, options):
        if options & PYTHON:
            return PythonUnpickler(f)
        u = cPickle.Unpickler(f)
        u.find_global = find
        u.persistent_load = persistent
        return u

    def open_stream(data, options):
        return io.BytesIO(data) if options & (PEEK | PYTHON) else cStringIO.StringIO(data)
else:
    import _compat_pickle
    import _pickle
    import copyreg as registry
    import pickle
    import types

    NAMES, IMPORTS = _compat_pickle.NAME_MAPPING, _compat_pickle.IMPORT_MAPPING
    PROBE = ('assay probe', 'written')

    def plant_probe():
        """A global of our own that the interpreter's name mapping would turn into another."""
        module = types.ModuleType(PROBE[0])
        module.written, module.mapped = False, True
        sys.modules[PROBE[0]] = module
        NAMES[PROBE] = (PROBE[0], 'mapped')

    plant_probe()

    def map_names(maps, module, name):
        """What find_class() itself would do; `maps()` asks whether it does in this state."""
        key = (module, name)
        if (key in NAMES or module in IMPORTS) and key != PROBE and maps():
            return NAMES[key] if key in NAMES else (IMPORTS[module], name)
        return key

    class CUnpickler(_pickle.Unpickler):
        def find_class(self, module, name):
            maps = super(CUnpickler, self).find_class
            return find(*map_names(lambda: maps(*PROBE), module, name))

        def persistent_load(self, pid):
            return persistent(pid)

    class PythonUnpickler(pickle._Unpickler):
        def find_class(self, module, name):
            maps = super(PythonUnpickler, self).find_class
            return find(*map_names(lambda: maps(*PROBE), module, name))

        def persistent_load(self, pid):
            return persistent(pid)

    ENCODINGS = {0: 'ASCII', LATIN1: 'latin1', BYTES: 'bytes', LATIN1 | BYTES: 'bytes'}

    def next_unpickler(f, options):
        arguments = {'encoding': ENCODINGS[options & (LATIN1 | BYTES)],
                     'fix_imports': not options & UNMAPPED}
        if options & BUFFERS and sys.version_info >= (3, 8):
            arguments['buffers'] = [b'one', bytearray(b'two'), b'three'] * 4
        return (PythonUnpickler if options & PYTHON else CUnpickler)(f, **arguments)

    def open_stream(data, options):
        f = io.BytesIO(data)
        if options & PYTHON or not options & (PEEK | SMALL_PEEK):
            return f
        return io.BufferedReader(f, 16 if options & SMALL_PEEK else len(data) + 16)


def fill_registry():
    for code in EXTENSIONS:
        registry._inverted_registry[code] = ('ext', 'code%d' % code)


def load_all(data, options):
    """Loads one stacked stream after the other, as several loaders do: (status, offsets)."""
    f = open_stream(data, options)
    ends = []
    try:
        while len(ends) < LOADS_MAX:
            next_unpickler(f, options).load()
            ends.append(f.tell())
            if ends[-1] >= len(data):
                break
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as e:
        return type(e).__name__, ends, e
    return 'ok', ends, None


def escape_byte(match):
    return b'\\x' + binascii.hexlify(match.group())


ODD = re.compile(b'[\x00-\x1f\\\\\x7f]')


def text_of(name):
    if not isinstance(name, bytes):
        name = name.encode('utf-8', 'surrogatepass')
    return ODD.sub(escape_byte, name)


def line_of(event):
    line = text_of(event[0] + event[1])
    if len(event) > 2:
        line += b'\x1e' + b'\x1d'.join(map(text_of, event[2]))
    return line


def ascii_of(error):
    try:
        message = error.args[0] if isinstance(error.args[0], str) else repr(error.args)
    except Exception:
        message = ''
    return re.sub('[^ -~]', '?', repr(message)[1:-1])[:100]


def answer(data, options, verbose):
    del events[:]
    kinds[:] = [True] if options & ALIKE else []
    registry._extension_cache.clear()
    status, ends, error = load_all(data, options)
    if verbose and error is not None:
        status += ': ' + ascii_of(error)
    return b'\t'.join((
        status.encode('ascii'),
        ','.join(map(str, ends)).encode('ascii'),
        b'\x1f'.join(map(line_of, events))))


def read_exactly(f, n):
    data = f.read(n)
    if len(data) < n:
        sys.exit(0)
    return data


def main():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()
    fill_registry()
    verbose = 'verbose' in sys.argv[1:]
    source = os.fdopen(0, 'rb')
    sink = os.fdopen(os.dup(1), 'wb')
    answered = 0
    while True:
        count, = struct.unpack('<I', read_exactly(source, 4))
        batch = []
        for _ in range(count):
            options, size = struct.unpack('<BI', read_exactly(source, 5))
            batch.append((read_exactly(source, size), options))
        for data, options in batch:
            sink.write(answer(data, options, verbose) + b'\n')
        sink.flush()
        answered += count
        if answered >= COLLECT_AFTER:
            gc.collect()
            answered = 0


if __name__ == '__main__':
    main()
