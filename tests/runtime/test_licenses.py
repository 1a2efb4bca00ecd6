from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from sitegen.runtime import Pin
from sitegen.runtime.archive import zip_files
from sitegen.runtime.licenses import make_licenses, python_license


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / "numpy-2.4.3-any.whl"
    folder = PurePosixPath("numpy-2.4.3.dist-info/licenses")
    path.write_bytes(
        zip_files({folder / "LICENSE.txt": b"NumPy's terms\n", folder / "a/B.md": b"B's terms\n"})
    )
    return path


def test_the_texts_of_numpy_and_python_are_complete(pin: Pin, wheel: Path) -> None:
    text = make_licenses(pin, wheel, "Python's terms\n").decode()
    for part in ("NumPy: LICENSE.txt", "NumPy's terms", "NumPy: a/B.md", "B's terms", "Python's terms"):
        assert part in text
    assert "PSF-2.0, text below" in text
    assert f"numpy-2.4.3-any.whl: NumPy {pin.numpy}" in text


def test_without_pythons_text_the_file_gives_its_address(pin: Pin, wheel: Path) -> None:
    text = make_licenses(pin, wheel, None).decode()
    assert "PSF-2.0 (https://docs.python.org/3/license.html)" in text
    assert "text below\n  source: https://github.com/python" not in text


def test_the_installed_license_is_pythons() -> None:
    text = python_license()
    assert text is not None
    assert "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2" in text
