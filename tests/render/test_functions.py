"""The functions and filters of templates, and what `site` and `page` give, in templates of a site."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.render.sample_site import (
    ABOUT,
    LIVE,
    problems_of,
    render,
    sample_config,
    sample_page,
    sample_site,
    write_templates,
)

RIGHT = {
    'url_for("posts/first.md")': "/blog/posts/first/",
    'url_for("content/posts/first.md#end")': "/blog/posts/first/#end",
    'url_for("/posts/first/")': "/blog/posts/first/",
    'url_for("/blog/posts/first")': "/blog/posts/first/",
    'url_for("first")': "/blog/posts/first/",
    'url_for("/")': "/blog/",
    'url_for("/tags/python/?a=1")': "/blog/tags/python/?a=1",
    'asset("css/extra.css")': "/blog/css/extra.ff.css",
    "now().machine": "2026-07-01",
    "now().year + now().month + now().day": "2034",
    "now() | date": "1 July 2026",
    'now() | date("EEEE", "de")': "Mittwoch",
    '"2026-03-01T09:30:00Z" | date("HH:mm")': "09:30",
    '"2026-03-01" | date("short", "xx")': "2026-03-01",
    '"*a*" | markdown': "<p><em>a</em></p>\n",
    '"*a*" | markdown(inline=true)': "<em>a</em>",
    '"[f](posts/first.md)" | markdown(inline=true)': '<a href="/blog/posts/first/">f</a>',
    '"Ad hoc!" | slugify': "ad-hoc",
    'site.posts | limit(1) | map(attribute="title") | join': "A &lt;live&gt; post",
    '(site.posts | selectattr("draft")) | length': "1",
    "[1, 2, 3] | map('string') | limit(2) | join": "12",
    "'abc' | reverse": "cba",
    "site.posts | length": "12",
    "site.posts[-1].title": "Note 1",
    "site.pages | map(attribute='kind') | unique | join(' ')": "home page section post",
    "site.posts[0] == page": "False",
    "page in site.pages": "True",
    "site.sections[0].title ~ site.sections[0].pages | length": "Posts12",
    "site.sections[0].page.url == site.sections[0].url": "True",
    "site.taxonomies.tags.title": "Tags",
    "site.taxonomies.tags.terms | map(attribute='slug') | join(' ')": "c-plus-plus later python",
    "site.taxonomies.tags.terms[2].count": "3",
    "site.taxonomies.tags.terms[2].pages[0].title": "A &lt;live&gt; post",
    "site.menus.main | map(attribute='title') | join(' ')": "Posts Tags About",
    "site.base_url ~ site.language ~ site.config.timezone": "https://example.org/blog/enUTC",
    "site.description": "What was found.",
    "page.permalink": "https://example.org/blog/about/",
    "page.previous is none and page.next is none": "True",
    "page.section is none": "True",
    "page.path ~ page.weight ~ page.demos": "content/about.md01",
    "site.posts[0].previous.title ~ site.posts[1].next.title": "Not yetA &lt;live&gt; post",
    "site.posts[0].section.title": "Posts",
    "site.posts[3].related | map(attribute='title') | join(', ')": "Note 8, Note 7, Note 6, Note 5, Note 4",
    "site.posts[0].image ~ site.posts[0].image_alt": "https://example.org/a.pngA picture",
    "site.posts[2].summary ~ site.posts[2].word_count": "Text.300",
    "site.posts[2].content": "<p>Text.</p>\n",
    "{'a': site.posts[0].date} | tojson": '{"a": "2026-05-04T12:30:00Z"}',
}


@pytest.mark.parametrize("expression", RIGHT)
def test_an_expression_gives_what_the_reference_says(tmp_path: Path, expression: str) -> None:
    write_templates(tmp_path, page_dot_html=f"{{{{ {expression} }}}}")
    assert render(sample_config(tmp_path))[ABOUT] == RIGHT[expression]


WRONG = {
    'url_for("posts/frist.md")': "no page or file 'posts/frist.md'\n  did you mean 'posts/first.md'?",
    'asset("css/extre.css")': "there is no file 'css/extre.css' in static/\n  did you mean 'css/extra.css'?",
    "site.postz": "unknown name 'site.postz'\n  did you mean 'posts'?",
    "site.posts[0].titel": "unknown name 'titel'\n  did you mean 'title'?",
    "site.data.projects": "unknown name 'site.data.projects'",
    "page.relatd": "unknown name 'page.relatd'\n  did you mean 'related'?",
    "url_of('x')": "unknown name 'url_of'\n  did you mean 'url_for'?",
    "site.posts[99].title": "there is no item 99: the list is too short",
    'now() | date("%Y")': "expected short, medium, long, full or a pattern of CLDR, received '%Y'",
    '"soon" | date': "expected YYYY-MM-DD",
    "'[a](nowhere.md)' | markdown": "in the Markdown text, line 1: ",
    "'{metric}`a.b`' | markdown": "",
    "site.pages | tojson": "expected plain values to write as JSON, received PageInfo",
    "page | slugifi": "no filter named 'slugifi'\n  did you mean 'slugify'?",
}


@pytest.mark.parametrize("expression", WRONG)
def test_a_wrong_expression_is_reported_at_its_line(tmp_path: Path, expression: str) -> None:
    write_templates(tmp_path, page_dot_html=f"<p>\n{{{{ {expression} }}}}")
    (message,) = problems_of(tmp_path)
    assert message.startswith("templates/page.html:2")
    assert WRONG[expression] in message


def test_a_data_file_with_a_mistake_is_reported_at_its_own_place(tmp_path: Path) -> None:
    write_templates(tmp_path, page_dot_html="{{ site.data.projects }}")
    write_templates(tmp_path, "data", projects_dot_json='{"a" 1}')
    assert problems_of(tmp_path)[0].startswith("data/projects.json:1:6: not valid JSON: ")


def test_a_body_that_holds_itself_is_reported(tmp_path: Path) -> None:
    write_templates(tmp_path, partials__demo_island_dot_html="{{ site.posts[0].content }}")
    assert any("recursion" in message for message in problems_of(tmp_path))


def test_words_and_dates_follow_the_language_of_the_page(tmp_path: Path) -> None:
    write_templates(tmp_path, page_dot_html='{{ t("updated") }} {{ now() | date("MMMM") }}')
    page = sample_page("about.md", "page", language="de")
    config = sample_config(tmp_path)
    assert render(config, sample_site(config, [page]))[ABOUT] == "Aktualisiert Juli"


def test_macros_and_feeds_know_the_site(tmp_path: Path) -> None:
    write_templates(
        tmp_path,
        m_dot_html="{% set urls = site.posts | map(attribute='url') %}"
        "{% macro m() %}{{ urls[0] }}{% endmacro %}",
        post_dot_html='{% import "m.html" as m %}{{ m.m() }}',
        robots_dot_txt="{{ site.posts[0].url }}",
    )
    texts = render(sample_config(tmp_path))
    assert {texts[LIVE], texts["posts/first/index.html"], texts["robots.txt"]} == {"/blog/posts/live/"}


def test_entries_of_the_theme_s_lists_have_their_page(tmp_path: Path) -> None:
    write_templates(tmp_path, section_dot_html="{{ posts[0].page.extra.mood }}")
    pages = [
        sample_page("posts/_index.md", "section"),
        sample_page("posts/a.md", date=date(2026, 1, 1), extra={"mood": "fine"}),
    ]
    config = sample_config(tmp_path)
    assert render(config, sample_site(config, pages))["posts/index.html"] == "fine"
