"""The two parts of a module do together what the module does."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sitegen.runtime.pack.wasm.instructions import read_references
from sitegen.runtime.pack.wasm.module import read_module
from sitegen.runtime.pack.wasm.reading import (
    FUNCTION,
    HEADER,
    MEMORY,
    TABLE,
    Section,
    WasmError,
    read_bodies,
    read_sections,
)
from sitegen.runtime.pack.wasm.split import Parts, split
from sitegen.runtime.pack.wasm.writing import export, signed, sized, unsigned, vector
from tests.node import node

RUN = Path(__file__).with_name("run_parts.mjs")
GET, SET, CALL, GLOBAL_GET, GLOBAL_SET, CONST, ADD, END = 0x20, 0x21, 0x10, 0x23, 0x24, 0x41, 0x6A, 0x0B
PADDING = b"\1" * 20
"""`nop`: a function that is shorter than the call that replaces it stays in the first part."""


def const(value: int) -> bytes:
    return bytes([CONST]) + signed(value)


START, TWICE, COLD, NAMED, ONLY_COLD = range(5)
LOG = 0
"""The index of the imported function; the module's own functions follow."""


def call(function: int) -> bytes:
    return bytes([CALL]) + unsigned(1 + function)


BODIES = {
    # start(x) = cold(x + 1) + global 0
    START: bytes([GET, 0]) + const(1) + bytes([ADD]) + call(COLD) + bytes([GLOBAL_GET, 0, ADD]),
    # twice(x) = x + x
    TWICE: bytes([GET, 0, GET, 0, ADD]) + PADDING,
    # cold(x): log x, count in global 0, store twice(x) in memory, return what is stored and constant global 1
    COLD: PADDING
    + bytes([GET, 0, CALL, LOG])
    + bytes([GLOBAL_GET, 0, *const(1), ADD, GLOBAL_SET, 0])
    + bytes([*const(8), GET, 0])
    + call(TWICE)
    + bytes([0x36, 2, 0, *const(8), 0x28, 2, 0, GLOBAL_GET, 1, ADD]),
    # named(x) = only_cold(x) + x
    NAMED: PADDING + bytes([GET, 0]) + call(ONLY_COLD) + bytes([GET, 0, ADD]),
    # only_cold(x) = x + 100
    ONLY_COLD: PADDING + bytes([GET, 0]) + const(100) + bytes([ADD]),
}


def make_module(bodies: dict[int, bytes] | None = None, data: bytes = b"") -> bytes:
    """Return a module with an import, a memory, a table with `cold`, and two globals."""
    rows = [sized(b"\0" + body + bytes([END])) for body in (bodies or BODIES).values()]
    exports = [
        export("start", FUNCTION, 1 + START),
        export("twice", FUNCTION, 1 + TWICE),
        export("named", FUNCTION, 1 + NAMED),
        export("memory", MEMORY, 0),
        export("table", TABLE, 0),
    ]
    sections = {
        Section.TYPE: vector([b"\x60\1\x7f\1\x7f", b"\x60\1\x7f\0"]),
        Section.IMPORT: vector([sized(b"env") + sized(b"log") + b"\0\1"]),
        Section.FUNCTION: vector([b"\0"] * len(rows)),
        Section.TABLE: vector([b"\x70\0\1"]),
        Section.MEMORY: vector([b"\0\1"]),
        Section.GLOBAL: vector([b"\x7f\1\x41\0\x0b", b"\x7f\0\x41\x07\x0b"]),
        Section.EXPORT: vector(exports),
        Section.ELEMENT: vector([b"\0\x41\0\x0b" + vector([unsigned(1 + COLD)])]),
        Section.CODE: vector(rows),
        **({Section.DATA: data} if data else {}),
    }
    return HEADER + b"".join(bytes([kind]) + sized(content) for kind, content in sections.items())


def run(tmp_path: Path, parts: Parts, *, has_cold: bool = True) -> dict[str, Any]:
    for name, module in {"whole": make_module(), "hot": parts.hot, "cold": parts.cold}.items():
        (tmp_path / f"{name}.wasm").write_bytes(module)
    command = [node(), str(RUN), str(tmp_path), json.dumps(has_cold)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_the_parts_return_log_and_store_what_the_module_does(tmp_path: Path) -> None:
    done = run(tmp_path, split(read_module(make_module()), {START, TWICE}))
    assert done["parts"] == done["whole"]
    assert done["whole"]["results"] == [8, "0 reads", 12, 21, 512, 21, 118]
    assert done["reads"] == 1


def test_a_second_part_that_cannot_be_loaded_is_an_error_of_the_call_and_is_tried_again(
    tmp_path: Path,
) -> None:
    done = run(tmp_path, split(read_module(make_module()), {START, TWICE}), has_cold=False)
    assert done["parts"]["results"] == [8, "0 reads", *["no network"] * 5]
    assert done["reads"] == 5


def test_a_function_of_the_second_part_is_not_in_the_first() -> None:
    parts = split(read_module(make_module()), {START, TWICE})
    hot, cold = (read_bodies(dict(read_sections(part))[Section.CODE]) for part in (parts.hot, parts.cold))
    assert hot[START] == cold_body(START)
    assert hot[COLD] != cold_body(COLD) != cold[TWICE]
    assert cold[NAMED] == cold_body(NAMED)
    assert hot[ONLY_COLD] == b"\0\0\x0b", "nothing in the first part calls it"


def cold_body(function: int) -> bytes:
    return b"\0" + BODIES[function] + bytes([END])


def test_with_every_function_used_the_second_part_is_never_read(tmp_path: Path) -> None:
    done = run(tmp_path, split(read_module(make_module()), range(len(BODIES))))
    assert (done["parts"], done["reads"]) == (done["whole"], 0)


@pytest.mark.parametrize(
    ("module", "message"),
    [
        (b"no module", "not a WebAssembly module"),
        (make_module()[:-4], "incomplete"),
        (make_module({**BODIES, COLD: b"\xff"}), "unknown instruction 0xff"),
        (make_module({**BODIES, COLD: b"\x44"}), "last instruction"),
        (make_module({**BODIES, COLD: b"\x0e\x7f"}), "incomplete"),
        (HEADER + b"\x6f\1\0", "section of kind 111"),
    ],
)
def test_a_module_that_cannot_be_split_is_refused(module: bytes, message: str) -> None:
    with pytest.raises(WasmError, match=message):
        split(read_module(module), {START})


@pytest.mark.parametrize(
    ("code", "calls"),
    [
        (b"\x41\xff\0\x1a", set()),
        (b"\x28\2\x80\1", set()),
        (b"\x10\3\xd2\4", {3, 4}),
        (b"\x0e\2\0\1\0", set()),
        (b"\xfc\x0a\0\0\xfd\x0c" + bytes(16) + b"\xfd\x15\2\0", set()),
        (b"\x43" + bytes(4) + b"\x44" + bytes(8) + b"\x1c\1\x7f\x06\x40\x07\0\x19", set()),
        (b"\xfd\x54\0\x05\1\xfd\x5c\2\0\xfd\x60", set()),
    ],
)
def test_the_functions_that_instructions_name(code: bytes, calls: set[int]) -> None:
    assert read_references(b"\0" + code + b"\x10\7\x0b").calls == {*calls, 7}
