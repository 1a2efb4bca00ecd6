"""`requires` as links in both directions."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.engine.explain import explain
from tests.conftest import WriteSite
from tests.test_incremental import build, clean, published, rewrite
from tests.test_taxonomies import outputs_of

CONFIG = 'title = "A site"\nbase_url = "https://example.org/blog/"\n'
POST = "---\ntitle: {title}\ndate: 2026-01-0{n}\ndescription: d\n{more}---\n\nText.\n"
FILES = {
    "content/posts/one.md": POST.format(title="One", n=1, more=""),
    "content/posts/two.md": POST.format(title="Two & a half", n=2, more="requires: [one, patience]\n"),
    "content/posts/three.md": POST.format(title="Three", n=3, more="requires: [one.md, posts/one.md, two]\n"),
}
LINE = '<p class="requires">Needed by: '


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    return write_site(FILES, CONFIG)


def test_a_page_links_to_the_pages_that_require_it(site: Path) -> None:
    texts = outputs_of(site)
    assert (
        f'{LINE}<a href="/blog/posts/three/">Three</a>; <a href="/blog/posts/two/">Two &amp; a half</a></p>'
        in texts["posts/one/index.html"]
    )
    assert f'{LINE}<a href="/blog/posts/three/">Three</a></p>' in texts["posts/two/index.html"]
    assert (
        '<p class="requires">Read before: <a href="/blog/posts/one/">One</a>; patience</p>'
        in (texts["posts/two/index.html"])
    )
    assert LINE not in texts["posts/three/index.html"]


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (rewrite("content/posts/two.md", "requires: [one, patience]\n", ""), "the pages that require"),
        (rewrite("content/posts/two.md", "Two & a half", "Second"), "the title of content/posts/two.md"),
        (
            rewrite("content/posts/two.md", "requires:", "slug: moved\nrequires:"),
            "the address of content/posts/two.md",
        ),
        (rewrite("content/posts/two.md", "Text.", "More."), "used again"),
        (rewrite("content/posts/one.md", "Text.", "More."), "the text of content/posts/one.md"),
        (rewrite("content/posts/one.md", "---\ntitle", "---\nslug: other\ntitle"), "it is new"),
    ],
)
def test_after_an_edit_the_links_are_those_of_a_clean_build(site: Path, edit: object, reason: str) -> None:
    build(site)
    edit(site)  # type: ignore[operator]
    done = build(site)
    assert done is not None
    assert published(site / "public") == clean(site)
    assert reason in "".join(explain("content/posts/one.md", done.graph, done.before))
