"""The functions that demos call, by module: `used.json`, recorded in a browser.

`make record-calls` writes the file. It belongs to modules with exactly these contents: a module with another
SHA-256 is not split.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

USED_FILE = Path(__file__).parent / "used.json"


@dataclass(frozen=True, slots=True)
class Used:
    """The functions of a module that demos call, numbered without imported functions."""

    sha256: str
    functions: frozenset[int]


@cache
def read_used() -> Mapping[str, Used]:
    """Return what was recorded, by the names of the modules."""
    rows = json.loads(USED_FILE.read_text("utf-8"))
    return {
        name: Used(row["sha256"], from_bits(base64.b64decode(row["functions"]))) for name, row in rows.items()
    }


def used_text(modules: Mapping[str, Used]) -> str:
    """Return the text of `used.json`."""
    rows = {
        name: {"sha256": row.sha256, "functions": _to_bits(row.functions)} for name, row in modules.items()
    }
    return json.dumps(rows, indent=1, sort_keys=True) + "\n"


def _to_bits(functions: Set[int]) -> str:
    """Return a set of numbers as base64 of a bit field, the lowest bit first."""
    number = sum(1 << function for function in functions)
    return base64.b64encode(number.to_bytes((number.bit_length() + 7) // 8, "little")).decode()


def from_bits(field: bytes) -> frozenset[int]:
    """Return the numbers of the bits that are set in a bit field, the lowest bit first."""
    return frozenset(at for at in range(8 * len(field)) if field[at >> 3] >> (at & 7) & 1)
