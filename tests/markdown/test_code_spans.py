from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sitegen.markdown.code_spans import code_spans, without_code_spans


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("a `b` c", ["`b`"]),
        ("``a ` b`` `c`", ["``a ` b``", "`c`"]),
        ("`a ``b`` c", ["``b``"]),
        ("`a\nb`", ["`a\nb`"]),
        ("`a\n\nb` `c`", ["` `"]),
        ("`", []),
        ("", []),
    ],
)
def test_code_spans_begin_and_end_with_equal_runs(text: str, spans: list[str]) -> None:
    assert [text[start:end] for start, end in code_spans(text)] == spans


@given(st.text("`ab "))
def test_code_spans_are_those_of_commonmark(text: str) -> None:
    (inline,) = MarkdownIt().parseInline("x" + text + "x")
    theirs = sum(token.type == "code_inline" for token in inline.children or ())

    assert len(code_spans("x" + text + "x")) == theirs


@given(st.text("`a\n"))
def test_a_text_without_code_spans_has_the_same_places(text: str) -> None:
    found = without_code_spans(text)

    assert len(found) == len(text)
    assert code_spans(found) == []
