"""Citations lead to a list of references and back, and everything else with an `@` stays text."""

from __future__ import annotations

import re
from pathlib import PurePath

import pytest

from sitegen.bibliography import Bibliography
from sitegen.markdown import read_body
from sitegen.model import Body
from tests.markdown.conftest import FIRST_LINE, LINKS, OPTIONS

SOURCES = b"""
@inproceedings{vaswani2017,
  author = {Vaswani, Ashish and Shazeer, Noam and Parmar, Niki},
  title = {{Attention} is all you need},
  booktitle = {NeurIPS}, year = 2017, url = {https://arxiv.org/abs/1706.03762},
}
@book{first, author = {Ada Lovelace and Poincar{\\'e}, Henri}, title = {Notes}, publisher = {P}, year=1843}
@book{second, author = {Ada Lovelace and Henri Poincar{\\'e}}, title = {Letters}, publisher = {P}, year=1843}
@misc{page, title = {A page that has <b>many</b> words}, url = {javascript:alert(1)}}
"""


def body(text: str, data: bytes = SOURCES) -> Body:
    sources = Bibliography(PurePath("content/sources.bib"), data)
    return read_body(text, first_line=FIRST_LINE, links=LINKS, options=OPTIONS, bibliography=sources)


def html(text: str) -> str:
    found = body(text)
    assert found.problems == ()
    return "".join(map(str, found.parts))


def prose(text: str) -> str:
    """Return the first paragraph without its tags."""
    return re.sub("<[^>]*>", "", html(text).partition("</p>")[0])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("So [@vaswani2017].", "So (Vaswani et al. 2017)."),
        ("So [@vaswani2017, p. 3].", "So (Vaswani et al. 2017, p. 3)."),
        ("[see @vaswani2017; @page, ch. 2]", "(see Vaswani et al. 2017; A page that has… n.d., ch. 2)"),
        ("So [-@vaswani2017].", "So (2017)."),
        ("As @vaswani2017 says.", "As Vaswani et al. (2017) says."),
        ("[@first] and [@second]", "(Lovelace &amp; Poincaré 1843a) and (Lovelace &amp; Poincaré 1843b)"),
        ("@first", "Lovelace &amp; Poincaré (1843)"),
        ("ask @someone, or me@page.org", "ask @someone, or me@page.org"),
        ("`[@page]` \\@page", "[@page] @page"),
        ("[@page](https://example.org) and [to @page](x.html)", "@page and to @page"),
        ("[@page]\n\n[@page]: https://example.org", "@page"),
    ],
)  # fmt: skip
def test_a_citation_becomes_author_and_year(text: str, shown: str) -> None:
    if "x.html" in text:
        text = text.replace("x.html", "https://example.org/x")
    assert prose(text).strip() == shown


def test_links_lead_both_ways() -> None:
    found = html("[@vaswani2017], @page and [@vaswani2017].\n\n## An end")

    ids = re.findall(r'id="([^"]+)"', found)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', found)) <= set(ids)
    assert re.findall(r'<li id="([^"]+)"', found) == ["ref-page", "ref-vaswani2017"]
    assert found.index("An end") < found.index('<section class="references"')
    assert 'href="#cite-vaswani2017-2" role="doc-backlink" aria-label="Back to citation 2 of' in found
    assert '<a href="https://arxiv.org/abs/1706.03762">' in found
    assert "javascript:" not in re.findall(r'href="([^"]+)"', found)
    assert "<b>" not in found
    assert {"ref-page", "cite-page"} <= body("[@page]").ids


def test_a_directive_says_where_the_list_stands() -> None:
    found = html("[@page]\n\n:::{bibliography}\n:::\n\nThe last words, @first.")

    assert found.index("references") < found.index("The last words")
    assert found.count('<section class="references"') == 1
    assert 'id="ref-first"' in found


def test_without_a_bibliography_everything_is_text() -> None:
    found = read_body("[@page] and @page", first_line=1, links=LINKS, options=OPTIONS)

    assert found.parts == ("<p>[@page] and @page</p>\n",)
    assert read_body("No citation.", first_line=1, links=LINKS, options=OPTIONS).problems == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "One\ntwo [@vaswani2071].",
            "content/posts/depth/index.md:7:6: no reference is called 'vaswani2071'\n"
            "  did you mean 'vaswani2017'?",
        ),
        (
            "[@zzz; @page]",
            "content/posts/depth/index.md:6:2: no reference is called 'zzz'\n"
            "  the keys are those of content/sources.bib",
        ),
        (
            "# On [@page]",
            "content/posts/depth/index.md:6:7: a citation cannot be used in a heading: the table of contents "
            "repeats the heading's text",
        ),
        (
            ":::{bibliography}\n:::\n\n:::{bibliography}\n:::",
            "content/posts/depth/index.md:9:1: {bibliography} appears twice",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, message: str) -> None:
    assert [str(problem) for problem in body(text).problems] == [message]


def test_the_directive_needs_a_bibliography() -> None:
    found = read_body(":::{bibliography}\n:::", first_line=1, links=LINKS, options=OPTIONS)

    assert [problem.message for problem in found.problems] == ["{bibliography} needs a file of references"]
