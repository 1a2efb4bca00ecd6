"""Wheels on the Python package index that run in the reader's browser, found by pip.

pip is asked, so that the user's own index, proxy and certificates are used.
"""

from __future__ import annotations

import email
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sitegen.runtime.checksums import digest_of, write_safely
from sitegen.runtime.pin import Pin

_PIP = (sys.executable, "-P", "-m", "pip", "--disable-pip-version-check", "--no-input", "--timeout=10")
_SECONDS = 600


class PipError(Exception):
    """pip does not answer, or does not find what is asked."""


@dataclass(frozen=True, slots=True)
class WheelFacts:
    """What a wheel says about itself."""

    file: str
    bytes: int
    sha256: str
    license: str
    imports: tuple[str, ...]
    requires: tuple[str, ...]
    """The requirements of its metadata, with their markers."""


def versions_on_index(name: str, pin: Pin) -> list[str]:
    """Return the versions of a package that have a wheel for the reader's Python, the newest first.

    Raises:
        PipError: there is no such package, or no such wheel.
    """
    return _versions([name, *_target(pin)])


def versions_anywhere(name: str) -> list[str]:
    """Return the versions of a package for any machine; empty where there is no such package."""
    try:
        return _versions([name, "--ignore-requires-python"])
    except PipError:
        return []


def download_wheel(name: str, version: str, pin: Pin, folder: Path, sha256: str = "") -> Path:
    """Download the wheel of a version into a folder, and return its path.

    Args:
        name: the package.
        version: which version.
        pin: the reader's Python.
        folder: where the wheel is put when it is complete.
        sha256: the sum that it must have; any when empty.

    Raises:
        PipError: pip does not find it, or the sum differs.
    """
    with tempfile.TemporaryDirectory(prefix="sitegen-") as place:
        requirement = Path(place) / "requirements.txt"
        requirement.write_text(f"{name}=={version}" + (f" --hash=sha256:{sha256}" if sha256 else ""), "utf-8")
        hashes = ["--require-hashes"] if sha256 else []
        line = ["download", "--no-deps", "--quiet", *hashes, *_target(pin)]
        _pip([*line, f"--requirement={requirement}", f"--dest={place}"])
        made = next(Path(place).glob("*.whl"), None)
        if made is None:
            raise PipError(f"pip downloaded no wheel of {name} {version}")
        write_safely(folder / made.name, made.read_bytes())
        return folder / made.name


def read_wheel(path: Path) -> WheelFacts:
    """Read the metadata of a wheel.

    Raises:
        PipError: the file is not a wheel.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            own = next(name for name in names if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
            metadata = email.message_from_bytes(archive.read(own))
    except (OSError, zipfile.BadZipFile, StopIteration) as error:
        raise PipError(f"{path.name} is not a wheel: {error}") from None
    return WheelFacts(
        file=path.name,
        bytes=path.stat().st_size,
        sha256=digest_of(path)[1],
        license=_license(metadata.get("License-Expression"), metadata.get("License"), _classifiers(metadata)),
        imports=_imports(names),
        requires=tuple(map(str, metadata.get_all("Requires-Dist", []))),
    )


def _imports(names: Sequence[str]) -> tuple[str, ...]:
    """Return the top-level modules among the files of a wheel."""
    found = set()
    for path in map(PurePosixPath, names):
        first = path.parts[0]
        if first.endswith((".dist-info", ".data")):
            continue
        if len(path.parts) > 1:
            found |= {first} if path.suffix in {".py", ".so"} else set()
        elif path.suffix in {".py", ".so"}:
            found.add(first.partition(".")[0])
    return tuple(sorted(name for name in found if name.isidentifier()))


def _classifiers(metadata: email.message.Message) -> list[str]:
    found = map(str, metadata.get_all("Classifier", []))
    return [name.rpartition(" :: ")[2] for name in found if name.startswith("License :: OSI Approved ::")]


def _license(expression: object, text: object, classifiers: Sequence[str]) -> str:
    """Return the license in one short line: many packages have its whole text in the field."""
    if expression:
        return str(expression)
    line = str(text or "").strip()
    if line and "\n" not in line and len(line) <= 60 and line.upper() != "UNKNOWN":
        return line
    return " AND ".join(classifiers)


def _target(pin: Pin) -> list[str]:
    """Return pip's options for the reader's Python."""
    platform = f"--platform=pyemscripten_{pin.abi}_{pin.arch}"
    return ["--only-binary=:all:", platform, f"--python-version={pin.python}"]


def _versions(arguments: Sequence[str]) -> list[str]:
    found = json.loads(_pip(["index", "versions", "--json", *arguments]))
    return [str(version) for version in found["versions"]]


def _pip(arguments: Sequence[str]) -> str:
    try:
        done = subprocess.run(
            [*_PIP, *arguments],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PipError(f"pip does not answer: {error}") from None
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR:")]
        text = errors[-1].removeprefix("ERROR:").strip() if errors else f"exit code {done.returncode}"
        raise PipError(text)
    return done.stdout
