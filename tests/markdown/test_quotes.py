from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sitegen.markdown.quotes import smart_quotes

PIECES = st.sampled_from([*"\"' a1.()-*\n[é—", '"a', "b'", '5"', "**", "`c`", "](x)"])


def parsers() -> tuple[MarkdownIt, MarkdownIt]:
    """Return a parser with markdown-it's own rule and one with ours."""
    theirs, ours = (MarkdownIt("commonmark", {"typographer": True}).enable(["smartquotes"]) for _ in range(2))
    ours.core.ruler.at("smartquotes", smart_quotes)
    return theirs, ours


THEIRS, OURS = parsers()


@given(st.lists(PIECES, max_size=40).map("".join))
def test_quotes_become_the_same_as_by_the_rule_of_markdown_it(text: str) -> None:
    assert OURS.render(text) == THEIRS.render(text)


def test_quotes_become_curly_by_what_stands_beside_them() -> None:
    assert OURS.render("\"a 'b' c\" isn't 5'10\"") == "<p>“a ‘b’ c” isn’t 5’10&quot;</p>\n"
