"""TorchScript: traced and scripted modules, frozen, quantized, with extra files; torch.package."""
import torch
from torch import nn
from torch.package import PackageExporter

from kit import Model
from writers.from_torch import network


class Looped(nn.Module):
    """Control flow, attributes, submodules and a constant: what tracing cannot hold."""
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(4, 4) for _ in range(3)])
        self.names = ["a", "b"]
        self.table = {"x": 1}
        self.register_buffer("mean", torch.ones(4))

    def forward(self, x: torch.Tensor, often: int = 2) -> torch.Tensor:
        for layer in self.layers:
            x = torch.relu(layer(x)) - self.mean * 0.5
        for i in range(often):
            if x.sum() > i:
                x = x + float(self.table["x"])
            else:
                x = x - len(self.names)
        return x

    @torch.jit.export
    def describe(self, text: str) -> str:
        return text + " " + self.names[0]


@torch.jit.script
def function(x: torch.Tensor, y: int):
    return x * y + 1


def traced():
    return torch.jit.trace(network().eval(), torch.ones(2, 4))


def recurrent():
    return torch.jit.script(nn.LSTM(4, 5, 2))


def quantized():
    return torch.jit.script(torch.ao.quantization.quantize_dynamic(network().eval(), {nn.Linear},
                                                                   dtype=torch.qint8))


SCRIPTS = {
    "traced": traced,
    "traced-conv": lambda: torch.jit.trace(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU()).eval(),
                                           torch.ones(1, 1, 8, 8)),
    "scripted": lambda: torch.jit.script(network()),
    "looped": lambda: torch.jit.script(Looped()),
    "recurrent": recurrent,
    "transformer": lambda: torch.jit.trace(nn.TransformerEncoderLayer(8, 2, 16).eval(),
                                           torch.ones(3, 1, 8)),
    "frozen": lambda: torch.jit.freeze(torch.jit.script(network().eval())),
    "optimized": lambda: torch.jit.optimize_for_inference(torch.jit.script(network().eval())),
    "function": lambda: function,
    "quantized": quantized,
    "half": lambda: torch.jit.script(network().half()),
}


def script(name, make, extra=None):
    return Model("torch", "torchscript", name + ".pt",
                 lambda path: torch.jit.save(make(), path, _extra_files=dict(extra or {})))


def mobile(path):
    torch.jit.script(network().eval())._save_for_lite_interpreter(path)


def package(path):
    with PackageExporter(path) as exporter:
        exporter.extern(["torch.**", "collections", "numpy.**"])
        exporter.save_pickle("model", "state.pkl", network().state_dict())
        exporter.save_text("model", "notes.txt", "plain text")
        exporter.save_binary("model", "bytes.bin", bytes(range(256)))


def models():
    for name, make in SCRIPTS.items():
        yield script(name, make)
    yield script("extra-files", traced, {"labels.json": '["a", "b"]', "notes/readme.txt": "text"})
    yield Model("torch", "torchscript", "mobile.ptl", mobile)
    yield Model("torch", "package", "package.pt", package)
