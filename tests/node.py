"""The Node that runs tests: the machine's own where it is recent, else the one that Playwright brings."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

import playwright

OLDEST = 20


@cache
def node() -> str:
    """Return the command. There is always one: no test is skipped for want of it."""
    own = shutil.which("node")
    if own:
        shown = subprocess.run([own, "--version"], capture_output=True, text=True, check=False).stdout
        if shown.startswith("v") and int(shown[1:].partition(".")[0]) >= OLDEST:
            return own
    return str(Path(playwright.__file__).parent / "driver" / "node")
