"""Headings: their anchors, their `{#id .class}`, and what the table of contents needs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core.state_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.attrs.parse import ParseError, parse

from sitegen.markdown.document import document_of
from sitegen.model import Heading

ATTRIBUTES = re.compile(r"[ \t]*(\{[^{}]*\})\s*\Z")
NOT_IN_CONTENTS = frozenset({"link_open", "link_close", "footnote_ref", "html_inline", "image"})


def slug(text: str) -> str:
    """Return the anchor for a heading's text: lower case, hyphens between words, letters of every script."""
    text = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\s_-]+", "-", re.sub(r"[^\w\s-]", "", text)).strip("-") or "section"


def heading_attributes(state: StateCore) -> None:
    """Take `{#id .class}` off the end of each heading, before its text is parsed."""
    for index, token in enumerate(state.tokens):
        if token.type != "heading_open":
            continue
        inline = state.tokens[index + 1]
        if not inline.content.endswith("}") or not (found := ATTRIBUTES.search(inline.content)):
            continue
        try:
            _end, attributes = parse(found[1])
        except ParseError:
            continue
        inline.content = inline.content[: found.start()]
        for key, value in attributes.items():
            if key.lower().startswith("on"):
                token.meta.setdefault("insecure_attrs", {})[key] = value
            else:
                token.attrs[key] = value


def headings(state: StateCore) -> None:
    """Give every heading its anchor and note it for the table of contents."""
    document = document_of(state)
    for index, token in enumerate(state.tokens):
        if token.type != "heading_open":
            continue
        children = state.tokens[index + 1].children or []
        if "id" not in token.attrs:
            token.attrs = {"id": document.free_id(slug(plain_text(children))), **token.attrs}
        shown = [child for child in children if child.type not in NOT_IN_CONTENTS]
        html = state.md.renderer.render([Token("inline", "", 0, children=shown)], state.md.options, state.env)
        document.headings.append(Heading(int(token.tag[1]), str(token.attrs["id"]), html))


def render_heading_close(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Return the end of a heading, with the link to itself.

    The link lets readers copy the address. The theme draws its sign, so that feeds and screen readers
    do not contain it.
    """
    opening = tokens[index - 2]  # a heading is three tokens: open, inline, close
    href = "#" + escapeHtml(str(opening.attrs["id"]))
    anchor = f'<a class="heading-anchor" href="{href}" aria-hidden="true" tabindex="-1"></a>'
    return anchor + self.renderToken(tokens, index, options, env)


def plain_text(tokens: Sequence[Token]) -> str:
    """Return the words of inline tokens, without markup."""
    words = []
    for token in tokens:
        if token.type in {"text", "code_inline", "math_inline", "extension_role"}:
            words.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            words.append(" ")
        elif token.type == "image" and token.children:
            words.append(plain_text(token.children))
        elif token.type in {"metric", "reference"}:
            words.append("…")
    return "".join(words)
