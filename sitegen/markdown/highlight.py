"""Source code → coloured HTML, at build time, by Pygments.

Tokens carry Pygments' short class names; `static/css/code.css` gives them their colours. Pygments is
imported when a program is coloured: most builds find every page in the cache, and most posts show no code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from markdown_it.common.utils import escapeHtml

from sitegen.errors import near_miss

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType


LONGEST_NAME = 30
"""A longer name is that of no language, and is not compared with all."""


class UnknownLanguageError(LookupError):
    """No lexer has this name. `hint`: what to write instead."""

    def __init__(self, language: str) -> None:
        super().__init__(f"no highlighter for the language {language!r}")
        close = _nearest(language)
        self.hint = f"{close} Otherwise write 'text'." if close else "write 'text' for no colours"


@cache
def _nearest(language: str) -> str | None:
    from pygments.lexers import get_all_lexers  # noqa: PLC0415 - slow; results are cached

    names = [alias for _name, aliases, _files, _types in get_all_lexers() for alias in aliases]
    return near_miss(language, names) if len(language) <= LONGEST_NAME else None


@lru_cache(maxsize=64)
def lexer_for(language: str) -> Lexer:
    """Return the lexer of a language; one object serves all blocks, since creating it is slow."""
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415 - slow; results are cached
    from pygments.util import ClassNotFound  # noqa: PLC0415 - slow; results are cached

    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        raise UnknownLanguageError(language) from None


def language_of_file(name: str) -> str:
    """Return the language of a file by its name, as Pygments knows it; empty for an unknown ending."""
    from pygments.lexers import find_lexer_class_for_filename  # noqa: PLC0415 - slow; results are cached

    found = find_lexer_class_for_filename(name)
    return found.aliases[0] if found and found.aliases else ""


@cache
def css_class(kind: _TokenType) -> str:
    """Return Pygments' short class for a kind of token: its own or its nearest ancestor's."""
    from pygments.token import STANDARD_TYPES, Token  # noqa: PLC0415 - slow; results are cached

    while kind not in STANDARD_TYPES:
        kind = kind.parent or Token
    # Names, operators, punctuation and space are most of a program; they have the colour of text.
    return "" if STANDARD_TYPES[kind] in {"n", "o", "p", "w"} else STANDARD_TYPES[kind]


def highlight(code: str, language: str) -> str:
    """Return the HTML of a block of code.

    Raises:
        UnknownLanguageError: no lexer has this name.
    """
    return code_block(code, language)


def code_block(
    code: str,
    language: str,
    *,
    lexer: str | None = None,
    marked: frozenset[int] = frozenset(),
    title: str = "",
    first_number: int | None = None,
) -> str:
    """Return the HTML of a block of code, with the lines `marked` (from 1) highlighted and a title above it.

    Args:
        code: the program.
        language: its language, as the class of the element names it.
        lexer: the lexer that colours it: empty for none, that of the language when absent.
        marked: lines to highlight, from 1.
        title: the text above it.
        first_number: the number of the first line; None for lines without numbers.

    Raises:
        UnknownLanguageError: no lexer has this name.
    """
    lexer = language if lexer is None else lexer
    plain = not lexer and not marked and first_number is None
    inner = escapeHtml(code) if plain else _coloured(code, lexer, marked, first_number)
    attributes = f' class="language-{escapeHtml(language)}"' if language else ""
    # Long lines scroll inside the block; the tab stop lets a keyboard scroll it.
    block = f'<pre tabindex="0"><code{attributes}>{inner}</code></pre>'
    if title:
        return f'<figure class="code"><figcaption>{escapeHtml(title)}</figcaption>{block}</figure>\n'
    return f'<div class="code">{block}</div>\n'


def _coloured(code: str, lexer: str, marked: frozenset[int], first_number: int | None = None) -> str:
    """Return the spans of a program. Style sheets show the numbers of lines, so that they are not copied."""
    pieces = _pieces(lexer_for(lexer).get_tokens(code)) if lexer else [("", code)]
    if not marked and first_number is None:
        return "".join(_span(css, text) for css, text in pieces)
    lines: list[list[str]] = [[]]
    for css, text in pieces:
        for part in text.splitlines(keepends=True):
            lines[-1].append(_span(css, part))
            if part.endswith("\n"):
                lines.append([])
    html = ["".join(line) for line in lines]
    if first_number is not None:
        last = len(html) - (not html[-1])
        width = len(str(first_number + last - 1))
        html[:last] = [
            f'<span class="line-number" data-number="{number:>{width}}"></span>{line}'
            for number, line in enumerate(html[:last], start=first_number)
        ]
    return "".join(
        f'<span class="marked">{line}</span>' if number in marked else line
        for number, line in enumerate(html, start=1)
    )


def _pieces(tokens: Iterable[tuple[_TokenType, str]]) -> Iterator[tuple[str, str]]:
    """Join neighbours of one class: fewer spans, smaller pages."""
    css, texts = "", list[str]()
    for kind, text in tokens:
        found = css_class(kind)
        if found != css:
            yield css, "".join(texts)
            css, texts = found, []
        texts.append(text)
    yield css, "".join(texts)


def _span(css: str, text: str) -> str:
    if not css:
        return escapeHtml(text)
    return f'<span class="{css}">{escapeHtml(text)}</span>' if text else ""
