"""What an interpreter showed against what the machine said about the same stream."""
import _compat_pickle
import functools

SEPARATOR, FIELD, ITEM = b'\x1f', b'\x1e', b'\x1d'
OPERATIONS = {b'i', b'c', b'n', b'b', b's'}

# Calls whose result the machine knows to be something else than an unknown object: what follows is
# done to what their arguments name, or is plain data.
TRAMPOLINES = {
    b'copyreg._reconstructor', b'copyreg.__newobj__', b'copyreg.__newobj_ex__', b'copy_reg._reconstructor',
    b'copy_reg.__newobj__', b'builtins.getattr', b'__builtin__.getattr', b'functools.partial',
    b'numpy.core.multiarray._reconstruct', b'_codecs.encode', b'codecs.encode', b'builtins.bytes',
    b'builtins.bytearray', b'__builtin__.bytearray',
}
NAME_MAX = 1024                 # modules and names beyond it are expressions to the machine
EXTENSION = b'ext.code'         # of the oracle's registry; the machine has no registry


def root_of(origin):
    """The global behind an origin, and how many times something came out of it."""
    depth = 0
    while origin.endswith(b'()') and len(origin) > 2:
        origin = origin[:-2]
        depth += 1
    return origin, depth


class Shown:
    """The answer of an interpreter."""

    def __init__(self, line):
        status, ends, events = line.split(b'\t')
        self.status = status.decode()
        self.ends = ends
        self.events = set()
        self.calls = set()      # events with their arguments
        for event in events.split(SEPARATOR) if events else ():
            head, field, things = event.partition(FIELD)
            self.events.add(head)
            if field:
                self.calls.add((head, things))

    @property
    def loads(self):
        return self.status == 'ok'


class Said:
    """The answer of the machine: its status, and its facts by operation and name."""

    def __init__(self, line):
        status, formats, facts = line.split(b'\t')
        self.status = status.decode()
        self.formats = formats
        self.facts = []
        self.notes = set()
        self.answered = set()    # the events that are looked for
        self.names = set()       # (operation, name) of plain facts, under either name
        self.changed = set()     # (operation, name): the imported thing itself was changed
        self.expressions = {}    # operation to the expressions it was done to
        for fact in facts.split(SEPARATOR) if facts else ():
            fields = fact.split(FIELD)
            if fields[0] not in OPERATIONS:
                self.notes.add(fact)
                continue
            self.facts.append(fields)
            letter, name, written, on = fields[:4]
            if on == b'expression':
                self.expressions.setdefault(letter, []).append(name)
                continue
            where = self.changed if on == b'global' else self.names
            where.add((letter, name))
            if written:
                where.add((letter, written))

    def has(self, event):
        """Whether an event of an interpreter is among the facts."""
        letter, origin = event[:1], event[1:]
        if letter not in OPERATIONS:
            return True
        root, depth = root_of(origin)
        if len(root) > NAME_MAX and self.expressions.get(letter):
            return True
        if root in TRAMPOLINES and (depth or letter == b'n'):
            return any(fields[0] == letter for fields in self.facts)
        if root.startswith(EXTENSION) and not depth:
            name = b'copyreg.extension(%s)' % root[len(EXTENSION):]
            return name in self.expressions.get(letter, ())
        if letter in b'bs':
            if depth == 1 and (letter, root) in self.names:
                return True
            if depth == 0 and root != b'<persistent>':
                return (letter, root) in self.changed
        elif depth == 0 and root != b'<persistent>':
            return (letter, root) in self.names
        if root == b'<persistent>' and b'ptuple' in self.answered:
            return any(fields[0] == letter for fields in self.facts)    # as PyTorch's loader answers
        return bool(self.expressions.get(letter)) or letter == b'n' and (letter, root) in self.names

    def missing(self, shown):
        self.answered = shown.events
        return sorted(e for e in shown.events if not self.has(e))

    def mistaken(self, shown):
        """Calls that are among the facts, but not with these arguments."""
        return sorted(call for call in shown.calls if self.has(call[0]) and not self.has_arguments(*call))

    def has_arguments(self, event, things):
        letter, origin = event[:1], event[1:]
        if len(origin) > NAME_MAX or origin.endswith(b'()') or origin == b'<persistent>' or origin.startswith(EXTENSION):
            return True
        if letter == b'n' and origin in TRAMPOLINES:
            return True
        return any(f[0] == letter and origin in (f[1], f[2]) and same_arguments(f, things) for f in self.facts)

    def unseen(self, shown):
        """The facts that none of these interpreters showed."""
        events = set()
        for s in shown:
            events |= s.events
        return [f for f in self.facts if not seen(f, events)]


def same_arguments(fields, things):
    """Whether a fact has the arguments that an interpreter showed."""
    things = things.split(ITEM)
    bar = things.index(b'|')
    count, letters, inside = things[0], things[1:bar], things[bar + 1:]
    ours, ours_inside = split_list(fields[8]), split_list(fields[9])
    if fields[6] == b'NEWOBJ_EX' and len(ours) == len(letters) + 1:
        count, ours = fields[7], ours[:-1]      # a mapping that turned out to be empty
    if ours[:1] == [b'?'] and fields[6] == b'NEWOBJ_EX':
        return True
    if ours == [b'?'] and fields[7] == b'0':
        return True             # what only Python goes through, and its items are not told
    if count != b'*':
        if count != fields[7] or len(ours) != len(letters):
            return False
        if not all(map(same_thing, ours, letters)):
            return False
    if b'?' in ours_inside:
        return True
    return all(any(same_thing(o, t) for o in ours_inside) for t in inside if t[:1] in b'gcn')


def split_list(field):
    return field.split(ITEM) if field else []


# What need not be told apart: C takes `I+1` for True.
CLASSES = {b'y': b's', b'n': b'c', b'b': b'i'}


def same_thing(ours, theirs):
    """Whether a letter, and for what comes from a global its name, are what an interpreter showed."""
    kind, origin = theirs[:1], theirs[1:]
    if ours[:1] == b'?' or not origin and kind == b'?':
        return True
    root = origin[:-2] if origin.endswith(b'()') else origin
    if root.endswith(b'()') or b'<persistent>' in root or root.startswith(EXTENSION):
        return True
    if root in TRAMPOLINES and kind != b'g':
        return True
    if CLASSES.get(ours[:1], ours[:1]) != CLASSES.get(kind, kind):
        return False
    return kind not in b'gcn' or ours[1:] in (root, mapped(root))


@functools.lru_cache(maxsize=10000)
def mapped(name):
    """The name that Python 3 has for what Python 2 wrote so."""
    parts = name.decode('utf-8', 'surrogateescape').split('.')
    for i in range(1, len(parts)):
        module, attribute = '.'.join(parts[:i]), '.'.join(parts[i:])
        if (module, attribute) in _compat_pickle.NAME_MAPPING:
            return '.'.join(_compat_pickle.NAME_MAPPING[module, attribute]).encode('utf-8', 'surrogateescape')
        if module in _compat_pickle.IMPORT_MAPPING:
            name = '.'.join((_compat_pickle.IMPORT_MAPPING[module], attribute))
            return name.encode('utf-8', 'surrogateescape')
    return name


def seen(fields, events):
    """Whether any of the events is what a fact says."""
    letter, name, written, on, _, _, opcode = fields[:7]
    names = {name, written} - {b''}
    letters = b'cn' if opcode in (b'INST', b'OBJ') and letter in b'cn' else letter
    if on == b'expression':
        return any(e[:1] in letters and (e.endswith((b'()', b'<persistent>')) or e[1:].startswith(EXTENSION))
                   for e in events)
    tail = b'()' if letter in b'bs' and on != b'global' else b''
    if any(letter + n + tail in events for letter in map(bytes, zip(letters)) for n in names):
        return True
    return letter != b'i' and any(e[1:].split(b'()')[0] in TRAMPOLINES for e in events)


def cause(fields, said):
    """Why the machine says more than the interpreters did, as far as can be told."""
    letter, _, _, _, view, via, opcode = fields[:7]
    if via:
        return 'payload of a load'
    if view:
        return 'view: ' + view.decode()
    for note in sorted(said.notes):
        if note.startswith(b'a'):
            return 'with ' + note[1:].decode('utf-8', 'replace')
    return '%s of %s' % (letter.decode(), opcode.decode())
