"""Files named like models whose content no module knows."""
from sample import Sample


def samples():
    for name in ("a.pt", "b.skops", "c.npz", "d.gguf", "e.ckpt"):
        yield Sample("bad", f"text-{name}", b"hello, I am no model at all\n" * 3, {"incomplete"})
    yield Sample("bad", "short.pt", b"ab", {"incomplete"})
    yield Sample("bad", "encrypted.pth", bytes((i * 197 + 91) % 251 for i in range(4096)), {"incomplete"})
    yield Sample("ok", "notes.txt", b"hello\n", status="skipped")
