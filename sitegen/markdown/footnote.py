"""Footnotes, marked up with the roles of DPUB-ARIA."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.renderer import RendererHTML
from markdown_it.rules_core.state_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sitegen.markdown.document import document_of


def check_footnotes(state: StateCore) -> None:
    """Report notes that markdown-it drops without an error: unused ones, and second ones of a name."""
    document = document_of(state)
    if "footnotes" not in state.env:
        return
    referred = state.env["footnotes"].get("refs", {})
    seen: set[str] = set()
    for token in state.tokens:
        if token.type != "footnote_reference_open":
            continue
        label = token.meta["label"]
        place = document.find(token.map[0] if token.map else 0, f"[^{label}]:")
        if label in seen:
            document.problem(f"the note [^{label}] appears twice", place, code="unused-footnote")
        elif referred.get(f":{label}", -1) < 0:
            message = f"the note [^{label}] is never used and would not be shown"
            document.problem(
                message, place, hint=f"write [^{label}] where it belongs", code="unused-footnote"
            )
        seen.add(label)


def render_ref(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Return the number in the text."""
    number = tokens[index].meta["id"] + 1
    anchor = f"fnref{number}{_again(tokens[index])}"
    return (
        f'<sup class="footnote-ref"><a href="#fn{number}" id="{anchor}" role="doc-noteref">{number}</a></sup>'
    )


def render_block_open(
    _self: RendererHTML, _tokens: Sequence[Token], _index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Return the start of the list of notes."""
    return '<section class="footnotes" role="doc-endnotes">\n<hr>\n<ol>\n'


def render_block_close(
    _self: RendererHTML, _tokens: Sequence[Token], _index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Return the end of the list of notes."""
    return "</ol>\n</section>\n"


def render_open(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Return the start of a note."""
    return f'<li id="fn{tokens[index].meta["id"] + 1}">'


def render_anchor(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Return the link back to the text."""
    number, again = tokens[index].meta["id"] + 1, _again(tokens[index])
    label = f"Back to reference {number}{again}"
    href = f"#fnref{number}{again}"
    # The variation selector keeps phones from drawing the arrow as an emoji.
    return f' <a class="footnote-back" href="{href}" role="doc-backlink" aria-label="{label}">↩\ufe0e</a>'


def _again(token: Token) -> str:
    """Return the suffix that distinguishes a second reference to a note from the first."""
    again = token.meta.get("subId", 0)
    return f"-{again + 1}" if again else ""
