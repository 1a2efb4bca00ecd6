"""Views of a site that record what is read."""

from __future__ import annotations

from datetime import date

import pytest

from sitegen.engine.trace import Recorder
from sitegen.engine.views import MappingView, SiteViews, path_of
from sitegen.model import Site
from tests.render.sample_site import sample_page

FIRST, SECOND = "content/posts/first.md", "content/posts/second.md"


@pytest.fixture
def site() -> Site:
    pages = tuple(
        sample_page(f"posts/{name}.md", title=name.capitalize(), date=date(2026, 1, 1))
        for name in ("first", "second")
    )
    return Site(home=None, pages=pages, posts=pages[::-1], sections=(), taxonomies=(), assets=())


def test_a_view_has_the_values_of_its_page_and_records_each_field(site: Site) -> None:
    recorder = Recorder()
    view = SiteViews(site, recorder).page(site.pages[0])

    with recorder.step() as reads:
        assert view.title == "First"
        assert view.source.front_matter.date == date(2026, 1, 1)
        assert view.source.kind == "post"
        assert view.body.summary == site.pages[0].body.summary
    assert list(reads) == [
        ("page", FIRST, "page", "title"),
        ("page", FIRST, "front_matter", "date"),
        ("page", FIRST, "source", "kind"),
        ("page", FIRST, "body", "summary"),
    ]


def test_a_list_of_the_site_holds_views_and_reading_it_is_recorded(site: Site) -> None:
    recorder = Recorder()
    views = SiteViews(site, recorder)

    with recorder.step() as reads:
        titles = [page.title for page in views.site.posts]
    assert titles == ["Second", "First"]
    assert list(reads) == [
        ("site", "posts"), ("page", SECOND, "page", "title"), ("page", FIRST, "page", "title"),
    ]  # fmt: skip


def test_a_page_has_one_view_so_that_pages_can_be_compared(site: Site) -> None:
    views = SiteViews(site, Recorder())

    assert views.page(site.pages[0]) is views.plain.posts[1]
    assert path_of(views.page(site.pages[0])) == FIRST


def test_the_value_of_a_fact_is_read_from_the_site(site: Site) -> None:
    views = SiteViews(site, Recorder())

    assert views.value(("page", FIRST, "front_matter", "title")) == "First"
    assert views.value(("page", "content/gone.md", "page", "title")) is None
    assert views.value(("site", "posts")) == views.plain.posts


def test_a_mapping_records_each_key_and_the_whole_where_it_is_listed() -> None:
    recorder = Recorder()
    view = MappingView({"a": 1}, recorder, "asset")

    with recorder.step() as reads:
        assert view["a"] == 1
        assert view.get("b") is None
        assert list(view) == ["a"]
        assert len(view) == 1
    assert list(reads) == [("asset", "a"), ("asset", "b"), ("asset",)]
