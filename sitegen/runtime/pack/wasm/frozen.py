"""Remove modules that are frozen into Pyodide's program: the snapshot has imported them.

Source: `struct _frozen` in CPython's `Include/cpython/import.h`.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sitegen.runtime.pack.wasm.reading import read_segments

_ROW = struct.Struct("<4I")
_NAME = re.compile(rb"[A-Za-z_][\w.]*\0")
_CODE = re.compile(rb"[\x63\xe3]\0{12}")
"""The beginning of the code of a module in the format of `marshal`: code without arguments."""
_FILE = re.compile(rb"<frozen [\w.]+>")
"""The name of the file in the code of a frozen module."""
_ALWAYS_IMPORTED = {"_frozen_importlib", "_frozen_importlib_external"}
"""The modules that import all others."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A frozen module. All numbers are addresses in the memory, or bytes."""

    name: str
    row: int
    """Where the table has the address of the module's name."""
    code: int
    size: int


def find_frozen(section: bytes, stdlib: Collection[str]) -> list[Frozen]:
    """Return the frozen modules that Python also finds elsewhere, or never imports again.

    Args:
        section: the data of Pyodide's program.
        stdlib: the names of the modules of the standard library.

    Raises:
        WasmError: a segment of data has a form that is not known here.
    """
    segments = read_segments(section)
    memory = bytearray(max((row.address + row.end - row.start for row in segments), default=0) + _ROW.size)
    for segment in segments:
        length = segment.end - segment.start
        memory[segment.address : segment.address + length] = section[segment.start : segment.end]
    found = []
    for segment in segments:
        first = segment.address + -segment.address % 4
        for row in range(first, segment.address + segment.end - segment.start - 8, 4):
            name, code, size, is_package = _ROW.unpack_from(memory, row)
            if is_package > 1 or code + size > len(memory) or not _CODE.match(memory, code):
                continue
            text = _NAME.match(memory, name)
            word = text[0][:-1].decode() if text else ""
            known = word in stdlib or word in _ALWAYS_IMPORTED
            if known and _FILE.search(memory, code, code + size):
                found.append(Frozen(word, row, code, size))
    return found


def without_frozen(section: bytes, frozen: Iterable[Frozen]) -> bytes:
    """Return the data of a program with zeros in the place of frozen code, and with empty names in the table.

    Python then finds a module of such a name in the standard library.
    """
    cleared = bytearray(section)
    segments = read_segments(section)
    for row in frozen:
        for address, content in (
            (row.code, bytes(row.size)),
            (row.row, row.code.to_bytes(4, "little")),  # a name begins there that is empty now
        ):
            for segment in segments:
                start = max(address, segment.address)
                end = min(address + len(content), segment.address + segment.end - segment.start)
                if start < end:
                    shift = segment.start - segment.address
                    cleared[start + shift : end + shift] = content[start - address : end - address]
    return bytes(cleared)
