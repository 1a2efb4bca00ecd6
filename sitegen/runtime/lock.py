"""The lock file that tells the pinned Pyodide what it can install: NumPy and our own wheel, nothing else.

What Pyodide 314 reads of it: `info.abi_version` must equal its own; of a package `name`, `version`,
`file_name` (relative to the lock file's own address), `sha256` (checked by the browser, as integrity of the
request), `install_dir`, `imports` (which a failing import is told to load) and `depends`.
"""

from __future__ import annotations

import json
from pathlib import Path

import sitegen
from sitegen.runtime.pin import Pin, sha256_of
from sitegen.runtime.wheel import DISTRIBUTION

LOCK_FILE = "pyodide-lock.json"


def make_lock(pin: Pin, numpy_wheel: bytes | Path, wheel_name: str, wheel: bytes) -> bytes:
    """Return the lock file for NumPy as it is published and for our wheel, as UTF-8 JSON."""
    numpy = pin.numpy_wheel
    packages = [
        {
            "name": "numpy",
            "version": pin.numpy,
            "file_name": numpy.name,
            "sha256": sha256_of(numpy_wheel),
            "imports": ["numpy"],
            "depends": [],
        },
        {
            "name": DISTRIBUTION,
            "version": sitegen.__version__,
            "file_name": wheel_name,
            "sha256": sha256_of(wheel),
            "imports": ["demos", "sitegen"],
            "depends": ["numpy"],
        },
    ]
    same = {"install_dir": "site", "package_type": "package", "unvendored_tests": False}
    lock = {
        "info": {"abi_version": pin.abi, "arch": pin.arch, "platform": pin.platform, "python": pin.python},
        "packages": {package["name"]: package | same for package in packages},
    }
    return (json.dumps(lock, indent=1, sort_keys=True) + "\n").encode()
