"""`start.mjs`: what the reader's browser runs before the demo, bundled from the modules of this folder."""

from __future__ import annotations

from pathlib import Path

from sitegen.assets import bundle_program, bundler_version

LOADER_FILE = "start.mjs"
_HERE = Path(__file__).parent


def loader_inputs() -> list[bytes]:
    """Return everything that `make_loader` depends on."""
    return [bundler_version().encode(), *(path.read_bytes() for path in sorted(_HERE.glob("*.mjs")))]


def make_loader() -> bytes:
    """Return the loader as one module, bundled and minified like the client's programs."""
    modules = {path.name: path.read_text("utf-8") for path in _HERE.glob("*.mjs")}
    return bundle_program(LOADER_FILE, modules).encode()
