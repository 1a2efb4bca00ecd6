"""Layers of templates and what templates may use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sitegen.errors import ConfigError
from tests.render.sample_site import (
    ABOUT,
    FIRST,
    render,
    sample_config,
    sample_page,
    sample_site,
    write_templates,
)


def test_a_site_overrides_one_template_and_extends_the_one_below(tmp_path: Path) -> None:
    write_templates(
        tmp_path, post_dot_html='{% extends "sitegen/post.html" %}{% block footer %}<p>Mine</p>{% endblock %}'
    )
    texts = render(sample_config(tmp_path))

    assert "<p>Mine</p>" in texts[FIRST]
    assert "<h1>First</h1>" in texts[FIRST]
    assert "<p>Mine</p>" not in texts[ABOUT]


def test_a_theme_stands_between_the_site_and_the_built_in_templates(tmp_path: Path) -> None:
    write_templates(
        tmp_path,
        "looks/templates",
        partials__footer_dot_html="<p>Theme</p>",
        page_dot_html='{% extends "sitegen/page.html" %}{% block main %}<h1>T</h1>{% endblock %}',
    )
    write_templates(
        tmp_path,
        page_dot_html='{% extends "theme/page.html" %}{% block main %}{{ super() }}<p>Site</p>{% endblock %}',
    )
    texts = render(sample_config(tmp_path, theme="looks"))

    assert "<p>Theme</p>" in texts[FIRST]
    assert re.search(r"<h1>T</h1>\s*<p>Site</p>", texts[ABOUT])


def test_a_theme_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no theme 'lokos'"):
        render(sample_config(tmp_path, theme="lokos"))


def test_front_matter_names_another_template(tmp_path: Path) -> None:
    write_templates(tmp_path, wide_dot_html="{{ page.title }} wide")
    config = sample_config(tmp_path)
    for name in ("wide", "wide.html"):
        texts = render(config, sample_site(config, [sample_page("posts/first.md", template=name)]))
        assert texts[FIRST] == "First wide"


def test_a_template_sees_extra_of_site_and_page(tmp_path: Path) -> None:
    write_templates(tmp_path, page_dot_html="{{ site.extra.licence }} {{ page.extra.mood }}")
    config = sample_config(tmp_path, extra={"licence": "MIT"})
    page = sample_page("about.md", "page", extra={"mood": "fine"})

    assert render(config, sample_site(config, [page]))[ABOUT] == "MIT fine"


def test_plain_text_templates_are_not_escaped(tmp_path: Path) -> None:
    write_templates(tmp_path, robots_dot_txt="{{ sitemap_url }}&a='b'{{ \"'\" }}")

    assert render(sample_config(tmp_path))["robots.txt"].endswith("sitemap.xml&a='b''")


def test_a_template_asks_for_the_address_of_a_file_of_static(tmp_path: Path) -> None:
    write_templates(
        tmp_path,
        page_dot_html='{% from "m.html" import style %}{{ style("css/extra.css") }}',
        m_dot_html="{% macro style(path) %}{{ asset(path) }}{% endmacro %}",
    )

    assert render(sample_config(tmp_path))[ABOUT] == "/blog/css/extra.ff.css"
