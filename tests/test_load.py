from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from sitegen.config import load_config
from sitegen.errors import SitegenError
from sitegen.load import load_sources
from sitegen.model import Loaded
from tests.conftest import NOW, WriteSite

POST = "---\ntitle: A post\ndate: 2026-01-02\ndescription: It says something.\n---\n"


def load(folder: Path, *, drafts: bool = False, future: bool = False) -> Loaded:
    return load_sources(load_config(folder / "sitegen.toml"), drafts=drafts, future=future, now=NOW)


def permalinks(loaded: Loaded) -> dict[str, str]:
    return {str(source.source_path): source.permalink for source in loaded.sources}


def test_the_place_of_a_source_decides_its_kind_and_its_address(write_site: WriteSite) -> None:
    folder = write_site(
        {
            "content/_index.md": "---\ntitle: Home\n---\n",
            "content/about.md": "---\ntitle: About\n---\n",
            "content/posts/_index.md": "---\ntitle: Posts\n---\n",
            "content/posts/one.md": POST,
            "content/posts/Two Words/index.md": POST,
            "content/posts/2026-03-04-dated.md": POST.replace("date: 2026-01-02\n", ""),
            "content/notes/first.md": POST,
        },
        'title = "T"\nbase_url = "https://example.org/blog"\n',
    )

    loaded = load(folder)

    assert loaded.problems == ()
    assert {(str(source.source_path), source.kind, source.permalink) for source in loaded.sources} == {
        ("content/_index.md", "home", "/blog/"),
        ("content/about.md", "page", "/blog/about/"),
        ("content/posts/_index.md", "section", "/blog/posts/"),
        ("content/posts/one.md", "post", "/blog/posts/one/"),
        ("content/posts/Two Words/index.md", "post", "/blog/posts/two-words/"),
        ("content/posts/2026-03-04-dated.md", "post", "/blog/posts/dated/"),
        ("content/notes/_index.md", "section", "/blog/notes/"),
        ("content/notes/first.md", "post", "/blog/notes/first/"),
    }


def test_a_slug_and_a_pattern_change_the_address(write_site: WriteSite) -> None:
    folder = write_site(
        {
            "content/posts/one.md": POST.replace("date:", "slug: other\ndate:"),
            "content/posts/two.md": POST,
        },
        'title = "T"\npermalinks = {posts = "/{year}/{month}/{slug}/"}\n',
    )

    found = permalinks(load(folder))

    assert found["content/posts/one.md"] == "/2026/01/other/"
    assert found["content/posts/two.md"] == "/2026/01/two/"


def test_drafts_and_posts_of_the_future_are_held_back_with_the_reason(write_site: WriteSite) -> None:
    folder = write_site(
        {
            "content/posts/draft.md": POST.replace("date:", "draft: true\ndate:"),
            "content/posts/future.md": POST.replace("2026-01-02", "2030-01-01"),
            "content/posts/draft-bundle/index.md": POST.replace("date:", "draft: true\ndate:"),
            "content/posts/draft-bundle/secret.png": b"png",
        }
    )

    loaded = load(folder)

    assert [source for source in loaded.sources if source.kind == "post"] == []
    assert loaded.assets == ()
    assert loaded.unpublished == {
        "/posts/draft/": "a draft",
        "/posts/future/": "dated 2030-01-01",
        "/posts/draft-bundle/": "a draft",
    }
    everything = load(folder, drafts=True, future=True)
    assert sum(source.kind == "post" for source in everything.sources) == 3
    assert [str(asset.output_path) for asset in everything.assets] == ["posts/draft-bundle/secret.png"]


def test_a_bare_date_is_due_at_midnight_of_the_sites_time_zone(write_site: WriteSite) -> None:
    site = {"content/posts/x.md": POST.replace("2026-01-02", "2026-11-24")}
    early = write_site(site, 'title = "T"\ntimezone = "Pacific/Kiritimati"\n')  # UTC+14: it is the 24th there

    assert any(source.kind == "post" for source in load(early).sources)
    (early / "sitegen.toml").write_text('title = "T"\ntimezone = "UTC"\n')
    assert not any(source.kind == "post" for source in load(early).sources)


def test_files_beside_a_source_are_published_beside_its_page(write_site: WriteSite) -> None:
    folder = write_site(
        {
            "content/posts/a/index.md": POST.replace("date:", "slug: b\ndate:"),
            "content/posts/a/plots/one.svg": "<svg/>",
            "content/downloads/data.csv": "1,2",
            "content/demos/xor.py": "",
            "content/.hidden/x.txt": "",
            "content/posts/a/.DS_Store": "",
        }
    )

    loaded = load(folder)

    assert loaded.files == {
        PurePosixPath("content/downloads/data.csv"): "/downloads/data.csv",
        PurePosixPath("content/posts/a/plots/one.svg"): "/posts/b/plots/one.svg",
    }


def test_every_source_that_cannot_be_read_is_told_and_the_others_are_whole(write_site: WriteSite) -> None:
    folder = write_site(
        {
            "content/posts/latin.md": b"---\ntitle: caf\xe9\n---\n",
            "content/posts/open.md": "---\ntitle: x\n",
            "content/posts/good.md": POST,
        }
    )

    loaded = load(folder)

    assert [str(problem).splitlines()[0] for problem in loaded.problems] == [
        "content/posts/latin.md:2:11: expected UTF-8 text, received byte 0xe9",
        "content/posts/open.md:1:1: the front matter has no end: expected a second line '---'",
    ]
    assert "content/posts/good.md" in permalinks(loaded)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(write_site: WriteSite) -> None:
    folder = write_site(
        {"content/posts/x.md": b"\xef\xbb\xbf" + (POST + "a\n").replace("\n", "\r\n").encode()}
    )

    source = next(source for source in load(folder).sources if source.kind == "post")

    assert (source.text, source.first_line) == ("a", 6)


def test_a_site_without_content_says_what_is_missing(write_site: WriteSite) -> None:
    with pytest.raises(SitegenError, match="there is no content folder 'content'"):
        load(write_site({}))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("content/posts/!!!.md", "no address can be made of the name '!!!'"),
        ("content/index.md", "the home page is _index.md"),
    ],
)
def test_a_name_that_gives_no_address_is_refused(write_site: WriteSite, name: str, message: str) -> None:
    assert [problem.message for problem in load(write_site({name: POST})).problems] == [message]
