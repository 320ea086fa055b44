"""Pickle programs from a grammar: mostly valid ones over all opcodes, kept so by a typed stack.

A program is a list of operations as bytes. Each value on the model's stack is a kind, one letter:

    N none  i int  f float  s str  S 8-bit string  b bytes  a bytearray  t tuple  u tuple that cannot
    be hashed  l list  d dict  e set  z frozenset  g global  x what came out of a global  v buffer view
"""
import _compat_pickle
import struct

import oracle
from opcodes import CODES

HASHABLE = frozenset('NifsSbtzgx')
LENGTH_MAX = 60

MODULES = ['os', 'posix', 'builtins', 'collections', 'copyreg', 'numpy.core.multiarray', 'torch._utils',
           'm', 'pkg.sub.deep', 'sklearn.tree._tree', 'a b', '__main__', 'codecs', '_codecs', 'nt']
ATTRIBUTES = ['system', 'eval', 'A', 'Class', '_reconstructor', 'OrderedDict', 'getattr', 'a.b', 'x.__init__',
              'Tree', '_rebuild_tensor_v2', 'ndarray', 'dtype', 'defaultdict', 'object', 'encode', 'set']
ODD_NAMES = ['', 'mod\xe9', '\u4e16', 'a\tb', 'a\rb', 'a\0b', 'a\\b', "a'b", 'a.b.c', '.', 'a..b', ' a', 'a ',
             '\U0001f600', 'A' * 300]
PYTHON2 = sorted(_compat_pickle.NAME_MAPPING) + [(m, 'Thing') for m in sorted(_compat_pickle.IMPORT_MAPPING)]
WORDS = ['', 'a', 'abc', 'true', 'latin1', '__class__', 'x' * 40, 'h\xe9', '\u20ac', 'a b', 'state']


def u1(n):
    return struct.pack('<B', n & 0xff)


def u2(n):
    return struct.pack('<H', n & 0xffff)


def u4(n):
    return struct.pack('<I', n & 0xffffffff)


def u8(n):
    return struct.pack('<Q', n & 0xffffffffffffffff)


class Program:
    """One stream in the making. `protocol` bounds the opcodes; `large` draws memo indices up to 2^32."""

    def __init__(self, random, protocol, large=False):
        self.random = random
        self.draw = random.random
        self.protocol = protocol
        self.large = large
        self.ops = []
        self.stack = []
        self.marks = []         # heights of the stack
        self.memo = {}
        self.wants_class = False

    def emit(self, name, argument=b''):
        self.ops.append(bytes((CODES[name],)) + argument)

    def choice(self, items):
        return items[int(self.draw() * len(items))]

    def chance(self, share):
        return self.draw() < share

    # -- the stack

    def free(self):
        """How many values lie above the top mark."""
        return len(self.stack) - (self.marks[-1] if self.marks else 0)

    def top(self, depth=1):
        return self.stack[-depth] if self.free() >= depth else ''

    def push(self, kind):
        self.stack.append(kind)

    def drop(self, n):
        """Takes n values; one below a mark is seldom among them, and then most loaders stop there."""
        del self.stack[max(0, len(self.stack) - n):]
        self.marks = [min(m, len(self.stack)) for m in self.marks]

    def pop_mark(self):
        at = self.marks.pop()
        items = self.stack[at:]
        del self.stack[at:]
        return items

    def tuple_of(self, items):
        return 't' if all(k in HASHABLE for k in items) else 'u'

    # -- constants

    def none(self):
        self.emit('NONE')
        self.push('N')

    def boolean(self):
        if self.protocol >= 2:
            self.emit(self.choice(('NEWTRUE', 'NEWFALSE')))
        else:
            self.emit('INT', self.choice((b'01\n', b'00\n')))
        self.push('i')

    def integer(self):
        n = self.choice((0, 1, 2, 7, 255, 256, 65535, 65536, -1, 2**31 - 1, -2**31, 10**12, 2**70))
        way = int(self.draw() * 7) if self.protocol else int(self.draw() * 2)
        if way == 0:
            odd = self.chance(0.1)
            self.emit('INT', self.choice((b' 5', b'0x10', b'010', b'5\0', b'5_0', b'+1', b'0o7', b'5L', b'7 '))
                      + b'\n' if odd else b'%d\n' % n)
        elif way == 1:
            odd = self.chance(0.1)
            self.emit('LONG', self.choice((b'5', b'0x5L', b' 5L', b'010L', b'5l', b'-0L', b'5L ')) + b'\n'
                      if odd else b'%dL\n' % n)
        elif way == 2 and self.protocol >= 2:
            size = 0 if n == 0 else n.bit_length() // 8 + 1
            wide = self.chance(0.2)
            self.emit('LONG4' if wide else 'LONG1',
                      (u4 if wide else u1)(size) + n.to_bytes(size, 'little', signed=True))
        elif way <= 3:
            self.emit('BININT', u4(n))
        elif way == 4:
            self.emit('BININT2', u2(n))
        else:
            self.emit('BININT1', u1(n))
        self.push('i')

    def floating(self):
        if self.protocol and self.chance(0.7):
            self.emit('BINFLOAT', struct.pack('>d', self.choice((0.0, 1.5, -2e300, float('inf'), float('nan')))))
        else:
            self.emit('FLOAT', 
                      (self.choice((b' 2', b'2 ', b'1_0', b'1e999', b'3\r', b'4\0', b'0x1p3')) if self.chance(0.05)
                       else self.choice((b'1.5', b'-1e10', b'inf', b'nan', b'1'))) + b'\n')
        self.push('f')

    def unicode_line(self, text):
        """The argument of UNICODE that reads as `text`, in one of its spellings."""
        out = []
        for c in text:
            if c in '\\\n' or ord(c) > 0xff or self.chance(0.05):
                out.append(b'\\u%04x' % ord(c) if ord(c) < 0x10000 else b'\\U%08x' % ord(c))
            else:
                out.append(c.encode('latin-1'))
        if self.chance(0.02):
            out.append(self.choice((b'\\', b'\\\\u0041', b'\\n', b'\\ud800', b'\\u12', b'\r', b'\\x41', b'\\U00110000')))
        return b''.join(out) + b'\n'

    def text(self, text=None):
        """A str, as one of the opcodes."""
        if text is None:
            text = self.choice(WORDS) if self.chance(0.9) else self.choice(ODD_NAMES)
        data = text.encode('utf-8', 'surrogatepass')
        if self.chance(0.01):
            data += self.choice((b'\xed\xa0\x80', b'\xff', b'\xc3'))
        way = int(self.draw() * 10)
        if self.protocol >= 4 and way < 6 and len(data) < 256:
            self.emit('SHORT_BINUNICODE', u1(len(data)) + data)
        elif self.protocol >= 4 and way < 7:
            self.emit('BINUNICODE8', u8(len(data)) + data)
        elif self.protocol >= 1 and way < 9:
            self.emit('BINUNICODE', u4(len(data)) + data)
        else:
            self.emit('UNICODE', self.unicode_line(text))
        self.push('s')

    def string_line(self, data):
        quote = self.choice((b"'", b'"'))
        out = []
        for c in data:
            if c < 32 or c > 126 or c == quote[0] or c == 0x5c or self.chance(0.05):
                out.append(self.choice((b'\\x%02x', b'\\%03o')) % c)
            else:
                out.append(bytes((c,)))
        if self.chance(0.03):
            out.append(self.choice((b'\\q', b'\\n', b'\\', b'\\x6', b'\\777', b'\\8', b'\\N{BULLET}', b'\\u0041', quote)))
        end = self.choice((b' ', b'\r', b'\t', b'"', b"'", b'x')) if self.chance(0.02) else b''
        return quote + b''.join(out) + quote + end + b'\n'

    def string(self, text=None):
        """An 8-bit string of Python 2."""
        if text is None:
            text = self.choice(WORDS)
        data = text.encode('ascii', 'replace') if self.chance(0.98) else b'\xe9\xff'
        way = int(self.draw() * 3) if self.protocol else 0
        if way == 1 and len(data) < 256:
            self.emit('SHORT_BINSTRING', u1(len(data)) + data)
        elif way == 2:
            self.emit('BINSTRING', u4(len(data)) + data)
        else:
            self.emit('STRING', self.string_line(data))
        self.push('S')

    def blob(self):
        if self.protocol < 3:
            return False
        data = self.choice((b'', b'b', b'\x80\x04N.', bytes(range(0, 256, 7)), b'cos\nsystem\n.', b'x' * 300))
        if self.protocol >= 5 and self.chance(0.2):
            self.emit('BYTEARRAY8', u8(len(data)) + data)
            self.push('a')
            return True
        if self.protocol >= 4 and self.chance(0.2):
            self.emit('BINBYTES8', u8(len(data)) + data)
        elif len(data) < 256 and self.chance(0.7):
            self.emit('SHORT_BINBYTES', u1(len(data)) + data)
        else:
            self.emit('BINBYTES', u4(len(data)) + data)
        self.push('b')
        return True

    def constant(self):
        self.choice((self.none, self.boolean, self.integer, self.integer, self.text, self.string, self.floating))()

    # -- containers

    def empty(self):
        names = ('MARKED',) if not self.protocol else ('EMPTY_TUPLE', 'EMPTY_LIST', 'EMPTY_DICT', 'EMPTY_SET')
        name = self.choice(names)
        if name == 'MARKED':
            self.emit('MARK')
            name = self.choice(('TUPLE', 'LIST', 'DICT'))
        if name == 'EMPTY_SET' and self.protocol < 4:
            name = 'EMPTY_LIST'
        self.emit(name)
        self.push({'TUPLE': 't', 'LIST': 'l', 'DICT': 'd', 'SET': 'e'}[name.replace('EMPTY_', '')])

    def mark(self):
        if len(self.marks) > 5:
            return False
        self.emit('MARK')
        self.marks.append(len(self.stack))
        return True

    def close(self):
        """Closes the top mark by one of the opcodes that fit what lies above and below it."""
        if not self.marks:
            return False
        at = self.marks[-1]
        items = self.stack[at:]
        below = self.stack[at - 1] if at > (self.marks[-2] if len(self.marks) > 1 else 0) else ''
        keys = len(items) % 2 == 0 and all(k in HASHABLE for k in items[::2])
        hashable = all(k in HASHABLE for k in items)
        ways = [('TUPLE', self.tuple_of(items)), ('LIST', 'l'), ('POP_MARK', '')]
        if keys:
            ways.append(('DICT', 'd'))
        if self.protocol >= 4 and hashable:
            ways.append(('FROZENSET', 'z'))
        if items and items[0] in 'gx':
            ways += [('OBJ', 'x')] * 3
        ways += [('INST', 'x')]
        if below and below in 'lxg':
            ways += [('APPENDS', None)] * 3
        if (below == 'd' and keys) or (below and below in 'xg' and len(items) % 2 == 0):
            ways += [('SETITEMS', None)] * 3
        if self.protocol >= 4 and ((below == 'e' and hashable) or (below and below in 'xg')):
            ways += [('ADDITEMS', None)] * 3
        name, kind = self.choice(ways)
        if not self.protocol and name in ('OBJ', 'APPENDS', 'SETITEMS', 'POP_MARK'):
            name, kind = 'TUPLE', self.tuple_of(items)
        self.pop_mark()
        if name == 'INST':
            self.emit('INST', self.global_lines(ascii_only=True))
        else:
            self.emit(name)
        if kind:
            self.push(kind)
        return True

    def small_tuple(self):
        n = int(self.draw() * 3) + 1
        if self.protocol < 2 or self.free() < n:
            return False
        items = self.stack[-n:]
        self.emit('TUPLE%d' % n)
        self.drop(n)
        self.push(self.tuple_of(items))
        return True

    def append(self):
        if self.free() < 2 or self.stack[-2] not in 'lxga':
            return False
        if self.stack[-2] == 'a' and self.stack[-1] != 'i':
            return False
        self.emit('APPEND')
        self.drop(1)
        return True

    def set_item(self):
        if self.free() < 3 or self.stack[-3] not in 'dxg':
            return False
        if self.stack[-3] == 'd' and self.stack[-2] not in HASHABLE:
            return False
        self.emit('SETITEM')
        self.drop(2)
        return True

    # -- globals and what is done with them

    def name_pair(self):
        """A module and a name in it, more often such as the oracle makes a class of where one is needed."""
        pair = self.any_pair()
        while self.wants_class and self.chance(0.9):
            if oracle.kind_of('.'.join(pair).encode()) not in (oracle.FUNCTION, oracle.FACTORY):
                break
            pair = self.any_pair()
        return pair

    def any_pair(self):
        if self.chance(0.2):
            return self.choice(PYTHON2)
        odd = self.chance(0.08)
        module = self.choice(ODD_NAMES) if odd else self.choice(MODULES)
        name = self.choice(ODD_NAMES) if self.chance(0.05) else self.choice(ATTRIBUTES)
        if self.chance(0.6):
            name += self.choice('0123456789')   # all kinds of stubs
        return module, name

    def global_lines(self, ascii_only=False):
        module, name = self.name_pair()
        lines = module.encode() + b'\n' + name.encode() + b'\n'
        if ascii_only and not self.chance(0.02):
            lines = lines.decode().encode('ascii', 'replace')
        if self.chance(0.005):
            lines = b'\xe9' + lines
        return lines

    def global_text(self):
        self.emit('GLOBAL', self.global_lines())
        self.push('g')

    def global_stack(self):
        if self.protocol < 4:
            return False
        for text in self.name_pair():
            if self.chance(0.1):
                self.string(text)
            else:
                self.text(text)
            if self.chance(0.3):
                self.put()
        self.emit('STACK_GLOBAL')
        self.drop(2)
        self.push('g')
        return True

    def global_of_stack(self):
        """STACK_GLOBAL over whatever strings lie there, of either kind and from anywhere."""
        if self.protocol < 4 or self.free() < 2 or self.stack[-1] not in 'sS' or self.stack[-2] not in 'sS':
            return False
        self.emit('STACK_GLOBAL')
        self.drop(2)
        self.push('g')
        return True

    def global_any(self):
        if not self.global_stack():
            self.global_text()

    def extension(self):
        if self.protocol < 2:
            return False
        code = self.choice((1, 2, 5, 17, 255, 256, 299, 0x1234, 65535, 65536, 0x7fffffff))
        if code < 256 and self.chance(0.5):
            self.emit('EXT1', u1(code))
        elif code < 65536 and self.chance(0.7):
            self.emit('EXT2', u2(code))
        else:
            self.emit('EXT4', u4(code))
        self.push('g')
        return True

    def arguments(self):
        """A tuple of arguments; seldom something else that only some loaders take for one."""
        if self.chance(0.05):
            return self.choice((self.empty, self.text, self.none, self.string, self.mark))()
        n = int(self.draw() * 4)
        if n and self.protocol >= 2 and self.chance(0.6):
            for _ in range(n):
                self.value()
            n = min(n, self.free())
            items = self.stack[-n:] if n else []
            self.emit('TUPLE%d' % n if n else 'EMPTY_TUPLE')
            self.drop(n)
            self.push(self.tuple_of(items))
        elif n or not self.protocol:
            self.emit('MARK')
            height = len(self.stack)
            self.marks.append(height)
            for _ in range(n):
                self.value()
            if len(self.marks) and self.marks[-1] == height:
                items = self.pop_mark()
                self.emit('TUPLE')
                self.push(self.tuple_of(items))
        else:
            self.emit('EMPTY_TUPLE')
            self.push('t')
        return True

    def value(self):
        """One value of any kind, not too deep."""
        x = self.draw()
        if x < 0.7 or len(self.ops) > LENGTH_MAX:
            self.constant()
        elif x < 0.8:
            self.empty()
        elif x < 0.9:
            self.get() or self.none()
        elif x < 0.96:
            self.global_any()
        else:
            self.call()

    def callable(self):
        if self.free() and self.stack[-1] in 'gx' and self.chance(0.5):
            return
        if self.chance(0.05) and self.extension():
            return
        if self.chance(0.1) and self.get('gx'):
            return
        self.global_any()

    def call(self):
        """A whole call: REDUCE, NEWOBJ, NEWOBJ_EX, OBJ or INST, with its arguments."""
        if len(self.ops) > LENGTH_MAX:
            return False
        ways = ['REDUCE', 'REDUCE', 'INST']
        if self.protocol >= 1:
            ways.append('OBJ')
        if self.protocol >= 2:
            ways += ['NEWOBJ', 'NEWOBJ']
        if self.protocol >= 4:
            ways.append('NEWOBJ_EX')
        name = self.choice(ways)
        if name in ('INST', 'OBJ'):
            self.emit('MARK')
            height = len(self.stack)
            self.marks.append(height)
            if name == 'OBJ':
                self.callable()
            for _ in range(int(self.draw() * 3)):
                self.value()
            if not self.marks or self.marks[-1] != height:
                return True
            self.pop_mark()
            self.emit(name, self.global_lines(ascii_only=True) if name == 'INST' else b'')
        else:
            self.wants_class = name != 'REDUCE'
            self.callable()
            self.wants_class = False
            self.arguments()
            if name == 'NEWOBJ_EX':
                self.state(plain=True)
            n = 3 if name == 'NEWOBJ_EX' else 2
            if self.free() < n:
                return True
            self.emit(name)
            self.drop(n)
        self.push('x')
        return True

    def new_of_stack(self):
        name = self.choice(('REDUCE', 'NEWOBJ'))
        if self.free() < 2 or self.stack[-1] not in 't' or self.stack[-2] not in 'gx' or self.protocol < 2:
            return False
        self.emit(name)
        self.drop(2)
        self.push('x')
        return True

    def state(self, plain=False):
        """A dict with string keys, or one of the other states that BUILD takes."""
        if not plain and self.chance(0.15):
            self.choice((self.none, self.integer, self.text, self.empty, self.call))()
            return
        if not plain and self.protocol >= 2 and self.chance(0.2):
            self.choice((self.none, lambda: self.state(True)))()
            self.choice((self.none, lambda: self.state(True)))()
            if self.free() >= 2:
                self.emit('TUPLE2')
                self.drop(2)
                self.push('u')
            return
        if not self.protocol:
            self.emit('MARK')
            self.emit('DICT')
        else:
            self.emit('EMPTY_DICT')
        self.push('d')
        for _ in range(int(self.draw() * 3)):
            height = len(self.stack)
            self.choice((self.text, self.string))() if self.chance(0.97) else self.integer()
            self.constant()
            if len(self.stack) == height + 2:
                self.emit('SETITEM')
                self.drop(2)

    def build(self):
        if not self.free() or (self.stack[-1] not in 'xg' and not self.chance(0.05)):
            return False
        height = len(self.stack)
        self.state()
        if len(self.stack) != height + 1:
            return True
        self.emit('BUILD')
        self.drop(1)
        return True

    # -- memo, stack games, the rest

    def index(self):
        if self.large and self.chance(0.5):
            return self.choice((2**16 + 1, 2**20, 2**24, 2**31 - 1, 2**31, 2**32 - 1, int(self.draw() * 2**32)))
        return int(self.draw() * 8) if self.chance(0.9) else self.choice((255, 256, 1000, 65535, 65536))

    def put(self):
        if not self.free():
            return False
        if self.protocol >= 4 and self.chance(0.6):
            n = len(self.memo)
            self.emit('MEMOIZE')
        else:
            n = self.index()
            if n < 256 and self.protocol and self.chance(0.7):
                self.emit('BINPUT', u1(n))
            elif self.protocol and self.chance(0.6):
                self.emit('LONG_BINPUT', u4(n))
            else:
                self.emit('PUT', b'%d\n' % n if self.chance(0.97) else b' +%d \n' % n)
        self.memo[n] = self.stack[-1]
        return True

    def get(self, kinds=None):
        keys = [n for n, kind in self.memo.items() if kinds is None or kind in kinds]
        if not keys:
            return False
        n = self.choice(keys)
        if self.chance(0.01):
            n += 1
        if n < 256 and self.protocol and self.chance(0.7):
            self.emit('BINGET', u1(n))
        elif self.protocol and self.chance(0.6):
            self.emit('LONG_BINGET', u4(n))
        else:
            self.emit('GET', b'%d\n' % n)
        self.push(self.memo.get(n, 'N'))
        return True

    def pop(self):
        if not self.free():
            if not self.marks:
                return False
            self.marks.pop()
        else:
            self.drop(1)
        self.emit('POP')
        return True

    def duplicate(self):
        if not self.free():
            return False
        self.emit('DUP')
        self.push(self.stack[-1])
        return True

    def persistent(self):
        if self.protocol and self.free() and self.chance(0.6):
            self.emit('BINPERSID')
            self.drop(1)
        else:
            self.emit('PERSID', b'%s\n' % (self.choice((b'', b'\xe9', b'x\r')) if self.chance(0.05) else self.choice((b'1', b'abc', b'a b'))))
        self.push('x')
        return True

    def buffer(self):
        if self.protocol < 5:
            return False
        if self.free() and self.stack[-1] in 'bav' and self.chance(0.7):
            self.emit('READONLY_BUFFER')
            self.drop(1)
            self.push('v')
        else:
            self.emit('NEXT_BUFFER')
            self.push('b')
        return True

    def announce(self):
        self.emit('PROTO', u1(int(self.draw() * (self.protocol + 1))))
        return True

    def anything(self):
        """An opcode whatever the stack holds: mostly the end of the stream."""
        name = self.choice(ANY)
        if name in ('STOP', 'FRAME'):
            return False
        self.emit(name)
        return True


ANY = ['POP', 'DUP', 'MARK', 'TUPLE', 'LIST', 'DICT', 'REDUCE', 'BUILD', 'APPEND', 'APPENDS', 'SETITEM', 'SETITEMS',
       'OBJ', 'NEWOBJ', 'NEWOBJ_EX', 'STACK_GLOBAL', 'TUPLE1', 'TUPLE2', 'TUPLE3', 'POP_MARK', 'ADDITEMS',
       'FROZENSET', 'MEMOIZE', 'BINPERSID', 'NEXT_BUFFER', 'READONLY_BUFFER']

STEPS = [(Program.call, 14), (Program.build, 12), (Program.constant, 8), (Program.blob, 3), (Program.empty, 5),
         (Program.mark, 6), (Program.close, 10), (Program.small_tuple, 4), (Program.append, 8),
         (Program.set_item, 8), (Program.global_any, 4), (Program.global_of_stack, 3), (Program.extension, 1),
         (Program.new_of_stack, 4), (Program.put, 10), (Program.get, 9), (Program.pop, 5),
         (Program.duplicate, 3), (Program.persistent, 2), (Program.buffer, 2), (Program.announce, 0.3),
         (Program.anything, 0.7)]
POOL = [step for step, weight in STEPS for _ in range(int(weight * 10))]


def finish(p):
    """Closes the marks, seldom not, and stops."""
    if p.chance(0.97):
        while p.marks:
            p.close()
    if not p.free():
        p.none()
    if len(p.stack) > 1 and p.chance(0.5):
        while p.free() > 1 and not p.marks:
            p.pop()
    p.emit('STOP')


def program(random, large=False):
    """The operations of one stream."""
    protocol = (0, 1, 2, 2, 3, 4, 4, 4, 5, 5)[int(random.random() * 10)]
    p = Program(random, protocol, large)
    if protocol >= 2 and p.chance(0.85):
        p.emit('PROTO', u1(protocol))
    elif p.chance(0.05):
        p.emit('PROTO', u1(p.choice((0, 1, 2, 3, 4, 5, 6, 255))))
    for _ in range(2 + int(p.draw() * p.draw() * 30)):
        p.choice(POOL)(p)
    finish(p)
    return p.ops, protocol


# -- frames

def frame(n):
    return b'\x95' + u8(n)


def framed_whole(random, ops):
    """PROTO, then one frame over the rest, as the pickler writes it."""
    head = ops[:1] if ops[0][:1] == b'\x80' else []
    body = b''.join(ops[len(head):])
    return b''.join(head) + frame(len(body)) + body


def framed_aligned(random, ops):
    """Frames that end between operations, with unframed ones between them."""
    out, at = [], 0
    while at < len(ops):
        n = 1 + int(random.random() * 8)
        part = b''.join(ops[at:at + n])
        out.append(frame(len(part)) + part if random.random() < 0.7 else part)
        at += n
    return b''.join(out)


def framed_anyhow(random, ops):
    """Frames that begin between operations and end wherever they like: inside an operation, past the
    next frame, past the end."""
    out, covered = [], 0
    for op in ops:
        if covered <= 0 and random.random() < 0.3 or random.random() < 0.02:
            n = int(random.random() * 40)
            out.append(frame(n))
            covered = n
        out.append(op)
        covered -= len(op)
    return b''.join(out)


def framed_wrong(random, ops):
    """One frame with a length that is off."""
    at = int(random.random() * len(ops))
    rest = b''.join(ops[at:])
    n = len(rest) + int(random.random() * 9) - 4
    if random.random() < 0.1:
        n = int(random.random() * 2**64)
    return b''.join(ops[:at]) + frame(max(n, 0)) + rest


FRAMINGS = [framed_whole] * 4 + [framed_aligned] * 3 + [framed_anyhow] * 3 + [framed_wrong]


def one(random, large=False):
    ops, protocol = program(random, large)
    if protocol >= 4 and random.random() < 0.5 or random.random() < 0.01:
        return FRAMINGS[int(random.random() * len(FRAMINGS))](random, ops)
    return b''.join(ops)


def stream(random, large=False):
    """A stream; one in six has others stacked on it, or bytes that are none."""
    data = one(random, large)
    while random.random() < 0.12:
        data += one(random, large)
    if random.random() < 0.04:
        data += (b'\0', b'\n', b'junk', b'.', b'\x80', bytes(20))[int(random.random() * 6)]
    return data
