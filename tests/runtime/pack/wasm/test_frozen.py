"""Frozen modules go from a program's data if Python finds them elsewhere."""

from __future__ import annotations

import struct

from sitegen.runtime.pack.wasm.frozen import Frozen, find_frozen, without_frozen
from sitegen.runtime.pack.wasm.writing import signed, sized, vector

CODE = b"\x63" + bytes(12) + b"code \xfa\x0b<frozen os>"
NAME, BLOB, TABLE = 16, 64, 256


def section(*rows: tuple[int, int, int, int]) -> bytes:
    """Return data: a name, code in two segments, and a table."""
    contents = {NAME: b"os\0", BLOB: CODE[:20], BLOB + 20: CODE[20:], TABLE: struct.pack("<4I", *rows[0])}
    return vector([b"\0\x41" + signed(address) + b"\x0b" + sized(text) for address, text in contents.items()])


ROW = (NAME, BLOB, len(CODE), 0)
FOUND = [Frozen("os", TABLE, BLOB, len(CODE))]


def test_a_frozen_module_is_found_that_the_standard_library_has() -> None:
    assert find_frozen(section(ROW), {"os", "re"}) == FOUND
    assert find_frozen(section(ROW), {"re"}) == []


def test_words_that_are_no_row_of_the_table_are_not_found() -> None:
    for row in (
        (NAME, BLOB, 20, 0),
        (NAME, BLOB, len(CODE), 2),
        (NAME, BLOB + 1, 30, 0),
        (NAME, BLOB, 1000, 0),
    ):
        assert find_frozen(section(row), {"os"}) == []


def test_the_code_becomes_zeros_and_the_name_in_the_table_empty() -> None:
    assert without_frozen(section(ROW), FOUND) == section((BLOB, BLOB, len(CODE), 0)).replace(
        CODE[:20], bytes(20)
    ).replace(CODE[20:], bytes(len(CODE) - 20))
