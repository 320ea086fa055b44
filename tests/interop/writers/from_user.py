"""Objects of classes that only their author has: whole modules, named tuples, records.

No list can know these classes, so a review is the right answer for them, and they count.
"""
import __main__
import collections
import dataclasses

import numpy as np
import torch
from torch import nn

from kit import Model, one_pickle

Point = collections.namedtuple("Point", "x y")


@dataclasses.dataclass
class Settings:
    rate: float = 0.1
    names: list = dataclasses.field(default_factory=lambda: ["a"])


class Classifier:
    def __init__(self):
        self.weights = np.ones((3, 2))
        self.labels = {"a": 0}


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 2)

    def forward(self, x):
        return self.layer(x)


def of_main():
    """Classes of a script that was run are `__main__`'s."""
    for kind in (Point, Settings, Classifier, Net):
        kind.__module__ = "__main__"
        setattr(__main__, kind.__name__, kind)


TABLE = {"point": lambda: Point(1, 2), "settings": Settings, "classifier": Classifier,
         "state": lambda: vars(Net()).copy()}


def saved(form, **options):
    return Model("user", form, "net.pt", lambda path: torch.save(Net(), path, **options))


def models():
    of_main()
    for turn, (name, make) in enumerate(TABLE.items()):
        yield one_pickle("user", name, make, turn + 2)
    yield saved("zip")
    yield saved("legacy", _use_new_zipfile_serialization=False)
