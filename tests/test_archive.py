"""The archive by year and month."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path, PurePosixPath

import pytest

from sitegen.archive import periods_of
from sitegen.build import build_outputs
from sitegen.check import check_outputs
from sitegen.config import load_config
from sitegen.engine.explain import explain
from sitegen.errors import SitegenError
from tests.conftest import WriteSite
from tests.render.sample_site import sample_page
from tests.test_incremental import build, clean, published, rewrite
from tests.test_taxonomies import outputs_of, titles

CONFIG = 'title = "A site"\nbase_url = "https://example.org/blog/"\npaginate = 2\narchive = "/by-date/"\n'
POST = "---\ntitle: Post {n}\ndate: {day}\ndescription: d\n---\n\nText {n}.\n"
DAYS = ("2025-12-31", "2026-01-05", "2026-03-01", "2026-03-31T23:30:00-05:00", "2026-03-07")
FILES = {f"content/posts/p{n}.md": POST.format(n=n, day=day) for n, day in enumerate(DAYS, 1)}


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    return write_site(FILES, CONFIG)


def test_a_date_counts_in_its_own_zone() -> None:
    late = datetime(2026, 3, 31, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    days = (late, date(2026, 3, 1), datetime(2025, 12, 31, tzinfo=UTC), None)
    pages = [sample_page(f"posts/p{n}.md", date=day) for n, day in enumerate(days)]
    assert [(one.name, len(one.pages)) for one in periods_of(pages)] == [
        ("2026", 2), ("2026/03", 2), ("2025", 1), ("2025/12", 1),
    ]  # fmt: skip


def test_years_and_months_are_counted_and_have_lists(site: Path) -> None:
    texts = outputs_of(site)

    main = texts["by-date/index.html"].partition("<main")[2]
    row = r'<a href="(.*?)"><span class="term-name">(.*?)</span> <span class="term-count">(.*?)<'
    assert re.findall(row, main) == [
        ("/blog/by-date/2026/03/", "March", "3 posts"), ("/blog/by-date/2026/01/", "January", "1 post"),
        ("/blog/by-date/2025/12/", "December", "1 post"),
    ]  # fmt: skip
    assert '<a href="/blog/by-date/2026/">2026</a></h2>\n<p class="facts">4 posts</p>' in main
    assert titles(texts["by-date/2026/index.html"]) == ["Post 4", "Post 5"]
    assert titles(texts["by-date/2026/page/2/index.html"]) == ["Post 3", "Post 2"]
    assert titles(texts["by-date/2026/03/page/2/index.html"]) == ["Post 3"]
    assert "<h1>March 2026</h1>" in texts["by-date/2026/03/index.html"]
    assert '<a href="/blog/by-date/" aria-current="page">Archive</a>' in texts["by-date/index.html"]
    for path in ("by-date/", "by-date/2025/", "by-date/2025/12/"):
        assert f"https://example.org/blog/{path}<" in texts["sitemap.xml"]


def test_the_pages_are_without_faults(site: Path) -> None:
    config = load_config(site / "sitegen.toml")
    built = build_outputs(config, now=datetime(2026, 6, 1, tzinfo=UTC))
    found = check_outputs(built.outputs, config.base_url, PurePosixPath("public"))
    assert [str(problem) for problem in found if problem.severity == "error"] == []


def test_templates_know_years_and_months_without_an_archive_too(site: Path) -> None:
    rewrite("sitegen.toml", 'archive = "/by-date/"\n', 'language = "de"\n')(site)
    (site / "templates").mkdir()
    (site / "templates/page.html").write_text(
        "{% for year in site.archive %}{{ year.year }}{{ year.url }}:{{ year.count }}:"
        "{{ year.pages | length }}"
        "{% for month in year.months %} {{ month.month }} {{ month.title }} {{ month.pages[0].title }}"
        "{% endfor %};{% endfor %}"
    )
    (site / "content/all.md").write_text("---\ntitle: All\n---\n")
    texts = outputs_of(site)

    assert texts["all/index.html"] == "2026:4:4 3 März Post 4 1 Januar Post 2;2025:1:1 12 Dezember Post 1;"
    assert not [path for path in texts if path.startswith("archive")]


def test_an_archive_elsewhere_is_refused(site: Path) -> None:
    rewrite("sitegen.toml", "/by-date/", "../up")(site)
    with pytest.raises(SitegenError) as caught:
        load_config(site / "sitegen.toml")
    assert str(caught.value) == (
        "sitegen.toml:4:11: archive: expected a path such as '/archive/', received '../up'"
    )


@pytest.mark.parametrize(
    ("edit", "page", "reason"),
    [
        (rewrite("content/posts/p1.md", "2025-12-31", "2025-11-01"), "by-date", "the years and months"),
        (rewrite("content/posts/p1.md", "title: Post 1", "title: Other"), "by-date/2025", "the title of"),
        (rewrite("content/posts/p1.md", "Text 1", "Other"), "content/posts/p1.md", "the text of"),
    ],
)
def test_after_an_edit_the_archive_is_that_of_a_clean_build(
    site: Path, edit: object, page: str, reason: str
) -> None:
    build(site)
    edit(site)  # type: ignore[operator]
    done = build(site)
    assert done is not None
    assert published(site / "public") == clean(site)
    assert reason in "".join(explain(page, done.graph, done.before))
