"""Find the documentation of everything that can be imported.

`pack.mjs` runs this file inside the pinned Pyodide and calls `all_documentation`; sitegen does not import it.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterator, Sequence


def all_documentation(modules: Sequence[str]) -> bytes:
    """Import modules and those of the interpreter; return all docstrings, each with a zero byte after it."""
    for name in (*sys.builtin_module_names, *modules):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    texts = {text for one in _objects() if isinstance(text := _docstring(one), str)}
    return b"".join(text.encode("utf-8", "replace") + b"\0" for text in sorted(texts))


def _docstring(one: object) -> object:
    try:
        return one.__doc__
    except Exception:  # noqa: BLE001  # an attribute may do anything
        return None


def _objects() -> Iterator[object]:
    """Yield the modules, what they contain, and every class with its attributes."""
    for module in list(sys.modules.values()):
        yield module
        yield from list(getattr(module, "__dict__", {}).values())
    seen: set[type] = set()
    waiting: list[type] = [object]
    while waiting:
        kind = waiting.pop()
        if kind not in seen:
            seen.add(kind)
            waiting += type.__subclasses__(kind)
            yield kind
            yield from list(vars(kind).values())
