#!/usr/bin/env python3
"""Says in a header where the model lies, and which one it is: another one is another program.

    embed.py MODEL HEADER
"""
import hashlib
import pathlib
import sys

model, header = map(pathlib.Path, sys.argv[1:])
header.write_text(f"/* Made by embed.py: do not edit. {hashlib.sha256(model.read_bytes()).hexdigest()} */\n"
                  f'#define DETECTOR_MODEL "{model.resolve()}"\n', encoding="utf-8")
