"""Write the binary format of WebAssembly.

Source: WebAssembly Core Specification 2.0, chapter 5 (binary format).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sitegen.runtime.pack.wasm.reading import FUNCREF, HEADER, Global, Section, WasmError, read_unsigned

ORDER = (
    Section.TYPE,
    Section.IMPORT,
    Section.FUNCTION,
    Section.TABLE,
    Section.MEMORY,
    Section.TAG,
    Section.GLOBAL,
    Section.EXPORT,
    Section.START,
    Section.ELEMENT,
    Section.COUNT,
    Section.CODE,
    Section.DATA,
)
"""The order of the sections in a module; a section without contents is left out."""


def unsigned(value: int) -> bytes:
    """Return a number as unsigned LEB128."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def signed(value: int) -> bytes:
    """Return a number as signed LEB128."""
    out = bytearray()
    while not -0x40 <= value < 0x40:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value & 0x7F)
    return bytes(out)


def sized(content: bytes) -> bytes:
    """Return bytes after their length."""
    return unsigned(len(content)) + content


def vector(items: Sequence[bytes]) -> bytes:
    """Return a vector: the count, then the items."""
    return unsigned(len(items)) + b"".join(items)


def table_type(slots: int) -> bytes:
    """Return the type of a table of functions with a fixed number of slots."""
    return bytes([FUNCREF, 1]) + unsigned(slots) + unsigned(slots)


def export(name: str, kind: int, index: int) -> bytes:
    """Return an export."""
    return sized(name.encode()) + bytes([kind]) + unsigned(index)


def import_from(module: str, name: str, kind: int, description: bytes) -> bytes:
    """Return an import."""
    return sized(module.encode()) + sized(name.encode()) + bytes([kind]) + description


def elements(table: int, offset: int, functions: Sequence[bytes]) -> bytes:
    """Return an element segment that fills a table from an offset on."""
    return b"\2" + unsigned(table) + b"\x41" + signed(offset) + b"\x0b\0" + vector(functions)


def constant(row: Global) -> bytes:
    """Return the definition of a global that is a constant number."""
    if row.constant is None:
        raise WasmError("a constant global that is not a number")
    return bytes([row.type, 0, 0x41]) + signed(row.constant) + b"\x0b"


def appended(section: bytes, items: Sequence[bytes]) -> bytes:
    """Return a vector with more items at its end."""
    count, at = read_unsigned(section, 0)
    return unsigned(count + len(items)) + section[at:] + b"".join(items)


def encode(sections: Mapping[int, bytes], custom: Iterable[bytes]) -> bytes:
    """Return a module. Custom sections come first, where the dynamic linker looks for its own."""
    parts = [HEADER, *(b"\0" + sized(content) for content in custom)]
    parts += [bytes([kind]) + sized(sections[kind]) for kind in ORDER if sections.get(kind, b"\0") != b"\0"]
    return b"".join(parts)
