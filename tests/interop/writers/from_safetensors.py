"""safetensors, by its own writer."""
import numpy as np
import torch
from safetensors import numpy as for_numpy
from safetensors import torch as for_torch

from kit import Model
from writers import from_torch

STATES = {name: make for name, make in from_torch.STATES.items()
          if name in ("state", "state-conv", "state-half", "state-lstm", "state-transformer")}


def saved(name, make, metadata=None):
    return Model("safetensors", "safetensors", name + ".safetensors",
                 lambda path: for_torch.save_file(make(), path, metadata))


def models():
    for name, make in STATES.items():
        yield saved(name, make, {"format": "pt"})
    for name in from_torch.DTYPES:
        if "complex" not in name:
            yield saved("dtype-" + name,
                        lambda name=name: {"t": torch.ones(3, 4).to(getattr(torch, name))})
    yield saved("none", dict)
    yield saved("empty", lambda: {"e": torch.empty(0, 3), "s": torch.tensor(1.0)})
    yield saved("many", lambda: {f"layer.{i}.weight": torch.full((i % 7 + 1,), i)
                                 for i in range(500)}, {"note": "é☃"})
    yield Model("safetensors", "safetensors", "numpy.safetensors",
                lambda path: for_numpy.save_file({"a": np.arange(6).reshape(2, 3),
                                                  "b": np.zeros(2, "f2")}, path))
