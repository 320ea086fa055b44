"""Files that are not whole without others: indexes of shards, models in several files."""
from gguf import F32, UINT16, Gguf
from hfconfig import INDEX, dump
from safetensors import padded, tensor
from sample import Sample
from zipmaker import Entry, make

INDEX_NAME = "model.safetensors.index.json"
SHARDS = sorted(set(INDEX["weight_map"].values()))
ODD = "model ä%\t1.safetensors"


def weights():
    return padded({"w": tensor("F32", [2], 0, 8)}, bytes(8))


def index(*names):
    return dump({"weight_map": {"t%d" % i: name for i, name in enumerate(names)}})


def split(no, count):
    return Gguf().pair("split.no", UINT16, no).pair("split.count", UINT16, count).tensor(
        "t%d" % no, [4], F32, bytes(16)).bytes()


def archive(*shards):
    return make(*[Entry(b"m/" + name.encode(), weights()) for name in shards],
                Entry(b"m/" + INDEX_NAME.encode(), dump(INDEX)))


def ok():
    yield "all/" + INDEX_NAME, dump(INDEX)
    for name in SHARDS:
        yield "all/" + name, weights()
    yield "below/" + INDEX_NAME, index("./part/a.safetensors")
    yield "below/part/a.safetensors", weights()
    yield "odd/" + INDEX_NAME, index(ODD)
    yield "odd/" + ODD, weights()
    yield "zip/all.zip", archive(*SHARDS)
    yield "none/" + INDEX_NAME, dump({"weight_map": {}})
    yield "cache/0123456789abcdef", dump(INDEX)  # the shards lie where links to them do
    for no in range(3):
        yield "split/m-%05d-of-00003.gguf" % (no + 1), split(no, 3)
    yield "renamed/m.gguf", split(0, 3)  # llama.cpp cannot tell the names of the others


def bad():
    """What lacks parts."""
    yield "one/" + INDEX_NAME, dump(INDEX), True
    yield "one/" + SHARDS[0], weights(), False
    yield "none-there/pytorch_model.bin.index.json", index("pytorch_model.bin"), True
    yield "elsewhere/" + INDEX_NAME, index("part/a.safetensors"), True
    yield "elsewhere/a.safetensors", weights(), False
    yield "zip/one.zip", archive(SHARDS[1]), True
    yield "first/m-00001-of-00002.gguf", split(0, 2), True
    yield "second/m-00002-of-00002.gguf", split(1, 2), True
    yield "many/" + INDEX_NAME, index(*["m-%d.safetensors" % i for i in range(1100)]), True


def samples():
    for name, data in ok():
        yield Sample("ok", name, data)
    for name, data, lacks in bad():
        yield Sample("bad", name, data, {"incomplete"} if lacks else set(), status="" if lacks else "complete")
