"""The pickle opcodes as bytes: where one ends, and how a stream reads as text."""
import struct

# Name, code, argument, lowest protocol. Arguments: a number of bytes, `line`s ended by a newline, or
# `+n` for a little-endian length of n bytes and as many bytes.
TABLE = """
MARK ( - 0, STOP . - 0, POP 0 - 0, POP_MARK 1 - 1, DUP 2 - 0, FLOAT F line 0, INT I line 0,
BININT J 4 1, BININT1 K 1 1, LONG L line 0, BININT2 M 2 1, NONE N - 0, PERSID P line 0,
BINPERSID Q - 1, REDUCE R - 0, STRING S line 0, BINSTRING T +4 1, SHORT_BINSTRING U +1 1,
UNICODE V line 0, BINUNICODE X +4 1, APPEND a - 0, BUILD b - 0, GLOBAL c line2 0, DICT d - 0,
EMPTY_DICT } - 1, APPENDS e - 1, GET g line 0, BINGET h 1 1, INST i line2 0, LONG_BINGET j 4 1,
LIST l - 0, EMPTY_LIST ] - 1, OBJ o - 1, PUT p line 0, BINPUT q 1 1, LONG_BINPUT r 4 1,
SETITEM s - 0, TUPLE t - 0, EMPTY_TUPLE ) - 1, SETITEMS u - 1, BINFLOAT G 8 1, PROTO 80 1 2,
NEWOBJ 81 - 2, EXT1 82 1 2, EXT2 83 2 2, EXT4 84 4 2, TUPLE1 85 - 2, TUPLE2 86 - 2, TUPLE3 87 - 2,
NEWTRUE 88 - 2, NEWFALSE 89 - 2, LONG1 8a +1 2, LONG4 8b +4 2, BINBYTES B +4 3,
SHORT_BINBYTES C +1 3, SHORT_BINUNICODE 8c +1 4, BINUNICODE8 8d +8 4, BINBYTES8 8e +8 4,
EMPTY_SET 8f - 4, ADDITEMS 90 - 4, FROZENSET 91 - 4, NEWOBJ_EX 92 - 4, STACK_GLOBAL 93 - 4,
MEMOIZE 94 - 4, FRAME 95 8 4, BYTEARRAY8 96 +8 5, NEXT_BUFFER 97 - 5, READONLY_BUFFER 98 - 5
"""
MARK, STOP, FRAME, PROTO = 0x28, 0x2e, 0x95, 0x80
LENGTH = {1: '<B', 4: '<I', 8: '<Q'}


def read_table():
    table = {}
    for row in TABLE.replace('\n', ' ').split(','):
        if not row.strip():
            continue
        name, code, argument, protocol = row.split()
        code = ord(code) if len(code) == 1 else int(code, 16)
        table[code] = (name, argument, int(protocol))
    return table


OPCODES = read_table()
CODES = {name: code for code, (name, _, _) in OPCODES.items()}


def end_of(data, at):
    """The offset after the opcode at `at` and its argument, or None where it is unknown or cut."""
    row = OPCODES.get(data[at])
    if row is None:
        return None
    argument = row[1]
    at += 1
    if argument == '-':
        return at
    if argument.startswith('line'):
        for _ in range(2 if argument == 'line2' else 1):
            at = data.find(b'\n', at) + 1
            if at == 0:
                return None
        return at
    if argument[0] == '+':
        n = int(argument[1:])
        if at + n > len(data):
            return None
        end = at + n + struct.unpack_from(LENGTH[n], data, at)[0]
    else:
        end = at + int(argument)
    return end if end <= len(data) else None


def split(data):
    """The operations of a stream one by one; what cannot be read is one last piece."""
    pieces, at = [], 0
    while at < len(data):
        end = end_of(data, at)
        if end is None:
            pieces.append(data[at:])
            break
        pieces.append(data[at:end])
        at = end
    return pieces


def disassemble(data):
    lines, at = [], 0
    for piece in split(data):
        name = OPCODES[piece[0]][0] if end_of(piece, 0) == len(piece) else '?'
        argument = ' ' + repr(piece[1:])[1:] if len(piece) > 1 else ''
        lines.append('%5d: %s%s' % (at, name, argument if name != '?' else ' ' + repr(piece)[1:]))
        at += len(piece)
    return '\n'.join(lines)
