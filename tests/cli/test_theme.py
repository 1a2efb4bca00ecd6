"""`sitegen theme` and `sitegen new theme`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sitegen.cli import cli


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, list(arguments))
    return done.exit_code, done.output


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_themes_are_listed_outside_a_site() -> None:
    code, text = run("theme", "list")

    assert code == 0
    assert [line.split("  ")[0] for line in text.splitlines() if line[0] != " "] == ["default", "lecture"]
    assert "  accent = \"red\"  'red', 'blue' or 'green'." in text


def test_the_themes_of_a_site_are_listed_first(here: Path) -> None:
    (here / "sitegen.toml").write_text('title = "A site"\n')
    assert run("new", "theme", "look")[0] == 0
    _, text = run("theme", "list", "--json")
    first = json.loads(text)[0]

    assert (first["name"], first["from"], first["license"]) == ("look", "site", "MIT")
    assert first["options"]["headings"]["default"] == "serif"


def test_a_new_theme_is_named_with_the_line_that_uses_it(here: Path) -> None:
    (here / "sitegen.toml").write_text('title = "A site"\n')
    assert run("new", "theme", "look") == (0, 'themes/look\n\nuse it, in sitegen.toml:\n  theme = "look"\n')
    assert run("new", "theme", "look")[0] == 2
    assert run("new", "theme", "Look")[0] == 2


def test_a_broken_declaration_is_told_with_its_place(here: Path) -> None:
    (here / "sitegen.toml").write_text('title = "A site"\n')
    (here / "themes/look").mkdir(parents=True)
    (here / "themes/look/theme.toml").write_text('naem = "Look"\n')
    code, text = run("theme", "list")

    assert code == 1
    assert "theme.toml:1:1: unknown key 'naem'" in text


def test_a_theme_is_copied_and_a_folder_with_files_is_kept(here: Path) -> None:
    code, text = run("theme", "export", "lecture", "themes/mine")
    assert (code, text) == (0, "copied 5 files to themes/mine\n")
    assert (here / "themes/mine/static/css/site.css").is_file()
    assert run("theme", "export", "lecture", "themes/mine")[0] == 2


def test_an_unknown_theme_is_refused_with_the_near_miss() -> None:
    code, text = run("theme", "export", "lectures", "mine")

    assert code == 2
    assert "there is no theme 'lectures'\ndid you mean 'lecture'?" in text
