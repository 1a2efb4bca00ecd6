"""What users of static site generators complain about most, one test for each complaint.

Each of these has tests in detail elsewhere. Here stands the shortest site on which the complaint would show.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path, PurePosixPath

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from sitegen.cli import cli
from sitegen.config import load_config
from sitegen.errors import SitegenError
from sitegen.live_site import LiveSite
from sitegen.progress import Silent
from sitegen.theme import theme_folder
from tests.conftest import WriteSite
from tests.demo.conftest import HEAD, PLAIN

NOW = "2026-06-01"
MOMENT = datetime(2026, 6, 1, tzinfo=UTC)
CONFIG = 'title = "A site"\nbase_url = "https://example.org/blog/"\n'

Build = Callable[..., Result]


def post(title: str, *lines: str, date: str = "2026-01-01", text: str = "Text.") -> str:
    """Return a post."""
    return "\n".join(["---", f"title: {title}", f"date: {date}", *lines, "---", "", text, ""])


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> Build:
    """Runs a command in a site: `build(site)`, `build(site, "check")`."""

    def run(site: Path, *arguments: str) -> Result:
        monkeypatch.chdir(site)
        return CliRunner().invoke(cli, list(arguments) or ["build", "--now", NOW])

    return run


def age(site: Path) -> None:
    """Make all files of a site an hour older, so that the next build trusts their times."""
    for file in site.rglob("*"):
        status = file.lstat()
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns - 3_600_000_000_000), follow_symlinks=False)


@pytest.mark.parametrize(
    ("name", "text", "page", "shown"),
    [
        ("sitegen.toml", 'title = "Renamed"\n', "index.html", "Renamed"),
        ("content/posts/one.md", post("Renamed"), "index.html", "Renamed"),
        ("content/posts/two.md", post("Second"), "index.html", "Second"),
        ("templates/home.html", "A template.", "index.html", "A template."),
        ("static/note.txt", "A file.", "note.txt", "A file."),
        ("data/facts.toml", 'fact = "An item of data."\n', "about/index.html", "An item of data."),
    ],
)
def test_a_preview_is_never_stale(write_site: WriteSite, name: str, text: str, page: str, shown: str) -> None:
    site = write_site({
        "content/posts/one.md": post("First"),
        "content/about.md": "---\ntitle: About\ntemplate: facts.html\n---\n",
        "templates/facts.html": "{{ site.data.facts.fact }}",
        "data/facts.toml": 'fact = "Old."\n',
    })  # fmt: skip
    live = LiveSite(site / "sitegen.toml", drafts=True, future=False)
    live.build(load_config(site / "sitegen.toml"), MOMENT, Silent())
    (site / name).parent.mkdir(exist_ok=True)
    (site / name).write_text(text, encoding="utf-8")
    state = live.build(load_config(site / "sitegen.toml"), MOMENT, Silent())
    content = state.outputs[PurePosixPath(page)].content

    assert shown in (content if isinstance(content, bytes) else content.read_bytes()).decode()


def test_a_new_process_renders_what_changed_and_nothing_else(write_site: WriteSite, build: Build) -> None:
    site = write_site({f"content/posts/{n}.md": post(n, "tags: [t]") for n in "abcde"}, CONFIG)
    assert build(site).exit_code == 0
    age(site)
    before = {file: file.stat().st_mtime_ns for file in (site / "public").rglob("*.*")}
    (site / "content/posts/b.md").write_text(post("New name", "tags: [t]"), encoding="utf-8")
    assert build(site).exit_code == 0

    changed = {
        str(file.relative_to(site / "public"))
        for file, time in before.items()
        if file.stat().st_mtime_ns != time
    }
    assert {"posts/b/index.html", "posts/a/index.html", "tags/t/index.html", "feed.xml"} <= changed
    assert changed.isdisjoint({"posts/d/index.html", "posts/e/index.html", "tags/index.html", "robots.txt"})
    assert "New name" in (site / "public/tags/t/index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        (post("A", "titel: B"), "a.md:4:1", "did you mean 'title'?"),
        (post("A", "draft: maybe"), "a.md:4:8", ""),
        (post("A", date="19/04/2023"), "a.md:3:7", ""),
        (post("A", text="One.\n\nSee [b](bb.md)."), "a.md:8:5", "did you mean 'b.md'?"),
        (post("A", text="$\\fracc{1}{2}$"), "a.md:6:2", "did you mean '\\frac'?"),
    ],
)
def test_an_error_names_file_line_and_column(
    write_site: WriteSite, build: Build, text: str, place: str, hint: str
) -> None:
    site = write_site({"content/posts/a.md": text, "content/posts/b.md": post("B")})
    done = build(site)

    assert done.exit_code == 1
    assert f"content/posts/{place}: " in done.output
    assert hint in done.output


def test_a_bad_post_does_not_end_the_server(write_site: WriteSite) -> None:
    site = write_site({"content/posts/a.md": post("A")})
    live = LiveSite(site / "sitegen.toml", drafts=True, future=False)
    good = live.build(load_config(site / "sitegen.toml"), MOMENT, Silent())
    (site / "content/posts/a.md").write_text(post("A", "titel: B"), encoding="utf-8")
    with pytest.raises(SitegenError):
        live.build(load_config(site / "sitegen.toml"), MOMENT, Silent())
    (site / "content/posts/a.md").write_text(post("A"), encoding="utf-8")
    again = live.build(load_config(site / "sitegen.toml"), MOMENT, Silent())

    assert {path: output.content for path, output in again.outputs.items()} == {
        path: output.content for path, output in good.outputs.items()
    }


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "UTC"])
@pytest.mark.parametrize("date", ["2026-01-01", "2026-01-01T23:30:00-08:00", "2026-01-01T00:30:00+13:00"])
def test_a_date_is_the_day_that_the_author_wrote(
    write_site: WriteSite, build: Build, zone: str, date: str
) -> None:
    site = write_site({"content/posts/a.md": post("A", date=date)}, f'title = "S"\ntimezone = "{zone}"\n')
    assert build(site).exit_code == 0

    assert ">1 January 2026<" in (site / "public/posts/a/index.html").read_text("utf-8")


def test_a_site_below_a_path_loses_no_link(write_site: WriteSite, build: Build) -> None:
    text = "[b](b.md), [root](/posts/b/), ![p](p.svg)"
    files = {"content/posts/a.md": post("A", text=text), "content/posts/b.md": post("B")}
    site = write_site({**files, "content/posts/p.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"}, CONFIG)
    assert build(site).exit_code == 0

    for file in (site / "public").rglob("*.html"):
        addresses = re.findall(r'(?:href|src)="(/[^"]*)"', file.read_text("utf-8"))
        assert [address for address in addresses if not address.startswith("/blog/")] == []
    assert build(site, "check").exit_code == 0


def test_a_draft_and_a_future_post_leak_nowhere(write_site: WriteSite, build: Build) -> None:
    site = write_site(
        {
            "content/posts/a.md": post("A"),
            "content/posts/hidden.md": post("Secret", "draft: true", "tags: [secret]"),
            "content/posts/later.md": post("Secret", "tags: [secret]", date="2030-01-01"),
        },
        CONFIG + 'feeds = ["atom", "rss", "json"]\narchive = "/archive/"\n[related]\ncount = 3\n',
    )
    assert build(site).exit_code == 0

    texts = {file: file.read_bytes().lower() for file in (site / "public").rglob("*") if file.is_file()}
    assert [file for file, text in texts.items() if b"secret" in text or "hidden" in str(file)] == []


@pytest.mark.parametrize("link", ["[x](none.md)", "[x](b.md#none)", "[x](/none/)", "![x](none.png)"])
def test_a_broken_link_fails_the_build(write_site: WriteSite, build: Build, link: str) -> None:
    site = write_site({"content/posts/a.md": post("A", text=link), "content/posts/b.md": post("B")})

    assert build(site).exit_code == 1


@pytest.mark.parametrize("name", sorted(file.name for file in theme_folder("templates").glob("*.html")))
def test_every_template_can_be_extended_without_a_copy(
    write_site: WriteSite, build: Build, name: str
) -> None:
    site = write_site({
        "content/posts/a.md": post("A", "tags: [t]", "aliases: [/old/]"),
        "content/about.md": "---\ntitle: About\n---\n",
        f"templates/{name}": f'{{% extends "sitegen/{name}" %}}',
    }, CONFIG + 'archive = "/archive/"\n')  # fmt: skip
    done = build(site)

    assert done.exit_code == 0, done.output
    assert "warning" not in done.output


def test_a_template_that_asks_for_a_name_of_another_version_is_refused_with_its_place(
    write_site: WriteSite, build: Build
) -> None:
    site = write_site(
        {"content/posts/a.md": post("A"), "templates/post.html": "<p>\n{{ page.titel }}</p>\n"}, CONFIG
    )
    done = build(site)

    assert done.exit_code == 1
    assert "templates/post.html:2:4: " in done.output
    assert "did you mean 'title'?" in done.output


def test_formulas_need_no_script(write_site: WriteSite, build: Build) -> None:
    site = write_site({"content/posts/a.md": post("A", text="$e^x$ and\n\n$$\n\\sum_i i\n$$")}, CONFIG)
    assert build(site).exit_code == 0

    html = (site / "public/posts/a/index.html").read_text("utf-8")
    assert html.count("<math") == 2
    assert re.findall(r'<script[^>]*src="([^"]+)"', html) == ["/blog/theme.js"]


def test_a_picture_is_made_smaller_once(
    write_site: WriteSite, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = BytesIO()
    Image.effect_noise((64, 64), 40).save(picture, "PNG")
    files = {
        "content/posts/a/index.md": post("A", text="![p](p.png)"),
        "content/posts/a/p.png": picture.getvalue(),
    }
    site = write_site(files, CONFIG + "[images]\nwidths = [32]\n")
    assert build(site).exit_code == 0
    assert len(list((site / "public").rglob("*.webp"))) == 1
    monkeypatch.setattr(Image.Image, "resize", lambda *_args, **_named: pytest.fail("resized again"))
    (site / "content/posts/a/index.md").write_text(post("B", text="![p](p.png) more"), encoding="utf-8")

    assert build(site).exit_code == 0
    assert len(list((site / "public").rglob("*.webp"))) == 1


def test_the_result_of_a_demo_is_there_before_anything_is_loaded(
    write_site: WriteSite, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")  # no Node, so the runtime is not packed
    site = write_site(
        {
            "content/posts/a.md": post("A", text=":::{demo} line\n:id: one\n:::"),
            "content/demos/line.py": HEAD + PLAIN,
        },
        CONFIG + "[demos]\nsaved_steps = 0\n",
    )
    done = build(site)
    assert done.exit_code == 0, done.output

    island = (site / "public/posts/a/index.html").read_text("utf-8").partition("<demo-island")[2]
    assert "demo-picture" in island
    assert re.search(r"<dd[^>]*>[^<]*\d", island)


def test_a_feed_has_whole_addresses(write_site: WriteSite, build: Build) -> None:
    text = "[b](b.md) and ![p](p.svg)"
    files = {"content/posts/a.md": post("A", text=text), "content/posts/b.md": post("B")}
    site = write_site({**files, "content/posts/p.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"}, CONFIG)
    assert build(site).exit_code == 0

    feed = (site / "public/feed.xml").read_text("utf-8")
    assert "https://example.org/blog/posts/b/" in feed
    assert re.findall(r'(?:href|src)=(?:"|&#34;|&quot;)/', feed) == []


def test_a_folder_of_somebody_else_is_not_deleted(write_site: WriteSite, build: Build) -> None:
    site = write_site({"content/posts/a.md": post("A"), "public/thesis.txt": "years of work"}, CONFIG)
    done = build(site)

    assert done.exit_code == 1
    assert (site / "public/thesis.txt").read_text("utf-8") == "years of work"
    assert build(site, "new", "post", "A second post").exit_code == 0
    assert len(list((site / "content/posts").rglob("*.md"))) == 2
