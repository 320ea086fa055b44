"""Makes a stream that shows something as short as it gets while it still shows it."""
from opcodes import split


def without(pieces, fails):
    """Drops runs of pieces, long ones first, while fails(bytes) stays true."""
    size = max(1, len(pieces) // 2)
    while True:
        at = 0
        while at < len(pieces):
            fewer = pieces[:at] + pieces[at + size:]
            if fewer and fails(b''.join(fewer)):
                pieces = fewer
            else:
                at += size
        if size == 1:
            return pieces
        size //= 2


def minimise(data, fails, rounds=4):
    for _ in range(rounds):
        before = len(data)
        data = b''.join(without(split(data), fails))
        data = b''.join(without([data[i:i + 1] for i in range(len(data))], fails))
        if len(data) == before:
            break
    return data
