from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.config import load_config
from sitegen.front_matter import parse_front_matter
from sitegen.load import load_sources
from sitegen.model import FrontMatter
from sitegen.new import new_post, new_site, one_line, quoted

DAY = date(2026, 11, 23)


def read(path: Path) -> FrontMatter:
    text = path.read_text(encoding="utf-8")
    front_matter, _, _ = parse_front_matter(text, PurePosixPath(path), is_post=True)
    return front_matter


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
def test_a_post_says_exactly_its_title_and_lies_under_its_slug(tmp_path: Path, title: str, slug: str) -> None:
    path = new_post(tmp_path, title, DAY)
    assert path == tmp_path / "posts" / slug / "index.md"
    matter = read(path)
    assert matter.title == " ".join(title.split())
    assert matter.description == matter.title
    assert matter.date == DAY
    assert not matter.draft


@given(st.text(min_size=1))
def test_any_text_on_one_line_survives_the_quoting(text: str) -> None:
    title = "x" + one_line(text)
    block = f"---\ntitle: {quoted(title)}\n---\n"
    matter, _, _ = parse_front_matter(block, PurePosixPath("x.md"), is_post=False)
    assert matter.title == title


def test_a_draft_is_marked(tmp_path: Path) -> None:
    assert read(new_post(tmp_path, "Later", DAY, draft=True)).draft


def test_a_time_is_written_as_its_day(tmp_path: Path) -> None:
    assert read(new_post(tmp_path, "Now", datetime(2026, 11, 23, 12, tzinfo=UTC))).date == DAY


@pytest.mark.parametrize("taken", ["posts/hello/index.md", "posts/hello.md"])
def test_a_post_that_is_there_is_not_overwritten(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).parent.mkdir(parents=True)
    (tmp_path / taken).write_text("mine")
    with pytest.raises(FileExistsError, match="there is such a post"):
        new_post(tmp_path, "Hello", DAY)
    assert (tmp_path / taken).read_text() == "mine"


def test_a_title_without_letters_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"expected a title with letters or digits, received '!\?'"):
        new_post(tmp_path, "!?", DAY)
    assert list(tmp_path.iterdir()) == []


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


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="not an empty folder"):
        new_site(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("mine")
    with pytest.raises(FileExistsError, match="not an empty folder"):
        new_site(tmp_path / "site")


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    new_site(tmp_path)
    assert (tmp_path / "sitegen.toml").is_file()


def test_the_example_is_the_blog_of_this_repository(tmp_path: Path) -> None:
    new_site(tmp_path / "site", example=True)
    own = Path(__file__).parent.parent / "content"
    there = tmp_path / "site" / "content"
    names = {path.relative_to(own) for path in own.rglob("*.md")}
    assert Path("_index.md") in names
    assert {path.relative_to(there) for path in there.rglob("*.md")} == names
    assert (there / "_index.md").read_bytes() == (own / "_index.md").read_bytes()
