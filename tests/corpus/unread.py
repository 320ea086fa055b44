"""Formats that are known but have no reader: never complete, whatever they are called."""
import struct

from sample import Sample

HDF5 = b"\x89HDF\r\n\x1a\n" + bytes(88)
ONNX = b"\x08\x08\x12\x07pytorch\x1a\x052.0.0\x3a\x02\x0a\x00"
SAVED_MODEL = b"\x08\x01\x12\x06\x0a\x04\x22\x02v1"
GRAPH = b"\x0a\x0b\x0a\x01x\x12\x06Pl4hol"


def magics():
    yield "model.h5", HDF5
    yield "hdf5-by-content.bin", HDF5
    yield "hdf5-behind-user-block.keras", bytes(512) + HDF5
    yield "model.ptl", b"\x1c\0\0\0PTMF" + bytes(40)
    yield "model.tflite", b"\x1c\0\0\0TFL3" + bytes(40)
    yield "program.pte", b"\x1c\0\0\0ET12" + bytes(40)
    yield "old.ggml", b"tjgg" + bytes(40)
    yield "model.llamafile", b"MZqFpD='\n" + bytes(40)
    yield "data.rda", b"RDX3\nX\n" + struct.pack(">III", 3, 0x40201, 0x30500)
    yield "data.rds", b"X\n" + struct.pack(">III", 3, 0x40201, 0x30500)
    yield "model.params", struct.pack("<QQ", 0x112, 0) + bytes(40)
    yield "model.cbm", b"CBM1" + bytes(40)
    yield "archive.7z", b"7z\xbc\xaf\x27\x1c\0\4" + bytes(40)
    yield "archive.rar", b"Rar!\x1a\7\1\0" + bytes(40)
    yield "object.ser", b"\xac\xed\0\5sr\0\4Java"
    yield "legacy.lz4", b"\x02\x21\x4c\x18\4\0\0\0text"


def shapes():
    yield "model.onnx", ONNX
    yield "nameless-writer.onnx", b"\x08\x08\x3a\x06\x0a\x04\x22\x02Op"
    yield "onnx-by-content", ONNX
    yield "saved_model.pb", SAVED_MODEL
    yield "frozen.pb", GRAPH
    yield "model.mlmodel", SAVED_MODEL
    yield "model.pdmodel", GRAPH
    yield "model.pdiparams", bytes(64)
    yield "truncated.h5", HDF5[:5]
    yield "model.engine", b"\1\0\0\0\0\0\0\0"


def samples():
    for name, data in list(magics()) + list(shapes()):
        yield Sample("bad", "unread/" + name, data, {"incomplete"})
    yield Sample("ok", "unread/notes.pb", b"lead is a heavy metal\n", status="skipped")
    yield Sample("ok", "unread/Roboto.rar.txt", b"Rar! is what it says\n", status="skipped")
