"""Pickles of plain values and of the model: reading one creates nothing else, whatever its bytes are."""

from __future__ import annotations

import io
import pickle
from typing import Any

LOADABLE = {
    ("pathlib", "PurePosixPath"),
    ("builtins", "frozenset"),
    ("sitegen.errors", "Problem"),
    ("datetime", "date"),
    ("datetime", "datetime"),
    ("datetime", "timedelta"),
    ("datetime", "timezone"),
}
"""The classes that a pickle may name besides those of `sitegen.model`."""


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("sitegen.model.") or (module, name) in LOADABLE:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not part of a site")


def dump_value(value: object) -> bytes:
    """Return a value as bytes."""
    return pickle.dumps(value, protocol=5)


def load_value(data: bytes) -> Any:
    """Return the value of bytes; None for damaged ones."""
    try:
        return _Unpickler(io.BytesIO(data)).load()
    except Exception:  # noqa: BLE001 - damaged data can raise anything
        return None
