"""Fixtures that lay sites into fresh folders: no test builds inside the repository."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

# Small networks are slower with several threads, and tests run side by side. NumPy reads it when imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

SITES = Path(__file__).parent / "sites"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""The moment of every build in a test."""

settings.register_profile("sitegen", deadline=None)  # a busy machine is not a failure
settings.load_profile("sitegen")

WriteSite = Callable[..., Path]


@pytest.fixture
def write_site(tmp_path: Path) -> WriteSite:
    """A function that lays a site of some files into a fresh folder and returns that folder."""

    def write(files: dict[str, str | bytes], config: str = 'title = "A site"\n') -> Path:
        for name, content in {"sitegen.toml": config, **files}.items():
            file = tmp_path / "site" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / "site"

    return write


@pytest.fixture
def copy_site(tmp_path: Path) -> Callable[[str], Path]:
    """A function that copies a site of `tests/sites` into a fresh folder and returns that folder."""

    def copy(name: str) -> Path:
        return Path(shutil.copytree(SITES / name, tmp_path / Path(name).name))

    return copy
