"""Text and bytes that have the shape of what attackers ship, and mean nothing: made of a seed."""
import base64
import hashlib
import random
import struct

WORDS = ("get", "set", "value", "node", "list", "map", "key", "state", "path", "type", "index", "item",
         "result", "length", "count", "name", "size", "entry", "slot", "table", "frame", "level")


def letters(source, count):
    return "".join(source.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(count))


def blob(seed, size):
    """Bytes as an encrypted payload has them."""
    source = random.Random(seed)
    return source.randbytes(size)


def encoded(seed, size):
    return base64.b64encode(blob(seed, size)).decode()


def obfuscated(seed, size):
    """JavaScript as string-array obfuscators leave it: a table of encoded words, its rotation, a
    function that reads it, and code that names everything _0x…; it computes sums and calls nobody."""
    source = random.Random(seed)
    used = set()

    def hexname():
        while True:
            name = f"_0x{source.randrange(0x100000, 0xffffff):x}"
            if name not in used:
                used.add(name)
                return name

    table, reader = hexname(), hexname()
    words = ",".join("'" + base64.b64encode(letters(source, source.randint(4, 20)).encode()).decode() + "'"
                     for _ in range(max(40, min(4000, size // 400))))
    parts = [f"function {table}(){{const _0x1=[{words}];{table}=function(){{return _0x1;}};return {table}();}}",
             f"function {reader}(_0x2,_0x3){{const _0x4={table}();return {reader}=function(_0x5,_0x6)"
             f"{{_0x5=_0x5-0x1f4;let _0x7=_0x4[_0x5];return _0x7;}},{reader}(_0x2,_0x3);}}",
             f"(function(_0x8,_0x9){{const _0xa={reader},_0xb=_0x8();while(!![]){{try{{const _0xc="
             f"-parseInt(_0xa(0x1f5))/0x1+parseInt(_0xa(0x1f6))/0x2*(-parseInt(_0xa(0x1f7))/0x3);"
             f"if(_0xc===_0x9)break;else _0xb['push'](_0xb['shift']());}}catch(_0xd)"
             f"{{_0xb['push'](_0xb['shift']());}}}}}}({table},0x{source.randrange(0x10000, 0xfffff):x}));"]
    length = sum(map(len, parts))
    while length < size:
        first, second, third = hexname(), hexname(), hexname()
        part = (f"const {first}=function({second},{third}){{const _0xe={reader};return {second}[_0xe(0x"
                f"{source.randrange(0x1f4, 0x7ff):x})]({third}^0x{source.randrange(1, 0xffff):x});}};"
                f"if({reader}(0x{source.randrange(0x1f4, 0x7ff):x})!=={reader}(0x{source.randrange(0x1f4, 0x7ff):x}))"
                f"{{{first}[{reader}(0x{source.randrange(0x1f4, 0x7ff):x})]=0x{source.randrange(1, 0xffff):x};}}")
        parts.append(part)
        length += len(part)
    return "".join(parts)


def minified(seed, size):
    """JavaScript as bundlers leave it: one line of numbered modules."""
    source = random.Random(seed)
    parts, length = ["(()=>{var e={"], 0
    while length < size:
        word, other = source.choice(WORDS), source.choice(WORDS)
        part = (f"{source.randrange(1, 99999)}:(e,t,r)=>{{\"use strict\";t.{word}{letters(source, 3)}=function(e,t)"
                f"{{for(var n=0;n<e.length;n++)if(e[n].{word}===t)return e[n].{other};return null}};"
                f"var a=r({source.randrange(1, 99999)});t.{other}={{{word}:a.{word},{other}:{source.randrange(9999)}}}}},")
        parts.append(part)
        length += len(part)
    parts.append("0:()=>{}};var t={};function r(n){var a=t[n];if(a!==undefined)return a.exports;"
                 "var i=t[n]={exports:{}};return e[n](i,i.exports,r),i.exports}r(0)})();")
    return "".join(parts)


def elf(seed, size, notes=b""):
    """A program for Linux that exits with 0, then bytes nobody reads."""
    code = bytes.fromhex("b83c00000031ff0f05")          # exit(0)
    start = 0x400000
    header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 2, 62, 1, start + 120, 64, 0, 0, 64, 56, 1,
                         64, 0, 0)
    program = struct.pack("<IIQQQQQQ", 1, 5, 0, start, start, 120 + len(code), 120 + len(code), 0x1000)
    return header + program + code + notes + blob(seed, size)


def pe(seed, size):
    """A library for Windows in its headers only: no section, no entry point."""
    dos = b"MZ" + bytes(58) + struct.pack("<I", 64)
    coff = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, 0, 0, 0, 0, 240, 0x2022)
    optional = struct.pack("<H", 0x20B) + bytes(238)
    return dos + coff + optional + blob(seed, size)


def wav(seed, samples, extra=b""):
    """A sound of noise, with bytes after it."""
    data = blob(seed, samples)
    body = b"WAVE" + b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"data"
    body += struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body + extra


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
