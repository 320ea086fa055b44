"""GGUF versions 1 to 3 in both byte orders: what writers make, what llama.cpp refuses."""
import struct

from sample import Sample

UINT8, INT8, UINT16, INT16, UINT32, INT32, FLOAT32, BOOL, STRING, ARRAY, UINT64, INT64, FLOAT64 = range(13)
PACK = {UINT8: "B", INT8: "b", UINT16: "H", INT16: "h", UINT32: "I", INT32: "i", FLOAT32: "f",
        BOOL: "B", UINT64: "Q", INT64: "q", FLOAT64: "d"}
F32, Q4_0, Q4_K = 0, 2, 12
TEMPLATE = ("{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] }}"
            "{% endfor %}")
EVIL = "{{ ''.__class__.__mro__ }}"


class Gguf:
    """A writer that keeps no promise: counts, offsets and alignment can be set to anything."""

    def __init__(self, version=3, order="<", n_pairs=None, n_tensors=None, alignment=32):
        self.version, self.order, self.alignment = version, order, alignment
        self.pairs, self.tensors, self.data = [], [], b""
        self.n_pairs, self.n_tensors = n_pairs, n_tensors

    def pack(self, fmt, *values):
        return struct.pack(self.order + fmt, *values)

    def size(self, n):
        return self.pack("I" if self.version == 1 else "Q", n)

    def string(self, text):
        text = text if isinstance(text, bytes) else text.encode()
        return self.size(len(text)) + text

    def value(self, kind, value):
        if kind == STRING:
            return self.string(value)
        if kind == ARRAY:
            of, items = value
            return self.pack("I", of) + self.size(len(items)) + b"".join(
                self.value(of, item) for item in items)
        return self.pack(PACK[kind], value)

    def pair(self, key, kind, value):
        self.pairs.append(self.string(key) + self.pack("I", kind) + self.value(kind, value))
        return self

    def raw(self, data):
        self.pairs.append(data)
        return self

    def tensor(self, name, shape, kind, data, offset=None):
        self.data += bytes(-len(self.data) % self.alignment)
        at = len(self.data) if offset is None else offset
        self.tensors.append(self.string(name) + self.pack("I", len(shape)) +
                            b"".join(self.size(n) for n in shape) + self.pack("IQ", kind, at))
        self.data += data
        return self

    def bytes(self, pad=True):
        n_pairs = len(self.pairs) if self.n_pairs is None else self.n_pairs
        n_tensors = len(self.tensors) if self.n_tensors is None else self.n_tensors
        head = (b"GGUF" + self.pack("I", self.version) + self.size(n_tensors) + self.size(n_pairs) +
                b"".join(self.pairs) + b"".join(self.tensors))
        if self.tensors:
            head += bytes(-len(head) % self.alignment)
        return head + self.data + (bytes(-len(self.data) % self.alignment) if pad else b"")


def model(**options):
    g = Gguf(**options)
    g.pair("general.architecture", STRING, "llama").pair("general.name", STRING, "Tiny")
    g.pair("general.license", STRING, "apache-2.0").pair("general.file_type", UINT32, 15)
    g.pair("general.alignment", UINT32, g.alignment)
    g.pair("llama.rope.freq_base", FLOAT32, 10000.0)
    g.pair("tokenizer.ggml.add_bos_token", BOOL, 1)
    g.pair("tokenizer.ggml.tokens", ARRAY, (STRING, [f"<{i}>" for i in range(300)]))
    g.pair("tokenizer.ggml.scores", ARRAY, (FLOAT32, [0.5] * 300))
    g.pair("tokenizer.chat_template", STRING, TEMPLATE)
    g.tensor("token_embd.weight", [32, 4], F32, bytes(512))
    g.tensor("blk.0.attn_q.weight", [256, 2], Q4_K, bytes(288))
    g.tensor("blk.0.attn_k.weight", [32, 3], Q4_0, bytes(54))
    g.tensor("output_norm.weight", [5], F32, bytes(20))
    return g


def every_value():
    g = Gguf()
    for kind in PACK:
        g.pair(f"test.{kind}", kind, 1)
        g.pair(f"test.array.{kind}", ARRAY, (kind, [1, 0, 1]))
    g.pair("test.empty", ARRAY, (STRING, []))
    g.pair("test.nested", ARRAY, (ARRAY, [(STRING, ["a", "b"]), (INT8, [1])]))
    return g


def ok():
    for version in 1, 2, 3:
        yield f"v{version}.gguf", model(version=version).bytes()
    yield "big-endian.gguf", model(order=">").bytes()
    yield "not-padded.gguf", model().bytes(pad=False)
    yield "alignment-64.gguf", model(alignment=64).bytes()
    yield "every-value.gguf", every_value().bytes()
    yield "no-tensors.gguf", Gguf().pair("general.architecture", STRING, "clip").bytes()
    yield "empty.gguf", Gguf().bytes()
    yield "named-anything.bin", model().bytes()


def bad():
    whole = model().bytes()
    yield "cut-magic.gguf", whole[:5]
    yield "cut-header.gguf", whole[:20]
    yield "cut-pairs.gguf", whole[:300]
    yield "cut-data.gguf", model().bytes(pad=False)[:-1]
    yield "pairs-2^63.gguf", model(n_pairs=1 << 63).bytes()
    yield "tensors-2^63.gguf", model(n_tensors=1 << 63).bytes()
    yield "tensors-too-many.gguf", model(n_tensors=5).bytes()
    yield "string-2^63.gguf", Gguf().raw(struct.pack("<Q", 1 << 63)).bytes() + bytes(64)
    yield "array-2^63.gguf", Gguf().raw(
        struct.pack("<Q1sIIQ", 1, b"a", ARRAY, FLOAT64, 1 << 63)).bytes() + bytes(64)
    yield "array-wraps.gguf", Gguf().raw(
        struct.pack("<Q1sIIQ", 1, b"a", ARRAY, FLOAT64, (1 << 61) + 1)).bytes() + bytes(64)
    deep = (UINT8, [1])
    for _ in range(20):
        deep = (ARRAY, [deep])
    yield "deep-arrays.gguf", Gguf().pair("a", ARRAY, deep).bytes()
    yield "value-type.gguf", Gguf().raw(struct.pack("<Q1sIQ", 1, b"a", 13, 0)).bytes()
    yield "array-type.gguf", Gguf().raw(struct.pack("<Q1sIIQ", 1, b"a", ARRAY, 99, 0)).bytes()
    yield "truth-is-two.gguf", Gguf().pair("a", BOOL, 2).bytes()
    yield "alignment-0.gguf", Gguf().pair("general.alignment", UINT32, 0).bytes()
    yield "alignment-24.gguf", Gguf().pair("general.alignment", UINT32, 24).bytes()
    yield "alignment-64-bits.gguf", Gguf().pair("general.alignment", UINT64, 32).bytes()
    yield "five-dimensions.gguf", Gguf().tensor("a", [1] * 5, F32, bytes(4)).bytes()
    yield "shape-overflow.gguf", Gguf().tensor("a", [1 << 40, 1 << 40], F32, b"").bytes()
    yield "part-of-a-block.gguf", Gguf().tensor("a", [33], Q4_0, bytes(18)).bytes()
    yield "long-name.gguf", Gguf().tensor("a" * 64, [1], F32, bytes(4)).bytes()
    yield "outside.gguf", Gguf().tensor("a", [1], F32, bytes(4), offset=1 << 62).bytes()
    yield "hole.gguf", Gguf().tensor("a", [1], F32, bytes(4)).tensor(
        "b", [1], F32, bytes(100), offset=96).bytes()
    yield "overlap.gguf", Gguf().tensor("a", [16], F32, bytes(64)).tensor(
        "b", [1], F32, bytes(4), offset=32).bytes()


def samples():
    for name, data in ok():
        yield Sample("ok", name, data)
    for name, data in bad():
        yield Sample("bad", name, data, {"malformed"})
    yield Sample("bad", "version-4.gguf", Gguf(version=4).bytes(), {"incomplete"})
    yield Sample("bad", "tensor-type.gguf", Gguf().tensor("a", [1], 99, bytes(4)).bytes(),
                 {"incomplete"})
    yield Sample("evil", "key-twice.gguf", Gguf().pair("a", UINT8, 1).pair("a", UINT8, 2).bytes(),
                 {"malformed", "weights-ambiguous"}, "review", "inconclusive")
    yield Sample("evil", "tensor-twice.gguf",
                 Gguf().tensor("a", [8], F32, bytes(32)).tensor("a", [8], F32, bytes(32)).bytes(),
                 {"malformed", "weights-ambiguous"}, "review", "inconclusive")
    for order in "<", ">":
        for version in 1, 2, 3:
            g = model(version=version, order=order)
            g.pairs.pop()
            yield Sample("evil", f"template-v{version}{'-big' if order == '>' else ''}.gguf",
                         g.pair("tokenizer.chat_template", STRING, EVIL).bytes(),
                         {"template-internals"})
    yield Sample("evil", "second-template.gguf", model().pair(
        "tokenizer.chat_template.tool_use", STRING, EVIL).bytes(), {"template-internals"})
    yield Sample("evil", "template-then-cut.gguf", model(n_pairs=99).pair(
        "tokenizer.chat_template.rag", STRING, EVIL).bytes()[:-700],
        {"template-internals", "malformed"}, status="inconclusive")
    yield Sample("evil", "trailing.gguf", model().bytes() + b"something else",
                 {"weights-trailing-data"}, "review")
