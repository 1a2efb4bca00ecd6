"""Pyodide, NumPy and the site's demos for the reader's browser. `README.md` explains the design.

pin --fetch--> cache --pack--> packed files --bundle--> outputs under runtime/<hash>/
"""

from sitegen.runtime.bundle import Bundle, bundle_runtime, write_bundle
from sitegen.runtime.cache import FileState, RuntimeInfo, clear_runtime, runtime_folder, runtime_info
from sitegen.runtime.fetch import fetch_runtime
from sitegen.runtime.lock import make_lock
from sitegen.runtime.pack import Packed, PublishedFile, pack_runtime
from sitegen.runtime.pin import Mirror, Pin, PinnedFile, read_pin
from sitegen.runtime.publish import NO_RUNTIME, Publication, package_modules, publish_runtime

__all__ = [
    "NO_RUNTIME",
    "Bundle",
    "FileState",
    "Mirror",
    "Packed",
    "Pin",
    "PinnedFile",
    "Publication",
    "PublishedFile",
    "RuntimeInfo",
    "bundle_runtime",
    "clear_runtime",
    "fetch_runtime",
    "make_lock",
    "pack_runtime",
    "package_modules",
    "publish_runtime",
    "read_pin",
    "runtime_folder",
    "runtime_info",
    "write_bundle",
]
