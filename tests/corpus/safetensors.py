"""Safetensors: what the library writes, what it refuses, and what only other readers accept."""
import json
import struct

from sample import Sample

FLOATS = struct.pack("<6f", *range(6))


def header(text, data=b"", length=None):
    if isinstance(text, dict):
        text = json.dumps(text, separators=(",", ":"))
    if isinstance(text, str):
        text = text.encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def padded(tensors, data=b""):
    """As the library writes: padded with spaces so that the data begin at a multiple of eight."""
    text = json.dumps(tensors, separators=(",", ":")).encode()
    return header(text + b" " * (-len(text) % 8), data)


def tensor(dtype, shape, begin, end):
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def model():
    tensors, end = {"__metadata__": {"format": "pt", "license": "apache-2.0"}}, 0
    for layer in range(40):
        for part in "q_proj", "k_proj", "v_proj", "o_proj":
            tensors[f"model.layers.{layer}.self_attn.{part}.weight"] = tensor(
                "BF16", [4, 4], end, end + 32)
            end += 32
    return padded(tensors, bytes(end))


def all_types():
    sizes = {"BOOL": 8, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "U8": 8, "I8": 8, "F8_E5M2": 8,
             "F8_E4M3": 8, "F8_E8M0": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32,
             "U32": 32, "F32": 32, "C64": 64, "F64": 64, "I64": 64, "U64": 64}
    tensors, end = {}, 0
    for name, bits in sizes.items():
        tensors[name.lower()] = tensor(name, [2, 4], end, end + bits)
        end += bits
    return padded(tensors, bytes(end))


def ok():
    yield "model.safetensors", model()
    yield "all-types.safetensors", all_types()
    yield "empty.safetensors", header({})
    yield "only-metadata.safetensors", padded({"__metadata__": {"format": "pt"}})
    yield "scalar.safetensors", padded({"s": tensor("F32", [], 0, 4)}, FLOATS[:4])
    yield "no-elements.safetensors", padded(
        {"a": tensor("F32", [0, 7], 0, 0), "b": tensor("F32", [2], 0, 8)}, FLOATS[:8])
    yield "any-order.safetensors", padded(
        {"b": tensor("F32", [4], 8, 24), "a": tensor("F32", [2], 0, 8)}, FLOATS)
    yield "escaped-names.safetensors", header(
        '{"\\u00e9\\n":{"shape":[2],"data_offsets":[0,8],"dtype":"F\\u00332"}}', FLOATS[:8])
    yield "named-anything.bin", model()


def bad():
    good = {"a": tensor("F32", [2], 0, 8)}
    whole = model()
    yield "cut-length.safetensors", b"\x08\0\0"
    yield "cut-header.safetensors", whole[:1000]
    yield "cut-data.safetensors", whole[:-1]
    yield "header-2^63.safetensors", header(good, FLOATS[:8], length=1 << 63)
    yield "header-over-100MB.safetensors", header(good, FLOATS[:8], length=100_000_001)
    yield "not-json.safetensors", header('{"a":', FLOATS)
    yield "list.safetensors", header("[1,2]", FLOATS)
    yield "noise.safetensors", bytes(range(256))
    yield "trailing.safetensors", padded(good, FLOATS)
    yield "hole.safetensors", padded(
        {"a": tensor("F32", [2], 0, 8), "b": tensor("F32", [2], 16, 24)}, FLOATS)
    yield "hole-at-start.safetensors", padded({"a": tensor("F32", [2], 16, 24)}, FLOATS)
    yield "overlap.safetensors", padded(
        {"a": tensor("F32", [4], 0, 16), "b": tensor("F32", [4], 8, 24)}, FLOATS)
    yield "backwards.safetensors", padded({"a": tensor("F32", [2], 8, 0)}, FLOATS[:8])
    yield "outside.safetensors", padded({"a": tensor("F32", [400], 0, 1600)}, FLOATS)
    yield "wrong-size.safetensors", padded({"a": tensor("F32", [3], 0, 8)}, FLOATS[:8])
    yield "half-byte.safetensors", padded({"a": tensor("F4", [3], 0, 1)}, b"\0")
    yield "shape-overflow.safetensors", padded(
        {"a": tensor("F32", [1 << 62, 8], 0, 8)}, FLOATS[:8])
    yield "negative-shape.safetensors", padded({"a": tensor("F32", [-2], 0, 8)}, FLOATS[:8])
    yield "fraction.safetensors", padded({"a": tensor("F32", [2.0], 0, 8)}, FLOATS[:8])
    yield "no-type.safetensors", padded({"a": {"shape": [2], "data_offsets": [0, 8]}}, FLOATS[:8])
    yield "no-shape.safetensors", padded({"a": {"dtype": "F32", "data_offsets": [0, 8]}}, FLOATS[:8])
    yield "no-place.safetensors", padded({"a": {"dtype": "F32", "shape": [2]}}, FLOATS[:8])
    yield "not-a-tensor.safetensors", padded({"a": [1]})
    yield "metadata-number.safetensors", padded({"__metadata__": {"format": 1}})
    yield "metadata-list.safetensors", padded({"__metadata__": ["pt"]})
    yield "nan.safetensors", header('{"a":NaN}')
    yield "not-utf8.safetensors", header(b'{"\xff":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}',
                                         FLOATS[:4])


def twice():
    entry = json.dumps(tensor("F32", [2], 0, 8))
    yield "name-twice.safetensors", header(f'{{"a":{entry},"a":{entry}}}', FLOATS[:8])
    yield "escaped-name-twice.safetensors", header(f'{{"a":{entry},"\\u0061":{entry}}}', FLOATS[:8])
    yield "field-twice.safetensors", header(
        '{"a":{"dtype":"F32","dtype":"I32","shape":[2],"data_offsets":[0,8]}}', FLOATS[:8])


def samples():
    for name, data in ok():
        yield Sample("ok", name, data)
    for name, data in bad():
        yield Sample("bad", name, data, {"malformed"})
    yield Sample("bad", "new-type.safetensors",
                 padded({"a": tensor("F5", [8], 0, 5)}, bytes(5)), {"incomplete", "malformed"})
    yield Sample("evil", "configuration-inside.safetensors", padded({"__metadata__": {
        "config": json.dumps({"model": {"_target_": "os.system"}})}}), {"config-dangerous-call"})
    for name, data in twice():
        yield Sample("evil", name, data, {"malformed", "weights-ambiguous"}, "review", "inconclusive")
