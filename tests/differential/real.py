"""Pickles that the standard library really writes, over all protocols: what loaders meet every day."""
import array
import collections
import datetime
import decimal
import enum
import fractions
import functools
import io
import ipaddress
import itertools
import operator
import pathlib
import pickle
import pickletools
import random
import re
import types
import uuid

PROTOCOLS = range(6)


class Colour(enum.Enum):
    RED = 1


class Plain:
    def __init__(self):
        self.a, self.b = 1, [2]


class Slotted:
    __slots__ = ('a', 'b')

    def __init__(self):
        self.a, self.b = 1, 'two'

    def __getstate__(self):
        return None, {'a': self.a, 'b': self.b}


class Stateful:
    def __getstate__(self):
        return (1, 'state')

    def __setstate__(self, state):
        pass


class Listlike(list):
    pass


class Dictlike(dict):
    pass


class Keyword:
    def __new__(cls, *, name):
        return object.__new__(cls)

    def __getnewargs_ex__(self):
        return (), {'name': 'x'}


Point = collections.namedtuple('Point', 'x y')


def looped():
    a = [1]
    a.append(a)
    d = {'a': a}
    d['d'] = d
    return d


def with_attributes(thing):
    thing.extra = {'k': 1}
    return thing


def objects():
    shared = ['shared']
    return [
        None, True, 0, -1, 10**30, 1.5, 1j, '', 'text', 'caf\xe9 \u20ac', 'x' * 1000, b'', b'bytes', bytearray(b'ba'),
        (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [], [1, 2], list(range(300)), {}, {'a': 1}, {i: str(i) for i in range(100)},
        set(), {1, 2}, frozenset((1, 2)), [shared, shared], looped(), collections.OrderedDict(a=1, b=2),
        collections.Counter('abca'), collections.deque((1, 2), 5), collections.defaultdict(list, a=[1]),
        collections.ChainMap({'a': 1}), datetime.datetime(2020, 1, 2, 3, 4, 5), datetime.date(2020, 1, 2),
        datetime.timedelta(1), datetime.timezone.utc, decimal.Decimal('1.5'), fractions.Fraction(1, 3), uuid.UUID(int=5),
        pathlib.PurePosixPath('/a/b'), ipaddress.ip_address('::1'), re.compile('a+'), range(5), slice(1, 2), Ellipsis,
        NotImplemented, array.array('d', (1.0, 2.0)), Colour.RED, Plain(), Slotted(), Stateful(), Keyword(name='x'), Point(1, 2),
        Listlike((1, 2)), with_attributes(Listlike((1,))), Dictlike(a=1), with_attributes(Dictlike(b=2)),
        ValueError('x'), with_attributes(KeyError('x', 2)), functools.partial(int, '7', base=8), operator.itemgetter(1),
        operator.attrgetter('a.b'), operator.methodcaller('m', 1, k=2), types.SimpleNamespace(a=1), len, int, list.append,
        [].append, str.join, collections.OrderedDict, random.Random(5), itertools.count(3), iter([1, 2]), enumerate('ab'),
        zip('ab', 'cd'), reversed([1]), map(str, [1]), bytes(300), [[[]]] * 3, {'nested': {'deep': [(1, {2: 3})]}},
        [Point(i, i) for i in range(20)], [datetime.date(2020, 1, i + 1) for i in range(20)], [Plain()] * 3,
    ]


def dumped(thing, protocol, python):
    if not python:
        return pickle.dumps(thing, protocol)
    f = io.BytesIO()
    pickle._Pickler(f, protocol).dump(thing)
    return f.getvalue()


def streams():
    """All of them, in a fixed order."""
    out = []
    for thing in objects():
        for protocol in PROTOCOLS:
            try:
                data = dumped(thing, protocol, python=protocol % 2)
            except (TypeError, pickle.PicklingError, AttributeError):
                continue
            out += [data, pickletools.optimize(data)]
    return out
