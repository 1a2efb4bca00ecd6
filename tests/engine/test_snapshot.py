from __future__ import annotations

import os
from pathlib import Path

import pytest

from sitegen.engine import take_snapshot


def test_a_snapshot_holds_while_nothing_changes(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    snapshot = take_snapshot([tmp_path], [tmp_path.parent / "missing"])

    assert snapshot.holds()


def test_a_missing_folder_holds_until_it_has_a_file(tmp_path: Path) -> None:
    snapshot = take_snapshot([tmp_path / "none"])
    assert snapshot.holds()
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "a").write_text("1")

    assert not snapshot.holds()


def test_a_single_file_that_appears_is_a_change(tmp_path: Path) -> None:
    snapshot = take_snapshot([], [tmp_path / "a"])
    (tmp_path / "a").write_text("1")

    assert not snapshot.holds()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_named_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert take_snapshot([tmp_path]).holds()


def test_a_link_that_leads_nowhere_is_a_file_without_content(tmp_path: Path) -> None:
    (tmp_path / ".#a").symlink_to("nowhere")
    snapshot = take_snapshot([tmp_path])
    assert snapshot.holds()
    (tmp_path / "nowhere").write_text("1")

    assert not snapshot.holds()
