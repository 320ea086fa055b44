"""XGBoost's models in their three forms: as it writes them, and with what its loader would read memory by."""
import json
import struct

from sample import Sample

LEAF = -1
ROOT = 2147483647
TREE = ((ROOT, 1, 2, 0), (0, LEAF, LEAF, 0), (0, LEAF, LEAF, 0))      # parent, left, right, feature


def tree(nodes):
    columns = list(zip(*nodes)) or [(), (), (), ()]
    zeros = [0.5] * len(nodes)
    return {"base_weights": zeros, "categories": [], "default_left": [0] * len(nodes), "id": 0,
            "left_children": columns[1], "loss_changes": zeros, "parents": columns[0],
            "right_children": columns[2], "split_conditions": zeros, "split_indices": columns[3],
            "split_type": [0] * len(nodes), "sum_hessian": zeros,
            "tree_param": {"num_deleted": "0", "num_feature": "2", "num_nodes": str(len(nodes))}}


def gbtree(trees, stated=None):
    return {"name": "gbtree", "model": {
        "gbtree_model_param": {"num_trees": str(len(trees) if stated is None else stated)},
        "tree_info": [0] * len(trees), "trees": [tree(t) if isinstance(t, tuple) else t for t in trees]}}


def model(booster):
    return {"learner": {
        "attributes": {}, "feature_names": ["a", "b"], "feature_types": [], "gradient_booster": booster,
        "learner_model_param": {"base_score": "5E-1", "num_class": "0", "num_feature": "2"},
        "objective": {"name": "reg:squarederror"}}, "version": [1, 7, 4]}


DART = {"name": "dart", "gbtree": gbtree([TREE]), "weight_drop": [1.0]}
LINEAR = {"name": "gblinear", "model": {"weights": [0.5, 0.25, 0.0]}}


def length(n):
    return b"L" + struct.pack(">q", n)


def ubj(value):
    """As XGBoost writes it: lengths of type L, arrays of numbers typed."""
    if isinstance(value, dict):
        return b"{" + b"".join(length(len(k)) + k.encode() + ubj(v) for k, v in value.items()) + b"}"
    if isinstance(value, str):
        return b"S" + length(len(value)) + value.encode()
    if isinstance(value, (list, tuple)):
        if value and all(isinstance(v, float) for v in value):
            return b"[$d#" + length(len(value)) + struct.pack(">%df" % len(value), *value)
        if value and all(isinstance(v, int) for v in value):
            return b"[$l#" + length(len(value)) + struct.pack(">%di" % len(value), *value)
        return b"[#" + length(len(value)) + b"".join(map(ubj, value))
    return b"d" + struct.pack(">f", value) if isinstance(value, float) else b"l" + struct.pack(">i", value)


def text(s):
    return struct.pack("<Q", len(s)) + s


def binary(trees, booster=b"gbtree", n_trees=None, n_features=2, more=b""):
    learner = struct.pack("<fIiIIII", 0.5, n_features, 0, 1, 1, 1, 7).ljust(136, b"\0")
    body = struct.pack("<I", len(trees) if n_trees is None else n_trees).ljust(160, b"\0")
    for nodes in trees:
        body += struct.pack("<II", 1, len(nodes)).ljust(148, b"\0")
        for parent, left, right, feature in nodes:
            body += struct.pack("<IiiIf", parent, left, right, feature, 0.5)
        body += bytes(16 * len(nodes))
    body += bytes(4 * len(trees))
    tail = struct.pack("<Q", 1) + text(b"best_iteration") + text(b"1") + struct.pack("<Q", 1) + text(b"rmse")
    return b"binf" + learner + text(b"reg:squarederror") + text(booster) + body + more + tail


def dump(value):
    return json.dumps(value, separators=(",", ":")).encode()


def ok():
    for name, booster in ("tree", gbtree([TREE, TREE])), ("none", gbtree([])), ("dart", DART), ("linear", LINEAR):
        yield name + ".json", dump(model(booster))
        yield name + ".ubj", ubj(model(booster))
    yield "spaced.json", json.dumps(model(LINEAR), indent=2).encode()
    yield "other-order.json", dump(dict(reversed(model(DART).items())))
    yield "old.model", binary([TREE, TREE])
    yield "old-dart.model", binary([TREE], b"dart", more=struct.pack("<Qf", 1, 1.0))
    yield "any-name", ubj(model(DART))


def damaged_trees():
    yield "child-outside", ((ROOT, 1, 3, 0), *TREE[1:])
    yield "child-far-outside", ((ROOT, 1, 0x7fffffff, 0), *TREE[1:])
    yield "own-child", ((ROOT, 0, 2, 0), *TREE[1:])
    yield "circle", ((ROOT, 1, 2, 0), (0, 0, 2, 0), (0, LEAF, LEAF, 0))
    yield "two-parents", ((ROOT, 1, 1, 0), *TREE[1:])
    yield "one-child", ((ROOT, 1, LEAF, 0), *TREE[1:])
    yield "negative", ((ROOT, 1, -2, 0), *TREE[1:])
    yield "feature-outside", ((ROOT, 1, 2, 2), *TREE[1:])


def bad():
    for name, nodes in damaged_trees():
        yield name + ".json", dump(model(gbtree([TREE, nodes])))
        yield name + ".ubj", ubj(model(gbtree([TREE, nodes])))
        yield name + ".model", binary([TREE, nodes])
    for key in "parents", "left_children", "right_children", "split_indices", "split_conditions", "default_left":
        short = tree(TREE)
        short[key] = short[key][:-1]
        yield key + ".ubj", ubj(model(gbtree([short])))
        nested = tree(TREE)
        nested[key] = [[1], 2, 3]
        yield key + ".json", dump(model(gbtree([nested])))
    yield "trees-miscounted.json", dump(model(gbtree([TREE], stated=2)))
    yield "no-model.json", dump(model({"name": "gbtree"}))
    yield "no-weights.json", dump(model({"name": "gblinear", "model": {}}))
    yield "no-param.json", dump({**model(LINEAR), "learner": {"gradient_booster": LINEAR}})
    yield "cut.json", dump(model(DART))[:-20]
    for n in 1, 20, 40, 400:
        yield "cut-%d.ubj" % n, ubj(model(gbtree([TREE])))[:n]
    for n in 5, 140, 170, 200, 400, 500, 700:
        yield "cut-%d.model" % n, binary([TREE, TREE])[:n]
    yield "trees-2^32.model", binary([TREE], n_trees=0xffffffff)
    yield "no-booster.model", binary([TREE], b"gbforest")
    whole = ubj(model(LINEAR))
    yield "more.ubj", whole + b"Z"
    yield "length-2^62.ubj", whole.replace(length(3) + struct.pack(">f", 0.5), length(1 << 62) + struct.pack(">f", 0.5))
    yield "length-negative.ubj", whole.replace(length(16), length(-1))
    yield "typed-nothing.ubj", whole.replace(b"[$d#", b"[$Z#")
    yield "untyped.ubj", whole.replace(b"[$d#", b"[$d ")
    yield "no-type.ubj", whole.replace(b"[$d#", b"?$d#")
    yield "key-twice.ubj", whole[:-1] + length(7) + b"versionZ}"
    yield "deep.ubj", b"{" + length(7) + b"learner" + b"[" * 1000


def samples():
    for name, data in ok():
        yield Sample("ok", name, data)
    for name, data in bad():
        yield Sample("bad", name, data, {"malformed"})
