"""Names and numbers of blocks, and {ref}`id`, which links to a numbered block or a heading of the page.

A directive marks the token that opens its block with `meta["kind"]`. The core rule `name_blocks` counts the
kinds that `markdown.numbered` lists, and puts the name and the number before the first text of the block.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core.state_core import StateCore
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sitegen.errors import near_miss
from sitegen.markdown.admonition import KINDS as BOXES
from sitegen.markdown.document import KEY, Document, document_of
from sitegen.model import Label, Position

STATEMENTS = ("theorem", "lemma", "proposition", "corollary", "definition", "example", "exercise", "remark")
"""Kinds of blocks that `theorem` in `markdown.numbered` numbers, each kind by itself."""
CAPTIONED = frozenset({"figure", "table"})
"""Kinds whose name is shown with a number only."""
EQUATIONS = ("math_block_label", "math_block")
TEXT_AND_ANCHOR = re.compile(r"(?P<text>.+?)\s*<(?P<anchor>[^<>]+)>\Z")


def name_blocks(state: StateCore) -> None:
    """Name each block that has a kind, with a number where its kind is numbered."""
    document = document_of(state)
    counts: Counter[str] = Counter()
    waiting: tuple[Token, Label] | None = None
    for token in state.tokens:
        if waiting and token.type == "inline":
            opening, label = waiting
            _put_before(token, label, is_alert=opening.type == "alert_open")
            waiting = None
        elif waiting and token.nesting == -1 and token.level == waiting[0].level:
            waiting = None  # a block without text
        elif kind := token.meta.get("kind", "") if token.nesting == 1 else _equation(token):
            shown = _label(token, kind.lower(), counts, document)
            waiting = (token, shown) if shown else None


def _label(token: Token, kind: str, counts: Counter[str], document: Document) -> Label | None:
    """Return the name that is shown before the text of a block, and note it under the block's anchor."""
    number = 0
    if ("theorem" if kind in STATEMENTS else kind) in document.options.numbered:
        counts[kind] += 1
        number = counts[kind]
    label = Label(kind, number)
    if anchor := token.info if token.type == EQUATIONS[0] else str(token.attrs.get("id", "")):
        document.labels[anchor] = label
    if kind == "equation":
        token.meta["number"] = number
        return None
    return label if number or kind not in CAPTIONED else None


def _put_before(inline: Token, label: Label, *, is_alert: bool) -> None:
    """Put the name of a block before its first text; a box with a title of its author has no other name."""
    name = Token("block_label", "", 0, meta={"label": label})
    if is_alert or not inline.children:
        inline.children = [name]
    elif label.kind not in BOXES:
        inline.children = [name, Token("text", "", 0, content=" "), *inline.children]


def _equation(token: Token) -> str:
    """Return the kind of a formula with an anchor; empty for any other token."""
    return "equation" if token.type in EQUATIONS and (token.info or "id" in token.attrs) else ""


def render_label(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    """Return the name of a block with its number."""
    document: Document = env[KEY]
    label: Label = tokens[index].meta["label"]
    name = document.leave(label)
    return name if label.kind in BOXES else f'<span class="block-label">{name}</span>'


def reference(state: StateInline, text: str, document: Document, position: Position) -> None:
    """Push a link to a numbered block or a heading of the page."""
    if document.refuse_in_heading("a reference", position, "role"):
        return
    found = TEXT_AND_ANCHOR.match(text)
    shown, anchor = (found["text"], found["anchor"]) if found else ("", text)
    token = state.push("reference", "", 0)
    token.meta = {"text": shown, "anchor": anchor.strip().removeprefix("#"), "position": position}


def render_reference(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    """Return the link; its text is the name and the number of the block, or the text of the heading."""
    document: Document = env[KEY]
    anchor, position = tokens[index].meta["anchor"], tokens[index].meta["position"]
    label = document.labels.get(anchor)
    heading = document.heading_html(anchor)
    if (shown := tokens[index].meta["text"]) and anchor in document.ids:
        text = escapeHtml(shown)
    elif label and label.number:
        text = f"({label.number})" if label.kind == "equation" else document.leave(label)
    elif heading is not None:
        text = heading
    else:
        _report(anchor, label, document, position)
        return escapeHtml(anchor)
    return f'<a href="#{escapeHtml(anchor)}">{text}</a>'


def _report(anchor: str, label: Label | None, document: Document, position: Position) -> None:
    if label:
        group = "theorem" if label.kind in STATEMENTS else label.kind
        message = f"the {label.kind} {anchor!r} has no number"
        hint = f'number it with [markdown] numbered = ["{group}"], or link to it: [text](#{anchor})'
    else:
        known = [*document.labels, *(heading.id for heading in document.headings)]
        message = f"no numbered block and no heading of this page has the anchor {anchor!r}"
        hint = near_miss(anchor, known) or "figures, tables and formulas get an anchor by ':id: name'"
    document.problem(message, position, hint=hint, code="role")
