"""Docstrings go from a module's data; everything that the module names stays."""

from __future__ import annotations

import pytest

from sitegen.runtime.pack.wasm.documentation import Documentation, without_documentation
from sitegen.runtime.pack.wasm.module import Module, read_module
from sitegen.runtime.pack.wasm.reading import Section, WasmError, read_segments
from sitegen.runtime.pack.wasm.writing import signed, sized, unsigned, vector
from tests.runtime.pack.wasm.test_split import ADD, BODIES, GET, ONLY_COLD, const, make_module

DOC = b"Return the number of items in a container.\n\nIts last name is None"
MESSAGE = b"a message that is as long as a docstring, and none"
ADDRESS = 1024


def module_with(text: bytes, *, code: bytes = b"", opcode: int = 0x41) -> Module:
    segment = bytes([0, opcode]) + signed(ADDRESS) + b"\x0b" + sized(text)
    bodies = {**BODIES, ONLY_COLD: bytes([GET, 0]) + code}
    return read_module(make_module(bodies, vector([segment])))


def cleared(module: Module, docs: bytes = DOC + b"\0") -> bytes:
    section = without_documentation(module, Documentation(docs)).section(Section.DATA)
    (segment,) = read_segments(section)
    return section[segment.start : segment.end]


def test_a_docstring_becomes_zeros_and_other_texts_stay() -> None:
    assert cleared(module_with(MESSAGE + b"\0" + DOC + b"\0")) == MESSAGE + bytes(2 + len(DOC))


def test_the_signature_of_a_docstring_stays() -> None:
    signature = b"len($module, obj, /)\n--\n\n"
    assert cleared(module_with(signature + DOC)) == signature + bytes(len(DOC))


def test_a_signature_that_numpy_puts_before_its_text_is_no_part_of_the_text() -> None:
    assert cleared(module_with(DOC), b"len(obj)\n\n" + DOC + b"\0") == bytes(len(DOC))


def test_a_short_text_stays() -> None:
    assert cleared(module_with(b"Return self."), b"Return self.\0") == b"Return self."


NONE = ADDRESS + DOC.index(b"None")


LOAD = bytes([0x2D, 0]) + unsigned(NONE) + bytes([ADD])


@pytest.mark.parametrize("code", [const(NONE) + bytes([ADD]), bytes([GET, 0]) + LOAD])
def test_the_end_of_a_docstring_stays_that_an_instruction_names(code: bytes) -> None:
    assert cleared(module_with(DOC, code=code)) == bytes(len(DOC) - 4) + b"None"


def test_the_end_of_a_docstring_stays_that_the_data_name() -> None:
    padded = DOC + bytes(4 - len(DOC) % 4)
    assert cleared(module_with(padded + NONE.to_bytes(4, "little"))).startswith(bytes(len(DOC) - 4) + b"None")


def test_a_segment_of_another_form_is_refused() -> None:
    with pytest.raises(WasmError, match="segment of data of form 0, 0x44"):
        cleared(module_with(DOC, opcode=0x44))
