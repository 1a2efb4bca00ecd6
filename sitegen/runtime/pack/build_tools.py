"""The wheels of pyodide-build, from the user's own package index into the cache."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sitegen.runtime.node import PackError

REQUIREMENTS = Path(__file__).with_name("compiler.txt")
_LIMIT_SECONDS = 120


def download_compiler(folder: Path, python: str) -> None:
    """Put the wheels that `compiler.txt` names into a folder; each has the hash that is written there.

    Args:
        folder: where to.
        python: the version of the interpreter that is going to import them.

    Raises:
        PackError: pip is missing, or the index does not have them.
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
        done = subprocess.run(line, capture_output=True, text=True, timeout=_LIMIT_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PackError(f"pip did not finish: {error}") from error
    if done.returncode:
        last = (done.stderr.strip() or "pip failed").splitlines()[-1]
        raise PackError(f"pyodide-build could not be downloaded: {last}")
