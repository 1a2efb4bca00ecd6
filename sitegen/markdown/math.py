r"""Formulas: `$…$` in a line, and on lines of their own `$$…$$`, amsmath environments and `{math}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_inline_dollar

from sitegen.markdown.directive import Directive
from sitegen.markdown.document import KEY, Document, document_of
from sitegen.model import Position

NARROW = 30
"""Characters of a formula that fit on a phone; a longer one may scroll and gets a tab stop for keyboards."""

BACKQUOTES = re.compile("`+")

# No space inside the dollars and no digit beside them, so that prices stay prices.
read_dollars = math_inline_dollar(allow_space=False, allow_digits=False, allow_double=True)


def math_plugin(md: MarkdownIt) -> None:
    """Add the rules for formulas."""
    md.use(
        dollarmath_plugin, allow_space=False, allow_digits=False, allow_blank_lines=False, double_inline=True
    )
    md.use(amsmath_plugin)
    md.inline.ruler.at("math_inline", math_inline)
    for name in ("math_inline", "math_inline_double"):
        md.add_render_rule(name, render_inline)
    for name in ("math_block", "math_block_label", "amsmath"):
        md.add_render_rule(name, render_block)


def math_inline(state: StateInline, silent: bool) -> bool:
    """Read a formula between dollars and convert it while its place is known."""
    start = state.pos
    if not read_dollars(state, silent):
        return False
    if "`" in (text := state.src[start : state.pos]) and _splits_code(state, start, text):
        if not silent:
            state.tokens.pop()
        state.pos = start
        return False
    document = document_of(state)
    if not silent:
        token, text = state.tokens[-1], state.src
        first = start + len(token.markup)
        content = token.content
        first += len(content) - len(content.lstrip())
        token.meta["mathml"] = _convert(
            content.strip(),
            document,
            lambda offset: document.inline_position(text, first + offset),
            display=token.type == "math_inline_double",
        )
    return True


def _splits_code(state: StateInline, start: int, formula: str) -> bool:
    """Return whether a code span begins inside a formula and ends behind it: code takes precedence."""
    end = start + len(formula)
    at = 0
    while opening := BACKQUOTES.search(formula, at):
        closing = re.compile(f"(?<!`){opening[0]}(?!`)").search(
            state.src, start + opening.end(), state.posMax
        )
        if closing and closing.start() >= end:
            return True
        at = closing.end() - start if closing else opening.end()
    return False


def render_inline(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Return a formula in a line."""
    return str(tokens[index].meta["mathml"])


def render_block(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    """Return a formula on lines of its own; a wide one scrolls in its box."""
    token = tokens[index]
    document: Document = env[KEY]
    line = token.map[0] if token.map else 0
    if token.type == "math_block_label":
        token.attrs["id"] = token.info
    return _block(token, line, document)


def math_directive(directive: Directive, _document: Document) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return the formula in a directive's body."""
    token = Token(
        "math_block", "math", 0, content=directive.body, map=[directive.body_line, directive.body_line]
    )
    if directive.option("id"):
        token.attrs["id"] = directive.option("id")
    return [token], []


def formula_html(latex: str, macros: Mapping[str, str]) -> str:
    """Return a formula that no text holds, as on lines of its own; empty where it cannot be converted.

    Args:
        latex: its source, without dollars.
        macros: of the configuration.
    """
    from sitegen.markdown.mathml import FormulaError, mathml  # noqa: PLC0415 - slow; not every page has formulas

    try:
        return f'<div class="math">{mathml(latex, display=True, macros=macros)}</div>'
    except FormulaError:
        return ""


def _block(token: Token, line: int, document: Document) -> str:
    content = token.content
    formula = content.strip()
    before = content[: content.index(formula)] if formula else ""

    def place(offset: int) -> Position:
        text = before + formula[:offset]
        row = line + text.count("\n")
        piece = content[text.rfind("\n") + 1 :].partition("\n")[0]
        source = document.lines[row] if row < len(document.lines) else ""
        at = max(source.find(piece.strip()), 0) if piece.strip() else 0
        inside = len(text) - (text.rfind("\n") + 1) - (len(piece) - len(piece.lstrip()))
        return document.position(row, at + inside + 1)

    inner = _convert(formula, document, place, display=True)
    token.attrs["class"] = f"math {token.attrs['class']}" if "class" in token.attrs else "math"
    if len(formula) > NARROW:
        token.attrs["tabindex"] = 0
    if number := token.meta.get("number"):
        inner += f'<span class="equation-number">({number})</span>'
    return f"<div{RendererHTML.renderAttrs(token)}>{inner}</div>\n"


def _convert(latex: str, document: Document, place: Callable[[int], Position], *, display: bool) -> str:
    """Return MathML; what is wrong goes into the document's problems."""
    # latex2mathml takes 0.1 s to import, and most posts have no formula.
    from sitegen.markdown.mathml import FormulaError, mathml  # noqa: PLC0415 - slow; not every page has formulas

    if not latex:
        document.problem("the formula is empty", place(0), code="bad-formula")
        return ""
    try:
        return mathml(latex, display=display, macros=document.options.math_macros)
    except FormulaError as errors:
        for error in errors.problems:
            document.problem(str(error), place(error.offset), hint=error.hint, code="bad-formula")
        return f"<code>{escapeHtml(latex)}</code>"  # published where the configuration makes this a warning
