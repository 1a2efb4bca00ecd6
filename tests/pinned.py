"""The pinned runtime before it is packed, to compare with."""

from __future__ import annotations

import json
from pathlib import Path

from sitegen.runtime import Pin, make_lock


def lay_out_pinned(pin: Pin, fetched: Path, folder: Path) -> Path:
    """Fill a folder with the pinned files and a lock file that lists only NumPy; return the folder."""
    for file in pin.files:
        (folder / file.name).symlink_to(fetched / file.name)
    lock = json.loads(make_lock(pin, pin.numpy_wheel.sha256, ""))
    lock["packages"] = {"numpy": lock["packages"]["numpy"]}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock), "utf-8")
    (folder / "manifest.json").write_text('{"packages": ["numpy"]}', "utf-8")
    return folder
