#!/usr/bin/env python3
"""Makes the facts that the program brings along of an export of advisories.

    snapshot.py EXPORT FOLDER

EXPORT has the layout of the OSV export, ECOSYSTEM/all.zip; for each of its ecosystems
FOLDER/ECOSYSTEM.jsonl.xz is written: a record a line, in the order of their ids, with ids, dates,
names, ranges, versions and severities, and no text. The build packs them (tools/advisories/pack.c).
"""
import json
import lzma
import pathlib
import sys
import zipfile

KEPT = ("id", "modified", "published", "withdrawn", "aliases", "upstream", "severity")


def second(text):
    """A date without its fraction."""
    return text[:19] + "Z" if len(text) > 20 and text.endswith("Z") else text


def affected(entry):
    """One affected package, or None when only commits are."""
    if "package" not in entry:
        return None
    kept = {"package": {key: entry["package"][key] for key in ("ecosystem", "name")}}
    ranges = [{"type": r["type"], "events": r["events"]} for r in entry.get("ranges", [])
              if r["type"] != "GIT"]
    if ranges:
        kept["ranges"] = ranges
    for key in ("severity", "versions"):
        if entry.get(key):
            kept[key] = entry[key]
    return kept


def reduce(record):
    kept = {key: record[key] for key in KEPT if record.get(key)}
    for key in ("modified", "published", "withdrawn"):
        if key in kept:
            kept[key] = second(kept[key])
    if "withdrawn" not in kept:
        kept["affected"] = list(filter(None, map(affected, record.get("affected", []))))
    iocs = record.get("database_specific", {}).get("iocs")
    if iocs:
        kept["database_specific"] = {"iocs": iocs}
    return kept


def records(path):
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".json"):
                yield reduce(json.loads(archive.read(name)))


def main(export, folder):
    for path in sorted(pathlib.Path(export).glob("*/all.zip")):
        lines = [json.dumps(record, separators=(",", ":"), ensure_ascii=False) + "\n"
                 for record in sorted(records(path), key=lambda record: record["id"])]
        target = pathlib.Path(folder) / f"{path.parent.name}.jsonl.xz"
        target.write_bytes(lzma.compress("".join(lines).encode(), preset=6 | lzma.PRESET_EXTREME))
        print(f"{target}: {len(lines)} records, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
