"""The streams of a run: stream number i of a seed is always the same bytes and options."""
import functools
import random

import generate
import mutate
import oracle
import real

# Which part of the streams is what; `large` (memo indices up to 2^32) is a set of its own.
GRAMMAR, REAL, MUTATED_REAL = 0.5, 0.05, 0.2
SIZE_MAX = 1 << 16


@functools.lru_cache(maxsize=1)
def originals():
    return real.streams()


def stream(seed, number, large=False):
    """(kind, bytes, options for the C unpickler, options for the Python one)."""
    r = random.Random('%s/%s/%s' % (seed, number, large))
    x = r.random()
    options = options_of(r)
    if large or x < GRAMMAR:
        kind, data = 'grammar', generate.stream(r, large)
    elif x < GRAMMAR + REAL:
        kind, data = 'real', one_original(r)
    elif x < GRAMMAR + REAL + MUTATED_REAL:
        kind, data = 'mutated real', mutate.mutate(r, one_original(r), generate.stream(r))
    else:
        kind, data = 'mutated grammar', mutate.mutate(r, generate.stream(r), generate.stream(r))
    return kind, data[:SIZE_MAX], options, (options & ~(oracle.PEEK | oracle.SMALL_PEEK)) | oracle.PYTHON


def one_original(r):
    pickles = originals()
    return pickles[int(r.random() * len(pickles))]


def options_of(r):
    options = (0, oracle.PEEK, oracle.SMALL_PEEK)[int(r.random() * 3)]
    x = r.random()
    options |= oracle.LATIN1 if x < 0.2 else oracle.BYTES if x < 0.3 else 0
    if r.random() < 0.7:
        options |= oracle.BUFFERS
    if r.random() < 0.05:
        options |= oracle.UNMAPPED
    return options
