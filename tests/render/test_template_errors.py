"""Mistakes in templates, with their places and near misses."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sitegen.render import template_warnings
from tests.render.sample_site import (
    ABOUT,
    SampleAssets,
    problems_of,
    render,
    sample_config,
    sample_page,
    sample_posters,
    sample_site,
    write_templates,
)


def test_a_misspelt_field_names_line_column_and_near_miss(tmp_path: Path) -> None:
    write_templates(tmp_path, post_dot_html="<p>\n  {{ page.titel }}\n")

    assert problems_of(tmp_path) == [
        "templates/post.html:2:6: unknown name 'page.titel'\n  did you mean 'title'?"
    ]


def test_a_misspelt_name_at_the_top_is_compared_with_what_the_template_receives(tmp_path: Path) -> None:
    write_templates(tmp_path, term_dot_html="{% for post in entries %}{% endfor %}{{ pots }}")

    assert problems_of(tmp_path) == [
        "templates/term.html:1:16: unknown name 'entries'\n"
        "  there are: head, menu, menus, name, term, taxonomy, posts, pagination, "
        "asset, direction, image, now, t, url_for, site"
    ]


def test_a_mistake_in_an_included_or_extended_template_is_reported_at_its_own_line(tmp_path: Path) -> None:
    write_templates(
        tmp_path,
        partials__footer_dot_html="<p>\n\n{{ site.tilte }}</p>",
        post_dot_html=(
            '{% extends "sitegen/post.html" %}\n{% block footer %}\n{{ page.autors }}\n{% endblock %}'
        ),
    )

    assert problems_of(tmp_path) == [
        "templates/partials/footer.html:3:4: unknown name 'site.tilte'\n  did you mean 'title'?",
        "templates/post.html:3:4: unknown name 'page.autors'\n  did you mean 'authors'?",
    ]


def test_templates_that_do_not_parse_are_all_named_even_unused_ones(tmp_path: Path) -> None:
    write_templates(
        tmp_path,
        page_dot_html="{% if page %}\n",
        unused_dot_html="\n{{ page.title | uper }}",
        term_dot_html="{% inclde x %}",
    )
    found = problems_of(tmp_path)

    assert len(found) == 3
    assert found[0].startswith("templates/page.html:")
    assert "unexpected end of template" in found[0]
    assert found[1].startswith("templates/term.html:1: ")
    assert found[1].endswith("did you mean 'include'?")
    assert found[2] == "templates/unused.html:2: no filter named 'uper'\n  did you mean 'upper'?"


def test_a_template_that_does_not_exist_is_reported_where_it_is_named(tmp_path: Path) -> None:
    write_templates(tmp_path, page_dot_html='\n{% extends "bse.html" %}')
    pages = [sample_page("about.md", "page"), sample_page("posts/first.md", template="pots")]

    assert problems_of(tmp_path, pages) == [
        "content/posts/first.md:4:11: there is no template 'pots.html'\n  did you mean 'post.html'?",
        "templates/page.html:2:13: there is no template 'bse.html'\n  did you mean 'base.html'?",
    ]


def test_whatever_python_raises_in_a_template_is_reported_at_its_line(tmp_path: Path) -> None:
    write_templates(tmp_path, page_dot_html="\n\n{{ 1 / 0 }}")

    assert problems_of(tmp_path) == ["templates/page.html:3: division by zero (ZeroDivisionError)"]


def test_a_template_in_another_encoding_is_reported_with_its_line(tmp_path: Path) -> None:
    write_templates(tmp_path)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_bytes(b"<p>\ncaf\xe9</p>")

    assert problems_of(tmp_path) == ["templates/page.html:2: expected UTF-8 text, received byte 0xe9"]


def test_defects_of_sitegen_are_not_reported_as_mistakes_of_the_author(tmp_path: Path) -> None:
    from sitegen.render import render_site

    class Broken(SampleAssets):
        def url(self, path: str) -> str:
            if path == "favicon.svg":
                return super().url(path)
            raise KeyError(path)

    config = sample_config(tmp_path)
    with pytest.raises(KeyError, match=r"css/site\.css"):
        render_site(sample_site(config), config, Broken(), sample_posters())


def test_a_file_that_static_does_not_have_is_refused_with_the_near_miss(tmp_path: Path) -> None:
    write_templates(tmp_path, page_dot_html="\n{{ asset('css/exta.css') }}")

    assert problems_of(tmp_path) == [
        "templates/page.html:2:11: there is no file 'css/exta.css' in static/\n"
        "  did you mean 'css/extra.css'?"
    ]


def test_a_block_that_no_parent_has_is_a_warning_with_the_near_miss(tmp_path: Path) -> None:
    write_templates(
        tmp_path,
        post_dot_html='{% extends "sitegen/post.html" %}\n{% block mian %}<p>Mine</p>{% endblock %}',
        page_dot_html=(
            '{% extends "sitegen/page.html" %}{% block main %}{% block inner %}{% endblock %}{% endblock %}'
        ),
        wide_dot_html='{% extends "page.html" %}{% block inner %}{% endblock %}{% block zzz %}{% endblock %}',
        partials__footer_dot_html="{% block own %}{% endblock %}",
        broken_dot_html='{% extends "post.html" %}{% block mian %}',
    )

    assert [str(problem) for problem in template_warnings(sample_config(tmp_path))] == [
        "templates/post.html:2:10: warning: the block 'mian' is not shown: no parent of the template has it\n"
        "  did you mean 'main'?",
        "templates/wide.html:1:66: warning: the block 'zzz' is not shown: no parent of the template has it\n"
        "  its parents have: body_attributes, footer, head, header, inner, main, page_footer, page_header",
    ]


def test_a_site_without_templates_of_its_own_has_no_warnings_of_templates(tmp_path: Path) -> None:
    assert template_warnings(sample_config(tmp_path)) == ()


def test_an_editor_s_lock_and_a_named_pipe_among_the_templates_are_left_out(tmp_path: Path) -> None:
    write_templates(tmp_path, page_dot_html="{{ page.title }}")
    (tmp_path / "templates" / ".#post.html").symlink_to("user@host.1:2")
    (tmp_path / "templates" / "dangling.html").symlink_to("nowhere.html")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "templates" / "pipe.html")

    assert render(sample_config(tmp_path))[ABOUT] == "About us"
    assert template_warnings(sample_config(tmp_path)) == ()


def test_a_template_whose_name_is_no_text_is_left_out(tmp_path: Path) -> None:
    write_templates(tmp_path, page_dot_html="{{ page.title }}")
    with suppress(OSError):  # some systems refuse such a name
        Path(os.fsdecode(os.fsencode(tmp_path / "templates") + b"/caf\xe9.html")).write_text("{{")

    assert render(sample_config(tmp_path))[ABOUT] == "About us"


def test_a_template_that_cannot_be_read_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_templates(tmp_path, page_dot_html="{{ page.title }}")

    def refuse(file: str, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", file)

    real = open

    def opened(file: str, *rest: Any, **options: Any) -> Any:
        return (refuse if str(file).startswith(str(tmp_path)) else real)(file, *rest, **options)

    monkeypatch.setattr("jinja2.loaders.open", opened, raising=False)

    assert problems_of(tmp_path) == ["templates/page.html:1: the template cannot be read: Permission denied"]
