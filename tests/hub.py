#!/usr/bin/env python3
"""`assay verify --hub-cache`: caches of the Hugging Face hub as its client leaves them, whole and tampered with.

    hub.py ASSAY
"""
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ASSAY = ""
STATES = ("changed", "missing", "stray", "uncovered", "partial", "unreadable")
WEIGHTS, CONFIG = b"weights" * 100000, b'{"model_type": "x"}'
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def git(data):
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


class Case(unittest.TestCase):
    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.folder = pathlib.Path(keep.name) / "hub"
        self.home = pathlib.Path(keep.name) / "home"

    def run_assay(self, *args):
        return subprocess.run([ASSAY, "verify", *map(str, args)], capture_output=True, text=True, check=False,
                              env={**os.environ, "HOME": str(self.home), "XDG_CACHE_HOME": str(self.home)})

    def ask(self, *args, folder=None):
        done = self.run_assay("--hub-cache", folder or self.folder, "--format", "json", *args)
        self.assertIn(done.returncode, (0, 4), done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual(answer["verdict"], "refused" if done.returncode else "verified")
        return answer

    def expect(self, reason, *args, folder=None, **states):
        answer = self.ask(*args, folder=folder)
        self.assertEqual(answer["reason"], reason)
        self.assertEqual({state: answer[state] for state in STATES if answer[state]}, states)
        return answer


class Cache(Case):
    def setUp(self):
        super().setUp()
        self.one, self.other = self.repository("models--acme--tiny"), self.repository("datasets--acme--words")
        (self.folder / "version.txt").write_text("1")
        self.weights, self.snapshot = self.one / "blobs" / sha256(WEIGHTS), self.one / "snapshots" / COMMIT

    def repository(self, name):
        folder = self.folder / name
        for part in "blobs", "refs", f"snapshots/{COMMIT}/sub":
            (folder / part).mkdir(parents=True)
        (folder / "refs" / "main").write_text(COMMIT)
        for data, digest, path, up in ((WEIGHTS, sha256(WEIGHTS), "model.safetensors", "../.."),
                                       (CONFIG, git(CONFIG), "sub/config.json", "../../..")):
            (folder / "blobs" / digest).write_bytes(data)
            (folder / "snapshots" / COMMIT / path).symlink_to(f"{up}/blobs/{digest}")
        return folder

    def test_right(self):
        self.assertEqual(self.expect(None)["right"], 8)
        self.assertEqual(self.expect(None, folder=self.one)["right"], 4)
        self.assertEqual(self.expect(None, "--paranoid")["right"], 8)
        self.assertEqual(self.expect(None, folder=self.folder.parent)["right"], 8)

    def test_changed(self):
        path = f"models--acme--tiny/blobs/{self.weights.name}"
        for bad in (b"evil", WEIGHTS[:-1], WEIGHTS + b"x", b""):
            self.weights.write_bytes(bad)
            self.expect("blob-changed", changed=[path])
        config = self.one / "blobs" / git(CONFIG)
        config.write_bytes(CONFIG + b" ")
        self.weights.write_bytes(WEIGHTS)
        self.expect("blob-changed", changed=[f"models--acme--tiny/blobs/{config.name}"])

    def test_changed_in_its_time(self):
        """What is remembered of a file that looks the same is not taken when its content is another."""
        self.expect(None)
        stat = self.weights.stat()
        self.weights.write_bytes(b"W" + WEIGHTS[1:])
        os.utime(self.weights, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        self.assertEqual(self.ask()["reason"], "blob-changed")

    def test_links(self):
        link = self.snapshot / "evil.py"
        path = f"models--acme--tiny/snapshots/{COMMIT}/evil.py"
        planted = self.one / "planted"
        planted.write_text("x")
        for target in (planted, pathlib.Path("../../planted"), pathlib.Path("../../refs/main"), pathlib.Path("/etc/hostname"),
                       pathlib.Path(f"../../../datasets--acme--words/blobs/{sha256(WEIGHTS)}"), pathlib.Path("/etc"), pathlib.Path("sub")):
            link.symlink_to(target)
            self.expect("link-stray", stray=[path])
            link.unlink()
        link.symlink_to(f"../../blobs/{sha256(b'gone')}")
        self.expect("blob-missing", missing=[path])
        link.unlink()
        link.symlink_to(f"../../blobs/{sha256(WEIGHTS)}")
        self.assertEqual(self.expect(None)["right"], 9)

    def test_gone(self):
        self.weights.unlink()
        self.expect("blob-missing", missing=[f"models--acme--tiny/snapshots/{COMMIT}/model.safetensors"])

    def test_copies(self):
        """Where links are not to be had, files of snapshots are no blobs, and nothing says what they should be."""
        copy = self.snapshot / "extra.bin"
        copy.write_bytes(b"x")
        path = f"models--acme--tiny/snapshots/{COMMIT}/extra.bin"
        self.expect(None, uncovered=[path])
        self.expect("cache-uncovered", "--require-coverage", uncovered=[path])
        copy.unlink()
        os.link(self.weights, copy)
        self.assertEqual(self.expect(None)["right"], 9)

    def test_names(self):
        (self.one / "blobs" / f"{sha256(b'x')}.incomplete").write_bytes(b"x")
        (self.one / "blobs" / "some-etag").write_bytes(b"x")
        self.expect(None, partial=[f"models--acme--tiny/blobs/{sha256(b'x')}.incomplete"],
                    uncovered=["models--acme--tiny/blobs/some-etag"])
        (self.one / "blobs" / sha256(WEIGHTS).upper()).write_bytes(b"x")
        self.assertEqual(len(self.ask()["uncovered"]), 2)
        (self.one / "blobs" / sha256(b"pipe")).symlink_to("/dev/null")
        self.assertEqual(self.ask()["reason"], "link-stray")

    def test_said(self):
        text = self.run_assay("--hub-cache", self.folder).stdout
        self.assertIn("8 files as named", text)
        self.assertIn("nobody has signed", text)
        self.assertEqual(self.run_assay("--hub-cache", self.folder, "-q").stdout, "")

    def test_asked_wrongly(self):
        for args in (("--hub-cache", self.folder, "x"), ("--hub-cache", self.folder, "--key", "x"), ("--hub-cache", __file__)):
            self.assertEqual(self.run_assay(*args).returncode, 2, args)
        self.assertEqual(self.run_assay("--hub-cache", self.folder / "absent").returncode, 3)
        self.folder = self.home
        self.home.mkdir(exist_ok=True)
        self.expect("cache-none")


class Folder(Case):
    """A folder that was downloaded into."""

    def setUp(self):
        super().setUp()
        self.put("model.safetensors", WEIGHTS, sha256(WEIGHTS))
        self.put("sub/config.json", CONFIG, git(CONFIG))

    def put(self, path, data, digest):
        file, said = self.folder / path, self.folder / ".cache/huggingface/download" / f"{path}.metadata"
        for each in file, said:
            each.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        said.write_text(f"{COMMIT}\n{digest}\n1750000000.5\n")
        return said

    def test_right(self):
        self.assertEqual(self.expect(None)["right"], 2)
        self.assertEqual(self.expect(None, folder=self.folder.parent)["right"], 2)

    def test_changed(self):
        (self.folder / "sub/config.json").write_bytes(b"{}")
        self.expect("blob-changed", changed=["sub/config.json"])
        (self.folder / "sub/config.json").unlink()
        self.expect("blob-missing", missing=["sub/config.json"])

    def test_uncovered(self):
        (self.folder / "evil.py").write_text("x")
        self.put("etag.bin", b"x", "some-etag")
        self.expect(None, uncovered=["etag.bin", "evil.py"])
        self.expect("cache-uncovered", "--require-coverage", uncovered=["etag.bin", "evil.py"])

    def test_damaged(self):
        said = self.put("a.bin", b"a", sha256(b"a"))
        for bad in ("", "x", f"{COMMIT}\n", f"x\n{sha256(b'a')}\n", f"{COMMIT} {sha256(b'a')}", "x" * 10000):
            said.write_text(bad)
            self.expect(None, uncovered=["a.bin"])


if __name__ == "__main__":
    ASSAY = sys.argv.pop(1)
    unittest.main()
