#!/usr/bin/env python3
"""The database of advisories: built from exports, replaced in one step, held, signed, rolled back; what
breaks off on the way changes nothing.

    advisories.py ASSAY
"""
import contextlib
import http.server
import io
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest
import zipfile

ASSAY = ""


def record(number, version="1.0", modified="2026-01-01T00:00:00Z", **more):
    """An advisory about a package of its own."""
    return {"id": f"TEST-2026-{number}", "modified": modified, "published": "2026-01-01T00:00:00Z",
            "affected": [{"package": {"ecosystem": "PyPI", "name": f"Package_{number}"},
                          "versions": [version]}], **more}


def export(records):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for i, one in enumerate(records):
            name = one["id"] if isinstance(one, dict) else f"bad-{i}"
            archive.writestr(f"{name}.json", json.dumps(one) if isinstance(one, dict) else one)
    return out.getvalue()


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = pathlib.Path(folder.name)
        self.db = self.top / "data" / "advisories.db"

    def write(self, name, ecosystems):
        """An export below the folder `name`."""
        for ecosystem, data in ecosystems.items():
            path = self.top / name / ecosystem
            path.mkdir(parents=True, exist_ok=True)
            (path / "all.zip").write_bytes(data if isinstance(data, bytes) else export(data))
        return str(self.top / name)

    def run_assay(self, *args, **how):
        return subprocess.run([ASSAY, *args], capture_output=True, text=True, timeout=120, cwd=self.top,
                              env={"PATH": os.environ["PATH"], "HOME": str(self.top),
                                   "TMPDIR": str(self.top)}, **how)

    def update(self, source, *more, code=0, **how):
        done = self.run_assay("db", "update", "--from", source, "--db", str(self.db), *more, **how)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def status(self, code=0):
        done = self.run_assay("db", "status", "--db", str(self.db))
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout

    def records(self):
        return int(self.status().split("records ")[1].split(",")[0])

    def findings(self, requirements, *more):
        (self.top / "tree").mkdir(exist_ok=True)
        (self.top / "tree" / "requirements.txt").write_text(requirements)
        done = self.run_assay("scan", "--format", "json", "--db", str(self.db), *more, "tree")
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return [(f["rule"], f["evidence"].get("advisory")) for f in json.loads(done.stdout)["findings"]]


class Updates(Case):
    def test_matches(self):
        self.update(self.write("a", {"PyPI": [record(i) for i in range(50)]}))
        self.assertEqual(self.records(), 50)
        self.assertEqual(self.findings("package.7==1.0\npackage-8==1.1\n"),
                         [("vulnerable-package-unrated", "TEST-2026-7")])

    def test_same_bytes(self):
        source = self.write("a", {"PyPI": [record(i) for i in range(50)], "npm": [record(99)]})
        digests = set()
        for _ in range(3):
            self.update(source)
            digests.add(next(line for line in self.status().splitlines() if line.startswith("size")))
        self.assertEqual(len(digests), 1)

    def test_bad_records(self):
        good = [record(i) for i in range(20)]
        bad = ["", "{", "[]", '{"id": "X"}', '{"id": "X", "modified": "2026-01-01T00:00:00Z", "id": "Y"}',
               '{"id": "X Y", "modified": "2026-01-01T00:00:00Z"}', "\0" * 40, "[" * 5000,
               json.dumps(record(1, affected=7) | {"id": "TEST-Z"})]
        done = self.update(self.write("a", {"PyPI": good + bad}))
        self.assertEqual(self.records(), 20)
        self.assertIn(f"{len(bad)} passed over", self.status())
        self.assertIn("passed over PyPI: bad-20.json", done.stderr)

    def test_withdrawn(self):
        self.update(self.write("a", {"PyPI": [record(i) for i in range(200)] + [
            record(500, withdrawn="2026-02-01T00:00:00Z")]}))
        self.assertEqual(self.findings("package-500==1.0\n"), [])

    def test_damaged_export(self):
        self.update(self.write("a", {"PyPI": [record(i) for i in range(50)]}))
        before = self.db.read_bytes()
        whole = export([record(i) for i in range(60)])
        for damaged in (b"", b"PK\3\4", whole[:len(whole) // 2], whole[:-10], os.urandom(4096)):
            self.update(self.write("b", {"PyPI": damaged}), code=2)
            self.assertEqual(self.db.read_bytes(), before)

    def test_held(self):
        self.update(self.write("a", {"PyPI": [record(i) for i in range(100)]}))
        before = self.db.read_bytes()
        later = "2026-02-01T00:00:00Z"
        fewer = [record(i, modified=later) for i in range(97)]
        withdrawn = [record(i, modified=later, **({"withdrawn": later} if i < 3 else {})) for i in range(100)]
        older = [record(i, modified="2025-01-01T00:00:00Z", published="2025-01-01T00:00:00Z")
                 for i in range(100)]
        for name, records in (("fewer", fewer), ("withdrawn", withdrawn), ("older", older)):
            source = self.write(name, {"PyPI": records})
            done = self.update(source, code=4)
            self.assertIn("--accept", done.stderr)
            self.assertEqual(self.db.read_bytes(), before)
        self.update(self.write("few", {"PyPI": [record(i, modified=later) for i in range(98)]}))
        self.update(self.write("fewer", {"PyPI": fewer}))
        self.update(self.write("older", {"PyPI": older}), "--accept")
        self.assertEqual(self.records(), 100)

    def test_rollback(self):
        self.assertEqual(self.run_assay("db", "rollback", "--db", str(self.db)).returncode, 2)
        self.update(self.write("a", {"PyPI": [record(i) for i in range(100)]}))
        self.update(self.write("b", {"PyPI": [record(i) for i in range(120)]}))
        for wanted in (100, 120, 100):
            self.assertEqual(self.run_assay("db", "rollback", "--db", str(self.db)).returncode, 0)
            self.assertEqual(self.records(), wanted)

    def test_full_disk(self):
        self.update(self.write("a", {"PyPI": [record(i) for i in range(50)]}))
        before = self.db.read_bytes()

        def little():
            resource.setrlimit(resource.RLIMIT_FSIZE, (8000, resource.RLIM_INFINITY))

        source = self.write("b", {"PyPI": [record(i) for i in range(3000)]})
        done = self.run_assay("db", "update", "--from", source, "--db", str(self.db), preexec_fn=little)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(self.db.read_bytes(), before)
        self.assertFalse(self.db.with_name("advisories.db.new").exists())
        self.update(source)
        self.assertEqual(self.records(), 3000)

    def test_all_at_once(self):
        """Updates and scans beside each other: each scan has one whole database."""
        sources = [self.write(f"s{i}", {"PyPI": [record(j) for j in range(100 + i)]}) for i in range(4)]
        self.update(sources[0])
        (self.top / "tree").mkdir()
        (self.top / "tree" / "requirements.txt").write_text("package-7==1.0\n")
        running = [subprocess.Popen([ASSAY, "db", "update", "-q", "--accept", "--from", source, "--db",
                                     str(self.db)], stderr=subprocess.PIPE) for source in sources]
        for _ in range(10):
            done = self.run_assay("scan", "--format", "json", "--db", str(self.db), "tree")
            self.assertEqual([f["evidence"]["advisory"] for f in json.loads(done.stdout)["findings"]],
                             ["TEST-2026-7"])
        for one in running:
            self.assertEqual(one.wait(60), 0, one.stderr.read())
            one.stderr.close()
        self.assertIn(self.records(), range(100, 104))

    def test_other_schemes(self):
        self.assertIn("it takes https://", self.update("ftp://example.invalid/osv", code=2).stderr)

    def test_something_else_there(self):
        source = self.write("a", {"PyPI": [record(1)]})
        self.db.mkdir(parents=True)
        (self.db / "kept").write_text("kept")
        self.assertIn("it is no database", self.update(source, code=2).stderr)
        self.assertEqual((self.db / "kept").read_text(), "kept")
        shutil.rmtree(self.db)
        for text in ("notes\n", "ASS\n"):
            self.db.write_text(text)
            self.assertIn("it is no database", self.update(source, code=2).stderr)
            self.assertEqual(self.db.read_text(), text)
        self.assertEqual(sorted(p.name for p in self.db.parent.iterdir()), [self.db.name])
        self.db.write_bytes(b"ASSAY")               # one that was cut
        self.update(source)

    def test_damaged_database(self):
        self.update(self.write("a", {"PyPI": [record(i) for i in range(300)]}))
        whole = self.db.read_bytes()
        (self.top / "tree").mkdir()
        (self.top / "tree" / "requirements.txt").write_text("package-7==1.0\n")
        for at in list(range(40, 400, 7)) + list(range(400, len(whole), len(whole) // 40)):
            damaged = bytearray(whole)
            damaged[at] ^= 0xff
            self.db.write_bytes(damaged)
            done = self.run_assay("scan", "--db", str(self.db), "tree")
            self.assertIn(done.returncode, (0, 1, 2), (at, done.stderr))
            self.assertIn(self.run_assay("db", "status", "--db", str(self.db)).returncode, (2, 4), at)
        for size in (0, 10, 100, len(whole) - 1):
            self.db.write_bytes(whole[:size])
            self.assertEqual(self.run_assay("scan", "--db", str(self.db), "tree").returncode, 2)


class Signatures(Case):
    def setUp(self):
        super().setUp()
        self.openssl("genpkey", "-algorithm", "ed25519", "-out", "key.pem")
        self.openssl("pkey", "-in", "key.pem", "-pubout", "-out", "public.pem")
        self.source = self.write("a", {"PyPI": [record(i) for i in range(10)], "npm": [record(99)]})

    def openssl(self, *args):
        subprocess.run(["openssl", *args], check=True, cwd=self.top, capture_output=True)

    def sign(self):
        sums = subprocess.run("sha256sum */all.zip", shell=True, check=True, cwd=self.source,
                              capture_output=True).stdout
        (pathlib.Path(self.source) / "SHA256SUMS").write_bytes(sums)
        self.openssl("pkeyutl", "-sign", "-rawin", "-inkey", "key.pem", "-in", "a/SHA256SUMS", "-out",
                     "a/SHA256SUMS.sig")

    def test_signed(self):
        self.sign()
        self.update(self.source, "--key", "public.pem")
        self.assertEqual(self.status().count(", signed"), 2)

    def test_unsigned(self):
        self.update(self.source, "--key", "public.pem", code=4)
        self.assertFalse(self.db.exists())

    def test_other_key(self):
        self.sign()
        self.openssl("genpkey", "-algorithm", "ed25519", "-out", "key.pem")
        self.openssl("pkey", "-in", "key.pem", "-pubout", "-out", "public.pem")
        self.update(self.source, "--key", "public.pem", code=4)

    def test_changed(self):
        self.sign()
        self.write("a", {"PyPI": [record(i) for i in range(11)]})
        self.update(self.source, "--key", "public.pem", code=4)
        self.sign()
        (pathlib.Path(self.source) / "npm" / "all.zip").unlink()
        self.update(self.source, "--key", "public.pem", code=2)
        self.assertFalse(self.db.exists())


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder; what the server is told to do wrong, it does."""

    def log_message(self, *_):
        pass

    def do_GET(self):
        wrong = self.server.wrong
        if not self.path.endswith("all.zip") or wrong is None:
            return super().do_GET()
        path = pathlib.Path(self.translate_path(self.path))
        if not path.exists():
            return self.send_error(404)
        data = path.read_bytes()
        if wrong == "redirect":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            return self.end_headers()
        if wrong == "error":
            return self.send_error(500)
        self.send_response(200)
        self.send_header("Content-Length", str(len(data) + {"long": 1000, "cut": 0, "short": -100}[wrong]))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(data[:len(data) // 2] if wrong == "cut" else data)
        return None


class Server(Case):
    def setUp(self):
        super().setUp()
        if not (pathlib.Path(ASSAY).parent / "assay-net").exists():
            self.skipTest("assay-net is not built")
        self.source = self.write("a", {"PyPI": [record(i) for i in range(100)]})
        self.server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), lambda *args: Handler(*args, directory=self.source))
        self.server.wrong = None
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def test_good(self):
        self.update(self.url)
        self.assertEqual(self.records(), 100)
        self.update(self.url, "--ecosystem", "npm", code=2)

    def test_bad(self):
        self.update(self.url)
        before = self.db.read_bytes()
        self.write("a", {"PyPI": [record(i) for i in range(200)]})
        for wrong in ("long", "short", "cut", "redirect", "error"):
            self.server.wrong = wrong
            self.update(self.url, code=2)
            self.assertEqual(self.db.read_bytes(), before, wrong)
        self.server.wrong = None
        self.update(self.url)
        self.assertEqual(self.records(), 200)

    def test_private(self):
        """Another name of the loopback address is not taken for one that was named."""
        done = self.update(f"http://127.1:{self.server.server_port}", code=2)
        self.assertIn("private", done.stderr)
        self.update(f"http://127.1:{self.server.server_port}", "--allow-private")


class BuiltIn(Case):
    def test_serves_without_a_database(self):
        (self.top / "tree").mkdir()
        (self.top / "tree" / "requirements.txt").write_text("litellm==1.82.8\n")
        report = json.loads(self.run_assay("scan", "--format", "json", "tree").stdout)
        self.assertEqual(report["verdict"], "malicious")
        self.assertTrue(report["tool"]["advisories"]["built_in"])
        self.assertEqual(report["findings"][0]["evidence"]["advisory"], "MAL-2026-2144")

    def test_status_says_so(self):
        done = self.run_assay("db", "status")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("database   built in", done.stdout)
        self.assertEqual(self.run_assay("db", "status", "--db", "nothing.db").returncode, 2)

    def test_beside_a_database(self):
        """A database of other ecosystems does not hide what the program knows of this one."""
        self.update(self.write("a", {"npm": [record(1) | {"affected": [
            {"package": {"ecosystem": "npm", "name": "left"}, "versions": ["1.0.0"]}]}]}))
        self.assertEqual(self.findings("litellm==1.82.8\n"), [("malicious-package", "MAL-2026-2144")])
        self.assertEqual(self.findings("litellm==1.82.8\n", "--db", "none"), [])

    def test_named_database_must_be_there(self):
        (self.top / "tree").mkdir()
        done = self.run_assay("scan", "--db", "nothing.db", "tree")
        self.assertEqual(done.returncode, 2)
        self.assertIn("nothing.db", done.stderr)


class Distributions(Case):
    def vulnerable(self, os_release, status):
        (self.top / "tree" / "etc").mkdir(parents=True, exist_ok=True)
        (self.top / "tree" / "var/lib/dpkg").mkdir(parents=True, exist_ok=True)
        (self.top / "tree" / "etc/os-release").write_text(os_release)
        (self.top / "tree" / "var/lib/dpkg/status").write_text(status)
        done = self.run_assay("scan", "--format", "json", "--db", str(self.db), "tree")
        return {(f["rule"], f["evidence"].get("advisory")) for f in json.loads(done.stdout)["findings"]}

    def test_source_and_release(self):
        def advisory(name, ecosystem, fixed):
            return {"id": name, "modified": "2026-01-01T00:00:00Z", "upstream": [name.replace("DEBIAN-", "")],
                    "affected": [{"package": {"ecosystem": ecosystem, "name": "openssl"}, "ranges": [
                        {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]}]}]}

        self.update(self.write("a", {"Debian": [
            advisory("DEBIAN-CVE-2026-1", "Debian:12", "3.0.11-1~deb12u2"),
            advisory("DEBIAN-CVE-2026-2", "Debian:11", "9"),
            advisory("DEBIAN-CVE-2026-3", "Debian:12", "3.0.11-1~deb12u1")]}))
        status = ("Package: libssl3\nStatus: install ok installed\nArchitecture: amd64\nSource: openssl\n"
                  "Version: 3.0.11-1~deb12u1\nMaintainer: A <a@example.invalid>\nDescription: x\n")
        debian = 'ID=debian\nVERSION_ID="12"\n'
        self.assertEqual(self.vulnerable(debian, status),
                         {("vulnerable-package-unrated", "CVE-2026-1")})
        # A release under way has a name alone; of one that is not said nothing is known.
        self.assertEqual(self.vulnerable("ID=debian\nVERSION_CODENAME=bookworm\n", status),
                         {("vulnerable-package-unrated", "CVE-2026-1")})
        self.assertEqual(self.vulnerable("ID=debian\n", status), {("advisory-unknown-version", None)})
        # The same name as a binary package is another thing.
        other = status.replace("Source: openssl", "Source: other").replace("libssl3", "openssl")
        self.assertEqual(self.vulnerable(debian, other), set())


class Bills(Case):
    """Packages by the package URLs of other programs."""

    def findings_of(self, *purls):
        bill = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [
            {"type": "library", "name": "x", "purl": purl} for purl in purls]}
        (self.top / "tree").mkdir(exist_ok=True)
        (self.top / "tree/bom.json").write_text(json.dumps(bill))
        done = self.run_assay("scan", "--format", "json", "--db", str(self.db), "tree")
        return [f["evidence"].get("advisory") for f in json.loads(done.stdout)["findings"]]

    def test_source_package(self):
        def advisory(name, ecosystem, fixed):
            return {"id": name, "modified": "2026-01-01T00:00:00Z", "affected": [
                {"package": {"ecosystem": ecosystem, "name": "openssl"}, "ranges": [
                    {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]}]}]}

        self.update(self.write("a", {"Debian": [advisory("D-1", "Debian:12", "3.0.2")],
                                     "Rocky Linux": [advisory("R-1", "Rocky Linux:9", "1:3.0.2-1.el9")]}))
        debian = "pkg:deb/debian/libssl3@%s?arch=amd64&distro=debian-12&upstream=openssl"
        self.assertEqual(self.findings_of(debian % "3.0.1"), ["D-1"])
        self.assertEqual(self.findings_of(debian % "3.0.2"), [])
        self.assertEqual(self.findings_of(debian % "99" + "%403.0.1"), ["D-1"])
        self.assertEqual(self.findings_of("pkg:deb/debian/libssl3@3.0.1?distro=debian-12&upstream=other"), [])
        rocky = "pkg:rpm/rocky/openssl-libs@3.0.%d-1.el9?epoch=1&distro=rocky-9.3&upstream=openssl-3.0.%d-1.el9.src.rpm"
        self.assertEqual(self.findings_of(rocky % (1, 1)), ["R-1"])
        self.assertEqual(self.findings_of(rocky % (2, 2)), [])

    def test_requirement_as_version(self):
        self.update(self.write("a", {"PyPI": [record(1, "1.0")]}))
        self.assertEqual(self.findings_of("pkg:pypi/package-1@%3D%3D1.0"), ["TEST-2026-1"])
        self.assertEqual(self.findings_of("pkg:pypi/package-1@%3E%3D2.0"), [])


class Ecosystems(Case):
    def test_local_versions(self):
        """Who builds a version anew does not mend it."""
        self.update(self.write("a", {"PyPI": [record(1, "2.1.0"), record(2, affected=[
            {"package": {"ecosystem": "PyPI", "name": "package-2"}, "ranges": [{"type": "ECOSYSTEM", "events": [
                {"introduced": "1"}, {"last_affected": "2.1.0"}]}]}])]}))
        for version, hits in {"2.1.0+cu118": 2, "2.1+cpu": 2, "2.1.0.post1+cu118": 0, "2.1.1+cu118": 0}.items():
            self.assertEqual(len(self.findings(f"package-1=={version}\npackage-2=={version}\n")), hits, version)

    def test_go(self):
        self.update(self.write("a", {"Go": [{"id": "GO-1", "modified": "2026-01-01T00:00:00Z", "affected": [
            {"package": {"ecosystem": "Go", "name": "example.invalid/mod"}, "ranges": [
                {"type": "SEMVER", "events": [{"introduced": "1.2.0"}, {"fixed": "1.2.5"}]}]}]}]}))
        (self.top / "tree").mkdir()
        for version, wanted in {"v1.2.4": 1, "v1.2.5": 0, "v1.1.9": 0,
                                "v1.2.5-0.20240101000000-abcdefabcdef": 1}.items():
            (self.top / "tree" / "go.mod").write_text(
                f"module example.invalid/app\n\ngo 1.22\n\nrequire example.invalid/mod {version}\n")
            report = json.loads(self.run_assay("scan", "--format", "json", "--db", str(self.db), "tree").stdout)
            self.assertEqual(sum(f["rule"].startswith("vulnerable-package") for f in report["findings"]), wanted,
                             (version, [f["message"] for f in report["findings"]]))

    def test_npm(self):
        self.update(self.write("a", {"npm": [{"id": "MAL-1", "modified": "2026-01-01T00:00:00Z", "affected": [
            {"package": {"ecosystem": "npm", "name": "@scope/bad"}, "ranges": [
                {"type": "SEMVER", "events": [{"introduced": "0"}]}], "versions": ["1.0.0"]}]}]}))
        (self.top / "tree").mkdir()
        (self.top / "tree" / "package-lock.json").write_text(json.dumps(
            {"name": "app", "version": "1.0.0", "lockfileVersion": 3,
             "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"@scope/bad": "^7.0.0"}},
                          "node_modules/@scope/bad": {"version": "7.0.1"}}}))
        report = json.loads(self.run_assay("scan", "--format", "json", "--db", str(self.db), "tree").stdout)
        self.assertIn("malicious-package", {f["rule"] for f in report["findings"]})

    def test_severity(self):
        vectors = [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"},
                   {"type": "CVSS_V4", "score": "CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N"}]
        self.update(self.write("a", {"PyPI": [record(1, severity=vectors[:1]), record(2, severity=vectors)]}))
        (self.top / "tree").mkdir()
        (self.top / "tree" / "requirements.txt").write_text("package-1==1.0\npackage-2==1.0\n")
        report = json.loads(self.run_assay("scan", "--format", "json", "--db", str(self.db), "tree").stdout)
        self.assertEqual({f["evidence"]["advisory"]: f["severity"] for f in report["findings"]},
                         {"TEST-2026-1": "critical", "TEST-2026-2": "medium"})

    def test_aliases(self):
        self.update(self.write("a", {"PyPI": [
            record(1, aliases=["CVE-2026-5"]), record(2, aliases=["CVE-2026-5"]) | {"affected": record(1)["affected"]},
            record(3) | {"affected": record(1)["affected"]}]}))
        self.assertEqual(sorted(self.findings("package-1==1.0\n")),
                         [("vulnerable-package-unrated", "CVE-2026-5"),
                          ("vulnerable-package-unrated", "TEST-2026-3")])


class Indicators(Case):
    def test_hosts(self):
        (self.top / "tree").mkdir()
        (self.top / "tree" / "requirements.txt").write_text("litellm==1.82.8\n")
        (self.top / "tree" / "run.py").write_text(
            'exec("import urllib.request as u; u.urlopen(\\"https://Models.LiteLLM.cloud/x\\")")\n')
        (self.top / "tree" / "other.py").write_text('exec("https://notlitellm.cloud.example.invalid/")\n')
        (self.top / "tree" / ".mcp.json").write_text(
            '{"mcpServers": {"x": {"url": "https://models.litellm.cloud/mcp"}}}')

        def found():
            done = self.run_assay("scan", "--format", "json", "tree")
            return {(f["path"], f["evidence"]["indicator"]) for f in json.loads(done.stdout)["findings"]
                    if f["rule"] == "malicious-package-indicator"}

        both = {"litellm.cloud", "https://models.litellm.cloud/"}
        self.assertEqual({indicator for _, indicator in found()}, both)
        self.assertLessEqual({path for path, _ in found()}, {"tree/run.py", "tree/.mcp.json"})
        (self.top / "tree" / "requirements.txt").write_text("litellm==1.82.6\n")
        self.assertEqual(found(), set())


class Vex(Case):
    def openvex(self, *statements):
        path = self.top / "vex.json"
        path.write_text(json.dumps({"@context": "https://openvex.dev/ns/v0.2.0", "@id": "urn:x", "author": "A",
                                    "timestamp": "2026-01-01T00:00:00Z", "statements": list(statements)}))
        return str(path)

    def scan(self, requirements, vex):
        (self.top / "tree").mkdir(exist_ok=True)
        (self.top / "tree" / "requirements.txt").write_text(requirements)
        done = self.run_assay("scan", "--format", "json", "--fail-on", "medium", "--vex", vex, "tree")
        return done.returncode, json.loads(done.stdout)

    def statement(self, purl, status="not_affected", name="CVE-2018-18074", **more):
        return {"vulnerability": {"name": name}, "products": [{"@id": purl}], "status": status, **more}

    def accepted(self, *statements, requirements="requests==2.19.1\n"):
        code, report = self.scan(requirements, self.openvex(*statements))
        found = {f["evidence"]["advisory"]: bool(f["accepted"]) for f in report["findings"]}
        return found, code

    def test_products(self):
        for purl, wanted in {"pkg:pypi/requests@2.19.1": True, "pkg:pypi/Requests@2.19.1": True,
                             "pkg:pypi/requests": True, "pkg:pypi/requests@2.19.0": False,
                             "pkg:npm/requests@2.19.1": False,
                             "pkg:pypi/requests@2.19.1?distro=debian-12": False}.items():
            found, code = self.accepted(self.statement(purl))
            self.assertEqual(found["CVE-2018-18074"], wanted, purl)
            self.assertEqual(found["CVE-2023-32681"], False)
            self.assertEqual(code, 1)

    def test_names(self):
        for name in ("CVE-2018-18074", "GHSA-x84v-xcm2-53pg", "PYSEC-2018-28"):
            self.assertTrue(self.accepted(self.statement("pkg:pypi/requests", name=name))[0]["CVE-2018-18074"])

    def test_gate(self):
        _, code = self.accepted(self.statement("pkg:pypi/requests"),
                                self.statement("pkg:pypi/requests", name="CVE-2023-32681"))
        self.assertEqual(code, 0)

    def test_latest_counts(self):
        early = self.statement("pkg:pypi/requests", timestamp="2026-01-01T00:00:00Z")
        late = self.statement("pkg:pypi/requests", "affected", timestamp="2026-02-01T00:00:00Z")
        self.assertFalse(self.accepted(late, early)[0]["CVE-2018-18074"])
        late["status"] = "fixed"
        early["status"] = "affected"
        self.assertTrue(self.accepted(late, early)[0]["CVE-2018-18074"])

    def test_malware_is_not_excused(self):
        found, code = self.accepted(self.statement("pkg:pypi/litellm", name="MAL-2026-2144"),
                                    requirements="litellm==1.82.8\n")
        self.assertEqual((found, code), ({"MAL-2026-2144": False}, 1))

    def test_own_document(self):
        """What is written is a document of the kind that is read."""
        (self.top / "tree").mkdir()
        (self.top / "tree" / "requirements.txt").write_text("requests==2.19.1\nlitellm\n")
        (self.top / "tree" / "again.txt").write_text("requests==2.19.1\n")
        written = self.run_assay("scan", "--format", "openvex", "tree").stdout
        document = json.loads(written)
        self.assertEqual({(s["vulnerability"]["name"], s["products"][0]["@id"], s["status"])
                          for s in document["statements"]},
                         {("CVE-2018-18074", "pkg:pypi/requests@2.19.1", "affected"),
                          ("CVE-2023-32681", "pkg:pypi/requests@2.19.1", "affected"),
                          ("MAL-2026-2144", "pkg:pypi/litellm", "under_investigation")})
        self.assertEqual(len(document["statements"]), 3)
        for statement in document["statements"]:
            statement.update(status="not_affected", justification="component_not_present")
        (self.top / "vex.json").write_text(json.dumps(document))
        code, report = self.scan("requests==2.19.1\n", str(self.top / "vex.json"))
        self.assertEqual([bool(f["accepted"]) for f in report["findings"]], [True] * len(report["findings"]))
        self.assertEqual(code, 0)

    def test_no_vex(self):
        (self.top / "tree").mkdir()
        for text in ("", "{}", "[1", '{"bomFormat": "CycloneDX"}'):
            (self.top / "vex.json").write_text(text)
            self.assertEqual(self.run_assay("scan", "--vex", "vex.json", "tree").returncode, 2, text)


if __name__ == "__main__":
    ASSAY = os.path.abspath(sys.argv.pop(1))
    if not shutil.which("openssl"):
        del Signatures
    unittest.main()
