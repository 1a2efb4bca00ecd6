"""Download the wheels of pyodide-build, which compiles Python to bytecode, from the user's package index."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sitegen.runtime.pack.run_node import PackError

REQUIREMENTS = Path(__file__).with_name("build_tools.txt")
_LIMIT_SECONDS = 120


def download_build_tools(folder: Path, python: str) -> None:
    """Download the wheels that `build_tools.txt` names; pip checks their hashes.

    Args:
        folder: where to put them.
        python: the version of the interpreter that imports them.

    Raises:
        PackError: pip is missing or too slow, or the index does not have them.
    """
    options = (
        "--no-deps",
        "--only-binary=:all:",
        "--require-hashes",
        "--disable-pip-version-check",
        "--quiet",
    )
    line = [sys.executable, "-m", "pip", "download", *options, "--python-version", python]
    line += ["--requirement", str(REQUIREMENTS), "--dest", str(folder)]
    try:
        done = subprocess.run(line, capture_output=True, timeout=_LIMIT_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PackError(f"pip did not finish: {error}") from error
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["pip failed"]
        raise PackError(f"pyodide-build could not be downloaded: {lines[-1]}")
