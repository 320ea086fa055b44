#!/usr/bin/env python3
"""Bundles that another verifier judges too: those it accepts and we do, and mutants of them.

    differential.py ASSAY FOLDER [COUNT] [SEED]

Bundles made anew by a private Sigstore (make.js), and those of the published suite where it is there, have to be
accepted by both; a tampered one by neither. Then COUNT mutants are asked about. Where the two differ, the difference
has to be a row of docs/sigstore-differences.md, by which side refuses and the word it refuses with.
"""
import base64
import collections
import copy
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
sys.path.insert(0, os.fspath(HERE.parent / "conformance"))
import sigstore as published  # noqa: E402

SKIPPED = 77
BATCH = 250
ROW = re.compile(r"^\| (assay|peer) \| `([^`]+)` \|")


class Seed:
    """A valid bundle and how it is asked about."""

    def __init__(self, folder):
        self.name = folder.name
        self.text = (folder / "bundle.sigstore.json").read_text(encoding="utf-8")
        self.bundle = json.loads(self.text)
        self.artifact = published.artifact(folder)
        self.root = folder / "trusted_root.json"
        if not self.root.exists():
            self.root = folder.parent.parent / "trusted_root.production.json"
        self.key = folder / "key.pub" if (folder / "key.pub").exists() else None
        self.identity = published.said(folder, "identity", published.IDENTITY)
        self.issuer = published.said(folder, "issuer", published.ISSUER)

    def options(self):
        who = ["--key", self.key] if self.key else ["--certificate-identity", self.identity,
                                                    "--certificate-oidc-issuer", self.issuer]
        return ["--trusted-root", self.root, *who]

    def question(self, text):
        return json.dumps({"bundle": text, "root": os.fspath(self.root), "artifact": os.fspath(self.artifact),
                           "identity": self.identity, "issuer": self.issuer,
                           "key": os.fspath(self.key) if self.key else None})


# Mutations. Each takes a bundle that is its own and gives it back, or a text instead.

def places(value, path=()):
    """Every value within, by its path."""
    yield path, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        yield from places(child, (*path, key))


def parent_of(bundle, path):
    for key in path[:-1]:
        bundle = bundle[key]
    return bundle


def pick(bundle, dice, wanted):
    found = [(path, value) for path, value in places(bundle) if path and wanted(path, value)]
    return dice.choice(found) if found else (None, None)


def is_bytes(path, value):
    return isinstance(value, str) and len(value) >= 8 and path[-1] not in ("mediaType", "envelope", "payloadType", "hint")


def change_bytes(bundle, dice, _):
    path, value = pick(bundle, dice, is_bytes)
    try:
        data = bytearray(base64.b64decode(value, validate=True))
    except (ValueError, TypeError):
        return bundle
    at = dice.randrange(len(data) + 1)
    way = dice.randrange(6)
    if way < 3 and at < len(data):
        data[at] ^= 1 << dice.randrange(8)
    elif way == 3:
        data[at:at] = dice.randbytes(dice.randrange(1, 4))
    elif way == 4:
        del data[at:at + dice.randrange(1, 4)]
    else:
        data = data[:at]
    parent_of(bundle, path)[path[-1]] = base64.b64encode(bytes(data)).decode()
    return bundle


def change_base64(bundle, dice, _):
    """Other spellings of the same bytes, and none at all."""
    path, value = pick(bundle, dice, is_bytes)
    if not path:
        return bundle
    at = dice.randrange(len(value))
    ways = [value.rstrip("="), value + "=", value.replace("+", "-").replace("/", "_"), value[:at] + "\n" + value[at:],
            value[:at] + " " + value[at:], value[:at] + "*" + value[at:], value[:-1], value + "AAAA", " " + value]
    parent_of(bundle, path)[path[-1]] = dice.choice(ways)
    return bundle


def change_number(bundle, dice, _):
    path, value = pick(bundle, dice, lambda path, value: isinstance(value, str) and value.isdigit())
    if not path:
        return bundle
    number = int(value)
    ways = [str(number + 1), str(number - 1), "-" + value, "0" + value, "+" + value, value + ".0", "", number,
            str(2 ** 63), str(2 ** 64), "1e3", value + " ", hex(number)]
    parent_of(bundle, path)[path[-1]] = dice.choice(ways)
    return bundle


def remove(bundle, dice, _):
    path, _value = pick(bundle, dice, lambda path, value: True)
    del parent_of(bundle, path)[path[-1]]
    return bundle


def change_type(bundle, dice, _):
    path, value = pick(bundle, dice, lambda path, value: True)
    parent_of(bundle, path)[path[-1]] = dice.choice([None, {}, [], "", 0, True, [value], {"x": value}, "text"])
    return bundle


def add(bundle, dice, _):
    path, value = pick(bundle, dice, lambda path, value: isinstance(value, dict))
    (value if path else bundle)[dice.choice(["unknown", "certificate", "publicKey", "dsseEnvelope", "signature"])] = \
        dice.choice([1, "text", {}, {"rawBytes": ""}, {"hint": "x"}])
    return bundle


def twice(bundle, dice, _):
    path, value = pick(bundle, dice, lambda path, value: isinstance(value, list) and value)
    if path:
        value.append(copy.deepcopy(dice.choice(value)))
    return bundle


def change_text(bundle, dice, _):
    path, value = pick(bundle, dice, lambda path, value: isinstance(value, str) and value)
    at = dice.randrange(len(value))
    with_other = value[:at] + dice.choice(["", "\0", "A", "0", "\n", "\u00e9", "=", "\u2014"]) + value[at + 1:]
    parent_of(bundle, path)[path[-1]] = with_other
    return bundle


def change_version(bundle, dice, _):
    bundle["mediaType"] = dice.choice([
        "application/vnd.dev.sigstore.bundle+json;version=0.1", "application/vnd.dev.sigstore.bundle+json;version=0.2",
        "application/vnd.dev.sigstore.bundle+json;version=0.3", "application/vnd.dev.sigstore.bundle.v0.3+json",
        "application/vnd.dev.sigstore.bundle.v0.4+json", "application/vnd.dev.sigstore.bundle+json", ""])
    return bundle


def graft(bundle, dice, other):
    """A part of another valid bundle in the place of its own."""
    path, value = pick(bundle, dice, lambda path, value: True)
    there = other.bundle
    try:
        for key in path:
            there = there[key]
    except (KeyError, IndexError, TypeError):
        return bundle
    parent_of(bundle, path)[path[-1]] = copy.deepcopy(there)
    return bundle


def damage_text(bundle, dice, _):
    text = json.dumps(bundle)
    at = dice.randrange(len(text))
    way = dice.randrange(4)
    if way == 0:
        return text[:at]
    if way == 1:
        return text[:at] + dice.choice('{}[]",:0\\ \t') + text[at:]
    if way == 2:
        return text[:at] + text[at + 1:]
    name = dice.choice(re.findall(r'"(\w+)": ', text))
    return text.replace(f'"{name}": ', f'"{name}": null, "{name}": ', 1)


MUTATIONS = [change_bytes] * 8 + [change_base64, change_number, remove, change_type, add, twice, change_text,
                                  change_version, graft, graft, graft, damage_text]


def mutant(seed, seeds, dice):
    bundle = copy.deepcopy(seed.bundle)
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        bundle = dice.choice(MUTATIONS)(bundle, dice, dice.choice(seeds))
        if isinstance(bundle, str):
            return bundle
    return json.dumps(bundle)


# The two verifiers.

class Peer:
    def __init__(self):
        self.process = subprocess.Popen(["node", HERE / "peer.js"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)

    def ask(self, seed, texts):
        """Written by another process, so that neither pipe can fill up."""
        answers = []
        for text in texts:
            self.process.stdin.write(seed.question(text) + "\n")
            self.process.stdin.flush()
            answers.append(self.process.stdout.readline().strip())
        return answers


def ask_assay(assay, folder, seed, texts):
    words, operands = [], []
    for number, text in enumerate(texts):
        path = folder / f"{number}.json"
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        words += ["--bundle", path]
        operands.append(seed.artifact)
    done = subprocess.run([assay, "verify", "--format", "json", *seed.options(), *words, *operands],
                          capture_output=True, text=True)
    answer = json.loads(done.stdout) if done.stdout else sys.exit(f"differential: {done.stderr}")
    return [each["reason"] or "yes" for each in answer.get("artifacts", [answer])]


def known_differences():
    rows = (TOP / "docs" / "sigstore-differences.md").read_text(encoding="utf-8").splitlines()
    return {match.groups() for match in map(ROW.match, rows) if match}


def difference(ours, theirs):
    """None, or which of the two refuses, and the word it has for that."""
    if (ours == "yes") == (theirs == "yes"):
        return None
    if theirs == "yes":
        return "assay", ours
    return "peer", theirs.removeprefix("no ").split(":")[0]


def compare(assay, folder, seeds, count, dice):
    peer, counted, kept = Peer(), collections.Counter(), {}
    asked = agreed = 0
    while asked < count:
        seed = dice.choice(seeds)
        texts = [mutant(seed, seeds, dice) for _ in range(min(BATCH, count - asked))]
        answers = zip(texts, ask_assay(assay, folder, seed, texts), peer.ask(seed, texts))
        for text, ours, theirs in answers:
            found = difference(ours, theirs)
            agreed += not found
            if found:
                counted[found] += 1
                kept.setdefault(found, (seed.name, text, ours, theirs))
        asked += len(texts)
    return agreed, counted, kept


def make_seeds(folder):
    made = folder / "made"
    done = subprocess.run(["node", HERE / "make.js", made])
    if done.returncode:
        sys.exit(SKIPPED if done.returncode == SKIPPED and os.environ.get("CI") != "true" else 1)
    seeds = [Seed(path) for path in sorted(made.iterdir())]
    root = pathlib.Path(os.environ.get("ASSAY_CONFORMANCE") or TOP.parent / "shared" / "conformance") / "sigstore"
    if root.is_dir():
        seeds += [Seed(path) for path in sorted((root / "bundle-verify").iterdir())
                  if path.is_dir() and not path.name.endswith("_fail")]
    return seeds


def tampered(seed):
    bundle = copy.deepcopy(seed.bundle)
    part = bundle.get("messageSignature") or bundle["dsseEnvelope"]["signatures"][0]
    name = "signature" if "signature" in part else "sig"
    data = bytearray(base64.b64decode(part[name]))
    data[-1] ^= 1
    part[name] = base64.b64encode(bytes(data)).decode()
    return json.dumps(bundle)


def main(assay, folder, count="2000", number=None):
    folder = pathlib.Path(folder).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    number = int(number) if number else random.randrange(1 << 32)
    seeds, known, failed = make_seeds(folder), known_differences(), 0
    print(f"{len(seeds)} bundles, {count} mutants, seed {number}")
    peer = Peer()
    for seed in seeds:
        for text, right in ((seed.text, True), (tampered(seed), False)):
            ours, theirs = ask_assay(assay, folder, seed, [text])[0], peer.ask(seed, [text])[0]
            odd = difference(ours, theirs)
            if (ours == "yes") != right or (odd and odd not in known):
                failed += 1
                print(f"  {seed.name}: we say {ours}, the peer {theirs}; should be {right}")
    agreed, counted, kept = compare(assay, folder, seeds, int(count), random.Random(number))
    for found, n in counted.most_common():
        name, text, ours, theirs = kept[found]
        print(f"  {n} times {' '.join(found)}{'' if found in known else ', which is not known'}")
        if found not in known:
            failed += 1
            path = folder / f"difference-{failed}.json"
            path.write_text(text, encoding="utf-8", errors="surrogatepass")
            print(f"    a mutant of {name}: we say {ours}, the peer {theirs}: {path}")
    print(f"{agreed} judged alike, {sum(counted.values())} not, in {len(counted)} ways; {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
