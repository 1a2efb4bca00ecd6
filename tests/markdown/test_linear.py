"""Bodies are parsed in linear time. Steps are counted, not seconds: lines of Python, tokens and characters.

`tests/attack/scaling.py` measures the time of the same inputs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, SupportsIndex

import pytest
from markdown_it.token import Token

from sitegen.markdown.anchor import without_comments
from sitegen.markdown.heading import render_heading_close
from sitegen.markdown.quotes import smart_quotes
from tests.attack.scaling import INPUTS

LIMIT = 2.2


def lines_run(work: Callable[[], object]) -> int:
    """Return how many lines of Python a piece of work runs."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", INPUTS)
def test_twice_the_input_runs_at_most_about_twice_the_lines(name: str) -> None:
    _, make, read = INPUTS[name]
    read(make(4))  # imports and caches

    once, twice = (lines_run(lambda size=size: read(make(size))) for size in (150, 300))  # type: ignore[misc]

    assert twice <= LIMIT * once


class CountedToken(Token):
    """A token that counts the characters that are assigned to its content."""

    assigned = 0

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "content":
            type(self).assigned += len(value)
        super().__setattr__(name, value)


@pytest.mark.parametrize("piece", ['"b" ', "a' ", '"', "\"a 'b ", "a\" b' "])
def test_smart_quotes_copy_a_text_once(piece: str) -> None:
    class State:
        tokens = [Token("inline", "", 0)]  # noqa: RUF012 (one test)

    text = CountedToken("text", "", 0, content=piece * 1000)
    State.tokens[0].content, State.tokens[0].children = text.content, [text]
    CountedToken.assigned = 0

    smart_quotes(State())  # type: ignore[arg-type]

    assert CountedToken.assigned in (0, len(piece) * 1000)


class CountedList(list[Token]):
    """A list that counts the items which reads and slices return."""

    read = 0

    def __getitem__(self, index: Any) -> Any:
        found = super().__getitem__(index)
        self.read += len(found) if isinstance(index, slice) else 1
        return found


def test_the_end_of_a_heading_is_rendered_without_a_look_at_all_tokens_before() -> None:
    heading = [
        Token("heading_open", "h1", 1, attrs={"id": "a"}),
        Token("inline", "", 0),
        Token("heading_close", "h1", -1),
    ]
    tokens = CountedList(heading * 1000)

    class Renderer:
        def renderToken(self, *_arguments: object) -> str:  # noqa: N802 (markdown-it's name)
            return "</h1>"

    html = render_heading_close(Renderer(), tokens, 2999, None, {})  # type: ignore[arg-type]

    assert 'href="#a"' in html
    assert tokens.read <= 3


class CountedText(str):
    """A text that counts the characters which searches pass over."""

    __slots__ = ("passed",)

    passed: int

    def find(self, wanted: str, start: SupportsIndex | None = 0, end: SupportsIndex | None = None) -> int:
        found = super().find(wanted, start, end)
        self.passed += (found if found >= 0 else len(self)) - int(start or 0)
        return found


@pytest.mark.parametrize("piece", ["<!-- ", "<!-- a -->", "a "])
def test_comments_are_removed_in_one_pass(piece: str) -> None:
    text = CountedText(piece * 1000)
    text.passed = 0

    without_comments(text)

    assert text.passed <= 3 * len(text)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("a<!-- b -->c<!---->d", "acd"),
        ("a<!-- b", "a<!-- b"),
        ("<!-- <i id=a> --><!-- ", "<!-- "),
        ("", ""),
    ],
)
def test_comments_are_removed_and_an_open_one_stays(html: str, expected: str) -> None:
    assert without_comments(html) == expected
