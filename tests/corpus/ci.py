"""Builds: base images, actions, includes, what steps install, and jobs that run strangers' code."""
import json

from sample import Sample

SHA, DIGEST = "a" * 40, "sha256:" + "0" * 64
ACTION, OWN, IMAGE, INCLUDE = "ci-action-unpinned", "ci-action-unpinned-own", "image-unpinned", "ci-include-unpinned"

DOCKERFILE = f"""\
# syntax=docker/dockerfile:1@{DIGEST}
ARG VERSION=3.12
ARG BASE=python:${{VERSION}}-slim
FROM --platform=linux/amd64 ${{BASE}} AS build
RUN --mount=type=cache,target=/root/.cache \\
    # a comment between
    pip install "litellm==1.82.7" \\
    'torch>=2.1'
FROM ghcr.io/acme/base:1@{DIGEST}
COPY --from=build /x /x
COPY --from=ghcr.io/astral-sh/uv:0.5.1 /uv /bin/uv
COPY --from=0 /y /y
RUN <<EOF
npm install left-pad@1.3.0
EOF
"""
WORKFLOW = f"""\
on: [push]
env: {{A: b}}
jobs:
  build:
    runs-on: ubuntu-latest
    container: {{image: "node:22@{DIGEST}"}}
    services:
      db: {{image: "postgres:16"}}
    steps:
      - uses: actions/checkout@{SHA} # v4
      - uses: ./local
      - uses: docker://alpine@{DIGEST}
      - uses: acme/tools/sub/action@{SHA}
      - run: |
          pip install build==1.2.1
"""
TARGET = f"""\
on: pull_request_target
jobs:
  a:
    steps:
      - uses: actions/checkout@{SHA}
        with: {{ref: "${{{{ github.event.pull_request.head.sha }}}}"}}
"""
INJECTED = f"""\
on: issues
jobs:
  a:
    steps:
      - run: echo "${{{{ github.event.issue.title }}}}"
"""
COMPOSE = f"""\
services:
  web: {{image: "nginx:1.27@{DIGEST}", environment: {{MODE: fast}}}}
  own: {{build: ., image: "acme/own:1"}}
"""
POD = f"""\
apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      initContainers: [{{name: i, image: "busybox@{DIGEST}"}}]
      containers:
        - name: c
          image: registry.k8s.io/pause:3.9@{DIGEST}
---
apiVersion: v1
kind: ConfigMap
data: {{image: "not an image"}}
"""
GITLAB = f"""\
include:
  - project: acme/templates
    ref: {SHA}
    file: a.yml
  - local: b.yml
image: "python:3.12@{DIGEST}"
test:
  services: ["postgres:16@{DIGEST}"]
  script: [pip install pytest==8.0.0]
"""
HOOKS = """\
repos:
  - repo: https://github.com/psf/black
    rev: 24.1.0
    hooks: [{id: black, additional_dependencies: ["click==8.1.0"]}]
  - repo: local
    hooks: [{id: x, language: system, entry: x}]
"""
DEV = """{
  // the container
  "image": "mcr.microsoft.com/devcontainers/python:3@%s",
  "features": {"ghcr.io/devcontainers/features/node:1@%s": {}},
  "customizations": {"vscode": {"extensions": ["ms-python.python",]}},
}""" % (DIGEST, DIGEST)


def good():
    yield "docker/a/Dockerfile", DOCKERFILE, {
        f"image docker:docker/dockerfile@{DIGEST}", "image docker:python@3.12-slim", "package pypi:litellm@1.82.7",
        "package pypi:torch >=2.1", f"image docker:acme/base@{DIGEST}", "image docker:astral-sh/uv@0.5.1",
        "package npm:left-pad@1.3.0"}, {IMAGE}
    yield "docker/b/Containerfile", f"FROM scratch\nCOPY . .\n", set(), set()
    yield "docker/c/app.Dockerfile", f"from alpine@{DIGEST}\nonbuild run true\n", {f"image docker:alpine@{DIGEST}"}, set()
    yield "docker/d/Dockerfile", "ARG IMAGE\nFROM ${IMAGE}\n", set(), set()
    yield "docker/tags/Dockerfile", """ARG TAG
ARG HUB=r.example.invalid:5000
FROM ${HUB}/a/one:${TAG} AS one
FROM two@${DIGEST}
FROM three:1.${TAG}
FROM four:${TAG-2}
FROM ${UNKNOWN}/five:1
FROM docker.io/library/six:1
COPY --from=one /x /x
""", {"image docker:a/one ${TAG}", "image docker:two ${DIGEST}", "image docker:three 1.${TAG}", "image docker:four@2",
      "image docker:six@1"}, {IMAGE}
    yield "docker/gaps/Dockerfile", f"""FROM alpine@{DIGEST}
RUN pip install \\
  # a comment between
  a==1 \\

  b==2
""", {f"image docker:alpine@{DIGEST}", "package pypi:a@1", "package pypi:b@2"}, set()
    yield "docker/mark/Dockerfile", f"\ufeffFROM alpine@{DIGEST}\r\n", {f"image docker:alpine@{DIGEST}"}, set()
    yield "compose-vars/compose.yaml", """services:
  a: {image: "${IMAGE:-acme/a:1}"}
  b: {image: "acme/b:${TAG}"}
  c: {image: "$HUB/acme/c:2"}
  d: {image: "acme/d:${TAG-3}"}
""", {"image docker:acme/a@1", "image docker:acme/b ${TAG}", "image docker:acme/d@3"}, {IMAGE}
    yield "gitlab-vars/.gitlab-ci.yml", """variables:
  PY: '3.12'
  WHOLE: {value: "acme/e:$PY", description: x}
image: python:$PY
a: {image: $WHOLE, script: [true]}
b: {image: "$CI_REGISTRY_IMAGE:1", script: [true]}
c: {image: "ruby:$UNKNOWN", script: [true]}
""", {"image docker:python@3.12", "image docker:acme/e@3.12", "image docker:ruby $UNKNOWN"}, {IMAGE}
    yield "docker/e/Dockerfile", "ARG IMAGE\nFROM ${IMAGE:-alpine}:3\n", {"image docker:alpine@3"}, {IMAGE}
    yield "docker/f/Dockerfile", "FROM python\n", {"image docker:python"}, {IMAGE}
    yield "docker/g/Dockerfile", f"# escape=`\nFROM alpine@{DIGEST}\nRUN pip install `\n  a==1\n", {
        f"image docker:alpine@{DIGEST}", "package pypi:a@1"}, set()
    yield "actions/a/.github/workflows/ci.yml", WORKFLOW, {
        f"image docker:node@{DIGEST}", "image docker:postgres@16", f"package github:actions/checkout@{SHA}",
        f"image docker:alpine@{DIGEST}", f"package github:acme/tools@{SHA}", "package pypi:build@1.2.1"}, {IMAGE}
    yield "actions/b/.github/workflows/own.yaml", WORKFLOW.replace(SHA + " # v4", "v4").replace("postgres:16", f"postgres@{DIGEST}"), {
        f"image docker:node@{DIGEST}", f"image docker:postgres@{DIGEST}", "package github:actions/checkout@v4",
        f"image docker:alpine@{DIGEST}", f"package github:acme/tools@{SHA}", "package pypi:build@1.2.1"}, {OWN}
    yield "compose/docker-compose.yml", COMPOSE, {f"image docker:nginx@{DIGEST}"}, set()
    yield "k8s/deployment.yaml", POD, {f"image docker:busybox@{DIGEST}", f"image docker:pause@{DIGEST}"}, set()
    yield "gitlab/.gitlab-ci.yml", GITLAB, {
        f"package gitlab:acme/templates@{SHA}", f"image docker:python@{DIGEST}", f"image docker:postgres@{DIGEST}",
        "package pypi:pytest@8.0.0"}, set()
    yield "circle/.circleci/config.yml", f"version: 2.1\norbs: {{node: circleci/node@5.1.0}}\njobs: {{a: {{docker: [{{image: 'cimg/node@{DIGEST}'}}], steps: [{{run: npm i a@1.0.0}}]}}}}\n", {
        "package circleci:circleci/node@5.1.0", f"image docker:cimg/node@{DIGEST}", "package npm:a@1.0.0"}, set()
    yield "helm/values.yaml", f"image: {{repository: acme/app, tag: '1.2', digest: '{DIGEST}'}}\nside: {{image: {{registry: ghcr.io, repository: acme/side, tag: 3}}}}\n", {
        f"image docker:acme/app@{DIGEST}", "image docker:acme/side@3"}, {IMAGE}
    yield "docker/h/Dockerfile", f'FROM alpine@{DIGEST}\nRUN ["npm", "install", "a@1.0.0"]\n', {
        f"image docker:alpine@{DIGEST}", "package npm:a@1.0.0"}, set()
    yield "hooks/.pre-commit-config.yaml", HOOKS, {"package github:psf/black@24.1.0", "package pypi:click@8.1.0"}, set()
    yield "dev/devcontainer.json", DEV, {
        f"image docker:devcontainers/python@{DIGEST}", f"image docker:devcontainers/features/node@{DIGEST}",
        "package vscode-extension:ms-python/python"}, set()


def review():
    yield "tag/.github/workflows/ci.yml", "on: push\njobs: {a: {steps: [{uses: acme/scan@v1}]}}\n", {
        "package github:acme/scan@v1"}, {ACTION}
    yield "reusable/.github/workflows/ci.yml", "on: push\njobs: {a: {uses: acme/x/.github/workflows/y.yml@main}}\n", {
        "package github:acme/x@main"}, {ACTION}
    yield "composite/action.yml", "name: x\nruns: {using: composite, steps: [{uses: acme/scan@v1}]}\n", {
        "package github:acme/scan@v1"}, {ACTION}
    yield "target/.github/workflows/ci.yml", TARGET, {f"package github:actions/checkout@{SHA}"}, {"ci-untrusted-checkout"}
    yield "inject/.github/workflows/ci.yml", INJECTED, set(), {"ci-script-injection"}
    yield "gl-ref/.gitlab-ci.yml", "include: {project: a/b, ref: main, file: c.yml}\n", {"package gitlab:a/b@main"}, {INCLUDE}
    yield "gl-remote/.gitlab-ci.yml", "include: 'https://e.invalid/x.yml'\n", set(), {INCLUDE}
    yield "orb/.circleci/config.yml", "jobs: {}\norbs: {a: b/c@volatile}\n", {"package circleci:b/c@volatile"}, {INCLUDE}
    yield "az/azure-pipelines.yml", "steps: []\nresources: {repositories: [{repository: t, type: github, name: a/b, ref: refs/heads/main}]}\n", {
        "package github:a/b@refs/heads/main"}, {INCLUDE}
    yield "hook/.pre-commit-config.yaml", "repos: [{repo: 'https://github.com/a/b', rev: main, hooks: []}]\n", {
        "package github:a/b@main"}, {INCLUDE}
    yield "env/Dockerfile", f"FROM scratch\nENV API_TOKEN=0123456789abcdef\n", set(), {"ci-inline-credential"}


def samples():
    for name, text, components, rules in good():
        yield Sample("ok", name, text.encode(), rules=rules, components=components)
    for name, text, components, rules in review():
        yield Sample("evil", name, text.encode(), rules=rules, verdict="review", components=components)
    yield Sample("ok", "none/Dockerfile.md", b"# Dockerfile\n\nFROM here to there\n", status="skipped", components=set())
    yield Sample("ok", "none/workflow.yml", b"on: push\njobs: {a: {steps: []}}\n", status="skipped", components=set())
    for name in "Dockerfile", ".github/workflows/ci.yml", ".pre-commit-config.yaml":
        text = {"D": DOCKERFILE, ".g": WORKFLOW, ".p": HOOKS}[name[:1] if name[0] == "D" else name[:2]]
        yield Sample("ok", f"none/node_modules/x/{name}", text.encode(), status="skipped", components=set())
    yield Sample("ok", "none/values.yaml", b"image: nginx:1\n", status="skipped", components=set())
    yield Sample("bad", "cut/.github/workflows/ci.yml", WORKFLOW.encode()[:-30] + b"\n  - [", rules={"malformed", IMAGE},
                 components=None)
