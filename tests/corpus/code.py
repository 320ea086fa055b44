"""What programs, notebooks and scripts use and install, as their source says it."""
import json
import textwrap

from sample import Sample

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def source(text):
    return textwrap.dedent(text).lstrip("\n").encode()


def notebook(*cells, language="python"):
    return json.dumps({
        "nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"language": language}},
        "cells": [{"cell_type": kind, "metadata": {}, "source": text} for kind, text in cells],
    }).encode()


def ok(name, text, *components, rules=()):
    data = text if isinstance(text, bytes) else source(text)
    return Sample("ok", f"{name.replace('.', '_')}/{name}", data, rules=set(rules), components=set(components))


def evil(name, text, rules, *components):
    return Sample("evil", f"{name.replace('.', '_')}/{name}", source(text), rules=set(rules), verdict="review",
                  components=set(components))


def services():
    yield ok("client.py", """
        from openai import OpenAI as Client
        MODEL = "gpt-4o"
        client = Client()
        def ask(text, model=MODEL):
            return client.chat.completions.create(model=model, messages=[{"role": "user", "content": text}])
        """, "service openai", "model gpt-4o")
    yield ok("elsewhere.py", """
        import os, openai
        HOST = "http://localhost"
        client = openai.AsyncOpenAI(base_url=f"{HOST}:8000/v1")
        async def f():
            await client.chat.completions.create(model="org/Llama")
        """, "service localhost:8000", "model org/Llama")
    yield ok("groq.py", """
        from openai import OpenAI
        OpenAI(base_url="https://api.groq.com/openai/v1").responses.create(model="llama-3.1-70b")
        """, "service groq", "model llama-3.1-70b")
    yield ok("class.py", """
        import anthropic
        class Agent:
            model = "claude-sonnet-4-20250514"
            def __init__(self):
                self.client = anthropic.Anthropic()
            def run(self):
                return self.client.messages.create(model=self.model, max_tokens=8)
        """, "service anthropic", "model claude-sonnet-4-20250514")
    yield ok("bedrock.py", """
        import boto3
        runtime = boto3.client("bedrock-runtime", region_name="us-east-1")
        runtime.converse(modelId="anthropic.claude-3-haiku-20240307-v1:0", messages=[])
        s3 = boto3.client("s3")
        """, "service amazon-bedrock", "model anthropic.claude-3-haiku-20240307-v1:0")
    yield ok("prefixed.py", """
        import litellm, ollama
        from pydantic_ai import Agent
        litellm.completion(model="anthropic/claude-3-opus", messages=[])
        litellm.completion("ollama/llama3:8b", [])
        ollama.chat(model="mistral", messages=[])
        agent = Agent("openai:gpt-4o", name="helper")
        """, "service litellm", "service ollama", "service pydantic-ai", "model claude-3-opus",
        "model ollama:llama3 8b", "model ollama:mistral", "model gpt-4o", "agent helper")
    yield ok("request.py", """
        import requests
        def f(key):
            return requests.post("https://api.mistral.ai/v1/chat/completions",
                                 headers={"Authorization": key}, json={"model": "mistral-small", "x": []})
        """, "service mistral", "model mistral-small")
    yield ok("server.py", """
        from mcp.server.fastmcp import FastMCP
        mcp = FastMCP("weather")
        @mcp.tool()
        def forecast(place: str) -> str:
            "Says what the weather is."
            return place
        """, "service mcp", "service weather")


def models():
    yield ok("hub.py", f"""
        import torch
        from transformers import AutoModel, AutoTokenizer, pipeline
        from sentence_transformers import SentenceTransformer
        from huggingface_hub import snapshot_download
        name = "org/model"
        AutoModel.from_pretrained(name)
        AutoTokenizer.from_pretrained("org/pinned", revision="{COMMIT}")
        AutoModel.from_pretrained("bert-base-uncased")
        pipeline("summarization", model="facebook/bart-large-cnn")
        SentenceTransformer("all-MiniLM-L6-v2")
        for repo in ["a/one", "a/two"]:
            snapshot_download(repo_id=repo)
        """, "model huggingface:org/model", f"model huggingface:org/pinned@{COMMIT}",
        "model huggingface:google-bert/bert-base-uncased", "model huggingface:facebook/bart-large-cnn",
        "model huggingface:sentence-transformers/all-MiniLM-L6-v2", "model huggingface:a/one",
        "model huggingface:a/two")
    yield ok("folders.py", """
        import sys
        from transformers import AutoModel, Trainer
        from datasets import load_dataset
        AutoModel.from_pretrained("./model"); AutoModel.from_pretrained("/srv/model")
        AutoModel.from_pretrained("models/mine"); AutoModel.from_pretrained("checkpoint-500")
        AutoModel.from_pretrained(sys.argv[1]); AutoModel.from_pretrained(f"org/{sys.argv[2]}/x")
        load_dataset("csv", data_files="x.csv"); load_dataset("data/mine")
        """)
    yield ok("datasets.py", """
        from datasets import load_dataset
        load_dataset("squad"); load_dataset("HuggingFaceFW/fineweb", revision="v1")
        """, "dataset huggingface:squad", "dataset huggingface:HuggingFaceFW/fineweb")
    yield ok("kinds.py", """
        from huggingface_hub import hf_hub_download, snapshot_download
        KIND = "dataset"
        snapshot_download("a/rows", repo_type=KIND)
        hf_hub_download(repo_id="a/table", repo_type="dataset", filename="t.parquet")
        hf_hub_download("a/net", "w.bin", repo_type="model")
        snapshot_download("a/demo", repo_type="space")
        """, "dataset huggingface:a/rows", "dataset huggingface:a/table", "model huggingface:a/net")
    yield ok("words.py", '''
        """openai gpt-4o AutoModel.from_pretrained("org/docstring") https://api.openai.com/v1"""
        # from openai import OpenAI; OpenAI().chat.completions.create(model="gpt-4o")
        class Model:
            """boto3 model openai:gpt-4"""
            def create(self, model): return self.create(model="gpt-4o")
        import model_utils as openai_like
        Model().create(model="gpt-4"); openai_like.create(model="x/y")
        text = "from transformers import AutoModel"
        ''')
    yield ok("addresses.py", """
        import urllib.request
        URL = "https://huggingface.co/org/model-GGUF/resolve/main/model.Q4_K_M.gguf"
        urllib.request.urlretrieve(URL, "model.gguf")
        HELP = "https://huggingface.co/docs/transformers/main/en/index"
        """, "model huggingface:org/model-GGUF")
    yield ok("mlflow.py", """
        import mlflow.pyfunc
        mlflow.pyfunc.load_model("models:/fraud/3"); mlflow.sklearn.load_model("models:/x@champion")
        mlflow.pyfunc.load_model("./mlruns/0/model")
        """, "model mlflow:fraud@3", "model mlflow:x champion")
    yield evil("remote.py", """
        from transformers import AutoModel
        AutoModel.from_pretrained("org/model", trust_remote_code=True)
        """, ["remote-code-unpinned"], "model huggingface:org/model")
    yield evil("hubload.py", """
        import torch
        torch.hub.load("pytorch/vision:v0.10.0", "resnet50")
        """, ["remote-code-unpinned", "code-runs-at-import"], "model github:pytorch/vision v0.10.0")
    yield ok("remote_pinned.py", f"""
        from transformers import AutoModel
        AutoModel.from_pretrained("org/model", trust_remote_code=True, revision="{COMMIT}")
        """, f"model huggingface:org/model@{COMMIT}", rules=["remote-code-pinned"])


def installs():
    yield ok("script.py", """
        #!/usr/bin/env -S uv run
        # /// script
        # requires-python = ">=3.11"
        # dependencies = [
        #   "litellm==1.82.7",
        #   "rich>=13",
        # ]
        # ///
        print("x")
        """, "package pypi:litellm@1.82.7", "package pypi:rich >=13")
    yield ok("setup.sh", """
        #!/bin/bash
        set -euo pipefail
        VERSION=1.82.8
        pip install "litellm==$VERSION" 'torch>=2' # pip install no
        cat > requirements.txt <<EOF
        pip install neither
        EOF
        uvx ruff@0.6.9 check .
        """, "package pypi:litellm@1.82.8", "package pypi:torch >=2", "package pypi:ruff@0.6.9")
    yield ok("run.sh", """
        #!/bin/sh
        curl -LsSf https://example.invalid/install.sh | sh
        npx -y some-server --port 1
        """, "package npm:some-server", rules=["script-from-network", "unpinned-run"])
    yield ok("book.ipynb", notebook(
        ("markdown", "!pip install not-this"),
        ("code", ["# setup\n", "!pip install -q litellm==1.82.7 \\\n", "    rich\n", "%pip install numpy\n",
                  "import openai\n", "client = openai.OpenAI()\n"]),
        ("code", "%%bash\nnpm install express@4.18.2\n"),
        ("code", "%matplotlib inline\nMODEL = 'gpt-4o'\nif True:\n    !echo hi\n"
                 "client.chat.completions.create(model=MODEL)"),
    ), "package pypi:litellm@1.82.7", "package pypi:rich", "package pypi:numpy", "package npm:express@4.18.2",
        "service openai", "model gpt-4o")
    yield Sample("ok", "other_book/other.ipynb", notebook(("code", "library(x)"), language="R"), status="skipped",
                 components=set())


def commands():
    """What a program installs by running commands itself."""
    yield evil("commands.py", """
        import os, subprocess, sys
        from mcp import StdioServerParameters
        subprocess.check_call([sys.executable, "-m", "pip", "install", "litellm==1.82.7", *sys.argv])
        subprocess.run("pip install rich && echo done", shell=True)
        os.system(f"pip install {sys.argv[1]} numpy==1.26.0"); os.system("ls -la")
        get_ipython().system('pip install seaborn')
        get_ipython().run_line_magic('pip', 'install tqdm==4.0')
        StdioServerParameters(command="npx", args=["-y", "some-server@1.0.0"])
        """, ["behaviour-installs", "code-runs-at-import"], "service mcp", "package pypi:litellm@1.82.7", "package pypi:rich", "package pypi:numpy@1.26.0",
        "package pypi:seaborn", "package pypi:tqdm@4.0", "package npm:some-server@1.0.0")
    yield ok("commands.ts", """
        import { execSync, spawn } from "node:child_process";
        execSync("npm install left-pad@1.3.0");
        spawn("npx", ["-y", "cowsay@1.5.0", "hi"]);
        """, "package npm:left-pad@1.3.0", "package npm:cowsay@1.5.0")
    yield ok("azure.py", """
        import os
        from openai import AzureOpenAI
        client = AzureOpenAI(azure_endpoint=os.environ["ENDPOINT"])
        client.chat.completions.create(model="deployed", messages=[])
        """, "service azure-openai", "model deployed")


def javascript():
    yield ok("client.ts", """
        import OpenAI, { type ClientOptions } from "openai";
        const MODEL: string = process.env.MODEL ?? "gpt-4o";
        export class Service<T> {
          constructor(private readonly client: OpenAI, public options?: ClientOptions) {}
          async ask(prompt: string): Promise<string | null> {
            const r = await this.client.chat.completions.create({ model: MODEL, messages: [] });
            return r.choices[0]?.message?.content ?? null;
          }
        }
        export const service = new Service(new OpenAI());
        """, "service openai", "model gpt-4o")
    yield ok("elsewhere.mjs", """
        import { OpenAI as Client } from 'openai';
        const host = 'http://localhost';
        const client = new Client({ baseURL: `${host}:8000/v1` });
        client.embeddings.create({ model: 'org/embedder', input: ['x'] });
        """, "service localhost:8000", "model org/embedder")
    yield ok("page.tsx", """
        import { generateText } from "ai";
        import { anthropic } from "@ai-sdk/anthropic";
        export default function Page({ name }: { name: string }) {
          return (
            <div onClick={() => generateText({ model: anthropic("claude-3-5-sonnet-latest"), prompt: "it's" })}>
              It isn't {name} or openai("gpt-4") <br />
            </div>
          );
        }
        """, "service ai-sdk", "service anthropic", "model claude-3-5-sonnet-latest")
    yield ok("required.js", """
        'use strict';
        const { ChatOpenAI: Chat } = require("@langchain/openai");
        const Anthropic = require("@anthropic-ai/sdk");
        for (const model of ["gpt-4o", "gpt-4o-mini"]) new Chat({ model, temperature: 0 });
        const a = new Anthropic();
        // a.messages.create({ model: "commented" })
        const text = `a.messages.create({ model: "text" })`, re = /messages.create\\({ model: "x'/;
        module.exports = () => a.messages.create({ model: "claude-3-haiku", max_tokens: 1 });
        """, "service langchain", "service anthropic", "model gpt-4o", "model gpt-4o-mini", "model claude-3-haiku")
    yield ok("local.js", """
        import { pipeline } from "@huggingface/transformers";
        await pipeline("sentiment-analysis", "Xenova/distilbert-base-uncased", { revision: "main" });
        await fetch("https://api.openai.com/v1/responses", {
          method: "POST", body: JSON.stringify({ model: "gpt-4.1", input: "x" }),
        });
        """, "model huggingface:Xenova/distilbert-base-uncased", "service openai", "model gpt-4.1")
    yield ok("server.ts", """
        import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
        const server = new McpServer({ name: "weather", version: "1.0.0" });
        """, "service mcp", "service weather")
    yield Sample("ok", "plain_js/plain.js", source("""
        export const model = "gpt-4o"; const openai = { chat: { completions: { create() {} } } };
        openai.chat.completions.create({ model });
        """), status="skipped", components=set())


def foreign():
    """What was installed is not the project's own code."""
    text = source("import openai\nopenai.OpenAI().responses.create(model='gpt-4o')\n")
    for place in ("lib/python3/site-packages/pkg", "usr/lib/python3/dist-packages", "node_modules/x"):
        yield Sample("ok", f"foreign/{place}/x.py", text, components=set())


def samples():
    yield from services()
    yield from models()
    yield from installs()
    yield from commands()
    yield from javascript()
    yield from foreign()
