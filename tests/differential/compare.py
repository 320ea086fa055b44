"""What an interpreter showed against what the machine said about the same stream."""
import _compat_pickle
import functools
import re

SEPARATOR, FIELD, ITEM = b'\x1f', b'\x1e', b'\x1d'
OPERATIONS = {b'i', b'c', b'n', b'b', b's'}

# Their result is what their arguments name: the machine reports the operation on that.
TRAMPOLINES = {b'copyreg._reconstructor', b'copyreg.__newobj__', b'copyreg.__newobj_ex__', b'copy_reg._reconstructor',
               b'copy_reg.__newobj__', b'builtins.getattr', b'__builtin__.getattr',
               b'numpy.core.multiarray._reconstruct', b'functools.partial', b'_functools.partial',
               b'torch._tensor._rebuild_from_type_v2', b'dill._dill._create_array', b'dill._dill._load_type'}


def machine_names(text):
    """The oracles' names of what has none, as the machine has them."""
    text = re.sub(rb'ext\.code(\d+)', rb'copyreg.extension(\1)', text)
    return text.replace(b'<persistent>', b'persistent_load')


class Shown:
    """The answer of an interpreter."""

    def __init__(self, line):
        status, ends, events = line.split(b'\t')
        self.status = status.decode()
        self.ends = ends
        self.events = set()
        self.calls = set()      # events with their arguments
        for event in machine_names(events).split(SEPARATOR) if events else ():
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
                self.expressions.setdefault(letter, []).extend((name, name.replace(b'\\x5c', b'\\')))
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
        root = origin.rstrip(b'()') if origin.endswith(b'()') else origin
        depth = (len(origin) - len(root)) // 2
        if root in TRAMPOLINES and depth:
            return any(fields[0] == letter for fields in self.facts)
        if letter in b'bs':
            if depth == 1 and (letter, root) in self.names:
                return True
            if depth == 0 and (letter, root) in self.changed:
                return True
        elif depth == 0 and (letter, root) in self.names:
            return True
        if letter == b'n' and depth == 1 and (letter, root) in self.names:
            return True             # an instance's __new__ is that of its class
        if any(root in e or mapped(root) in e for e in self.expressions.get(letter, ())):
            return True
        return self.is_beside(event)

    def is_beside(self, event):
        """What the machine rightly leaves out, or says of the whole stream: an import that cannot
        succeed, in bytes that nothing announces as a pickle; a mixture of the views of a stream whose
        frames are straddled, which depends on the sizes of buffers."""
        if b'apickle-frames-differ' in self.notes:
            return True
        return event[:1] == b'i' and (event == b'i.' or b'apickle-trailing-bytes' in self.notes or
                                      self.status == 'skipped')

    def missing(self, shown):
        return sorted(e for e in shown.events if not self.has(e))

    def mistaken(self, shown):
        """Calls that are among the facts, but not with these arguments."""
        return sorted(call for call in shown.calls if self.has(call[0]) and not self.has_arguments(*call))

    def has_arguments(self, event, things):
        letter, origin = event[:1], event[1:]
        if origin.endswith(b')') or origin == b'persistent_load':
            return True
        return any(f[0] == letter and origin in (f[1], f[2]) and same_arguments(f, things) for f in self.facts)

    def unseen(self, shown):
        """The facts that none of these interpreters showed, but for those that only the stubs decide."""
        events = set()
        for s in shown:
            events |= s.events
        roots = {f[1] for f in self.facts if f[0] == b'c'}
        return [f for f in self.facts if not seen(f, events) and not is_open(f, roots)]


def same_arguments(fields, things):
    """Whether a fact has the arguments that an interpreter showed."""
    things = things.split(ITEM)
    bar = things.index(b'|')
    count, letters, inside = things[0], things[1:bar], things[bar + 1:]
    ours, ours_inside = split_list(fields[8]), split_list(fields[9])
    if ours == [b'?']:          # something that Python goes through and the machine does not
        return True
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


CLASSES = {b's': b's', b'y': b's', b'c': b'c', b'n': b'c', b'b': b'i'}    # INT +1 is True in C


def same_thing(ours, theirs):
    """Whether a letter, and for what comes from a global its name, are what an interpreter showed."""
    kind, origin = theirs[:1], theirs[1:]
    if ours[:1] == b'?' or not origin and kind == b'?':
        return True
    root = origin[:-2] if origin.endswith(b'()') else origin
    if kind == b'g' and origin.endswith(b'()'):
        return ours[:1] in b'cn'    # a function of the stubs' that gives a class
    if root.endswith(b'()') or root in TRAMPOLINES and kind != b'g' or b'persistent_load' in root:
        return True
    if CLASSES.get(ours[:1], ours[:1]) != CLASSES.get(kind, kind):
        return False
    return kind not in b'gcn' or ours[1:] in (root, mapped(root))


@functools.lru_cache(maxsize=10000)
def mapped(name):
    """The name that Python 3 has for what Python 2 wrote so."""
    try:
        parts = name.decode().split('.')
    except UnicodeDecodeError:
        return name
    for i in range(1, len(parts)):
        module, attribute = '.'.join(parts[:i]), '.'.join(parts[i:])
        if (module, attribute) in _compat_pickle.NAME_MAPPING:
            return '.'.join(_compat_pickle.NAME_MAPPING[module, attribute]).encode()
        if module in _compat_pickle.IMPORT_MAPPING:
            return '.'.join((_compat_pickle.IMPORT_MAPPING[module], attribute)).encode()
    return name


def is_open(fields, roots):
    """Whether it is up to the class if this happens: INST and OBJ without arguments call or make, a
    state that is no dict goes to __setstate__ or, when it is empty, nowhere. And what follows from
    trampolines, which are only stubs here."""
    letter, _, _, _, _, _, opcode, count, arguments = fields[:9]
    if opcode in (b'INST', b'OBJ'):
        return letter in b'cn' and count == b'0'
    if opcode == b'APPENDS' and count == b'0':
        return True             # extend([]) where there is an extend
    if letter == b'b':
        return not arguments.startswith(b'd')
    return opcode == b'REDUCE' and any(root in TRAMPOLINES for root in roots)


def seen(fields, events):
    letter, name, written, on = fields[:4]
    names = {name, written} - {b''}
    if on == b'expression':
        return any(e[:1] == letter and (e.endswith(b')') or e[1:] == b'persistent_load') for e in events)
    if fields[6] in (b'INST', b'OBJ') and letter in b'cn' and fields[7] == b'0':
        letters = b'cn'         # a class or a function: the machine cannot know, and says both
        return any(bytes([l]) + n in events for l in letters for n in names)
    if letter == b'n' and any(letter + n + b'()' in events for n in names):
        return True
    tail = b'()' if letter in b'bs' and on != b'global' else b''
    if any(letter + n + tail in events for n in names):
        return True
    return tail and any(e[:1] == letter and e[1:].split(b'()')[0] in TRAMPOLINES for e in events)


def cause(fields, said):
    """Why the machine says more than the interpreters did, as far as can be told."""
    letter, _, written, on, view, via, opcode = fields[:7]
    if via:
        return 'payload of a load'
    if view:
        return 'view: ' + view.decode()
    for note in sorted(said.notes):
        if note.startswith(b'a'):
            return 'with ' + note[1:].decode('utf-8', 'replace')
    return '%s of %s' % (letter.decode(), opcode.decode())
