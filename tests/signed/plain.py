#!/usr/bin/python3
"""Keys that are made and shown, and plain signatures over files, against openssl, ssh-keygen and minisign's format.

    plain.py ASSAY
"""
import base64
import hashlib
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import termios
import unittest

import kit

ASSAY = ""
MESSAGE = b"what is signed\n"


class Case(unittest.TestCase):
    def setUp(self):
        self.top = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.top)
        self.file = self.top / "file"
        self.file.write_bytes(MESSAGE)
        self.signature = self.top / "file.sig"

    def outcome(self, key, *words):
        return kit.outcome(ASSAY, "--key", key, "--signature", self.signature, *words, self.file)

    def both(self, reason, key, *words):
        """Right for the file, and for the reason refused for another one."""
        self.assertEqual(self.outcome(key, *words), "verified")
        self.file.write_bytes(MESSAGE + b"more")
        self.assertEqual(self.outcome(key, *words), reason)
        self.file.write_bytes(MESSAGE)

    def new(self, name, *words):
        subprocess.run([ASSAY, "key", "new", "--no-passphrase", *words, self.top / name], check=True,
                       capture_output=True)
        return self.top / name, self.top / f"{name}.pub"


class Keys(Case):
    def run_key(self, *words, **more):
        return subprocess.run([ASSAY, "key", *words], capture_output=True, text=True, check=False, **more)

    def test_new(self):
        for kind, name in (("p256", "256 bit"), ("p384", "384 bit"), ("ed25519", "ED25519")):
            secret, public = self.new(kind, "--kind", kind)
            self.assertEqual(stat.S_IMODE(secret.stat().st_mode), 0o600)
            self.assertIn(name.encode(), kit.openssl("pkey", "-in", secret, "-noout", "-text"))
            self.assertEqual(kit.openssl("pkey", "-in", secret, "-pubout"), public.read_bytes())

    def test_never_overwritten(self):
        for existing in ("key", "key.pub"):
            (self.top / existing).write_text("mine")
            done = self.run_key("new", "--no-passphrase", self.top / "key")
            self.assertEqual(done.returncode, 2)
            self.assertEqual((self.top / existing).read_text(), "mine")
            self.assertEqual(sorted(path.name for path in self.top.iterdir()), sorted(["file", existing]))
            (self.top / existing).unlink()

    def test_passphrase(self):
        read, write = os.pipe()
        os.write(write, b"geheim\n")
        os.close(write)
        done = self.run_key("new", "--passphrase-fd", str(read), self.top / "key", pass_fds=[read])
        os.close(read)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("ENCRYPTED", (self.top / "key").read_text())
        self.assertEqual(kit.openssl("pkey", "-in", self.top / "key", "-passin", "pass:geheim", "-pubout"),
                         (self.top / "key.pub").read_bytes())
        self.assertIn(b"0927C0", kit.openssl("asn1parse", "-in", self.top / "key"))  # 600,000 rounds
        for word in ("", "falsch\n"):
            read, write = os.pipe()
            os.write(write, word.encode())
            os.close(write)
            done = self.run_key("show", "--passphrase-fd", str(read), self.top / "key", pass_fds=[read])
            os.close(read)
            self.assertEqual(done.returncode, 2)

    def at_a_terminal(self, words, answers):
        """Exit code and what is shown, each answer given at its prompt."""
        try:
            pid, terminal = pty.fork()
        except OSError as error:        # as in a tree without /dev/pts
            self.skipTest(f"no terminal can be had: {error}")
        if pid == 0:
            os.execv(ASSAY, [ASSAY, *map(os.fspath, words)])
        shown = b""
        for answer in answers:
            shown += self.until(terminal, b": ")
            os.write(terminal, answer + b"\n")
        shown += self.until(terminal, None)
        os.close(terminal)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown

    @staticmethod
    def until(terminal, end):
        seen = b""
        while select.select([terminal], [], [], 60)[0]:
            try:
                piece = os.read(terminal, 4096)
            except OSError:  # the other side is closed
                break
            seen += piece
            if not piece or (end and seen.endswith(end)):
                break
        return seen

    def test_interrupted(self):
        """Whoever gives up has a terminal afterwards that shows what is typed."""
        try:
            pid, terminal = pty.fork()
        except OSError as error:
            self.skipTest(f"no terminal can be had: {error}")
        if pid == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.execv(ASSAY, [ASSAY, "key", "new", os.fspath(self.top / "key")])
        echoes = lambda: bool(termios.tcgetattr(terminal)[3] & termios.ECHO)  # noqa: E731
        self.until(terminal, b": ")
        self.assertFalse(echoes())
        os.write(terminal, b"half\x03")
        self.until(terminal, None)
        os.kill(pid, signal.SIGKILL)    # it is gone already, or would never go
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), -signal.SIGINT)
        self.assertTrue(echoes())
        os.close(terminal)
        self.assertFalse((self.top / "key").exists())

    def test_terminal(self):
        key = self.top / "key"
        code, shown = self.at_a_terminal(["key", "new", key], [b"geheim", b"anders"])
        self.assertEqual((code, key.exists()), (2, False))
        code, shown = self.at_a_terminal(["key", "new", key], [b"geheim", b"geheim"])
        self.assertEqual(code, 0)
        self.assertNotIn(b"geheim", shown)
        kit.openssl("pkey", "-in", key, "-passin", "pass:geheim", "-noout")
        code, shown = self.at_a_terminal(["key", "show", key], [b"geheim"])
        self.assertEqual(code, 0)
        self.assertIn(b"ecdsa-p256", shown)

    def test_no_terminal(self):
        done = self.run_key("new", self.top / "key", start_new_session=True, stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--passphrase-fd", done.stderr)

    def test_show(self):
        for kind in ("p256", "p384", "ed25519"):
            secret, public = self.new(kind, "--kind", kind)
            shown = json.loads(self.run_key("show", "-f", "json", "--name", "example.com/x", public).stdout)
            self.assertEqual(shown, json.loads(self.run_key("show", "-f", "json", "--name", "example.com/x",
                                                            secret).stdout))
            der = kit.openssl("pkey", "-pubin", "-in", public, "-pubout", "-outform", "DER")
            self.assertEqual(shown["hint"], hashlib.sha256(public.read_bytes()).hexdigest())
            self.assertEqual(shown["spki-sha256"], base64.b64encode(hashlib.sha256(der).digest()).decode())
            self.assertEqual(shown["pem"], public.read_text())
            (self.top / "ssh.pub").write_text(shown["ssh"] + " comment\n")
            listed = subprocess.run(["ssh-keygen", "-lf", self.top / "ssh.pub"], capture_output=True, text=True,
                                    check=True).stdout
            self.assertIn(f" {shown['ssh-fingerprint']} ", listed)
            self.assertEqual(shown["pem"], json.loads(self.run_key("show", "-f", "json",
                                                                   self.top / "ssh.pub").stdout)["pem"])
            name, key_id, key = shown["vkey"].split("+", 2)
            raw = base64.b64decode(key)
            digest = hashlib.sha256(der if raw[0] == 2 else name.encode() + b"\n" + raw).digest()
            self.assertEqual(key_id, digest[:4].hex())

    def test_what_is_no_key(self):
        for text in (b"", b"x", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
                     b"ssh-ed25519 AAAA\n", b"untrusted comment: x\nAAAA\n"):
            (self.top / "no").write_bytes(text)
            self.assertEqual(self.run_key("show", self.top / "no").returncode, 2)

    def test_two_keys_in_a_file(self):
        _, one = self.new("one")
        _, two = self.new("two")
        (self.top / "both").write_bytes(one.read_bytes() + two.read_bytes())
        self.assertEqual(self.run_key("show", self.top / "both").returncode, 2)
        (self.top / "told").write_bytes(b"Public Key Information:\n\tECDSA\n\n" + one.read_bytes())
        self.assertEqual(self.run_key("show", self.top / "told").returncode, 0)


class Bare(Case):
    def test_ecdsa(self):
        for curve in ("p256", "p384", "p521"):
            secret, public = kit.new_key(self.top, curve, curve)
            der = kit.sign(secret, MESSAGE, curve)
            size = {"p256": 32, "p384": 48, "p521": 66}[curve]
            numbers = re.findall(r"INTEGER\s*:([0-9A-F]+)", kit.openssl("asn1parse", "-inform", "DER",
                                                                       data=der).decode())
            halves = b"".join(int(number, 16).to_bytes(size, "big") for number in numbers)
            for signature in (der, base64.b64encode(der), base64.b64encode(der) + b"\n", halves):
                self.signature.write_bytes(signature)
                self.both("signature-wrong", public)
            for signature in (der + b"\0", b"\0" + der, der[:-1], b"", halves + b"\0"):
                self.signature.write_bytes(signature)
                self.assertNotEqual(self.outcome(public), "verified")

    def test_ed25519(self):
        secret, public = self.new("ed", "--kind", "ed25519")
        signature = kit.openssl("pkeyutl", "-sign", "-inkey", secret, "-rawin", "-in", self.file)
        text = base64.b64encode(signature)
        for form in (signature, text):
            self.signature.write_bytes(form)
            self.both("signature-wrong", public)
        # The bits that the last digit has to spare say nothing; another text with the same bytes is none of ours.
        digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for form in (text[:-3] + digits[digits.index(text[-3]) + 1:][:1] + b"==", text[:-2], text + b"=",
                     text[:-4] + b"\n" + text[-4:]):
            self.signature.write_bytes(form)
            self.assertEqual(self.outcome(public), "signature-wrong")

    def test_rsa(self):
        secret = self.top / "rsa"
        kit.openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", secret)
        kit.openssl("pkey", "-in", secret, "-pubout", "-out", self.top / "rsa.pub")
        self.signature.write_bytes(kit.openssl("dgst", "-sha256", "-sign", secret, data=MESSAGE))
        self.both("signature-wrong", self.top / "rsa.pub")

    def test_the_key_decides(self):
        secret, _ = kit.new_key(self.top, "a")
        _, other = self.new("ed", "--kind", "ed25519")
        self.signature.write_bytes(kit.sign(secret, MESSAGE))
        self.assertEqual(self.outcome(other), "signature-wrong")

    def test_empty_file(self):
        secret, public = kit.new_key(self.top)
        self.file.write_bytes(b"")
        self.signature.write_bytes(kit.sign(secret, b""))
        self.assertEqual(self.outcome(public), "verified")


class OpenSsh(Case):
    def sign(self, kind, *words, namespace="file"):
        key = self.top / f"ssh-{kind}"
        if not key.exists():
            subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-f", key, *words], check=True)
        subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", key, self.file], check=True,
                       capture_output=True)
        return self.top / f"ssh-{kind}.pub"

    def test_right(self):
        for kind, words in (("ed25519", []), ("ecdsa", ["-b", "256"]), ("rsa", ["-b", "2048"])):
            self.signature.unlink(missing_ok=True)
            self.both("signature-wrong", self.sign(kind, *words))

    def test_namespace(self):
        key = self.sign("ed25519", namespace="git")
        self.assertEqual(self.outcome(key), "namespace-other")
        self.both("signature-wrong", key, "--namespace", "git")

    def test_other_key(self):
        self.sign("ed25519")
        other = self.top / "other"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other], check=True)
        self.assertEqual(self.outcome(other.with_suffix(".pub")), "key-other")

    def test_damaged(self):
        key = self.sign("ed25519")
        text = self.signature.read_text()
        body = base64.b64decode("".join(text.split("\n")[1:-2]))
        for changed in (body + b"\0", body[:-1], body.replace(b"SSHSIG", b"SSHSIX"), body.replace(b"\0\0\0\1", b"\0\0\0\2", 1)):
            self.signature.write_text("-----BEGIN SSH SIGNATURE-----\n" + base64.b64encode(changed).decode() +
                                      "\n-----END SSH SIGNATURE-----\n")
            self.assertEqual(self.outcome(key), "signature-malformed")
        weak = body.replace(b"sha512", b"sha1\0\0")
        self.signature.write_text("-----BEGIN SSH SIGNATURE-----\n" + base64.b64encode(weak).decode() +
                                  "\n-----END SSH SIGNATURE-----\n")
        self.assertEqual(self.outcome(key), "algorithm-other")


class Minisign(Case):
    ID = bytes(range(8))

    def setUp(self):
        super().setUp()
        self.secret, _ = self.new("ed", "--kind", "ed25519")
        point = kit.openssl("pkey", "-in", self.secret, "-pubout", "-outform", "DER")[-32:]
        self.digits = base64.b64encode(b"Ed" + self.ID + point).decode()
        self.key = self.top / "minisign.pub"
        self.key.write_text(f"untrusted comment: minisign public key\n{self.digits}\n")

    def raw(self, data):
        (self.top / "data").write_bytes(data)
        return kit.openssl("pkeyutl", "-sign", "-inkey", self.secret, "-rawin", "-in", self.top / "data")

    def write(self, algorithm=b"ED", comment="it is right", id_=None, signed=MESSAGE, whole=None):
        data = hashlib.blake2b(signed).digest() if algorithm == b"ED" else signed
        signature = self.raw(data)
        whole = self.raw(signature + comment.encode()) if whole is None else whole
        record = base64.b64encode(algorithm + (self.ID if id_ is None else id_) + signature).decode()
        self.signature.write_text(f"untrusted comment: x\n{record}\ntrusted comment: {comment}\n"
                                  f"{base64.b64encode(whole).decode()}\n")

    def test_right(self):
        for algorithm in (b"ED", b"Ed"):
            self.write(algorithm)
            self.both("signature-wrong", self.key)
            answer = kit.ask(ASSAY, "--key", self.key, "--signature", self.signature, self.file)[1]
            self.assertEqual((answer["signature"], answer["comment"]), ("minisign", "it is right"))
        (self.top / "bare").write_text(self.digits)
        self.assertEqual(self.outcome(self.top / "bare"), "verified")

    def test_comment(self):
        self.write()
        self.signature.write_text(self.signature.read_text().replace("it is right", "it is wrong"))
        self.assertEqual(self.outcome(self.key), "signature-wrong")
        self.write(whole=b"\0" * 64)
        self.assertEqual(self.outcome(self.key), "signature-wrong")

    def test_refused(self):
        self.write(id_=b"another!")
        self.assertEqual(self.outcome(self.key), "key-other")
        self.write(algorithm=b"XX")
        self.assertEqual(self.outcome(self.key), "algorithm-other")
        self.write(whole=b"\0" * 63)
        self.assertEqual(self.outcome(self.key), "signature-malformed")
        self.write()
        self.signature.write_text(self.signature.read_text() + "more\n")
        self.assertEqual(self.outcome(self.key), "signature-malformed")
        self.write()
        self.assertEqual(self.outcome(kit.new_key(self.top)[1]), "algorithm-other")


if __name__ == "__main__":
    ASSAY = os.path.abspath(sys.argv.pop(1))
    unittest.main()
