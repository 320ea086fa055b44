"""PyTorch: what torch.save() writes of tensors, modules, optimizers and checkpoints."""
import argparse
import collections
import datetime
import io
import pathlib

import numpy as np
import torch
from torch import nn

from kit import Model, one_pickle

DTYPES = """
    float32 float64 float16 bfloat16 int8 int16 int32 int64 uint8 bool complex64 complex128
""".split()


def network():
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.BatchNorm1d(8), nn.Dropout(0.1),
                         nn.Linear(8, 2))


def convolutional():
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.GroupNorm(2, 4), nn.GELU(), nn.MaxPool2d(2),
                         nn.Flatten(), nn.LazyLinear(3))


def trained(kind=torch.optim.Adam, **options):
    """A network, its optimizer after one step."""
    model = network()
    optimizer = kind(model.parameters(), lr=0.01, **options)
    model(torch.ones(3, 4)).sum().backward()
    optimizer.step()
    return model, optimizer


def optimizer_state(kind, **options):
    return lambda: trained(kind, **options)[1].state_dict()


def checkpoint():
    model, optimizer = trained()
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 3)
    return {"epoch": 3, "model": model.state_dict(), "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(),
            "args": argparse.Namespace(lr=0.01, data=pathlib.PosixPath("data"), betas=(0.9, 0.99)),
            "rng": torch.get_rng_state(), "numpy": np.random.get_state(), "best": np.float64(0.5),
            "time": datetime.datetime(2024, 1, 1),
            "metrics": collections.defaultdict(list, loss=[0.1, 0.2]),
            "device": torch.device("cpu"), "dtype": torch.float16}


def quantized():
    model = torch.ao.quantization.quantize_dynamic(network(), {nn.Linear}, dtype=torch.qint8)
    return model.state_dict()


def shared():
    base = torch.arange(20.)
    return {"base": base, "view": base[3:9], "strided": base[::4],
            "transposed": base.view(4, 5).t(), "expanded": base[:1].expand(6)}


TENSORS = {f"tensor-{name}": (lambda name: lambda: torch.ones(3, 4).to(getattr(torch, name)))(name)
           for name in DTYPES}
TENSORS |= {
    "tensor-scalar": lambda: torch.tensor(3.5),
    "tensor-empty": lambda: torch.empty(0, 3),
    "tensor-gradient": lambda: torch.ones(2, requires_grad=True),
    "tensor-parameter": lambda: nn.Parameter(torch.ones(2, 3)),
    "tensor-buffer": lambda: [nn.parameter.UninitializedParameter(),
                              nn.ParameterList([torch.ones(1)])],
    "tensor-conjugate": lambda: torch.ones(2, dtype=torch.complex64).conj(),
    "tensor-channels-last": lambda: torch.ones(1, 2, 3, 3).to(memory_format=torch.channels_last),
    "tensor-attributes": lambda: (lambda t: (setattr(t, "note", "text"), t)[1])(torch.ones(2)),
    "sparse": lambda: torch.eye(4).to_sparse(),
    "sparse-csr": lambda: torch.eye(4).to_sparse_csr(),
    "sparse-hybrid": lambda: torch.ones(3, 4, 2).to_sparse(1),
    "meta": lambda: torch.ones(2, 3, device="meta"),
    "quantized-tensor": lambda: torch.quantize_per_tensor(torch.ones(4), 0.1, 3, torch.quint8),
    "quantized-channels": lambda: torch.quantize_per_channel(torch.ones(2, 3),
                                                             torch.tensor([.1, .2]),
                                                             torch.tensor([0, 1]), 0, torch.qint8),
    "storage": lambda: torch.arange(5.).storage(),
    "shared": shared,
    "size": lambda: [torch.Size([1, 2]), torch.device("cuda", 0), torch.float32],
    "generator-state": lambda: torch.Generator().manual_seed(3).get_state(),
    "big": lambda: torch.randn(300, 400),
    "many": lambda: [torch.full((n % 5,), n) for n in range(300)],
}
STATES = {
    "state": lambda: network().state_dict(),
    "state-conv": lambda: nn.Conv2d(3, 4, 3).state_dict(),
    "state-half": lambda: network().half().state_dict(),
    "state-lstm": lambda: nn.LSTM(4, 5, 2, bidirectional=True).state_dict(),
    "state-transformer": lambda: nn.TransformerEncoderLayer(8, 2, 16).state_dict(),
    "state-quantized": quantized,
    "state-averaged": lambda: torch.optim.swa_utils.AveragedModel(network()).state_dict(),
    "state-normed": lambda: nn.utils.weight_norm(nn.Linear(2, 3)).state_dict(),
    "optimizer-sgd": optimizer_state(torch.optim.SGD, momentum=0.9),
    "optimizer-adam": optimizer_state(torch.optim.Adam),
    "optimizer-adamw": optimizer_state(torch.optim.AdamW, amsgrad=True),
    "optimizer-rmsprop": optimizer_state(torch.optim.RMSprop, centered=True),
    "optimizer-adagrad": optimizer_state(torch.optim.Adagrad),
    "optimizer-rprop": optimizer_state(torch.optim.Rprop),
    "optimizer-lbfgs": lambda: torch.optim.LBFGS(network().parameters()).state_dict(),
    "checkpoint": checkpoint,
    "checkpoint-list": lambda: [checkpoint(), network().state_dict()],
    "scaler": lambda: torch.cuda.amp.GradScaler(enabled=False).state_dict(),
}
MODULES = {
    "module": network,
    "module-conv": convolutional,
    "module-lstm": lambda: nn.LSTM(4, 5, 2),
    "module-gru": lambda: nn.ModuleDict({"a": nn.GRU(4, 5), "b": nn.RNNCell(4, 5)}),
    "module-embedding": lambda: nn.ModuleList([nn.Embedding(10, 4, padding_idx=0),
                                               nn.EmbeddingBag(10, 4)]),
    "module-transformer": lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16), 1),
    "module-attention": lambda: nn.MultiheadAttention(8, 2),
    "module-decoder": lambda: nn.Transformer(8, 2, 1, 1, 16),
    "module-activations": lambda: nn.ModuleList([nn.ReLU6(), nn.SiLU(), nn.Softmax(1), nn.PReLU(),
                                                 nn.ELU(), nn.LeakyReLU(), nn.Tanh(),
                                                 nn.Sigmoid(), nn.Hardswish(), nn.LogSoftmax(1),
                                                 nn.Identity(), nn.Softplus()]),
    "module-norms": lambda: nn.ModuleList([nn.LayerNorm(4), nn.InstanceNorm2d(3), nn.BatchNorm3d(2),
                                           nn.LocalResponseNorm(2)]),
    "module-pools": lambda: nn.ModuleList([nn.AvgPool1d(2), nn.AdaptiveAvgPool2d(1),
                                           nn.AdaptiveMaxPool1d(2), nn.LPPool2d(2, 2),
                                           nn.Unfold(2)]),
    "module-convs": lambda: nn.ModuleList([nn.Conv1d(1, 1, 1), nn.ConvTranspose2d(1, 1, 2),
                                           nn.Conv3d(1, 1, 1), nn.Upsample(2), nn.PixelShuffle(2),
                                           nn.ZeroPad2d(1), nn.ReflectionPad1d(1),
                                           nn.Bilinear(2, 2, 1)]),
    "module-losses": lambda: nn.ModuleList([nn.CrossEntropyLoss(), nn.MSELoss(),
                                            nn.BCEWithLogitsLoss(), nn.NLLLoss(), nn.HuberLoss(),
                                            nn.CTCLoss()]),
    "module-parameters": lambda: nn.ParameterDict({"a": nn.Parameter(torch.ones(2))}),
    "module-frozen": lambda: network().requires_grad_(False).eval(),
    "module-trained": lambda: trained()[0],
    "module-normed": lambda: nn.utils.weight_norm(nn.Linear(2, 3)),
    "module-parallel": lambda: nn.DataParallel(network()),
    "module-quantized": lambda: torch.ao.quantization.quantize_dynamic(network(), {nn.Linear},
                                                                       dtype=torch.qint8),
    "optimizer": lambda: trained(torch.optim.SGD)[1],
    "optimizer-whole-adam": lambda: trained()[1],
    "scheduler": lambda: torch.optim.lr_scheduler.CosineAnnealingLR(trained()[1], 5).state_dict(),
    "dataset": lambda: torch.utils.data.TensorDataset(torch.ones(4, 2), torch.arange(4)),
    "subset": lambda: torch.utils.data.Subset(torch.utils.data.TensorDataset(torch.ones(4)),
                                              [0, 2]),
    "distribution": lambda: torch.distributions.Normal(torch.zeros(2), torch.ones(2)),
    "packed-sequence": lambda: nn.utils.rnn.pack_sequence([torch.ones(3), torch.ones(2)]),
    "whole-checkpoint": lambda: {"model": network(), "args": argparse.Namespace(a=1), "step": 5},
}
ALL = TENSORS | STATES | MODULES


def saved(name, make, protocol, legacy):
    def write(path):
        torch.save(make(), path, pickle_protocol=protocol,
                   _use_new_zipfile_serialization=not legacy)
    return Model("torch", "legacy" if legacy else "zip", f"{name}-p{protocol}.pt", write)


def in_pickle(make):
    """Tensors that plain pickle writes hold their storage as the bytes of a legacy file."""
    def value():
        made = make()
        file = io.BytesIO()
        torch.save(made, file)
        return {"direct": made, "file": file.getvalue()[:10]}
    return value


def models():
    for turn, (name, make) in enumerate(ALL.items()):
        yield saved(name, make, 2, legacy=False)
        yield saved(name, make, 2, legacy=True)
        yield saved(name, make, 3 + turn % 3, legacy=bool(turn % 2))
        yield one_pickle("torch", name, make, 2 + turn % 4)
    for protocol in range(1, 6):  # with protocol 0 torch writes storages that it cannot load
        yield saved("every", checkpoint, protocol, legacy=False)
        yield saved("every", checkpoint, protocol, legacy=True)
    yield one_pickle("torch", "bytes", in_pickle(STATES["state"]), 4)
