"""The command `sitegen import`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sitegen.cli import cli

SITES = Path(__file__).parents[1] / "importing" / "sites"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["import", *map(str, arguments)])


def test_the_command_says_what_it_imported_and_what_comes_next(tmp_path: Path) -> None:
    result = run(SITES / "zola", tmp_path / "new")

    assert result.exit_code == 0
    assert "imported 2 posts and 1 page from Zola (it has a file config.toml)" in result.output
    assert "6 old addresses: 6 kept, 0 redirected, 0 lost" in result.output
    assert "import-report.md" in result.output
    assert (tmp_path / "new" / "sitegen.toml").is_file()


def test_a_dry_run_prints_the_report_and_writes_nothing(tmp_path: Path) -> None:
    result = run(SITES / "zola", tmp_path / "new", "--dry-run")

    assert result.exit_code == 0
    assert result.output.startswith("# Imported from Zola\n")
    assert not (tmp_path / "new").exists()


def test_the_kind_can_be_named(tmp_path: Path) -> None:
    result = run(SITES / "plain", tmp_path / "new", "--from", "hugo")

    assert result.exit_code == 1
    assert "no posts and no pages found" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("kind", "hint"), [("huga", "did you mean 'hugo'?"), ("wordpres", "did you mean 'wordpress'?")]
)
def test_an_unknown_kind_gets_the_near_miss(kind: str, hint: str, tmp_path: Path) -> None:
    result = run(SITES / "plain", tmp_path / "new", "--from", kind)

    assert result.exit_code == 1
    assert hint in result.output


def test_a_target_with_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_text("mine")

    result = run(SITES / "plain", tmp_path)

    assert result.exit_code == 1
    assert "nothing is overwritten" in result.output
