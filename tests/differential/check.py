#!/usr/bin/env python3
"""The differential test's own parts: what they must notice, they notice."""
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import child                                            # noqa: E402
import generate                                         # noqa: E402
import known                                            # noqa: E402
import mutate                                           # noqa: E402
from compare import Said, Shown                         # noqa: E402
from minimise import minimise                           # noqa: E402
from opcodes import disassemble, split                  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))


def said(*facts):
    rows = ['\x1e'.join(f.split('/')).replace('+', '\x1d') for f in facts]
    return Said(('complete\tpickle\t' + '\x1f'.join(rows)).encode())


def shown(*events):
    rows = [e.replace('/', '\x1e').replace('+', '\x1d') for e in events]
    return Shown(('ok\t1\t' + '\x1f'.join(rows)).encode())


CALL = 'c/os.system//name///REDUCE/2/s+cm.A/cm.A'


def check_comparison():
    all_of_it = shown('ios.system', 'cos.system/2+s+nm.A()+|+nm.A()', 'bm.A()', 'bm.B')
    facts = ['i/os.system//name///GLOBAL/0//', CALL, 'b/m.A//name///BUILD/1//', 'b/m.B//global///BUILD/1//']
    assert not said(*facts).missing(all_of_it)
    assert not said(*facts).mistaken(all_of_it)
    for i in range(len(facts)):
        assert said(*(facts[:i] + facts[i + 1:])).missing(all_of_it), facts[i]
    for worse in (CALL.replace('/2/', '/1/'), CALL.replace('s+', 'i+'), CALL.replace('/cm.A', '/'),
                  CALL.replace('cm.A', 'cm.B')):
        assert said(worse).mistaken(all_of_it), worse
    assert said('i/builtins.eval/__builtin__.eval/name///GLOBAL/0//').missing(shown('i__builtin__.eval')) == []
    assert said('b/m.A//global///BUILD/1//').missing(shown('bm.A()'))
    long = 'm' * 1030 + '.f'
    for fact in ('i/%s//name///GLOBAL/0//' % long, 'i/mmm...//expression///GLOBAL/0//'):
        assert not said(fact).missing(shown('i' + long)), fact
    assert said('i/os.system//name///GLOBAL/0//').missing(shown('i' + long))
    assert len(said(*facts).unseen([shown('ios.system')])) == 3
    assert not said(*facts).unseen([all_of_it])


def check_streams():
    for i in range(300):
        a, b = generate.stream(random.Random(i)), generate.stream(random.Random(i + 1))
        assert a == generate.stream(random.Random(i))
        assert b''.join(split(a)) == a
        assert disassemble(mutate.mutate(random.Random(i), a, b)) is not None
    data = b'(I1\nI2\nt0cos\nsystem\n)R.'
    assert minimise(data, lambda d: b'cos\nsystem\n' in d) == b'cos\nsystem\n'


FAULTY = """
import os, struct, sys, time
def read(n):
    data = sys.stdin.buffer.read(n)
    return data if len(data) == n else sys.exit()
while True:
    out = b''
    for _ in range(struct.unpack('<I', read(4))[0]):
        data = read(struct.unpack('<BI', read(5))[1])
        if data == b'crash': os._exit(1)
        if data == b'hang': time.sleep(60)
        out += data + b'\\n'
    sys.stdout.buffer.write(out)
    sys.stdout.buffer.flush()
"""


def check_child():
    child.BATCH_SECONDS = child.STREAM_SECONDS = 4
    c = child.Child([sys.executable, '-c', FAULTY])
    words = [b'one', b'crash', b'two', b'hang', b'three']
    lines = c.answers([(0, w) for w in words])
    c.stop()
    assert lines == [b'one', b'crash\t\t', b'two', b'hang\t\t', b'three'], lines


def check_oracle():
    for options in (0, 1, 2, 32):
        c = child.Child([sys.executable, os.path.join(HERE, 'oracle.py')])
        wrong = known.check(lambda data: Shown(c.answers([(options, data)])[0]).events)
        c.stop()
        assert not wrong, (options, wrong)
    assert len(known.check(lambda data: set())) == len(known.ANSWERS)


if __name__ == '__main__':
    check_comparison()
    check_streams()
    check_oracle()
    check_child()
