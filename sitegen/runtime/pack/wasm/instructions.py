"""The instructions of a function's body: what they refer to.

Source: WebAssembly Core Specification 2.0, section 5.4 (instructions), and the exception-handling proposal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sitegen.runtime.pack.wasm.reading import WasmError, read_signed, read_unsigned
from sitegen.runtime.pack.wasm.writing import unsigned

_END, _BR_TABLE, _SELECT_TYPED, _BULK, _VECTOR = 0x0B, 0x0E, 0x1C, 0xFC, 0xFD
_CONSTANT_BYTES = {0x43: 4, 0x44: 8}
"""The constants that are not LEB128 numbers: their sizes."""
_BULK_NUMBERS = {
    **dict.fromkeys(range(8), 0),
    8: 2,
    9: 1,
    10: 2,
    11: 1,
    12: 2,
    13: 1,
    14: 2,
    15: 1,
    16: 1,
    17: 1,
}
"""How many numbers follow the instructions with the prefix 0xFC."""
_VECTOR_END = 0x114
_FUNCTION, _GLOBAL, _ADDRESS, _ACCESS = 1, 2, 3, 4
_NUMBER, _TWO_NUMBERS = -1, -2

_IMMEDIATES: list[int | None] = [None] * 256
"""The immediate of every instruction: 0 for none, negative for a count of numbers, None for another form."""


def _fill(kind: int, *opcodes: int) -> None:
    for opcode in opcodes:
        _IMMEDIATES[opcode] = kind


_fill(0, 0x00, 0x01, 0x05, 0x0A, 0x0B, 0x0F, 0x19, 0x1A, 0x1B, 0xD1, *range(0x45, 0xC5))
# Blocks, exceptions, labels, locals, tables, the size of a memory, constants, the type of a reference.
_fill(_NUMBER, *range(0x02, 0x05), *range(0x06, 0x0A), 0x0C, 0x0D, 0x18, *range(0x20, 0x23), 0x25, 0x26)
_fill(_NUMBER, 0x3F, 0x40, 0x42, 0xD0)
_fill(_TWO_NUMBERS, 0x11, 0x13)
_fill(_ADDRESS, 0x41)
_fill(_ACCESS, *range(0x28, 0x3F))
_fill(_FUNCTION, 0x10, 0x12, 0xD2)
_fill(_GLOBAL, 0x23, 0x24)


@dataclass(frozen=True, slots=True)
class References:
    """What the instructions of a body refer to."""

    calls: frozenset[int]
    """Functions that are called, or made references, by their index."""
    globals: tuple[tuple[int, int, int], ...]
    """The index of a global, and the offsets of the beginning and the end of the index in the body."""
    addresses: frozenset[int]
    """Numbers that may be addresses of data: constants of 32 bits, and offsets of loads and stores."""


def read_references(body: bytes) -> References:
    """Return what a body refers to.

    Args:
        body: the body of a function: its locals and its instructions.

    Raises:
        WasmError: an instruction is unknown, or the body is damaged.
    """
    calls: set[int] = set()
    globals_: list[tuple[int, int, int]] = []
    addresses: set[int] = set()
    count, at = read_unsigned(body, 0)
    for _ in range(count):
        _, at = read_unsigned(body, at)
        at += 1
    end = len(body)
    try:
        while at < end:
            opcode = body[at]
            at += 1
            kind = _IMMEDIATES[opcode]
            if kind == 0:
                continue
            if kind == _FUNCTION:
                function, at = read_unsigned(body, at)
                calls.add(function)
            elif kind == _GLOBAL:
                index, after = read_unsigned(body, at)
                globals_.append((index, at, after))
                at = after
            elif kind == _ADDRESS:
                address, at = read_signed(body, at)
                addresses.add(address)
            elif kind == _ACCESS:
                address, at = read_unsigned(body, _skip(body, at, 1))
                addresses.add(address)
            elif kind is not None and kind < 0:
                at = _skip(body, at, -kind)
            else:
                at = _long(body, at, opcode)
    except IndexError:
        raise WasmError("a function is incomplete") from None
    if at != end or body[-1] != _END:
        raise WasmError("a function does not end with its last instruction")
    return References(frozenset(calls), tuple(globals_), frozenset(addresses))


def _skip(body: bytes, at: int, count: int) -> int:
    """Return the offset after some numbers."""
    for _ in range(count):
        while body[at] > 0x7F:
            at += 1
        at += 1
    return at


def _long(body: bytes, at: int, opcode: int) -> int:
    """Return the offset after the immediate of an instruction whose immediate has another form."""
    if opcode in _CONSTANT_BYTES:
        return at + _CONSTANT_BYTES[opcode]
    number, at = read_unsigned(body, at)
    if opcode == _BR_TABLE:
        return _skip(body, at, number + 1)
    if opcode == _SELECT_TYPED:
        return at + number
    if opcode == _BULK and number in _BULK_NUMBERS:
        return _skip(body, at, _BULK_NUMBERS[number])
    if opcode == _VECTOR and number < _VECTOR_END:
        return _vector(body, at, number)
    raise WasmError(f"the unknown instruction {opcode:#x} {number}")


def _vector(body: bytes, at: int, number: int) -> int:
    """Return the offset after the immediate of an instruction with the prefix 0xFD."""
    if number <= 11 or number in (92, 93):  # loads and stores
        return _skip(body, at, 2)
    if number in (12, 13):  # a constant, a shuffle
        return at + 16
    if 84 <= number <= 91:  # loads and stores of a lane
        return _skip(body, at, 2) + 1
    return at + 1 if 21 <= number <= 34 else at  # a lane


def with_globals(body: bytes, references: References, numbers: Mapping[int, int]) -> bytes:
    """Return a body with other indices of globals; those that `numbers` does not name stay."""
    parts = []
    done = 0
    for index, start, end in references.globals:
        parts += [body[done:start], unsigned(numbers.get(index, index))]
        done = end
    return b"".join([*parts, body[done:]])
