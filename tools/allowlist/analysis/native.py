"""Extension modules: the names in their string tables. The files are read as bytes; nothing is loaded."""

import os
import re

# Interned names that a compiled module must not use if its types are to be taken as plain numeric code.
SINK_NAMES = {b"exec", b"eval", b"execfile", b"system", b"popen", b"subprocess", b"import_module", b"importlib", b"socket", b"ctypes",
              b"marshal", b"CDLL", b"urlopen", b"requests", b"unlink", b"rmtree", b"open", b"fopen", b"read", b"readline", b"readinto",
              b"loads", b"load", b"fromfile", b"tofile", b"memmap", b"smart_open"}


class Native:
    """One compiled Cython module: its extension types and its unpickle functions."""

    def __init__(self, name, data):
        self.name = name
        words = set(re.findall(rb"(?<=\0)[\w.]{2,160}(?=\0)", data))
        prefix = name.encode() + b"."
        own = {w[len(prefix):].decode() for w in words if w.startswith(prefix)}
        self.cython = b"__pyx_capi__" in words or b"__reduce_cython__" in words or b"cline_in_traceback" in words
        self.sinks = sorted(w.decode() for w in words & SINK_NAMES)
        self.unpicklers = sorted({w.decode() for w in words if re.fullmatch(rb"__pyx_unpickle_\w+", w) and not w.endswith(b"__set_state")})
        self.types = sorted(self.find_types(own, words))
        self.reducing = {w for w in self.types if f"{w}.__reduce__" in own}

    @staticmethod
    def find_types(own, words):
        """Names with special methods, and capitalized names with methods."""
        for word in {o.partition(".")[0] for o in own} | {w.decode() for w in words if re.fullmatch(rb"_?[A-Z]\w*", w)}:
            members = {o[len(word) + 1:] for o in own if o.startswith(word + ".")}
            special = any(m.startswith("__") for m in members) or f"{word}.__init__".encode() in words
            if special or members and word.lstrip("_")[:1].isupper():
                yield word


def read(roots, top):
    """All extension modules of a library, by name."""
    found = {}
    for root in roots:
        for folder, folders, files in os.walk(os.path.join(root, top)):
            folders.sort()
            for file in sorted(files):
                path = os.path.join(folder, file)
                if not file.endswith("-linux-gnu.so") or os.path.islink(path):
                    continue
                name = os.path.relpath(path.partition(".cpython-")[0], root).replace("/", ".")
                with open(path, "rb") as data:
                    found[name] = Native(name, data.read())
    return found
