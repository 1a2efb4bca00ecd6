from __future__ import annotations

import os
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

    assert loaded.warnings == ()
    assert loaded.files == {
        PurePosixPath("content/downloads/data.csv"): "/downloads/data.csv",
        PurePosixPath("content/posts/a/plots/one.svg"): "/posts/b/plots/one.svg",
    }


def test_every_source_that_cannot_be_read_is_reported_and_the_others_are_loaded(
    write_site: WriteSite,
) -> None:
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


def test_files_that_an_editor_leaves_behind_are_not_loaded(write_site: WriteSite) -> None:
    names = ("#a.md#", "a.md~", "a.md.bak", ".a.md.swp", "4913")
    folder = write_site({"content/posts/a.md": POST} | {f"content/posts/{name}": b"\xff" for name in names})
    (folder / "content" / "posts" / ".#a.md").symlink_to("user@host.1:2")

    loaded = load(folder)

    assert [source.source_path.name for source in loaded.sources if source.kind == "post"] == ["a.md"]
    assert (loaded.assets, loaded.problems, loaded.warnings) == ((), (), ())


def test_links_and_pipes_in_the_content_folder_are_refused_with_their_path(write_site: WriteSite) -> None:
    folder = write_site({"content/posts/good.md": POST})
    posts = folder / "content" / "posts"
    (posts / "a.md").symlink_to("/nope")
    (posts / "b.md").symlink_to("b.md")
    (posts / "c.md").symlink_to("/etc/hostname")
    os.mkfifo(posts / "d.md")
    Path(os.fsdecode(os.fsencode(posts) + b"/e\xff.md")).touch()

    loaded = load(folder)

    assert [str(problem).splitlines()[0].removeprefix("content/posts/") for problem in loaded.problems] == [
        "a.md: the link leads nowhere: there is no /nope",
        "b.md: the link leads in a circle",
        f"c.md: the link leads out of the site's folder, to {Path('/etc/hostname').resolve()}",
        "d.md: this is a named pipe, not a file",
        "e\\xff.md: the name is not UTF-8",
    ]
    assert "content/posts/good.md" in permalinks(loaded)


def test_links_out_of_the_site_are_followed_where_the_configuration_allows_it(
    write_site: WriteSite, tmp_path: Path
) -> None:
    (tmp_path / "shared.md").write_text(POST)
    folder = write_site({"content/posts/a.md": POST}, 'title = "T"\noutside_links = true\n')
    (folder / "content" / "posts" / "b.md").symlink_to(tmp_path / "shared.md")

    assert {"content/posts/a.md", "content/posts/b.md"} <= permalinks(load(folder)).keys()


def test_a_source_that_vanishes_while_the_folder_is_read_is_as_if_it_never_was(
    write_site: WriteSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_site({"content/posts/a.md": POST, "content/posts/b.md": POST})
    read = Path.read_bytes

    def vanish(path: Path) -> bytes:
        if path.name == "a.md":
            path.unlink()
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", vanish)
    loaded = load(folder)

    assert loaded.problems == ()
    assert "content/posts/a.md" not in permalinks(loaded)
    assert "content/posts/b.md" in permalinks(loaded)


def test_a_source_that_may_not_be_read_is_refused_with_its_path(
    write_site: WriteSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_site({"content/posts/a.md": POST})

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)

    assert [str(problem) for problem in load(folder).problems] == [
        "content/posts/a.md: the file cannot be read: Permission denied"
    ]


@pytest.mark.parametrize("ending", ["rst", "ipynb", "org", "adoc", "Rmd"])
def test_a_page_in_another_format_gives_a_warning_and_is_not_published(
    write_site: WriteSite, ending: str
) -> None:
    folder = write_site({f"content/posts/a.{ending}": "---\ntitle: x\ndraft: true\n---\n"})

    loaded = load(folder)

    assert [str(problem) for problem in loaded.warnings] == [
        f"content/posts/a.{ending}: warning: a.{ending} is not read as a page and is not published\n"
        "  write it as Markdown; a file to download belongs beside an index.md or into static/"
    ]
    assert (loaded.assets, loaded.files, loaded.problems) == ((), {}, ())


@pytest.mark.parametrize("ending", ["txt", "html"])
@pytest.mark.parametrize("sign", ["---\ntitle: x\ndraft: true\n---\n", "+++\ntitle = 'x'\n+++\n"])
def test_a_file_with_front_matter_is_never_published_raw(
    write_site: WriteSite, ending: str, sign: str
) -> None:
    folder = write_site({f"content/posts/a.{ending}": sign, f"content/b.{ending}": "--- no front matter"})

    loaded = load(folder)

    assert [str(problem) for problem in loaded.warnings] == [
        f"content/posts/a.{ending}: warning: a.{ending} begins with front matter, but is not read as a page "
        "and is not published\n  rename it to a.md; Markdown may hold HTML"
    ]
    assert [asset.output_path.name for asset in loaded.assets] == [f"b.{ending}"]


@pytest.mark.parametrize("ending", ["markdown", "mdown", "mkd", "mdx"])
def test_markdown_has_several_endings(write_site: WriteSite, ending: str) -> None:
    folder = write_site(
        {
            f"content/posts/2026-01-03-a.{ending}": POST,
            f"content/posts/b/index.{ending}": POST,
            "content/posts/b/x.png": b"png",
            f"content/posts/_index.{ending}": "---\ntitle: All\n---\n",
        }
    )

    loaded = load(folder)

    found = permalinks(loaded)
    assert found[f"content/posts/2026-01-03-a.{ending}"] == "/posts/a/"
    assert found[f"content/posts/b/index.{ending}"] == "/posts/b/"
    assert "content/posts/_index.md" not in found
    assert loaded.files == {PurePosixPath("content/posts/b/x.png"): "/posts/b/x.png"}
    assert (loaded.problems, loaded.warnings) == ((), ())


def test_a_notebook_beside_a_page_is_a_file_to_download(write_site: WriteSite) -> None:
    folder = write_site({"content/posts/a/index.md": POST, "content/posts/a/lesson.ipynb": "{}"})

    loaded = load(folder)

    assert [str(asset.output_path) for asset in loaded.assets] == ["posts/a/lesson.ipynb"]
    assert loaded.warnings == ()


def test_a_post_in_the_folder_of_another_page_is_refused_with_both_paths(write_site: WriteSite) -> None:
    folder = write_site({"content/posts/a/index.md": POST, "content/posts/a/b.md": POST})

    loaded = load(folder)

    assert [str(problem) for problem in loaded.problems] == [
        "content/posts/a/b.md:1:1: this post is in the folder of the page content/posts/a/index.md\n"
        "  move it out of that folder, or rename index.md to _index.md to make a list of posts"
    ]
    assert "content/posts/a/_index.md" not in permalinks(loaded)


def test_a_post_below_a_list_in_the_folder_of_a_page_is_loaded(write_site: WriteSite) -> None:
    folder = write_site(
        {"content/posts/a/index.md": POST, "content/posts/a/part/b.md": POST, "content/posts/c.md": POST}
    )

    loaded = load(folder)

    assert loaded.problems == ()
    assert permalinks(loaded)["content/posts/a/part/_index.md"] == "/posts/a/part/"


def test_files_beside_posts_follow_the_address_of_their_list(write_site: WriteSite) -> None:
    folder = write_site({"content/posts/My Trip/a.md": POST, "content/posts/My Trip/x.png": b"png"})

    assert load(folder).files == {PurePosixPath("content/posts/My Trip/x.png"): "/posts/my-trip/x.png"}
