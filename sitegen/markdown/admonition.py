"""`:::{note} Title`, and GitHub's `> [!NOTE]` with the same HTML."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sitegen.markdown.directive import Directive
from sitegen.markdown.document import Document

KINDS = ("note", "tip", "important", "warning", "caution")


def admonition(directive: Directive, _document: Document) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return a box with a title: the author's, or the name of its kind in the language of the page."""
    before = [
        directive.opening("admonition", "div", _attributes(directive.name), kind=directive.name),
        Token("admonition_title_open", "p", 1, attrs={"class": "admonition-title"}),
        directive.title(),
        Token("admonition_title_close", "p", -1),
    ]
    return before, [Token("admonition_close", "div", -1)]


def render_alert_open(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Return the start of a GitHub alert as that of an admonition."""
    token = tokens[index]
    extra = {key: value for key, value in token.attrs.items() if key != "class"}
    token.attrs = {**_attributes(str(token.meta["kind"]).lower()), **extra}
    token.block = True
    return self.renderToken(tokens, index, options, env)


def render_alert_title_open(
    _self: RendererHTML, _tokens: Sequence[Token], _index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Return the start of a GitHub alert's title as that of an admonition."""
    return '<p class="admonition-title">'


def _attributes(kind: str) -> dict[str, str | int | float]:
    return {"class": f"admonition admonition-{kind}", "role": "note"}
