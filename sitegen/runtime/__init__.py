"""How Pyodide, NumPy and the site's demos get into the published site.

pin --fetch--> cache --pack--> file set --bundle--> outputs under runtime/<hash>/
"""

from sitegen.runtime.bundle import Bundle, bundle_runtime, write_bundle
from sitegen.runtime.cache import FileState, RuntimeInfo, clear_runtime, runtime_folder, runtime_info
from sitegen.runtime.fetch import fetch_runtime
from sitegen.runtime.lock import make_lock
from sitegen.runtime.pack import FileSet, Packed, pack_runtime
from sitegen.runtime.pin import Mirror, Pin, PinnedFile, read_pin
from sitegen.runtime.wheel import make_wheel

__all__ = [
    "Bundle",
    "FileSet",
    "FileState",
    "Mirror",
    "Packed",
    "Pin",
    "PinnedFile",
    "RuntimeInfo",
    "bundle_runtime",
    "clear_runtime",
    "fetch_runtime",
    "make_lock",
    "make_wheel",
    "pack_runtime",
    "read_pin",
    "runtime_folder",
    "runtime_info",
    "write_bundle",
]
