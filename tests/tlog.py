"""Another reader of transparency logs, from the C2SP specifications, with nothing of the program in it.

Hashes come from hashlib, Ed25519 from the openssl program; trees are the recursions of RFC 6962.
"""
import base64
import hashlib
import pathlib
import struct
import subprocess
import tempfile

SPKI = bytes.fromhex("302a300506032b6570032100")  # RFC 8410: what stands before an Ed25519 key


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# Trees: RFC 6962 section 2.1.

def leaf_hash(entry):
    return sha256(b"\0", entry)


def split(n):
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def mth(leaves):
    if not leaves:
        return sha256()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return sha256(b"\1", mth(leaves[:k]), mth(leaves[k:]))


def inclusion_root(index, size, leaf, proof):
    """The recursion of PATH read backwards."""
    if size == 1:
        assert not proof, "hashes left over"
        return leaf
    k, (*rest, last) = split(size), proof
    if index < k:
        return sha256(b"\1", inclusion_root(index, k, leaf, rest), last)
    return sha256(b"\1", last, inclusion_root(index - k, size - k, leaf, rest))


def consistency_roots(m, n, proof, whole, root):
    """Both roots that SUBPROOF leads to."""
    if m == n:
        if whole:
            assert not proof, "hashes left over"
            return root, root
        (only,) = proof
        return only, only
    k, (*rest, last) = split(n), proof
    if m <= k:
        old, new = consistency_roots(m, k, rest, whole, root)
        return old, sha256(b"\1", new, last)
    old, new = consistency_roots(m - k, n - k, rest, False, root)
    return sha256(b"\1", last, old), sha256(b"\1", last, new)


# Notes.

class Key:
    def __init__(self, vkey):
        self.name, key_id, key = vkey.strip().split("+", 2)
        self.id, key = bytes.fromhex(key_id), base64.b64decode(key, validate=True)
        self.kind, self.public = key[0], key[1:]
        assert self.id == sha256(self.name.encode(), b"\n", key)[:4], "the id of the key"

    def verify(self, text, signature):
        if self.kind == 4:
            time, signature = struct.unpack(">Q", signature[:8])[0], signature[8:]
            text = b"cosignature/v1\ntime %d\n" % time + text
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "key").write_bytes(SPKI + self.public)
            (folder / "text").write_bytes(text)
            (folder / "signature").write_bytes(signature)
            done = subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", folder / "key",
                                   "-rawin", "-in", folder / "text", "-sigfile", folder / "signature"],
                                  capture_output=True, check=False)
        return done.returncode == 0


def read_note(note, keys):
    """The text, and the names of those of the keys that signed it; a wrong signature of one is an error."""
    text, lines = note[:-1].rsplit(b"\n\n", 1)
    text, signed = text + b"\n", set()
    for line in lines.split(b"\n"):
        dash, name, blob = line.decode().split(" ")
        assert dash == "\u2014", line
        blob = base64.b64decode(blob, validate=True)
        for key in keys:
            if (key.name, key.id) == (name, blob[:4]):
                assert key.verify(text, blob[4:]), f"the signature of {name}"
                signed.add(name)
    return text, signed


def read_checkpoint(note, keys):
    text, signed = read_note(note, keys)
    origin, size, root = text.decode().split("\n")[:3]
    assert str(int(size)) == size
    return origin, int(size), base64.b64decode(root, validate=True), signed


# Tiles.

def tile_name(level, n, width):
    parts = [f"{n % 1000:03d}"]
    while n >= 1000:
        n //= 1000
        parts.insert(0, f"x{n % 1000:03d}")
    return f"tile/{level}/{'/'.join(parts)}" + (f".p/{width}" if width < 256 else "")


def read_entries(folder, size):
    entries = []
    for n in range((size + 255) // 256):
        data = (folder / tile_name("entries", n, min(256, size - 256 * n))).read_bytes()
        while data:
            (length,) = struct.unpack(">H", data[:2])
            assert len(data) >= 2 + length, "a bundle is cut"
            entries.append(data[2:2 + length])
            data = data[2 + length:]
    return entries


def check_tiles(folder, leaves):
    """Every tile that a tree of these leaves has, and that it has the right hashes; gives their names."""
    names, level, row = set(), 0, leaves
    while row:
        for n in range((len(row) + 255) // 256):
            part = row[256 * n:256 * n + 256]
            names.add(tile_name(level, n, len(part)))
            assert (folder / tile_name(level, n, len(part))).read_bytes() == b"".join(part), (level, n)
        row = [mth(row[i:i + 256]) for i in range(0, len(row) - 255, 256)]
        level += 1
    return names


def read_log(folder, keys):
    """A whole log: its checkpoint and its entries, every hash of them compared."""
    origin, size, root, signed = read_checkpoint((folder / "checkpoint").read_bytes(), keys)
    entries = read_entries(folder, size)
    assert len(entries) == size, (len(entries), size)
    leaves = [leaf_hash(entry) for entry in entries]
    check_tiles(folder, leaves)
    assert mth(leaves) == root, "the root"
    return origin, size, root, signed, entries


# Proofs.

def read_hashes(lines):
    return [base64.b64decode(line, validate=True) for line in lines]


def check_receipt(receipt, entry, keys):
    """The origin, index and size of a receipt that shows that the entry is in the log, and who signed."""
    head, note = receipt.split(b"\n\n", 1)
    first, index, *hashes = head.decode().split("\n")
    assert first == "c2sp.org/tlog-proof@v1" and index.startswith("index ")
    origin, size, root, signed = read_checkpoint(note, keys)
    index = int(index[6:])
    assert index < size
    assert inclusion_root(index, size, leaf_hash(entry), read_hashes(hashes)) == root, "the root"
    return origin, index, size, signed


def check_request(request, old_root, keys):
    head, note = request.split(b"\n\n", 1)
    old, *hashes = head.decode().split("\n")
    old = int(old.removeprefix("old "))
    _, size, root, _ = read_checkpoint(note, keys)
    assert consistency_roots(old, size, read_hashes(hashes), True, old_root) == (old_root, root)
    return old, size
