"""Models by their files: which of them are one model, what it is called and where it comes from."""
import json

from gguf import F32, STRING, UINT32, Gguf
from hfconfig import ADAPTER, CHAT, CONFIG, DIFFUSERS, INDEX, TOKENIZER, dump
from picklemaker import STOP, build, glob, new, proto
from safetensors import padded, tensor
from sample import Sample
from torch import ONE, archive

COMMIT = "0123456789abcdef0123456789abcdef01234567"
SNAPSHOT = f"hub/models--acme--tiny/snapshots/{COMMIT}"
HUB = {f"model huggingface:acme/tiny@{COMMIT}"}


def weights(name="w", metadata=None):
    entries = {"__metadata__": metadata} if metadata else {}
    return padded({**entries, name: tensor("F32", [2], 0, 8)}, bytes(8))


def gguf(name, **more):
    g = Gguf().pair("general.architecture", STRING, "llama")
    if name:
        g.pair("general.name", STRING, name)
    g.pair("general.license", STRING, "mit").pair("general.file_type", UINT32, 15)
    g.pair("llama.context_length", UINT32, 4096)
    for key, value in more.items():
        g.pair(key.replace("__", "."), STRING, value)
    return g.tensor("t", [4], F32, bytes(16)).bytes()


def estimator(module, name):
    return proto() + build(new(glob(module, name)), {"n": 1}) + STOP


def folders():
    """Name of a file: its bytes and components."""
    tiny = {"model generic:tiny"}
    yield "folder/tiny/config.json", dump(CONFIG), tiny
    yield "folder/tiny/tokenizer_config.json", dump({**TOKENIZER, "chat_template": CHAT["chatml"]}), tiny
    yield "folder/tiny/model-00001-of-00002.safetensors", weights("a"), tiny
    yield "folder/tiny/model-00002-of-00002.safetensors", weights("b"), tiny
    yield "folder/tiny/model.safetensors.index.json", dump(INDEX), set()
    yield "folder/tiny/optimizer.pt", archive(ONE), tiny
    yield "adapter/lora/adapter_config.json", dump(ADAPTER), {"model generic:lora"}
    yield "adapter/lora/adapter_model.safetensors", weights(metadata={"format": "pt"}), {"model generic:lora"}
    yield "pipeline/paint/model_index.json", dump(DIFFUSERS), {"model generic:paint"}
    yield "pipeline/paint/unet/config.json", dump({"_class_name": "UNet2DConditionModel", "_diffusers_version": "0.30.0"}), {"model generic:paint"}
    yield "pipeline/paint/unet/model.safetensors", weights(), {"model generic:paint"}
    yield f"{SNAPSHOT}/config.json", dump(CONFIG), HUB
    yield f"{SNAPSHOT}/model.safetensors", weights("h"), HUB
    yield f"{SNAPSHOT}/onnx/more.safetensors", weights("o"), HUB
    yield "hub/models--gpt2/snapshots/main/model.safetensors", weights("g"), {"model huggingface:gpt2@main"}


def files():
    yield "single/one.gguf", gguf("Tiny One"), {"model generic:Tiny One"}
    yield "single/two.gguf", gguf(""), {"model generic:two"}
    yield "single/plain.pt", archive(ONE), {"model generic:plain"}
    yield "single/forest.pkl", estimator(b"sklearn.linear_model._logistic", b"LogisticRegression"), {
        "model generic:forest"}
    yield "single/plain.pkl", proto() + b"K\x01" + STOP, set()
    yield "single/big-00001-of-00002.gguf", gguf("", general__basename="a"), {"model generic:big"}
    yield "single/big-00002-of-00002.gguf", gguf("", general__basename="b"), {"model generic:big"}
    yield "single/optimizer.pt", archive(ONE), set()


def samples():
    for name, data, components in [*folders(), *files()]:
        status = "skipped" if name.endswith(".index.json") and not data else ""
        yield Sample("ok", name, data, status=status, components=components)
