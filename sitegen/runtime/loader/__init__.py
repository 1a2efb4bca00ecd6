"""The program that starts Python from the image in a reader's browser, as one file beside the image."""

from __future__ import annotations

from pathlib import Path

from sitegen.client import link_program

START_FILE = "start.mjs"
_HERE = Path(__file__).parent


def start_program() -> bytes:
    """Return the module, joined and minified as the client is."""
    modules = {path.name: path.read_text("utf-8") for path in _HERE.glob("*.mjs")}
    return link_program(START_FILE, modules).encode()
