"""`::::{tabs}` around `:::{tab} Label`: texts of which the reader sees one at a time, without a script."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.rules_core.state_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.directive import Directive
from sitegen.markdown.document import Document, document_of


def tabs(_directive: Directive, _document: Document) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return the element around tabs."""
    return [Token("tabs_open", "div", 1, attrs={"class": "tabs"})], [Token("tabs_close", "div", -1)]


def tab(directive: Directive, _document: Document) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return one tab: a `details` element, of which browsers keep one open for each name."""
    opening = directive.opening("tab", "details", {"class": "tab"})
    opening.meta["position"] = directive.position
    before = [
        opening,
        Token("summary_open", "summary", 1),
        directive.title(),
        Token("summary_close", "summary", -1),
        Token("tab_body_open", "div", 1, attrs={"class": "tab-body"}),
    ]
    return before, [Token("tab_body_close", "div", -1), Token("tab_close", "details", -1)]


def join_tabs(state: StateCore) -> None:
    """Give the tabs of each group one name, and open the first."""
    if "{tab" not in state.src:
        return
    document = document_of(state)
    groups, around, seen = 0, list[str](), set[str]()
    for token in state.tokens:
        if token.type == "tabs_open":
            groups += 1
            around.append(f"tabs-{groups}")
        elif token.type == "tabs_close":
            around.pop()
        elif token.type == "tab_open" and not around:
            hint = "write ::::{tabs} before the first and :::: behind the last"
            message = "a tab stands between ::::{tabs} and ::::"
            document.problem(message, token.meta["position"], hint=hint, code="directive")
        elif token.type == "tab_open":
            token.attrs["name"] = around[-1]
            if around[-1] not in seen:
                token.attrs["open"] = ""
            seen.add(around[-1])
