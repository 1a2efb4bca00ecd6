"""What `theme.toml` says, and the values of a theme's options."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.config import Config, load_config
from sitegen.errors import ConfigError
from sitegen.theme.declaration import read_declaration
from sitegen.theme.locate import BUILT_IN, locate

OPTIONS = """
[options.numbered]
type = "boolean"
default = true

[options.columns]
type = "integer"
default = 1

[options.scale]
type = "number"
default = 1

[options.label]
type = "text"
default = "Lecture"

[options.tone]
type = "text"
default = "warm"
choices = ["warm", "cold"]

[options.sizes]
type = "list"
default = ["small", "large"]
"""


def site_with(root: Path, settings: str = "", theme: str = OPTIONS) -> Config:
    folder = root / "themes" / "plain"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "theme.toml").write_text(theme, encoding="utf-8")
    (root / "sitegen.toml").write_text(f'title = "A site"\ntheme = "plain"\n{settings}', encoding="utf-8")
    return load_config(root / "sitegen.toml")


def test_options_have_their_defaults(tmp_path: Path) -> None:
    assert site_with(tmp_path).theme_values == {
        "numbered": True,
        "columns": 1,
        "scale": 1,
        "label": "Lecture",
        "tone": "warm",
        "sizes": ("small", "large"),
    }


def test_a_site_sets_options(tmp_path: Path) -> None:
    options = 'numbered = false\ncolumns = 2\nscale = 1.5\nlabel = ""\ntone = "cold"\nsizes = ["one"]'
    config = site_with(tmp_path, f"[theme_options]\n{options}")

    assert list(config.theme_values.values()) == [False, 2, 1.5, "", "cold", ("one",)]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("numbered = 1", "4:12: theme_options.numbered: expected true or false, received 1"),
        ("columns = 1.5", "4:11: theme_options.columns: expected a whole number, received 1.5"),
        ("columns = true", "4:11: theme_options.columns: expected a whole number, received True"),
        ('scale = "big"', "4:9: theme_options.scale: expected a number, received 'big'"),
        ('tone = "hot"', "4:8: theme_options.tone: expected 'warm' or 'cold', received 'hot'"),
        ('sizes = "one"', "4:9: theme_options.sizes: expected a list, received 'one'"),
        ("colums = 1", "4:1: unknown key 'theme_options.colums'\n  did you mean 'columns'?"),
    ],
)
def test_a_value_of_another_type_is_refused(setting: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        site_with(tmp_path, f"[theme_options]\n{setting}")
    assert str(raised.value).startswith(f"sitegen.toml:{message}")


def test_a_theme_without_options_refuses_them(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="the theme 'plain' has no options"):
        site_with(tmp_path, "[theme_options]\nwide = 1", theme="")


def test_options_of_a_configuration_in_pyproject_are_refused_with_their_line(tmp_path: Path) -> None:
    text = (
        '[tool.sitegen]\ntitle = "A site"\ntheme = "lecture"\n\n[tool.sitegen.theme_options]\nacent = "red"\n'
    )
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"pyproject.toml:6:1: unknown key 'theme_options.acent'"):
        load_config(tmp_path / "pyproject.toml")


@pytest.mark.parametrize(
    ("theme", "message"),
    [
        ("name = ", r"themes/plain/theme.toml:1:1: not valid TOML: invalid value"),
        ("[options.a-b]\ntype = 'text'\ndefault = ''", "expected a name of lower-case letters"),
        ("[options.a]\ntype = 'integer'\ndefault = 1\nchoices = ['1']", "expected choices of a text"),
        ("[options.a]\ntype = 'boolean'\ndefault = 1", "1: options.a.default: expected true or false"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(theme: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=message):
        site_with(tmp_path, theme=theme)


def test_the_file_of_a_theme_outside_the_site_has_its_own_path_in_messages(tmp_path: Path) -> None:
    (tmp_path / "look" / "static").mkdir(parents=True)
    (tmp_path / "look" / "theme.toml").write_text('naem = "Look"\n', encoding="utf-8")
    (tmp_path / "site").mkdir()
    located = locate("../look", tmp_path / "site")
    assert located is not None
    with pytest.raises(ConfigError, match=r"look/theme.toml:1:1: unknown key 'naem'"):
        read_declaration(located, tmp_path / "site")


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_theme_says_what_it_is(name: str) -> None:
    located = locate(name)
    assert located is not None
    declaration = read_declaration(located)

    assert declaration.name == name
    assert declaration.description
    assert declaration.license == "MIT"
    assert all(option.description for option in declaration.options.values())
