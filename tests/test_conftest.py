"""What the whole suite relies on."""

from __future__ import annotations

from tests.conftest import SLOW, TESTS


def test_every_file_that_is_called_slow_exists() -> None:
    files = {file.stem for file in TESTS.rglob("test_*.py")}
    assert set(SLOW) - files == set()
