#!/usr/bin/env python3
"""Makes the demo workspace: a few benign models and inert attack samples, as they lie about in a
folder of models. All comes out of the corpus generators.

    demo.py FOLDER    writes it there; what was there goes
"""
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "corpus"))
import run  # noqa: E402

# Where it lies in the workspace: the generator, and the group and name of the sample.
WORKSPACE = {
    "chat-model/model.safetensors": ("safetensors", "ok/model.safetensors"),
    "chat-model/config.json": ("hfconfig", "ok/config.json"),
    "chat-model/chat_template.jinja": ("jinja", "ok/llama31.jinja"),
    "quantized/tiny.gguf": ("gguf", "ok/v3.gguf"),
    "classifier/checkpoint.pt": ("torch", "ok/two-of-one.pt"),
    "classifier/pipeline.joblib": ("joblib", "ok/sklearn.joblib"),
    "features/train.npy": ("npy", "ok/float64.npy"),
    "datasets/images.tar.gz": ("compressed", "ok/compressed/a.tar.gz"),
    "datasets/labels.zip": ("zip", "ok/zip/deflated.zip"),
    "from-the-internet/pipeline.joblib": ("joblib", "evil/behind-array.joblib"),
    "from-the-internet/checkpoint.pt": ("torch", "evil/call.pt"),
    "from-the-internet/config.json": ("hfconfig", "evil/other-repository/config.json"),
    "from-the-internet/vectors.pkl": ("pickles", "evil/python-2-name.pkl"),
    "from-the-internet/chat_template.jinja": ("jinja", "evil/lipsum.jinja"),
    "from-the-internet/weights.zip": ("zip", "evil/zip/duplicate.zip"),
    "from-the-internet/images.tar": ("tar", "evil/tar/traversal.tar"),
    "from-the-internet/cut-download.safetensors": ("safetensors", "bad/cut-data.safetensors"),
    "from-the-internet/large-file.safetensors": ("pointer", "bad/pointer/lfs.safetensors"),
}


def write(generator, paths, folder):
    """Writes the samples of one generator, {name: path}; makes no more of them than it needs."""
    left = dict(paths)
    for sample in run.samples_of(generator):
        path = left.pop(f"{sample.group}/{sample.name}", None)
        if path:
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(sample.data)
        if not left:
            return
    sys.exit(f"{generator} has no sample {', '.join(left)}")


def main(folder):
    shutil.rmtree(folder, ignore_errors=True)
    for generator in {generator for generator, _ in WORKSPACE.values()}:
        write(generator, {name: path for path, (from_, name) in WORKSPACE.items()
                          if from_ == generator}, folder)
    (folder / "README.txt").write_text("Made by tests/demo.py. Nothing in here does anything.\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
