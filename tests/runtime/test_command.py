from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sitegen.cli.runtime import runtime_command
from sitegen.runtime import read_pin
from sitegen.runtime.checksums import finish_folder


@pytest.fixture
def packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of packed files of a site's own cache, with one finished folder."""
    (tmp_path / "sitegen.toml").write_text('title = "A site"\nruntime = {cache = "cache"}\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "cache" / read_pin().pyodide / "packed" / "code-1"
    folder.mkdir(parents=True)
    (folder / "python_stdlib.zip").write_bytes(b"x" * 1_500_000)
    finish_folder(folder, "code-1")
    return folder.parent


def info() -> str:
    done = CliRunner().invoke(runtime_command, ["info"])
    assert done.exit_code == 0, done.output
    return done.output


def test_info_shows_valid_folders_with_their_size(packed: Path) -> None:
    assert packed.is_dir()
    assert "  valid      1.5 MB  packed/code-1\n" in info()
    assert "makes a damaged folder again" not in info()


def test_info_names_the_damaged_file_of_a_folder(packed: Path) -> None:
    (packed / "code-1" / "python_stdlib.zip").write_bytes(b"")
    output = info()
    assert "  damaged    1.5 MB  packed/code-1 (python_stdlib.zip is damaged)\n" in output
    assert "the next build makes a damaged folder again when it needs it" in output


def test_info_names_a_folder_without_a_list(packed: Path) -> None:
    (packed / "code-1" / "checksums.json").unlink()
    assert "packed/code-1 (checksums.json is missing or damaged)" in info()


def test_clear_removes_everything_that_was_packed(packed: Path) -> None:
    done = CliRunner().invoke(runtime_command, ["clear"])
    assert done.output.startswith("removed 1.5 MB from ")
    assert not packed.exists()
