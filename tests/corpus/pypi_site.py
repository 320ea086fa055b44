"""What runs at every start of Python. The commands are `true`; nothing here does anything."""
import base64

from sample import Sample

DISTUTILS = "import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, 'local') == 'local'; " \
            "enabled and __import__('_distutils_hack').add_shim(); "
EDITABLE = "import __editable___tiny_1_2_finder; __editable___tiny_1_2_finder.install()"
NAMESPACE = (
    "import sys, types, os;has_mfs = sys.version_info > (3, 5);p = os.path.join(sys._getframe(1).f_locals['sitedir'], "
    "*('mpl_toolkits',));importlib = has_mfs and __import__('importlib.util');has_mfs and "
    "__import__('importlib.machinery');m = has_mfs and sys.modules.setdefault('mpl_toolkits', "
    "importlib.util.module_from_spec(importlib.machinery.PathFinder.find_spec('mpl_toolkits', [os.path.dirname(p)])));"
    "m = m or sys.modules.setdefault('mpl_toolkits', types.ModuleType('mpl_toolkits'));mp = (m or []) and "
    "m.__dict__.setdefault('__path__',[]);(p not in mp) and mp.append(p)")
NESTED = NAMESPACE.replace("'mpl_toolkits'", "'a.b'").replace("('a.b',)", "('a', 'b')") + \
    ";m and setattr(sys.modules['a'], 'b', m)"
HIDDEN = base64.b64encode(b"import os; os.system('true')").decode()


def one(group, name, text, rules=(), verdict="", **more):
    data = text if isinstance(text, bytes) else text.encode()
    return Sample(group, name, data, rules=set(rules), verdict=verdict, **more)


def known():
    site = "lib/site-packages"
    for i, line in enumerate([DISTUTILS, EDITABLE, NAMESPACE, NESTED, "import _virtualenv",
                              DISTUTILS.replace("'local')", "'stdlib')")]):
        yield one("ok", f"{site}/known{i}.pth", line + "\n", ["python-pth-known"])
    yield one("ok", f"{site}/paths.pth", "# a folder\n../src\n  import indented is a folder\nimportant\n")
    yield one("ok", "tiny/a.pth", "/srv/tiny\n")
    yield one("ok", f"{site}/sitecustomize.py", "# nothing\n")


def executed():
    site = "lib/site-packages"
    # A known line with more behind it, or another call in it, is not that line.
    for i, line in enumerate(["import tiny_start", DISTUTILS + "tiny.start()", "import\ttiny, other; tiny.start()",
                              NAMESPACE.replace("*('mpl_toolkits',)", "*(tiny(),)")]):
        yield one("evil", f"{site}/executes{i}.pth", line, ["python-pth-executes"], "review")
    yield one("evil", f"{site}/exec.pth", "import os; exec('tiny = 1')", ["python-pth-executes"], "review")
    start = "import os; os.system('true')"
    bought = ["python-pth-executes", "python-pth-payload"]
    yield one("evil", f"{site}/mark.pth", b"\xef\xbb\xbf" + start.encode(), bought)
    yield one("evil", f"{site}/litellm_init.pth",
              "import os, subprocess, sys; subprocess.Popen([sys.executable, \"-c\", \"import base64; "
              f"exec(base64.b64decode('{HIDDEN}'))\"])", bought + ["behaviour-decode-and-run"])
    yield one("evil", f"{site}/decoded.pth", f"import base64; exec(base64.b64decode('{HIDDEN}'))",
              bought + ["behaviour-decode-and-run"])
    yield one("evil", f"{site}/string.pth", "import os; exec(\"import os\\nos.system('true')\")",
              bought)
    yield one("evil", f"{site}/last.pth", f"# {'.' * 5000}\n../src\n{start}", bought)
    # Only the interpreter of Python 3.13 begins a line there.
    yield one("evil", f"{site}/hidden.pth", f"# nothing\f{start}\n", bought)
    yield one("evil", "elsewhere/tiny.pth", start, bought)


def customized():
    yield one("evil", "usr/usercustomize.py", "import tiny\n", ["python-sitecustomize"], "review")
    yield one("evil", "opt/sitecustomize.py", "def read(text):\n    return eval(text)\n",
              ["python-sitecustomize", "code-runs-commands"], "review")
    yield one("evil", "srv/sitecustomize.py", "exec(open('/tmp/tiny').read())\n",
              ["python-sitecustomize", "python-pth-payload", "code-runs-at-import"])
    yield one("evil", "usr/sitecustomize/__init__.py", "import os\nos.system('true')\n",
              ["python-sitecustomize", "python-pth-payload", "code-runs-at-import"])


def samples():
    yield from known()
    yield from executed()
    yield from customized()
