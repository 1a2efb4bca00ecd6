"""`start.mjs`: what the reader's browser runs before the demo, joined from the modules in this folder."""

from __future__ import annotations

from pathlib import Path

import sitegen

LOADER_FILE = "start.mjs"
_HERE = Path(__file__).parent
_LINKER = ("client.py", "minify")
"""The files of sitegen that join and shorten the modules."""


def loader_inputs() -> list[bytes]:
    """Return everything that `make_loader` depends on."""
    package = Path(sitegen.__file__).parent
    linker = [package / name for name in _LINKER]
    files = [file for path in linker for file in ([path] if path.is_file() else sorted(path.glob("*.py")))]
    return [path.read_bytes() for path in [*sorted(_HERE.glob("*.mjs")), *files]]


def make_loader() -> bytes:
    """Return the loader as one module, joined and minified like the client's programs."""
    from sitegen.client import link_program  # noqa: PLC0415 - imports the minifier

    modules = {path.name: path.read_text("utf-8") for path in _HERE.glob("*.mjs")}
    return link_program(LOADER_FILE, modules).encode()
