"""Sites as `sitegen build` publishes them, each built once in a run for all its processes."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.serving import SiteServer, running

ADDRESS = "http://localhost/blog/"
"""The base URL of every build. The server's port differs, and no page of a site may depend on it."""
CACHE = Path(".sitegen", "cache")
BUILD_S = 900
"""How long a build may take: a limit against hanging, on a machine that may be busy."""


@dataclass(frozen=True)
class Published:
    """Builds and serves sites for the tests of one process.

    Args:
        folders: makes folders for this process.
        shared: a folder that all processes of this run see.
    """

    folders: pytest.TempPathFactory
    shared: Path

    def sources(self, site: Path, parts: Sequence[str] = ()) -> Path:
        """Return a copy of a site's sources, in which its build has left the cache.

        Args:
            site: the folder of the sources.
            parts: the files and folders in it that make the site; everything by default.
        """
        return self._built(site, parts).parent / "site"

    @contextmanager
    def serve(self, site: Path, parts: Sequence[str] = ()) -> Iterator[SiteServer]:
        """Serve a copy of a published site, which tests may change as long as they restore it.

        Args:
            site: the folder of the sources.
            parts: the files and folders in it that make the site; everything by default.
        """
        copy = self.folders.mktemp(site.name) / "public"
        shutil.copytree(self._built(site, parts), copy, copy_function=os.link)
        with running(SiteServer(copy)) as server:
            yield server

    def _built(self, site: Path, parts: Sequence[str]) -> Path:
        """Return the published folder; the first process that asks builds it, others wait for it."""
        sources = [site / part for part in parts] or sorted(site.iterdir())
        folder = self.shared / f"built-{_digest(sources)}"
        folder.mkdir(exist_ok=True)
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (folder / "complete").exists():
                build(_lay_out(sources, site / CACHE, folder / "site"), folder / "public")
                (folder / "complete").touch()
        return folder / "public"


def build(site: Path, folder: Path, address: str = ADDRESS) -> None:
    """Run `sitegen build` for a site into a folder."""
    command = [sys.executable, "-m", "sitegen", "build", "-b", address, "-o", str(folder)]
    done = subprocess.run(command, cwd=site, capture_output=True, text=True, check=False, timeout=BUILD_S)
    assert done.returncode == 0, done.stdout + done.stderr


def _lay_out(sources: Sequence[Path], cache: Path, folder: Path) -> Path:
    """Copy sources into a folder, with the results that earlier builds of the site have cached."""
    shutil.rmtree(folder, ignore_errors=True)  # from a build that failed in another process
    folder.mkdir()
    for source in sources:
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / source.name)
    if cache.is_dir():
        shutil.copytree(cache, folder / CACHE, dirs_exist_ok=True)
    return folder


def _digest(sources: Sequence[Path]) -> str:
    """Return a hash of the names and the contents of files and folders."""
    digest = hashlib.sha256()
    for source in sources:
        for file in sorted(source.rglob("*")) if source.is_dir() else [source]:
            if file.is_file():
                digest.update(file.relative_to(source.parent).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]
