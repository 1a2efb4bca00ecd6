"""Fenced code: ```` ```python {2,4-6} title="train.py" ````."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sitegen.errors import near_miss
from sitegen.markdown.document import KEY, Document
from sitegen.markdown.highlight import UnknownLanguageError, code_block

WORD = re.compile(
    r'\{(?P<marked>[^}]*)\}|(?P<key>[\w-]+)=(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))|(?P<other>\S+)'
)
RANGE = re.compile(r"(\d+)(?:-(\d+))?\Z")
KEYS = ("title",)


def render_fence(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    """Return a fenced block as coloured HTML."""
    token = tokens[index]
    document: Document = env[KEY]
    language, _, rest = unescapeAll(token.info).strip().partition(" ")
    marked, title = _read_info(rest, token, document) if rest else (frozenset[int](), "")
    try:
        return _with_attributes(code_block(token.content, language, marked=marked, title=title), token)
    except UnknownLanguageError as error:
        line = token.map[0] if token.map else 0
        document.problem(str(error), document.find(line, language), hint=error.hint, code="code")
        return ""


def render_indented(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Return an indented block of code, which has no language."""
    return _with_attributes(code_block(tokens[index].content, ""), tokens[index])


def _with_attributes(html: str, token: Token) -> str:
    """Put the author's `{#id .class}` on the outermost element."""
    if not token.attrs:
        return html
    name, _, rest = html.partition(' class="code"')
    token.attrs["class"] = f"code {token.attrs['class']}" if "class" in token.attrs else "code"
    return name + RendererHTML.renderAttrs(token) + rest


def _read_info(rest: str, token: Token, document: Document) -> tuple[frozenset[int], str]:
    """Return the marked lines and the title that are written behind the language."""
    line = token.map[0] if token.map else 0
    marked: set[int] = set()
    title = ""
    last = token.content.count("\n")
    for word in WORD.finditer(rest):
        place = document.find(line, word.group())
        if word["marked"] is not None:
            for piece in word["marked"].split(","):
                found = RANGE.match(piece.strip())
                first, end = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
                if not 1 <= first <= end <= last:
                    document.problem(
                        f"{piece.strip()!r} is not a line, or a range of lines, between 1 and {last}",
                        place,
                        hint="write {2} or {2,4-6}",
                        code="code",
                    )
                else:
                    marked.update(range(first, end + 1))
        elif word["key"] == "title":
            title = word["quoted"] if word["quoted"] is not None else word["bare"]
        else:
            name = word["key"] or word["other"]
            document.problem(
                f'{word.group()!r} is unknown behind a language; known: {{2,4-6}} and title="…"',
                place,
                hint=near_miss(name, KEYS),
                code="code",
            )
    return frozenset(marked), title
