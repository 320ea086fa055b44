"""What a writer of real model files gives: a name and how to write it.

writers/NAME.py has a function models() that yields Model objects. An object is made only when its
file is written, so that what one version of a library cannot make is missing alone.
"""
import pickle
from dataclasses import dataclass
from typing import Callable

PROTOCOLS = range(6)


@dataclass
class Model:
    library: str
    format: str
    name: str                       # a file name with its extension
    write: Callable[[str], None]    # writes the file at that path


def pickled(library, table, protocols=PROTOCOLS, dump=pickle.dump):
    """One pickle for each object of a table {name: maker} and each protocol."""
    for name, make in table.items():
        for protocol in protocols:
            yield one_pickle(library, name, make, protocol, dump)


def rotated(library, table, dump=pickle.dump):
    """One pickle for each object, the protocols taken in turn."""
    for turn, (name, make) in enumerate(table.items()):
        yield one_pickle(library, name, make, turn % len(PROTOCOLS), dump)


def one_pickle(library, name, make, protocol, dump=pickle.dump):
    def write(path):
        value = make()
        with open(path, "wb") as file:
            dump(value, file, protocol=protocol)
    return Model(library, "pickle", f"{name}-p{protocol}.pkl", write)
