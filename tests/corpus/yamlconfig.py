"""Configurations in YAML: Hydra's _target_, MLflow's loader_module, tags that make objects. Inert: the
command is `true`."""
from sample import Sample

NEMO = """\
name: tiny
model:
  _target_: nemo.collections.asr.models.EncDecCTCModel
  sample_rate: 16000
  labels: &labels [' ', a, "b", 'c']
  encoder:
    _target_: nemo.collections.asr.modules.ConvASREncoder
    params: {feat_in: 64, activation: relu}
  decoder:
    <<: {a: 1}
    vocabulary: *labels
  optim:
    _target_: torch.optim.AdamW
    lr: 1e-3
"""
MLMODEL = """\
artifact_path: model
flavors:
  python_function:
    env: {conda: conda.yaml, virtualenv: python_env.yaml}
    loader_module: mlflow.sklearn
    model_path: model.pkl
    python_version: 3.11.7
  sklearn: {code: null, pickled_model: model.pkl, serialization_format: cloudpickle}
mlflow_version: 2.9.2
"""
WORKFLOW = """\
on: [push]
jobs:
  build: {runs-on: x, steps: [{uses: checkout}, {run: 'echo {{ x }}'}]}
"""

OK = {
    "model_config.yaml": NEMO,
    "MLmodel": MLMODEL,
    "several.yaml": NEMO + "---\n" + NEMO,
    "accents.yml": "titre: \u00e9t\u00e9\nmodel_type: x\n",
    "trust-off.yaml": "model_type: x\ntrust_remote_code: false\n",
    "tuple.yaml": "model_type: x\na: !!python/tuple [1, 2]\n",
    "template.yaml": "model_type: x\nchat_template: |\n  {% for m in messages %}{{ m.content }}{% endfor %}\n",
}
SKIPPED = {
    "workflow.yml": WORKFLOW,
    "broken-but-no-model.yaml": "a: [1, 2\nb: }\n",
    "empty.yaml": "",
}
REVIEW = {
    "own-class.yaml": ("_target_: my_package.Model\n", {"config-custom-class"}),
    "loader.yaml": (MLMODEL.replace("mlflow.sklearn", "my_loader"), {"config-custom-class"}),
    "trust.yaml": ("model_type: x\ntrust_remote_code: yes\n", {"config-trusts-remote-code"}),
    "object.yaml": ("a: !!python/object:my_package.Thing {x: 1}\n", {"config-custom-class"}),
}
EVIL = {
    "target.yaml": "model:\n  - {_target_: os.system, command: 'true'}\n",
    "target-folded.yaml": "model:\n  _target_: >-\n    os.system\n  command: 'true'\n",
    "target-quoted.yaml": 'model:\n  "_tar\\x67et_": "subprocess\\x2erun"\n',
    "target-anchor.yaml": "x: &t os.system\nmodel: {_target_: builtins.exec}\n",
    "target-second.yaml": "a: 1\n---\n_target_: os.popen\n",
    "target-no-suffix.cfg": "_target_: os.system\n",
    "loader.yaml": MLMODEL.replace("mlflow.sklearn", "subprocess"),
    "apply.yaml": "!!python/object/apply:os.system ['true']\n",
    "apply-long-tag.yaml": "a: !<tag:yaml.org,2002:python/object/apply:os.system> ['true']\n",
    "apply-handle.yaml": "%TAG !p! tag:yaml.org,2002:python/\n---\na: !p!object/new:subprocess.Popen [['true']]\n",
    "name.yaml": "a: !!python/name:os.system\n",
}
BAD = {
    "cut.yaml": NEMO + "  more: [1, 2\n",
    "tab.yaml": NEMO + "\tx: 1\n",
    "control.yaml": NEMO + "x: \x01\n",
    "deep.yaml": "model_type: x\na: " + "[" * 600 + "]" * 600 + "\n",
}


def samples():
    for name, text in OK.items():
        yield Sample("ok", name, text.encode())
    for name, text in SKIPPED.items():
        yield Sample("ok", name, text.encode(), status="skipped")
    for name, (text, rules) in REVIEW.items():
        yield Sample("evil", f"review/{name}", text.encode(), rules, "review")
    for name, text in EVIL.items():
        yield Sample("evil", name, text.encode(), {"config-dangerous-call"})
    yield Sample("evil", "template.yaml", b"model_type: x\nchat_template: \"{{ ''.__class__ }}\"\n",
                 {"template-internals"})
    yield Sample("bad", "not-utf8.yaml", b"_target_: os.system\nx: \xff\n", {"malformed"})
    yield Sample("evil", "cut-behind.yaml", b"_target_: os.system\nx: [1, 2\n",
                 {"config-dangerous-call", "malformed"}, status="inconclusive")
    for name, text in BAD.items():
        yield Sample("bad", name, text.encode(), {"malformed"})
