"""Digests of the values that steps read and give."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import is_dataclass
from pathlib import PurePath

PLAIN, SHORT = (bool, int, float), 40


def digest_of(value: object) -> str:
    """Return a digest of a value made of plain values, dataclasses and tuples; a page counts by its path."""
    if value is None or value == () or type(value) in PLAIN or (type(value) is str and len(value) <= SHORT):
        return repr(value)  # most facts are short, and need no hash
    total = hashlib.blake2b(digest_size=12)
    if isinstance(value, tuple):
        total.update(b"(")
        for item in value:
            data = (repr(_plain(item)) if type(item) is not str else item).encode("utf-8", "surrogatepass")
            total.update(f"{type(item).__name__}{len(data)}:".encode() + data)
    else:
        total.update(repr(_plain(value)).encode("utf-8", "surrogatepass"))
    return total.hexdigest()


def digest_of_bytes(data: bytes) -> str:
    """Return a digest of bytes."""
    return hashlib.blake2b(data, digest_size=12).hexdigest()


def _plain(value: object) -> object:
    if value is None or isinstance(value, (str, int, float)):
        return value
    path = getattr(value, "page_path", None)
    if path is not None:
        found: object = path
    elif isinstance(value, (tuple, list)):
        found = [_plain(item) for item in value]
    elif isinstance(value, (set, frozenset)):
        found = sorted(repr(_plain(item)) for item in value)
    elif isinstance(value, Mapping):
        found = [(str(key), _plain(item)) for key, item in value.items()]
    elif is_dataclass(value):
        found = [_plain(getattr(value, name)) for name in value.__dataclass_fields__]
    else:
        found = str(value) if isinstance(value, PurePath) else repr(value)
    return type(value).__name__, found
