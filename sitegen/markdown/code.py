"""Fenced and indented blocks of code."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sitegen.markdown.document import KEY, Document
from sitegen.markdown.extension import fence_html
from sitegen.markdown.fence import FenceInfo, read_info
from sitegen.markdown.highlight import UnknownLanguageError, code_block

CONTAINER = re.compile(r"[ \t>]*")
"""What stands before a line of a block of code in a quotation or a list."""


def render_fence(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    """Return a fenced block as coloured HTML; code in an unknown language is shown as text."""
    token = tokens[index]
    document: Document = env[KEY]
    line = token.map[0] if token.map else 0
    _check_end(token, document)
    info = read_info(unescapeAll(token.info), token.content.count("\n"))
    if (html := fence_html(token, info.language, document)) is not None:
        return html
    for warning in info.warnings:
        document.warn(
            warning.message, document.find(line, warning.word), hint=warning.hint, code="fence-option"
        )
    try:
        return with_attributes(block_of(token.content, info, info.lexer), token)
    except UnknownLanguageError as error:
        place = document.find(line, info.language)
        document.warn(str(error), place, hint=error.hint, code="unknown-language")
        return with_attributes(block_of(token.content, info, ""), token)


def block_of(code: str, info: FenceInfo, lexer: str) -> str:
    """Return the HTML of a block of code.

    Args:
        code: the program.
        info: how it is shown.
        lexer: the lexer that colours it; empty for none.

    Raises:
        UnknownLanguageError: no lexer has this name.
    """
    return code_block(
        code,
        info.language,
        lexer=lexer,
        marked=info.marked,
        title=info.title,
        first_number=info.first_number,
    )


def _check_end(token: Token, document: Document) -> None:
    """Report a block of code that ends with its container or with the text, for want of a closing line."""
    if token.map is None:
        return
    first, end = token.map
    last = document.lines[end - 1] if end <= len(document.lines) else ""
    closing = CONTAINER.sub("", last, count=1).rstrip()
    if end - 1 == first or len(closing) < len(token.markup) or set(closing) != {token.markup[0]}:
        message = "this block of code is never closed: all text behind it is code"
        place = document.find(first, token.markup)
        document.warn(message, place, hint=f"close it with a line {token.markup}", code="unclosed-fence")


def render_indented(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Return an indented block of code, which has no language."""
    return with_attributes(code_block(tokens[index].content, ""), tokens[index])


def with_attributes(html: str, token: Token) -> str:
    """Put the author's `{#id .class}` on the outermost element."""
    if not token.attrs:
        return html
    name, _, rest = html.partition(' class="code"')
    token.attrs["class"] = f"code {token.attrs['class']}" if "class" in token.attrs else "code"
    return name + RendererHTML.renderAttrs(token) + rest
