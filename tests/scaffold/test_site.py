from datetime import UTC, datetime
from pathlib import Path

import pytest

from sitegen.config import load_config
from sitegen.load import load_sources
from sitegen.scaffold import new_site


@pytest.mark.parametrize("name", ["site", 'My "site": it\'s', "ブログ"])
def test_a_new_site_has_a_configuration_and_pages_that_can_be_read(tmp_path: Path, name: str) -> None:
    new_site(tmp_path / name)
    config = load_config(tmp_path / name / "sitegen.toml")
    assert config.title == name
    now = datetime(2026, 11, 23, tzinfo=UTC)
    loaded = load_sources(config, drafts=False, future=False, now=now)
    assert loaded.problems == ()
    assert [str(source.source_path) for source in loaded.sources] == [
        "content/_index.md",
        "content/about.md",
        "content/posts/_index.md",
    ]
    assert "public/" in (tmp_path / name / ".gitignore").read_text().splitlines()


def test_a_folder_that_is_not_empty_is_refused_and_not_changed(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="not an empty folder"):
        new_site(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("mine")
    with pytest.raises(FileExistsError, match="not an empty folder"):
        new_site(tmp_path / "site")


def test_an_empty_folder_is_accepted(tmp_path: Path) -> None:
    new_site(tmp_path)
    assert (tmp_path / "sitegen.toml").is_file()


def test_the_example_is_the_blog_of_this_repository(tmp_path: Path) -> None:
    new_site(tmp_path / "site", example=True)
    own = Path(__file__).parent.parent.parent / "content"
    there = tmp_path / "site" / "content"
    names = {path.relative_to(own) for path in own.rglob("*.md")}
    assert Path("_index.md") in names
    assert {path.relative_to(there) for path in there.rglob("*.md")} == names
    assert (there / "_index.md").read_bytes() == (own / "_index.md").read_bytes()
