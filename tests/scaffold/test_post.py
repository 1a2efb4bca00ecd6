from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath

import pytest

from sitegen.front_matter import parse_front_matter
from sitegen.model import FrontMatter
from sitegen.scaffold import new_post

DAY = date(2026, 11, 23)


def read(path: Path) -> FrontMatter:
    text = path.read_text(encoding="utf-8")
    return parse_front_matter(text, PurePosixPath(path), is_post=True).front_matter


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Hello", "hello"),
        ("Backprop: by hand", "backprop-by-hand"),
        ('It\'s "quoted" — 100 % #1', "it-s-quoted-100-1"),
        ("Überraschung & Café", "uberraschung-cafe"),
        ("機械学習 入門", "機械学習-入門"),
        ("- a: [b]", "a-b"),
        ("  many\n lines\t", "many-lines"),
        ("1.10", "1-10"),
        ("no", "no"),
    ],
)
def test_a_post_has_its_exact_title_and_the_folder_of_its_slug(tmp_path: Path, title: str, slug: str) -> None:
    path = new_post(tmp_path, title, DAY)
    assert path == tmp_path / "posts" / slug / "index.md"
    matter = read(path)
    assert matter.title == " ".join(title.split())
    assert matter.description == matter.title
    assert matter.date == DAY
    assert not matter.draft


def test_a_draft_has_the_key_draft(tmp_path: Path) -> None:
    assert read(new_post(tmp_path, "Later", DAY, draft=True)).draft


def test_only_the_day_of_a_time_is_written(tmp_path: Path) -> None:
    assert read(new_post(tmp_path, "Now", datetime(2026, 11, 23, 12, tzinfo=UTC))).date == DAY


@pytest.mark.parametrize("taken", ["posts/hello/index.md", "posts/hello.md"])
def test_a_post_that_exists_is_not_overwritten(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).parent.mkdir(parents=True)
    (tmp_path / taken).write_text("mine")
    with pytest.raises(FileExistsError, match="this post already exists"):
        new_post(tmp_path, "Hello", DAY)
    assert (tmp_path / taken).read_text() == "mine"


def test_a_title_without_letters_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"expected a title with letters or digits, received '!\?'"):
        new_post(tmp_path, "!?", DAY)
    assert list(tmp_path.iterdir()) == []
