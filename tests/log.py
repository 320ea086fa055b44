#!/usr/bin/env python3
"""`assay log` from end to end: what it writes another reader finds right, and what is wrong is refused with its
reason; an append that is ended at any moment leaves the old log or the new one.

    log.py ASSAY [CLASS...]
"""
import base64
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import tlog

ASSAY = ""
FAST = "/dev/shm"  # many files are flushed, and nobody pulls the plug
NAME, WITNESSES = "example.com/log", ["witness.example/w1", "witness.example/w2", "witness.example/w3"]


class Case(unittest.TestCase):
    def setUp(self):
        keep = tempfile.TemporaryDirectory(dir=FAST if os.access(FAST, os.W_OK) else None)
        self.addCleanup(keep.cleanup)
        self.folder = pathlib.Path(keep.name)
        self.log = self.folder / "log"
        self.state = self.folder / "state-home"
        self.key = self.new_key("log")
        self.vkey = self.say("init", "--key", self.key, "--name", NAME, self.log).strip()
        self.keys = [tlog.Key(self.vkey)]

    def new_key(self, name):
        path = self.folder / f"{name}.pem"
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", path], check=True, capture_output=True)
        return path

    def env(self, env=os.environ):
        return {**env, "XDG_STATE_HOME": str(self.state)}

    def run_log(self, *args, env=os.environ, **more):
        return subprocess.run([ASSAY, "log", *args], capture_output=True, text=True, check=False, env=self.env(env), **more)

    def say(self, *args, **more):
        done = self.run_log(*args, **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def refused(self, reason, *args):
        done = self.run_log(*args)
        self.assertEqual(done.returncode, 4, (reason, done.stdout, done.stderr))
        self.assertIn(f"({reason})", done.stdout + done.stderr)

    def write(self, name, data):
        path = self.folder / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def append(self, *lines, log=None, key=None):
        data = "".join(line + "\n" for line in lines)
        return self.say("append", "--key", key or self.key, "--lines", "-", log or self.log, input=data)

    def read(self):
        return tlog.read_log(self.log, self.keys)

    def checkpoint(self):
        return (self.log / "checkpoint").read_bytes()

    def fork(self, *lines):
        """Another history of the same log, of the same key."""
        self.log.rename(self.folder / f"log-{time.monotonic_ns()}")
        self.state = self.folder / f"state-{time.monotonic_ns()}"
        self.say("init", "--key", self.key, "--name", NAME, self.log)
        self.append(*lines)

    def witness_vkey(self, name, key):
        return self.say("vkey", "--cosigner", "--key", key, "--name", name).strip()

    def cosign(self, name, key, since, vkey=None):
        request = self.write("request", self.say("prove", "--since", str(since), self.log))
        return self.run_log("witness", "--key", key, "--name", name, "--state", self.folder / name.replace("/", "-"),
                            "--log-key", vkey or self.vkey, request)


class Writing(Case):
    def test_empty(self):
        self.assertEqual(self.read()[:2], (NAME, 0))
        self.assertEqual(self.run_log("init", "--key", self.key, "--name", NAME, self.log).returncode, 2)

    def test_grows(self):
        """Sizes around the widths of tiles, in batches of every kind; another reader finds all of it."""
        entries = []
        for n in (1, 1, 254, 1, 255, 1, 700, 0, 256 * 40, 3):
            fresh = [f"entry {len(entries) + i}" for i in range(n)]
            entries += fresh
            self.append(*fresh)
            origin, size, _, signed, found = self.read()
            self.assertEqual((origin, size, signed), (NAME, len(entries), {NAME}))
            self.assertEqual(found, [entry.encode() for entry in entries])
        self.say("check", "--log-key", self.vkey, self.log)
        partial = [p for p in self.log.glob("tile/**/*.p") if (p.parent / p.name[:-2]).exists()]
        self.assertEqual(partial, [], "partial tiles beside full ones")

    def test_two_levels(self):
        self.append(*map(str, range(65536 + 300)))
        self.assertEqual(self.read()[1], 65836)
        self.assertTrue((self.log / "tile/2/000.p/1").exists())

    def test_entries_of_any_bytes(self):
        longest = bytes(range(256)) * 256
        files = [self.write("a", b""), self.write("b", b"\0\n\xff"), self.write("c", longest[:65535])]
        self.say("append", "--key", self.key, self.log, *files)
        self.assertEqual(self.read()[4], [b"", b"\0\n\xff", longest[:65535]])
        before = self.checkpoint()
        done = self.run_log("append", "--key", self.key, self.log, self.write("d", b"x"), self.write("e", longest))
        self.assertEqual(done.returncode, 2)
        self.assertIn("--digest", done.stderr)
        self.assertEqual(self.checkpoint(), before, "all of a batch or nothing")
        self.append("next")
        self.assertEqual(self.read()[1], 4)

    def test_long_line(self):
        done = self.run_log("append", "--key", self.key, "--lines", "-", self.log, input="a\n" + "x" * 65536 + "\n")
        self.assertEqual(done.returncode, 2)
        self.assertIn("line 2", done.stderr)
        self.assertEqual(self.read()[1], 0)
        self.append("x" * 65535)
        self.assertEqual(self.read()[4], [b"x" * 65535])

    def test_another_key(self):
        self.append("one")
        self.assertEqual(self.run_log("append", "--key", self.new_key("other"), self.log, self.key).returncode, 4)

    def test_passphrase(self):
        """A key that assay made, under a passphrase that comes by a descriptor."""
        secret, log = self.folder / "secret", self.folder / "other"

        def run(*args):
            read, write = os.pipe()
            os.write(write, b"correct horse\n")
            os.close(write)
            done = subprocess.run([ASSAY, *args, "--passphrase-fd", str(read)], pass_fds=[read], capture_output=True,
                                  text=True, check=False, stdin=subprocess.DEVNULL, start_new_session=True, env=self.env())
            os.close(read)
            return done

        self.assertEqual(run("key", "new", "--kind", "ed25519", secret).returncode, 0)
        vkey = run("log", "init", "--key", secret, "--name", NAME, log).stdout
        self.assertEqual(run("log", "append", "--key", secret, log, self.write("a", "entry")).returncode, 0)
        self.assertEqual(tlog.read_log(log, [tlog.Key(vkey)])[1], 1)
        self.assertEqual(self.run_log("append", "--key", secret, log, self.key, start_new_session=True).returncode, 2)
        run("key", "new", "--kind", "p256", self.folder / "p256")
        self.assertIn("Ed25519", run("log", "init", "--key", self.folder / "p256", "--name", NAME, self.folder / "x").stderr)

    def test_restored(self):
        """An old copy of the log signs no second history; that which was signed last goes on."""
        self.append("one")
        backup, newest = self.folder / "backup", self.folder / "newest"
        shutil.copytree(self.log, backup)
        self.append("two")
        self.log.rename(newest)
        backup.rename(self.log)
        done = self.run_log("append", "--key", self.key, self.log, self.key)
        self.assertEqual(done.returncode, 4)
        self.assertIn("(log-rollback)", done.stderr)
        self.append("three", log=newest)
        other = self.folder / "elsewhere"
        self.say("append", "--key", self.key, "--state", other, "--lines", "-", self.log, input="a\nb\nc\n")
        done = self.run_log("append", "--key", self.key, self.log, self.key)
        self.assertEqual(done.returncode, 4)
        self.assertIn("(consistency-wrong)", done.stderr)
        (kept,) = self.state.glob("assay/logs/*/checkpoint")
        kept.write_text(kept.read_text().replace("\n3\n", "\n2\n"))
        self.assertEqual(self.run_log("append", "--key", self.key, newest, self.key).returncode, 4)

    def test_two_writers(self):
        writers = [subprocess.Popen([ASSAY, "log", "append", "--key", self.key, "--lines", "-", self.log],
                                    stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=self.env()) for _ in range(4)]
        for i, writer in enumerate(writers):
            writer.stdin.write(b"".join(b"%d of %d\n" % (j, i) for j in range(300)))
            writer.stdin.close()
        self.assertEqual([writer.wait() for writer in writers], [0] * 4)
        self.assertEqual(self.read()[1], 1200)


class Receipts(Case):
    def test_each(self):
        files = [self.write(f"f{i}", f"entry {i}") for i in range(9)]
        for i, path in enumerate(files):
            self.say("append", "--receipt", "--key", self.key, self.log, path)
            receipt = self.folder / f"f{i}.tlog-proof"
            self.assertEqual(tlog.check_receipt(receipt.read_bytes(), path.read_bytes(), self.keys),
                             (NAME, i, i + 1, {NAME}))
            self.say("verify", "--log-key", self.vkey, receipt, path)
        for i, path in enumerate(files):
            for word in (str(i), path):
                receipt = self.say("prove", self.log, word)
                self.assertEqual(tlog.check_receipt(receipt.encode(), path.read_bytes(), self.keys)[1:3], (i, 9))
        self.assertEqual(self.run_log("prove", self.log, "9").returncode, 2)

    def test_many(self):
        """Receipts of all indexes of logs whose right edge is of every shape."""
        size = 0
        for grown in (1, 2, 3, 255, 256, 257, 511, 513, 70000):
            self.append(*map(str, range(size, grown)))
            size = grown
            for index in {0, size - 1, size // 2, size * 3 // 4, random.Random(grown).randrange(size)}:
                receipt = self.say("prove", self.log, str(index)).encode()
                self.assertEqual(tlog.check_receipt(receipt, b"%d" % index, self.keys)[1:3], (index, size))

    def test_digest(self):
        path = self.write("report.json", os.urandom(200000))
        self.say("append", "--receipt", "--digest", "--key", self.key, self.log, path)
        (entry,) = self.read()[4]
        statement = json.loads(entry)
        self.assertEqual(statement["_type"], "https://in-toto.io/Statement/v1")
        self.assertEqual(statement["subject"], [{"name": "_", "digest": {"sha256": tlog.sha256(path.read_bytes()).hex()}}])
        moved = path.rename(self.folder / "renamed")
        self.say("verify", "--log-key", self.vkey, self.folder / "report.json.tlog-proof", moved)
        moved.write_bytes(b"other")
        self.refused("inclusion-wrong", "verify", "--log-key", self.vkey, self.folder / "report.json.tlog-proof", moved)

    def test_json(self):
        path = self.write("f", "entry")
        self.say("append", "--receipt", "--key", self.key, self.log, path)
        args = ["verify", "--format", "json", "--log-key", self.vkey, self.folder / "f.tlog-proof"]
        answer = json.loads(self.say(*args, path))
        self.assertEqual((answer["verdict"], answer["reason"], answer["log"], answer["index"], answer["size"]),
                         ("verified", None, NAME, 0, 1))
        done = self.run_log(*args, self.key)
        self.assertEqual(done.returncode, 4)
        answer = json.loads(done.stdout)
        self.assertEqual((answer["verdict"], answer["reason"]), ("refused", "inclusion-wrong"))

    def test_wrong(self):
        """Each way of being wrong has its reason."""
        self.append(*map(str, range(5)))
        path, good = self.write("f", "2"), self.say("prove", self.log, "2")
        lines = good.split("\n")
        other = self.say("init", "--key", self.new_key("o"), "--name", "example.com/other", self.folder / "o").strip()
        same_name = self.say("init", "--key", self.folder / "o.pem", "--name", NAME, self.folder / "s").strip()
        cases = [
            ("receipt-malformed", ""), ("receipt-malformed", good.replace("@v1", "@v2")),
            ("receipt-malformed", good.replace("index 2", "index 02")),
            ("receipt-malformed", good.replace("index 2", "index -2")),
            ("receipt-malformed", good.replace("index 2", "index 99999999999999999999")),
            ("receipt-malformed", good.replace("index 2", "index 2\nextra AAAA")),
            ("receipt-malformed", good.replace("index 2", "extra A\nindex 2")),
            ("receipt-malformed", good.replace(lines[2], lines[2] + " ")),
            ("receipt-malformed", good.replace(lines[2], "AAAA")),
            ("receipt-malformed", good.replace(lines[2], "\n".join([lines[2]] * 70))),
            ("receipt-malformed", "\n".join(lines[:5])),
            ("inclusion-length", good.replace(lines[2] + "\n", "")),
            ("inclusion-length", good.replace(lines[2], lines[2] + "\n" + lines[2])),
            ("inclusion-length", good.replace("index 2", "index 4")),
            ("inclusion-range", good.replace("index 2", "index 5")),
            ("inclusion-range", good.replace("index 2", "index 18446744073709551615")),
            ("inclusion-wrong", good.replace("index 2", "index 3")),
            ("inclusion-wrong", good.replace(lines[2], base64.b64encode(bytes(32)).decode())),
            ("note-malformed", "\n".join(lines[:9])), ("note-malformed", good.replace("\u2014", "-")),
            ("note-malformed", good + "x"), ("note-malformed", good.replace(NAME, "exam\tple")),
            ("note-signature-wrong", good.replace("\n5\n", "\n6\n")),
            ("note-signature-wrong", good + f"\u2014 {NAME} {base64.b64encode(self.keys[0].id + bytes(64)).decode()}\n"),
            ("checkpoint-malformed", good.replace("\n5\n", "\n05\n")),
            ("checkpoint-malformed", good.replace("\n5\n", "\n5 \n")),
            ("checkpoint-empty", good.replace("\n5\n", "\n0\n")),
        ]
        for i, (reason, text) in enumerate(cases):
            with self.subTest(reason=reason, case=i):
                self.refused(reason, "verify", "--log-key", self.vkey, self.write("r", text), path)
        self.say("verify", "--log-key", self.vkey, self.write("r", good.replace("index 2", "extra AAAA\nindex 2")), path)
        self.refused("checkpoint-origin", "verify", "--log-key", other, self.write("r", good), path)
        self.refused("note-unsigned", "verify", "--log-key", same_name, self.write("r", good), path)
        self.refused("receipt-too-large", "verify", "--log-key", self.vkey, self.write("r", good + "x" * 3000000), path)

    def test_flipped_bits(self):
        """One random bit of every byte: none of what is proven is still believed."""
        self.append(*map(str, range(5)))
        path, good = self.write("f", "2"), self.say("prove", self.log, "2").encode()
        dice = random.Random(5)
        for i in range(0, len(good), 3):
            bad = bytearray(good)
            bad[i] ^= 1 << dice.randrange(8)
            done = self.run_log("verify", "--log-key", self.vkey, self.write("r", bytes(bad)), path)
            self.assertEqual(done.returncode, 4, (i, good[i:i + 1], bad[i:i + 1]))


class Witnesses(Case):
    def setUp(self):
        super().setUp()
        self.w_keys = [self.new_key(f"w{i}") for i in range(3)]
        self.w_vkeys = [self.witness_vkey(name, key) for name, key in zip(WITNESSES, self.w_keys)]
        self.append(*map(str, range(5)))

    def add(self, lines):
        options = [word for vkey in self.w_vkeys for word in ("--witness-key", vkey)]
        return self.run_log("cosigned", "--log-key", self.vkey, *options, self.log, self.write("lines", lines))

    def test_cosigns(self):
        for i, (name, key) in enumerate(zip(WITNESSES, self.w_keys)):
            done = self.cosign(name, key, 0)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(self.add(done.stdout).returncode, 0)
            keys = self.keys + [tlog.Key(vkey) for vkey in self.w_vkeys]
            self.assertEqual(tlog.read_log(self.log, keys)[3], {NAME, *WITNESSES[:i + 1]})
        again = self.add(done.stdout)
        self.assertEqual(again.returncode, 4, "nothing new")
        self.assertIn("(cosignature-none)", again.stderr)
        self.append("more")
        request = self.say("prove", "--since", "5", self.log).encode()
        self.assertEqual(tlog.check_request(request, tlog.mth([tlog.leaf_hash(b"%d" % i) for i in range(5)]), self.keys), (5, 6))
        self.assertEqual(self.cosign(WITNESSES[0], self.w_keys[0], 5).returncode, 0)
        kept = list((self.folder / WITNESSES[0].replace("/", "-")).glob("*/checkpoint"))
        self.assertEqual([p.parent.name for p in kept], [tlog.sha256(NAME.encode()).hex()])
        keys = self.keys + [tlog.Key(self.w_vkeys[0])]
        self.assertEqual(tlog.read_checkpoint(kept[0].read_bytes(), keys)[1::2], (6, {NAME, WITNESSES[0]}))

    def test_every_growth(self):
        """A witness follows a log through all shapes of its right edge."""
        size, last = 5, 0
        for grown in (5, 6, 7, 8, 9, 255, 256, 257, 600, 601):
            self.append(*map(str, range(size, grown)))
            size = grown
            done = self.cosign(WITNESSES[0], self.w_keys[0], last)
            self.assertEqual(done.returncode, 0, (last, size, done.stderr))
            last = size

    def refuses(self, reason, since, **more):
        done = self.cosign(WITNESSES[0], self.w_keys[0], since, **more)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn(f"({reason})", done.stderr)
        self.assertEqual(done.stdout, "")

    def test_refuses(self):
        self.assertEqual(self.cosign(WITNESSES[0], self.w_keys[0], 0).returncode, 0)
        self.assertEqual(self.cosign(WITNESSES[0], self.w_keys[0], 5).returncode, 0, "again, with another time")
        self.refuses("witness-stale", 0)
        self.refuses("witness-stale", 3)
        other = self.say("init", "--key", self.w_keys[1], "--name", "example.com/other", self.folder / "o").strip()
        self.refuses("checkpoint-origin", 5, vkey=other)
        self.fork(*map(str, range(4)), "x")
        self.refuses("log-fork", 5)
        self.append("y", "z")
        self.refuses("consistency-wrong", 5)
        self.fork("a", "b")
        self.refuses("witness-stale", 2)
        request = self.say("prove", "--since", "2", self.log).replace("old 2", "old 5")
        self.refused("log-rollback", "witness", "--key", self.w_keys[0], "--name", WITNESSES[0], "--state",
                     self.folder / WITNESSES[0].replace("/", "-"), "--log-key", self.vkey, self.write("request", request))

    def test_keeps_before_it_says(self):
        """What it kept is its own word: changed by another it is not believed."""
        self.assertEqual(self.cosign(WITNESSES[0], self.w_keys[0], 0).returncode, 0)
        (kept,) = (self.folder / WITNESSES[0].replace("/", "-")).glob("*/checkpoint")
        kept.write_bytes(self.checkpoint())
        self.refuses("witness-state", 5)

    def test_requests(self):
        good = self.say("prove", "--since", "3", self.log)
        hashes = good.split("\n\n")[0].split("\n")[1:]
        for reason, text in [("request-malformed", ""), ("request-malformed", good.replace("old 3", "old 03")),
                             ("request-malformed", good.replace("old 3", "new 3")),
                             ("request-malformed", good.replace(hashes[0], "\n".join(hashes[:1] * 80))),
                             ("note-signature-wrong", good.replace("\n5\n", "\n7\n")),
                             ("witness-stale", good),
                             ("consistency-length", good.replace("old 3", "old 0"))]:
            with self.subTest(reason=reason):
                self.refused(reason, "witness", "--key", self.w_keys[0], "--name", WITNESSES[0], "--state",
                             self.folder / "state", "--log-key", self.vkey, self.write("request", text))

    def test_quorum(self):
        path = self.write("f", "2")
        policy = "\n".join([f"log {self.vkey}", *(f"witness W{i} {vkey} https://w{i}.example" for i, vkey in enumerate(self.w_vkeys)),
                            "group some 2 W0 W1", "# nested", "\tgroup all-of  all some W2 ", "quorum {}", ""])

        def verdicts():
            receipt = self.write("r", self.say("prove", self.log, "2"))
            for quorum in ("none", "W0", "some", "all-of"):
                yield self.run_log("verify", "--policy", self.write("p", policy.format(quorum)), receipt, path).returncode
            for n in (1, 2, 3):
                options = [word for vkey in self.w_vkeys for word in ("--witness-key", vkey)]
                yield self.run_log("verify", "--quorum", str(n), "--log-key", self.vkey, *options, receipt, path).returncode

        self.assertEqual(list(verdicts()), [0, 4, 4, 4, 4, 4, 4])
        for i, wanted in enumerate([[0, 0, 4, 4, 0, 4, 4], [0, 0, 0, 4, 0, 0, 4], [0] * 7]):
            self.assertEqual(self.add(self.cosign(WITNESSES[i], self.w_keys[i], 0).stdout).returncode, 0)
            self.assertEqual(list(verdicts()), wanted)

    def cosigned_at(self, moment):
        """The line of the first witness, by openssl (C2SP tlog-cosignature)."""
        text = self.checkpoint().split(b"\n\n")[0] + b"\n"
        message = self.write("message", b"cosignature/v1\ntime %d\n" % moment + text)
        signature = subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", self.w_keys[0], "-in", message],
                                   check=True, capture_output=True).stdout
        id_ = bytes.fromhex(self.w_vkeys[0].split("+")[1])
        return f"\u2014 {WITNESSES[0]} {base64.b64encode(id_ + moment.to_bytes(8, 'big') + signature).decode()}\n"

    def test_times(self):
        """Clocks differ by minutes; what is later has not been yet, whatever the environment says of the time."""
        now = int(time.time())
        checkpoint = self.checkpoint()
        for moment, wanted in ((now - 86400, None), (now + 200, None), (now + 30 * 86400, "cosignature-future")):
            (self.log / "checkpoint").write_bytes(checkpoint)
            self.assertEqual(self.add(self.cosigned_at(moment)).returncode, 0)
            receipt = self.write("r", self.say("prove", self.log, "2"))
            args = ["verify", "--log-key", self.vkey, "--witness-key", self.w_vkeys[0], receipt, self.write("f", "2")]
            for epoch in (now, 0, 4000000000):
                done = self.run_log(*args, env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)})
                self.assertIn(f"({wanted})" if wanted else "verified: ", done.stdout, moment)

    def test_witness_has_a_clock(self):
        request = self.write("request", self.say("prove", "--since", "0", self.log))
        line = self.say("witness", "--key", self.w_keys[0], "--name", WITNESSES[0], "--state", self.folder / "s",
                        "--log-key", self.vkey, request, env={**os.environ, "SOURCE_DATE_EPOCH": "4000000000"})
        said = int.from_bytes(base64.b64decode(line.split()[2])[4:12], "big")
        self.assertLess(abs(said - time.time()), 600)


class Showing(Case):
    def test_shows(self):
        self.append(*map(str, range(5)))
        key = self.new_key("w")
        done = self.cosign(WITNESSES[0], key, 0)
        self.run_log("cosigned", "--log-key", self.vkey, "--witness-key", self.witness_vkey(WITNESSES[0], key), self.log,
                     self.write("lines", done.stdout))
        for what in (self.log, self.log / "checkpoint", self.write("r", self.say("prove", self.log, "2")),
                     self.write("q", self.say("prove", "--since", "3", self.log))):
            said = self.say("show", what)
            for wanted in (f"log       {NAME}", "entries   5", f"signature {NAME} ({self.keys[0].id.hex()})", " cosigned 20"):
                self.assertIn(wanted, said)

    def test_escapes(self):
        """What a terminal would act on or hide is spelt out."""
        note = "ev\u202eil\x7f\n1\n" + base64.b64encode(bytes(32)).decode() + "\n\n\u2014 n\u200bame AAAAAAAA\n"
        said = self.say("show", self.write("n", note.encode()))
        self.assertIn("ev\\u{202e}il\\x7f", said)
        self.assertIn("n\\u{200b}ame", said)
        self.refused("note-malformed", "show", self.write("n", "no note"))
        self.refused("receipt-malformed", "show", self.write("n", "c2sp.org/tlog-proof@v1\nno"))


class Policies(Case):
    def test_wrong(self):
        self.append("1")
        w = self.witness_vkey("w", self.new_key("w"))
        other = self.witness_vkey("other-name", self.folder / "w.pem")
        as_log = f"log {self.vkey}\n"
        head = f"{as_log}witness W {w}\n"
        mldsa = "x+11223344+" + base64.b64encode(b"\6" + bytes(1312)).decode()
        for reason, line, text in [
                ("log-policy-quorum", 1, as_log), ("log-policy-quorum", 3, as_log + "quorum none\nquorum none\n"),
                ("log-policy-malformed", 2, as_log + "quora none\n"), ("log-policy-malformed", 2, as_log + "quorum none x\n"),
                ("log-policy-malformed", 3, head + "group G 2 W\nquorum G\n"), ("log-policy-malformed", 3, head + "group G 0 W\n"),
                ("log-policy-malformed", 3, head + "group G 01 W\n"), ("log-policy-malformed", 3, head + "group G any\n"),
                ("log-policy-twice", 3, head + "group G all W W\nquorum G\n"), ("log-policy-twice", 3, head + "group W any W\n"),
                ("log-policy-twice", 4, head + "group G any W\ngroup H any W\nquorum H\n"),
                ("log-policy-name", 3, head + "group G any X\n"), ("log-policy-name", 3, head + "group G any none\n"),
                ("log-policy-name", 3, head + "group G any G\n"), ("log-policy-name", 1, "quorum W\n"),
                ("log-policy-twice", 2, as_log + as_log), ("log-policy-twice", 3, head + f"witness V {other}\n"),
                ("log-policy-twice", 3, head + f"witness W {w}\n"), ("log-policy-twice", 1, f"witness none {w}\n"),
                ("vkey-kind", 1, f"log {w}\n"), ("vkey-kind", 1, f"witness L {self.vkey}\n"), ("vkey-kind", 1, f"witness M {mldsa}\n"),
                ("vkey-id-wrong", 1, f"log x{self.vkey}\n"), ("vkey-malformed", 1, "log x\n"),
                ("log-policy-malformed", 2, as_log + "quorum none\r\n"), ("log-policy-malformed", 1, "quorum\0none\n")]:
            with self.subTest(reason=reason, text=text):
                done = self.run_log("verify", "--policy", self.write("p", text), self.log / "checkpoint", self.key)
                self.assertEqual(done.returncode, 2, done.stdout)
                self.assertIn(f"({reason})", done.stderr)
                self.assertIn(f"line {line}:", done.stderr)


    def test_too_many(self):
        keys = [b"\4" + random.randbytes(32) for _ in range(257)]
        lines = [f"witness w{i} w+{tlog.sha256(b'w' + bytes([10]) + key)[:4].hex()}+{base64.b64encode(key).decode()}\n"
                 for i, key in enumerate(keys)]
        self.append("1")
        for n in (256, 257):
            policy = self.write("p", "".join([f"log {self.vkey}\n", *lines[:n], "quorum none\n"]))
            done = self.run_log("verify", "--policy", policy, self.write("r", self.say("prove", self.log, "0")), self.key)
            self.assertEqual("(log-policy-too-large)" in done.stderr, n > 256, done.stderr)


class Checking(Case):
    def check(self, *more):
        return self.run_log("check", "--log-key", self.vkey, self.log, *more)

    def damage(self, name, change):
        path = self.log / name
        good = path.read_bytes()
        path.write_bytes(change(good))
        done = self.check()
        path.write_bytes(good)
        return done.returncode, done.stdout + done.stderr

    def test_damage(self):
        self.append(*(f"entry {i}" for i in range(70000)))
        self.assertEqual(self.check().returncode, 0)
        flip = lambda data: data[:40] + bytes([data[40] ^ 1]) + data[41:]
        for name, change, reason in [
                ("tile/0/000", flip, "tile-wrong"), ("tile/0/273.p/112", flip, "tile-wrong"),
                ("tile/1/000", flip, "tile-wrong"), ("tile/2/000.p/1", lambda d: bytes(32), "tile-wrong"),
                ("tile/0/273.p/112", lambda d: d[:-32], "tile-size"), ("tile/0/000", lambda d: d + d, "tile-size"),
                ("tile/entries/000", flip, "tile-wrong"), ("tile/entries/000", lambda d: d[:-1], "bundle-malformed"),
                ("tile/entries/273.p/112", lambda d: d + b"\0\1x", "bundle-malformed"),
                ("checkpoint", lambda d: d.replace(b"70000", b"69999"), "note-signature-wrong")]:
            with self.subTest(name=name, reason=reason):
                code, said = self.damage(name, change)
                self.assertEqual(code, 4, said)
                self.assertIn(f"({reason})", said)
        (self.log / "tile/0/100").rename(self.folder / "gone")
        self.assertEqual(self.check().returncode, 3)

    def test_tiles_of_another_tree(self):
        """Each fits the others; only the checkpoint is of another tree."""
        self.append(*map(str, range(5)))
        (self.log / "tile").rename(self.folder / "tile")
        checkpoint = self.checkpoint()
        self.fork(*"abcde")
        self.write(self.log / "checkpoint", checkpoint)
        self.refused("tile-root", "check", "--log-key", self.vkey, self.log)
        self.assertEqual(self.run_log("prove", self.log, "1").returncode, 4)

    def test_no_append_to_damage(self):
        self.append(*map(str, range(300)))
        for name in ("tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44"):
            good, before = (self.log / name).read_bytes(), self.checkpoint()
            (self.log / name).write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
            self.assertEqual(self.run_log("append", "--key", self.key, self.log, self.key).returncode, 4)
            self.assertEqual(self.checkpoint(), before)
            (self.log / name).write_bytes(good)
        self.append("fine")
        self.assertEqual(self.read()[1], 301)

    def test_since(self):
        old = []
        for i in range(6):
            self.append(*(f"{i}:{j}" for j in range(50 * i + 1)))
            old.append(self.write(f"old{i}", self.checkpoint()))
        for path in old:
            self.assertEqual(self.check("--since", path).returncode, 0)
        newest = self.checkpoint()
        self.log.rename(self.folder / "first")
        self.state = self.folder / "state-of-another"
        self.say("init", "--key", self.key, "--name", NAME, self.log)
        self.append("0:0", "x")
        self.refused("log-rollback", "check", "--log-key", self.vkey, self.log, "--since", self.write("newest", newest))
        self.say("check", "--log-key", self.vkey, self.log, "--since", old[0])
        self.append(*map(str, range(400)))
        self.refused("consistency-wrong", "check", "--log-key", self.vkey, self.log, "--since", old[2])

    def test_paths(self):
        """A link out of the log and what is no file are not followed or waited for."""
        self.append("1")
        name = self.log / "tile/0/000.p/1"
        name.unlink()
        name.symlink_to(self.key)
        self.assertEqual(self.check().returncode, 3)
        name.unlink()
        os.mkfifo(name)
        self.assertEqual(self.check().returncode, 3)


STEPS = ("openat2", "write", "fsync", "renameat", "mkdirat", "unlinkat", "close", "getdents64")


class Foreign(Case):
    """A log in a folder that somebody else has made: appending to it changes nothing outside of it."""

    def setUp(self):
        super().setUp()
        self.append("one")
        self.outside = self.folder / "outside"
        self.outside.mkdir()
        self.before = self.checkpoint()

    def fails(self):
        done = self.run_log("append", "--key", self.key, self.log, self.write("a", "two"))
        self.assertIn(done.returncode, (3, 4), done.stderr)
        self.assertEqual(list(self.outside.iterdir()), [])
        self.assertEqual(self.checkpoint(), self.before)

    def test_links_out(self):
        for name in ("tile/0", "tile/entries", "tile", ".staging"):
            with self.subTest(name=name):
                saved = self.log / "saved"
                if (self.log / name).exists():
                    shutil.copytree(self.log / name, self.outside, dirs_exist_ok=True)
                    (self.log / name).rename(saved)
                (self.log / name).symlink_to(self.outside)
                files = sorted(self.outside.rglob("*"))
                done = self.run_log("append", "--key", self.key, self.log, self.write("a", "two"))
                self.assertNotEqual(done.returncode, 0)
                self.assertEqual(sorted(self.outside.rglob("*")), files)
                self.assertEqual(self.checkpoint(), self.before)
                (self.log / name).unlink()
                if saved.exists():
                    saved.rename(self.log / name)
                shutil.rmtree(self.outside)
                self.outside.mkdir()

    def test_staged_by_others(self):
        """Files with names that lead away do not move, and a checkpoint that is not the log's own is not published."""
        staging = self.log / ".staging"
        staging.mkdir()
        for name in ("tile,..,..,..,outside,000", "tile,0,..,..,..,..,outside,000", "tile,entries,000.p,..", "evil"):
            (staging / name).write_bytes(b"evil")
        (staging / "checkpoint").write_bytes(b"evil")
        self.fails()
        (staging / "checkpoint").write_bytes(self.before.replace(b"\n1\n", b"\n2\n"))
        self.fails()
        (staging / "checkpoint").write_bytes(self.before)
        self.append("two")
        self.assertFalse(staging.exists())
        staging.mkdir()
        (staging / "checkpoint").write_bytes(self.before)
        done = self.run_log("append", "--key", self.key, self.log, self.write("a", "three"))
        self.assertEqual(done.returncode, 4)
        self.assertIn("(log-rollback)", done.stderr)
        shutil.rmtree(staging)
        self.assertEqual(list(self.outside.iterdir()), [])
        self.assertFalse(staging.exists())
        self.assertEqual(self.read()[4], [b"one", b"two"])


class Crashes(Case):
    def append_until(self, what, batch):
        """Appends under strace, which ends the writer or fails its call at one step; gives its exit code."""
        self.write("lines", "".join(line + "\n" for line in batch))
        return subprocess.run(["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={what.split(':')[0]}", "-e", f"inject={what}",
                               ASSAY, "log", "append", "--key", self.key, "--lines", self.folder / "lines", self.log],
                              capture_output=True, check=False, env=self.env()).returncode

    def step_by_step(self, how, entries, batch, steps=STEPS):
        """The same append again and again, each time interrupted one step later, until none is left to interrupt."""
        saved, n = self.folder / "saved", 0
        self.append(*entries)
        shutil.copytree(self.log, saved)
        before = self.checkpoint()
        for call in steps:
            for when in range(1, 1000):
                shutil.rmtree(self.log)
                shutil.rmtree(self.state)
                shutil.copytree(saved, self.log)
                code = self.append_until(f"{call}:{how}:when={when}", batch)
                with self.subTest(call=call, when=when):
                    self.judge(code, entries, batch, before)
                n += 1
                if code == 0 and self.checkpoint() != before:
                    break
        self.assertGreater(n, 2 * len(steps))

    def judge(self, code, entries, batch, before):
        """Even before anyone cleans up there is one of the two logs, and afterwards it is whole and grows."""
        size = tlog.read_checkpoint(self.checkpoint(), self.keys)[1]
        self.assertIn(size, (len(entries), len(entries) + len(batch)))
        self.say("check", "--log-key", self.vkey, self.log)
        self.say("append", "--key", self.key, self.log)
        if code == 0:
            self.assertNotEqual(self.checkpoint(), before, "it said that it was done")
        self.assertIn(self.read()[4], [[line.encode() for line in entries + more] for more in ([], batch)])
        self.assertFalse((self.log / ".staging").exists())
        self.append("afterwards")
        self.assertEqual(self.read()[4][-1], b"afterwards")

    @unittest.skipUnless(shutil.which("strace"), "needs strace")
    def test_killed_at_each_step(self):
        self.step_by_step("signal=SIGKILL", ["one", "two"], ["three", "four", "five"])

    @unittest.skipUnless(shutil.which("strace"), "needs strace")
    def test_killed_where_tiles_fill(self):
        self.step_by_step("signal=SIGKILL", [str(i) for i in range(250)], [str(i) for i in range(20)],
                          ("renameat", "fsync", "unlinkat", "mkdirat"))

    @unittest.skipUnless(shutil.which("strace"), "needs strace")
    def test_killed_in_a_large_batch(self):
        """So many files that the file system is flushed at once."""
        self.step_by_step("signal=SIGKILL", ["one"], [str(i) for i in range(9000)], ("syncfs", "fsync"))

    @unittest.skipUnless(shutil.which("strace"), "needs strace")
    def test_full_disk_at_each_step(self):
        self.step_by_step("error=ENOSPC", [str(i) for i in range(254)], ["three", "four", "five"],
                          ("openat2", "write", "fsync", "renameat", "mkdirat"))

    def test_killed(self):
        """Ended at any moment: what was in stays in, a batch is in whole or not at all, history has one line."""
        dice = random.Random(9)
        seen, entries = [], []
        for turn in range(40):
            batch = [f"{turn}:{i}" for i in range(dice.choice([1, 3, 300, 3000, 20000]))]
            self.write("lines", "".join(line + "\n" for line in batch))
            writer = subprocess.Popen([ASSAY, "log", "append", "--key", self.key, "--lines", self.folder / "lines", self.log],
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.env())
            time.sleep(dice.random() * dice.choice([0.01, 0.05, 0.2]))
            writer.send_signal(signal.SIGKILL)
            done = writer.wait()
            if turn % 3:
                self.say("append", "--key", self.key, self.log)  # nothing new: only what was left behind
            origin, size, root, _ = tlog.read_checkpoint(self.checkpoint(), self.keys)
            self.assertIn(size, (len(entries), len(entries) + len(batch)) if turn % 3 or done == 0 else range(10 ** 9))
            if size == len(entries) + len(batch):
                entries += batch
            elif not turn % 3:
                self.say("append", "--key", self.key, self.log)
                size = tlog.read_checkpoint(self.checkpoint(), self.keys)[1]
                entries += batch if size > len(entries) else []
            seen.append(self.checkpoint())
            if turn % 10 == 9:
                self.assertEqual(self.read()[4], [entry.encode() for entry in entries])
        for i, note in enumerate(seen):
            self.say("check", "--log-key", self.vkey, self.log, "--since", self.write("note", note)) if i % 8 == 0 else None


if __name__ == "__main__":
    ASSAY = sys.argv.pop(1)
    unittest.main()
