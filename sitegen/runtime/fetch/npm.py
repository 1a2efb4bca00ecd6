"""Read the pinned files from Pyodide's package on the npm registry, which has all of them but NumPy's."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sitegen.runtime.fetch.http import AbsentError, SourceError

NPM = "npm"
"""The program that downloads the package, with the user's own registry, proxy and certificates."""
_SECONDS = 120


@contextmanager
def npm_files(package: str, version: str) -> Iterator[Callable[[str], BinaryIO]]:
    """Download a package, and give a function that opens a file of the package by name.

    Args:
        package: a name on the npm registry.
        version: an exact version.

    Raises:
        SourceError: npm is not installed, does not answer, or has no such package; or the package cannot be
            read.
    """
    with (
        tempfile.TemporaryDirectory(prefix="sitegen-") as folder,
        _archive(_download(package, version, Path(folder))) as archive,
    ):

        def open_file(name: str) -> BinaryIO:
            try:
                stream = archive.extractfile(f"package/{name}")
            except KeyError:
                stream = None
            except (OSError, tarfile.TarError) as error:
                raise SourceError(f"the archive of {package} {version} cannot be read: {error}") from None
            if stream is None:
                raise AbsentError(f"{package} {version} does not have it")
            return stream  # type: ignore[return-value]

        yield open_file


def _download(package: str, version: str, folder: Path) -> Path:
    npm = shutil.which(NPM)
    if npm is None:
        raise SourceError("npm is not installed")
    line = [npm, "pack", f"{package}@{version}", f"--pack-destination={folder}", "--silent"]
    try:
        done = subprocess.run(
            line, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=_SECONDS,
            check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SourceError(f"npm does not answer: {error}") from None
    archive = next(folder.glob("*.tgz"), None)
    if done.returncode or archive is None:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise SourceError(f"npm finds no {package} {version}: {lines[-1]}")
    return archive


def _archive(path: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(path)
    except (OSError, tarfile.TarError) as error:
        raise SourceError(f"the file of the registry is not an archive: {error}") from None
