"""The site of a server, built again and again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import pytest

from sitegen.build import build_outputs
from sitegen.config import load_config
from sitegen.errors import SitegenError
from sitegen.live_site import LiveSite, State
from sitegen.progress import Silent
from tests.conftest import WriteSite

NOW = datetime(2026, 6, 1, tzinfo=UTC)
POST = "---\ntitle: {0}\ndate: 2026-01-01\ndescription: d\n---\nText of {0}.\n"


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    return write_site({f"content/posts/{name}.md": POST.format(name) for name in "abc"})


@pytest.fixture
def live(site: Path) -> LiveSite:
    return LiveSite(site / "sitegen.toml", drafts=True, future=False)


def build(live: LiveSite, site: Path, now: datetime = NOW) -> State:
    state = live.build(load_config(site / "sitegen.toml"), now, Silent())
    clean = build_outputs(load_config(site / "sitegen.toml"), now=now, drafts=True)
    assert {path: output.content for path, output in state.outputs.items()} == {
        output.output_path: output.content for output in clean.outputs
    }
    return state


def test_a_build_without_a_change_is_the_last_one(live: LiveSite, site: Path) -> None:
    assert build(live, site) is build(live, site)


def test_an_edited_text_renders_its_page_and_the_feed_and_leaves_the_other_outputs(
    live: LiveSite, site: Path
) -> None:
    before = build(live, site)
    (site / "content/posts/a.md").write_text(POST.format("a").replace("Text", "Words"))
    after = build(live, site)

    changed = {str(path) for path, output in after.outputs.items() if output is not before.outputs[path]}
    assert changed == {"posts/a/index.html", "feed.xml"}


def test_an_edit_after_a_mistake_is_compared_with_the_last_build_that_ended(
    live: LiveSite, site: Path
) -> None:
    build(live, site)
    (site / "content/posts/a.md").write_text(POST.format("a") + "[x](none.md)\n")
    with pytest.raises(SitegenError):
        live.build(load_config(site / "sitegen.toml"), NOW, Silent())
    (site / "content/posts/b.md").write_text(POST.format("b") + "More.\n")
    (site / "content/posts/a.md").write_text(POST.format("a") + "Better.\n")

    assert b"Better." in bytes(build(live, site).outputs[PurePosixPath("posts/a/index.html")].content)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("content/posts/a.md", POST.format("Another")),
        ("content/posts/d.md", POST.format("d")),
        ("templates/post.html", "{{ page.title }}"),
        ("static/x.txt", "x"),
        ("sitegen.toml", 'title = "Other"\n'),
    ],
)
def test_a_change_of_another_kind_gives_the_outputs_of_a_clean_build(
    live: LiveSite, site: Path, name: str, text: str
) -> None:
    build(live, site)
    (site / name).parent.mkdir(exist_ok=True)
    (site / name).write_text(text)
    build(live, site)
    (site / "content/posts/c.md").write_text(POST.format("c") + "More.\n")

    build(live, site)


def test_a_post_appears_when_it_is_due(live: LiveSite, site: Path) -> None:
    (site / "content/posts/a.md").write_text(POST.format("a").replace("2026-01-01", "2026-07-01"))
    assert PurePosixPath("posts/a/index.html") not in build(live, site).outputs
    later = datetime(2026, 7, 2, tzinfo=UTC)

    assert PurePosixPath("posts/a/index.html") in build(live, site, later).outputs
