"""Builds that begin where the last one ended give the bytes of a clean build, and name their reasons."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from sitegen.build import build_site
from sitegen.cache import Cache
from sitegen.config import load_config
from sitegen.engine import LastBuild
from sitegen.engine.explain import explain
from sitegen.engine.graph import KEY, KIND
from sitegen.engine.pickles import dump_value, load_value
from sitegen.errors import SitegenError, TemplateError
from sitegen.incremental import Done, build_edited, build_whole
from sitegen.progress import Silent
from sitegen.runtime import NO_RUNTIME
from tests.conftest import WriteSite
from tests.demo.conftest import HEAD, PLAIN

NOW = datetime(2026, 6, 1, tzinfo=UTC)
POST = """---
title: "Post {n}"
date: 2026-01-{n:02}
description: "About {n}."
tags: [one, tag-{kind}]
---

# First

Some *text* of {n} with a [link](post-{other}.md#second).

## Second

```python
print({n})
```
"""
BARE = (
    "---\ntitle: Bare\ndate: 2026-02-01\ndescription: d\n---\nA first paragraph.\n\n## A heading\n\nAn end.\n"
)
CARD = (
    "{% set icon = asset('note.txt') %}"
    "{% macro card(post) %}<b>{{ post.title }} {{ icon }}</b>{% endmacro %}\n"
)
HOME = (
    '{% extends "sitegen/home.html" %}{% import "card.html" as cards %}'
    "{% block main %}{{ cards.card(posts[0]) }}{% endblock %}\n"
)
CONFIG = 'title = "A site"\nbase_url = "https://example.org/blog/"\npaginate = 4\nfeeds = ["atom", "json"]\n'


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    files: dict[str, str | bytes] = {
        f"content/posts/post-{n}.md": POST.format(n=n, kind=n % 3, other=n % 9 + 1) for n in range(1, 10)
    }
    files |= {
        "content/posts/bare.md": BARE,
        "content/about.md": "---\ntitle: About\n---\n\nAbout it.\n",
        "content/_index.md": "---\ntitle: Home\n---\n\nWelcome.\n",
        "content/posts/series.md": BARE.replace("Bare", "Part").replace("---\nA", "series: S\n---\nA"),
        "content/posts/next.md": BARE.replace("Bare", "Next").replace("---\nA", "series: S\n---\nA"),
        "content/posts/needs.md": BARE.replace("Bare", "Needs").replace("---\nA", "requires: [bare]\n---\nA"),
        "static/note.txt": "a note",
        "templates/card.html": CARD,
        "templates/home.html": HOME,
    }
    folder = write_site(files)
    (folder / "sitegen.toml").write_text(CONFIG)
    return folder


def build(site: Path, now: datetime = NOW, **options: bool) -> Done | None:
    """Build as the command does; None where nothing changed."""
    last = LastBuild(site / "sitegen.toml", options)
    before = last.compare(now)
    if before and before.same and before.changed == {}:
        return None
    done = build_edited(last, before, Silent()) if before else None
    config = load_config(site / "sitegen.toml")
    return done or build_whole(config, last, before, now, progress=Silent(), **options)


def published(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file() and file.name != ".sitegen")
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def clean(site: Path, now: datetime = NOW, *, drafts: bool = False) -> dict[str, bytes]:
    """Build a copy without the state of earlier builds."""
    copy = site.with_name("clean")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(site, copy, ignore=shutil.ignore_patterns("public", ".sitegen"))
    build_site(load_config(copy / "sitegen.toml"), now=now, drafts=drafts)
    return published(copy / "public")


def rewrite(name: str, old: str, new: str) -> Callable[[Path], object]:
    """Return an edit that replaces the first place of a text."""

    def edit(site: Path) -> None:
        text = (site / name).read_text()
        assert old in text
        (site / name).write_text(text.replace(old, new, 1))

    return edit


def write(name: str, text: str) -> Callable[[Path], object]:
    """Return an edit that writes a file."""

    def edit(site: Path) -> None:
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text)

    return edit


class Edit(NamedTuple):
    """A change of the site, a page that it makes new, and what the explanation says; how many are written."""

    change: Callable[[Path], object]
    page: str
    reason: str
    written: range


NINE = "content/posts/post-9.md"
EDITS = {
    "a paragraph": Edit(
        rewrite(NINE, "Some", "Any"), NINE, "the text of content/posts/post-9.md", range(3, 4)
    ),
    "a paragraph that lists show": Edit(
        rewrite("content/posts/bare.md", "A first", "One"), "content/posts/bare.md",
        "the text of content/posts/bare.md", range(3, 8),
    ),
    "a paragraph of a page": Edit(
        rewrite("content/about.md", "it.", "us."), "content/about.md", "the text of", range(1, 2)
    ),
    "a heading that is linked": Edit(
        lambda site: [rewrite(NINE, "## Second", "## Third")(site),
                      rewrite("content/posts/post-8.md", "#second", "#third")(site)],
        NINE, "the headings of", range(3, 7),
    ),
    "a line above the front matter's end": Edit(
        rewrite(NINE, "tags: [one", "# a comment\ntags: [one"), NINE, "used again", range(1)
    ),
    "a title": Edit(
        rewrite(NINE, "Post 9", "Ninth"), "posts/post-8/index.html",
        "the title of content/posts/post-9.md", range(4, 30),
    ),
    "a title and a text": Edit(
        lambda site: [rewrite(NINE, "Post 9", "Ninth")(site), rewrite(NINE, "Some", "Any")(site)],
        "/blog/posts/post-9/", "the title of content/posts/post-9.md", range(4, 30),
    ),
    "a tag": Edit(rewrite(NINE, "[one", "[two, one"), "tags/two/index.html", "it is new", range(3, 40)),
    "a date": Edit(rewrite(NINE, "2026-01-09", "2025-01-09"), "feed.xml", "the list of posts", range(3, 40)),
    "a draft": Edit(
        rewrite("content/posts/next.md", "---\n", "---\ndraft: true\n"), "posts/index.html",
        "the pages that it shows", range(3, 40),
    ),
    "an alias": Edit(
        rewrite(NINE, "---\n", "---\naliases: [/old/]\n"), "old/index.html", "it is new", range(1, 3)
    ),
    "a title in a series": Edit(
        rewrite("content/posts/next.md", "Next", "Later"), "content/posts/series.md",
        "the title of content/posts/next.md", range(3, 30),
    ),
    "a title that another page requires": Edit(
        rewrite("content/posts/bare.md", "Bare", "Naked"), "content/posts/needs.md",
        "the title of content/posts/bare.md", range(3, 30),
    ),
    "a new post": Edit(
        write("content/posts/new.md", BARE.replace("Bare", "New")), "sitemap.xml",
        "the addresses of the site", range(5, 40),
    ),
    "a post that is gone": Edit(
        lambda site: (site / "content/posts/next.md").unlink(), "content/posts/series.md",
        "the posts of the series S", range(3, 40),
    ),
    "a renamed post": Edit(
        lambda site: (site / "content/posts/next.md").rename(site / "content/posts/last.md"),
        "content/posts/series.md", "the posts of the series S", range(3, 40),
    ),
    "a template that another one imports": Edit(
        rewrite("templates/card.html", "<b>", "<i>"), "index.html", "the template card.html", range(1, 2)
    ),
    "a template that replaces one of the theme": Edit(
        write("templates/partials/footer.html", "<footer>Hello</footer>\n"), NINE,
        "the template partials/footer.html", range(20, 60),
    ),
    "a style sheet": Edit(
        write("static/css/site.css", "p { margin: 1px }\n"), NINE,
        "the file css/site.css of static/", range(20, 60),
    ),
    "the configuration": Edit(
        write("sitegen.toml", CONFIG + 'author = "A"\n'), NINE, "no earlier build", range(20, 60)
    ),
    "a text whose size and times stay": Edit(
        lambda site: same_times(site / NINE, "Some", "Sane"), NINE, "the text of", range(3, 4)
    ),
}  # fmt: skip


def same_times(file: Path, old: str, new: str) -> None:
    before = file.stat()
    file.write_text(file.read_text().replace(old, new, 1))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("name", EDITS)
def test_after_an_edit_a_warm_build_has_the_bytes_of_a_clean_one_and_names_the_reason(
    site: Path, name: str
) -> None:
    edit = EDITS[name]
    build(site)
    edit.change(site)
    done = build(site)

    assert published(site / "public") == clean(site)
    assert done is not None
    lines = list(explain(edit.page, done.graph, done.before))
    assert len(lines) == 1
    assert edit.reason in lines[0]
    assert done.report.written in edit.written or done.report.removed


@pytest.mark.parametrize("name", list(EDITS)[:7])
def test_an_edit_after_an_edit_has_the_bytes_of_a_clean_build_too(site: Path, name: str) -> None:
    build(site)
    rewrite("content/posts/post-3.md", "Some", "First")(site)
    build(site)
    EDITS[name].change(site)
    build(site)
    rewrite("content/posts/post-3.md", "First", "Second")(site)
    build(site)

    assert published(site / "public") == clean(site)
    assert build(site) is None


LIVE, LINE = "content/posts/live.md", "content/demos/line.py"
PRESETS = "presets=(Preset('Flat', slope=0.0), Preset('Steep', slope=1.95))"


def without_runtime(monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish no files of the reader's Python, which take most of the time of a small build."""
    monkeypatch.setattr("sitegen.build.publish_runtime", lambda *_: NO_RUNTIME)


FRAMES_EDITS = {
    "a text beside the island": rewrite(LIVE, "An end", "The end"),
    "a hidden control": rewrite(LIVE, "line\n", "line\n:hide: slope\n"),
    "other presets": rewrite(LIVE, "line\n", "line\n:presets: Flat\n"),
    "a value": rewrite(LIVE, "line\n", "line\n:slope: 0.5\n"),
    "the program": rewrite(LINE, "[0.0,", "[0.5,"),
    "no saved frames": write("sitegen.toml", CONFIG + "demos = {saved_steps = 0}\n"),
}


@pytest.mark.parametrize("name", FRAMES_EDITS)
def test_after_an_edit_saved_frames_are_those_of_a_clean_build(
    site: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_runtime(monkeypatch)
    write(LIVE, BARE.replace("Bare", "Live").replace("An end.", ":::{demo} line\n:::\n\nAn end."))(site)
    write(LINE, HEAD + PLAIN.replace('title="Line"', f'title="Line", {PRESETS}'))(site)
    build(site)
    before = {path for path in published(site / "public") if path.endswith(".frames")}
    FRAMES_EDITS[name](site)
    done = build(site)

    after = published(site / "public")
    assert after == clean(site)
    assert len(before) == 1
    assert (before <= after.keys()) == (name == "a text beside the island")
    assert done is not None
    assert 0 < done.report.written <= 6
    assert build(site) is None


def test_an_edit_that_saves_other_frames_needs_a_whole_build(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_runtime(monkeypatch)
    clock = "metrics={'now': float(__import__('time').time_ns())"
    write(LIVE, BARE.replace("An end.", ":::{demo} line\n:::\n\nAn end."))(site)
    write(LINE, HEAD + PLAIN.replace('metrics={"slope": controls.slope', clock))(site)
    build(site)
    rewrite(LIVE, "An end", "The end")(site)
    with closing(Cache(site / ".sitegen/cache")) as cache:
        cache._run(lambda database: database.execute("DELETE FROM entries WHERE kind = 'frames'"))
    build(site)

    after = published(site / "public")
    (frames,) = (path for path in after if path.endswith(".frames"))
    assert frames.encode() in after["posts/live/index.html"]


@pytest.mark.parametrize("program", [":::{demo} line\n:::", "```{code-cell} python\nprint(1)\n```"])
def test_an_edited_text_beside_a_program_needs_no_whole_build(
    site: Path, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_runtime(monkeypatch)
    write(LIVE, BARE.replace("An end.", f"{program}\n\nAn end."))(site)
    write(LINE, HEAD + PLAIN)(site)
    build(site)
    rewrite(LIVE, "An end", "The end")(site)
    last = LastBuild(site / "sitegen.toml", {})
    before = last.compare(NOW)
    assert before
    assert build_edited(last, before, Silent())
    assert published(site / "public") == clean(site)


def test_an_edited_text_leaves_the_times_of_all_other_files(site: Path) -> None:
    build(site)
    before = {file: file.stat().st_mtime_ns for file in (site / "public").rglob("*.html")}
    rewrite(NINE, "Some", "Any")(site)
    build(site)

    changed = [file for file, time in before.items() if file.stat().st_mtime_ns != time]
    assert changed == [site / "public/posts/post-9/index.html"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[away](nowhere.md)", "nowhere.md"),
        ("[away](post-1.md#third)", "dead anchor #third"),
        (":::{demo} nothing\n:::", "there is no demo 'nothing'"),
    ],
)
def test_a_mistake_in_an_edited_text_is_reported_as_by_a_clean_build(
    site: Path, text: str, message: str
) -> None:
    build(site)
    before = published(site / "public")
    rewrite(NINE, "Some", f"{text}\n\nSome")(site)

    with pytest.raises(SitegenError, match=re.escape(message)):
        build(site)
    assert published(site / "public") == before


def test_a_warning_about_an_edited_text_has_its_new_place(site: Path) -> None:
    rewrite(NINE, "---\n", "---\nimage: https://example.org/a.png\n")(site)
    build(site)
    rewrite(NINE, "Some", "Any")(site)
    done = build(site)

    assert done
    assert [warning.message[:9] for warning in done.report.warnings] == ["the image"]


def test_an_anchor_that_another_page_links_to_is_missed_when_it_goes(site: Path) -> None:
    build(site)
    rewrite("content/posts/post-2.md", "## Second", "## Other")(site)

    with pytest.raises(SitegenError, match="dead anchor #second"):
        build(site)


def test_a_published_file_that_someone_changed_is_made_again(site: Path) -> None:
    build(site)
    (site / "public/posts/post-9/index.html").write_text("changed")
    (site / "public/posts/post-8/index.html").unlink()
    rewrite("content/posts/post-3.md", "Some", "Any")(site)
    build(site)

    assert published(site / "public") == clean(site)


@pytest.mark.parametrize("damage", ["the store", "the record"])
def test_without_its_state_a_build_makes_everything(site: Path, damage: str) -> None:
    build(site)
    rewrite(NINE, "Some", "Any")(site)
    if damage == "the store":
        shutil.rmtree(site / ".sitegen/cache")
    else:
        (site / ".sitegen/last-build.json").unlink()
    build(site)

    assert published(site / "public") == clean(site)


def test_a_file_that_only_a_module_of_macros_reads_is_missed_when_it_goes(site: Path) -> None:
    build(site)
    (site / "static/note.txt").unlink()

    with pytest.raises(TemplateError, match=re.escape("there is no file 'note.txt' in static/")):
        build(site)


def test_a_forged_graph_costs_only_time(site: Path) -> None:
    versions = [("Some", "Any"), ("Any", "Some")]
    expected: list[dict[str, bytes]] = []
    for old, new in versions:
        rewrite(NINE, old, new)(site)
        expected.append(clean(site))
    build(site)
    store = site / ".sitegen/cache"
    with closing(Cache(store)) as cache:
        names = list(load_value(cache.get_bytes(KIND, KEY) or b""))
    for count, name in enumerate(names):
        with closing(Cache(store)) as cache:
            values = load_value(cache.get_bytes(KIND, KEY) or b"")
            cache.put_bytes(KIND, KEY, dump_value({**values, name: {} if count % 3 else 5}))
        rewrite(NINE, *versions[count % 2])(site)
        build(site)
        assert published(site / "public") == expected[count % 2], name


def test_the_state_of_another_site_is_not_used(site: Path) -> None:
    build(site)
    other = site.with_name("other")
    shutil.copytree(site, other, ignore=shutil.ignore_patterns("public"))
    rewrite(NINE, "Some", "Any")(other)
    build(other)

    assert published(other / "public") == clean(other)


def test_a_post_that_becomes_due_is_published(site: Path) -> None:
    rewrite("content/posts/next.md", "2026-02-01", "2026-07-01")(site)
    build(site)
    later = datetime(2026, 7, 2, tzinfo=UTC)
    build(site, later)

    assert published(site / "public") == clean(site, later)


def test_another_option_changes_what_is_published(site: Path) -> None:
    rewrite("content/posts/next.md", "---\n", "---\ndraft: true\n")(site)
    build(site)
    build(site, drafts=True)

    assert published(site / "public") == clean(site, drafts=True)
