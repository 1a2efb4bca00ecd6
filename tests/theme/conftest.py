"""Folders of themes, and an installed one."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.theme.locate import GROUP


def theme_in(folder: Path) -> Path:
    """Make a folder a theme."""
    (folder / "static").mkdir(parents=True)
    return folder


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an installed package with the themes `slides` and `lecture`."""
    packages = tmp_path / "site-packages"
    package = theme_in(packages / "slides_theme")
    (package / "__init__.py").write_text("raise RuntimeError('a theme is not imported')\n")
    information = packages / "slides_theme-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: slides-theme\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text(
        f"[{GROUP}]\nslides = slides_theme\nlecture = slides_theme\n"
    )
    monkeypatch.syspath_prepend(packages)
    return package
