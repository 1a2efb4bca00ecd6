"""Small changes to the HTML that markdown-it gives for tables and task lists."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict


def render_table_open(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Return the start of a table in a box that scrolls when it is wide; the tab stop serves keyboards."""
    return '<div class="table" tabindex="0">\n' + self.renderToken(tokens, index, options, env)


def render_table_close(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Return the end of a table and its box."""
    return self.renderToken(tokens, index, options, env) + "</div>\n"


def render_table_cell_open(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Return the start of a table's cell; a class aligns it, since a site may forbid `style` attributes."""
    alignment = str(tokens[index].attrs.pop("style", "")).removeprefix("text-align:")
    if alignment:
        tokens[index].attrJoin("class", f"align-{alignment}")
    return self.renderToken(tokens, index, options, env)


def render_item_open(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Return the start of a list item; a task starts with a box that has a label."""
    checked = tokens[index].meta.get("checked") if tokens[index].meta else None
    opening = self.renderToken(tokens, index, options, env)
    if checked is None:
        return opening
    state = 'checked aria-label="Done"' if checked else 'aria-label="To do"'
    return f'{opening}<input type="checkbox" disabled {state}> '
