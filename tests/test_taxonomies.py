"""Posts grouped by several taxonomies: their keys, pages, links, warnings and refusals."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import pytest
from click.testing import CliRunner

from sitegen.build import build_outputs
from sitegen.check import check_outputs
from sitegen.cli import cli
from sitegen.cli.schema import schema_of
from sitegen.config import load_config
from sitegen.engine.explain import explain
from sitegen.errors import SitegenError
from tests.conftest import WriteSite
from tests.test_incremental import build, clean, published, rewrite

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CONFIG = """title = "A site"
base_url = "https://example.org/blog/"
author = "Ada"
paginate = 2

[taxonomies.tags]

[taxonomies.categories]

[taxonomies.authors]
title = "Who writes"

[taxonomies.research-areas]
"""
POST = """---
title: "Post {n}"
date: 2026-01-0{n}
description: "About {n}."
tags: [python]
categories: {categories}
{more}
---

Some *text* of {n}.
"""
FILES = {
    "content/posts/one.md": POST.format(n=1, categories="Walks, Rivers", more="authors: Grace, Ada"),
    "content/posts/two.md": POST.format(n=2, categories="[walks]", more="research-areas: [Light]"),
    "content/posts/three.md": POST.format(n=3, categories="[Walks]", more="Authors: [Grace]"),
}


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    return write_site(FILES, CONFIG)


def outputs_of(site: Path) -> dict[str, str]:
    built = build_outputs(load_config(site / "sitegen.toml"), now=NOW)
    return {
        str(output.output_path): output.content.decode()
        for output in built.outputs
        if isinstance(output.content, bytes)
    }


def titles(text: str) -> list[str]:
    return re.findall(r'class="summary-title"[^>]*><a [^>]*>(.*?)</a>', text)


def test_each_taxonomy_has_a_list_and_pages_with_parts(site: Path) -> None:
    texts = outputs_of(site)

    assert titles(texts["categories/walks/index.html"]) == ["Post 3", "Post 2"]
    assert titles(texts["categories/walks/page/2/index.html"]) == ["Post 1"]
    assert titles(texts["categories/rivers/index.html"]) == ["Post 1"]
    assert "<title>Categories: Walks · A site</title>" in texts["categories/walks/index.html"]
    assert '<a href="/blog/categories/">Categories</a>' in texts["categories/walks/index.html"]
    assert (
        '<span class="term-name">Walks</span> <span class="term-count">3 posts'
        in (texts["categories/index.html"])
    )
    assert "<h1>Who writes</h1>" in texts["authors/index.html"]
    assert "<h1>Research areas</h1>" in texts["research-areas/index.html"]
    assert "https://example.org/blog/categories/rivers/" in texts["sitemap.xml"]
    menu = re.search(r'<nav class="site-nav".*?</nav>', texts["index.html"], re.DOTALL)
    assert menu
    assert re.findall(r'href="(.*?)"', menu[0]) == [
        "/blog/posts/", "/blog/tags/", "/blog/categories/", "/blog/authors/", "/blog/research-areas/",
    ]  # fmt: skip


def test_a_post_that_names_no_author_is_one_of_the_site_s_author(site: Path) -> None:
    texts = outputs_of(site)

    assert titles(texts["authors/ada/index.html"]) == ["Post 2", "Post 1"]
    assert titles(texts["authors/grace/index.html"]) == ["Post 3", "Post 1"]
    byline = '<p class="authors">By <a href="/blog/authors/ada/">Ada</a>, <a href="/blog/authors/grace/">'
    assert byline in texts["posts/one/index.html"]


def test_the_theme_links_the_terms_of_a_post(site: Path) -> None:
    texts = outputs_of(site)

    foot = texts["posts/two/index.html"].partition('<footer class="post-footer">')[2]
    assert re.findall(r'aria-label="(.*?)"', foot)[:3] == ["Tags", "Categories", "Research areas"]
    labels = re.findall(r'class="tag" href="(.*?)">(.*?)<', foot)
    assert labels == [
        ("/blog/tags/python/", "python"), ("/blog/categories/walks/", "Walks"),
        ("/blog/research-areas/light/", "Light"),
    ]  # fmt: skip
    assert '<category term="Rivers"/>' in texts["feed.xml"]


def test_templates_know_the_terms(site: Path) -> None:
    (site / "templates").mkdir()
    (site / "templates/page.html").write_text(
        "{% for name, one in site.taxonomies.items() %}{{ name }}={{ one.title }}:"
        "{{ one.terms | map(attribute='name') | join(',') }};{% endfor %}"
        "{% for post in site.posts %}"
        "{{ post.terms.categories | map(attribute='url') | join(' ') }};{% endfor %}"
        "{{ site.config.taxonomies | join(' ') }} {{ url_for('categories/rivers') }}"
    )
    (site / "content/all.md").write_text("---\ntitle: All\n---\n")

    assert outputs_of(site)["all/index.html"] == (
        "tags=Tags:python;categories=Categories:Rivers,Walks;authors=Who writes:Ada,Grace;"
        "research-areas=Research areas:Light;"
        "/blog/categories/walks/;/blog/categories/walks/;/blog/categories/rivers/ /blog/categories/walks/;"
        "tags categories authors research-areas /blog/categories/rivers/"
    )


def test_the_published_pages_are_without_faults(site: Path) -> None:
    config = load_config(site / "sitegen.toml")
    built = build_outputs(config, now=NOW)
    found = check_outputs(built.outputs, config.base_url, PurePosixPath("public"))
    assert [str(problem) for problem in found if problem.severity == "error"] == []


def test_a_series_can_be_a_taxonomy(write_site: WriteSite) -> None:
    files = {"content/posts/one.md": POST.format(n=1, categories="[]", more="series: A course\npart: 1")}
    config = 'title = "A site"\ntaxonomies = ["series", "categories"]\n'
    texts = outputs_of(write_site(files, config))

    assert titles(texts["series/a-course/index.html"]) == ["Post 1"]
    assert "<h1>Series</h1>" in texts["series/index.html"]
    assert not [path for path in texts if path.startswith(("categories/", "tags/"))]


def test_terms_that_would_share_an_address_are_one_term_with_a_warning(write_site: WriteSite) -> None:
    files = {"content/posts/one.md": POST.format(n=1, categories="[on foot, on-foot]", more="draft: false")}
    built = build_outputs(load_config(write_site(files, CONFIG) / "sitegen.toml"), now=NOW)

    assert [str(warning) for warning in built.site.warnings] == [
        "content/posts/one.md:6:1: warning: 'on-foot' and 'on foot' in categories are one term, with the "
        "address 'on-foot'\n  use the same spelling; 'on foot' is in content/posts/one.md"
    ]


def test_a_misspelt_taxonomy_in_front_matter_is_refused_with_a_near_miss(site: Path) -> None:
    rewrite("content/posts/one.md", "categories:", "catgories:")(site)
    with pytest.raises(SitegenError) as caught:
        outputs_of(site)
    assert str(caught.value) == (
        "content/posts/one.md:6:1: unknown key 'catgories'\n  did you mean 'categories'?"
    )


def test_a_key_may_have_another_name(site: Path) -> None:
    rewrite(
        "sitegen.toml",
        "[taxonomies.tags]",
        '[front_matter]\naliases = {topic = "categories"}\n[taxonomies.tags]',
    )(site)
    rewrite("content/posts/one.md", "categories: Walks, Rivers", "topic: Lakes")(site)
    assert titles(outputs_of(site)["categories/lakes/index.html"]) == ["Post 1"]


def test_an_extension_cannot_add_a_key_that_is_a_taxonomy(site: Path) -> None:
    rewrite("sitegen.toml", "paginate = 2", 'paginate = 2\nextensions = ["own"]')(site)
    (site / "own.py").write_text('def setup(site):\n    site.add_key("categories", str)\n')
    with pytest.raises(SitegenError) as caught:
        outputs_of(site)
    assert str(caught.value) == (
        "own.py:2: the key 'categories' is a taxonomy of the site\n  use another name"
    )


@pytest.mark.parametrize(
    ("edit", "page", "reason"),
    [
        (rewrite("content/posts/one.md", "Some", "Other"),
         "content/posts/one.md", "the text of content/posts/one"),
        (rewrite("content/posts/one.md", "Walks, Rivers", "Walks, Lakes"), "content/posts/one.md",
         "the categories of content/posts/one.md, or the number of their posts"),
        (rewrite("content/posts/three.md", "[Walks]", "[]"), "categories", "the pages that it shows"),
        (rewrite("sitegen.toml", "Who writes", "People"), "authors", "no earlier build"),
        (rewrite("sitegen.toml", "[taxonomies.tags]\n\n[taxonomies.categories]",
                 "[taxonomies.categories]\n\n[taxonomies.tags]"), "tags", "no earlier build"),
    ],
)  # fmt: skip
def test_after_an_edit_a_warm_build_has_the_bytes_of_a_clean_one(
    site: Path, edit: object, page: str, reason: str
) -> None:
    build(site)
    edit(site)  # type: ignore[operator]
    done = build(site)

    assert published(site / "public") == clean(site)
    assert done is not None
    assert reason in "".join(explain(page, done.graph, done.before))


def test_commands_know_the_taxonomies(site: Path) -> None:
    done = CliRunner().invoke(cli, ["list", "--json", "-c", str(site / "sitegen.toml")])
    rows = json.loads(done.output)
    assert [row["terms"] for row in rows if row["title"] == "Post 1"] == [{"categories": ["Walks", "Rivers"]}]
    done = CliRunner().invoke(cli, ["schema", "front-matter", "-c", str(site / "sitegen.toml")])
    properties = json.loads(done.output)["properties"]
    assert (
        properties["categories"]["description"]
        == "The terms of a post in `categories`, a taxonomy of the site."
    )
    assert "categories" not in schema_of("front-matter")["properties"]
