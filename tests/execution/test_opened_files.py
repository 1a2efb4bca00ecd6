"""The record of the files that a program opens."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sitegen.execution.opened_files import record_opened_files


def test_files_below_the_folder_that_are_opened_inside_the_block_are_recorded(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    for name in ("site/before", "site/inside", "site/after", "outside"):
        (tmp_path / name).write_text("x")

    (site / "before").read_text()
    with record_opened_files(site) as opened:
        (site / "inside").read_bytes()
        (tmp_path / "outside").read_text()
    (site / "after").read_text()

    assert opened == {str(site / "inside")}


def test_a_file_that_is_missing_is_recorded_since_it_may_appear(tmp_path: Path) -> None:
    with record_opened_files(tmp_path) as opened, suppress(FileNotFoundError):
        (tmp_path / "missing").read_text()

    assert opened == {str(tmp_path / "missing")}


def test_bytecode_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").touch()
    with record_opened_files(tmp_path) as opened:
        (tmp_path / "__pycache__" / "a.pyc").read_bytes()

    assert opened == set()
