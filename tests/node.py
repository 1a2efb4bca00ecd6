"""The Node that runs tests: the one on the PATH if it is recent, else the one in Playwright's package."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

import playwright

OLDEST = 20


@cache
def node() -> str:
    """Return the path of Node. Playwright is always installed, so no test is skipped."""
    own = shutil.which("node")
    if own:
        shown = subprocess.run([own, "--version"], capture_output=True, text=True, check=False).stdout
        if shown.startswith("v") and int(shown[1:].partition(".")[0]) >= OLDEST:
            return own
    return str(Path(playwright.__file__).parent / "driver" / "node")
