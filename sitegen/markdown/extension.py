"""Directives, roles and blocks of code whose HTML an extension of the site makes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sitegen.errors import SitegenError
from sitegen.extension import Block
from sitegen.extension.faults import run
from sitegen.extension.records import Provided
from sitegen.markdown.directive import Directive, DirectiveRule
from sitegen.markdown.document import KEY, Document
from sitegen.model import Position

OPEN, CLOSE, SHOWN = "extension_open", "extension_close", "extension_shown"
"""The types of the tokens around the body of a directive, and of those that its HTML holds."""
MARK = "\0"


def extension_rule(name: str, document: Document) -> DirectiveRule | None:
    """Return what a directive of an extension means; None where no extension has this name."""
    provided = document.ask("directive", name)
    if provided is None:
        return None
    settings = provided.settings
    return DirectiveRule(
        partial(_tokens, provided),
        settings["argument"],
        options=settings["options"],
        markdown=settings["markdown"],
    )


def _tokens(
    provided: Provided, directive: Directive, _document: Document
) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return the tokens around the body: the HTML is made when that of the body is known."""
    opening = Token(OPEN, "", 1, meta={"provided": provided, "directive": directive})
    return [opening], [Token(CLOSE, "", -1)]


def render_open(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Return the HTML of a directive with its body."""
    document: Document = env[KEY]
    end = _end(tokens, index)
    content: str = self.render(tokens[index + 1 : end], options, env)
    for place in range(index + 1, end + 1):
        cast("list[Token]", tokens)[place] = Token(SHOWN, "", 0)
    provided, directive = tokens[index].meta["provided"], tokens[index].meta["directive"]
    given = {option.name: option.value for option in directive.options}
    page = str(document.links.source_path)
    block = Block(directive.name, directive.argument, given, directive.body, content, page)
    return _html(provided, block, document, directive.position, content)


def _end(tokens: Sequence[Token], index: int) -> int:
    """Return the place of the token that closes a directive."""
    depth = 0
    for place in range(index, len(tokens)):
        depth += {OPEN: 1, CLOSE: -1}.get(tokens[place].type, 0)
        if depth == 0:
            return place
    return len(tokens) - 1


def fence_html(token: Token, language: str, document: Document) -> str | None:
    """Return the HTML of a block of code; None where no extension shows its language."""
    provided = document.ask("fence", language)
    if provided is None:
        return None
    line = token.map[0] if token.map else 0
    argument = unescapeAll(token.info).strip().removeprefix(language).strip()
    block = Block(language, argument, {}, token.content, "", str(document.links.source_path))
    return _html(provided, block, document, document.find(line, token.markup), "")


def extension_role(
    name: str, document: Document
) -> Callable[[StateInline, str, Document, Position], None] | None:
    """Return what a role of an extension means; None where no extension has this name."""
    provided = document.ask("role", name)
    if provided is None:
        return None

    def push(state: StateInline, text: str, document: Document, position: Position) -> None:
        token = state.push("extension_role", "", 0)
        token.content, token.meta = text, {"html": _html(provided, text, document, position, "")}

    return push


def render_role(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Return the HTML of a role."""
    return str(tokens[index].meta["html"])


def render_nothing(
    _self: RendererHTML, _tokens: Sequence[Token], _index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Return nothing for a token whose HTML is in that of a directive."""
    return ""


def _html(provided: Provided, given: Block | str, document: Document, place: Position, content: str) -> str:
    """Return what an extension makes of a part of the text; its faults are problems of the body."""
    try:
        html: str = run(provided, given, expected=(str,), at=place)
    except SitegenError as error:
        document.problems += error.problems
        return ""
    # The content holds the marks of demos, numbers and pictures, which cannot be cut apart.
    if html.count(MARK) not in {0, content.count(MARK)}:
        document.problem(
            f"{provided} returns only a part of its content, in which there are demos, numbers or pictures",
            place,
            hint="return the whole content, or none of it",
            code="extension",
        )
        return ""
    return str(html)
