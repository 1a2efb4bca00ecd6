"""`search = true`: an index beside the pages, which is made again only where a page that it reads changed."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from unittest.mock import Mock

import pytest

from sitegen import search
from sitegen.build import build_site
from sitegen.cache import Cache
from sitegen.config import load_config
from sitegen.engine import LastBuild
from sitegen.engine.pickles import dump_value
from sitegen.errors import SitegenError
from sitegen.incremental import Done, build_edited, build_whole
from sitegen.live_site import LiveSite
from sitegen.progress import Silent
from sitegen.search import pagefind
from tests.conftest import WriteSite

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CONFIG = 'title = "A site"\nbase_url = "https://example.org/blog/"\nsearch = true\n'
POST = "---\ntitle: Post {n}\ndate: 2026-01-0{n}\ndescription: d\n{more}---\n\nA text of {n}.\n"
FILES: dict[str, str | bytes] = {
    "content/posts/one.md": POST.format(n=1, more=""),
    "content/posts/two.md": POST.format(n=2, more="language: de\n"),
    "content/posts/draft.md": POST.format(n=3, more="draft: true\n"),
    "content/about.md": "---\ntitle: About\n---\n\nAbout it.\n",
    "content/data.md": "---\ntitle: Data\ntemplate: data.json\n---\n",
    "templates/data.json": "{}",
}


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    return write_site(FILES, CONFIG)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The pages of each run of Pagefind."""
    found: list[list[str]] = []
    make_index = pagefind.make_index

    def recorded(pages: dict[PurePosixPath, bytes]) -> dict[str, bytes]:
        found.append([str(path) for path in pages])
        return make_index(pages)

    monkeypatch.setattr(pagefind, "make_index", recorded)
    return found


def whole(site: Path, output: str = "public") -> Done:
    config = load_config(site / "sitegen.toml", output=output)
    last = LastBuild(site / "sitegen.toml", {"output": output})
    return build_whole(config, last, last.compare(datetime.now(UTC)), NOW)


def edited(site: Path) -> Done | None:
    last = LastBuild(site / "sitegen.toml", {"output": "public"})
    before = last.compare(datetime.now(UTC))
    assert before is not None
    return build_edited(last, before, Silent())


def files(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and file.name != ".sitegen"
    }


def test_posts_and_pages_are_indexed_without_drafts_lists_and_files(
    site: Path, runs: list[list[str]]
) -> None:
    whole(site)

    assert runs == [["about/index.html", "posts/one/index.html", "posts/two/index.html"]]
    made = files(site / "public")
    assert {"search/index.html", "search/de/index.html", "pagefind/pagefind.js"} <= set(made)
    assert b'href="/blog/search/de/"' in made["posts/two/index.html"]
    assert b"data-pagefind-body" in made["posts/one/index.html"]
    assert b"data-pagefind-body" not in made["index.html"] + made["posts/index.html"]


def test_two_clean_builds_are_equal(site: Path) -> None:
    build_site(load_config(site / "sitegen.toml", output="one"), now=NOW)
    (site / ".sitegen" / "cache" / "results.sqlite").unlink()
    build_site(load_config(site / "sitegen.toml", output="two"), now=NOW)

    assert files(site / "one") == files(site / "two")


def test_an_index_is_made_again_only_after_a_page_changed(site: Path, runs: list[list[str]]) -> None:
    whole(site)
    (site / "static").mkdir()
    (site / "static" / "note.txt").write_text("a note")
    whole(site)
    assert len(runs) == 1
    (site / "content" / "posts" / "one.md").write_text(POST.format(n=1, more="tags: [new]\n"))
    whole(site)
    assert len(runs) == 2


@pytest.mark.parametrize("value", [(), ("key", 5), ("key", {"a": 5}), ("key", {"../a": b""})])
def test_a_stored_index_of_another_form_is_made_again(
    site: Path, runs: list[list[str]], value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sitegen.search.key_of", Mock(return_value="key"))
    whole(site)
    with closing(Cache(site / ".sitegen" / "cache")) as cache:
        cache.put_bytes("search", "last", dump_value(value))
    whole(site)

    assert len(runs) == 2


def test_an_edit_publishes_the_index_of_a_clean_build_and_removes_the_old_one(
    site: Path, runs: list[list[str]]
) -> None:
    whole(site)
    before = {name for name in files(site / "public") if name.startswith("pagefind/fragment/")}
    file = site / "content" / "posts" / "one.md"
    file.write_text(file.read_text() + "\nA sentence about gradients.\n")

    done = edited(site)

    assert done is not None
    assert len(runs) == 2
    after = {name for name in files(site / "public") if name.startswith("pagefind/fragment/")}
    assert len(after) == len(before)
    assert after != before
    build_site(load_config(site / "sitegen.toml", output="clean"), now=NOW)
    assert files(site / "public") == files(site / "clean")
    assert done.report.outputs == len(files(site / "clean"))
    last = LastBuild(site / "sitegen.toml", {"output": "public"})
    assert last.report(datetime.now(UTC)) is not None, "the record names what is published now"


def test_without_the_key_the_index_and_the_page_vanish(site: Path) -> None:
    whole(site)
    (site / "sitegen.toml").write_text(CONFIG.replace("true", "false"))
    whole(site)

    made = files(site / "public")
    assert [name for name in made if name.startswith(("pagefind", "search"))] == []
    assert b"search" not in made["posts/one/index.html"]


def test_a_server_searches_the_edited_text(site: Path, runs: list[list[str]]) -> None:
    live = LiveSite(site / "sitegen.toml", drafts=True, future=False)
    config = load_config(site / "sitegen.toml")
    first = live.build(config, None, Silent())
    assert live.build(config, None, Silent()) is first
    file = site / "content" / "posts" / "one.md"
    file.write_text(file.read_text() + "\nMore.\n")
    second = live.build(config, None, Silent())

    assert len(runs) == 2
    assert "posts/draft/index.html" not in runs[0], "a draft is shown, and not found"

    def index(outputs: Iterable[PurePosixPath]) -> set[str]:
        return {str(path) for path in outputs if path.is_relative_to("pagefind")}

    assert len(index(second.outputs)) == len(index(first.outputs))
    assert index(second.outputs) != index(first.outputs)


def test_without_pagefind_the_key_is_refused_with_the_command_that_installs_it(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pagefind.service", None)

    with pytest.raises(SitegenError) as error:
        build_site(load_config(site / "sitegen.toml"), now=NOW)
    assert str(error.value) == (
        "sitegen.toml:3:1: search = true needs Pagefind, which is not installed\n"
        "  install it with: pip install 'sitegen-live[search]'"
    )


def test_a_site_without_posts_has_a_search_page_and_no_index(write_site: WriteSite) -> None:
    site = write_site({"content/_index.md": "---\ntitle: Home\n---\n"}, CONFIG)
    whole(site)

    assert not (site / "public" / "pagefind").exists()
    assert (site / "public" / "search" / "index.html").exists()


def test_a_page_of_the_author_takes_the_place_of_the_search_page(site: Path) -> None:
    (site / "content" / "search.md").write_text("---\ntitle: My search\n---\n\nMine.\n")
    whole(site)

    assert "My search" in (site / "public" / "search" / "index.html").read_text()


def test_a_damaged_index_in_the_cache_is_made_again(
    site: Path, runs: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole(site)
    monkeypatch.setattr(search, "load_value", lambda _: None)
    whole(site)

    assert len(runs) == 2


def test_the_search_page_says_what_it_needs_and_lists_the_posts_of_its_language(site: Path) -> None:
    whole(site)
    german = (site / "public" / "search" / "de" / "index.html").read_text()

    assert re.findall(r'<span class="term-name">(.*?)</span>', german) == ["Post 2"]
    assert "Die Suche braucht JavaScript." in german
    assert 'data-bundle="/blog/pagefind/"' in german
