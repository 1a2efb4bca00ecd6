"""The lock file, which lists the packages that Pyodide can install: NumPy and the wheel of the site's demos.

Pyodide 314 reads these fields: `info.abi_version`, which must equal its own, and of each package `name`,
`version`, `file_name` (relative to the address of the lock file), `sha256` (which the browser checks as the
integrity of the request), `install_dir`, `imports` (the modules that an ImportError mentions) and `depends`.
"""

from __future__ import annotations

import json

import sitegen
from sitegen.runtime.pin import Pin
from sitegen.runtime.wheel import DISTRIBUTION, WHEEL_FILE

LOCK_FILE = "pyodide-lock.json"


def make_lock(pin: Pin, numpy_sha256: str, wheel_sha256: str) -> bytes:
    """Return the lock file as UTF-8 JSON.

    Args:
        pin: the versions.
        numpy_sha256: the sum of NumPy's wheel as it is published, in hexadecimal.
        wheel_sha256: the sum of the demos' wheel.
    """
    numpy = pin.numpy_wheel
    packages = [
        {
            "name": "numpy",
            "version": pin.numpy,
            "file_name": numpy.name,
            "sha256": numpy_sha256,
            "imports": ["numpy"],
            "depends": [],
        },
        {
            "name": DISTRIBUTION,
            "version": sitegen.__version__,
            "file_name": WHEEL_FILE,
            "sha256": wheel_sha256,
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
