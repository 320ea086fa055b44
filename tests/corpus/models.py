"""Models by their files: which of them are one model, what it is called and where it comes from."""
import hashlib
import json

from gguf import F32, STRING, UINT32, Gguf
from hfconfig import ADAPTER, CHAT, CONFIG, DIFFUSERS, INDEX, TOKENIZER, dump
from picklemaker import STOP, build, glob, new, proto
from safetensors import padded, tensor
from sample import Sample
from torch import ONE, archive
import zipmaker

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
    yield "folder/both/config.json", dump(CONFIG), {"model generic:both"}
    yield "folder/both/onnx/model.safetensors", weights("both"), {"model generic:both"}
    yield "single/named/model.pt", archive(ONE), {"model generic:named"}
    yield "single/plain.pt", archive(ONE), {"model generic:plain"}
    yield "single/forest.pkl", estimator(b"sklearn.linear_model._logistic", b"LogisticRegression"), {
        "model generic:forest"}
    yield "single/plain.pkl", proto() + b"K\x01" + STOP, set()
    yield "single/big-00001-of-00002.gguf", gguf("", general__basename="a"), {"model generic:big"}
    yield "single/big-00002-of-00002.gguf", gguf("", general__basename="b"), {"model generic:big"}
    yield "single/optimizer.pt", archive(ONE), set()


CARD = """---
license: apache-2.0
library_name: transformers
base_model: acme/base
datasets: [acme/corpus]
language: [en, de]
tags: [x, y]
model-index:
- name: Carded
  results:
  - dataset: {name: squad}
    metrics: [{type: f1, value: 0.9}]
---
# A model
"""
DATA_CARD = """---
license: cc-by-4.0
task_categories: [question-answering]
configs: [{config_name: default, data_files: "*.parquet"}]
---
# Data
"""
MLMODEL = """flavors:
  python_function: {loader_module: mlflow.sklearn}
  sklearn: {pickled_model: model.pkl}
model_uuid: 0a
run_id: 1b
"""
CROISSANT = {
    "@context": {"@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/"}, "@type": "sc:Dataset",
    "conformsTo": "http://mlcommons.org/croissant/1.0", "name": "numbers", "version": "1.0.0", "license": "mit",
    "distribution": [{"@type": "cr:FileObject", "name": "a.csv", "sha256": "0" * 64}], "recordSet": []}
INFO = {"features": {"a": {"dtype": "int64", "_type": "Value"}}, "splits": {"train": {}}, "builder_name": "csv"}


def git_name(data):
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def ollama():
    blob, licence = gguf("Inner"), b"MIT"
    manifest = json.dumps({"schemaVersion": 2, "config": {"digest": "sha256:" + "0" * 64}, "layers": [
        {"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:" + sha256(blob)},
        {"mediaType": "application/vnd.ollama.image.license", "digest": "sha256:" + sha256(licence)}]}).encode()
    yield "o/models/manifests/registry.example.invalid/library/tiny/8b", manifest, {"model ollama:tiny@8b"}
    yield "o/models/manifests/registry.example.invalid/acme/own/latest", manifest.replace(sha256(blob).encode(), b"1" * 64), {
        "model ollama:acme/own@latest"}
    yield f"o/models/blobs/sha256-{sha256(blob)}", blob, {"model ollama:tiny@8b"}


def words():
    hub = "hub/models--acme--tiny"
    yield f"{hub}/refs/main", COMMIT.encode(), HUB
    yield f"{hub}/refs/pr/1", (COMMIT + "\n").encode(), HUB
    yield "hub/datasets--acme--rows/refs/main", COMMIT.encode(), {f"dataset huggingface:acme/rows@{COMMIT}"}
    yield f"hub/datasets--acme--rows/snapshots/{COMMIT}/README.md", DATA_CARD.encode(), {
        f"dataset huggingface:acme/rows@{COMMIT}"}
    yield f"{hub}/blobs/{git_name(b'text')}", b"text", set()
    yield f"{hub}/blobs/{sha256(weights('blob'))}", weights("blob"), set()
    yield "local/got/config.json", dump(CONFIG), {"model generic:got"}
    yield "local/got/.cache/huggingface/download/config.json.metadata", f"{COMMIT}\n{git_name(dump(CONFIG))}\n1.5\n".encode(), {
        "model generic:got"}
    yield "card/carded/README.md", CARD.encode(), {"model generic:carded"}
    yield "card/carded/weights/w.safetensors", weights("c"), {"model generic:carded"}
    yield "card/rows/README.md", DATA_CARD.encode(), {"dataset generic:rows"}
    yield "card/site/README.md", b"---\ntitle: A page\ntags: [a]\n---\nText\n", None
    yield "flow/churn/model/MLmodel", MLMODEL.encode(), {"model mlflow:churn"}
    yield "flow/churn/model/model.pkl", estimator(b"sklearn.tree._classes", b"DecisionTreeClassifier"), {
        "model mlflow:churn"}
    yield "flow/mlruns/models/churn/version-3/meta.yaml", b"name: churn\nversion: 3\nrun_id: 1b\n", {
        "model mlflow:churn@3"}
    yield "o/own/Modelfile", b'# mine\nFROM llama3.1:8b\nPARAMETER temperature 1\nSYSTEM """Be brief."""\n', {"model ollama:llama3.1 8b"}
    yield "o/quoted/Modelfile", b'''FROM one:1b
SYSTEM """You write Modelfiles.
FROM two:2b
"""
MESSAGE user "What
FROM three:3b
is it?"
TEMPLATE """{{ .Prompt }}"""
PARAMETER stop "
FROM four:4b"
ADAPTER ./x.gguf
''', {"model ollama:one 1b"}
    yield "o/file/Modelfile", b"FROM ./own.gguf\n", set()
    yield "data/croissant.json", dump(CROISSANT), {"dataset generic:numbers@1.0.0"}
    yield "data/saved/dataset_info.json", dump(INFO), {"dataset generic:saved"}
    yield "data/kaggle/dataset-metadata.json", dump({"title": "T", "id": "acme/rows", "licenses": [{"name": "CC0-1.0"}]}), {
        "dataset generic:acme/rows"}
    yield "data/dvc.lock", b"schema: '2.0'\nstages: {t: {outs: [{path: out/m.pkl, md5: " + b"b" * 32 + b"}]}}\n", {
        "model generic:m.pkl"}


def changed():
    yield "hub/models--acme--bad/blobs/" + "0" * 40, b"text", {"cache-blob-changed"}, "review"
    yield "hub/models--acme--bad/blobs/" + "0" * 64, weights("bad"), {"cache-blob-changed"}, "review"
    yield "store/blobs/sha256-" + "0" * 64, gguf("Bad"), {"cache-blob-changed"}, "review"


def keras():
    members = {"config.json": {"module": "keras", "class_name": "Sequential", "config": {"layers": []}},
               "metadata.json": {"keras_version": "3.3.3", "date_saved": "2024-01-01@00:00:00"}}
    return zipmaker.make(*(zipmaker.Entry(name.encode(), dump(value)) for name, value in members.items()))


def samples():
    for name, data, components in [*words(), *ollama()]:
        yield Sample("ok", name, data, components=components, status="skipped" if components is None else "",
                     verdict="clean")
    yield Sample("ok", "hub/models--acme--bad/blobs/" + "0" * 64 + ".incomplete", b"part", rules={"cache-incomplete"},
                 components=set())
    yield Sample("ok", "archive/digits.keras", keras(), components={"model generic:digits"})
    yield Sample("ok", "data/rows.csv.dvc", b"outs:\n- md5: " + b"a" * 32 + b"\n  size: 5\n  path: rows.csv\n",
                 rules={"incomplete"}, status="inconclusive", components={"dataset generic:rows.csv"})
    for name, data, rules, verdict in changed():
        yield Sample("evil", name, data, rules=rules, verdict=verdict)
    for name, data, components in [*folders(), *files()]:
        status = "skipped" if name.endswith(".index.json") and not data else ""
        yield Sample("ok", name, data, status=status, components=components)
