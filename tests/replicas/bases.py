"""What the deltas are put on: honest pairs of releases, of the registry or generated."""
import os
from pathlib import Path

import package

LIBRARY_JS = """'use strict';
const EventEmitter = require('events');

function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

class Collection extends EventEmitter {
  constructor(items = []) {
    super();
    this.items = Array.from(items);
  }
  add(item) {
    this.items.push(item);
    this.emit('add', item);
    return this;
  }
  page(number, size = 10) {
    const start = clamp(number, 0, Infinity) * size;
    return this.items.slice(start, start + size);
  }
}

module.exports = { Collection, clamp };
"""

SERVER_JS = """#!/usr/bin/env node
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import postmark from 'postmark';
import { z } from 'zod';

const serverToken = process.env.POSTMARK_SERVER_TOKEN;
const defaultSender = process.env.DEFAULT_SENDER_EMAIL;
const defaultMessageStream = process.env.DEFAULT_MESSAGE_STREAM;

async function main() {
  const client = new postmark.ServerClient(serverToken);
  const server = new McpServer({ name: 'postmark-mcp', version: '1.0.0' });
  server.tool('sendEmail', {
    to: z.string().email(),
    subject: z.string(),
    textBody: z.string(),
    from: z.string().email().optional(),
  }, async ({ to, subject, textBody, from }) => {
    const emailData = {
      From: from || defaultSender,
      To: to,
      Subject: subject,
      TextBody: textBody,
      MessageStream: defaultMessageStream,
      TrackOpens: true,
    };
    const result = await client.sendEmail(emailData);
    return { content: [{ type: 'text', text: `Sent: ${result.MessageID}` }] };
  });
  await server.connect(new StdioServerTransport());
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
"""

CLI_JS = """#!/usr/bin/env node
'use strict';
const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');

function settings() {
  const file = path.join(process.env.HOME || '.', '.agent-cli.json');
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
}

function run(command, args) {
  const child = spawn(command, args, { stdio: 'inherit' });
  child.on('exit', (code) => process.exit(code));
}

const [command, ...rest] = process.argv.slice(2);
if (command === 'run') run(rest[0], rest.slice(1));
else console.log(JSON.stringify(settings(), null, 2));
"""

CLIENT_PY = '''"""A client of an HTTP service."""
from __future__ import annotations

import os
from typing import Any, Mapping

import httpx

from ._errors import ApiError

__all__ = ["Client"]


class Client:
    """Talks to the service; the key comes from the environment unless it is given."""

    def __init__(self, api_key: str | None = None, base_url: str | None = None, timeout: float = 60.0) -> None:
        self.api_key = api_key or os.environ.get("SERVICE_API_KEY")
        if self.api_key is None:
            raise ApiError("set api_key or SERVICE_API_KEY")
        self.base_url = base_url or os.environ.get("SERVICE_BASE_URL") or "https://api.example.com/v2"
        self._http = httpx.Client(base_url=self.base_url, timeout=timeout)

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.api_key}", "User-Agent": "client/python"}

    def get(self, path: str, **params: Any) -> Any:
        return self._send("GET", path, params=params)

    def post(self, path: str, body: Any) -> Any:
        return self._send("POST", path, json=body)

    def _send(self, method: str, path: str, **rest: Any) -> Any:
        answer = self._http.request(method, path, headers=self.headers(), **rest)
        if answer.status_code >= 400:
            raise ApiError(answer.text)
        return answer.json()
'''

ERRORS_PY = '''"""What can go wrong."""


class ApiError(Exception):
    """The service refused."""
'''

SERVER_PY = '''"""A proxy in front of models."""
import asyncio
import base64
import json
import os
import subprocess
import sys
import traceback
from datetime import datetime

from fastapi import FastAPI, Request

app = FastAPI(title="Proxy")
master_key = os.getenv("PROXY_MASTER_KEY")


def run_migrations(database_url):
    """Brings the database to the shape this version needs."""
    os.environ["DATABASE_URL"] = database_url
    subprocess.run(["prisma", "db", "push"], check=True)


def decode_token(text):
    return json.loads(base64.b64decode(text))


@app.get("/health")
async def health(request: Request):
    return {"status": "healthy", "at": datetime.utcnow().isoformat()}


async def serve(config_path):
    with open(config_path) as handle:
        config = json.load(handle)
    await asyncio.sleep(0)
    return config
'''

DOWNLOADS_PY = '''"""Fetches weights and data."""
import logging
import shutil
import subprocess
from pathlib import Path
from urllib import parse

import requests
import torch

LOGGER = logging.getLogger(__name__)
ASSETS = "https://github.com/example/assets/releases/download"


def safe_download(url, file=None, dir=None, unzip=True, curl=False, retry=3):
    """Downloads a file once, by curl or by torch."""
    f = Path(dir or ".") / (file or Path(parse.urlparse(url).path).name)
    if f.is_file():
        return f
    f.parent.mkdir(parents=True, exist_ok=True)
    for i in range(retry + 1):
        try:
            if curl or i > 0:
                subprocess.run(["curl", "-#", "-sSL", url, "-o", str(f), "--retry", "3", "-C", "-"], check=True)
            else:
                torch.hub.download_url_to_file(url, str(f), progress=True)
            if f.exists():
                break
        except Exception as e:
            LOGGER.warning("download failed: %s %s", url, e)
    if unzip and f.suffix in {".zip", ".tar", ".gz"}:
        shutil.unpack_archive(str(f), str(f.parent))
    return f


def latest(repo):
    answer = requests.get(f"https://api.github.com/repos/{repo}/releases/latest", timeout=10)
    return answer.json()["tag_name"]
'''

MODEL_PY = '''"""Models."""
from pathlib import Path

from ..utils.downloads import ASSETS, safe_download


class Model:
    """A network and its weights."""

    def __init__(self, model="n.pt", task=None, verbose=False):
        path = Path(model)
        if not path.is_file():
            path = safe_download(f"{ASSETS}/v1/{path.name}")
        self.path, self.task, self.verbose = path, task, verbose

    def predict(self, source, **options):
        return [(self.path, source, options)]
'''

TRAINER_PY = '''"""Trains."""
import os
import subprocess
import sys
import threading


def launch(script, processes):
    """Starts one process a device."""
    children = []
    for rank in range(processes):
        environment = dict(os.environ, LOCAL_RANK=str(rank))
        children.append(subprocess.Popen([sys.executable, script], env=environment))
    return [child.wait() for child in children]


class Trainer:
    def __init__(self, devices=1):
        self.devices = devices
        self.lock = threading.Lock()

    def fit(self, script):
        return launch(script, self.devices)
'''


def npm(name, previous, following, members=None, **manifest):
    """A pair of the registry, or generated when it cannot be had: (previous, next) to change."""
    old, new = package.fetched(name, previous), package.fetched(name, following)
    if old and new:
        return (package.Npm(name, previous, package.untar(old)),
                package.Npm(name, following, package.untar(new)))
    return made(name, previous, following, members, **manifest)


def made(name, previous, following, members=None, **manifest):
    members = dict(members or {"index.js": LIBRARY_JS})
    members.setdefault("README.md", f"# {name}\n\nA library.\n")
    manifest = {"main": "index.js", "license": "MIT", "description": "A library", **manifest}
    return (package.Npm(name, previous, members, **manifest),
            package.Npm(name, following, members, **manifest))


def python(name, previous, following, members, requires=(), tag="py3-none-any"):
    """Two wheels; the next differs by its version, as most fixes do by little."""
    version = f"{name.replace('-', '_')}/_version.py"
    return (package.Wheel(name, previous, {**members, version: f'__version__ = "{previous}"\n'}, requires, tag),
            package.Wheel(name, following, {**members, version: f'__version__ = "{following}"\n'}, requires, tag))


def client(name):
    """A package whose use is to talk to a service."""
    top = name.replace("-", "_")
    return {f"{top}/__init__.py": '"""A client."""\nfrom ._client import Client\nfrom ._errors import ApiError\n'
                                  'from ._version import __version__\n\n__all__ = ["Client", "ApiError"]\n',
            f"{top}/_client.py": CLIENT_PY, f"{top}/_errors.py": ERRORS_PY}


def unpacked(source, suite, top):
    """The Python package of a source archive under ASSAY_SOURCES/SUITE/SOURCE, or None."""
    folder = Path(os.environ.get("ASSAY_SOURCES", "build/sources")) / suite / source
    archives = sorted(folder.glob("*.orig.tar.*")) if folder.is_dir() else []
    if not archives:
        return None
    members = package.untar(archives[0])
    return {path: data for path, data in members.items() if path.startswith(top + "/")}


def debian(name, source, top, previous, following, members, requires=()):
    """A pair of wheels from the sources of a package in two releases of Debian, or generated."""
    old, new = unpacked(source, "bookworm", top), unpacked(source, "trixie", top)
    if not new:
        return python(name, previous, following, members, requires)
    return (package.Wheel(name, previous, old or new, requires), package.Wheel(name, following, new, requires))
