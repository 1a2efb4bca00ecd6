"""Where a theme is found: in the site, among the built-in themes, in an installed package."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.theme.locate import BUILT_IN, Located, locate, located_themes, missing
from tests.theme.conftest import theme_in


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_theme_is_found_without_a_site(name: str) -> None:
    located = locate(name)

    assert located is not None
    assert located.origin == "built-in"
    assert (located.folder / "static" / "css" / "site.css").is_file()
    assert located.declaration.is_file()


def test_a_folder_in_themes_goes_before_one_beside_the_configuration(tmp_path: Path) -> None:
    beside = theme_in(tmp_path / "look")
    assert locate("look", tmp_path) == Located("look", beside, "site")
    inside = theme_in(tmp_path / "themes" / "look")
    assert locate("look", tmp_path) == Located("look", inside, "site")


def test_a_theme_of_the_site_goes_before_a_built_in_one(tmp_path: Path) -> None:
    folder = theme_in(tmp_path / "themes" / "default")
    located = locate("default", tmp_path)

    assert located is not None
    assert located.folder == folder
    assert not located.is_default


def test_a_path_leads_to_a_theme_outside_the_site(tmp_path: Path) -> None:
    shared = theme_in(tmp_path / "shared" / "look")
    (tmp_path / "site").mkdir()
    located = locate("../shared/look", tmp_path / "site")

    assert located is not None
    assert located.folder.resolve() == shared


def test_an_entry_point_names_a_package_that_is_not_imported(installed: Path) -> None:
    assert locate("slides") == Located("slides", installed, "package")


def test_a_built_in_theme_goes_before_an_installed_one(installed: Path) -> None:
    located = locate("lecture")

    assert located is not None
    assert located.folder != installed


def test_all_themes_are_listed_once_and_the_sites_own_first(installed: Path, tmp_path: Path) -> None:
    theme_in(tmp_path / "themes" / "lecture")
    theme_in(tmp_path / "themes" / "a")
    (tmp_path / "themes" / "no-theme").mkdir()

    found = [(one.name, one.origin) for one in located_themes(tmp_path)]
    assert found == [("a", "site"), ("lecture", "site"), ("default", "built-in"), ("slides", "package")]
    assert installed.is_dir()


def test_a_package_without_the_folders_of_a_theme_is_named(installed: Path) -> None:
    (installed / "static").rmdir()
    assert locate("slides") is None
    message, hint = missing("slides")

    assert message == "there is no theme 'slides'"
    assert "the package 'slides_theme' of this name has no templates/ or static/" in hint


def test_the_near_miss_can_be_an_installed_theme(installed: Path) -> None:
    assert installed.is_dir()
    assert missing("slide")[1].startswith("did you mean 'slides'?")


@pytest.mark.parametrize("name", ["", " ", "."])
def test_the_site_itself_is_no_theme_of_its_own(name: str, tmp_path: Path) -> None:
    theme_in(tmp_path / "themes")
    (tmp_path / "static").mkdir()

    assert locate(name, tmp_path) is None
