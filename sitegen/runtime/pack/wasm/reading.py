"""Read the binary format of WebAssembly, as far as splitting a module needs it.

Source: WebAssembly Core Specification 2.0, chapter 5 (binary format).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

HEADER = b"\0asm\1\0\0\0"
FUNCTION, TABLE, MEMORY, GLOBAL, TAG = range(5)
"""The kinds of imports and exports."""
FUNCREF = 0x70
END, GLOBAL_GET, I32_CONST = 0x0B, 0x23, 0x41
"""Instructions with which the address of a segment is given."""


class WasmError(Exception):
    """A module is damaged, or uses a feature that the splitter does not know."""


class Section:
    """The identifiers of sections."""

    CUSTOM, TYPE, IMPORT, FUNCTION, TABLE, MEMORY, GLOBAL, EXPORT, START, ELEMENT, CODE, DATA, COUNT, TAG = (
        range(14)
    )


def read_unsigned(data: bytes, at: int) -> tuple[int, int]:
    """Return an unsigned LEB128 number and the offset after it."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def read_signed(data: bytes, at: int) -> tuple[int, int]:
    """Return a signed LEB128 number and the offset after it."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value - (1 << shift if byte & 0x40 else 0), at


def read_sections(module: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the identifier and the contents of every section of a module."""
    if not module.startswith(HEADER):
        raise WasmError("not a WebAssembly module")
    at = len(HEADER)
    while at < len(module):
        size, start = read_unsigned(module, at + 1)
        if start + size > len(module):
            raise WasmError("the module is incomplete")
        yield module[at], module[start : start + size]
        at = start + size


@dataclass(frozen=True, slots=True)
class Import:
    """An import: its kind, its function type or -1, and all its bytes."""

    kind: int
    type: int
    encoded: bytes


def read_imports(section: bytes) -> list[Import]:
    """Return the imports of a module."""
    imports = []
    count, at = read_unsigned(section, 0)
    for _ in range(count):
        start = at
        for _name in ("module", "name"):
            length, at = read_unsigned(section, at)
            at += length
        kind = section[at]
        at += 1
        own_type = -1
        if kind == FUNCTION:
            own_type, at = read_unsigned(section, at)
        elif kind == TAG:
            _, at = read_unsigned(section, at + 1)
        elif kind == GLOBAL:
            at += 2
        elif kind in (TABLE, MEMORY):
            at = _skip_limits(section, at + (kind == TABLE))
        else:
            raise WasmError(f"an import of kind {kind}")
        imports.append(Import(kind, own_type, section[start:at]))
    return imports


def read_numbers(section: bytes) -> list[int]:
    """Return a vector of unsigned numbers."""
    count, at = read_unsigned(section, 0)
    numbers = []
    for _ in range(count):
        number, at = read_unsigned(section, at)
        numbers.append(number)
    return numbers


def read_types(section: bytes) -> list[bytes]:
    """Return the function types of a module, each with its first byte 0x60."""
    count, at = read_unsigned(section, 0)
    types = []
    for _ in range(count):
        start = at
        if section[at] != 0x60:
            raise WasmError(f"a type of form {section[at]:#x}")
        at += 1
        for _side in ("parameters", "results"):
            length, at = read_unsigned(section, at)
            at += length
        types.append(section[start:at])
    return types


def parameters_of(function_type: bytes) -> int:
    """Return the number of parameters of a function type."""
    return read_unsigned(function_type, 1)[0]


def read_limited(section: bytes, *, prefix: int) -> list[bytes]:
    """Return the definitions of tables (`prefix` 1: the type of their elements) or memories (`prefix` 0)."""
    count, at = read_unsigned(section, 0)
    rows = []
    for _ in range(count):
        start = at
        at = _skip_limits(section, at + prefix)
        rows.append(section[start:at])
    return rows


def _skip_limits(section: bytes, at: int) -> int:
    flags = section[at]
    _, at = read_unsigned(section, at + 1)
    if flags & 1:
        _, at = read_unsigned(section, at)
    return at


@dataclass(frozen=True, slots=True)
class Global:
    """A global of a module."""

    type: int
    mutable: bool
    constant: int | None
    """The value that an `i32.const` gives it; None for another expression."""


def read_globals(section: bytes) -> list[Global]:
    """Return the globals that a module defines.

    Raises:
        WasmError: a global begins with an expression of more than one instruction.
    """
    count, at = read_unsigned(section, 0)
    rows = []
    for _ in range(count):
        own_type, mutable = section[at : at + 2]
        opcode = section[at + 2]
        if opcode not in (0x41, 0x42, 0x23, 0xD0):
            raise WasmError(f"a global that begins with the instruction {opcode:#x}")
        value, at = read_signed(section, at + 3)
        if section[at] != 0x0B:
            raise WasmError("a global that begins with an expression of several instructions")
        at += 1
        rows.append(Global(own_type, bool(mutable), value if opcode == 0x41 else None))
    return rows


@dataclass(frozen=True, slots=True)
class Export:
    """An export of a module."""

    name: bytes
    kind: int
    index: int


def read_exports(section: bytes) -> list[Export]:
    """Return the exports of a module."""
    count, at = read_unsigned(section, 0)
    rows = []
    for _ in range(count):
        length, at = read_unsigned(section, at)
        name, kind = section[at : at + length], section[at + length]
        index, at = read_unsigned(section, at + length + 1)
        rows.append(Export(name, kind, index))
    return rows


def read_elements(section: bytes) -> list[int]:
    """Return the functions that the element segments of a module name.

    Raises:
        WasmError: a segment has another form than `offset expression, functions` for table 0.
    """
    count, at = read_unsigned(section, 0)
    functions: list[int] = []
    for _ in range(count):
        if section[at] != 0:
            raise WasmError(f"an element segment of form {section[at]}")
        _, at = read_signed(section, at + 2)
        if section[at] != 0x0B:
            raise WasmError("an element segment with an offset of several instructions")
        length, at = read_unsigned(section, at + 1)
        for _ in range(length):
            function, at = read_unsigned(section, at)
            functions.append(function)
    return functions


def read_bodies(section: bytes) -> list[bytes]:
    """Return the functions' bodies, each without its length."""
    count, at = read_unsigned(section, 0)
    rows = []
    for _ in range(count):
        size, at = read_unsigned(section, at)
        rows.append(section[at : at + size])
        at += size
    return rows


def read_tags(section: bytes) -> list[int]:
    """Return the types of the tags that a module defines."""
    count, at = read_unsigned(section, 0)
    types = []
    for _ in range(count):
        number, at = read_unsigned(section, at + 1)
        types.append(number)
    return types


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the data of a module."""

    address: int
    """Where the contents are in the memory; in a library, from the beginning of its own part."""
    start: int
    """Where the contents begin in the section."""
    end: int


def read_segments(section: bytes) -> list[Segment]:
    """Return the segments of the section with data.

    Raises:
        WasmError: a segment has another form than `address, contents` for memory 0.
    """
    count, at = read_unsigned(section, 0)
    rows = []
    for _ in range(count):
        kind, opcode = section[at : at + 2]
        if kind != 0 or opcode not in (I32_CONST, GLOBAL_GET):
            raise WasmError(f"a segment of data of form {kind}, {opcode:#x}")
        number, at = read_signed(section, at + 2)
        if section[at] != END:
            raise WasmError("a segment of data at an address of several instructions")
        size, at = read_unsigned(section, at + 1)
        rows.append(Segment(number if opcode == I32_CONST else 0, at, at + size))
        at += size
    return rows
