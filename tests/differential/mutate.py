"""Damage to a stream: bytes, operations, lengths and frames, as chance and attackers do it."""
import struct

from opcodes import CODES, LENGTH, OPCODES, split

SIMPLE = bytes(code for code, (_, argument, _) in OPCODES.items() if argument == '-')
ANY = bytes(OPCODES)


def at(random, items):
    return int(random.random() * len(items))


def flip_byte(random, ops, other):
    data = bytearray(b''.join(ops))
    data[at(random, data)] = int(random.random() * 256)
    return bytes(data)


def flip_bit(random, ops, other):
    data = bytearray(b''.join(ops))
    data[at(random, data)] ^= 1 << int(random.random() * 8)
    return bytes(data)


def delete(random, ops, other):
    i = at(random, ops)
    return b''.join(ops[:i] + ops[i + 1:])


def delete_bytes(random, ops, other):
    data = b''.join(ops)
    i = at(random, data)
    return data[:i] + data[i + 1 + int(random.random() * 4):]


def repeat(random, ops, other):
    i = at(random, ops)
    return b''.join(ops[:i] + [ops[i]] * 2 + ops[i + 1:])


def swap(random, ops, other):
    i, j = at(random, ops), at(random, ops)
    ops = list(ops)
    ops[i], ops[j] = ops[j], ops[i]
    return b''.join(ops)


def swap_next(random, ops, other):
    i = at(random, ops)
    return b''.join(ops[:i] + ops[i + 1:i + 2] + ops[i:i + 1] + ops[i + 2:])


def insert(random, ops, other):
    i = at(random, ops)
    return b''.join(ops[:i] + [bytes((SIMPLE[at(random, SIMPLE)],))] + ops[i:])


def insert_foreign(random, ops, other):
    i, j = at(random, ops), at(random, other)
    return b''.join(ops[:i] + other[j:j + 1 + int(random.random() * 4)] + ops[i:])


def splice(random, ops, other):
    return b''.join(ops[:at(random, ops)] + other[at(random, other):])


def replace(random, ops, other):
    """Another opcode with the argument left as it is."""
    i = at(random, ops)
    return b''.join(ops[:i] + [bytes((ANY[at(random, ANY)],)) + ops[i][1:]] + ops[i + 1:])


def truncate(random, ops, other):
    data = b''.join(ops)
    return data[:at(random, data)] or b'.'


def length(random, ops, other):
    """The length field of one operation is a little or far off."""
    counted = [i for i, op in enumerate(ops) if op[0] in OPCODES and OPCODES[op[0]][1][0] == '+'
               and len(op) > int(OPCODES[op[0]][1][1:])]
    if not counted:
        return flip_byte(random, ops, other)
    i = counted[at(random, counted)]
    op, n = ops[i], int(OPCODES[ops[i][0]][1][1:])
    size, = struct.unpack_from(LENGTH[n], op, 1)
    size += (1, -1, 2, -2, 10, 1 << 31, 1 << 62, -size)[int(random.random() * 8)]
    size &= (1 << (8 * n)) - 1
    return b''.join(ops[:i] + [op[:1] + struct.pack(LENGTH[n], size) + op[1 + n:]] + ops[i + 1:])


def frame_length(random, ops, other):
    framed = [i for i, op in enumerate(ops) if op[0] == CODES['FRAME'] and len(op) == 9]
    if not framed:
        return frame_insert(random, ops, other)
    i = framed[at(random, framed)]
    size = struct.unpack_from('<Q', ops[i], 1)[0] + int(random.random() * 33) - 16
    return b''.join(ops[:i] + [b'\x95' + struct.pack('<Q', max(size, 0))] + ops[i + 1:])


def frame_insert(random, ops, other):
    i = at(random, ops)
    return b''.join(ops[:i] + [b'\x95' + struct.pack('<Q', int(random.random() * 50))] + ops[i:])


WAYS = [flip_byte, flip_bit, delete, delete_bytes, repeat, swap, swap_next, insert, insert, insert_foreign,
        insert_foreign, splice, replace, truncate, length, frame_length, frame_insert]


def mutate(random, data, other):
    """`data` with one to three pieces of damage; `other` is a stream to take pieces from."""
    other = split(other)
    for _ in range(1 + int(random.random() * random.random() * 4)):
        ops = split(data)
        if not ops:
            return b'.'
        data = WAYS[at(random, WAYS)](random, ops, other)
    return data
