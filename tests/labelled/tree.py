"""A labelled tree: a folder, and the components that are in it, as tests/corpus/run.py's title()
writes them."""
import importlib.util
import os
import pathlib
import shutil
import sys
from dataclasses import dataclass, field

CORPUS = pathlib.Path(__file__).resolve().parent.parent / "corpus"


@dataclass
class Tree:
    name: str
    folder: pathlib.Path = None             # where it lies; made from `files` when it lies nowhere yet
    labels: set = field(default_factory=set)
    files: dict = field(default_factory=dict)  # path to bytes

    def add(self, path, data, *labels):
        """A file, and what it says is there."""
        if path in self.files:
            sys.exit(f"{self.name}: two files are called {path}")
        self.files[path] = data.encode() if isinstance(data, str) else data
        self.labels.update(labels)

    def write(self, below):
        self.folder = below / self.name
        shutil.rmtree(self.folder, ignore_errors=True)
        for path, data in self.files.items():
            place = self.folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)


def corpus(name):
    """A generator of tests/corpus. Some are called as modules of Python are, hence not import."""
    sys.path.append(os.fspath(CORPUS))
    spec = importlib.util.spec_from_file_location(f"corpus_{name}", CORPUS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def titles(kind, pairs, glue="@"):
    """Labels of (name, version) pairs."""
    return {f"{kind}{name}{glue}{version}" for name, version in pairs}
