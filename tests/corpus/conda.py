"""Packages and environments of conda, made by hand after its documentation."""
import json

from sample import Sample

META = {"name": "numpy", "version": "1.26.4", "build": "py311h64a7726_0", "build_number": 0,
        "channel": "https://conda.example.invalid/conda-forge/linux-64", "subdir": "linux-64",
        "fn": "numpy-1.26.4-py311h64a7726_0.conda", "license": "BSD-3-Clause", "md5": "0" * 32, "sha256": "1" * 64,
        "url": "https://conda.example.invalid/conda-forge/linux-64/numpy-1.26.4-py311h64a7726_0.conda",
        "depends": ["libblas >=3.9.0,<4.0a0", "python >=3.11,<3.12.0a0"], "files": [], "paths_data": {"paths": []}}
ENVIRONMENT = """\
name: lab
channels:
  - conda-forge
dependencies:
  - python=3.11
  - conda-forge::numpy=1.26.4=py311h64a7726_0
  - scipy>=1.11
  - pandas ==2.2.0
  - pip
  - pip:
      - litellm==1.82.7
      - torch>=2.1
      - -r requirements.txt
      - git+https://example.invalid/far.git@v1#egg=far
      - -e git+https://example.invalid/near.git#egg=near
      - ./wheels
"""
LOCK = f"""\
version: 1
metadata:
  channels:
    - url: conda-forge
package:
  - name: numpy
    version: 1.26.4
    manager: conda
    platform: linux-64
    dependencies:
      libblas: '>=3.9.0,<4.0a0'
    url: https://conda.example.invalid/conda-forge/linux-64/numpy-1.26.4-py311h64a7726_0.conda
    hash:
      md5: {'0' * 32}
      sha256: {'1' * 64}
    category: main
    optional: false
  - name: litellm
    version: 1.82.8
    manager: pip
    platform: linux-64
    dependencies: {{}}
    url: https://example.invalid/litellm-1.82.8-py3-none-any.whl
    hash:
      sha256: {'2' * 64}
    category: main
    optional: false
"""
EXPLICIT = f"""\
# platform: linux-64
@EXPLICIT
https://user:secret@conda.example.invalid/conda-forge/linux-64/numpy-1.26.4-py311h64a7726_0.conda#{'0' * 32}
https://conda.example.invalid/conda-forge/noarch/tzdata-2024a-h0c530f3_0.tar.bz2
"""


def one(group, name, text, components, **more):
    return Sample(group, name, text.encode(), components=set(components), **more)


def samples():
    numpy = "package conda:numpy@1.26.4"
    yield one("ok", "env/conda-meta/numpy-1.26.4-py311h64a7726_0.json", json.dumps(META), [numpy])
    yield one("ok", "pkgs/numpy-1.26.4-py311h64a7726_0/info/index.json", json.dumps(META), [numpy])
    yield one("ok", "lab/environment.yml", ENVIRONMENT,
              ["package conda:python =3.11", numpy, "package conda:scipy >=1.11", "package conda:pandas@2.2.0",
               "package conda:pip", "package pypi:litellm@1.82.7", "package pypi:torch >=2.1", "package pypi:far",
               "package pypi:near"])
    yield one("ok", "lock/conda-lock.yml", LOCK, [numpy, "package pypi:litellm@1.82.8"])
    yield one("ok", "list/linux-64.lock", EXPLICIT, [numpy, "package conda:tzdata@2024a"])
    yield one("ok", "other/conda-meta/history.json", '{"name": "x", "version": "1"}', [], status="skipped")
    yield one("ok", "chart/Chart.yaml", "name: x\nversion: 1\ndependencies:\n  - name: redis\n", [], status="skipped")
    yield one("bad", "cut/conda-meta/numpy.json", json.dumps(META)[:-20], [numpy], rules={"malformed"})
