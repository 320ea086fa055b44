"""Distributions of Python as installers leave them and as archives carry them. Every name is made up
or harmless; nothing is installed."""
import base64
import hashlib
import io
import json
import tarfile
import zipfile

from sample import Sample

TINY = b"def one():\n    return 1\n"


def metadata(name="tiny", version="1.2", more="", body="A tiny thing.\n"):
    return f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{more}\n{body}".encode()


FULL = metadata("Tiny.Thing", "1.2.post1", """\
Summary: Does
        one thing
License: UNKNOWN
Classifier: Programming Language :: Python
Classifier: License :: OSI Approved :: MIT License
Author-email: Jo Doe <jo@example.invalid>
Requires-Python: >=3.8
Requires-Dist: needed (>=2,<3)
Requires-Dist: fast ; extra == 'speed'
Requires-Dist: local @ https://user:secret@example.invalid/local-3-py3-none-any.whl
Requires-Dist: odd (>=1.0.*)
Provides-Extra: speed
""", "Name: not-this\nVersion: 9\n")


def digest(data):
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def record(files, own):
    """RECORD for files {path: data}."""
    rows = [f'"{p}",{digest(d)},{len(d)}' if "," in p else f"{p},{digest(d)},{len(d)}" for p, d in files.items()]
    return ("\r\n".join(rows + [f"{own},,"]) + "\r\n").encode()


def wheel(files, info, name="tiny", version="1.2", change=None, compression=zipfile.ZIP_DEFLATED):
    """The bytes of a wheel; `change` edits the members after the record was made."""
    own = f"{info}.dist-info/RECORD"
    files = dict(files)
    files[f"{info}.dist-info/METADATA"] = metadata(name, version)
    files[f"{info}.dist-info/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: corpus\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    members = dict(files)
    members[own] = record(files, own)
    members.update(change or {})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for path, data in members.items():
            if data is not None:
                archive.writestr(zipfile.ZipInfo(path, (2024, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


def sdist(files, top):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for path, data in files.items():
            info = tarfile.TarInfo(f"{top}/{path}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def installed():
    def one(group, name, data, components, **more):
        return Sample(group, name, data, components=components, **more)

    yield one("ok", "full/Tiny.Thing-1.2.post1.dist-info/METADATA", FULL, {"package pypi:tiny.thing@1.2.post1"})
    yield one("ok", "lines/tiny-1.2.dist-info/METADATA", metadata().replace(b"\n", b"\r\n"), {"package pypi:tiny@1.2"})
    yield one("ok", "case/tiny-1.2.dist-info/METADATA", metadata().replace(b"Name", b"NAME"), {"package pypi:tiny@1.2"})
    yield one("ok", "egg/tiny-1.2.egg-info", metadata(), {"package pypi:tiny@1.2"})
    yield one("ok", "eggs/tiny-1.2-py3.11.egg-info/PKG-INFO", metadata(), {"package pypi:tiny@1.2"})
    yield one("ok", "eggs/tiny-1.2-py3.11.egg-info/requires.txt",
              b"needed>=2\n\n[speed]\nfast\n\n[:python_version < '3']\nold\n", {"package pypi:tiny@1.2"})
    yield one("ok", "folded/zope.tiny-1.2.dist-info/METADATA", metadata("zope_tiny"), {"package pypi:zope-tiny@1.2"})
    yield one("ok", "noted/tiny-1.2.dist-info/INSTALLER", b"pip\n", {"package pypi:tiny@1.2"})
    yield one("ok", "noted/tiny-1.2.dist-info/REQUESTED", b"", {"package pypi:tiny@1.2"})
    yield one("ok", "direct/tiny-1.2.dist-info/direct_url.json", json.dumps({
        "url": "https://user:secret@example.invalid/tiny.git",
        "vcs_info": {"vcs": "git", "commit_id": "0" * 40, "requested_revision": "main"}}).encode(),
        {"package pypi:tiny@1.2"})
    yield one("ok", "listed/tiny-1.2.dist-info/RECORD", b"tiny-1.2.dist-info/RECORD,,\r\n", set())
    yield one("ok", "other/METADATA", b"Name: tiny\nVersion: 1\n", set(), status="skipped")
    # Nothing but the folder says what it is.
    yield one("bad", "nameless/tiny-1.2.dist-info/METADATA", b"Metadata-Version: 2.1\n\nName: body\n",
              {"package pypi:tiny@1.2"}, rules={"malformed"})
    yield one("bad", "rows/tiny-1.2.dist-info/RECORD", b"a,b\n\"open,,\n", set(), rules={"malformed"})
    yield one("bad", "direct2/tiny-1.2.dist-info/direct_url.json", b"{\"url\": ", {"package pypi:tiny@1.2"},
              rules={"malformed"})
    yield one("evil", "name/tiny-1.2.dist-info/METADATA", metadata("other"), {"package pypi:other@1.2"},
              rules={"python-metadata-name"}, verdict="review")


def left_behind():
    """Folders that pip could not take away, which it overlooks."""
    for name, data in {"METADATA": metadata("pip", "24.0"), "INSTALLER": b"pip\n", "RECORD": b"pip/__init__.py,,\n"}.items():
        yield Sample("ok", f"left/site-packages/~ip-24.0.dist-info/{name}", data, components=set(), status="skipped")


def archives():
    yield Sample("ok", "wheel/tiny-1.2-py3-none-any.whl", wheel({"tiny/__init__.py": TINY}, "tiny-1.2"),
                 components={"package pypi:tiny@1.2"})
    yield Sample("ok", "comma/tiny-1.2-py3-none-any.whl", wheel({"tiny/a,b.py": TINY}, "tiny-1.2"),
                 components={"package pypi:tiny@1.2"})
    yield Sample("ok", "sdist/tiny-1.2.tar.gz", sdist({"PKG-INFO": metadata(), "tiny/__init__.py": TINY}, "tiny-1.2"),
                 components={"package pypi:tiny@1.2"})
    yield Sample("evil", "renamed/tiny-1.2-py3-none-any.whl",
                 wheel({"tiny/__init__.py": TINY}, "other-1.3", "other", "1.3"),
                 rules={"python-archive-name"}, verdict="review", components={"package pypi:other@1.3"})


REQUIREMENTS = """\
# -*- coding: utf-8 -*-
litellm==1.82.7  # pinned
torch>=2.1,<3 ; python_version >= '3.9'
plain
name[extra1, extra2]===1.0-odd
two==1.0,>=0.5
-r other.txt
-c constraints.txt
--find-links ./wheels
numpy==2.1.0 \\
    --hash=sha256:%064d \\
    --hash sha512:%0128d
-e git+https://token@example.invalid/mine.git@0123456789012345678901234567890123456789#egg=mine
git+https://github.com/owner/repo.git@v1
https://example.invalid/w/wheeled-3.1-py3-none-any.whl#sha256=%064d
near @ https://example.invalid/near-4.tar.gz
./folder
.
${PRIVATE}/x
commented\\
# ends here
--no-binary :all:
last==1""" % (1, 2, 3)
IN_REQUIREMENTS = {
    "package pypi:litellm@1.82.7", "package pypi:torch >=2.1,<3", "package pypi:plain", "package pypi:name@1.0-odd",
    "package pypi:two@1.0", "package pypi:numpy@2.1.0", "package pypi:mine", "package github:owner/repo@v1",
    "package pypi:wheeled@3.1", "package pypi:near@4", "package pypi:commented", "package pypi:last@1"}


def requirements():
    def one(group, name, text, components=None, **more):
        data = text if isinstance(text, bytes) else text.encode()
        return Sample(group, name, data, components=components, **more)

    yield one("ok", "all/requirements.txt", REQUIREMENTS, IN_REQUIREMENTS)
    yield one("ok", "utf16/requirements-dev.txt", REQUIREMENTS.encode("utf-16"), IN_REQUIREMENTS)
    yield one("ok", "mark/requirements.txt", b"\xef\xbb\xbflitellm==1.82.7", {"package pypi:litellm@1.82.7"})
    yield one("ok", "in/requirements/base.in", "litellm\r\ntorch~=2.1\r\n",
              {"package pypi:litellm", "package pypi:torch ~=2.1"})
    yield one("ok", "unusual/more.txt", "# ours\n-r other.txt\nlitellm[proxy] == 1.82.7 ; python_version > '3'  # old\n"
              "    --hash=sha256:" + "ab" * 32 + "\n", {"package pypi:litellm@1.82.7"})
    yield one("ok", "bound/base.txt", "fastapi>=0.1  # web\nrich\nuvicorn[standard] ~= 0.30; python_version > '3'\n-e .\n",
              {"package pypi:fastapi >=0.1", "package pypi:rich", "package pypi:uvicorn ~= 0.30"})
    for name, text in {"words": "apple\npear\n", "few": "apple\npear\nplum>=1\n", "columns": "alpha 0.5\n",
                       "sums": "a == b\nx = 3\n"}.items():
        yield Sample("ok", f"bound/{name}.txt", text.encode(), status="skipped", components=set())
    yield Sample("ok", "requirements/values/values.txt", b"litellm==1.82.7\nx = 1\n", status="skipped", components=set())
    yield one("ok", "empty/requirements.txt", "\n# nothing\n", set())
    yield one("ok", "prose/requirements.txt", "The product shall\n- be fast, and\n- be small.\nIt should do well.\n",
              set(), status="skipped")
    yield one("bad", "line/requirements.txt", "litellm==1.82.7\ntorch==1\nthis is no requirement\n",
              {"package pypi:litellm@1.82.7", "package pypi:torch@1"}, rules={"malformed"})
    yield one("evil", "index/requirements.txt",
              "--extra-index-url https://user:secret@example.invalid/simple\nmine==1\n", {"package pypi:mine@1"},
              rules={"requirements-extra-index"}, verdict="review")
    yield one("evil", "short/requirements.txt", "--extra https://example.invalid/simple\nmine==1\n", {"package pypi:mine@1"},
              rules={"requirements-extra-index"}, verdict="review")
    yield one("evil", "http/requirements.txt", "-ihttp://example.invalid/simple\n--trusted-host=example.invalid\nmine\n",
              {"package pypi:mine"}, rules={"requirements-plain-http", "requirements-trusted-host"}, verdict="review")
    for i, end in enumerate(["\v", "\f", "\x1c", "\u0085", "\u2028"]):
        yield one("evil", f"hidden{i}/requirements.txt", f"fine==1  # see{end}litellm==1.82.7\n",
                  {"package pypi:fine@1", "package pypi:litellm@1.82.7"}, rules={"requirements-hidden-line"},
                  verdict="review")


def includes():
    def one(group, name, text, rules=(), verdict=""):
        return Sample(group, name, text.encode(), rules=set(rules), verdict=verdict)

    yield one("ok", "chain/requirements.txt", "-r more/requirements-a.txt\n-c constraints.txt\n-r missing.txt\n")
    yield one("ok", "chain/more/requirements-a.txt", "-r ../requirements-b.txt\n")
    yield one("ok", "chain/requirements-b.txt", "-c ./more/../constraints.txt\nlitellm\n")
    yield one("ok", "chain/constraints.txt", "litellm==1.82.6\n")
    yield one("ok", "self/requirements.txt", "-r requirements.txt\n", ["requirements-include-cycle"])
    yield one("ok", "round/requirements-a.txt", "-r requirements-b.txt\n", ["requirements-include-cycle"])
    yield one("ok", "round/requirements-b.txt", "-r ./requirements-c.txt\n", ["requirements-include-cycle"])
    yield one("ok", "round/requirements-c.txt", "-c requirements-a.txt\n", ["requirements-include-cycle"])
    yield one("ok", "round/requirements-d.txt", "-r requirements-a.txt\n")
    yield Sample("bad", "unread/requirements.txt", b"-r words.list\n-r gone.list\nlitellm\n", {"incomplete"},
                 components={"package pypi:litellm"})
    yield Sample("bad", "unread/words.list", b"apple\n", status="skipped", components=set())
    yield one("evil", "far/requirements.txt", "-r ../../../../../etc/requirements.txt\n",
              ["requirements-include-outside"], "review")
    yield one("evil", "root/requirements.txt", "-r /etc/requirements.txt\n", ["requirements-include-outside"], "review")
    yield one("evil", "net/requirements.txt", "-r https://example.invalid/requirements.txt\n",
              ["requirements-include-remote"], "review")


def samples():
    yield from installed()
    yield from includes()
    yield from requirements()
    yield from archives()
    yield from left_behind()
