"""What the whole suite relies on."""

from __future__ import annotations

from tests.conftest import SLOW, TESTS, names_of


def test_every_file_that_is_called_slow_exists() -> None:
    files = {name for file in TESTS.rglob("test_*.py") for name in names_of(file)}
    assert set(SLOW) - files == set()
