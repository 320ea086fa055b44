"""Extension modules: the names in their string tables. The files are read as bytes; nothing is loaded."""

import os
import re

# Interned names that a compiled module must not use if its types are to be taken as plain numeric code.
SINK_NAMES = {b"exec", b"eval", b"execfile", b"system", b"popen", b"subprocess", b"import_module", b"importlib", b"socket", b"ctypes",
              b"marshal", b"CDLL", b"urlopen", b"requests", b"unlink", b"rmtree"}


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
        named = own | {w.decode() for w in words if re.fullmatch(rb"_?[A-Z]\w*", w)}
        self.types = sorted(w for w in named if "." not in w and any(o.startswith(w + ".") for o in own) or re.fullmatch(r"_?[A-Z]\w*", w) and f"{w}.__init__".encode() in words)
        self.reducing = {w for w in self.types if f"{w}.__reduce__" in own or f"{w}.__reduce_cython__" in own or f"{w}.__setstate__" in own}
        self.functions = {w.decode() for w in words}


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
