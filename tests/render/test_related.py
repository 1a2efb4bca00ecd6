"""Related posts: what counts, and builds after an edit of another post."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sitegen.engine.explain import explain
from sitegen.render import related
from sitegen.render.related import Described, related_posts
from tests.conftest import WriteSite
from tests.test_incremental import build, clean, published, rewrite
from tests.test_taxonomies import outputs_of

RIVER = Described("A river in winter", "Ice and slow water", ("tags ice",))
CONFIG = 'title = "A site"\nbase_url = "https://example.org/blog/"\n\n[related]\ncount = 2\n'
POST = (
    "---\ntitle: {title}\ndate: 2026-01-0{n}\ndescription: {about}\n{more}---\n\n"
    "Text.\n\n## {heading}\n\nEnd.\n"
)
FILES = {
    "content/posts/_index.md": "---\ntitle: Posts\n---\n",
    "content/posts/p1.md": POST.format(
        title="Rivers", n=1, about="Water.", more="tags: [ice]\n", heading="Banks"
    ),
    "content/posts/p2.md": POST.format(
        title="Lakes", n=2, about="Depth.", more="tags: [ice]\n", heading="Shore"
    ),
    "content/posts/p3.md": POST.format(title="Bread", n=3, about="Rye.", more="", heading="Crust"),
    "content/posts/p4.md": POST.format(
        title="Rolls", n=4, about="Wheat.", more="", heading="Crust and crumb"
    ),
    "content/posts/p5.md": POST.format(title="Tea", n=5, about="Leaves.", more="", heading="Cups"),
}


def links(text: str) -> list[str]:
    box = re.search(r'<nav class="series related".*?</nav>', text, re.DOTALL)
    return re.findall(r'<a href="/blog/posts/(.*?)/">', box[0]) if box else []


def test_terms_and_words_that_few_posts_have_count_most() -> None:
    posts = [
        RIVER,
        Described("Another matter", "Nothing", ("tags ice",)),
        Described("A river", "Slow water", ()),
        Described("Something", "Else", ()),
        *(Described(f"Number {name}", "", ("tags common",)) for name in ("one", "two")),
    ]
    assert related_posts(posts) == [[1, 2], [0], [0], [], [5], [4]]


def test_posts_of_the_same_series_or_another_language_are_not_related() -> None:
    alike = {"title": "Rivers", "text": "Water", "terms": ("tags ice",)}
    posts = [
        Described(**alike, series="A"),  # type: ignore[arg-type]
        Described(**alike, series="A"),  # type: ignore[arg-type]
        Described(**alike, series="B"),  # type: ignore[arg-type]
        Described(**alike),  # type: ignore[arg-type]
        Described(**alike, language="de"),  # type: ignore[arg-type]
    ]
    assert related_posts(posts) == [[2, 3], [2, 3], [0, 1, 3], [0, 1, 2], []]


def test_the_newest_come_first_among_equals_and_there_is_a_limit() -> None:
    assert related_posts([RIVER] * 4, most=2) == [[1, 2], [0, 2], [0, 1], [0, 1]]
    assert related_posts([]) == []


def test_words_of_languages_without_spaces_and_markup_are_compared() -> None:
    posts = [Described("深層学習入門", ""), Described("深層学習", ""), Described("<em>x</em>", "<em>a</em>")]
    assert related_posts(posts) == [[1], [0], []]


def test_a_tag_of_all_posts_makes_few_posts_comparable(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: set[int] = set()

    def best(*given: Any) -> list[int]:
        lengths.update(len(holders) for holders in given[3].values())
        return []

    monkeypatch.setattr(related, "_best", best)
    related_posts([Described("Same words", "in all", ("tags one",))] * 300)
    assert lengths == {related.NEWEST}


def test_the_theme_shows_related_posts_where_the_configuration_says_how_many(write_site: WriteSite) -> None:
    site = write_site(FILES, CONFIG)
    texts = outputs_of(site)
    assert [links(texts[f"posts/p{n}/index.html"]) for n in range(1, 6)] == [
        ["p2"],
        ["p1"],
        ["p4"],
        ["p3"],
        [],
    ]

    rewrite("sitegen.toml", "count = 2", "count = 0")(site)
    assert links(outputs_of(site)["posts/p1/index.html"]) == []


@pytest.mark.parametrize(
    ("edit", "shown", "reason"),
    [
        (
            rewrite("content/posts/p5.md", "## Cups", "## Crust"),
            ["p5", "p4"],
            "the posts that are related to",
        ),
        (
            rewrite("content/posts/p5.md", "title: Tea", "title: Crust"),
            ["p5", "p4"],
            "the posts that are related",
        ),
        (rewrite("content/posts/p5.md", "Text.", "Crust."), ["p4"], "used again"),
        (rewrite("content/posts/p3.md", "Text.", "More text."), ["p4"], "the text of content/posts/p3.md"),
        (
            rewrite("content/posts/p4.md", "date: 2026-01-04", "draft: true\ndate: 2026-01-04"),
            [],
            "the posts that are",
        ),
    ],
)
def test_after_an_edit_of_another_post_related_posts_are_those_of_a_clean_build(
    write_site: WriteSite, edit: object, shown: list[str], reason: str
) -> None:
    site = write_site(FILES, CONFIG)
    build(site)
    edit(site)  # type: ignore[operator]
    done = build(site)

    assert done is not None
    assert published(site / "public") == clean(site)
    assert links((site / "public/posts/p3/index.html").read_text(encoding="utf-8")) == shown
    assert reason in "".join(explain("content/posts/p3.md", done.graph, done.before))
    # A text that is edited after that: nothing is compared again.
    rewrite("content/posts/p3.md", "End.", "The end.")(site)
    build(site)
    assert published(site / "public") == clean(site)
