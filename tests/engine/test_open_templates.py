"""What templates read of the site is recorded: an edit renders what shows it, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sitegen.engine.explain import explain
from tests.conftest import WriteSite
from tests.test_incremental import BARE, build, clean, published, rewrite, write

ABOUT = "about/index.html"
PAGE = """{% extends "sitegen/page.html" %}{% block main %}
{% for post in site.posts[:2] %}{{ post.title }} {{ post.word_count }} {% endfor %}
{{ site.data.projects.name }} {{ url_for("posts/p1.md") }} {{ "[one](posts/p1.md)" | markdown }}
{% for name in site.data.people %}{{ name }}{% endfor %}
{% for one in site.sections %}{{ one.pages | length }}{% endfor %}
{{ site.posts[3].related | map(attribute="title") | join }}
{% endblock %}
"""
P0, P1, P4 = (f"content/posts/p{n}.md" for n in (0, 1, 4))
LATER = BARE.replace("2026-02-01", "2026-03-01")
EDITS = {
    "a data file": (write("data/projects.toml", 'name = "Two"'), "the data projects"),
    "a file in a folder of data": (write("data/people/bob.json", "1"), "the names in the folder of data"),
    "a data file that nothing reads": (write("data/other.toml", "a = 2"), ""),
    "what a listed post is called": (rewrite(P4, "P4", "Q4"), f"the title of {P4}"),
    "what another post is called": (rewrite(P0, "P0", "Q0"), ""),
    "how long a listed post is": (rewrite(P4, "An end", "A late end"), "the number of words"),
    "the text of another post": (rewrite(P0, "An end", "A late end"), ""),
    "a new post": (write("content/posts/new.md", LATER), "the part :2: of the list of posts"),
    "where a linked post is": (rewrite(P1, "---\n", "---\nslug: x\n"), "the address of"),
    "the tags of a post": (rewrite(P1, "---\n", "---\ntags: [a]\n"), "the posts that are related"),
}


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    posts: dict[str, str | bytes] = {
        f"content/posts/p{n}.md": BARE.replace("Bare", f"P{n}")
        .replace("02-01", f"02-0{n + 1}")
        .replace("A heading", heading)  # posts with the words of another one are related to it
        for n, heading in enumerate(("Alpha", "Beta", "Gamma", "Delta", "Omega"))
    }
    return write_site({
        **posts,
        "content/posts/p0.md": str(posts["content/posts/p0.md"]).replace("---\nA", "tags: [a]\n---\nA"),
        "content/about.md": "---\ntitle: About\n---\n\nAbout it.\n",
        "data/projects.toml": 'name = "One"\n',
        "data/other.toml": "a = 1\n",
        "data/people/ada.json": "1",
        "templates/page.html": PAGE.replace("site.posts[3]", "site.posts[-2]"),
    })  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_renders_a_page_again_that_shows_it(site: Path, name: str) -> None:
    change, reason = EDITS[name]
    assert build(site)
    change(site)
    done = build(site)
    assert done
    lines = [*explain(ABOUT, done.graph, done.before)]
    if reason:
        assert lines[0].startswith(f"{ABOUT}: made")
        assert reason in lines[0]
    else:
        assert lines[0].startswith(f"{ABOUT}: used again")
    assert published(site / "public") == clean(site)


def test_the_day_makes_only_those_outputs_new_that_show_it(site: Path) -> None:
    (site / "templates/page.html").write_text("{{ now() | date('d MMM') }}")
    evening = datetime(2026, 6, 1, 23, tzinfo=UTC)
    night = datetime(2026, 6, 2, 0, tzinfo=UTC)
    assert build(site, evening)
    assert published(site / "public")[ABOUT] == b"1 Jun"
    assert build(site, datetime(2026, 6, 1, 23, 59, tzinfo=UTC)) is None
    done = build(site, night)
    assert done
    assert (done.report.written, done.report.due) == (1, datetime(2026, 6, 3, tzinfo=UTC))
    assert published(site / "public")[ABOUT] == b"2 Jun"


def test_an_edit_after_which_a_template_asks_for_the_day_builds_the_site(site: Path) -> None:
    text = "{{ now().machine if page.word_count > 3 }}"
    (site / "templates/page.html").write_text(text)
    assert build(site, datetime(2026, 6, 1, tzinfo=UTC))
    rewrite("content/about.md", "About it.", "About it and much more.")(site)
    later = datetime(2026, 7, 1, tzinfo=UTC)
    assert build(site, later)
    assert published(site / "public")[ABOUT] == b"2026-07-01"
    assert published(site / "public") == clean(site, later)
