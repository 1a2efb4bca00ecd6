from __future__ import annotations

import pickle
from pathlib import PurePosixPath

import pytest
from justhtml import JustHTML
from markdown_it.utils import read_fixture_file

from sitegen.config import MarkdownConfig
from sitegen.errors import SitegenError, one_of
from sitegen.markdown import Links, read_body
from sitegen.markdown.parser import DIRECTIVES
from sitegen.model import Body, Expectation, Heading, Island, Metric, Position
from tests.markdown.conftest import FIRST_LINE, FIXTURES, LINKS, OPTIONS, render

PATH = LINKS.source_path


def test_a_body_has_its_text_cut_where_demos_and_metrics_go() -> None:
    text = (
        "Before.\n\n:::{demo} depth\n:layers: 3\n:hide: seed\n:expect: a >= 0.5\n\n*Caption*\n:::\n\n"
        "At {metric}`depth.a|.1f`."
    )

    parts = render(text).parts

    assert parts == (
        "<p>Before.</p>\n",
        Island(
            id="depth",
            demo="depth",
            options={"layers": ("3", Position(PATH, 9, 1))},
            hide=("seed",),
            expect=(Expectation("a", 0.5, None, False, False, "a >= 0.5", Position(PATH, 11, 1)),),
            caption=("<p><em>Caption</em></p>",),
            position=Position(PATH, 8, 1),
        ),
        "<p>At ",
        Metric("depth", "a", Position(PATH, 16, 4), ".1f"),
        ".</p>\n",
    )


def test_an_unknown_directive_that_is_like_no_other_is_answered_with_all_of_them() -> None:
    with pytest.raises(SitegenError) as caught:
        render(":::{zzzz}\n:::\n")

    (problem,) = caught.value.problems
    assert problem.message == "no directive is called 'zzzz'"
    assert problem.hint == f"use {one_of(DIRECTIVES)}"


def test_a_caption_is_cut_at_its_metrics_which_are_the_body_s_too() -> None:
    body = render(":::{demo} depth\n:id: a-b\n:title: Deep\n\n{metric}`a-b.x` and {metric}`depth.y`\n:::\n")

    (island,) = body.islands
    first, second = Metric("a-b", "x", Position(PATH, 10, 1)), Metric("depth", "y", Position(PATH, 10, 21))
    assert island.title == "Deep"
    assert island.caption == ("<p>", first, " and ", second, "</p>")
    assert body.metrics == (first, second)


def test_an_empty_title_of_a_demo_is_refused() -> None:
    with pytest.raises(SitegenError, match="the title is empty"):
        render(":::{demo} depth\n:title:\n:::\n")


def test_an_empty_text_has_no_parts() -> None:
    assert render("") == Body()


def test_headings_hold_level_anchor_and_content_without_links_and_notes() -> None:
    body = render(
        "# One & `two`\n\n### [Three](#one-two)[^1] ![four](spiral.png) <b>five</b>\n\n[^1]: Note.\n"
    )

    assert body.headings == (
        Heading(1, "one-two", "One &amp; <code>two</code>"),
        Heading(3, "three-four-five", "Three  five"),
    )


def test_ids_are_all_places_that_a_link_can_lead_to() -> None:
    text = (
        "## Heading\n\n[span]{#span}[^1] <i id='raw'>x</i>\n\n<div\n  class='a' id=block>\n</div>\n\n"
        "$$\nx\n$$ (eq)\n\n:::{demo} depth\n[in]{#caption}\n:::\n\n[^1]: Note.\n"
    )

    assert render(text).ids == {
        *("heading", "span", "raw", "block", "eq", "depth", "depth-title", "caption"),
        *("fn1", "fnref1"),
    }


def test_words_are_counted_without_code() -> None:
    text = "## Two words\n\nOne *two* [three](#two-words).\n\n```python\nnot = counted\n```\n\n- four\n"

    assert render(text).word_count == 6


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        (
            "## Heading\n\n- item\n\n> quote\n\nFirst *paragraph*,\nwith `code` & $x$.\n\nSecond.",
            "First paragraph, with code & x.",
        ),
        ("Language: English\n\nMore.", "Language: English"),
        ("Reaches {metric}`depth.accuracy`.", "Reaches …."),
        ("- only\n- a list", ""),
    ],
)
def test_the_summary_is_the_first_paragraph_as_plain_text(text: str, summary: str) -> None:
    assert render(text).summary == summary


def test_all_that_is_wrong_is_reported_at_once_in_order_of_lines() -> None:
    text = "$\\alhpa$\n\n[x](gone.md)\n\n{kbt}`x`\n\n:::{notes}\n:::\n\n```pyhton\n```\n"

    with pytest.raises(SitegenError) as caught:
        render(text)

    problems = caught.value.problems
    assert [(problem.line, problem.code) for problem in problems] == [
        (6, "bad-formula"),
        (8, "dead-link"),
        (10, "role"),
        (12, "directive"),
    ]
    assert {problem.path for problem in problems} == {PATH}


def test_a_body_with_a_fault_still_has_its_links_and_anchors() -> None:
    body = read_body("## A\n\n[b](#c)\n\n{kbt}`x`", first_line=1, links=LINKS, options=OPTIONS)

    assert [problem.code for problem in body.problems] == ["role"]
    assert body.ids == {"a"}
    assert [link.fragment for link in body.links] == ["c"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_places_are_right_whatever_ends_a_line(newline: str) -> None:
    text = newline.join(["One", "", "> two", "> and $\\alhpa$", ""])

    with pytest.raises(SitegenError) as caught:
        render(text)

    assert [(problem.line, problem.column) for problem in caught.value.problems] == [(FIRST_LINE + 3, 8)]


def test_raw_html_is_text_where_the_options_say_so() -> None:
    options = MarkdownConfig(html=False)

    parts = render("<script>x</script>\n\na <b>c</b>", options).parts

    assert parts == ("<p>&lt;script&gt;x&lt;/script&gt;</p>\n<p>a &lt;b&gt;c&lt;/b&gt;</p>\n",)


def test_typography_is_left_alone_where_the_options_say_so() -> None:
    assert render('"a" -- b...', MarkdownConfig(typographer=False)).parts == (
        "<p>&quot;a&quot; -- b...</p>\n",
    )


def test_bodies_know_nothing_of_each_other() -> None:
    first = "## A\n\n[^n] [x]\n\n[^n]: Note.\n\n[x]: https://example.org/\n\n:::{demo} depth\n:::\n"
    alone = render("## A\n\n[^n] [x]\n\n:::{demo} depth\n:::\n")

    render(first)

    assert render("## A\n\n[^n] [x]\n\n:::{demo} depth\n:::\n") == alone


def test_a_body_crosses_the_border_of_a_process() -> None:
    body = render(":::{demo} depth\n:layers: 2\n:expect: a > 1\n:::\n\n## H\n\n[x](#h) {metric}`a.b`")

    assert pickle.loads(pickle.dumps(body)) == body


def test_an_error_crosses_the_border_of_a_process() -> None:
    with pytest.raises(SitegenError) as caught:
        render("{kbt}`x`")

    again = pickle.loads(pickle.dumps(caught.value))

    assert again.problems == caught.value.problems


def test_a_site_at_the_root_has_no_base_path_in_its_links() -> None:
    links = Links(PurePosixPath("content/index.md"), "/")

    body = read_body("[a](/about/)", first_line=1, links=links, options=OPTIONS)

    assert body.parts == ('<p><a href="/about/">a</a></p>\n',)


def test_the_html_of_all_golden_cases_is_accepted_by_an_html_parser() -> None:
    wrong = {}
    for path in sorted(FIXTURES.glob("*.md")):
        for _line, title, _text, expected in read_fixture_file(path):
            if not expected.startswith("content/"):
                page = f"<!doctype html><html><head><title>t</title></head><body>{expected}</body></html>"
                errors = JustHTML(page, collect_errors=True).errors
                wrong.update({title: [str(error) for error in errors]} if errors else {})

    assert wrong == {}
